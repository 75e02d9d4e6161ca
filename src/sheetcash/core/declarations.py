"""The declaration periods to the Urssaf and the day each one is due (CSS R613-*)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sheetcash.core.periods import (
    MENSUELLE,
    TRIMESTRIELLE,
    Period,
    add_months,
    end_of_month,
    month_of,
    next_business_day,
    quarter_of,
)


class Periode(NamedTuple):
    """One declaration: its period, and the last day to make it."""

    label: str
    debut: date
    fin: date
    echeance: date


def periode(
    jour: date,
    periodicite: str,
    debut_activite: date | None = None,
    depuis: date | None = None,
) -> Periode:
    """The declaration that holds that day.

    It is due on the last day of the month that follows the period, or on the next business
    day. A new activity declares its first periods together: quarterly, that of the start with
    the next one; monthly, the first four months.

    Args:
        jour: the day.
        periodicite: ``mensuelle`` or ``trimestrielle``.
        debut_activite: the first day of activity.
        depuis: the 1 January since which that frequency applies, None for ever; the other one
            did before.

    >>> periode(date(2026, 11, 21), "trimestrielle").echeance  # 31 January is a Sunday
    datetime.date(2027, 2, 1)
    >>> periode(date(2025, 9, 10), "trimestrielle", date(2025, 9, 1)).echeance
    datetime.date(2026, 2, 2)
    >>> periode(date(2026, 11, 21), "mensuelle", depuis=date(2027, 1, 1)).label
    'T4 2026'
    """
    if depuis is not None and jour < depuis:
        periodicite = TRIMESTRIELLE if periodicite == MENSUELLE else MENSUELLE
    monthly = periodicite == MENSUELLE
    span: Period = month_of(jour) if monthly else quarter_of(jour)
    last = span.fin
    debut = span.debut
    if debut_activite is not None:
        debut = max(debut, debut_activite)
        first = month_of(debut_activite) if monthly else quarter_of(debut_activite)
        last = max(last, end_of_month(add_months(first.debut, 3 if monthly else 5)))
    due = next_business_day(end_of_month(add_months(last.replace(day=1), 1)))
    return Periode(span.label, debut, span.fin, due)


def periodes(
    debut: date,
    fin: date,
    periodicite: str,
    debut_activite: date | None = None,
    depuis: date | None = None,
) -> list[Periode]:
    """The declarations that hold the days from ``debut`` to ``fin``, oldest first.

    None before the activity began; the arguments are those of :func:`periode`.

    >>> [p.label for p in periodes(date(2025, 7, 1), date(2026, 1, 1), "trimestrielle",
    ...                            date(2025, 9, 1))]
    ['T3 2025', 'T4 2025', 'T1 2026']
    """
    jour = max(debut, debut_activite) if debut_activite is not None else debut
    found = []
    while jour <= fin:
        one = periode(jour, periodicite, debut_activite, depuis)
        found.append(one)
        jour = add_months(one.fin.replace(day=1), 1)
    return found
