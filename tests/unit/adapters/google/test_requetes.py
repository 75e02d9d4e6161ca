"""Rows that come into a sheet of Google's: over nothing, and within what reaches down its table."""

from __future__ import annotations

from typing import Any

import pytest

from sheetcash.adapters.google import requetes
from sheetcash.adapters.google.sheets import Tab
from sheetcash.errors import StoreError

TITLES: list[list[object]] = [["Date", "Montant"]]
ROW: list[object] = [46_000.0, 12.5]


def inserted(tab: Tab, row: int, count: int, **more: Any) -> list[str]:
    made = requetes.insertion(tab, "Factures", row, count, **{"first": 2, "formulas": True} | more)
    return [next(iter(one)) for one in made]


def test_rows_come_in_under_the_last_one_and_take_a_blank_one_s_formulas() -> None:
    tab = Tab(7, 10, 2, [*TITLES, ROW, ROW])
    insertion, formulas, checks = requetes.insertion(tab, "Factures", 4, 3, first=2, formulas=True)
    span = insertion["insertDimension"]["range"]
    assert (span["startIndex"], span["endIndex"], span["sheetId"]) == (3, 6, 7)
    assert insertion["insertDimension"]["inheritFromBefore"]
    copied = formulas["copyPaste"]
    assert copied["pasteType"] == "PASTE_FORMULA"
    assert copied["source"]["startRowIndex"] == 9 + 3  # the last one, where it is by then
    assert (copied["destination"]["startRowIndex"], copied["destination"]["endRowIndex"]) == (3, 6)
    assert checks["copyPaste"]["pasteType"] == "PASTE_DATA_VALIDATION"
    assert inserted(tab, 4, 3, formulas=False) == ["insertDimension"]


def test_the_first_of_all_takes_the_row_that_waits_for_it() -> None:
    """Rows put above it would be out of the ranges that begin there."""
    tab = Tab(7, 10, 2, TITLES)
    assert inserted(tab, 2, 1) == []
    (insertion, *_) = requetes.insertion(tab, "Factures", 2, 3, first=2, formulas=True)
    span = insertion["insertDimension"]["range"]
    assert (span["startIndex"], span["endIndex"]) == (2, 4)


@pytest.mark.parametrize("last", [["", 0.0], [None, 0], [], [False, ""]])
def test_the_zeros_of_formulas_are_a_blank_row(last: list[object]) -> None:
    tab = Tab(7, 3, 2, [*TITLES, ROW, last])
    assert inserted(tab, 3, 1)[0] == "insertDimension"


def test_what_the_user_wrote_at_the_bottom_is_copied_nowhere() -> None:
    tab = Tab(7, 5, 2, [*TITLES, ROW, [], [], ["Total", 12.5]])
    _, copied, _ = requetes.insertion(tab, "Factures", 3, 2, first=2, formulas=True)
    assert copied["copyPaste"]["source"]["startRowIndex"] == 3 + 2


@pytest.mark.parametrize("last", [["", 12.5], ["une note", None]])
def test_a_table_without_a_blank_row_is_told_and_copied_nowhere(last: list[object]) -> None:
    tab = Tab(7, 3, 2, [*TITLES, ROW, last])
    with pytest.raises(StoreError, match=r"« Factures ».*ne serait pas comptée"):
        inserted(tab, 3, 1)
    with pytest.raises(StoreError, match="ne serait pas comptée"):
        inserted(tab, 4, 1)
    with pytest.raises(StoreError, match="ne serait pas comptée"):
        inserted(Tab(7, 2, 2, TITLES), 2, 2)
    (under,) = requetes.insertion(tab, "Banque", 4, 2, first=2, formulas=False)
    assert under["appendDimension"]["length"] == requetes.hauteur(under) == 2
    assert inserted(Tab(7, 2, 2, TITLES), 2, 1) == []


def test_a_table_that_calculates_nothing_grows_at_its_foot_before_its_last_row() -> None:
    """What is put under the last filled row by Google itself must find the ranges there."""
    (one,) = requetes.room(Tab(7, 10, 2, TITLES), 12)
    span = one["insertDimension"]["range"]
    assert span["startIndex"] == 9 and span["endIndex"] > 12
    assert requetes.hauteur(one) == span["endIndex"] - 9
    assert requetes.room(Tab(7, 10, 2, TITLES), 9) == []
    assert requetes.room(Tab(7, 10, 2, TITLES), 10) != []


def test_a_table_full_to_its_foot_grows_under_it() -> None:
    full = Tab(7, 2, 2, [*TITLES, ROW])
    assert [next(iter(one)) for one in requetes.room(full, 4)] == ["appendDimension"]
    assert requetes.room(full, 2) == []
    (one,) = requetes.room(Tab(7, 1, 2, TITLES), 2)
    assert one["appendDimension"]["length"] == 1


def test_a_number_follows_the_last_one_and_takes_its_place() -> None:
    first, made = requetes.numero(())
    assert [next(iter(one)) for one in made] == ["createDeveloperMetadata"]
    second, made = requetes.numero((first, first - 3))
    assert second == first + 1
    gone = [
        one["deleteDeveloperMetadata"]["dataFilter"]["developerMetadataLookup"]["metadataId"]
        for one in made[1:]
    ]
    assert gone == [first, first - 3]
