"""Notices without a report: the texts of qmail, Exim, Exchange, Gmail and French providers.

They follow no standard. A text is taken for a notice only if a mail system wrote it and it speaks
of a failure or a delay; what it says of the mail is then looked for from the surest to the least.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sheetcash.ports.rebonds import ECHEC, RETARD, Sort
from sheetcash.workbook.schema import fold

#: One address, in a text.
ADRESSE: Final = re.compile(
    r"[^\s@<>\"'(),:;\[\]\\]{1,64}@[^\s@<>\"'(),:;\[\]\\]{1,200}\.[^\s@<>\"'(),:;\[\]\\.]{2,63}"
)
_ROBOTS: Final = re.compile(
    r"mailer-daemon|postmaster|mail[ -]?delivery|mail-daemon|microsoftexchange|\bmda\b"
)
_FAILED: Final = (
    *("undeliver", "could not be delivered", "wasn't able to deliver", "wasn't delivered"),
    *("was not delivered", "delivery has failed", "delivery failed", "delivery to the following"),
    *("couldn't be delivered", "address not found", "returned to sender", "failure notice"),
    *("permanent error", "delivery status notification (failure)", "message blocked"),
    *("non remis", "non-remis", "non delivre", "n'a pas ete remis", "n'a pas pu etre remis"),
    *("n'a pas pu etre delivre", "n'a pu etre remis", "n'a pu etre delivre", "pas ete delivre"),
    *("echec de la remise", "echec de remise", "echec de la distribution", "adresse introuvable"),
    *("n'a pas ete distribue", "n'a pas pu etre distribue", "impossible de remettre"),
    *("n'a pu etre distribue", "impossible de delivrer", "retour a l'expediteur"),
    *("erreur permanente", "erreur definitive", "message bloque"),
)
_LATE: Final = (
    *("delayed", "will be retried", "will continue to try", "will keep trying", "not yet been"),
    *("delivery incomplete", "you do not need to resend", "temporary problem", "no action is"),
    *("retarde", "remise differee", "sera retente", "nouvelle tentative", "va reessayer"),
    *("continuera d'essayer", "incomplete", "encore en attente"),
)
_GIVEN_UP: Final = (
    *("giving up", "i've given up", "permanent error", "permanent failure", "abandon"),
    *("address not found", "adresse introuvable", "wasn't delivered", "n'a pas ete remis"),
)
#: Where the copy of the mail that came back begins.
_COPY: Final = re.compile(
    r"^[ \t\->*_=]{0,80}(?:below this line is a copy of the message|this is a copy of (?:the|your) "
    r"message|(?:included )?(?:is a )?copy of the message|original message (?:headers|follows)|"
    r"message header follows|undelivered message headers|en-t[êe]tes? (?:de messages? )?d'origine|"
    r"message d'origine|copie du message|original message)[^\n]{0,120}$",
    re.IGNORECASE | re.MULTILINE,
)
_CODE: Final = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY: Final = re.compile(r"(?<![\d.,])([45]\d\d)(?=[ \-,])(?![ ]?(?:jours|days|ko|kb|mo))")
_HEADERS: Final = re.compile(r"^[!-9;-~]{1,60}:[ \t]", re.MULTILINE)
_HAS_ID: Final = re.compile(r"^message-id:", re.IGNORECASE | re.MULTILINE)
_WORDS: Final = 200


class Lu(NamedTuple):
    """What a text says: what became of the mail, and that mail's headers if it quotes them."""

    sorts: tuple[Sort, ...]
    original: str


def lire(*, sender: str, subject: str, failed: str, text: str) -> Lu | None:
    """What a notice without a report says; None when it is no notice.

    Args:
        sender: who wrote it.
        subject: its subject, decoded.
        failed: Exim's and Gmail's ``X-Failed-Recipients``.
        text: all its text.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    copy = _COPY.search(text)
    said, original = (text[: copy.start()], text[copy.end() :]) if copy else (text, "")
    if not original:
        said, original = _quoted(said)
    folded = fold(f"{subject}\n{said}"[:50_000])
    if not failed and not _ROBOTS.search(fold(sender)):
        return None
    late = any(word in folded for word in _LATE)
    if not failed and not late and not any(word in folded for word in _FAILED):
        return None
    found = _addresses(failed) or _addresses(said, besides=_addresses(sender))
    if not found:
        return None
    code = _CODE.search(said) or _REPLY.search(said)
    permanent = code is not None and code[1].startswith("5")
    given_up = permanent or any(word in folded for word in _GIVEN_UP)
    quoi = RETARD if late and not given_up else ECHEC
    why = pourquoi(code[1] if code else "", _around(said, code))
    return Lu(tuple(Sort((one,), quoi, why) for one in found[:20]), _headers(original))


def pourquoi(code: str, words: str) -> str:
    """The server's reason on one line, in signs that can be shown and kept in a cell.

    >>> pourquoi("5.1.1", " 550 5.1.1 <a@b.fr>:\\n no such user ")
    '550 5.1.1 <a@b.fr>: no such user'
    """
    plain = "".join(c if c.isprintable() else " " for c in words)
    line = " ".join(plain.split())[:_WORDS].strip(" .")
    if code and code not in line:
        line = f"{code}, {line}" if line else code
    return line or "sans explication"


def _around(text: str, code: re.Match[str] | None) -> str:
    """The sentence that bears the code, or the text's first one."""
    if code is None:
        return next((line for line in text.splitlines() if len(line.split()) > 3), "")
    start = text.rfind("\n", 0, code.start()) + 1
    return text[max(start, code.start() - 80) : code.start() + _WORDS]


def _addresses(text: str, besides: list[str] | None = None) -> list[str]:
    seen = dict.fromkeys(one.strip(".'`*") for one in ADRESSE.findall(text[:50_000]))
    out = {one.casefold() for one in besides or ()}
    return [one for one in seen if one.casefold() not in out and not _ROBOTS.search(one.casefold())]


def _quoted(text: str) -> tuple[str, str]:
    """What is said, and the headers of the mail, where they follow without a title."""
    start = 0
    for paragraph in text.split("\n\n"):
        if _HEADERS.match(paragraph.lstrip("\n")) and _HAS_ID.search(paragraph):
            return text[:start], text[start : start + 20_000]
        start += len(paragraph) + 2
    return text, ""


def _headers(copy: str) -> str:
    """The headers at the beginning of a copy, whatever line stands before them."""
    found = _HEADERS.search(copy)
    return copy[found.start() : found.start() + 50_000] if found else ""
