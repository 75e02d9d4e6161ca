"""The conversation of an invoice's reminders: what the next one follows, and under which subject.

A reminder answers the last one that left for the same invoice and the same person, under the same
subject: mail programs, Gmail first, break a conversation where the subject changes. The mise en
demeure keeps a subject of its own, which has to say what it is; it opens a conversation. So does a
reminder after a subject that told a sum: it may have changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from sheetcash.core.relances import MISE_EN_DEMEURE
from sheetcash.ports import ENVOYEE, Entry
from sheetcash.workbook.records import key

_OBJET: Final = re.compile(r" Objet : « (.+) »", re.DOTALL)
_RE: Final = re.compile(r"(?:re|rép)\s*:\s*", re.IGNORECASE)


class Suite(NamedTuple):
    """What ties a mail to those before; empty for one that follows none.

    Attributes:
        references: their Message-IDs, oldest first.
        objet: the subject to answer under; empty: the text's own.
        precedent: what the mailer answered of the last one.
    """

    references: tuple[str, ...] = ()
    objet: str = ""
    precedent: str = ""


def suite(entries: Iterable[Entry], niveau: int, destinataire: str) -> Suite:
    """What the reminder of that level follows.

    Args:
        entries: what the journal knows of the invoice.
        niveau: the level about to leave.
        destinataire: its address: someone else has not seen what came before.
    """
    sent = [
        one
        for one in sorted(entries, key=lambda entry: entry.key.niveau)
        if one.etat == ENVOYEE
        and one.key.niveau < niveau
        and one.message_id
        and key(one.destinataire) == key(destinataire)
    ]
    if not sent:
        return Suite()
    references = tuple(one.message_id for one in sent)
    found = _OBJET.search(sent[-1].detail)
    if niveau >= MISE_EN_DEMEURE or found is None or "€" in found[1]:
        return Suite(references)
    return Suite(references, repondre(found[1]), sent[-1].detail)


def noter(reponse: str, objet: str) -> str:
    """What the journal keeps of a mail that left: the mailer's answer, and the subject.

    >>> noter("250 OK", "Facture F-1")
    '250 OK. Objet : « Facture F-1 »'
    """
    return f"{reponse.rstrip('.')}. Objet : « {objet} »"


def objet(detail: str) -> str:
    """The subject that :func:`noter` kept; empty when there is none.

    >>> objet("250 OK. Objet : « Facture F-1 »")
    'Facture F-1'
    """
    found = _OBJET.search(detail)
    return found[1] if found else ""


def repondre(objet: str) -> str:
    """The subject of an answer; mail programs know « Re: », and no French form of it.

    >>> repondre("Facture F-1"), repondre("Re: Facture F-1")
    ('Re: Facture F-1', 'Re: Facture F-1')
    """
    return f"Re: {_RE.sub('', objet, count=1) if _RE.match(objet) else objet}"
