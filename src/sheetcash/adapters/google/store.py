"""A Google spreadsheet, as the use cases see it: read as tables, changed in one call."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from sheetcash.core.periods import serial
from sheetcash.errors import ExternallyChanged, InputError
from sheetcash.workbook.cells import CellEdit
from sheetcash.workbook.locating import locate
from sheetcash.workbook.placement import resolve
from sheetcash.workbook.schema import fold
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.service import Service
    from sheetcash.adapters.google.sheets import GoogleSheets
    from sheetcash.workbook.edits import Edit
    from sheetcash.workbook.raw import Snapshot

_PARAMETRES: Final = "Paramètres"
_ID: Final = re.compile(
    r"https?://docs\.google\.com/\S*/d/([A-Za-z0-9_-]{20,})(?:[/?#]\S*)?|([A-Za-z0-9_-]{20,})"
)


class GoogleStore:
    """A spreadsheet of Google's; fulfils :class:`sheetcash.ports.WorkbookStore`.

    Args:
        service: the calls.
        given: the spreadsheet's id, or its address.

    Raises:
        InputError: that is neither.
    """

    def __init__(self, service: Service, given: str) -> None:
        found = _ID.fullmatch(given.strip())
        if found is None:
            raise InputError(
                f"« gsheet:{given} » n'est pas une feuille Google.",
                "Donnez gsheet: suivi de la partie de l'adresse entre /d/ et /edit.",
            )
        self.id = found[1] or found[2]
        self._service = service
        self._titles: list[str] = []
        self._name = ""

    @property
    def name(self) -> str:
        """The spreadsheet's title."""
        if not self._name:
            self._name = self._service.sheets(self.id)[0]
        return self._name

    def read(self, tables: Collection[str] | None = None, *, to_write: bool = True) -> Snapshot:
        """The named tables and the settings, as they are now, in one call.

        Without ``to_write`` the snapshot bears no version: it is only to be looked at.
        """
        from sheetcash.adapters.google.sheets import with_days

        its = [TABLES[one] for one in (tables if tables is not None else TABLES)]
        self._titles = list(dict.fromkeys([*(table.sheet for table in its), _PARAMETRES]))
        sheets = self._open()
        return with_days(locate(sheets, _version(sheets) if to_write else "", tables))

    def _open(self) -> GoogleSheets:
        from sheetcash.adapters.google.sheets import GoogleSheets

        return GoogleSheets(self._service, self.id, self._titles)

    def version(self) -> str:
        """A token of the cells of the sheets that were read last."""
        return _version(self._open())

    def ensure_writable(self) -> None:
        """Google tells only when it is asked to write: nothing is known before."""

    def enregistrer(self) -> None:
        """Nothing is left to do: Google keeps what it is given."""

    def write(self, snapshot: Snapshot, edits: Sequence[Edit], jour: date | None = None) -> int:
        """Change the cells of the spreadsheet the snapshot was read from, in one call.

        The day is of no use here: Google computes.
        """
        cells = [one for one in resolve(snapshot, edits) if isinstance(one, CellEdit)]
        cells = [one for one in cells if not one.keep_formula]
        if not snapshot.version or self.version() != snapshot.version:
            raise ExternallyChanged(
                "La feuille Google a changé pendant le travail.",
                "Recommencez. Rien n'a été changé.",
            )
        if cells:
            _, tabs = self._service.sheets(self.id)
            self._service.change(self.id, _requests(cells, tabs))
        return len(cells)


def _requests(cells: Sequence[CellEdit], tabs: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """The edits as Google's requests, cells beside each other together; room is made first."""
    by_sheet: dict[str, list[CellEdit]] = {}
    for one in sorted(cells, key=lambda edit: (edit.sheet, edit.row, edit.column)):
        by_sheet.setdefault(one.sheet, []).append(one)
    room, writes = [], []
    for title, its in by_sheet.items():
        sheet, rows = tabs[_tab(title, tabs)]
        missing = max(edit.row for edit in its) - rows
        if missing > 0:
            length = {"sheetId": sheet, "dimension": "ROWS", "length": missing}
            room.append({"appendDimension": length})
        for _, run in groupby(enumerate(its), key=_line):
            beside = [edit for _, edit in run]
            start = {
                "sheetId": sheet,
                "rowIndex": beside[0].row - 1,
                "columnIndex": beside[0].column - 1,
            }
            values = [_entered(edit.value) for edit in beside]
            update = {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}
            writes.append({"updateCells": update})
    return [*room, *writes]


def _tab(title: str, tabs: dict[str, tuple[int, int]]) -> str:
    """The sheet of that very title, else the only one that differs by case or accents."""
    like = [title] if title in tabs else [name for name in tabs if fold(name) == fold(title)]
    if len(like) != 1:
        raise ExternallyChanged(
            f"La feuille « {title} » a changé de nom pendant le travail.",
            "Recommencez. Rien n'a été changé.",
        )
    return like[0]


def _line(numbered: tuple[int, CellEdit]) -> tuple[int, int]:
    """What cells beside each other share, once they are numbered in order."""
    number, edit = numbered
    return edit.row, edit.column - number


def _entered(value: object) -> dict[str, Any]:
    """A value as a cell is given it, whatever the sheet's language: never as if typed."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    if isinstance(value, date):
        return {"userEnteredValue": {"numberValue": serial(value)}}
    return {"userEnteredValue": {"numberValue": float(value)}}  # type: ignore[arg-type]


def _version(sheets: GoogleSheets) -> str:
    return sha256(repr(sorted(sheets.values.items())).encode()).hexdigest()
