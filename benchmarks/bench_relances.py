"""100,000 invoices scanned for the reminders that are due, and for each open one's next step.

A tenth of them are open, as in a ledger of many years, and the journal knows 20,000 mails. The
target is a second; the peer, told beside it, is the least that any scan does: each balance and each
due date looked at once.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from benchmarks.mesure import Row
from sheetcash.app.prochaines import prochaines
from sheetcash.app.relances import decider, journal_key
from sheetcash.core.relances import JOURS
from sheetcash.ports import ENVOYEE, Entry, Key
from sheetcash.workbook.records import (
    PROFESSIONNEL,
    Book,
    Client,
    Facture,
    Modele,
    Parametres,
    Recettes,
    nom_client,
)

_COUNT = 100_000
_DAY = date(2026, 11, 20)
_ROUNDS = 5


def rows() -> Iterator[Row]:
    """The scan, then the next steps."""
    book = _book()
    entries = _entries(book)
    peer = _median(lambda: _least(book))
    for name, work in (("due steps", decider), ("next steps", prochaines)):
        found = len(work(book, entries))
        taken = _median(lambda work=work: work(book, entries))  # type: ignore[misc]
        detail = f"{found} of {_COUNT}; a bare loop takes {peer:.3f} s"
        yield Row(f"{_COUNT} invoices: {name}, seconds", taken, 1.0, detail)


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _least(book: Book) -> int:
    return sum(1 for one in book.factures if one.solde > 0 and one.echeance < book.aujourdhui)


def _book() -> Book:
    clients = {
        nom_client(name): Client(at, name, PROFESSIONNEL, "", "a@exemple.fr", "standard", "")
        for at, name in enumerate(f"Client {n}" for n in range(1000))
    }
    invoices = []
    for at in range(_COUNT):
        issued = _DAY - timedelta(days=at % 400)
        paid = 0 if at % 10 == 0 else 100_00
        due = issued + timedelta(days=30)
        cells = (paid, None, None, False, None, "", "", "", "")
        name = f"Client {at % 1000}"
        invoices.append(Facture(at, f"F-{at}", issued, name, "", "", 100_00, due, *cells))
    options = Parametres(nom="Nom", expediteur="moi@exemple.fr", jours=dict(JOURS))
    texts = [Modele(5, level, "standard", "objet", "corps") for level in range(4)]
    return Book(_DAY, options, clients, invoices, Recettes([], [], [], [], []), texts, [], [])


def _entries(book: Book) -> dict[Key, Entry]:
    found = {}
    for one in book.factures[::5]:
        its = journal_key(book, one, 1)
        found[its] = Entry(its, ENVOYEE, "a@exemple.fr", "<1@ex.fr>", one.echeance, "250 OK")
    return found
