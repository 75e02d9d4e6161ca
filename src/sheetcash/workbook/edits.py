"""What a use case wants changed in the workbook, by table, row and column title."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

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


class SetSetting(NamedTuple):
    """Give a value to a setting of the sheet Paramètres, by its label."""

    label: str
    value: Value


Edit = UpdateRow | AppendRow | SetSetting
