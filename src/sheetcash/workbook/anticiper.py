"""A workbook as it will be once edits are written, so that others can be planned at once.

A statement's rows are matched before they are in the sheet: one reading and one writing of the
workbook do for both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sheetcash.core.money import euros
from sheetcash.workbook.edits import AppendRow, AppendRows, Edit, SetSetting, UpdateRow, Value
from sheetcash.workbook.locating import saisies
from sheetcash.workbook.placement import cell
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.schema import MONTANT, Column
from sheetcash.workbook.tables import TABLES

_TELS_QUELS: Final = frozenset((str, date, type(None)))


class Anticipe(NamedTuple):
    """What a workbook will be.

    Attributes:
        snapshot: as it would be read; calculated columns of new rows are blank.
        edits: those that make it so.
        debuts: by table, the row of its first new one.
        sur: False where that row, or what a formula will show, can only be known by writing.
    """

    snapshot: Snapshot
    edits: Sequence[Edit]
    debuts: dict[str, int]
    sur: bool = True

    def et(self, suite: Sequence[Edit]) -> list[Edit]:
        """These edits and those planned on the snapshot, as edits of the workbook as it is.

        What is said of a new row, or of one that changes already, goes into that one's edit: a row
        that is not there yet cannot be found again.
        """
        found = list(self.edits)
        ranks: dict[tuple[str, int], int] = {}
        many: dict[str, list[tuple[int, int]]] = defaultdict(list)  # first rows, and ranks
        seen: dict[str, int] = dict(self.debuts)
        for rank, one in enumerate(found):
            if isinstance(one, AppendRow):
                ranks[one.table, seen[one.table]] = rank
                seen[one.table] += 1
            elif isinstance(one, AppendRows):
                copied = {title: list(values) for title, values in one.columns.items()}
                found[rank] = one._replace(columns=copied)
                many[one.table].append((seen[one.table], rank))
                seen[one.table] += one.nombre
            elif isinstance(one, UpdateRow):
                ranks[one.table, one.row] = rank
        for one in suite:
            if not isinstance(one, UpdateRow):
                found.append(one)
                continue
            if (at := ranks.get((one.table, one.row))) is not None:
                before = found[at]
                assert isinstance(before, AppendRow | UpdateRow)  # they alone have a place
                found[at] = before._replace(values={**before.values, **one.values})
                continue
            for first, rank in many[one.table]:
                rows = found[rank]
                assert isinstance(rows, AppendRows)
                if 0 <= one.row - first < rows.nombre:
                    for title, value in one.values.items():
                        column = rows.columns.setdefault(title, [None] * rows.nombre)
                        column[one.row - first] = value
                    break
            else:
                found.append(one)
        return found


def anticiper(snapshot: Snapshot, edits: Sequence[Edit]) -> Anticipe:
    """The workbook that these edits make, from the one they were planned on.

    New rows come under the last one that holds anything typed, as every store puts them.

    >>> raw = RawTable("tblPostes", "Postes", 5, {"Poste": ["Loyer", None]}, {"Poste": 2})
    >>> new = [AppendRow("tblPostes", {"Poste": "Train"})]
    >>> seen = anticiper(Snapshot("v", {"tblPostes": raw}, {}), new)
    >>> seen.snapshot.tables["tblPostes"].columns["Poste"], seen.debuts
    (['Loyer', 'Train'], {'tblPostes': 6})
    >>> seen.et([UpdateRow("tblPostes", 6, "", {"Fournisseur": "SNCF"})])[0].values
    {'Poste': 'Train', 'Fournisseur': 'SNCF'}
    """
    updated: dict[str, list[UpdateRow]] = defaultdict(list)
    added: dict[str, list[AppendRow | AppendRows]] = defaultdict(list)
    settings = dict(snapshot.settings)
    for one in edits:
        if isinstance(one, UpdateRow):
            updated[one.table].append(one)
        elif isinstance(one, AppendRow | AppendRows):
            added[one.table].append(one)
        elif isinstance(one, SetSetting) and (raw := settings.get(one.label)) is not None:
            settings[one.label] = raw._replace(values=[one.value, *raw.values[1:]])
    tables, starts = dict(snapshot.tables), {}
    for name in {*updated, *added}:
        table = tables[name]
        count = saisies(table) if name in added else table.height
        starts[name] = table.first_row + count
        tables[name] = _table(table, count, updated[name], added[name])
    sure = all(raw.calculee for raw in snapshot.tables.values())
    sure = sure and all(snapshot.tables[name].nette for name in added)
    return Anticipe(snapshot._replace(tables=tables, settings=settings), edits, starts, sure)


def _table(
    raw: RawTable,
    count: int,
    updated: Sequence[UpdateRow],
    added: Sequence[AppendRow | AppendRows],
) -> RawTable:
    columns: dict[str, list[object]] = {}
    for title, values in raw.columns.items():
        there = title in raw.positions
        column = TABLES[raw.table].column(title)
        new: list[Value] = []
        for one in added:
            if isinstance(one, AppendRow):
                new.append(one.values.get(title))
            else:
                new += one.columns.get(title) or [None] * one.nombre
        kept = [*values[:count], *_lues(column, new if there else [None] * len(new))]
        for edit in updated if there else ():
            if title in edit.values:
                value = edit.values[title]
                kept[edit.row - raw.first_row] = _lue(cell(column, value))
        columns[title] = kept
    return raw._replace(columns=columns)


def _lues(column: Column, values: Sequence[Value]) -> list[object]:
    if set(map(type, values)) <= _TELS_QUELS:
        return list(values)  # nothing to convert, the usual case
    if column.kind == MONTANT and set(map(type, values)) == {int}:
        return list(map(euros, values))  # type: ignore[arg-type]
    return [_lue(cell(column, value)) for value in values]


def _lue(value: Value) -> object:
    """A cell as it would be read again: numbers as a spreadsheet has them, a blank text gone."""
    if value == "":
        return None
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return float(value)
    return value
