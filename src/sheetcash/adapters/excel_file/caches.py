"""The values a viewer shows, made true again after an edit.

A workbook is built anew, in memory, from the user's own rows; where a cell of the user's file
holds the very formula of that one, it gets its value. Whatever the user changed, moved or added is
left to Excel, which computes everything when it opens the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date

from sheetcash.adapters.excel_file.package import Package
from sheetcash.adapters.excel_file.xmltext import unescape
from sheetcash.templates.places import FIRST_ROW
from sheetcash.templates.xlsx import build
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.cells import CellEdit
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.relecture import contenu
from sheetcash.workbook.tables import TABLES

#: Beyond that many rows the cached values wait for Excel: building would take half a minute.
MAX_ROWS = 50_000

_CELL = re.compile(rb"<c ([^>]*)><f(?: aca=\"[a-z0-9]+\")?>([^<]*)</f>(?:<v>([^<]*)</v>|<v/>)?</c>")
_REFERENCE, _TYPE = re.compile(rb'\br="([A-Z]+[0-9]+)"'), re.compile(rb'\bt="([a-z]+)"')

Known = dict[str, tuple[str, str, str]]  # reference -> formula, type, value as written


def renewed(data: bytes, snapshot: Snapshot, jour: date) -> list[CellEdit]:
    """The cached values that are no longer true in a workbook.

    Args:
        data: the workbook, its edits made.
        snapshot: the same, read.
        jour: the day its figures are wanted for.
    """
    if sum(raw.height for raw in snapshot.tables.values()) > MAX_ROWS:
        return []
    moved = {raw.sheet for raw in snapshot.tables.values() if raw.first_row != FIRST_ROW + 1} | {
        raw.sheet for raw in snapshot.tables.values() if raw.sheet != TABLES[raw.table].sheet
    }
    reference = io.BytesIO()
    build(reference, contenu(snapshot), jour, calculs_seuls=True)
    with Package(data) as ours, Package(reference.getvalue()) as theirs:
        wanted = {name: _formulas(theirs, part) for name, part in theirs.sheets().items()}
        return [
            edit
            for name, part in ours.sheets().items()
            if name in wanted and name not in moved
            for edit in _different(name, _formulas(ours, part), wanted[name])
        ]


def _formulas(package: Package, part: str) -> Known:
    found: Known = {}
    for attributes, formula, value in _CELL.findall(package.read(part)):
        reference, kind = _REFERENCE.search(attributes), _TYPE.search(attributes)
        if reference is not None:
            found[reference[1].decode()] = (
                unescape(formula),
                kind[1].decode() if kind else "n",
                unescape(value),
            )
    return found


def _different(sheet: str, ours: Known, theirs: Known) -> Iterator[CellEdit]:
    for reference, (formula, kind, value) in ours.items():
        other = theirs.get(reference)
        if other is None or other[0] != formula or other[1] not in ("n", "str"):
            continue
        true = _value(other[1], other[2])
        area = Area.parse(reference)
        if area is not None and _value(kind, value) != true:
            yield CellEdit(sheet, area.top, area.left, true, keep_formula=True)


def _value(kind: str, written: str) -> float | str:
    return float(written) if kind == "n" and written else written
