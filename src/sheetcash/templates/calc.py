"""The dashboard's working area: cells at its right, out of the print area, found by name.

Every cell is a native formula beside its true value; cards, charts and alerts only point here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from sheetcash.core.recettes import par_categorie
from sheetcash.core.semaine import Tache
from sheetcash.core.tresorerie import Mouvement
from sheetcash.templates.builder import Builder
from sheetcash.templates.formulas import Cell
from sheetcash.templates.looks import EUROS
from sheetcash.templates.places import column_letter
from sheetcash.workbook.tables import RECETTES

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

Rows = Sequence[Mapping[str, object]]
Value = float | int | str

#: The first column of the working area.
LEFT: Final = 17
FIRST_MONTH: Final = 6
LAST_MONTH: Final = FIRST_MONTH + 11
DATE_RECETTE: Final = RECETTES.columns[1].title


class Grid(IntEnum):
    """The columns of the months' grid; ``NOW`` and ``BEFORE`` start five, one per category."""

    NAME = LEFT
    START = LEFT + 1
    END = LEFT + 2
    NOW = LEFT + 3
    TOTAL = LEFT + 8
    BEFORE = LEFT + 9
    TOTAL_BEFORE = LEFT + 14
    WATCHED = LEFT + 15
    LIMIT = LEFT + 16
    WATCHED_LAST = LEFT + 17
    TOTAL_LAST = LEFT + 18
    INITIAL = LEFT + 19


class Calc:
    """The working area: writes cells and remembers where they are.

    Attributes:
        rows: the tables' complete rows, by name.
        taches: the week's list, ranked.
        mouvements: the cash plan's flows.
        at: the address of each named cell.
        values: its true value.
    """

    def __init__(self, builder: Builder, worksheet: Worksheet, rows: Mapping[str, Rows]) -> None:
        self.builder = builder
        self.worksheet = worksheet
        self.rows = rows
        self.taches: list[Tache] = []
        self.mouvements: Sequence[Mouvement] = ()
        self.at: dict[str, str] = {}
        self.values: dict[str, Value] = {}
        self._row = LAST_MONTH + 3

    def put(self, row: int, column: int, formula: str, value: Value, form: str = EUROS) -> str:
        """Write one formula; answers its address."""
        look = self.builder.looks.note(num_format=form)
        self.builder.write(self.worksheet, row, column, Cell(formula, value), "", look)
        return f"${column_letter(column)}${row + 1}"

    def line(self, name: str, label: str, formula: str, value: Value, form: str = EUROS) -> str:
        """Write one named figure on a line of its own; answers its address."""
        self.worksheet.write_string(self._row, LEFT, label, self.builder.looks.note())
        self.at[name] = self.put(self._row, LEFT + 3, formula, value, form)
        self.values[name] = value
        self._row += 1
        return self.at[name]

    def number(self, name: str) -> float:
        """A named figure; -1 where it is a text, which no count and no share is."""
        value = self.values[name]
        return value if isinstance(value, (int, float)) else -1.0

    def heading(self, words: str) -> int:
        """A block's title; answers the row under it."""
        self._row += 1
        self.worksheet.write_string(self._row, LEFT, words, self.builder.looks.note(bold=True))
        self._row += 1
        return self._row

    def skip(self, rows: int) -> None:
        """Leave rows that were written directly."""
        self._row += rows


def by_category(calc: Calc, debut: date, fin: date) -> dict[str, int]:
    """What was received from ``debut`` to ``fin``, by category, in cents."""
    figures = calc.builder.figures
    rows = figures.book.recettes.until(figures.jour)
    return par_categorie(rows.dates, rows.montants, rows.categories, debut, fin)


def sum_of(calc: Calc, codes: Sequence[str], after: str = "") -> str:
    """The sum of the named cells, with ``after`` at the end of each name."""
    return "ROUND(" + "+".join(calc.at[code + after] for code in codes) + ",2)"


def column_of(column: int) -> str:
    """The twelve cells of one column of the months' grid."""
    letter = column_letter(column)
    return f"${letter}${FIRST_MONTH + 1}:${letter}${LAST_MONTH + 1}"
