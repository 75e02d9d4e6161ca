"""The files of « Pièce »: what is found, and what is told of what cannot go."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sheetcash.adapters.pieces import MAX_OCTETS, DossierDePieces
from sheetcash.errors import PieceInutilisable


def test_a_file_is_found_from_the_folder_by_its_path_or_its_address(tmp_path: Path) -> None:
    folder = tmp_path / "classeur"
    (folder / "factures").mkdir(parents=True)
    its = folder / "factures" / "Facture n° 1 é.PDF"
    its.write_bytes(b"%PDF")
    (tmp_path / "dehors.xyz").write_bytes(b"x")
    find = DossierDePieces(folder)
    for text in (f" factures/{its.name} ", str(its), its.as_uri()):
        got = find(text)
        assert (got.nom, got.type_mime, got.lire()) == (its.name, "application/pdf", b"%PDF")
    assert find("../dehors.xyz").type_mime == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("absent.pdf", "introuvable"), ("plein/x.pdf", "introuvable"), ("..", "est un dossier"),
        ("a\0b.pdf", "n'est pas le nom"), ("x" * 5000, "ne peut pas être lue"),
        ("vide.pdf", "est vide"), ("lourd.pdf", "10,0 Mo"), ("tube", "n'est pas un fichier"),
        ("/dev/null", "n'est pas un fichier"), ("boucle", "ne peut pas être lue"),
        ("file:///nulle/part.pdf", "introuvable"), ("\ud800.pdf", "n'est pas le nom"),
    ],
)  # fmt: skip
def test_what_cannot_go_is_told_in_a_sentence(tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / "plein").write_bytes(b"x")
    (tmp_path / "vide.pdf").touch()
    with (tmp_path / "lourd.pdf").open("wb") as file:
        file.truncate(MAX_OCTETS + 1)
    os.mkfifo(tmp_path / "tube")
    (tmp_path / "boucle").symlink_to(tmp_path / "boucle")
    with pytest.raises(PieceInutilisable) as told:
        DossierDePieces(tmp_path)(name)
    assert words in told.value.probleme and told.value.probleme.isprintable()


def test_what_went_since_it_was_found_is_told_too(tmp_path: Path) -> None:
    its = tmp_path / "f.pdf"
    its.write_bytes(b"x")
    found = DossierDePieces(tmp_path)("f.pdf")
    its.unlink()
    with pytest.raises(PieceInutilisable, match="introuvable"):
        found.lire()


def test_without_a_folder_only_whole_paths_are_found(tmp_path: Path) -> None:
    (tmp_path / "f.pdf").write_bytes(b"x")
    find = DossierDePieces(None)
    assert find(str(tmp_path / "f.pdf")).lire() == b"x"
    with pytest.raises(PieceInutilisable, match="chemin entier"):
        find("f.pdf")


def test_where_others_write_in_the_workbook_no_other_file_of_the_computer_goes(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "ici"
    (folder / "factures").mkdir(parents=True)
    (folder / "factures" / "f.pdf").write_bytes(b"%PDF")
    (folder / "cle.pem").write_bytes(b"secret")
    (tmp_path / "impots.pdf").write_bytes(b"%PDF")
    (folder / "lien.pdf").symlink_to(tmp_path / "impots.pdf")
    find = DossierDePieces(folder, partage=True)
    assert find("factures/f.pdf").lire() == find(str(folder / "factures/f.pdf")).lire() == b"%PDF"
    for odd in (
        "../impots.pdf",
        str(tmp_path / "impots.pdf"),
        "lien.pdf",
        "cle.pem",
        "a\0b.pdf",
        "",
    ):
        with pytest.raises(PieceInutilisable):
            find(odd)
