"""A folder of the user's: whole files, never over others, nothing left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sheetcash.adapters.folder import Folder
from sheetcash.errors import InputError, WriteFailed


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    path = Folder(tmp_path / "un" / "deux").deposer("a.xlsx", b"un")
    assert Path(path).read_bytes() == b"un" and names(tmp_path / "un" / "deux") == ["a.xlsx"]


@pytest.mark.parametrize("links", [True, False])
def test_a_file_is_never_replaced(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:  # FAT and some network drives

        def no_link(source: object, target: object) -> None:
            raise PermissionError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", no_link)
    (tmp_path / "a.b.xlsx").write_bytes(b"ancien")
    folder = Folder(tmp_path)
    made = [folder.deposer("a.b.xlsx", text) for text in (b"un", b"deux")]
    assert names(tmp_path) == ["a.b (2).xlsx", "a.b (3).xlsx", "a.b.xlsx"]
    assert [Path(one).read_bytes() for one in made] == [b"un", b"deux"]
    assert (tmp_path / "a.b.xlsx").read_bytes() == b"ancien"


@pytest.mark.parametrize("below", ["", "dessous"])
def test_a_file_is_not_a_folder(tmp_path: Path, below: str) -> None:
    (tmp_path / "fichier").write_bytes(b"x")
    with pytest.raises(InputError, match="n'est pas un dossier"):
        Folder(tmp_path / "fichier" / below).deposer("a.xlsx", b"un")
    assert names(tmp_path) == ["fichier"]


def test_a_name_too_long_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WriteFailed, match="trop long"):
        Folder(tmp_path).deposer("a" * 300 + ".xlsx", b"un")
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../2026/2027.pdf", "-2026-2027.pdf"),
        ('a:b*c?"d<e>f|g\\h\n.pdf', "a-b-c-d-e-f-g-h-.pdf"),
        ("..pdf", "pdf"),
        ("été.pdf", "été.pdf"),
    ],
)
def test_what_no_name_may_hold_becomes_a_dash(tmp_path: Path, name: str, kept: str) -> None:
    path = Path(Folder(tmp_path / "ici").deposer(name, b"un"))
    assert path.parent == tmp_path / "ici" and path.name == kept
    assert names(tmp_path) == ["ici"]
