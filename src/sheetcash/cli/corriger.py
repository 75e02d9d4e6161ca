"""``sheetcash corriger``: correct a sealed row by new ones."""

from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    Jour,
    afficher,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE

if TYPE_CHECKING:
    from sheetcash.app.corriger import Correction
    from sheetcash.workbook.edits import Value

#: Option by option, the column that it changes; the last ones are of one register only.
_TEXTES = {
    "facture": "N° facture",
    "client": "Client",
    "fournisseur": "Fournisseur",
    "nature": "Nature",
    "categorie": "Catégorie",
    "poste": "Poste",
    "mode": "Mode de règlement",
    "piece": "Pièce",
    "remarque": "Remarque",
}


@click.command(cls=Commande)
@CLASSEUR
@click.argument("numero", metavar="N°")
@click.option("--annuler", is_flag=True, help="Annule la ligne sans la remplacer.")
@click.option("--montant", metavar="EUROS", help="Le montant qui aurait dû être écrit.")
@click.option("--le", "le", type=Jour(), metavar="DATE", help="La date qui aurait dû l'être.")
@click.option("--facture", metavar="N°", help="La facture payée.")
@click.option("--client", metavar="NOM", help="Le client.")
@click.option("--fournisseur", metavar="NOM", help="Le fournisseur, avec --achats.")
@click.option("--nature", metavar="TEXTE", help="La nature.")
@click.option("--categorie", metavar="TEXTE", help="La catégorie.")
@click.option("--poste", metavar="TEXTE", help="Le poste, avec --achats.")
@click.option("--mode", metavar="TEXTE", help="Le mode de règlement.")
@click.option("--piece", metavar="TEXTE", help="La référence du justificatif.")
@click.option("--remarque", metavar="TEXTE", help="Pourquoi cette correction.")
@click.option("--achats", is_flag=True, help="Une ligne d'Achats, et non du livre des recettes.")
@click.option("--simulation", is_flag=True, help="Montre les lignes ; ne change rien.")
@click.option("--oui", is_flag=True, help="Écrit sans demander confirmation.")
@JOUR
@JSON
def commande(
    classeur: str,
    numero: str,
    annuler: bool,
    montant: str | None,
    le: date | None,
    achats: bool,
    simulation: bool,
    oui: bool,
    jour: date | None,
    as_json: bool,
    **textes: str | None,
) -> int:
    """Corrige la ligne scellée N° du CLASSEUR par des lignes nouvelles.

    La première l'annule, la seconde dit ce qui aurait dû être écrit. Toutes deux portent la date
    de l'argent : le chiffre d'affaires de chaque mois redevient le vrai.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.corriger import ecrire, lire_classeur, preparer
    from sheetcash.cli.progression import attente

    changes = _changements(achats, montant, le, textes)
    if annuler == bool(changes):
        raise click.UsageError(
            "Dites ce qui aurait dû être écrit (--montant, --client…), ou --annuler : l'un des "
            "deux."
        )
    today = jour or ParisClock().today()
    store = ouvrir(classeur)
    with (
        SqliteScelles(load_settings(environ()).state_dir) as scelles,
        attente("Lecture du classeur…"),
    ):
        snapshot = lire_classeur(store)
        its = preparer(snapshot, scelles, numero, changes, today, achats=achats)
    done = not simulation and (oui or _confirmer(its))
    count = 0
    if done:
        store.ensure_writable()
        count = ecrire(store, snapshot, its, today)
    if as_json:
        print_json(
            {"corrige": its.corrige, "lignes": list(map(_json, its.lignes)), "ecritures": count}
        )
    else:
        afficher([store.name, "", *_lines(its)])
        said = "Lignes ajoutées ; scellez-les avec le mois." if done else "Rien n'a été écrit."
        afficher(["", said])
    return DONE


def _changements(
    achats: bool, montant: str | None, le: date | None, textes: dict[str, str | None]
) -> dict[str, Value]:
    """What is to be written, by column title; values that no row can hold are refused."""
    from sheetcash.app.corriger import titres
    from sheetcash.core.categories import CODES
    from sheetcash.core.money import cents_of_text
    from sheetcash.errors import NotAnAmount
    from sheetcash.workbook.registres import REGISTRE_ACHATS, REGISTRE_RECETTES
    from sheetcash.workbook.schema import fold
    from sheetcash.workbook.tables import MODES

    registre = REGISTRE_ACHATS if achats else REGISTRE_RECETTES
    found: dict[str, Value] = {}
    for option, given in textes.items():
        if given is None:
            continue
        if _TEXTES[option] not in titres(registre):
            where = "le livre des recettes" if not achats else "Achats"
            raise click.UsageError(
                f"--{option} : {where} n'a pas de colonne « {_TEXTES[option]} »."
            )
        found[_TEXTES[option]] = given.strip() or None
    for option, allowed in (("categorie", tuple(CODES)), ("mode", MODES)):
        its = found.get(_TEXTES[option])
        if its is not None:
            known = {fold(one): one for one in allowed}
            if fold(str(its)) not in known:
                raise click.UsageError(f"--{option} : « {its} » n'est pas de {', '.join(allowed)}.")
            found[_TEXTES[option]] = known[fold(str(its))]
    if le is not None:
        found[registre.jour] = le
    if montant is not None:
        try:
            found["Montant"] = cents_of_text(montant)
        except NotAnAmount as error:
            raise click.UsageError(f"--montant : « {montant} » {error.probleme}.") from error
    return found


def _confirmer(its: Correction) -> bool:
    from sheetcash.cli.questions import accepter

    if not sys.stdin.isatty():
        raise click.UsageError(
            "Ajoutez --oui pour écrire sans question, ou --simulation pour voir les lignes."
        )
    afficher(_lines(its), err=True)
    return accepter("\nAjouter ces lignes ?")


def _lines(its: Correction) -> list[str]:
    from sheetcash.core.money import format_euros
    from sheetcash.core.periods import format_date

    lines = []
    for row in its.lignes:
        cents, day = row["Montant"], row[its.registre.jour]
        assert isinstance(cents, int)
        shown = [
            format_date(day) if isinstance(day, date) else "",
            str(row[its.registre.tiers] or ""),
            str(row["Nature"] or ""),
            format_euros(cents),
        ]
        lines.append(f"n° {row['N°']} : {', '.join(one for one in shown if one)}")
    return lines


def _json(row: dict[str, Value]) -> dict[str, object]:
    found: dict[str, object] = {}
    for title, value in row.items():
        if title == "Montant" and isinstance(value, int):
            found[title] = float(Decimal(value) / 100)
        else:
            found[title] = value.isoformat() if isinstance(value, date) else value
    return found
