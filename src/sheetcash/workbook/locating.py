"""The contract's tables in a workbook: by column title, whatever its host; settings beside them.

A table is found by its ListObject's name, wherever the user moved or renamed its sheet; without
one, by the sheet's name and the row that holds its titles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from operator import itemgetter
from typing import NamedTuple

from sheetcash.errors import InputError, MissingColumn, MissingSheet
from sheetcash.workbook.grid import Grid, Sheets, named
from sheetcash.workbook.raw import RawTable, Snapshot, tapees
from sheetcash.workbook.schema import CellError, Column, Table, fold, nearest
from sheetcash.workbook.settings_cells import read_settings_cells
from sheetcash.workbook.tables import TABLES

#: How like the title of an absent optional column a title of the user's own must be to be it.
_RENAMED = 0.7


class _Region(NamedTuple):
    """Where a table's data stand, in the coordinates of its sheet (from 0)."""

    sheet: str
    titles: dict[str, int]  # folded title -> column
    shown: list[str]  # the titles as they stand
    first: int
    last: int  # inclusive; first - 1 when there is no row
    left: int = -1  # the ListObject's first column, -1 without one
    totals: int = 0  # its totals rows, under the last


def locate(sheets: Sheets, version: str, tables: Collection[str] | None = None) -> Snapshot:
    """Read the named tables (all by default) and the settings.

    Args:
        sheets: the open workbook.
        version: the token of its present content.
        tables: names of the contract's tables; those asked for must be there, but for the
            optional ones.

    Raises:
        MissingSheet, MissingColumn: the contract is not met.
        InputError: a title stands twice, or a cell is too far away to be loaded.
    """
    wanted = [TABLES[one] for one in (tables if tables is not None else TABLES)]
    found: dict[str, RawTable] = {}
    for table in wanted:
        try:
            region = _region(sheets, table)
            if region is not None:
                found[table.name] = _extract(table, region, sheets.sheet(region.sheet))
        except InputError:
            if not table.accessoire:
                raise
            continue
        if region is None and not (tables is None or table.optional):
            # an older workbook may lack what nobody asked for by name
            raise MissingSheet(table.sheet, nearest(table.sheet, sheets.sheet_names))
    return Snapshot(version, found, read_settings_cells(sheets, required=tables is not None))


def _region(sheets: Sheets, table: Table) -> _Region | None:
    """Where the table stands: its ListObject, else the row that holds its titles."""
    one = sheets.listed.get(table.name.casefold())
    if one is None:
        return _by_titles(sheets, table)
    left = one.left - 1
    titles = {fold(title): left + at for at, title in enumerate(one.titles)}
    return _Region(one.sheet, titles, one.titles, one.first - 1, one.last - 1, left, one.totals)


def _by_titles(sheets: Sheets, table: Table) -> _Region | None:
    sheet = named(sheets, table.sheet)
    if sheet is None:
        return None
    rows, top, left = sheets.sheet(sheet)
    known = {fold(title) for title in table.titles}
    best, header = 0, -1
    for at, row in enumerate(rows[:50]):
        hits = len({fold(cell) for cell in row if isinstance(cell, str)} & known)
        if hits > best:
            best, header = hits, at
    if header < 0:
        raise MissingColumn(sheet, table.key)
    shown = [cell for cell in rows[header] if isinstance(cell, str) and cell]
    times = Counter(map(fold, shown))
    twice = next((title for title in shown if times[fold(title)] > 1 and fold(title) in known), "")
    if twice:
        raise InputError(
            f"Feuille « {sheet} » : le titre « {twice} » figure deux fois.",
            "Renommez ou supprimez la colonne en trop.",
        )
    titles = {fold(c): left + at for at, c in enumerate(rows[header]) if isinstance(c, str) and c}
    return _Region(sheet, titles, shown, top + header + 1, top + len(rows) - 1)


def _extract(table: Table, region: _Region, grid: Grid) -> RawTable:
    """The region's columns under the contract's titles."""
    rows, top, left = grid
    data = rows[max(0, region.first - top) : max(0, region.last - top + 1)]
    width = len(data[0]) if data else 0
    columns: dict[str, list[object]] = {}
    positions: dict[str, int] = {}
    computed = True
    for column in table.columns:
        at = region.titles.get(fold(column.title))
        if at is None:
            _check_absent(table, column, region)
            columns[column.title] = [None] * len(data)
            continue
        positions[column.title] = at + 1
        inside = 0 <= at - left < width
        cells = list(map(itemgetter(at - left), data)) if inside else [None] * len(data)
        computed = computed and CellError not in set(map(type, cells))
        if column.computed and not column.needed:  # sheetcash computes it anew
            cells = [None if isinstance(cell, CellError) else cell for cell in cells]
        columns[column.title] = cells
    stray = _stray(region, grid) if region.left >= 0 else ()
    raw = RawTable(
        table.name, region.sheet, region.first + 1, columns, positions, region.left + 1, stray
    )
    spare = data[saisies(raw) :]
    return raw._replace(
        nette=not any(_rempli(row, region, left) for row in spare), calculee=computed
    )


def saisies(raw: RawTable) -> int:
    """A table's rows down to the last one that holds more than what is calculated."""
    its = TABLES[raw.table].columns
    typed = (raw.columns[one.title] for one in its if not one.computed and one.title in raw.columns)
    return tapees(typed, raw.height)


def _rempli(row: list[object], region: _Region, left: int) -> bool:
    """Whether something stands in a row, between the first of the region's titles and the last."""
    first, last = min(region.titles.values()) - left, max(region.titles.values()) - left
    return any(cell not in ("", None) for cell in row[max(0, first) : last + 1])


def _check_absent(table: Table, column: Column, region: _Region) -> None:
    """Refuse to go without a column that is needed, or that seems to have been renamed."""
    if column.computed and not column.needed:
        return
    known = {fold(title) for title in table.titles}
    unknown = [title for title in region.shown if fold(title) not in known]
    like = nearest(column.title, unknown, 0.5 if column.needed else _RENAMED)
    if column.needed or like:
        raise MissingColumn(region.sheet, column.title, like)


def _stray(region: _Region, grid: Grid) -> tuple[int, ...]:
    """Sheet rows under the ListObject with something in its columns, its totals row excepted."""
    rows, top, left = grid
    below = region.last + region.totals + 1
    return tuple(
        number
        for number, row in enumerate(rows[max(0, below - top) :], max(below, top) + 1)
        if _rempli(row, region, left)
    )
