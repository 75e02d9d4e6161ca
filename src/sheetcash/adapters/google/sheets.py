"""A Google spreadsheet as sheets of cells: all that is needed in one call.

Google keeps no ListObject: a table is the row that bears its titles, and what stands under it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sheetcash.adapters.google.days import shown
from sheetcash.errors import UnknownRange
from sheetcash.workbook.grid import Grid, Listed
from sheetcash.workbook.schema import CellError, fold

if TYPE_CHECKING:
    from sheetcash.adapters.google.service import Service

#: Under which key a spreadsheet keeps the number of sheetcash's last write by places.
ECRITURE: Final = "sheetcash.ecriture"
#: What is asked of the spreadsheet to know it.
NUMEROS: Final = "developerMetadata(metadataId,metadataKey)"
#: What is asked of each cell: its value, and whether it is shown as a day: nothing else tells
#: 12/03/2026 typed for an amount from 46 093 €, and asking later would be a call more.
CELLS: Final = (
    f"properties.title,{NUMEROS},"
    "sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "data(startRow,startColumn,"
    "rowData.values(effectiveValue,effectiveFormat.numberFormat.type)))"
)
#: What is asked of cells to know which of them calculate.
FORMULES: Final = (
    "sheets(properties.title,data(startRow,startColumn,"
    "rowData.values.userEnteredValue.formulaValue))"
)
#: Errors as Google names them, and as they are shown.
_ERRORS: Final = {
    "ERROR": "#ERREUR!",
    "NULL_VALUE": "#NUL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALEUR!",
    "REF": "#REF!",
    "NAME": "#NOM?",
    "NUM": "#NOMBRE!",
    "N_A": "#N/A",
    "LOADING": "#CHARGEMENT",
}


class Bloc(NamedTuple):
    """The cells of one range that was asked for, and where it begins, from 1."""

    row: int
    column: int
    cells: list[list[object]]


class Tab(NamedTuple):
    """A sheet: its id, its rows, its columns, and its cells from the first one on.

    ``blocs`` are the ranges that were asked for; ``cells`` those of them all, one under the other:
    for whoever asked for the whole sheet.
    """

    id: int
    rows: int
    columns: int
    cells: list[list[object]]
    blocs: tuple[Bloc, ...] = ()

    def ligne(self, row: int) -> list[object]:
        """A row that was asked for whole."""
        those = [one for one in self.blocs if (one.row, one.column) == (row, 1) and row > 1]
        return those[0].cells[0] if those and those[0].cells else []

    def colonne(self, column: int) -> list[object]:
        """A column that was asked for whole, from its first row on."""
        those = [one for one in self.blocs if (one.row, one.column) == (1, column)]
        return [row[0] if row else None for row in those[0].cells] if those else []


class Contents(NamedTuple):
    """What Google tells of a spreadsheet: its title, sheets by theirs, and of its last write.

    ``ecritures`` has one number at the most, unless a copy of the spreadsheet kept an older one.
    """

    title: str
    tabs: dict[str, Tab]
    ecritures: tuple[int, ...] = ()

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Contents:
        """From Google's answer; defaults, which it leaves out, are put back."""
        tabs = {}
        for one in told.get("sheets", []):
            its = one.get("properties", {})
            grid = its.get("gridProperties", {})
            blocs = tuple(map(_bloc, one.get("data", [])))
            cells = [row for bloc in blocs for row in bloc.cells]
            size = grid.get("rowCount", 0), grid.get("columnCount", 0)
            tabs[its.get("title", "")] = Tab(its.get("sheetId", 0), *size, cells, blocs)
        return cls(told.get("properties", {}).get("title", ""), tabs, ecritures(told))

    def tab(self, title: str) -> Tab | None:
        """The sheet of that very title, else the only one that differs by case or accents."""
        like = [title] if title in self.tabs else [t for t in self.tabs if fold(t) == fold(title)]
        return self.tabs[like[0]] if len(like) == 1 else None


class GoogleSheets:
    """The sheets of a spreadsheet that were read; fulfils :class:`sheetcash.workbook.grid.Sheets`.

    Args:
        contents: their cells.
        others: the titles of the sheets that were not read.
    """

    def __init__(self, contents: Contents, others: Sequence[str] = ()) -> None:
        self.contents = contents
        self.sheet_names = list(dict.fromkeys([*contents.tabs, *others]))
        self.listed: Mapping[str, Listed] = {}

    def sheet(self, name: str) -> Grid:
        """The cells of a sheet; errors apart, rows of one length."""
        rows = self.contents.tabs[name].cells if name in self.contents.tabs else []
        width = max(map(len, rows), default=0)
        return Grid([row + [None] * (width - len(row)) for row in rows], 0, 0)

    def names(self) -> Iterator[tuple[str, str]]:
        """None: settings are found by their labels."""
        return iter(())


def lire(service: Service, spreadsheet: str, titles: Sequence[str]) -> GoogleSheets:
    """The named sheets, in one call; those that are not there are left out, after two more."""
    try:
        return GoogleSheets(service.cells(spreadsheet, list(map(quoted, titles))))
    except UnknownRange:  # renamed or missing: what is there tells which
        found = service.sheets(spreadsheet)
        wanted = set(map(fold, titles))
        there = [title for title in found.tabs if fold(title) in wanted]
        contents = service.cells(spreadsheet, list(map(quoted, there))) if there else found
        return GoogleSheets(contents, list(found.tabs))


def ecritures(told: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers of sheetcash's writes in Google's answer about a spreadsheet."""
    kept = told.get("developerMetadata", [])
    return tuple(one["metadataId"] for one in kept if one.get("metadataKey") == ECRITURE)


def formules(told: Mapping[str, Any]) -> dict[tuple[str, int], list[int]]:
    """The columns that calculate in each row that was asked for, by sheet and row."""
    found = {}
    for one in told.get("sheets", []):
        title = one.get("properties", {}).get("title", "")
        for data in one.get("data", []):
            left = data.get("startColumn", 0) + 1
            for row, line in enumerate(data.get("rowData", []), data.get("startRow", 0) + 1):
                cells = enumerate(line.get("values", []), left)
                found[title, row] = [at for at, cell in cells if cell.get("userEnteredValue")]
    return found


def quoted(title: str) -> str:
    """A sheet's title as a range.

    >>> quoted("Livre d'or")
    "'Livre d''or'"
    """
    return "'" + title.replace("'", "''") + "'"


def _bloc(told: Mapping[str, Any]) -> Bloc:
    rows = [list(map(_cell, row.get("values", []))) for row in told.get("rowData", [])]
    return Bloc(told.get("startRow", 0) + 1, told.get("startColumn", 0) + 1, rows)


def _cell(told: Mapping[str, Any]) -> object:
    value = told.get("effectiveValue")
    if not value:
        return None
    if "errorValue" in value:
        kind = value["errorValue"].get("type", "")
        return CellError(_ERRORS.get(kind, "#ERREUR!"))
    found = next(iter(value.values()))
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return found
    kind = told.get("effectiveFormat", {}).get("numberFormat", {}).get("type")
    return shown(float(found), kind)
