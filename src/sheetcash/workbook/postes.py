"""The sheet Postes: which words of a bank's line, or of an invoice, tell which kind of purchase."""

from __future__ import annotations

from typing import NamedTuple

from sheetcash.workbook.convert import texts
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.tables import POSTES


class Regle(NamedTuple):
    """One row of tblPostes."""

    mots: str
    poste: str
    fournisseur: str
    fixe: str


def read_postes(raw: RawTable | None) -> list[Regle]:
    """The rules that say something, in the sheet's order: the first that fits is followed."""
    if raw is None:
        return []
    columns = (texts(raw.columns[one.title]) for one in POSTES.columns)
    return [Regle(*row) for row in zip(*columns, strict=True) if row[0] and row[1]]
