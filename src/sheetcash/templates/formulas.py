"""How native formulas are spelt: the subset that Excel, LibreOffice and Google Sheets share.

Structured references are written in full (``[[#This Row],[Col]]``): the short ``[@Col]`` of
XlsxWriter fails in LibreOffice. ``AND``, ``OR``, ``ISNUMBER`` and ``YEAR`` are not in the subset:
conditions are multiplied and added, a cell is known to hold a number when COUNTIFS counts it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

#: Below any amount: COUNTIFS against it counts numbers and neither texts nor blanks.
ANY_NUMBER = '">-1000000000"'
#: 1 January 2000, before which no day is taken for one.
PREMIER_JOUR = 36_526


class Cell(NamedTuple):
    """A formula and its true value, as a host's cell holds it."""

    formula: str
    value: float | int | str


def _escape(title: str) -> str:
    title = title.replace("'", "''")  # first: it is the escape sign of the others
    for special in "#[]":
        title = title.replace(special, f"'{special}")
    return title


def col(table: str, title: str) -> str:
    """A whole column of a table.

    >>> col("tblRecettes", "Date d'encaissement")
    "tblRecettes[Date d''encaissement]"
    """
    return f"{table}[{_escape(title)}]"


def this(table: str, title: str) -> str:
    """The cell of that column on the formula's own row.

    >>> this("tblFactures", "Solde")
    'tblFactures[[#This Row],[Solde]]'
    """
    return f"{table}[[#This Row],[{_escape(title)}]]"


def text(value: str) -> str:
    """A string constant.

    >>> text('dit "oui"')
    '"dit ""oui""\"'
    """
    return '"' + value.replace('"', '""') + '"'


def is_number(cell: str) -> str:
    """1 when a cell holds a number, 0 for a text or a blank."""
    return f"COUNTIFS({cell},{ANY_NUMBER})"


def is_day(cell: str) -> str:
    """1 when a cell holds a day since 2000, 0 for a text, a blank or an error."""
    return f'COUNTIFS({cell},">={PREMIER_JOUR}")'


def sans_heure(day: str) -> str:
    """A day without the hour that its cell may also hold.

    >>> sans_heure("A1")
    'ROUND(A1-0.5,0)'
    """
    return f"ROUND({day}-0.5,0)"


def jusque(jour: str) -> str:
    """The criterion of the days until one included, whatever the hour they also hold."""
    return f'"<"&({jour}+1)'


def apres(jour: str) -> str:
    """That of the days after one."""
    return f'">="&({jour}+1)'


def total(table: str, title: str, *criteria: tuple[str, str]) -> str:
    """SUMIFS of a column by ``(column, criterion)`` pairs, free of binary dust."""
    pairs = "".join(f",{col(table, column)},{criterion}" for column, criterion in criteria)
    return f"ROUND(SUMIFS({col(table, title)}{pairs}),2)"


def count(table: str, *criteria: tuple[str, str]) -> str:
    """COUNTIFS of a table's rows by ``(column, criterion)`` pairs."""
    return "COUNTIFS(" + ",".join(f"{col(table, c)},{k}" for c, k in criteria) + ")"


def choose(index: str, choices: Iterable[str]) -> str:
    """CHOOSE among texts, ``index`` counting from 1."""
    return f"CHOOSE({index},{','.join(map(text, choices))})"


def year(day: str) -> str:
    """The calendar year of a day between 1901 and 2099.

    Leap years fall every 365.25 days then: counted from 1 January 2024, whole multiples are
    exact. The tenth of a day keeps that day itself on the right side of the rounding.
    """
    return f"2024+ROUND(({day}-DATE(2024,1,1)+0.1)/365.25-0.5,0)"
