"""The cash plan's flows, day by day, and its months."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.hypotheses import OPTIMISTE, PESSIMISTE, REALISTE, SCENARIOS
from sheetcash.core.tresorerie import (
    ACHATS,
    DEPENSES,
    ENTREES,
    FACTURES,
    PREVUES,
    SORTIES,
    Creance,
    Mouvement,
    Prevu,
    Sortie,
    attendue_le,
    derouler,
    encaissements_attendus,
    fin_du_plan,
    mois_du_plan,
    occurrences,
    previsions,
    retards_observes,
    sorties,
)

DAY = date(2026, 11, 20)
LAST = date(2027, 10, 31)


def facture(echeance: date, **more: object) -> Creance:
    return Creance("F-1", "A", echeance, 10_000, "bnc")._replace(**more)


@pytest.mark.parametrize(
    ("echeance", "promesse", "optimiste", "realiste", "pessimiste"),
    [
        (date(2026, 12, 1), None, "2026-12-01", "2026-12-11", "2027-01-10"),
        (date(2026, 11, 1), None, "2026-11-20", "2026-11-20", "2026-12-20"),  # late: today
        (date(2026, 11, 15), None, "2026-11-20", "2026-11-25", "2026-12-25"),
        (date(2026, 11, 1), date(2026, 12, 2), "2026-12-02", "2026-12-02", "2027-01-01"),
        (date(2026, 12, 1), date(2026, 11, 25), "2026-12-01", "2026-12-11", "2027-01-10"),
    ],
)
def test_when_an_invoice_is_expected(
    echeance: date, promesse: date | None, optimiste: str, realiste: str, pessimiste: str
) -> None:
    one = facture(echeance, promesse=promesse)
    found = [attendue_le(one, scenario, 10, DAY).isoformat() for scenario in SCENARIOS]
    assert found == [optimiste, realiste, pessimiste]


def test_delays_are_those_of_the_client_or_of_all() -> None:
    due = date(2026, 3, 31)
    paid = [("A", due, due + timedelta(days=n)) for n in (0, 1)] + [("B", due, date(2026, 3, 1))]
    assert retards_observes(paid) == ({"A": 1, "B": 0}, 0)
    assert retards_observes(paid[:2]) == ({"A": 1}, 1)
    assert retards_observes([]) == ({}, 0)
    creances = [facture(date(2026, 12, 1), numero=n, client=c) for n, c in (("1", "A"), ("2", "C"))]
    found = encaissements_attendus(creances, REALISTE, {"A": 3}, 8, DAY, 0)
    assert [one.jour for one in found] == [date(2026, 12, 4), date(2026, 12, 9)]
    assert [one.reference for one in found] == ["1", "2"]


def test_what_is_never_paid_and_what_is_disputed() -> None:
    one = facture(date(2026, 12, 1), solde=10_001)
    for scenario, cents in ((OPTIMISTE, 10_001), (REALISTE, 10_001), (PESSIMISTE, 9_501)):
        (found,) = encaissements_attendus([one], scenario, {}, 0, DAY, 50_000)
        assert (found.ligne, found.montant, found.categorie) == (FACTURES, cents, "bnc")
    left_out = [one._replace(solde=0), one._replace(solde=-5), one._replace(litige=True)]
    assert [
        len(encaissements_attendus([*left_out, one._replace(solde=1)], scenario, {}, 0, DAY, 0))
        for scenario in SCENARIOS
    ] == [2, 1, 1]


def test_all_that_is_told_of_an_expected_receipt() -> None:
    large = facture(date(2026, 12, 1), solde=10**9)
    for scenario, day in zip(SCENARIOS, ("2026-12-01", "2026-12-06", "2027-01-05"), strict=True):
        (found,) = encaissements_attendus([large], scenario, {"A": 5}, 9, DAY, 0)
        expected = date.fromisoformat(day)
        assert found == Mouvement(FACTURES, expected, 10**9, "A", "F-1", "bnc")


@pytest.mark.parametrize(
    ("periodicite", "premiere", "derniere", "found"),
    [
        ("unique", date(2026, 12, 5), None, ["2026-12-05"]),
        ("unique", date(2026, 11, 20), None, ["2026-11-20"]),
        ("unique", date(2026, 11, 19), None, []),
        ("unique", date(2027, 10, 31), None, ["2027-10-31"]),
        ("unique", date(2027, 11, 1), None, []),
        ("unique", date(2026, 12, 5), date(2026, 12, 4), []),
        ("annuelle", date(2020, 2, 29), None, ["2027-02-28"]),
        ("annuelle", date(2026, 11, 20), None, ["2026-11-20"]),
        ("annuelle", date(2028, 1, 1), None, []),
        (
            "trimestrielle",
            date(2026, 8, 31),
            None,
            ["2026-11-30", "2027-02-28", "2027-05-31", "2027-08-31"],
        ),
        ("trimestrielle", date(2027, 9, 1), None, ["2027-09-01"]),
        ("mensuelle", date(2026, 1, 31), date(2027, 1, 30), ["2026-11-30", "2026-12-31"]),
        ("mensuelle", date(2026, 1, 19), date(2027, 1, 19), ["2026-12-19", "2027-01-19"]),
    ],
)
def test_the_days_of_a_forecast(
    periodicite: str, premiere: date, derniere: date | None, found: list[str]
) -> None:
    one = Prevu("x", True, 1, premiere, periodicite, derniere)
    assert [day.isoformat() for day in occurrences(one, DAY, LAST)] == found


@given(
    st.dates(date(2015, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["mensuelle", "trimestrielle", "annuelle"]),
    st.integers(0, 400),
)
def test_a_window_cut_in_two_holds_the_same_days(
    premiere: date, periodicite: str, cut: int
) -> None:
    one = Prevu("x", True, 1, premiere, periodicite)
    middle = min(LAST, DAY + timedelta(days=cut))
    after = middle + timedelta(days=1)
    halves = [*occurrences(one, DAY, middle), *occurrences(one, after, LAST)]
    assert halves == [*occurrences(one, DAY, LAST)]


def test_forecasts_weigh_their_probability_and_go_to_their_line() -> None:
    sale = Prevu("Vente", True, 10_001, date(2026, 12, 1), probabilite=500_000)
    rent = Prevu("Loyer", False, 50_000, date(2026, 12, 1))
    found = previsions([sale, rent], DAY, LAST, "bnc")
    assert found == [
        Mouvement(PREVUES, date(2026, 12, 1), 5_001, "Vente", "", "bnc"),
        Mouvement(DEPENSES, date(2026, 12, 1), -50_000, "Loyer"),
    ]


def test_late_payments_leave_today_and_far_ones_not_at_all() -> None:
    dues = [
        Sortie("a", date(2026, 1, 1), 1),
        Sortie("b", LAST, 2),
        Sortie("c", LAST + timedelta(days=1), 3),
        Sortie("d", DAY, 0),
    ]
    assert sorties(ACHATS, dues, DAY, LAST) == [
        Mouvement(ACHATS, DAY, -1, "a"),
        Mouvement(ACHATS, LAST, -2, "b"),
    ]


def test_twelve_months_from_today() -> None:
    months = mois_du_plan(date(2026, 11, 20))
    assert len(months) == 12 and months[0].debut == DAY and months[-1].fin == LAST
    assert fin_du_plan(DAY) == LAST == months[-1].fin
    assert all(b.debut == a.fin + timedelta(days=1) for a, b in pairwise(months))
    assert months[0].label == "novembre 2026"


def test_months_open_with_what_the_last_one_closed_with() -> None:
    flows = [
        Mouvement(FACTURES, DAY, 60, "a"),
        Mouvement(FACTURES, DAY, 40, "a"),
        Mouvement(PREVUES, date(2026, 11, 30), 20, "b"),
        Mouvement(ACHATS, date(2026, 12, 1), -300, "c"),
        Mouvement(FACTURES, DAY - timedelta(days=1), 999, "past"),
        Mouvement(FACTURES, LAST, 7, "last"),
        Mouvement(FACTURES, LAST + timedelta(days=1), 999, "later"),
    ]
    months = derouler(50, flows, DAY)
    assert [(m.ouverture, m.entrees, m.sorties, m.cloture) for m in months[:3]] == [
        (50, 120, 0, 170),
        (170, 0, -300, -130),
        (-130, 0, 0, -130),
    ]
    assert months[-1].cloture == -123
    assert [one.periode for one in months] == mois_du_plan(DAY)
    assert set(months[0].flux) == {*ENTREES, *SORTIES}
