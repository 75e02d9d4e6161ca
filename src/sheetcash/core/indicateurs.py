"""Ratios on what was invoiced and paid; integers in, exact fractions out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction


def dso(
    dates_facture: Sequence[date],
    dates_encaissement: Sequence[date | None],
    encaisses: Sequence[int],
    debut: date,
    fin: date,
) -> Fraction | None:
    """Average days between invoice and payment, weighted by what was paid.

    Only payments received from ``debut`` to ``fin`` inclusive count; a refund does not tell how
    long a client takes.

    Args:
        dates_facture: the day of each invoice.
        dates_encaissement: the day each was paid; None while it is not.
        encaisses: what was paid then, in cents.
        debut: first day counted.
        fin: last day counted.

    Returns:
        Days; None when nothing was paid in the period.

    >>> dso([date(2026, 1, 1)] * 2, [date(2026, 1, 31), date(2026, 3, 2)], [300, 100],
    ...     date(2026, 1, 1), date(2026, 12, 31))
    Fraction(75, 2)
    """
    days = paid = 0
    for facture, paye, montant in zip(dates_facture, dates_encaissement, encaisses, strict=True):
        if paye is not None and debut <= paye <= fin and montant > 0:
            days += (paye - facture).days * montant
            paid += montant
    return Fraction(days, paid) if paid else None
