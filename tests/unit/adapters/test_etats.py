"""Registers as PDF: landscape, headers on each page, numbered, whatever their texts hold."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from sheetcash.adapters.lettres import TypstImprimeur
from sheetcash.ports.etats import Colonne, Etat, Genre, Rangee, Section

COLONNES = (Colonne("N°", 16), Colonne("Client"), Colonne("Montant", 30, droite=True))


def etat(*rangees: Rangee, **changes: object) -> Etat:
    base = Etat(
        "Livre des recettes",
        date(2026, 11, 30),
        "Studio Lune",
        ("Studio Lune — SIREN 732 829 320",),
        (Section("Année 2026", COLONNES, rangees, "Aucun encaissement."),),
        ("Une note.",),
        "Livre, au 30/11/2026",
    )
    return base._replace(**changes)  # type: ignore[arg-type]


def lire(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def imprimeur() -> TypstImprimeur:
    return TypstImprimeur()


def test_pages_are_landscape_numbered_and_titled(imprimeur: TypstImprimeur) -> None:
    rows = [Rangee(("Mars 2026",), Genre.GROUPE)]
    rows += [Rangee((str(n), "Acme", f"{n},00 €")) for n in range(1, 121)]
    rows.append(Rangee(("", "Total", "7 260,00 €"), Genre.TOTAL))
    made = imprimeur.etat(etat(*rows))
    box = PdfReader(io.BytesIO(made)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    pages = lire(made)
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"page {number} sur {len(pages)}" in page
        assert "Livre, au 30/11/2026" in page
    for page in pages[:3]:
        assert "N° Client Montant" in page and "Mars 2026" in page  # both headers come back
    whole = " ".join(pages)
    assert all(f" {n},00 €" in whole for n in range(1, 121)) and "7 260,00 €" in whole
    assert whole.count("Une note.") == 1


def test_the_same_register_is_the_same_file(imprimeur: TypstImprimeur) -> None:
    its = etat(Rangee(("1", "Acme", "1,00 €")))
    assert imprimeur.etat(its) == TypstImprimeur().etat(its)


def test_an_empty_section_says_so(imprimeur: TypstImprimeur) -> None:
    assert "Aucun encaissement." in lire(imprimeur.etat(etat()))[0]


@pytest.mark.parametrize(
    "text",
    ['#read("/etc/passwd")', "*gras* _i_ $x$ @a <b> \\ #{", "Ünïcode 東京 שלום", "a\x00b\x1bc"],
)
def test_a_text_is_printed_letter_for_letter(imprimeur: TypstImprimeur, text: str) -> None:
    made = imprimeur.etat(etat(Rangee(("1", text, "1,00 €")), auteur=text))
    assert made.startswith(b"%PDF")
    if text.isascii() and text.isprintable():
        assert "".join(text.split()) in "".join(lire(made)[0].split())


def test_a_long_word_stays_in_its_column(imprimeur: TypstImprimeur) -> None:
    word = "x" * 400
    pages = lire(imprimeur.etat(etat(Rangee(("1", word, "1,00 €")))))
    assert "".join(pages).count("x") >= 400 and "1,00 €" in pages[0]


def test_ten_thousand_rows_are_light(imprimeur: TypstImprimeur) -> None:
    rows = [Rangee((str(n), "Acme", "1,00 €")) for n in range(10_000)]
    assert len(imprimeur.etat(etat(*rows))) < 2_000_000
