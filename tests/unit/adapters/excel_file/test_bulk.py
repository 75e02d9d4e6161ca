"""Rows appended at once: the very file that the row-by-row way writes."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from sheetcash.adapters.excel_file import appends, bulk
from sheetcash.adapters.excel_file.bulk import Place, colonne, suite
from sheetcash.adapters.excel_file.patch import patch
from sheetcash.adapters.excel_file.xmltext import check_well_formed
from sheetcash.errors import BadCell, StoreError, WriteFailed
from sheetcash.workbook.cells import CellEdit, RowAppend, RowsAppend

HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t>'
    '</is></c><c r="C1" t="inlineStr"><is><t>c</t></is></c></row>'
)
ROW = (
    '<row r="2" spans="1:3" s="4" customFormat="1" ht="30" customHeight="1" hidden="1">'
    '<c r="A2" s="1"><v>1</v></c><c r="B2" s="2"/><c r="C2"><v>3</v></c></row>'
)
DAY = date(2026, 11, 28)
ODD = [
    *("a & b", "<b>", "1 > 0 ]]>", "_x000D_", "_x0041_", "_X000D_", "_x", "été 😀", "a\u00a0b"),
    *("  devant", "derrière ", "deux  espaces", " ", " un seul"),
    *("\t", "ligne\nsuite", "retour\r\nsuite", "\r"),
    *("\x00\x07\x1f", "\x7f\x85\u2028", "\ufffe\uffff", "\u200b", "e\u0301", "=1+1", "+33", "@x"),
    *("-", "'", '"', "001", "1e5", "TRUE", "#REF!", "", None, True, False, 0, -0.0, 1.5, 10**15),
    *(0.1 + 0.2, Decimal("1234.50"), Decimal("-0.01"), Decimal("1E+3"), date(2026, 2, 28)),
    *(date(1904, 1, 1), date(1900, 3, 1), datetime(2026, 2, 28, 12, 30), "x" * 31_999),
    *("é" * 32_000, "y" * 32_767),
]  # fmt: skip


def rows(values=ODD, name="tbl"):
    return [RowAppend(name, {0: value, 2: at}) for at, value in enumerate(values)]


def patched(source, edits):
    target = io.BytesIO()
    return patch(source, edits, target), target.getvalue()


def seen(build, data):
    """Each part, as an XML reader sees it: attributes in no order, texts as they are."""

    def tree(element):
        return (
            element.tag,
            sorted(element.attrib.items()),
            element.text,
            [tree(one) for one in element],
        )

    return {
        name: tree(ElementTree.fromstring(part))
        for name, part in build.unzipped(data).items()
        if name.endswith((".xml", ".rels"))
    }


@pytest.fixture
def both(build, monkeypatch):
    """The same edits carried out at once, then row by row; what each wrote."""

    def run(source, edits):
        quick = patched(source, edits)
        monkeypatch.setattr(appends, "AU_MOINS", 10**9)
        slow = patched(source, edits)
        monkeypatch.undo()
        assert quick[0] == slow[0]
        assert seen(build, quick[1]) == seen(build, slow[1])
        return quick[1]

    return run


def book(build, ref="A1:C2", columns=("a", "b", "c"), body=HEAD + ROW, **more):
    settings, totals = more.pop("settings", ""), more.pop("totals", False)
    others = more.pop("others", ())
    tables = [(1, build.table("tbl", ref, columns, totals=totals)), *others]
    return build.book(build.sheet(body, **more), tables=tables, settings=settings)


@pytest.mark.parametrize("settings", ["", '<workbookPr date1904="1"/>'])
def test_odd_values_are_written_the_same(build, both, values, settings):
    odd = [one for one in ODD if not (settings and one == date(1900, 3, 1))]
    after = both(book(build, settings=settings), rows(odd))
    read = values(after)
    at = odd.index("=1+1") + 3
    assert read[f"A{at}"] == "=1+1" and read[f"C{at}"] == at - 3
    assert values(after, formulas=True)[f"A{at}"] == "=1+1"


def test_what_stands_around_grows_the_same(build, both):
    before = (
        '<dimension ref="A1:C2"/><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        '<cols><col min="1" max="1" width="9" style="5"/><col min="2" max="2" style="6"/></cols>'
    )
    after = (
        '<autoFilter ref="F1:G2"/><mergeCells count="1"><mergeCell ref="E1:F1"/></mergeCells>'
        '<conditionalFormatting sqref="A2:C2"><cfRule type="expression" priority="1"><formula>$A2'
        '&gt;1</formula></cfRule></conditionalFormatting><dataValidations count="1">'
        '<dataValidation type="list" sqref="B2"><formula1>"x,y"</formula1></dataValidation>'
        "</dataValidations>"
    )
    found = both(book(build, before=before, after=after), rows())
    text = build.unzipped(found)["xl/worksheets/sheet1.xml"].decode()
    last = 2 + len(ODD)
    assert f'sqref="A2:C{last}"' in text and f'sqref="B2:B{last}"' in text
    assert f'ref="A1:C{last}"' in text


@pytest.mark.parametrize("blank", [0, 1, 3])
def test_blank_rows_are_filled_first(build, both, values, blank):
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="7"/></row>' for at in range(3, 3 + blank))
    after = both(book(build, ref=f"A1:C{2 + blank}", body=HEAD + ROW + empty), rows())
    assert values(after)["C3"] == 0


@pytest.mark.parametrize(
    ("formula", "cell", "at_once"),
    [
        ("tbl[[#This Row],[a]]*2", "<f>tbl[[#This Row],[a]]*2</f><v>2</v>", True),
        ("IF(tbl[[#This Row],[a]]&lt;1,1,$B$1)", "<f>IF(1&lt;2,1)</f><v>2</v>", True),
        ("tbl[[#This Row],[a]]*2", "<v>3</v>", True),
        ("", "<f>tbl[[#This Row],[a]]*3</f><v>3</v>", True),
        ("A2*2", "<f>A2*2</f><v>2</v>", False),
        ("tbl[[#This Row],[a]]*2", '<f t="array" ref="C2">tbl[[#This Row],[a]]*2</f>', False),
        (
            "tbl[[#This Row],[a]]*2",
            '<f t="shared" ref="C2" si="0">tbl[[#This Row],[a]]*2</f>',
            True,
        ),
    ],
)
def test_calculated_columns_are_written_the_same(
    build, both, values, monkeypatch, formula, cell, at_once
):
    made = []
    monkeypatch.setattr(appends, "suite", lambda *a, **k: made.append(suite(*a, **k)) or made[-1])
    columns = [("a"), ("b"), ("c", formula) if formula else ("c")]
    body = HEAD + ROW.replace('<c r="C2"><v>3</v></c>', f'<c r="C2" s="9">{cell}</c>')
    edits = [RowAppend("tbl", {0: at, **({2: "vu"} if at % 7 == 0 else {})}) for at in range(80)]
    after = both(book(build, columns=columns, body=body), edits)
    assert bool(made) == at_once
    text = build.unzipped(after)["xl/worksheets/sheet1.xml"]
    assert text.count(b"</f>") >= 80 and values(after)["C10"] == "vu"


def test_what_is_out_of_the_ordinary_is_written_row_by_row(build, both, values):
    total = '<row r="3"><c r="A3" t="str"><v>Total</v></c><c r="C3"><v>3</v></c></row>'
    after = both(book(build, ref="A1:C3", body=HEAD + ROW + total, totals=True), rows())
    assert values(after)[f"A{3 + len(ODD)}"] == "Total"
    other = build.table("autre", "E1:F2", ("x", "y")).replace('id="1" name', 'id="2" name', 1)
    both(book(build, others=[(1, other)]), rows())
    below = f'<row r="{len(ODD) + 40}"><c r="A{len(ODD) + 40}"><v>9</v></c></row>'
    both(book(build, body=HEAD + ROW + below), rows())
    formula = ROW.replace("<v>3</v>", "<f>A2*2</f><v>2</v>")
    both(book(build, body=HEAD + formula), rows())


def test_other_edits_of_the_sheet_are_made_too(build, both, values):
    edits = [CellEdit("S1", 2, 1, "changé"), CellEdit("S1", 500, 6, 1), *rows()]
    after = both(book(build), edits)
    assert values(after)["A2"] == "changé" and values(after)["F500"] == 1
    again = both(after, rows())
    assert values(again)[f"C{2 + 2 * len(ODD)}"] == len(ODD) - 1


KINDS = {
    "textes": [one for one in ODD if type(one) is str and one],
    "textes et vides": [one for one in ODD if type(one) is str or one is None],
    "jours": [date(1904, 1, 1), date(1900, 3, 1), date(2026, 2, 28), date(9999, 12, 31)],
    "montants": [
        Decimal(one)
        for one in ("1234.50", "-0.01", "0.00", "-0.00", "1E+3", "12.345", "7", "9" * 18 + ".99")
    ],
}
PLAIN = {"textes": "VIR", "textes et vides": None, "jours": DAY, "montants": Decimal("12.30")}


@pytest.mark.parametrize("kind", KINDS)
def test_one_odd_value_among_others_of_its_kind_is_written_the_same(build, both, monkeypatch, kind):
    monkeypatch.setattr(bulk, "_TRANCHE", 7)
    plain = PLAIN[kind]
    for odd in KINDS[kind]:
        values = [plain if at % 3 else odd for at in range(9)] + [plain] * 52
        both(book(build), rows(values))
        both(book(build), rows([plain] * 60 + [odd, plain]))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", ["style", "look", "formule"])
def test_what_is_unsound_around_the_values_is_seen_in_the_witnesses(kind, where):
    bad = b'5%s"<' if where == "style" else b"<f>&</f>" if where == "formule" else b""
    column = colonne(0, 1, bad or None) if where == "style" else colonne(0, 1, None, bad)
    place = Place("S", 5, 60, b' s="<"' if where == "look" else b"")
    made = suite(place, [column], {0: [PLAIN[kind]] * 59 + [KINDS[kind][0]]})
    with pytest.raises(WriteFailed):
        check_well_formed([made.temoins])
    sound = suite(place._replace(look=b""), [colonne(0, 1, b"5")], {0: KINDS[kind][:1] * 60})
    check_well_formed([sound.temoins])


@pytest.mark.parametrize("mark", ["50%", "%s", "%"])
def test_a_percent_sign_of_the_file_is_a_sign_like_another(build, both, mark):
    looks = ROW.replace('ht="30"', f'x14ac:dyDescent="{mark}"')
    both(book(build, body=HEAD + looks), rows())


@pytest.mark.parametrize("blank", [0, 2])
def test_columns_are_written_as_the_same_rows(build, blank):
    empty = "".join(f'<row r="{at}"><c r="A{at}" s="7"/></row>' for at in range(3, 3 + blank))
    source = book(build, ref=f"A1:C{2 + blank}", body=HEAD + ROW + empty)
    columns = RowsAppend("tbl", {0: ODD, 2: list(range(len(ODD)))})
    one_by_one, many = patched(source, rows()), patched(source, [columns])
    assert many[0] == 2 * len(ODD) - ODD.count(None)
    assert one_by_one == many
    # Beside others they are rows like them.
    beside = [*rows(["x"]), columns]
    assert patched(source, beside) == patched(source, [*rows(["x"]), *rows()])


@pytest.mark.parametrize("value", [1.5, "a & b", date(2026, 1, 5), True])
def test_what_would_be_unsound_is_never_saved(build, monkeypatch, value):
    monkeypatch.setattr(bulk, "content", lambda *a, **k: (None, b"<v>1</w>"))
    with pytest.raises(WriteFailed):
        patch(book(build), rows([*range(60), value]), io.BytesIO())


@pytest.mark.parametrize("others", ["of its kind", "numbers"])
@pytest.mark.parametrize(
    "bad", ["z" * 32_768, float("nan"), float("inf"), date(1899, 1, 1), Decimal("9" * 320 + ".99")]
)
def test_what_fits_in_no_cell_is_refused_both_ways(build, monkeypatch, bad, others):
    alike = {str: "VIR", date: DAY, Decimal: Decimal("1.00"), float: 1.5}[type(bad)]
    edits = rows([alike if others == "of its kind" else at for at in range(70)] + [bad])
    told = []
    for least in (50, 10**9):
        monkeypatch.setattr(appends, "AU_MOINS", least)
        with pytest.raises(BadCell) as caught:
            patch(book(build), edits, io.BytesIO())
        told.append(str(caught.value))
    assert told[0] == told[1]


def test_more_rows_than_a_sheet_has_are_refused(build):
    body = HEAD + ROW.replace('r="2"', 'r="1048570"').replace("A2", "A1048570").replace(
        "B2", "B1048570"
    ).replace("C2", "C1048570")
    with pytest.raises(StoreError):
        patch(book(build, ref="A1:C1048570", body=body), rows(), io.BytesIO())
