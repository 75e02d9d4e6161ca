"""The plan held against what happened, and the balance a few weeks ahead. Amounts in cents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.core.indicateurs import part
from sheetcash.core.periods import Period, add_months, month_of
from sheetcash.core.tresorerie import Mouvement, Prevu, previsions

MOIS_PASSES: Final = 12
#: The horizons' names, in the order of :func:`horizons`.
HORIZONS: Final = ("15 jours", "1 mois", "3 mois")


class Passe(NamedTuple):
    """A month that is over: what was forecast and what happened, in and out (both positive)."""

    periode: Period
    entrees_prevues: int
    entrees: int
    sorties_prevues: int
    sorties: int


def mois_passes(aujourdhui: date) -> list[Period]:
    """The twelve months before this one, the oldest first.

    >>> first, *_, last = mois_passes(date(2026, 11, 20))
    >>> first.label, last.label
    ('novembre 2025', 'octobre 2026')
    """
    first = aujourdhui.replace(day=1)
    return [month_of(add_months(first, at)) for at in range(-MOIS_PASSES, 0)]


def realise(
    aujourdhui: date,
    prevus: Sequence[Prevu],
    encaisses: Iterable[tuple[date, int]],
    payes: Iterable[tuple[date, int]],
) -> list[Passe]:
    """Forecast against actual, month by month.

    What was forecast is what the sheet Prévisions says today of those months, by probability.

    Args:
        aujourdhui: the day it is looked at.
        prevus: the forecasts.
        encaisses: day and cents of what was received.
        payes: the same of what was paid.

    >>> rent = Prevu("Loyer", False, 500_00, date(2026, 1, 5), "mensuelle")
    >>> last = realise(date(2026, 11, 20), [rent], [], [(date(2026, 10, 6), 520_00)])[-1]
    >>> last.sorties_prevues, last.sorties
    (50000, 52000)
    """
    months = mois_passes(aujourdhui)
    received, paid = _par_mois(encaisses), _par_mois(payes)
    found = []
    for month in months:
        expected = previsions(prevus, month.debut, month.fin, "")
        key = (month.debut.year, month.debut.month)
        found.append(
            Passe(
                month,
                sum(one.montant for one in expected if one.montant > 0),
                received.get(key, 0),
                -sum(one.montant for one in expected if one.montant < 0),
                paid.get(key, 0),
            )
        )
    return found


def _par_mois(flux: Iterable[tuple[date, int]]) -> dict[tuple[int, int], int]:
    totals: dict[tuple[int, int], int] = {}
    for day, cents in flux:
        key = (day.year, day.month)
        totals[key] = totals.get(key, 0) + cents
    return totals


def erreur_de_prevision(mois: Iterable[Passe]) -> int | None:
    """How far receipts were from their forecasts, per million of these; None without a forecast.

    Only the months for which something was forecast count.

    >>> month = month_of(date(2026, 10, 1))
    >>> erreur_de_prevision([Passe(month, 1000, 800, 0, 0), Passe(month, 1000, 1100, 0, 0)])
    150000
    """
    told = [one for one in mois if one.entrees_prevues]
    gap = sum(abs(one.entrees - one.entrees_prevues) for one in told)
    return part(gap, sum(one.entrees_prevues for one in told))


def horizons(aujourdhui: date) -> list[date]:
    """The last day of each of :data:`HORIZONS`.

    >>> [day.isoformat() for day in horizons(date(2026, 11, 30))]
    ['2026-12-15', '2026-12-30', '2027-02-28']
    """
    return [
        aujourdhui + timedelta(days=15),
        add_months(aujourdhui, 1),
        add_months(aujourdhui, 3),
    ]


def solde_au(solde: int, mouvements: Iterable[Mouvement], jour: date) -> int:
    """The balance expected at the end of a day of the plan.

    Args:
        solde: that of today.
        mouvements: the plan's flows.
        jour: the day.

    >>> flows = [Mouvement("Achats à payer", date(2026, 12, 1), -300, "Loyer")]
    >>> solde_au(1000, flows, date(2026, 11, 30)), solde_au(1000, flows, date(2026, 12, 1))
    (1000, 700)
    """
    return solde + sum(one.montant for one in mouvements if one.jour <= jour)
