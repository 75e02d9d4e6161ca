"""Debits measured on generated purchases: what is written by itself is true."""

from __future__ import annotations

import statistics

import pytest

import generateur_depenses as generateur


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
