"""Rows that come into a sheet of Google's: over nothing, and within what reaches down its table."""

from __future__ import annotations

import pytest

from sheetcash.adapters.google import requetes
from sheetcash.adapters.google.requetes import Modele
from sheetcash.adapters.google.sheets import Tab
from sheetcash.errors import StoreError

TITLES: list[list[object]] = [["Date", "Montant"]]
ROW: list[object] = [46_000.0, 12.5]


def inserted(tab: Tab, row: int, count: int, modele: Modele | None) -> list[str]:
    made = requetes.insertion(tab, "Factures", row, count, first=2, modele=modele)
    return [next(iter(one)) for one in made]


def test_rows_come_in_under_the_last_one_and_take_the_formulas_of_the_one_that_waits() -> None:
    tab = Tab(7, 10, 8, [*TITLES, ROW, ROW])
    insertion, *copies = requetes.insertion(
        tab, "Factures", 4, 3, first=2, modele=Modele(4, [2, 3, 5])
    )
    span = insertion["insertDimension"]["range"]
    assert (span["startIndex"], span["endIndex"], span["sheetId"]) == (3, 6, 7)
    assert insertion["insertDimension"]["inheritFromBefore"]
    copied = [one["copyPaste"] for one in copies]
    assert {one["source"]["startRowIndex"] for one in copied} == {6}  # where it is by then
    assert {one["destination"]["startRowIndex"] for one in copied} == {3}
    assert {one["destination"]["endRowIndex"] for one in copied} == {6}
    places = [
        (one["source"]["startColumnIndex"], one["source"]["endColumnIndex"]) for one in copied
    ]
    assert places == [(1, 3), (4, 5), (0, 8)], "what calculates, and nothing that is typed"
    assert [one["pasteType"] for one in copied] == [
        *["PASTE_FORMULA"] * 2,
        "PASTE_DATA_VALIDATION",
    ]
    assert inserted(tab, 4, 3, None) == ["insertDimension"]


def test_a_model_above_the_rows_stays_where_it_is() -> None:
    _, copied, _ = requetes.insertion(
        Tab(7, 10, 2, [*TITLES, ROW, ROW]), "Factures", 4, 3, first=2, modele=Modele(3, [2])
    )
    assert copied["copyPaste"]["source"]["startRowIndex"] == 2


def test_the_first_of_all_takes_the_row_that_waits_for_it() -> None:
    """Rows put above it would be out of the ranges that begin there."""
    tab = Tab(7, 10, 2, TITLES)
    assert inserted(tab, 2, 1, Modele(2, [2])) == []
    insertion, copied, _ = requetes.insertion(tab, "Factures", 2, 3, first=2, modele=Modele(2, [2]))
    span = insertion["insertDimension"]["range"]
    assert (span["startIndex"], span["endIndex"]) == (2, 4)
    assert copied["copyPaste"]["source"]["startRowIndex"] == 1


def test_a_full_table_is_told() -> None:
    full = Tab(7, 3, 2, [*TITLES, ROW, ROW])
    for model in (Modele(3, []), Modele(3, [2])):
        with pytest.raises(StoreError, match=r"« Factures ».*ne serait pas comptée"):
            inserted(full, 4, 1, model)
    with pytest.raises(StoreError, match="ne serait pas comptée"):
        inserted(Tab(7, 2, 2, TITLES), 2, 2, Modele(2, [2]))
    (under,) = requetes.insertion(full, "Banque", 4, 2, first=2, modele=None)
    assert under["appendDimension"]["length"] == requetes.hauteur(under) == 2
    assert inserted(Tab(7, 2, 2, TITLES), 2, 1, Modele(2, [2])) == []


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


def test_a_number_follows_the_last_one_and_the_last_ones_stay() -> None:
    first, made = requetes.numero(())
    assert [next(iter(one)) for one in made] == ["createDeveloperMetadata"]
    second, made = requetes.numero((first, first - 3, first - 500))
    assert second == first + 1
    gone = [
        one["deleteDeveloperMetadata"]["dataFilter"]["developerMetadataLookup"]["metadataId"]
        for one in made[1:]
    ]
    assert gone == [first - 500]
