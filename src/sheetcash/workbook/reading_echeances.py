"""The sheet Échéancier: what was done, what the user typed, and where each row stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.core.charges import CETTE_FOIS
from sheetcash.core.money import cents_of_float
from sheetcash.errors import NotAnAmount
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.schema import NO_VALUE, fold

_LATEST: Final = date(2100, 12, 31)
#: The rank of the CFE's row.
CFE: Final = 101
#: Ranks of the rows whose day the law does not fix: income tax, VAT, attestation de vigilance.
REVENUS, TVA, VIGILANCE = SANS_JOUR = (105, 106, 107)


class Ligne(NamedTuple):
    """One row: ``rang`` is 0 for the user's own, ``jour`` None when it has no day yet."""

    ligne: int
    jour: date | None
    obligation: str
    detail: str
    montant: int | None
    fait_le: date | None
    rang: int

    def faite(self, jour: date) -> bool:
        """Whether it was done for that day."""
        return self.fait_le is not None and self.fait_le > jour - CETTE_FOIS


def read_echeances(raw: RawTable | None, findings: list[Finding]) -> list[Ligne]:
    """The rows that say something; a day that cannot be read becomes a finding.

    Args:
        raw: tblEcheances, None when the workbook has none.
        findings: what was found, appended to.
    """
    if raw is None:
        return []
    reading = Reading(raw.sheet, raw.first_row, findings, set())
    # a date that does not apply shows nothing, which looks like a formula never computed
    columns = {
        title: [None if cell == NO_VALUE else cell for cell in cells]
        for title, cells in raw.columns.items()
    }
    days, done = (
        convert.dates(columns[title], title, reading, _LATEST) for title in ("Date", "Fait le")
    )
    names, details = texts(columns["Obligation"]), texts(columns["Détail"])
    return [
        Ligne(
            raw.first_row + at,
            days[at],
            names[at],
            details[at],
            _cents(columns["Montant estimé"][at]),
            done[at],
            _rang(columns["Rang"][at]),
        )
        for at in range(raw.height)
        if names[at]
    ]


def _cents(value: object) -> int | None:
    """An estimated amount, None for what is no number: nothing is added up from it."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return cents_of_float(value)
    except NotAnAmount:
        return None


def _rang(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) and 0 < value < 1000 else 0


def ligne_de(lignes: Sequence[Ligne], obligation: str, jour: date) -> Ligne | None:
    """The row of an obligation: that of the day, else the first that sheetcash keeps."""
    its = [one for one in lignes if one.rang and fold(one.obligation) == fold(obligation)]
    return next((one for one in its if one.jour == jour), its[0] if its else None)


def cfe_faite(lignes: Sequence[Ligne]) -> date | None:
    """The day the last CFE was paid, as its row tells."""
    return next((one.fait_le for one in lignes if one.rang == CFE), None)
