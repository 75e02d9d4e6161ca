"""A folder, or an archive, that is there whole or not at all, and never over another."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date
from pathlib import Path

import pytest

from sheetcash.adapters.folder import Folder, archive

JOUR = date(2026, 11, 30)


def deposer(place: Path, *, zip_: bool = False, nom: str = "Dossier") -> Path:
    there = set(place.iterdir())
    with Folder(place).chantier(nom, JOUR, archive=zip_) as site:
        for name, content in (("a.txt", b"un"), ("pieces/Achats/b.pdf", b"deux")):
            made = site.ajouter(name, content)
            assert made == (name, len(content), hashlib.sha256(content).hexdigest())
            assert site.lire(name) == content
        new = set(place.iterdir()) - there
        assert [one.suffix for one in new] == [".tmp"]  # nothing to be seen yet
        return Path(site.publier())


@pytest.mark.parametrize("zip_", [False, True])
def test_it_appears_at_once_and_leaves_nothing_else(tmp_path: Path, zip_: bool) -> None:
    made = deposer(tmp_path, zip_=zip_)
    assert list(tmp_path.iterdir()) == [made]
    if zip_:
        with zipfile.ZipFile(made) as its:
            assert its.namelist() == ["Dossier/a.txt", "Dossier/pieces/Achats/b.pdf"]
            assert its.read("Dossier/a.txt") == b"un" and its.testzip() is None
    else:
        assert (made / "pieces" / "Achats" / "b.pdf").read_bytes() == b"deux"


@pytest.mark.parametrize("zip_", [False, True])
def test_what_is_there_already_stays(tmp_path: Path, zip_: bool) -> None:
    first = deposer(tmp_path, zip_=zip_)
    before = first.stat().st_mtime_ns
    names = [deposer(tmp_path, zip_=zip_).name for _ in range(2)]
    suffix = ".zip" if zip_ else ""
    assert names == [f"Dossier (2){suffix}", f"Dossier (3){suffix}"]
    assert first.stat().st_mtime_ns == before


@pytest.mark.parametrize("zip_", [False, True])
def test_what_fails_on_the_way_leaves_nothing(tmp_path: Path, zip_: bool) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        Folder(tmp_path).chantier("D", JOUR, archive=zip_) as site,
    ):
        site.ajouter("a.txt", b"un")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_the_same_files_are_the_same_archive(tmp_path: Path) -> None:
    one, other = deposer(tmp_path, zip_=True), deposer(tmp_path, zip_=True)
    assert one.read_bytes() == other.read_bytes()
    files = {"a.txt": b"un", "pieces/Achats/b.pdf": b"deux"}
    assert archive(files, "Dossier", JOUR) == one.read_bytes()


@pytest.mark.parametrize(
    ("chemin", "attendu"),
    [
        ("../../a.txt", "a.txt"),
        ("pieces/../../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ('a:b*c?"d.txt', "a-b-c-d.txt"),
        ("x" * 300 + ".pdf", ".pdf"),
    ],
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, chemin: str, attendu: str) -> None:
    place = tmp_path / "ici"
    with Folder(place).chantier("Dossier", JOUR) as site:
        its = site.ajouter(chemin, b"un").chemin
        made = Path(site.publier())
    assert its.endswith(attendu) and ".." not in its.split("/")
    assert (made / its).resolve().is_relative_to(made) and len(Path(its).name) <= 140
    assert {one.name for one in tmp_path.iterdir()} == {"ici"}


def test_names_that_a_system_takes_for_one_are_two(tmp_path: Path) -> None:
    with Folder(tmp_path).chantier("Dossier", JOUR) as site:
        names = [site.ajouter(name, b"").chemin for name in ("a.pdf", "A.pdf", "a.pdf")]
    assert names == ["a.pdf", "A (2).pdf", "a (3).pdf"]
