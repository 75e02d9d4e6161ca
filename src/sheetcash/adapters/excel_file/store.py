"""A workbook in a file, as the use cases see it: read as tables, changed by patching."""

from __future__ import annotations

import io
import stat
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcash.errors import AccessDenied, NoSuchWorkbook

if TYPE_CHECKING:
    from datetime import date
    from typing import BinaryIO

    from sheetcash.ports import Copie
    from sheetcash.workbook.cells import CellEdit
    from sheetcash.workbook.edits import Edit
    from sheetcash.workbook.raw import Snapshot


class ExcelFile:
    """An .xlsx or .xlsm of the user's; fulfils :class:`sheetcash.ports.WorkbookStore`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[tuple[int, int, int], str] | None = None
        self._ecrite = ""

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def shared(self) -> None:
        """None: a lock holds the file."""
        return None

    @property
    def ecrite(self) -> str:
        """The hash of what :meth:`write` wrote last."""
        return self._ecrite

    def read(self, tables: Collection[str] | None = None, *, to_write: bool = True) -> Snapshot:
        """The named tables and the settings, as the file holds them now.

        Without ``to_write`` the snapshot bears no version: it is only to be looked at.
        """
        from sheetcash.adapters.excel_file.reader import read_snapshot

        data = self._bytes()
        return read_snapshot(data, self.name, _version(data) if to_write else "", tables)

    def _bytes(self) -> bytes:
        try:
            if not stat.S_ISREG(mode := self.path.stat().st_mode) and not stat.S_ISDIR(mode):
                raise NoSuchWorkbook(  # reading a pipe or a device might never end
                    f"« {self.path} » n'est pas un fichier.", "Donnez le fichier .xlsx ou .xlsm."
                )
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
            now = self.path.stat()
        except OSError:
            return ""  # gone: different from any version read
        mark = (now.st_mtime_ns, now.st_size, now.st_ino)
        if self._seen is None or self._seen[0] != mark:
            self._seen = (mark, _version(self._bytes()))
        return self._seen[1]

    def ensure_writable(self) -> None:
        """Fail now rather than after the mails have left."""
        from sheetcash.adapters.excel_file.safewrite import ensure_writable

        ensure_writable(self.path)

    def enregistrer(self) -> None:
        """Nothing is left to do: :meth:`write` puts the file on the disk."""

    def write(self, snapshot: Snapshot, edits: Sequence[Edit], jour: date | None = None) -> int:
        """Patch the file the snapshot was read from; all the edits or none.

        With ``jour`` the values that a viewer shows are made true for that day.
        """
        from sheetcash.adapters.excel_file.patch import patch
        from sheetcash.adapters.excel_file.safewrite import ensure_writable, replace_file
        from sheetcash.workbook.placement import resolve

        cells = resolve(snapshot, edits)
        ensure_writable(self.path)
        written = ""

        def write(target: BinaryIO) -> int:
            nonlocal written
            edited = io.BytesIO()
            count = patch(self.path, cells, edited)
            if jour is not None and not _too_many(snapshot, edits):
                renewed = renewed_values(edited.getvalue(), self.name, jour)
                whole = io.BytesIO()
                patch(edited.getvalue(), renewed, whole)
                edited = whole
            written = _version(edited.getvalue())
            target.write(edited.getvalue())
            return count

        # What this run wrote itself needs no backup: it would push out one of the user's.
        ours = snapshot.version == self._ecrite
        count = replace_file(self.path, write, expected_sha256=snapshot.version, keep=not ours)
        self._ecrite = written
        return count

    def a_des_macros(self) -> bool:
        """Whether the file declares itself a macro workbook, whatever its name says."""
        from sheetcash.adapters.excel_file.package import Package

        with Package(self._bytes()) as package:
            return "macroEnabled" in package.content_type(package.workbook)

    def copie_comptable(self, jour: date, mention: str, *, impose: bool) -> Copie:
        """The copy for the accountant; the file is only read."""
        return copied(self._bytes(), self.name, jour, mention, impose=impose)


def copied(data: bytes, name: str, jour: date, mention: str, *, impose: bool) -> Copie:
    """The accountant's copy of a workbook's bytes, wherever they come from."""
    from sheetcash.adapters.excel_file.accountant import accountant_copy

    def renew(data: bytes) -> list[CellEdit]:
        return renewed_values(data, name, jour)

    return accountant_copy(data, name, jour, mention, renew, impose=impose)


def renewed_values(data: bytes, name: str, jour: date) -> list[CellEdit]:
    """The cached values to renew; none where that cannot be told."""
    from sheetcash.adapters.excel_file.caches import renewed
    from sheetcash.adapters.excel_file.reader import read_snapshot

    try:
        return renewed(data, read_snapshot(data, name, ""), jour)
    except Exception:  # noqa: BLE001 - a courtesy to viewers: a status must be written anyway
        return []


def _too_many(snapshot: Snapshot, edits: Sequence[Edit]) -> bool:
    """Whether the cached values wait for Excel, known without reading the workbook again."""
    from sheetcash.adapters.excel_file.caches import MAX_ROWS
    from sheetcash.workbook.edits import AppendRows

    added = sum(one.nombre if isinstance(one, AppendRows) else 1 for one in edits)
    return sum(raw.height for raw in snapshot.tables.values()) + added > 2 * MAX_ROWS


def _version(data: bytes) -> str:
    import hashlib  # OpenSSL takes its time; a command that only looks does without

    return hashlib.sha256(data).hexdigest()
