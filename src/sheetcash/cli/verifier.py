"""``sheetcash verifier``: hold sealed rows against their seals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sheetcash.cli.commun import (
    CLASSEUR,
    JSON,
    Commande,
    constats,
    environ,
    ouvrir,
    print_json,
)
from sheetcash.cli.racine import DONE, FINDINGS

if TYPE_CHECKING:
    from sheetcash.app.verifier import Constate, Rapport


@click.command(cls=Commande)
@CLASSEUR
@click.option(
    "--sceau",
    "sceaux",
    multiple=True,
    metavar="SCEAU",
    help="Un sceau gardé ailleurs : il doit encore être dans le classeur. Peut être répété.",
)
@JSON
def commande(classeur: str, sceaux: tuple[str, ...], as_json: bool) -> int:
    """Dit de chaque ligne scellée du CLASSEUR si elle est saine, ou ce qui lui est arrivé.

    Rien n'est modifié. Le code de sortie est 0 quand tout ce qui est scellé est sain, 1 sinon,
    et quand rien n'est scellé.
    """
    from sheetcash.adapters.journal_scelles import SqliteScelles
    from sheetcash.adapters.settings import load_settings
    from sheetcash.app.registres import TABLES
    from sheetcash.app.verifier import SAIN, verifier
    from sheetcash.cli.progression import attente

    store = ouvrir(classeur)
    with (
        SqliteScelles(load_settings(environ()).state_dir) as scelles,
        attente("Vérification des sceaux…"),
    ):
        rapport = verifier(store.read(TABLES, to_write=False), scelles, sceaux)
    if as_json:
        print_json(
            {
                "etat": rapport.etat,
                "registres": [one.as_json() for one in rapport.registres],
                "constats": [one.as_json() for one in rapport.constats],
            }
        )
    else:
        click.echo("\n".join([store.name, "", *_lines(rapport), *constats(rapport.constats)]))
    return DONE if rapport.etat == SAIN and not rapport.constats else FINDINGS


def _lines(rapport: Rapport) -> list[str]:
    return [line for one in rapport.registres for line in _registre(one)]


def _registre(one: Constate) -> list[str]:
    from sheetcash.app.verifier import SANS_SCEAU
    from sheetcash.core.mots import pluriel
    from sheetcash.core.periods import format_date

    free = f" {pluriel(one.libres, 'ligne pas encore scellée', 'lignes pas encore scellées')}."
    if one.etat == SANS_SCEAU:
        return [f"{one.nom} : aucune ligne n'est scellée, il n'y a rien à vérifier.{free}"]
    until = f", jusqu'au {format_date(one.jusqu_au)}" if one.jusqu_au else ""
    sound = pluriel(one.saines, "ligne scellée saine", "lignes scellées saines")
    lines = [f"{one.nom} : {sound}{until}.{free if one.libres else ''}"]
    if one.dernier is not None:
        lines.append(f"  Dernier sceau : {one.dernier}")
    return lines
