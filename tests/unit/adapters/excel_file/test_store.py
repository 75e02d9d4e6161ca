"""Tables found wherever the user put them; edits that land on their rows."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.errors import (
    ExternallyChanged,
    InputError,
    MissingColumn,
    MissingSheet,
    NoSuchWorkbook,
)
from sheetcash.workbook.cells import CellEdit, RowAppend
from sheetcash.workbook.edits import AppendRow, SetSetting, UpdateRow
from sheetcash.workbook.placement import resolve

TITLES = ("Client", "Type", "Courriel", "Profil de relance", "Notes")
ROWS = [("Ada", "Professionnel", "ada@example.org", "Standard", "x"), ("Bob", "", "b@b.fr", "", "")]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """``book(titles, rows, sheet=..., name=..., top=..., left=..., totals=...)``."""

    def make(
        titles: tuple[str, ...] = TITLES,
        rows: list[tuple[Any, ...]] | None = None,
        *,
        sheet: str = "Clients",
        name: str | None = "tblClients",
        top: int = 3,
        left: int = 0,
        totals: bool = False,
        below: int | None = None,
    ) -> Path:
        path = tmp_path / "classeur.xlsx"
        rows = ROWS if rows is None else rows
        with xlsxwriter.Workbook(str(path)) as made:
            one = made.add_worksheet(sheet)
            one.write(0, 0, "Un titre")
            for at, title in enumerate(titles):
                one.write(top, left + at, title)
            for down, row in enumerate(rows, 1):
                one.write_row(top + down, left, row)
            if name:
                last = top + max(1, len(rows)) + totals
                columns = [{"header": title} for title in titles]
                if totals:
                    columns[0]["total_string"] = "Total"
                options = {"name": name, "columns": columns, "total_row": totals}
                one.add_table(top, left, last, left + len(titles) - 1, options)
            if below is not None:
                one.write(below, left, "tapé dessous")
            settings = made.add_worksheet("Paramètres")
            settings.write_row(4, 1, ("Nom", "Atelier"))
            settings.write_row(6, 1, ("Jours de relance Ferme", -2, 1, 5, 9, 20))
        return path

    return make


def names(path: Path) -> list[object]:
    return ExcelFile(path).read(["tblClients"]).tables["tblClients"].columns["Client"]


def test_a_table_is_found_by_its_name_on_any_sheet(book: Callable[..., Path]) -> None:
    path = book(sheet="Carnet", top=9, left=3)
    raw = ExcelFile(path).read(["tblClients"]).tables["tblClients"]
    assert (raw.sheet, raw.first_row, raw.left, raw.positions["Courriel"]) == ("Carnet", 11, 4, 6)
    assert raw.columns["Client"] == ["Ada", "Bob"]


def test_columns_are_found_in_any_order_and_whatever_their_case(book: Callable[..., Path]) -> None:
    shuffled = ("profil  de relance", "Mon ajout", "COURRIEL", "Client", "type")
    rows = [("Souple", "?", "ada@example.org", "Ada", "Particulier")]
    raw = ExcelFile(book(shuffled, rows)).read(["tblClients"]).tables["tblClients"]
    assert raw.columns["Profil de relance"] == ["Souple"]
    assert raw.columns["Courriel"] == ["ada@example.org"]
    assert raw.columns["Notes"] == [None], "an optional column may be missing"


def test_without_a_list_object_the_titles_are_found_on_the_sheet(book: Callable[..., Path]) -> None:
    path = book(name=None, top=7, left=2)
    raw = ExcelFile(path).read(["tblClients"]).tables["tblClients"]
    assert (raw.first_row, raw.left, raw.columns["Client"]) == (9, 0, ["Ada", "Bob"])
    edits = resolve(
        ExcelFile(path).read(["tblClients"]), [AppendRow("tblClients", {"Client": "Eve"})]
    )
    assert edits == [CellEdit("Clients", 11, 3, "Eve")]


def test_a_totals_row_is_not_a_client(book: Callable[..., Path]) -> None:
    path = book(totals=True)
    raw = ExcelFile(path).read(["tblClients"]).tables["tblClients"]
    assert (raw.columns["Client"], raw.stray) == (["Ada", "Bob"], ())


def test_rows_typed_under_the_table_are_told(book: Callable[..., Path]) -> None:
    raw = ExcelFile(book(below=7)).read(["tblClients"]).tables["tblClients"]
    assert raw.stray == (8,) and raw.columns["Client"] == ["Ada", "Bob"]


def test_a_missing_sheet_and_a_missing_column_are_named(book: Callable[..., Path]) -> None:
    with pytest.raises(MissingSheet) as sheet:
        ExcelFile(book(sheet="Mes clients", name=None)).read(["tblClients"])
    assert (sheet.value.sheet, sheet.value.nearest) == ("Clients", "Mes clients")
    with pytest.raises(MissingColumn) as column:
        ExcelFile(book(("Client", "Type", "E-courriel", "Profil de relance", "Notes"))).read(
            ["tblClients"]
        )
    assert (column.value.column, column.value.nearest) == ("Courriel", "E-courriel")


def test_an_absent_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NoSuchWorkbook, match="nouveau"):
        ExcelFile(tmp_path / "absent.xlsx").read()
    with pytest.raises(NoSuchWorkbook, match="dossier"):
        ExcelFile(tmp_path).read()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "classeur.xlsx"
    os.mkfifo(pipe)
    with pytest.raises(NoSuchWorkbook, match="n'est pas un fichier"):
        ExcelFile(pipe).read()
    linked = tmp_path / "lien.xlsx"
    linked.symlink_to(pipe)
    with pytest.raises(NoSuchWorkbook, match="n'est pas un fichier"):
        ExcelFile(linked).read()


def test_settings_are_found_by_their_label(book: Callable[..., Path]) -> None:
    settings = ExcelFile(book()).read(["tblClients"]).settings
    assert settings["Nom"].values == ["Atelier"] and settings["Nom"].row == 5
    assert settings["Jours de relance Ferme"].values == [-2.0, 1.0, 5.0, 9.0, 20.0]


def test_edits_become_cells_of_their_row_and_column(book: Callable[..., Path]) -> None:
    snapshot = ExcelFile(book(left=1)).read(["tblClients"])
    edits = resolve(
        snapshot,
        [
            UpdateRow("tblClients", 6, "Bob", {"Courriel": "bob@example.org", "Contact": "perdu"}),
            AppendRow("tblClients", {"Client": "Eve", "Notes": "=1+1"}),
            SetSetting("Nom", "Studio"),
        ],
    )
    assert edits == [
        CellEdit("Clients", 6, 4, "bob@example.org"),
        RowAppend("tblClients", {0: "Eve", 4: "=1+1"}),
        CellEdit("Paramètres", 5, 3, "Studio"),
    ]
    with pytest.raises(InputError, match="IBAN"):
        resolve(snapshot, [SetSetting("IBAN", "x")])


def test_a_write_changes_the_rows_and_keeps_the_former_file(book: Callable[..., Path]) -> None:
    path = book()
    before = path.read_bytes()
    store = ExcelFile(path)
    snapshot = store.read(["tblClients"])
    version = store.version()
    assert version == snapshot.version
    count = store.write(
        snapshot, [AppendRow("tblClients", {"Client": "=Eve", "Type": "Particulier"})]
    )
    assert count == 2 and names(path) == ["Ada", "Bob", "=Eve"]
    assert store.version() != version
    (kept,) = (path.parent / "Sauvegardes sheetcash").iterdir()
    assert kept.read_bytes() == before


def test_a_file_changed_since_it_was_read_is_not_written(book: Callable[..., Path]) -> None:
    path = book()
    store = ExcelFile(path)
    snapshot = store.read(["tblClients"])
    book(rows=[("Zoé", "", "z@z.fr", "", "")])
    changed = path.read_bytes()
    with pytest.raises(ExternallyChanged):
        store.write(snapshot, [UpdateRow("tblClients", 5, "Ada", {"Notes": "perdu"})])
    assert path.read_bytes() == changed


def test_a_date_is_written_as_a_date_and_an_amount_to_the_cent(tmp_path: Path) -> None:
    from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
    from sheetcash.templates.xlsx import build

    path = tmp_path / "demo.xlsx"
    build(path, contenu_demo("x"), JOUR_DEMO)
    store = ExcelFile(path)
    row = {"Date": date(2026, 11, 20), "Montant": 123_456, "Libellé": "Virement"}
    store.write(store.read(["tblBanque"]), [AppendRow("tblBanque", row)])
    raw = store.read(["tblBanque"]).tables["tblBanque"]
    last = raw.height - 1
    assert raw.columns["Date"][last] == date(2026, 11, 20)
    assert raw.columns["Montant"][last] == 1234.56
