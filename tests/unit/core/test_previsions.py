"""When a threshold is crossed, by which invoice, and what moving or splitting it changes."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.baremes import LOI, SAISI, Baremes
from sheetcash.core.categories import SERVICES
from sheetcash.core.cotisations import Regime
from sheetcash.core.previsions import (
    CONSTATE,
    FACTURES,
    RYTHME,
    Attendue,
    Franchissement,
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


def test_a_limit_counts_its_own_categories() -> None:
    services = LIMIT._replace(portee=("bnc",))
    assert services.compte("bnc") and not services.compte("vente") and LIMIT.compte("vente")
    pace = au_rythme({"bnc": 50_000, "vente": 900_000}, services, date(2026, 4, 10))
    assert pace is not None and (pace.seuil, pace.jour) == (services, date(2026, 7, 20))
    assert au_rythme({"bnc": 100_000}, LIMIT, date(2026, 12, 31)) is None, "reached, not passed"


def test_the_pace_of_the_first_day_is_that_day() -> None:
    first = date(2026, 4, 10)
    found = au_rythme({"bnc": 50_000}, LIMIT, first, first)
    assert found is not None and found.jour == date(2026, 4, 12)  # 50 000 a day
    assert au_rythme({"bnc": 1}, LIMIT._replace(limite=300), date(2026, 1, 1)) is not None


def test_an_invoice_of_another_category_does_not_stop_the_search() -> None:
    services = LIMIT._replace(portee=("bnc",))
    mixed = [
        Attendue("F-1", date(2026, 12, 1), 999_999, "vente"),
        Attendue("F-2", date(2026, 12, 2), 100_001, "bnc"),
        Attendue("F-3", date(2026, 12, 3), 1, "bnc"),
    ]
    found = par_factures({}, mixed, services, DAY)
    assert found is not None
    assert (found.seuil, found.facture, found.encaissable) == (services, "F-2", 100_000)


def test_moving_touches_one_invoice_and_lands_on_new_year_s_day() -> None:
    moved = deplacer(INVOICES, "F-3", 2027)
    assert [one.jour for one in moved] == [date(2027, 1, 1), *(one.jour for one in INVOICES[1:])]
    parts = fractionner(INVOICES, "F-3", 1, 2027)
    assert [(one.numero, one.jour, one.montant) for one in parts[:2]] == [
        ("F-3", date(2026, 12, 20), 1),
        ("F-3", date(2027, 1, 1), 29_999),
    ]
    assert fractionner(INVOICES, "F-3", 0, 2027)[0].jour == date(2027, 1, 1)
    effects = changer({"bnc": 50_000}, INVOICES, moved, [LIMIT], DAY)
    assert [effect.seuil for effect in effects] == [LIMIT]


def test_each_limit_tells_its_effect_and_what_it_counts() -> None:
    found = {s.nom: s for s in seuils({"bnc": 0, "vente": 0, "meuble_classe": 0}, DAY)}
    assert found["TVA, base (services)"].effet == "TVA au 1er janvier suivant"
    assert found["TVA, majoré (global)"].effet == "TVA dès ce jour-là"
    assert "deux de suite" in found["plafond global"].effet
    assert (
        found["TVA, base (services)"].portee == SERVICES == found["TVA, majoré (services)"].portee
    )
    assert found["TVA, base (global)"].portee is None is found["plafond global"].portee
    assert found["plafond services et meublés"].portee == (*SERVICES, "meuble_classe")


def test_typed_figures_reach_every_forecast() -> None:
    day = date(2026, 1, 1)
    loi = Baremes(
        LOI.bareme(parametre, day, "service")._replace(valeur=cents, confiance=SAISI)
        for parametre, cents in (("plafond", 300), ("tva_base", 100), ("tva_majore", 200))
    )
    assert [s.limite for s in seuils({"bnc": 0}, DAY, loi=loi)] == [100, 200, 300]
    typed = LOI.bareme("cotisations", day, "bnc")._replace(valeur=500_000, confiance=SAISI)
    found = ajouter_activite({"bnc": 10_000}, "bnc", 10_000, 2026, Regime(), Baremes([typed]))
    assert (found.avant.cotisations, found.apres.cotisations) == (5_000, 10_000)
    assert ajouter_activite({}, "bnc", 1, 2026, Regime(), loi).plafonds[0].limite == 300


def test_a_first_year_simulated_is_prorated() -> None:
    regime = Regime(debut_activite=date(2026, 7, 1))
    assert ajouter_activite({}, "bnc", 100, 2026, regime).plafonds[0].limite == 4_214_356
    new = ajouter_activite({"bnc": 0}, "cipav", 500_000, 2026, regime)
    assert new.plafonds[0].ca == 500_000


def test_the_least_allowance_is_doubled_for_a_mixed_activity() -> None:
    both = {"bnc": 50_000, "vente": 1}
    assert comparer_au_reel(both, 0, DAY).abattement == 50_001  # never more than the turnover
    assert comparer_au_reel({"bnc": 90_000, "vente": 100}, 0, DAY).abattement == 61_000
    assert comparer_au_reel({"bnc": 90_000, "vente": 0}, 0, DAY).abattement == 30_600
    assert comparer_au_reel({"bnc": -5}, 10, DAY) == (0, -5, -15)
    assert comparer_au_reel({"cipav": 1_000_000}, 0, DAY).abattement == 340_000
    assert comparer_au_reel({"meuble_classe": 1_000_000}, 0, DAY).abattement == 500_000
    before = date(2024, 12, 31)
    assert comparer_au_reel({"meuble_classe": 1_000_000}, 0, before).abattement == 710_000


def test_what_is_told_of_a_threshold_names_it() -> None:
    over = {"bnc": 100_001}
    assert au_rythme(over, LIMIT, DAY) == par_factures(over, [], LIMIT, DAY)
    assert par_factures(over, [], LIMIT, DAY) == Franchissement(LIMIT, CONSTATE, DAY)
    reached = par_factures({"bnc": 100_000}, INVOICES, LIMIT, DAY)
    assert reached == Franchissement(LIMIT, FACTURES, DAY, "F-1", 0)
    effects = {s.nom: s.effet for s in seuils({"bnc": 0}, DAY)}
    assert effects == {
        "plafond services": (
            "un premier dépassement laisse dans le régime ; deux de suite en font sortir"
        ),
        "TVA, base (services)": "TVA au 1er janvier suivant",
        "TVA, majoré (services)": "TVA dès ce jour-là",
    }
    for day, told in (
        (date(2024, 12, 31), "TVA dès le 1er de ce mois-là"),
        (date(2025, 1, 1), "TVA dès ce jour-là"),
    ):
        assert {s.nom: s.effet for s in seuils({"bnc": 0}, day)}["TVA, majoré (services)"] == told


def test_once_vat_is_due_only_the_ceilings_bind_the_lowest_first() -> None:
    found = seuils({"bnc": 0, "vente": 0}, DAY, tva_due=True)
    assert [s.nom for s in found] == ["plafond services", "plafond global"]
    assert [s.nom for s in seuils({"vente": 0, "bnc": 0}, DAY, tva_due=True)] == [
        "plafond services",
        "plafond global",
    ]
    before = {s.nom: s.effet for s in seuils({"bnc": 0}, date(2024, 6, 1))}
    assert before["TVA, base (services)"] == (
        "TVA au 1er janvier suivant, sauf une année de tolérance"
    )


def test_turnover_under_another_limit_is_not_counted_for_this_one() -> None:
    services = LIMIT._replace(portee=("bnc",))
    found = par_factures({"bnc": 50_001, "vente": 900_000}, INVOICES[:2], services, DAY)
    assert found is not None and (found.facture, found.encaissable) == ("F-3", 29_999)
    assert par_factures({"bnc": 50_000, "vente": 900_000}, INVOICES[:2], services, DAY) is None
