"""The user's word on a mail whose fate is uncertain, or that is said to have come back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sheetcash.app import reservations, retours
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.miroir import confirmer
from sheetcash.app.regroupement import enumerer
from sheetcash.app.relances import libelle
from sheetcash.app.sync import actualiser, ouvrir
from sheetcash.core.periods import format_date
from sheetcash.errors import InputError, NotInWorkbook
from sheetcash.ports import A_RENVOYER, DIFFEREE, ENVOYEE, INCONNUE, Entry
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import key
from sheetcash.workbook.schema import nearest


class Resolution(NamedTuple):
    """What was settled.

    Attributes:
        facture: the invoice's number.
        niveau: the reminder's level; None when nothing had to be settled.
        etat: ``envoyee`` or ``differee``, empty when nothing was.
        phrase: what happened, for the user.
        ecritures: cells written in the workbook.
        constats: what the user should look at.
        avec: the other invoices of the same mail, settled with it: its fate is one.
    """

    facture: str
    niveau: int | None
    etat: str
    phrase: str
    ecritures: int
    constats: list[Finding]
    avec: Sequence[str] = ()


def resoudre(
    outils: Outils, jour: Jour, numero: str, niveau: int | None, *, envoyee: bool
) -> Resolution:
    """Settle a reminder as État sync's « envoyée » or « à renvoyer » would, and write it there.

    Args:
        outils: nothing is sent: the mailer is not used.
        jour: the day.
        numero: the invoice.
        niveau: which reminder, where several are uncertain.
        envoyee: whether it left.

    Raises:
        NotInWorkbook: neither the workbook nor the journal knows that invoice.
        InputError: several reminders are uncertain: which one?
        StoreError: nothing was changed.
    """
    outils.store.ensure_writable()
    _, book = ouvrir(outils, jour)
    classeur, journal = book.parametres.identifiant, outils.journal
    numbers = {key(one.numero): one.numero for one in book.factures}
    numbers = {its.key.facture: its.key.facture for its in journal.entries(classeur).values()} | (
        numbers
    )
    if key(numero) not in numbers:
        raise NotInWorkbook("facture", numero, nearest(numero, list(numbers.values())))
    shown = numbers[key(numero)]
    if not classeur:
        return _rien(shown)
    with journal.exclusive(classeur):
        reservations.apprendre(book, journal)
        unsure = [
            one
            for one in journal.entries(classeur).values()
            if one.etat == INCONNUE or retours.est_retour(one)
        ]
        doubtful = [
            one
            for one in unsure
            if one.key.facture == key(numero) and niveau in (None, one.key.niveau)
        ]
        if len(doubtful) > 1:
            which = ", ".join(f"{one.key.niveau} ({libelle(one.key.niveau)})" for one in doubtful)
            raise InputError(
                f"{shown} : plusieurs relances sont incertaines, niveaux {which}.",
                "Dites laquelle avec --niveau.",
            )
        etat = ENVOYEE if envoyee else DIFFEREE
        gathered = [
            one
            for one in unsure
            if one.message_id
            and one.key.facture != key(numero)
            and one.message_id in {its.message_id for its in doubtful}
        ]
        for one in (*doubtful, *gathered):
            journal.settle(one.key, etat, confirmer(one) if envoyee else A_RENVOYER)
    done = actualiser(outils, jour)
    if not doubtful:
        return _rien(shown)._replace(ecritures=done.ecritures, constats=done.constats)
    (one,) = doubtful
    others = [numbers[its.key.facture] for its in gathered]
    text = _phrase(shown, one, etat)
    if others:
        so = "elles aussi" if len(others) > 1 else "elle aussi"
        text = f"{text} Le même courriel réclamait {enumerer(others)} : {so}."
    return Resolution(shown, one.key.niveau, etat, text, done.ecritures, done.constats, others)


def _rien(numero: str) -> Resolution:
    return Resolution(numero, None, "", f"{numero} : aucun envoi incertain.", 0, [])


def _phrase(numero: str, entry: Entry, etat: str) -> str:
    name = f"{numero} : {libelle(entry.key.niveau)} du {format_date(entry.jour)}"
    if etat == ENVOYEE:
        return f"{name}, comptée comme envoyée."
    return f"{name}, à renvoyer : elle repart au prochain envoi, si elle est encore due."
