"""The sheet as a mirror of the journal, and what the user tells the journal through the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sheetcash.app import retours
from sheetcash.app.appels import suites
from sheetcash.app.relances import entrees, fait, gestes, libelle, rythme
from sheetcash.app.retours import CONFIRMEE, DEMENTIE
from sheetcash.core import relances
from sheetcash.core.periods import format_date
from sheetcash.ports import (
    A_RENVOYER,
    DIFFEREE,
    EN_COURS,
    ENVOYEE,
    INCONNUE,
    REFUSEE,
    RETOUR,
    Entry,
    Event,
    Journal,
    Key,
)
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow, Value
from sheetcash.workbook.reading_relances import COURRIEL
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
_CODES[retours.REVENUE] = REFUSEE
_CODES |= {word.removesuffix("e"): etat for word, etat in _CODES.items()}  # « envoyé »


class Reponse(NamedTuple):
    """What the user answered about a mail: how its key is to be settled."""

    key: Key
    etat: str
    detail: str


def a_adopter(
    book: Book,
    entries: Mapping[Key, Entry],
    events: Iterable[Event],
    laissees: Iterable[Entry] = (),
) -> list[Entry]:
    """What only the sheet knows: rows of tblRelances that the journal has no trace of.

    A journal that was lost, or that lives on another machine, must not lead to a second mail:
    what left from elsewhere, or may have, wins over an attempt that failed here. ``laissees`` are
    the mails that another machine had taken on, and of which nothing more is known.
    """
    found = []
    for its, told in _histoires(book, events, laissees).items():
        verdict, known = _verdict(told), entries.get(its)
        mine = known.etat if known is not None else ""
        stronger = (
            (mine in (DIFFEREE, REFUSEE) and verdict.etat in (ENVOYEE, INCONNUE))
            or (mine == INCONNUE and verdict.etat == ENVOYEE)
            or (known is not None and retours.annule(verdict, known))
        )
        if known is None or stronger:
            found.append(verdict)
    return found


def code(etat: str) -> str:
    """The state that a cell of Relances tells; empty when it tells none.

    >>> code("Envoyé"), code("en cours (1)")
    ('envoyee', '')
    """
    return _CODES.get(fold(etat), "")


def niveau_de(nom: str) -> int:
    """The level of that name; out of reach when there is none.

    >>> niveau_de("Relance 2")
    2
    """
    names = [libelle(niveau) for niveau in range(relances.RECOUVREMENT)]
    return names.index(nom) if nom in names else relances.RECOUVREMENT


def _histoires(
    book: Book, events: Iterable[Event], laissees: Iterable[Entry]
) -> dict[Key, list[Entry]]:
    """All that is known to have become of each key: the sheet's rows, then what it lacks."""
    found: dict[Key, list[Entry]] = {}
    back: set[str] = set()
    for entry in laissees:
        found.setdefault(entry.key, []).append(entry)
    for row in sorted(book.relances, key=lambda r: r.ligne):
        its = Key(book.parametres.identifiant, key(row.facture), row.niveau)
        etat = code(row.etat)
        if fold(row.canal) == COURRIEL and etat:
            detail = row.detail
            if retours.se_dit(row.etat):
                if not row.id or row.id in back:  # a copy would undo another sending
                    continue
                back.add(row.id)
                if not detail.startswith(RETOUR):  # a user's own words
                    detail = f"{RETOUR} : {detail}"
            entry = Entry(its, etat, row.destinataire, row.message_id, row.jour, detail)
            found.setdefault(its, []).append(entry)
    for event in events:
        if event.id not in book.ids_relances and event.entry.key in found:
            found[event.entry.key].append(event.entry)
    return found


def _verdict(told: list[Entry]) -> Entry:
    """Where a key stands after all that; the rows' order, which users change, settles little."""
    told = retours.dementis(told)
    sent = [one for one in told if one.etat == ENVOYEE]
    kept, returns = retours.tranchees(told, sent)
    if kept:
        return kept[-1]
    uncertain = [one for one in told if one.etat == INCONNUE]
    answers = ((DIFFEREE, A_RENVOYER), (ENVOYEE, CONFIRMEE), (ENVOYEE, DEMENTIE))
    answered = [one for one in told if (one.etat, one.detail) in answers]
    if len(uncertain) > len(answered) + returns:
        return uncertain[-1]
    return next(one for one in reversed(told) if one.etat not in (INCONNUE, ENVOYEE))


def reponses(book: Book, entries: Mapping[Key, Entry]) -> list[Reponse]:
    """The user's answers in État sync about mails that are uncertain or were refused."""
    found = []
    for facture in book.factures:
        word = fold(facture.etat_sync)
        if not is_answer(word):
            continue
        for entry in entrees(book, facture, entries):
            if (entry.etat == INCONNUE or retours.est_retour(entry)) and word in _SENT:
                found.append(Reponse(entry.key, ENVOYEE, confirmer(entry)))
            elif entry.etat in (INCONNUE, REFUSEE) and word in _AGAIN:
                found.append(Reponse(entry.key, DIFFEREE, A_RENVOYER))
    return found


def confirmer(entry: Entry) -> str:
    """What the journal notes of a mail that left, says the user."""
    return DEMENTIE if retours.est_retour(entry) else CONFIRMEE


def is_answer(etat_sync: str) -> bool:
    """Whether a cell of État sync holds one of the two answers.

    >>> is_answer("A renvoyer "), is_answer("Relance 1 envoyée le 20/11/2026")
    (True, False)
    """
    return fold(etat_sync) in (*_SENT, *_AGAIN)


def stale_answer(book: Book, entries: Mapping[Key, Entry]) -> bool:
    """Whether an answer still stands in the sheet beside a mail the journal knows.

    It was given about one attempt: it must be gone from the sheet before another is made, or
    it would be taken for an answer about that one.
    """
    return any(
        is_answer(facture.etat_sync) and entrees(book, facture, entries)
        for facture in book.factures
    )


def vue(
    book: Book,
    entries: Mapping[Key, Entry],
    events: Iterable[Event],
    laissees: Iterable[Entry] = (),
) -> dict[Key, Entry]:
    """The entries as :func:`apprendre` would leave them, the journal untouched."""
    seen = dict(entries)
    seen.update({entry.key: entry for entry in a_adopter(book, seen, events, laissees)})
    for key_, etat, detail in reponses(book, seen):
        seen[key_] = seen[key_]._replace(etat=etat, detail=detail)
    return seen


def apprendre(book: Book, journal: Journal, laissees: Iterable[Entry] = ()) -> None:
    """Teach the journal what the sheet knows, and what the user answered in it."""
    classeur = book.parametres.identifiant
    entries, events = journal.entries(classeur), journal.events(classeur)
    for entry in a_adopter(book, entries, events, laissees):
        journal.record(entry, client="")
    for its, etat, detail in reponses(book, journal.entries(classeur)):
        journal.settle(its, etat, detail)


def etat_sync(entry: Entry) -> str:
    """What the sheet's État sync says of a reminder.

    The wording is never one of the answers the user may write there.
    """
    name, day = libelle(entry.key.niveau), format_date(entry.jour)
    if entry.etat == ENVOYEE:
        return f"{name} envoyée le {day}" if entry.key.niveau else f"{name} envoyé le {day}"
    if retours.est_retour(entry):
        return (
            f"{name} : revenu, parti le {day}. Changez l'adresse dans Clients. {entry.detail}. "
            "Si l'avis se trompe, écrivez « envoyée » ou « à renvoyer »."
        )
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
    written = book.ids_relances
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
                    "État": retours.REVENUE if retours.est_retour(entry) else _LABELS[entry.etat],
                    "Message-ID": entry.message_id,
                    "Détail": entry.detail,
                },
            )
        )
    return [*edits, *suites(book, entries)]


def _row(book: Book, facture: Facture, entries: Mapping[Key, Entry]) -> dict[str, Value]:
    """The cells of an invoice's row that differ from what the journal knows."""
    its = [e for e in entrees(book, facture, entries) if e.etat != EN_COURS]
    if not its and not gestes(book, facture):
        return {}
    values: dict[str, Value] = {}
    if its:
        latest = max(its, key=lambda entry: (entry.jour, entry.key.niveau))
        shown = etat_sync(latest)
        ahead = facture.niveau is not None and facture.niveau > latest.key.niveau
        if facture.etat_sync != shown and (not ahead or is_answer(facture.etat_sync)):
            values["État sync"] = shown
    niveau, jour = fait(book, facture, entries)
    row = (facture.niveau, facture.derniere_relance)
    if its and facture.etat_sync == shown and retours.dans_la_feuille(*row, its) != row:
        return values  # told already: what stands there again is the user's, or a formula's
    if niveau != facture.niveau:
        values["Niveau"] = niveau
    if jour != facture.derniere_relance:
        values["Dernière relance"] = jour
    if "Niveau" in values or "Dernière relance" in values:
        days, delai = rythme(book, facture, book.client(facture.client))
        values["Statut"] = relances.statut(
            facture.echeance, facture.solde, book.aujourdhui, niveau, jour, days, delai
        )
        values["Prochaine action"] = (
            relances.prochaine(facture.echeance, book.aujourdhui, niveau, jour, days, delai=delai)
            if facture.solde > 0
            else None
        )
    return values
