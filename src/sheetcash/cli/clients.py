"""``sheetcash clients``: how each client pays, what it owes, and the terms to propose."""

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
@click.option("--client", "nom", metavar="NOM", help="Un seul client, en détail.")
@JOUR
@JSON
def commande(classeur: str, nom: str | None, jour: date | None, as_json: bool) -> int:
    """Affiche les clients du CLASSEUR : comment ils paient, ce qu'ils doivent, quoi leur proposer.

    Rien n'est modifié ni envoyé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.app import clients
    from sheetcash.cli.progression import attente
    from sheetcash.workbook.reading import read_book

    with attente("Lecture du classeur…"):
        snapshot = ouvrir(classeur).read(clients.TABLES, to_write=False)
        book = read_book(snapshot, jour or ParisClock().today(), impose=jour is not None)
        found = clients.analyser(book, snapshot)
        lines = found.lignes if nom is None else [clients.d_un_client(found, nom)]
    if as_json:
        print_json(clients.as_json(found, lines))
    else:
        from sheetcash.cli.affichage_clients import lignes_clients, lignes_d_un_client

        shown = lignes_clients(found) if nom is None else lignes_d_un_client(found, lines[0])
        afficher([*shown, *constats(found.constats)])
    return FINDINGS if found.constats else DONE
