"""Due dates, balances and delays of invoices."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.core.periods import end_of_month
from sheetcash.errors import UnknownTerms

_TRANCHE: Final = re.compile(r"(.*\S)\s*\(\s*([0-9]{1,2})\s*/\s*([0-9]{1,2})\s*\)\s*")
_DAYS = re.compile(
    r"(?:j\s*\+\s*([0-9]{1,3})|([0-9]{1,3})\s*(?:jours?|j)(?:\s+net)?)(\s+fin de mois)?"
)


class Tranche(NamedTuple):
    """One due date of an invoice that has several: the ``rang``-th of ``nombre``."""

    numero: str
    rang: int
    nombre: int


def tranche(numero: str) -> Tranche | None:
    """The instalment that a number names; None for an invoice with one due date.

    An invoice paid at several dates takes one row for each, « F-012 (1/3) » to « F-012 (3/3) »:
    every due date has its own amount, receipts and reminders.

    >>> tranche("F-012 (2/3)"), tranche("2026/2"), tranche("F-012 (4/3)")
    (Tranche(numero='F-012', rang=2, nombre=3), None, None)
    """
    found = _TRANCHE.fullmatch(numero)
    if found is None:
        return None
    one = Tranche(found[1], int(found[2]), int(found[3]))
    return one if 1 <= one.rang <= one.nombre and one.nombre > 1 else None


def echeance(date_facture: date, conditions: str) -> date:
    """The due date that follows from the payment terms.

    ``45 jours fin de mois`` means 45 days, then the end of that month (the first of the two
    readings that Code de commerce L441-10 allows); ``fin de mois`` is the end of the
    invoice's own month. Blank terms mean 30 days, the legal default between professionals.

    Args:
        date_facture: the day of the invoice.
        conditions: as in the workbook; accents and case do not matter.

    Raises:
        UnknownTerms: terms that cannot be read.

    >>> echeance(date(2026, 1, 20), "45 jours fin de mois")
    datetime.date(2026, 3, 31)
    >>> echeance(date(2026, 1, 20), "À réception"), echeance(date(2026, 1, 20), "J+15")
    (datetime.date(2026, 1, 20), datetime.date(2026, 2, 4))
    """
    terms = " ".join(conditions.casefold().replace("à", "a").replace("é", "e").split())
    if not terms:
        return date_facture + timedelta(days=30)
    if terms in ("a reception", "comptant", "reception"):
        return date_facture
    if terms == "fin de mois":
        return end_of_month(date_facture)
    match = _DAYS.fullmatch(terms)
    if match is None:
        raise UnknownTerms(
            f"Les conditions « {conditions[:40]} » ne sont pas comprises.",
            "Écrivez par exemple « 30 jours », « 45 jours fin de mois » ou « à réception ».",
        )
    due = date_facture + timedelta(days=int(match.group(1) or match.group(2)))
    return end_of_month(due) if match.group(3) else due


def comptant(conditions: str) -> bool:
    """Whether terms leave no delay at all; blank ones leave thirty days.

    >>> comptant("À réception"), comptant(""), comptant("quand vous pourrez")
    (True, False, False)
    """
    day = date(2026, 1, 1)
    try:
        return echeance(day, conditions) == day
    except UnknownTerms:
        return False


def retard(echeance: date, solde: int, aujourdhui: date) -> int:
    """Days late: since the due date when something is still owed, else 0.

    >>> retard(date(2026, 11, 1), 5_000, date(2026, 11, 21)), retard(date(2026, 11, 1), 0,
    ...        date(2026, 11, 21))
    (20, 0)
    """
    return max(0, (aujourdhui - echeance).days) if solde > 0 else 0
