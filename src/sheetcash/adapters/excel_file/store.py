"""A workbook in a file, as the use cases see it: read as tables, changed by patching."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from decimal import Decimal
from pathlib import Path

from sheetcash.adapters.excel_file.cells import CellEdit, CellValue, PatchEdit, RowAppend
from sheetcash.errors import AccessDenied, InputError, NoSuchWorkbook
from sheetcash.workbook.edits import Edit, SetSetting, UpdateRow, Value
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.schema import MONTANT, Column
from sheetcash.workbook.tables import TABLES


class ExcelFile:
    """An .xlsx or .xlsm of the user's; fulfils :class:`sheetcash.ports.WorkbookStore`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[tuple[int, int, int], str] | None = None

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    def read(self, tables: Collection[str] | None = None) -> Snapshot:
        """The named tables and the settings, as the file holds them now."""
        from sheetcash.adapters.excel_file.reader import read_snapshot

        data = self._bytes()
        return read_snapshot(data, self.name, hashlib.sha256(data).hexdigest(), tables)

    def _bytes(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError as error:
            raise NoSuchWorkbook(
                f"Le classeur « {self.path} » n'existe pas.",
                "Vérifiez le nom et le dossier ; « sheetcash nouveau » en crée un.",
            ) from error
        except IsADirectoryError as error:
            raise NoSuchWorkbook(
                f"« {self.path} » est un dossier.", "Donnez le fichier .xlsx ou .xlsm."
            ) from error
        except OSError as error:
            raise AccessDenied(
                f"Le classeur « {self.name} » ne peut pas être lu ({error.strerror}).",
                "Vérifiez vos droits, et qu'il n'est pas ouvert ailleurs.",
            ) from error

    def version(self) -> str:
        """The hash of the file's bytes; computed anew only when the file looks different."""
        try:
            stat = self.path.stat()
        except OSError:
            return ""  # gone: different from any version read
        mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if self._seen is None or self._seen[0] != mark:
            self._seen = (mark, hashlib.sha256(self._bytes()).hexdigest())
        return self._seen[1]

    def ensure_writable(self) -> None:
        """Fail now rather than after the mails have left."""
        from sheetcash.adapters.excel_file.safewrite import ensure_writable

        ensure_writable(self.path)

    def write(self, snapshot: Snapshot, edits: Sequence[Edit]) -> int:
        """Patch the file the snapshot was read from; all the edits or none."""
        from sheetcash.adapters.excel_file.patch import patch
        from sheetcash.adapters.excel_file.safewrite import ensure_writable, replace_file

        cells = resolve(snapshot, edits)
        ensure_writable(self.path)
        return replace_file(
            self.path,
            lambda target: patch(self.path, cells, target),
            expected_sha256=snapshot.version,
        )


def resolve(snapshot: Snapshot, edits: Sequence[Edit]) -> list[PatchEdit]:
    """The edits as cells of the very file the snapshot was read from.

    A column of the contract that the user took away is passed over; what is typed as text stays
    text, amounts become euros.
    """
    cells: list[PatchEdit] = []
    loose: dict[str, int] = {}
    for edit in edits:
        if isinstance(edit, SetSetting):
            cells.append(_setting(snapshot, edit))
            continue
        raw, table = snapshot.tables[edit.table], TABLES[edit.table]
        given = [
            (table.column(title), raw.positions[title], value)
            for title, value in edit.values.items()
            if title in raw.positions
        ]
        if isinstance(edit, UpdateRow):
            cells += [
                CellEdit(raw.sheet, edit.row, at, cell(column, value), column.computed)
                for column, at, value in given
            ]
        elif raw.left:
            values = {at - raw.left: cell(column, value) for column, at, value in given}
            cells.append(RowAppend(edit.table, values))
        else:
            row = raw.first_row + _height(raw) + loose.get(edit.table, 0)
            loose[edit.table] = loose.get(edit.table, 0) + 1
            cells += [
                CellEdit(raw.sheet, row, at, cell(column, value)) for column, at, value in given
            ]
    return cells


def _height(raw: RawTable) -> int:
    """Rows down to the last one in which something is typed."""
    for index in range(raw.height - 1, -1, -1):
        if any(column[index] not in ("", None) for column in raw.columns.values()):
            return index + 1
    return 0


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
