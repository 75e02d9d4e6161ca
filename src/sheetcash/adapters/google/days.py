"""Days among numbers: Google gives a cell's number, and its format only when asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sheetcash.core.periods import day_of
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.schema import DATE
from sheetcash.workbook.tables import BAREMES, TABLES

if TYPE_CHECKING:
    from sheetcash.workbook.raw import Snapshot

#: From 2000 to 2100, as serial numbers.
_FIRST_DAY, _LAST_DAY = 36_526, 73_051
#: The formats under which a number is a day.
_DAYS: Final = frozenset({"DATE", "DATE_TIME"})
#: What is asked of doubtful cells, and of how many runs of them at once: an address has an end.
FORMATS: Final = (
    "sheets(properties.title,"
    "data(startRow,startColumn,rowData.values.effectiveFormat.numberFormat.type))"
)
_RUNS: Final = 100
#: The law's own figures: 37 500 € is a threshold of VAT, and no one types a day there.
_FIGURES: Final = (BAREMES.name, "Valeur")
#: Round and large more often than not, and no more than a wish.
_GOAL: Final = "Objectif annuel"


class Place(NamedTuple):
    """A cell: rows and columns count from 1."""

    sheet: str
    row: int
    column: int


def doubtful(snapshot: Snapshot) -> list[Place]:
    """Numbers that might be days, where the contract has something else.

    A day typed among amounts must not be counted as so many euros: only the cell's format tells.
    """
    found = []
    for raw in snapshot.tables.values():
        for column in TABLES[raw.table].columns:
            at = raw.positions.get(column.title)
            if at is None or column.kind == DATE or (column.computed and not column.needed):
                continue
            if (raw.table, column.title) == _FIGURES:
                continue
            cells = raw.columns[column.title]
            found += [Place(raw.sheet, raw.first_row + i, at) for i in _suspects(cells)]
    for label, its in snapshot.settings.items():
        if BY_LABEL[label].kind != DATE and label != _GOAL:
            found += [Place(its.sheet, its.row, its.column + i) for i in _suspects(its.values)]
    return found


def _suspects(cells: list[object]) -> Iterator[int]:
    for index, cell in enumerate(cells):
        if not isinstance(cell, float) or not _is_day(cell):
            continue
        if cell.is_integer() or round(cell, 2) != cell:  # a day, or a day and an hour
            yield index


def runs(places: list[Place]) -> list[tuple[str, Area]]:
    """The places as ranges of their columns; whole columns when they are scattered."""
    found = []
    by_column = groupby(sorted(places, key=_column), key=_column)
    for (sheet, column), its in by_column:
        rows = sorted(one.row for one in its)
        for _, beside in groupby(enumerate(rows), key=lambda numbered: numbered[1] - numbered[0]):
            line = [row for _, row in beside]
            found.append((sheet, Area(line[0], column, line[-1], column)))
    if len(found) <= _RUNS:
        return found
    wide: dict[tuple[str, int], Area] = {}
    for sheet, one in found:
        first = wide.get((sheet, one.left), one)
        wide[sheet, one.left] = Area(first.top, one.left, one.bottom, one.left)
    return [(sheet, one) for (sheet, _), one in wide.items()]


def _column(place: Place) -> tuple[str, int]:
    return place.sheet, place.column


def shown_as_days(told: Mapping[str, Any]) -> frozenset[Place]:
    """The cells that Google shows as days, from its answer about some ranges."""
    found = set()
    for sheet in told.get("sheets", []):
        title = sheet.get("properties", {}).get("title", "")
        for data in sheet.get("data", []):
            top, left = data.get("startRow", 0) + 1, data.get("startColumn", 0) + 1
            for down, row in enumerate(data.get("rowData", [])):
                for right, cell in enumerate(row.get("values", [])):
                    kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type")
                    if kind in _DAYS:
                        found.add(Place(title, top + down, left + right))
    return frozenset(found)


def with_days(snapshot: Snapshot, days: frozenset[Place] = frozenset()) -> Snapshot:
    """Numbers as days: where the contract has a day, and in the cells that are shown as one."""
    tables = {}
    for name, raw in snapshot.tables.items():
        columns = dict(raw.columns)
        for column in TABLES[raw.table].columns:
            at = raw.positions.get(column.title, 0)
            shown = _shown(days, raw.sheet, raw.first_row, at)
            if column.kind == DATE:
                columns[column.title] = list(map(_day, raw.columns[column.title]))
            elif shown:
                columns[column.title] = [
                    _day(cell) if index in shown else cell
                    for index, cell in enumerate(raw.columns[column.title])
                ]
        tables[name] = raw._replace(columns=columns)
    settings = {}
    for label, its in snapshot.settings.items():
        dated = BY_LABEL[label].kind == DATE
        values = [
            _day(value) if dated or Place(its.sheet, its.row, its.column + at) in days else value
            for at, value in enumerate(its.values)
        ]
        settings[label] = its._replace(values=values)
    return snapshot._replace(tables=tables, settings=settings)


def _shown(days: frozenset[Place], sheet: str, first_row: int, column: int) -> set[int]:
    return {one.row - first_row for one in days if one.sheet == sheet and one.column == column}


def _is_day(value: float) -> bool:
    return _FIRST_DAY <= value < _LAST_DAY


def _day(value: object) -> object:
    """A number that may be a day of these times; the others stay, for the readers to question."""
    if not isinstance(value, float) or not _is_day(value):
        return value
    day = day_of(int(value))
    return day if value.is_integer() else datetime.combine(day, time()) + timedelta(days=value % 1)
