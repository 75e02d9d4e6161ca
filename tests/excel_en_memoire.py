"""An Excel in memory, which ``moteur_xlwings`` gives to xlwings as one of its engines.

It has the habits of Excel that have hurt others: texts are read as if typed, a block written under
a filter lands on the rows that are shown, a busy Excel rejects calls. Nothing computes: a formula
shows the value that the file holds. Calls are counted as they cross over to Excel, so that a test
can say how many there are, and have any one of them fail.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import xlwings

from sheetcash.workbook.addresses import Area

ERRORS = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
NAMES = {number: name for name, number in ERRORS.items()}
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?")
_NUMBER = re.compile(r"-?[\d\u202f ]+([.,]\d+)?\s?(%|€)?")
EPOCH = dt.datetime(1899, 12, 30)


class com_error(Exception):
    """What pywin32 raises, by its numbers."""


def refus(number: int, inside: int | None = None) -> com_error:
    """An error of COM's, with Excel's own inside it."""
    told = (0, "Microsoft Excel", "…", None, 0, inside) if inside else None
    return com_error(number, "…", told, None)


OCCUPE, FERME, REFUSE = -2147418111, -2147023174, (-2147352567, -2146827284)


class ErrorNumber(int):
    """An error in a cell, as Windows gives it."""


@dataclass
class Cell:
    value: Any = None
    formula: str = ""
    prefix: bool = False
    day: bool = False  # its number format shows a day


@dataclass
class Tableau:
    name: str
    sheet: Feuille
    area: Area
    totals: int = 0
    hidden: set[int] = field(default_factory=set)


class Feuille:
    def __init__(self, name: str, excel: Excel) -> None:
        self.name, self.excel = name, excel
        self.cells: dict[tuple[int, int], Cell] = {}
        self.tables: list[Tableau] = []
        self.protected = False
        self.filter_mode = False
        self.hidden: set[int] = set()
        self.formatted: Area | None = None

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.setdefault((row, column), Cell())

    def used(self) -> Area:
        filled = [at for at, one in self.cells.items() if one.value is not None or one.formula]
        if self.formatted is not None:
            return self.formatted
        if not filled:
            return Area(1, 1, 1, 1)
        rows, columns = [row for row, _ in filled], [column for _, column in filled]
        return Area(min(rows), min(columns), max(rows), max(columns))


class Excel:
    """The application and its one workbook.

    Attributes:
        appels: the calls it was asked so far.
        occupe: how many of the next calls it rejects.
        ferme_apres: after how many calls it is closed.
        perdue: which of the changes to come (from 1) it makes without answering, as macOS does.
        silent: as on macOS, errors in cells come as nothing.
    """

    def __init__(self, path: Path, *, silent: bool = False) -> None:
        self.appels, self.occupe, self.silent = 0, 0, silent
        self.ferme_apres: int | None = None
        self.perdue = 0
        self.ecritures: list[str] = []
        self.read_only = False
        self.leaves_out = False  # as old versions for macOS do where there are errors
        self.saved, self.saves, self.computed = True, 0, 0
        self.refuses_to_save = False
        self.on_disk: list[Feuille] = []  # the sheets as last saved
        self.screen_updating = True
        self.status: list[object] = []
        self.alerts: list[tuple[str, str]] = []
        self.answer = "ok"
        self.screen_changes: list[bool] = []
        self.path = str(path)
        self.sheets: list[Feuille] = []
        shown = openpyxl.load_workbook(path, data_only=True)
        told = openpyxl.load_workbook(path)
        for sheet in told.worksheets:
            self.sheets.append(self._load(sheet, shown[sheet.title]))
        self.names = [(name, f"={one.attr_text}") for name, one in told.defined_names.items()]

    def _load(self, sheet: Any, shown: Any) -> Feuille:
        made = Feuille(sheet.title, self)
        for row in sheet.iter_rows():
            for cell in row:
                value = shown.cell(cell.row, cell.column).value
                formula = cell.value
                text = getattr(formula, "text", formula)
                if cell.data_type != "f":
                    text = ""
                if value is None and not text and not getattr(cell, "is_date", False):
                    continue
                if isinstance(value, str) and value in ERRORS:
                    value = ErrorNumber(ERRORS[value])
                if isinstance(value, int) and not isinstance(value, (bool, ErrorNumber)):
                    value = float(value)
                made.cells[cell.row, cell.column] = Cell(
                    value, text, isinstance(value, str), getattr(cell, "is_date", False)
                )
        for table in sheet.tables.values():
            area = Area.parse(table.ref)
            assert area is not None
            made.tables.append(Tableau(table.displayName, made, area, table.totalsRowCount or 0))
        return made

    def sheet(self, name: str) -> Feuille:
        return next(one for one in self.sheets if one.name == name)

    def table(self, name: str) -> Tableau:
        return next(one for sheet in self.sheets for one in sheet.tables if one.name == name)

    def book(self) -> xlwings.Book:
        """The workbook, as xlwings hands it out."""
        from moteur_xlwings import Livre

        return xlwings.Book(impl=Livre(self))

    def call(self, name: str = "") -> None:
        """One call over the border; ``name`` for those that a test has fail."""
        self.appels += 1
        if self.ferme_apres is not None and self.appels > self.ferme_apres:
            raise refus(FERME)
        if self.occupe > 0:
            self.occupe -= 1
            raise refus(OCCUPE)

    def changed(self) -> None:
        """A change was made; its answer may be lost."""
        self.perdue -= 1
        if self.perdue == 0:
            raise refus(-1712)

    def enter(self, value: Any, before: Cell | None = None) -> Cell:
        """A cell after that was written to it: its format stays, or becomes a day's."""
        made = self._entered(value)
        made.day = isinstance(made.value, dt.datetime) or (before is not None and before.day)
        if made.day and isinstance(made.value, float):
            made.value = EPOCH + dt.timedelta(days=made.value)
        return made

    def _entered(self, value: Any) -> Cell:
        if value is None or value == "":
            return Cell()
        if isinstance(value, bool):
            return Cell(value)
        if isinstance(value, (int, float)):
            return Cell(float(value))
        if isinstance(value, dt.datetime):
            return Cell(value)
        assert isinstance(value, str), type(value)
        if value.startswith("'"):
            return Cell(value[1:], prefix=True)
        if value.startswith(("=", "+", "-", "@")):
            return Cell(None, f"={value.lstrip('=')}")
        if value.upper() in ("TRUE", "VRAI", "FALSE", "FAUX"):
            return Cell(value.upper() in ("TRUE", "VRAI"))
        if value in ERRORS:
            return Cell(ErrorNumber(ERRORS[value]))
        if _DATE.fullmatch(value):
            return Cell(dt.datetime(2026, 1, 2))  # some day or other: no text any more
        if _NUMBER.fullmatch(value):
            return Cell(0.0)
        return Cell(value)
