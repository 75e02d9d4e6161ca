"""What a store is asked to change: which cell of which sheet gets which value.

Addresses only: this module knows nothing of tables' meaning. Each store carries them out.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

CellValue = None | bool | int | float | Decimal | str | date


class CellEdit(NamedTuple):
    """One cell to change; its style stays.

    ``row`` and ``column`` count from 1. ``value`` None empties the cell. A date is written as
    a day, text as text (never as a formula). With ``keep_formula`` the cell's formula stays and
    only the value that a file shows for it changes; without it a formula cell
    becomes a constant and the calculation chain is dropped.
    """

    sheet: str
    row: int
    column: int
    value: CellValue
    keep_formula: bool = False


class RowAppend(NamedTuple):
    """One row to add under the last used row of a ListObject.

    ``values`` maps the column's position in the table (from 0) to its value. The row takes the
    styles of the row above; calculated columns get the table's formula, with the cached value
    given in ``values`` if any.
    """

    table: str
    values: dict[int, CellValue]


class RowsAppend(NamedTuple):
    """Many rows to add at once, column by column; each column has a value for every row."""

    table: str
    columns: dict[int, list[CellValue]]

    @property
    def nombre(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values()), ()))

    def lignes(self) -> list[dict[int, CellValue]]:
        """The values of each row, as :class:`RowAppend` has them."""
        rows = zip(*self.columns.values(), strict=True)
        return [dict(zip(self.columns, row, strict=True)) for row in rows]


class RowLock(NamedTuple):
    """Rows of a sheet in which nothing is to be typed any more where they bear a seal.

    Attributes:
        sheet: the sheet.
        first, last: its rows, from 1, both included.
        columns: the columns, from 1.
        seal: the column of the seal.
    """

    sheet: str
    first: int
    last: int
    columns: tuple[int, ...]
    seal: int


PatchEdit = CellEdit | RowAppend | RowsAppend | RowLock
