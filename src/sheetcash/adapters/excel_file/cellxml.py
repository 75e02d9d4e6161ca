"""The XML of cells and of the row they stand in: values written, cells taken apart and put back.

This module knows one row at a time; nothing of the sheet around it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.excel_file.xmltext import (
    Element,
    attribute,
    elements,
    escape,
    masked,
    with_attribute,
)
from sheetcash.workbook.addresses import letters

if TYPE_CHECKING:
    from sheetcash.workbook.cells import CellValue

_LONGEST_TEXT = 32_767
# What XML 1.0 cannot hold, and text that would be read as Excel's escape of it.
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_SURROGATE = re.compile("[\ud800-\udfff]")


# --- values --------------------------------------------------------------------------------------


def _serial(day: date, date1904: bool) -> str:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    moment = moment.replace(tzinfo=None)
    # The 1900 system counts a 29 February 1900 that never was.
    origin = datetime(1904, 1, 1) if date1904 else datetime(1899, 12, 30)
    since = moment - origin
    if not date1904 and moment < datetime(1900, 3, 1):
        since -= timedelta(days=1)
    if since.days < (0 if date1904 else 1):
        raise ValueError("Excel ne connaît pas de date avant 1900")
    rest = (since - timedelta(days=since.days)) / timedelta(days=1)
    return f"{since.days + rest:.9f}".rstrip("0").rstrip(".") if rest else str(since.days)


def _number(value: float | Decimal) -> str:
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < 308:
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text in ("-0", "") else text
    if isinstance(value, int) and abs(value) < 10**308:
        return str(value)
    if isinstance(value, float) and abs(value) < 1e308:
        return repr(value).removesuffix(".0")
    raise ValueError("ce nombre ne tient pas dans une cellule")


def _text(value: str) -> bytes:
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if len(value.encode("utf-16-le", "replace")) > 2 * _LONGEST_TEXT:
        raise ValueError(f"une cellule ne tient que {_LONGEST_TEXT} caractères")
    value = _ESCAPED.sub(
        lambda found: "_x005F_x" if found[0] == "_x" else f"_x{ord(found[0]):04X}_",
        _SURROGATE.sub("\ufffd", value),
    )
    return escape(value.encode())


def content(
    value: CellValue, prefix: bytes = b"", *, formula: bool = False, date1904: bool = False
) -> tuple[bytes | None, bytes]:
    """The ``t`` attribute and the inner XML of a cell, as a constant or a formula's result.

    Raises:
        ValueError: the value cannot stand in a cell; its text says why, in French.

    >>> content("=1+1 & <b>")
    (b'inlineStr', b'<is><t>=1+1 &amp; &lt;b&gt;</t></is>')
    >>> content(Decimal("12.50")), content(date(2026, 1, 31))
    ((None, b'<v>12.5</v>'), (None, b'<v>46053</v>'))
    """
    if value is None or (value == "" and not formula):
        return None, b""
    kind, tag = None, b"<%sv>%%s</%sv>" % (prefix, prefix)
    if isinstance(value, bool):
        kind, inner = b"b", b"1" if value else b"0"
    elif isinstance(value, date):
        inner = _serial(value, date1904).encode()
    elif isinstance(value, str):
        kind, inner = b"str", _text(value)
        if not formula:
            kept = value != value.strip() or any(mark in value for mark in ("\n", "\t", "  "))
            space = b' xml:space="preserve"' if kept else b""
            kind, tag = b"inlineStr", b"<%sis><%st%s>%%s</%st></%sis>" % (
                prefix, prefix, space, prefix, prefix,
            )  # fmt: skip
    else:
        inner = _number(value).encode()
    return kind, tag % inner


# --- cells and rows ------------------------------------------------------------------------------


class Cell(NamedTuple):
    """One cell taken apart; ``formula`` and ``extra`` are whole elements, or empty."""

    attributes: bytes
    formula: bytes
    formula_attributes: bytes
    formula_text: bytes
    value: bytes
    extra: bytes

    @property
    def style(self) -> bytes | None:
        """Its ``s`` attribute."""
        style = attribute(self.attributes, b"s")
        return style.encode() if style else None


class Row:
    """One row that is being changed: its raw cells by column, in order."""

    def __init__(self, prefix: bytes, number: int, start: int, end: int, attributes: bytes) -> None:
        self.prefix = prefix
        self.number = number
        self.start = start
        self.end = end
        self.attributes = attributes
        self.changed = False
        self.raw: dict[int, bytes] = {}
        self.leads: dict[int, bytes] = {}
        self.tail = b""

    def cell(self, column: int) -> Cell | None:
        """The cell of that column, taken apart."""
        raw = self.raw.get(column)
        return None if raw is None else _cell(raw, self.prefix)

    def put(self, column: int, cell: Cell) -> None:
        """Write a cell, in place of the one there or in the order of columns."""
        at = b"%s%d" % (letters(column).encode(), self.number)
        opening = b"<%sc%s" % (self.prefix, numbered(cell.attributes, at))
        inner = cell.formula + cell.value + cell.extra
        closing = b">%s</%sc>" % (inner, self.prefix) if inner else b"/>"
        if column not in self.raw:
            self._widen(column)
        self.raw[column] = opening + closing
        self.changed = True

    def take(self, column: int) -> Cell | None:
        """Remove a cell and return it."""
        cell = self.cell(column)
        if cell is not None:
            del self.raw[column]
            self.changed = True
        return cell

    def _widen(self, column: int) -> None:
        spans = attribute(self.attributes, b"spans")
        if spans is not None and not any(
            int(first) <= column <= int(last) for first, last in re.findall(r"(\d+):(\d+)", spans)
        ):
            # The attribute only helps Excel to reserve memory.
            self.attributes = with_attribute(self.attributes, b"spans", None)

    def render(self) -> bytes:
        """The row's text."""
        opening = b"<%srow%s" % (self.prefix, self.attributes)
        cells = b"".join(
            self.leads.get(column, b"") + self.raw[column] for column in sorted(self.raw)
        )
        inner = cells + self.tail
        return opening + (b">%s</%srow>" % (inner, self.prefix) if inner else b"/>")


def numbered(attributes: bytes, reference: bytes) -> bytes:
    """The attributes with that ``r``, first where there was none: many readers count on it."""
    if attribute(attributes, b"r") is None:
        return b' r="%s"%s' % (reference, attributes)
    return with_attribute(attributes, b"r", reference)


def _cell(raw: bytes, prefix: bytes) -> Cell:
    text = masked(raw)
    whole = next(elements(text, prefix + b"c"), Element(0, 0, 0, 0, b""))
    formula = next(elements(text, prefix + b"f", whole.inner, whole.inner_end), None)
    extra = next(elements(text, prefix + b"extLst", whole.inner, whole.inner_end), None)
    start = formula.end if formula else whole.inner
    end = extra.start if extra else whole.inner_end
    return Cell(
        whole.attributes,
        raw[formula.start : formula.end] if formula else b"",
        formula.attributes if formula else b"",
        raw[formula.inner : formula.inner_end] if formula else b"",
        raw[start:end],
        raw[extra.start : extra.end] if extra else b"",
    )


def is_blank(cell: Cell, prefix: bytes) -> bool:
    """Whether nothing shows in the cell and no formula is in it."""
    if cell.formula:
        return False
    text = masked(cell.value)
    found = (*elements(text, prefix + b"v"), *elements(text, prefix + b"t"))
    return all(element.inner == element.inner_end for element in found)
