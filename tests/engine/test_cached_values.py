"""Every figure a viewer shows is the one an engine computes, to the cent."""

import re

import pytest

from conftest import HOSTILES, compare

pytestmark = pytest.mark.engine

NAMES = (
    *("vide", "demo", "an_prochain", "artisan", "drom", "commerce", "acre_2026", "brouillon"),
    *("numeros", "rembourse", "avoirs", "apres_sync", "copie", "corrige", "semaine"),
    "hostile",
    "tva",
    *("plan_Optimiste", "plan_Réaliste", "plan_Pessimiste", "ancien"),
    *("dix", "mille", "dix_mille"),
    *("sans_clients", "sans_factures", "sans_recettes", "sans_achats", "sans_previsions"),
)


@pytest.mark.parametrize("name", NAMES)
def test_cached_values_equal_the_engine(scenarios, name):
    same_as_engine(scenarios[name])


def test_values_are_renewed_when_settings_change(scenarios, reglage):
    same_as_engine(scenarios[reglage])


def same_as_engine(one):
    formulas = {
        sheet: {reference: cell for reference, cell in cells.items() if cell.formula}
        for sheet, cells in one.cached.items()
    }
    compared, wrong = compare(formulas, one.engine)
    assert compared > 400
    assert not wrong, wrong[:10]


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_shows_an_error(scenarios, name):
    one = scenarios[name]
    error = re.compile(r"#(DIV/0!|VALUE!|REF!|NAME\?|N/A|NUM!|NULL!)|Err:\d+")
    for cells in (one.cached, one.engine):
        shown = [
            (sheet, reference, cell.value)
            for sheet, its in cells.items()
            for reference, cell in its.items()
            if isinstance(cell.value, str) and error.search(cell.value)
            if name != "hostile" or reference not in HOSTILES.get(sheet, {})  # the user's own
        ]
        assert not shown, shown[:10]
