"""An Excel in memory: it implements xlwings' engine interface, as far as sheetcash uses it.

It has the habits of Excel that have hurt others: texts are read as if typed, a block written under
a filter lands on the rows that are shown, a busy Excel rejects calls. Nothing computes: a formula
shows the value that the file holds. Every call that would cross over to Excel is counted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import xlwings
from xlwings import base_classes

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
_NAMES = {number: name for name, number in ERRORS.items()}
_DATE = re.compile(r"\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?")
_NUMBER = re.compile(r"-?[\d\u202f ]+([.,]\d+)?\s?(%|€)?")
_EPOCH = dt.datetime(1899, 12, 30)


class Com(Exception):
    """What pywin32 raises, by its numbers."""


def refus(number: int, inside: int | None = None) -> Com:
    """An error of COM's, with Excel's own inside it."""
    told = (0, "Microsoft Excel", "…", None, 0, inside) if inside else None
    return Com(number, "…", told, None)


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

    def cell(self, row: int, column: int) -> Cell:
        return self.cells.setdefault((row, column), Cell())

    def used(self) -> Area:
        filled = [at for at, one in self.cells.items() if one.value is not None or one.formula]
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
        silent: as on macOS, errors in cells come as nothing.
    """

    def __init__(self, path: Path, *, silent: bool = False) -> None:
        self.appels, self.occupe, self.silent = 0, 0, silent
        self.ferme_apres: int | None = None
        self.ecritures: list[str] = []
        self.read_only = False
        self.saved, self.saves, self.computed = True, 0, 0
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
        self.other_books: list[str] = []

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
        return xlwings.Book(impl=_Book(self))

    def call(self) -> None:
        """One call over the border."""
        self.appels += 1
        if self.ferme_apres is not None and self.appels > self.ferme_apres:
            raise refus(FERME)
        if self.occupe > 0:
            self.occupe -= 1
            raise refus(OCCUPE)

    def enter(self, value: Any, before: Cell | None = None) -> Cell:
        """A cell after that was written to it: its format stays, or becomes a day's."""
        made = self._entered(value)
        made.day = isinstance(made.value, dt.datetime) or (before is not None and before.day)
        if made.day and isinstance(made.value, float):
            made.value = _EPOCH + dt.timedelta(days=made.value)
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


class _Engine:
    name, type = "memoire", "desktop"

    @staticmethod
    def prepare_xl_data_element(value: Any, options: Any) -> Any:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any, days: Any, empty_as: Any, numbers: Any, err_to_str: bool
    ) -> list[list[Any]]:
        def cell(value: Any) -> Any:
            if isinstance(value, ErrorNumber):
                return _NAMES[value] if err_to_str else None
            if value in ("", None):
                return empty_as
            if isinstance(value, dt.datetime):
                return days(
                    year=value.year,
                    month=value.month,
                    day=value.day,
                    hour=value.hour,
                    minute=value.minute,
                    second=value.second,
                )
            return value

        return [[cell(value) for value in row] for row in data]


class _App(base_classes.App):
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    engine = _Engine()
    api = True
    pid = 1

    @property
    def screen_updating(self) -> bool:
        self.excel.call()
        return self.excel.screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.excel.call()
        self.excel.screen_updating = value
        self.excel.screen_changes.append(value)

    display_alerts = True

    @property
    def status_bar(self) -> Any:
        return self.excel.status[-1] if self.excel.status else False

    @status_bar.setter
    def status_bar(self, value: Any) -> None:
        self.excel.call()
        self.excel.status.append(value)

    def alert(self, prompt: str, title: str, buttons: str, mode: str, callback: Any) -> str:
        self.excel.call()
        self.excel.alerts.append((buttons, prompt))
        return self.excel.answer if buttons != "ok" else "ok"

    def calculate(self) -> None:
        self.excel.call()
        self.excel.computed += 1

    @property
    def books(self) -> Any:
        names = [Path(self.excel.path).name, *self.excel.other_books]
        return [SimpleNamespace(name=name) for name in names]


class _Book(base_classes.Book):
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    @property
    def api(self) -> Any:
        return SimpleNamespace(ReadOnly=self.excel.read_only, Saved=self.excel.saved)

    def _save(self) -> None:
        self.excel.saved = True
        self.excel.saves += 1

    @property
    def app(self) -> _App:
        return _App(self.excel)

    @property
    def name(self) -> str:
        self.excel.call()
        return Path(self.excel.path.replace("\\", "/")).name

    @property
    def fullname(self) -> str:
        self.excel.call()
        return self.excel.path

    @property
    def sheets(self) -> _Several:
        self.excel.call()
        return _Several([_Sheet(self.excel, one) for one in self.excel.sheets])

    @property
    def names(self) -> Any:
        self.excel.call()
        found = [(name, _Name(name, to)) for name, to in self.excel.names]
        return SimpleNamespace(snapshot=lambda: found)

    def save(self, path: Any = None, password: Any = None) -> None:
        self.excel.call()
        self._save()


class _Name(base_classes.Name):
    def __init__(self, name: str, refers_to: str) -> None:
        self._name, self._to = name, refers_to

    @property
    def name(self) -> str:
        return self._name

    @property
    def refers_to(self) -> str:
        return self._to


class _Several(base_classes.Collection):
    def __init__(self, those: list[Any]) -> None:
        self.those = those

    def __iter__(self) -> Iterator[Any]:
        return iter(self.those)

    def __len__(self) -> int:
        return len(self.those)

    def __call__(self, key: int | str) -> Any:
        if isinstance(key, int):
            return self.those[key - 1]
        return next(one for one in self.those if one.name == key)


class _Sheet(base_classes.Sheet):
    def __init__(self, excel: Excel, sheet: Feuille) -> None:
        self.excel, self.its = excel, sheet

    @property
    def api(self) -> Any:
        return SimpleNamespace(ProtectContents=self.its.protected)

    @property
    def name(self) -> str:
        self.excel.call()
        return self.its.name

    @property
    def book(self) -> _Book:
        return _Book(self.excel)

    @property
    def tables(self) -> _Several:
        self.excel.call()
        return _Several([_Table(self.excel, one) for one in self.its.tables])

    @property
    def used_range(self) -> _Range:
        self.excel.call()
        return _Range(self.excel, self.its, self.its.used())

    def range(self, arg1: Any, arg2: Any = None) -> _Range:
        self.excel.call()
        if isinstance(arg1, str):
            area = Area.parse(arg1)
            assert area is not None
            return _Range(self.excel, self.its, area)
        first, last = _corner(arg1), _corner(arg2 or arg1)
        return _Range(self.excel, self.its, Area(*first[:2], *last[2:]))


def _corner(one: Any) -> Any:
    if isinstance(one, tuple):
        return (*one, *one)
    return one.area


class _Range(base_classes.Range):
    max_cells_per_read = max_cells_per_write = None
    api = True

    def __init__(self, excel: Excel, sheet: Feuille, area: Area) -> None:
        self.excel, self.its, self.area = excel, sheet, area

    @property
    def sheet(self) -> _Sheet:
        return _Sheet(self.excel, self.its)

    @property
    def row(self) -> int:
        return self.area.top

    @property
    def column(self) -> int:
        return self.area.left

    @property
    def shape(self) -> tuple[int, int]:
        area = self.area
        return area.bottom - area.top + 1, area.right - area.left + 1

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def address(self) -> str:
        self.excel.call()
        return str(self.area).replace(":", ":$")

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        return str(self.area)

    def __call__(self, row: int, column: int) -> _Range:
        top, left = self.area.top + row - 1, self.area.left + column - 1
        return _Range(self.excel, self.its, Area(top, left, top, left))

    def _rows(self) -> Iterator[list[tuple[int, int]]]:
        area = self.area
        for row in range(area.top, area.bottom + 1):
            yield [(row, column) for column in range(area.left, area.right + 1)]

    @property
    def raw_value(self) -> Any:
        self.excel.call()
        cells = self.its.cells

        def shown(at: tuple[int, int]) -> Any:
            value = cells[at].value if at in cells else None
            return None if self.excel.silent and isinstance(value, ErrorNumber) else value

        found = [[shown(at) for at in row] for row in self._rows()]
        return found[0][0] if self.shape == (1, 1) else found

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.excel.call()
        if self.its.protected:
            raise refus(*REFUSE)
        self.excel.ecritures.append(f"{self.its.name}!{self.area}")
        if not isinstance(value, list):
            for row in self._rows():
                for at in row:
                    self.its.cells[at] = self.excel.enter(value, self.its.cells.get(at))
            return
        hidden = {row for table in self.its.tables for row in table.hidden}
        rows = list(self._rows())
        if len(rows) > 1:  # the bug: values go to the rows that are shown, one after the other
            rows = [row for row in rows if row[0][0] not in hidden]
        for row, its in zip(rows, value, strict=False):
            for at, one in zip(row, its, strict=True):
                self.its.cells[at] = self.excel.enter(one, self.its.cells.get(at))

    @property
    def formula(self) -> Any:
        self.excel.call()
        cells = self.its.cells

        def typed(at: tuple[int, int]) -> str:
            one = cells.get(at, Cell())
            if one.formula:
                return one.formula
            value = one.value
            if value is None:
                return ""
            if isinstance(value, bool):
                return str(value).upper()
            if isinstance(value, ErrorNumber):
                return _NAMES[value]
            if isinstance(value, dt.datetime):
                value = (value - _EPOCH) / dt.timedelta(days=1)
            return f"{value:.15g}" if isinstance(value, float) else str(value)

        found = tuple(tuple(typed(at) for at in row) for row in self._rows())
        return found[0][0] if self.shape == (1, 1) else found

    def clear_contents(self) -> None:
        self.excel.call()
        for row in self._rows():
            for at in row:
                self.its.cells.pop(at, None)


class _Table(base_classes.Table):
    def __init__(self, excel: Excel, table: Tableau) -> None:
        self.excel, self.its = excel, table

    @property
    def name(self) -> str:
        self.excel.call()
        return self.its.name

    @property
    def header_row_range(self) -> _Range:
        self.excel.call()
        return _Range(self.excel, self.its.sheet, self.its.area._replace(bottom=self.its.area.top))

    @property
    def range(self) -> _Range:
        self.excel.call()
        return _Range(self.excel, self.its.sheet, self.its.area)

    @property
    def show_totals(self) -> bool:
        self.excel.call()
        return bool(self.its.totals)

    @property
    def autofilter(self) -> Any:
        self.excel.call()
        width = self.its.area.right - self.its.area.left + 1
        kinds = ["values" if self.its.hidden and at == 0 else "none" for at in range(width)]
        return SimpleNamespace(
            criteria=[{"field": at, "type": kind} for at, kind in enumerate(kinds, 1)]
        )

    def resize(self, range: Any) -> None:
        self.excel.call()
        if self.its.sheet.protected:
            raise refus(*REFUSE)
        new = range.impl.area if hasattr(range, "impl") else range.area
        old, cells = self.its.area, self.its.sheet.cells
        for column in _span(old.left, old.right):  # calculated columns go on
            above = cells.get((old.bottom, column))
            if above is not None and "[" in above.formula:
                for row in _span(old.bottom + 1, new.bottom):
                    cells[row, column] = Cell(None, above.formula)
        self.its.area = new

    @property
    def rows(self) -> _TableRows:
        self.excel.call()
        return _TableRows(self)


def _span(first: int, last: int) -> Iterator[int]:
    yield from range(first, last + 1)


class _TableRows(base_classes.TableRows):
    def __init__(self, table: _Table) -> None:
        self.table = table

    def __len__(self) -> int:
        area = self.table.its.area
        return area.bottom - area.top - self.table.its.totals

    @property
    def column_count(self) -> int:
        return self.table.its.area.right - self.table.its.area.left + 1

    def add(self, values: Any, index: Any) -> Any:
        assert values is None and index is None
        its = self.table.its
        self.table.excel.call()
        at = its.area.bottom + 1 - its.totals
        moved = {
            (row + 1 if row >= at else row, column): cell
            for (row, column), cell in its.sheet.cells.items()
        }
        its.sheet.cells = moved
        its.area = its.area._replace(bottom=its.area.bottom + 1)
        return SimpleNamespace()
