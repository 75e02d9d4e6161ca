"""What a user does in the sheets changes no figure that it should not.

LibreOffice turns ``tblFactures[Solde]`` into cells when it opens the file, and keeps them right as
rows and columns move: what is proved is that the formulas bear it, not how Excel adjusts its own.
"""

import re

import pytest
from gestes import AVEC_EFFET, SANS_EFFET
from test_same_as_core import same_board, same_plan, same_ratios, same_week

from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.workbook.reading import read_book

pytestmark = pytest.mark.engine

#: A link to a row, which moves with it.
LINK = re.compile(r"#'[^']+'!A\d+|.*, ligne \d+")


def reread(one):
    return read_book(read_snapshot(one.path.read_bytes(), one.path.name, "1"), one.jour)


@pytest.mark.parametrize("name", [*SANS_EFFET, *AVEC_EFFET])
def test_no_cell_shows_an_error(gestes, name):
    error = re.compile(r"#(DIV/0!|VALUE!|REF!|NAME\?|N/A|NUM!|NULL!)|Err:\d+")
    shown = [
        (sheet, reference, cell.value)
        for sheet, its in gestes[name].engine.items()
        for reference, cell in its.items()
        if isinstance(cell.value, str) and error.search(cell.value)
    ]
    assert not shown, shown[:10]


@pytest.mark.parametrize("name", SANS_EFFET)
def test_sorting_filtering_and_adding_columns_change_no_figure(scenarios, gestes, name):
    before, after = scenarios["demo"].engine, gestes[name].engine
    compared = 0
    for sheet in ("Tableau de bord", "Plan de trésorerie", "À faire"):
        for reference, cell in before[sheet].items():
            if sheet == "À faire" and reference[0] > "F":
                continue  # its working area tells the rows
            if isinstance(cell.value, str) and LINK.fullmatch(cell.value):
                continue
            compared += 1
            there = after[sheet].get(reference)
            value = there.value if there is not None else ""
            if isinstance(cell.value, float) and isinstance(value, float):
                assert abs(cell.value - value) < 1e-6, (sheet, reference)
            else:
                assert cell.value == value, (sheet, reference)
    assert compared > 800


@pytest.mark.parametrize("name", [*SANS_EFFET, *AVEC_EFFET])
def test_the_core_reads_the_same_figures_from_the_file(gestes, figure, name):
    one = gestes[name]
    same_board(one, reread(one), figure)
    same_plan(one)
    same_ratios(one, figure)
    same_week(one)


def test_each_gesture_did_something(scenarios, gestes, figure):
    demo = scenarios["demo"].engine
    assert gestes["trie"].engine["Factures"]["A5"].value != demo["Factures"]["A5"].value
    assert gestes["colonne_ajoutee"].engine["Factures"]["F4"].value == "Ma colonne"
    assert (
        len(reread(gestes["ligne_ajoutee"]).factures) == len(reread(scenarios["demo"]).factures) + 1
    )
    assert len(reread(gestes["ligne_otee"]).factures) == len(reread(scenarios["demo"]).factures) - 1
    assert reread(gestes["scenario_change"]).parametres.scenario == "pessimiste"
    received = "Encaissé cette année"
    assert figure(gestes["ligne_ajoutee"].engine, received) == figure(demo, received) + 250.5
