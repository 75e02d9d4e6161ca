"""Interest by half-years, the floor, consumers apart, limitation periods."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.baremes import LOI, SAISI, Baremes
from sheetcash.core.penalites import indemnite, penalites, prescription, semestre, tranches
from sheetcash.errors import InputError, NoRuleForDate, ParameterNeeded


def test_half_years_begin_in_january_and_july() -> None:
    assert semestre(date(2026, 6, 30)) == date(2026, 1, 1)
    assert semestre(date(2026, 7, 1)) == date(2026, 7, 1)


def test_days_run_from_the_day_after_the_due_date_to_the_day_included() -> None:
    (one,) = tranches(date(2025, 3, 31), date(2025, 4, 1))
    assert (one.debut, one.fin, one.jours) == (date(2025, 4, 1), date(2025, 4, 1), 1)
    assert tranches(date(2025, 3, 31), date(2025, 3, 31)) == []


def test_each_half_year_has_its_own_rate() -> None:
    spans = tranches(date(2023, 6, 29), date(2025, 1, 1))
    assert [(s.debut.isoformat(), s.jours, s.taux) for s in spans] == [
        ("2023-06-30", 1, 125_000),
        ("2023-07-01", 184, 140_000),
        ("2024-01-01", 182, 152_100),  # the floor: 3 x 5.07, over 14.5
        ("2024-07-01", 184, 147_600),  # the floor: 3 x 4.92, over 14.25
        ("2025-01-01", 1, 131_500),
    ]
    assert spans[2].origine == "plancher, 3 × intérêt légal"


def test_an_agreed_rate_never_falls_under_the_floor() -> None:
    (low,) = tranches(date(2025, 7, 1), date(2025, 7, 31), 50_000)
    (high,) = tranches(date(2025, 7, 1), date(2025, 7, 31), 90_000)
    assert (low.taux, high.taux, high.origine) == (82_800, 90_000, "taux convenu")


def test_a_consumer_owes_the_legal_interest_of_other_creditors() -> None:
    (one,) = tranches(date(2025, 7, 1), date(2025, 7, 31), type_client="particulier")
    assert (one.taux, one.origine) == (27_600, "intérêt légal")
    with pytest.raises(InputError, match="particulier"):
        tranches(date(2025, 7, 1), date(2025, 7, 31), 90_000, "particulier")


def test_an_unknown_half_year_is_asked_for_and_the_user_can_give_it() -> None:
    due, day = date(2026, 6, 30), date(2026, 7, 30)
    with pytest.raises(ParameterNeeded, match="feuille Barèmes"):
        penalites(100_000, due, day)
    legal = LOI.bareme("interet_legal", date(2026, 1, 1), "autres_cas")
    refi = LOI.bareme("refi_bce", date(2026, 1, 1))
    second_half = {
        "debut": date(2026, 7, 1),
        "fin": date(2026, 12, 31),
        "connu_jusqu_au": date(2026, 12, 31),
        "confiance": SAISI,
    }
    loi = Baremes([legal._replace(**second_half, valeur=26_000), refi._replace(**second_half)])
    assert penalites(100_000, due, day, loi=loi) == 999  # 30 days at 12.15 %
    with pytest.raises(NoRuleForDate):
        penalites(100_000, due, date(2027, 1, 1), loi=loi)


def test_nothing_owed_bears_no_interest() -> None:
    assert penalites(0, date(2025, 1, 1), date(2025, 6, 1)) == 0
    assert penalites(-100, date(2025, 1, 1), date(2025, 6, 1)) == 0


def test_the_forty_euros_are_between_professionals_only() -> None:
    assert indemnite("professionnel", 1) == 4_000
    assert indemnite("professionnel", 0) == indemnite("particulier", 1) == 0


@pytest.mark.parametrize(
    ("echeance", "client", "last"),
    [
        (date(2026, 2, 15), "professionnel", date(2031, 2, 15)),
        (date(2026, 2, 15), "particulier", date(2028, 2, 15)),
        (date(2024, 2, 29), "professionnel", date(2029, 2, 28)),
    ],
)
def test_prescription(echeance: date, client: str, last: date) -> None:
    assert prescription(echeance, client) == last
