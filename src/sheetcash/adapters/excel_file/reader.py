"""An .xlsx or .xlsm into a snapshot: tables by column title, settings by label.

A table is found by its ListObject's name, wherever the user moved or renamed its sheet; without
one, by the sheet's name and the row that holds its titles.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from operator import itemgetter
from typing import NamedTuple

import python_calamine as calamine

from sheetcash.adapters.excel_file.listobject import ListObject, parse_list_object
from sheetcash.adapters.excel_file.package import Package
from sheetcash.errors import MissingColumn, MissingSheet, NotAWorkbook
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.schema import JOURS, Table, fold, nearest
from sheetcash.workbook.tables import TABLES

_PARAMETRES = "Paramètres"

Rows = list[list[object]]


class _Region(NamedTuple):
    """Where a table's data stand, in the coordinates of its sheet (from 0)."""

    sheet: str
    titles: dict[str, int]  # folded title -> column
    shown: list[str]  # the titles as they stand
    first: int
    last: int  # inclusive; first - 1 when there is no row
    left: int = -1  # the ListObject's first column, -1 without one
    totals: int = 0  # its totals rows, under the last


def _list_objects(data: bytes) -> dict[str, tuple[str, ListObject]]:
    """Each ListObject by its name, with its sheet's."""
    found = {}
    with Package(data) as package:
        for sheet, part in package.sheets().items():
            for table in package.tables(part):
                one = parse_list_object(table, package.read(table))
                found[one.name.casefold()] = (sheet, one)
    return found


def read_snapshot(
    data: bytes, name: str, version: str, tables: Collection[str] | None = None
) -> Snapshot:
    """Read the named tables (all by default) and the settings.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.
        version: the token of these very bytes.
        tables: names of the contract's tables; those asked for must be there.

    Raises:
        PasswordProtected: the file is encrypted.
        NotAWorkbook: it is not a sound .xlsx or .xlsm.
        MissingSheet, MissingColumn: the contract is not met.
    """
    listed = _list_objects(data)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.CalamineError as error:
        raise NotAWorkbook(
            f"« {name} » ne peut pas être lu comme un classeur Excel ({error}).",
            "Ouvrez-le dans Excel et enregistrez-le de nouveau, ou restaurez une sauvegarde.",
        ) from error
    cache: dict[str, tuple[Rows, int, int]] = {}
    wanted = [TABLES[one] for one in (tables if tables is not None else TABLES)]
    found: dict[str, RawTable] = {}
    for table in wanted:
        region = _region(book, listed, table, cache)
        if region is None:
            if tables is None:
                continue  # an older workbook may lack what nobody asked for by name
            raise MissingSheet(table.sheet, nearest(table.sheet, book.sheet_names))
        found[table.name] = _extract(table, region, *_rows(book, region.sheet, cache))
    return Snapshot(version, found, _settings(book, cache, required=tables is not None))


def _rows(
    book: calamine.CalamineWorkbook, sheet: str, cache: dict[str, tuple[Rows, int, int]]
) -> tuple[Rows, int, int]:
    """The sheet's used cells, and the row and column (from 0) they start at."""
    if sheet not in cache:
        one = book.get_sheet_by_name(sheet)
        row, column = one.start or (0, 0)
        cache[sheet] = (one.to_python(), row, column)  # type: ignore[assignment]
    return cache[sheet]


def _region(
    book: calamine.CalamineWorkbook,
    listed: dict[str, tuple[str, ListObject]],
    table: Table,
    cache: dict[str, tuple[Rows, int, int]],
) -> _Region | None:
    """Where the table stands: its ListObject, else the row that holds its titles."""
    found = listed.get(table.name.casefold())
    if found is None:
        return _by_titles(book, table, cache)
    sheet, one = found
    left = one.area.left - 1
    titles = {fold(column.title): left + at for at, column in enumerate(one.columns)}
    shown = [column.title for column in one.columns]
    return _Region(sheet, titles, shown, one.first - 1, one.last - 1, left, one.totals)


def _by_titles(
    book: calamine.CalamineWorkbook, table: Table, cache: dict[str, tuple[Rows, int, int]]
) -> _Region | None:
    sheet = next((s for s in book.sheet_names if fold(s) == fold(table.sheet)), None)
    if sheet is None:
        return None
    rows, top, left = _rows(book, sheet, cache)
    known = {fold(title) for title in table.titles}
    best, header = 0, -1
    for at, row in enumerate(rows[:50]):
        hits = len({fold(cell) for cell in row if isinstance(cell, str)} & known)
        if hits > best:
            best, header = hits, at
    if header < 0:
        raise MissingColumn(sheet, table.key)
    titles = {fold(c): left + at for at, c in enumerate(rows[header]) if isinstance(c, str) and c}
    shown = [c for c in rows[header] if isinstance(c, str)]
    return _Region(sheet, titles, shown, top + header + 1, top + len(rows) - 1)


def _extract(table: Table, region: _Region, rows: Rows, top: int, left: int) -> RawTable:
    """The region's columns under the contract's titles."""
    data = rows[max(0, region.first - top) : max(0, region.last - top + 1)]
    columns: dict[str, list[object]] = {}
    positions: dict[str, int] = {}
    for column in table.columns:
        at = region.titles.get(fold(column.title))
        if at is None:
            if column.needed:
                known = {fold(title) for title in table.titles}
                candidates = [title for title in region.shown if fold(title) not in known]
                raise MissingColumn(region.sheet, column.title, nearest(column.title, candidates))
            columns[column.title] = [None] * len(data)
            continue
        positions[column.title] = at + 1
        width = len(data[0]) if data else 0
        columns[column.title] = (
            list(map(itemgetter(at - left), data)) if 0 <= at - left < width else [None] * len(data)
        )
    stray = _stray(region, rows, top, left) if region.left >= 0 else ()
    return RawTable(
        table.name, region.sheet, region.first + 1, columns, positions, region.left + 1, stray
    )


def _stray(region: _Region, rows: Rows, top: int, left: int) -> tuple[int, ...]:
    """Sheet rows under the ListObject with something in its columns, its totals row excepted."""
    first, last = min(region.titles.values()) - left, max(region.titles.values()) - left
    below = region.last + region.totals + 1
    return tuple(
        number
        for number, row in enumerate(rows[max(0, below - top) :], max(below, top) + 1)
        if any(cell not in ("", None) for cell in row[max(0, first) : last + 1])
    )


def _settings(
    book: calamine.CalamineWorkbook,
    cache: dict[str, tuple[Rows, int, int]],
    *,
    required: bool,
) -> dict[str, RawSetting]:
    """Each known label of the sheet Paramètres, with the cells at its right."""
    sheet = next((s for s in book.sheet_names if fold(s) == fold(_PARAMETRES)), None)
    if sheet is None:
        if not required:
            return {}
        raise MissingSheet(_PARAMETRES, nearest(_PARAMETRES, book.sheet_names))
    rows, top, left = _rows(book, sheet, cache)
    labels = {fold(label): setting for label, setting in BY_LABEL.items()}
    found: dict[str, RawSetting] = {}
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            setting = labels.get(fold(cell)) if isinstance(cell, str) and cell else None
            if setting is None or setting.label in found:
                continue
            cells = row[column + 1 : column + 1 + (5 if setting.kind == JOURS else 1)]
            found[setting.label] = RawSetting(
                sheet, list(cells) or [None], top + at + 1, left + column + 2
            )
            break
    return found
