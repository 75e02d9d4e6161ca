"""Payments matched with invoices: how many certain ones are true, how many are found, how fast.

Precision and recall are those of the tests' generated books (`tests/generateur_livres.py`): 1,000
clients with their habits, some 9,500 invoices and 11,000 credits, a fifth of which pay nothing.
Precision: certain answers whose parts are the truth's, over certain answers. Recall: certain and
true answers over ALL credits that pay an invoice, also those that nobody could tell (cheques in a
deposit slip, cash, part payments and twins that quote nothing, too much paid). Debits are measured
in the same way on purchases of 300 suppliers and twelve declarations
(`tests/generateur_depenses.py`).

The peer of the time compares each credit with each invoice in a plain loop; it does so for a few
credits, and its time is multiplied.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.mesure import Row
from sheetcash.core.rapprochement import Credit, Ouverte, rapprocher
from sheetcash.core.releves import titre

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
import generateur_depenses
import generateur_livres as generateur

GRAINES, CREDITS, ECHANTILLON, TOURS = range(6), (25_000, 50_000, 100_000), 40, 3


def plain(credits: Sequence[Credit], bills: Sequence[Ouverte]) -> list[tuple[str, str]]:
    """The best invoice of each credit, all compared: number, amount, words of the name."""
    known = [(one, titre(one.numero), set(titre(one.client).split())) for one in bills]
    found = []
    for credit in credits:
        label = titre(f"{credit.libelle} {credit.contrepartie}")
        words = set(label.split())
        best, points = "", 0
        for bill, number, name in known:
            score = 2 * (bill.solde == credit.cents) + 2 * (number in label)
            score += 2 * len(words & name) // (len(name) or 1)
            if score > points:
                best, points = bill.numero, score
        found.append((credit.id, best))
    return found


def _seconds(book: generateur.Livre, number: int) -> float:
    step = max(1, len(book.credits) // number)
    credits = book.credits[::step][:number]
    start = time.perf_counter()
    rapprocher(credits, book.ouvertes, book.connus)
    return time.perf_counter() - start


def rows() -> list[Row]:
    """Precision and recall over several books, then the time for 100,000 credits and its growth."""
    books = [generateur.livre(seed) for seed in GRAINES]
    measures = [
        generateur.mesurer(book, rapprocher(book.credits, book.ouvertes, book.connus))
        for book in books
    ]
    precision = min(one.precision for one in measures)
    recall = statistics.mean(one.rappel for one in measures)
    low = min(one.rappel for one in measures)
    first = statistics.mean(one.proposes for one in measures)

    spent = [generateur_depenses.mesurer(generateur_depenses.depenses_de(g)) for g in GRAINES]
    false = sum(len(one) for one, _, _ in spent)
    paid = statistics.mean(found for _, found, _ in spent)

    big = generateur.livre(1, autres=CREDITS[-1])
    turns = []
    for _ in range(TOURS):
        quarter, half, whole = (_seconds(big, number) for number in CREDITS)
        start = time.perf_counter()
        plain(big.credits[:: len(big.credits) // ECHANTILLON][:ECHANTILLON], big.ouvertes)
        peer = (time.perf_counter() - start) * CREDITS[-1] / ECHANTILLON
        turns.append((quarter, half, whole, peer))
    ratio = statistics.median(whole / peer for _, _, whole, peer in turns)
    growth = statistics.median(whole / quarter for quarter, _, whole, _ in turns)
    quarter, half, whole, peer = (statistics.median(one) for one in zip(*turns, strict=True))
    clients = f"{len(GRAINES)} books of 1,000 clients"
    return [
        Row("matching: certain and true / certain", precision, 1.0, clients, at_least=True),
        Row(
            "matching: certain and true / all that pay an invoice",
            recall,
            0.9,
            f"{clients}, the lowest {low:.3f}; true though to confirm {first:.3f}",
            at_least=True,
        ),
        Row(
            "matching debits: certain and false",
            false,
            0,
            f"{len(GRAINES)} books of 300 suppliers, some 930 lines each",
        ),
        Row(
            "matching debits: certain and true / all that pay something",
            paid,
            0.9,
            "the same books",
            at_least=True,
        ),
        Row(
            "matching 100k credits × 10k invoices / all pairs",
            ratio,
            0.02,
            f"{whole:.2f} s / {peer:.0f} s",
        ),
        Row(
            "matching, four times the credits",
            growth,
            5.0,
            f"25k {quarter:.2f} s, 50k {half:.2f} s, 100k {whole:.2f} s",
        ),
    ]
