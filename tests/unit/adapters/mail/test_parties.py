"""A mail with an HTML version and files: the standard library reads back what was put in."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.adapters.mail.message import mail_bytes
from sheetcash.adapters.mail.parties import majorant, nom_de_fichier
from sheetcash.ports import Mail
from sheetcash.ports.pieces import PieceJointe

MAIL = Mail("moi@ex.fr", "Élodie", "a@b.fr", "Relance", "Bonjour,\n\nà payer\n", "<1@ex.fr>")
any_text = st.text(st.characters(codec="utf-8"), max_size=300)
odd_text = st.one_of(
    any_text,
    st.sampled_from(
        [
            "a\r\nBcc: tous@ex.fr", "\r\n\r\n--=_piece_sheetcash--\r\n", "=_texte_sheetcash",
            "x" * 10_000, "é" * 10_000, "=?utf-8?q?=41?=",
            '"; filename="autre.exe', "..\\..\\a.pdf",
            "\u202efdp.exe", "nom\x00.pdf", "facture n° 1, éà.pdf", "", ".", "a'b%c;d=e.pdf",
        ]
    ),
)  # fmt: skip


def parse(mail: Mail) -> EmailMessage:
    raw = mail_bytes(mail)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"\r" not in raw.replace(b"\r\n", b"")
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def piece(name: str, content: bytes, mime: str = "application/pdf", cid: str = "") -> PieceJointe:
    return PieceJointe(name, mime, lambda: content, cid)


def plain(text: object) -> str:
    return str(text).replace("\r\n", "\n")


def test_a_whole_mail_has_the_shape_that_mail_programs_expect() -> None:
    image = piece("virement.png", b"\x89PNG", "image/png", "qr.1@ex.fr")
    mail = MAIL._replace(
        html="<p>à payer</p>\n", pieces=(piece("Facture n° 1.pdf", b"%PDF"), image)
    )
    got = parse(mail)
    assert got.get_content_type() == "multipart/mixed"
    both, attached = got.iter_parts()
    assert both.get_content_type() == "multipart/alternative"
    text, related = both.iter_parts()
    assert text.get_content_type() == "text/plain" and plain(text.get_content()) == MAIL.text
    assert related.get_content_type() == "multipart/related"
    html, shown = related.iter_parts()
    assert plain(html.get_content()) == mail.html
    assert shown["Content-ID"] == "<qr.1@ex.fr>" and shown.get_content() == b"\x89PNG"
    assert shown.get_content_disposition() == "inline"
    assert attached.get_filename() == "Facture n° 1.pdf" and attached.get_content() == b"%PDF"
    assert attached.get_content_disposition() == "attachment"


@given(
    text=odd_text, html=odd_text, subject=odd_text, sender=odd_text,
    files=st.lists(st.tuples(odd_text, st.binary(max_size=400), odd_text), max_size=3),
)  # fmt: skip
def test_whatever_the_words_the_same_mail_is_read_back(
    text: str, html: str, subject: str, sender: str, files: list[tuple[str, bytes, str]]
) -> None:
    pieces = tuple(piece(name, content, mime) for name, content, mime in files)
    mail = MAIL._replace(text=text, html=html, subject=subject, sender_name=sender, pieces=pieces)
    got = parse(mail)
    assert set(got.keys()) == {
        *("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"),
        *(("Content-Transfer-Encoding",) if not html and not files else ()),
    }
    assert [one.addr_spec for one in got["From"].addresses] == ["moi@ex.fr"]
    assert got["To"] == "a@b.fr"
    parts = [part for part in got.walk() if not part.is_multipart()]
    assert all(not part.defects for part in got.walk())
    assert len(parts) == 1 + bool(html) + len(files)
    for part, said in zip(parts, [text, html] if html else [text], strict=False):
        lines = said.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        while lines and not lines[-1]:
            lines.pop()
        assert plain(part.get_content()) == "".join(f"{line}\n" for line in lines)
    for part, (name, content, _) in zip(parts[1 + bool(html) :], files, strict=True):
        assert part.get_payload(decode=True) == content
        assert part.get_filename() == nom_de_fichier(name)
        assert part.get_content_maintype() != "message"
    assert len(mail_bytes(mail)) <= majorant(mail)


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "é" * 300 + ".pdf", "a." + "b" * 300])
def test_a_long_name_is_cut_and_keeps_its_end(name: str) -> None:
    got = nom_de_fichier(name)
    assert len(got.encode()) <= 200
    assert got.endswith(".pdf") == name.endswith(".pdf")


def test_a_file_is_read_when_the_mail_is_composed_and_not_before() -> None:
    read = []
    mail = MAIL._replace(
        pieces=(PieceJointe("a.pdf", "application/pdf", lambda: read.append(1) or b"x"),)
    )
    assert not read
    parse(mail)
    assert read == [1]
    charged = mail.charge()
    parse(charged)
    assert read == [1, 1]
