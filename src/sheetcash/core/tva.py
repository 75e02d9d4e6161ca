"""The VAT exemption thresholds (franchise en base, CGI 293 B) and what crossing them does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.baremes import valeur
from sheetcash.core.categories import SERVICES
from sheetcash.core.plafonds import prorata
from sheetcash.core.recettes import par_categorie
from sheetcash.errors import NoRuleForDate

FRANCHISE: Final = "Franchise"
TVA_JANVIER: Final = "TVA au 1er janvier"

#: Since then the majoré threshold acts on the day itself, and the base one the next year.
REFORME: Final = date(2025, 1, 1)


def seuil_tva(categorie: str, jour: date, majore: bool = False) -> int:
    """The threshold in force for a category on that day, in cents.

    Args:
        categorie: a code of :mod:`sheetcash.core.categories`; sales and lodging share one
            threshold, the others another.
        jour: the day.
        majore: the higher threshold rather than the base one.

    Raises:
        NoRuleForDate: no threshold is known for that day.

    >>> seuil_tva("bnc", date(2026, 1, 1)), seuil_tva("vente", date(2026, 1, 1), True)
    (3750000, 9350000)
    """
    cle = "service" if categorie in SERVICES else "vente"
    return valeur("tva_majore" if majore else "tva_base", jour, cle)


class Franchise(NamedTuple):
    """Where a business stands towards VAT on one day.

    Attributes:
        statut: ``Franchise``, ``TVA au 1er janvier`` (of next year), or ``TVA``.
        depuis: the day from which VAT is due, for ``TVA``.
        nom: which limit is the closest, ``services`` or ``global``.
        ca: what counts under it this year, in cents.
        base: its base threshold, in cents.
        majore: its higher threshold, in cents.
    """

    statut: str
    depuis: date | None
    nom: str
    ca: int
    base: int
    majore: int


def _crossing(
    dates: Sequence[date], montants: Sequence[int], limite: int, debut: date, fin: date
) -> date | None:
    """The day the running total of the period first exceeds a limit."""
    total = 0
    rows = sorted(
        (jour, montant)
        for jour, montant in zip(dates, montants, strict=True)
        if debut <= jour <= fin
    )
    by_day: dict[date, int] = {}
    for jour, montant in rows:
        by_day[jour] = by_day.get(jour, 0) + montant
    for jour, montant in by_day.items():
        total += montant
        if total > limite:
            return jour
    return None


def franchise(
    dates: Sequence[date],
    montants: Sequence[int],
    categories: Sequence[str],
    jour: date,
    debut_activite: date | None = None,
) -> Franchise:
    """Where the business stands towards VAT at the end of ``jour``.

    A mixed activity must respect both limits: the whole turnover under the sales' threshold
    and services under theirs. Above the majoré threshold VAT is due from the day of the
    crossing (before 2025: from the first day of that month); above the base one, from
    1 January of the next year. In the first year the base threshold is taken pro rata.

    Args:
        dates: the day of each receipt.
        montants: its amount in cents.
        categories: its category.
        jour: the day of the question.
        debut_activite: the first day of activity.

    >>> jours = [date(2026, 3, 1), date(2026, 9, 10)]
    >>> franchise(jours, [3_000_000, 1_200_000], ["bnc", "bnc"], date(2026, 11, 1)).depuis
    datetime.date(2026, 9, 10)
    """
    debut = date(jour.year, 1, 1)
    limits = []
    sales = any(
        categorie not in SERVICES and debut <= day <= jour
        for day, categorie in zip(dates, categories, strict=True)
    )
    for nom, reference in (("services", "bnc"), ("global", "vente")):
        if nom == "global" and not sales:
            continue
        rows = [
            (day, montant)
            for day, montant, categorie in zip(dates, montants, categories, strict=True)
            if nom == "global" or categorie in SERVICES
        ]
        limits.append((nom, reference, [r[0] for r in rows], [r[1] for r in rows]))

    crossed: date | None = None
    over_base = False
    closest: tuple[str, int, int, int] | None = None
    for nom, reference, days, amounts in limits:
        base = seuil_tva(reference, jour)
        majore = seuil_tva(reference, jour, True)
        if debut_activite is not None and debut_activite.year == jour.year:
            base = prorata(base, jour.year, debut_activite)
        ca = sum(m for d, m in zip(days, amounts, strict=True) if debut <= d <= jour)
        day = _crossing(days, amounts, majore, debut, jour)
        if day is not None and jour < REFORME:
            day = day.replace(day=1)
        if day is not None and (crossed is None or day < crossed):
            crossed = day
        over_base = over_base or ca > base
        if closest is None or ca * closest[3] > closest[1] * majore:  # the larger share used
            closest = (nom, ca, base, majore)
    assert closest is not None
    if crossed is None and _over_base_last_year(dates, montants, categories, jour, debut_activite):
        crossed = debut
    statut = "TVA" if crossed else TVA_JANVIER if over_base else FRANCHISE
    return Franchise(statut, crossed, *closest)


def _over_base_last_year(
    dates: Sequence[date],
    montants: Sequence[int],
    categories: Sequence[str],
    jour: date,
    debut_activite: date | None,
) -> bool:
    """Whether last year's turnover, against this year's base thresholds, brings VAT.

    From 2025 last year's total is held against the base in force now (CGI 293 B, I).
    """
    annee = jour.year - 1
    if jour < REFORME or (debut_activite is not None and debut_activite.year > annee):
        return False
    ca = par_categorie(dates, montants, categories, date(annee, 1, 1), date(annee, 12, 31))
    services = sum(ca.get(categorie, 0) for categorie in SERVICES)
    total = sum(ca.values())
    if not total:
        return False
    try:
        bases = [(services, seuil_tva("bnc", jour))]
    except NoRuleForDate:
        return False
    if total != services:
        bases.append((total, seuil_tva("vente", jour)))
    return any(amount > prorata(base, annee, debut_activite) for amount, base in bases)
