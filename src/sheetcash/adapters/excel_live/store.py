"""An open workbook, as the use cases see it: read as tables, changed where the user sees it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, NoReturn

from sheetcash.adapters.excel_live.faults import NOTHING_DONE, bound_xlwings, patient, told
from sheetcash.adapters.excel_live.sheets import SILENT_ERRORS, LiveSheets, native
from sheetcash.errors import (
    AccessDenied,
    ExternallyChanged,
    InputError,
    SheetcashError,
    StoreError,
)
from sheetcash.workbook.cells import CellEdit, RowAppend, RowsAppend
from sheetcash.workbook.empreinte import empreinte
from sheetcash.workbook.locating import locate
from sheetcash.workbook.placement import resolve
from sheetcash.workbook.tables import FACTURES, RELANCES

if TYPE_CHECKING:
    from datetime import date

    from xlwings import Book

    from sheetcash.adapters.excel_live.writing import Writer
    from sheetcash.workbook.cells import CellValue, PatchEdit
    from sheetcash.workbook.edits import Edit
    from sheetcash.workbook.raw import Snapshot

#: What sync writes in, beside the settings.
_WRITTEN: Final = (FACTURES, RELANCES)


class ExcelLive:
    """A workbook open in Excel; fulfils :class:`sheetcash.ports.WorkbookStore`.

    What is selected, filtered or sorted stays so; nothing is saved: that is the user's to do.

    Args:
        book: the workbook.
        silent_errors: errors in cells come as nothing, as on macOS.
    """

    def __init__(self, book: Book, *, silent_errors: bool = SILENT_ERRORS) -> None:
        bound_xlwings()
        self.book = book
        self._silent = silent_errors
        self._tables: Collection[str] | None = None
        with told(""):
            self._name: str = patient(lambda: book.name)

    @property
    def name(self) -> str:
        """The workbook's name."""
        return self._name

    @property
    def shared(self) -> None:
        """None: one Excel holds it."""
        return None

    @property
    def ecrite(self) -> None:
        """None: what the user types meanwhile bears no version of its own."""
        return None

    def read(self, tables: Collection[str] | None = None, *, to_write: bool = True) -> Snapshot:
        """The named tables and the settings, as they are now, saved or not.

        Without ``to_write`` the snapshot bears no version: it is only to be looked at.
        """
        with told(self.name):
            self._tables = tables
            snapshot = locate(self._open(), "", tables)
            return snapshot._replace(version=empreinte(snapshot)) if to_write else snapshot

    def _open(self) -> LiveSheets:
        return LiveSheets(self.book, silent_errors=self._silent)

    def version(self) -> str:
        """A token of what was read last, as it is now; empty if that is no more a workbook."""
        with told(self.name):
            return self._version(self._open())

    def _version(self, live: LiveSheets) -> str:
        try:
            return empreinte(locate(live, "", self._tables))
        except InputError:  # a sheet or a column is gone
            return ""

    def ensure_writable(self) -> None:
        """Fail now rather than after the mails have left."""
        with told(self.name):
            if patient(lambda: native(self.book.api, "ReadOnly", "read_only")):
                raise AccessDenied(
                    f"Le classeur « {self.name} » est ouvert en lecture seule : ce qui y serait "
                    "noté ne pourrait pas être enregistré.",
                    "Fermez-le ailleurs, ou enregistrez-le sous un autre nom, puis rouvrez-le.",
                )
            live = self._open()
            for table in _WRITTEN:
                listed = live.listed.get(table.name.casefold())
                sheet = listed.sheet if listed else table.sheet
                its = live.sheets.get(sheet)
                if its is None:
                    continue  # reading it will tell
                if patient(lambda its=its: native(its.api, "ProtectContents", "protect_contents")):  # type: ignore[misc]
                    raise AccessDenied(
                        f"La feuille « {sheet} » est protégée : rien ne peut y être noté.",
                        f"Ôtez la protection (Révision), puis recommencez. {NOTHING_DONE}",
                    )

    def modifie(self) -> bool:
        """Whether something in it is not saved yet."""
        with told(self.name):
            return not patient(lambda: native(self.book.api, "Saved", "saved"))

    def enregistrer(self) -> None:
        """Save it where it is.

        Raises:
            StoreError: it has no place yet, or Excel refuses.
        """
        with told(self.name):
            if not patient(lambda: native(self.book.api, "Path", "path")):
                raise never_saved(self.name)
            patient(self.book.save)

    def write(self, snapshot: Snapshot, edits: Sequence[Edit], jour: date | None = None) -> int:
        """Change the cells of the workbook the snapshot was read from; all the edits or none.

        The day is of no use here: Excel computes.
        """
        from sheetcash.adapters.excel_live.growing import append_rows
        from sheetcash.adapters.excel_live.writing import Writer

        cells = resolve(snapshot, edits)
        with told(self.name):
            live = self._open()
            if not snapshot.version or self._version(live) != snapshot.version:
                raise ExternallyChanged(
                    f"Le classeur « {self.name} » a changé pendant le travail.",
                    f"Recommencez. {NOTHING_DONE}",
                )
            writer = Writer(live)
            with self._quiet():
                try:
                    writer.write([one for one in cells if isinstance(one, CellEdit)])
                    for table, its in _by_table(cells).items():
                        append_rows(writer, table, its)
                except Exception as error:  # noqa: BLE001 - raised again
                    self._take_back(writer, error)
        return writer.count

    def _take_back(self, writer: Writer, error: Exception) -> NoReturn:
        """Undo what was written, and tell the error; if Excel does not let it be undone, that."""
        whole = writer.take_back()
        try:
            with told(self.name, writer.sheet):
                raise error
        except SheetcashError as ours:
            if whole:
                raise
            raise StoreError(
                f"{ours.probleme} Une partie a pu être écrite.",
                "Cliquez sur Actualiser dès qu'Excel répond : le journal remettra tout d'accord.",
            ) from error

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """The screen stands still, and moves again whatever happens."""
        app = patient(lambda: self.book.app)
        before = patient(lambda: app.screen_updating)

        def turn(on: bool) -> None:
            app.screen_updating = on

        patient(lambda: turn(False))
        try:
            yield
        finally:
            with suppress(Exception):  # what was written is, whatever the screen does
                patient(lambda: turn(before))

    def recalculer(self) -> None:
        """Have Excel compute every cell anew, those of our functions too."""
        app = self.book.app

        def compute() -> None:
            if sys.platform == "darwin":
                app.api.calculate_full()
            else:
                app.api.CalculateFull()

        with told(self.name):
            patient(compute)


def never_saved(name: str) -> StoreError:
    """For what needs the workbook's file, before there is one."""
    return StoreError(
        f"Le classeur « {name} » n'a jamais été enregistré.", "Enregistrez-le d'abord."
    )


def _by_table(cells: Sequence[PatchEdit]) -> dict[str, list[dict[int, CellValue]]]:
    added: dict[str, list[dict[int, CellValue]]] = {}
    for one in cells:
        if isinstance(one, RowAppend):
            added.setdefault(one.table, []).append(one.values)
        elif isinstance(one, RowsAppend):
            added.setdefault(one.table, []).extend(one.lignes())
    return added
