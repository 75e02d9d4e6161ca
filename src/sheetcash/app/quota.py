"""The mails of one day, of all the workbooks of this machine: beyond the quota they wait."""

from __future__ import annotations

from datetime import timedelta

from sheetcash.app.regroupement import regrouper
from sheetcash.app.relances import A_ENVOYER, Decision, Motif
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


def limiter(book: Book, journal: Journal, decisions: list[Decision]) -> list[Decision]:
    """The same decisions, those beyond what may still leave that day held."""
    left = reste(book, journal)
    if left is None:
        return decisions
    mails = regrouper([one for one in decisions if one.etat == A_ENVOYER])
    late = {one.facture.ligne for its in mails[left:] for one in its}
    return [
        one.retenir(motif(book)) if one.etat == A_ENVOYER and one.facture.ligne in late else one
        for one in decisions
    ]
