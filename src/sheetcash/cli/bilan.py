"""``sheetcash bilan``: the figures of a workbook."""

from __future__ import annotations

from datetime import date

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JOUR,
    JSON,
    Commande,
    afficher,
    constats,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS


@click.command(cls=Commande)
@CLASSEUR
@JOUR
@JSON
def commande(classeur: str, jour: date | None, as_json: bool) -> int:
    """Affiche les chiffres du CLASSEUR, puis ce qui est à faire cette semaine.

    Rien n'est modifié ni envoyé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.app import bilan, semaine
    from sheetcash.cli.progression import attente
    from sheetcash.workbook.reading import read_book

    with attente("Lecture du classeur…"):
        wanted = (*bilan.TABLES, *semaine.TABLES)
        snapshot = ouvrir(classeur).read(wanted, to_write=False)
        book = read_book(snapshot, jour or ParisClock().today(), impose=jour is not None)
        found, taches = semaine.bilan_et_taches(snapshot, book)
    if as_json:
        from sheetcash.app.bilan_json import a_faire_json
        from sheetcash.app.bilan_json import as_json as figures

        print_json(figures(found) | {"a_faire": a_faire_json(taches)})
    else:
        from sheetcash.cli.affichage_bilan import lignes_a_faire, lignes_bilan

        lines = [*lignes_bilan(found), *lignes_a_faire(taches), *constats(found.constats)]
        afficher(lines)
    return FINDINGS if found.constats else DONE
