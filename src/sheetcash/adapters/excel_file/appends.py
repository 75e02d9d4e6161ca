"""Rows added to a table: in its blank rows first, then by extending it downwards.

This module knows one table and what stands around it; nothing of what its columns mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.adapters.excel_file.book import NOTHING_DONE, Book
from sheetcash.adapters.excel_file.bulk import AU_MOINS, Colonne, Place, colonne, suite
from sheetcash.adapters.excel_file.cellxml import Cell, Row, is_blank
from sheetcash.adapters.excel_file.formulas import has_addresses, references, shift_rows
from sheetcash.adapters.excel_file.nouvelles import Lignes
from sheetcash.adapters.excel_file.xmltext import (
    attribute,
    damaged,
    elements,
    escape,
    masked,
    unescape,
    with_attribute,
)
from sheetcash.errors import StoreError
from sheetcash.workbook.addresses import LAST_ROW, Area

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.adapters.excel_file.listobject import ListColumn
    from sheetcash.workbook.cells import CellValue, RowAppend, RowsAppend

# What a new row takes from the one beside it.
_LOOK = (b"s", b"customFormat", b"ht", b"customHeight", b"x14ac:dyDescent")


def append_rows(book: Book, rows: Sequence[RowAppend | RowsAppend]) -> None:
    """Add rows to the table that the first of them names."""
    _Appender(book, rows[0].table).append(Lignes.de(rows))


class _Appender:
    """The table that is given rows, in the sheet that is being changed."""

    def __init__(self, book: Book, name: str) -> None:
        self.book = book
        self.sheet, self.table = book.find_table(name)

    def append(self, rows: Lignes) -> None:
        """Add rows of values by column, counted from 0."""
        table, row = self.table, self.table.last
        while row >= table.first and self._is_free(row):
            row -= 1
        added = max(0, row + rows.nombre - table.last)
        if added:
            self._check_room(added)
            self._move_totals(added)
            self._grow(added)
        if not rows.places <= set(range(len(table.columns))):
            raise StoreError(
                f"Le tableau « {table.name} » n'a pas autant de colonnes.", NOTHING_DONE
            )
        inside = rows.nombre - added if added < rows.nombre else 0
        inside = min(max(inside, 1), rows.nombre)  # the others look like it
        for at in range(inside):
            self._fill(row + 1 + at, rows.ligne(at))
        if not self._at_once(row + 1 + inside, rows, inside):
            for at in range(inside, rows.nombre):
                self._fill(row + 1 + at, rows.ligne(at))

    def _at_once(self, first: int, rows: Lignes, start: int) -> bool:
        """Write the rows from ``start`` on, if they follow all of the sheet and calculate alike."""
        sheet, table, above = self.sheet, self.table, self.sheet.row(first - 1)
        alone = len(self.book.tables(sheet.name)) == 1 and not table.totals
        left = rows.nombre - start
        if left < AU_MOINS or above is None or not alone or sheet.prefix:
            return False
        if first <= max(table.last, sheet.last_row):
            return False
        columns: list[Colonne] = []
        for index, column in enumerate(table.columns):
            at = table.area.left + index
            model = above.cell(at)
            text, is_array, cm = self._calculated(column, model)
            # An array's place is written in its formula.
            if cm or (text and is_array) or has_addresses(text, relative=True):
                return False
            style = model.style if model else sheet.blank_style(above, at)
            formula = self._element(text, "") if text else b""
            columns.append(colonne(index, table.area.left, style, formula))
        values = rows.colonnes(start)
        place = Place(sheet.name, first, left, _look(above), bool(sheet.date1904))
        sheet.suite = suite(place, columns, values)
        self.book.formulas_changed |= any(one.formule for one in columns)
        self.book.en_bloc += rows.cellules_de(start)
        return True

    def _is_free(self, number: int) -> bool:
        """Whether a data row holds nothing but calculated columns."""
        row = self.sheet.row(number)
        for index, column in enumerate(self.table.columns):
            cell = row.cell(self.table.area.left + index) if row else None
            if cell is None or is_blank(cell, self.sheet.prefix):
                continue
            if not cell.formula or not (column.formula or self._structured(cell)):
                return False
        return True

    def _structured(self, cell: Cell) -> str:
        """The cell's formula if it means the same in every row of its table."""
        text = unescape(cell.formula_text)
        index = attribute(cell.formula_attributes, b"si")
        if not text and index is not None:
            group = self.sheet.shared(index)
            master = next((found for found in group if found.inner < found.end), None)
            text = unescape(self.sheet.text_of(master)) if master else ""
        return text if "[" in text and not has_addresses(text, relative=True) else ""

    def _check_room(self, added: int) -> None:
        sheet, table = self.sheet, self.table
        bottom = table.area.bottom
        needed = table.area._replace(top=bottom + 1, bottom=bottom + added)
        others = [other.area for other in self.book.tables(sheet.name) if other.part != table.part]
        moved = needed._replace(top=bottom + 1 - table.totals)
        taken = [area.top for area in (*others, *sheet.arrays) if area.meets(needed)]
        taken += [area.top for area in sheet.merges() if area.meets(moved)]
        for number in range(needed.top, min(needed.bottom, LAST_ROW) + 1):
            row = sheet.row(number)
            for column in range(needed.left, needed.right + 1):
                cell = row.cell(column) if row else None
                if cell and (cell.formula or not is_blank(cell, sheet.prefix)):
                    taken.append(number)
        if needed.bottom > LAST_ROW:
            taken.append(LAST_ROW)
        if taken:
            raise StoreError(
                f"Feuille « {sheet.name} » : la ligne {max(min(taken), needed.top)}, sous le "
                f"tableau « {table.name} », n'est pas libre pour l'agrandir.",
                "Déplacez ce qui s'y trouve sur une autre feuille, puis recommencez. "
                + NOTHING_DONE,
            )

    def _move_totals(self, added: int) -> None:
        sheet, table = self.sheet, self.table
        old = sheet.row(table.area.bottom) if table.totals else None
        if not old:
            return
        if table.totals > 1:
            raise damaged(f"le tableau « {table.name} » a plusieurs lignes de total")
        self._check_not_referred()
        number = old.number + added
        new = sheet.row(number) or sheet.new_row(number, _look(old))
        for column in range(table.area.left, table.area.right + 1):
            cell = old.take(column)
            new.take(column)
            if cell is None:
                continue
            if cell.formula:
                self.book.formulas_changed = True
                shared = attribute(cell.formula_attributes, b"t") is not None
                if shared or has_addresses(unescape(cell.formula_text)):
                    at = Area(old.number, column, old.number, column)
                    why = "est un total écrit avec des adresses de cellules"
                    raise self.book.refused(sheet, at, why)
            new.put(column, cell)
        above = sheet.row(table.last)
        if not old.raw and above:
            for name in _LOOK:
                value = attribute(above.attributes, name)
                new_value = value.encode() if value else None
                old.attributes = with_attribute(old.attributes, name, new_value)

    def _check_not_referred(self) -> None:
        """Formulas that give a total's address would read a data row once it has moved."""
        name, totals = self.table.name, self.table.area._replace(top=self.table.area.bottom)
        for owner, formula in self.book.formulas():
            for sheet, area in references(formula, owner):
                if sheet == self.sheet.name and area.meets(totals):
                    raise StoreError(
                        f"La formule « {formula[:80]} » donne l'adresse d'un total du tableau "
                        f"« {name} », qui doit descendre.",
                        f"Écrivez-la avec {name}[[#Totals],[…]], ou retirez la ligne des "
                        f"totaux. {NOTHING_DONE}",
                    )

    def _grow(self, added: int) -> None:
        table = self.table
        left, right, last, bottom = table.area.left, table.area.right, table.last, table.area.bottom

        def grown(text: str) -> str:
            area = Area.parse(text)
            if area is None or area.right < left or area.left > right:
                return text
            inside = left <= area.left and area.right <= right
            if table.totals and area.top == area.bottom == bottom and inside:
                return str(area._replace(top=bottom + added, bottom=bottom + added))
            if area.bottom not in (last, bottom) or area.top > last:
                return text
            if inside:
                return str(area._replace(bottom=area.bottom + added))
            new = Area(
                area.bottom + 1, max(area.left, left), area.bottom + added, min(area.right, right)
            )
            return f"{text} {new}"

        self.sheet.range_edits.append(grown)
        text, splices = self.book.package.read(table.part), []
        mask = masked(text)
        for tag in (b"*:table", b"*:autoFilter", b"*:sortState", b"*:sortCondition"):
            for element in elements(mask, tag):
                area = Area.parse(attribute(element.attributes, b"ref") or "")
                if area and area.bottom in (last, bottom):
                    new = str(area._replace(bottom=area.bottom + added)).encode()
                    start = mask.index(element.attributes, element.start)
                    new = with_attribute(element.attributes, b"ref", new)
                    splices.append((start, start + len(element.attributes), new))
        self.book.package.edit(table.part, splices)

    def _fill(self, number: int, values: dict[int, CellValue]) -> None:
        sheet, table = self.sheet, self.table
        above = sheet.row(number - 1) if number > table.first else None
        row = sheet.row(number) or sheet.new_row(number, _look(above) if above else b"")
        for index, column in enumerate(table.columns):
            at = table.area.left + index
            cell, model = row.cell(at), above.cell(at) if above else None
            if number > table.last:
                row.take(at)
                cell = None
            formula = cell.formula if cell else b""
            cm = None
            if not formula:
                text, is_array, cm = self._calculated(column, model)
                place = str(Area(number, at, number, at)) if is_array else ""
                formula = self._element(text, place) if text else b""
                self.book.formulas_changed |= bool(formula)
            elif index not in values:
                continue
            style = model.style if model else sheet.blank_style(row, at)
            if values.get(index) is not None:
                self.book.written.add((sheet.name, number, at))
            elif index not in values and not formula and (cell or not style):
                continue
            self.book.write(sheet, row, at, values.get(index), formula, style)
            if cm:
                new = row.cell(at)
                assert new is not None
                row.put(at, new._replace(attributes=with_attribute(new.attributes, b"cm", cm)))

    def _calculated(self, column: ListColumn, model: Cell | None) -> tuple[str, bool, bytes | None]:
        """A calculated column's formula in a new row, whether it is an array, its ``cm`` if any."""
        text, is_array, cm = column.formula, column.is_array, None
        if model and model.formula:
            kind = attribute(model.formula_attributes, b"t")
            if not text:
                text = self._structured(model)
            elif has_addresses(text, relative=True):
                plain = kind in (None, "normal", "array")
                text = (shift_rows(unescape(model.formula_text), 1) or "") if plain else ""
            is_array = is_array or kind == "array"
            cm = attribute(model.attributes, b"cm")
        elif has_addresses(text, relative=True):
            text = ""
        return text, is_array, cm.encode() if text and cm else None

    def _element(self, text: str, array: str) -> bytes:
        """A formula's element; ``array`` is its place if it is one."""
        mark = b' t="array" ref="%s"' % array.encode() if array else b""
        tag = self.sheet.prefix + b"f"
        return b"<%s%s>%s</%s>" % (tag, mark, escape(text.encode()), tag)


def _look(row: Row) -> bytes:
    """The attributes of a row that a new one beside it takes too."""
    look = b""
    for name in _LOOK:
        if value := attribute(row.attributes, name):
            look = with_attribute(look, name, value.encode())
    return look
