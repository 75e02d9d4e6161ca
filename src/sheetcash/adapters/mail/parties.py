"""The body of a mail: its text alone, or with its HTML version, its images and its files (MIME).

::

    multipart/mixed                 when files are attached
    ├── multipart/alternative       when there is an HTML version
    │   ├── text/plain
    │   └── multipart/related       when it has images
    │       ├── text/html
    │       └── image/png …
    └── application/pdf …

``EmailMessage`` gives the same, but copies a file of 30 kB character by character: ten times the
time that a server takes. Here a file is encoded in one call of C.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.ports import Mail
    from sheetcash.ports.pieces import PieceJointe

#: Longest line that RFC 5321 lets through.
_LINE: Final = 998
_ENDS: Final = re.compile("\r\n|\r|\n")
_LONE: Final = re.compile("[\ud800-\udfff]")
_MIME: Final = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_BARE: Final = re.compile(r"[A-Za-z0-9 !#$&+\-.^_`{}~()@,;=]+")
#: What a name of a file may not hold anywhere: controls, marks that turn the writing round (a
#: « fdp.exe » shown « exe.pdf »), and what some system takes for something else.
_ODD: Final = re.compile(
    '[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"*/:<>?\\\\|]+'
)
#: As long as a file's name may be anywhere.
_NAME: Final = 200

# « =_ » is in no base64 and, as « = » is written =3D there, in no quoted-printable: none of these
# can stand in a part. Each is no beginning of another.
_MIXED, _ALTERNATIVE, _RELATED = "=_piece_sheetcash", "=_texte_sheetcash", "=_image_sheetcash"


def corps(mail: Mail) -> list[bytes]:
    """What comes after the mail's own headers, as pieces to be joined: the body's headers first.

    Each file is read here, once.
    """
    images = [one for one in mail.pieces if one.cid]
    files = [one for one in mail.pieces if not one.cid]
    if not mail.html:  # nothing can show the images
        images = []
    if not mail.html and not files:
        return _texte_seul(mail.text)
    part = _texte("plain", mail.text)
    if mail.html:
        html = _texte("html", mail.html)
        if images:
            shown = [_fichier(one) for one in images]
            html = _ensemble(f'related; type="text/html"; boundary="{_RELATED}"', _RELATED,
                             [html, *shown])  # fmt: skip
        head = f'alternative; boundary="{_ALTERNATIVE}"'
        part = _ensemble(head, _ALTERNATIVE, [part, html])
    if files:
        attached = [_fichier(one) for one in files]
        part = _ensemble(f'mixed; boundary="{_MIXED}"', _MIXED, [part, *attached])
    return part


def majorant(mail: Mail) -> int:
    """More than a mail weighs, found without composing it.

    A file is asked for what it holds; an image is taken for one of 64 kB.
    """
    texts = len(mail.text) + len(mail.html) + len(mail.subject) + len(mail.sender_name)
    files = sum(0x10000 if one.cid else len(one.lire()) * 3 // 2 for one in mail.pieces)
    # Three bytes of quoted-printable for each of the four of a letter, and its soft line ends.
    return texts * 13 + files + 4096 * (len(mail.pieces) + 1 + len(mail.references))


def _ensemble(kind: str, boundary: str, parts: Sequence[list[bytes]]) -> list[bytes]:
    line = f"--{boundary}\r\n".encode()
    out = [f"Content-Type: multipart/{kind}\r\n\r\n".encode()]
    for part in parts:
        out += (line, *part, b"\r\n")
    out.append(f"--{boundary}--\r\n".encode())
    return out


def lignes(text: str) -> str:
    """The text with CR LF at the end of each line, what cannot be written replaced."""
    lines = _ENDS.split(_LONE.sub("\ufffd", text))
    while lines and not lines[-1]:
        lines.pop()
    return "".join(f"{line}\r\n" for line in lines)


def _texte_seul(text: str) -> list[bytes]:
    """The text of a mail that holds nothing else, as it is where a server can take it so."""
    content = lignes(text).encode()
    longest = max(map(len, content.split(b"\r\n")))
    if content.isascii() and b"\x00" not in content and longest <= _LINE:
        return [_entetes_de_texte("plain", "7bit"), content]
    # b2a_qp breaks long lines as the first one ends: with CR LF.
    encoded = binascii.b2a_qp(content, istext=True)
    return [_entetes_de_texte("plain", "quoted-printable"), encoded]


def _texte(kind: str, text: str) -> list[bytes]:
    """A part of text; always encoded, so that it cannot hold a boundary."""
    content = lignes(text).encode()
    return [
        _entetes_de_texte(kind, "quoted-printable"),
        binascii.b2a_qp(content, istext=True),
    ]


def _entetes_de_texte(kind: str, encoding: str) -> bytes:
    return (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()


def _fichier(piece: PieceJointe) -> list[bytes]:
    """A file, in lines of 76 signs of base64."""
    mime = piece.type_mime.lower()
    if not _MIME.fullmatch(mime) or mime.startswith(("multipart/", "message/")):
        mime = "application/octet-stream"  # a message would be shown, not given
    if piece.cid:
        cid = "".join(char for char in piece.cid if "!" <= char <= "~" and char not in "<>")
        place = f"Content-ID: <{cid}>\r\nContent-Disposition: inline"
    else:
        place = "Content-Disposition: attachment"
    head = (
        f"Content-Type: {mime}\r\nContent-Transfer-Encoding: base64\r\n"
        f"{place};\r\n {_nom(piece.nom)}\r\n\r\n"
    )
    return [head.encode(), base64_lines(piece.lire())]


def base64_lines(content: bytes) -> bytes:
    """Base64 in lines of 76 signs, ended by CR LF.

    >>> base64_lines(b"x" * 60)
    b'eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4\\r\\neHh4\\r\\n'
    """
    whole = binascii.b2a_base64(content, newline=False)
    lines = [whole[at : at + 76] for at in range(0, len(whole), 76)]
    return b"\r\n".join(lines) + b"\r\n" if lines else b""


def _nom(name: str) -> str:
    """The parameter that names a file: in quotes, or as RFC 2231 encodes it."""
    its = nom_de_fichier(name)
    if _BARE.fullmatch(its) and "=?" not in its and "  " not in its:
        return f'filename="{its}"'
    return f"filename*=utf-8''{quote(its, safe='')}"


def nom_de_fichier(name: str) -> str:
    """A name that every system takes for a plain file's, its end kept.

    >>> nom_de_fichier("../fac\\r\\nture: n°1.pdf"), nom_de_fichier("\\u202e")
    ('fac ture n°1.pdf', 'piece')
    """
    its = " ".join(_ODD.sub(" ", name).split()).strip(". ") or "piece"
    if len(its.encode()) <= _NAME:
        return its
    stem, dot, end = its.rpartition(".")
    if not dot or len(end.encode()) > 20:
        stem, end = its, ""
    room = _NAME - len(f"{dot}{end}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore')}{dot if end else ''}{end}"
