"""A Google spreadsheet as sheets of cells: all that is needed in one call.

Google keeps no ListObject: a table is the row that bears its titles, and what stands under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from sheetcash.core.periods import day_of
from sheetcash.errors import UnknownRange
from sheetcash.workbook.grid import Grid, Listed
from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.schema import DATE, CellError, fold
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.service import Service
    from sheetcash.workbook.raw import Snapshot

#: From 2000 to 2100, as serial numbers.
_FIRST_DAY, _LAST_DAY = 36_526, 73_051
#: Errors as Google writes them, in French and in English.
_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#ERROR!"}
    | {"#VALEUR!", "#NOM?", "#NOMBRE!", "#ERREUR!"}
)


class GoogleSheets:
    """The named sheets, read at once; fulfils :class:`sheetcash.workbook.grid.Sheets`.

    Args:
        service: the calls.
        spreadsheet: its id.
        titles: the sheets to read; those that are not there are left out.
    """

    def __init__(self, service: Service, spreadsheet: str, titles: Sequence[str]) -> None:
        self.sheet_names = list(titles)
        self.listed: Mapping[str, Listed] = {}
        try:
            found = service.values(spreadsheet, list(map(quoted, titles)))
        except UnknownRange:  # renamed or missing: what is there tells which
            _, tabs = service.sheets(spreadsheet)
            self.sheet_names = list(tabs)
            wanted = set(map(fold, titles))
            titles = [title for title in tabs if fold(title) in wanted]
            found = service.values(spreadsheet, list(map(quoted, titles))) if titles else []
        self.values = dict(zip(titles, found, strict=True))

    def sheet(self, name: str) -> Grid:
        """The cells of a sheet; errors apart, rows of one length."""
        rows = [list(map(_cell, row)) for row in self.values.get(name, [])]
        width = max(map(len, rows), default=0)
        for row in rows:
            row += [None] * (width - len(row))
        return Grid(rows, 0, 0)

    def names(self) -> Iterator[tuple[str, str]]:
        """None: settings are found by their labels."""
        return iter(())


def with_days(snapshot: Snapshot) -> Snapshot:
    """Numbers where the contract has a day, as days: Google gives no format beside a value."""
    tables = {}
    for name, raw in snapshot.tables.items():
        days = {one.title for one in TABLES[name].columns if one.kind == DATE}
        columns = {
            title: list(map(_day, cells)) if title in days else cells
            for title, cells in raw.columns.items()
        }
        tables[name] = raw._replace(columns=columns)
    settings = {
        label: raw._replace(values=list(map(_day, raw.values)))
        if BY_LABEL[label].kind == DATE
        else raw
        for label, raw in snapshot.settings.items()
    }
    return snapshot._replace(tables=tables, settings=settings)


def _day(value: object) -> object:
    """A number that may be a day of these times; the others stay, for the readers to question."""
    if not isinstance(value, float) or not _FIRST_DAY <= value < _LAST_DAY:
        return value
    day = day_of(int(value))
    return day if value.is_integer() else datetime.combine(day, time()) + timedelta(days=value % 1)


def quoted(title: str) -> str:
    """A sheet's title as a range.

    >>> quoted("Livre d'or")
    "'Livre d''or'"
    """
    return "'" + title.replace("'", "''") + "'"


def _cell(value: Any) -> object:
    if isinstance(value, str):
        return CellError(value) if value in _ERRORS else value
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value
