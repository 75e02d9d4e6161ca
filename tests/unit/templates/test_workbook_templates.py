"""The workbooks of ``workbook_templates/`` are those that the sources build."""

import difflib
import io
import zipfile
from pathlib import Path

import pytest

from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.templates.__main__ import main, templates
from sheetcash.templates.xlsx import build

FOLDER = Path(__file__).parents[3] / "workbook_templates"


def parts(data):
    """Each part on lines: the zip itself depends on the machine's zlib."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            name: archive.read(name).decode().replace("><", ">\n<").splitlines()
            for name in archive.namelist()
        }


@pytest.mark.parametrize("name", templates())
def test_the_file_is_the_one_that_the_sources_build(name):
    content, jour = templates()[name]
    built = io.BytesIO()
    build(built, content, jour)
    wanted, found = parts(built.getvalue()), parts((FOLDER / name).read_bytes())
    different = []
    for part in sorted({*wanted, *found}):
        lines = difflib.unified_diff(
            found.get(part, []), wanted.get(part, []), f"{name} {part}", "sources", n=0, lineterm=""
        )
        if wanted.get(part) != found.get(part):
            different += [line[:200] for line in list(lines)[:8]]
    assert not different, "\n".join(["run « make templates »", *different[:40]])
    assert list(wanted) == list(found)


def test_no_two_copies_share_an_identity_nor_a_day():
    for name in templates():
        settings = read_snapshot((FOLDER / name).read_bytes(), name, "1").settings
        assert settings["Identifiant du classeur"].values[0] in ("", None)
        assert (settings["Date du jour"].values[0] in ("", None)) is (name == "sheetcash-vide.xlsx")


def test_main_builds_them_all(tmp_path):
    main(tmp_path / "neuf")
    assert {path.name for path in (tmp_path / "neuf").iterdir()} == set(templates())
    assert {path.name for path in FOLDER.iterdir()} == set(templates())
