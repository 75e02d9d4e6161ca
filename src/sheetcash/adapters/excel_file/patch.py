"""Carry out edits in a user's workbook by patching its sheets' XML; all the rest stays as it is.

This module knows which edit goes where: ``appends`` adds rows to tables, ``book`` keeps the sheets
that change, ``sheetxml`` knows rows and cells, ``package`` the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from sheetcash.adapters.excel_file.appends import append_rows
from sheetcash.adapters.excel_file.book import NOTHING_DONE, Book
from sheetcash.adapters.excel_file.package import Package
from sheetcash.adapters.excel_file.xmltext import attribute, damaged
from sheetcash.errors import StoreError
from sheetcash.workbook.addresses import LAST_COLUMN, LAST_ROW, Area
from sheetcash.workbook.cells import CellEdit, PatchEdit, RowAppend, RowLock, RowsAppend

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sheetcash.adapters.excel_file.cellxml import Cell
    from sheetcash.adapters.excel_file.sheetxml import Sheet


def patch(
    source: Path | bytes,
    edits: Sequence[PatchEdit],
    target: BinaryIO,
    *,
    recalculate: bool = True,
) -> int:
    """Write a copy of the workbook with the edits made; every other part keeps its bytes.

    Cell edits come first, then rows are appended, each in the order given. Only the sheets
    changed are unpacked, one text each; the copy is written as it is packed.

    Args:
        source: the workbook, as a path (less memory) or its bytes.
        edits: what to change; none gives a copy with the same parts.
        target: where the new file goes; must not be the source.
        recalculate: have Excel compute everything at its next opening. It is not asked when a
            formula calls an ``SC_`` function, which would become ``#NAME?`` where the
            functions are not installed.

    Returns:
        The number of cells given a value.

    Raises:
        NotAWorkbook, PasswordProtected: the file cannot be patched without risk.
        MissingSheet: a sheet is absent.
        InputError: a table is absent.
        BadCell: a value does not fit in its cell.
        StoreError: an edit would break something of the user's; the text says what to do.
    """
    with Package(source) as package:
        try:
            written = _edited(package, edits, recalculate)
        except (ValueError, LookupError) as error:
            raise damaged("son contenu n'est pas celui d'un classeur Excel") from error
        package.write(target)
        return written


def _edited(package: Package, edits: Sequence[PatchEdit], recalculate: bool) -> int:
    if not edits:
        return 0
    book = Book(package)
    appends: dict[str, list[RowAppend | RowsAppend]] = {}
    for edit in edits:
        if isinstance(edit, CellEdit):
            _edit_cell(book, edit)
        elif isinstance(edit, RowLock):
            book.sheet(edit.sheet).locks.append(edit)
        else:
            appends.setdefault(edit.table.casefold(), []).append(edit)
    for rows in appends.values():
        append_rows(book, rows)
    book.finish(recalculate)
    return len(book.written) + book.en_bloc


def _edit_cell(book: Book, edit: CellEdit) -> None:
    """Carry out one cell edit."""
    sheet = book.sheet(edit.sheet)
    if not (1 <= edit.row <= LAST_ROW and 1 <= edit.column <= LAST_COLUMN):
        raise StoreError(f"La feuille « {edit.sheet} » n'a pas de telle cellule.", NOTHING_DONE)
    at = Area(edit.row, edit.column, edit.row, edit.column)
    for table in book.tables(edit.sheet):
        if not at.meets(table.area):
            continue
        if table.header and edit.row == table.area.top:
            raise book.refused(sheet, at, f"est un titre du tableau « {table.name} »")
        if table.totals and edit.row > table.last and not edit.keep_formula:
            raise book.refused(sheet, at, f"est un total du tableau « {table.name} »")
    row = sheet.row(edit.row)
    cell = row.cell(edit.column) if row else None
    formula = cell.formula if cell and edit.keep_formula else b""
    if cell and cell.formula and not formula:
        _check_master(book, sheet, at, cell)
        book.formulas_changed = True
    if not edit.keep_formula and any(area.meets(at) for area in sheet.arrays):
        raise book.refused(sheet, at, "fait partie d'une formule matricielle")
    book.written.add((edit.sheet, edit.row, edit.column))
    if cell is None and edit.value in (None, ""):
        return
    row = row or sheet.new_row(edit.row)
    style = None if cell else sheet.blank_style(row, edit.column)
    book.write(sheet, row, edit.column, edit.value, formula, style)


def _check_master(book: Book, sheet: Sheet, at: Area, cell: Cell) -> None:
    """Other cells may hold only a mark that they share this cell's formula."""
    index = attribute(cell.formula_attributes, b"si")
    if attribute(cell.formula_attributes, b"t") != "shared" or not cell.formula_text:
        return
    if index is not None and len(sheet.shared(index)) > 1:
        raise book.refused(sheet, at, "porte une formule que d'autres cellules partagent")
