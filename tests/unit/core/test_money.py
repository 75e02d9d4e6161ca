from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.money import (
    cents_of_float,
    cents_of_text,
    euros,
    format_euros,
    format_rate,
    round_half_up,
    round_to_euro,
)
from sheetcash.errors import NotAnAmount

CENTS = st.integers(-(10**12), 10**12)


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**9))
def test_round_half_up_agrees_with_decimal(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    rounded = round_half_up(numerator, denominator)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)


def test_round_half_up_refuses_a_denominator_of_zero() -> None:
    with pytest.raises(ValueError, match="denominator"):
        round_half_up(1, 0)


@given(CENTS)
def test_round_to_euro_is_what_decimal_says(cents: int) -> None:
    expected = (Decimal(cents) / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100
    assert round_to_euro(cents) == expected


@given(CENTS)
def test_cents_survive_a_host_s_float(cents: int) -> None:
    assert cents_of_float(euros(cents)) == cents


@given(CENTS)
def test_cents_survive_being_shown_and_typed_again(cents: int) -> None:
    assert cents_of_text(format_euros(cents)) == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12", 1200),
        ("12,5", 1250),
        ("12.50", 1250),
        ("1 234,56", 123456),
        ("1\u202f234,56\u00a0€", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("1'234.50", 123450),
        ("-12,00", -1200),
        ("−12", -1200),
        ("+3", 300),
        ("12 EUR", 1200),
        (" 12 345 678,90 ", 1_234_567_890),
        ("- 1 234", -123_400),
        ("1 234 ,5", 123_450),
    ],
)
def test_cents_of_text_reads(text: str, cents: int) -> None:
    assert cents_of_text(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        *("", "abc", "12,345", "1,234", "1.2.3", "12-", "(12,00)", "1e3", "NaN", "9" * 20, "=1+1"),
        *("1 2", "1 2 3", "12 34,50", "1234 567", "1 2345", "1 234 56", "1'23"),
    ],
)
def test_cents_of_text_refuses(text: str) -> None:
    with pytest.raises(NotAnAmount):
        cents_of_text(text)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e12])
def test_cents_of_float_refuses(value: float) -> None:
    with pytest.raises(NotAnAmount):
        cents_of_float(value)


def test_half_cents_go_up_whatever_binary_says() -> None:
    assert [cents_of_float(value) for value in (1.005, 2.675, 1.115, -1.005)] == [
        101,
        268,
        112,
        -101,
    ]


@pytest.mark.parametrize(
    ("per_million", "shown"),
    [
        (0, "0 %"),
        (1, "0,0001 %"),
        (150, "0,015 %"),
        (123_000, "12,3 %"),
        (10_000, "1 %"),
        (1_000_000, "100 %"),
        (-5_500, "-0,55 %"),
    ],
)
def test_rates_are_shown_as_french_percentages(per_million: int, shown: str) -> None:
    assert format_rate(per_million) == shown.replace(" ", "\u00a0")


def test_small_amounts_are_shown_with_their_sign_and_zero_without() -> None:
    shown = [format_euros(cents).replace("\u00a0", " ") for cents in (0, 1, -1)]
    assert shown == ["0,00 €", "0,01 €", "-0,01 €"]


def test_what_is_under_half_a_cent_goes_down() -> None:
    assert [cents_of_float(value) for value in (0.014, 0.0149, 0.015, -0.014)] == [1, 1, 2, -1]


def test_the_last_plausible_amount_and_the_first_that_is_not() -> None:
    last = 99_999_999_999.99
    assert cents_of_float(last) == -cents_of_float(-last) == 10**13 - 1
    assert cents_of_text("99999999999,99") == 10**13 - 1
    for wrong in (1e11, -1e11):
        with pytest.raises(NotAnAmount, match=r"^n'est pas un montant plausible$"):
            cents_of_float(wrong)
    with pytest.raises(NotAnAmount, match=r"^n'est pas un montant plausible$"):
        cents_of_text("100000000000")
    for wrong in ("cent", "1 2"):
        with pytest.raises(NotAnAmount, match=r"^n'est pas un montant$"):
            cents_of_text(wrong)
