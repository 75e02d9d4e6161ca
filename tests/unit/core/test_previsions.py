"""When a threshold is crossed, by which invoice, and what moving or splitting it changes."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.core.cotisations import Regime
from sheetcash.core.previsions import (
    CONSTATE,
    FACTURES,
    RYTHME,
    Attendue,
    Seuil,
    au_rythme,
    changer,
    deplacer,
    fractionner,
    par_factures,
    seuils,
)
from sheetcash.core.simulation import ajouter_activite, comparer_au_reel
from sheetcash.errors import NoRuleForDate

DAY = date(2026, 11, 21)
LIMIT = Seuil("essai", 100_000, None, "")


def test_the_limits_of_a_single_activity_and_of_a_mixed_one() -> None:
    assert [s.nom for s in seuils({"bnc": 0}, DAY)] == [
        "TVA, base (services)",
        "TVA, majoré (services)",
        "plafond services",
    ]
    mixed = {s.nom: s.limite for s in seuils({"bnc": 0, "vente": 0}, DAY)}
    assert mixed["plafond global"] == 20_310_000 and mixed["TVA, majoré (global)"] == 9_350_000
    assert list(mixed.values()) == sorted(mixed.values())


def test_limits_are_prorated_in_the_first_year_except_the_higher_vat_one() -> None:
    found = {s.nom: s.limite for s in seuils({"bnc": 0}, DAY, date(2026, 7, 1))}
    assert found["plafond services"] == 4_214_356  # 83 600 x 184 / 365
    assert found["TVA, base (services)"] == 1_890_411
    assert found["TVA, majoré (services)"] == 4_125_000


def test_limits_of_an_unknown_year_are_not_invented() -> None:
    with pytest.raises(NoRuleForDate):
        seuils({"bnc": 0}, date(2027, 3, 1))


def test_the_pace_crosses_on_the_first_day_over_the_limit() -> None:
    """100 days, 50 000 cents: 500 a day, so that 100 000 is reached on day 200, passed on 201."""
    day = date(2026, 4, 10)
    found = au_rythme({"bnc": 50_000}, LIMIT, day)
    assert found is not None
    assert (found.origine, found.jour) == (RYTHME, date(2026, 7, 20))  # day 201
    assert au_rythme({"bnc": 27_397}, LIMIT, day) is None  # 99 999.05 by 31 December
    assert au_rythme({"bnc": 27_398}, LIMIT, day) is not None


def test_the_pace_starts_with_the_activity() -> None:
    found = au_rythme({"bnc": 50_000}, LIMIT, date(2026, 4, 10), date(2026, 4, 1))
    assert found is not None and found.jour == date(2026, 4, 21)


def test_no_receipt_makes_no_pace() -> None:
    assert au_rythme({"bnc": 0}, LIMIT, DAY) is None
    assert au_rythme({"bnc": -5}, LIMIT, DAY) is None


def test_what_is_over_already_is_told() -> None:
    for found in (
        au_rythme({"bnc": 100_001}, LIMIT, DAY),
        par_factures({"bnc": 100_001}, [], LIMIT, DAY),
    ):
        assert found is not None and (found.origine, found.jour) == (CONSTATE, DAY)
    assert par_factures({"bnc": 100_000}, [], LIMIT, DAY) is None


INVOICES = [
    Attendue("F-3", date(2026, 12, 20), 30_000, "bnc"),
    Attendue("F-1", date(2026, 10, 1), 20_000, "bnc"),  # late: expected today
    Attendue("F-2", date(2026, 12, 10), 10_000, "vente"),
]


def test_invoices_count_on_their_due_date_late_ones_today() -> None:
    found = par_factures({"bnc": 50_000}, INVOICES, LIMIT, DAY)
    assert found is not None
    assert (found.origine, found.facture, found.jour) == (FACTURES, "F-3", date(2026, 12, 20))
    assert found.encaissable == 20_000
    late = par_factures({"bnc": 85_000}, INVOICES, LIMIT, DAY)
    assert late is not None and (late.facture, late.jour) == ("F-1", DAY)


def test_an_invoice_counts_only_under_its_own_limits() -> None:
    services = LIMIT._replace(portee=("bnc",))
    assert par_factures({"bnc": 50_000, "vente": 90_000}, INVOICES, services, DAY) is None


def test_an_invoice_due_next_year_crosses_nothing() -> None:
    later = [Attendue("F-9", date(2027, 1, 4), 900_000, "bnc")]
    assert par_factures({"bnc": 50_000}, later, LIMIT, DAY) is None


def test_moving_or_splitting_the_invoice_avoids_the_crossing() -> None:
    ca = {"bnc": 50_000}
    (moved,) = changer(ca, INVOICES, deplacer(INVOICES, "F-3", 2027), [LIMIT], DAY)
    assert moved.evite
    kept = fractionner(INVOICES, "F-3", 20_000, 2027)
    (split,) = changer(ca, INVOICES, kept, [LIMIT], DAY)
    assert split.evite
    (too_much,) = changer(ca, INVOICES, fractionner(INVOICES, "F-3", 20_001, 2027), [LIMIT], DAY)
    assert not too_much.evite and too_much.apres is not None
    assert changer({"bnc": 0}, INVOICES, INVOICES, [LIMIT], DAY) == []


def test_a_second_activity_adds_a_ceiling_and_what_it_owes() -> None:
    found = ajouter_activite({"bnc": 4_000_000}, "vente", 0, 2026, Regime("commerciale"))
    assert found.avant == found.apres
    more = ajouter_activite({"bnc": 8_000_000}, "cipav", 400_000, 2026, Regime("commerciale"))
    assert more.plafonds[0].statut == "Dépassement"
    assert more.apres.total > more.avant.total


def test_real_costs_over_the_allowance_make_the_real_regime_tax_less() -> None:
    assert not comparer_au_reel({"bnc": 1_000_000}, 340_000, DAY).reel_plus_bas
    assert comparer_au_reel({"bnc": 1_000_000}, 340_001, DAY).reel_plus_bas
    assert comparer_au_reel({"bnc": 50_000}, 0, DAY).abattement == 30_500  # the least
    assert comparer_au_reel({"bnc": 20_000}, 0, DAY).micro == 0
    mixed = comparer_au_reel({"vente": 1_000_000, "service_bic": 1_000_000}, 0, DAY)
    assert mixed.abattement == 710_000 + 500_000
