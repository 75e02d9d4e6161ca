"""``sheetcash bilan``: the figures of a workbook."""

from __future__ import annotations

from datetime import date

import click

from sheetcash.cli.commun import CLASSEUR, JOUR, JSON, Commande, constats, ouvrir, print_json
from sheetcash.cli.racine import DONE, FINDINGS


@click.command(cls=Commande)
@CLASSEUR
@JOUR
@JSON
def commande(classeur: str, jour: date | None, as_json: bool) -> int:
    """Affiche les chiffres du CLASSEUR : recettes, plafonds, TVA, cotisations, impayés.

    Rien n'est modifié ni envoyé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.app import bilan
    from sheetcash.cli.progression import attente
    from sheetcash.workbook.reading import read_book
    from sheetcash.workbook.reading_declarations import declarees

    with attente("Lecture du classeur…"):
        snapshot = ouvrir(classeur).read(bilan.TABLES, to_write=False)
        book = read_book(snapshot, jour or ParisClock().today(), impose=jour is not None)
        found = bilan.calculer(book, declarees(snapshot.tables["tblDeclarations"], book.findings))
    if as_json:
        from sheetcash.app.bilan_json import as_json as figures

        print_json(figures(found))
    else:
        from sheetcash.cli.affichage_bilan import lignes_bilan

        click.echo("\n".join([*lignes_bilan(found), *constats(found.constats)]))
    return FINDINGS if found.constats else DONE
