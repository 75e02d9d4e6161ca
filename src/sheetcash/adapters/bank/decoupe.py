"""A CSV text into records, each with its line number; no row is ever lost inside another.

The standard reader lets one stray quotation mark swallow the rest of the file. Here a quoted cell
may go on over a few lines, as labels do, but never over a line that begins a row of its own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

SEPARATEURS: Final = ";,\t|"
#: The same, where no title tells: a comma may well be that of the cents.
SANS_TITRES: Final = ";\t|,"
#: What may be a day, at the beginning of a cell; whether it is one is told later, with its reason.
JOUR: Final = re.compile(r'(?a:\s*"?\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\s*"?(?:19|20)\d{6}\b)')
#: A label of more lines than this is a quotation mark that was never closed.
_LINES: Final = 40
_SIGNS: Final = 20_000
#: The standard reader refuses longer cells; the limit is the process's, so it is not touched.
_CELL: Final = 100_000


class Enregistrement(NamedTuple):
    """A record: its first line (from 1), its cells, its text."""

    ligne: int
    cases: list[str]
    texte: str


def places(nombre: int) -> tuple[str, ...]:
    """What columns without titles are called.

    >>> places(2)
    ('colonne 1', 'colonne 2')
    """
    return tuple(f"colonne {at}" for at in range(1, nombre + 1))


def cases(line: str, separateur: str) -> list[str]:
    """The cells of one line, read as well as it can be.

    >>> cases('a;"b;c";d', ";"), cases('a;"b;c', ";")
    (['a', 'b;c', 'd'], ['a', '"b', 'c'])
    """
    if '"' not in line or len(line) > _CELL:
        return line.split(separateur)
    read = _strict(line, separateur)
    return line.split(separateur) if read is None else read


def _strict(text: str, separateur: str) -> list[str] | None:
    """The cells, or None where a quoted cell is not closed."""
    lines = [one + "\n" for one in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    try:
        read = list(csv.reader(lines, delimiter=separateur, strict=True))
    except csv.Error:
        # Signs after a closing mark are no reason to refuse a row; a cell left open is.
        try:
            read = list(csv.reader([*lines[:-1], lines[-1] + "\n"], delimiter=separateur))
        except csv.Error:
            return None
        if len(read) == 1 and read[0] and read[0][-1].endswith("\n"):
            return None
    return read[0] if len(read) == 1 else None


def enregistrements(
    lines: list[str], debut: int, separateur: str, commence: Callable[[list[str]], bool]
) -> Iterator[Enregistrement]:
    """The records from a line on; lines without any cell filled are passed over.

    Args:
        lines: the file's.
        debut: index of the first one.
        separateur: between cells.
        commence: whether these cells are the beginning of a row, as far as one line can tell.
    """
    blank = separateur + ' \t"\u00a0'
    at, end = debut, len(lines)
    while at < end:
        line = lines[at]
        number = at + 1
        at += 1
        if not line.strip(blank):
            continue
        if '"' not in line:
            yield Enregistrement(number, line.split(separateur), line)
            continue
        whole = _strict(line, separateur) if len(line) <= _CELL else line.split(separateur)
        if whole is None:
            whole, at, line = _several(lines, at, separateur, commence)
        yield Enregistrement(number, whole, line)


def _several(
    lines: list[str], at: int, separateur: str, commence: Callable[[list[str]], bool]
) -> tuple[list[str], int, str]:
    """A record whose quoted cell goes on after its first line; that line alone if it never ends."""
    first = lines[at - 1]
    text = first
    for upto in range(at, min(at + _LINES, len(lines))):
        more = lines[upto]
        if commence(more.split(separateur)):
            break
        text = f"{text}\n{more}"
        if len(text) > _SIGNS:
            break
        if '"' in more and (whole := _strict(text, separateur)) is not None:
            return whole, upto + 1, text
    return first.split(separateur), at, first
