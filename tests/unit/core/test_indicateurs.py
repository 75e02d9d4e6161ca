"""Average days to be paid."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from sheetcash.core.factures import retard
from sheetcash.core.indicateurs import dso
from sheetcash.core.periods import month_of, quarter_of

JAN = date(2026, 1, 1)


def test_a_period_holds_its_first_and_its_last_payment() -> None:
    paid = [date(2026, 1, 31), date(2026, 2, 28)]
    assert dso([JAN, JAN], paid, [1, 1], date(2026, 1, 31), date(2026, 2, 28)) == 44
    assert dso([JAN, JAN], paid, [1, 1], date(2026, 2, 1), date(2026, 2, 28)) == 58
    assert dso([JAN, JAN], paid, [1, 3], date(2026, 1, 1), date(2026, 2, 28)) == 51


def test_refunds_and_unpaid_invoices_tell_nothing() -> None:
    assert dso([JAN], [None], [0], JAN, date(2026, 12, 31)) is None
    assert dso([JAN], [date(2026, 2, 1)], [-5], JAN, date(2026, 12, 31)) is None
    assert dso([JAN, JAN], [JAN, date(2026, 1, 4)], [1, 2], JAN, JAN.replace(day=4)) == Fraction(2)


def test_columns_must_be_of_one_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        dso([JAN], [JAN, JAN], [1], JAN, JAN)


def test_delay_counts_only_what_is_still_owed() -> None:
    assert retard(JAN, 1, date(2026, 1, 5)) == 4
    assert retard(JAN, 0, date(2026, 1, 5)) == 0
    assert retard(JAN, -1, date(2026, 1, 5)) == 0
    assert retard(JAN, 1, date(2025, 12, 31)) == 0


def test_periods_hold_their_ends_and_bear_their_month_s_name() -> None:
    january = month_of(JAN)
    assert JAN in january and date(2026, 1, 31) in january and date(2026, 2, 1) not in january
    assert "janvier" not in january and january.label == "janvier 2026"
    assert [month_of(date(2026, m, 1)).label.split()[0] for m in (2, 8, 12)] == [
        "février",
        "août",
        "décembre",
    ]
    assert quarter_of(date(2026, 3, 31)).label == "T1 2026"
