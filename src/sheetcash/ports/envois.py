"""The journal's part of what is mailed to the accountant: never twice by itself."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, Protocol


class EnvoiComptable(NamedTuple):
    """One mail to the accountant.

    Attributes:
        classeur: the workbook.
        adresse: to whom.
        empreinte: what it holds: the same registers have the same.
        message_id: the mail's name.
        jour: when.
        etat: one of :data:`sheetcash.ports.ETATS`; ``en_cours`` may have left.
        detail: the server's answer, or why it did not leave.
    """

    classeur: str
    adresse: str
    empreinte: str
    message_id: str
    jour: date
    etat: str = "en_cours"
    detail: str = ""


class EnvoisComptables(Protocol):
    """What was mailed to accountants from this machine; only ever added to."""

    def faits(self, classeur: str, adresse: str, empreinte: str) -> list[EnvoiComptable]:
        """The mails of that very content to that address, oldest first.

        Raises:
            StoreError: the journal cannot be read.
        """
        ...

    def prendre(self, envoi: EnvoiComptable, connus: int) -> None:
        """Write that it is about to leave, on the disk before its first byte goes out.

        Args:
            envoi: the mail.
            connus: how many :meth:`faits` were known when it was decided.

        Raises:
            Locked: another one was begun since: it must not be sent.
            StoreError: it could not be written: it must not be sent.
        """
        ...

    def regler(self, message_id: str, etat: str, detail: str) -> None:
        """Write how it ended."""
        ...
