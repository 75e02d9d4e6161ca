from __future__ import annotations

from collections.abc import Callable

import pytest

from sheetcash.workbook.comptes import read_comptes
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot


def test_without_settings_the_usual_accounts(make_snapshot: Callable[..., Snapshot]) -> None:
    found: list[Finding] = []
    comptes = read_comptes(make_snapshot().settings, found)
    assert found == []
    assert [one.numero for one in comptes[:5]] == ["512000", "530000", "707000", "706000", "607000"]
    assert comptes.tresorerie("Espèces").numero == "530000"
    assert comptes.tresorerie("virement").numero == comptes.tresorerie("").numero == "512000"
    assert comptes.recette("vente").numero == "707000"
    assert comptes.recette("bnc").numero == comptes.recette("").numero == "706000"
    assert comptes.achat("Loyer").numero == "607000"


def test_the_user_s_accounts(make_snapshot: Callable[..., Snapshot]) -> None:
    found: list[Finding] = []
    settings = {
        "Compte de banque": 512100.0,  # a number in the cell
        "Compte des ventes": "707 200",
        "Comptes par poste": "Loyer = 613200 ; Logiciels=651100\nFrais, divers = 658000",
    }
    comptes = read_comptes(make_snapshot({}, settings).settings, found)
    assert found == []
    assert (comptes.banque.numero, comptes.ventes.numero) == ("512100", "707200")
    assert comptes.achat(" LOYER ").numero == "613200"
    assert comptes.achat("logiciels").libelle == "Redevances pour licences et logiciels"
    assert comptes.achat("frais, divers").libelle == "Frais, divers"


@pytest.mark.parametrize("given", ["BNQ", "51", "012345", "512-000"])
def test_what_is_no_account_is_told_and_the_default_used(
    make_snapshot: Callable[..., Snapshot], given: str
) -> None:
    found: list[Finding] = []
    settings = {"Compte de caisse": given, "Comptes par poste": f"Loyer = {given} ; X = 601000"}
    comptes = read_comptes(make_snapshot({}, settings).settings, found)
    assert [one.colonne for one in found] == ["Compte de caisse", "Comptes par poste"]
    assert comptes.caisse.numero == "530000" and comptes.achat("Loyer").numero == "607000"
    assert comptes.achat("x").numero == "601000"
