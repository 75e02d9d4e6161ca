"""What is told of a client before it is reminded: its habits, and what is out of them.

No pandas here: a reminder must leave where it is not installed. All is computed once per run,
whatever the number of reminders.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import groupby
from typing import Final

from sheetcash.app.phrases import pourcent
from sheetcash.core.factures import comptant
from sheetcash.core.indicateurs import part
from sheetcash.core.money import format_euros
from sheetcash.core.relances import NE_PAS_RELANCER
from sheetcash.core.solvabilite import (
    SANS_HISTORIQUE,
    Historique,
    Piece,
    fiabilite,
    historique,
    paie,
    profil_conseille,
    proposition,
)
from sheetcash.workbook.flux import payee_le
from sheetcash.workbook.records import Book, Facture, key, nom_client
from sheetcash.workbook.schema import fold

#: Earlier invoices under which no amount is unusual, and how many times the usual one is.
MINIMUM: Final = 3
FOIS: Final = 3
#: What the sheet Relances says, folded, of a reminder that reached no one.
_PAS_PARTIES: Final = ("refusee", "differee", "a faire")
JAMAIS: Final = "jamais relancé auparavant"


def pieces(book: Book) -> dict[str, list[Piece]]:
    """Each client's invoices as the rules take them, by name as :func:`nom_client` compares it."""
    paid = payee_le(book)
    return {
        name: [
            Piece(
                one.date_facture,
                one.echeance,
                one.montant - one.deduit,
                one.encaisse,
                one.solde,
                paid.get(key(one.numero)) if one.solde <= 0 else None,
            )
            for one in rows
        ]
        for name, rows in _par_client(book).items()
    }


def _par_client(book: Book) -> dict[str, list[Facture]]:
    names: dict[str, str] = {}
    found: dict[str, list[Facture]] = {}
    for one in book.factures:
        name = names.get(one.client)
        if name is None:
            name = names[one.client] = nom_client(one.client)
        found.setdefault(name, []).append(one)
    return found


def _usuels(factures: Sequence[Facture]) -> dict[int, int]:
    """For each invoice's row, the lower median of the others, of its day or before, in cents.

    Credit notes count for nothing; a row that follows too few has no usual amount.
    """
    known: list[int] = []  # in order of amount
    found: dict[int, int] = {}
    rows = sorted((one for one in factures if one.montant > 0), key=lambda one: one.date_facture)
    for _, same_day in groupby(rows, key=lambda one: one.date_facture):
        its = list(same_day)
        for one in its:
            insort(known, one.montant)
        others = len(known) - 1
        if others < MINIMUM:
            continue
        middle = (others - 1) // 2
        for one in its:
            found[one.ligne] = known[middle + (bisect_left(known, one.montant) <= middle)]
    return found


class Habitudes:
    """The habits of all the clients of a workbook, worked out when they are first asked for.

    Args:
        book: the workbook.
    """

    def __init__(self, book: Book) -> None:
        self._book = book

    @cached_property
    def _pieces(self) -> Mapping[str, Sequence[Piece]]:
        return pieces(self._book)

    @cached_property
    def _factures(self) -> Mapping[str, Sequence[Facture]]:
        return _par_client(self._book)

    @cached_property
    def _ordinaires(self) -> Mapping[int, int]:
        """The usual amount that its client had before each invoice, by row; cents."""
        return {
            row: cents for its in self._factures.values() for row, cents in _usuels(its).items()
        }

    @cached_property
    def _relances(self) -> frozenset[str]:
        """The clients of whom an invoice was reminded, by whatever way."""
        done = {
            key(one.facture) for one in self._book.relances if fold(one.etat) not in _PAS_PARTIES
        }
        done |= {key(its) for its, gestures in self._book.gestes.items() if gestures}
        return frozenset(
            nom_client(one.client)
            for one in self._book.factures
            if one.niveau is not None or key(one.numero) in done
        )

    @cached_property
    def _recu(self) -> tuple[Mapping[str, int], int]:
        """What was received in twelve months for each client's invoices, and in all; cents."""
        rows = self._book.recettes.d_un_an(self._book.aujourdhui)
        whose = {key(one.numero): nom_client(one.client) for one in self._book.factures}
        found: dict[str, int] = {}
        for cents, its in zip(rows.montants, rows.factures, strict=True):
            if its and (name := whose.get(key(its))):
                found[name] = found.get(name, 0) + cents
        return found, sum(rows.montants)

    def dependance(self, client: str) -> str:
        """How much of the year's receipts a client is, once that is worth saying; else nothing."""
        found, total = self._recu
        share = part(found.get(nom_client(client), 0), total)
        if share is None or share <= self._book.parametres.seuil_dependance:
            return ""
        return f"à lui seul {pourcent(share)} de vos encaissements d'un an"

    def historique(self, client: str) -> Historique:
        """The history of a client, empty for one without an invoice."""
        return historique(self._pieces.get(nom_client(client), ()), self._book.aujourdhui)

    def analyse(self, client: str) -> list[str]:
        """What is to be known of a client before it is reminded, a sentence each."""
        its = self.historique(client)
        if not its.nombre:
            return []
        score = fiabilite(its)
        note = "" if score.note is None else f"fiabilité {score.lettre} ({score.note} sur 100) : "
        terms = proposition(its, comptant=self._comptant(client))
        known = self._book.clients.get(nom_client(client))
        other = autre_profil(its, known.profil if known is not None else "")
        found = [
            paie(its),
            f"doit {format_euros(its.reste_du)}, dont {format_euros(its.en_retard)} en retard",
            note + ", ".join(score.raisons),
            f"conditions à proposer : {terms.conditions} ({terms.raison})",
            self.dependance(client),
        ]
        found.append(f"relances à passer au profil {other.capitalize()} (Clients)" if other else "")
        return [one[:1].upper() + one[1:] for one in found if one]

    def bref(self, client: str) -> str:
        """The same in a line: when it pays, its score, what to propose."""
        its = self.historique(client)
        score = fiabilite(its)
        note = f"fiabilité {score.lettre} ({score.note})" if score.lettre else "sans note encore"
        terms = proposition(its, comptant=self._comptant(client)).conditions
        propose = f"à proposer : {terms[:1].lower()}{terms[1:]}" if terms != SANS_HISTORIQUE else ""
        return " ; ".join(filter(None, (paie(its), note, propose, self.dependance(client))))

    def _comptant(self, client: str) -> bool:
        known = self._book.clients.get(nom_client(client))
        return known is not None and comptant(known.conditions)

    def montant_inhabituel(self, facture: Facture) -> str:
        """How far an invoice's amount is from those the client had before; empty when it is not.

        Args:
            facture: the invoice; credit notes are never compared.
        """
        usual = self._ordinaires.get(facture.ligne)
        if usual is None or (usual < FOIS * facture.montant and facture.montant < FOIS * usual):
            return ""
        amount = format_euros(facture.montant)
        return f"montant inhabituel : {amount}, d'ordinaire {format_euros(usual)} pour ce client"

    def jamais_relance(self, client: str) -> str:
        """That nothing was ever asked again of this client; empty when something was."""
        return "" if nom_client(client) in self._relances else JAMAIS


def autre_profil(its: Historique, profil: str) -> str:
    """The profile to propose to who has another (folded; blank is Standard); else empty.

    Whom the user does not remind keeps his peace.

    >>> autre_profil(Historique(), "ferme"), autre_profil(Historique(), "ne pas relancer")
    ('', '')
    """
    advised = profil_conseille(its)
    return "" if profil == NE_PAS_RELANCER or advised == (profil or "standard") else advised


def montant_inhabituel(book: Book, facture: Facture) -> str:
    """What is unusual in one invoice's amount; for several, keep one :class:`Habitudes`."""
    return Habitudes(book).montant_inhabituel(facture)


def jamais_relance(book: Book, client: str) -> str:
    """Whether one client was never reminded; for several, keep one :class:`Habitudes`."""
    return Habitudes(book).jamais_relance(client)
