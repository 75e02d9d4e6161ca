"""What is sealed with a register's rows: for each month, how many, and how much of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sheetcash.core.money import format_euros
from sheetcash.core.periods import end_of_month


class Mouvement(NamedTuple):
    """One row of a register: its day, its cents, and what they are told by."""

    jour: date
    cents: int
    groupe: str
    mode: str


class Cloture(NamedTuple):
    """What one seal adds to a month: from ``debut`` to ``fin``, both included."""

    debut: date
    fin: date
    lignes: int
    total: int
    detail: str


def detail(mouvements: Sequence[Mouvement]) -> str:
    """Totals by category, then by means of payment, in words; both in alphabetical order.

    >>> print(detail([Mouvement(date(2026, 3, 1), 1250, "Vente", "Carte")]))
    Vente 12,50\u00a0€ ; Carte 12,50\u00a0€
    >>> detail([])
    'néant'
    """
    if not mouvements:
        return "néant"
    return " ; ".join(
        ", ".join(
            f"{name or '(sans)'} {format_euros(cents)}" for name, cents in sorted(its.items())
        )
        for its in (
            _sommes((one.groupe, one.cents) for one in mouvements),
            _sommes((one.mode, one.cents) for one in mouvements),
        )
    )


def _sommes(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, cents in pairs:
        found[name] = found.get(name, 0) + cents
    return found


def cloturer(mouvements: Sequence[Mouvement], depuis: date | None, jusqu_au: date) -> list[Cloture]:
    """The months that a seal closes, in order; a month without any row too, as it says so.

    Args:
        mouvements: the rows that are sealed now; a correction may be of a month closed before.
        depuis: the last day that was closed, None the first time.
        jusqu_au: the day up to which rows are sealed.

    >>> rows = [Mouvement(date(2026, 1, 9), 100, "Vente", "Carte")]
    >>> [(one.fin.isoformat(), one.lignes) for one in cloturer(rows, None, date(2026, 2, 28))]
    [('2026-01-31', 1), ('2026-02-28', 0)]
    """
    by_month: dict[date, list[Mouvement]] = {}
    for one in mouvements:
        by_month.setdefault(end_of_month(one.jour), []).append(one)
    months = set(by_month)
    if depuis is not None or mouvements:
        first = depuis + timedelta(1) if depuis else min(one.jour for one in mouvements)
        while first <= jusqu_au:
            months.add(end_of_month(first))
            first = end_of_month(first) + timedelta(1)
    found = []
    for end in sorted(months):
        its, debut = by_month.get(end, []), end.replace(day=1)
        if depuis is not None and debut <= depuis < min(end, jusqu_au):  # the rest of a month
            debut = depuis + timedelta(1)
        total = sum(one.cents for one in its)
        found.append(Cloture(debut, min(end, jusqu_au), len(its), total, detail(its)))
    return found
