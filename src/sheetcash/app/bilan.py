"""The figures of a workbook on one day: receipts, ceilings, VAT, declarations, unpaid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.app import previsions
from sheetcash.baremes import Bareme
from sheetcash.core import declarations, plafonds, recettes, tva
from sheetcash.core.cotisations import Du, declaration, reporter
from sheetcash.core.echeancier import Echeance, Situation, echeances
from sheetcash.core.periods import format_date, month_of
from sheetcash.core.solvabilite import AGES
from sheetcash.core.sortie import Sortie, depasse, sortie
from sheetcash.errors import BeforeActivity, RuleError
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.reading import BILAN_TABLES
from sheetcash.workbook.reading_declarations import Faite, par_fin, suivi_depuis
from sheetcash.workbook.records import Book, Facture, Recettes
from sheetcash.workbook.tables import BAREMES, DECLARATIONS

#: The tables that :func:`calculer` and :func:`declarees` need; the last one may be absent.
TABLES: Final = (*BILAN_TABLES, DECLARATIONS.name, BAREMES.name)

EN_RETARD: Final = "en_retard"
A_DECLARER: Final = "a_declarer"
DECLAREE: Final = "declaree"
EN_COURS: Final = "en_cours"

#: How far ahead the obligations are told.
HORIZON: Final = timedelta(days=60)


class Declaration(NamedTuple):
    """One declaration: its period, its turnover by category (cents), and what it owes.

    ``du`` is None when a rate is not known; ``close`` tells whether the period is over,
    ``declaree`` whether it was declared; ``etat`` is ``en_retard``, ``a_declarer``, ``declaree``
    (not paid yet) or ``en_cours``.

    ``reporte`` is what the refunds of earlier periods leave to deduct from this one, and ``reste``
    what this one leaves to deduct from the next, by category: negative cents, nothing in most
    periods. ``ca`` is what was received, ``a_declarer`` what is left of it once they are
    deducted, on which ``du`` is owed.
    """

    periode: declarations.Periode
    ca: dict[str, int]
    a_declarer: dict[str, int]
    du: Du | None
    close: bool
    etat: str
    reporte: dict[str, int] = {}  # noqa: RUF012 - a NamedTuple default, never changed
    reste: dict[str, int] = {}  # noqa: RUF012
    declaree: bool = False


class Passage(NamedTuple):
    """A VAT threshold that was crossed, and by which receipt.

    ``seuil`` is ``base`` or ``majoré``; ``limite`` the threshold and ``montant`` the receipt, in
    cents; ``ligne`` its row in the sheet Livre des recettes, ``facture`` the invoice it pays.
    """

    seuil: str
    limite: int
    jour: date
    ligne: int
    facture: str
    montant: int


class Bilan(NamedTuple):
    """A workbook's figures; amounts in cents.

    Attributes:
        aujourdhui: the day they are true for.
        nom: whose figures they are.
        mois: received this month.
        annee: received this year.
        annee_precedente: received in the whole of last year.
        par_categorie: received this year, by category.
        par_mois: received in each month of this year.
        plafonds: the ceilings that bind, the most used first; empty when one is not known.
        franchise: the VAT exemption; None when a threshold is not known.
        declarations: those not paid yet, the oldest first.
        ouvertes: the invoices not settled.
        en_retard: those past their due date.
        ages: what is late, by age class.
        constats: what the user should look at.
        sortie: where the business stands towards leaving the regime; None when it is not known.
        saisis: the law's figures that were typed in the sheet Barèmes.
        previsions: the thresholds that the year is heading for.
        passages: the VAT thresholds already crossed.
        echeances: what is to be done in the coming days, see :data:`HORIZON`.
    """

    aujourdhui: date
    nom: str
    mois: int
    annee: int
    annee_precedente: int
    par_categorie: dict[str, int]
    par_mois: list[int]
    plafonds: list[plafonds.Usage]
    franchise: tva.Franchise | None
    declarations: list[Declaration]
    ouvertes: list[Facture]
    en_retard: list[Facture]
    ages: dict[str, int]
    constats: list[Finding]
    sortie: Sortie | None = None
    saisis: tuple[Bareme, ...] = ()
    previsions: tuple[previsions.Prevision, ...] = ()
    passages: tuple[Passage, ...] = ()
    echeances: tuple[Echeance, ...] = ()

    @property
    def reste_du(self) -> int:
        """The sum of the open balances."""
        return sum(facture.solde for facture in self.ouvertes)

    @property
    def total_en_retard(self) -> int:
        """The sum of the late balances."""
        return sum(facture.solde for facture in self.en_retard)


def calculer(book: Book, declarees: Mapping[date, Faite] = {}) -> Bilan:
    """All the figures of a workbook; a figure of the law that is missing becomes a finding.

    Args:
        book: the workbook.
        declarees: what :func:`declarees` read; a period it does not know is told only until
            its due date.
    """
    day, loi = book.aujourdhui, book.loi
    rows = book.recettes.until(day)
    regime = book.parametres.regime
    by_year = {year: _of_year(rows, year) for year in (day.year, day.year - 1, day.year - 2)}
    by_category = by_year[day.year]
    constats = list(book.findings)
    try:
        ceilings = plafonds.usages(by_category, day.year, regime.debut_activite, loi)
    except RuleError as error:
        ceilings = []
        constats.append(_law(error))
    except BeforeActivity as error:
        ceilings = []
        constats.append(
            Finding("Paramètres", 0, "Début d'activité", error.probleme, error.que_faire)
        )
    franchise = None
    try:
        franchise = tva.franchise(
            rows.dates, rows.montants, rows.categories, day, regime.debut_activite, loi
        )
    except RuleError as error:
        constats.append(_law(error))
        constats += _tva_avant(book, rows)
    month = month_of(day)
    open_ones = [one for one in book.factures if one.solde > 0 and one.date_facture <= day]
    late = [facture for facture in open_ones if facture.echeance < day]
    return Bilan(
        day,
        book.parametres.nom,
        recettes.encaissements(rows.dates, rows.montants, month.debut, month.fin),
        sum(by_category.values()),
        sum(by_year[day.year - 1].values()),
        by_category,
        recettes.par_mois(rows.dates, rows.montants, day.year),
        ceilings,
        franchise,
        _declarations(book, rows, declarees, constats),
        open_ones,
        sorted(late, key=lambda facture: facture.echeance),
        _ages(late, day),
        constats,
        _sortie(book, by_year, constats) if ceilings else None,
        loi.saisis,
        _previsions(book, by_category, franchise) if ceilings and franchise else (),
        _passages(rows, franchise),
        _echeances(book, franchise),
    )


def _previsions(
    book: Book, ca: Mapping[str, int], franchise: tva.Franchise
) -> tuple[previsions.Prevision, ...]:
    return tuple(previsions.previsions(book, ca, tva_due=franchise.statut == tva.TVA))


def _passages(rows: Recettes, franchise: tva.Franchise | None) -> tuple[Passage, ...]:
    if franchise is None:
        return ()
    named = (("base", franchise.base_franchie), ("majoré", franchise.franchissement))
    return tuple(
        Passage(
            seuil,
            crossing.limite,
            crossing.jour,
            rows.lignes[crossing.ligne],
            rows.factures[crossing.ligne],
            rows.montants[crossing.ligne],
        )
        for seuil, crossing in named
        if crossing is not None
    )


def situation(book: Book, franchise: tva.Franchise | None) -> Situation:
    """What decides of the obligations of a workbook.

    Args:
        book: the workbook.
        franchise: its VAT exemption, None when it is not known.
    """
    options = book.parametres
    return Situation(
        options.periodicite,
        options.regime.debut_activite,
        options.regime.acre,
        franchise.depuis if franchise is not None else None,
        periodicite_depuis=options.periodicite_depuis,
    )


def _echeances(book: Book, franchise: tva.Franchise | None) -> tuple[Echeance, ...]:
    day = book.aujourdhui
    return tuple(echeances(day, day + HORIZON, situation(book, franchise), book.loi))


def _tva_avant(book: Book, rows: Recettes) -> list[Finding]:
    """What last year left behind, when this year's thresholds are not known: VAT does not wait."""
    last = date(book.aujourdhui.year - 1, 12, 31)
    try:
        found = tva.franchise(
            *rows.until(last)[1:4], last, book.parametres.regime.debut_activite, book.loi
        )
    except RuleError:
        return []
    if found.statut == tva.FRANCHISE:
        return []
    since = found.depuis or date(book.aujourdhui.year, 1, 1)
    return [
        Finding(
            "Barèmes",
            0,
            "",
            f"D'après {last.year}, la TVA est due depuis le {format_date(since)}, et les seuils de "
            f"{book.aujourdhui.year} manquent.",
            "Facturez la TVA, et saisissez ces seuils dans Barèmes.",
        )
    ]


def _of_year(rows: Recettes, year: int) -> dict[str, int]:
    return recettes.par_categorie(
        rows.dates, rows.montants, rows.categories, date(year, 1, 1), date(year, 12, 31)
    )


def _sortie(
    book: Book, by_year: Mapping[int, Mapping[str, int]], constats: list[Finding]
) -> Sortie | None:
    """Where the business stands towards leaving the regime, this year's ceilings being known.

    Next year's may not be yet: that is a finding only if this year's are exceeded.
    """
    year, created = book.aujourdhui.year, book.parametres.regime.debut_activite
    try:
        return sortie(by_year, year, created, book.loi)
    except RuleError as error:
        if depasse(by_year[year], year, year, created, book.loi):
            constats.append(_law(error))
        return None


def _done(
    done: date | None, periode: declarations.Periode, day: date, constats: list[Finding]
) -> date | None:
    """When a period was declared or paid, as things stood that day: not before it was over."""
    if done is None or done > day:
        return None
    if done > periode.fin:
        return done
    constats.append(
        Finding(
            "Déclarations",
            0,
            "",
            f"{periode.label} : « {format_date(done)} » est avant la fin de la période "
            f"({format_date(periode.fin)}), qui compte comme non payée.",
            "Corrigez Déclaré le ou Payé le.",
        )
    )
    return None


def _law(error: RuleError) -> Finding:
    return Finding("Barèmes", 0, "", error.probleme, error.que_faire)


def _ages(late: list[Facture], day: date) -> dict[str, int]:
    totals = {label: 0 for _, label in AGES}
    for facture in late:
        days = (day - facture.echeance).days
        label = next(label for bound, label in AGES if bound is None or days <= bound)
        totals[label] += facture.solde
    return totals


def _declarations(
    book: Book, rows: Recettes, declarees: Mapping[date, Faite], constats: list[Finding]
) -> list[Declaration]:
    """From the oldest declaration still to be made or paid to the one that holds today.

    As in the sheet, one that is past its due date counts only if its row is there, and if
    something is owed on it or it is of a time the workbook follows: zero is declared too.
    """
    since = suivi_depuis(book)
    day, options = book.aujourdhui, book.parametres
    known = par_fin(declarees, options)
    found = []
    refunds = min(rows.montants, default=0) < 0
    reste: dict[str, int] = {}
    first_row = min(declarees, default=date.min)  # the sheet knows of no refund before it
    for debut, days in declarees.items():
        if debut > day:  # its row may have stood for another period before the settings changed
            for periode in options.periodes(debut, debut):
                for done in days:
                    _done(done, periode, day, constats)
    for periode in options.periodes(min([day - timedelta(days=400), *declarees]), day):
        declared, paid = (
            _done(done, periode, day, constats) for done in known.get(periode.fin, (None, None))
        )
        late = periode.echeance < day
        over = paid is not None or (late and periode.fin not in known)
        if over and not refunds:
            continue
        ca = recettes.par_categorie(
            rows.dates, rows.montants, rows.categories, periode.debut, periode.fin
        )
        reporte, (a_declarer, reste) = reste, reporter(ca, reste)
        if periode.fin < first_row:
            reste = {}
        if over:
            continue
        du = None
        try:
            du = declaration(a_declarer, periode.fin, options.regime, book.loi)
        except RuleError as error:
            constats.append(_law(error))
        followed = since is not None and periode.fin >= since and declared is None
        if late and du is not None and not du.total and not followed:
            continue
        close = periode.fin < day
        if late:
            etat = EN_RETARD
        elif declared is not None:
            etat = DECLAREE
        else:
            etat = A_DECLARER if close else EN_COURS
        made = declared is not None
        found.append(Declaration(periode, ca, a_declarer, du, close, etat, reporte, reste, made))
    return found
