from __future__ import annotations

import io
import os
import re
import shutil
import signal
import subprocess
import warnings
from datetime import date, datetime, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheetcash.adapters.excel_file.patch import patch
from sheetcash.errors import (
    BadCell,
    InputError,
    MissingSheet,
    NotAWorkbook,
    StoreError,
    WriteFailed,
)
from sheetcash.workbook.cells import CellEdit, RowAppend

SHEET1 = "xl/worksheets/sheet1.xml"


def patched(source, *edits, **options):
    target = io.BytesIO()
    patch(source, edits, target, **options)
    return target.getvalue()


@pytest.fixture
def after(build):
    """The parts of a workbook after some edits, each one well-formed."""

    def parts(source, *edits, **options):
        found = build.unzipped(patched(source, *edits, **options))
        for name, data in found.items():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(data)
        return {name: data.decode("utf-8", "replace") for name, data in found.items()}

    return parts


# --- cells ---------------------------------------------------------------------------------------


def test_no_edit_changes_nothing(rich, build):
    assert build.unzipped(patched(rich)) == build.unzipped(rich)


def test_values_are_read_back(build, values, tmp_path):
    source = tmp_path / "x.xlsx"
    source.write_bytes(build.book(build.sheet("")))
    edits = [
        CellEdit("S1", 1, 1, "=SUM(A1)"),
        CellEdit("S1", 1, 2, Decimal("1250.10")),
        CellEdit("S1", 1, 3, True),
        CellEdit("S1", 2, 30, " l'été & <co>\nà deux  "),
        CellEdit("S1", 3, 1, 42),
        CellEdit("S1", 3, 2, date(2026, 1, 31)),
        CellEdit("S1", 3, 3, None),
    ]
    target = io.BytesIO()
    assert patch(source, edits, target) == 7
    assert values(target.getvalue()) == {
        "A1": "=SUM(A1)",
        "B1": 1250.1,
        "C1": True,
        "AD2": " l'été & <co>\nà deux  ",
        "A3": 42,
        "B3": 46053,
    }


def test_last_edit_of_a_cell_wins(build, values):
    target = io.BytesIO()
    edits = [CellEdit("S1", 1, 1, 1), CellEdit("S1", 1, 1, 2)]
    assert patch(build.book(build.sheet("")), edits, target) == 1
    assert values(target.getvalue()) == {"A1": 2}


def test_style_stays_and_a_new_cell_takes_the_row_s_or_column_s(build, after):
    rows = '<row r="1"><c r="A1" s="7"/></row><row r="2" s="5" customFormat="1"/><row r="3" s="5"/>'
    source = build.book(build.sheet(rows, before='<cols><col min="2" max="3" style="4"/></cols>'))
    sheet = after(
        source,
        *(CellEdit("S1", row, column, 1) for row in (1, 2, 3, 4) for column in (1, 2)),
    )[SHEET1]
    styles = re.findall(r'<c r="(\w+)"(?: s="(\d)")?>', sheet)
    assert dict(styles) == {
        "A1": "7", "B1": "4", "A2": "5", "B2": "5", "A3": "", "B3": "4", "A4": "", "B4": "4",
    }  # fmt: skip


def test_attributes_of_newer_excels_and_shared_strings_stay(build, after):
    rows = (
        '<row r="1" spans="1:2" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c>'
        '<c r="B1" t="s"><v>1</v></c></row>'
    )
    tail = (
        '<mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x14"><controls/></mc:Choice>'
        "</mc:AlternateContent>"
    )
    parts = build.parts(build.sheet(rows, after=tail))
    parts["xl/sharedStrings.xml"] = b"<sst><si><t>a</t></si><si><t>b</t></si></sst>"
    got = after(build.zipped(parts), CellEdit("S1", 1, 1, "c"))
    assert got["xl/sharedStrings.xml"] == "<sst><si><t>a</t></si><si><t>b</t></si></sst>"
    new = '<c r="A1" s="1" t="inlineStr"><is><t>c</t></is></c>'
    old = '<c r="A1" s="1" t="s"><v>0</v></c>'
    assert got[SHEET1] == parts[SHEET1].decode().replace(old, new)


def test_dates_follow_the_workbook_s_system(build, after):
    for flag, serial in (("1", 44885), ("true", 44885), ("0", 46347)):
        source = build.book(build.sheet(""), settings=f'<workbookPr date1904="{flag}"/>')
        assert f"<v>{serial}</v>" in after(source, CellEdit("S1", 1, 1, date(2026, 11, 21)))[SHEET1]


def test_emptying_an_absent_cell_writes_nothing(build):
    source = build.book(build.sheet(""))
    parts = build.unzipped(patched(source, CellEdit("S1", 4, 4, None)))
    assert parts[SHEET1] == build.unzipped(source)[SHEET1]


def test_what_cannot_be_written_is_refused(build):
    source = build.book(build.sheet(""))
    with pytest.raises(MissingSheet):
        patched(source, CellEdit("S9", 1, 1, 1))
    with pytest.raises(BadCell, match="colonne « AB »"):
        patched(source, CellEdit("S1", 3, 28, "x" * 40_000))
    for row, column in ((0, 1), (1, 0), (1_048_577, 1), (1, 16_385)):
        with pytest.raises(StoreError):
            patched(source, CellEdit("S1", row, column, 1))


def test_row_that_would_not_be_read_again_is_refused(build):
    source = build.book(build.sheet('<row r="1"><c r="A1"><v>&</v></c></row>'))
    with pytest.raises(WriteFailed, match="illisible"):
        patched(source, CellEdit("S1", 1, 2, 1))


def test_title_of_a_table_is_refused(build):
    table = build.table("tbl", "A1:B2", ["a", "b"])
    source = build.book(build.sheet('<row r="1"><c r="A1"/></row>'), tables=[(1, table)])
    with pytest.raises(StoreError, match="titre du tableau « tbl »"):
        patched(source, CellEdit("S1", 1, 2, "x"))


def test_total_of_a_table_is_refused_but_its_result_can_change(build, after):
    rows = '<row r="3"><c r="B3"><f>SUBTOTAL(109,tbl[b])</f><v>1</v></c></row>'
    table = build.table("tbl", "A1:B3", ["a", "b"], totals=True)
    source = build.book(build.sheet(rows), tables=[(1, table)])
    with pytest.raises(StoreError, match="total du tableau"):
        patched(source, CellEdit("S1", 3, 2, 5))
    assert "<v>5</v>" in after(source, CellEdit("S1", 3, 2, 5, keep_formula=True))[SHEET1]


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("_rels/.rels", "digital-signature/origin"),
        ("xl/_rels/workbook.xml.rels", "revisionHeaders"),
    ],
)
def test_signed_or_shared_workbook_is_refused(build, part, kind):
    parts = build.parts(build.sheet(""))
    link = (
        f'<Relationship Id="rIdX" Type="http://example.org/{kind}" Target="x.xml"/></Relationships>'
    )
    parts[part] = parts[part].replace(b"</Relationships>", link.encode())
    with pytest.raises(StoreError, match="copie"):
        patched(build.zipped(parts), CellEdit("S1", 1, 1, 1))


# --- formulas ------------------------------------------------------------------------------------

FORMULAS = (
    '<row r="1"><c r="A1" s="2" t="str"><f>B1&amp;"x"</f><v>x</v></c>'
    '<c r="B1"><f t="shared" ref="B1:B3" si="0">C1</f><v>1</v></c>'
    '<c r="C1" cm="1"><f t="array" ref="C1">SUM(D1:D9)</f><v>1</v></c>'
    '<c r="D1"><f t="array" ref="D1:D2">E1:E2</f><v>1</v></c>'
    '<c r="E1"><f t="shared" ref="E1" si="4">C1</f><v>1</v></c></row>'
    '<row r="2"><c r="B2"><f t="shared" si="0"/><v>1</v></c><c r="D2"><v>2</v></c></row>'
    '<row r="3"><c r="B3"><f si="0" t="shared"/><v>1</v></c>'
    '<c r="F3"><f t="dataTable" ref="F3:G4" dt2D="1" r1="A1" r2="A2"/><v>1</v></c></row>'
)


@pytest.mark.parametrize(
    ("row", "column", "value", "cell"),
    [
        (1, 1, "y", '<c r="A1" s="2" t="str"><f>B1&amp;"x"</f><v>y</v></c>'),
        (1, 1, None, '<c r="A1" s="2"><f>B1&amp;"x"</f></c>'),
        (1, 2, 5, '<c r="B1"><f t="shared" ref="B1:B3" si="0">C1</f><v>5</v></c>'),
        (2, 2, True, '<c r="B2" t="b"><f t="shared" si="0"/><v>1</v></c>'),
        (1, 3, 5, '<c r="C1" cm="1"><f t="array" ref="C1">SUM(D1:D9)</f><v>5</v></c>'),
        (2, 4, 5, '<c r="D2"><v>5</v></c>'),
        (3, 6, 5, '<f t="dataTable" ref="F3:G4" dt2D="1" r1="A1" r2="A2"/><v>5</v></c>'),
        (3, 9, "z", '<c r="I3" t="inlineStr"><is><t>z</t></is></c>'),
    ],
)
def test_kept_formula_changes_its_result_only(build, after, row, column, value, cell):
    source = build.book(build.sheet(FORMULAS), calc_chain="<calcChain/>")
    parts = after(source, CellEdit("S1", row, column, value, keep_formula=True))
    assert cell in parts[SHEET1]
    assert parts[SHEET1].count("<f") == FORMULAS.count("<f")
    assert "xl/calcChain.xml" in parts


@pytest.mark.parametrize(("row", "column"), [(1, 1), (2, 2), (3, 2), (1, 3), (1, 5)])
def test_overwritten_formula_goes_with_the_calculation_chain(build, after, row, column):
    source = build.book(build.sheet(FORMULAS), calc_chain="<calcChain/>")
    parts = after(source, CellEdit("S1", row, column, 5))
    assert parts[SHEET1].count("<f") == FORMULAS.count("<f") - 1
    assert not any("calcChain" in name + text for name, text in parts.items())


@pytest.mark.parametrize(("row", "column"), [(1, 2), (1, 4), (2, 4), (3, 6), (4, 7)])
def test_formula_that_others_depend_on_is_refused(build, row, column):
    source = build.book(build.sheet(FORMULAS))
    with pytest.raises(StoreError, match="à la main"):
        patched(source, CellEdit("S1", row, column, 5))


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", '</sheets><calcPr fullCalcOnLoad="1"/></workbook>'),
        ('<calcPr calcId="9"/>', '<calcPr calcId="9" fullCalcOnLoad="1"/>'),
        ('<calcPr fullCalcOnLoad="0" calcId="9"/>', '<calcPr fullCalcOnLoad="1" calcId="9"/>'),
        ("<calcPr fullCalcOnLoad='true'/>", "<calcPr fullCalcOnLoad='true'/>"),
        (
            "<definedNames><definedName name='a'>S1!$A$1</definedName></definedNames><extLst/>",
            '</definedNames><calcPr fullCalcOnLoad="1"/><extLst/>',
        ),
    ],
)
def test_recalculation_is_asked_in_the_schema_s_order(build, after, before, expected):
    source = build.book(build.sheet(""), workbook=before)
    assert expected in after(source, CellEdit("S1", 1, 1, 1))["xl/workbook.xml"]


def test_recalculation_is_not_asked_where_our_functions_would_become_errors(build, after):
    udf = build.sheet('<row r="1"><c r="A1"><f>IF(TRUE,SC_TAUX("bnc",A2))</f><v>1</v></c></row>')
    text = build.sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>SC_TAUX()</t></is></c></row>')
    edit = CellEdit("S1", 5, 5, 1)
    assert "fullCalc" not in after(build.book(udf), edit)["xl/workbook.xml"]
    assert "fullCalc" not in after(build.book(text, udf), edit)["xl/workbook.xml"]
    assert "fullCalc" in after(build.book(text), edit)["xl/workbook.xml"]
    assert "fullCalc" not in after(build.book(text), edit, recalculate=False)["xl/workbook.xml"]


# --- rows of a table -----------------------------------------------------------------------------

ROWS = (
    '<row r="1"><c r="B1"/><c r="C1"/><c r="D1"/></row>'
    '<row r="2" s="3" customFormat="1" ht="20" customHeight="1" hidden="1">'
    '<c r="B2" s="1"><v>1</v></c><c r="C2" s="2"/>'
    '<c r="D2" s="4"><f>tbl[[#This Row],[b]]*2</f><v>2</v></c></row>'
)
COLUMNS = ["b", "c", ("d", "tbl[[#This Row],[b]]*2")]


def test_row_is_added_with_styles_formula_and_ranges(build, after):
    tail = (
        '<conditionalFormatting sqref="B2:B2 F1"><cfRule type="x"/></conditionalFormatting>'
        '<conditionalFormatting sqref="A2:Z2"><cfRule type="x"/></conditionalFormatting>'
        '<dataValidations count="3"><dataValidation sqref="C2"/><dataValidation sqref="B2:D9"/>'
        '<dataValidation sqref="H2"/></dataValidations>'
        '<extLst xmlns:x14="x" xmlns:xm="m"><ext><x14:conditionalFormattings>'
        "<x14:conditionalFormatting><x14:cfRule/><xm:sqref>C2:C2</xm:sqref>"
        "</x14:conditionalFormatting></x14:conditionalFormattings><x14:sparklineGroups>"
        "<x14:sparkline><xm:sqref>D2</xm:sqref></x14:sparkline></x14:sparklineGroups></ext></extLst>"
    )
    sheet = build.sheet(ROWS, before='<dimension ref="B1:D2"/>', after=tail)
    source = build.book(sheet, tables=[(1, build.table("tbl", "B1:D2", COLUMNS))])
    parts = after(source, RowAppend("TBL", {0: 7, 2: 14}), RowAppend("tbl", {0: 8, 1: "c"}))
    assert (
        '<row r="3" s="3" customFormat="1" ht="20" customHeight="1"><c r="B3" s="1"><v>7</v></c>'
        '<c r="C3" s="2"/><c r="D3" s="4"><f>tbl[[#This Row],[b]]*2</f><v>14</v></c></row>'
        '<row r="4" s="3" customFormat="1" ht="20" customHeight="1"><c r="B4" s="1"><v>8</v></c>'
        '<c r="C4" s="2" t="inlineStr"><is><t>c</t></is></c>'
        '<c r="D4" s="4"><f>tbl[[#This Row],[b]]*2</f></c></row></sheetData>'
    ) in parts[SHEET1]
    assert '<dimension ref="B1:D4"/>' in parts[SHEET1]
    assert re.findall(r'sqref="(.*?)"', parts[SHEET1]) == [
        "B2:B4 F1", "A2:Z2 B3:D4", "C2:C4", "B2:D9", "H2",
    ]  # fmt: skip
    assert re.findall(r"<xm:sqref>(.*?)<", parts[SHEET1]) == ["C2:C4", "D2"]
    table = parts["xl/tables/table1.xml"]
    assert re.findall(r' ref="(.*?)"', table) == ["B1:D4", "B1:D4"]


def test_blank_rows_inside_are_filled_first(build, after):
    rows = ROWS + (
        '<row r="3"><c r="B3" s="8"/><c r="D3"><f>tbl[[#This Row],[b]]*2</f><v>0</v></c></row>'
        '<row r="5"><c r="C5" t="inlineStr"><is><t></t></is></c></row>'
    )
    source = build.book(build.sheet(rows), tables=[(1, build.table("tbl", "B1:D5", COLUMNS))])
    appends = [RowAppend("tbl", {0: n, 2: 2 * n}) for n in (7, 8, 9)]
    parts = after(source, *appends)
    assert re.findall(r' ref="(.*?)"', parts["xl/tables/table1.xml"]) == ["B1:D5", "B1:D5"]
    cells = dict(re.findall(r'<c[^>]*r="([BD][345])"[^>]*>(.*?)</c>', parts[SHEET1]))
    assert [cells[f"B{row}"] for row in (3, 4, 5)] == ["<v>7</v>", "<v>8</v>", "<v>9</v>"]
    assert cells["D4"] == "<f>tbl[[#This Row],[b]]*2</f><v>16</v>"
    assert '<c r="B3" s="8"><v>7</v></c>' in parts[SHEET1]
    parts = after(source, *appends, RowAppend("tbl", {0: 10}))
    assert re.findall(r' ref="(.*?)"', parts["xl/tables/table1.xml"]) == ["B1:D6", "B1:D6"]


def test_empty_table_is_filled_in_its_only_row(build, after, values):
    for rows in ("", '<row r="1"/><row r="2"><c r="D2"><f>tbl[[#This Row],[b]]*2</f></c></row>'):
        source = build.book(build.sheet(rows), tables=[(1, build.table("tbl", "B1:D2", COLUMNS))])
        parts = after(source, RowAppend("tbl", {0: 7}))
        assert 'ref="B1:D2"' in parts["xl/tables/table1.xml"]
        got = values(patched(source, RowAppend("tbl", {0: 7})), formulas=True)
        assert got == {"B2": 7, "D2": "=tbl[[#This Row],[b]]*2"}


def test_row_emptied_in_the_same_patch_is_filled(build, values):
    source = build.book(build.sheet(ROWS), tables=[(1, build.table("tbl", "B1:D2", COLUMNS))])
    got = values(patched(source, RowAppend("tbl", {1: "x"}), CellEdit("S1", 2, 2, None)))
    assert got == {"C2": "x", "D2": 2}


@pytest.mark.parametrize(
    ("column", "above", "expected"),
    [
        ("d", "<f>tbl[[#This Row],[b]]*$A$1</f>", "<f>tbl[[#This Row],[b]]*$A$1</f>"),
        ("d", "<f>B2*2</f>", ""),
        ("d", "<f>1+1</f>", ""),
        ("d", "<v>5</v>", ""),
        (("d", "B2*A$1"), "<f>B2*A$1</f>", "<f>B3*A$1</f>"),
        (("d", "B2*A$1"), "<v>5</v>", ""),
        (("d", "tbl[b]"), "<v>5</v>", "<f>tbl[b]</f>"),
        (
            "d",
            '<f t="shared" si="0" ref="D2">tbl[[#This Row],[b]]</f>',
            "<f>tbl[[#This Row],[b]]</f>",
        ),
        ("d", '<f t="array" ref="D2">SUM(tbl[b])</f>', '<f t="array" ref="D3">SUM(tbl[b])</f>'),
        (("d", '"a"&amp;tbl[b]'), "<f>x</f>", "<f>&quot;a&quot;&amp;tbl[b]</f>"),
    ],
)
def test_calculated_column_gets_its_formula(build, after, column, above, expected):
    rows = f'<row r="2"><c r="B2"><v>1</v></c><c r="D2">{above}</c></row>'
    table = build.table("tbl", "B1:D2", ["b", "c", column])
    source = build.book(build.sheet(rows), tables=[(1, table)])
    sheet = after(source, RowAppend("tbl", {0: 1}))[SHEET1]
    assert "".join(re.findall(r'r="D3">(.*?)</c>', sheet)) == expected


def test_totals_row_moves_down(build, after):
    rows = ROWS + (
        '<row r="3" ht="33" customHeight="1"><c r="B3" s="9" t="inlineStr">'
        "<is><t>Total</t></is></c>"
        '<c r="D3" s="6"><f>SUBTOTAL(109,tbl[d])</f><v>2</v></c></row>'
    )
    table = build.table("tbl", "B1:D3", COLUMNS, totals=True)
    tail = '<conditionalFormatting sqref="B2:D3"/><conditionalFormatting sqref="B3:D3"/>'
    source = build.book(
        build.sheet(rows, after=tail), tables=[(1, table)], calc_chain="<calcChain/>"
    )
    parts = after(source, RowAppend("tbl", {0: 7}), RowAppend("tbl", {0: 8}))
    numbers = re.findall(r'<row [^>]*r="(\d)"', parts[SHEET1])
    assert numbers == ["1", "2", "3", "4", "5"]
    assert '<row r="3" ht="20" customHeight="1" s="3" customFormat="1">' in parts[SHEET1]
    assert '<c r="B3" s="9"' not in parts[SHEET1]
    assert '<c r="B3" s="1"><v>7</v></c>' in parts[SHEET1]
    assert (
        '<row r="5" ht="33" customHeight="1"><c r="B5" s="9" t="inlineStr">'
        "<is><t>Total</t></is></c>"
        '<c r="D5" s="6"><f>SUBTOTAL(109,tbl[d])</f><v>2</v></c></row>'
    ) in parts[SHEET1]
    assert re.findall(r' ref="(.*?)"', parts["xl/tables/table1.xml"]) == ["B1:D5", "B1:D4"]
    assert re.findall(r'sqref="(.*?)"', parts[SHEET1]) == ["B2:D5", "B5:D5"]
    assert "xl/calcChain.xml" not in parts


def test_row_shared_with_other_columns_keeps_them(build, values):
    rows = ROWS + '<row r="3"><c r="A3"><v>1</v></c><c r="F3"><v>2</v></c></row>'
    source = build.book(build.sheet(rows), tables=[(1, build.table("tbl", "B1:D2", COLUMNS))])
    got = values(patched(source, RowAppend("tbl", {1: "x"})), formulas=True)
    assert {key: got[key] for key in got if key.endswith("3")} == {
        "A3": 1, "C3": "x", "D3": "=tbl[[#This Row],[b]]*2", "F3": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("under", "after_data", "other", "row"),
    [
        ('<row r="3"><c r="C3"><v>1</v></c></row>', "", None, 3),
        ('<row r="4"><c r="D4"><f>1</f></c></row>', "", None, 4),
        ("", '<mergeCells count="1"><mergeCell ref="D4:F6"/></mergeCells>', None, 4),
        ("", "", "D3:F9", 3),
        ('<row r="3"><c r="A3"><f t="array" ref="A3:C4">X</f></c></row>', "", None, 3),
    ],
)
def test_table_with_something_under_it_is_refused(build, under, after_data, other, row):
    tables = [(1, build.table("tbl", "B1:D2", COLUMNS))]
    if other:
        tables.append((1, build.table("other", other, ["a", "b", "c"])))
    source = build.book(build.sheet(ROWS + under, after=after_data), tables=tables)
    with pytest.raises(StoreError, match=f"« S1 » : la ligne {row}, sous le tableau « tbl »"):
        patched(source, RowAppend("tbl", {0: 1}), RowAppend("tbl", {0: 1}))


@pytest.mark.parametrize(
    ("total", "elsewhere", "names", "why"),
    [
        ("SUM(D2:D2)", "1", "", "adresses de cellules"),
        ("SUBTOTAL(109,tbl[d])", "S1!$D$3*2", "", "donne l'adresse"),
        ("SUBTOTAL(109,tbl[d])", "SUM('S1'!D1:D3)", "", "donne l'adresse"),
        ("1", "1", "<definedNames><definedName name='t'>S1!$D$3</definedName></definedNames>",
         "donne l'adresse"),
    ],
)  # fmt: skip
def test_total_that_cannot_move_is_refused(build, total, elsewhere, names, why):
    rows = ROWS + f'<row r="3"><c r="D3"><f>{total}</f></c></row>'
    other = build.sheet(f'<row r="1"><c r="A1"><f>{elsewhere}</f></c></row>')
    table = build.table("tbl", "B1:D3", COLUMNS, totals=True)
    source = build.book(build.sheet(rows), other, tables=[(1, table)], workbook=names)
    with pytest.raises(StoreError, match=why):
        patched(source, RowAppend("tbl", {0: 1}))


def test_total_with_harmless_references_moves(build, after):
    rows = ROWS + '<row r="3"><c r="D3"><f>SUBTOTAL(109,tbl[d])</f></c></row>'
    other = build.sheet('<row r="1"><c r="A1"><f>D3+S2!D3+S1!$D$2+tbl[[#Totals],[d]]</f></c></row>')
    table = build.table("tbl", "B1:D3", COLUMNS, totals=True)
    source = build.book(build.sheet(rows), other, tables=[(1, table)])
    assert 'r="D4"' in after(source, RowAppend("tbl", {0: 1}))[SHEET1]


def test_two_tables_of_a_sheet_grow_apart(build, after):
    rows = '<row r="1"/><row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>1</v></c></row>'
    tail = '<conditionalFormatting sqref="A2:A2 C2:C2"/>'
    tables = [(1, build.table("un", "A1:A2", ["a"])), (1, build.table("deux", "C1:C2", ["c"]))]
    source = build.book(build.sheet(rows, after=tail), tables=tables)
    parts = after(
        source, RowAppend("deux", {0: 5}), RowAppend("un", {0: 6}), RowAppend("deux", {0: 7})
    )
    assert 'sqref="A2:A3 C2:C4"' in parts[SHEET1]
    assert 'ref="A1:A3"' in parts["xl/tables/table1.xml"]
    assert 'ref="C1:C4"' in parts["xl/tables/table2.xml"]


def test_table_or_column_that_is_absent_is_refused(build):
    source = build.book(build.sheet(ROWS), tables=[(1, build.table("tbl", "B1:D2", COLUMNS))])
    with pytest.raises(InputError, match="« tblX »"):
        patched(source, RowAppend("tblX", {0: 1}))
    with pytest.raises(StoreError, match="colonnes"):
        patched(source, RowAppend("tbl", {3: 1}))
    broken = build.book(build.sheet(ROWS), tables=[(1, build.table("tbl", "B1:E2", COLUMNS))])
    with pytest.raises(NotAWorkbook):
        patched(broken, RowAppend("tbl", {0: 1}))


# --- a workbook with everything ------------------------------------------------------------------

RICH_EDITS = (
    CellEdit("Factures", 3, 4, "Client & fils"),
    CellEdit("Factures", 4, 3, Decimal("99.90")),
    CellEdit("Factures", 4, 5, Decimal("199.80"), keep_formula=True),
    RowAppend("tblFactures", {0: "F6", 1: date(2026, 1, 31), 2: Decimal("10.05"), 4: 20.1}),
)


def test_everything_else_keeps_its_bytes(rich, build):
    before, after = build.unzipped(rich), build.unzipped(patched(rich, *RICH_EDITS))
    changed = {name for name in before if after.get(name) != before[name]}
    assert changed == {
        SHEET1, "xl/tables/table1.xml",
        # A formula was added: the calculation chain goes. Recalculation was asked already.
        "xl/calcChain.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
    }  # fmt: skip
    assert list(after) == [name for name in before if name != "xl/calcChain.xml"]
    assert {"xl/vbaProject.bin", "xl/charts/chart1.xml", "xl/metadata.xml"} <= set(after)


def test_only_touched_rows_differ_in_the_sheet(rich, build):
    texts = [build.unzipped(data)[SHEET1].decode() for data in (rich, patched(rich, *RICH_EDITS))]
    rows = [dict(re.findall(r'(?s)<row r="(\d+)"(.*?)(?:</row>|(?<=/)>)', text)) for text in texts]
    assert {row for row in rows[1] if rows[0].get(row) != rows[1][row]} == {"3", "4", "7"}
    tails = [text.partition("</sheetData>")[2] for text in texts]
    for grown in ("C2:C", "D2:D", "A2:E"):
        assert f"{grown}6" in tails[0]
        assert f"{grown}7" in tails[1]
        tails[1] = tails[1].replace(f"{grown}7", f"{grown}6")
    assert tails[0] == tails[1]


def test_rich_workbook_is_read_back(rich, values):
    data = patched(rich, *RICH_EDITS)
    got, formulas = values(data, "Factures"), values(data, "Factures", formulas=True)
    assert got["D3"] == "Client & fils"
    assert (got["C4"], got["E4"], got["E7"]) == (99.9, 199.8, 20.1)
    assert got["B7"] == datetime(2026, 1, 31)
    assert formulas["E7"] == formulas["E6"] == "=tblFactures[[#This Row],[Montant]]*2"
    before = values(rich, "Factures")
    untouched = set(before) - {"D3", "C4", "E4", "A7", "B7", "C7", "E7"}
    assert {key: got[key] for key in untouched} == {key: before[key] for key in untouched}


@pytest.mark.engine
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_and_recalculates(rich, tmp_path):
    book = tmp_path / "x.xlsm"
    book.write_bytes(patched(rich, *RICH_EDITS))
    profile = (tmp_path / "profile").as_uri()
    settings_file = tmp_path / "profile/user/registrymodifications.xcu"
    settings_file.parent.mkdir(parents=True)
    settings_file.write_text(
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path='
        '"/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode">'
        "<value>0</value></prop></item></oor:items>"
    )
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to",
               'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1',
               "--outdir", str(tmp_path), str(book)]  # fmt: skip
    with subprocess.Popen(
        command, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            output = process.communicate(timeout=120)[0]
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    invoices = (tmp_path / "x-Factures.csv").read_text().splitlines()
    assert process.returncode == 0, output
    assert invoices[6].split(";")[:5] == ["F6", "01/31/2026", "10.05", "", "20.1"]
    assert invoices[3].split(";")[4] == "199.8"
    # A total on the other sheet takes the new row in: the table has grown for the engine too.
    total = 10.5 + 21 + 99.9 + 42 + 52.5 + 10.05
    lists = (tmp_path / "x-Listes.csv").read_text().splitlines()
    assert float(lists[0].split(";")[1]) == pytest.approx(total)


# --- properties ----------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=20)
cell_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**14), 10**14),
    st.decimals(-(10**9), 10**9, places=2),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    texts,
)
addresses = st.tuples(st.integers(1, 12), st.integers(1, 40))


def expected(value):
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return (value - date(1899, 12, 30)) // timedelta(days=1)
    return value


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    start=st.dictionaries(addresses, st.integers(0, 99), max_size=25),
    numbered=st.booleans(),
    edits=st.lists(st.tuples(addresses, cell_values), max_size=25),
)
def test_random_edits_read_back_like_a_dict(build, values, start, numbered, edits):
    rows = ""
    for row in sorted({row for row, _ in start}):
        cells = "".join(
            f'<c r="{column_letters(column)}{row}"><v>{value}</v></c>'
            for (at, column), value in sorted(start.items())
            if at == row
        )
        rows += f'<row r="{row}" spans="1:40">{cells}</row>'
    if not numbered:  # rows 1 to 12 in full, none with a number
        rows = "".join(
            "<row>" + "".join(
                f"<c><v>{start[row, column]}</v></c>" if (row, column) in start else "<c/>"
                for column in range(1, 41)
            ) + "</row>"
            for row in range(1, 13)
        )  # fmt: skip
    data = patched(
        build.book(build.sheet(rows)), *(CellEdit("S1", *at, value) for at, value in edits)
    )
    model = start | dict(edits)
    wanted = {
        f"{column_letters(column)}{row}": expected(value)
        for (row, column), value in model.items()
        if value is not None
    }
    got = values(data)
    from openpyxl.utils.escape import unescape

    got = {key: unescape(value) if isinstance(value, str) else value for key, value in got.items()}
    assert got == wanted
    assert {key: type(got[key]) is bool for key in got} == {
        key: type(wanted[key]) is bool for key in wanted
    }


def column_letters(column):
    return chr(64 + column) if column <= 26 else "A" + chr(38 + column)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    used=st.integers(0, 4),
    blank=st.integers(0, 3),
    totals=st.booleans(),
    added=st.integers(1, 6),
)
def test_random_appends_follow_the_last_used_row(build, values, used, blank, totals, added):
    blank = max(blank, 1 - used)
    rows = "".join(
        f'<row r="{n + 1}"><c r="B{n + 1}"><v>{n}</v></c></row>' for n in range(1, used + 1)
    )
    bottom = 1 + used + blank + totals
    if totals:
        rows += f'<row r="{bottom}"><c r="D{bottom}"><f>SUBTOTAL(109,tbl[d])</f><v>0</v></c></row>'
    table = build.table("tbl", f"B1:D{bottom}", COLUMNS, totals=totals)
    source = build.book(build.sheet(rows), tables=[(1, table)])
    data = patched(source, *(RowAppend("tbl", {0: 100 + n, 2: n}) for n in range(added)))
    got = values(data)
    column = [got.get(f"B{row}") for row in range(2, 2 + used + added)]
    assert column == [*range(1, used + 1), *range(100, 100 + added)]
    end = bottom + max(0, added - blank)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import openpyxl

        table = openpyxl.load_workbook(io.BytesIO(data))["S1"].tables["tbl"]
    assert table.ref == f"B1:D{end}"
    assert table.autoFilter.ref == f"B1:D{end - totals}"
    if totals:
        assert values(data, formulas=True)[f"D{end}"] == "=SUBTOTAL(109,tbl[d])"
