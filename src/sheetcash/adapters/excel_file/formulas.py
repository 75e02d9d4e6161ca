"""The text of formulas: the addresses in them, and how they copy to another row.

This module knows what a formula says; nothing of the cell, sheet or table it stands in.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetcash.workbook.addresses import LAST_ROW, Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Text, quoted sheet names and structured references, then references by address.
_TOKENS = re.compile(
    r""""(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\]"""
    r"""|(?<![\w.$])(?P<column>\$?[A-Z]{1,3})(?P<fixed>\$?)(?P<row>[1-9][0-9]{0,6})(?![\w.(!\[])"""
    r"""|(?<![\w.$])(?P<first>\$?)[1-9][0-9]{0,6}:(?P<last>\$?)[1-9][0-9]{0,6}(?![\w.(!])"""
)
# A reference by address with the sheet's name before it, if any.
_QUALIFIED = re.compile(
    r"""(?:('(?:[^']|'')+'|[^\W\d][\w.]*)!)?(?<![\w.])"""
    r"""(\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}(?::\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6})?)(?![\w.(!])"""
)
_FORMULA_START = re.compile(rb"<(?:(?:[\w.\-]+:)?f[\s>]|!\[CDATA\[)")
_CALL = re.compile(rb"\W(?:SC|sc)_\w*\(")
_LONGEST_FORMULA = 1 << 16


def has_addresses(formula: str, *, relative: bool = False) -> bool:
    """Whether a formula refers to cells by address, with a row that moves if ``relative``.

    >>> has_addresses("SUM(tbl[Q1])&\\"A1\\"+LOG10(Taux)"), has_addresses("$B$2")
    (False, True)
    >>> has_addresses("$B$2*C$3", relative=True), has_addresses("'A 1'!B2", relative=True)
    (False, True)
    """
    for token in _TOKENS.finditer(formula):
        if token["row"] and not (relative and token["fixed"]):
            return True
        if token["first"] is not None and not (relative and token["first"] and token["last"]):
            return True
    return False


def shift_rows(formula: str, by: int) -> str | None:
    """The formula copied that many rows lower, or None if that cannot be told.

    >>> shift_rows("G5-H$5+Feuil1!A1+tbl[[#This Row],[A1]]", 2)
    'G7-H$5+Feuil1!A3+tbl[[#This Row],[A1]]'
    """

    def shifted(token: re.Match[str]) -> str:
        if not token["row"] or token["fixed"]:
            return token[0]
        return f"{token['column']}{int(token['row']) + by}"

    moved = _TOKENS.sub(shifted, formula)
    rows = [int(token["row"]) for token in _TOKENS.finditer(moved) if token["row"]]
    whole_rows = any(token["first"] is not None for token in _TOKENS.finditer(formula))
    return None if whole_rows or any(row > LAST_ROW for row in rows) else moved


def references(formula: str, owner: str) -> Iterator[tuple[str, Area]]:
    """Each end of each reference by address, with its sheet: ``owner`` where none is named.

    >>> [(sheet, str(area)) for sheet, area in references("'A b'!B2:C3+D4", "Ici")]
    [('A b', 'B2'), ('A b', 'C3'), ('Ici', 'D4')]
    """
    for found in _QUALIFIED.finditer(formula):
        sheet = (found[1] or owner).strip("'").replace("''", "'")
        for end in found[2].split(":"):
            if area := Area.parse(end):
                yield sheet, area


def calls_udf(chunks: Iterable[bytes]) -> bool:
    """Whether a formula of this sheet's text calls one of our functions.

    >>> calls_udf([b"<c><f>SC_TAUX(1)</f></c>"]), calls_udf([b"<t>SC_TAUX(1)</t>"])
    (True, False)
    """
    kept = b""
    for chunk in chunks:
        text, kept = kept + chunk if kept else chunk, chunk[-_LONGEST_FORMULA:]
        # Looking for one byte is ten times faster than for three, and mostly enough.
        for name in (b"SC_", b"sc_") if b"_" in text else ():
            at = text.find(name)
            while at >= 0:
                if _CALL.match(text, at - 1) and _FORMULA_START.match(
                    text, text.rfind(b"<", 0, at)
                ):
                    return True
                at = text.find(name, at + 1)
    return False
