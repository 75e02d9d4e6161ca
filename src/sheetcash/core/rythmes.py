"""Days and amounts that come back every month, quarter or year, among one merchant's payments.

A payment of the same amount follows another one a period later, some days more or less; runs of
one amount are then joined where one takes over from another: a price that went up, a month that
was skipped, a bill that is never the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from sheetcash.core.money import round_half_up
from sheetcash.core.periods import add_months

MENSUEL, TRIMESTRIEL, ANNUEL = 1, 3, 12
#: Days by which a week-end or a holiday shifts a payment.
DECALAGE: Final = 4

#: Debits of one amount that may wait for their next at once; beyond, it is a daily or weekly habit.
_LIGNES_EGALES: Final = 3
#: The same for a whole merchant: the rest is let go, so that a crowd costs no more than its size.
_LIGNES: Final = 20
#: How much dearer than another one (in hundredths) the next of a chain may be, by its period,
#: and once its amount has been the same thrice.
_ECART: Final = {MENSUEL: 300, TRIMESTRIEL: 300, ANNUEL: 150}
_ECART_FIXE: Final = 200
#: Debits that make a chain whose amount always changes.
_VARIABLES: Final = {MENSUEL: 4, TRIMESTRIEL: 3, ANNUEL: 2}

#: Equal amounts that tell nothing yet, by period.
_PEU: Final = {MENSUEL: 2, TRIMESTRIEL: 2, ANNUEL: 1}
#: A chain no longer than this may be chance.
_COURTE: Final = 3
#: Days around a payment on which the same amount is the same purchase charged twice.
_JUMEAUX: Final = range(-3, 4)


class Paiement(NamedTuple):
    """A day and what was paid on it."""

    jour: date
    cents: int


class Rythme(NamedTuple):
    """Payments that come back: months between two, and their ranks in what was looked at."""

    mois: int
    rangs: list[int]


class _Suite:
    """Payments that follow one another at a period."""

    __slots__ = ("periodes", "rangs", "sauts")

    def __init__(self, rang: int) -> None:
        self.rangs, self.periodes, self.sauts = [rang], 0, 0


def rythmes(its: Sequence[Paiement]) -> list[Rythme]:
    """What comes back among one merchant's payments, sorted by day; no payment comes back twice.

    >>> days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 12), date(2026, 3, 31)]
    >>> rythmes([Paiement(day, 9_99) for day in days])
    [Rythme(mois=1, rangs=[0, 1, 3])]
    """
    found: list[Rythme] = []
    left = list(range(len(its)))
    for months in (MENSUEL, TRIMESTRIEL, ANNUEL):
        if len(left) < 2 or (its[left[-1]].jour - its[left[0]].jour).days < 28 * months:
            continue
        taken: set[int] = set()
        for chain in _chaines(its, left, months):
            taken.update(chain.rangs)
            found.append(Rythme(months, chain.rangs))
        left = [at for at in left if at not in taken]
    return found


def _chaines(its: Sequence[Paiement], left: list[int], months: int) -> list[_Suite]:
    """The chains of one period among these payments."""
    by_amount: dict[int, list[int]] = defaultdict(list)
    for at in left:
        by_amount[its[at].cents].append(at)
    runs = [run for same in by_amount.values() for run in _fixes(its, same, months)]
    few = _PEU[months]
    others = sorted(set(left).difference(*(run.rangs for run in runs if len(run.rangs) > few)))
    quiet = not others or _calme(its[others[0]].jour, its[others[-1]].jour, len(others), months)
    runs = [run for run in runs if quiet or len(run.rangs) > 1]
    runs.sort(key=lambda run: run.rangs[0])
    chains = _lier(its, runs, months)
    alone = set(left).difference(*(one.rangs for one in chains if len(one.rangs) > _COURTE))
    held = [one for one in chains if _tient(its, one, months, quiet)]
    return [one for one in held if _domine(its, one, alone, by_amount, few)]


def _fixes(its: Sequence[Paiement], same: list[int], months: int) -> list[_Suite]:
    """Payments of one amount that follow one another, none skipped; nothing when it is a habit."""
    if len(same) == 1:
        return [_Suite(same[0])]
    if months == MENSUEL and _hebdomadaire([its[at].jour for at in same]):
        return []
    done: list[_Suite] = []
    waiting: list[_Suite] = []
    for at in same:
        waiting = _en_attente(its, waiting, its[at].jour, months, done)
        near = [
            (gap, rank)
            for rank, one in enumerate(waiting)
            if (gap := _ecart(its, one, at, months, 1)) <= DECALAGE
        ]
        if near:
            one = waiting[min(near)[1]]
            one.rangs.append(at)
            one.periodes += 1
        elif len(waiting) == _LIGNES_EGALES:
            return []
        else:
            waiting.append(_Suite(at))
    return done + waiting


def _hebdomadaire(days: list[date]) -> bool:
    """Whether nearly all these days follow one another by one week or two.

    >>> _hebdomadaire([date(2026, 1, day) for day in (1, 8, 15, 29)])
    True
    """
    if len(days) < 4:
        return False
    weeks = sum((b - a).days in {7, 14} for a, b in pairwise(days))
    return weeks * 5 >= (len(days) - 1) * 4


def _lier(its: Sequence[Paiement], runs: list[_Suite], months: int) -> list[_Suite]:
    """Runs of one amount, in the order of their first, joined where one takes over from another.

    The same amount first, then none skipped, then the nearest amount.
    """
    done: list[_Suite] = []
    waiting: list[_Suite] = []
    for run in runs:
        first = run.rangs[0]
        waiting = _en_attente(its, waiting, its[first].jour, 2 * months, done)
        near = [
            ((its[one.rangs[-1]].cents != its[first].cents, skipped, apart, gap), rank)
            for rank, one in enumerate(waiting)
            if (apart := _difference(its, one, first, months)) is not None
            for skipped in (0, 1)
            if not (skipped and months == ANNUEL)
            and (gap := _ecart(its, one, first, months, 1 + skipped)) <= DECALAGE
        ]
        if near:
            (_, skipped, _, _), rank = min(near)
            one = waiting[rank]
            one.rangs += run.rangs
            one.periodes += 1 + skipped + run.periodes
            one.sauts += skipped
        else:
            waiting.append(run)
            if len(waiting) > _LIGNES:
                shortest = min(waiting, key=lambda one: (len(one.rangs), one.rangs))
                waiting.remove(shortest)
                done.append(shortest)
    return done + waiting


def _en_attente(
    its: Sequence[Paiement], waiting: list[_Suite], jour: date, months: int, done: list[_Suite]
) -> list[_Suite]:
    """The chains that this day may still follow; the others are done."""
    if not waiting:
        return waiting
    limit = jour - timedelta(days=31 * months + 2 * DECALAGE)
    done += [one for one in waiting if its[one.rangs[-1]].jour < limit]
    return [one for one in waiting if its[one.rangs[-1]].jour >= limit]


def _ecart(its: Sequence[Paiement], chain: _Suite, at: int, months: int, periods: int) -> int:
    """Days between a payment and the day at which a chain awaits it: after its first or its last.

    After its first too, for what the last day of a month or a week-end did to the last one; and
    counted back from the payment, as from 26 February, drawn on 1 March, to 26 March.
    """
    last, jour = its[chain.rangs[-1]].jour, its[at].jour
    rough = abs((jour - last).days - round_half_up(3044 * months * periods, 100))
    if rough > 3 * DECALAGE:
        return rough
    first = add_months(its[chain.rangs[0]].jour, months * (chain.periodes + periods))
    after = add_months(last, months * periods)
    before = add_months(jour, -months * periods)
    return min(abs((jour - first).days), abs((jour - after).days), abs((before - last).days))


def _difference(its: Sequence[Paiement], chain: _Suite, at: int, months: int) -> int | None:
    """Cents between a chain's last amount and a payment; None when they are too far apart."""
    amounts = [its[one].cents for one in chain.rangs[-3:]]
    fixed = len(amounts) > 2 and len(set(amounts)) == 1
    low, high = sorted((amounts[-1], its[at].cents))
    most = min(_ECART[months], _ECART_FIXE) if fixed else _ECART[months]
    return high - low if 100 * high <= most * low else None


def _calme(first: date, last: date, number: int, months: int) -> bool:
    """Whether a merchant is paid about once a period at most."""
    periods = (last - first).days // (30 * months) + 1
    return 3 * number <= 4 * periods + 3


def _tient(its: Sequence[Paiement], chain: _Suite, months: int, quiet: bool) -> bool:
    """Whether a chain is a rhythm, and no chance."""
    number = len(chain.rangs)
    if number < 2 or number - 1 <= 2 * chain.sauts:
        return False
    longest = max(paliers(its[at].cents for at in chain.rangs), key=lambda one: one[1])[1]
    return (
        longest > 2
        or (quiet and number >= _VARIABLES[months])
        or (quiet and number > 2 and longest > 1)
    )


def _domine(
    its: Sequence[Paiement],
    chain: _Suite,
    alone: set[int],
    by_amount: dict[int, list[int]],
    few: int,
) -> bool:
    """Whether hardly any other payment looks like a chain's: the chance of a habit makes many.

    Others of its amounts, or any other when its amount always changes; neither one of a long chain
    nor one charged twice.
    """
    own = set(chain.rangs)
    steps = paliers(its[at].cents for at in chain.rangs)
    amounts = [cents for cents, times in steps if times > few]
    alike = [at for cents in {*amounts} for at in by_amount[cents]] if amounts else [*alone]
    paid = {(its[at].jour + timedelta(days=days), its[at].cents) for at in own for days in _JUMEAUX}
    others = sum(
        at in alone and at not in own and (its[at].jour, its[at].cents) not in paid for at in alike
    )
    return 3 * others <= len(own)


def paliers(amounts: Iterable[int]) -> list[tuple[int, int]]:
    """Amounts, each with how many times in a row.

    >>> paliers([5, 5, 6])
    [(5, 2), (6, 1)]
    """
    return [(cents, len([*its])) for cents, its in groupby(amounts)]
