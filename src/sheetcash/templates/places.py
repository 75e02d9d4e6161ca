"""Where things stand on a sheet: the rows every sheet shares, and references to cells."""

from __future__ import annotations

from collections.abc import Sized
from typing import Final

from sheetcash.workbook.schema import Table

#: Sheet rows, from 0.
TITLE_ROW: Final = 0
PURPOSE_ROW: Final = 1
LINK_ROW: Final = 2
HEADER_ROW: Final = 3
FIRST_ROW: Final = 4

ACCUEIL: Final = "Accueil"
TABLEAU_DE_BORD: Final = "Tableau de bord"
A_FAIRE: Final = "À faire"
PARAMETRES: Final = "Paramètres"
PLAN: Final = "Plan de trésorerie"


def column_letter(column: int) -> str:
    """The letters of a column, from 0.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def absolute(
    sheet: str, row: int, column: int, last_row: int | None = None, last_column: int | None = None
) -> str:
    """An absolute reference to cells of a sheet, counted from 0.

    >>> absolute("Plan", 0, 0), absolute("Plan", 4, 1, 9, 1)
    ("'Plan'!$A$1", "'Plan'!$B$5:$B$10")
    """
    first = f"${column_letter(column)}${row + 1}"
    last = f"${column_letter(last_column if last_column is not None else column)}"
    last += f"${(last_row if last_row is not None else row) + 1}"
    return f"'{sheet}'!{first}" + (f":{last}" if last != first else "")


def data_range(table: Table, title: str, rows: Sized) -> str:
    """The absolute cells of a table's column, for drop-downs."""
    column = table.titles.index(title)
    return absolute(table.sheet, FIRST_ROW, column, FIRST_ROW + max(1, len(rows)) - 1, column)
