"""Purchases that come back, sums charged twice, and what the bank takes: read off its lines.

Nothing here is typed by the user: a merchant is the words its labels share, and a rhythm is what
their days show.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from sheetcash.core.libelles import (
    est_public,
    formes,
    frais,
    frais_de_forme,
    marchand,
    mode_de_reglement,
)
from sheetcash.core.money import round_half_up
from sheetcash.core.periods import add_months
from sheetcash.core.rythmes import (
    ANNUEL,
    DECALAGE,
    MENSUEL,
    TRIMESTRIEL,
    Paiement,
    paliers,
    rythmes,
)

#: Months after the day of the next one, beyond which it is taken to have stopped: the period
#: itself, so that one that was skipped stops nothing; a year is not waited for that long.
ATTENTE: Final = {MENSUEL: 1, TRIMESTRIEL: 3, ANNUEL: 3}
#: A sum given back, a double charge of up to so many days apart, and beyond how many cents.
REMBOURSEMENT: Final = 60
RAPPROCHES: Final = 3
PETITE_SOMME: Final = 500

#: Other payments to a merchant, within four weeks before and after, that make twins ordinary.
_HABITUE: Final = 12
_ALENTOUR: Final = timedelta(days=28)
_DANS_L_ORDRE: Final = attrgetter("jour", "ligne", "libelle", "cents")
#: Pairs of one amount that are a rhythm, and no error.
_PAIRES: Final = 3


class Debit(NamedTuple):
    """A line of the bank.

    Attributes:
        jour: the day.
        cents: positive when paid, negative when given back.
        libelle: the bank's label.
        ligne: its row, 0 when it has none.
    """

    jour: date
    cents: int
    libelle: str
    ligne: int = 0


class Abonnement(NamedTuple):
    """A purchase that comes back every month, quarter or year.

    Attributes:
        marchand: who is paid, see :func:`sheetcash.core.libelles.marchand`.
        mois: months between two: 1, 3 or 12.
        cents: the last amount.
        annuel: cents per year: the last amount over a year; the mean of the last year when it
            changes each time.
        depuis: the day of the first one.
        dernier: the day of the last one.
        prochain: the day of the next one, week-ends aside.
        hausse: cents more than before, when it went up within the year; 0 when it did not, or when
            its amount changes each time.
        arrete: the next one is overdue by more than a period, three months at most.
    """

    marchand: str
    mois: int
    cents: int
    annuel: int
    depuis: date
    dernier: date
    prochain: date
    hausse: int
    arrete: bool


class Doublon(NamedTuple):
    """Two payments of one amount to one merchant, so near that one may be an error."""

    premier: Debit
    second: Debit


class Frais(NamedTuple):
    """What the bank took under one head over the last twelve months.

    Attributes:
        nature: tenue de compte, carte, commissions d'intervention, agios, virement or change.
        cents: what was taken, less what was given back.
        nombre: how many times it was taken.
    """

    nature: str
    cents: int
    nombre: int


def abonnements(debits: Sequence[Debit], aujourdhui: date) -> list[Abonnement]:
    """The purchases that come back, those that go on first, the dearest first.

    Rent paid by transfer is one. Contributions and taxes are not, nor are cash, cheques and the
    bank's own fees (see :func:`frais_bancaires`). It takes three payments, two for a yearly one,
    four for a monthly one whose amount always changes; a merchant who is paid more often than that
    shows only what comes back to the cent, and is not paid so on other days.

    Args:
        debits: the bank's lines, in any order; those after ``aujourdhui`` are not looked at.
        aujourdhui: the day.

    >>> box = [Debit(date(2026, month, 5), 29_99, "PRLV SEPA FREE") for month in range(1, 6)]
    >>> box += [Debit(date(2026, 6, 8), 34_99, "PRLV SEPA FREE")]
    >>> [one] = abonnements(box, date(2026, 6, 20))
    >>> one.marchand, one.mois, one.annuel, one.prochain.isoformat(), one.hausse, one.arrete
    ('free', 1, 41988, '2026-07-05', 500, False)
    """
    by_merchant: dict[str, list[Debit]] = defaultdict(list)
    for one, form in zip(debits, formes([one.libelle for one in debits]), strict=True):
        if one.cents > 0 and one.jour <= aujourdhui and (who := _paye(form)):
            by_merchant[who].append(one)
    found: list[Abonnement] = []
    for who, its in by_merchant.items():
        paid = sorted(Paiement(one.jour, one.cents) for one in its)
        for months, ranks in rythmes(paid):
            found.append(_abonnement(who, [paid[at] for at in ranks], months, aujourdhui))
    return sorted(_actuels(found), key=lambda one: (one.arrete, -one.annuel, one))


def doublons(debits: Sequence[Debit]) -> list[Doublon]:
    """Sums that may have been charged twice, the oldest first: the user decides.

    The same merchant and the same amount, over five euros, within three days; unless one of the
    two was given back, the same amount often comes in pairs, or the merchant is paid several times
    a week.

    >>> hotel = Debit(date(2026, 3, 2), 84_00, "CB HOTEL DU PORT 01/03")
    >>> [one] = doublons([hotel, hotel._replace(jour=date(2026, 3, 3), ligne=9)])
    >>> one.second.ligne
    9
    >>> doublons([hotel, hotel, Debit(date(2026, 3, 9), -84_00, "AVOIR CB HOTEL DU PORT")])
    []
    """
    days: dict[str, list[date]] = defaultdict(list)
    equal: dict[tuple[str, int], list[Debit]] = defaultdict(list)
    refunds: dict[tuple[str, int], list[date]] = defaultdict(list)
    debits = sorted(debits, key=_DANS_L_ORDRE)
    for one, form in zip(debits, formes([one.libelle for one in debits]), strict=True):
        who = _nomme(form)
        if not who:
            continue
        if one.cents < 0:
            refunds[who, -one.cents].append(one.jour)
            continue
        days[who].append(one.jour)
        if one.cents > PETITE_SOMME:
            equal[who, one.cents].append(one)
    found: list[Doublon] = []
    for (who, cents), its in equal.items():
        pairs = [Doublon(a, b) for a, b in pairwise(its) if (b.jour - a.jour).days <= RAPPROCHES]
        if len(pairs) < _PAIRES:
            pairs = [one for one in pairs if not _habitue(days[who], one)]
            found += _non_rembourses(pairs, refunds.get((who, cents), []))
    return sorted(found, key=lambda one: (_DANS_L_ORDRE(one.premier), _DANS_L_ORDRE(one.second)))


def frais_bancaires(debits: Sequence[Debit], aujourdhui: date) -> list[Frais]:
    """What the bank took over the last twelve months by head, the dearest first.

    >>> day = date(2026, 11, 20)
    >>> frais_bancaires([Debit(day, 8_00, "COMMISSION D'INTERVENTION")] * 2, day)
    [Frais(nature="commissions d'intervention", cents=1600, nombre=2)]
    """
    since = add_months(aujourdhui, -12)
    total: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for one, form in zip(debits, formes([one.libelle for one in debits]), strict=True):
        if since < one.jour <= aujourdhui and (nature := frais_de_forme(form)):
            total[nature] += one.cents
            times[nature] += one.cents > 0
    found = [Frais(nature, cents, times[nature]) for nature, cents in total.items() if cents > 0]
    return sorted(found, key=lambda one: (-one.cents, one.nature))


@lru_cache(maxsize=20_000)
def _nomme(libelle: str) -> str:
    """The merchant whom a label names; empty for cash, a cheque, a bank's fee.

    >>> _nomme("PRLV SEPA OVH"), _nomme("RETRAIT DAB 12/10")
    ('ovh', '')
    """
    if mode_de_reglement(libelle) in {"Chèque", "Espèces"} or frais(libelle):
        return ""
    return marchand(libelle)


@lru_cache(maxsize=20_000)
def _paye(libelle: str) -> str:
    """The same, contributions and taxes left out.

    >>> _paye("PRLV SEPA OVH"), _paye("PRLV SEPA URSSAF ILE DE FRANCE")
    ('ovh', '')
    """
    return "" if est_public(libelle) else _nomme(libelle)


def _abonnement(who: str, chain: list[Paiement], months: int, aujourdhui: date) -> Abonnement:
    """What a chain tells."""
    last = chain[-1].jour
    steps = paliers(one.cents for one in chain)
    changing = 3 * (len(steps) - 1) > len(chain)
    year = [one.cents for one in chain[-12 // months :]]
    following = _prochain(chain, months)
    rise = 0
    if len(steps) > 1 and (months == ANNUEL or (steps[-2][1] > 1 and not changing)):
        since = chain[-steps[-1][1]].jour
        if add_months(since, 12) > aujourdhui:
            rise = max(0, steps[-1][0] - steps[-2][0])
    return Abonnement(
        who,
        months,
        steps[-1][0],
        round_half_up(sum(year) * 12, len(year) * months)
        if changing
        else steps[-1][0] * 12 // months,
        chain[0].jour,
        last,
        following,
        rise,
        add_months(following, ATTENTE[months]) + timedelta(days=DECALAGE) < aujourdhui,
    )


def _prochain(chain: list[Paiement], months: int) -> date:
    """The day of the next one: the day of the month that comes most often, the latest of equals.

    >>> _prochain([Paiement(date(2026, month, day), 1) for month, day in
    ...     ((1, 31), (2, 28), (3, 31))], 1).isoformat()
    '2026-04-30'
    """
    days = [one.jour.day for one in chain]
    often = Counter(days)
    usual = max(reversed(days), key=often.__getitem__)
    rough = add_months(chain[-1].jour, months)
    of_month = date(2000, 1, usual)  # a month of 31 days, from which to count
    around = (rough.year - 2000) * 12 + rough.month - 1
    near = [add_months(of_month, around + shift) for shift in (0, -1, 1)]
    return min(near, key=lambda one: abs((one - rough).days))


def _actuels(found: list[Abonnement]) -> list[Abonnement]:
    """Without the chains that the same merchant and amount took up again later."""
    kept: dict[tuple[str, int, int], list[Abonnement]] = defaultdict(list)
    for one in sorted(found, key=lambda one: (one.depuis, one)):
        same = kept[one.marchand, one.mois, one.cents]
        same[:] = [other for other in same if other.dernier >= one.depuis]
        same.append(one)
    return [one for same in kept.values() for one in same]


# --- Double charges ---


def _habitue(days: list[date], pair: Doublon) -> bool:
    """Whether a merchant is paid several times a week around a pair."""
    start = bisect_left(days, pair.premier.jour - _ALENTOUR)
    end = bisect_right(days, pair.second.jour + _ALENTOUR)
    return end - start - 2 >= _HABITUE


def _non_rembourses(pairs: list[Doublon], refunds: list[date]) -> list[Doublon]:
    """Without the pairs of which one was given back; each refund settles one pair."""
    left = refunds[:]
    kept: list[Doublon] = []
    for pair in pairs:
        until = pair.second.jour + timedelta(days=REMBOURSEMENT)
        back = next((day for day in left if pair.premier.jour <= day <= until), None)
        if back is None:
            kept.append(pair)
        else:
            left.remove(back)
    return kept
