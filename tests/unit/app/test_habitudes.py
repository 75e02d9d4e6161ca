"""What the preview of a reminder tells of a client's habits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import median_low
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetcash.app.habitudes import JAMAIS, Habitudes, jamais_relance, montant_inhabituel
from sheetcash.app.phrases import pourcent
from sheetcash.workbook.records import Book

Make = Callable[..., Book]
SENT = {"Id": "1", "Date": date(2026, 11, 1), "N° facture": "F-1", "Niveau": 1, "Canal": "courriel"}


def test_habits_in_one_line(make_book: Make) -> None:
    late = {"Échéance": date(2026, 10, 21)}  # paid on 2 November
    book = make_book(late, late, {"Échéance": date(2026, 12, 1)}, paid={"F-1": 1000, "F-2": 1000})
    habits, owed, score, terms, share = Habitudes(book).analyse(" ACME")
    alone = f"à lui seul {pourcent(1_000_000)} de vos encaissements d'un an"
    assert share == alone.capitalize()
    assert habits == "Paie en moyenne 12 jours après l'échéance"
    assert owed.startswith("Doit 1\u202f000,00\u00a0€, dont 0,00")
    assert score.startswith("Fiabilité B (68 sur 100) : 12 jours de retard en moyenne")
    assert terms == "Conditions à proposer : Délai plus court (fiabilité B, 68 sur 100)"
    assert Habitudes(book).analyse("Inconnu") == []
    short = "fiabilité B (68) ; à proposer : délai plus court"
    pays = "paie en moyenne 12 jours après l'échéance"
    assert Habitudes(book).bref("Acme") == f"{pays} ; {short} ; {alone}"
    assert Habitudes(book).bref("Inconnu") == "sans note encore"
    old = make_book({"Date": date(2026, 7, 1), "Échéance": date(2026, 8, 1)})
    assert Habitudes(old).bref("Acme").endswith("à proposer : paiement à la commande")


@pytest.mark.parametrize(
    ("due", "profile", "advised"),
    [
        (date(2026, 11, 1), "Standard", "Souple"),
        (date(2026, 11, 1), "Souple", ""),
        (date(2026, 9, 5), "Standard", "Ferme"),
        (date(2026, 9, 5), "", "Ferme"),
        (date(2026, 9, 5), "Ferme", ""),
        (date(2026, 9, 5), "Ne pas relancer", ""),
        (date(2026, 10, 21), "Ferme", "Standard"),
    ],
)
def test_a_history_calls_for_a_profile_and_the_user_keeps_the_word(
    make_book: Make, due: date, profile: str, advised: str
) -> None:
    late = {"Échéance": due}  # paid on 2 November
    paid = {"F-1": 1000.0, "F-2": 1000.0}
    book = make_book(late, late, client={"Profil de relance": profile}, paid=paid)
    told = [one for one in Habitudes(book).analyse("Acme") if "profil" in one]
    assert told == ([f"Relances à passer au profil {advised} (Clients)"] if advised else [])


def test_a_client_who_is_most_of_the_year_is_told(make_book: Make) -> None:
    paid = {"F-1": 900.0, "F-2": 100.0}
    book = make_book({}, {"Client": "Bob"}, paid=paid)
    said = f"à lui seul {pourcent(900_000)} de vos encaissements d'un an"
    its = Habitudes(book)
    assert its.dependance("acme") == said and its.dependance("Bob") == ""
    assert its.bref("Acme").endswith(said) and "À" + said[1:] in its.analyse("Acme")
    assert Habitudes(make_book({})).dependance("Acme") == ""


def test_no_habit_before_anything_is_due(make_book: Make) -> None:
    said = Habitudes(make_book({"Échéance": date(2026, 12, 1)})).analyse("Acme")
    assert said[1] == "Pas assez d'historique : 0 facture réglée, il en faut 2"
    assert len(said) == 3 and not any("Paie en moyenne" in one for one in said)


@pytest.mark.parametrize(
    ("montant", "unusual"), [(2999.99, False), (3000, True), (333.34, False), (333.33, True)]
)
def test_an_amount_three_times_more_or_less_than_usual(
    make_book: Make, montant: float, unusual: bool
) -> None:
    last: dict[str, Any] = {"Montant": montant, "Date": date(2026, 10, 1)}
    book = make_book({}, {}, {}, last)
    said = montant_inhabituel(book, book.factures[3])
    assert bool(said) == unusual
    assert not unusual or "d'ordinaire 1\u202f000,00\u00a0€" in said


def test_two_invoices_make_no_habit(make_book: Make) -> None:
    book = make_book({}, {}, {"Montant": 90_000})
    assert montant_inhabituel(book, book.factures[2]) == ""


def test_credit_notes_later_invoices_and_others_are_no_habit(make_book: Make) -> None:
    note = {"Montant": -500}
    after = {"Date": date(2026, 10, 1)}
    book = make_book({}, {}, note, after, {"Client": "Autre"}, {"Montant": 90_000})
    assert montant_inhabituel(book, book.factures[5]) == ""
    assert montant_inhabituel(book, book.factures[2]) == "", "a credit note is never compared"


_AMOUNT, _DAY = st.integers(-2, 8), st.integers(1, 5)


@given(its=st.lists(st.tuples(_AMOUNT, _DAY), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_usual_amount_is_the_median_of_the_others(
    make_book: Make, its: list[tuple[int, int]]
) -> None:
    rows = [{"Montant": euros, "Date": date(2026, 9, day)} for euros, day in its]
    book = make_book(*rows)
    habits = Habitudes(book)
    for one in book.factures:
        before = [
            other.montant
            for other in book.factures
            if other.montant > 0
            and other.date_facture <= one.date_facture
            and other.ligne != one.ligne
        ]
        unusual = False
        if one.montant > 0 and len(before) >= 3:
            usual = median_low(before)
            unusual = usual >= 3 * one.montant or one.montant >= 3 * usual
        assert bool(habits.montant_inhabituel(one)) == unusual


def test_never_reminded_before(make_book: Make) -> None:
    assert jamais_relance(make_book({}), "Acme") == JAMAIS
    assert jamais_relance(make_book({"Niveau": 1}), "Acme") == ""
    assert jamais_relance(make_book({}, relances=[SENT]), "acme") == ""
    assert jamais_relance(make_book({}, relances=[SENT]), "Autre") == JAMAIS
    refused = make_book({}, relances=[SENT | {"État": "refusée"}])
    assert jamais_relance(refused, "Acme") == JAMAIS
