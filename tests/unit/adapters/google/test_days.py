"""Which numbers might be days, and how they are asked about: no call is made here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sheetcash.adapters.google.days import Place, doubtful, runs, shown_as_days, with_days
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.tables import RECETTES

AT = RECETTES.titles.index("Montant") + 1


def receipts(make: Callable[..., Snapshot], *amounts: Any) -> Snapshot:
    return make({"tblRecettes": [{"Montant": one} for one in amounts]})


def test_only_whole_numbers_of_these_times_are_doubted(
    make_snapshot: Callable[..., Snapshot],
) -> None:
    found = doubtful(receipts(make_snapshot, 36_525.0, 36_526.0, 40_000.5, 73_050.0, 73_051.0, "x"))
    assert found == [Place("Livre des recettes", 6, AT), Place("Livre des recettes", 8, AT)]


def test_the_law_s_own_figures_are_not(make_snapshot: Callable[..., Snapshot]) -> None:
    assert not doubtful(make_snapshot({"tblBaremes": [{"Valeur": 37_500.0}]}))


def test_what_stands_together_is_asked_for_together() -> None:
    places = [Place("A", row, 2) for row in (5, 6, 7, 9)]
    assert [(area.top, area.bottom) for _, area in runs(places)] == [(5, 7), (9, 9)]


def test_what_is_scattered_is_asked_for_by_columns() -> None:
    scattered = [Place("A", row, 2) for row in range(1, 601, 2)] + [Place("B", 4, 3)]
    asked = runs(scattered)
    assert [(sheet, area.top, area.bottom) for sheet, area in asked] == [("A", 1, 599), ("B", 4, 4)]


def test_the_answer_tells_the_cells_shown_as_days() -> None:
    cell = {"effectiveFormat": {"numberFormat": {"type": "DATE"}}}
    euros = {"effectiveFormat": {"numberFormat": {"type": "CURRENCY"}}}
    told = {
        "sheets": [
            {
                "properties": {"title": "A"},
                "data": [
                    {"startRow": 4, "startColumn": 1, "rowData": [{"values": [cell]}, {}]},
                    {"rowData": [{"values": [euros, cell]}]},
                ],
            }
        ]
    }
    assert shown_as_days(told) == {Place("A", 5, 2), Place("A", 1, 2)}


def test_what_is_shown_as_a_day_becomes_one_and_nothing_else(
    make_snapshot: Callable[..., Snapshot],
) -> None:
    seen = receipts(make_snapshot, 46_093.0, 46_093.0)
    found = with_days(seen, frozenset({Place("Livre des recettes", 6, AT)}))
    assert found.tables["tblRecettes"].columns["Montant"] == [46_093.0, date(2026, 3, 12)]
