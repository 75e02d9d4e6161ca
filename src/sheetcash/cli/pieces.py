"""``sheetcash pieces``: file the vouchers that the cells « Pièce » name, and check them."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    chez_google,
    constats,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.adapters.armoire import ArmoireSurDisque
    from sheetcash.app.pieces import Geste, Plan, Resultat
    from sheetcash.workbook.pieces import Piece


@click.command(cls=Commande)
@CLASSEUR
@click.option("--simulation", is_flag=True, help="Montre ce qui serait rangé ; ne change rien.")
@click.option("--oui", is_flag=True, help="Range sans demander confirmation.")
@click.option(
    "--deplacer", is_flag=True, help="Retire l'original une fois copié et la cellule écrite."
)
@click.option(
    "--accepter", is_flag=True, help="Tient pour bonnes les pièces changées ou disparues."
)
@JOUR
@JSON
def commande(
    classeur: str,
    simulation: bool,
    oui: bool,
    deplacer: bool,
    accepter: bool,
    jour: date | None,
    as_json: bool,
) -> int:
    """Range les fichiers des cellules « Pièce » du CLASSEUR, par année et par numéro, et vérifie.

    Ils vont dans le dossier Pièces, à côté du classeur (le dossier courant pour une feuille
    Google), et la cellule dit où. Les originaux restent où ils sont, sauf avec --deplacer ; la
    cellule d'une ligne scellée n'est jamais changée, ni son fichier déplacé. Un lien n'est pas
    téléchargé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.pieces import Outils, executer, preparer
    from sheetcash.cli.progression import attente

    today = jour or ParisClock().today()
    done: Resultat | None = None
    with SqliteScelles(load_settings(environ()).state_dir) as scelles:
        outils = Outils(ouvrir(classeur), _armoire(classeur), scelles)
        with attente("Lecture du classeur et des pièces…"):
            snapshot, plan = preparer(outils, today, accepter=accepter)
        if not simulation and (not plan.gestes or oui or _confirmer(plan, deplacer)):
            with attente("Rangement…"):
                done = executer(outils, snapshot, plan, today, deplacer=deplacer)
    found = [*plan.constats, *(done.constats if done is not None else [])]
    if as_json:
        print_json(_as_json(plan, done, outils.armoire.dossier))
    else:
        lines = [outils.store.name, "", *_lines(plan, done, simulation, deplacer)]
        afficher([*lines, *constats(found)])
    return FINDINGS if found else DONE


def _armoire(classeur: str) -> ArmoireSurDisque:
    """The folder of vouchers: beside a file, in the current folder for a spreadsheet."""
    from pathlib import Path

    from sheetcash.adapters.armoire import ArmoireSurDisque

    if chez_google(classeur) is not None:
        return ArmoireSurDisque(Path.cwd(), partage=True)
    return ArmoireSurDisque(Path(classeur).absolute().parent)


def _confirmer(plan: Plan, deplacer: bool) -> bool:
    from sheetcash.cli.questions import accepter

    if not sys.stdin.isatty():
        raise click.UsageError(
            "Ajoutez --oui pour ranger sans question, ou --simulation pour voir ce qui le serait."
        )
    afficher([*_gestes(plan.gestes), *constats(plan.constats)], err=True)
    what = "Déplacer" if deplacer else "Copier"
    return accepter(f"\n{what} ces fichiers et écrire les cellules ?")


def _gestes(gestes: list[Geste]) -> list[str]:
    lines = []
    for one in gestes:
        where = "remis à sa place :" if one.remise else "→"
        source = one.pieces[0].texte if one.source.chemin == one.cible else one.source.chemin
        lines.append(f"  {source} {where} {one.cible}")
        lines.append(f"    {' ; '.join(map(_piece, one.pieces))}")
    return lines


def _piece(one: Piece) -> str:
    sealed = ", scellée : la cellule reste" if one.scelle else ""
    return f"{one.nom} (ligne {one.ligne}{sealed})"


def _lines(plan: Plan, done: Resultat | None, simulation: bool, deplacer: bool) -> list[str]:
    from sheetcash.core.mots import pluriel

    gestes = plan.gestes if done is None else done.gestes
    lines = _gestes(gestes)
    if done is None and gestes:
        lines += ["", f"{'Simulation : rien' if simulation else 'Rien'} n'a été changé."]
    elif done is not None and gestes:
        copies = pluriel(sum(one.copie for one in gestes), "fichier copié", "fichiers copiés")
        cells = pluriel(done.ecritures, "cellule écrite", "cellules écrites")
        kept = (
            pluriel(done.retirees, "original retiré", "originaux retirés")
            if deplacer
            else "les originaux sont restés où ils étaient"
        )
        lines += ["", f"{copies}, {cells} ; {kept}."]
    if lines:
        lines.append("")
    sound = sum(len(one.pieces) for one in plan.classees)
    lines.append(f"Déjà rangées : {pluriel(sound, 'pièce')}.")
    if plan.gardees:
        kept = pluriel(sum(len(one.pieces) for one in plan.gardees), "pièce")
        lines.append(f"Lignes scellées, fichier laissé à sa place, copie rangée : {kept}.")
    if plan.liens:
        lines.append(f"Liens, non téléchargés : {len(plan.liens)}.")
        lines += [f"  {one.nom} : {one.texte}" for one in plan.liens[:20]]
        if len(plan.liens) > 20:
            lines.append(f"  … et {len(plan.liens) - 20} autres")
    if plan.references:
        lines.append(f"Références sans fichier : {len(plan.references)}.")
    for sheet, count in plan.sans_piece.items():
        lines.append(f"Sans pièce, feuille {sheet} : {pluriel(count, 'ligne')}.")
    return lines


def _as_json(plan: Plan, done: Resultat | None, dossier: str) -> dict[str, object]:
    gestes = plan.gestes if done is None else done.gestes
    found = [*plan.constats, *(done.constats if done is not None else [])]
    filed, kept = (
        [
            {**_ligne(row), "fichier": one.fichier.chemin, "sha256": one.fichier.sha256}
            for one in those
            for row in one.pieces
        ]
        for those in (plan.classees, plan.gardees)
    )
    return {
        "fait": done is not None,
        "dossier": dossier,
        "rangees": [
            {
                "fichier": one.source.chemin,
                "cible": one.cible,
                "sha256": one.source.sha256,
                "copie": one.copie,
                "remise": one.remise,
                "lignes": [_ligne(row) for row in one.pieces],
            }
            for one in gestes
        ],
        "deja_rangees": filed,
        "gardees": kept,
        "liens": [{**_ligne(one), "lien": one.texte} for one in plan.liens],
        "references": [{**_ligne(one), "texte": one.texte} for one in plan.references],
        "sans_piece": plan.sans_piece,
        "constats": [one.as_json() for one in found],
        "ecritures": done.ecritures if done is not None else 0,
        "retirees": done.retirees if done is not None else 0,
    }


def _ligne(one: Piece) -> dict[str, object]:
    return {
        "feuille": one.feuille,
        "ligne": one.ligne,
        "numero": one.numero,
        "scellee": one.scelle,
    }
