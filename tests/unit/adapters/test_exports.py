"""The accountant's folder read back from whatever archive it came in."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from sheetcash.adapters.exports import ouvrir
from sheetcash.app.restaurer import lire
from sheetcash.errors import DamagedExport

OTHERS = {"__MACOSX/Dossier/._MANIFESTE.json": b"x", ".DS_Store": b"x"}


def archive(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as its:
        for name, content in files.items():
            its.writestr(name, content)
    return path


@pytest.mark.parametrize("others", [{}, OTHERS, {"Dossier/Pièces/MANIFESTE.json": b"other"}])
def test_the_folder_is_found_in_an_archive_made_again(
    tmp_path: Path, others: dict[str, bytes]
) -> None:
    its = {"Dossier/MANIFESTE.json": b"manifest", "Dossier/Livre.csv": b"rows"}
    source = ouvrir(archive(tmp_path / "a.zip", others | its))
    assert (source.lire("MANIFESTE.json"), source.lire("Livre.csv")) == (b"manifest", b"rows")


def test_the_folder_given_to_the_export_is_as_good_as_its_own(tmp_path: Path) -> None:
    def made(name: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "MANIFESTE.json").write_bytes(name.encode())

    (tmp_path / "autre").mkdir()
    with pytest.raises(DamagedExport, match="n'est pas un dossier comptable"):
        lire(ouvrir(tmp_path))
    made("Livre 2026-10-31")
    assert ouvrir(tmp_path).lire("MANIFESTE.json") == b"Livre 2026-10-31"
    made("Livre 2026-11-20")
    with pytest.raises(DamagedExport, match="contient 2 dossiers comptables"):
        ouvrir(tmp_path)


def test_files_at_the_root_come_first(tmp_path: Path) -> None:
    its = {"MANIFESTE.json": b"manifest", "Pièces/MANIFESTE.json": b"other"}
    source = ouvrir(archive(tmp_path / "a.zip", its))
    assert source.lire("MANIFESTE.json") == b"manifest"


def test_a_manifest_nested_without_end_is_a_damaged_folder(tmp_path: Path) -> None:
    source = ouvrir(archive(tmp_path / "a.zip", {"MANIFESTE.json": b"[" * 100_000}))
    with pytest.raises(DamagedExport, match="abîmé"):
        lire(source)
