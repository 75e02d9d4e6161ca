from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from sheetcash.adapters.excel_file.cellxml import content, is_blank
from sheetcash.adapters.excel_file.sheetxml import Sheet
from sheetcash.errors import NotAWorkbook, StoreError
from sheetcash.workbook.addresses import Area

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rendered(sheet: Sheet) -> str:
    text = b"".join(sheet.render())
    ElementTree.fromstring(text)
    return text.decode()


@pytest.fixture
def write(build):
    """Write cells in a sheet made of these rows, and return the whole new text."""

    def written(rows, *cells, **parts):
        text = rows if rows.startswith("<?xml") else build.sheet(rows, **parts)
        sheet = Sheet("S1", text.encode())
        for row, column, value in cells:
            sheet.write(sheet.row(row) or sheet.new_row(row), column, value)
        return rendered(sheet)

    return written


def data(text: str) -> str:
    return text[text.index("sheetData>") + 10 : text.rindex("</")].rpartition("</")[0]


def test_untouched_sheet_is_the_same_text(build):
    text = build.sheet('<row r="1"><c r="A1"/></row>').encode()
    assert b"".join(Sheet("S1", text).render()) == text


def test_only_the_row_written_changes(write, build):
    rows = '<row r="1"><c r="A1" s="3"><v>1</v></c></row><row r="5" ht="30" x14ac:dyDescent="0.3"/>'
    assert write(rows, (1, 1, 7)) == build.sheet(rows).replace("<v>1</v>", "<v>7</v>")


@pytest.mark.parametrize(
    ("rows", "cell", "expected"),
    [
        ("", (2, 2, 1), '<row r="2"><c r="B2"><v>1</v></c></row>'),
        ('<row r="2"/>', (2, 2, 1), '<row r="2"><c r="B2"><v>1</v></c></row>'),
        (
            '<row r="2"><c r="A2"/><c r="C2"/></row>',
            (2, 2, 1),
            '<row r="2"><c r="A2"/><c r="B2"><v>1</v></c><c r="C2"/></row>',
        ),
        (
            '<row r="2"><c r="Z2"/><c r="AB2"/></row>',
            (2, 27, 1),
            '<row r="2"><c r="Z2"/><c r="AA2"><v>1</v></c><c r="AB2"/></row>',
        ),
        (
            '<row r="1"/><row r="3"/>',
            (2, 1, 1),
            '<row r="1"/><row r="2"><c r="A2"><v>1</v></c></row><row r="3"/>',
        ),
        # A row and a cell without a number count from the one before.
        (
            "<row><c/><c><v>5</v></c></row><row/>",
            (1, 2, 1),
            '<row r="1"><c r="A1"/><c r="B1"><v>1</v></c></row><row/>',
        ),
        (
            '<row r="3"/><row><c><v>5</v></c></row>',
            (2, 1, 1),
            '<row r="2"><c r="A2"><v>1</v></c></row><row r="3"/><row><c><v>5</v></c></row>',
        ),
        # `spans` says which columns are used: it goes when that is no longer true.
        (
            '<row r="1" spans="1:2" s="4"><c r="B1"/></row>',
            (1, 1, 1),
            '<row r="1" spans="1:2" s="4"><c r="A1"><v>1</v></c><c r="B1"/></row>',
        ),
        (
            '<row r="1" spans="1:2" s="4"><c r="B1"/></row>',
            (1, 3, 1),
            '<row r="1" s="4"><c r="B1"/><c r="C1"><v>1</v></c></row>',
        ),
        # Attributes in any order and quotes, spaces, comments, what stands between cells.
        (
            "<row ht='5'\n r='1' > <c t='s' r='A1' s = '2' ><v>9</v></c >"
            "\n<!-- <c r='B1'> --></row >",
            (1, 1, 1),
            "<row ht='5'\n r='1' > <c r=\"A1\" s = '2'><v>1</v></c>\n<!-- <c r='B1'> --></row>",
        ),
        (
            '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[</c><row r="2">]]></t></is></c>'
            '<c r="B1"><v>1</v><extLst><ext uri="x"/></extLst></c><extLst/></row>',
            (1, 2, 2),
            '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[</c><row r="2">]]></t></is></c>'
            '<c r="B1"><v>2</v><extLst><ext uri="x"/></extLst></c><extLst/></row>',
        ),
        # A shared string with phonetic runs stays in its table; the cell stops using it.
        (
            '<row r="1"><c r="A1" ph="1" t="inlineStr">'
            '<is><t>a</t><rPh sb="0" eb="1"><t>b</t></rPh></is></c></row>',
            (1, 1, "c"),
            '<row r="1"><c ph="1" r="A1" t="inlineStr"><is><t>c</t></is></c></row>',
        ),
        # Rich values belong to the old content.
        (
            '<row r="1"><c r="A1" s="1" cm="1" vm="2"><f>X</f><v>1</v></c></row>',
            (1, 1, 2),
            '<row r="1"><c r="A1" s="1"><v>2</v></c></row>',
        ),
        (
            '<row r="1"><c r="A1" s="1"><v>1</v></c></row>',
            (1, 1, None),
            '<row r="1"><c r="A1" s="1"/></row>',
        ),
    ],
)
def test_cell_is_written_in_its_place(write, rows, cell, expected):
    got, wanted = data(write(rows, cell)), expected
    canonical = [
        ElementTree.canonicalize(f'<a xmlns:x14ac="x">{text}</a>') for text in (got, wanted)
    ]
    assert canonical[0] == canonical[1]
    assert got.replace('"', "'").count("row") == wanted.count("row")


def test_row_without_number_after_an_inserted_one_keeps_its_place(write):
    text = data(write("<row/><row r='4'/><row><c><v>5</v></c></row>", (3, 1, 1), (5, 2, 2)))
    numbers = [row.get("r") for row in ElementTree.fromstring(f"<a>{text}</a>")]
    assert numbers == [None, "3", "4", "5"]
    text = data(write("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>", (9, 1, 1)))
    assert text.endswith('<row r="9"><c r="A9"><v>1</v></c></row>')


@pytest.mark.parametrize("empty", ["<sheetData/>", "<sheetData />", "<sheetData></sheetData>"])
def test_empty_sheet_data_takes_rows(build, empty):
    text = build.sheet("").replace("<sheetData></sheetData>", empty)
    sheet = Sheet("S1", text.encode())
    for number in (5, 2):
        sheet.write(sheet.new_row(number), 1, number)
    assert data(rendered(sheet)) == (
        '<row r="2"><c r="A2"><v>2</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>'
    )


def test_prefixed_document_gets_prefixed_cells(write, build):
    text = build.sheet('<row r="1"><c r="A1"><f>1</f><v>1</v></c></row>')
    for name in ("worksheet", "sheetData", "row", "c", "f", "v"):
        text = text.replace(f"<{name}>", f"<x:{name}>").replace(f"</{name}>", f"</x:{name}>")
        text = text.replace(f"<{name} ", f"<x:{name} ")
    text = text.replace("xmlns=", "xmlns:x=").replace("<?xml", "\ufeff<?xml")
    sheet = Sheet("S1", text.encode())
    sheet.write(sheet.row(1), 1, "é")
    sheet.write(sheet.new_row(2), 1, 2)
    root = ElementTree.fromstring(rendered(sheet))
    assert [found.text for found in root.iter(NS + "t")] == ["é"]
    assert [found.text for found in root.iter(NS + "v")] == ["2"]


def test_dimension_grows_only_when_it_must(write):
    assert '<dimension ref="A1:C9"/>' in write("", (5, 2, 1), before='<dimension ref="A1:C9"/>')
    assert '<dimension ref="A1:D12"/>' in write("", (12, 4, 1), before='<dimension ref="A1"/>')
    assert "dimension" not in write("", (12, 4, 1))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="1"/>',
        '<row r="2"/><row r="2"/>',
        '<row r="1"/><y:row xmlns:y="x" r="2"/>',
    ],
)
def test_rows_that_cannot_be_trusted_are_refused(build, rows):
    with pytest.raises(NotAWorkbook, match="sans risque"):
        Sheet("S1", build.sheet(rows).encode())


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="B1"/><c r="A1"/>',
        '<c r="A1"/><c r="A1"/>',
        '<c r="A2"/>',
        '<c r="A1"/><other/><c r="B1"/>',
        '<c r="A1"/><y:c xmlns:y="x" r="B1"/>',
        '<c r="a1"/>',
    ],
)
def test_cells_that_cannot_be_trusted_are_refused(build, cells):
    sheet = Sheet("S1", build.sheet(f'<row r="1">{cells}</row>').encode())
    with pytest.raises(NotAWorkbook, match="mal formée"):
        sheet.row(1)


@pytest.mark.parametrize(
    "text", [b"<chartsheet/>", b"", b"<worksheet/>", b"<worksheet><sheetData>"]
)
def test_what_is_no_worksheet_is_refused(text):
    with pytest.raises(NotAWorkbook):
        Sheet("S1", text)


def test_row_beyond_excel_is_refused(build):
    with pytest.raises(StoreError, match="1048577"):
        Sheet("S1", build.sheet("").encode()).new_row(1_048_577)


@pytest.mark.parametrize(
    ("value", "kind", "inner"),
    [
        (None, None, ""),
        ("", None, ""),
        (0, None, "<v>0</v>"),
        (-12, None, "<v>-12</v>"),
        (True, "b", "<v>1</v>"),
        (False, "b", "<v>0</v>"),
        (0.1, None, "<v>0.1</v>"),
        (3.0, None, "<v>3</v>"),
        (Decimal("0.10"), None, "<v>0.1</v>"),
        (Decimal("-0.00"), None, "<v>0</v>"),
        (Decimal("1E+3"), None, "<v>1000</v>"),
        (Decimal("12345678901234567890.123"), None, "<v>12345678901234567890.123</v>"),
        (date(1900, 1, 1), None, "<v>1</v>"),
        (date(1900, 2, 28), None, "<v>59</v>"),
        (date(1900, 3, 1), None, "<v>61</v>"),
        (date(2026, 11, 21), None, "<v>46347</v>"),
        (datetime(2026, 11, 21, 12, 0), None, "<v>46347.5</v>"),
        (datetime(2026, 11, 21, 6, tzinfo=UTC), None, "<v>46347.25</v>"),
        ("=A1", "inlineStr", "<is><t>=A1</t></is>"),
        ("é & <b> ]]>", "inlineStr", "<is><t>é &amp; &lt;b&gt; ]]&gt;</t></is>"),
        (" a", "inlineStr", '<is><t xml:space="preserve"> a</t></is>'),
        ("a\r\nb", "inlineStr", '<is><t xml:space="preserve">a\nb</t></is>'),
        ("a\x07\ufffe", "inlineStr", "<is><t>a_x0007__xFFFE_</t></is>"),
        ("_x0007_ _xyz_", "inlineStr", "<is><t>_x005F_x0007_ _xyz_</t></is>"),
        ("\ud800", "inlineStr", "<is><t>\ufffd</t></is>"),
        ("🙂", "inlineStr", "<is><t>🙂</t></is>"),
    ],
)
def test_value_is_written_exactly(value, kind, inner):
    got_kind, got = content(value)
    assert (got_kind and got_kind.decode(), got.decode()) == (kind, inner)


def test_formula_result_is_written_as_a_result():
    assert content("a", formula=True) == (b"str", b"<v>a</v>")
    assert content("", formula=True) == (b"str", b"<v></v>")
    assert content(None, formula=True) == (None, b"")
    assert content(True, b"x:", formula=True) == (b"b", b"<x:v>1</x:v>")


def test_dates_of_the_1904_system():
    assert content(date(1904, 1, 1), date1904=True) == (None, b"<v>0</v>")
    assert content(date(2026, 11, 21), date1904=True) == (None, b"<v>44885</v>")


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), Decimal("NaN"), Decimal("1E+400"), 10**400, "x" * 32_768,
     "🙂" * 16_384, date(1899, 12, 31), object()],
)  # fmt: skip
def test_value_that_does_not_fit_is_refused(value):
    with pytest.raises(ValueError, match=r"Excel|cellule"):
        content(value)


@pytest.mark.parametrize(
    ("cell", "blank"),
    [
        ('<c r="A1"/>', True),
        ('<c r="A1"><v></v></c>', True),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', True),
        ('<c r="A1" t="inlineStr"><is><r><t>a</t></r></is></c>', False),
        ('<c r="A1" t="inlineStr"><is><t><![CDATA[a]]></t></is></c>', False),
        ('<c r="A1"><v>0</v></c>', False),
        ('<c r="A1"><f>A2</f></c>', False),
    ],
)
def test_blank_cell_is_told(build, cell, blank):
    row = Sheet("S1", build.sheet(f'<row r="1">{cell}</row>').encode()).row(1)
    assert is_blank(row.cell(1), b"") is blank


def test_areas():
    assert Area.parse("$A$1:XFD1048576") == Area(1, 1, 1_048_576, 16_384)
    assert Area.parse("D9:B2") == Area(2, 2, 9, 4)
    assert [Area.parse(text) for text in ("A:A", "1:1", "A0", "", "#REF!")] == [None] * 5
    assert str(Area(1, 1, 1, 1)) == "A1"
    assert not Area(1, 1, 2, 2).meets(Area(3, 1, 4, 2))
