"""What calamine hides, what the user renamed: told, never taken for a blank."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
import xlsxwriter

from sheetcash.adapters.excel_file import grids
from sheetcash.adapters.excel_file.oddcells import far_cell, odd_cells
from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.errors import InputError, MissingColumn, NotAWorkbook
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.schema import NO_VALUE, CellError

TITLES = ("Client", "Courriel", "Profil de relance", "Notes", "Type")

Make = Callable[..., bytes]
Fill = Callable[[xlsxwriter.Workbook], None]


@pytest.fixture
def make() -> Make:
    """``make(fill, titles, table=...)``: two clients from row 2, and what ``fill`` adds."""

    def go(
        fill: Fill = lambda _: None, titles: tuple[str, ...] = TITLES, *, table: bool = True
    ) -> bytes:
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer) as book:
            sheet = book.add_worksheet("Clients")
            for row, name in enumerate(("Ada", "Bob"), 1):
                sheet.write_row(row, 0, (name, f"{name}@example.org", "Souple"))
            sheet.write_row(0, 0, titles)
            if table:
                columns = [{"header": title} for title in titles]
                options = {"name": "tblClients", "columns": columns}
                sheet.add_table(0, 0, 2, len(titles) - 1, options)
            settings = book.add_worksheet("Paramètres")
            settings.write_row(4, 0, ("Nom", "Atelier"))
            fill(book)
        return buffer.getvalue()

    return go


def edited(data: bytes, part: str, pattern: bytes, new: bytes) -> bytes:
    """The file with one stretch of a part's text replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as made:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                text, count = re.subn(pattern, lambda _: new, text)
                assert count == 1
            made.writestr(name, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(data: bytes) -> Snapshot:
    return read_snapshot(data, "classeur.xlsx", "v", ["tblClients"])


def clients(data: bytes) -> RawTable:
    return read(data).tables["tblClients"]


SHEET = "xl/worksheets/sheet1.xml"
A_CELL = rb'<c r="C3"[^>]*>.*?</c>'


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (b'<c r="C3" t="e"><v>#N/A</v></c>', CellError("#N/A")),
        (b"<c r='C3' s='2' t='e'><f>NA()</f><v>#REF!</v></c>", CellError("#REF!")),
        (b'<c r="C3" t="e"><f t="shared" si="0"/><v>#DIV/0!</v></c>', CellError("#DIV/0!")),
        (b'<c r="C3"><f>A3&amp;"x"</f></c>', CellError(NO_VALUE)),
        (b'<c r="C3" s="1"><f>A3</f><v/></c>', CellError(NO_VALUE)),
        (b'<c r="C3"><f>A3</f><v></v></c>', CellError(NO_VALUE)),
        (b'<c r="C3" t="str"><f>A3</f><v></v></c>', ""),
        (b'<c r="C3" t="str"><f>A3</f><v>Ferme</v></c>', "Ferme"),
        (b'<c r="C3" t="inlineStr"><is><t>t="e" &lt;f></t></is></c>', 't="e" <f>'),
        (b'<!-- <c r="C3" t="e"><v>#N/A</v></c> -->', ""),
    ],
)
def test_errors_and_formulas_without_a_value_are_no_blanks(
    make: Make, cell: bytes, expected: object
) -> None:
    column = clients(edited(make(), SHEET, A_CELL, cell)).columns["Profil de relance"]
    assert column == ["Souple", expected] and type(column[1]) is type(expected)


def test_an_error_past_the_last_value_is_kept(make: Make) -> None:
    data = edited(make(), SHEET, A_CELL, b'<c r="C3"/><c r="D3"><f>A1</f></c>')
    assert clients(data).columns["Notes"] == ["", CellError(NO_VALUE)]


def test_the_elements_may_have_a_prefix() -> None:
    text = (
        b'<x:worksheet><x:row r="1"><x:c r="A1" t="e"><x:v>#N/A</x:v></x:c>'
        b'<x:c r="B1"><x:f>A1</x:f></x:c></x:row></x:worksheet>'
    )
    assert odd_cells(text) == {(0, 0): "#N/A", (0, 1): NO_VALUE}
    assert far_cell(text, None) is None


def test_a_setting_in_error_keeps_its_error(make: Make) -> None:
    data = make(
        lambda book: book.get_worksheet_by_name("Paramètres").write_formula(
            4, 1, "=NA()", None, "#N/A"
        )
    )
    assert read(data).settings["Nom"].values == [CellError("#N/A")]


def test_a_setting_is_found_by_its_defined_name_whatever_its_label(make: Make) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Paramètres")
        sheet.write_row(8, 0, ("Mes délais", -2, 1, 5, 9, 20))
        sheet.write_row(9, 0, ("ACRE", "Non", "Oui"))
        book.define_name("Jours_Ferme", "='Paramètres'!$B$9:$F$9")
        book.define_name("ACRE", "='Paramètres'!$C$10")
        book.define_name("Nom", "=#REF!")

    settings = read(make(fill)).settings
    days, acre = settings["Jours de relance Ferme"], settings["ACRE"]
    assert (days.values, days.row, days.column) == ([-2.0, 1.0, 5.0, 9.0, 20.0], 9, 2)
    assert (acre.values, acre.row, acre.column) == (["Oui"], 10, 3)
    assert settings["Nom"].values == ["Atelier"], "its label is the fallback"
    assert "IBAN" not in settings


def test_a_renamed_optional_column_is_not_taken_for_an_absent_one(make: Make) -> None:
    with pytest.raises(MissingColumn) as caught:
        read(make(titles=(*TITLES[:3], "Note", "Type")))
    assert (caught.value.column, caught.value.nearest) == ("Notes", "Note")
    kept = clients(make(titles=(*TITLES[:3], "Mon ajout", "Type")))
    assert kept.columns["Contact"] == [None, None], "a title of the user's own is no renaming"


def test_a_title_that_stands_twice_is_ambiguous(make: Make) -> None:
    with pytest.raises(InputError, match="le titre « Courriel » figure deux fois"):
        read(make(titles=(*TITLES, "COURRIEL"), table=False))
    mine = (*TITLES, "x", "x")
    assert clients(make(titles=mine, table=False)).columns["Client"] == ["Ada", "Bob"]


@pytest.mark.parametrize(
    ("row", "column", "cell"),
    [(1_048_575, 16_383, "XFD1048576"), (1_048_575, 0, "A1048576"), (150_000, 2, "C150001")],
)
def test_a_cell_too_far_away_is_named(make: Make, row: int, column: int, cell: str) -> None:
    data = make(lambda book: book.get_worksheet_by_name("Clients").write(row, column, "oups"))
    for lie in (rb"<dimension [^>]*>", None):  # with and without the sheet's own word
        with pytest.raises(InputError, match=f"« Clients ».* {cell} ") as caught:
            read(edited(data, SHEET, lie, b"") if lie else data)
        assert f"Supprimez la cellule {cell}" in caught.value.que_faire


def test_far_formats_without_a_value_are_no_matter(make: Make) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        bold = book.add_format({"bold": True})
        book.get_worksheet_by_name("Clients").write_blank(1_048_575, 16_383, None, bold)

    assert clients(make(fill)).columns["Client"] == ["Ada", "Bob"]


def test_a_panic_of_calamine_is_told_in_french(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("called `Option::unwrap()` on a `None` value")

    monkeypatch.setattr(grids, "_no_collection", panic)
    with pytest.raises(NotAWorkbook) as caught:
        read(make())
    assert "unwrap" not in str(caught.value) and "classeur.xlsx" in caught.value.probleme


def test_what_calamine_says_in_english_is_not_shown(make: Make) -> None:
    data = edited(make(), "xl/sharedStrings.xml", rb"</sst>", b"</wrong>")
    with pytest.raises(NotAWorkbook) as caught:
        read(data)
    assert "(" not in caught.value.probleme


def test_the_days_of_declarations_are_needed_though_computed(make: Make) -> None:
    """A first day that cannot be read is told: a blank would be a row without a period."""
    needed = ["Période", "Début", "Fin", "Échéance", "Déclaré le", "Payé le"]

    def declarations(titles: list[str]) -> RawTable:
        def fill(book: xlsxwriter.Workbook) -> None:
            sheet = book.add_worksheet("Déclarations")
            columns = [{"header": title} for title in titles]
            sheet.add_table(
                0, 0, 1, len(titles) - 1, {"name": "tblDeclarations", "columns": columns}
            )
            sheet.write_formula(1, 1, "=NA()", None, "#N/A")

        return read_snapshot(make(fill), "classeur.xlsx", "v", ["tblDeclarations"]).tables[
            "tblDeclarations"
        ]

    assert declarations(needed).columns["Début"] == [CellError("#N/A")]
    with pytest.raises(MissingColumn):
        declarations(["Période", "Depuis le", *needed[2:]])
