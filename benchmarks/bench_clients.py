"""The clients of 100,000 invoices and as many receipts, against the same sums in plain loops.

Both start from the same typed workbook, turn by turn; the answers must be equal, to the cent. The
second row is the time for all the rows against that for a tenth of them: near linear is near 10.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta

from benchmarks.mesure import Row
from sheetcash.analysis.clients import historiques
from sheetcash.app.habitudes import pieces
from sheetcash.core.solvabilite import Historique, historique
from sheetcash.workbook.records import Book, Facture, Parametres, Recettes

ROWS, ROUNDS, TODAY = 100_000, 5, date(2026, 11, 20)


def workbook(rows: int = ROWS) -> Book:
    """Invoices of three years in no order, nine in ten paid, fifty to a client."""
    draw = random.Random(1)
    bills, days, numbers, cents = [], [], [], []
    for at in range(rows):
        day = date(2023, 12, 1) + timedelta(days=draw.randrange(1080))
        due, amount = day + timedelta(days=30), draw.randrange(10_000, 500_000)
        paid = amount if draw.random() < 0.9 else 0
        name = f"Client {draw.randrange(max(1, rows // 50))}"
        bills.append(
            Facture(
                *(5 + at, f"F-{at}", day, name, "", "", amount, due, paid),
                *(None, None, False, None, "", "", "", ""),
            )
        )
        if paid:
            days.append(min(TODAY, due + timedelta(days=draw.randrange(-20, 60))))
            numbers.append(f"F-{at}")
            cents.append(amount)
    lines = list(range(5, 5 + len(days)))
    receipts = Recettes(lines, days, cents, ["bnc"] * len(days), numbers)
    return Book(TODAY, Parametres(), {}, bills, receipts, [], [], [])


def plain(book: Book) -> dict[str, Historique]:
    """The same by the rule itself, client by client."""
    return {name: historique(rows, TODAY) for name, rows in pieces(book).items()}


def _seconds(work: Callable[[Book], object], book: Book) -> float:
    start = time.perf_counter()
    work(book)
    return time.perf_counter() - start


def rows() -> list[Row]:
    """The median of the turns' own ratios."""
    book, small = workbook(), workbook(ROWS // 10)
    assert historiques(book) == plain(book)
    turns = [
        (_seconds(historiques, book), _seconds(plain, book), _seconds(historiques, small))
        for _ in range(ROUNDS)
    ]
    ratio = statistics.median(ours / peer for ours, peer, _ in turns)
    growth = statistics.median(ours / tenth for ours, _, tenth in turns)
    ours, peer, tenth = (statistics.median(side) * 1000 for side in zip(*turns, strict=True))
    return [
        Row("clients of 100k invoices / plain loops", ratio, 1.0, f"{ours:.0f} ms / {peer:.0f} ms"),
        Row("clients, ten times the rows", growth, 13.0, f"{ours:.0f} ms / {tenth:.0f} ms"),
    ]
