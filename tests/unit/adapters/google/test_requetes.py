"""Room in a sheet of Google's: rows come in before the blank last one, which all formulas reach."""

from __future__ import annotations

from typing import Any

import pytest

from sheetcash.adapters.google import requetes
from sheetcash.adapters.google.sheets import Tab
from sheetcash.errors import StoreError

TITLES: list[list[object]] = [["Date", "Montant"]]


def asked(tab: Tab, rows: int, **more: Any) -> list[str]:
    made = requetes.room(tab, "Factures", rows, **{"first": 5} | more)
    return [next(iter(one)) for one in made]


def test_rows_come_in_before_the_last_one_and_take_its_formulas() -> None:
    tab = Tab(7, 10, 2, TITLES)
    insertion, normal, checks = requetes.room(tab, "Factures", 12, first=5)
    span = insertion["insertDimension"]["range"]
    assert (span["startIndex"], span["sheetId"]) == (9, 7) and span["endIndex"] > 12
    assert insertion["insertDimension"]["inheritFromBefore"]
    copied = normal["copyPaste"]
    assert copied["source"]["startRowIndex"] == span["endIndex"]  # where the last row is by then
    assert copied["destination"]["startRowIndex"] == 9
    assert copied["destination"]["endRowIndex"] == span["endIndex"]
    assert checks["copyPaste"]["pasteType"] == "PASTE_DATA_VALIDATION"
    assert asked(tab, 12, formulas=False) == ["insertDimension"]


@pytest.mark.parametrize("rows", [1, 9])
def test_nothing_is_asked_while_a_blank_row_is_left(rows: int) -> None:
    assert asked(Tab(7, 10, 2, TITLES), rows) == []


def test_a_row_that_would_leave_none_blank_brings_others() -> None:
    assert asked(Tab(7, 10, 2, TITLES), 10)[0] == "insertDimension"


@pytest.mark.parametrize("last", [["", 0.0], [None, 0], [], [False, ""]])
def test_the_zeros_of_formulas_are_a_blank_row(last: list[object]) -> None:
    tab = Tab(7, 3, 2, [*TITLES, [46_000.0, 12.5], last])
    assert asked(tab, 4, first=2)[0] == "insertDimension"


@pytest.mark.parametrize("last", [["", 12.5], ["une note", None]])
def test_a_table_without_a_blank_row_is_told_and_copied_nowhere(last: list[object]) -> None:
    tab = Tab(7, 2, 2, [*TITLES, last])
    with pytest.raises(StoreError, match=r"« Factures ».*ne serait pas comptée"):
        asked(tab, 4, first=1)
    assert asked(tab, 2, first=1) == []
    assert asked(tab, 4, first=1, formulas=False) == ["appendDimension"]


def test_a_table_of_one_row_grows_at_its_foot() -> None:
    """Its ranges hold that row alone: put above it, rows would be out of them."""
    assert asked(Tab(7, 5, 2, TITLES), 6, formulas=False) == ["appendDimension"]
