"""Which period each row of the sheet Déclarations stands for: that of its rank.

A rank is a constant of its row: 2025007 is the seventh period since the start of 2025, or since
the activity's own first one if that is later. Neither the order of the rows nor the day of the
calculation changes it: what was declared stays with its period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, TypeGuard

from sheetcash.core.declarations import Periode
from sheetcash.core.tresorerie import fin_du_plan
from sheetcash.workbook.records import Parametres

#: The ranks of a year of origin; the sheet's formulas spell it too.
PAR_ORIGINE: Final = 1000
#: The oldest year of origin, when no rank is left to tell it.
_PREMIERE_ANNEE: Final = 2000


def annee_origine(rangs: Sequence[object]) -> int:
    """The year that the ranks count from: that of their median, lest one mistyped move them all.

    >>> annee_origine([None, 2025002.0, 2025001.0, 2025003.0, 7.0])
    2025
    """
    known = sorted(rang for rang in rangs if _is_number(rang))
    if not known:
        return _PREMIERE_ANNEE
    middle = (known[len(known) // 2] + known[(len(known) - 1) // 2]) / 2
    return max(_PREMIERE_ANNEE, int(middle // PAR_ORIGINE))


def dernier_jour(jour: date) -> date:
    """The last day the rows reach: the end of the year, and that of the cash plan.

    >>> dernier_jour(date(2026, 11, 20))
    datetime.date(2027, 10, 31)
    """
    return max(date(jour.year, 12, 31), fin_du_plan(jour))


def numero(rang: object, annee: int) -> int | None:
    """A rank counted from 1; None for what is no rank of that year of origin.

    >>> numero(2025007.0, 2025), numero("7", 2025)
    (7, None)
    """
    if not _is_number(rang) or rang != int(rang):
        return None
    number = int(rang) - annee * PAR_ORIGINE
    return number if 0 < number < PAR_ORIGINE else None


def par_rang(rangs: Sequence[object], options: Parametres, jour: date) -> list[Periode | None]:
    """The period of each row; None for a row without a rank, and for one that is not reached yet.

    Args:
        rangs: the column Rang.
        options: the settings.
        jour: the day of the calculation.
    """
    annee = annee_origine(rangs)
    periodes = options.periodes(date(annee, 1, 1), dernier_jour(jour))
    return [
        periodes[number - 1] if number is not None and number <= len(periodes) else None
        for number in (numero(rang, annee) for rang in rangs)
    ]


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
