"""The published program of docs/scellement.md, run as it is printed, agrees with the product."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from sheetcash.app.dossier.methode import methode
from sheetcash.cli.racine import run
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build

PAGE = Path(__file__).parents[2] / "docs" / "scellement.md"


@pytest.fixture
def scelle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    path = tmp_path / "Livre.xlsx"
    build(path, contenu_demo("livre"), JOUR_DEMO)
    assert run(["sceller", str(path), "--oui", "--date", "2026-11-20"]) == 0
    return path


def publie(path: Path, tmp_path: Path) -> list[str]:
    """What the printed program says of a workbook."""
    (program,) = re.findall(r"```text\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert len(program.splitlines()) == 10
    script = tmp_path / "verifier.py"
    script.write_text(program, "utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", script, path], capture_output=True, encoding="utf-8"
    )
    assert not done.stderr
    return done.stdout.splitlines()


def test_the_accountant_s_folder_holds_what_the_page_publishes() -> None:
    page, told = PAGE.read_text("utf-8"), methode("Copie.xlsx").decode("utf-8-sig")
    (program,) = re.findall(r"```text\n(.*?)```", page, re.DOTALL)
    assert told.replace("\r\n", "\n").endswith(f"\n\n{program}")
    fields = re.findall(r"^\| (Livre des recettes|Achats|Scellés) \| (.*) \|$", page, re.MULTILINE)
    assert len(fields) == 3
    for sheet, columns in fields:
        assert f"{sheet} : {columns}.\r\n" in told


def test_ten_lines_find_every_row_sound(scelle: Path, tmp_path: Path) -> None:
    said = publie(scelle, tmp_path)
    assert len(said) == 64
    assert all(line.endswith(" saine") for line in said)


def test_ten_lines_find_the_row_that_changed(
    scelle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(scelle)
    book["Livre des recettes"]["E20"].value += " "
    changed = tmp_path / "Changé.xlsx"
    book.save(changed)
    wrong = [line for line in publie(changed, tmp_path) if not line.endswith(" saine")]
    capsys.readouterr()
    assert run(["verifier", str(changed)]) == 1
    assert wrong == ["n° 16 MODIFIÉE"]
    assert "ligne 20, Nature : La ligne n° 16 a été modifiée" in capsys.readouterr().out
