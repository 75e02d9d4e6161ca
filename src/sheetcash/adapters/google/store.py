"""A Google spreadsheet, as the use cases see it: read as tables, changed in one call."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sheetcash.adapters.google import days, faults, requetes
from sheetcash.adapters.google.ecriture import Ecriture, connue
from sheetcash.adapters.google.identifiant import identifiant
from sheetcash.adapters.google.sheets import NUMEROS, Contents, ecritures
from sheetcash.errors import ExternallyChanged, SheetcashError, UnknownRange
from sheetcash.ports import Note
from sheetcash.templates.google_lots import lots
from sheetcash.workbook.cells import CellEdit, CellValue
from sheetcash.workbook.edits import PARTOUT
from sheetcash.workbook.empreinte import empreinte
from sheetcash.workbook.locating import locate
from sheetcash.workbook.parametres import IDENTIFIANT
from sheetcash.workbook.placement import cell, remplies
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.requetes import Request
    from sheetcash.adapters.google.service import Service
    from sheetcash.adapters.google.sheets import GoogleSheets, Tab
    from sheetcash.workbook.edits import AppendRow, Edit, ReplaceText, UpdateRow

_PARAMETRES: Final = "Paramètres"
#: So many rows are added by one request.
_PAR_DEMANDE: Final = 500
#: For how many seconds what was read is taken as it is: each look is a call.
_FRESH: Final = 60.0


class GoogleStore:
    """A spreadsheet of Google's; fulfils :class:`sheetcash.ports.WorkbookStore`.

    Args:
        service: the calls.
        given: the spreadsheet's id, or its address.

    Raises:
        InputError: that is neither.
    """

    def __init__(self, service: Service, given: str) -> None:
        self.id = identifiant(given)
        self._service = service
        self._tables: Collection[str] | None = None
        self._contents: Contents | None = None
        self._read_at = 0.0

    @property
    def name(self) -> str:
        """The spreadsheet's title."""
        if self._contents is None:
            self._contents = self._service.sheets(self.id)
        return self._contents.title

    @property
    def shared(self) -> GoogleStore:
        """Itself: others may write there at any moment."""
        return self

    @property
    def ecrite(self) -> None:
        """None: others write there too."""
        return None

    def read(self, tables: Collection[str] | None = None, *, to_write: bool = True) -> Snapshot:
        """The named tables and the settings, as they are now, in one call.

        A workbook without a name of its own is known by the spreadsheet's identifier. Without
        ``to_write`` the snapshot bears no version: it is only to be looked at.
        """
        from sheetcash.adapters.google.sheets import lire

        self._tables = tables
        found = self._located(lire(self._service, self.id, self._titles()))
        return self._versioned(found) if to_write else found

    def _titles(self) -> list[str]:
        its = [TABLES[one] for one in (self._tables if self._tables is not None else TABLES)]
        return list(dict.fromkeys([*(table.sheet for table in its), _PARAMETRES]))

    def _located(self, sheets: GoogleSheets) -> Snapshot:
        self._contents = sheets.contents
        return days.with_days(_identified(locate(sheets, "", self._tables), self.id))

    def _versioned(self, found: Snapshot) -> Snapshot:
        self._read_at = time.monotonic()
        return found._replace(version=empreinte(found))

    def version(self) -> str:
        """A token of the cells as they are now, of the sheets that were read last."""
        return self.read(self._tables).version

    @property
    def recent(self) -> bool:
        """Whether what was read last may be taken as it is before a mail."""
        return time.monotonic() - self._read_at < _FRESH

    def ensure_writable(self) -> None:
        """Google tells only when it is asked to write: nothing is known before."""

    def enregistrer(self) -> None:
        """Nothing is left to do: Google keeps what it is given."""

    def write(self, snapshot: Snapshot, edits: Sequence[Edit], jour: date | None = None) -> int:
        """Change the cells of the spreadsheet the snapshot was read from; in one call under 2 MB.

        The day is of no use here: Google computes. See :mod:`ecriture` for what others do there
        in the second between the last look and the write.

        Raises:
            ExternallyChanged: something changed since it was read; nothing was written.
            Uncertain: rows moved meanwhile and could not be told apart, or no answer tells what
                was written.
            StoreError: nothing was written, or whole rows, the first ones: the text says which.
        """
        if not snapshot.version or self.read(self._tables).version != snapshot.version:
            raise ExternallyChanged(
                "La feuille Google a changé pendant le travail.",
                "Recommencez. Rien n'a été changé.",
            )
        assert self._contents is not None  # it was just read
        contents = self._contents
        if not contents.ecritures:  # the first of all, or Google tells it only of the whole
            told = self._service.spreadsheet(self.id, NUMEROS)
            contents = contents._replace(ecritures=ecritures(told))
        return Ecriture(self._service, self.id, contents, snapshot, edits).executer()

    def reserver(
        self,
        snapshot: Snapshot,
        lignes: Sequence[AppendRow],
        marques: Sequence[UpdateRow],
        *,
        par_place: bool = False,
    ) -> Snapshot:
        """Add rows and mark others, and tell all as it is then; see the port.

        A cell is marked only if it holds what the snapshot has; a row's own order in the
        sheet decides nothing.
        """
        from sheetcash.adapters.google.sheets import GoogleSheets, quoted

        groups = [self._place(snapshot, lignes)]
        left = list(marques)
        # Each row with its marks, in one call: of two machines, one wins both.
        for at in range(0, len(lignes), _PAR_DEMANDE):
            block = lignes[at : at + _PAR_DEMANDE]
            named = {str(value) for line in block for value in line.values.values()}
            its = [mark for mark in left if mark.key in named]
            left = [mark for mark in left if mark.key not in named]
            marks = [one for mark in its for one in self._marque(snapshot, mark, par_place)]
            groups.append([*self._ajouts(snapshot, block), *marks])
        groups += [self._marque(snapshot, mark, par_place) for mark in left]
        titles = [raw.sheet for raw in snapshot.tables.values()]
        titles += [its.sheet for its in snapshot.settings.values()]
        ranges = list(map(quoted, dict.fromkeys(titles)))
        try:
            _, contents = self._envoyer(groups, ranges)
        except UnknownRange as error:
            raise ExternallyChanged(
                "Une feuille a changé de nom pendant le travail. Rien n'est parti.",
                "Rendez-lui son nom, puis recommencez.",
            ) from error
        return self._versioned(self._located(GoogleSheets(contents)))

    def noter(
        self, snapshot: Snapshot, textes: Sequence[ReplaceText], lignes: Sequence[AppendRow]
    ) -> Note:
        """Replace texts wherever they stand, and add rows; see the port."""
        requests: list[Request] = []
        asked = [
            one for one in textes if one.column in (PARTOUT, *snapshot.tables[one.table].positions)
        ]
        for one in asked:
            raw = snapshot.tables[one.table]
            at, first = raw.positions.get(one.column), raw.first_row
            requests.append(
                requetes.text(self._tab(raw.sheet), at, one.before, one.after, first=first)
            )
        blocks = [lignes[at : at + _PAR_DEMANDE] for at in range(0, len(lignes), _PAR_DEMANDE)]
        requests += self._place(snapshot, lignes)
        groups = [*([one] for one in requests), *(self._ajouts(snapshot, one) for one in blocks)]
        replies = self._envoyer(groups)[0]
        counts = list(map(requetes.replaced, replies[: len(asked)]))
        written = sum(counts) + sum(len(line.values) for line in lignes)
        numbered = list(zip(asked, counts, strict=True))
        return Note(
            written,
            [one for one, count in numbered if count == 0],
            [one for one, count in numbered if count > 1],
        )

    def _marque(self, snapshot: Snapshot, mark: UpdateRow, par_place: bool) -> list[Request]:
        """A text in the cells of a row that still hold what was read there."""
        raw = snapshot.tables[mark.table]
        found = []
        for title, value in mark.values.items():
            before = raw.columns[title][mark.row - raw.first_row]
            at = raw.positions.get(title)
            if at is None or not isinstance(before, (str, type(None))):
                continue
            where, line = self._tab(raw.sheet), mark.row
            if par_place and not before:
                found += requetes.cells(where, [CellEdit(raw.sheet, line, at, str(value))])
            else:
                found.append(
                    requetes.text(where, at, before or "", str(value), first=line, last=line)
                )
        return found

    def _envoyer(
        self, groups: Sequence[list[Request]], ranges: list[str] | None = None
    ) -> tuple[list[dict[str, Any]], Contents]:
        """Carry out requests in order: one call, unless they are more than 2 MB."""
        calls = [[one for group in call for one in group] for call in lots(groups)]
        replies, contents = [], Contents("", {})
        for at, call in enumerate(calls or ([[]] if ranges else []), 1):
            try:
                told, contents = self._service.change(
                    self.id, call, ranges if at >= len(calls) else None
                )
            except SheetcashError as error:
                if at == 1:
                    raise
                raise faults.a_moitie(error) from error
            replies += told
        return replies, contents

    def _place(self, snapshot: Snapshot, lignes: Sequence[AppendRow]) -> list[Request]:
        """Room for these rows."""
        found = []
        for name, count in Counter(line.table for line in lignes).items():
            raw = snapshot.tables[name]
            height = raw.first_row + remplies(raw) - 1 + count
            found += requetes.room(self._tab(raw.sheet), height)
        return found

    def _ajouts(self, snapshot: Snapshot, lignes: Sequence[AppendRow]) -> list[Request]:
        """These rows under the last one of their tables."""
        by_table: dict[str, list[AppendRow]] = {}
        for line in lignes:
            by_table.setdefault(line.table, []).append(line)
        raws = snapshot.tables
        return [
            requetes.rows(
                self._tab(raws[name].sheet), [_by_column(raws[name], line) for line in its]
            )
            for name, its in by_table.items()
        ]

    def _tab(self, title: str) -> Tab:
        """The sheet of that title in what was read last."""
        return connue(self._contents, title)


def _by_column(raw: RawTable, line: AppendRow) -> dict[int, CellValue]:
    table = TABLES[raw.table]
    return {
        raw.positions[title]: cell(table.column(title), value)
        for title, value in line.values.items()
        if title in raw.positions
    }


def _identified(snapshot: Snapshot, spreadsheet: str) -> Snapshot:
    """A workbook that has no name of its own goes by Google's: it needs no write to be known."""
    raw = snapshot.settings.get(IDENTIFIANT)
    if raw is not None and raw.values[0] not in (None, ""):
        return snapshot
    named = raw or RawSetting(_PARAMETRES, [None], 0, 0)
    its = named._replace(values=[f"gsheet:{spreadsheet}"])
    return snapshot._replace(settings=snapshot.settings | {IDENTIFIANT: its})
