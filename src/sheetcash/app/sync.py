"""Send the reminders that are due, once, and write in the workbook what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sheetcash.app import appels, marques, miroir, reservations
from sheetcash.app.au_fil import AuFil
from sheetcash.app.avertissements import Avertissement
from sheetcash.app.envoi import Envoi, Jour, Ligne, Outils
from sheetcash.app.prochaines import Prochaine, prochaines
from sheetcash.app.relances import Decision
from sheetcash.core.periods import format_date
from sheetcash.errors import (
    AutreClasseur,
    BadCell,
    ExternallyChanged,
    SendError,
    SheetcashError,
)
from sheetcash.ports import INCONNUE, REFUSEE, Mail, SharedWorkbook
from sheetcash.workbook.edits import SetSetting
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.parametres import IDENTIFIANT
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import SYNC_TABLES
from sheetcash.workbook.records import Book, key
from sheetcash.workbook.schema import CellError
from sheetcash.workbook.tables import TABLES

#: How often the write is computed anew when the file changes under it.
_WRITE_TRIES = 5
#: What is to be done about money that may have paid.
_QUE_DIRE = (
    "Écrivez dans cette case « oui », « non » ou ce que la ligne paie, puis recommencez l'envoi."
)


class Resultat(NamedTuple):
    """What one run of ``sync`` did.

    Attributes:
        aujourdhui: the day it was run for.
        lignes: each reminder that was due, and what became of it.
        constats: what the user should look at.
        ecritures: cells written in the workbook.
        abandon: the user said no: nothing was sent.
        prochaines: the next step of every open invoice, when nothing but the list is asked for.
        avertissements: what is unusual about what was due.
        releves: the day up to which the bank is known; None when nothing tells.
    """

    aujourdhui: date
    lignes: list[Ligne]
    constats: list[Finding]
    ecritures: int
    abandon: bool = False
    prochaines: Sequence[Prochaine] = ()
    avertissements: Sequence[Avertissement] = ()
    releves: date | None = None


def simuler(outils: Outils, jour: Jour) -> Resultat:
    """The same list as :func:`synchroniser`, changing and sending nothing."""
    return examiner(outils, jour).resultat


class Examen(NamedTuple):
    """A run looked at beforehand: its result, the mails that would leave, and the workbook."""

    resultat: Resultat
    departs: list[tuple[Decision, Mail]]
    book: Book


def examiner(outils: Outils, jour: Jour) -> Examen:
    """What :func:`synchroniser` would do, with its mails; nothing is changed nor sent."""
    snapshot, book = ouvrir(outils, jour)
    nameless = not book.parametres.identifiant
    if nameless:
        taken = book.parametres._replace(identifiant=_deja_nomme(outils, book))
        book = book._replace(parametres=taken)
    envoi = Envoi(outils, jour, snapshot, book)
    due = envoi.preparer()
    steps = prochaines(book, reservations.vue(book, outils.journal))
    found = _constats(book, envoi, jour)
    if nameless and book.parametres.identifiant:
        found.append(_repris())
    warned = envoi.avertissements
    its = Resultat(book.aujourdhui, envoi.lignes, found, 0, False, steps, warned, book.releves)
    return Examen(its, due, book)


def synchroniser(outils: Outils, jour: Jour) -> Resultat:
    """Send what is due, once each, and mirror the journal in the workbook.

    The order is what keeps the promise: the workbook is known to be writable before anything
    leaves; each mail is claimed in the journal before its first byte; payments are looked at
    again just before; the sheet is written last, from the journal, so that a run cut short is
    mirrored by the next one.

    Raises:
        InputError, StoreError: nothing was sent.
        SendError: the mail server could not be used at all: nothing was sent.
    """
    store, journal = outils.store, outils.journal
    store.ensure_writable()
    snapshot, book = ouvrir(outils, jour)
    named, before = 0, ""
    if not book.parametres.identifiant:
        before = _deja_nomme(outils, book)
        name = before or outils.nouvel_identifiant()
        named = store.write(snapshot, [SetSetting(IDENTIFIANT, name)])
        snapshot, book = ouvrir(outils, jour)
    classeur = book.parametres.identifiant
    with journal.exclusive(classeur):
        if not journal.entries(classeur):
            # A name that were lost would leave the journal blind: the same mails would leave again.
            store.enregistrer()
        reservations.apprendre(book, journal)
        if miroir.stale_answer(book, journal.entries(classeur)):
            answered, problem = _mirror(outils, jour, snapshot, classeur)
            if problem is not None:  # an answer left in the sheet would be taken twice
                return Resultat(book.aujourdhui, [], [*book.findings, problem], named)
            named += answered
            snapshot, book = ouvrir(outils, jour)
        envoi = Envoi(outils, jour, snapshot, book)
        del snapshot  # the run reads it again after each of its writes: two would be held
        try:
            accepted = envoi.run()
        except SendError:
            _mirror(outils, jour, envoi.snapshot, classeur)  # what earlier runs left unsaid
            raise
        count, problem = _mirror(outils, jour, envoi.snapshot, classeur, envoi.jetons, envoi.au_fil)
    constats = _constats(book, envoi, jour)
    if before:
        constats.append(_repris())
    if problem is not None:
        constats.append(problem)
    return Resultat(
        book.aujourdhui,
        envoi.lignes,
        constats,
        named + envoi.au_fil.ecritures + count,
        not accepted,
        avertissements=envoi.avertissements,
        releves=book.releves,
    )


def _deja_nomme(outils: Outils, book: Book) -> str:
    """The name that a workbook without one had: a copy from before its first sending is restored.

    Else the same mails would leave again under another name.
    """
    clients = ((one, book.client(one.client)) for one in book.factures)
    return outils.journal.deja_nomme(
        {
            key(one.numero): client.courriel.strip().casefold()
            for one, client in clients
            if client is not None and client.courriel
        }
    )


def _repris() -> Finding:
    return Finding(
        "Paramètres",
        0,
        IDENTIFIANT,
        "Ce classeur n'en avait pas, et des relances de ses factures sont déjà parties de cet "
        "ordinateur : il en prend la suite.",
        "Si c'est un autre classeur, écrivez-y un identifiant à vous.",
    )


def actualiser(outils: Outils, jour: Jour) -> Resultat:
    """Mirror in the workbook what the journal knows; nothing is sent.

    Raises:
        InputError, StoreError: nothing was changed.
    """
    outils.store.ensure_writable()
    snapshot, book = ouvrir(outils, jour)
    count, problem = 0, None
    classeur = book.parametres.identifiant
    if classeur and outils.journal.entries(classeur):  # else nothing was ever sent from it
        with outils.journal.exclusive(classeur):
            reservations.apprendre(book, outils.journal)
            count, problem = _mirror(outils, jour, snapshot, classeur)
    constats = list(book.findings)
    if problem is not None:
        constats.append(problem)
    return Resultat(book.aujourdhui, [], constats, count)


def ouvrir(outils: Outils, jour: Jour) -> tuple[Snapshot, Book]:
    """The workbook as it is now.

    Raises:
        BadCell: its name cannot be read: that is not a workbook without a name.
    """
    snapshot = outils.store.read(SYNC_TABLES)
    raw = snapshot.settings.get(IDENTIFIANT)
    if raw is not None and isinstance(raw.values[0], CellError):
        raise BadCell(
            "Paramètres", raw.row, IDENTIFIANT, raw.values[0], "rien ne peut partir sans lui"
        )
    return snapshot, jour.lire(snapshot)


def _constats(book: Book, envoi: Envoi, jour: Jour) -> list[Finding]:
    """What the user should look at, from the data, the reminders held and the sending."""
    found = [*book.findings, *_a_corriger(envoi.lignes), *envoi.constats]
    if book.aujourdhui != jour.date:
        found.append(jour_fige(book.aujourdhui))
    late = reservations.en_retard(book) if envoi.outils.store.shared is not None else []
    if late:
        found.append(_niveau_en_retard(late))
    return found


def _niveau_en_retard(numeros: list[str]) -> Finding:
    """In a shared workbook Niveau is a formula over Relances, and is never written."""
    more = f" et {len(numeros) - 3} autres" if len(numeros) > 3 else ""
    return Finding(
        "Factures",
        0,
        "Niveau",
        f"{', '.join(numeros[:3])}{more} : le niveau ne suit pas la feuille Relances.",
        "Videz ces cellules, puis lancez « sheetcash nouveau » avec l'adresse de cette feuille : "
        "les formules y seront remises.",
    )


def _mirror(
    outils: Outils,
    jour: Jour,
    snapshot: Snapshot,
    classeur: str,
    jetons: Sequence[str] = (),
    au_fil: AuFil | None = None,
) -> tuple[int, Finding | None]:
    """Write in the sheet what the journal knows; what cannot be written now will be next time.

    ``au_fil`` wrote during the run: answers to what it said count, and what a viewer shows is to
    be renewed. Nothing is written in a workbook whose identity is not ``classeur`` any more.
    """
    store, journal = outils.store, outils.journal
    if store.shared is not None:
        return _noter(outils, store.shared, jour, snapshot, jetons)
    error: SheetcashError | None = None
    for _ in range(_WRITE_TRIES):
        try:
            book = jour.lire(snapshot)
            if book.parametres.identifiant != classeur:
                raise AutreClasseur(store.name)
            if au_fil is not None:
                au_fil.apprendre(book)
            edits = miroir.refleter(book, journal.entries(classeur), journal.events(classeur))
            if not edits and not (au_fil and au_fil.ecritures):
                return 0, None
            return store.write(snapshot, edits, book.aujourdhui), None
        except ExternallyChanged as changed:
            error = changed
        except SheetcashError as other:
            error = other
            break
        try:
            snapshot = store.read(SYNC_TABLES)
        except SheetcashError as other:
            error = other
            break
    assert error is not None
    return 0, _pas_ecrit(error)


def _noter(
    outils: Outils,
    shared: SharedWorkbook,
    jour: Jour,
    snapshot: Snapshot,
    jetons: Sequence[str],
) -> tuple[int, Finding | None]:
    """The same in a shared workbook: texts by texts, so that no row gets another's status."""
    journal, marked = outils.journal, 0
    try:
        book = jour.lire(snapshot)
        classeur = book.parametres.identifiant
        entries, events = journal.entries(classeur), journal.events(classeur)
        put = list(map(reservations.marque, jetons))
        for par_place in (False, True):
            asked_for = reservations.a_marquer(book, snapshot, entries, outils.nouveau_jeton)
            asked_for += appels.a_suivre(book, outils.nouveau_jeton)
            if not asked_for:
                break
            snapshot = marques.poser(shared, snapshot, (), asked_for, par_place=par_place)
            book, marked = jour.lire(snapshot), marked + len(asked_for)
            put += [str(text) for mark in asked_for for text in mark.values.values()]
        asked = reservations.a_noter(book, snapshot, entries, events, journal.poste(), put)
        if not any(asked):
            return marked, None
        note = shared.noter(snapshot, *asked)
        if any(one.column == "État" for one in note.perdus):  # a row that someone edited or deleted
            snapshot = outils.store.read(SYNC_TABLES)
            again = reservations.a_noter(
                jour.lire(snapshot), snapshot, entries, events, journal.poste()
            )
            marked += shared.noter(snapshot, [], again[1]).ecritures if again[1] else 0
    except SheetcashError as error:
        return marked, _pas_ecrit(error)
    if note.doubles:
        one = note.doubles[0]
        return marked + note.ecritures, Finding(
            TABLES[one.table].sheet,
            0,
            one.column,
            f"Une ligne a été copiée pendant l'envoi : « {one.after} » y figure plusieurs fois.",
            "Supprimez la copie, ou donnez-lui son propre numéro et videz cette cellule.",
        )
    return marked + note.ecritures, None


def _pas_ecrit(error: SheetcashError) -> Finding:
    return Finding(
        "Factures",
        0,
        "État sync",
        f"Le classeur n'a pas pu être mis à jour. {error.probleme}",
        f"{error.que_faire} Puis recommencez l'envoi : rien ne partira deux fois.".strip(),
    )


def jour_fige(day: date) -> Finding:
    """The workbook lives on a day of its own: a user who forgot it would wonder."""
    return Finding(
        "Paramètres",
        0,
        "Date du jour",
        f"Le classeur est figé au {format_date(day)} : les relances sont jugées ce jour-là.",
        "Videz « Date du jour » pour suivre le calendrier.",
    )


def _a_corriger(lignes: list[Ligne]) -> list[Finding]:
    """Findings for the reminders that only the user can set going again."""
    found: dict[Finding, None] = {}  # one setting may hold many reminders: say it once
    for its in lignes:
        one = its.decision
        if its.etat in (REFUSEE, INCONNUE):
            what = (
                "Corrigez l'adresse dans Clients, puis recommencez l'envoi."
                if its.etat == REFUSEE
                else "Cherchez-le dans vos messages envoyés, puis écrivez « envoyée » ou "
                "« à renvoyer » dans État sync."
            )
            text = f"{one.facture.numero} : {its.raison}"
            found[Finding("Factures", one.facture.ligne, "État sync", text, what)] = None
        elif one.motif is not None and one.motif.feuille:
            motif = one.motif
            name = one.facture.numero if motif.ligne else "Relances"
            found[
                Finding(
                    motif.feuille,
                    motif.ligne,
                    motif.colonne,
                    f"{name} : {motif.texte}.",
                    _QUE_DIRE
                    if motif.colonne == "Rapproché avec"
                    else "Corrigez cette case, puis recommencez l'envoi.",
                )
            ] = None
    return list(found)
