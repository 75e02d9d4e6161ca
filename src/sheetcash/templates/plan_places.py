"""Where the cash plan's months stand: other sheets' formulas point to their first and last days."""

from __future__ import annotations

from typing import Final

from sheetcash.core.tresorerie import MOIS_DU_PLAN, SORTIES
from sheetcash.templates.places import FIRST_ROW, HEADER_ROW, PLAN, absolute, column_letter

#: Column of the first month; labels stand in column 0.
FIRST_MONTH: Final = 1
LAST_MONTH: Final = FIRST_MONTH + MOIS_DU_PLAN - 1
MONTHS_ROW: Final = HEADER_ROW
DEBUT_ROW: Final = FIRST_ROW
FIN_ROW: Final = FIRST_ROW + 1
OUVERTURE_ROW: Final = FIRST_ROW + 2
#: The row of each line, in the plan's order.
FACTURES_ROW: Final = OUVERTURE_ROW + 1
PREVUES_ROW: Final = FACTURES_ROW + 1
ENTREES_ROW: Final = PREVUES_ROW + 1
SORTIES_FIRST_ROW: Final = ENTREES_ROW + 1

TOTAL_SORTIES_ROW: Final = SORTIES_FIRST_ROW + len(SORTIES)
CLOTURE_ROW: Final = TOTAL_SORTIES_ROW + 1
RESERVE_ROW: Final = CLOTURE_ROW + 1
ETAT_ROW: Final = RESERVE_ROW + 1
#: The chart, then the months that are over, on a page of their own.
GRAPHIQUE_ROW: Final = ETAT_ROW + 2
PASSE_ROW: Final = GRAPHIQUE_ROW + 16
PASSE_DEBUT_ROW: Final = PASSE_ROW + 1
PASSE_FIN_ROW: Final = PASSE_ROW + 2

#: At the right of the plan, out of its print: the last known rates, for years to come.
ESTIMES_COLUMN: Final = LAST_MONTH + 3
ESTIMES_ROW: Final = FIRST_ROW


def month_cell(row: int, month: int) -> str:
    """A month's cell on the plan, from another sheet; months count from 0.

    >>> month_cell(FIN_ROW, 0)
    "'Plan de trésorerie'!$B$6"
    """
    return absolute(PLAN, row, FIRST_MONTH + month)


def months_cells(row: int) -> str:
    """The twelve cells of a row, from another sheet.

    >>> months_cells(FIN_ROW)
    "'Plan de trésorerie'!$B$6:$M$6"
    """
    return absolute(PLAN, row, FIRST_MONTH, row, LAST_MONTH)


def here(row: int, month: int) -> str:
    """A month's cell, on the plan itself.

    >>> here(FIN_ROW, 1)
    'C$6'
    """
    return f"{column_letter(FIRST_MONTH + month)}${row + 1}"
