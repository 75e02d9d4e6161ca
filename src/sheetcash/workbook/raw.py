"""A workbook as it was read: values by column title, nothing judged yet."""

from __future__ import annotations

from typing import NamedTuple


class RawTable(NamedTuple):
    """One table's cells.

    Attributes:
        table: the contract's name of it, ``tblFactures``.
        sheet: the sheet it was found on.
        first_row: sheet row (from 1) of ``columns[...][0]``.
        columns: values by the contract's column titles, all of the same length; an absent
            optional column is all ``None``. A blank cell is ``None``.
        positions: sheet column (from 1) of each title found.
        left: sheet column (from 1) of the ListObject's first column; 0 when the titles stand on
            a sheet without a ListObject.
        stray: sheet rows under the ListObject in which something is typed: its formulas do not
            see them.
    """

    table: str
    sheet: str
    first_row: int
    columns: dict[str, list[object]]
    positions: dict[str, int]
    left: int = 0
    stray: tuple[int, ...] = ()

    @property
    def height(self) -> int:
        """How many rows were read, blank ones included."""
        return len(next(iter(self.columns.values()), []))


class RawSetting(NamedTuple):
    """One setting: its cells (one, or five for the reminder days) and where the first is."""

    sheet: str
    values: list[object]
    row: int
    column: int


class Snapshot(NamedTuple):
    """All that was read at one moment; ``version`` changes whenever the content does."""

    version: str
    tables: dict[str, RawTable]
    settings: dict[str, RawSetting]
