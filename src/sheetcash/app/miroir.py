"""The sheet as a mirror of the journal, and what the user tells the journal through the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheetcash.app.relances import COURRIEL, fait, journal_key, libelle, profil_jours
from sheetcash.core import relances
from sheetcash.core.periods import format_date
from sheetcash.ports import (
    DIFFEREE,
    EN_COURS,
    ENVOYEE,
    ETATS,
    INCONNUE,
    REFUSEE,
    Entry,
    Event,
    Journal,
    Key,
)
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow, Value
from sheetcash.workbook.records import Book, Facture, key
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import FACTURES, RELANCES

#: What the user may write in État sync about an uncertain mail.
_SENT = ("envoyee", "envoye")
_AGAIN = ("a renvoyer", "renvoyer")

_LABELS = {
    ENVOYEE: "envoyée",
    REFUSEE: "refusée",
    DIFFEREE: "différée",
    INCONNUE: "inconnue",
}
_CODES = {fold(label): etat for etat, label in _LABELS.items()}


def adopter(book: Book, journal: Journal) -> None:
    """Teach the journal what only the sheet knows: rows of tblRelances it has no trace of.

    A journal that was lost, or that lives on another machine, must not lead to a second mail.
    """
    classeur = book.parametres.identifiant
    known = journal.entries(classeur)
    for row in sorted(book.relances, key=lambda r: r.ligne, reverse=True):
        its = Key(classeur, key(row.facture), row.niveau)
        etat = _CODES.get(fold(row.etat), "")
        if its in known or row.canal != COURRIEL or etat not in ETATS:
            continue
        entry = Entry(its, etat, row.destinataire, row.message_id, row.jour, row.detail)
        journal.record(entry, client="")
        known[its] = entry


def resoudre(book: Book, journal: Journal) -> int:
    """Settle the uncertain mails about which the user wrote an answer in État sync.

    Returns:
        How many were settled.
    """
    entries = journal.entries(book.parametres.identifiant)
    settled = 0
    for facture in book.factures:
        word = fold(facture.etat_sync)
        if word not in _SENT and word not in _AGAIN:
            continue
        for level in range(relances.RECOUVREMENT):
            its = journal_key(book, facture, level)
            entry = entries.get(its)
            if entry is None or entry.etat != INCONNUE:
                continue
            if word in _SENT:
                journal.settle(its, ENVOYEE, "confirmée par l'utilisateur")
            else:
                journal.settle(its, DIFFEREE, "à renvoyer, dit l'utilisateur")
            settled += 1
    return settled


def etat_sync(entry: Entry) -> str:
    """What the sheet's État sync says of a reminder.

    The wording is never one of the answers the user may write there.
    """
    name, day = libelle(entry.key.niveau), format_date(entry.jour)
    if entry.etat == ENVOYEE:
        return f"{name} envoyée le {day}" if entry.key.niveau else f"{name} envoyé le {day}"
    if entry.etat == REFUSEE:
        return f"{name} : refus du {day}. {entry.detail}"
    if entry.etat == DIFFEREE:
        return f"{name} : à retenter (essai du {day}). {entry.detail}"
    return f"{name} : envoi du {day} incertain. Écrivez « envoyée » ou « à renvoyer »."


def refleter(book: Book, entries: Mapping[Key, Entry], events: Iterable[Event]) -> list[Edit]:
    """The edits that make the sheet say what the journal says; none when it already does."""
    edits: list[Edit] = []
    for facture in book.factures:
        values = _row(book, facture, entries)
        if values:
            edits.append(UpdateRow(FACTURES.name, facture.ligne, facture.numero, values))
    numbers = {key(facture.numero): facture.numero for facture in book.factures}
    clients = {key(facture.numero): facture.client for facture in book.factures}
    written = {row.id for row in book.relances}
    for event in events:
        entry = event.entry
        if event.id in written or entry.etat == EN_COURS:
            continue
        its = entry.key.facture
        edits.append(
            AppendRow(
                RELANCES.name,
                {
                    "Id": event.id,
                    "Date": entry.jour,
                    "N° facture": numbers.get(its, its),
                    "Client": event.client or clients.get(its, ""),
                    "Niveau": entry.key.niveau,
                    "Canal": COURRIEL,
                    "Destinataire": entry.destinataire,
                    "État": _LABELS[entry.etat],
                    "Message-ID": entry.message_id,
                    "Détail": entry.detail,
                },
            )
        )
    return edits


def _row(book: Book, facture: Facture, entries: Mapping[Key, Entry]) -> dict[str, Value]:
    """The cells of an invoice's row that differ from what the journal knows."""
    its = [
        entry
        for level in range(relances.RECOUVREMENT)
        if (entry := entries.get(journal_key(book, facture, level))) is not None
        and entry.etat != EN_COURS
    ]
    if not its:
        return {}
    values: dict[str, Value] = {}
    latest = max(its, key=lambda entry: (entry.jour, entry.key.niveau))
    shown = etat_sync(latest)
    ahead = facture.niveau is not None and facture.niveau > latest.key.niveau
    if facture.etat_sync != shown and not ahead:
        values["État sync"] = shown
    niveau, jour = fait(book, facture, entries)
    if niveau != facture.niveau:
        values["Niveau"] = niveau
    if jour != facture.derniere_relance:
        values["Dernière relance"] = jour
    if "Niveau" in values or "Dernière relance" in values:
        days = profil_jours(book, book.client(facture.client))
        values["Statut"] = relances.statut(
            facture.echeance, facture.solde, book.aujourdhui, niveau, jour, days
        )
        values["Prochaine action"] = (
            relances.prochaine(facture.echeance, book.aujourdhui, niveau, jour, days)
            if facture.solde > 0
            else None
        )
    return values
