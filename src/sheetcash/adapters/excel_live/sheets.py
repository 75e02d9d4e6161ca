"""The sheets of an open workbook: each table's place and each sheet's cells, in a few calls.

A call to Excel takes as long as ten thousand cells: cells come by blocks, never one by one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from sheetcash.adapters.excel_live.faults import patient
from sheetcash.errors import InputError
from sheetcash.workbook.addresses import LAST_COLUMN, LAST_ROW, Area, column_number
from sheetcash.workbook.grid import Grid, Listed
from sheetcash.workbook.schema import CellError
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from xlwings import Book, Range, Sheet
    from xlwings.main import Table

#: Excel for Mac gives an error as nothing; Windows gives its number, of which xlwings names a few.
SILENT_ERRORS: Final = sys.platform == "darwin"
_ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
#: The others, by what Windows gives: each is this and its number.
_FIRST_NUMBER: Final = -2146828288
_LATER_ERRORS: Final = {
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
#: Cells asked for at once (macOS gives no more than a million and a half), and columns beyond which
#: a sheet is no ledger: a format that goes to the last one makes Excel count blank cells as used.
_BLOCK: Final = 1_000_000
_WIDEST: Final = 1_000

_CONTRACT: Final = frozenset(name.casefold() for name in TABLES)


class LiveSheets:
    """The sheets of an open workbook, each read once; fulfils ``workbook.grid.Sheets``.

    Args:
        book: the workbook.
        silent_errors: errors in cells come as nothing, as on macOS.
    """

    def __init__(self, book: Book, *, silent_errors: bool = SILENT_ERRORS) -> None:
        self._book = book
        self._silent = silent_errors
        self.sheets: dict[str, Sheet] = patient(lambda: {one.name: one for one in book.sheets})
        self.sheet_names = list(self.sheets)
        self.tables: dict[str, Table] = {}
        self.listed: dict[str, Listed] = {}
        for name, sheet in self.sheets.items():
            for table in patient(lambda sheet=sheet: list(sheet.tables)):  # type: ignore[misc]
                self._list(name, table)
        self._grids: dict[str, Grid] = {}

    def _list(self, sheet: str, table: Table) -> None:
        key = patient(lambda: table.name).casefold()
        if key not in _CONTRACT:
            return
        header = patient(lambda: table.header_row_range)
        area = Area.parse(patient(lambda: table.range.address))
        if header is None or area is None:
            return
        titles = [str(title) for title in chain(*rows(patient(lambda: header.raw_value)))]
        totals = 1 if patient(lambda: table.show_totals) else 0
        self.tables[key] = table
        self.listed[key] = Listed(
            sheet, titles, area.left, area.top + 1, area.bottom - totals, totals
        )

    def sheet(self, name: str) -> Grid:
        """The cells of a sheet.

        Raises:
            InputError: far too many columns are in use.
        """
        if name not in self._grids:
            area = used(self.sheets[name])
            if area is None or area.right - area.left >= _WIDEST:
                raise InputError(
                    f"Feuille « {name} » : Excel la dit remplie sur des milliers de colonnes.",
                    "Supprimez les colonnes vides à droite de vos données, enregistrez, puis "
                    "recommencez.",
                )
            cells = _cells(self.sheets[name], area, silent_errors=self._silent)
            while cells and not any(cell not in (None, "") for cell in cells[-1]):
                cells.pop()
            self._grids[name] = Grid(cells, area.top - 1, area.left - 1)
        return self._grids[name]

    def names(self) -> Iterator[tuple[str, str]]:
        """The names of the workbook; those of one sheet are written ``Sheet!name``."""
        for one in patient(lambda: list(self._book.names)):
            yield patient(lambda one=one: (one.name, str(one.refers_to)))  # type: ignore[misc]


def _cells(sheet: Sheet, area: Area, *, silent_errors: bool) -> list[list[object]]:
    """The cells of an area, down to a block in which there is nothing.

    A format that goes down to the last row makes Excel count a million blank rows as used.
    """
    found: list[list[object]] = []
    for block in blocks(area):
        place = patient(lambda b=block: sheet.range(str(b)))  # type: ignore[misc]
        rows_ = _silent_values(place, block) if silent_errors else _values(place)
        if found and not any(cell not in (None, "") for row in rows_ for cell in row):
            break
        found += rows_
    return found


def used(sheet: Sheet) -> Area | None:
    """The cells of a sheet that Excel counts as used; None when it is all of them.

    >>> _area("$A:$C"), _area("$2:$3"), _area("$A$1")
    (Area(top=1, left=1, bottom=1048576, right=3), Area(top=2, left=1, bottom=3, right=16384), \
Area(top=1, left=1, bottom=1, right=1))
    """
    return _area(patient(lambda: sheet.used_range.address))


def _area(address: str) -> Area | None:
    """An address, whole columns and whole rows too: Excel writes them shorter."""
    first, _, last = address.replace("$", "").partition(":")
    if first.isalpha() and last.isalpha():
        return Area(1, column_number(first), LAST_ROW, column_number(last))
    if first.isdigit() and last.isdigit():
        return Area(int(first), 1, int(last), LAST_COLUMN)
    return Area.parse(address)


def blocks(area: Area) -> Iterator[Area]:
    """The area in blocks of whole rows, of a size that one call can bring."""
    step = max(1, _BLOCK // (area.right - area.left + 1))
    for top in range(area.top, area.bottom + 1, step):
        yield area._replace(top=top, bottom=min(area.bottom, top + step - 1))


def _values(place: Range) -> list[list[object]]:
    """The cells of a range as the readers know them: days without an hour, errors apart."""
    given = place.options(ndim=2, err_to_str=True)
    found: list[list[object]] = patient(lambda: given.value)
    kinds = set(map(type, chain.from_iterable(found)))
    if kinds <= {float, bool, type(None)}:
        return found
    return [list(map(_cell, row)) for row in found]


def _cell(value: Any) -> object:
    kind = type(value)
    if kind is str:
        return CellError(value) if value in _ERRORS else value
    if kind is Decimal:  # a currency format, on Windows
        return float(value)
    if isinstance(value, datetime):
        return _moment(value)
    if kind is not bool and isinstance(value, int):  # numbers come as floats: that is an error's
        return CellError(_LATER_ERRORS.get(value - _FIRST_NUMBER, "#ERREUR"))
    return value


def _moment(value: datetime) -> object:
    day = (value.hour, value.minute, value.second) == (0, 0, 0)
    return value.date() if day else value


def _silent_values(place: Range, area: Area) -> list[list[object]]:
    """The same where errors come as nothing: what each cell shows tells an error from a blank.

    Raises:
        InputError: Excel left cells out, as it does in its older versions where there are errors.
    """
    given = rows(patient(lambda: place.raw_value))
    shown = rows(patient(lambda: place.api.string_value.get()))
    height, width = area.bottom - area.top + 1, area.right - area.left + 1
    for block in (given, shown):
        if len(block) != height or any(len(row) != width for row in block):
            raise InputError(
                "Excel n'a pas donné toutes les cellules d'une feuille : une erreur (#N/A, #REF!…) "
                "s'y trouve sans doute.",
                "Corrigez-la, ou fermez le classeur et lancez la commande « sheetcash ».",
            )
    return [list(map(_silent_cell, *pair)) for pair in zip(given, shown, strict=True)]


def _silent_cell(value: Any, shown: Any) -> object:
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, (bool, float)) or (isinstance(value, str) and value):
        return value
    if isinstance(value, int):
        return float(value)
    return CellError(str(shown)) if str(shown).startswith("#") else None


def native(api: Any, windows: str, mac: str) -> Any:
    """A property that xlwings does not know, as each system names it."""
    return getattr(api, mac).get() if sys.platform == "darwin" else getattr(api, windows)


def rows(given: Any) -> list[list[Any]]:
    """What a range's property gives, always as rows: a cell and one row come bare."""
    if not isinstance(given, (list, tuple)):
        return [[given]]
    if given and not isinstance(given[0], (list, tuple)):
        return [list(given)]
    return [list(row) for row in given]
