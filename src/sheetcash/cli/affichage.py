"""Lines of text that line up, and days in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sheetcash.core.periods import MOIS

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def jour_long(day: date) -> str:
    """A day in full.

    >>> jour_long(date(2026, 11, 20))
    'vendredi 20 novembre 2026'
    """
    number = "1er" if day.day == 1 else str(day.day)
    return f"{_DAYS[day.weekday()]} {number} {MOIS[day.month - 1]} {day.year}"


def pluriel(number: int, one: str, several: str = "") -> str:
    """A number of things; in French the plural begins at two.

    >>> pluriel(0, "client"), pluriel(1, "client"), pluriel(2, "courriel reçu", "courriels reçus")
    ('0 client', '1 client', '2 courriels reçus')
    """
    return f"{number} {one if number < 2 else several or one + 's'}"


def table(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> list[str]:
    """Rows as lines whose columns line up; ``right`` are aligned to the right.

    >>> table([("a", "1"), ("bb", "10")], frozenset({1}))
    ['  a    1', '  bb  10']
    """
    if not rows:
        return []
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines
