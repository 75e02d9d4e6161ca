"""A folder made for the accountant, or its archive, to be read back."""

from __future__ import annotations

from typing import Protocol


class Recueil(Protocol):
    """The files of one folder, by their paths inside it."""

    @property
    def nom(self) -> str:
        """What the user calls it."""
        ...

    def lire(self, chemin: str) -> bytes | None:
        """What a file holds; None when it is not there.

        Raises:
            DamagedExport: it cannot be read: too large, encrypted, cut short.
            StoreError: the disk does not let it be.
        """
        ...


class Restitution(Protocol):
    """Where vouchers are put back, never over others."""

    def rendre(self, chemin: str, contenu: bytes) -> str:
        """Put a file at that path, relative to the workbook; answer what keeps it from being.

        Empty when it is there, put now or the same already.
        """
        ...
