"""``sheetcash comparer``: what changed between two versions of a workbook."""

from __future__ import annotations

import click

from sheetcash.cli.commun import JSON, Commande, afficher, ouvrir, print_json
from sheetcash.cli.racine import DONE, FINDINGS


@click.command(cls=Commande)
@click.argument("avant", metavar="A")
@click.argument("apres", metavar="B")
@JSON
def commande(avant: str, apres: str, as_json: bool) -> int:
    """Liste ce qui a changé du classeur A au classeur B, ligne par ligne, champ par champ.

    A et B sont des fichiers ou des feuilles Google (gsheet:ID) ; rien n'y est modifié. Code de
    retour : 0 s'ils sont identiques, 1 sinon.
    """
    from sheetcash.app.comparer import executer
    from sheetcash.cli.progression import attente

    with attente("Lecture des deux classeurs…"):
        found = executer(ouvrir(avant), ouvrir(apres))
    if as_json:
        from sheetcash.app.comparer import as_json as en_json

        print_json(en_json(found))
    else:
        from sheetcash.cli.affichage_comparer import lignes

        afficher(lignes(found))
    return DONE if found.identiques else FINDINGS
