"""What is handed to Excel so that a cell holds just that value: Excel reads texts as if typed.

Nothing here talks to Excel.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sheetcash.workbook.cells import CellValue

#: What Excel takes for true and false, in English and in French.
_WORDS: Final = frozenset({"true", "false", "vrai", "faux"})
#: A date with its hour has no more letters than that, nor is it longer.
_LETTERS, _LENGTH = 14, 30
#: Longer texts are not copied from one array to another by every Excel.
_LONG: Final = 255


def typed(value: CellValue) -> object:
    """The value as xlwings takes it; a text that Excel would read otherwise is marked as text.

    The apostrophe in front is Excel's own mark: the cell does not hold it.

    >>> typed("Relance 1 envoyée le 20/11/2026"), typed("1/2"), typed("=A1"), typed("Dupont")
    ('Relance 1 envoyée le 20/11/2026', "'1/2", "'=A1", 'Dupont')
    >>> typed(Decimal("1234.56")), typed(date(2026, 11, 26)), typed("")
    (1234.56, datetime.datetime(2026, 11, 26, 0, 0), None)
    """
    if isinstance(value, str):
        if not value:
            return None
        return value if _stays_text(value) else f"'{value}"
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value


def _stays_text(text: str) -> bool:
    if text[0] in "=+-@'#" or text.casefold() in _WORDS:
        return False
    if not any(char.isdigit() for char in text):
        return True
    letters = sum(map(str.isalpha, text))
    return letters >= _LETTERS or (len(text) > _LENGTH and letters > 0)


def again(value: object, formula: object) -> tuple[bool, object]:
    """Whether a cell may be written over with what it holds, and what to write then.

    Args:
        value: what the cell shows.
        formula: what Excel says was typed into it.

    >>> again(None, ""), again(12.5, "12.5"), again("1/2", "1/2"), again(3.0, "=A1+1")
    ((True, None), (True, 12.5), (False, None), (False, None))
    """
    text = "" if formula is None else str(formula)
    if value in (None, ""):
        return text == "", None
    if text.startswith("="):
        return False, None
    if isinstance(value, bool):
        return True, value
    if isinstance(value, str):
        plain = text == value and value[0].isalpha() and len(value) <= _LONG
        return (True, value) if plain and _stays_text(value) else (False, None)
    if isinstance(value, (int, float, date)):  # a day's formula is its number
        try:
            number = float(text)
        except ValueError:
            return False, None
        exact = isinstance(value, date) or number == value
        return (True, number) if exact else (False, None)
    return False, None
