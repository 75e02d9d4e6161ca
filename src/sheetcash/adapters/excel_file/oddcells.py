"""What calamine hides in a sheet: errors, formulas without a value, a cell too far to be loaded.

calamine gives a blank for the first two, and allocates the whole rectangle for the third. This
module looks at the sheet's text; a usual sheet only costs a few searches of a short string.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from sheetcash.adapters.excel_file.xmltext import attribute, masked, unescape
from sheetcash.workbook.addresses import (
    LAST_COLUMN,
    LAST_ROW,
    Area,
    column_number,
)
from sheetcash.workbook.schema import NO_VALUE, CellError

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_CELLS = 20_000_000
_MOST_ROWS_BELOW = 100_000  # under the last table; further down, something was typed by mistake
_HEAD = 4_000  # the root and the dimension stand in the first bytes
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})([1-9][0-9]{0,6})["']""")
_TEXT = re.compile(rb"""\st\s*=\s*["']str["']""")
_MAY_BE_ERROR = re.compile(rb"""=(?:"e"|'e')""")
_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")


def odd_cells(text: bytes) -> dict[tuple[int, int], CellError]:
    """The errors and the formulas without a value of a sheet, by row and column from 0.

    >>> odd_cells(b'<worksheet><c r="B3" t="e"><v>#N/A</v></c><c r="C3"><f>A1</f></c></worksheet>')
    {(2, 1): '#N/A', (2, 2): 'formule sans valeur'}
    """
    errors = _MAY_BE_ERROR.search(text) is not None
    prefix = _prefix(text)
    # Where a formula is shared or repeated, one at least is written out, and so has an end.
    formula = text.find(b"<%sf" % prefix) if _holds(text, b"</%sf>" % prefix) else -1
    if not errors and formula < 0:
        return {}
    mask = masked(text)
    found: dict[tuple[int, int], CellError] = {}
    for hit in _ERROR.finditer(mask) if errors else ():
        cell = _error_cell(prefix).match(mask, mask.rfind(b"<", 0, hit.start()))
        if cell is not None and (at := _position(cell[1])) is not None:
            found[at] = CellError(unescape(text[cell.start(2) : cell.end(2)]).strip())
    for start, value in _uncalculated(mask, prefix, formula) if formula >= 0 else ():
        if value is not None and mask.endswith(b' t="str">', 0, start):
            continue  # the usual case, by the hundred
        tag = mask[mask.rfind(b"<", 0, start) : start]
        # An empty value is the formula's when the cell says that it is text.
        empty_text = value is not None and _TEXT.search(tag)
        if not empty_text and (at := _position(tag)) is not None:
            found[at] = CellError(NO_VALUE)
    return found


def far_cell(text: bytes, last: int | None) -> str | None:
    """The address of a cell so far away that loading the sheet would fill the memory.

    Args:
        text: the sheet's text.
        last: last row of the sheet's tables, None when it has none.

    >>> far_cell(b'<worksheet><row r="9"><c r="A9"><v>1</v></c></row></worksheet>', None)
    >>> far_cell(b'<worksheet><row r="900000"><c r="A900000"><v>1</v></c></row></worksheet>', 9)
    'A900000'
    """
    lowest = LAST_ROW if last is None else last + _MOST_ROWS_BELOW
    prefix = _prefix(text)
    bottom, right = _claimed(text, prefix)
    if bottom <= lowest and bottom * right <= _MOST_CELLS:
        return None
    # Much of that may be formats only, which calamine passes over.
    bottom = right = 0
    down = across = ""
    for column, row in _filled(prefix).findall(text):
        if int(row) > bottom:
            bottom, down = int(row), f"{column.decode()}{int(row)}"
        if (number := column_number(column.decode())) > right:
            right, across = number, f"{column.decode()}{int(row)}"
    if bottom > lowest:
        return down
    if bottom * right <= _MOST_CELLS:
        return None
    return down if bottom * LAST_COLUMN > right * LAST_ROW else across


def _holds(text: bytes, mark: bytes) -> bool:
    """Whether the text holds that mark; on markup, a pattern finds it faster than ``in``."""
    return re.search(re.escape(mark), text) is not None


def _claimed(text: bytes, prefix: bytes) -> tuple[int, int]:
    """The last row, and the last column as the sheet says it; the worst when it does not."""
    tag = b"<%srow" % prefix
    at = text.rfind(tag)
    if at < 0:
        return 0, 0
    number = attribute(text[at + len(tag) : text.find(b">", at)], b"r")
    bottom = int(number) if number else text.count(tag)
    found = re.search(rb"""<%sdimension\s[^>]*""" % prefix, text[:_HEAD])
    area = Area.parse(attribute(found[0], b"ref") or "") if found else None
    return bottom, area.right if area is not None and area.bottom >= bottom else LAST_COLUMN


def _prefix(text: bytes) -> bytes:
    """The prefix of the sheet's elements, with its colon, usually empty."""
    root = re.search(rb"<([\w.\-]+:)?worksheet\b", text[:_HEAD])
    return root[1] or b"" if root else b""


def _position(tag: bytes) -> tuple[int, int] | None:
    """The row and column from 0 that a cell's opening tag gives."""
    found = _REFERENCE.search(tag)
    return (int(found[2]) - 1, column_number(found[1].decode()) - 1) if found else None


@functools.cache
def _error_cell(prefix: bytes) -> re.Pattern[bytes]:
    """An error's cell: its attributes, and its value."""
    pattern = rb"<%(p)sc(\s[^<>]*)>(?:\s*<%(p)sf(?:\s[^<>]*)?(?:/>|>[^<]*</%(p)sf\s*>))?"
    return re.compile((pattern + rb"\s*<%(p)sv(?:\s[^<>]*)?>([^<]*)") % {b"p": prefix})


def _uncalculated(mask: bytes, prefix: bytes, at: int) -> Iterator[tuple[int, bytes | None]]:
    """Where each formula without a value begins, and the empty value that it has, if any.

    They are looked for by their ends: formulas are long, and not read through.
    """
    shared, ended = _valueless(prefix)
    for hit in shared.finditer(mask, at):
        yield hit.start(), hit[1]
    for hit in ended.finditer(mask, at):
        yield mask.rfind(b"<", 0, hit.start()), hit[1]


@functools.cache
def _valueless(prefix: bytes) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """A formula that another cell writes out, and the end of one; to the end of a cell."""
    nothing = rb"\s*(<%(p)sv\s*/>|<%(p)sv\s*>\s*</%(p)sv\s*>)?\s*</%(p)sc\s*>"
    heads = (rb"<%(p)sf\s[^<>]*(?<=/)>", rb"</%(p)sf\s*>")
    shared, ended = (re.compile((one + nothing) % {b"p": prefix}) for one in heads)
    return shared, ended


@functools.cache
def _filled(prefix: bytes) -> re.Pattern[bytes]:
    """A cell that is not empty: its column and its row."""
    pattern = rb"""<%(p)sc\s[^<>]*?\br\s*=\s*["']([A-Z]{1,3})([0-9]+)["'][^<>]*(?<!/)>(?!</)"""
    return re.compile(pattern % {b"p": prefix})
