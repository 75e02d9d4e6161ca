"""Turnover as the law counts it: what was received, on the day it was received.

Refunds are negative receipts with their own day (CGI 102 ter: recettes encaissées). Columns of
equal length throughout; amounts in cents.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def encaissements(
    dates: Sequence[date],
    montants: Sequence[int],
    debut: date,
    fin: date,
    categories: Sequence[str] | None = None,
    categorie: str | None = None,
) -> int:
    """Total received from ``debut`` to ``fin`` inclusive, refunds deducted.

    Args:
        dates: the day of each receipt.
        montants: its amount in cents, negative for a refund.
        debut: first day counted.
        fin: last day counted.
        categories: the category of each receipt, needed with ``categorie``.
        categorie: count this category only.

    Returns:
        Cents.

    >>> jours = [date(2025, 12, 31), date(2026, 1, 8)]
    >>> encaissements(jours, [200_000, 300_000], date(2025, 1, 1), date(2025, 12, 31))
    200000
    """
    if categorie is None:
        return sum(
            montant for jour, montant in zip(dates, montants, strict=True) if debut <= jour <= fin
        )
    return sum(
        montant
        for jour, montant, its in zip(dates, montants, categories or (), strict=True)
        if its == categorie and debut <= jour <= fin
    )


def par_categorie(
    dates: Sequence[date],
    montants: Sequence[int],
    categories: Sequence[str],
    debut: date,
    fin: date,
) -> dict[str, int]:
    """Total received from ``debut`` to ``fin`` inclusive, by category, in cents.

    >>> par_categorie([date(2026, 1, 8)] * 2, [100, 50], ["vente", "bnc"],
    ...               date(2026, 1, 1), date(2026, 12, 31))
    {'vente': 100, 'bnc': 50}
    """
    totals: dict[str, int] = {}
    for jour, montant, categorie in zip(dates, montants, categories, strict=True):
        if debut <= jour <= fin:
            totals[categorie] = totals.get(categorie, 0) + montant
    return totals


def par_mois(
    dates: Sequence[date],
    montants: Sequence[int],
    annee: int,
    categories: Sequence[str] | None = None,
    categorie: str | None = None,
) -> list[int]:
    """Total received in each of the twelve months of ``annee``, in cents.

    >>> par_mois([date(2026, 1, 8), date(2026, 1, 31)], [100, -30], 2026)[0]
    70
    """
    totals = [0] * 12
    if categorie is None:
        for jour, montant in zip(dates, montants, strict=True):
            if jour.year == annee:
                totals[jour.month - 1] += montant
    else:
        for jour, montant, its in zip(dates, montants, categories or (), strict=True):
            if jour.year == annee and its == categorie:
                totals[jour.month - 1] += montant
    return totals


def par_trimestre(
    dates: Sequence[date],
    montants: Sequence[int],
    annee: int,
    categories: Sequence[str] | None = None,
    categorie: str | None = None,
) -> list[int]:
    """Total received in each of the four quarters of ``annee``, in cents.

    >>> par_trimestre([date(2026, 1, 8), date(2026, 12, 31)], [100, 30], 2026)
    [100, 0, 0, 30]
    """
    months = par_mois(dates, montants, annee, categories, categorie)
    return [sum(months[at : at + 3]) for at in range(0, 12, 3)]


def par_annee(
    dates: Sequence[date], montants: Sequence[int], categories: Sequence[str]
) -> dict[int, dict[str, int]]:
    """Total received in each year, by category, in cents; oldest year first.

    >>> par_annee([date(2026, 1, 8), date(2025, 3, 1)], [100, 30], ["bnc", "vente"])
    {2025: {'vente': 30}, 2026: {'bnc': 100}}
    """
    totals: dict[int, dict[str, int]] = {}
    for jour, montant, categorie in zip(dates, montants, categories, strict=True):
        its = totals.setdefault(jour.year, {})
        its[categorie] = its.get(categorie, 0) + montant
    return dict(sorted(totals.items()))
