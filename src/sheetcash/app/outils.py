"""What a run is given: its day, and what it needs from outside; what it tells of each reminder."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from sheetcash.app.avertissements import Avertissement
from sheetcash.app.cadence import Horloge
from sheetcash.app.habillage import Pieces, aucune_piece
from sheetcash.app.relances import Decision
from sheetcash.ports import Journal, Mail, Mailer, WorkbookStore
from sheetcash.ports.lettres import Imprimeur
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import Book


def _aucun(domaines: Collection[str]) -> Collection[str]:
    """No domain is known to take no mail."""
    return ()


class Jour(NamedTuple):
    """The day of the run; ``impose`` when the user named it: it wins over the workbook's.

    ``malgre_releves`` when reminders leave however old the bank's statements are.
    """

    date: date
    impose: bool = False
    malgre_releves: bool = False

    def lire(self, snapshot: Snapshot) -> Book:
        """The snapshot as seen on that day."""
        book = read_book(snapshot, self.date, impose=self.impose)
        if not self.malgre_releves:
            return book
        return book._replace(parametres=book.parametres._replace(malgre_releves=True))


class Outils(NamedTuple):
    """What a run needs from outside.

    ``confirmer`` sees what is about to leave, with its mail, what is doubtful in the
    workbook and what is unusual about these reminders, and answers yes or no;
    ``avancer`` is told of each mail done, ``(done, total)``; ``nouvel_identifiant`` names a
    workbook that has no name yet; ``pieces`` finds the file that a cell « Pièce » names;
    ``imprimeur`` prints the letter that goes with a mise en demeure;
    ``sans_courriel`` tells which domains are known to take no mail; ``horloge`` is what the pace
    of the sending goes by, None where it needs none.
    """

    store: WorkbookStore
    journal: Journal
    mailer: Callable[[], Mailer]
    confirmer: Callable[[list[tuple[Decision, Mail]], list[Finding], Sequence[Avertissement]], bool]
    avancer: Callable[[int, int], None]
    nouvel_identifiant: Callable[[], str]
    pieces: Pieces = aucune_piece
    imprimeur: Imprimeur | None = None
    sans_courriel: Callable[[Collection[str]], Collection[str]] = _aucun
    horloge: Horloge | None = None

    def nouveau_jeton(self) -> str:
        """Ten signs that nothing else in a workbook bears."""
        return sha256(self.nouvel_identifiant().encode()).hexdigest()[:10]


class Ligne(NamedTuple):
    """What became of one reminder, for the user and for ``--json``."""

    decision: Decision
    etat: str
    raison: str

    def as_json(self) -> dict[str, object]:
        """The reminder under the keys of ``sync --json``."""
        one = self.decision
        return {
            "facture": one.facture.numero,
            "client": one.facture.client,
            "niveau": one.niveau,
            "canal": one.canal,
            "destinataire": one.destinataire,
            "etat": self.etat,
            "raison": self.raison,
        }


def ligne(decision: Decision) -> Ligne:
    """A decision that was not acted upon."""
    return Ligne(decision, decision.etat, decision.raison)
