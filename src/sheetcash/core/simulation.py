"""What leaving the micro regime, or a second activity, would change for a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.categories import BNC, CIPAV, MEUBLE_CLASSE, SERVICE_BIC, VENTE
from sheetcash.core.cotisations import Du, Regime, declaration
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.plafonds import Usage, usages


class Ajout(NamedTuple):
    """A year with a second activity: its ceilings, and what it owes with it and without."""

    plafonds: list[Usage]
    avant: Du
    apres: Du


def ajouter_activite(
    ca: Mapping[str, int],
    categorie: str,
    montant: int,
    annee: int,
    regime: Regime,
    loi: Baremes = LOI,
) -> Ajout:
    """The year's ceilings and contributions once another activity is added.

    Contributions are those of one declaration of the whole year at its last day's rates: an
    order of magnitude, as rounding is done period by period.

    Args:
        ca: cents received in the year, by category.
        categorie: the activity added.
        montant: what it would bring, in cents.
        annee: the year.
        regime: the user's options.
        loi: the figures to use.

    >>> found = ajouter_activite({"bnc": 4_000_000}, "vente", 1_000_000, 2026,
    ...                          Regime(nature="commerciale"))
    >>> [usage.nom for usage in found.plafonds], found.apres.total - found.avant.total
    (['services', 'global'], 124200)
    """
    with_it = {**ca, categorie: ca.get(categorie, 0) + montant}
    last = date(annee, 12, 31)
    return Ajout(
        usages(with_it, annee, regime.debut_activite, loi),
        declaration(ca, last, regime, loi),
        declaration(with_it, last, regime, loi),
    )


class Comparaison(NamedTuple):
    """The taxable profit under both regimes, in cents.

    Attributes:
        abattement: what the micro regime deducts from the turnover, whatever was spent.
        micro: the profit that is taxed under it.
        reel: the profit that is taxed on what was really spent.
    """

    abattement: int
    micro: int
    reel: int

    @property
    def reel_plus_bas(self) -> bool:
        """Whether the real regime taxes less profit: real costs exceed the allowance."""
        return self.reel < self.micro


def comparer_au_reel(
    ca: Mapping[str, int], charges: int, jour: date, loi: Baremes = LOI
) -> Comparaison:
    """The profit taxed under the micro regime against the real one (CGI 50-0, 102 ter).

    It says nothing of the real regime's contributions, nor of the accountant's fees.

    Args:
        ca: cents received in the year, by category.
        charges: what was really spent in the year, contributions included, in cents.
        jour: a day of that year.
        loi: the figures to use.

    >>> comparer_au_reel({"bnc": 5_000_000}, 2_000_000, date(2026, 12, 31))
    Comparaison(abattement=1700000, micro=3300000, reel=3000000)
    """
    total = sum(ca.values())
    active = [categorie for categorie, montant in ca.items() if montant > 0]
    allowance = sum(
        round_half_up(
            max(0, ca[categorie]) * loi.valeur("abattement", jour, _abattement(categorie, jour)),
            MILLION,
        )
        for categorie in active
    )
    least = loi.valeur("abattement_minimum", jour, "min_mixte" if len(active) > 1 else "min")
    allowance = min(max(allowance, least), max(0, total))
    return Comparaison(allowance, total - allowance, total - charges)


def _abattement(categorie: str, jour: date) -> str:
    """Whose allowance a category has: Cipav is BNC; classified lodging was sales until 2024."""
    if categorie == MEUBLE_CLASSE:
        return SERVICE_BIC if jour.year >= 2025 else VENTE
    return BNC if categorie == CIPAV else categorie
