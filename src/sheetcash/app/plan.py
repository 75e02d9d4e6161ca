"""``plan``: the cash plan of a workbook, the months in the red, why, and what would lift them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app import bilan
from sheetcash.core import charges, declarations, recettes, tresorerie, tva
from sheetcash.core.categories import CODES
from sheetcash.core.money import format_euros, round_half_up
from sheetcash.core.tresorerie import Creance, Mois, Mouvement
from sheetcash.errors import RuleError
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading_tresorerie import Achats, read_achats, read_previsions
from sheetcash.workbook.records import Book, key
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import ACHATS, PREVISIONS

#: The tables that the plan needs.
TABLES: Final = (*bilan.TABLES, ACHATS.name, PREVISIONS.name)
_CODES: Final = {fold(name): code for label, code in CODES.items() for name in (label, code)}
#: How many levers are told for a month.
LEVIERS: Final = 5
#: The share of a forecast receipt that a deposit usually is, in percent.
ACOMPTE: Final = 30


class Levier(NamedTuple):
    """What would lift a month in the red: what to do, and how many cents it brings by then."""

    quoi: str
    montant: int


class Rouge(NamedTuple):
    """A month that closes under zero, or under the reserve.

    Attributes:
        mois: the month.
        manque: how many cents are missing to be back at the limit.
        sous_zero: under zero, not only under the reserve.
        causes: its largest flows out, in French.
        leviers: what would lift it, the surest first.
    """

    mois: Mois
    manque: int
    sous_zero: bool
    causes: list[str]
    leviers: list[Levier]


class Plan(NamedTuple):
    """A workbook's cash plan; amounts in cents.

    Attributes:
        aujourdhui: its day.
        nom: whose it is.
        scenario: one of the three.
        mois: the twelve months.
        rouges: those that close under the reserve.
        reserve: the user's.
        repris: the year whose rates stand in for those not known yet, None when all are.
        constats: what the user should look at.
        litiges: what is left out because it is in dispute.
    """

    aujourdhui: date
    nom: str
    scenario: str
    mois: list[Mois]
    rouges: list[Rouge]
    reserve: int
    repris: int | None
    constats: list[Finding]
    litiges: int


def calculer(book: Book, snapshot: Snapshot, scenario: str | None = None) -> Plan:
    """The plan of a workbook.

    Args:
        book: the workbook.
        snapshot: the same, for the tables that only the plan reads.
        scenario: instead of the one chosen in Paramètres.
    """
    jour, options = book.aujourdhui, book.parametres
    scenario = scenario or options.scenario
    constats = list(book.findings)
    achats = read_achats(snapshot.tables.get(ACHATS.name), constats, jour)
    prevus = read_previsions(snapshot.tables.get(PREVISIONS.name), constats)
    faites = bilan.declarees(snapshot.tables["tblDeclarations"], constats)
    fin = tresorerie.fin_du_plan(jour)
    creances = _creances(book)
    retards, usuel = retards_clients(book)
    flux = [
        *tresorerie.encaissements_attendus(
            creances, scenario, retards, usuel, jour, options.part_perdue
        ),
        *tresorerie.previsions(prevus, jour, fin, options.categorie_principale),
        *tresorerie.sorties(tresorerie.ACHATS, achats.dus, jour, fin),
    ]
    appels, payes = _urssaf(book, faites, flux, constats)
    flux += charges.paiements(appels, jour)
    flux += charges.charges_du_mois(
        tresorerie.mois_du_plan(jour),
        flux,
        options.reglages,
        options.regime,
        _tva_depuis(book),
        book.loi,
    )
    mois = tresorerie.derouler(_solde(book, achats, payes), flux, jour)
    disputed = sum(one.solde for one in creances if one.litige)
    return Plan(
        jour,
        options.nom,
        scenario,
        mois,
        _rouges(mois, flux, creances, options.reserve),
        options.reserve,
        next((one.bareme_du.year for one in appels if one.bareme_du is not None), None),
        constats,
        disputed if scenario != tresorerie.OPTIMISTE else 0,
    )


def _creances(book: Book) -> list[Creance]:
    principale = book.parametres.categorie_principale
    return [
        Creance(
            one.numero,
            one.client,
            one.echeance,
            one.solde,
            _CODES.get(fold(one.categorie)) or principale,
            one.promesse,
            one.litige,
        )
        for one in book.factures
        if one.solde > 0
    ]


def retards_clients(book: Book) -> tuple[dict[str, int], int]:
    """The days late observed by client, on their settled invoices, and for all of them.

    An invoice counts as paid on the mean day of its receipts.
    """
    days: dict[str, list[int]] = {}
    rows = book.recettes
    for numero, day, cents in zip(rows.factures, rows.dates, rows.montants, strict=True):
        if numero and cents > 0:
            days.setdefault(key(numero), []).append(day.toordinal())
    paid = []
    for one in book.factures:
        its = days.get(key(one.numero))
        if its and one.solde <= 0:
            middle = date.fromordinal(round_half_up(sum(its), len(its)))
            paid.append((one.client, one.echeance, middle))
    return tresorerie.retards_observes(paid)


def _urssaf(
    book: Book,
    faites: Mapping[date, bilan.Faite],
    flux: Sequence[Mouvement],
    constats: list[Finding],
) -> tuple[list[charges.Appel], list[charges.Appel]]:
    """The declarations still to be paid within the plan, and those paid already.

    As in ``bilan``, a past one counts only if its row is in the sheet.
    """
    jour, options, rows = book.aujourdhui, book.parametres, book.recettes
    created = options.regime.debut_activite
    fin = tresorerie.fin_du_plan(jour)
    periodes = [
        one
        for one in declarations.periodes(
            min(faites, default=jour), fin, options.periodicite, created
        )
        if one.echeance <= fin
    ]
    paid = {
        declarations.periode(debut, options.periodicite).fin: done
        for debut, (_, done) in faites.items()
    }
    recu = {
        one.fin: recettes.par_categorie(
            rows.dates, rows.montants, rows.categories, one.debut, min(one.fin, jour)
        )
        for one in periodes
        if one.debut <= jour
    }
    try:
        dus = charges.appels(periodes, recu, flux, options.regime, jour, book.loi)
    except RuleError as error:
        constats.append(
            Finding(
                "Barèmes",
                0,
                "",
                f"{error.probleme} Le plan ne compte aucune cotisation.",
                error.que_faire,
            )
        )
        return [], []
    left, done = [], []
    for one in dus:
        day = paid.get(one.periode.fin)
        if day is not None and day <= jour:
            done.append(one._replace(periode=one.periode._replace(echeance=day)))
        elif one.periode.fin in paid or one.periode.echeance >= jour:
            left.append(one)
    return left, done


def _tva_depuis(book: Book) -> date | None:
    """The day since which VAT is due, next 1 January included; None when it is not, or unknown."""
    rows = book.recettes.until(book.aujourdhui)
    try:
        found = tva.franchise(
            rows.dates,
            rows.montants,
            rows.categories,
            book.aujourdhui,
            book.parametres.regime.debut_activite,
            book.loi,
        )
    except RuleError:
        return None
    if found.statut == tva.TVA_JANVIER:
        return date(book.aujourdhui.year + 1, 1, 1)
    return found.depuis


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
        - sum(one.du.total for one in payes if since < one.periode.echeance <= jour)
    )


def _rouges(
    mois: Sequence[Mois], flux: Sequence[Mouvement], creances: Sequence[Creance], reserve: int
) -> list[Rouge]:
    found = []
    for one in mois:
        if one.cloture >= reserve:
            continue
        costs = sorted((cents, ligne) for ligne, cents in one.flux.items() if cents < 0)
        found.append(
            Rouge(
                one,
                reserve - one.cloture,
                one.cloture < 0,
                [f"{ligne} {format_euros(-cents)}" for cents, ligne in costs[:3]],
                _leviers(one, flux, creances)[:LEVIERS],
            )
        )
    return found


def _leviers(mois: Mois, flux: Sequence[Mouvement], creances: Sequence[Creance]) -> list[Levier]:
    """What would bring money by the end of a month, the largest of each kind first.

    Chase an invoice whose due date is past by then and whose money comes later, or is in
    dispute; put off a purchase of that month; ask for a deposit on a later receipt.
    """
    fin = mois.periode.fin
    expected = {one.reference: one.jour for one in flux if one.ligne == tresorerie.FACTURES}
    late = [
        Levier(f"relancer {one.numero} ({one.client})", one.solde)
        for one in creances
        if one.echeance <= fin and expected.get(one.numero, date.max) > fin
    ]
    put_off = [
        Levier(f"repousser l'achat « {one.libelle} »", -one.montant)
        for one in flux
        if one.ligne == tresorerie.ACHATS and one.jour in mois.periode
    ]
    later = {one.libelle: one.montant for one in flux[::-1] if _plus_tard(one, fin)}
    deposits = [
        Levier(
            f"demander un acompte de {ACOMPTE} % sur « {libelle} »",
            round_half_up(montant * ACOMPTE, 100),
        )
        for libelle, montant in later.items()
    ]
    found: list[Levier] = []
    for kind in (late, put_off, deposits):
        found += sorted(kind, key=lambda one: -one.montant)[:2]
    return found


def _plus_tard(one: Mouvement, fin: date) -> bool:
    return one.ligne == tresorerie.PREVUES and one.jour > fin


def as_json(plan: Plan) -> dict[str, object]:
    """The plan as one JSON object, amounts in cents, days in ISO."""
    return {
        "date": plan.aujourdhui.isoformat(),
        "nom": plan.nom,
        "scenario": plan.scenario,
        "reserve_cents": plan.reserve,
        "taux_repris_de": plan.repris,
        "litiges_cents": plan.litiges,
        "mois": [
            {
                "debut": one.periode.debut.isoformat(),
                "fin": one.periode.fin.isoformat(),
                "ouverture_cents": one.ouverture,
                "flux_cents": one.flux,
                "cloture_cents": one.cloture,
            }
            for one in plan.mois
        ],
        "mois_dans_le_rouge": [
            {
                "fin": one.mois.periode.fin.isoformat(),
                "cloture_cents": one.mois.cloture,
                "manque_cents": one.manque,
                "sous_zero": one.sous_zero,
                "causes": one.causes,
                "leviers": [
                    {"quoi": lever.quoi, "montant_cents": lever.montant} for lever in one.leviers
                ],
            }
            for one in plan.rouges
        ],
        "constats": [finding.as_json() for finding in plan.constats],
    }
