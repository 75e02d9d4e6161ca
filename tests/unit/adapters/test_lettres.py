from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from sheetcash.adapters.folder import Folder
from sheetcash.adapters.lettres import TypstImprimeur
from sheetcash.ports.lettres import Document, Liste, Paragraphe, Tableau, Titre

JOUR = date(2026, 6, 20)
BASE = Document(
    titre="Mise en demeure",
    jour=JOUR,
    auteur="Atelier Colombe EI",
    corps=(
        Titre("Décompte"),
        Paragraphe("Madame, Monsieur,"),
        Liste(("un", "deux"), numerotee=True),
        Tableau(("A", "B"), (("x", "1"),), frozenset({1}), total=("Total", "1")),
    ),
    expediteur=("Atelier Colombe EI", "12 rue Mercière", "69002 Lyon"),
    destinataire=("Acme", "8 quai de Seine", "75019 Paris"),
    lieu_date="Lyon, le 20 juin 2026",
    objet="Facture F-1",
    signature="Atelier Colombe EI",
    pied="Facture F-1",
)


@pytest.fixture(scope="module")
def imprimeur() -> TypstImprimeur:
    return TypstImprimeur()


def lire(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def texte(pdf: bytes) -> str:
    whole = "".join(page.extract_text() for page in lire(pdf).pages)
    return "".join(whole.replace("\u200b", "").split())


def test_a_letter_is_a4_titled_and_french(imprimeur: TypstImprimeur) -> None:
    its = lire(imprimeur.pdf(BASE))
    box = its.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert its.metadata is not None
    assert its.metadata.title == "Mise en demeure"
    assert its.metadata.author == "Atelier Colombe EI"
    assert its.metadata.creation_date is not None
    assert its.metadata.creation_date.date() == JOUR
    assert str(its.trailer["/Root"]["/Lang"]).startswith("fr")


def test_the_same_document_is_the_same_file(imprimeur: TypstImprimeur) -> None:
    assert imprimeur.pdf(BASE) == TypstImprimeur().pdf(BASE)


@pytest.mark.parametrize(
    "name",
    [
        '#read("/etc/passwd")',
        "*gras* _italique_ $x^2$ `code`",
        '"; #panic("x") //',
        "= Titre \\ #let a = 1",
        "<étiquette> @renvoi /* */ -- ... ~ '",
        "N" * 200,
        "Nom de deux cents signes " * 8,
    ],
)
def test_a_name_comes_out_letter_for_letter(imprimeur: TypstImprimeur, name: str) -> None:
    document = BASE._replace(
        destinataire=(name, *BASE.destinataire[1:]),
        objet=name,
        pied=name,
        titre=name,
        auteur=name,
        corps=(Paragraphe(name), Titre(name), Liste((name,)), Tableau((), ((name, "1"),))),
    )
    pdf = imprimeur.pdf(document)
    assert texte(pdf).count("".join(name.split())) >= 5
    assert lire(pdf).metadata is not None


def places(pdf: bytes, words: str) -> list[tuple[float, float]]:
    """Where some words begin on the first page, in millimetres from its top left corner."""
    found: list[tuple[float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if words in text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x * 25.4 / 72, 297 - y * 25.4 / 72))

    lire(pdf).pages[0].extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize("lines", [3, 8])
def test_the_address_stands_in_the_envelope_s_window(imprimeur: TypstImprimeur, lines: int) -> None:
    address = tuple(f"Ligne{n} de l'adresse" for n in range(lines))
    pdf = imprimeur.pdf(BASE._replace(destinataire=("Zébulon SARL", *address)))
    first = places(pdf, "Zébulon")[0]
    last = places(pdf, f"Ligne{lines - 1}")[0]
    assert 105 <= first[0] <= 115 and 45 <= first[1] <= 60
    assert last[1] <= 90


def test_a_long_label_takes_pages_and_loses_nothing(imprimeur: TypstImprimeur) -> None:
    label = "".join(chr(97 + at % 26) for at in range(10_000))
    pdf = imprimeur.pdf(BASE._replace(corps=(Paragraphe(label),)))
    assert label[:300] in texte(pdf) and len(lire(pdf).pages) > 1
    assert "1/3" in texte(pdf) or "1/4" in texte(pdf)


def test_an_address_to_pay_at_is_a_link_that_says_it_whole(imprimeur: TypstImprimeur) -> None:
    address = "https://payer.exemple.fr/facture/F-2026-031?cle=" + "a1b2" * 20
    words = f"Vous pouvez payer en ligne : {address}."
    pages = lire(imprimeur.pdf(BASE._replace(corps=(Paragraphe(words),)))).pages
    links = [note.get_object()["/A"]["/URI"] for note in pages[0]["/Annots"]]
    assert set(links) == {address}


def test_a_name_in_another_script_is_printed_all_the_same(imprimeur: TypstImprimeur) -> None:
    pdf = imprimeur.pdf(BASE._replace(objet="Łódź, Αθήνα, Киев, 東京, 🎉, \ufffe"))
    assert "Łódź,Αθήνα,Киев" in texte(pdf)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=300))
def test_no_text_stops_the_printing(name: str) -> None:
    document = BASE._replace(
        destinataire=(name, name), objet=name, corps=(Paragraphe(name), Tableau((), ((name, ""),)))
    )
    assert _PRINTER.pdf(document).startswith(b"%PDF-")


_PRINTER = TypstImprimeur()


def test_other_commands_never_load_typst() -> None:
    code = (
        "import sys, sheetcash.cli.sync, sheetcash.cli.bilan, sheetcash.cli.courriers\n"
        "import sheetcash.adapters.lettres\n"
        "sys.exit('typst' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# --- the folder ----------------------------------------------------------------------------------


def test_a_file_that_is_there_already_stays_alone(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    first = folder.deposer_une_fois("a.pdf", b"un")
    assert folder.deposer_une_fois("a.pdf", b"un") == first
    assert Path(folder.deposer_une_fois("a.pdf", b"deux")).name == "a (2).pdf"
    assert Path(first).read_bytes() == b"un"


def test_a_folder_is_never_written_over(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    one = Path(folder.deposer_ensemble("F", {"a": b"1", "b": b"2"}))
    (one / "notes.txt").write_text("à moi")
    two = Path(folder.deposer_ensemble("F", {"a": b"3"}))
    assert (one.name, two.name) == ("F", "F (2)")
    assert sorted(file.name for file in one.iterdir()) == ["a", "b", "notes.txt"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["F", "F (2)"]


def test_a_folder_cut_short_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("sheetcash.adapters.folder.os.fsync", full)
    with pytest.raises(Exception, match="le disque est plein"):
        Folder(tmp_path).deposer_ensemble("F", {"a": b"1"})
    assert list(tmp_path.iterdir()) == []
