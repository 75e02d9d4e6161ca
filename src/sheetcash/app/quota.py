"""How many mails may leave: in one run, and in one day from all the workbooks of this machine.

Mails are counted, not reminders, and only those that are written: what lacks its file or has a
mistake in its text would else take the place of the others, run after run.
"""

from __future__ import annotations

from datetime import timedelta

from sheetcash.app.relances import Motif
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import format_date, next_business_day
from sheetcash.ports import Journal
from sheetcash.workbook.records import Book


def reste(book: Book, journal: Journal) -> int | None:
    """How many mails may still leave that day; None for as many as one likes."""
    its = book.parametres
    if not its.envois_par_jour:
        return None
    return max(0, its.envois_par_jour - journal.partis(book.aujourdhui, its.expediteur))


def motif(book: Book) -> Motif:
    """Why a reminder waits once the day's mails have left."""
    following = format_date(next_business_day(book.aujourdhui + timedelta(days=1)))
    most = book.parametres.envois_par_jour
    return Motif(f"quota de {most} envois par jour atteint : la suite au plus tôt le {following}")


class Limites:
    """What a run may send, as it stands when the run writes its mails."""

    def __init__(self, book: Book, journal: Journal) -> None:
        self._book = book
        self._reste = reste(book, journal)

    def atteinte(self, mails: int) -> Motif | None:
        """Why no other mail may leave once that many are written; None while one may."""
        if self._reste is not None and mails >= self._reste:
            return motif(self._book)
        cap = self._book.parametres.relances_par_envoi
        if mails < cap:
            return None
        return Motif(f"limite de {pluriel(cap, 'courriel')} par envoi atteinte : au prochain envoi")
