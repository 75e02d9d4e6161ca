from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from dateutil.easter import easter as dateutil_easter
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.periods import (
    add_months,
    easter,
    is_business_day,
    jours_feries,
    month_of,
    next_business_day,
    parse_date,
    quarter_of,
)

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("year", range(2008, 2100))  # Whit Monday was no holiday 2005-2007
def test_public_holidays_are_those_of_the_holidays_library(year: int) -> None:
    assert jours_feries(year) == set(holidays.France(years=year))


@given(DAYS)
def test_next_business_day_is_the_first_one(day: date) -> None:
    found = next_business_day(day)
    assert is_business_day(found)
    between = (found - day).days
    assert not any(is_business_day(day + timedelta(days=n)) for n in range(between))


@given(DAYS)
def test_periods_hold_their_day_and_follow_one_another(day: date) -> None:
    for of in (month_of, quarter_of):
        period = of(day)
        assert day in period
        assert of(period.fin + timedelta(days=1)).debut == period.fin + timedelta(days=1)


@given(DAYS, st.integers(-50, 50))
def test_add_months_keeps_the_month(day: date, months: int) -> None:
    found = add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months


@pytest.mark.parametrize("text", ["", "31/02/2026", "2026-13-01", "21/11/26", "demain", "1/1"])
def test_parse_date_refuses(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text", ["21/11/2026", "21.11.2026", "21-11-2026", "2026-11-21", " 2026-11-21T10:00 "]
)
def test_parse_date_reads(text: str) -> None:
    assert parse_date(text) == date(2026, 11, 21)


@pytest.mark.parametrize("year", range(1900, 2200))
def test_easter_is_that_of_dateutil(year: int) -> None:
    assert easter(year) == dateutil_easter(year)
