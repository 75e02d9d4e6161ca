"""A use case's edits as cells of the very workbook its snapshot was read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from sheetcash.errors import InputError
from sheetcash.workbook.cells import (
    CellEdit,
    CellValue,
    PatchEdit,
    RowAppend,
    RowLock,
    RowsAppend,
)
from sheetcash.workbook.edits import (
    AppendRow,
    AppendRows,
    Edit,
    LockRows,
    SetSetting,
    UpdateRow,
    Value,
    une_a_une,
)
from sheetcash.workbook.raw import RawTable, Snapshot, tapees
from sheetcash.workbook.schema import MONTANT, Column
from sheetcash.workbook.tables import TABLES


def resolve(snapshot: Snapshot, edits: Sequence[Edit]) -> list[PatchEdit]:
    """The edits as cells of the very workbook the snapshot was read from.

    A column of the contract that the user took away is passed over; what is typed as text stays
    text, amounts become euros.
    """
    if any(isinstance(one, AppendRows) and not snapshot.tables[one.table].left for one in edits):
        edits = une_a_une(edits)  # cell by cell, where the rows are in no ListObject
    cells: list[PatchEdit] = []
    loose: dict[str, int] = {}  # the next row of each table that is no ListObject
    forms: dict[tuple[str, ...], list[tuple[str, int, bool]]] = {}
    kinds = {name: {one.title: one for one in TABLES[name].columns} for name in snapshot.tables}
    for edit in edits:
        if isinstance(edit, AppendRow) and (raw := snapshot.tables[edit.table]).left:
            form, columns = (edit.table, *edit.values), kinds[edit.table]
            if form not in forms:
                forms[form] = _places(raw, columns, edit.values)
            values = {
                at: edit.values[title] if plain else cell(columns[title], edit.values[title])
                for title, at, plain in forms[form]
            }
            cells.append(RowAppend(edit.table, values))
            continue
        if isinstance(edit, AppendRows):
            cells.append(_lignes(snapshot.tables[edit.table], edit))
            continue
        if isinstance(edit, SetSetting):
            cells.append(_setting(snapshot, edit))
            continue
        raw, columns = snapshot.tables[edit.table], kinds[edit.table]
        if isinstance(edit, LockRows):
            locked = [raw.positions[title] for title in edit.titles if title in raw.positions]
            seal = raw.positions.get(edit.seal)
            if locked and seal is not None:
                lock = RowLock(raw.sheet, edit.first, edit.last, tuple(locked), seal)
                cells.append(lock)
            continue
        given = [
            (columns[title], raw.positions[title], value)
            for title, value in edit.values.items()
            if title in raw.positions
        ]
        if isinstance(edit, UpdateRow):
            cells += [
                CellEdit(raw.sheet, edit.row, at, cell(column, value), column.computed)
                for column, at, value in given
            ]
        else:
            if edit.table not in loose:
                loose[edit.table] = raw.first_row + remplies(raw)
            row = loose[edit.table]
            loose[edit.table] += 1
            cells += [
                CellEdit(raw.sheet, row, at, cell(column, value)) for column, at, value in given
            ]
    return cells


def _lignes(raw: RawTable, edit: AppendRows) -> RowsAppend:
    columns: dict[int, list[CellValue]] = {}
    for title, values in edit.columns.items():
        if title in raw.positions:
            column = TABLES[edit.table].column(title)
            money = column.kind == MONTANT
            its = [cell(column, value) for value in values] if money else values
            columns[raw.positions[title] - raw.left] = its
    return RowsAppend(edit.table, columns)


def _places(
    raw: RawTable, columns: dict[str, Column], titles: Iterable[str]
) -> list[tuple[str, int, bool]]:
    """Where the values of a new row go, and which are written as they are; alike for thousands."""
    return [
        (title, raw.positions[title] - raw.left, columns[title].kind != MONTANT)
        for title in titles
        if title in raw.positions
    ]


def remplies(raw: RawTable) -> int:
    """A table's rows down to the last one in which something is typed."""
    return tapees(raw.columns.values(), raw.height)


def cell(column: Column, value: Value) -> CellValue:
    """A value of the core as its cell holds it: euros, exact to the cent, for an amount.

    >>> from sheetcash.workbook.tables import FACTURES
    >>> cell(FACTURES.column("Montant"), 123456)
    Decimal('1234.56')
    """
    if column.kind == MONTANT and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value).scaleb(-2)
    return value


def _setting(snapshot: Snapshot, edit: SetSetting) -> CellEdit:
    raw = snapshot.settings.get(edit.label)
    if raw is None:
        raise InputError(
            f"Feuille « Paramètres » : le réglage « {edit.label} » manque.",
            f"Écrivez « {edit.label} » dans une cellule de la première colonne.",
        )
    return CellEdit(raw.sheet, raw.row, raw.column, edit.value)
