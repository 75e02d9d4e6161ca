"""What notices of mails that came back change: the journal, the sheet, and what may leave next.

A notice is a message that anyone may write. It is believed for what it can do at worst: hold the
reminders to an address, which the user can undo. It never makes a mail leave again to that address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from sheetcash.app import reservations, retours
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.miroir import stale_answer
from sheetcash.app.relances import libelle
from sheetcash.app.sync import actualiser, ouvrir
from sheetcash.core.periods import format_date
from sheetcash.ports import ENVOYEE, INCONNUE, Entry, Event, Key
from sheetcash.ports.rebonds import ECHEC, REMIS, RETARD, Avis, Sort
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import Book, Relance, key

NOTE, DEJA_NOTE, SIMPLE_RETARD, ARRIVE, INCONNU = (
    *("note", "deja_note", "retard", "remis", "inconnu"),
)
#: How long after a mail its notice may come, where nothing but the address ties the two.
_DELAI: Final = timedelta(days=10)
#: How the Message-IDs of our mails begin.
NOS_MESSAGES: Final = "<sheetcash."


class Retour(NamedTuple):
    """What became of one notice, for one recipient.

    Attributes:
        fichier: where it comes from.
        etat: ``note``, ``deja_note``, ``retard``, ``remis`` or ``inconnu``.
        adresse: the recipient.
        facture: the invoice's number in the workbook; empty when unknown.
        niveau: the reminder's level; None when unknown.
        phrase: what happened, for the user.
    """

    fichier: str
    etat: str
    adresse: str
    facture: str
    niveau: int | None
    phrase: str

    def as_json(self) -> dict[str, object]:
        """The notice under the keys of ``relances --rebond --json``."""
        return self._asdict()


class Bilan(NamedTuple):
    """What a run over notices did: its lines, the cells written, what the user should look at."""

    retours: list[Retour]
    ecritures: int
    constats: list[Finding]


def noter_retours(outils: Outils, jour: Jour, avis: Sequence[tuple[str, Avis]]) -> Bilan:
    """Take notices in, then make the sheet tell.

    Args:
        outils: nothing is sent: the mailer is not used.
        jour: the day.
        avis: each notice with the name of its file.

    Raises:
        InputError, StoreError: nothing was changed.
    """
    outils.store.ensure_writable()
    _, book = ouvrir(outils, jour)
    classeur = book.parametres.identifiant
    if not classeur:
        return Bilan([_inconnu(name, sort) for name, one in avis for sort in one.sorts], 0, [])
    found: list[Retour] = []
    written = 0
    with outils.journal.exclusive(classeur):
        reservations.apprendre(book, outils.journal)
    if stale_answer(book, outils.journal.entries(classeur)):
        # Given before these notices were: left in the sheet it would be taken for their denial.
        told = actualiser(outils, jour)
        written = told.ecritures
        _, book = ouvrir(outils, jour)
        if stale_answer(book, outils.journal.entries(classeur)):
            return Bilan([], written, told.constats)
    with outils.journal.exclusive(classeur):
        reservations.apprendre(book, outils.journal)
        for name, one in avis:
            for sort in one.sorts:
                found += _noter(outils, book, name, one, sort)
    done = actualiser(outils, jour)
    return Bilan(found, written + done.ecritures, done.constats)


def _noter(outils: Outils, book: Book, name: str, avis: Avis, sort: Sort) -> list[Retour]:
    """Take in what a notice says of one recipient: of each reminder that its mail carried."""
    journal, classeur = outils.journal, book.parametres.identifiant
    entries, events = journal.entries(classeur), journal.events(classeur)
    known = _deja(book, entries.values(), events, avis, sort)
    told = known or _trouver(book, entries, events, avis, sort)
    if not told:
        return [_inconnu(name, sort)]
    numbers = {key(one.numero): one.numero for one in book.factures}
    return [_un(outils, numbers, name, avis, sort, entry, bool(known)) for entry in told]


def _un(
    outils: Outils,
    numbers: Mapping[str, str],
    name: str,
    avis: Avis,
    sort: Sort,
    entry: Entry,
    deja: bool,
) -> Retour:
    """Take in what a notice says of one reminder."""
    numero = numbers.get(entry.key.facture, entry.key.facture)
    what = f"{libelle(entry.key.niveau)} de {numero}, partie le {format_date(entry.jour)}"
    retour = Retour(name, DEJA_NOTE, entry.destinataire, numero, entry.key.niveau, "")
    if sort.quoi == RETARD:
        text = f"{what} : le serveur essaie encore ({sort.pourquoi}). Rien n'est changé."
        return retour._replace(etat=SIMPLE_RETARD, phrase=text)
    if sort.quoi == REMIS:
        return retour._replace(etat=ARRIVE, phrase=f"{what} : remise. Rien n'est changé.")
    if not deja:
        detail = retours.decrire(sort.pourquoi, avis.nom)
        if outils.journal.revenir(entry.key, entry.message_id, detail) is not None:
            text = (
                f"{what} à {entry.destinataire} : revenue ({sort.pourquoi}). Plus rien ne part à "
                "cette adresse tant que Courriel n'a pas changé dans Clients."
            )
            return retour._replace(etat=NOTE, phrase=text)
    return retour._replace(phrase=f"{what} : ce retour est déjà pris en compte. Rien n'est changé.")


def _inconnu(name: str, sort: Sort) -> Retour:
    address = sort.adresses[0]
    text = f"Aucune relance de ce classeur n'est partie à {address} avec ce message."
    return Retour(name, INCONNU, address, "", None, text)


def _deja(
    book: Book, entries: Iterable[Entry], events: Iterable[Event], avis: Avis, sort: Sort
) -> list[Entry]:
    """The reminders that this very notice has told of already, once each."""
    name = f"({retours.nom_avis(avis.nom)})"
    ours = {key(one) for one in sort.adresses}
    told = [entry for entry in entries if name in entry.detail]
    told += [event.entry for event in events if name in event.entry.detail]
    for row in book.relances:
        if name in row.detail:
            told.append(_de_la_ligne(book, row))
    if len(told) > 1:  # one notice may tell of several recipients
        told = [one for one in told if key(one.destinataire) in ours] or told
    if sort.quoi != ECHEC:
        return []
    return list({one.key: one for one in reversed(told)}.values())[::-1]


def _trouver(
    book: Book, entries: Mapping[Key, Entry], events: Sequence[Event], avis: Avis, sort: Sort
) -> list[Entry]:
    """The reminders of the mail that a notice is about, which may have carried several.

    The mail is known by its Message-ID, in the journal, else in the sheet: the journal may be
    younger. Only a notice that quotes none of ours is matched by address and subject, and one that
    quotes someone else's must bear the very subject.
    """
    its = list(entries.values())
    quoted = set(avis.message_ids)
    by_id = [one for one in its if one.message_id and one.message_id in quoted]
    if by_id:
        return by_id
    past = [one.entry for one in events if one.entry.message_id in quoted]
    if past:  # of a mail that was sent again since, or settled: nothing to change
        return past[-1:]
    rows = [_de_la_ligne(book, row) for row in book.relances if row.message_id in quoted]
    if rows:
        return rows[-1:]
    if any(one.startswith(NOS_MESSAGES) for one in quoted):
        return []  # of another workbook, or a trial to oneself
    ours = {key(one) for one in sort.adresses}
    like = [
        one
        for one in its
        if key(one.destinataire) in ours
        and one.etat in (ENVOYEE, INCONNUE)
        and (avis.jour is None or one.jour - timedelta(days=1) <= avis.jour <= one.jour + _DELAI)
        and _meme_objet(one, avis.objet, bool(quoted))
    ]
    last = max(like, key=lambda one: (one.jour, one.key.niveau), default=None)
    if last is None or not last.message_id:
        return [] if last is None else [last]
    return [one for one in like if one.message_id == last.message_id]


def _de_la_ligne(book: Book, row: Relance) -> Entry:
    """What a row of Relances tells of a mail."""
    its = Key(book.parametres.identifiant, key(row.facture), row.niveau)
    return Entry(its, "", row.destinataire, row.message_id, row.jour, row.detail)


def _meme_objet(entry: Entry, objet: str, strict: bool) -> bool:
    """Whether a mail may bear that subject; ``strict``: whether it is known to."""
    if strict:
        return bool(objet) and _objet(entry) == objet
    return not objet or _objet(entry) in ("", objet)


def _objet(entry: Entry) -> str:
    """The subject that the journal keeps of a mail, in single spaces."""
    _, _, rest = entry.detail.partition(" Objet : « ")
    return " ".join(rest.rpartition(" »")[0].split())
