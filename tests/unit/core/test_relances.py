from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core import relances
from sheetcash.core.factures import echeance, retard
from sheetcash.core.periods import is_business_day
from sheetcash.errors import UnknownTerms

DUE = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("day", "niveau", "derniere", "statut"),
    [
        (-4, None, None, "À échoir"),
        (-3, None, None, "Échéance proche"),
        (0, None, None, "Échéance proche"),
        (1, None, None, "Relance 1 à envoyer"),
        (90, None, None, "Relance 1 à envoyer"),
        (0, 0, -3, "À échoir"),
        (3, 0, -3, "À échoir"),  # seven days after the courtesy note
        (4, 0, -3, "Relance 1 à envoyer"),
        (14, 1, 1, "Relance 1 envoyée"),
        (15, 1, 1, "Relance 2 à envoyer"),
        (15, 1, 9, "Relance 1 envoyée"),
        (16, 1, 9, "Relance 2 à envoyer"),
        (29, 2, 15, "Relance 2 envoyée"),
        (30, 2, 15, "Mise en demeure à envoyer"),
        (44, 3, 30, "Mise en demeure envoyée"),
        (45, 3, 30, "Recouvrement à engager"),
        (400, 4, 45, "Recouvrement à engager"),
    ],
)
def test_statut(day: int, niveau: int | None, derniere: int | None, statut: str) -> None:
    last = None if derniere is None else DUE + timedelta(days=derniere)
    assert relances.statut(DUE, 100, DUE + timedelta(days=day), niveau, last) == statut


def test_a_settled_invoice_is_settled_whatever_its_dates() -> None:
    assert relances.statut(DUE, 0, DUE + timedelta(days=90), 1, DUE) == relances.SOLDEE
    assert relances.statut(DUE, -5, DUE, None) == relances.SOLDEE


def test_profiles_shift_the_days() -> None:
    day = DUE + timedelta(days=8)
    assert relances.statut(DUE, 1, day, 1, DUE, relances.JOURS["ferme"]) == "Relance 2 à envoyer"
    assert relances.statut(DUE, 1, day, 1, DUE, relances.JOURS["souple"]) == "Relance 1 envoyée"


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(-10, 200),
    st.one_of(st.none(), st.integers(0, 3)),
    st.sampled_from(sorted(relances.JOURS)),
)
def test_no_level_is_skipped_and_the_next_step_is_a_business_day(
    due: date, late: int, niveau: int | None, profil: str
) -> None:
    today = due + timedelta(days=late)
    days = relances.JOURS[profil]
    suivant = relances.niveau_suivant(due, today, niveau, days)
    assert suivant is not None
    assert suivant <= (1 if niveau is None else niveau + 1)
    step = relances.prochaine(due, today, niveau, None, days)
    assert step is not None and is_business_day(step)


@pytest.mark.parametrize(
    ("conditions", "due"),
    [
        ("À réception", date(2026, 1, 20)),
        ("a reception", date(2026, 1, 20)),
        ("30 jours", date(2026, 2, 19)),
        ("30 jours net", date(2026, 2, 19)),
        ("45 jours fin de mois", date(2026, 3, 31)),
        ("Fin de mois", date(2026, 1, 31)),
        ("J+15", date(2026, 2, 4)),
        ("60 j", date(2026, 3, 21)),
        ("", date(2026, 2, 19)),
    ],
)
def test_echeance(conditions: str, due: date) -> None:
    assert echeance(date(2026, 1, 20), conditions) == due


def test_echeance_of_unknown_terms_says_what_to_write() -> None:
    with pytest.raises(UnknownTerms, match="30 jours"):
        echeance(date(2026, 1, 20), "quand il pourra")


def test_retard_counts_from_the_day_after() -> None:
    assert [retard(DUE, 1, DUE + timedelta(days=n)) for n in (-1, 0, 1)] == [0, 0, 1]


def test_each_profile_s_own_days_decide_of_the_lapse_and_of_the_next_step() -> None:
    souple, day = relances.JOURS["souple"], DUE + timedelta(days=3)
    assert relances.statut(DUE, 1, day, jours=souple) == "Échéance proche", "lapses on day 5"
    assert relances.prochaine(DUE, day, jours=souple) == DUE
    wednesday = DUE + timedelta(days=21)
    assert relances.prochaine(DUE, wednesday, 1, None, souple) == date(2026, 6, 30)
    assert relances.prochaine(DUE, wednesday, 1) == date(2026, 6, 25)
