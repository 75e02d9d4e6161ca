"""Cells changed in an open workbook: each column in one block, whatever its rows.

Excel is asked once what stands between the cells to change, and given all of it back: only where
that could not be given back as it is are there several blocks. Under a filter Excel puts a block's
values into the wrong rows (xlwings #747): there cells go one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.excel_live.faults import may_be_made, patient
from sheetcash.adapters.excel_live.sheets import LiveSheets, blocks, native, rows
from sheetcash.adapters.excel_live.typed import again, typed
from sheetcash.errors import Locked, SheetcashError
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.cells import CellEdit

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlwings import Range, Sheet


class Written(NamedTuple):
    """One block that was written, and what undoes it."""

    area: Area
    undo: Callable[[], None]


class Writer:
    """Writes into the sheets of an open workbook, and can take it back.

    Attributes:
        sheet: the sheet being written, for messages.
        count: the cells changed.
    """

    def __init__(self, live: LiveSheets) -> None:
        self.live = live
        self.sheet = ""
        self.count = 0
        self._undo: list[Callable[[], None]] = []
        self._filtered: dict[str, bool] = {}

    def write(self, edits: Sequence[CellEdit]) -> None:
        """Change cells; where a formula is to be kept it is, and Excel computes it."""
        columns: dict[tuple[str, int], dict[int, CellEdit]] = defaultdict(dict)
        for edit in edits:
            columns[edit.sheet, edit.column][edit.row] = edit
        for (sheet, column), its in columns.items():
            self.sheet = sheet
            area = Area(min(its), column, max(its), column)
            for block in blocks(area):
                inside = {row: its[row] for row in range(block.top, block.bottom + 1) if row in its}
                if inside:
                    self._column(sheet, block, inside)

    def _column(self, sheet: str, area: Area, edits: dict[int, CellEdit]) -> None:
        area = area._replace(top=min(edits), bottom=max(edits))
        formulas = [row[0] for row in rows(self.formulas(sheet, area))]
        formulas += [""] * (area.bottom - area.top + 1 - len(formulas))
        wanted: dict[int, object] = {}
        for row, edit in edits.items():
            computed = str(formulas[row - area.top] or "").startswith("=")
            if not (edit.keep_formula and computed):
                wanted[row] = typed(edit.value)
        if not wanted:
            return
        self.count += len(wanted)
        grid = self.live.sheet(sheet)
        alone = self.one_by_one(sheet)

        def kept(row: int) -> tuple[bool, object]:
            found = grid.beside(row - 1, area.left - 1, 1)
            return again(found[0] if found else None, formulas[row - area.top])

        for first, values in _runs(wanted, kept, alone=alone):
            run = area._replace(top=first, bottom=first + len(values) - 1)
            old = [[formulas[row - area.top]] for row in range(run.top, run.bottom + 1)]
            self.put(sheet, run, [[value] for value in values], old)

    def formulas(self, sheet: str, area: Area) -> list[list[object]]:
        """What was typed into each cell of an area."""
        place = self.place(sheet, area)
        return rows(patient(lambda: place.formula))

    def place(self, sheet: str, area: Area) -> Range:
        """The cells of an area."""
        return patient(lambda: self.live.sheets[sheet].range(str(area)))

    def put(
        self, sheet: str, area: Area, values: list[list[object]], old: list[list[object]]
    ) -> None:
        """Write a block of values; ``old`` is what was typed there."""
        place = self.place(sheet, area)
        grid = self.live.sheet(sheet)

        def undo() -> None:
            before = []
            for down, its in enumerate(old):
                shown = grid.beside(area.top - 1 + down, area.left - 1, len(its))
                shown += [None] * (len(its) - len(shown))
                before.append([_former(*pair) for pair in zip(shown, its, strict=True)])
            place.value = before

        def write() -> None:
            place.value = values if len(values) > 1 or len(values[0]) > 1 else values[0][0]

        self.attempt(write, [undo], lambda: rows(patient(lambda: place.formula)) != old)

    def attempt(
        self, change: Callable[[], None], undo: list[Callable[[], None]], made: Callable[[], bool]
    ) -> None:
        """Make a change, and keep what takes it back.

        One that fails may be there all the same: macOS loses answers. It is looked for before
        anything is taken back.

        Args:
            change: makes it.
            undo: takes it back, the last first.
            made: whether it is there.
        """
        try:
            patient(change)
        except Exception as error:
            if may_be_made(error):
                self._undo += [_if_made(made, one) for one in undo]
            raise
        self._undo += undo

    def take_back(self) -> bool:
        """Undo what was written, the last first; False if Excel did not let all of it be."""
        whole = True
        while self._undo:
            undo = self._undo.pop()
            try:
                patient(undo)
            except Locked:  # it would be so for each of the others, ten seconds apart
                return False
            except Exception:  # noqa: BLE001 - the first error is the one to tell
                whole = False
        return whole

    def one_by_one(self, sheet: str) -> bool:
        """Whether a block might land in other rows there: a filter hides some.

        On a sheet without any table of ours the user may filter as they like: it is taken for so.
        """
        if sheet not in self._filtered:
            ours = any(one.sheet == sheet for one in self.live.listed.values())
            self._filtered[sheet] = not ours or _filtered(self.live.sheets[sheet])
        return self._filtered[sheet]


def _if_made(made: Callable[[], bool], undo: Callable[[], None]) -> Callable[[], None]:
    def look_first() -> None:
        if made():
            undo()

    return look_first


def _filtered(sheet: Sheet) -> bool:
    """Whether a filter hides rows; where Excel cannot tell, it is taken to."""
    try:
        if patient(lambda: native(sheet.api, "FilterMode", "filter_mode")):
            return True
        found = patient(
            lambda: [
                one.type
                for table in sheet.tables
                if table.show_autofilter
                for one in table.autofilter.criteria
            ]
        )
    except SheetcashError:
        raise
    except Exception:  # noqa: BLE001 - a filter of a kind that xlwings does not know
        return True
    return any(kind != "none" for kind in found)


def _runs(
    wanted: dict[int, object], kept: Callable[[int], tuple[bool, object]], *, alone: bool
) -> Iterator[tuple[int, list[object]]]:
    """The rows to write as runs: the first row of each, and its values."""
    order = sorted(wanted)
    start, values = order[0], [wanted[order[0]]]
    for before, row in pairwise(order):
        between = [kept(one) for one in range(before + 1, row)]
        if alone or not all(may for may, _ in between):
            yield start, values
            start, values = row, []
        else:
            values += [value for _, value in between]
        values.append(wanted[row])
    yield start, values


def _former(value: object, formula: object) -> object:
    """What puts a cell back as it was."""
    if isinstance(formula, str) and formula.startswith("="):
        return formula
    may, same = again(value, formula)
    return same if may else typed(value)  # type: ignore[arg-type]
