"""The cells of the sheets, as calamine gives them, with the errors it hides put back.

calamine is only asked for a sheet that can be held in memory, and what it raises is told in
French.
"""

from __future__ import annotations

import contextlib
import gc
import io
from collections.abc import Iterator, Mapping

import python_calamine as calamine

from sheetcash.adapters.aside import Aside
from sheetcash.adapters.excel_file.listobject import ListObject, parse_list_object
from sheetcash.adapters.excel_file.oddcells import far_cell, odd_cells
from sheetcash.adapters.excel_file.package import Package
from sheetcash.adapters.excel_file.xmltext import attribute, elements, masked, unescape
from sheetcash.errors import InputError, NotAWorkbook
from sheetcash.workbook.grid import Grid, Listed
from sheetcash.workbook.schema import CellError

#: Bytes from which a second thread is worth its start.
_LARGE = 1 << 20


class Grids:
    """The sheets of a workbook, each loaded once, its ListObjects and its names.

    Fulfils :class:`sheetcash.workbook.grid.Sheets`.

    Raises:
        PasswordProtected: the file is encrypted.
        NotAWorkbook: it is not a sound .xlsx or .xlsm.
    """

    def __init__(self, package: Package, data: bytes, name: str) -> None:
        # Opening takes calamine as long as it takes us to read a large sheet's text.
        self._book = Aside(
            lambda: calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)),
            long=len(data) > _LARGE,
        )
        self._package = package
        self._name = name
        self._parts = package.sheets()
        self.listed: dict[str, Listed] = {}
        for sheet, part in self._parts.items():
            for table in package.tables(part):
                one = parse_list_object(table, package.read(table))
                self.listed[one.name.casefold()] = _listed(sheet, one)
        self.sheet_names = list(self._parts)
        self._grids: dict[str, Grid] = {}

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of calamine, its panics included (they are no Exception), as ours."""
        try:
            yield
        except BaseException as error:
            panic = type(error).__name__ == "PanicException"
            if not panic and not isinstance(error, calamine.CalamineError):
                raise
            raise NotAWorkbook(
                f"« {self._name} » ne peut pas être lu comme un classeur Excel.",
                "Ouvrez-le dans Excel et enregistrez-le de nouveau, ou restaurez une sauvegarde.",
            ) from error

    def sheet(self, name: str) -> Grid:
        """The cells of a sheet.

        Raises:
            InputError: a cell stands so far away that the sheet cannot be loaded.
        """
        if name not in self._grids:
            text = self._package.read(self._parts[name])
            self._refuse_far(name, text)
            odd = Aside(lambda: odd_cells(text), long=len(text) > _LARGE)
            with self._told(), _no_collection():
                one = self._book.result().get_sheet_by_name(name)
                grid = Grid(one.to_python(), *(one.start or (0, 0)))  # type: ignore[arg-type]
            self._grids[name] = _with_errors(grid, odd.result())
        return self._grids[name]

    def _refuse_far(self, name: str, text: bytes) -> None:
        bottoms = [one.last + one.totals for one in self.listed.values() if one.sheet == name]
        far = far_cell(text, max(bottoms, default=None))
        if far is not None:
            raise InputError(
                f"Feuille « {name} » : la cellule {far} est remplie, bien trop loin des autres.",
                f"Supprimez la cellule {far} (avec sa ligne et sa colonne), enregistrez, puis "
                "recommencez.",
            )

    def names(self) -> Iterator[tuple[str, str]]:
        """The names of the whole workbook, those of one sheet left out."""
        text = self._package.read(self._package.workbook)
        mask = masked(text)
        for element in elements(mask, b"*:definedName"):
            if attribute(element.attributes, b"localSheetId") is None:
                name = attribute(element.attributes, b"name") or ""
                yield name, unescape(text[element.inner : element.inner_end])


def _listed(sheet: str, one: ListObject) -> Listed:
    titles = [column.title for column in one.columns]
    return Listed(sheet, titles, one.area.left, one.first, one.last, one.totals)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    """Cells make no cycles: looking for some while a million are made only costs time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _with_errors(grid: Grid, odd: Mapping[tuple[int, int], CellError]) -> Grid:
    """The grid, grown if need be, with the errors at their places."""
    if not odd:
        return grid
    rows, top, left = grid
    if not rows:
        top, left = min(row for row, _ in odd), min(column for _, column in odd)
    width = max(len(rows[0]) if rows else 0, max(column for _, column in odd) - left + 1)
    rows += [[] for _ in range(len(rows), max(row for row, _ in odd) - top + 1)]
    for cells in rows:
        cells += [""] * (width - len(cells))
    for (row, column), error in odd.items():
        if row >= top and column >= left:  # nothing of the contract stands before the titles
            rows[row - top][column - left] = error
    return Grid(rows, top, left)
