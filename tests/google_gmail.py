"""The stand-in's Gmail: ``users.messages.send``, held to Google's own schema.

A mailbox keeps the messages and their conversations. As the API's description says, a message joins
a conversation when it names it, answers one of its messages and has its subject; else it opens one.
A conversation of another mailbox does not exist here. Faults come from ``Google.pannes``; refusals
with Gmail's own words from ``Boite.refus``.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import json
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any
from weakref import WeakKeyDictionary

from googleapiclient import discovery_cache

from google_feuilles import Refus
from google_local import ROUTES, Google

_MESSAGE = json.loads(discovery_cache.get_static_doc("gmail", "v1"))["schemas"]["Message"]
SEND = "POST /gmail/v1/users/me/messages/send"


class RefusDeGmail(Refus):
    """An error as Gmail says it: with a reason."""

    def __init__(self, code: int, raison: str, message: str) -> None:
        super().__init__(code, message)
        its = {"domain": "global", "reason": raison, "message": message}
        self.body["error"]["errors"] = [its]


@dataclass
class Recu:
    """A message that left."""

    id: str
    fil: str
    mail: EmailMessage


@dataclass
class Boite:
    """The account's mailbox; ``refus`` are the answers to the next messages, in order."""

    envoyes: list[Recu] = field(default_factory=list)
    refus: list[RefusDeGmail | None] = field(default_factory=list)

    def destinataires(self) -> list[str]:
        return [one.mail["To"] for one in self.envoyes]

    def envoyer(self, mail: EmailMessage, fil: str) -> Recu:
        number = f"18c{len(self.envoyes):013x}"
        thread = number
        if fil:
            there = [one for one in self.envoyes if one.fil == fil]
            if not there:
                raise RefusDeGmail(404, "notFound", "Requested entity was not found.")
            ids = {one.mail["Message-ID"] for one in there}
            answers = mail["In-Reply-To"] in ids and ids & set((mail["References"] or "").split())
            if answers and _sujet(mail) == _sujet(there[0].mail):
                thread = fil
        self.envoyes.append(Recu(number, thread, mail))
        return self.envoyes[-1]


_BOITES: WeakKeyDictionary[Google, Boite] = WeakKeyDictionary()


def boite(google: Google) -> Boite:
    """The mailbox of that server."""
    return _BOITES.setdefault(google, Boite())


def _sujet(mail: EmailMessage) -> str:
    return re.sub(r"^(?:re:\s*)+", "", mail["Subject"], flags=re.IGNORECASE)


def _send(google: Google, found: re.Match[str], query: Any, body: Any) -> Any:
    for name, value in body.items():
        known = _MESSAGE["properties"].get(name)
        if known is None:
            raise Refus(400, f'Invalid JSON payload received. Unknown name "{name}"')
        if known["type"] == "string" and not isinstance(value, str):
            raise Refus(400, f"Invalid value at '{name}'")
    its = boite(google)
    if its.refus and (refused := its.refus.pop(0)) is not None:
        raise refused
    try:
        raw = base64.b64decode(body["raw"], altchars=b"-_", validate=True)
    except (KeyError, binascii.Error):
        raise RefusDeGmail(400, "invalidArgument", "'raw' RFC822 payload is required") from None
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    if not mail["To"] or "@" not in mail["To"]:
        raise RefusDeGmail(400, "invalidArgument", "Invalid To header")
    sent = its.envoyer(mail, body.get("threadId", ""))
    return {"id": sent.id, "threadId": sent.fil, "labelIds": ["SENT"]}


ROUTES[re.escape(SEND)] = _send
