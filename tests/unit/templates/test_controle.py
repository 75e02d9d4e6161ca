"""A row that is left out says why, in its own cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheetcash.templates.controle_xlsx import (
    CONTROLE,
    controler,
    controler_factures,
    controler_recettes,
    incompletes,
)
from sheetcash.templates.formulas import Cell
from sheetcash.workbook.schema import CellError, Table
from sheetcash.workbook.tables import ACHATS, PREVISIONS, RECETTES

DAY = date(2026, 11, 20)
RECETTE = {"Date d'encaissement": DAY, "Montant": 5_000, "Catégorie": "BNC"}
ACHAT = {"Montant": 5_000, "Date": DAY}
PREVU = {"Montant": 5, "Sens": "Encaissement", "Première date": DAY, "Périodicité": "Unique"}
FACTURE = {"N° facture": "F1", "Date": DAY, "Client": "Alpha", "Montant": 5, "Échéance retenue": 1}
FACTURE |= {"Solde": 5}


def said(row: dict[str, Any]) -> str:
    cell = row[CONTROLE]
    assert isinstance(cell, Cell) and isinstance(cell.value, str)
    return cell.value


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        (RECETTES, RECETTE, ""),
        (RECETTES, RECETTE | {"Catégorie": "bnc"}, ""),
        (RECETTES, RECETTE | {"Montant": 0}, ""),
        (RECETTES, {}, ""),
        (RECETTES, {"Remarque": "rien encore"}, ""),
        (RECETTES, RECETTE | {"Montant": "douze"}, "Montant à corriger"),
        (RECETTES, RECETTE | {"Catégorie": "Poésie"}, "Catégorie à corriger"),
        (RECETTES, RECETTE | {"Catégorie": None}, "Catégorie à corriger"),
        (RECETTES, RECETTE | {"Date d'encaissement": "mardi"}, "Date d'encaissement à corriger"),
        (RECETTES, {"Client": "Alpha"}, "Date d'encaissement à corriger"),
        (RECETTES, RECETTE | {"Montant": 10**13}, "Montant à corriger"),
        (RECETTES, RECETTE | {"Montant": CellError("#N/A")}, "Erreur à corriger"),
        (RECETTES, RECETTE | {"N° facture": CellError("#N/A")}, ""),
        (
            RECETTES,
            RECETTE | {"Date d'encaissement": date(1999, 12, 31)},
            "Date d'encaissement à corriger",
        ),
        (ACHATS, ACHAT, ""),
        (ACHATS, {"Montant": 5, "Échéance": DAY}, ""),
        (ACHATS, ACHAT | {"Montant": "cher"}, "Montant à corriger"),
        (ACHATS, {"Montant": 5}, "Échéance à corriger"),
        (ACHATS, ACHAT | {"Payé le": "hier"}, "Payé le à corriger"),
        (PREVISIONS, PREVU, ""),
        (PREVISIONS, PREVU | {"Probabilité": 1}, ""),
        (PREVISIONS, PREVU | {"Probabilité": 60}, "Probabilité à corriger"),
        (PREVISIONS, PREVU | {"Probabilité": "60 %"}, "Probabilité à corriger"),
        (PREVISIONS, PREVU | {"Périodicité": "Hebdo"}, "Périodicité à corriger"),
        (PREVISIONS, PREVU | {"Sens": None}, "Sens à corriger"),
        (PREVISIONS, PREVU | {"Dernière date": date(2026, 1, 1)}, "Dernière date à corriger"),
    ],
)
def test_the_first_wrong_cell_is_named(table: Table, row: dict[str, Any], words: str) -> None:
    (found,) = controler(table, [row])
    assert said(found) == words
    formula, number = incompletes(table, [row])
    assert number == (words != "") and (not words or words in formula)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"Client": "ALPHA"}, ""),
        ({"Client": "Bêta"}, "Client à corriger"),
        ({"N° facture": None}, "N° facture à corriger"),
        ({"Montant": "cinquante"}, "Montant à corriger"),
        ({"Échéance retenue": Cell("", "")}, "Échéance à corriger"),
        ({"Catégorie": "Poésie"}, "Catégorie à corriger"),
        ({"Catégorie": "services bic"}, ""),
        ({"Niveau": 4}, ""),
        ({"Niveau": 5}, "Niveau à corriger"),
        ({"Niveau": "deux"}, "Niveau à corriger"),
        ({"Dernière relance": "lundi"}, "Dernière relance à corriger"),
        ({"Promesse de paiement": date(1900, 1, 1)}, "Promesse de paiement à corriger"),
        ({"Solde": -1}, "Trop encaissé"),
        ({"Montant": -5, "Solde": -5}, ""),
        ({"Client": CellError("#N/A")}, "Client à corriger"),
    ],
)
def test_invoices_say_it_too(more: dict[str, Any], words: str) -> None:
    (found,) = controler_factures([FACTURE | more], [{"Client": "Alpha"}])
    assert said(found) == words


def test_two_invoices_of_one_number_both_say_it() -> None:
    rows = [FACTURE, FACTURE | {"N° facture": "f1"}, FACTURE | {"N° facture": "F2"}]
    found = controler_factures(rows, [{"Client": "Alpha"}])
    assert list(map(said, found)) == ["N° facture à corriger", "N° facture à corriger", ""]


def test_a_receipt_says_that_its_invoice_is_unknown_and_counts() -> None:
    rows = [RECETTE | {"N° facture": number} for number in ("F1", "f1", "F9", "F*", None)]
    found = controler_recettes(rows, [FACTURE], DAY)
    assert list(map(said, found)) == ["", "", "N° facture inconnu", "", ""]
    assert incompletes(RECETTES, found)[1] == 0


def test_a_receipt_to_come_is_to_be_corrected() -> None:
    rows = [RECETTE, RECETTE | {"Date d'encaissement": date(2026, 11, 21)}]
    found = controler_recettes(rows, [], DAY)
    assert list(map(said, found)) == ["", "Date d'encaissement à corriger"]
