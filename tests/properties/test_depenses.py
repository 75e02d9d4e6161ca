"""Debits measured on generated purchases: what is written by itself is true."""

from __future__ import annotations

import statistics
from datetime import date

import pytest

import generateur_depenses as generateur
from sheetcash.app.rapprochement.lecture import Declaree
from sheetcash.workbook.banque import LigneBanque
from sheetcash.workbook.ecritures import Ecriture
from sheetcash.workbook.postes import Regle


@pytest.mark.parametrize("graine", range(8))
def test_what_is_certain_of_a_debit_is_true(graine: int) -> None:
    false, _, told = generateur.mesurer(generateur.depenses_de(graine))
    assert false == []
    assert told >= 0.97, "certain, or proposed first"


def test_most_debits_that_pay_a_purchase_are_certain() -> None:
    measures = [generateur.mesurer(generateur.depenses_de(graine)) for graine in range(20, 26)]
    assert statistics.mean(found for _, found, _ in measures) >= 0.9


@pytest.mark.parametrize("habitude", ["cheque", "avoir", "plusieurs", "tronque"])
def test_even_where_most_suppliers_are_paid_so(
    habitude: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(generateur.HABITUDES, habitude, 300)
    for graine in (3, 4, 5):
        false, _, _ = generateur.mesurer(generateur.depenses_de(graine))
        assert false == []


def une_ligne(at: int, day: date, label: str, cents: int) -> LigneBanque:
    return LigneBanque(at, f"B{at}", day, label, cents)


def test_the_urssaf_s_second_debit_in_a_few_days_is_asked() -> None:
    """Two months of one total: the second debit may be the first one's, made again."""
    book = generateur.Depenses(
        declarations=[
            Declaree(5, "09/2026", date(2026, 9, 30), 12_345, None),
            Declaree(6, "10/2026", date(2026, 10, 31), 12_345, None),
        ],
        lignes=[
            une_ligne(5, date(2026, 10, 31), "PRLV SEPA URSSAF", -12_345),
            une_ligne(6, date(2026, 11, 2), "PRLV SEPA URSSAF", -12_345),
            une_ligne(7, date(2026, 11, 30), "PRLV SEPA URSSAF", -12_345),
        ],
    )
    settled, doubted = generateur.repondre(book)
    assert [(one.ligne.ligne, one.avec) for one in settled] == [(5, "09/2026"), (7, "10/2026")]
    assert [(one.ligne.ligne, one.avec) for one in doubted] == [(6, "10/2026")]
    assert "déjà parti le 31/10/2026" in doubted[0].texte


@pytest.mark.parametrize(
    ("whose", "label", "sure"),
    [
        ("Free Mobile", "PRLV SEPA FREE MOBILE FMPMT-10223344", True),
        ("Free Mobile", "CB DUTY FREE MOBILE SHOP", False),
        ("Hôtel de la Gare", "CB RESTAURANT HOTEL DE LA GARE LYON", False),
        ("Hôtel de la Gare", "CB HOTEL DE LA GARE LYON", True),
    ],
)
def test_another_business_whose_name_holds_a_supplier_s_is_asked(
    whose: str, label: str, sure: bool
) -> None:
    day = date(2026, 11, 10)
    book = generateur.Depenses(
        achats=[Ecriture(4, "1", day, whose, "Divers", 1_999)],
        lignes=[une_ligne(5, day, label, -1_999)],
    )
    settled, doubted = generateur.repondre(book)
    assert (len(settled), len(doubted)) == (sure, not sure)


@pytest.mark.parametrize(
    ("whose", "sure"), [("Forot", False), ("Boulangerie Forot", True), ("", True)]
)
def test_a_rule_of_another_supplier_goes_before_no_part_of_what_is_owed(
    whose: str, sure: bool
) -> None:
    day = date(2026, 11, 10)
    book = generateur.Depenses(
        achats=[Ecriture(4, "1", day, "Boulangerie Forot", "Pain", 6_589)],
        regles=[Regle("Forot", "Abonnements", whose, "Fixe")],
        lignes=[une_ligne(5, day, "VIR BOULANGERIE FOROT", -1_976)],
    )
    settled, doubted = generateur.repondre(book)
    assert len(settled) == sure
    if not sure:
        assert doubted[0].avec == "acompte : Achat 1" and "la règle « Forot »" in doubted[0].texte
