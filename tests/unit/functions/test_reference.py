"""The reference pages are those of the catalogue, and what they show is what a user gets."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from sheetcash.cli import main
from sheetcash.functions import NOMS
from sheetcash.functions.reference import pages

FOLDER = Path(__file__).parents[3] / "docs" / "fonctions"
EXAMPLE = re.compile(r"```console\n\$ sheetcash (.*)\n((?:.*\n)+?)```")


@pytest.mark.parametrize("name", sorted(pages()))
def test_page_is_up_to_date(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name], "run `make generate`"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*(f"{nom}.md" for nom in NOMS), "README.md"}


@pytest.mark.parametrize("nom", NOMS)
def test_example_answers_what_the_page_shows(nom: str, capsys: pytest.CaptureFixture[str]) -> None:
    match = EXAMPLE.search((FOLDER / f"{nom}.md").read_text("utf-8"))
    assert match is not None
    assert main(shlex.split(match.group(1))) == 0
    assert capsys.readouterr().out == match.group(2)
