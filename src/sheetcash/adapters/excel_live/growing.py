"""Rows added to a table of an open workbook: in its blank rows first, then below it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from sheetcash.adapters.excel_live.faults import NOTHING_DONE, patient
from sheetcash.adapters.excel_live.typed import typed
from sheetcash.errors import StoreError
from sheetcash.workbook.addresses import LAST_ROW, Area
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import TABLES

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
    _fill(writer, name, listed, free, added)


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
        count = patient(lambda: len(table.rows))
        for wanted in range(count + 1, count + missing + 1):

            def add(wanted: int = wanted) -> None:
                if len(table.rows) < wanted:  # asked again, it may have been added after all
                    table.rows.add()

            def added_there(wanted: int = wanted) -> bool:
                return patient(lambda: len(table.rows)) >= wanted

            writer.attempt(add, [lambda: table.rows[-1].delete()], added_there)
        return
    old = Area(listed.first - 1, listed.left, listed.last, listed.left + len(listed.titles) - 1)
    new = old._replace(bottom=old.bottom + missing)
    _check_room(writer, name, listed, new)
    # All three before the table grows: asking for them may fail, and nothing would undo it.
    place, before = writer.place(listed.sheet, new), writer.place(listed.sheet, old)
    added = writer.place(listed.sheet, new._replace(top=old.bottom + 1))

    def grown() -> bool:
        return patient(lambda: table.range.address) != patient(lambda: before.address)

    undo = [lambda: table.resize(before), added.clear_contents]
    writer.attempt(lambda: table.resize(place), undo, grown)


def _check_room(writer: Writer, name: str, listed: Listed, new: Area) -> None:
    below = new._replace(top=listed.last + 1, bottom=min(new.bottom, LAST_ROW))
    for at, typed_there in enumerate(writer.formulas(listed.sheet, below)):
        if any(cell not in (None, "") for cell in typed_there):
            raise _taken(listed, name, below.top + at)
    if new.bottom > LAST_ROW:
        raise _taken(listed, name, LAST_ROW)


def _taken(listed: Listed, name: str, row: int) -> StoreError:
    return StoreError(
        f"Feuille « {listed.sheet} » : la ligne {row}, sous le tableau « {name} », n'est pas "
        "libre pour l'agrandir.",
        "Déplacez ce qui s'y trouve sur une autre feuille, puis recommencez. " + NOTHING_DONE,
    )


def _fill(
    writer: Writer, name: str, listed: Listed, first: int, added: Sequence[dict[int, CellValue]]
) -> None:
    """Write the rows; beside each other, columns go in one block, that of the key last.

    A row whose key is there is taken for a whole one: cut short, it must not be.
    """
    area = _body(listed)._replace(top=first, bottom=first + len(added) - 1)
    calculated = [
        [str(formula or "").startswith("=") for formula in row]
        for row in writer.formulas(listed.sheet, area)
    ]
    its_key = fold(TABLES[name].key)
    key = next((at for at, title in enumerate(listed.titles) if fold(title) == its_key), -1)
    given = sorted({at for row in added for at in row})
    blocks = [
        [at for _, at in run]
        for _, run in groupby(enumerate(given), key=lambda pair: pair[1] - pair[0])
    ]
    for columns in sorted(blocks, key=lambda block: key in block):
        values = [[typed(row.get(at)) for at in columns] for row in added]
        kept = [[row[at] and at != key for at in columns] for row in calculated]
        writer.count += sum(
            at in row and not stays
            for row, stay in zip(added, kept, strict=True)
            for at, stays in zip(columns, stay, strict=True)
        )
        left = listed.left + columns[0]
        place = Area(first, left, first + len(added) - 1, listed.left + columns[-1])
        if not writer.one_by_one(listed.sheet) and not any(map(any, kept)):
            writer.put(listed.sheet, place, values, [[""] * len(columns) for _ in added])
            continue
        for down, (cells, stay) in enumerate(zip(values, kept, strict=True)):
            for at, (value, stays) in enumerate(zip(cells, stay, strict=True)):
                one = Area(first + down, left + at, first + down, left + at)
                if value is not None and not stays:
                    writer.put(listed.sheet, one, [[value]], [[""]])
