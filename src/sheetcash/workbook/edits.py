"""What a use case wants changed in the workbook, by table, row and column title."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

Value = None | bool | int | float | Decimal | str | date


class UpdateRow(NamedTuple):
    """Change some columns of one existing row.

    ``row`` is the sheet row of the snapshot the edit was computed from, ``key`` the row's key
    then: a store that can be changed between the two checks the key. For a computed column
    only the value that a viewer shows changes; its formula stays.
    """

    table: str
    row: int
    key: str
    values: dict[str, Value]


class AppendRow(NamedTuple):
    """Add one row under the last one of a table."""

    table: str
    values: dict[str, Value]


class AppendRows(NamedTuple):
    """Add many rows under the last one of a table, column by column: a statement's.

    Each column has one value for every row, None where it has nothing to say.
    """

    table: str
    columns: dict[str, list[Value]]

    @property
    def nombre(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values()), ()))

    def une_a_une(self) -> list[AppendRow]:
        """The same, a row each.

        >>> AppendRows("tblPostes", {"Poste": ["Loyer", "Train"]}).une_a_une()[1].values
        {'Poste': 'Train'}
        """
        rows = zip(*self.columns.values(), strict=True)
        return [AppendRow(self.table, dict(zip(self.columns, row, strict=True))) for row in rows]


class SetSetting(NamedTuple):
    """Give a value to a setting of the sheet Paramètres, by its label."""

    label: str
    value: Value


#: In place of a column's title: any of the sheet's.
PARTOUT: Final = ""


class ReplaceText(NamedTuple):
    """Put a text in place of another that stands once in a column, wherever its row is now.

    For a workbook that others change meanwhile: a row that was moved is followed, one that
    changed is left alone. ``column`` is :data:`PARTOUT` for a text that may be in any.
    """

    table: str
    column: str
    before: str
    after: str


class LockRows(NamedTuple):
    """Let nothing more be typed in some columns of rows that bear a seal, where the host can.

    ``first`` and ``last`` are sheet rows, both included; rows without a seal stay as they are.
    """

    table: str
    first: int
    last: int
    titles: tuple[str, ...]
    seal: str


Edit = UpdateRow | AppendRow | AppendRows | SetSetting | LockRows


def une_a_une(edits: Iterable[Edit]) -> list[UpdateRow | AppendRow | SetSetting | LockRows]:
    """The same edits, no :class:`AppendRows` among them."""
    return [
        one
        for edit in edits
        for one in (edit.une_a_une() if isinstance(edit, AppendRows) else (edit,))
    ]
