"""The engine interface of xlwings over an Excel in memory, as far as sheetcash uses it."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from xlwings import base_classes

from excel_en_memoire import EPOCH, NAMES, REFUSE, Cell, ErrorNumber, Excel, Feuille, Tableau, refus
from sheetcash.workbook.addresses import LAST_ROW, Area, letters

#: What appscript gives for an error: neither a text nor a number.
MUET = object()


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
            if value in ("", None):
                return empty_as
            if isinstance(value, int) and value in NAMES and not isinstance(value, bool):
                return NAMES[value] if err_to_str else None  # other errors stay numbers
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


class _Api:
    """The object under one of xlwings': each of its properties is a call."""

    def __init__(self, excel: Excel, **its: Any) -> None:
        self._excel, self._its = excel, its

    def __getattr__(self, name: str) -> Any:
        self._excel.call()
        value = self._its[name]
        return value() if name in ("ReadOnly", "Saved", "FilterMode", "ProtectContents") else value


class _App(base_classes.App):
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    engine = _Engine()
    pid = 1

    @property
    def api(self) -> Any:
        return _Api(self.excel, CalculateFull=self.calculate)

    @property
    def screen_updating(self) -> bool:
        self.excel.call()
        return self.excel.screen_updating

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        self.excel.call("screen")
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
        self.excel.computed += 1

    @property
    def books(self) -> Any:
        self.excel.call()
        return [SimpleNamespace(name=Path(self.excel.path.replace("\\", "/")).name)]


class Livre(base_classes.Book):
    def __init__(self, excel: Excel) -> None:
        self.excel = excel

    @property
    def api(self) -> Any:
        excel = self.excel
        folder = excel.path.replace("\\", "/").rpartition("/")[0]
        return _Api(excel, ReadOnly=lambda: excel.read_only, Saved=lambda: excel.saved, Path=folder)

    def _save(self) -> None:
        if self.excel.refuses_to_save:
            raise refus(1004)
        self.excel.saved = True
        self.excel.saves += 1
        self.excel.on_disk = copy.deepcopy(self.excel.sheets)

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
        for _ in self.excel.names:
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
        its = self.its
        return _Api(
            self.excel, ProtectContents=lambda: its.protected, FilterMode=lambda: its.filter_mode
        )

    @property
    def name(self) -> str:
        self.excel.call()
        return self.its.name

    @property
    def book(self) -> Livre:
        return Livre(self.excel)

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

    @property
    def api(self) -> Any:
        """On macOS what the cells show can be asked for; truthy, as xlwings wants to know."""
        return SimpleNamespace(string_value=SimpleNamespace(get=self._shown))

    def _shown(self) -> Any:
        self.excel.call()

        def text(at: tuple[int, int]) -> str:
            value = self.its.cells.get(at, Cell()).value
            if isinstance(value, ErrorNumber):
                return NAMES.get(value, "#ERREUR")
            return "" if value is None else str(value)

        found = [[text(at) for at in row] for row in self._rows()]
        return found[0][0] if self.shape == (1, 1) else found

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
        area = self.area
        if area.top == 1 and area.bottom == LAST_ROW:  # Excel writes whole columns shorter
            return f"${letters(area.left)}:${letters(area.right)}"
        return str(area).replace(":", ":$")

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
            if self.excel.silent and isinstance(value, ErrorNumber):
                return MUET
            return "" if self.excel.silent and value is None else value

        found = [[shown(at) for at in row] for row in self._rows()]
        if self.excel.leaves_out:
            found[-1].pop()
        return found[0][0] if self.shape == (1, 1) else found

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.excel.call("write")
        if self.its.protected:
            raise refus(*REFUSE)
        self.excel.ecritures.append(f"{self.its.name}!{self.area}")
        if not isinstance(value, list):
            for row in self._rows():
                for at in row:
                    self.its.cells[at] = self.excel.enter(value, self.its.cells.get(at))
            self.excel.changed()
            return
        hidden = self.its.hidden.union(*(table.hidden for table in self.its.tables))
        rows = list(self._rows())
        if len(rows) > 1:  # the bug: values go to the rows that are shown, one after the other
            rows = [row for row in rows if row[0][0] not in hidden]
        for row, its in zip(rows, value, strict=False):
            for at, one in zip(row, its, strict=True):
                self.its.cells[at] = self.excel.enter(one, self.its.cells.get(at))
        self.excel.changed()

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
                return NAMES.get(value, "#ERREUR")
            if isinstance(value, dt.datetime):
                value = (value - EPOCH) / dt.timedelta(days=1)
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
    def show_autofilter(self) -> bool:
        self.excel.call()
        return True

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
        self.excel.changed()

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

    def __call__(self, key: int) -> _TableRow:
        return _TableRow(self, key)

    def add(self, values: Any, index: Any) -> Any:
        assert values is None and index is None
        its = self.table.its
        self.table.excel.call("add")
        if its.sheet.protected:
            raise refus(*REFUSE)
        self._shift(its.area.bottom + 1 - its.totals, 1)
        self.table.excel.changed()
        return SimpleNamespace()

    def _shift(self, at: int, by: int) -> None:
        """What stands at a row and below it moves, the table's end with it."""
        its = self.table.its
        moved = {
            (row + by if row >= at else row, column): cell
            for (row, column), cell in its.sheet.cells.items()
            if not (by < 0 and at + by <= row < at)
        }
        its.sheet.cells = moved
        its.area = its.area._replace(bottom=its.area.bottom + by)


class _TableRow(base_classes.TableRow):
    def __init__(self, rows: _TableRows, index: int) -> None:
        self.rows, self.its_index = rows, index

    def delete(self) -> None:
        self.rows.table.excel.call()
        self.rows._shift(self.rows.table.its.area.top + self.its_index + 1, -1)
