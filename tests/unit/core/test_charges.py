"""What the plan's receipts will cost: Urssaf, CFE, VAT, income tax, the owner's draw."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.baremes import SAISI, Baremes, charger
from sheetcash.core.charges import Appel, appels, charges_du_mois, estimer, paiements
from sheetcash.core.cotisations import Regime
from sheetcash.core.declarations import periodes
from sheetcash.core.hypotheses import Reglages
from sheetcash.core.tresorerie import (
    ACHATS,
    CFE,
    FACTURES,
    IMPOT,
    PRELEVEMENT,
    PREVUES,
    TVA,
    URSSAF,
    Mouvement,
    mois_du_plan,
)
from sheetcash.errors import NoRuleForDate, ParameterNeeded

DAY = date(2026, 11, 20)
MONTHS = mois_du_plan(DAY)


def recette(jour: date, cents: int, categorie: str = "bnc", ligne: str = FACTURES) -> Mouvement:
    return Mouvement(ligne, jour, cents, "A", "", categorie)


def of(found: list[Mouvement], ligne: str) -> list[tuple[str, int]]:
    return [(one.jour.isoformat(), one.montant) for one in found if one.ligne == ligne]


def test_rates_of_next_year_are_this_year_s_and_it_is_said() -> None:
    ca = {"bnc": 100_000}
    assert estimer(ca, date(2026, 12, 31), Regime(), DAY)[1] is None
    du, day = estimer(ca, date(2027, 12, 31), Regime(), DAY)
    assert (du.total, day) == (25_800, date(2026, 12, 31))
    with pytest.raises(NoRuleForDate):
        estimer(ca, date(2027, 3, 31), Regime(), date(2027, 1, 5))
    drom = Regime(zone="drom")
    with pytest.raises(ParameterNeeded):
        estimer(ca, date(2027, 3, 31), drom, DAY)


def test_a_relief_that_ends_is_not_carried_into_the_next_year() -> None:
    helped = Regime(acre=True, debut_activite=date(2025, 12, 1))
    assert estimer({"bnc": 100_000}, date(2026, 9, 30), helped, DAY)[0].cotisations == 12_800
    assert estimer({"bnc": 100_000}, date(2027, 3, 31), helped, DAY)[0].cotisations == 25_600
    later = Regime(acre=True, debut_activite=date(2026, 4, 1))
    assert estimer({"bnc": 100_000}, date(2027, 3, 31), later, DAY)[0].cotisations == 12_800


def test_a_declaration_owes_on_what_came_and_on_what_will() -> None:
    three = periodes(date(2026, 7, 1), date(2027, 1, 1), "trimestrielle")
    recu = {date(2026, 9, 30): {"bnc": 100_000}, date(2026, 12, 31): {"bnc": 50_000}}
    attendus = [
        recette(date(2026, 12, 31), 50_000),
        recette(date(2027, 1, 1), 100_000, ligne=PREVUES),
        recette(date(2026, 12, 1), 999_999, ligne=ACHATS),
    ]
    found = appels(three, recu, attendus, Regime(), DAY)
    assert [(one.periode.label, one.du.total) for one in found] == [
        ("T3 2026", 25_800),
        ("T4 2026", 25_800),
        ("T1 2027", 25_800),
    ]
    assert [one.bareme_du for one in found] == [None, None, date(2026, 12, 31)]
    assert of(paiements(found, DAY), URSSAF) == [
        ("2026-11-20", -25_800),  # due on 2 November: late, it leaves today
        ("2027-02-01", -25_800),
        ("2027-04-30", -25_800),
    ]


def test_refunds_are_carried_from_one_declaration_to_the_next() -> None:
    two = periodes(date(2026, 7, 1), date(2026, 12, 31), "trimestrielle")
    recu = {date(2026, 9, 30): {"bnc": -30_000}, date(2026, 12, 31): {"bnc": 130_000}}
    found = appels(two, recu, [], Regime(), DAY)
    assert [one.du.total for one in found] == [0, 25_800]
    assert of(paiements(found, DAY), URSSAF) == [("2027-02-01", -25_800)]
    assert isinstance(found[0], Appel) and "T4 2026" in paiements(found, DAY)[0].libelle


def test_cfe_leaves_in_december_from_the_second_year_on() -> None:
    plan = Reglages(cfe=30_000)
    assert of(charges_du_mois(MONTHS, [], plan, Regime()), CFE) == [("2026-12-15", -30_000)]
    new = Regime(debut_activite=date(2026, 1, 5))
    assert of(charges_du_mois(MONTHS, [], plan, new), CFE) == []
    january = mois_du_plan(date(2027, 1, 10))
    assert of(charges_du_mois(january, [], plan, new), CFE) == [("2027-12-15", -30_000)]
    after = mois_du_plan(date(2026, 12, 16))
    assert of(charges_du_mois(after, [], plan, Regime()), CFE) == []
    row = next(one for one in charger("calendrier") if one.cle == "cfe")
    typed = Baremes([row._replace(valeur=1120, confiance=SAISI)])
    assert of(charges_du_mois(MONTHS, [], plan, Regime(), None, typed), CFE) == [
        ("2026-11-20", -30_000)
    ]


def test_the_draw_and_the_provision_leave_each_month() -> None:
    receipts = [recette(DAY, 100_000), recette(date(2026, 12, 1), 50_005, ligne=PREVUES)]
    plan = Reglages(taux_impot=100_000, prelevement=150_000)
    found = charges_du_mois(MONTHS, receipts, plan, Regime())
    assert of(found, IMPOT) == [("2026-11-30", -10_000), ("2026-12-31", -5_001)]
    assert len(of(found, PRELEVEMENT)) == 12 and of(found, PRELEVEMENT)[0] == (
        "2026-11-30",
        -150_000,
    )
    paid_along = Regime(versement_liberatoire=True)
    assert of(charges_du_mois(MONTHS, receipts, plan, paid_along), IMPOT) == []
    assert charges_du_mois(MONTHS, receipts, Reglages(), Regime()) == []


def test_vat_leaves_the_month_after_its_receipts_once_it_is_due() -> None:
    receipts = [
        recette(date(2026, 12, 31), 120_000),
        recette(date(2027, 1, 1), 120_000, ligne=PREVUES),
        recette(date(2027, 1, 2), 120_000, ligne=ACHATS),
        recette(MONTHS[-1].fin, 120_000),
    ]
    plan = Reglages(taux_tva=200_000)
    since = charges_du_mois(MONTHS, receipts, plan, Regime(), date(2027, 1, 1))
    assert of(since, TVA) == [("2027-02-20", -20_000)]
    assert of(charges_du_mois(MONTHS, receipts, plan, Regime(), DAY), TVA) == [
        ("2027-01-20", -20_000),
        ("2027-02-20", -20_000),
    ]
    assert of(charges_du_mois(MONTHS, receipts, plan, Regime()), TVA) == []


def test_a_cent_that_rounds_the_other_way_counts() -> None:
    (first,) = periodes(date(2026, 10, 1), date(2026, 12, 31), "trimestrielle")
    for cents, owed in ((100_149, 25_600), (100_150, 25_700)):
        (found,) = appels([first], {}, [recette(date(2026, 12, 1), cents)], Regime(), DAY)
        assert found.du is not None and found.du.cotisations == owed


def test_a_rate_that_is_not_known_leaves_the_declaration_without_an_amount() -> None:
    two = periodes(date(2026, 10, 1), date(2027, 3, 31), "trimestrielle")
    expected = [recette(date(2026, 12, 1), 100_000, "vente"), recette(date(2027, 1, 5), 100_000)]
    found = appels(two, {}, expected, Regime(zone="drom"), DAY)
    assert [one.periode for one in found] == two
    assert [one.du is None for one in found] == [False, True]
    assert found[0].manque is None and isinstance(found[1].manque, ParameterNeeded)
    assert found[1].bareme_du is None and found[1].total == 0
    assert of(paiements(found, DAY), URSSAF) == [("2027-02-01", -found[0].total)]


def test_typed_rates_are_used() -> None:
    row = next(one for one in charger("cotisations") if one.cle == "bnc")
    year = {"debut": date(2027, 1, 1), "connu_jusqu_au": date(2027, 12, 31), "confiance": SAISI}
    typed = Baremes([row._replace(valeur=500_000, **year)])
    du, day = estimer({"bnc": 100_000}, date(2027, 3, 31), Regime(), DAY, typed)
    assert (du.cotisations, du.cfp, day) == (50_000, 200, date(2026, 12, 31))
    now = Baremes([row._replace(valeur=500_000, **year | {"debut": date(2026, 1, 1)})])
    assert (
        estimer({"bnc": 100_000}, date(2026, 12, 31), Regime(), DAY, now)[0].cotisations == 50_000
    )
    (first,) = periodes(date(2026, 10, 1), date(2026, 12, 31), "trimestrielle")
    (found,) = appels([first], {first.fin: {"bnc": 100_000}}, [], Regime(), DAY, now)
    assert found.du is not None and found.du.cotisations == 50_000


def test_all_that_is_told_of_a_month_s_charges() -> None:
    receipts = [recette(date(2026, 11, 30), 120_000), recette(date(2027, 8, 31), 120_000)]
    plan = Reglages(30_000, 100_000, 200_000, 40_000)
    found = charges_du_mois(MONTHS, receipts, plan, Regime(), DAY)
    assert Mouvement(CFE, date(2026, 12, 15), -30_000, "CFE") in found
    assert [one for one in found if one.ligne == TVA] == [
        Mouvement(TVA, date(2026, 12, 20), -20_000, "novembre 2026"),
        Mouvement(TVA, date(2027, 9, 20), -20_000, "août 2027"),
    ]
    assert Mouvement(IMPOT, date(2026, 11, 30), -12_000, "novembre 2026") in found
    assert Mouvement(PRELEVEMENT, date(2026, 11, 30), -40_000, "novembre 2026") in found


def test_vat_counts_from_its_very_day_and_of_its_month_all_the_forecasts() -> None:
    plan = Reglages(taux_tva=200_000)

    def owed(jour: date, ligne: str, since: date) -> int:
        found = charges_du_mois(MONTHS, [recette(jour, 120, ligne=ligne)], plan, Regime(), since)
        return sum(one.montant for one in found)

    first, last = date(2026, 12, 1), date(2026, 12, 31)
    assert owed(last, FACTURES, last) == -20 and owed(first, FACTURES, last) == 0
    assert owed(first, PREVUES, last) == -20 and owed(first, PREVUES, date(2027, 1, 1)) == 0
    assert owed(first, ACHATS, first) == 0
    september = date(2027, 9, 30)
    assert owed(september, FACTURES, first) == -20, "paid in the plan's last month"


def test_vat_already_received_leaves_with_the_plan_s() -> None:
    reglages, since = Reglages(taux_tva=200_000), date(2026, 10, 5)
    recu = [
        (date(2026, 10, 4), 999_900),  # before it is due
        (date(2026, 10, 5), 120_000),
        (date(2026, 10, 31), 12_000),
        (date(2026, 11, 1), 60_000),
        (DAY, 6_000),
        (date(2026, 11, 21), 777_000),  # to come: the plan's own receipts tell it
    ]

    def vat(jour: date) -> list[tuple[str, int]]:
        found = charges_du_mois(
            mois_du_plan(jour), [], reglages, Regime(), tva_depuis=since, recu=recu
        )
        return of(found, TVA)

    assert vat(DAY) == [("2026-11-20", -22_000), ("2026-12-20", -11_000)]
    assert vat(date(2026, 11, 21)) == [("2026-12-20", -140_500)]  # that of October is paid
    assert vat(date(2027, 2, 1)) == []


def test_a_cfe_that_was_paid_leaves_no_more() -> None:
    reglages = Reglages(cfe=30_000)

    def cfe(paid: date | None) -> list[str]:
        found = charges_du_mois(MONTHS, [], reglages, Regime(), cfe_faite=paid)
        return [day for day, _ in of(found, CFE)]

    assert cfe(None) == ["2026-12-15"] == cfe(date(2025, 12, 15))
    assert cfe(date(2026, 11, 3)) == []
