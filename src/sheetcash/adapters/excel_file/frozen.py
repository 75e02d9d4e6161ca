"""Formulas that become the value they show, in the text of a sheet and of its tables.

This module knows one part at a time; which formulas to take is told to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from sheetcash.adapters.excel_file.xmltext import (
    Element,
    attribute,
    damaged,
    elements,
    masked,
    root_prefix,
    unescape,
    with_attribute,
)

#: What a cell shows in place of a value that was never computed.
NEVER: Final = "non calculé"

Splice = tuple[int, int, bytes]
Reason = Callable[[str], str]


class Frozen(NamedTuple):
    """What is to be changed in a sheet.

    Attributes:
        splices: stretches of its text to replace.
        reasons: how many formulas become values, by the reason why.
        missing: the addresses of those that had no value, with their formula.
    """

    splices: list[Splice]
    reasons: Counter[str]
    missing: list[tuple[str, str]]


def frozen(text: bytes, reason: Reason) -> Frozen:
    """The formulas of a sheet that do not stay.

    Args:
        text: the sheet's text.
        reason: why a formula cannot stay, or an empty string.

    >>> cell = b'<sheetData><c r="A1" t="str"><f>SC_X(1)</f><v>oui</v></c></sheetData>'
    >>> frozen(cell, lambda formula: "sc").splices
    [(11, 57, b'<c r="A1" t="inlineStr"><is><t xml:space="preserve">oui</t></is></c>')]
    """
    mask, found = masked(text), Frozen([], Counter(), [])
    prefix = root_prefix(mask)
    known: dict[bytes, str] = {}  # a column's formula is the same text on each row
    shared: dict[str, str] = {}  # the cells that share a formula follow the one that has its text
    for one in elements(mask, prefix + b"f"):
        raw, group = text[one.inner : one.inner_end], None
        if b"shared" in one.attributes and attribute(one.attributes, b"t") == "shared":
            group = attribute(one.attributes, b"si")
        why = known.get(raw)
        if why is None:
            why = known[raw] = reason(unescape(raw)) if raw else ""
        if group is not None:
            if raw:
                shared[group] = why
            why = shared.get(group, "")
        if not why:
            continue
        start = mask.rfind(b"<%sc" % prefix, 0, one.start)
        cell = next(elements(mask, prefix + b"c", max(start, 0), None), None)
        if cell is None or not cell.inner <= one.start < cell.inner_end:
            raise damaged("une formule y est mal placée")
        new, computed = _value(text, mask, prefix, cell, one)
        found.splices.append((cell.start, cell.end, new))
        found.reasons[why] += 1
        if not computed:
            found.missing.append((attribute(cell.attributes, b"r") or "", unescape(raw)))
    return found


def _value(
    text: bytes, mask: bytes, prefix: bytes, cell: Element, formula: Element
) -> tuple[bytes, bool]:
    """The cell without its formula, and whether it had a value."""
    kind = attribute(cell.attributes, b"t")
    value = next(elements(mask, prefix + b"v", formula.end, cell.inner_end), None)
    raw = text[value.inner : value.inner_end] if value else b""
    rest = text[cell.inner : formula.start] + text[formula.end : cell.inner_end]
    # ``cm`` says that a formula spills: there is none any more.
    attributes = with_attribute(cell.attributes, b"cm", None)
    computed = bool(raw.strip()) or kind == "str" or (kind == "inlineStr" and bool(rest.strip()))
    if not computed or kind == "str":
        words = raw if computed else NEVER.encode()
        attributes = with_attribute(attributes, b"t", b"inlineStr" if words else None)
        inner = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (
            prefix, prefix, words, prefix, prefix,
        )  # fmt: skip
        rest = (inner if words else b"") + text[(value or formula).end : cell.inner_end]
    return b"<%sc%s>%s</%sc>" % (prefix, attributes, rest, prefix), computed


def table_splices(text: bytes, reason: Reason) -> list[Splice]:
    """The formulas of a table's columns and totals that do not stay."""
    mask = masked(text)
    found: list[Splice] = []
    for column in elements(mask, b"*:tableColumn"):
        for tag in (b"*:calculatedColumnFormula", b"*:totalsRowFormula"):
            for one in elements(mask, tag, column.inner, column.inner_end):
                if not reason(unescape(text[one.inner : one.inner_end])):
                    continue
                found.append((one.start, one.end, b""))
                if tag == b"*:totalsRowFormula":
                    start = mask.index(column.attributes, column.start)
                    new = with_attribute(column.attributes, b"totalsRowFunction", None)
                    found.append((start, start + len(column.attributes), new))
    return found
