"""``plan``: the cash plan of a workbook, the months in the red, why, and what would lift them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.app import bilan
from sheetcash.app.suivi import Suivi, suivre
from sheetcash.core import hypotheses, tresorerie, tva
from sheetcash.core.charges import Appel
from sheetcash.core.money import format_euros, round_half_up
from sheetcash.core.periods import format_date
from sheetcash.core.tresorerie import Creance, Mois, Mouvement
from sheetcash.errors import RuleError
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.flux import flux
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.reading_echeances import cfe_faite, read_echeances
from sheetcash.workbook.reading_tresorerie import read_achats, read_previsions
from sheetcash.workbook.records import Book
from sheetcash.workbook.tables import ACHATS, ECHEANCES, PREVISIONS

#: The tables that the plan needs.
TABLES: Final = (*bilan.TABLES, ACHATS.name, PREVISIONS.name, ECHEANCES.name)
#: How many levers are told for a month.
LEVIERS: Final = 5
#: The share of a forecast receipt that a deposit usually is, in percent.
ACOMPTE: Final = 30


#: The flows out that a month may do without, as levers name them.
_A_REPOUSSER: Final = {
    tresorerie.ACHATS: "l'achat",
    tresorerie.DEPENSES: "la dépense",
}


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
        suivi: horizons, forecast against actual, ratios.
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
    suivi: Suivi


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
    faites = declarees(snapshot.tables["tblDeclarations"], constats, book)
    lignes = read_echeances(snapshot.tables.get(ECHEANCES.name), constats)
    found = flux(book, achats, prevus, faites, scenario, cfe_faite(lignes))
    constats += _inconnus(found.appels) + _tva(book)
    disputed = sum(one.solde for one in found.creances if one.litige)
    return Plan(
        jour,
        options.nom,
        scenario,
        found.mois,
        _rouges(found.mois, found.mouvements, found.creances, options.reserve),
        options.reserve,
        next((one.bareme_du.year for one in found.appels if one.bareme_du is not None), None),
        constats,
        disputed if scenario != hypotheses.OPTIMISTE else 0,
        suivre(book, achats, prevus, found),
    )


def _inconnus(appels: Sequence[Appel]) -> list[Finding]:
    """Declarations whose rates are not known, even those of the year before: said once."""
    unknown = [one for one in appels if one.manque is not None]
    if not unknown:
        return []
    why = unknown[0].manque
    assert why is not None
    labels = ", ".join(one.periode.label for one in unknown)
    probleme = f"{why.probleme} Le plan ne compte pas l'Urssaf de {labels}."
    return [Finding("Barèmes", 0, "", probleme, why.que_faire)]


def _tva(book: Book) -> list[Finding]:
    """VAT that is due, or will be in January, and that the plan is not told of."""
    options, rows = book.parametres, book.recettes.until(book.aujourdhui)
    if options.tva_depuis is not None:
        return []
    try:
        found = tva.franchise(*rows[1:4], book.aujourdhui, options.regime.debut_activite, book.loi)
    except RuleError:
        return []
    if found.statut == tva.FRANCHISE:
        return []
    since = found.depuis or date(book.aujourdhui.year + 1, 1, 1)
    return [
        Finding(
            "Paramètres",
            0,
            "TVA due depuis",
            f"La TVA est due depuis le {format_date(since)}, et le plan n'en tient pas compte.",
            "Donnez cette date, et votre taux de TVA.",
        )
    ]


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

    Chase an invoice whose due date is past by then and whose money comes later; settle one in
    dispute; put off a purchase or an expense of that month; ask for a deposit on a later receipt.
    """
    fin = mois.periode.fin
    expected = {one.reference: one.jour for one in flux if one.ligne == tresorerie.FACTURES}
    late = [
        Levier(
            f"{'régler le litige de' if one.litige else 'relancer'} {one.numero} ({one.client})",
            one.solde,
        )
        for one in creances
        if one.echeance <= fin and expected.get(one.numero, date.max) > fin
    ]
    put_off = [
        Levier(f"repousser {_A_REPOUSSER[one.ligne]} « {one.libelle} »", -one.montant)
        for one in flux
        if one.ligne in _A_REPOUSSER and one.jour in mois.periode
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
        "horizons": [
            {"dans": label, "date": day.isoformat(), "solde_cents": cents}
            for label, day, cents in plan.suivi.horizons
        ],
        "mois_passes": [
            {
                "debut": one.periode.debut.isoformat(),
                "fin": one.periode.fin.isoformat(),
                "encaissements_prevus_cents": one.entrees_prevues,
                "encaissements_cents": one.entrees,
                "decaissements_prevus_cents": one.sorties_prevues,
                "decaissements_cents": one.sorties,
            }
            for one in plan.suivi.passes
        ],
        "indicateurs": {
            "delai_paiement_jours": plan.suivi.indicateurs.delai,
            "bfr_cents": plan.suivi.indicateurs.bfr,
            "variation_bfr_cents": plan.suivi.indicateurs.variation_bfr,
            "part_en_retard_par_million": plan.suivi.indicateurs.part_en_retard,
            "liquidite_par_million": plan.suivi.indicateurs.liquidite,
            "tendance_cents": plan.suivi.indicateurs.tendance,
            "erreur_prevision_par_million": plan.suivi.indicateurs.erreur,
        },
        "constats": [finding.as_json() for finding in plan.constats],
    }
