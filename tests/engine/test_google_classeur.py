"""A spreadsheet created at Google computes what the Excel workbook does: LibreOffice is the judge.

The stand-in for Google keeps what the product sent; it is written as a workbook, formulas and all,
and recalculated. What is compared with: the true values of the workbook of the same content.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from unittest.mock import patch

import pytest

import google_insertion  # noqa: F401 - the stand-in learns to insert rows
from conftest import _contents, compare, read_cells
from google_creation import en_classeur, plus, prendre_valeurs
from google_local import Google
from moteur_libreoffice import convertir
from sheetcash.adapters.google import service
from sheetcash.adapters.google.creation import creer
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.cli import main
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.templates.google_source import LIGNES
from sheetcash.templates.xlsx import build
from sheetcash.workbook.addresses import Area, letters
from sheetcash.workbook.edits import AppendRow
from sheetcash.workbook.tables import TABLES

pytestmark = pytest.mark.engine

NAMES = ("vide", "demo", "semaine", "artisan", "brouillon", SAISI := "saisi", LONG := "long")
DESSOUS = "dessous"
#: So few rows for each table that the demonstration does not fit: they are given more.
COURT = 12
#: The tables into whose empty rows one of them is typed.
SAISIES = (
    *("tblClients", "tblFactures", "tblRecettes", "tblAchats", "tblPrevisions"),
    *("tblRelances", "tblBanque"),
)
ERROR = re.compile(r"#(DIV/0!|VALUE!|REF!|NAME\?|N/A|NUM!|NULL!)|Err:\d+")
#: The sheets whose tables calculate nothing.
SANS_CALCUL = ("Banque", "Relances", "Scellés", "Modèles", "Postes", "Barèmes")
#: What Google's workbook says in its own words, and the addresses of its sheets.
AUTREMENT = {
    "Accueil": re.compile(r"B3[67]"),
    "Tableau de bord": re.compile(r"AP\d+"),
}


@pytest.fixture(scope="module")
def crees(tmp_path_factory):
    """By name: the server's spreadsheet, the Excel workbook, and what the engine computed."""
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder = tmp_path_factory.mktemp("google")
    google = Google()
    its = service.ouvrir({service.EMULATOR: google.hote})
    contents = {name: one for name, one in _contents().items() if name in NAMES}
    contents[SAISI] = contents[LONG] = contents["demo"]
    contents[DESSOUS] = contents["vide"]
    ids, excel = {}, {}
    for name, (content, jour) in contents.items():
        bare = {table: [] for table in SAISIES} if name in (SAISI, LONG) else {}
        given = content._replace(rows=content.rows | bare)
        with patch.dict(LIGNES, dict.fromkeys(SAISIES, COURT) if name == LONG else {}):
            ids[name] = creer(its, given, jour, name)
        excel[name] = folder / f"{name}-excel.xlsx"
        build(excel[name], content, jour)
        if name == DESSOUS:
            tab = google.tableurs[ids[name]].onglet("Livre des recettes")
            tab.hauteur += 10  # as Google's own button does, at the bottom of a sheet
            tab.put(tab.hauteur, tab.lignes[3].index("Montant") + 1, 12.5)
        if name == SAISI:
            _saisir(google.tableurs[ids[name]], google.tableurs[ids["demo"]])
        if name == LONG:
            _ecrire(GoogleStore(its, ids[name]), content)
        en_classeur(google.tableurs[ids[name]], folder / f"{name}.xlsx")
    out = convertir(soffice, folder, [folder / f"{name}.xlsx" for name in contents])
    for name in contents:
        prendre_valeurs(google.tableurs[ids[name]], out / f"{name}.xlsx")
    yield google, ids, excel, {name: read_cells(out / f"{name}.xlsx") for name in contents}
    google.stop()


def _saisir(empty, full):
    """Type into an empty spreadsheet what another holds: only what no formula gives."""
    for name in SAISIES:
        tab = empty.onglet(TABLES[name].sheet)
        its = full.onglet(tab.titre)
        for row, line in enumerate(its.lignes, 1):
            for column, value in enumerate(line, 1):
                if value is not None and (row, column) not in {**tab.formules, **its.formules}:
                    tab.put(row, column, value)


def _ecrire(store, content):
    """What sheetcash itself adds, in two goes."""
    for half in (slice(0, 10), slice(10, None)):
        edits = [
            AppendRow(name, {title: its for title, its in row.items() if its is not None})
            for name in SAISIES
            for row in content.rows[name][half]
        ]
        store.write(store.read(), edits)


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_shows_what_the_excel_workbook_shows(crees, name):
    _, _, excel, engine = crees
    expected = {
        sheet: {
            reference: cell
            for reference, cell in cells.items()
            if sheet not in AUTREMENT or not AUTREMENT[sheet].fullmatch(reference)
        }
        for sheet, cells in read_cells(excel[name]).items()
    }
    compared, wrong = compare(expected, engine[name])
    assert compared > 5_000
    assert not wrong, wrong[:10]


@pytest.mark.parametrize("name", NAMES)
def test_no_cell_shows_an_error_and_the_room_shows_nothing(crees, name):
    google, ids, excel, engine = crees
    shown = [
        (sheet, reference, cell.value)
        for sheet, cells in engine[name].items()
        for reference, cell in cells.items()
        if isinstance(cell.value, str) and ERROR.search(cell.value)
    ]
    assert not shown, shown[:10]
    known = read_cells(excel[name])
    for tab in google.tableurs[ids[name]].onglets:
        if plus(tab).filtre is None:  # no table
            continue
        last = max(int(re.sub(r"\D", "", one)) for one in known[tab.titre])
        room = {at for at in tab.formules if at[0] > max(last, 5)}
        loud = {tab.cell(*at) for at in room} - {"", 0}
        assert not loud, (tab.titre, loud)
        assert tab.titre in SANS_CALCUL or room


def test_rows_that_are_added_come_in_above_a_blank_one(crees):
    """Its last row shows what its formulas answer there: zeros as well as nothing."""
    google, ids, _, _ = crees
    google.tableurs[copy := "copie".ljust(44, "-")] = deepcopy(google.tableurs[ids[LONG]])
    its = service.ouvrir({service.EMULATOR: google.hote})
    for name in ("tblFactures", "tblRecettes", "tblAchats", "tblBanque"):
        tab = google.tableurs[copy].onglet(TABLES[name].sheet)
        before = tab.hauteur
        assert before > 4 + COURT
        last = tab.lignes[before - 1] if len(tab.lignes) >= before else []
        assert not any(last), (name, last)
        store = GoogleStore(its, copy)
        store.write(store.read(), [AppendRow(name, {"Montant": 100})] * 30)
        asked = next(body for body in reversed(google.corps) if body)["requests"]
        assert any("insertDimension" in one for one in asked) and tab.hauteur == before + 30


def test_an_excel_workbook_that_goes_to_google_is_the_same_there(tmp_path, monkeypatch, capsys):
    """Once it is computed: the command itself compares, and finds nothing."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "tools"))
    from demo_google import _calcule

    path = tmp_path / "Studio.xlsx"
    content, jour = _contents()["demo"]
    build(path, content, jour)
    google = Google()
    monkeypatch.setenv(service.EMULATOR, google.hote)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    _calcule(google, shutil.which("soffice"))
    try:
        code = main(["nouveau", "gsheet:", "--depuis", str(path)])
    finally:
        google.stop()
    told = capsys.readouterr()
    assert code == 0, told.out + told.err
    assert "créée d'après « Studio.xlsx »" in told.out


def test_links_lead_to_the_rows_that_they_name(crees):
    google, ids, _, engine = crees
    tabs = {tab.identifiant: tab for tab in google.tableurs[ids["demo"]].onglets}
    board = {
        reference: cell.value
        for reference, cell in engine["demo"]["Tableau de bord"].items()
        if re.fullmatch(r"AP\d+", reference) and cell.value
    }
    assert len(board) > 20
    for link in board.values():
        found = re.fullmatch(r"#gid=(\d+)&range=(A\d+)", link)
        assert found is not None and int(found[1]) in tabs, link
        assert Area.parse(found[2]).bottom <= tabs[int(found[1])].hauteur
    excel = [cell.value for cell in read_cells(crees[2]["demo"])["Tableau de bord"].values()]
    for reference, link in board.items():  # the same rows as in Excel
        gid, row = re.findall(r"\d+", link)
        assert f"#'{tabs[int(gid)].titre}'!A{row}" in excel, (reference, link)


@pytest.mark.parametrize("name", ["demo", "vide", "semaine"])
@pytest.mark.parametrize("command", ["bilan", "plan"])
def test_commands_say_of_the_spreadsheet_what_they_say_of_the_file(
    crees, monkeypatch, capsys, name, command
):
    google, ids, excel, _ = crees
    monkeypatch.setenv(service.EMULATOR, google.hote)

    def run(classeur):
        capsys.readouterr()
        code = main([command, str(classeur), "--date", JOUR_DEMO.isoformat(), "--json"])
        return code, json.loads(capsys.readouterr().out)

    assert run(f"gsheet:{ids[name]}") == run(excel[name])


def test_a_row_under_the_room_is_told_not_counted(crees):
    board = crees[3][DESSOUS]["Tableau de bord"]
    words = [cell.value for reference, cell in board.items() if reference.startswith("A")]
    assert "● 1 ligne sous le tableau Livre des recettes : non comptée." in words
    assert board["C6"].value == 0


def test_the_reminders_that_are_due_are_those_of_the_file(crees, monkeypatch, capsys, tmp_path):
    google, ids, excel, _ = crees
    monkeypatch.setenv(service.EMULATOR, google.hote)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", "smtp://127.0.0.1:9")

    def due(classeur):
        capsys.readouterr()
        main(["sync", str(classeur), "--simulation", "--date", JOUR_DEMO.isoformat(), "--json"])
        return json.loads(capsys.readouterr().out)

    found, expected = due(f"gsheet:{ids['demo']}"), due(excel["demo"])
    assert found["relances"] == expected["relances"] and len(found["relances"]) > 5
    assert found["constats"] == expected["constats"]


def test_levels_are_those_of_the_sheet_relances(crees):
    google, ids, _, _ = crees
    tab = google.tableurs[ids["demo"]].onglet("Factures")
    titles = {tab.cell(4, column): column for column in range(1, tab.largeur + 1)}
    level, last = titles["Niveau"], titles["Dernière relance"]
    found = {
        tab.cell(row, 1): (tab.cell(row, level), tab.cell(row, last))
        for row in range(5, tab.hauteur + 1)
        if (row, level) in tab.formules and tab.cell(row, level) not in ("", None)
    }
    assert found["F-2026-033"] == (3, 46_273)  # three reminders, of which the last is the highest
    assert found["F-2026-040"][0] == 1
    assert len(found) == 6
    assert letters(level) == "M"


def test_the_demonstration_sends_from_a_sheet_that_is_computed_and_nothing_twice(tmp_path):
    """``make demo-google``: creation in two calls, a sync in three, the next one in one."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    tool = Path(__file__).parents[2] / "tools" / "demo_google.py"
    done = subprocess.run(
        [sys.executable, str(tool), str(tmp_path / "demo")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=500,
        check=False,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Envoyées (6)" in done.stdout and "rien ne part deux fois" in done.stdout
    assert "ne suit pas" not in done.stdout
    calls = done.stdout.rpartition("Demandes faites : ")[2].strip().split(", ")
    creation, reading, first, second = calls[:2], calls[2:3], calls[-4:-1], calls[-1:]
    banque = calls[3:-4]  # a statement taken in, then matched: a few reads, a write each
    assert creation == ["POST /v4/spreadsheets", "POST :batchUpdate"]
    assert reading == ["GET"] and second == ["GET"]
    assert banque.count("POST :batchUpdate") == 1 and len(banque) <= 9
    assert first == ["GET", "POST :batchUpdate", "POST :batchUpdate"]
