"""The purchases that Achats has, held against an invoice that comes."""

from __future__ import annotations

import re
from typing import NamedTuple

from sheetcash.core.libelles import contient, marchand
from sheetcash.core.releves import titre
from sheetcash.workbook.convert import texts
from sheetcash.workbook.ecritures import objet
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.schema import fold


class Connue(NamedTuple):
    """A row of Achats, whether its day and amount can be read or not."""

    ligne: int
    numero: str
    tiers: str
    nature: str
    piece: str

    @property
    def nommee(self) -> str:
        """The invoice that « Nature » begins with, as an import writes it; empty for none."""
        head, mark, rest = fold(objet(self.nature)).partition("facture ")
        number, told, _ = rest.partition(" : ")
        return number if mark and not head and (told or " " not in number) else ""

    def porte(self, numero: str) -> bool:
        """Whether it is of the invoice of that number."""
        return fold(numero) in (self.nommee, fold(objet(self.nature)))

    def porte_un_autre(self, numero: str) -> bool:
        """Whether it is surely of another one."""
        return bool(self.nommee) and not self.porte(numero)

    def cite(self, numero: str) -> bool:
        """Whether « Nature », typed by hand, has the number among its words."""
        long = sum(sign.isalnum() for sign in numero) > 3
        whole = rf"(?<![\w/-]){re.escape(fold(numero))}(?![\w/-])"
        return long and not self.nommee and re.search(whole, fold(self.nature)) is not None


def connues(raw: RawTable | None) -> list[Connue]:
    """The rows of Achats in which anything tells what they are."""
    if raw is None:
        return []
    titles = ("N°", "Fournisseur", "Nature", "Pièce")
    rows = zip(*(texts(raw.columns[title]) for title in titles), strict=True)
    return [Connue(at, *row) for at, row in enumerate(rows, raw.first_row) if any(row)]


def de_la_banque(piece: str) -> bool:
    """Whether a voucher's cell names a line of the bank: nothing better was known.

    >>> de_la_banque("releve.csv B0123456789abcdef"), de_la_banque("ovh.pdf")
    (True, False)
    """
    last = piece.rpartition(" ")[2]
    return len(last) >= 17 and last[0] == "B" and all(s in "0123456789abcdef" for s in last[1:17])


def memes_noms(one: str, other: str) -> bool:
    """Whether two names of suppliers are alike, or one is a part of the other.

    >>> memes_noms("STUDIO BERYL", "Studio Béryl SARL"), memes_noms("EDF", "SFR")
    (True, False)
    """
    first, second = marchand(one) or titre(one), marchand(other) or titre(other)
    return bool(first and second) and (contient(first, second) or contient(second, first))
