"""The week's list: what is in it, and in what order."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sheetcash.core import semaine
from sheetcash.core.semaine import POIDS_MAXIMUM, Rang, classer, urgence

DAY = date(2026, 11, 20)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def test_no_rank_outweighs_the_one_before() -> None:
    for rang in list(Rang)[1:]:
        highest = urgence(rang, POIDS_MAXIMUM, 0)
        assert highest < urgence(rang - 1, 0, 99_999)
    assert urgence(1, POIDS_MAXIMUM, 0) < 10**14, "hosts compare fifteen digits"


def test_within_a_rank_the_weight_then_the_higher_row() -> None:
    assert urgence(5, 2, 99_999) > urgence(5, 1, 0)
    assert urgence(5, 1, 5) > urgence(5, 1, 6)
    assert urgence(5, 1, 100_000) == urgence(5, 1, 99_999), "rows beyond are ranked together"


@pytest.mark.parametrize(
    ("days", "rang"),
    [
        (-1, Rang.URSSAF_EN_RETARD),
        (0, Rang.URSSAF_CETTE_SEMAINE),
        (7, Rang.URSSAF_CETTE_SEMAINE),
        (8, Rang.URSSAF_PLUS_TARD),
    ],
)
def test_a_declaration_by_its_day(days: int, rang: Rang) -> None:
    one = semaine.urssaf(5, "T3 2026", on(days), 100, declaree=False, aujourdhui=DAY)
    assert (one.rang, one.action, one.montant) == (rang, semaine.DECLARER, 100)


def test_a_declaration_made_is_only_to_be_paid() -> None:
    one = semaine.urssaf(5, "T3 2026", DAY, None, declaree=True, aujourdhui=DAY)
    assert (one.action, one.objet, one.montant, one.raison) == (
        "Payer",
        "Urssaf, T3 2026",
        None,
        "aujourd'hui",
    )


@pytest.mark.parametrize(
    ("days", "facultative", "rang"),
    [
        (-61, False, None),
        (-60, False, Rang.OBLIGATION_EN_RETARD),
        (-1, True, None),
        (0, True, Rang.OBLIGATION_CETTE_SEMAINE),
        (7, False, Rang.OBLIGATION_CETTE_SEMAINE),
        (8, False, Rang.OBLIGATION_PLUS_TARD),
        (30, False, Rang.OBLIGATION_PLUS_TARD),
        (31, False, None),
    ],
)
def test_an_obligation_by_its_day(days: int, facultative: bool, rang: Rang | None) -> None:
    one = semaine.obligation(
        9, "CFE", "à payer", on(days), None, facultative=facultative, aujourdhui=DAY
    )
    assert (one and one.rang) == rang


@pytest.mark.parametrize(("days", "told"), [(-400, True), (7, True), (8, False)])
def test_purchases_of_the_week(days: int, told: bool) -> None:
    assert (semaine.achat(5, "Loyer", on(days), 100, DAY) is not None) == told


@pytest.mark.parametrize(("days", "told"), [(-1, False), (0, True), (7, True), (8, False)])
def test_forecasts_of_the_week(days: int, told: bool) -> None:
    assert (semaine.facture_a_faire(5, "Mission", on(days), 100, DAY) is not None) == told


def test_nothing_to_complete_is_no_task() -> None:
    assert semaine.completer("Factures", 0) is None
    assert semaine.rapprocher(0) is None
    one, two = semaine.completer("Achats", 1), semaine.rapprocher(2)
    assert one is not None and one.objet == "1 ligne"
    assert two is not None and two.objet == "2 lignes de relevé"
    assert semaine.poids_feuille("Clients") == 0


def test_an_amount_weighs_no_more_than_the_most() -> None:
    assert semaine.poids_montant(10**12) == POIDS_MAXIMUM
    large = semaine.relance(5, "F", "A", 10**12, DAY, "Relance 1 à envoyer", 1)
    assert large.urgence < urgence(Rang.ACHAT, 0, 99_999)
    assert large.raison == "Relance 1 à envoyer, 1 jour de retard"


def test_the_order_is_declare_pay_chase_invoice_reconcile() -> None:
    found = classer(
        [
            semaine.rapprocher(3),
            semaine.facture_a_faire(5, "Mission", DAY, 100, DAY),
            semaine.relance(5, "F", "A", 100, DAY, "Échéance proche", 0),
            semaine.achat(5, "Loyer", DAY, 100, DAY),
            semaine.saisir_creation(),
            semaine.completer("Factures", 2),
            semaine.urssaf(5, "T3 2026", DAY, 1, declaree=False, aujourdhui=DAY),
            None,
        ]
    )
    assert [one.action for one in found] == [
        *("Déclarer et payer", "Saisir", "Compléter", "Payer", "Relancer", "Facturer"),
        "Rapprocher",
    ]
