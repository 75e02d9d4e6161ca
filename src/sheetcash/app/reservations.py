"""What a run takes on in a shared workbook, before a mail leaves: rows of the sheet Relances.

Two machines may look at the same moment and find the same reminder due. Each adds a row that says
« en cours », and reads the workbook as it is just after: rows are added one after the other, so
that the second one sees the first, and leaves it. Nothing depends on where a row stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from sheetcash.app import appels, miroir, retours
from sheetcash.app.appels import ANNULEE, TACHE
from sheetcash.app.relances import MARQUE, Decision, journal_key
from sheetcash.core import relances
from sheetcash.core.periods import parse_date
from sheetcash.errors import MissingColumn
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
    Mail,
)
from sheetcash.workbook.edits import AppendRow, ReplaceText, UpdateRow
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading_relances import COURRIEL
from sheetcash.workbook.records import Book, Relance, key
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import FACTURES, RELANCES

_ETAT: Final = re.compile(r"en cours \(([0-9a-f]{10})\)")
_DETAIL: Final = re.compile(r"réservée par le poste ([0-9a-f]{8}) \(([0-9a-f]{10})\)")
_MARQUE: Final = re.compile(r"réf\. ([0-9a-f]{10})")
#: What :func:`miroir.etat_sync` writes of a reminder that left.
_ENVOYEE: Final = re.compile(r"(.+) envoyée? le (\d\d/\d\d/\d{4})")
_SYNC: Final = "État sync"


class Reservation(NamedTuple):
    """A reminder that a run has taken on, as the sheet Relances tells.

    ``poste`` names the machine's journal, empty when the row no longer tells; ``id`` and
    ``detail`` are the cells' texts.
    """

    entry: Entry
    jeton: str
    poste: str
    id: str
    detail: str


def est_reservation(etat: str) -> bool:
    """Whether a cell of Relances says that a run has taken the reminder on.

    >>> est_reservation("en cours (0123456789)"), est_reservation("envoyée")
    (True, False)
    """
    return _ETAT.fullmatch(etat) is not None


def ouvertes(book: Book) -> list[Reservation]:
    """The reservations that nothing has closed yet, anyone's."""
    found = []
    for row in book.relances:
        etat, detail = _ETAT.fullmatch(row.etat), _DETAIL.fullmatch(row.detail)
        if etat is None:
            continue
        its = Key(book.parametres.identifiant, key(row.facture), row.niveau)
        poste = detail[1] if detail is not None and detail[2] == etat[1] else ""
        # A run does not outlive its day: what it had taken on may have left, or not.
        what = EN_COURS if row.jour >= book.aujourdhui else INCONNUE
        entry = Entry(its, what, row.destinataire, row.message_id, row.jour, row.detail)
        found.append(Reservation(entry, etat[1], poste, row.id, row.detail))
    return found


def _separer(book: Book, poste: str) -> tuple[list[Reservation], list[Reservation]]:
    """Ours, then other machines'; a journal without a name has taken nothing on."""
    ours: list[Reservation] = []
    others: list[Reservation] = []
    for one in ouvertes(book):
        (ours if poste and one.poste == poste else others).append(one)
    return ours, others


def apprendre(book: Book, journal: Journal) -> None:
    """Teach the journal what the sheet knows, and what other machines left unfinished."""
    _, others = _separer(book, journal.poste())
    miroir.apprendre(book, journal, [one.entry for one in others if one.entry.etat == INCONNUE])


def vue(book: Book, journal: Journal) -> dict[Key, Entry]:
    """Where each reminder stands, as far as the journal and the sheet can tell."""
    classeur = book.parametres.identifiant
    entries, events = journal.entries(classeur), journal.events(classeur)
    ours, others = _separer(book, journal.poste())
    elsewhere = [one.entry for one in others]
    left = [one for one in elsewhere if one.etat == INCONNUE]
    at_work = [one for one in elsewhere if one.etat == EN_COURS]
    found = miroir.vue(book, entries, events, left)
    unsaid = {  # the sheet is older than these returns: what it says of their mails is
        one.entry.key
        for one in events
        if retours.est_retour(one.entry) and one.id not in book.ids_relances
    }
    for entry in (*at_work, *_sur_les_factures(book, ours, others)):
        known = found.get(entry.key)
        stale = known is not None and (
            (retours.annulee(known) and entry.jour <= known.jour) or entry.jour in known.annulees
        )
        if entry.etat == ENVOYEE and (entry.key in unsaid or stale):
            continue
        if known is None or known.etat in (DIFFEREE, REFUSEE):
            found[entry.key] = entry
    return found


def _sur_les_factures(
    book: Book, ours: Sequence[Reservation], others: Sequence[Reservation]
) -> list[Entry]:
    """What État sync tells that Relances no longer does: its rows may have been edited.

    A mark without its row is of a run that goes on, maybe; a reminder said to be sent was.
    """
    mine = {one.jeton for one in ours}  # wherever their marks were taken
    told = {(one.jeton, one.entry.key.facture) for one in others}
    found = []
    for facture in book.factures:
        mark, sent = _MARQUE.fullmatch(facture.etat_sync), _ENVOYEE.match(facture.etat_sync)
        if mark is not None and mark[1] not in mine and (mark[1], key(facture.numero)) not in told:
            keys = (journal_key(book, facture, one) for one in range(relances.RECOUVREMENT))
            found += [Entry(its, EN_COURS, "", "", book.aujourdhui, MARQUE) for its in keys]
        day = parse_date(sent[2]) if sent is not None else None
        if sent is not None and day is not None:
            its = journal_key(book, facture, miroir.niveau_de(sent[1]))
            found.append(Entry(its, ENVOYEE, "", "", day, facture.etat_sync))
    return found


def en_retard(book: Book) -> list[str]:
    """The invoices whose Niveau is under what the sheet Relances tells: its formula is missing."""
    done: dict[str, list[Relance]] = {}
    for row in book.relances:
        if fold(row.etat) == "envoyee":
            done.setdefault(key(row.facture), []).append(row)
    return [
        one.numero
        for one in book.factures
        if any(
            row.niveau > (-1 if one.niveau is None else one.niveau)
            for row in done.get(key(one.numero), ())
            if row.jour >= one.date_facture
        )
    ]


def verifier(snapshot: Snapshot) -> None:
    """Make sure that what is taken on can be told.

    Raises:
        MissingColumn: Relances lacks a column of ours, needed or not elsewhere.
    """
    raw = snapshot.tables[RELANCES.name]
    for column in RELANCES.columns:
        if column.title not in raw.positions:
            raise MissingColumn(raw.sheet, column.title)


def demander(
    book: Book,
    snapshot: Snapshot,
    due: Sequence[tuple[Decision, Mail]],
    poste: str,
    jetons: Sequence[str],
) -> tuple[list[AppendRow], list[UpdateRow]]:
    """The rows that take the reminders on, and the marks by which their invoices are followed."""
    lignes, marques = [], []
    for (one, mail), jeton in zip(due, jetons, strict=True):
        lignes.append(
            AppendRow(
                RELANCES.name,
                {
                    "Id": f"C-{jeton}",
                    "Date": book.aujourdhui,
                    "N° facture": one.facture.numero,
                    "Client": one.facture.client,
                    "Niveau": one.niveau,
                    "Canal": COURRIEL,
                    "Destinataire": mail.recipient,
                    "État": f"en cours ({jeton})",
                    "Message-ID": mail.message_id,
                    "Détail": f"réservée par le poste {poste} ({jeton})",
                },
            )
        )
        marques.append(_marque(one.facture.ligne, one.facture.numero, jeton))
    return lignes, [one for one in marques if _texte(snapshot, one.row) is not None]


def obtenues(book: Book, jetons: Iterable[str], poste: str) -> dict[Key, str]:
    """Those of our reservations that stand in the sheet as they were written: their Message-ID."""
    wanted = set(jetons)
    return {
        one.entry.key: one.entry.message_id
        for one in _separer(book, poste)[0]
        if one.jeton in wanted and one.id == f"C-{one.jeton}"
    }


def a_noter(
    book: Book,
    snapshot: Snapshot,
    entries: Mapping[Key, Entry],
    events: Iterable[Event],
    poste: str,
    marques: Iterable[str] = (),
) -> tuple[list[ReplaceText], list[AppendRow]]:
    """What makes a shared sheet say what the journal says: texts by texts, rows at the end.

    An invoice's Niveau and Dernière relance are formulas over Relances there: only its État
    sync is written, and only where its cell tells it from all others. ``marques`` are those that
    this run has put; another machine's are never touched.
    """
    textes: list[ReplaceText] = []
    lignes: list[AppendRow] = []
    events = list(events)
    ours, _ = _separer(book, poste)
    tenues = [one.jeton for one in ours]
    book = _ecrites(book, events)
    for edit in miroir.refleter(book, entries, events):
        if isinstance(edit, UpdateRow) and _SYNC in edit.values:
            before = _texte(snapshot, edit.row)
            if before and _seul(snapshot, before):
                textes.append(ReplaceText(FACTURES.name, _SYNC, before, str(edit.values[_SYNC])))
        elif isinstance(edit, AppendRow):
            closed = _tenue(book, ours, edit)
            if closed is None:
                lignes.append(edit)
            else:
                ours.remove(closed)
                values = edit.values
                textes += _fermer(
                    closed, str(values["Id"]), str(values["État"]), str(values["Détail"])
                )
    textes += [
        ReplaceText(RELANCES.name, "État", row.etat, etat)
        for row, etat in appels.a_changer(book)
        if appels.est_suivie(row.etat)
    ]
    for one in ours:  # taken on, and never sent
        entry = entries.get(one.entry.key)
        if entry is None or entry.etat != EN_COURS:
            textes += _fermer(one, one.id, ANNULEE, "rien n'est parti")
    told = {one.before for one in textes if one.column == _SYNC}
    marks = {*marques, *map(marque, tenues)} - told
    textes += [
        ReplaceText(FACTURES.name, _SYNC, facture.etat_sync, "")
        for facture in book.factures  # of a run that died, or on a row that was moved
        if facture.etat_sync in marks
    ]
    return textes, lignes


def a_marquer(
    book: Book,
    snapshot: Snapshot,
    entries: Mapping[Key, Entry],
    nouveau_jeton: Callable[[], str],
) -> list[UpdateRow]:
    """Marks for the invoices whose État sync must change and is like another's, or blank."""
    found = []
    for edit in miroir.refleter(book, entries, ()):
        if isinstance(edit, UpdateRow) and _SYNC in edit.values:
            before = _texte(snapshot, edit.row)
            if before is not None and not (before and _seul(snapshot, before)):
                found.append(_marque(edit.row, edit.key, nouveau_jeton()))
    return found


def _ecrites(book: Book, events: Sequence[Event]) -> Book:
    """The book with the Ids of those events only that the sheet still tells: users edit it."""
    told = {
        (row.id, Key(book.parametres.identifiant, key(row.facture), row.niveau))
        for row in book.relances
        if miroir.code(row.etat)
    }
    kept = {one.id for one in events if (one.id, one.entry.key) in told}
    kept |= {one for one in book.ids_relances if one.startswith(TACHE)}
    return book._replace(ids_relances=frozenset(kept))


def _marque(ligne: int, numero: str, jeton: str) -> UpdateRow:
    return UpdateRow(FACTURES.name, ligne, numero, {_SYNC: marque(jeton)})


def marque(jeton: str) -> str:
    """What État sync holds while its row is followed.

    >>> marque("0123456789")
    'réf. 0123456789'
    """
    return f"réf. {jeton}"


def _fermer(one: Reservation, nom: str, etat: str, detail: str) -> list[ReplaceText]:
    """The three cells that tell how a reservation ended; the last one is the one that binds."""
    found = [
        ReplaceText(RELANCES.name, "Détail", one.detail, detail),
        ReplaceText(RELANCES.name, "État", f"en cours ({one.jeton})", etat),
    ]
    if nom != one.id:
        found.insert(0, ReplaceText(RELANCES.name, "Id", one.id, nom))
    return found


def _tenue(book: Book, ours: Sequence[Reservation], edit: AppendRow) -> Reservation | None:
    """The reservation that an event ends."""
    numero, niveau = key(str(edit.values["N° facture"])), edit.values["Niveau"]
    its = (book.parametres.identifiant, numero, niveau)
    message = edit.values["Message-ID"]
    like = [one for one in ours if one.entry.key == its and one.entry.message_id == message]
    return like[-1] if like else None


def _texte(snapshot: Snapshot, ligne: int) -> str | None:
    """What an invoice's État sync holds, to the letter; None when it is no text."""
    raw = snapshot.tables[FACTURES.name]
    index = ligne - raw.first_row
    cells = raw.columns[_SYNC]
    cell = cells[index] if 0 <= index < len(cells) else 0
    return "" if cell is None else cell if isinstance(cell, str) else None


def _seul(snapshot: Snapshot, text: str) -> bool:
    return snapshot.tables[FACTURES.name].columns[_SYNC].count(text) == 1
