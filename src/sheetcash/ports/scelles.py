"""The journal's part of a seal: what was sealed, out of the workbook's reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sheetcash.core.scellement import Sceau


class LigneScellee(NamedTuple):
    """One row as it was sealed: its seal, its fields, and the day it was."""

    sceau: Sceau
    champs: tuple[str, ...]
    jour: date


class Scelles(Protocol):
    """What this machine knows of the seals of each workbook; only ever added to."""

    def empreintes(self, classeur: str, registre: str) -> dict[int, str]:
        """The seals of a register of a workbook, by rank.

        Raises:
            StoreError: the journal cannot be read.
        """
        ...

    def lignes(
        self, classeur: str, registre: str, rangs: Collection[int]
    ) -> dict[int, tuple[str, ...]]:
        """The fields as they were sealed at some ranks; those that are not known left out."""
        ...

    def inscrire(self, classeur: str, registre: str, lignes: Iterable[LigneScellee]) -> None:
        """Add rows; one whose rank is there already is left as it was first sealed.

        Raises:
            StoreError: nothing was added.
        """
        ...
