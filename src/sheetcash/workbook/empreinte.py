"""A token of what sheetcash reads in a workbook: a clock or a chart beside it changes nothing."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.workbook.raw import RawTable, Snapshot


def empreinte(snapshot: Snapshot) -> str:
    """A token that changes with what was read, or with where it stands, and with nothing else.

    What the sheet computes for itself is left out: a formula that follows the clock, or one
    that another user's language rounds otherwise, is no change of the workbook.

    >>> from sheetcash.workbook.raw import Snapshot
    >>> empreinte(Snapshot("", {}, {})) == empreinte(Snapshot("autre", {}, {}))
    True
    """
    digest = sha256()
    for name in sorted(snapshot.tables):
        digest.update(repr(_kept(snapshot.tables[name])).encode())
    digest.update(repr(sorted(snapshot.settings.items())).encode())
    return digest.hexdigest()


def _kept(raw: RawTable) -> tuple[object, ...]:
    typed = [one.title for one in TABLES[raw.table].columns if not one.computed or one.needed]
    columns = [(title, raw.columns[title]) for title in typed if title in raw.columns]
    return raw.table, raw.sheet, raw.first_row, raw.left, raw.stray, raw.positions, columns
