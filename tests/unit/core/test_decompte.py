from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.decompte import Reglement, decompte
from sheetcash.core.money import round_half_up
from sheetcash.core.penalites import PARTICULIER, penalites, tranches
from sheetcash.errors import ParameterNeeded

DUE = date(2025, 3, 31)
days = st.dates(date(2024, 7, 1), date(2026, 6, 30))
payments = st.lists(st.builds(Reglement, days, st.integers(-50_000, 400_000)), max_size=5)


@pytest.mark.parametrize("until", [date(2025, 3, 31), date(2025, 4, 1), date(2026, 6, 30)])
def test_without_a_payment_it_is_the_plain_rule(until: date) -> None:
    assert decompte(123_456, [], DUE, until).total == penalites(123_456, DUE, until)


def test_lines_are_cut_at_half_years_and_at_payments() -> None:
    found = decompte(100_000, [Reglement(date(2025, 8, 10), 30_000)], DUE, date(2026, 1, 31))
    assert [(one.debut, one.fin, one.principal) for one in found.lignes] == [
        (date(2025, 4, 1), date(2025, 6, 30), 100_000),
        (date(2025, 7, 1), date(2025, 8, 10), 100_000),
        (date(2025, 8, 11), date(2025, 12, 31), 70_000),
        (date(2026, 1, 1), date(2026, 1, 31), 70_000),
    ]


def test_what_was_paid_before_the_due_date_bore_no_interest() -> None:
    early = decompte(100_000, [Reglement(DUE, 40_000)], DUE, date(2025, 12, 31))
    assert early.total == penalites(60_000, DUE, date(2025, 12, 31))


def test_a_payment_of_the_last_day_or_later_changes_nothing_yet() -> None:
    until = date(2025, 9, 30)
    for paid in (until, until + timedelta(days=1)):
        assert decompte(9_999, [Reglement(paid, 9_999)], DUE, until).total == penalites(
            9_999, DUE, until
        )


def test_a_half_year_without_a_rate_is_told_and_left_out_of_the_total() -> None:
    found = decompte(100_000, [], date(2026, 5, 31), date(2026, 7, 15))
    assert found.total == penalites(100_000, date(2026, 5, 31), date(2026, 6, 30))
    assert found.inconnu_depuis == date(2026, 7, 1) and not found.complet
    assert [type(one) for one in found.manquants] == [ParameterNeeded]
    assert found.lignes[-1].interets is None and found.lignes[-1].jours == 15


def test_a_consumer_owes_the_legal_rate_alone() -> None:
    found = decompte(100_000, [], date(2026, 1, 10), date(2026, 3, 10), None, PARTICULIER)
    assert found.total == penalites(
        100_000, date(2026, 1, 10), date(2026, 3, 10), None, PARTICULIER
    )


@given(st.integers(1, 10**9), payments, days, days)
def test_it_is_the_sum_over_the_days_rounded_once(
    principal: int, paid: list[Reglement], due: date, until: date
) -> None:
    found = decompte(principal, paid, due, until)
    exact = Fraction(0)
    day = due + timedelta(days=1)
    while day <= until:
        owed = principal - sum(one.montant for one in paid if one.jour < day or one.jour <= due)
        (one,) = tranches(day - timedelta(days=1), day)
        exact += Fraction(max(0, owed) * one.taux, 365 * 1_000_000)
        day += timedelta(days=1)
    assert found.total == round_half_up(exact.numerator, exact.denominator)
    assert sum(one.interets or 0 for one in found.lignes) == found.total
