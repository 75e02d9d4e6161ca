"""A mail as bytes, ready for the wire or for an .eml file; no network here.

The parts come from the standard library (RFC 2047 words, quoted-printable, dates); only their
order is written here: ``EmailMessage`` gives the same thing twenty times slower, which a batch
of mails feels, and its folding loses the quotes of names like « Martin, Élodie » before 3.12.5.
"""

from __future__ import annotations

import re
from email.charset import BASE64, Charset
from email.header import Header
from email.utils import format_datetime, localtime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.mail.parties import corps
from sheetcash.core import adresses
from sheetcash.errors import AddressRefused, InputError, Refused, SheetcashError, TropLourd

if TYPE_CHECKING:
    from datetime import datetime

    from sheetcash.ports import Mail

# Longest plain word, and longest plain name, that leave room for the rest of the line.
_WORD = 500
_BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_LONE = re.compile("[\ud800-\udfff]")
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_ESCAPED = re.compile(r'["\\]')
# Of its two writings of a word, Header finds base64 three times as fast.
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64


class Envelope(NamedTuple):
    """The two addresses as the server is told them, domains in ASCII.

    ``utf8`` says that a local part is not ASCII: only a server with SMTPUTF8 may take it.
    """

    sender: str
    recipient: str
    utf8: bool


def envelope(mail: Mail) -> Envelope:
    """The addresses of a mail, checked.

    Raises:
        Refused: one of them cannot be an address; nothing was handed to any server.

    >>> from sheetcash.ports import Mail
    >>> envelope(Mail("moi@café.fr", "", " a@b.fr ", "", "", "<1@b.fr>"))
    Envelope(sender='moi@xn--caf-dma.fr', recipient='a@b.fr', utf8=False)
    """
    sender = _address(
        mail.sender,
        "de l'expéditeur",
        Refused,
        "Corrigez « Courriel expéditeur » dans Paramètres.",
    )
    recipient = _address(
        mail.recipient,
        "du destinataire",
        AddressRefused,
        "Corrigez le courriel du client (feuille Clients).",
    )
    return Envelope(sender, recipient, not (sender + recipient).isascii())


def adresse(text: str) -> str:
    """One bare address of the Internet, its domain in ASCII.

    Raises:
        InputError: it is not one, or there are several.

    >>> adresse(" compta@cabinet.fr ")
    'compta@cabinet.fr'
    """
    found = _address(text, "donnée", InputError, "Donnez une seule adresse, sans nom autour.")
    if "." not in found.rpartition("@")[2]:
        raise InputError(
            f"L'adresse donnée « {found} » n'est pas valable.", "Il manque la fin (« .fr »)."
        )
    return found


def _address(raw: str, whose: str, kind: type[SheetcashError], what_to_do: str) -> str:
    address = raw.strip(" \u00a0\u202f\t")
    if why := adresses.raison(address, interne=True):
        shown = _one_line(adresses.montrer(address))
        raise kind(f"L'adresse {whose} « {shown} » n'est pas valable : {why}.", what_to_do)
    local, _, domain = address.rpartition("@")
    return f"{local}@{adresses.domaine_ascii(domain)}"


def mail_bytes(mail: Mail, *, date: datetime | None = None) -> bytes:
    """The whole message, lines ended by CR LF: what the server gets, or an .eml file.

    A line break or a control character in a header becomes a space.

    Args:
        mail: the mail.
        date: the moment written in ``Date``; now by default.

    Raises:
        Refused: an address cannot be one.

    >>> from datetime import datetime, timezone
    >>> from sheetcash.ports import Mail
    >>> mail = Mail("moi@ex.fr", "Moi", "a@b.fr", "Relance", "Bonjour,\\nà payer", "<1@ex.fr>")
    >>> content = mail_bytes(mail, date=datetime(2026, 11, 20, 9, tzinfo=timezone.utc))
    >>> print("\\n".join(content.decode().splitlines()))
    From: Moi <moi@ex.fr>
    To: a@b.fr
    Subject: Relance
    Date: Fri, 20 Nov 2026 09:00:00 +0000
    Message-ID: <1@ex.fr>
    MIME-Version: 1.0
    Content-Type: text/plain; charset="utf-8"
    Content-Transfer-Encoding: quoted-printable
    <BLANKLINE>
    Bonjour,
    =C3=A0 payer
    """
    return compose(mail, envelope(mail), date)


def compose(mail: Mail, ends: Envelope, date: datetime | None = None) -> bytes:
    """:func:`mail_bytes` when the addresses are known already.

    Never fails if the mail's files are in memory (:meth:`sheetcash.ports.Mail.charge`).
    """
    lines = [
        f"From: {_mailbox(mail.sender_name, ends.sender)}",
        f"To: {ends.recipient}",
        f"Subject: {_words('Subject', mail.subject)}",
        f"Date: {format_datetime(date or localtime())}",
        f"Message-ID: {_message_id(mail.message_id)}",
        *_thread(mail.references),
        "MIME-Version: 1.0",
        "",
    ]
    return b"".join(("\r\n".join(lines).encode(), *corps(mail)))


#: What to do about a mail that is too heavy.
ALLEGER = "Allégez le fichier nommé dans « Pièce », ou mettez-y son adresse (https://…)."


def trop_lourd(octets: int, limite: int, qui: str) -> TropLourd:
    """The refusal of a mail that whoever carries it would not take, before anything is sent.

    >>> print(trop_lourd(13_400_000, 10_240_000, "le serveur"))
    Ce message pèse 13,4 Mo avec ses pièces : le serveur n'en accepte que 10,2. Allégez le fichier \
nommé dans « Pièce », ou mettez-y son adresse (https://…).
    """
    weight, most = (f"{its / 1e6:.1f}".replace(".", ",") for its in (octets, limite))
    return TropLourd(
        f"Ce message pèse {weight} Mo avec ses pièces : {qui} n'en accepte que {most}.",
        ALLEGER,
    )


def _one_line(text: str) -> str:
    return _LONE.sub("\ufffd", _BREAKS.sub(" ", text).strip())


def _message_id(text: str) -> str:
    return "".join(char for char in text if "!" <= char <= "~")


def _thread(references: tuple[str, ...]) -> list[str]:
    """The headers that tie a mail to those it follows (RFC 5322, 3.6.4)."""
    its = [one for one in map(_message_id, references) if 0 < len(one) < _WORD]
    if not its:
        return []
    return [f"In-Reply-To: {its[-1]}", "References: " + "\r\n ".join(its)]


def _is_plain(text: str) -> bool:
    """Whether a header may hold it as it is: ASCII, foldable, not looking encoded."""
    return text.isascii() and "=?" not in text and max(map(len, text.split(" "))) < _WORD


def _words(header: str, text: str) -> str:
    clean = _one_line(text)
    charset = "us-ascii" if _is_plain(clean) else _UTF8
    return Header(clean, charset, header_name=header).encode(linesep="\r\n")


@lru_cache(maxsize=8)  # one sender for a whole batch
def _mailbox(name: str, address: str) -> str:
    clean = _one_line(name)
    if not clean:
        return address
    if not _is_plain(clean) or len(clean) > _WORD:
        words = Header(clean, _UTF8, header_name="From").encode(linesep="\r\n")
        return f"{words} <{address}>"
    if _SPECIALS.search(clean):
        escaped = _ESCAPED.sub(r"\\\g<0>", clean)
        return f'"{escaped}" <{address}>'
    return f"{clean} <{address}>"
