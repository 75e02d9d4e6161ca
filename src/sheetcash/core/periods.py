"""Days, months, quarters and French business days; the day is always an argument."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

MENSUELLE = "mensuelle"
TRIMESTRIELLE = "trimestrielle"

MOIS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

#: What spreadsheets count days from.
_JOUR_ZERO = date(1899, 12, 30)
_DATE_FR = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_DATE_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")


class Period(NamedTuple):
    """A span of days, both ends included, with the name the user gives it."""

    label: str
    debut: date
    fin: date

    def __contains__(self, jour: object) -> bool:
        return isinstance(jour, date) and self.debut <= jour <= self.fin


def serial(jour: date) -> int:
    """A day as spreadsheets count it.

    >>> serial(date(2026, 1, 1))
    46023
    """
    return (jour - _JOUR_ZERO).days


def day_of(serial: int) -> date:
    """The day that a spreadsheet counts so.

    >>> day_of(46023)
    datetime.date(2026, 1, 1)
    """
    return _JOUR_ZERO + timedelta(serial)


def end_of_month(jour: date) -> date:
    """The last day of the month.

    >>> end_of_month(date(2028, 2, 3))
    datetime.date(2028, 2, 29)
    """
    return date(jour.year, jour.month, calendar.monthrange(jour.year, jour.month)[1])


def add_months(jour: date, months: int) -> date:
    """The same day some months later, or the month's last day when it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(jour.year * 12 + jour.month - 1 + months, 12)
    return date(year, month + 1, min(jour.day, calendar.monthrange(year, month + 1)[1]))


def days_in_year(year: int) -> int:
    """365, or 366 in a leap year.

    >>> days_in_year(2028)
    366
    """
    return 366 if calendar.isleap(year) else 365


def month_of(jour: date) -> Period:
    """The month that holds that day.

    >>> month_of(date(2026, 11, 21)).label
    'novembre 2026'
    """
    return Period(f"{MOIS[jour.month - 1]} {jour.year}", jour.replace(day=1), end_of_month(jour))


def quarter_of(jour: date) -> Period:
    """The calendar quarter that holds that day.

    >>> quarter_of(date(2026, 11, 21))
    Period(label='T4 2026', debut=datetime.date(2026, 10, 1), fin=datetime.date(2026, 12, 31))
    """
    quarter = (jour.month - 1) // 3
    debut = date(jour.year, 3 * quarter + 1, 1)
    return Period(f"T{quarter + 1} {jour.year}", debut, end_of_month(add_months(debut, 2)))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss's method as revised by Butcher).

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def jours_feries(year: int) -> frozenset[date]:
    """The eleven public holidays of mainland France (Code du travail L3133-1).

    >>> date(2026, 5, 14) in jours_feries(2026)  # Ascension
    True
    """
    paques = easter(year)
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
    return frozenset(
        {date(year, month, day) for month, day in fixed}
        | {paques + timedelta(days=days) for days in moving}
    )


def is_business_day(jour: date) -> bool:
    """Neither a week-end nor a public holiday.

    >>> is_business_day(date(2026, 11, 11))
    False
    """
    return jour.weekday() < 5 and jour not in jours_feries(jour.year)


def next_business_day(jour: date) -> date:
    """That day when it is a business day, else the first one after it.

    >>> next_business_day(date(2026, 10, 31))  # a Saturday, before All Saints' week-end
    datetime.date(2026, 11, 2)
    """
    while not is_business_day(jour):
        jour += timedelta(days=1)
    return jour


def parse_date(text: str) -> date | None:
    """A date typed as text, ``21/11/2026`` or ``2026-11-21``; None when it is not one.

    >>> parse_date("3/2/2026"), parse_date("31/02/2026")
    (datetime.date(2026, 2, 3), None)
    """
    text = text.strip()
    if match := _DATE_FR.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _DATE_ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def format_date(jour: date) -> str:
    """A day as French readers write it.

    >>> format_date(date(2026, 2, 3))
    '03/02/2026'
    """
    return f"{jour.day:02d}/{jour.month:02d}/{jour.year:04d}"


_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def format_date_anglaise(jour: date) -> str:
    """A day as English readers write it.

    >>> format_date_anglaise(date(2026, 11, 20))
    '20 November 2026'
    """
    return f"{jour.day} {_MONTHS[jour.month - 1]} {jour.year:04d}"
