"""Numbers that are days: Google gives a cell's number, and how the cell shows it beside."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sheetcash.core.periods import day_of
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.schema import DATE
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.workbook.raw import Snapshot

#: From 2000 to 2100, as serial numbers.
_FIRST_DAY, _LAST_DAY = 36_526, 73_051
#: The formats under which a number is a day.
_DAYS: Final = frozenset({"DATE", "DATE_TIME"})
_SECONDS: Final = 86_400


def shown(number: float, kind: str | None) -> object:
    """What the user sees of a number, given its format's type: a day, an hour or the number.

    A day typed among amounts must not be counted as so many euros, nor an hour as cents.

    >>> shown(46_093.0, "DATE"), shown(46_093.0, "CURRENCY"), shown(0.5, "TIME")
    (datetime.date(2026, 3, 12), 46093.0, '12:00:00')
    """
    if kind in _DAYS or (kind == "TIME" and _is_day(number)):
        try:
            return _day(number)
        except OverflowError:  # after the year 9999, or before the first
            return number
    if kind == "TIME":
        minutes, seconds = divmod(round(number * _SECONDS), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return number


def with_days(snapshot: Snapshot) -> Snapshot:
    """Numbers as days where the contract has a day, whatever the cell's format."""
    tables = {}
    for name, raw in snapshot.tables.items():
        columns = dict(raw.columns)
        for column in TABLES[raw.table].columns:
            if column.kind == DATE and column.title in raw.positions:
                columns[column.title] = list(map(_expected, raw.columns[column.title]))
        tables[name] = raw._replace(columns=columns)
    settings = {
        label: its._replace(values=list(map(_expected, its.values)))
        if BY_LABEL[label].kind == DATE
        else its
        for label, its in snapshot.settings.items()
    }
    return snapshot._replace(tables=tables, settings=settings)


def _is_day(value: float) -> bool:
    return _FIRST_DAY <= value < _LAST_DAY


def _expected(value: object) -> object:
    """A number that may be a day of these times; the others stay, for the readers to question."""
    return _day(value) if isinstance(value, float) and _is_day(value) else value


def _day(value: float) -> date:
    """A serial number's day, and its hour if it has one."""
    day = day_of(int(value // 1))
    return day if value.is_integer() else datetime.combine(day, time()) + timedelta(days=value % 1)
