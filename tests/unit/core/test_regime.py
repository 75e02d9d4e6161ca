"""Ceilings, VAT thresholds and declaration periods at their boundaries."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.core.cotisations import Regime, declaration, fin_acre, taux
from sheetcash.core.declarations import periode, periodes
from sheetcash.core.plafonds import (
    DEPASSEMENT,
    OK,
    VIGILANCE,
    plafond,
    plafond_prorata,
    statut_plafond,
    usages,
)
from sheetcash.core.tva import FRANCHISE, TVA_JANVIER, franchise, seuil_tva
from sheetcash.errors import BeforeActivity, NoRuleForDate, ParameterNeeded


@pytest.mark.parametrize(
    ("categorie", "annee", "cents"),
    [
        ("vente", 2025, 18_870_000),
        ("vente", 2026, 20_310_000),
        ("bnc", 2023, 7_770_000),
        ("cipav", 2028, 8_360_000),
        ("meuble_classe", 2024, 18_870_000),
        ("meuble_classe", 2025, 7_770_000),
    ],
)
def test_plafond_by_category_and_year(categorie: str, annee: int, cents: int) -> None:
    assert plafond(categorie, annee) == cents


def test_plafond_beyond_what_the_law_fixes_is_not_invented() -> None:
    with pytest.raises(NoRuleForDate):
        plafond("bnc", 2029)


def test_prorata_counts_the_first_and_the_last_day() -> None:
    assert plafond_prorata("bnc", 2025, date(2025, 1, 1)) == 7_770_000
    assert plafond_prorata("bnc", 2025, date(2025, 12, 31)) == 21_288  # 77 700 / 365
    assert plafond_prorata("bnc", 2024, date(2024, 3, 1), base=365) == 6_514_027


def test_prorata_before_the_activity_is_an_error() -> None:
    with pytest.raises(BeforeActivity):
        plafond_prorata("bnc", 2024, date(2025, 1, 1))


@pytest.mark.parametrize(
    ("ca", "statut"), [(79, OK), (80, VIGILANCE), (100, VIGILANCE), (101, DEPASSEMENT)]
)
def test_statut_plafond_at_its_boundaries(ca: int, statut: str) -> None:
    assert statut_plafond(ca, 100) == statut


def test_mixed_activity_must_respect_both_ceilings() -> None:
    found = {usage.nom: usage for usage in usages({"vente": 100, "bnc": 8_400_000}, 2026)}
    assert found["services"].statut == DEPASSEMENT
    assert found["global"].statut == OK


def test_classified_lodging_counts_with_services_since_2025() -> None:
    (lodging, total) = usages({"meuble_classe": 8_000_000, "bnc": 1_000_000}, 2026)
    assert (lodging.nom, lodging.statut) == ("services et meublés", DEPASSEMENT)
    assert (total.nom, total.statut) == ("global", OK)


def test_acre_ends_with_the_third_full_quarter_and_depends_on_the_creation() -> None:
    assert fin_acre(date(2026, 1, 1)) == date(2026, 12, 31)
    assert fin_acre(date(2026, 3, 31)) == date(2026, 12, 31)
    regime = Regime(acre=True, debut_activite=date(2025, 9, 1))
    during = taux("bnc", date(2026, 6, 30), "cotisations", regime)
    after = taux("bnc", date(2026, 7, 1), "cotisations", regime)
    assert during is not None and after is not None
    assert (during.valeur, after.valeur) == (128_000, 256_000)


def test_acre_rate_of_cipav_since_july_2026_must_be_given_by_the_user() -> None:
    regime = Regime(acre=True, debut_activite=date(2026, 7, 1))
    with pytest.raises(ParameterNeeded, match="Barèmes"):
        declaration({"cipav": 100_000}, date(2026, 9, 30), regime)


def test_rates_of_2027_are_not_invented() -> None:
    with pytest.raises(NoRuleForDate):
        declaration({"bnc": 100_000}, date(2027, 3, 31), Regime())


def test_a_negative_period_owes_nothing() -> None:
    assert declaration({"bnc": -50_000, "vente": 0}, date(2026, 3, 31), Regime()).total == 0


def test_vat_threshold_is_not_crossed_by_reaching_it() -> None:
    majore = seuil_tva("bnc", date(2026, 1, 1), True)
    found = franchise([date(2026, 5, 4)], [majore], ["bnc"], date(2026, 12, 31))
    assert found.statut == TVA_JANVIER


def test_vat_is_due_from_the_very_day_of_the_crossing_since_2025() -> None:
    days = [date(2026, 5, 4), date(2026, 9, 17), date(2026, 9, 18)]
    found = franchise(days, [4_000_000, 125_001, 1], ["bnc"] * 3, date(2026, 12, 31))
    assert (found.statut, found.depuis) == ("TVA", date(2026, 9, 17))


def test_vat_was_due_from_the_first_of_the_month_before_2025() -> None:
    days = [date(2024, 5, 4), date(2024, 9, 17)]
    found = franchise(days, [3_900_000, 20_000], ["bnc"] * 2, date(2024, 12, 31))
    assert found.depuis == date(2024, 9, 1)


def test_vat_is_due_in_january_after_a_year_over_the_base() -> None:
    found = franchise([date(2025, 6, 1)], [3_800_000], ["bnc"], date(2026, 2, 1))
    assert (found.statut, found.depuis) == ("TVA", date(2026, 1, 1))


def test_vat_base_is_prorated_in_the_first_year() -> None:
    started = date(2026, 7, 1)
    found = franchise([date(2026, 8, 1)], [2_000_000], ["bnc"], date(2026, 12, 31), started)
    assert found.statut == TVA_JANVIER
    assert (
        franchise([date(2026, 8, 1)], [1_800_000], ["bnc"], date(2026, 12, 31), started)[0]
        == FRANCHISE
    )


def test_refunds_lower_what_counts_for_vat() -> None:
    days = [date(2026, 5, 4), date(2026, 9, 17)]
    found = franchise(days, [3_800_000, -100_000], ["bnc"] * 2, date(2026, 12, 31))
    assert found.statut == FRANCHISE


@pytest.mark.parametrize(
    ("jour", "periodicite", "debut", "echeance"),
    [
        (date(2025, 12, 31), "trimestrielle", None, date(2026, 2, 2)),
        (date(2026, 8, 1), "trimestrielle", None, date(2026, 11, 2)),
        (date(2026, 1, 5), "mensuelle", None, date(2026, 3, 2)),
        (date(2025, 1, 20), "trimestrielle", date(2025, 1, 10), date(2025, 7, 31)),
        (date(2025, 5, 20), "trimestrielle", date(2025, 1, 10), date(2025, 7, 31)),
        (date(2025, 1, 20), "mensuelle", date(2025, 1, 10), date(2025, 6, 2)),
        (date(2025, 5, 20), "mensuelle", date(2025, 1, 10), date(2025, 6, 30)),
    ],
)
def test_due_dates(jour: date, periodicite: str, debut: date | None, echeance: date) -> None:
    assert periode(jour, periodicite, debut).echeance == echeance


def test_periods_start_with_the_activity() -> None:
    found = periodes(date(2024, 1, 1), date(2026, 1, 1), "trimestrielle", date(2025, 9, 12))
    assert [(p.label, p.debut) for p in found] == [
        ("T3 2025", date(2025, 9, 12)),
        ("T4 2025", date(2025, 10, 1)),
        ("T1 2026", date(2026, 1, 1)),
    ]


def test_before_the_change_the_other_frequency_applies() -> None:
    change = date(2026, 1, 1)
    found = periodes(date(2025, 7, 1), date(2026, 2, 1), "mensuelle", None, change)
    labels = ["T3 2025", "T4 2025", "janvier 2026", "février 2026"]
    assert [p.label for p in found] == labels
    back = periodes(date(2025, 11, 1), date(2026, 4, 1), "trimestrielle", None, change)
    labels = ["novembre 2025", "décembre 2025", "T1 2026", "T2 2026"]
    assert [p.label for p in back] == labels


def test_first_periods_wait_for_each_other_across_the_change() -> None:
    """Each by the rule of its own frequency: quarterly the first two, monthly the first four."""
    created, change = date(2025, 11, 3), date(2026, 1, 1)
    assert periode(created, "mensuelle", created, change).echeance == date(2026, 4, 30)
    assert periode(change, "mensuelle", created, change).echeance == date(2026, 3, 31)


def test_the_closest_vat_limit_is_told_exactly() -> None:
    days, amounts = [date(2026, 3, 1)] * 2, [4_125_000, 9_350_000 - 4_125_000]
    both = franchise(days, amounts, ["bnc", "vente"], date(2026, 12, 31))
    assert both.nom == "services", "as much of each is used: the services' limit is told first"
    more = franchise(days, [amounts[0], amounts[1] + 1], ["bnc", "vente"], date(2026, 12, 31))
    assert more.nom == "global"


def test_the_first_four_months_are_declared_together() -> None:
    created = date(2025, 9, 10)
    for day in (created, date(2025, 12, 31)):
        assert periode(day, "mensuelle", created).echeance == date(2026, 2, 2)
    assert periode(date(2026, 1, 1), "mensuelle", created).echeance == date(2026, 3, 2)
