"""``sheetcash importer``: statements into the sheet Banque, e-invoices into their sheets."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    chez_google,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

_CLASSEURS = (".xlsx", ".xlsm")


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
    help="Quelle colonne tient quoi, pour un fichier inconnu ; retenu sous --banque.",
)
@click.option("--banque", default="", metavar="NOM", help="Des colonnes retenues, ou à retenir.")
@click.option("--factures", "en_factures", is_flag=True, help="Ce sont des factures en CSV.")
@click.option("--emises", is_flag=True, help="Les factures électroniques sont les vôtres.")
@click.option("--recues", is_flag=True, help="Ce sont celles de vos fournisseurs.")
@click.option("--tout", is_flag=True, help="Prend aussi les lignes qui ressemblent à d'autres.")
@click.option(
    "--rapprocher", "avec_suite", is_flag=True, help="Dit aussitôt ce que paie chaque ligne."
)
@click.option("--oui", is_flag=True, help="Avec --rapprocher : sans rien demander.")
@click.option("--simulation", is_flag=True, help="Montre ce qui serait ajouté ; ne change rien.")
@JOUR
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
    en_factures: bool,
    emises: bool,
    recues: bool,
    tout: bool,
    avec_suite: bool,
    oui: bool,
    simulation: bool,
    jour: date | None,
    as_json: bool,
) -> int:
    """Ajoute au CLASSEUR les lignes de vos relevés et vos factures électroniques.

    Relevés, dans Banque : CSV de toutes les banques, OFX, CAMT.053, MT940, QIF, et les exports de
    Stripe, PayPal, SumUp et Revolut. Factures (Factur-X, CII, UBL, listes en CSV) : les vôtres dans
    Factures, celles de vos fournisseurs dans Achats. Le même fichier donné deux fois n'ajoute
    rien ; ce qui ne peut pas être lu est mis à part, dans un fichier à côté. Les lignes collées à
    la main dans Banque sont prises aussi. Avec --rapprocher, chaque ligne trouve aussitôt ce
    qu'elle paie, comme par « sheetcash rapprocher ».
    """
    from sheetcash.adapters.aside import Aside
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.adapters.entrees import Forme, Lus, piece
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app import importer, importer_factures, rapprochement
    from sheetcash.app.importer_factures import Sens
    from sheetcash.cli.affichage_importer import Fait, fichiers_lus, lignes
    from sheetcash.cli.affichage_importer import as_json as json_of
    from sheetcash.cli.decider import a_la_suite
    from sheetcash.cli.flux import dire
    from sheetcash.cli.importer_lecture import Lecteur
    from sheetcash.cli.progression import attente
    from sheetcash.errors import SheetcashError

    if oui and not avec_suite:
        raise click.UsageError("--oui va avec --rapprocher.")
    if recues and en_factures:
        raise click.UsageError("--factures lit la liste des vôtres : --recues n'y va pas.")
    if emises and recues:
        raise click.UsageError("--emises ou --recues : l'un des deux.")
    if Path(classeur).suffix.lower() not in _CLASSEURS and any(
        one.suffix.lower() in _CLASSEURS for one in fichiers
    ):
        raise click.UsageError("Le classeur d'abord, les relevés ensuite : ils sont inversés.")
    form = Forme(encodage, decimale or "", (ordre or "").upper(), compte)
    folder = load_settings(environ()).config_dir
    told = not simulation
    reader = Lecteur(folder, form, colonnes, banque, en_factures=en_factures, garder=told)
    store, distant = ouvrir(classeur), chez_google(classeur) is not None
    tables = {*importer.TABLES, *importer_factures.TABLES}
    tables |= set(rapprochement.TABLES) if avec_suite else set()
    # The workbook is read while the files are; before them where columns may be remembered, which
    # they are not when it cannot be read. In any case before a question is asked.
    d_abord = bool(distant or colonnes or banque)
    classeur_lu = Aside(lambda: store.read(tables), long=not d_abord)
    if d_abord:
        classeur_lu.result()
    lus = Lus([], [])
    for path in fichiers:
        try:
            with attente(f"Lecture de {path.name}…") as shown:
                voucher = path.name if distant else piece(path, Path(classeur).absolute().parent)

                def avant(stop: Callable[[], None] = shown.arreter) -> None:
                    classeur_lu.result()
                    stop()

                lus.fichiers.append((path, reader.lire(path, voucher, avant)))
        except SheetcashError as error:
            classeur_lu.result()  # what is wrong with the workbook goes first
            lus.refuses.append(error)
    lus.refuses.extend(reader.oublis)
    snapshot = classeur_lu.result()
    releves, lots, refused = lus.releves, lus.lots, lus.refuses
    if refused and not lus.fichiers:
        raise refused[0]
    today = jour or ParisClock().today()
    plan = importer.preparer(snapshot, releves, today, tout=tout)
    whose = Sens.EMISE if emises else Sens.RECUE if recues else None
    bills = importer_factures.preparer(snapshot, lots, whose)
    count, edits, suite = 0, [*plan.edits, *bills.edits], None
    # Before anything can be given up.
    aside = [""] * len(lus.fichiers) if simulation else lus.mettre_a_part()
    if avec_suite:
        asked = not (oui or simulation or as_json)
        if asked and sys.stdin.isatty():  # what was read is seen before anything is asked
            seen = Fait(store.name, plan, lots, bills, refused, aside, 0, True)
            dire("\n".join([*fichiers_lus(seen), ""]))
        suite = a_la_suite(store, snapshot, edits, today, demander=asked, simulation=simulation)
        count, snapshot, edits = suite.deja, suite.snapshot, suite.edits
    if edits and not simulation:
        store.ensure_writable()
        with attente("Écriture…"):
            count += store.write(snapshot, edits, today)
    done = Fait(store.name, plan, lots, bills, refused, aside, count, simulation, suite)
    if as_json:
        print_json(json_of(done))
    else:
        afficher(lignes(done))
    wrong = any(one.rejets or one.semblables for one in plan.fichiers)
    wrong = wrong or any(one.rejets for one in lots)
    wrong = wrong or any(one.sort == "refusée" for one in bills.prises)
    if suite is not None:
        wrong = wrong or bool(suite.plan.doutes or suite.plan.restent or suite.plan.constats)
    return FINDINGS if wrong or refused or plan.constats or bills.constats else DONE
