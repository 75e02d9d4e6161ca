"""The sheet written while the sending goes on: a long run is seen, and a crash leaves little.

The journal stays the authority: a write that cannot be made is left to the next one. Only where the
host can tell what it wrote from what others did: the decisions taken must not be trusted beyond.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sheetcash.app import miroir
from sheetcash.app.cadence import Horloge
from sheetcash.app.outils import Jour, Outils
from sheetcash.errors import SheetcashError
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import SYNC_TABLES

#: Seconds between two writes, at the least; and how many times what the last one took.
_INTERVALLE: Final = 5.0
_PART: Final = 20


class AuFil:
    """Writes what the journal knows, now and then.

    Args:
        outils: the run's.
        jour: its day.
        horloge: a clock that only goes forward; None: nothing is written before the end.

    Attributes:
        ecritures: the cells written so far.
    """

    def __init__(self, outils: Outils, jour: Jour, horloge: Horloge | None) -> None:
        self.ecritures = 0
        self._outils, self._jour = outils, jour
        self._lire: Callable[[], float] | None = None
        self._prochaine = 0.0
        store = outils.store
        if horloge is not None and store.shared is None and store.ecrite is not None:
            self._lire = horloge.lire
            self._prochaine = horloge.lire() + _INTERVALLE

    def noter(self, snapshot: Snapshot) -> Snapshot | None:
        """The workbook just after it was written; None when it was not.

        Args:
            snapshot: what it held when it was last read.
        """
        if self._lire is None or (start := self._lire()) < self._prochaine:
            return None
        after = self._ecrire(snapshot)
        now = self._lire()
        self._prochaine = now + max(_INTERVALLE, _PART * (now - start))
        return after

    def _ecrire(self, snapshot: Snapshot) -> Snapshot | None:
        store, journal = self._outils.store, self._outils.journal
        try:
            book = self._jour.lire(snapshot)
            classeur = book.parametres.identifiant
            edits = miroir.refleter(book, journal.entries(classeur), journal.events(classeur))
            if not edits:
                return None
            self.ecritures += store.write(snapshot, edits, book.aujourdhui)
            return store.read(SYNC_TABLES)
        except SheetcashError:  # open in Excel, changed meanwhile: said at the end if it lasts
            return None
