"""The documentation names what exists, and what exists is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheetcash.cli.racine import COMMANDS
from sheetcash.core.fec import CHAMPS as CHAMPS_FEC
from sheetcash.workbook.champs import CHAMPS
from sheetcash.workbook.parametres import COMPTES, SETTINGS

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_local_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_commands_shown_exist(page: Path) -> None:
    shown = re.findall(r"^\$ sheetcash (?!--)(\S+)", page.read_text("utf-8"), re.MULTILINE)
    assert set(shown) <= set(COMMANDS)


def test_every_command_is_in_the_guide_or_the_readme() -> None:
    text = "".join((ROOT / name).read_text("utf-8") for name in ("README.fr.md", "docs/guide.md"))
    for command in COMMANDS:
        assert re.search(rf"(sheetcash|make) {command}\b", text), command


def test_every_setting_of_the_program_is_in_the_guide() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    source = "".join(
        path.read_text("utf-8") for path in (ROOT / "src" / "sheetcash" / "adapters").rglob("*.py")
    )
    for name in set(re.findall(r"SHEETCASH_[A-Z_]+[A-Z]", source)):
        assert name in guide, name


def test_every_field_of_a_mail_text_is_documented_as_in_the_workbook() -> None:
    page = (ROOT / "docs" / "textes.md").read_text("utf-8")
    for one in CHAMPS:
        assert f"| `{one.nom}` | {one.donne} | {one.exemple} |" in page, one.nom


def test_the_entries_page_names_each_field_in_order_and_each_account() -> None:
    page = (ROOT / "docs" / "dossier-comptable.md").read_text("utf-8")
    table = page[page.index("| zone |") :]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(CHAMPS_FEC)
    for one in SETTINGS:
        if one.group == COMPTES:
            assert f"| {one.label} | {one.default or ''}".rstrip() in page, one.label
