"""Time-stamps of seals (RFC 3161), as the use cases know them: who gives, keeps and reads one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, Protocol


class Jeton(NamedTuple):
    """What a token says.

    Attributes:
        empreinte: the SHA-256, in hexadecimal, of the text that was stamped.
        instant: when, in UTC.
        autorite: by whom, as its certificate has it.
        signature_verifiee: whether the signature and its chain were held against an authority
            that the user trusts; when False, anyone may have made the token.
        alea: the number that ties the answer to what was asked, None when it has none.
    """

    empreinte: str
    instant: datetime
    autorite: str
    signature_verifiee: bool
    alea: int | None = None


class Horodateur(Protocol):
    """A server that stamps texts."""

    def demander(self, texte: str) -> bytes:
        """A token over the SHA-256 of that text, checked to be over it and fresh.

        Raises:
            Deferred: the server was not reached, or is out of order.
            Refused: it said no, or answered something else than such a token.
        """
        ...


class LecteurDeJetons(Protocol):
    """Reads tokens."""

    def lire(self, contenu: bytes) -> Jeton:
        """What a token says.

        Raises:
            JetonInvalide: it is not one that was granted, or its signature does not hold.
        """
        ...


class DossierDeJetons(Protocol):
    """Where tokens are kept, one file each."""

    def noms(self) -> list[str]:
        """The files there, by name; none when there is no such place.

        Raises:
            AccessDenied: it cannot be looked into.
        """
        ...

    def lire(self, nom: str) -> bytes:
        """What a file holds.

        Raises:
            JetonInvalide: it cannot be read, or cannot be a token.
        """
        ...

    def deposer(self, nom: str, contenu: bytes) -> str:
        """Put a whole file under that name, or one with a number; answer its path.

        Raises:
            InputError: the folder is a file.
            StoreError: it is read-only, or the disk is full; nothing was left behind.
        """
        ...


class Jetons(NamedTuple):
    """The tokens of a workbook; the way to read them is asked for only where there are some."""

    dossier: DossierDeJetons
    lecteur: Callable[[], LecteurDeJetons]
