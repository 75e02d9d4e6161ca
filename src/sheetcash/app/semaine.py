"""The week's list of a workbook, as the sheet À faire ranks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Final

from sheetcash.app import bilan as figures
from sheetcash.app.bilan import Bilan, situation
from sheetcash.app.relances import rythme
from sheetcash.core import relances, semaine, tresorerie
from sheetcash.core.echeancier import FACULTATIVES, URSSAF, echeances
from sheetcash.core.factures import retard
from sheetcash.core.semaine import A_COMPLETER, OUBLI, PROCHAINEMENT, SEMAINE, Tache, classer
from sheetcash.workbook import convert
from sheetcash.workbook.avoirs import A_RATTACHER
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.reading_echeances import SANS_JOUR, Ligne, ligne_de, read_echeances
from sheetcash.workbook.reading_factures import A_CORRIGER, EN_DOUBLE
from sheetcash.workbook.reading_tresorerie import read_achats, read_previsions
from sheetcash.workbook.records import Book, key
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import (
    ACHATS,
    BANQUE,
    DECLARATIONS,
    ECHEANCES,
    FACTURES,
    PREVISIONS,
    RECETTES,
    RELANCES,
)

#: What the list needs besides the tables of ``bilan``.
TABLES: Final = (ACHATS.name, PREVISIONS.name, BANQUE.name, ECHEANCES.name, RELANCES.name)


def taches(
    book: Book, bilan: Bilan, tables: Mapping[str, RawTable], constats: list[Finding]
) -> list[Tache]:
    """What is to be done, the most urgent first.

    Args:
        book: the workbook.
        bilan: its figures.
        tables: the same, for the tables that only the list reads.
        constats: what was found, appended to.
    """
    jour = book.aujourdhui
    lignes = read_echeances(tables.get(ECHEANCES.name), constats)
    achats = read_achats(tables.get(ACHATS.name), constats, jour)
    prevus = read_previsions(tables.get(PREVISIONS.name), constats)
    found: list[Tache | None] = [
        *_declarations(bilan, tables.get(DECLARATIONS.name)),
        *_obligations(book, bilan, lignes),
        *_relances(book),
        *(
            semaine.achat(one.ligne, one.libelle, one.jour, one.montant, jour)
            for one in achats.dus
            if one.montant
        ),
        *_a_facturer(book, prevus),
        semaine.rapprocher(_sans_vis_a_vis(tables.get(BANQUE.name))),
        *_a_completer(book, bilan, constats),
    ]
    return classer(found)


def bilan_et_taches(snapshot: Snapshot, book: Book) -> tuple[Bilan, list[Tache]]:
    """A workbook's figures, and the week's list that they make.

    Args:
        snapshot: the tables of :data:`sheetcash.app.bilan.TABLES` and :data:`TABLES`.
        book: the same, read.
    """
    rows = snapshot.tables[DECLARATIONS.name]
    found = figures.calculer(book, declarees(rows, book.findings, book))
    return found, taches(book, found, snapshot.tables, found.constats)


def _declarations(bilan: Bilan, raw: RawTable | None) -> Iterator[Tache]:
    """The declarations of periods that are over, on the rows of their names."""
    rows = {}
    if raw is not None:
        labels = convert.texts(raw.columns["Période"])
        rows = {fold(label): raw.first_row + at for at, label in enumerate(labels)}
    for one in bilan.declarations:
        if one.close:
            yield semaine.urssaf(
                rows.get(fold(one.periode.label), 0),
                one.periode.label[:1].upper() + one.periode.label[1:],
                one.periode.echeance,
                one.du.total if one.du is not None else None,
                declaree=one.declaree,
                aujourdhui=bilan.aujourdhui,
            )


def _obligations(book: Book, bilan: Bilan, lignes: Sequence[Ligne]) -> Iterator[Tache | None]:
    """What the law asks, in the words of the sheet, then the rows of the user's own."""
    jour, options = book.aujourdhui, book.parametres
    first, last = jour - timedelta(days=OUBLI), jour + timedelta(days=PROCHAINEMENT)
    for entry in echeances(first, last, situation(book, bilan.franchise), book.loi):
        if entry.jour is None or entry.obligation == URSSAF:
            continue
        line = ligne_de(lignes, entry.obligation, entry.jour)
        if line is not None and line.faite(entry.jour):
            continue
        yield semaine.obligation(
            line.ligne if line is not None else 0,
            entry.obligation,
            line.detail if line is not None else entry.detail,
            entry.jour,
            (options.reglages.cfe or None) if entry.obligation == "CFE" else None,
            facultative=entry.obligation in FACULTATIVES,
            aujourdhui=jour,
        )
    for one in lignes:
        own = not one.rang or one.rang in SANS_JOUR
        if own and one.jour is not None and not one.faite(one.jour):
            yield semaine.obligation(
                one.ligne,
                one.obligation,
                one.detail,
                one.jour,
                one.montant,
                facultative=False,
                aujourdhui=jour,
            )


def _relances(book: Book) -> Iterator[Tache]:
    """The invoices whose next reminder is due, nothing suspending it."""
    jour, wrong = book.aujourdhui, _retenues(book)
    for one in book.factures:
        client = book.client(one.client)
        if client is None or one.ligne in wrong:
            continue
        if one.solde <= 0 or one.litige or client.profil == relances.NE_PAS_RELANCER:
            continue
        days, delai = rythme(book, one, client)
        level, last = one.niveau, one.derniere_relance
        waits = [day for day in (one.promesse, book.parametres.suspendues) if day is not None]
        until = max(waits, default=None)
        day = None
        if one.retenue != A_RATTACHER:
            day = relances.prochaine(one.echeance, jour, level, last, days, until, delai)
        task = book.taches.get(key(one.numero), "")
        if task or (day is not None and day <= jour):
            yield semaine.relance(
                one.ligne,
                one.numero,
                one.client,
                one.solde,
                None if task else day,
                relances.statut(one.echeance, one.solde, jour, level, last, days, delai),
                retard(one.echeance, one.solde, jour),
                task or semaine.RELANCER,
            )


def _retenues(book: Book) -> set[int]:
    """The rows of the invoices that count, and that something to be corrected holds."""
    return {one.ligne for one in book.factures if one.retenue in (A_CORRIGER, EN_DOUBLE)}


def _a_facturer(book: Book, prevus: Sequence[tresorerie.Prevu]) -> Iterator[Tache | None]:
    jour = book.aujourdhui
    for one in prevus:
        week = tresorerie.occurrences(one, jour, jour + timedelta(days=SEMAINE))
        if one.entree and (day := next(week, None)) is not None:
            yield semaine.facture_a_faire(one.ligne, one.libelle, day, one.montant, jour)


def _sans_vis_a_vis(raw: RawTable | None) -> int:
    """How many lines of the bank face nothing."""
    if raw is None:
        return 0
    faced = convert.texts(raw.columns["Rapproché avec"])
    return sum(
        1
        for amount, other in zip(raw.columns["Montant"], faced, strict=True)
        if isinstance(amount, (int, float)) and not other
    )


def _a_completer(book: Book, bilan: Bilan, constats: list[Finding]) -> Iterator[Tache | None]:
    """One task per sheet with rows that are left out."""
    if book.parametres.regime.debut_activite is None:
        yield semaine.saisir_creation()
    # an invoice may be kept from the reminders only, and count in the totals
    counted = {
        FACTURES.sheet: {one.ligne for one in book.factures},
        RECETTES.sheet: set(book.recettes.lignes),
    }
    rows, jour = book.recettes, book.aujourdhui
    wrong = {  # counted too, or to come
        FACTURES.sheet: _retenues(book),
        RECETTES.sheet: {
            line for day, line in zip(rows.dates, rows.lignes, strict=True) if day > jour
        },
    }
    for feuille in A_COMPLETER[1:]:
        left_out = {one.ligne for one in constats if one.feuille == feuille and one.ecarte}
        left_out -= counted.get(feuille, set())
        left_out |= wrong.get(feuille, set())
        number = len(left_out)
        if feuille == "Barèmes":
            number = sum(1 for one in bilan.declarations if one.du is None)
        yield semaine.completer(feuille, number)
