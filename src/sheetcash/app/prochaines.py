"""What comes next for every open invoice, when, and why: nobody should have to guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app.relances import fait, libelle, pause, rythme
from sheetcash.core import relances
from sheetcash.ports import Entry, Key
from sheetcash.workbook.records import Book, Facture

#: After the last level nothing is due any more.
AU_BOUT: Final = "toutes les étapes sont faites"


class Prochaine(NamedTuple):
    """The next step of one open invoice.

    Attributes:
        facture: the invoice.
        niveau: its next level; None after the last one.
        jour: the business day of that step, which may be past; None while the user holds it.
        raison: why then, or why not, in a few words.
    """

    facture: Facture
    niveau: int | None
    jour: date | None
    raison: str

    def as_json(self) -> dict[str, object]:
        """The step under the keys of ``sync --simulation --json``."""
        return {
            "facture": self.facture.numero,
            "client": self.facture.client,
            "niveau": self.niveau,
            "etape": "" if self.niveau is None else libelle(self.niveau),
            "date": None if self.jour is None else self.jour.isoformat(),
            "raison": self.raison,
        }


def prochaines(book: Book, entries: Mapping[Key, Entry]) -> list[Prochaine]:
    """The next step of each invoice that still has a balance, the nearest first, held ones last."""
    found = [_prochaine(book, one, entries) for one in book.factures if one.solde > 0]
    return sorted(found, key=lambda one: (one.jour is None, one.jour or date.max))


def _prochaine(book: Book, facture: Facture, entries: Mapping[Key, Entry]) -> Prochaine:
    client = book.client(facture.client)
    days, delai = rythme(book, facture, client)
    niveau, derniere = fait(book, facture, entries)
    suivant = relances.niveau_suivant(facture.echeance, book.aujourdhui, niveau, days)
    if suivant is None:
        return Prochaine(facture, None, None, AU_BOUT)
    motif = pause(book, facture, client)
    if motif is not None and motif.jusqu is None:
        return Prochaine(facture, suivant, None, motif.texte)
    waits = (facture.promesse, book.parametres.suspendues)  # past ones put a step off too
    until = max((one for one in waits if one is not None), default=None)
    day = relances.prochaine(
        facture.echeance, book.aujourdhui, niveau, derniere, days, until, delai
    )
    since = relances.due_depuis(facture.echeance, suivant, derniere, days, delai)
    if motif is not None and motif.jusqu is not None and motif.jusqu >= since:
        return Prochaine(facture, suivant, day, motif.texte)
    return Prochaine(
        facture, suivant, day, relances.pourquoi(facture.echeance, suivant, derniere, days, delai)
    )
