"""The text of one worksheet part: find rows and cells in it, splice new ones in.

The text is never parsed as a whole: rows are located, only those touched are taken apart, and
every other byte is written back as it was. This module knows where rows stand; nothing of tables.
"""

from __future__ import annotations

import functools
import itertools
import operator
import re
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from sheetcash.adapters.excel_file.cellxml import Cell, Row, content, numbered
from sheetcash.adapters.excel_file.xmltext import (
    Element,
    attribute,
    check_well_formed,
    damaged,
    elements,
    masked,
    spliced,
    unescape,
    with_attribute,
)
from sheetcash.errors import StoreError
from sheetcash.workbook.addresses import LAST_ROW, Area, column_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sheetcash.adapters.excel_file.bulk import Suite
    from sheetcash.adapters.excel_file.xmltext import Chunk
    from sheetcash.workbook.cells import CellValue, RowLock


_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^<>]*(?:(?<=/)>|(?<!/)>.*?</c>)', re.DOTALL
)


class Sheet:
    """One worksheet's text, and what is being changed in it.

    Raises:
        NotAWorkbook: the text is laid out in a way that cannot be spliced safely.
    """

    def __init__(self, name: str, text: bytes, *, date1904: bool = False) -> None:
        self.name = name
        self.date1904 = date1904
        self.text = text
        self._mask = masked(text)
        root = re.search(rb"<([\w.\-]+:)?([\w.\-]+)(?=[\s/>])", self._mask)
        if root is None or root[2] != b"worksheet":
            raise damaged(f"la feuille « {name} » n'est pas une feuille de calcul")
        self.prefix: bytes = root[1] or b""
        self._data = self._find_data()
        self._rows: dict[int, Row] = {}
        self.range_edits: list[Callable[[str], str]] = []
        self.locks: list[RowLock] = []
        self.suite: Suite | None = None
        self._index()

    def _find_data(self) -> Element:
        tag = self.prefix + b"sheetData"
        opening = re.compile(rb"<" + re.escape(tag) + rb"\s*(/?)>").search(self._mask)
        if opening is None:
            raise damaged(f"la feuille « {self.name} » n'a pas de lignes lisibles")
        inner = close = end = opening.end()
        if not opening[1]:
            close = self._mask.rfind(b"</" + tag, inner)
            if close < 0:
                raise damaged(f"la feuille « {self.name} » est incomplète")
            end = self._mask.index(b">", close) + 1
        return Element(opening.start(), inner, close, end, b"")

    def _index(self) -> None:
        """Note the number of each row; refuse rows out of order or of another prefix."""
        tag = re.escape(self.prefix) + rb"row"
        usual = re.compile(rb"<" + tag + rb'(?=[\s/>])(?: r="([1-9][0-9]{0,6})")?')
        found = usual.findall(self._mask, self._data.inner, self._data.inner_end)
        # Where rows stand is only looked for when asked, for rows written in the usual way.
        self._starts: dict[int, int] = {}
        self._searched = array("L", [0])
        numbers = array("L", self._numbered() if b"" in found else map(int, found))
        if any(map(operator.ge, numbers, numbers[1:])):
            raise damaged(f"les lignes de la feuille « {self.name} » ne sont pas en ordre")
        self._numbers = numbers
        prefixed = self._mask.find(b":", self._data.inner) >= 0 and b":row" in self._mask
        if self.prefix or prefixed:
            named = re.compile(rb"<(?:[\w.\-]+:)?row(?=[\s/>])")
            rows = named.finditer(self._mask, self._data.inner, self._data.inner_end)
            if sum(1 for _ in rows) != len(numbers):
                raise damaged(f"les lignes de la feuille « {self.name} » sont mal nommées")

    def _numbered(self) -> Iterator[int]:
        """The number of each row, where some do not write theirs."""
        number = 0
        tag = self.prefix + b"row"
        for row in elements(self._mask, tag, self._data.inner, self._data.inner_end):
            written = attribute(row.attributes, b"r")
            number = int(written) if written else number + 1
            self._starts[number] = row.start
            yield number

    def _start(self, at: int) -> int:
        """Where the row at that place of the index starts."""
        number = self._numbers[at]
        if number not in self._starts:
            before = bisect_left(self._searched, number) - 1
            start = self._starts.get(self._searched[before], self._data.inner)
            usual = b'<%srow r="%d"' % (self.prefix, number)
            self._starts[number] = self._mask.index(usual, start)
            self._searched.insert(before + 1, number)
        return self._starts[number]

    # Rows

    @property
    def last_row(self) -> int:
        """The number of the last row, those added row by row included."""
        return max(self._numbers[-1] if self._numbers else 0, *self._rows, 0)

    def row(self, number: int) -> Row | None:
        """The row of that number, taken apart, or None if the sheet does not have it yet."""
        if number not in self._rows:
            at = bisect_left(self._numbers, number)
            if at == len(self._numbers) or self._numbers[at] != number:
                return None
            self._rows[number] = self._parsed(at)
        return self._rows[number]

    def new_row(self, number: int, attributes: bytes = b"") -> Row:
        """Insert a row that the sheet does not have, with those attributes."""
        if not 1 <= number <= LAST_ROW:
            raise StoreError(
                f"La feuille « {self.name} » ne peut pas avoir de ligne {number}.",
                "Archivez des lignes anciennes dans un autre classeur, puis recommencez.",
            )
        at = bisect_left(self._numbers, number)
        start = self._data.inner_end
        if at < len(self._numbers):
            start = self._start(at)
            following = self.row(self._numbers[at])
            if following is not None and not following.changed:
                # A row without a number counts from the one before it: fix its number first.
                opening = self._mask[following.start : self._mask.index(b">", following.start)]
                following.changed = attribute(opening[4:], b"r") is None
        row = Row(self.prefix, number, start, start, numbered(attributes, b"%d" % number))
        row.changed = True
        self._rows[number] = row
        return row

    def _parsed(self, at: int) -> Row:
        number, start = self._numbers[at], self._start(at)
        limit = self._mask.find(b"<" + self.prefix + b"row", start + 1, self._data.inner_end)
        limit = limit if limit >= 0 else self._data.inner_end
        found = next(elements(self._mask, self.prefix + b"row", start, limit), None)
        if found is None:
            raise damaged(f"la ligne {number} de la feuille « {self.name} » est mal formée")
        attributes = found.attributes
        if attribute(attributes, b"r") is None:
            attributes = numbered(attributes, b"%d" % number)
        row = Row(self.prefix, number, start, found.end, attributes)
        quick = self._usual(found, number)
        if quick is not None:
            row.raw = quick
            return row
        position, column = found.inner, 0
        for cell in elements(self._mask, self.prefix + b"c", found.inner, found.inner_end):
            raw, last = self.text[cell.start : cell.end], column
            reference = attribute(cell.attributes, b"r")
            area = Area.parse(reference) if reference else Area(number, last + 1, number, last + 1)
            if area is None or area.top != number or area.left <= last:
                raise damaged(f"la ligne {number} de la feuille « {self.name} » est mal formée")
            column = area.left
            if reference is None:
                opening = len(self.prefix) + 2
                raw = b'%s r="%s"%s' % (raw[:opening], str(area).encode(), raw[opening:])
            if self._mask[position : cell.start].strip():
                raise damaged(f"la ligne {number} de la feuille « {self.name} » est mal formée")
            row.leads[column] = self.text[position : cell.start]
            row.raw[column] = raw
            position = cell.end
        row.tail = self.text[position : found.inner_end]
        rest = self._mask[position : found.inner_end].strip()
        if rest and not rest.startswith(b"<" + self.prefix + b"extLst"):
            raise damaged(f"la ligne {number} de la feuille « {self.name} » est mal formée")
        return row

    def _usual(self, row: Element, number: int) -> dict[int, bytes] | None:
        """The raw cells of a row written as Excel writes them, in a tenth of the time; else None.

        Cells that follow each other in order, each with its place first, and nothing else.
        """
        if self.prefix or self._mask is not self.text:
            return None
        place, position, last = b"%d" % number, row.inner, 0
        found: dict[int, bytes] = {}
        for cell in _CELL.finditer(self.text, row.inner, row.inner_end):
            raw, column = cell[0], column_number(cell[1].decode())
            # A « > » in an attribute, or a cell in a cell: left to the slower way.
            if cell.start() != position or cell[2] != place or raw.find(b"<c", 2) >= 0:
                return None
            if column <= last:
                return None
            found[column] = raw
            position, last = cell.end(), column
        return found if position == row.inner_end else None

    def column_style(self, column: int) -> bytes | None:
        """The style of a column for cells that are not written."""
        for element in elements(self._mask, self.prefix + b"col", 0, self._data.start):
            first, last = (
                attribute(element.attributes, b"min"),
                attribute(element.attributes, b"max"),
            )
            if first and last and int(first) <= column <= int(last):
                style = attribute(element.attributes, b"style")
                return style.encode() if style else None
        return None

    def blank_style(self, row: Row, column: int) -> bytes | None:
        """The style that a cell which is not written would have: the row's, else the column's."""
        style = attribute(row.attributes, b"s")
        if style and attribute(row.attributes, b"customFormat") in ("1", "true"):
            return style.encode()
        return self.column_style(column)

    # Formulas and ranges

    def formulas(self, mark: bytes) -> Iterator[Element]:
        """The formulas whose attributes hold that mark, as the file had them."""
        start, end = self._data.inner, self._data.inner_end
        if self._mask.find(mark, start, end) < 0:
            return
        for found in elements(self._mask, self.prefix + b"f", start, end):
            if mark in found.attributes:
                yield found

    @functools.cached_property
    def arrays(self) -> list[Area]:
        """The ranges that one formula fills: arrays, spilled results, data tables."""
        found = (
            Area.parse(attribute(element.attributes, b"ref") or "")
            for element in self.formulas(b"ref")
            if attribute(element.attributes, b"t") in ("array", "dataTable")
        )
        return [
            area for area in found if area and (area.top, area.left) != (area.bottom, area.right)
        ]

    def shared(self, index: str) -> list[Element]:
        """The formulas of one shared group, its master among them."""
        return [
            found
            for found in self.formulas(b"shared")
            if attribute(found.attributes, b"si") == index
        ]

    def formula_texts(self) -> Iterator[bytes]:
        """The raw text of every formula, as the file had them."""
        for found in elements(
            self._mask, self.prefix + b"f", self._data.inner, self._data.inner_end
        ):
            if found.inner < found.inner_end:
                yield self.text[found.inner : found.inner_end]

    def merges(self) -> list[Area]:
        """The merged ranges."""
        found = elements(self._mask, self.prefix + b"mergeCell", self._data.end)
        areas = (Area.parse(attribute(element.attributes, b"ref") or "") for element in found)
        return [area for area in areas if area]

    def text_of(self, found: Element) -> bytes:
        """The raw text inside an element of the sheet, as the file had it."""
        return self.text[found.inner : found.inner_end]

    # Writing

    def write(
        self,
        row: Row,
        column: int,
        value: CellValue,
        *,
        formula: bytes = b"",
        style: bytes | None = None,
    ) -> None:
        """Give a cell a value, with the formula element given, and a style if it is new.

        Raises:
            ValueError: the value cannot stand in a cell; its text says why, in French.
        """
        old = row.cell(column)
        kind, inner = content(value, self.prefix, formula=bool(formula), date1904=self.date1904)
        attributes = old.attributes if old else with_attribute(b"", b"s", style)
        # Rich values (vm) and array results (cm) belong to what is being replaced.
        attributes = with_attribute(attributes, b"vm", None)
        if not old or not formula or formula != old.formula:
            attributes = with_attribute(attributes, b"cm", None)
        attributes = with_attribute(attributes, b"t", kind)
        row.put(column, Cell(attributes, formula, b"", b"", inner, old.extra if old else b""))

    def render(self) -> list[Chunk]:
        """The new text, as pieces of the former one and of the rows that changed."""
        rows = sorted((row for row in self._rows.values() if row.changed), key=lambda r: r.number)
        written = [(row.start, row.end, row.render()) for row in rows]
        proofs = [text for _, _, text in written]
        if self.suite is not None:
            written.append((self._data.inner_end, self._data.inner_end, self.suite.text))
            proofs.append(self.suite.temoins)
        check_well_formed([b"<r>", *proofs, b"</r>"])
        if written and self._data.inner == self._data.end:
            text = b"".join(text for _, _, text in written)
            tag = self.prefix + b"sheetData"
            written = [(self._data.start, self._data.end, b"<%s>%s</%s>" % (tag, text, tag))]
        stretches = [*written, *self._dimension(rows)]
        if self.locks:  # of one table at most, whose rows do not grow at the same time
            from sheetcash.adapters.excel_file.verrous import poser

            for lock in self.locks:
                stretches += poser(self._mask, self._data.end, self.prefix, lock)
            return spliced(self.text, stretches)
        return spliced(self.text, [*stretches, *self._changed_ranges()])

    def _changed_ranges(self) -> Iterator[tuple[int, int, bytes]]:
        """Conditional formats and validations, those of ``extLst`` too, through range_edits."""
        if not self.range_edits:
            return
        for tag in (b"*:conditionalFormatting", b"*:dataValidation"):
            for rule in elements(self._mask, tag, self._data.end):
                ranges = attribute(rule.attributes, b"sqref")
                if ranges is not None:
                    start = self._mask.index(rule.attributes, rule.start)
                    if new := self._edited(ranges):
                        new = with_attribute(rule.attributes, b"sqref", new)
                        yield start, start + len(rule.attributes), new
                    continue
                for inner in elements(self._mask, b"*:sqref", rule.inner, rule.inner_end):
                    if new := self._edited(unescape(self.text[inner.inner : inner.inner_end])):
                        yield inner.inner, inner.inner_end, new

    def _edited(self, ranges: str) -> bytes:
        """The ranges through range_edits, or nothing if they do not change."""
        changed = ranges
        for edit in self.range_edits:
            changed = " ".join(edit(one) for one in changed.split())
        return b"" if changed.split() == ranges.split() else changed.encode()

    def _dimension(self, rows: list[Row]) -> Iterator[tuple[int, int, bytes]]:
        found = next(elements(self._mask, self.prefix + b"dimension", 0, self._data.start), None)
        area = found and Area.parse(attribute(found.attributes, b"ref") or "")
        columns = list(itertools.chain.from_iterable(row.raw for row in rows))
        if self.suite is not None:
            columns += (self.suite.left, self.suite.right)
        if not found or not area or not columns:
            return
        numbers = [row.number for row in rows if row.raw]
        if self.suite is not None:
            numbers += (self.suite.first, self.suite.last)
        new = Area(
            min(area.top, *numbers),
            min(area.left, *columns),
            max(area.bottom, *numbers),
            max(area.right, *columns),
        )
        if new != area:
            start = self._mask.index(found.attributes, found.start)
            changed = with_attribute(found.attributes, b"ref", str(new).encode())
            yield start, start + len(found.attributes), changed
