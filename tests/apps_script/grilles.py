"""Workbooks as grids of cells: the same for Python's readers and for the Apps Script sources."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import python_calamine as calamine

from sheetcash.adapters.google.days import with_days
from sheetcash.workbook.grid import Grid
from sheetcash.workbook.locating import locate
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.schema import CellError, fold
from sheetcash.workbook.tables import TABLES

Grilles = dict[str, list[list[Any]]]

DEMO = Path(__file__).parents[2] / "workbook_templates" / "sheetcash-demo.xlsx"


def lire(path: Path = DEMO) -> Grilles:
    """The values of a workbook's sheets; days as days."""

    def cell(value: Any) -> Any:
        if isinstance(value, time):
            return 0.0  # a zero shown as a day
        return value.date() if isinstance(value, datetime) else value

    book = calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: [
            list(map(cell, row))
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


def en_json(grilles: Grilles) -> Grilles:
    """The grids as the stand-in for Google's service takes them."""

    def cell(value: Any) -> Any:
        return {"date": value.isoformat()} if isinstance(value, date) else value

    return {name: [list(map(cell, row)) for row in rows] for name, rows in grilles.items()}


class Feuilles:
    """The grids as :class:`sheetcash.workbook.grid.Sheets`, without ListObjects nor names."""

    def __init__(self, grilles: Grilles) -> None:
        self.sheet_names = list(grilles)
        self.listed: dict[str, Any] = {}
        self._grilles = grilles

    def sheet(self, name: str) -> Grid:
        def cell(value: Any) -> Any:
            if isinstance(value, int) and not isinstance(value, bool):
                return float(value)
            error = isinstance(value, str) and value.startswith("#") and value.isupper()
            return CellError(value) if error else value

        rows = [list(map(cell, row)) for row in self._grilles[name]]
        width = max(map(len, rows), default=0)
        return Grid([row + [None] * (width - len(row)) for row in rows], 0, 0)

    def names(self) -> Iterator[tuple[str, str]]:
        return iter(())


def instantane(grilles: Grilles, tables: tuple[str, ...]) -> Snapshot:
    """What Python reads in the grids, as in a spreadsheet of Google's."""
    return with_days(locate(Feuilles(grilles), "v1", tables))


class Classeur:
    """Grids one changes by table, row and column title."""

    def __init__(self, grilles: Grilles) -> None:
        self.grilles = copy.deepcopy(grilles)

    def _place(self, table: str) -> tuple[list[list[Any]], int, dict[str, int]]:
        its = TABLES[table]
        rows = self.grilles[its.sheet]
        wanted = {fold(title) for title in its.titles}
        header = max(
            range(min(50, len(rows))),
            key=lambda at: len({fold(c) for c in rows[at] if isinstance(c, str)} & wanted),
        )
        titles = {fold(c): at for at, c in enumerate(rows[header]) if isinstance(c, str) and c}
        return rows, header, titles

    def numeros(self, table: str, titre: str) -> list[str]:
        """The cells of a column that hold something."""
        rows, header, titles = self._place(table)
        column = titles[fold(titre)]
        return [row[column] for row in rows[header + 1 :] if row[column]]

    def mettre(self, table: str, cle: str, titre: str, value: Any) -> None:
        """Change a cell of the row whose first contract column holds a key."""
        rows, header, titles = self._place(table)
        key = titles[fold(TABLES[table].key)]
        row = next(row for row in rows[header + 1 :] if row[key] == cle)
        row[titles[fold(titre)]] = value

    def ajouter(self, table: str, **cells: Any) -> None:
        """Add a row under the last one that holds something."""
        rows, header, titles = self._place(table)
        columns = [titles[fold(title)] for title in TABLES[table].titles if fold(title) in titles]
        last = max(
            (at for at, row in enumerate(rows) if any(row[column] != "" for column in columns)),
            default=header,
        )
        new: list[Any] = [""] * len(rows[header])
        for title, value in cells.items():
            new[titles[fold(title.replace("_", " "))]] = value
        rows.insert(last + 1, new)

    def regler(self, label: str, *values: Any) -> None:
        """Change a setting's cells."""
        for row in self.grilles["Paramètres"]:
            for at, cell in enumerate(row):
                if cell == label:
                    row += [""] * (at + 1 + len(values) - len(row))
                    row[at + 1 : at + 1 + len(values)] = values
                    return
        raise KeyError(label)
