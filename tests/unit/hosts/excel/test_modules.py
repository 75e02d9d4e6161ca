"""The macro workbook: its VBA reads back letter for letter, its wrappers are the catalogue's."""

import io
import re
import zipfile

import pytest
from oletools.olevba import VBA_Parser

from sheetcash.errors import InputError
from sheetcash.functions import EXPLIQUER, FONCTIONS
from sheetcash.hosts.excel.classeur import construire
from sheetcash.hosts.excel.vba import functions, modules
from sheetcash.hosts.excel.vba.project import project
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import CODE_NAMES


@pytest.fixture(scope="module")
def classeur():
    target = io.BytesIO()
    construire(target, contenu_vide("essai"), JOUR_DEMO)
    return target.getvalue()


def test_every_module_of_the_workbook_comes_back_letter_for_letter(classeur):
    parser = VBA_Parser("essai.xlsm", data=classeur)
    found = {stream.rpartition("/")[2]: text for _, stream, _, text in parser.extract_macros()}
    expected = modules.modules(CODE_NAMES)
    assert [*found] and {*found} == {module.nom for module in expected}
    for module in expected:
        assert found[module.nom].rstrip("\r\n") == module.texte.rstrip("\r\n"), module.nom


def test_code_names_are_those_of_the_document_modules(classeur):
    with zipfile.ZipFile(io.BytesIO(classeur)) as archive:
        workbook = archive.read("xl/workbook.xml").decode()
        types = archive.read("[Content_Types].xml").decode()
        named = []
        for at in range(1, len(CODE_NAMES) + 1):
            sheet = archive.read(f"xl/worksheets/sheet{at}.xml").decode()
            named += re.findall(r'<sheetPr codeName="([^"]*)"', sheet)
    assert named == list(CODE_NAMES)
    assert '<workbookPr codeName="ThisWorkbook"' in workbook
    assert "macroEnabled.main+xml" in types


def test_the_same_content_gives_the_same_bytes(classeur):
    target = io.BytesIO()
    construire(target, contenu_vide("essai"), JOUR_DEMO)
    assert target.getvalue() == classeur


def test_each_function_has_its_wrapper_and_its_help():
    source = functions.source()
    for nom in (*(fonction.nom for fonction in FONCTIONS), EXPLIQUER):
        assert len(re.findall(rf"^Public Function {nom}\(", source, re.M)) == 1
        assert source.count(f'Application.MacroOptions Macro:="{nom}"') == 1
    assert "Application.Volatile" not in source


def test_wrappers_hand_over_each_argument_in_order():
    source = functions.source()
    for fonction in FONCTIONS:
        body = re.search(
            rf"^Public Function {fonction.nom}\((.*?)\) As Variant\n(.*?)^End Function",
            source,
            re.M | re.S,
        )
        assert body is not None
        declared = re.findall(r"(Optional )?ByVal (\w+) As Variant", body[1])
        assert [name.rstrip("_") for _, name in declared] == [a.nom for a in fonction.arguments]
        assert [bool(mark) for mark, _ in declared] == [a.facultatif for a in fonction.arguments]
        given = re.findall(r"SheetcashValeur\((\w+)\)", body[2])
        assert given == [name for _, name in declared]


def test_no_line_is_longer_than_vba_takes_and_no_statement_has_too_many():
    for module in modules.modules(CODE_NAMES):
        if not module.nom.startswith("Sheetcash"):
            continue
        lines = module.texte.split("\r\n")
        assert max(map(len, lines)) < 1_000, module.nom
        run = 0
        for line in lines:
            run = run + 1 if line.endswith(" _") else 0
            assert run <= 24, (module.nom, line)


def test_help_is_as_long_as_excel_takes_and_its_quotes_are_doubled():
    texts = re.findall(r'"((?:[^"]|"")*)"', functions.source())
    assert max(len(text.replace('""', '"')) for text in texts) <= 255
    assert functions._text('dit "oui"') == '"dit ""oui"""'


def test_xlwings_reads_our_own_configuration_file():
    (its,) = (one for one in modules.modules(CODE_NAMES) if one.nom == "xlwings")
    assert 'PROJECT_NAME As String = "sheetcash"' in its.source
    assert f'XLWINGS_VERSION As String = "{modules.XLWINGS}"' in its.source


def test_without_xlwings_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(modules, "find_spec", lambda name: None)
    with pytest.raises(InputError) as caught:
        modules.modules(CODE_NAMES)
    assert f"pip install xlwings=={modules.XLWINGS}" in str(caught.value)


def test_another_version_of_xlwings_is_refused(monkeypatch, tmp_path):
    (tmp_path / "xlwings.bas").write_text('Public Const XLWINGS_VERSION As String = "0.1"\n')
    monkeypatch.setattr(modules, "dossier_xlwings", lambda: tmp_path)
    with pytest.raises(InputError) as caught:
        modules.modules(CODE_NAMES)
    assert "0.1" in str(caught.value) and modules.XLWINGS in str(caught.value)


def test_the_project_of_the_product_is_deterministic():
    its = modules.modules(CODE_NAMES)
    assert project(its) == project(its)
