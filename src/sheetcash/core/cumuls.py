"""A register's totals: month by month, by means of payment, and by what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sheetcash.core.cloture import Mouvement


class Annee(NamedTuple):
    """One year's totals, in cents.

    Attributes:
        annee: the year.
        mois: by month, from 1 to 12, how many rows and their total; months with rows only.
        groupes: by what it is about (a category, a heading), twelve totals.
        modes: by means of payment, twelve totals.
    """

    annee: int
    mois: dict[int, tuple[int, int]]
    groupes: dict[str, list[int]]
    modes: dict[str, list[int]]

    @property
    def lignes(self) -> int:
        """How many rows."""
        return sum(count for count, _ in self.mois.values())

    @property
    def total(self) -> int:
        """The year's total."""
        return sum(total for _, total in self.mois.values())


def cumuler(mouvements: Iterable[Mouvement]) -> list[Annee]:
    """The totals of each year that has rows, in order; names in alphabetical order.

    >>> from datetime import date
    >>> rows = [Mouvement(date(2026, 3, 1), 100, "Vente", "Carte"),
    ...         Mouvement(date(2026, 3, 9), -40, "Vente", "Virement")]
    >>> (year,) = cumuler(rows)
    >>> year.mois, year.modes["Virement"][2], year.total
    ({3: (2, 60)}, -40, 60)
    """
    years: dict[int, Annee] = {}
    for one in mouvements:
        its = years.setdefault(one.jour.year, Annee(one.jour.year, {}, {}, {}))
        month = one.jour.month
        count, total = its.mois.get(month, (0, 0))
        its.mois[month] = (count + 1, total + one.cents)
        its.groupes.setdefault(one.groupe, [0] * 12)[month - 1] += one.cents
        its.modes.setdefault(one.mode, [0] * 12)[month - 1] += one.cents
    return [
        one._replace(
            mois=dict(sorted(one.mois.items())),
            groupes=dict(sorted(one.groupes.items())),
            modes=dict(sorted(one.modes.items())),
        )
        for _, one in sorted(years.items())
    ]
