"""The little XML this folder needs: raw text in, positions out, stretches replaced.

This module knows text only; nothing of parts, rows or tables. All that reads a workbook loads
it, so what only the patcher needs is compiled or imported at its first use.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.errors import NotAWorkbook, WriteFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Chunk = bytes | memoryview

YES = ("1", "true", "on")
SAVE_AGAIN = "Ouvrez-le dans Excel, enregistrez-le au format .xlsx ou .xlsm, puis recommencez."
_ATTRIBUTE = re.compile(rb"""([^\s=/<>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_ATTRIBUTES = rb"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)"""
_ENTITY = r"&(#[xX][0-9a-fA-F]+|#[0-9]+|amp|lt|gt|quot|apos);"
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_FEW = 64  # so many signs are looked at one by one
_UNPARSED = rb"(?s)<!--.*?-->|<!\[CDATA\[(.*?)\]\]>|<\?.*?\?>"


class Element(NamedTuple):
    """Where an element stands in its text, and its raw attributes."""

    start: int
    inner: int
    inner_end: int
    end: int
    attributes: bytes


@functools.cache
def _name(tag: bytes) -> bytes:
    return rb"(?:[\w.\-]+:)?" + tag[2:] if tag.startswith(b"*:") else re.escape(tag)


@functools.cache
def _opening(tag: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + _name(tag) + rb"(?=[\s/>])" + _ATTRIBUTES + rb">")


@functools.cache
def _closing(tag: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</" + _name(tag) + rb"\s*>")


def elements(text: bytes, tag: bytes, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The elements of that name, in order; ``*:`` before the name stands for any prefix.

    Elements of that name must not nest. ``text`` must have gone through :func:`masked`.

    >>> [e.attributes for e in elements(b'<a><b x="1"/><b>t</b></a>', b"b")]
    [b' x="1"', b'']
    """
    opening = _opening(tag)
    end = len(text) if end is None else end
    while found := opening.search(text, start, end):
        attributes = found[1]
        if attributes.endswith(b"/"):
            start = found.end()
            yield Element(found.start(), start, start, start, attributes[:-1])
            continue
        close = _closing(tag).search(text, found.end(), end)
        if close is None:
            raise damaged("un élément XML n'est pas fermé")
        start = close.end()
        yield Element(found.start(), found.end(), close.start(), start, attributes)


def attribute(attributes: bytes, name: bytes) -> str | None:
    """The value of one attribute, given with its prefix if it has one.

    >>> attribute(b' a="&lt;1" r=\\'B2\\'', b"r")
    'B2'
    """
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return unescape(found[2][1:-1])
    return None


def raw_attributes(attributes: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The name of each attribute, with its prefix, and its raw value."""
    for found in _ATTRIBUTE.finditer(attributes):
        yield found[1], found[2][1:-1]


def with_attribute(attributes: bytes, name: bytes, value: bytes | None) -> bytes:
    """The attributes with that one set, or removed for None; the others keep their bytes.

    >>> with_attribute(b' r="A1" t="s"', b"t", None)
    b' r="A1"'
    """
    new = b"" if value is None else b' %s="%s"' % (name, value)
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return attributes[: found.start()].rstrip() + new + attributes[found.end() :]
    return attributes.rstrip() + new


def unescape(raw: bytes) -> str:
    """The text of raw XML: entities, comments and CDATA undone."""

    def decoded(found: re.Match[str]) -> str:
        name = found[1]
        if name[0] != "#":
            return _ENTITIES[name]
        return chr(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))

    if b"<" in raw:
        raw = re.sub(_UNPARSED, lambda found: escape(found[1]) if found[1] else b"", raw)
    try:
        text = raw.decode()
        return re.sub(_ENTITY, decoded, text) if "&" in text else text
    except (ValueError, OverflowError) as error:
        raise damaged("un texte y est mal codé") from error


def escape(raw: bytes) -> bytes:
    """Text made fit to stand in an element or a double-quoted attribute."""
    raw = raw.replace(b"&", b"&amp;").replace(b"<", b"&lt;")
    return raw.replace(b">", b"&gt;").replace(b'"', b"&quot;")


def masked(text: bytes) -> bytes:
    """The same text, of the same length, in which nothing inside a comment looks like a tag.

    >>> masked(b"<a><!--<b/>--><![CDATA[<b/>]]></a>")
    b'<a>           xxxxxxxxxxxxxxxx</a>'
    """
    # Past the XML declaration.
    start = text.find(b">") + 1 if text[:8].lstrip(b"\xef\xbb\xbf").startswith(b"<?") else 0
    if not any(_holds_after_less(text, sign, start) for sign in (b"!", b"?")):
        return text
    return re.sub(
        _UNPARSED, lambda found: (b" " if found[1] is None else b"x") * len(found[0]), text
    )


def _holds_after_less(text: bytes, sign: bytes, start: int) -> bool:
    """Whether that sign stands behind a « < »; looking for one byte is ten times as fast."""
    at = start
    for _ in range(_FEW):
        at = text.find(sign, at) + 1
        if at == 0 or text[at - 2 : at - 1] == b"<":
            return at > 0
    return text.find(b"<" + sign, at) >= 0


def root_prefix(mask: bytes) -> bytes:
    """The prefix of a part's root, with its colon, usually empty.

    >>> root_prefix(b'<?xml version="1.0"?><x:worksheet><x:sheetData/></x:worksheet>')
    b'x:'
    """
    root = re.search(rb"<([\w.\-]+:)?[\w.\-]+(?=[\s/>])", mask)
    return (root[1] if root else b"") or b""


def spliced(text: bytes, splices: Iterable[tuple[int, int, bytes]]) -> list[Chunk]:
    """The text with some of its stretches replaced, as pieces; the text itself is not copied.

    >>> b"".join(spliced(b"abcdef", [(4, 5, b"-"), (1, 3, b"+")]))
    b'a+d-f'
    """
    view, pieces, position = memoryview(text), list[Chunk](), 0
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        if start < position:
            raise damaged("des éléments y sont imbriqués")
        pieces += (view[position:start], new)
        position = end
    return [*pieces, view[position:]]


def damaged(why: str) -> NotAWorkbook:
    """The error for a workbook whose content breaks the format: never guess, never write."""
    return NotAWorkbook(f"Le classeur ne peut pas être modifié sans risque : {why}.", SAVE_AGAIN)


def check_well_formed(pieces: Iterable[Chunk]) -> None:
    """Parse what is about to be written: a last guard, nothing is saved if it fails."""
    from xml.parsers import expat  # late: reading does without it

    parser = expat.ParserCreate()
    try:
        for piece in pieces:
            parser.Parse(piece)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise WriteFailed(
            "La modification du classeur donnerait un fichier illisible.",
            "Rien n'a été changé. Signalez ce classeur aux auteurs de sheetcash.",
        ) from error


def checked(text: bytes) -> bytes:
    """Refuse encodings whose bytes cannot be spliced as UTF-8, and document types."""
    head = text[:400]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in head:
        raise damaged("un de ses éléments n'est pas en UTF-8")
    declared = re.match(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""", head)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        raise damaged("un de ses éléments n'est pas en UTF-8")
    if b"<!DOCTYPE" in head:
        raise damaged("un de ses éléments a une déclaration DOCTYPE")
    return text
