"""``sheetcash plan``: twelve months of cash, the months in the red, and what would lift them."""

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
from sheetcash.core.hypotheses import SCENARIOS
from sheetcash.workbook.schema import fold

_SCENARIOS = {fold(scenario): scenario for scenario in SCENARIOS}


class _Scenario(click.Choice[str]):
    """One of the three, with or without its accents."""

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        return super().convert(fold(str(value)), param, ctx)


@click.command(cls=Commande)
@CLASSEUR
@click.option(
    "--scenario",
    type=_Scenario([*_SCENARIOS]),
    help="Au lieu de celui choisi dans Paramètres.",
)
@JOUR
@JSON
def commande(classeur: str, scenario: str | None, jour: date | None, as_json: bool) -> int:
    """Affiche le plan de trésorerie du CLASSEUR : douze mois, et les mois dans le rouge.

    Rien n'est modifié ni envoyé.
    """
    from sheetcash.adapters.clock import ParisClock
    from sheetcash.app import plan
    from sheetcash.cli.progression import attente
    from sheetcash.workbook.reading import read_book

    with attente("Lecture du classeur…"):
        snapshot = ouvrir(classeur).read(plan.TABLES, to_write=False)
        book = read_book(snapshot, jour or ParisClock().today(), impose=jour is not None)
        found = plan.calculer(book, snapshot, _SCENARIOS.get(scenario or ""))
    if as_json:
        print_json(plan.as_json(found))
    else:
        from sheetcash.cli.affichage_plan import lignes_plan

        afficher([*lignes_plan(found), *constats(found.constats)])
    return FINDINGS if found.constats else DONE
