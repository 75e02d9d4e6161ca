"""Matching measured through a whole workbook: receipts typed by hand, and all that is written.

`tests/unit/core/test_rapprochement.py` measures the core alone. Here the lines of a generated book
meet a livre in which the user has typed some of the receipts, by the client's name or by the
invoice's number, a day or two from the bank's.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import generateur_livres as generateur
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.app import rapprochement
from sheetcash.app.rapprochement.sortes import Genre
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.banque import numeros, recette_de
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import UpdateRow

JOUR = date(2027, 3, 31)


def classeur(path: Path, book: generateur.Livre, graine: int) -> dict[str, tuple[str, set[str]]]:
    """Write the book; the receipts typed by hand, with the line and the invoices each is of."""
    draw = random.Random(graine)
    debtors = {one.numero: one.client for one in book.ouvertes}
    typed: dict[str, tuple[str, set[str]]] = {}
    receipts: list[dict[str, Any]] = []
    for credit in book.credits:
        truth = book.verite[credit.id]
        if len(truth) != 1 or draw.random() > 0.25:
            continue
        (number, _), rank = truth[0], str(len(receipts) + 1)
        row = {"N°": rank, "Catégorie": "BNC", "Montant": credit.cents}
        row["Date d'encaissement"] = credit.jour + timedelta(days=draw.choice((0, 0, 0, -1, 1, 2)))
        if draw.random() < 0.7:
            row["N° facture"] = number
        if draw.random() < 0.9 or "N° facture" not in row:
            row["Client"] = debtors[number]
        typed[rank] = credit.id, {number}
        receipts.append(row)
    lines = [
        {"Id": one.id, "Date": one.jour, "Libellé": one.libelle, "Montant": one.cents}
        | {"Compte": "Pro", "Contrepartie": one.contrepartie, "IBAN": one.iban}
        | {"Nature": "paiement" if one.certaine else None}
        for one in book.credits
    ]
    bills = [
        {"N° facture": one.numero, "Date": one.date_facture, "Client": one.client}
        | {"Catégorie": "BNC", "Montant": one.montant, "Échéance": one.echeance}
        for one in book.ouvertes
    ]
    clients = [
        {"Client": one.client, "En banque": " ; ".join((*one.noms, *one.ibans)) or None}
        for one in book.connus
    ]
    content = contenu_vide("livre")
    tables = {"tblClients": clients, "tblFactures": bills, "tblBanque": lines}
    settings = content.settings | {"Catégorie principale": "BNC", "Nature": "Libérale"}
    settings |= {"Début d'activité": date(2024, 1, 1)}
    rows = {**content.rows, **tables, "tblRecettes": receipts}
    build(path, Content(settings, rows), JOUR)
    return typed


@pytest.mark.parametrize("graine", range(4))
def test_what_is_written_by_itself_is_true_with_a_livre_half_typed(
    graine: int, tmp_path: Path
) -> None:
    book = generateur.livre(graine, clients=150)
    typed = classeur(tmp_path / "Livre.xlsx", book, graine)
    by_line = {line: rank for rank, (line, _) in typed.items()}
    snapshot = ExcelFile(tmp_path / "Livre.xlsx").read(rapprochement.TABLES)
    livres = rapprochement.lire(snapshot, JOUR)
    plan = rapprochement.preparer(livres, JOUR)
    first = snapshot.tables["tblRecettes"].first_row
    moved = {
        str(one.values["N°"]): str(one.row - first + 1)
        for one in plan.edits
        if isinstance(one, UpdateRow) and one.table == "tblRecettes" and "N°" in one.values
    }
    false = []
    for one in plan.accords:
        key, truth = one.ligne.id, {number for number, _ in book.verite[one.ligne.id]}
        if one.genre is Genre.RECETTE and one.avec == "vente directe":
            right = not truth and key not in by_line
        elif one.genre is Genre.RECETTE:
            right = set(numeros(one.avec)) == truth and key not in by_line
        elif one.genre is Genre.LIEN:
            named = recette_de(one.avec)
            named = moved.get(named, named)
            right = key in by_line and (named == by_line[key] or one.avec in truth)
        else:
            right = not truth
        if not right:
            false.append((one.ligne.libelle, one.avec, one.raisons, truth, key in by_line))
    assert false == []
    assert len(plan.accords) > len(book.credits) // 3
