"""Ratios on what was invoiced and paid; integers in, exact fractions out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sheetcash.core.money import MILLION, round_half_up


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


class Indicateurs(NamedTuple):
    """The health of the business on one day.

    Attributes:
        delai: days from invoice to payment, over the invoices settled in twelve months (DSO).
        bfr: the working capital needed: what clients owe, less what suppliers are owed (cents).
        variation_bfr: how much it grew over a month (cents).
        part_en_retard: what is past its due date, per million of what clients owe.
        liquidite: euros available for one euro to pay within three months, per million.
        tendance: what the balance gained each month over the last three (cents).
        erreur: how far receipts were from their forecasts, per million of these.
    """

    delai: int | None
    bfr: int
    variation_bfr: int
    part_en_retard: int | None
    liquidite: int | None
    tendance: int
    erreur: int | None


def part(montant: int, total: int) -> int | None:
    """A share per million, halves up; None of nothing.

    >>> part(1, 3), part(5, 0)
    (333333, None)
    """
    return round_half_up(montant * MILLION, total) if total > 0 else None


def mois_actifs(debut_activite: date | None, jour: date) -> int:
    """The months over which a year's receipts are shared out: twelve, or those since the creation.

    >>> mois_actifs(None, date(2026, 11, 20)), mois_actifs(date(2026, 10, 1), date(2026, 11, 20))
    (12, 2)
    """
    if debut_activite is None:
        return 12
    lived = (jour - debut_activite).days + 1
    return min(12, max(1, round_half_up(lived * 100, 3044)))


def mois_moyen(encaisse: int, debut_activite: date | None, jour: date) -> int:
    """The average month's receipts, in cents, of what twelve months brought.

    >>> mois_moyen(1_200_00, None, date(2026, 11, 20))
    10000
    """
    return round_half_up(encaisse, mois_actifs(debut_activite, jour))


def impayes_alarmants(en_retard: int, mois_moyen: int, seuil: int) -> bool:
    """Whether what is late is more of an average month's receipts than the user bears.

    Args:
        en_retard: what is late, in cents.
        mois_moyen: the average month's receipts, in cents.
        seuil: the share that worries, per million.

    >>> impayes_alarmants(301, 1_000, 300_000), impayes_alarmants(300, 1_000, 300_000)
    (True, False)
    """
    return en_retard > 0 and en_retard * MILLION > seuil * mois_moyen


def grosse(solde: int, mois_moyen: int) -> bool:
    """Whether one unpaid invoice is worth a call at once: over half an average month's receipts.

    Args:
        solde: what is left to be paid, in cents.
        mois_moyen: the average month's receipts, in cents; without any, nothing is large.

    >>> grosse(501, 1_000), grosse(500, 1_000), grosse(500, 0)
    (True, False, False)
    """
    return mois_moyen > 0 and solde * 2 > mois_moyen


def jours(delai: Fraction | None) -> int | None:
    """A mean delay in whole days, halves up.

    >>> jours(Fraction(75, 2)), jours(None)
    (38, None)
    """
    return None if delai is None else round_half_up(delai.numerator, delai.denominator)
