"""``sheetcash importer``: statements into the sheet Banque, e-invoices into their sheets."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JSON,
    Commande,
    afficher,
    constats,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.app.importer import Plan, Pris
    from sheetcash.core.releves import Correspondance, Rejet, Releve
    from sheetcash.errors import SheetcashError

#: How many rows of a kind are shown; the file beside the statement has them all.
_SHOWN = 10
_ANNONCES = {
    "encodage": "encodage",
    "separateur": "séparateur",
    "decimale": "signe décimal",
    "dates": "ordre des dates",
    "heure": "fuseau horaire",
    "fin": "fin du fichier",
    "compte": "compte",
}


@click.command(cls=Commande)
@CLASSEUR
@click.argument(
    "fichiers", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FICHIER …"
)
@click.option("--encodage", default="", metavar="NOM", help="Si les accents sont faux : cp1252…")
@click.option(
    "--decimale", type=click.Choice([",", "."]), default=None, help="Le signe des centimes."
)
@click.option(
    "--dates",
    "ordre",
    type=click.Choice(["JMA", "MJA", "AMJ"], case_sensitive=False),
    default=None,
    help="L'ordre du jour, du mois et de l'année.",
)
@click.option("--compte", default="", metavar="NOM", help="Le compte, si le fichier le tait.")
@click.option(
    "--colonnes",
    default="",
    metavar="date=…;libelle=…",
    help="Quelle colonne tient quoi, pour une banque inconnue ; retenu sous --banque.",
)
@click.option("--banque", default="", metavar="NOM", help="Une banque retenue, ou à retenir.")
@click.option("--tout", is_flag=True, help="Prend aussi les lignes qui ressemblent à d'autres.")
@click.option("--simulation", is_flag=True, help="Montre ce qui serait ajouté ; ne change rien.")
@JSON
def commande(
    classeur: str,
    fichiers: tuple[Path, ...],
    encodage: str,
    decimale: str | None,
    ordre: str | None,
    compte: str,
    colonnes: str,
    banque: str,
    tout: bool,
    simulation: bool,
    as_json: bool,
) -> int:
    """Ajoute à la feuille Banque du CLASSEUR les lignes de vos relevés.

    CSV de toutes les banques, OFX, CAMT.053, MT940, QIF, et les exports de Stripe, PayPal, SumUp
    et Revolut. Le même relevé donné deux fois n'ajoute rien ; ce qui ne peut pas être lu est mis à
    part, dans un fichier à côté du relevé. Les lignes collées à la main dans Banque sont prises
    aussi.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.importer import TABLES, preparer
    from sheetcash.cli.progression import attente
    from sheetcash.errors import SheetcashError

    reader = _Lecteur(
        load_settings(environ()).config_dir,
        encodage,
        decimale or "",
        (ordre or "").upper(),
        compte,
        colonnes,
        banque,
    )
    store = ouvrir(classeur)
    snapshot = store.read(TABLES)  # before any question is asked
    read: list[tuple[str, Releve]] = []
    refused: list[SheetcashError] = []
    paths = dict(zip((one.name for one in fichiers), fichiers, strict=False))
    for path in fichiers:
        try:
            with attente(f"Lecture de {path.name}…"):
                read.append((path.name, reader.lire(path)))
        except SheetcashError as error:
            refused.append(error)
    if refused and not read:
        raise refused[0]
    today = ParisClock().today()
    plan = preparer(snapshot, read, today, tout=tout)
    count = 0
    if plan.edits and not simulation:
        store.ensure_writable()
        with attente("Écriture…"):
            count = store.write(snapshot, plan.edits, today)
    aside = {} if simulation else _mettre_a_part(plan, paths, refused)
    if as_json:
        print_json(_as_json(plan, refused, aside, count))
    else:
        afficher(_lines(store.name, plan, refused, aside, simulation))
    return FINDINGS if refused or plan.constats or any(o.rejets for o in plan.fichiers) else DONE


class _Lecteur:
    """Reads files as the options say; asks for the columns of an unknown bank."""

    def __init__(
        self,
        dossier: Path,
        encodage: str,
        decimale: str,
        ordre: str,
        compte: str,
        colonnes: str,
        banque: str,
    ) -> None:
        from sheetcash.adapters.bank import lire
        from sheetcash.adapters.correspondances import lire_correspondances
        from sheetcash.cli.colonnes import choisie, lire_colonnes

        self._dossier = dossier
        self._lire = partial(lire, encodage=encodage, decimale=decimale, ordre=ordre, compte=compte)
        self._encodage = encodage
        self._connues = lire_correspondances(dossier)
        self._imposee: Correspondance | None = None
        self._a_garder = False
        if colonnes:
            self._imposee = lire_colonnes(colonnes, banque or "Ma banque")
            self._a_garder = True
        elif banque:
            self._imposee = choisie(banque, self._connues)

    def lire(self, path: Path) -> Releve:
        """The statement in a file.

        Raises:
            SheetcashError: see :func:`sheetcash.adapters.bank.lire`.
        """
        from sheetcash.adapters.bank import proposer
        from sheetcash.adapters.correspondances import garder_correspondance
        from sheetcash.cli.colonnes import demander_colonnes
        from sheetcash.errors import UnknownColumns

        try:
            found = self._lire(path, correspondance=self._imposee, correspondances=self._connues)
        except UnknownColumns as error:
            proposition = proposer(path, encodage=self._encodage)
            if not sys.stdin.isatty():
                error.que_faire = _a_dire(proposition.correspondance)
                raise
            mapping = demander_colonnes(path.name, proposition)
            found = self._lire(path, correspondance=mapping)
            garder_correspondance(self._dossier, mapping)
            self._connues.append(mapping)
            return found
        if self._a_garder and self._imposee is not None:
            garder_correspondance(self._dossier, self._imposee)
            self._connues.append(self._imposee)
            self._a_garder = False
        return found


def _a_dire(mapping: Correspondance | None) -> str:
    """How to tell the columns by an option, beginning with what was guessed."""
    if mapping is None:
        given = "date=…;libelle=…;montant=…"
    else:
        money = (
            f"montant={mapping.montant}"
            if mapping.montant
            else f"debit={mapping.debit};credit={mapping.credit}"
        )
        given = f"date={mapping.jour};libelle={mapping.libelle[0]};{money}"
    return f'Ajoutez : --banque "Ma banque" --colonnes "{given}" ; ce sera retenu.'


def _mettre_a_part(
    plan: Plan, paths: dict[str, Path], refused: list[SheetcashError]
) -> dict[str, str]:
    """Write what could not be read beside each statement; where, by file."""
    from sheetcash.adapters.quarantaine import ecrire_rejets
    from sheetcash.errors import SheetcashError

    found = {}
    for one in plan.fichiers:
        if one.rejets:
            try:
                found[one.nom] = ecrire_rejets(paths[one.nom], one.rejets).name
            except SheetcashError as error:
                refused.append(error)
    return found


def _lines(
    name: str, plan: Plan, refused: Sequence[Exception], aside: dict[str, str], simulation: bool
) -> list[str]:
    from sheetcash.core.mots import pluriel

    lines = [name]
    for one in plan.fichiers:
        lines += ["", *_fichier(one, aside.get(one.nom, ""), simulation)]
    if plan.nommees:
        pasted = pluriel(plan.nommees, "ligne collée", "lignes collées")
        lines += ["", f"{pasted} à la main dans Banque : prise en compte."]
    if refused:
        lines += ["", "Fichiers laissés de côté", *(f"  • {error}" for error in refused)]
    lines += constats(plan.constats)
    if simulation:
        lines += ["", "Simulation : rien n'a été écrit."]
    elif any(one.entrees for one in plan.fichiers) or plan.nommees:
        lines += ["", "Ensuite : sheetcash rapprocher, pour dire ce que paie chaque ligne."]
    return lines


def _fichier(one: Pris, aside: str, simulation: bool) -> list[str]:
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    read = one.releve
    days = [row.jour for row in read.mouvements]
    period = f", du {format_date(min(days))} au {format_date(max(days))}" if days else ""
    lines = [f"{one.nom} : {read.format}, {pluriel(read.lus, 'ligne lue', 'lignes lues')}{period}"]
    heading = "à ajouter" if simulation else "ajoutée"
    several = "à ajouter" if simulation else "ajoutées"
    told = [pluriel(one.nouveaux, f"ligne {heading}", f"lignes {several}")]
    if one.connus:
        told.append(f"{one.connus} déjà là")
    if one.semblables:
        told.append(f"{len(one.semblables)} déjà là d'après un autre export")
    if one.ecartes:
        told.append(f"{len(one.ecartes)} sans effet sur le compte en euros")
    if one.rejets:
        told.append(f"{len(one.rejets)} à revoir")
    lines.append(f"  {', '.join(told)}")
    sure = [f"{_ANNONCES.get(a.quoi, a.quoi)} {a.valeur}" for a in one.annonces if a.sur]
    guessed = [f"{_ANNONCES.get(a.quoi, a.quoi)} {a.valeur}" for a in one.annonces if not a.sur]
    if sure:
        lines.append(f"  Trouvé : {', '.join(sure)}")
    if guessed:
        lines.append(f"  Supposé, à vérifier : {', '.join(guessed)}")
    for row in one.semblables[:_SHOWN]:
        lines.append(f"    = {format_date(row.jour)} {row.libelle} (--tout l'ajoute quand même)")
    lines += _rejets("  Sans effet :", one.ecartes)
    where = f" (toutes dans « {aside} »)" if aside else ""
    lines += _rejets(f"  À revoir{where} :", one.rejets)
    return lines


def _rejets(heading: str, rows: Sequence[Rejet]) -> list[str]:
    if not rows:
        return []
    lines = [heading]
    lines += [f"    ligne {one.ligne} : {one.pourquoi} ({one.texte})" for one in rows[:_SHOWN]]
    if len(rows) > _SHOWN:
        lines.append(f"    … et {len(rows) - _SHOWN} autres")
    return lines


def _as_json(
    plan: Plan, refused: Sequence[Exception], aside: dict[str, str], count: int
) -> dict[str, object]:
    def rows(those: Sequence[Rejet]) -> list[dict[str, object]]:
        return [{"ligne": o.ligne, "pourquoi": o.pourquoi, "texte": o.texte} for o in those]

    return {
        "fichiers": [
            {
                "nom": one.nom,
                "format": one.releve.format,
                "lus": one.releve.lus,
                "ajoutes": one.nouveaux,
                "connus": one.connus,
                "semblables": [
                    {"ligne": row.ligne, "date": row.jour.isoformat(), "libelle": row.libelle}
                    for row in one.semblables
                ],
                "ecartes": rows(one.ecartes),
                "rejets": rows(one.rejets),
                "fichier_rejets": aside.get(one.nom, ""),
                "annonces": [
                    {"quoi": a.quoi, "valeur": a.valeur, "sur": a.sur} for a in one.annonces
                ],
            }
            for one in plan.fichiers
        ],
        "refuses": [str(error) for error in refused],
        "constats": [one.as_json() for one in plan.constats],
        "ecritures": count,
    }
