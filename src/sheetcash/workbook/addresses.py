"""Addresses of cells: ``B2``, ``B2:D9``; nothing of what stands there.

The reading path loads this module: it must stay cheap to import.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(
    r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?"
)


@functools.cache
def letters(column: int) -> str:
    """The letters of a column counted from 1.

    >>> letters(28)
    'AB'
    """
    head, last = divmod(column - 1, 26)
    return (letters(head) if head else "") + chr(65 + last)


@functools.cache
def column_number(name: str) -> int:
    """The number of a column from its letters.

    >>> column_number("AB")
    28
    """
    return functools.reduce(lambda total, letter: total * 26 + ord(letter) - 64, name, 0)


class Area(NamedTuple):
    """A rectangle of cells, all four sides included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Area | None:
        """The area of ``B2`` or ``B2:D9``; None for whole columns, rows and anything else.

        >>> Area.parse("B2:$D$9")
        Area(top=2, left=2, bottom=9, right=4)
        """
        found = _REFERENCE.fullmatch(text)
        if not found:
            return None
        left, top = column_number(found[1]), int(found[2])
        if not found[3]:
            return cls(top, left, top, left)
        right, bottom = column_number(found[3]), int(found[4])
        return cls(min(top, bottom), min(left, right), max(top, bottom), max(left, right))

    def meets(self, other: Area) -> bool:
        """Whether the two have a cell in common."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def __str__(self) -> str:
        first, last = f"{letters(self.left)}{self.top}", f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


def suites(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Numbers as runs, first and last.

    >>> list(suites([7, 1, 2, 3]))
    [(1, 3), (7, 7)]
    """
    ordered = sorted(numbers)
    first = 0
    for at, number in enumerate(ordered):
        if at + 1 == len(ordered) or ordered[at + 1] != number + 1:
            yield ordered[first], number
            first = at + 1
