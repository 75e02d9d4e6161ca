"""Notices of mails that came back: RFC 3464 reports, and the plain texts that servers write.

A notice comes from outside and may be anything: only its first megabyte is read, headers are taken
raw (the standard library's full header parser stumbles over forged ones) and cut short, and what
cannot be understood is said in a sentence. Nothing here decides what a notice is worth.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sheetcash.adapters.donnes import lire_donne
from sheetcash.adapters.mail import rebonds_textes as textes
from sheetcash.errors import NotANotice
from sheetcash.ports.rebonds import ECHEC, REMIS, RETARD, Avis, Sort

#: A notice is a few kilobytes, then the mail that came back, with its attachments.
_READ: Final = 1_000_000
#: How deep parts may lie in one another: mail programs stay under ten.
_DEEP: Final = 50
#: How many parts and recipients are looked at.
_PARTS, _RECIPIENTS, _HEADER = 200, 50, 2_000

_OUTLOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ACTIONS: Final = {
    **{"failed": ECHEC, "delayed": RETARD},
    **dict.fromkeys(("delivered", "relayed", "expanded"), REMIS),
}
_CLASSES: Final = {"5": ECHEC, "4": RETARD, "2": REMIS}
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_MESSAGE_ID: Final = re.compile(r"<[^<>\s]{1,250}@[^<>\s]{1,250}>")
_HOW: Final = (
    "Enregistrez l'avis depuis votre messagerie au format .eml (« Télécharger le message », "
    "« Enregistrer sous »), puis donnez ce fichier."
)


def lire_fichier(chemin: Path) -> Avis:
    """The notice in a file.

    Raises:
        NotANotice: no such file, or not a notice of a mail that came back.
        AccessDenied: it cannot be read.
    """
    name = f"« {chemin.name or chemin} »"
    inside = "Donnez les fichiers .eml qu'il contient."
    data = lire_donne(chemin, name, _READ, NotANotice, dossier=inside, autre=_HOW)
    return lire(data, name)


def lire(data: bytes, nom: str = "Ce message") -> Avis:
    """The notice in a message.

    Args:
        data: the message; what follows its first megabyte is left out.
        nom: what to call it in errors.

    Raises:
        NotANotice: it is no notice of a mail that came back.
    """
    data = data[:_READ].lstrip(b"\xef\xbb\xbf\r\n")
    if data.startswith(_OUTLOOK):
        raise NotANotice(f"{nom} est au format .msg d'Outlook, que sheetcash ne lit pas.", _HOW)
    if not re.match(rb"(?:From |>?[!-9;-~]{1,100}:)", data) or b"\0" in data[:1000]:
        raise NotANotice(f"{nom} n'est pas un courriel enregistré.", _HOW)
    if len(re.findall(rb"(?i)multipart/|message/", data)) > 4 * _DEEP:
        raise _not(nom)
    try:
        message = message_from_bytes(data)
        parts = list(_parts(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise _not(nom) from error
    sorts = list(_reported(parts))[:_RECIPIENTS]
    original = _original(parts)
    if not sorts:
        found = textes.lire(
            sender=_header(message, "From"),
            subject=_words(message, "Subject"),
            failed=_header(message, "X-Failed-Recipients"),
            text="\n".join(_text(part) for part in parts if _is_text(part))[:200_000],
        )
        if found is None:
            raise _not(nom)
        sorts = list(found.sorts)
        if original is None and found.original:
            original = message_from_string(found.original)
    ids = [] if original is None else _ids(original)
    return Avis(
        _name(message, data),
        tuple(dict.fromkeys(ids)),
        "" if original is None else _words(original, "Subject"),
        _day(message),
        tuple(sorts),
    )


def _not(nom: str) -> NotANotice:
    return NotANotice(f"{nom} n'est pas un avis de non-remise.", _HOW)


def _parts(message: Message[str, str], depth: int = 0) -> Iterator[Message[str, str]]:
    """The message's parts, those of the mail that came back left whole."""
    yield message
    if message.get_content_type() in (*_STATUSES, *_ORIGINALS) or depth > _DEEP:
        return
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload[:_PARTS]:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


_STATUSES: Final = ("message/delivery-status", "message/global-delivery-status")
_ORIGINALS: Final = (
    *("message/rfc822", "message/global", "message/partial"),
    *("text/rfc822-headers", "message/global-headers", "message/rfc822-headers"),
)


def _blocks(part: Message[str, str]) -> Iterator[Message[str, str]]:
    """The groups of fields of a delivery status, one for each recipient after the first."""
    payload = part.get_payload()
    groups = payload if isinstance(payload, list) else [payload]
    text = "\n\n".join(str(one) for one in groups)
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in (
        "base64",
        "quoted-printable",
    ):
        alone: Message[str, str] = Message()
        alone["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"])
        alone.set_payload(text.strip())
        text = _decoded(alone)
    for block in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n"))[: 4 * _RECIPIENTS]:
        yield message_from_string(block.strip("\n") + "\n\n")


def _reported(parts: list[Message[str, str]]) -> Iterator[Sort]:
    for part in parts:
        if part.get_content_type() not in _STATUSES:
            continue
        for block in _blocks(part):
            named = [_address(_header(block, f"{one}-Recipient")) for one in ("Original", "Final")]
            addresses = tuple(dict.fromkeys(one for one in named if one))
            status = _STATUS.search(_header(block, "Status"))
            quoi = _ACTIONS.get(_header(block, "Action").split(";")[0].strip().lower(), "")
            if not quoi and status is not None:
                quoi = _CLASSES[status[1][0]]
            if addresses and quoi:
                words = _header(block, "Diagnostic-Code").partition(";")[2]
                code = status[1] if status is not None else ""
                yield Sort(addresses, quoi, textes.pourquoi(code, words))


def _original(parts: list[Message[str, str]]) -> Message[str, str] | None:
    """The headers of the mail that came back."""
    for part in parts:
        kind = part.get_content_type()
        if kind not in _ORIGINALS:
            continue
        payload = part.get_payload()
        if isinstance(payload, list):
            inner = payload[0] if payload else None
            if isinstance(inner, Message):
                return inner
        else:
            return message_from_string(_decoded(part).lstrip()[:_READ])
    return None


def _ids(original: Message[str, str]) -> list[str]:
    """Outlook gives a mail another Message-ID, and keeps ours beside it."""
    names = ("Message-ID", "X-Microsoft-Original-Message-ID", "X-Google-Original-Message-ID")
    return [one for name in names for one in _MESSAGE_ID.findall(_header(original, name))[:3]]


def _is_text(part: Message[str, str]) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not part.get_filename()


def _text(part: Message[str, str]) -> str:
    text = _decoded(part)
    if part.get_content_type() == "text/html":
        from html import unescape

        text = unescape(re.sub(r"<(?![^<>\s]{1,250}@)[^<>]{0,2000}>", " ", text[:200_000]))
    return text


def _decoded(part: Message[str, str]) -> str:
    """A part's text whatever its charset claims."""
    raw: Any = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = str(part.get_content_charset() or "utf-8")
    for one in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(one)
        except (LookupError, UnicodeError, ValueError, binascii.Error):
            continue
    return raw.decode("latin-1")


def _header(message: Message[str, str], name: str) -> str:
    """A header on one line, cut short; empty when it is not there."""
    return " ".join(str(message.get(name, ""))[:_HEADER].split())


def _words(message: Message[str, str], name: str) -> str:
    raw = _header(message, name)
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return raw


def _address(field: str) -> str:
    """The address of a field such as ``rfc822; <a@b.fr>``; empty when it holds none."""
    kind, _, text = field.rpartition(";")
    text = text.strip().strip("<>").strip("'\"")
    if kind.strip().lower() == "utf-8":  # RFC 6533
        text = re.sub(r"\\x\{([0-9A-Fa-f]{2,6})\}", _character, text)
    return text if textes.ADRESSE.fullmatch(text) else ""


def _character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _day(message: Message[str, str]) -> date | None:
    try:
        return parsedate_to_datetime(_header(message, "Date")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _name(message: Message[str, str], data: bytes) -> str:
    """The same for the same notice, saved twice or by two programs."""
    its = _MESSAGE_ID.search(_header(message, "Message-ID"))
    what = its[0].encode() if its is not None else data.replace(b"\r\n", b"\n").strip()
    return sha256(what).hexdigest()[:8]
