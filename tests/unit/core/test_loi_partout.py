"""A figure that was typed wins in every rule: none reaches for the law's figures by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.baremes import LOI, SAISI, Baremes, charger, parametres
from sheetcash.core import cotisations, plafonds, recettes, repartition, tva
from sheetcash.core.penalites import indemnite, penalites
from sheetcash.core.previsions import seuils
from sheetcash.core.simulation import ajouter_activite, comparer_au_reel
from sheetcash.core.sortie import sortie
from sheetcash.errors import NoRuleForDate

YEAR = 2040


def shifted() -> Baremes:
    """The law's last known figures, as if they had been typed for 2040 and 2041."""
    last: dict[tuple[str, str], Any] = {}
    for parametre in parametres():
        for row in charger(parametre):
            if row.valeur is not None and row.creation_min is None:
                last[row.parametre, row.cle] = row
    window: dict[str, Any] = {"creation_max": None}
    window |= {"debut": date(YEAR, 1, 1), "connu_jusqu_au": date(YEAR + 1, 12, 31)}
    return Baremes(row._replace(confiance=SAISI, **window) for row in last.values())


FUTURE = shifted()
CREATED = date(YEAR, 7, 1)
CA = {"vente": 1_000_000, "bnc": 500_000, "meuble_classe": 300_000}
REGIME = cotisations.Regime("artisanale", True, False, date(YEAR - 9, 1, 1), "alsace")
ACRE = REGIME._replace(acre=True, debut_activite=date(YEAR, 1, 5))
LAST = date(YEAR, 9, 30)

RULES: dict[str, Callable[[Baremes], Any]] = {
    "plafond": lambda loi: plafonds.plafond("bnc", YEAR, loi),
    "prorata": lambda loi: plafonds.plafond_prorata("bnc", YEAR, CREATED, None, loi),
    "usages": lambda loi: plafonds.usages(CA, YEAR, CREATED, loi),
    "sortie": lambda loi: sortie({YEAR: CA}, YEAR, CREATED, loi),
    "seuil": lambda loi: tva.seuil_tva("bnc", LAST, True, loi),
    "franchise": lambda loi: tva.franchise([LAST], [5_000_000], ["bnc"], LAST, None, loi),
    "declaration": lambda loi: cotisations.declaration(CA, LAST, REGIME, loi),
    "acre": lambda loi: cotisations.declaration({"bnc": 100}, LAST, ACRE, loi),
    "outre-mer": lambda loi: cotisations.declaration(
        {"bnc": 100}, LAST, REGIME._replace(zone="drom"), loi
    ),
    "versement libératoire": lambda loi: cotisations.versement_liberatoire_ouvert(
        1_000_000, 4, YEAR, loi
    ),
    "pénalités": lambda loi: penalites(100_000, LAST, date(YEAR, 12, 1), loi=loi),
    "intérêt légal": lambda loi: penalites(
        100_000, LAST, date(YEAR, 12, 1), None, "particulier", loi
    ),
    "répartition": lambda loi: repartition.repartir(1_000, "bnc", LAST, loi),
    "seuils": lambda loi: seuils(CA, LAST, CREATED, loi),
    "activité": lambda loi: ajouter_activite(CA, "cipav", 1, YEAR, REGIME, loi),
    "réel": lambda loi: comparer_au_reel({"vente": 1_000, "bnc": 1_000}, 10, LAST, loi),
}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_the_rule_answers_from_the_typed_figures_alone(rule: Callable[[Baremes], Any]) -> None:
    assert rule(FUTURE) is not None
    with pytest.raises(NoRuleForDate):
        rule(Baremes())


def test_an_overseas_activity_of_unknown_age_has_the_permanent_rate() -> None:
    regime = cotisations.Regime("commerciale", zone="drom")
    row = cotisations.taux("vente", date(2026, 3, 31), "cotisations", regime)
    assert row is not None and row.valeur == 82_000


def test_a_category_without_receipts_needs_no_rate() -> None:
    owed = cotisations.declaration({"bnc": 0}, date(2027, 3, 31), cotisations.Regime())
    assert owed.total == owed.assiette == 0
    assert cotisations.declaration({"bnc": 12_345}, LAST.replace(year=2026), REGIME).assiette == (
        12_300
    )


def test_receipts_are_columns_of_one_length() -> None:
    day = date(2026, 1, 1)
    for call in (
        lambda: recettes.encaissements([day], [1, 2], day, day),
        lambda: recettes.encaissements([day], [1], day, day, ["bnc", "bnc"], "bnc"),
        lambda: recettes.encaissements([day], [1], day, day, None, "bnc"),
        lambda: recettes.par_mois([day], [1, 2], 2026),
        lambda: recettes.par_mois([day], [1], 2026, ["bnc", "bnc"], "bnc"),
        lambda: recettes.par_categorie([day], [1], ["bnc", "bnc"], day, day),
        lambda: recettes.par_annee([day], [1], ["bnc", "bnc"]),
    ):
        with pytest.raises(ValueError, match="zip"):
            call()


def test_periods_and_categories_are_cut_at_their_ends() -> None:
    days = [date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)]
    debut, fin = days[1], days[2]
    codes = ["bnc", "bnc", "bnc", "vente"]
    assert recettes.encaissements(days, [1, 2, 4, 8], debut, fin, codes, "bnc") == 6
    assert recettes.par_categorie(days, [1, 2, 4, 8], codes, debut, fin) == {"bnc": 6}
    assert recettes.par_trimestre(days, [1, 2, 4, 8], 2026) == [1, 6, 8, 0]
    assert recettes.par_trimestre(days, [1, 2, 4, 8], 2026, codes, "bnc") == [1, 6, 0, 0]
    assert recettes.par_mois(days, [1, 2, 4, 8], 2026, codes, "bnc")[2:6] == [1, 2, 0, 4]


def test_a_figure_to_come_is_not_in_force_for_what_bears_no_date() -> None:
    law = LOI.dernier("indemnite_recouvrement")
    later = law._replace(
        valeur=5_000,
        debut=date(2027, 1, 1),
        connu_jusqu_au=date(2027, 12, 31),
        confiance=SAISI,
    )
    assert indemnite("professionnel", 100, Baremes([later])) == 4_000
    now = later._replace(debut=date(2026, 12, 31))
    assert indemnite("professionnel", 100, Baremes([now])) == 5_000


def test_thresholds_of_sales_are_not_asked_of_one_who_sells_nothing() -> None:
    year = {"debut": date(2027, 1, 1), "connu_jusqu_au": date(2027, 12, 31), "confiance": SAISI}
    loi = Baremes(
        [
            LOI.bareme("tva_base", date(2026, 1, 1), "service")._replace(valeur=3_500_000, **year),
            LOI.bareme("tva_majore", date(2026, 1, 1), "service")._replace(
                valeur=3_850_000, **year
            ),
        ]
    )

    def statut(jour: date, *categories: str) -> str:
        days = [date(2026, 3, 5)] * len(categories)
        return tva.franchise(days, [3_600_000] * len(days), categories, jour, loi=loi).statut

    assert statut(date(2026, 12, 31), "bnc") == tva.TVA_JANVIER, "over the base of 2027"
    assert statut(date(2027, 2, 1), "bnc") == tva.TVA
    with pytest.raises(NoRuleForDate):
        statut(date(2027, 2, 1), "bnc", "vente")
