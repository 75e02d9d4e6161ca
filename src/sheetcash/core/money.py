"""Amounts as integer cents: reading them, rounding them (here and nowhere else), showing them."""

from __future__ import annotations

import re

from sheetcash.errors import NotAnAmount

MILLION = 1_000_000

_THIN, _NBSP = "\u202f", "\u00a0"
_SPACES = " \t\u00a0\u202f\u2009'’"
_BARE = dict.fromkeys(map(ord, _SPACES), None)
#: A space inside a number that does not set thousands apart: two amounts, or a slip.
_ODD_SPACE = rf"\d[{_SPACES}]+(?!\d{{3}}(?!\d))\d|\d{{4}}[{_SPACES}]+\d"
# Patterns, not compiled: few commands meet an amount typed as text.
_PLAIN = r"(?a:[+-]?\d+(?:[.,]\d{1,2})?)"
_GROUPED_FR = r"(?a:[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+,\d{1,2}|(?:\.\d{3}){2,}))"
_GROUPED_EN = r"(?a:[+-]?[1-9]\d{0,2}(?:,\d{3})+\.\d{1,2})"

#: Beyond this a float no longer tells cents apart, and no micro-enterprise is that large.
MAX_CENTS = 10**13


def round_half_up(numerator: int, denominator: int) -> int:
    """The nearest integer to a fraction, halves away from zero: the only rounding there is.

    The law rounds amounts to the nearest euro, half a euro counting for one (CSS L133-10);
    spreadsheets round halves away from zero too, so that every host agrees.

    Args:
        numerator: any integer.
        denominator: a positive integer.

    >>> round_half_up(5, 2), round_half_up(-5, 2), round_half_up(7, 5)
    (3, -3, 1)
    """
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    quotient, rest = divmod(abs(numerator), denominator)
    rounded = quotient + (2 * rest >= denominator)
    return rounded if numerator >= 0 else -rounded


def round_to_euro(cents: int) -> int:
    """An amount in cents rounded to whole euros, still in cents.

    >>> round_to_euro(351_750)
    351800
    """
    return round_half_up(cents, 100) * 100


def cents_of_float(value: float) -> int:
    """Cents from a number of euros as a spreadsheet holds it (a binary float).

    Args:
        value: euros.

    Raises:
        NotAnAmount: not finite, or too large for its cents to be certain.

    >>> cents_of_float(0.1 + 0.2), cents_of_float(-1234.565)
    (30, -123457)
    """
    if not -MAX_CENTS / 100 < value < MAX_CENTS / 100:  # also false for NaN
        raise NotAnAmount("n'est pas un montant plausible")
    # Rounding to a thousandth of a cent first brings back what was typed: 1234.565, not ...4999.
    cents, rest = divmod(round(abs(value) * 100_000), 1000)
    cents += 2 * rest >= 1000
    return cents if value >= 0 else -cents


def cents_of_text(text: str) -> int:
    """Cents from an amount typed as text, the French way or with a point.

    Args:
        text: ``1 234,56 €``, ``1.234,56``, ``1234.5``, ``-12``.

    Raises:
        NotAnAmount: anything else, ``1,234`` and ``1.234`` included (a thousand, or one and a bit?)
            and ``1 2`` (two amounts, or one?).

    >>> cents_of_text("1 234,56 €"), cents_of_text("1.234,56"), cents_of_text("-12")
    (123456, 123456, -1200)
    """
    if re.search(_ODD_SPACE, text):
        raise NotAnAmount("n'est pas un montant")
    bare = text.translate(_BARE).removesuffix("€").removesuffix("EUR").replace("−", "-")
    if re.fullmatch(_PLAIN, bare):
        bare = bare.replace(",", ".")
    elif re.fullmatch(_GROUPED_FR, bare):
        bare = bare.replace(".", "").replace(",", ".")
    elif re.fullmatch(_GROUPED_EN, bare):
        bare = bare.replace(",", "")
    else:
        raise NotAnAmount("n'est pas un montant")
    whole, _, decimals = bare.partition(".")
    sign = -1 if whole.startswith("-") else 1
    cents = abs(int(whole)) * 100 + int(decimals.ljust(2, "0"))
    if cents >= MAX_CENTS:
        raise NotAnAmount("n'est pas un montant plausible")
    return sign * cents


def euros(cents: int) -> float:
    """Euros as a float, for a host's cell only; never to compute with.

    >>> euros(123456)
    1234.56
    """
    return cents / 100


def format_euros(cents: int) -> str:
    """An amount as French readers expect it.

    >>> format_euros(-123456789).replace("\\u202f", " ").replace("\\u00a0", " ")
    '-1 234 567,89 €'
    """
    units, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"{sign}{units:,}".replace(",", _THIN) + f",{rest:02d}{_NBSP}€"


def format_euros_anglais(cents: int) -> str:
    """An amount as English readers expect it.

    >>> format_euros_anglais(123450), format_euros_anglais(-5)
    ('€1,234.50', '-€0.05')
    """
    units, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}€{units:,}.{rest:02d}"


def format_rate(per_million: int) -> str:
    """A rate as a French percentage, without needless zeros.

    >>> format_rate(123_000).replace("\\u00a0", " "), format_rate(150).replace("\\u00a0", " ")
    ('12,3 %', '0,015 %')
    """
    whole, rest = divmod(abs(per_million), 10_000)
    decimals = f"{rest:04d}".rstrip("0")
    sign = "-" if per_million < 0 else ""
    return f"{sign}{whole}{',' + decimals if decimals else ''}{_NBSP}%"
