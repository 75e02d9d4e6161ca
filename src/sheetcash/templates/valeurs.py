"""What a row's cells show, whether they were given or computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sheetcash.core.money import cents_of_float
from sheetcash.core.periods import serial
from sheetcash.templates.formulas import Cell

Row = Mapping[str, object]


def shown(row: Row, title: str) -> Any:
    """A row's value: a formula's is the one it shows."""
    cell = row[title]
    return cell.value if isinstance(cell, Cell) else cell


def vu(row: Row, title: str) -> float | int | str | date:
    """What a cell shows; an empty text when it shows nothing."""
    value = shown(row, title) if row.get(title) is not None else ""
    assert isinstance(value, (int, float, str, date))
    return value


def jour_de(row: Row, title: str) -> int | None:
    """A day as a cell holds it, None when there is none."""
    value = vu(row, title)
    if isinstance(value, date):
        return serial(value)
    return value if isinstance(value, int) and value > 0 else None


def cents_de(row: Row, title: str) -> int | None:
    """An amount shown (euros) or given (cents); None for a text or a blank."""
    value = row.get(title)
    if isinstance(value, Cell):
        return None if isinstance(value.value, str) else cents_of_float(value.value)
    return value if isinstance(value, int) else None


def mots(row: Row, *titles: str) -> str:
    """The first of these cells that says something."""
    return next((str(row[t]) for t in titles if row.get(t) not in (None, "")), "")
