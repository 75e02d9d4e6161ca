"""Numbers of things and days in full, as French writes them."""

from __future__ import annotations

from datetime import date

from sheetcash.core.periods import MOIS

_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def jour_long(day: date) -> str:
    """A day in full.

    >>> jour_long(date(2026, 11, 20))
    'vendredi 20 novembre 2026'
    """
    return f"{_JOURS[day.weekday()]} {date_longue(day)}"


def date_longue(day: date) -> str:
    """A day as a letter bears it.

    >>> date_longue(date(2026, 2, 1))
    '1er février 2026'
    """
    return f"{'1er' if day.day == 1 else day.day} {MOIS[day.month - 1]} {day.year}"


def pluriel(number: int, one: str, several: str = "") -> str:
    """A number of things; in French the plural begins at two.

    >>> pluriel(0, "client"), pluriel(1, "client"), pluriel(2, "courriel reçu", "courriels reçus")
    ('0 client', '1 client', '2 courriels reçus')
    """
    return f"{number} {one if number < 2 else several or one + 's'}"
