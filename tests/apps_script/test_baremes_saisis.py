"""The sheet Barèmes feeds the Apps Script functions as it feeds Python."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sheetcash.templates import baremes_rows
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.reading_baremes import read_baremes
from sheetcash.workbook.tables import BAREMES

FOLDER = Path(__file__).parent
TITLES = BAREMES.titles
FIRST_ROW = 6

Rows = list[dict[str, Any]]


def typed() -> Rows:
    """The sheet of a new workbook, with what a user may type in it."""
    rows = [dict(row) for row in baremes_rows.rows()]

    def change(nom: str, categorie: str, debut: date | None, **cells: Any) -> None:
        (row,) = (
            row
            for row in rows
            if (row["Paramètre"], row["Catégorie"], row["Début"]) == (nom, categorie, debut)
        )
        row.update(cells)

    july = date(2026, 7, 1)
    change("Intérêt légal", "Autres créanciers", july, Valeur=2.61)
    change("Taux de refinancement BCE", "Toutes", july, Valeur=2.15)
    change("Contribution à la formation (CFP)", "Libérale", date(2022, 1, 1), Valeur=0.25)
    new = dict.fromkeys(TITLES)
    rows += [
        new | {"Paramètre": "cotisations", "Catégorie": "bnc", "Valeur": 26.1,
               "Début": date(2027, 1, 1), "Confirmé le": date(2026, 12, 1)},
        new | {"Paramètre": "Cotisations", "Catégorie": "BNC", "Valeur": 26.4,
               "Début": date(2027, 7, 1), "Fin": date(2027, 9, 30)},
        new | {"Paramètre": "Cotisations avec ACRE", "Catégorie": "Cipav", "Valeur": 17.4,
               "Début": july, "Fin": date(2026, 12, 31), "Création depuis le": july},
        new | {"Paramètre": "Indemnité de recouvrement", "Valeur": 45,
               "Début": date(2026, 1, 1), "Fin": date(2027, 6, 30)},
    ]  # fmt: skip
    for wrong in (
        {"Valeur": "25,6 %"}, {"Valeur": -1}, {"Valeur": 101}, {"Valeur": 12.34567},
        {"Valeur": 9, "Début": date(2026, 2, 1), "Fin": date(2026, 1, 1)},
        {"Valeur": 9, "Début": None}, {"Valeur": 9, "Catégorie": "Vents"},
        {"Valeur": 9, "Paramètre": "Cotisation"}, {"Valeur": 9, "Fin": "31/12/2026"},
        {"Valeur": 9, "Création depuis le": date(2026, 1, 1)}, {"Valeur": True},
        {"Valeur": 0.5, "Paramètre": "Plafond du régime micro", "Catégorie": "Services"},
    ):  # fmt: skip
        row = {"Paramètre": "Cotisations", "Catégorie": "Vente", "Début": date(2026, 1, 1)}
        rows.append(new | row | wrong)
    return rows


def snapshot(rows: Rows) -> RawTable:
    def cell(value: Any) -> Any:
        return float(value) if isinstance(value, (int, Decimal)) and value is not True else value

    columns = {title: [cell(row.get(title)) for row in rows] for title in TITLES}
    positions = {title: at + 1 for at, title in enumerate(TITLES)}
    return RawTable(BAREMES.name, BAREMES.sheet, FIRST_ROW, columns, positions)


@pytest.mark.parametrize("rows", [baremes_rows.rows(), typed()], ids=["untouched", "typed"])
def test_the_same_figures_are_typed_in_both_languages(node: str, rows: Rows) -> None:
    findings: list[Finding] = []
    ours = read_baremes(snapshot(rows), findings)
    grid: list[list[Any]] = [["Barèmes"], *([[]] * (FIRST_ROW - 3)), [*TITLES]]
    for row in rows:
        cells = [row.get(title) for title in TITLES]
        grid.append(
            [
                {"date": cell.isoformat()}
                if isinstance(cell, date)
                else ""
                if cell is None
                else float(cell)
                if isinstance(cell, Decimal)
                else cell
                for cell in cells
            ]
        )
    done = subprocess.run(
        [node, str(FOLDER / "classeur.mjs")],
        input=json.dumps(grid),
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    expected = [
        {
            "parametre": row.parametre,
            "cle": row.cle,
            "valeur": row.valeur,
            "debut": row.debut and row.debut.isoformat(),
            "jusquau": row.connu_jusqu_au.isoformat(),
            "source": row.source,
        }
        for row in ours.saisis
    ]
    assert theirs["saisis"] == expected
    if expected:
        assert len(expected) == 7, [str(finding) for finding in findings]
        assert theirs["plafond"] == 83_600
        assert theirs["cfp"] == 256 + 3  # 0.25 % of 1 000 €, halves up
        assert "saisi par vous (feuille Barèmes, ligne" in theirs["dit"]
    else:
        assert theirs["cfp"] == 258 and "saisi par vous" not in theirs["dit"]
