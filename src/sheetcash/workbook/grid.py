"""A workbook's sheets as a host gives them: cells, tables and names; nothing of what they mean.

Each adapter fulfils :class:`Sheets`, and ``locating`` finds the contract's tables in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from sheetcash.workbook.schema import fold


class Grid(NamedTuple):
    """A sheet's used cells, and the row and column (from 0) they start at."""

    rows: list[list[object]]
    top: int
    left: int

    def beside(self, row: int, column: int, count: int) -> list[object]:
        """That many cells of a row (from 0) from a column on; fewer at the sheet's edge."""
        row, column = row - self.top, column - self.left
        if not 0 <= row < len(self.rows) or column < 0:
            return []
        return self.rows[row][column : column + count]


class Listed(NamedTuple):
    """Where a table (a ListObject) stands; rows and columns count from 1.

    Attributes:
        sheet: the sheet it is on.
        titles: those of its columns, from ``left`` on.
        left: its first column.
        first: its first data row.
        last: its last data row, ``first - 1`` when it has none.
        totals: its totals rows, under the last.
    """

    sheet: str
    titles: list[str]
    left: int
    first: int
    last: int
    totals: int


class Sheets(Protocol):
    """The sheets of an open workbook."""

    @property
    def sheet_names(self) -> list[str]:
        """The sheets, in their order."""
        ...

    @property
    def listed(self) -> Mapping[str, Listed]:
        """Its tables, by name in small letters (``str.casefold``)."""
        ...

    def sheet(self, name: str) -> Grid:
        """The cells of a sheet; blanks are None or empty texts, errors are CellError.

        Raises:
            InputError: a cell stands so far away that the sheet cannot be loaded.
        """
        ...

    def names(self) -> Iterable[tuple[str, str]]:
        """The names of the whole workbook, each with what it refers to (``=Sheet!$B$2``)."""
        ...


def named(sheets: Sheets, title: str) -> str | None:
    """The sheet of that title as it is written in the workbook, whatever its case."""
    return next((name for name in sheets.sheet_names if fold(name) == fold(title)), None)
