"""What a line of the bank comes to: settled, or for the user to say."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from sheetcash.workbook.banque import SEPARATION, LigneBanque
from sheetcash.workbook.edits import UpdateRow, Value


class Genre(StrEnum):
    """What a settled line wrote, as its Lot tells: the batch can be undone by it."""

    RECETTE = "recette"  # rows were added to the Livre des recettes
    ACHAT = "achat"  # a row was added to Achats
    REGLEMENT = "payé"  # the day of payment was written
    LIEN = "lien"  # all that it faces was there already
    SANS_SUITE = "sans suite"  # neither a receipt nor a purchase


class Accord(NamedTuple):
    """A line that is settled.

    Attributes:
        ligne: of Banque.
        avec: what « Rapproché avec » will say.
        genre: see :class:`Genre`.
        raisons: why, in a few words each.
        recettes: the rows that the Livre des recettes gains, by column title.
        achat: the row that Achats gains.
        reste: the row that Achats gains for what is left to pay of one paid in part.
        changes: what changes elsewhere: a day of payment.
        client: whose invoices it pays, when it is known.
        face: the rows, by table, that no other line can pay.
    """

    ligne: LigneBanque
    avec: str
    genre: Genre
    raisons: tuple[str, ...] = ()
    recettes: tuple[dict[str, Value], ...] = ()
    achat: dict[str, Value] | None = None
    changes: tuple[UpdateRow, ...] = ()
    client: str = ""
    reste: dict[str, Value] | None = None
    face: frozenset[tuple[str, int]] = frozenset()


class Doute(NamedTuple):
    """A line that the user is to decide upon: what it may be, how likely (per cent), and why."""

    ligne: LigneBanque
    avec: str
    score: int
    raisons: tuple[str, ...]

    @property
    def texte(self) -> str:
        """What « Proposition » says."""
        return f"{self.avec}{SEPARATION}{self.score} % : {', '.join(self.raisons)}"
