"""The accountant's copy: values for what cannot be computed elsewhere, all the rest untouched."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import date

import openpyxl
import pytest
from openpyxl.utils import FORMULAE

from sheetcash.adapters.excel_file.accountant import accountant_copy
from sheetcash.adapters.excel_file.foreign import LINK, MACRO, UDF, Foreign
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.errors import PasswordProtected, StoreError
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build as build_template

JOUR = date(2026, 11, 20)
MENTION = "Copie pour le comptable, établie le 20/11/2026"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"


def copied(data, **options):
    return accountant_copy(data, "essai.xlsx", JOUR, MENTION, lambda _: [], **options)


def cells(text):
    """Each cell of a sheet by its address, as written."""
    pattern = r'<c r="([A-Z]+\d+)"(?:[^>/]*/>|[^>]*>.*?</c>)'
    return {found[1]: found[0] for found in re.finditer(pattern, text)}


def sheet1(data, build):
    return build.unzipped(data)["xl/worksheets/sheet1.xml"].decode()


def loaded(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells what it would lose
        return openpyxl.load_workbook(io.BytesIO(data))


def add(parts, name, text, kind, *, owner="xl/_rels/workbook.xml.rels", target="", link="rId50"):
    """Put a part in, with its relationship and what it is."""
    parts[name] = text if isinstance(text, bytes) else text.encode()
    uri, _, content = kind.partition(" ")
    target = target or name.removeprefix("xl/")
    parts[owner] = parts[owner].replace(
        b"</Relationships>",
        f'<Relationship Id="{link}" Type="{uri}" Target="{target}"/></Relationships>'.encode(),
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>", f'<Override PartName="/{name}" ContentType="{content}"/></Types>'.encode()
    )


# --- which formulas ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "why"),
    [
        ("SC_TAUX(1)", UDF),
        ("IF(A1>0,ROUND(sc_taux( A1 ),2),0)", UDF),
        ("_xll.SC_TAUX(1)", UDF),
        ("1+_xludf.SC_TAUX(1)", UDF),
        ('IF(A1="SC_TAUX(1)",1,2)', ""),
        ('"a""SC_TAUX(1)"&B1', ""),
        ("'SC_TAUX(1)'!A1+1", ""),
        ("tbl[SC_TAUX(1)]", ""),
        ("tbl[[#This Row],[SC_X(]]*2", ""),
        ("OSC_TAUX(1)+SC_TAUX", ""),
        ("[1]Feuil1!A1", LINK),
        ("SUM('[1]Ma feuille'!A1:B2)", LINK),
        ("[2]!Nom", LINK),
        ("cmd|'/C calc'!A0", LINK),  # another program
        ('"a|b"&A1', ""),
        ("SUM(tbl[1])", ""),
        ("SUM(tbl[Montant])+SUM(tbl[1],tbl[2])", ""),
        ("'C:\\dossier\\[autre.xlsx]Feuil1'!$A$1", LINK),
        ("SUM(A1:A9)*_xlfn.CONCAT(B1)+LOG10(3)", ""),
    ],
)
def test_formulas_are_told_apart(formula, why):
    assert Foreign({}, [], macros=False).reason(formula) == why


def test_a_function_of_the_user_s_is_a_macro_only_where_there_are_macros():
    names = {"Lambda": "_xlfn.LAMBDA(_xlpm.x,_xlpm.x+1)"}
    with_macros = Foreign(names, [], macros=True)
    assert with_macros.reason("MaFonction(A1)+1") == MACRO
    assert with_macros.reason("Lambda(2)+NETWORKDAYS.INTL(A1,B1)") == ""
    assert Foreign({}, [], macros=False).reason("MaFonction(A1)+1") == ""


def test_every_function_of_excel_s_is_known():
    foreign = Foreign({}, [], macros=True)
    assert [name for name in FORMULAE if foreign.reason(f"{name}(A1)")] == []


def test_names_that_lead_to_an_sc_function_are_followed():
    names = {"Taux": "SC_TAUX(1)", "Double": "2*Taux", "Base": "S1!$A$1", "Ailleurs": "[1]F!$A$1"}
    foreign = Foreign(names, [], macros=False)
    found = [foreign.reason(f"1+{name}") for name in (*names, "taux", "Taux2", "S1!Taux")]
    assert found == [UDF, UDF, "", LINK, UDF, "", UDF]


# --- values in place of formulas -----------------------------------------------------------------

ROWS = (
    '<row r="1"><c r="A1" s="3"><f>SC_TAUX(1)</f><v>0.256</v></c>'
    '<c r="B1" t="str"><f>IF(A1&gt;0,SC_STATUT_TVA(A1),"")</f><v> a &amp; b</v></c>'
    '<c r="C1" t="e"><f>SC_PLAFOND(1)</f><v>#N/A</v></c>'
    '<c r="D1" t="b"><f>SC_X(1)=1</f><v>1</v></c>'
    '<c r="E1" t="str"><f>SC_X(2)</f><v></v></c></row>'
    '<row r="2"><c r="A2"><f>A1*2</f><v>0.512</v></c>'
    '<c r="B2" t="str"><f>"SC_TAUX(1)"</f><v>SC_TAUX(1)</v></c>'
    '<c r="C2"><f>SC_NEUF(1)</f></c><c r="D2" s="2"><f>SC_NEUF(2)</f><v/></c>'
    '<c r="E2"><f>1+1</f></c></row>'
    '<row r="3"><c r="A3" cm="1"><f t="array" ref="A3:A4">SC_CA_PAR_MOIS(B1:B9)</f><v>1</v></c>'
    '<c r="B3"><f t="shared" ref="B3:B5" si="0">SC_X(A3)</f><v>3</v></c>'
    '<c r="C3"><f t="shared" ref="C3:C4" si="1">A3+1</f><v>2</v></c></row>'
    '<row r="4"><c r="A4"><v>5</v></c><c r="B4"><f t="shared" si="0"/><v>4</v></c>'
    '<c r="C4"><f t="shared" si="1"/><v>6</v></c></row>'
    '<row r="5"><c r="B5"><f t="shared" si="0"/></c></row>'
)


def test_each_formula_that_calls_sc_becomes_its_value(build):
    copy = copied(build.book(build.sheet(ROWS)))
    found = cells(sheet1(copy.contenu, build))
    assert found["A1"] == '<c r="A1" s="3"><v>0.256</v></c>'
    said = '<is><t xml:space="preserve"> a &amp; b</t></is>'
    assert found["B1"] == f'<c r="B1" t="inlineStr">{said}</c>'
    assert found["C1"] == '<c r="C1" t="e"><v>#N/A</v></c>'
    assert found["D1"] == '<c r="D1" t="b"><v>1</v></c>'
    assert found["E1"] == '<c r="E1"></c>'
    assert found["A2"] == '<c r="A2"><f>A1*2</f><v>0.512</v></c>'
    assert '<f>"SC_TAUX(1)"</f>' in found["B2"]
    assert found["A3"] == '<c r="A3"><v>1</v></c>' and found["A4"] == '<c r="A4"><v>5</v></c>'
    assert found["B3"] == '<c r="B3"><v>3</v></c>' and found["B4"] == '<c r="B4"><v>4</v></c>'
    assert 'si="1">A3+1</f><v>2</v>' in found["C3"] and 'si="1"/><v>6</v>' in found["C4"]
    assert "<f>1+1</f>" in found["E2"]
    assert (copy.formules, copy.autres, copy.macros) == (11, 0, False)


def test_a_formula_never_computed_is_told_and_shown(build, values):
    copy = copied(build.book(build.sheet(ROWS)))
    told = [(one.feuille, one.ligne, one.colonne, one.formule) for one in copy.non_calculees]
    assert told == [
        ("S1", 2, "C", "SC_NEUF(1)"), ("S1", 2, "D", "SC_NEUF(2)"), ("S1", 5, "B", ""),
    ]  # fmt: skip
    shown = values(copy.contenu)
    assert shown["C2"] == shown["D2"] == shown["B5"] == "non calculé"


def test_openpyxl_reads_the_values(build, values):
    copy = copied(build.book(build.sheet(ROWS))).contenu
    shown = values(copy, formulas=True)
    assert (shown["A1"], shown["B1"], shown["C1"], shown["D1"]) == (0.256, " a & b", "#N/A", True)
    assert shown["A2"] == "=A1*2" and shown["B2"] == '="SC_TAUX(1)"'
    assert not [one for one in shown.values() if "SC_" in str(one) and one != shown["B2"]]


def test_excel_recalculates_what_is_left(build):
    parts = build.unzipped(copied(build.book(build.sheet(ROWS))).contenu)
    assert b'fullCalcOnLoad="1"' in parts["xl/workbook.xml"]


def test_prefixed_xml_is_understood(build):
    sheet = build.sheet('<row r="1"><c r="A1"><f>SC_X(1)</f><v>7</v></c></row>')
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")
    text = sheet1(copied(build.book(prefixed)).contenu, build)
    assert '<x:c r="A1"><x:v>7</x:v></x:c>' in text
    assert re.search(r"</x:sheetData><x:sheetProtection [^>]*/>", text)


def test_a_table_s_column_and_total_lose_their_formula(build):
    table = build.table("T", "A1:B2", ["a", ("b", "SC_X(T[[#This Row],[a]])")]).replace(
        "</tableColumn></tableColumns>",
        "<totalsRowFormula>SC_Y(T[b])</totalsRowFormula></tableColumn></tableColumns>",
    )
    table = table.replace('name="b"', 'name="b" totalsRowFunction="custom"')
    row = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><f>SC_X(1)</f><v>2</v></c></row>'
    data = build.book(build.sheet(row), tables=[(1, table)])
    left = build.unzipped(copied(data).contenu)["xl/tables/table1.xml"].decode()
    assert '<tableColumn id="2" name="b"></tableColumn>' in left


def test_names_that_cannot_be_computed_lead_nowhere(build):
    names = (
        '<definedNames><definedName name="Base">S1!$A$1</definedName>'
        '<definedName name="SC_TAUX" function="1" vbProcedure="1" hidden="1">#NAME?</definedName>'
        '<definedName name="Taux">SC_TAUX(1)</definedName></definedNames>'
    )
    row = '<row r="1"><c r="A1"><f>Taux*2</f><v>4</v></c><c r="B1"><f>Base</f><v>4</v></c></row>'
    copy = copied(build.book(build.sheet(row), workbook=names))
    left = build.unzipped(copy.contenu)["xl/workbook.xml"].decode()
    assert re.findall(r'name="(\w+)"[^>]*>([^<]+)</definedName', left) == [
        ("Base", "S1!$A$1"), ("Taux", "#REF!"),
    ]  # fmt: skip
    found = cells(sheet1(copy.contenu, build))
    assert "<f>" not in found["A1"] and "<f>Base</f>" in found["B1"]


def test_the_calculation_chain_goes_with_a_formula_only(build):
    chain = '<calcChain xmlns="x"><c r="A1"/></calcChain>'
    for formula, kept in (("SC_X(1)", False), ("1+1", True)):
        row = f'<row r="1"><c r="A1"><f>{formula}</f><v>2</v></c></row>'
        parts = build.unzipped(copied(build.book(build.sheet(row), calc_chain=chain)).contenu)
        assert ("xl/calcChain.xml" in parts) is kept


# --- macros, links, hidden settings --------------------------------------------------------------


@pytest.fixture
def macros(rich, build):
    """The rich workbook, its ribbon pointed to, a signed VBA project and a sheet of macros."""
    parts = build.unzipped(rich)
    ribbon = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId60" Type="{ribbon}" Target="customUI/customUI14.xml"/>'
        "</Relationships>".encode(),
    )
    parts["xl/_rels/vbaProject.bin.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{MICROSOFT}/vbaProjectSignature" '
        'Target="vbaProjectSignature.bin"/></Relationships>'
    ).encode()
    parts["xl/vbaProjectSignature.bin"] = b"signature"
    add(
        parts,
        "xl/macrosheets/sheet1.xml",
        "<xm:macrosheet xmlns:xm='x'/>",
        f"{MICROSOFT}/xlMacrosheet application/vnd.ms-excel.macrosheet+xml",
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"<sheets>", b'<sheets><sheet name="Macro1" sheetId="9" r:id="rId50"/>'
    )
    return build.zipped(parts)


def test_a_macro_workbook_becomes_a_plain_one(macros, build):
    copy = copied(macros)
    before, after = build.unzipped(macros), build.unzipped(copy.contenu)
    assert copy.macros and copy.feuilles == ["Macro1"]
    assert not [n for n in after if re.search("vba|macrosheets|customUI", n)]
    types = after["[Content_Types].xml"].decode()
    assert types.count(MAIN) == 1 and not re.search("(?i)macro|vba", types)
    assert "printerSettings" in types
    for rels in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        assert not re.search(b"vba|acrosheet|extensibility", after[rels])
    assert b"Macro1" not in after["xl/workbook.xml"]
    touched = {
        "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "docProps/custom.xml",
        "xl/styles.xml",
    }  # fmt: skip
    different = {name for name in after if after[name] != before.get(name)}
    assert different <= touched
    assert {"xl/charts/chart1.xml", "xl/media/image1.png", "xl/comments1.xml"} <= set(after)


def test_only_the_protection_is_added_to_a_sheet_without_sc_functions(macros, build):
    before, after = build.unzipped(macros), build.unzipped(copied(macros).contenu)
    for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        assert re.sub(rb"<sheetProtection [^>]*/>", b"", after[name]) == before[name]


def test_places_of_sheets_follow_those_that_go(build):
    names = (
        '<definedNames><definedName name="_xlnm.Print_Area" localSheetId="1">S2!$A$1</definedName>'
        '<definedName name="Chemin">xlwings.conf!$B$1</definedName></definedNames>'
    )
    row = '<row r="1"><c r="A1"><f>xlwings.conf!B1</f><v>3</v></c></row>'
    views = '<bookViews><workbookView activeTab="1"/></bookViews>'
    parts = build.parts(build.sheet(row), build.sheet(row), workbook=names, settings=views)
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"S1"', b'"xlwings.conf"')
    copy = copied(build.zipped(parts))
    left = build.unzipped(copy.contenu)
    assert copy.feuilles == ["xlwings.conf"] and "xl/worksheets/sheet1.xml" not in left
    text = left["xl/workbook.xml"].decode()
    assert 'activeTab="0"' in text and 'localSheetId="0">S2!$A$1<' in text
    assert '"Chemin">#REF!<' in text
    assert "<f>" not in left["xl/worksheets/sheet2.xml"].decode() and copy.autres == 1
    assert loaded(copy.contenu).sheetnames == ["S2"]


@pytest.mark.parametrize(
    ("name", "state", "gone"),
    [
        ("_xlwings.conf", "", True),
        ("Connexions", "veryHidden", True),
        ("Connexions", "", False),
        ("Listes", "hidden", False),
    ],
)
def test_only_technical_sheets_go(build, name, state, gone):
    parts = build.parts(build.sheet(""), build.sheet(""))
    new = f'"{name}" state="{state}"' if state else f'"{name}"'
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"S2"', new.encode())
    assert copied(build.zipped(parts)).feuilles == ([name] if gone else [])


def test_the_only_sheet_stays(build):
    parts = build.parts(build.sheet(""))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"S1"', b'"xlwings.conf"')
    assert copied(build.zipped(parts)).feuilles == []


@pytest.fixture
def linked(build):
    """A workbook that reads another one."""
    rows = (
        '<row r="1"><c r="A1"><f>[1]Feuil1!$A$1*2</f><v>8</v></c>'
        '<c r="B1"><f>A1+1</f><v>9</v></c></row>'
    )
    external = '<externalReferences><externalReference r:id="rId50"/></externalReferences>'

    def make(after=""):
        parts = build.parts(build.sheet(rows, after=after), workbook=external)
        add(
            parts, "xl/externalLinks/externalLink1.xml", "<externalLink/>",
            f"{OFFICE}/externalLink application/vnd.openxmlformats-officedocument.spreadsheetml."
            "externalLink+xml",
        )  # fmt: skip
        parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
            b'<Relationships><Relationship Id="rId1" Type="x/externalLinkPath" '
            b'Target="autre.xlsx" TargetMode="External"/></Relationships>'
        )
        return build.zipped(parts)

    return make


def test_links_to_other_workbooks_leave_their_values(linked, build):
    copy = copied(linked())
    parts = build.unzipped(copy.contenu)
    assert (copy.liens, copy.autres, copy.formules, copy.liens_gardes) == (1, 1, 0, False)
    assert not [name for name in parts if "externalLink" in name]
    assert b"xternal" not in parts["xl/workbook.xml"] + parts["xl/_rels/workbook.xml.rels"]
    found = cells(sheet1(copy.contenu, build))
    assert found["A1"] == '<c r="A1"><v>8</v></c>' and "<f>A1+1</f>" in found["B1"]


def test_a_link_that_a_format_reads_stays_and_is_told(linked, build):
    rule = (
        '<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1">'
        "<formula>[1]Feuil1!A1&gt;0</formula></cfRule></conditionalFormatting>"
    )
    copy = copied(linked(rule))
    assert copy.liens_gardes and copy.liens == 0
    parts = build.unzipped(copy.contenu)
    assert "xl/externalLinks/externalLink1.xml" in parts
    assert b"externalReferences" in parts["xl/workbook.xml"]
    assert "<f>" not in cells(sheet1(copy.contenu, build))["A1"]


def test_a_signature_goes_since_the_copy_is_another_file(build):
    parts = build.parts(build.sheet(""))
    add(
        parts, "_xmlsignatures/origin.sigs", b"",
        "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin x",
        owner="_rels/.rels", target="_xmlsignatures/origin.sigs",
    )  # fmt: skip
    assert "_xmlsignatures/origin.sigs" not in build.unzipped(copied(build.zipped(parts)).contenu)


def test_connections_to_data_are_told(build):
    parts = build.parts(build.sheet(""))
    add(parts, "xl/connections.xml", "<connections/>", f"{OFFICE}/connections x")
    copy = copied(build.zipped(parts))
    assert copy.connexions and "xl/connections.xml" in build.unzipped(copy.contenu)


# --- closed to typing ----------------------------------------------------------------------------

ORDER = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState",
    "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
    "dataValidations", "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter",
    "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
    "drawing", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls",
    "webPublishItems", "tableParts", "extLst",
)  # fmt: skip


@pytest.mark.parametrize("after", ["", "<sheetCalcPr fullCalcOnLoad='1'/>"])
@pytest.mark.parametrize("former", ["", '<sheetProtection password="CC1A" sheet="1"/>'])
def test_the_protection_stands_in_its_place(build, after, former):
    rest = f'{after}{former}<autoFilter ref="A1:B2"/><mergeCells><mergeCell ref="D1:E1"/>'
    data = build.book(build.sheet("", after=rest + "</mergeCells>"))
    text = sheet1(copied(data).contenu, build)
    tags = [tag for tag in re.findall(r"<(\w+)[ />]", text) if tag in ORDER]
    assert tags == sorted(tags, key=ORDER.index) and tags.count("sheetProtection") == 1
    assert "password" not in text


def test_every_sheet_and_the_structure_are_protected(macros):
    book = loaded(copied(macros).contenu)
    for sheet in book:
        rules = sheet.protection
        assert rules.sheet and rules.objects and rules.password is None
        assert not (rules.selectLockedCells or rules.selectUnlockedCells)
        assert not (rules.sort or rules.autoFilter) and rules.formatCells
    assert book.security.lockStructure and book.security.workbookPassword is None


def test_the_sheet_of_a_chart_is_protected_too(build):
    parts = build.parts(build.sheet(""))
    add(
        parts, "xl/chartsheets/sheet1.xml",
        "<chartsheet><sheetViews><sheetView/></sheetViews><pageMargins/></chartsheet>",
        f"{OFFICE}/chartsheet x",
    )  # fmt: skip
    text = build.unzipped(copied(build.zipped(parts)).contenu)["xl/chartsheets/sheet1.xml"]
    assert b'</sheetViews><sheetProtection content="1" objects="1"/><pageMargins/>' in text


def test_the_structure_is_locked_before_the_views(build):
    views = '<workbookProtection workbookPassword="AA"/><bookViews><workbookView/></bookViews>'
    parts = build.unzipped(copied(build.book(build.sheet(""), settings=views)).contenu)
    text = parts["xl/workbook.xml"]
    assert b'<workbookProtection lockStructure="1"/><bookViews>' in text and b"Password" not in text


@pytest.mark.parametrize("former", [False, True])
def test_it_is_marked_as_final(build, rich, former):
    data = rich if former else build.book(build.sheet(""))
    book = loaded(copied(data).contenu)
    found = {one.name: one.value for one in book.custom_doc_props.props}
    assert found.pop("_MarkAsFinal") is True and found.pop("Mention") == MENTION
    assert found == ({"Dossier": "2026"} if former else {})
    again = loaded(copied(copied(data).contenu).contenu)
    assert len(again.custom_doc_props.props) == (3 if former else 2)


# --- our own workbooks ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo():
    content = contenu_demo("x")
    content.settings["Date du jour"] = None
    buffer = io.BytesIO()
    build_template(buffer, content, JOUR_DEMO)
    return buffer.getvalue()


def test_the_mention_stands_in_a_free_cell_of_accueil(demo, values):
    before, after = values(demo, "Accueil"), values(copied(demo).contenu, "Accueil")
    assert after == before | {"C1": MENTION}


def test_the_mention_never_takes_the_place_of_anything(build, values):
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Accueil</t></is></c><c r="C1"><v>5</v></c>'
        '<c r="D1"><f>1+1</f></c></row>'
    )
    merged = '<mergeCells><mergeCell ref="E1:F1"/></mergeCells>'
    parts = build.parts(build.sheet(rows, after=merged))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'"S1"', b'"ACCUEIL"')
    shown = values(copied(build.zipped(parts)).contenu, "ACCUEIL", formulas=True)
    assert shown == {"A1": "Accueil", "C1": 5, "D1": "=1+1", "G1": MENTION}


def test_the_copy_says_its_day_s_figures_whenever_it_is_opened(demo, tmp_path, values):
    path = tmp_path / "demo.xlsx"
    path.write_bytes(demo)
    later = date(2026, 12, 30)
    copy = ExcelFile(path).copie_comptable(later, MENTION, impose=True)
    content = contenu_demo("x")
    content.settings["Date du jour"] = later
    wanted = io.BytesIO()
    build_template(wanted, content, later)
    assert copy.date_figee and path.read_bytes() == demo
    for sheet in ("Paramètres", "Tableau de bord", "Factures", "Plan de trésorerie"):
        assert values(copy.contenu, sheet) == values(wanted.getvalue(), sheet)


@pytest.mark.parametrize(("impose", "day"), [(False, JOUR_DEMO), (True, date(2026, 12, 31))])
def test_a_day_typed_in_the_workbook_gives_way_only_when_asked(values, impose, day):
    buffer = io.BytesIO()
    build_template(buffer, contenu_demo("x"), JOUR_DEMO)
    copy = accountant_copy(
        buffer.getvalue(), "x", date(2026, 12, 31), MENTION, lambda _: [], impose=impose
    )
    shown = values(copy.contenu, "Paramètres").values()
    assert copy.date_figee is impose
    assert day in [one.date() for one in shown if hasattr(one, "date")]


def test_files_that_cannot_be_copied_are_refused(build):
    with pytest.raises(PasswordProtected):
        copied(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    parts = build.parts(build.sheet(""))
    add(parts, "xl/revisions/revisionHeaders.xml", "<headers/>", f"{OFFICE}/revisionHeaders x")
    with pytest.raises(StoreError, match="partagé"):
        copied(build.zipped(parts))


def test_the_zip_is_sound(demo):
    with zipfile.ZipFile(io.BytesIO(copied(demo).contenu)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
