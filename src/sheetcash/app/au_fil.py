"""The sheet written while the sending goes on: what has left is seen, and a crash leaves little.

A run of the usual size is written at each mail; one of hundreds as often as costs it little. The
journal stays the authority: a write that cannot be made is left to the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sheetcash.app import miroir
from sheetcash.app.outils import Outils
from sheetcash.errors import SheetcashError
from sheetcash.workbook.convert import text
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import SYNC_TABLES
from sheetcash.workbook.records import Book, key
from sheetcash.workbook.tables import FACTURES

#: The most mails of a run that is written at each of them, and the seconds its writes may take.
_MAILS: Final = 200
_AVANCE: Final = 10.0
#: Beyond: seconds between two writes, at the least; and how many times what the last one took: its
#: writes take a fortieth of a long run. What the first will take, in seconds a mail, about.
_INTERVALLE: Final = 5.0
_PART: Final = 40
_ESTIME: Final = 0.001


class AuFil:
    """Writes what the journal knows, while the mails leave.

    Nothing is written before the end in a workbook that others share, whose rows were marked before
    the first mail left, nor without a clock.

    Args:
        outils: the run's, with a clock or without.
        classeur: the identity of the workbook that it sends from.

    Attributes:
        ecritures: the cells written so far.
    """

    def __init__(self, outils: Outils, classeur: str) -> None:
        self.ecritures = 0
        self._classeur = classeur
        self._montre: dict[str, str] = {}
        self._outils = outils
        self._lire: Callable[[], float] | None = None
        if outils.horloge is not None and outils.store.shared is None:
            self._lire = outils.horloge.lire
        self._attente, self._chacun = 0.0, False
        self._pris = self._dernier = self._prochaine = 0.0

    def ouvrir(self, mails: int, attente: float) -> None:
        """Say what leaves.

        Args:
            mails: how many.
            attente: the seconds that the pace leaves between two; a write that fits costs nothing.
        """
        self._attente, self._chacun = attente, mails <= _MAILS
        self._dernier = 0.0 if self._chacun else mails * _ESTIME
        if self._lire is not None:
            self._prochaine = self._lire() + max(_INTERVALLE, _PART * self._dernier)

    def noter(self, snapshot: Snapshot, book: Book) -> Snapshot | None:
        """The workbook just after it was written; None when it was not.

        Args:
            snapshot: what it held when it was last read.
            book: the same, read; of the identity that the run began with.
        """
        if self._lire is None or not self._voulu(start := self._lire()):
            return None
        after = self._ecrire(snapshot, book)
        now = self._lire()
        self._dernier = now - start
        self._pris += self._dernier
        self._prochaine = now + max(_INTERVALLE, _PART * self._dernier)
        return after

    def apprendre(self, book: Book) -> None:
        """Teach the journal the answers about mails that this run said to be uncertain."""
        journal = self._outils.journal
        entries = journal.entries(self._classeur)
        for its, etat, detail in miroir.reponses(book, entries):
            if self._montre.get(its.facture) == miroir.etat_sync(entries[its]):
                journal.settle(its, etat, detail)

    def _voulu(self, now: float) -> bool:
        return (
            (self._chacun and self._pris < _AVANCE)
            or self._dernier < self._attente
            or now >= self._prochaine
        )

    def _ecrire(self, snapshot: Snapshot, book: Book) -> Snapshot | None:
        store, journal, classeur = self._outils.store, self._outils.journal, self._classeur
        try:
            self.apprendre(book)
            edits = miroir.refleter(book, journal.entries(classeur), journal.events(classeur))
            if not edits:
                return None
            # What a viewer shows is renewed at the end, once: it costs a hundred times as much.
            self.ecritures += store.write(snapshot, edits)
            after = store.read(SYNC_TABLES)
        except SheetcashError:  # open in Excel, changed meanwhile: said at the end if it lasts
            return None
        told = after.tables[FACTURES.name].columns
        self._montre = {
            key(text(number)): text(shown)
            for number, shown in zip(told[FACTURES.key], told["État sync"], strict=True)
            if shown
        }
        return after
