"""A folder that is built beside, file by file, then takes its name at once; or an archive."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import NamedTuple, Protocol


class Fichier(NamedTuple):
    """A file of the folder: its path inside, its size, its SHA-256 in hexadecimal."""

    chemin: str
    octets: int
    sha256: str


class Chantier(Protocol):
    """A folder under construction; nothing of it is to be seen before :meth:`publier`."""

    def ajouter(self, chemin: str, contenu: bytes) -> Fichier:
        """Add a file; what a name may not hold becomes a dash, a taken name gets a number.

        Raises:
            StoreError: it could not be written.
        """
        ...

    def lire(self, chemin: str) -> bytes:
        """What a file that was added holds, published or not."""
        ...

    def publier(self) -> str:
        """Give the folder its name, or one with a number where that is taken; answer its path.

        Raises:
            StoreError: nothing was left.
        """
        ...


class Depot(Protocol):
    """Where folders are built."""

    def chantier(
        self, nom: str, jour: date, *, archive: bool = False
    ) -> AbstractContextManager[Chantier]:
        """Begin one; what is not published when the block ends is gone.

        Args:
            nom: its name.
            jour: the day that an archive's files bear: the same content is the same archive.
            archive: a .zip rather than a folder.

        Raises:
            InputError: the place is a file.
            StoreError: it is read-only, or the disk is full.
        """
        ...
