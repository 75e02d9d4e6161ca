"""Files that no one here wrote, when they are at hand (they are not part of the project)."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheetcash.adapters.bank import lire
from sheetcash.core.cles import cles
from sheetcash.core.releves import Nature, ecarts_de_solde

SAMPLES = Path(__file__).parents[4].parent / "shared" / "samples"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no outside samples here")


@pytest.mark.parametrize(
    ("nom", "format_", "lus", "rejets", "ecartes"),
    [
        ("bpce/statement.csv", "Banque Populaire / Caisse d'Épargne", 7, 0, 0),
        ("revolut/business1.csv", "Revolut Business", 8, 0, 0),
        ("revolut/private1.csv", "Revolut", 9, 0, 0),
        ("sumup/format1_20240215.csv", "SumUp (compte)", 52, 0, 0),
        ("sumup/format2_20250324_de.csv", "SumUp", 1938, 0, 98),
        ("mt940/cmxl.sta", "MT940", 16, 0, 0),
        ("mt940/february_30.sta", "MT940", 1, 0, 0),
        ("mt940/sepa.sta", "MT940", 97, 0, 0),
        ("ofx/bank_medium.ofx", "OFX", 3, 0, 0),
        ("ofx/checking.ofx", "OFX", 3, 0, 0),
        ("ofx/fail_date_missing.ofx", "OFX", 3, 3, 0),
        ("ofx/fail_decimal_error.ofx", "OFX", 1, 1, 0),
        ("ofx/fail_empty_balance.ofx", "OFX", 1, 0, 0),
        ("ofx/multiple_accounts.ofx", "OFX", 0, 0, 0),
        ("ofx/ofx-v102-empty-tags.ofx", "OFX", 1, 0, 0),
    ],
)
def test_a_sample_is_read_and_its_balances_agree(
    nom: str, format_: str, lus: int, rejets: int, ecartes: int
) -> None:
    releve = lire(SAMPLES / nom)
    assert (releve.format, releve.lus) == (format_, lus)
    assert (len(releve.rejets), len(releve.ecartes)) == (rejets, ecartes)
    assert len(releve.mouvements) == lus - rejets - ecartes
    assert ecarts_de_solde(releve) == []
    assert len(set(cles(releve.mouvements))) == len(releve.mouvements)


def test_the_sums_are_those_of_the_files() -> None:
    bpce = lire(SAMPLES / "bpce/statement.csv").mouvements
    assert sum(m.cents for m in bpce) == -1490 + 440 + 2400 - 6343 - 6311 - 2000 - 732
    sales = lire(SAMPLES / "sumup/format2_20250324_de.csv").mouvements
    paid = [m for m in sales if m.nature is Nature.PAIEMENT]
    assert len(paid) == 1116
    assert len(sales) - len(paid) == 724
    # What was paid out is what was sold by card, fees deducted.
    by_card = {m.reference for m in sales if m.nature is Nature.VIREMENT}
    assert sum(m.cents for m in sales if m.reference in by_card) == 0


def test_an_account_s_balance_follows_each_row_of_the_sample() -> None:
    releve = lire(SAMPLES / "sumup/format1_20240215.csv")
    (compte,) = releve.comptes
    assert compte.ouverture is not None
    assert compte.cloture is not None
    moved = sum(m.cents for m in releve.mouvements)
    assert compte.ouverture.cents + moved == compte.cloture.cents == 435216
