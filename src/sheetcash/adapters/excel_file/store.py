"""A workbook in a file, as the use cases see it: read as tables, changed by patching."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sheetcash.errors import AccessDenied, NoSuchWorkbook

if TYPE_CHECKING:
    from sheetcash.workbook.edits import Edit
    from sheetcash.workbook.raw import Snapshot


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
        from sheetcash.adapters.excel_file.placement import resolve
        from sheetcash.adapters.excel_file.safewrite import ensure_writable, replace_file

        cells = resolve(snapshot, edits)
        ensure_writable(self.path)
        return replace_file(
            self.path,
            lambda target: patch(self.path, cells, target),
            expected_sha256=snapshot.version,
        )
