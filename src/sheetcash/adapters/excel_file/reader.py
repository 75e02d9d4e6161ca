"""An .xlsx or .xlsm into a snapshot."""

from __future__ import annotations

from collections.abc import Collection

from sheetcash.adapters.excel_file.grids import Grids
from sheetcash.adapters.excel_file.package import Package
from sheetcash.workbook.locating import locate
from sheetcash.workbook.raw import Snapshot


def read_snapshot(
    data: bytes, name: str, version: str, tables: Collection[str] | None = None
) -> Snapshot:
    """Read the named tables (all by default) and the settings.

    Args:
        data: the file's bytes.
        name: the file's name, for messages.
        version: the token of these very bytes.
        tables: as for :func:`sheetcash.workbook.locating.locate`, whose errors it raises too.

    Raises:
        PasswordProtected: the file is encrypted.
        NotAWorkbook: it is not a sound .xlsx or .xlsm.
    """
    with Package(data) as package:
        return locate(Grids(package, data, name), version, tables)
