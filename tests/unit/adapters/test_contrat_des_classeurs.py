"""What every home of a workbook keeps: read by titles, changed cell by cell, all or nothing.

One set of tests for the file, the workbook that is open in Excel (in memory here) and the one of
Google (a local stand-in).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

import google_insertion  # noqa: F401 - the stand-in learns to insert rows
from excel_en_memoire import Excel
from google_local import Google
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.excel_live.store import ExcelLive
from sheetcash.adapters.google.service import ouvrir as ouvrir_service
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.errors import (
    AccessDenied,
    ExternallyChanged,
    InputError,
    MissingColumn,
    MissingSheet,
    StoreError,
)
from sheetcash.ports import WorkbookStore
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.edits import AppendRow, SetSetting, UpdateRow
from sheetcash.workbook.schema import DATE
from sheetcash.workbook.tables import FACTURES, RELANCES

BOTH = (FACTURES.name, RELANCES.name)
SOLDE = "=[@Montant]-[@Encaissé]"
FIRST = 4  # the sheet row of the first invoice


class Banc:
    """A workbook in one home: the store, and what its user sees and does beside it."""

    listed = True

    def __init__(self, store: WorkbookStore) -> None:
        self.store = store

    def close(self) -> None:
        """Give back what was opened."""

    def cell(self, sheet: str, row: int, column: int) -> Any:
        raise NotImplementedError

    def change(self, sheet: str, row: int, column: int, value: Any) -> None:
        raise NotImplementedError


class Fichier(Banc):
    def __init__(self, path: Path) -> None:
        super().__init__(ExcelFile(path))
        self.path = path

    def cell(self, sheet: str, row: int, column: int) -> Any:
        return openpyxl.load_workbook(self.path)[sheet].cell(row, column).value

    def change(self, sheet: str, row: int, column: int, value: Any) -> None:
        book = openpyxl.load_workbook(self.path)
        book[sheet].cell(row, column).value = value
        book.save(self.path)


class Ouvert(Banc):
    silent = False

    def __init__(self, path: Path) -> None:
        self.excel = Excel(path, silent=self.silent)
        super().__init__(ExcelLive(self.excel.book(), silent_errors=self.silent))

    def cell(self, sheet: str, row: int, column: int) -> Any:
        one = self.excel.sheet(sheet).cells.get((row, column))
        return None if one is None else one.formula or one.value

    def change(self, sheet: str, row: int, column: int, value: Any) -> None:
        self.excel.sheet(sheet).cells[row, column] = self.excel.enter(value)


class OuvertSurMac(Ouvert):
    silent = True


class Distant(Banc):
    listed = False  # Google has no ListObject: a table goes on as far as its rows

    def __init__(self, path: Path) -> None:
        self.google = Google()
        its = "0" * 44
        self.tableur = self.google.deposer(its, path)
        service = ouvrir_service({"SHEETCASH_GOOGLE_EMULATOR_HOST": self.google.hote})
        super().__init__(GoogleStore(service, its))

    def cell(self, sheet: str, row: int, column: int) -> Any:
        return self.tableur.onglet(sheet).cell(row, column)

    def change(self, sheet: str, row: int, column: int, value: Any) -> None:
        if isinstance(value, date):
            value = value.toordinal() - 693_594
        if isinstance(value, str):
            value = value.removeprefix("'")
        self.tableur.onglet(sheet).put(row, column, value)

    def close(self) -> None:
        self.google.stop()


HOMES = {"fichier": Fichier, "ouvert": Ouvert, "macOS": OuvertSurMac, "google": Distant}


@pytest.fixture(params=HOMES.values(), ids=HOMES)
def ouvrir(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Banc]]:
    """``ouvrir(factures=2, relances=0, blanks=0)``: a small workbook in one home."""
    opened: list[Banc] = []

    def open_(**content: Any) -> Banc:
        path = tmp_path / "classeur.xlsx"
        petit(path, **content)
        opened.append(request.param(path))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def petit(
    path: Path,
    *,
    factures: int = 2,
    relances: int = 0,
    blanks: int = 1,
    totals: bool = False,
    below: bool = False,
    drop: str = "",
) -> None:
    """A workbook with tblFactures, tblRelances and two settings, its tables from B3 on."""
    with xlsxwriter.Workbook(str(path)) as made:
        one = made.add_worksheet("Factures")
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        titles = [title for title in FACTURES.titles if title != drop]
        columns: list[dict[str, Any]] = [{"header": title} for title in titles]
        columns[titles.index("Solde")]["formula"] = SOLDE
        one.add_table(2, 1, 2 + factures, len(titles), {"name": "tblFactures", "columns": columns})
        for at in range(factures):
            for title in titles:
                if FACTURES.column(title).kind == DATE:
                    one.write_blank(3 + at, 1 + titles.index(title), None, day)
            row = {
                "N° facture": f"F-{at + 1}",
                "Date": date(2026, 9, 1),
                "Client": "Ada",
                "Montant": 100.25 + at,
                "Conditions": "30 jours",
                "Encaissé": 0,
            }
            for title, value in row.items():
                look = day if isinstance(value, date) else None
                if title in titles:
                    one.write(3 + at, 1 + titles.index(title), value, look)
        other = made.add_worksheet("Relances")
        count = relances + blanks
        headers: list[dict[str, Any]] = [{"header": title} for title in RELANCES.titles]
        if totals:
            headers[1] |= {"total_string": "Total"}
        last = 2 + count + totals
        options = {"name": "tblRelances", "columns": headers, "total_row": totals}
        other.add_table(2, 1, last, len(headers), options)
        for at in range(max(1, count)):
            other.write_blank(3 + at, 2, None, day)
        for at in range(relances):
            other.write(3 + at, 1, f"id{at}")
            other.write(3 + at, 3, f"F-{at + 1}")
        if below:
            other.write(3 + count, 1, "tapé dessous")
        settings = made.add_worksheet("Paramètres")
        settings.write_row(4, 1, ("Nom", "Atelier"))
        settings.write_row(5, 1, ("Identifiant du classeur",))


def blank(cells: list[Any]) -> list[Any]:
    """Cells with one kind of blank, and without those at the end."""
    found = [None if cell == "" else cell for cell in cells]
    while found and found[-1] is None:
        found.pop()
    return found


def column(title: str) -> int:
    return 2 + FACTURES.titles.index(title)


@pytest.mark.parametrize("silent", [False, True], ids=["windows", "macOS"])
def test_the_same_workbook_is_read_the_same_in_every_home(tmp_path: Path, silent: bool) -> None:
    path = tmp_path / "demo.xlsx"
    with path.open("wb") as target:
        build(target, contenu_demo("demo"), JOUR_DEMO)
    file = ExcelFile(path).read()
    live = ExcelLive(Excel(path, silent=silent).book(), silent_errors=silent).read()
    assert list(live.tables) == list(file.tables)
    for name, table in file.tables.items():
        its = live.tables[name]
        assert its._replace(columns={}) == table._replace(columns={})
        for title, cells in table.columns.items():
            assert blank(its.columns[title]) == blank(cells), (name, title)
    assert list(live.settings) == list(file.settings)
    for label, setting in file.settings.items():
        there = live.settings[label]
        assert there._replace(values=blank(there.values)) == setting._replace(
            values=blank(setting.values)
        )


def test_a_row_is_changed_where_it_stands_and_nothing_else(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir(factures=3)
    before = [banc.cell("Factures", FIRST + at, column("Date")) for at in range(3)]
    seen = banc.store.read(BOTH)
    values = {"Niveau": 1, "Dernière relance": date(2026, 11, 20), "État sync": "Relance 1 envoyée"}
    banc.store.write(seen, [UpdateRow(FACTURES.name, FIRST + 1, "F-2", dict(values))])
    now = banc.store.read(BOTH).tables[FACTURES.name].columns
    assert blank(now["Niveau"]) == [None, 1]
    assert now["Dernière relance"][1] == date(2026, 11, 20)
    assert now["État sync"][1] == "Relance 1 envoyée"
    assert now["Montant"] == [100.25, 101.25, 102.25]
    assert [banc.cell("Factures", FIRST + at, column("Date")) for at in range(3)] == before
    assert banc.cell("Factures", FIRST + 1, column("Solde")) is not None or not banc.listed


def test_a_formula_stays_where_only_its_value_is_told(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir()
    formula = banc.cell("Factures", FIRST, column("Solde"))
    seen = banc.store.read(BOTH)
    banc.store.write(seen, [UpdateRow(FACTURES.name, FIRST, "F-1", {"Solde": 5})])
    assert banc.cell("Factures", FIRST, column("Solde")) == formula


def test_many_rows_at_once_keep_what_is_between_them(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir(factures=6)
    banc.change("Factures", FIRST + 2, column("État sync"), "noté à la main")
    banc.change("Factures", FIRST + 3, column("État sync"), "'1/2")  # Excel would see a day
    banc.change("Factures", FIRST + 1, column("Dernière relance"), dt.datetime(2026, 10, 2))
    between = [
        banc.cell("Factures", FIRST + 2, column("État sync")),
        banc.cell("Factures", FIRST + 3, column("État sync")),
        banc.cell("Factures", FIRST + 1, column("Dernière relance")),
    ]
    values = {"État sync": "Relance 2 envoyée", "Dernière relance": date(2026, 11, 3)}
    seen = banc.store.read(BOTH)
    edits = [UpdateRow(FACTURES.name, FIRST + at, f"F-{at + 1}", dict(values)) for at in (0, 4, 5)]
    banc.store.write(seen, list(edits))
    now = banc.store.read(BOTH).tables[FACTURES.name].columns
    assert [now["État sync"][at] for at in (0, 4, 5)] == ["Relance 2 envoyée"] * 3
    days = now["Dernière relance"]
    assert [days[at] for at in (0, 1, 4, 5)] == [
        date(2026, 11, 3), date(2026, 10, 2), date(2026, 11, 3), date(2026, 11, 3)
    ]  # fmt: skip
    assert [
        banc.cell("Factures", FIRST + 2, column("État sync")),
        banc.cell("Factures", FIRST + 3, column("État sync")),
    ] == between[:2]


@pytest.mark.parametrize(
    "text",
    ["1/2", "=1+1", "+33 6 12 34", "00123", "VRAI", "12,5 %", "@moi", "-", "1e3", "a'b"],
)
def test_a_text_stays_the_text_it_is(ouvrir: Callable[..., Banc], text: str) -> None:
    banc = ouvrir()
    seen = banc.store.read(BOTH)
    banc.store.write(seen, [UpdateRow(FACTURES.name, FIRST, "F-1", {"État sync": text})])
    now = banc.store.read(BOTH).tables[FACTURES.name].columns["État sync"][0]
    assert (now, type(now)) == (text, str)


@pytest.mark.parametrize(("relances", "blanks"), [(0, 1), (2, 0), (2, 3), (0, 5)])
def test_rows_are_added_under_the_last_one_used(
    ouvrir: Callable[..., Banc], relances: int, blanks: int
) -> None:
    banc = ouvrir(relances=relances, blanks=blanks)
    seen = banc.store.read(BOTH)
    rows: list[dict[str, Any]] = [
        {"Id": f"neuf{at}", "Date": date(2026, 11, 20), "Niveau": at, "Détail": "250 OK"}
        for at in range(3)
    ]
    banc.store.write(seen, [AppendRow(RELANCES.name, row) for row in rows])
    now = banc.store.read(BOTH).tables[RELANCES.name]
    used = [one for one in now.columns["Id"] if one]
    assert used == [f"id{at}" for at in range(relances)] + ["neuf0", "neuf1", "neuf2"]
    assert now.columns["Niveau"][relances : relances + 3] == [0, 1, 2]
    assert now.columns["Date"][relances] == date(2026, 11, 20)
    assert not now.stray


def test_rows_go_above_the_totals(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir(relances=1, blanks=0, totals=True)
    if not banc.listed:
        pytest.skip("no ListObject, hence no totals row")
    seen = banc.store.read(BOTH)
    banc.store.write(seen, [AppendRow(RELANCES.name, {"Id": one}) for one in ("a", "b")])
    now = banc.store.read(BOTH).tables[RELANCES.name]
    assert (now.columns["Id"], now.stray) == (["id0", "a", "b"], ())
    assert banc.cell("Relances", 7, 3) == "Total"


def test_a_table_does_not_grow_over_what_stands_below(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir(relances=1, blanks=1, below=True)
    if not banc.listed:
        pytest.skip("no ListObject: what is typed below is one of its rows")
    seen = banc.store.read(BOTH)
    edits = [
        UpdateRow(FACTURES.name, FIRST, "F-1", {"Niveau": 3}),
        *(AppendRow(RELANCES.name, {"Id": one}) for one in ("a", "b", "c")),
    ]
    with pytest.raises(StoreError, match="n'est pas libre pour l'agrandir"):
        banc.store.write(seen, edits)
    now = banc.store.read(BOTH)
    assert now.version == seen.version, "all or nothing"
    assert banc.cell("Relances", 6, 2) == "tapé dessous"


def test_a_setting_is_written_beside_its_label(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir()
    name = "0a1b2c3d-0000-4000-8000-123456789012"
    banc.store.write(banc.store.read(BOTH), [SetSetting("Identifiant du classeur", name)])
    assert banc.store.read(BOTH).settings["Identifiant du classeur"].values == [name]
    with pytest.raises(InputError, match="le réglage « Couleur » manque"):
        banc.store.write(banc.store.read(BOTH), [SetSetting("Couleur", "bleu")])


def test_the_version_tells_a_change_and_only_that(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir()
    seen = banc.store.read(BOTH)
    assert seen.version and banc.store.version() == seen.version == banc.store.read(BOTH).version
    banc.change("Factures", FIRST, column("Litige"), "Oui")
    assert banc.store.version() != seen.version
    with pytest.raises(ExternallyChanged):
        banc.store.write(seen, [UpdateRow(FACTURES.name, FIRST, "F-1", {"Niveau": 1})])
    assert banc.cell("Factures", FIRST, column("Niveau")) is None
    assert banc.cell("Factures", FIRST, column("Litige")) == "Oui"


def test_what_is_only_looked_at_cannot_be_written(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir()
    seen = banc.store.read(BOTH, to_write=False)  # type: ignore[call-arg]
    assert seen.version == ""


def test_a_workbook_without_our_sheets_is_told_as_that(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir()
    with pytest.raises(MissingSheet) as told:
        banc.store.read(["tblClients"])
    assert told.value.sheet == "Clients"
    with pytest.raises(MissingColumn) as column_told:
        ouvrir(drop="Échéance").store.read(BOTH)
    assert column_told.value.column == "Échéance"


def test_a_writable_workbook_is_said_to_be(ouvrir: Callable[..., Banc]) -> None:
    banc = ouvrir()
    seen = banc.store.read(BOTH)
    banc.store.ensure_writable()
    assert banc.store.version() == seen.version, "asking changes nothing"


def test_a_protected_sheet_is_told_before_anything_leaves(tmp_path: Path) -> None:
    petit(tmp_path / "classeur.xlsx")
    banc = Ouvert(tmp_path / "classeur.xlsx")
    banc.excel.sheet("Relances").protected = True
    with pytest.raises(AccessDenied, match="La feuille « Relances » est protégée"):
        banc.store.ensure_writable()
