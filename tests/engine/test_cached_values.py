"""Every figure a viewer shows is the one an engine computes, to the cent."""

import re

import pytest

from conftest import HOSTILES

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
    compared, wrong = 0, []
    for sheet, cells in one.cached.items():
        for reference, cell in cells.items():
            if not cell.formula:
                continue
            compared += 1
            again = one.engine[sheet].get(reference)
            value = again.value if again is not None else ""
            if isinstance(cell.value, float) and isinstance(value, float):
                same = abs(cell.value - value) < 1e-6
            else:
                same = cell.value == value
            if not same:
                wrong.append((sheet, reference, cell.value, value, cell.formula[:200]))
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
