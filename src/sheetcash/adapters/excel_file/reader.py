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

from sheetcash.errors import MissingColumn, MissingSheet, NotAWorkbook, PasswordProtected
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.schema import JOURS, Table, fold, nearest
from sheetcash.workbook.tables import TABLES

_OLE = b"\xd0\xcf\x11\xe0"
_PARAMETRES = "Paramètres"

Rows = list[list[object]]


class _Region(NamedTuple):
    """Where a table's data stand, in the coordinates of its sheet (from 0)."""

    sheet: str
    titles: dict[str, int]  # folded title -> column
    first: int
    last: int  # inclusive; first - 1 when there is no row
    left: int = -1  # the ListObject's first column, -1 without one


def open_workbook(data: bytes, name: str) -> calamine.CalamineWorkbook:
    """The workbook held in ``data``.

    Raises:
        PasswordProtected: encrypted.
        NotAWorkbook: anything that is not a sound .xlsx or .xlsm.
    """
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise PasswordProtected(
                f"Le classeur « {name} » est protégé par un mot de passe.",
                "Dans Excel : Fichier, Informations, Protéger le classeur, Chiffrer avec mot de "
                "passe : videz le champ, enregistrez, puis recommencez.",
            )
        raise NotAWorkbook(
            f"« {name} » est un ancien classeur Excel (.xls).",
            "Dans Excel : Fichier, Enregistrer sous, « Classeur Excel (.xlsx) ».",
        )
    if not data.startswith(b"PK"):
        raise NotAWorkbook(
            f"« {name} » n'est pas un classeur Excel.",
            "Donnez un fichier .xlsx ou .xlsm ; « sheetcash nouveau » en crée un.",
        )
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data), load_tables=True)
    except calamine.CalamineError as error:
        raise NotAWorkbook(
            f"« {name} » ne peut pas être lu comme un classeur Excel ({error}).",
            "Ouvrez-le dans Excel et enregistrez-le de nouveau, ou restaurez une sauvegarde.",
        ) from error


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
        PasswordProtected, NotAWorkbook: see :func:`open_workbook`.
        MissingSheet, MissingColumn: the contract is not met.
    """
    book = open_workbook(data, name)
    cache: dict[str, tuple[Rows, int, int]] = {}
    wanted = [TABLES[one] for one in (tables if tables is not None else TABLES)]
    found: dict[str, RawTable] = {}
    for table in wanted:
        region = _region(book, table, cache)
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
    book: calamine.CalamineWorkbook, table: Table, cache: dict[str, tuple[Rows, int, int]]
) -> _Region | None:
    """Where the table stands: its ListObject, else the row that holds its titles."""
    try:
        listed = book.get_table_by_name(table.name)
    except (calamine.TableNotFound, calamine.TablesNotSupported):
        return _by_titles(book, table, cache)
    start, end = listed.start, listed.end
    if start is None or end is None:  # a table without a data row
        return _by_titles(book, table, cache)
    titles = {fold(title): start[1] + at for at, title in enumerate(listed.columns)}
    return _Region(listed.sheet, titles, start[0], end[0], start[1])


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
    return _Region(sheet, titles, top + header + 1, top + len(rows) - 1)


def _extract(table: Table, region: _Region, rows: Rows, top: int, left: int) -> RawTable:
    """The region's columns under the contract's titles."""
    data = rows[max(0, region.first - top) : max(0, region.last - top + 1)]
    columns: dict[str, list[object]] = {}
    positions: dict[str, int] = {}
    for column in table.columns:
        at = region.titles.get(fold(column.title))
        if at is None:
            if column.needed:
                candidates = [t for t in region.titles if t not in map(fold, table.titles)]
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
    found = []
    for at, row in enumerate(rows[max(0, region.last - top + 1) :], region.last + 2):
        cells = [cell for cell in row[max(0, first) : last + 1] if cell not in ("", None)]
        totals = at == region.last + 2 and cells and fold(str(cells[0])).startswith("total")
        if cells and not totals:
            found.append(at)
    return tuple(found)


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
