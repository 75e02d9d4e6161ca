"""A workbook as it was read: values by column title, nothing judged yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        nette: False where something stands under the last row in which anything was typed: where
            new rows will come cannot be told.
        calculee: False where a cell holds an error, which a formula without a value is.
    """

    table: str
    sheet: str
    first_row: int
    columns: dict[str, list[object]]
    positions: dict[str, int]
    left: int = 0
    stray: tuple[int, ...] = ()
    nette: bool = True
    calculee: bool = True

    @property
    def height(self) -> int:
        """How many rows were read, blank ones included."""
        return len(next(iter(self.columns.values()), []))


def tapees(columns: Iterable[Sequence[object]], height: int) -> int:
    """How many rows go down to the last one in which one of these columns holds something.

    >>> tapees([["a", "", None], [None, 1.0, ""]], 3)
    2
    """
    its = list(columns)
    for index in range(height - 1, -1, -1):
        if any(column[index] not in ("", None) for column in its):
            return index + 1
    return 0


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
