"""Rows added to a table of an open workbook: in its blank rows first, then below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sheetcash.adapters.excel_live.faults import NOTHING_DONE, patient
from sheetcash.adapters.excel_live.typed import typed
from sheetcash.errors import StoreError
from sheetcash.workbook.addresses import LAST_ROW, Area

if TYPE_CHECKING:
    from sheetcash.adapters.excel_live.writing import Writer
    from sheetcash.workbook.cells import CellValue
    from sheetcash.workbook.grid import Listed


def append_rows(writer: Writer, name: str, added: Sequence[dict[int, CellValue]]) -> None:
    """Add rows, each a value by the column's position in the table (from 0).

    Raises:
        StoreError: something stands under the table, or it has fewer columns.
    """
    listed = writer.live.listed[name.casefold()]
    writer.sheet = listed.sheet
    width = len(listed.titles)
    if any(not 0 <= at < width for row in added for at in row):
        raise StoreError(f"Le tableau « {name} » n'a pas autant de colonnes.", NOTHING_DONE)
    formulas = _formulas(writer, listed)
    free = _free(writer, listed, formulas)
    missing = max(0, free + len(added) - 1 - listed.last)
    if missing:
        _grow(writer, name, listed, missing)
    _fill(writer, listed, free, added)


def _body(listed: Listed) -> Area:
    return Area(listed.first, listed.left, listed.last, listed.left + len(listed.titles) - 1)


def _formulas(writer: Writer, listed: Listed) -> list[list[object]]:
    if listed.last < listed.first:
        return []
    return writer.formulas(listed.sheet, _body(listed))


def _free(writer: Writer, listed: Listed, formulas: list[list[object]]) -> int:
    """The first row (from 1) under the last one that holds more than calculated columns."""
    grid = writer.live.sheet(listed.sheet)
    for row in range(listed.last, listed.first - 1, -1):
        shown = grid.beside(row - 1, listed.left - 1, len(listed.titles))
        typed_there = formulas[row - listed.first]
        shown += [None] * (len(typed_there) - len(shown))
        for value, formula in zip(shown, typed_there, strict=True):
            text = "" if formula is None else str(formula)
            calculated = text.startswith("=") and "[" in text
            if not calculated and (text or value not in (None, "")):
                return row + 1
    return listed.first


def _grow(writer: Writer, name: str, listed: Listed, missing: int) -> None:
    table = writer.live.tables[name.casefold()]
    if listed.totals:  # Excel moves the totals, and what looks at them, one row at a time

        def drop() -> None:
            patient(lambda: len(table.rows))
            for _ in range(missing):
                table.rows[-1].delete()

        writer.remember(drop)
        for _ in range(missing):
            patient(table.rows.add)
        return
    old = Area(listed.first - 1, listed.left, listed.last, listed.left + len(listed.titles) - 1)
    new = old._replace(bottom=old.bottom + missing)
    _check_room(writer, name, listed, new)

    def shrink() -> None:
        writer.place(listed.sheet, new._replace(top=old.bottom + 1)).clear_contents()
        table.resize(writer.place(listed.sheet, old))

    writer.remember(shrink)
    place = writer.place(listed.sheet, new)
    patient(lambda: table.resize(place))


def _check_room(writer: Writer, name: str, listed: Listed, new: Area) -> None:
    grid = writer.live.sheet(listed.sheet)
    for row in range(listed.last + 1, min(new.bottom, LAST_ROW) + 1):
        beside = grid.beside(row - 1, listed.left - 1, len(listed.titles))
        if any(cell not in (None, "") for cell in beside):
            raise _taken(listed, name, row)
    if new.bottom > LAST_ROW:
        raise _taken(listed, name, LAST_ROW)


def _taken(listed: Listed, name: str, row: int) -> StoreError:
    return StoreError(
        f"Feuille « {listed.sheet} » : la ligne {row}, sous le tableau « {name} », n'est pas "
        "libre pour l'agrandir.",
        "Déplacez ce qui s'y trouve sur une autre feuille, puis recommencez. " + NOTHING_DONE,
    )


def _fill(
    writer: Writer,
    listed: Listed,
    first: int,
    added: Sequence[dict[int, CellValue]],
) -> None:
    """Write the rows; beside each other, columns go in one block."""
    rows = _body(listed)._replace(top=first, bottom=first + len(added) - 1)
    calculated = {
        at
        for row in writer.formulas(listed.sheet, rows)
        for at, formula in enumerate(row)
        if str(formula or "").startswith("=")
    }
    given = sorted({at for row in added for at in row} - calculated)
    writer.count += sum(at in row for row in added for at in given)
    for _, run in groupby(enumerate(given), key=lambda pair: pair[1] - pair[0]):
        columns = [at for _, at in run]
        left = listed.left + columns[0]
        area = Area(first, left, first + len(added) - 1, listed.left + columns[-1])
        values = [[typed(row.get(at)) for at in columns] for row in added]
        blank: list[list[object]] = [[""] * len(columns) for _ in added]
        if not writer.one_by_one(listed.sheet, area):
            writer.put(listed.sheet, area, values, blank)
            continue
        for down, cells in enumerate(values):
            for at, value in enumerate(cells):
                one = Area(first + down, left + at, first + down, left + at)
                if value is not None:
                    writer.put(listed.sheet, one, [[value]], [[""]])
