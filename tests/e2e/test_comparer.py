"""``comparer`` as a user runs it: two files, a file and a spreadsheet of Google's."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from commande import Run
from google_local import Google
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.google import service
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.edits import AppendRow, Edit, SetSetting, UpdateRow

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
JOUR = ("--date", "2026-11-20")


@pytest.fixture(autouse=True)
def _etat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))


@pytest.fixture
def avant(tmp_path: Path) -> Path:
    path = tmp_path / "Mars.xlsx"
    build(path, contenu_demo("livre"), JOUR_DEMO)
    return path


@pytest.fixture
def apres(avant: Path) -> Path:
    return Path(shutil.copy(avant, avant.with_name("Avril.xlsx")))


def changer(path: Path, *edits: Edit) -> None:
    """Change a workbook as a user would in Excel."""
    store = ExcelFile(path)
    store.write(store.read(), edits)


def place(path: Path, table: str, titre: str, valeur: object) -> int:
    """The row of a sheet where a column holds that."""
    raw = ExcelFile(path).read([table]).tables[table]
    return raw.first_row + raw.columns[titre].index(valeur)


def modifier(path: Path, table: str, cle: tuple[str, object], **values: Any) -> Edit:
    return UpdateRow(table, place(path, table, *cle), "", values)


def champs(run: Run) -> dict[str, list[tuple[str, Any, Any]]]:
    """Every field told, by the row's name."""
    return {
        one["nom"]: [(c["colonne"], c["avant"], c["apres"]) for c in one["champs"]]
        for one in run.json["differences"]
    }


def test_the_same_workbook_twice_is_said_identical(
    run: Callable[..., Run], avant: Path, apres: Path
) -> None:
    told = run("comparer", avant, apres)
    assert (told.code, told.out.splitlines()[0]) == (0, "Mars.xlsx → Avril.xlsx : identiques.")
    assert "colonnes et feuilles que vous avez ajoutées" in told.out
    its = run("comparer", avant, apres, "--json").json
    assert (its["identiques"], its["differences"], its["reglages"]) == (True, [], [])


def test_everything_that_changed_is_listed_sealed_rows_first(
    run: Callable[..., Run], avant: Path
) -> None:
    assert run("sceller", avant, "--oui", *JOUR).code == 0
    apres = Path(shutil.copy(avant, avant.with_name("Avril.xlsx")))
    changer(
        apres,
        modifier(apres, "tblClients", ("Client", "Maison Tournesol"), Notes="à rappeler"),
        modifier(apres, "tblFactures", ("N° facture", "F-2025-004"), Montant=12_345, Litige="Oui"),
        modifier(apres, "tblRecettes", ("N°", "12"), Client="Autre", Pointé="Oui"),
        UpdateRow(
            "tblAchats",
            place(apres, "tblAchats", "N°", "3"),
            "",
            {"Question du comptable": "TVA ?"},
        ),
        AppendRow("tblAchats", {"N°": "400", "Date": date(2026, 3, 1), "Montant": 500}),
        SetSetting("Réserve de sécurité", 800),
        UpdateRow("tblBaremes", 9, "", {"Valeur": 0.25}),
    )
    told = run("comparer", avant, apres, "--json")
    assert told.code == 1
    its = told.json
    assert [(one["feuille"], one["nom"], one["scelle"]) for one in its["differences"]] == [
        ("Livre des recettes", "12", True),
        ("Achats", "3", True),
        ("Clients", "Maison Tournesol", False),
        ("Factures", "F-2025-004", False),
        ("Achats", "400", False),
        ("Barèmes", its["differences"][-1]["nom"], False),
    ]
    found = champs(told)
    assert [one[0::2] for one in found["12"]] == [("Client", "Autre"), ("Pointé", "Oui")]
    assert found["3"] == [("Question du comptable", None, "TVA ?")]
    assert found["F-2025-004"] == [("Montant", 640.0, 123.45), ("Litige", None, "Oui")]
    assert ("Date", None, "2026-03-01") in found["400"]
    assert its["reglages"] == [{"colonne": "Réserve de sécurité", "avant": 3000.0, "apres": 800.0}]
    text = run("comparer", avant, apres).out
    assert text.index("Lignes scellées (2)") < text.index("Clients (1 ligne modifiée)")
    assert "Montant : 640,00\u00a0€ → 123,45\u00a0€" in text
    assert "Question du comptable : vide → TVA ?" in text
    assert "+ 400" in text and "Réserve de sécurité : 3 000,00" in text.replace("\u202f", " ")
    back = run("comparer", apres, avant, "--json").json
    assert [one["genre"] for one in back["differences"] if one["nom"] == "400"] == ["retirée"]


def test_a_sorted_sheet_is_no_difference(run: Callable[..., Run], avant: Path, apres: Path) -> None:
    raw = ExcelFile(apres).read(["tblBanque"]).tables["tblBanque"]
    rows = [
        {title: column[at] for title, column in raw.columns.items()} for at in range(raw.height)
    ]
    edits = [
        UpdateRow(
            "tblBanque",
            raw.first_row + at,
            "",
            row | {"Montant": round(row["Montant"] * 100)},  # type: ignore[arg-type,operator]
        )
        for at, row in enumerate(reversed(rows))
    ]
    changer(apres, *edits)
    assert run("comparer", avant, apres).code == 0


def test_a_file_and_the_same_at_google_are_identical(
    run: Callable[..., Run], google: Google, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    google.deposer(ID, demo)
    told = run("comparer", demo, f"gsheet:{ID}")
    assert (told.code, "identiques" in told.out) == (0, True), told.out
    sheet = google.tableurs[ID].onglet("Livre des recettes")
    top = next(at for at, row in enumerate(sheet.lignes, 1) if "Nature" in row)
    sheet.put(top + 3, sheet.lignes[top - 1].index("Question du comptable") + 1, "Quel taux ?")
    told = run("comparer", demo, f"gsheet:{ID}", "--json")
    assert told.code == 1
    (one,) = told.json["differences"]
    assert one["champs"] == [
        {"colonne": "Question du comptable", "avant": None, "apres": "Quel taux ?"}
    ]
    assert run("comparer", f"gsheet:{ID}", demo).code == 1


def test_what_could_not_be_compared_is_said_never_identical(
    run: Callable[..., Run], avant: Path, apres: Path
) -> None:
    book = openpyxl.load_workbook(apres)
    sheet = book["Livre des recettes"]
    (at,) = (cell.column for row in sheet["4:4"] for cell in [row] if cell.value == "Remarque")
    sheet.cell(4, at).value = "Bloc-notes"
    sheet.tables["tblRecettes"].tableColumns[at - 1].name = "Bloc-notes"
    sheet.cell(sheet.max_row + 3, 2).value = "sous le tableau"
    book.save(apres)
    told = run("comparer", avant, apres)
    assert told.code == 1 and "identiques" not in told.out
    assert "Livre des recettes, Remarque : Cette colonne manque dans Avril.xlsx." in told.out
    assert "sous le tableau, hors de la comparaison" in told.out


@pytest.mark.parametrize("which", [0, 1])
def test_what_is_no_workbook_is_named(
    run: Callable[..., Run], avant: Path, tmp_path: Path, which: int
) -> None:
    other = tmp_path / "Autre.xlsx"
    missing = [avant, avant]
    missing[which] = other
    refused = run("comparer", *missing)
    assert refused.code == 3 and "Autre.xlsx" in refused.err
    book = openpyxl.Workbook()
    book.save(other)
    refused = run("comparer", *missing)
    assert refused.code == 3 and "Autre.xlsx" in refused.err
    assert run("comparer", avant).code == 2
