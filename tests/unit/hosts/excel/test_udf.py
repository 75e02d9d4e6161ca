"""The functions of the catalogue as Excel's cells call them, through xlwings' own conversion."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal

import pytest

from sheetcash.functions import FONCTIONS, NA, VALEUR, Erreur, en_json
from sheetcash.hosts.excel import udf
from sheetcash.templates.baremes_rows import rows
from sheetcash.workbook.tables import BAREMES

AUCUN = "aucun"


def cell(value):
    """A value of an example as Excel's Range.Value gives it."""
    if isinstance(value, list):
        return tuple((cell(one),) for one in value)
    if isinstance(value, str) and value[:2] == "20" and value.count("-") == 2:
        return dt.datetime.fromisoformat(value)
    return float(value) if type(value) is int else value


def flat(answer):
    """What a cell or a block of cells shows, as JSON holds it."""
    if isinstance(answer, list):
        return [flat(one) for one in answer]
    if isinstance(answer, dt.datetime):
        return answer.date().isoformat()
    if answer == "":
        return None
    return int(answer) if isinstance(answer, float) and answer.is_integer() else answer


def written(answer):
    """A cell's own answer: xlwings makes a block of one of what it converts."""
    return (
        answer[0][0] if isinstance(answer, list) and len(answer) == len(answer[0]) == 1 else answer
    )


@pytest.fixture
def sc(cellule):
    cellule("SC_BAREMES", AUCUN)
    return cellule


@pytest.mark.parametrize("fonction", FONCTIONS, ids=lambda one: one.nom)
def test_each_function_answers_in_a_cell_what_it_answers_elsewhere(sc, fonction):
    values = [cell(fonction.exemple.get(one.nom)) for one in fonction.arguments]
    expected = en_json(fonction(**fonction.exemple))
    assert flat(written(sc(fonction.nom, *values))) == expected


def test_errors_are_the_two_texts_that_vba_turns_into_errors(sc):
    assert written(sc("SC_PLAFOND", "poésie", 2026.0)) == VALEUR
    assert written(sc("SC_PLAFOND", "BNC", 2036.0)) == NA
    assert written(sc("SC_ECHEANCE", "demain", "30 jours")) == VALEUR
    assert written(sc("SC_PLAFOND")) == VALEUR  # an argument is missing


def test_a_column_answers_a_column_blank_cells_blank_and_errors_in_their_rows(sc):
    column = ((1000.0,), (None,), ("",), ("x",), (-2146826246,), (True,))
    day = dt.datetime(2026, 3, 31)
    assert sc("SC_COTISATIONS", column, "BNC", day) == [
        [258.0], [""], [""], [VALEUR], [VALEUR], [VALEUR],
    ]  # fmt: skip
    assert sc("SC_COTISATIONS", ((1000.0, 2000.0),), "BNC", day) == [[258.0, 516.0]]


def test_amounts_in_the_currency_format_are_amounts(sc):
    day = dt.datetime(2026, 3, 31)
    column = ((Decimal("1000.0000"),), (Decimal("0.1000"),))
    assert sc("SC_COTISATIONS", column, "BNC", day) == [[258.0], [0.0]]
    assert written(sc("SC_COTISATIONS", Decimal("1000.0000"), "BNC", day)) == 258.0


def test_a_date_is_no_amount_and_an_unknown_error_is_no_number(sc):
    day = dt.datetime(2026, 3, 31)
    assert written(sc("SC_COTISATIONS", day, "BNC", day)) == VALEUR
    assert written(sc("SC_COTISATIONS", -2146826245, "BNC", day)) == VALEUR  # #SPILL!


def test_explanations_take_any_number_of_arguments(sc):
    said = written(sc("SC_EXPLIQUER", "SC_PLAFOND", "bnc", 2026.0))
    assert said.startswith("SC_PLAFOND répond 83")
    assert written(sc("SC_EXPLIQUER", "rien")) == VALEUR


def test_a_server_that_does_not_know_the_workbook_asks_for_its_figures(cellule):
    assert written(cellule("SC_PLAFOND", "BNC", 2026.0)) == udf.BAREMES_ATTENDUS
    cellule("SC_BAREMES", AUCUN)
    assert cellule("SC_PLAFOND", "BNC", 2026.0) == 83_600.0
    other = cellule("SC_PLAFOND", "BNC", 2026.0, classeur="D:\\b.xlsm")
    assert written(other) == udf.BAREMES_ATTENDUS


def test_figures_typed_in_the_workbook_are_used_until_they_change(cellule):
    def table(plafond):
        given = [
            row | {"Valeur": plafond, "Confirmé le": dt.date(2026, 5, 5)}
            if (row["Paramètre"], row["Catégorie"], row["Début"])
            == ("Plafond du régime micro", "Services", dt.date(2026, 1, 1))
            else row
            for row in rows()
        ]
        moments = [
            [
                dt.datetime(value.year, value.month, value.day)
                if isinstance(value, dt.date)
                else float(value)
                if isinstance(value, Decimal)
                else value
                for value in (row.get(title) for title in BAREMES.titles)
            ]
            for row in given
        ]
        return tuple(map(tuple, [BAREMES.titles, *moments]))

    assert cellule("SC_BAREMES", table(90_000.0)) == 0
    assert cellule("SC_PLAFOND", "BNC", 2026.0) == 90_000.0
    cellule("SC_BAREMES", table(83_600.0))
    assert cellule("SC_PLAFOND", "BNC", 2026.0) == 83_600.0


def test_identical_calls_are_computed_once(sc, monkeypatch):
    sc("SC_PLAFOND", "BNC", 2026.0)
    monkeypatch.setattr(udf, "_cellules", lambda *_: pytest.fail("computed again"))
    assert sc("SC_PLAFOND", "BNC", 2026.0) == 83_600.0


def test_one_and_true_are_not_the_same_question(sc):
    assert written(sc("SC_PLAFOND", "BNC", 2026.0, classeur="C:\\a.xlsm")) == 83_600.0
    assert written(sc("SC_SEUIL_TVA", "BNC", dt.datetime(2026, 6, 30), 1.0)) == 41_250.0
    assert written(sc("SC_SEUIL_TVA", "BNC", dt.datetime(2026, 6, 30), True)) == 41_250.0
    assert written(sc("SC_COTISATIONS", True, "BNC", dt.datetime(2026, 6, 30))) == VALEUR


def test_nothing_is_imported_before_a_cell_asks():
    program = (
        "import sys; before = set(sys.modules); import sheetcash.hosts.excel.udf;"
        "new = set(sys.modules) - before;"
        "print([n for n in new if n.startswith(('sheetcash.', 'xlwings', 'numpy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = done.stdout.strip()
    assert "sheetcash.functions" not in loaded and "xlwings" not in loaded, loaded


def test_a_name_that_is_no_function_is_no_attribute():
    with pytest.raises(AttributeError):
        _ = udf.SC_RIEN
    with pytest.raises(AttributeError):
        _ = udf.autre
    assert isinstance(Erreur("#N/A", "x").code, str)
