"""Forecast against actual, the balance ahead, the ratios."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.indicateurs import dso, jours, part
from sheetcash.core.periods import add_months, end_of_month, month_of
from sheetcash.core.suivi import (
    Passe,
    erreur_de_prevision,
    horizons,
    mois_passes,
    realise,
    solde_au,
)
from sheetcash.core.tresorerie import ACHATS, FACTURES, Mouvement, Prevu

DAY = date(2026, 11, 20)


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
def test_the_months_that_are_over_end_the_day_before_this_one(day: date) -> None:
    months = mois_passes(day)
    assert len(months) == 12 and months[-1].fin == end_of_month(add_months(day, -1))
    assert all(after.debut == add_months(one.debut, 1) for one, after in pairwise(months))


def test_each_month_holds_its_own_flows() -> None:
    sale = Prevu("Vente", True, 1_000, date(2025, 12, 31), "mensuelle", date(2026, 3, 31), 500_000)
    rent = Prevu("Loyer", False, 300, date(2026, 9, 5), "mensuelle")
    found = realise(
        DAY,
        [sale, rent],
        [
            (date(2025, 10, 31), 7),  # before the twelve months
            (date(2025, 11, 1), 100),
            (date(2026, 10, 31), 40),
            (date(2026, 10, 31), -10),
            (date(2026, 11, 1), 9),  # this month
        ],
        [(date(2026, 9, 30), 55)],
    )
    by_month = {one.periode.debut: one[1:] for one in found}
    assert by_month[date(2025, 11, 1)] == (0, 100, 0, 0)
    assert by_month[date(2025, 12, 1)] == (500, 0, 0, 0)
    assert by_month[date(2026, 3, 1)] == (500, 0, 0, 0)
    assert by_month[date(2026, 4, 1)] == (0, 0, 0, 0)
    assert by_month[date(2026, 9, 1)] == (0, 0, 300, 55)
    assert by_month[date(2026, 10, 1)] == (0, 30, 300, 0)


def test_the_error_counts_only_months_with_a_forecast() -> None:
    month = month_of(DAY)
    assert erreur_de_prevision([]) is None
    assert erreur_de_prevision([Passe(month, 0, 900, 0, 0)]) is None
    told = [Passe(month, 300, 0, 0, 0), Passe(month, 0, 900, 0, 0), Passe(month, 100, 200, 0, 0)]
    assert erreur_de_prevision(told) == 1_000_000


def test_the_balance_ahead_takes_the_day_itself() -> None:
    flows = [
        Mouvement(FACTURES, DAY, 100, "A"),
        Mouvement(ACHATS, date(2026, 12, 5), -30, "B"),
        Mouvement(ACHATS, date(2026, 12, 6), -40, "C"),
    ]
    assert [solde_au(10, flows, day) for day in horizons(DAY)] == [80, 40, 40]
    assert horizons(DAY)[0] == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("amount", "total", "share"), [(1, 2, 500_000), (5, 0, None), (5, -1, None), (0, 3, 0)]
)
def test_a_share_of_nothing_is_none(amount: int, total: int, share: int | None) -> None:
    assert part(amount, total) == share


def test_a_delay_in_whole_days_halves_up() -> None:
    first = date(2026, 1, 1)
    mean = dso([first, first], [date(2026, 1, 11), date(2026, 1, 12)], [100, 100], first, DAY)
    assert jours(mean) == 11 and jours(None) is None
