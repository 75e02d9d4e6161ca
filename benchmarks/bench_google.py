"""The calls of a sync on a Google spreadsheet: 3 with reminders due, 1 without, whatever the rows.

And those of a creation, 4 at most. Counted at the local stand-in, over HTTP, by the use case of
``sheetcash sync`` itself; the mails go to a server on loopback.
"""

from __future__ import annotations

import sys
import tempfile
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.mesure import Row
from sheetcash.adapters.google import service
from sheetcash.adapters.google.creation import creer
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.boite import Boite
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.sync import synchroniser
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

_ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
_ROWS = (10, 1_000, 10_000)


def rows() -> Iterator[Row]:
    """The calls of a sync, for each size."""
    created = _creation()
    yield Row("Google: creation, calls / 4", created / 4, 1.0, f"{created} calls")
    for count in _ROWS:
        due, none, sent = _calls(count)
        detail = f"{due} calls, {sent} mails"
        yield Row(f"Google, {count} invoices: sync, calls / 3", due / 3, 1.0, detail)
        yield Row(f"Google, {count} invoices: nothing due, calls", none, 1.0, f"{none} call")


def _creation() -> int:
    """The calls that make the demonstration's spreadsheet."""
    import google_creation  # noqa: F401 - teaches the stand-in to create
    from google_local import Google

    google = Google()
    try:
        its = service.ouvrir({service.EMULATOR: google.hote})
        creer(its, contenu_demo(""), JOUR_DEMO, "Démonstration")
        return len(google.appels)
    finally:
        google.stop()


def _calls(count: int) -> tuple[int, int, int]:
    """The calls of a first sync and of a second one, and the mails of the first."""
    from google_local import Google

    google = Google()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "demo.xlsx"
            build(path, contenu_demo(""), JOUR_DEMO)
            _more(google.deposer(_ID, path).onglet("Factures"), count)
            with Boite(Path(folder) / "mails") as boite:
                found = []
                for _ in range(2):
                    google.appels.clear()
                    _sync(google.hote, Path(folder), boite.url)
                    found.append(len(google.appels))
                return found[0], found[1], len(boite.files)
    finally:
        google.stop()


def _more(tab: Any, count: int) -> None:
    """Invoices that are not due, up to so many."""
    top = next(at for at, row in enumerate(tab.lignes) if "N° facture" in row)
    titles, first = tab.lignes[top], tab.lignes[top + 1]
    number, due = titles.index("N° facture"), titles.index("Échéance")
    there = [row for row in tab.lignes[top + 1 :] if len(row) > number and row[number]]
    del tab.lignes[top + 1 + len(there) :]
    for at in range(len(there), count):
        row = list(first)
        row[number], row[due] = f"B-{at}", date(2027, 1, 1).toordinal() - 693_594
        tab.lignes.append(row)
    tab.hauteur = max(tab.hauteur, len(tab.lignes))


def _sync(host: str, folder: Path, url: str) -> None:
    its = service.ouvrir({service.EMULATOR: host})
    with SqliteJournal(folder / "journal") as journal:
        synchroniser(
            Outils(
                GoogleStore(its, _ID),
                journal,
                lambda: SmtpMailer.from_url(url),
                lambda due, doubts, warnings: True,
                lambda done, total: None,
                lambda: str(uuid.uuid4()),
            ),
            Jour(JOUR_DEMO),
        )
