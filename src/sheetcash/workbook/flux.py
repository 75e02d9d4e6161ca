"""From a workbook's records to the flows of its cash plan; the sheet's formulas do the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sheetcash.core import charges, recettes, tresorerie
from sheetcash.core.money import round_half_up
from sheetcash.core.tresorerie import Creance, Mois, Mouvement, Prevu
from sheetcash.workbook.reading_declarations import Faite, par_fin
from sheetcash.workbook.reading_tresorerie import Achats
from sheetcash.workbook.records import Book, Facture, categorie_retenue, key, nom_client


class Flux(NamedTuple):
    """Everything the plan is made of.

    Attributes:
        mois: its twelve months.
        mouvements: their flows.
        creances: the open invoices.
        appels: the declarations still to be paid, oldest first.
        retards_observes: the days late of each client, as :func:`nom_client` compares names.
        retards: the days late of each open invoice's client, by its name.
        retard_usuel: those of a client who never paid yet.
        payees: the mean day of payment of each settled invoice, by folded number.
        acquittes: the declarations paid, that day as due date.
    """

    mois: list[Mois]
    mouvements: list[Mouvement]
    creances: list[Creance]
    appels: list[charges.Appel]
    retards_observes: dict[str, int]
    retards: dict[str, int]
    retard_usuel: int
    payees: dict[str, date]
    acquittes: list[charges.Appel]


def payee_le(book: Book) -> dict[str, date]:
    """The mean day of the receipts of each settled invoice, by folded number; halves up."""
    days: dict[str, list[int]] = {}
    rows = book.recettes
    for numero, day, cents in zip(rows.factures, rows.dates, rows.montants, strict=True):
        if numero and cents > 0 and day <= book.aujourdhui:
            days.setdefault(key(numero), []).append(day.toordinal())
    found = {}
    for one in book.factures:
        its = days.get(key(one.numero))
        if its and one.solde <= 0:
            found[key(one.numero)] = date.fromordinal(round_half_up(sum(its), len(its)))
    return found


def retards_clients(book: Book, paid: Mapping[str, date]) -> tuple[dict[str, int], int]:
    """The days late observed by client, as :func:`nom_client` compares names, and for all.

    Args:
        book: the workbook.
        paid: what :func:`payee_le` tells of it.
    """
    return tresorerie.retards_observes(
        (nom_client(one.client), one.echeance, paid[key(one.numero)])
        for one in book.factures
        if key(one.numero) in paid
    )


def creance(book: Book, facture: Facture) -> Creance:
    """An invoice as an expected receipt."""
    return Creance(
        facture.numero,
        facture.client,
        facture.echeance,
        facture.solde,
        categorie_retenue(book, facture),
        facture.promesse,
        facture.litige,
    )


def flux(
    book: Book,
    achats: Achats,
    prevus: Sequence[Prevu],
    faites: Mapping[date, Faite],
    scenario: str,
    cfe_faite: date | None = None,
) -> Flux:
    """The plan of a workbook under a scenario.

    Args:
        book: the workbook.
        achats: its purchases.
        prevus: its forecasts.
        faites: when each declaration was made and paid, by its first day.
        scenario: one of :data:`sheetcash.core.hypotheses.SCENARIOS`.
        cfe_faite: the day the last CFE was paid.
    """
    jour, options = book.aujourdhui, book.parametres
    fin = tresorerie.fin_du_plan(jour)
    open_ones = [creance(book, one) for one in book.factures if one.solde > 0]
    paid = payee_le(book)
    by_client, usuel = retards_clients(book, paid)
    retards = {
        one.client: by_client[nom_client(one.client)]
        for one in open_ones
        if nom_client(one.client) in by_client and book.client(one.client) is not None
    }
    found = [
        *tresorerie.encaissements_attendus(
            open_ones, scenario, retards, usuel, jour, options.part_perdue
        ),
        *tresorerie.previsions(prevus, jour, fin, options.categorie_principale),
        *tresorerie.sorties(tresorerie.ACHATS, achats.dus, jour, fin),
    ]
    dus, payes = _appels(book, faites, found)
    found += charges.paiements(dus, jour)
    found += charges.charges_du_mois(
        tresorerie.mois_du_plan(jour),
        found,
        options.reglages,
        options.regime,
        options.tva_depuis,
        book.loi,
        list(zip(book.recettes.dates, book.recettes.montants, strict=True)),
        cfe_faite,
    )
    mois = tresorerie.derouler(_solde(book, achats, payes), found, jour)
    return Flux(mois, found, open_ones, dus, by_client, retards, usuel, paid, payes)


def _appels(
    book: Book, faites: Mapping[date, Faite], mouvements: Sequence[Mouvement]
) -> tuple[list[charges.Appel], list[charges.Appel]]:
    """The declarations still to be paid within the plan, and those paid, their day as due date.

    A past one counts only if its row is in the sheet.
    """
    jour, options, rows = book.aujourdhui, book.parametres, book.recettes
    fin = tresorerie.fin_du_plan(jour)
    periodes = options.periodes(min(faites, default=jour), fin)
    known = par_fin(faites, options)
    recu = {
        one.fin: recettes.par_categorie(
            rows.dates, rows.montants, rows.categories, one.debut, min(one.fin, jour)
        )
        for one in periodes
        if one.debut <= jour
    }
    left, done = [], []
    for one in charges.appels(periodes, recu, mouvements, options.regime, jour, book.loi):
        _, day = known.get(one.periode.fin, (None, None))
        if day is not None and day <= jour:
            done.append(one._replace(periode=one.periode._replace(echeance=day)))
        elif one.periode.echeance <= fin and (
            one.periode.fin in known or one.periode.echeance >= jour
        ):
            left.append(one)
    return left, done


def _solde(book: Book, achats: Achats, payes: Sequence[charges.Appel]) -> int:
    """The balance of today, as the dashboard tells it: what came and went since its known day."""
    jour, options = book.aujourdhui, book.parametres
    since = options.date_solde or date.min
    rows = book.recettes
    received = zip(rows.dates, rows.montants, strict=True)
    return (
        options.solde_initial
        + sum(cents for day, cents in received if since < day <= jour)
        - sum(cents for day, cents in achats.payes if since < day <= jour)
        - sum(one.total for one in payes if since < one.periode.echeance <= jour)
    )
