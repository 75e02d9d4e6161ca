"""Which numbers are days: by their cells' formats, and where the contract has a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from sheetcash.adapters.google.days import shown, with_days
from sheetcash.workbook.raw import Snapshot


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        (46_093.0, "DATE", date(2026, 3, 12)),
        (46_093.25, "DATE_TIME", datetime(2026, 3, 12, 6)),
        (46_093.0, "TIME", date(2026, 3, 12)),
        (2.0, "DATE", date(1900, 1, 1)),
        (-1.5, "DATE_TIME", datetime(1899, 12, 28, 12)),
        (0.5, "TIME", "12:00:00"),
        (1.25, "TIME", "30:00:00"),
        (1 / 3, "TIME", "08:00:00"),
        (1e9, "DATE", 1e9),
        (-1e9, "DATE", -1e9),
        (46_093.0, "CURRENCY", 46_093.0),
        (46_093.0, None, 46_093.0),
    ],
)
def test_a_number_is_what_its_cell_shows(number: float, kind: str | None, expected: object) -> None:
    found = shown(number, kind)
    assert found == expected and type(found) is type(expected)


def test_where_the_contract_has_a_day_a_number_of_these_times_is_one(
    make_snapshot: Callable[..., Snapshot],
) -> None:
    rows: list[dict[str, Any]] = [
        {"Date d'encaissement": one, "Montant": one} for one in (46_093.0, 12.0, "x", 36_525.0)
    ]
    columns = with_days(make_snapshot({"tblRecettes": rows})).tables["tblRecettes"].columns
    assert columns["Date d'encaissement"] == [date(2026, 3, 12), 12.0, "x", 36_525.0]
    assert columns["Montant"] == [46_093.0, 12.0, "x", 36_525.0]
