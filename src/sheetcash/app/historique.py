"""The story of an invoice, a client or all: reminders, calls, letters and payments, latest first.

The sheet Relances and the journal each may know what the other lacks: an event that both tell, by
its Id, is told once. Only reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app import miroir, reservations, retours
from sheetcash.core.periods import format_date
from sheetcash.errors import NotInWorkbook
from sheetcash.ports import (
    DIFFEREE,
    EN_COURS,
    ENVOYEE,
    INCONNUE,
    REFUSEE,
    Entry,
    Event,
    Journal,
    Key,
)
from sheetcash.workbook.reading_relances import COURRIEL
from sheetcash.workbook.records import Book, key, nom_client
from sheetcash.workbook.schema import fold, nearest

PAIEMENT, CONTACT = "paiement", "contact"
#: What « revenue » is called in ``--json``: a refusal that came after the mail had left.
REVENUE: Final = retours.REVENUE


class Evenement(NamedTuple):
    """One thing that happened.

    Attributes:
        jour: its day.
        facture: the invoice's number, as the workbook writes it.
        client: its client, empty when unknown.
        niveau: the level; None for a payment.
        canal: ``courriel``, ``appel``, ``courrier``, ``paiement``, ``contact`` (no level).
        destinataire: the address.
        etat: as the journal names it, ``revenue``, or the user's own word.
        detail: the server's answer, or the user's note.
        id: the event's; empty for what has none yet.
        montant: what was received, in cents; None for a reminder.
        que_faire: what is left to the user; empty when nothing is.
    """

    jour: date
    facture: str
    client: str
    niveau: int | None
    canal: str
    destinataire: str = ""
    etat: str = ""
    detail: str = ""
    id: str = ""
    montant: int | None = None
    que_faire: str = ""

    def as_json(self) -> dict[str, object]:
        """The event under the keys of ``relances --json``; the amount in cents."""
        values = self._asdict()
        values["date"] = values.pop("jour").isoformat()
        values["montant_cents"] = values.pop("montant")
        return values


def historique(
    book: Book, journal: Journal, facture: str = "", client: str = ""
) -> list[Evenement]:
    """What happened, latest first.

    Args:
        book: the workbook.
        journal: what this machine knows.
        facture: only that invoice; empty: all.
        client: only that client; empty: all.

    Raises:
        NotInWorkbook: nothing bears that number or that name.
    """
    classeur = book.parametres.identifiant
    events = journal.events(classeur) if classeur else []
    now = reservations.vue(book, journal) if classeur else {}
    found = [*_feuille(book, now), *_journal(book, events, now), *_paiements(book)]
    if facture:
        found = _de_la_facture(book, found, facture)
    if client:
        found = _du_client(book, found, client)
    # Of one day the last written comes first; a reminder is shown above the payment it brought in.
    order = {id(one): at for at, one in enumerate(found)}
    return sorted(found, key=lambda one: (one.jour, order[id(one)]), reverse=True)


def _feuille(book: Book, now: Mapping[Key, Entry]) -> list[Evenement]:
    clients = _clients(book)
    found = []
    seen: set[str] = set()
    for row in book.relances:
        if row.id and row.id in seen:
            continue
        seen.add(row.id)
        its = key(row.facture)
        etat = miroir.code(row.etat)
        mail = fold(row.canal) == COURRIEL
        if reservations.est_reservation(row.etat):
            etat = EN_COURS
        elif retours.se_dit(row.etat):
            etat = REVENUE
        last = now.get(Key(book.parametres.identifiant, its, row.niveau)) if mail else None
        found.append(
            Evenement(
                row.jour,
                row.facture,
                clients.get(its, ""),
                row.niveau,
                fold(row.canal),
                row.destinataire,
                etat or row.etat,
                row.detail,
                row.id,
                que_faire=_que_faire(etat, row.detail, row.message_id, last),
            )
        )
    for numero, gestes in book.gestes.items():
        found += [  # the rows of a level are above
            Evenement(one.jour, numero, clients.get(numero, ""), None, CONTACT, etat="fait")
            for one in gestes
            if one.niveau is None
        ]
    return found


def _journal(book: Book, events: Iterable[Event], now: Mapping[Key, Entry]) -> list[Evenement]:
    """The journal's events that the sheet lacks, then what a run that died left without any."""
    clients = _clients(book)
    numbers = {key(one.numero): one.numero for one in book.factures}

    def event(entry: Entry, client: str = "", nom: str = "") -> Evenement:
        its = entry.key.facture
        etat = REVENUE if retours.est_retour(entry) else entry.etat
        return Evenement(
            entry.jour,
            numbers.get(its, its),
            client or clients.get(its, ""),
            entry.key.niveau,
            COURRIEL,
            entry.destinataire,
            etat,
            entry.detail,
            nom,
            que_faire=_que_faire(etat, entry.detail, entry.message_id, now.get(entry.key)),
        )

    found = [
        event(one.entry, one.client, one.id) for one in events if one.id not in book.ids_relances
    ]
    mine = (one for one in now.values() if one.etat == EN_COURS and not one.detail)
    return found + [event(one) for one in mine]


def _paiements(book: Book) -> list[Evenement]:
    clients = _clients(book)
    numbers = {key(one.numero): one.numero for one in book.factures}
    recettes = book.recettes
    return [
        Evenement(day, numbers[key(number)], clients[key(number)], None, PAIEMENT, montant=cents)
        for day, cents, number in zip(
            recettes.dates, recettes.montants, recettes.factures, strict=True
        )
        if key(number) in numbers
    ]


def _clients(book: Book) -> dict[str, str]:
    return {key(one.numero): one.client for one in book.factures}


def _que_faire(etat: str, detail: str, message_id: str, last: Entry | None) -> str:
    """What the user has to do about a mail that is still where this event left it."""
    if (
        last is None
        or last.message_id != message_id
        or last.etat != (REFUSEE if etat == REVENUE else etat)
    ):
        return ""
    if etat == INCONNUE or (etat == EN_COURS and not detail):
        return (
            f"incertain depuis le {format_date(last.jour)} : cherchez-le dans vos messages "
            "envoyés, puis --resoudre"
        )
    if etat == REVENUE and retours.est_retour(last):
        return "changez Courriel dans Clients ; si l'avis se trompe : --resoudre"
    if etat == REFUSEE:
        return "changez Courriel dans Clients"
    if etat == DIFFEREE:
        return "repart au prochain envoi"
    return ""


def _de_la_facture(book: Book, found: list[Evenement], wanted: str) -> list[Evenement]:
    numbers = [one.numero for one in book.factures]
    kept = [one for one in found if key(one.facture) == key(wanted)]
    if not kept and key(wanted) not in map(key, numbers):
        known = dict.fromkeys([*numbers, *(one.facture for one in found)])
        raise NotInWorkbook("facture", wanted, nearest(wanted, list(known)))
    return kept


def _du_client(book: Book, found: list[Evenement], wanted: str) -> list[Evenement]:
    its = nom_client(wanted)
    kept = [one for one in found if nom_client(one.client) == its]
    names = [one.nom for one in book.clients.values()]
    if not kept and its not in map(nom_client, names):
        known = dict.fromkeys([*names, *(one.client for one in found)])
        raise NotInWorkbook("client", wanted, nearest(wanted, list(known)))
    return kept


#: How the states are told, in the order of a reminder's life.
MOTS: Final = {
    EN_COURS: "en cours",
    ENVOYEE: "envoyée",
    DIFFEREE: "différée",
    REFUSEE: "refusée",
    INCONNUE: "incertaine",
    REVENUE: "revenue",
}
