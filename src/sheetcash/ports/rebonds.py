"""What a notice says of mails that came back, are late or arrived; whoever reads it fills this."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

ECHEC, RETARD, REMIS = "echec", "retard", "remis"


class Sort(NamedTuple):
    """What became of a mail for one recipient.

    Attributes:
        adresses: those the notice names for it, the one that was written to first.
        quoi: ``ECHEC`` (given up), ``RETARD`` (still being tried) or ``REMIS``.
        pourquoi: the code and the server's words, on one line.
    """

    adresses: tuple[str, ...]
    quoi: str
    pourquoi: str


class Avis(NamedTuple):
    """One notice.

    Attributes:
        nom: eight signs, the same whenever the same notice is given.
        message_ids: the Message-IDs it quotes of the mail it is about; empty when it does not.
        objet: the subject of that mail, empty when it is not quoted.
        jour: the day of the notice, if it can be read.
        sorts: one for each recipient.
    """

    nom: str
    message_ids: tuple[str, ...]
    objet: str
    jour: date | None
    sorts: tuple[Sort, ...]
