"""Registers and lists as data, and what prints them: words and figures, no looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol


class Genre(StrEnum):
    """What a row is: ``GROUPE`` has one cell, a heading over the rows that follow."""

    LIGNE = "ligne"
    CORRIGEE = "corrigee"
    ECARTEE = "ecartee"
    GROUPE = "groupe"
    SOUS_TOTAL = "soustotal"
    TOTAL = "total"


class Colonne(NamedTuple):
    """A column: its title, its width in millimetres, and whether it holds figures.

    Columns of zero share the room that the others leave.
    """

    titre: str
    largeur: float = 0
    droite: bool = False


class Rangee(NamedTuple):
    """One row of texts."""

    cellules: tuple[str, ...]
    genre: Genre = Genre.LIGNE


class Section(NamedTuple):
    """A table under its title.

    Attributes:
        titre: empty for none.
        colonnes: its columns; their titles come back on each page.
        rangees: its rows.
        vide: what is said when there is no row.
        saut: it begins a page.
    """

    titre: str
    colonnes: tuple[Colonne, ...]
    rangees: tuple[Rangee, ...]
    vide: str = ""
    saut: bool = False


class Etat(NamedTuple):
    """What is to be printed on A4, landscape, its pages numbered.

    Attributes:
        titre: what it is, in the file's own title too.
        jour: the day it bears; the same content printed twice is the same file.
        auteur: whose it is.
        entete: lines under the title.
        sections: its tables.
        notes: lines at the end.
        pied: the foot of each page, beside its number.
    """

    titre: str
    jour: date
    auteur: str
    entete: tuple[str, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    pied: str = ""


class ImprimeurEtats(Protocol):
    """Prints registers and lists."""

    def lancer(self, etat: Etat) -> Callable[[], bytes]:
        """Begin to print a register while other work goes on.

        Returns:
            What waits for the PDF and gives it: the same one, byte for byte, whenever it is asked
            for again. It raises a StoreError where the printing program is not there, or failed.
        """
        ...
