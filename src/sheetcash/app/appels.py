"""What follows a reminder and that no program does: the call, the letter, the recovery file.

Each is a row of Relances marked « à faire », which the user closes there by writing « fait ». A row
is added once, under an Id that depends on nothing but the invoice and the level. When its invoice
is settled it is closed in words of ours, so that it can be told from what the user closed: a
receipt that was typed by mistake and taken back opens it again.

In a shared workbook « à faire » stands in many rows: one that is to change first gets a word of its
own, « à faire (…) », by which it is then followed. Of two rows that two machines added at once,
the next run calls the second off, or the one that was left undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from sheetcash.app.relances import (
    entrees,
    fait,
    gestes,
    journal_key,
    libelle,
    mois_usuel,
    pause,
    rythme,
)
from sheetcash.core import relances
from sheetcash.core.indicateurs import grosse
from sheetcash.core.money import format_euros
from sheetcash.core.relances import AMICALE, FERME, MISE_EN_DEMEURE, RECOUVREMENT
from sheetcash.ports import ENVOYEE, Entry, Key
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow
from sheetcash.workbook.reading_relances import A_FAIRE, APPEL, COURRIER
from sheetcash.workbook.records import Book, Facture, Relance, key
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import RELANCES

#: How the Ids of its rows begin; and how one ends when the invoice was settled before it was done.
TACHE: Final = "T-"
SANS_OBJET: Final = "sans objet (soldée)"
#: A row that came to nothing: taken on and never sent, or added twice.
ANNULEE: Final = "annulée"
#: What a task's note ends with, for the user alone.
CONSIGNE: Final = "Puis écrivez « fait » dans État."
_SUIVIE: Final = re.compile(r"à faire \([0-9a-f]{10}\)")
#: What the states of a row are called that nothing came of; the last was ours once.
_PAS_FAIT: Final = (fold(A_FAIRE), fold(SANS_OBJET), fold(ANNULEE), "sans objet")
_CANAUX: Final = {AMICALE: APPEL, FERME: APPEL, MISE_EN_DEMEURE: COURRIER, RECOUVREMENT: COURRIER}


def suites(book: Book, entries: Mapping[Key, Entry]) -> list[Edit]:
    """The rows that the reminders call for and that Relances lacks, and those to be closed.

    Args:
        book: the workbook.
        entries: what the journal knows.
    """
    found: list[Edit] = []
    usual = mois_usuel(book)
    for facture in book.factures:
        niveau = _a_suivre(book, facture, entries, usual) if facture.solde > 0 else None
        if niveau is not None and identifiant(book, facture, niveau) not in book.ids_relances:
            found.append(_tache(book, facture, niveau))
    found += [
        UpdateRow(RELANCES.name, row.ligne, row.id, {"État": etat}) for row, etat in a_changer(book)
    ]
    return found


def a_changer(book: Book) -> list[tuple[Relance, str]]:
    """The rows whose État no longer says what it should, and what it should say."""
    known = {key(one.numero) for one in book.factures}
    owed = {key(one.numero) for one in book.factures if one.solde > 0}
    found = []
    above = {row.id for row in book.relances if row.id and not reste_a_faire(row.etat)}
    for row in book.relances:
        followed, its = est_suivie(row.etat), key(row.facture)
        ours = fold(row.etat) in (fold(A_FAIRE), fold(SANS_OBJET))
        if not row.id or not (followed or ours):
            continue
        if row.id in above:  # another machine added it, a moment before
            found.append((row, ANNULEE))
            continue
        above.add(row.id)
        if not followed and its not in known:
            continue
        etat = SANS_OBJET if its in known - owed else A_FAIRE
        if fold(row.etat) != fold(etat):
            found.append((row, etat))
    return found


def est_suivie(etat: str) -> bool:
    """Whether a task's État is the word by which a run follows its row.

    >>> est_suivie(suivie("0123456789")), est_suivie("à faire")
    (True, False)
    """
    return _SUIVIE.fullmatch(etat) is not None


def suivie(jeton: str) -> str:
    """What a task's État holds while its row is followed."""
    return f"{A_FAIRE} ({jeton})"


def a_suivre(book: Book, nouveau_jeton: Callable[[], str]) -> list[UpdateRow]:
    """In a shared workbook: the words of their own for the rows that are to change."""
    return [
        UpdateRow(RELANCES.name, row.ligne, row.id, {"État": suivie(nouveau_jeton())})
        for row, _ in a_changer(book)
        if not est_suivie(row.etat)
    ]


def reste_a_faire(etat: str) -> bool:
    """Whether nothing came of a row yet, or ever.

    >>> [reste_a_faire(one) for one in ("À faire", "sans objet (soldée)", "annulée", "fait")]
    [True, True, True, False]
    """
    return fold(etat) in _PAS_FAIT or est_suivie(etat)


def identifiant(book: Book, facture: Facture, niveau: int) -> str:
    """The Id of the row that goes with a level of an invoice."""
    text = "\x1f".join(journal_key(book, facture, niveau)[:2]) + f"\x1f{niveau}"
    return TACHE + sha256(f"{text}\x1f{facture.date_facture}".encode()).hexdigest()[:10]


def _a_suivre(book: Book, facture: Facture, entries: Mapping[Key, Entry], usual: int) -> int | None:
    """The level whose call, letter or file is to be done now; None when there is none.

    ``usual`` is an average month's receipts, in cents.
    """
    niveau, derniere = fait(book, facture, entries)
    if niveau not in _CANAUX or (niveau == AMICALE and not grosse(facture.solde, usual)):
        return None
    client = book.client(facture.client)
    if pause(book, facture, client) is not None:
        return None  # what holds a mail holds a call, too
    if niveau == MISE_EN_DEMEURE:
        days, delai = rythme(book, facture, client)
        since = relances.due_depuis(facture.echeance, RECOUVREMENT, derniere, days, delai)
        if since <= book.aujourdhui:
            return RECOUVREMENT
    sent = (one.key.niveau for one in entrees(book, facture, entries) if one.etat == ENVOYEE)
    if niveau not in sent:
        return None  # what the user did without sheetcash calls for nothing
    if any(one.compte == niveau for one in gestes(book, facture)):
        return None
    return niveau


def _tache(book: Book, facture: Facture, niveau: int) -> AppendRow:
    client = book.client(facture.client)
    who = (client.contact or client.nom) if client is not None else facture.client
    call = f"appeler {who}{_au(client.telephone if client is not None else '')}"
    what = {
        AMICALE: f"{call} sans attendre, et reporter les dépenses qui peuvent l'être",
        FERME: call,
        MISE_EN_DEMEURE: "envoyer la mise en demeure en recommandé avec avis de réception",
        RECOUVREMENT: "réunir le dossier de recouvrement",
    }[niveau]
    return AppendRow(
        RELANCES.name,
        {
            "Id": identifiant(book, facture, niveau),
            "Date": book.aujourdhui,
            "N° facture": facture.numero,
            "Client": facture.client,
            "Niveau": niveau,
            "Canal": _CANAUX[niveau],
            "Destinataire": who,
            "État": A_FAIRE,
            "Message-ID": "",
            "Détail": f"{libelle(niveau)} : {what} ({format_euros(facture.solde)} dus). {CONSIGNE}",
        },
    )


def _au(telephone: str) -> str:
    return f" au {telephone}" if telephone else ""
