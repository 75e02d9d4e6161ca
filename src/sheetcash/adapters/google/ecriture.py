"""A write by places in a spreadsheet that others use: over nothing, one machine at a time.

Google changes cells by where they are, and cannot be asked to do so only if nothing moved. So:
rows that are added come in where there were none (:func:`requetes.insertion`); a number taken once
keeps out a machine that read before another's write (:func:`requetes.numero`); and the answer tells
where each row stood, so that what went to another row is put right (:mod:`reperes`).
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sheetcash.adapters.google import faults, requetes
from sheetcash.adapters.google.reperes import Reperes, lignes, melees
from sheetcash.adapters.google.sheets import FORMULES, formules, quoted
from sheetcash.errors import ExternallyChanged, SheetcashError, Uncertain, UnknownRange
from sheetcash.templates.google_lots import lots
from sheetcash.workbook.cells import CellEdit, RowLock
from sheetcash.workbook.edits import AppendRow, Edit, une_a_une
from sheetcash.workbook.placement import remplies, resolve
from sheetcash.workbook.tables import BANQUE, BAREMES, MODELES, POSTES, RELANCES, SCELLES, TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.requetes import Request
    from sheetcash.adapters.google.service import Service
    from sheetcash.adapters.google.sheets import Contents, Tab
    from sheetcash.workbook.raw import RawTable, Snapshot

#: The tables that calculate nothing: a row of theirs counts wherever it stands.
_SANS_FORMULES: Final = frozenset(
    one.name for one in (BANQUE, RELANCES, SCELLES, MODELES, POSTES, BAREMES)
)


class Ecriture:
    """Edits of a spreadsheet as it was read just before.

    Args:
        service: the calls.
        spreadsheet: its id.
        contents: what was read, as Google told it, the numbers of the last writes included.
        snapshot: the same, as tables.
        edits: what is to change.
    """

    def __init__(
        self,
        service: Service,
        spreadsheet: str,
        contents: Contents,
        snapshot: Snapshot,
        edits: Sequence[Edit],
    ) -> None:
        self._service, self._id, self._contents = service, spreadsheet, contents
        self._tabs: dict[str, Tab] = {}
        self._ecritures: tuple[int, ...] = contents.ecritures
        edits = une_a_une(edits)
        added = Counter(edit.table for edit in edits if isinstance(edit, AppendRow))
        self._ajouts = {raw.sheet: raw for name, raw in snapshot.tables.items() if added[name]}
        self._debuts = {sheet: raw.first_row + remplies(raw) for sheet, raw in self._ajouts.items()}
        asked = resolve(snapshot, edits)
        self._cells = [one for one in asked if isinstance(one, CellEdit) and not one.keep_formula]
        self._locks = [one for one in asked if isinstance(one, RowLock)]
        self._reperes = Reperes(snapshot, edits)

    def executer(self) -> int:
        """Write, in one call under 2 MB; how many cells were given.

        More are several calls, in the order of the edits, no row in two: what stops half way
        leaves whole rows, the first ones, and is told.
        """
        rows = list(self._rows())
        written = 0
        calls = lots([requests for _, _, requests in rows])
        for call in calls:
            those = rows[written : written + len(call)]
            requests = [*self._insertions(those), *(one for group in call for one in group)]
            for sheet, row, _ in those:
                self._reperes.poser(sheet, row)
            try:
                told = self._changer(requests)
            except SheetcashError as error:
                if not written:
                    raise
                raise faults.en_route(error, written, len(rows)) from error
            written += len(call)
            self._corriger(told)
        return len(self._cells)

    def _corriger(self, told: Contents) -> None:
        """Follow the rows that moved before that answer."""
        while fixes := self._reperes.corriger(told):
            try:
                for call in lots(map(self._cellules, fixes)):
                    told = self._changer([one for group in call for one in group])
            except SheetcashError as error:
                raise melees(lignes(fixes)) from error

    def _changer(self, requests: list[Request]) -> Contents:
        new, first = requetes.numero(self._ecritures)
        try:
            _, told = self._service.change(self._id, [*first, *requests], self._reperes.plages)
        except UnknownRange as error:
            raise Uncertain(
                "Une feuille a changé de nom pendant l'écriture. Ce qui devait être écrit l'a "
                "peut-être été.",
                "Rendez-lui son nom, regardez-y, puis recommencez.",
            ) from error
        self._ecritures = (*self._ecritures, new)
        return told

    def _rows(self) -> Iterator[tuple[str, int, list[Request]]]:
        """The requests of each row, with its sheet and its number; then those of the locks."""
        by_row: dict[tuple[str, int], list[CellEdit]] = {}
        for one in self._cells:
            by_row.setdefault((one.sheet, one.row), []).append(one)
        for (sheet, row), edits in by_row.items():
            yield sheet, row, self._cellules(edits)
        for lock in self._locks:
            if requests := requetes.verrou(self._tab(lock.sheet), lock):
                yield lock.sheet, 0, requests

    def _cellules(self, edits: Sequence[CellEdit]) -> list[Request]:
        return requetes.cells(self._tab(edits[0].sheet), edits)

    def _insertions(self, rows: Sequence[tuple[str, int, list[Request]]]) -> list[Request]:
        """What lets in those of the rows that are added."""
        found = []
        for sheet, raw in self._ajouts.items():
            those = [row for title, row, _ in rows if title == sheet and row >= self._debuts[sheet]]
            if those:
                found += self._insertion(raw, min(those), len(those))
        return found

    def _insertion(self, raw: RawTable, row: int, count: int) -> list[Request]:
        tab, model = self._tab(raw.sheet), None
        if raw.table not in _SANS_FORMULES:
            model = self._modele(raw, row)
        requests = requetes.insertion(tab, raw.sheet, row, count, first=raw.first_row, modele=model)
        more = sum(requetes.hauteur(one) for one in requests)
        cells = [*tab.cells[: row - 1], *([[]] * more), *tab.cells[row - 1 :]]
        self._tabs[raw.sheet] = tab._replace(rows=tab.rows + more, cells=cells)
        return requests

    def _modele(self, raw: RawTable, row: int) -> requetes.Modele:
        """The row that waits under the last one if it calculates, else that one.

        A workbook that comes from Excel has no formula under its last row.
        """
        start = self._debuts[raw.sheet]
        if waits := self._formules.get((raw.sheet, start)):
            return requetes.Modele(row, waits)
        typed = {
            at
            for title, at in raw.positions.items()
            if not TABLES[raw.table].column(title).computed
        }
        above = self._formules.get((raw.sheet, start - 1), [])
        return requetes.Modele(max(row - 1, raw.first_row), [at for at in above if at not in typed])

    @functools.cached_property
    def _formules(self) -> dict[tuple[str, int], list[int]]:
        """Which columns calculate in the row that waits under each table, and in its last one."""
        ranges = [
            f"{quoted(sheet)}!{row - 1}:{min(row, self._tab(sheet).rows)}"
            for sheet, row in self._debuts.items()
            if self._ajouts[sheet].table not in _SANS_FORMULES
        ]
        return formules(self._service.spreadsheet(self._id, FORMULES, ranges)) if ranges else {}

    def _tab(self, title: str) -> Tab:
        if title not in self._tabs:
            self._tabs[title] = connue(self._contents, title)
        return self._tabs[title]


def connue(contents: Contents | None, title: str) -> Tab:
    """The sheet of that title in what was read last.

    Raises:
        ExternallyChanged: it bears another by now.
    """
    tab = contents.tab(title) if contents is not None else None
    if tab is None:
        raise ExternallyChanged(
            f"La feuille « {title} » a changé de nom pendant le travail.",
            "Recommencez. Rien n'a été changé.",
        )
    return tab
