"""What goes with a reminder's text, and what holds it; the code is read by a real decoder."""

from __future__ import annotations

import struct
import zlib
from html.parser import HTMLParser

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetcash.app import html, qr
from sheetcash.app.habillage import Demande, Habille, aucune_piece, est_lien, habiller
from sheetcash.app.relances import Motif
from sheetcash.core.virement import charge

IBAN = "FR76 3000 6000 0112 3456 7890 189"
LIEN = "https://payer.example/f-1?a=1&b=2"
TEXTE = (
    f"Bonjour,\n\nIl reste 12 €.\n\nVirement : IBAN {IBAN}, référence F-1.\n"
    f"Paiement : {LIEN}\n\nMoi\n"
)


def pixels(png: bytes) -> np.ndarray:
    """The grey levels of our one-bit image."""
    side = struct.unpack(">I", png[16:20])[0]
    data = png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8]
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(side, -1)
    assert not rows[:, 0].any()
    return np.unpackbits(rows[:, 1:], axis=1)[:, :side] * np.uint8(255)


def habille(texte: str = TEXTE, **changes: object) -> Habille | Motif:
    files = (("F-1", str(changes.pop("piece", "")), 7),)
    asked = Demande("F-1", 1200, LIEN, 7, files)._replace(
        **{name: changes.pop(name) for name in ("lien", "montant") if name in changes}
    )
    given = {
        "nom": "Moi",
        "iban": IBAN,
        "message_id": "<1@b.fr>",
        "pieces": aucune_piece,
        **changes,
    }
    return habiller(texte, asked, **given)  # type: ignore[arg-type]


class Page(HTMLParser):
    """The links, images and words of a document, and every tag in it."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.images: list[dict[str, str | None]] = []
        self.tags: set[str] = set()
        self.words = ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        its = dict(attrs)
        self.tags.add(tag)
        if tag == "a":
            self.links.append(str(its["href"]))
        if tag == "img":
            self.images.append(its)

    def handle_data(self, data: str) -> None:
        self.words += data


@given(nom=st.text(max_size=90), motif=st.text(max_size=160), cents=st.integers(1, 99_999_999_999))
@settings(max_examples=150, deadline=None)
def test_the_code_is_read_back_as_shown_and_as_kept(nom: str, motif: str, cents: int) -> None:
    payload = charge(f"É{nom}", IBAN, cents, motif)
    image = pixels(qr.image(payload)())
    shown = image[::2, ::2]  # two pixels for each that is shown
    assert shown.shape == (qr.cote(payload), qr.cote(payload))
    for seen in (image, np.ascontiguousarray(shown)):
        (found,) = zxingcpp.read_barcodes(seen)
        assert found.bytes.decode() == payload
    assert (image[: 4 * 6] == 255).all() and (image[:, -4 * 6 :] == 255).all()


def test_a_mail_says_its_words_with_a_button_and_a_code() -> None:
    got = habille()
    assert isinstance(got, Habille) and got.texte == TEXTE
    page = Page(got.html)
    assert page.links == [LIEN, LIEN]
    (code,) = page.images
    (piece,) = got.pieces
    assert code["src"] == f"cid:{piece.cid}" and int(str(code["width"])) * 2 == len(
        pixels(piece.lire())
    )
    assert "scannez ce code avec l’application de votre banque" in page.words
    (found,) = zxingcpp.read_barcodes(pixels(piece.lire()))
    assert found.text == charge("Moi", IBAN, 1200, "F-1")
    assert 'lang="fr"' in got.html and "http" not in got.html.replace(
        LIEN.replace("&", "&amp;"), ""
    )


def test_a_client_who_is_said_tu_to_is_in_the_code_s_words_too() -> None:
    got = habille(tutoiement=True)
    assert isinstance(got, Habille) and "scanne ce code avec l’application de ta banque" in got.html


def test_in_english_the_few_words_are() -> None:
    got = habille(langue="en", tutoiement=True, montant=123_456)
    assert isinstance(got, Habille) and "€1,234.56 to Moi" in got.html
    assert 'lang="en"' in got.html and "scan this code with your banking app" in got.html


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_no_word_becomes_markup(word: str) -> None:
    evil = f"<img src=x onerror=alert(1)>{word}</td><script>\"'&"
    page = Page(html.html(f"Bonjour {evil}\n\n{evil}"))
    assert page.tags <= {
        *("html", "head", "meta", "title", "body", "table", "tr", "td", "div", "a", "br", "img")
    }
    assert not page.images and not page.links and "<script>" in page.words


@pytest.mark.parametrize(
    ("changes", "cell", "words"),
    [
        ({"iban": IBAN[:-1] + "8", "texte": TEXTE.replace(IBAN, IBAN[:-1] + "8")},
         ("Paramètres", 0, "IBAN"), "un chiffre est faux"),
        ({"lien": "javascript:alert(1)", "texte": "Payez : javascript:alert(1)"},
         ("Factures", 7, "Lien de paiement"), "n'est pas une adresse"),
        ({"piece": "f.pdf"}, ("Factures", 7, "Pièce"), "f.pdf"),
    ],
)  # fmt: skip
def test_what_cannot_leave_names_its_cell(
    changes: dict[str, str], cell: tuple[str, int, str], words: str
) -> None:
    got = habille(**changes)  # type: ignore[arg-type]
    assert isinstance(got, Motif)
    assert (got.feuille, got.ligne, got.colonne) == cell and words in got.texte


def test_what_the_text_does_not_use_is_not_looked_at() -> None:
    got = habille("Bonjour.\n", iban="FR00 faux", lien="voir avec moi")
    assert isinstance(got, Habille) and not got.pieces and not Page(got.html).links


def test_no_account_no_code() -> None:
    got = habille(f"Paiement : {LIEN}\n", iban="")
    assert isinstance(got, Habille) and not got.pieces


def test_an_invoice_on_line_is_linked_in_both_versions() -> None:
    got = habille(piece="https://factures.example/f-1")
    assert isinstance(got, Habille)
    assert got.texte.endswith("\n\nFacture F-1 : https://factures.example/f-1\n")
    assert "https://factures.example/f-1" in Page(got.html).links


@pytest.mark.parametrize(
    "text",
    ["", "https://", "ftp://a.fr", "https://a b.fr", 'https://a.fr/"x', "https://moi@a.fr", "a.fr",
     "https://a.fr\nBcc: x", "data:text/html,x"],
)  # fmt: skip
def test_not_a_link(text: str) -> None:
    assert not est_lien(text)
