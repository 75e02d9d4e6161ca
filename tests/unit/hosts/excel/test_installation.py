"""What keeps Excel and Python apart, and the file that joins them, on made-up computers."""

from pathlib import Path

import pytest

from sheetcash.cli import installer_excel
from sheetcash.hosts.excel import installation, interpreteur
from sheetcash.hosts.excel.installation import MAC, WINDOWS, Poste, configuration, obstacles, regler
from sheetcash.hosts.excel.vba.modules import XLWINGS

PYTHON = Path("/C/py/Scripts/python.exe")
DLL = PYTHON.parent.parent / f"xlwings64-{XLWINGS}.dll"
EXCEL = "C:\\Program Files\\Microsoft Office\\EXCEL.EXE"


def poste(systeme=WINDOWS, **more):
    there = more.pop("la", {PYTHON, DLL})
    its = Poste(
        systeme, Path("/C/Users/Lune"), PYTHON, PYTHON.parent.parent, EXCEL, XLWINGS, {},
        lambda path: path in there,
    )  # fmt: skip
    return its._replace(**more)


def said(its, text=None, classeur=""):
    text = regler("", its) if text is None else text
    return [one.probleme for one in obstacles(its, text, classeur)]


def test_nothing_is_in_the_way_of_a_usual_computer():
    assert said(poste()) == []
    assert said(poste(MAC, excel="/Applications/Microsoft Excel.app", la={PYTHON})) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"excel": "C:\\Program Files\\WindowsApps\\Office\\EXCEL.EXE"}, "Microsoft Store"),
        ({"python": Path("/C/Users/Lune/AppData/Local/Microsoft/WindowsApps/python.exe")},
         "Ce Python vient du Microsoft Store"),
        ({"excel": ""}, "Excel n'a pas été trouvé"),
        ({"xlwings": ""}, "xlwings n'est pas installé"),
        ({"xlwings": "0.30.0"}, "xlwings est en version 0.30.0"),
        ({"la": {PYTHON}}, "La bibliothèque"),
        ({"la": {DLL}}, "Python n'est plus à l'adresse notée"),
    ],
)  # fmt: skip
def test_each_thing_that_breaks_xlwings_is_named(more, words):
    assert any(words in one for one in said(poste(**more)))


def test_a_file_that_names_nothing_or_another_python_is_told():
    assert said(poste(), "") == ["Excel ne sait pas encore où est Python."]
    other = '"INTERPRETER_WIN","/C/autre/python.exe"\r\n'
    its = poste(la={PYTHON, DLL, Path("/C/autre/python.exe")})
    assert said(its, other) == ["Excel lance un autre Python (/C/autre/python.exe)."]


def test_a_conda_environment_named_beside_the_address_is_told():
    its = poste(la={PYTHON, DLL, PYTHON.parent.parent / "conda-meta"})
    assert said(its) == []
    assert len(said(its, regler('"CONDA ENV","base"', its))) == 1


@pytest.mark.parametrize(("number", "told"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 1)])
def test_an_excel_that_blocks_every_macro_is_told(number, told):
    found = said(poste(macros=number), classeur="C:\\a.xlsm")
    assert len(found) == told and all("bloque les macros" in one for one in found)


def test_a_workbook_that_windows_blocks_is_told():
    its = poste(bloque=lambda path: path == "C:\\recu.xlsm")
    assert said(its, classeur="C:\\a.xlsm") == []
    assert "vient d'un courriel" in said(its, classeur="C:\\recu.xlsm")[0]


@pytest.mark.parametrize("place", ["https://d.docs.live.net/1/a.xlsm", "C:\\OneDrive\\a.xlsm"])
def test_a_workbook_in_onedrive_is_told(place):
    assert any("OneDrive" in one for one in said(poste(), classeur=place))


def test_the_user_s_other_settings_stay():
    before = '"SHOW CONSOLE","True"\r\n"interpreter_win","ancien"\r\nillisible\r\n'
    found = dict(installation.lire(regler(before, poste())))
    assert found == {
        "SHOW CONSOLE": "True",
        "INTERPRETER_WIN": str(PYTHON),
        "ADD_WORKBOOK_TO_PYTHONPATH": "False",
    }


def test_each_system_has_its_place():
    assert configuration(poste()) == Path("/C/Users/Lune/.sheetcash/sheetcash.conf")
    mac = configuration(poste(MAC))
    assert mac is not None and mac.parts[-3:] == ("com.microsoft.Excel", "Data", "sheetcash.conf")
    assert configuration(poste("linux")) is None


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    def go(its):
        monkeypatch.setattr(installation, "ce_poste", lambda environ: its)
        code = installer_excel.installer()
        return code, capsys.readouterr().out

    return go


def test_the_file_is_written_and_what_is_left_is_said(run, tmp_path):
    its = poste(maison=tmp_path)
    code, out = run(its)
    path = tmp_path / ".sheetcash" / "sheetcash.conf"
    assert (code, "Débloquer" in out) == (0, True)
    assert f'"INTERPRETER_WIN","{PYTHON}"' in path.read_text("utf-8")
    assert run(its._replace(excel=""))[0] == 1
    assert path.read_text("utf-8").count("INTERPRETER_WIN") == 1


def test_on_a_mac_xlwings_script_is_put_where_excel_runs_it_from(run, tmp_path):
    its = poste(MAC, maison=tmp_path, la={PYTHON})
    code, out = run(its)
    scripts = tmp_path / "Library" / "Application Scripts" / "com.microsoft.Excel"
    assert code == 0 and "ne connaît pas les fonctions Python" in out and "répondez OK" in out
    assert [file.name for file in scripts.iterdir()] == [f"xlwings-{XLWINGS}.applescript"]


def test_the_diagnostic_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "ce_poste", lambda environ: poste(maison=tmp_path))
    assert [one.probleme for one in interpreteur.ce_qui_manque({}, "a.xlsm")] == [
        "Excel ne sait pas encore où est Python."
    ]
