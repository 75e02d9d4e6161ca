"""The file itself: the contract met, nothing protected that must grow, the same bytes again."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

import sheetcash
from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.figures import read
from sheetcash.templates.places import FIRST_ROW
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.parametres import SETTINGS
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.tables import TABLES


def parts(data, pattern):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if re.fullmatch(pattern, name)
        }


def test_same_content_gives_the_same_bytes(built):
    again = io.BytesIO()
    build(again, contenu_demo("id-1"), JOUR_DEMO)
    assert again.getvalue() == built["demo"]


def test_build_writes_a_path(tmp_path, built):
    build(tmp_path / "demo.xlsx", contenu_demo("id-1"), JOUR_DEMO)
    assert (tmp_path / "demo.xlsx").read_bytes() == built["demo"]


@pytest.mark.parametrize("name", ["vide", "demo"])
def test_the_reader_finds_every_table_and_setting(built, name):
    snapshot = read_snapshot(built[name], name, "1")
    assert set(TABLES) == set(snapshot.tables)
    assert len(snapshot.settings) == len(SETTINGS)
    for table in snapshot.tables.values():
        assert table.first_row == FIRST_ROW + 1
        assert set(table.positions) == set(TABLES[table.table].titles)


def test_a_new_workbook_is_read_without_a_finding(built):
    book = read_book(read_snapshot(built["vide"], "vide", "1"), JOUR_DEMO)
    assert (book.findings, book.factures, book.recettes.dates) == ([], [], [])
    assert book.parametres.identifiant == "id-1"
    assert len(book.modeles) == 46


def test_the_file_says_what_the_content_said(built):
    book = read_book(read_snapshot(built["demo"], "demo", "1"), JOUR_DEMO)
    assert book == read(contenu_demo("id-1"), JOUR_DEMO).book
    assert book.findings == []


def test_tables_end_at_their_last_row(built):
    demo = contenu_demo("id-1")
    for text in parts(built["demo"], r"xl/tables/table\d+\.xml").values():
        name, ref = re.search(r' displayName="(\w+)" ref="([^"]+)"', text).groups()
        height = len(demo.table(name)) or 1
        if name == "tblDeclarations":
            height = 48  # ranks for the years to come
        elif name == "tblEcheances":
            height = 59  # those declarations, and what else the law asks
        assert ref.startswith("A4:") and ref.endswith(str(4 + height)), (name, ref)


def test_the_sheets_without_a_table_to_fill_are_protected(built):
    sheets = parts(built["demo"], r"xl/worksheets/sheet\d+\.xml")
    protected = [name for name, text in sheets.items() if "<sheetProtection" in text]
    assert sorted(protected) == [f"xl/worksheets/sheet{n}.xml" for n in (1, 10, 17, 2, 3)]
    assert "password" not in "".join(sheets.values())


def test_declarations_follow_the_periodicity():
    content = contenu_vide("x")
    content.settings["Périodicité"] = "Mensuelle"
    buffer = io.BytesIO()
    build(buffer, content, JOUR_DEMO)
    table = read_snapshot(buffer.getvalue(), "x", "1").tables["tblDeclarations"]
    shown = [label for label in table.columns["Période"] if label]
    assert shown[0] == "Janvier 2025"
    assert len(shown) == 34, "until the cash plan's end"


@pytest.mark.parametrize("name", ["vide", "demo"])
def test_rows_that_wait_for_their_period_are_no_declarations(built, name):
    snapshot = read_snapshot(built[name], name, "1")
    book = read_book(snapshot, JOUR_DEMO)
    found = declarees(snapshot.tables["tblDeclarations"], book.findings, book)
    assert (len(found), book.findings) == ({"vide": 12, "demo": 10}[name], [])


def test_no_path_of_this_machine_in_the_file(built):
    here = str(Path(sheetcash.__file__).parents[2])
    for text in parts(built["demo"], r".*\.(xml|rels|vml)").values():
        assert here not in text and "/tmp/" not in text


@pytest.mark.parametrize(
    ("sheet", "columns"),
    [
        ("Factures", ("N° facture", "Pièce")),
        ("Livre des recettes", ("N°", "N° facture", "Pièce")),
        ("Clients", ("SIREN", "Téléphone")),
        ("Relances", ("Id", "N° facture")),
    ],
)
def test_texts_made_of_digits_are_kept_as_typed(built, sheet, columns):
    worksheet = load_workbook(io.BytesIO(built["vide"]))[sheet]
    for cell in worksheet[FIRST_ROW]:
        if cell.value in columns:
            below = worksheet.column_dimensions[cell.column_letter].number_format
            assert (worksheet.cell(FIRST_ROW + 1, cell.column).number_format, below) == ("@", "@")


def test_settings_made_of_digits_are_kept_as_typed(built):
    rows = load_workbook(io.BytesIO(built["vide"]))["Paramètres"].iter_rows(max_col=2)
    forms = {label.value: value.number_format for label, value in rows}
    assert (forms["SIREN"], forms["IBAN"], forms["Nature"]) == ("@", "@", "General")


def test_formulas_are_never_in_cells_of_text(built):
    for worksheet in load_workbook(io.BytesIO(built["demo"])):
        if worksheet.title == "Tableau de bord":  # its working area: nothing is typed there
            continue
        for row in worksheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f" or cell.number_format != "@", cell.coordinate


def test_a_formula_is_written_as_a_plain_worksheet_writes_it(monkeypatch):
    """Ours looks at each text once; but for the type of empty texts, nothing changes."""
    content = contenu_demo("id-1")
    ours, theirs = io.BytesIO(), io.BytesIO()
    build(ours, content, JOUR_DEMO)
    monkeypatch.setattr("sheetcash.templates.builder.Feuille", None)  # XlsxWriter's own
    build(theirs, content, JOUR_DEMO)
    pattern = r".*"
    mine, its = parts(ours.getvalue(), pattern), parts(theirs.getvalue(), pattern)
    typed = re.compile(r"( t=\"str\")(><f>[^<]*</f><v></v>)")
    assert {name: typed.sub(r"\2", text) for name, text in mine.items()} == its
    assert any(typed.search(text) for text in mine.values())
