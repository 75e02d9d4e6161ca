"""Late interest on a debt that payments lower, line by line: one line per half-year and balance."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.penalites import PROFESSIONNEL, Tranche, semestre, tranches
from sheetcash.core.periods import add_months
from sheetcash.errors import RuleError

_DAYS = 365


class Reglement(NamedTuple):
    """What was received on one day, in cents; a refund is negative."""

    jour: date
    montant: int


class LigneInterets(NamedTuple):
    """Some days at one rate on one balance.

    Attributes:
        debut: the first day counted.
        fin: the last one.
        principal: what was owed on those days, in cents.
        tranche: the rate and where it comes from; None while the law's figure is not known.
        interets: in cents; the lines add up to the total. None without a rate.
    """

    debut: date
    fin: date
    principal: int
    tranche: Tranche | None
    interets: int | None

    @property
    def jours(self) -> int:
        """The days counted, both ends included."""
        return (self.fin - self.debut).days + 1


class Decompte(NamedTuple):
    """The interest of a debt on one day.

    Attributes:
        lignes: oldest first.
        total: in cents, of the lines whose rate is known.
        manquants: why the others have none, once each.
    """

    lignes: list[LigneInterets]
    total: int
    manquants: list[RuleError]

    @property
    def complet(self) -> bool:
        """Whether every day has its rate."""
        return not self.manquants

    @property
    def inconnu_depuis(self) -> date | None:
        """The first day whose rate is not known."""
        return next((one.debut for one in self.lignes if one.tranche is None), None)


def decompte(
    principal: int,
    reglements: Sequence[Reglement],
    echeance: date,
    jour: date,
    taux: int | None = None,
    type_client: str = PROFESSIONNEL,
    loi: Baremes = LOI,
) -> Decompte:
    """The interest on a debt until ``jour`` included, on what was owed each day.

    A payment lowers the balance from the day after it: the day of the payment is still a day of
    delay, as in :func:`sheetcash.core.penalites.tranches`. The exact sum is rounded once; lines
    show the differences of its running total, so that they add up to it.

    Args:
        principal: what was owed before any of the payments, in cents.
        reglements: the payments, in any order; those after ``jour`` are not looked at.
        echeance: the due date (for a consumer the day the mise en demeure was received).
        jour: the last day counted.
        taux: the agreed yearly rate, per million; None for the legal one.
        type_client: ``professionnel`` or ``particulier``.
        loi: the figures to use.

    >>> found = decompte(100_000, [Reglement(date(2025, 6, 30), 40_000)], date(2025, 6, 20),
    ...                  date(2025, 7, 10))
    >>> [(one.jours, one.principal, one.interets) for one in found.lignes], found.total
    ([(10, 100000, 360), (10, 60000, 200)], 560)
    """
    lignes: list[LigneInterets] = []
    missing: dict[date, RuleError] = {}
    exact = shown = 0
    for debut, fin, owed in _spans(principal, reglements, echeance, jour):
        first = semestre(debut)
        try:
            (tranche,) = tranches(debut - timedelta(days=1), fin, taux, type_client, loi)
        except RuleError as error:
            missing.setdefault(first, error)
            lignes.append(LigneInterets(debut, fin, owed, None, None))
            continue
        exact += owed * tranche.taux * tranche.jours
        total = round_half_up(exact, MILLION * _DAYS)
        lignes.append(LigneInterets(debut, fin, owed, tranche, total - shown))
        shown = total
    return Decompte(lignes, shown, list(missing.values()))


def _spans(
    principal: int, reglements: Sequence[Reglement], echeance: date, jour: date
) -> list[tuple[date, date, int]]:
    """The days late, cut where the half-year or the balance changes; those without a debt out."""
    owed, late = principal, []
    for one in sorted(reglements):
        if one.jour <= echeance:
            owed -= one.montant
        elif one.jour < jour:
            late.append(one)
    found = []
    debut = echeance + timedelta(days=1)
    while debut <= jour:
        end_of_half = add_months(semestre(debut), 6) - timedelta(days=1)
        next_payment = late[0].jour if late else jour
        fin = min(jour, end_of_half, max(next_payment, debut))
        if owed > 0:
            found.append((debut, fin, owed))
        while late and late[0].jour <= fin:
            owed -= late.pop(0).montant
        debut = fin + timedelta(days=1)
    return found


def par_jour(montant: int, taux: int) -> int:
    """What one more day costs, in cents, rounded.

    >>> par_jour(100_000, 121_500)
    33
    """
    return round_half_up(max(0, montant) * taux, MILLION * _DAYS)
