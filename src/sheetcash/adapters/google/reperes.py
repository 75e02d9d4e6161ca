"""What tells that a write by places went to the right rows, and puts right what did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.errors import Uncertain
from sheetcash.workbook.addresses import letters
from sheetcash.workbook.cells import CellEdit, CellValue
from sheetcash.workbook.convert import text
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow
from sheetcash.workbook.placement import cell, remplies
from sheetcash.workbook.schema import DATE
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.sheets import Contents
    from sheetcash.workbook.raw import RawTable, Snapshot

#: How many lines, or keys, are named.
_DITES: Final = 10
#: How many times rows are followed that someone keeps moving.
_REPRISES: Final = 3


class _Ecrite(NamedTuple):
    """What was written at a row of a sheet: to the row of that key, in those columns."""

    cle: str
    titres: frozenset[str]


class Reperes:
    """The keys of the tables that a write changes, as they were read just before.

    Args:
        snapshot: what was read.
        edits: what is written.
    """

    def __init__(self, snapshot: Snapshot, edits: Sequence[Edit]) -> None:
        self._tables: dict[str, _Table] = {}
        self._reprises = 0
        for edit in edits:
            if not isinstance(edit, UpdateRow | AppendRow):
                continue
            raw, key = snapshot.tables[edit.table], TABLES[edit.table].key
            if key not in raw.positions or TABLES[edit.table].column(key).kind == DATE:
                continue
            if edit.table not in self._tables:
                self._tables[edit.table] = _Table(raw)
            self._tables[edit.table].noter(edit)

    @property
    def plages(self) -> list[str] | None:
        """The ranges that the answer must tell, a column of each sheet; None when none is."""
        return [table.plage for _, table in sorted(self._tables.items())] or None

    def poser(self, sheet: str, row: int) -> None:
        """That row of that sheet is about to be written."""
        for table in self._tables.values():
            if table.raw.sheet == sheet:
                table.poser(row)

    def corriger(self, apres: Contents) -> list[list[CellEdit]]:
        """Hold the keys of the rows just written against what stands there since.

        A row that was moved meanwhile is followed; what it was written over gets back what was
        read there. A row that is gone was deleted by someone: it is let go.

        Returns:
            What is still to be written, row by row; nothing when all is right.

        Raises:
            Uncertain: rows cannot be told apart, or move again and again.
        """
        fixes, lost = [], []
        for table in self._tables.values():
            tab = apres.tab(table.raw.sheet)
            found = [text(line[0]) if line else "" for line in tab.cells] if tab else []
            if said := table.perdues(found):
                lost.append(said)
            else:
                fixes += table.corriger(found)
        self._reprises += bool(fixes)
        if lost or self._reprises > _REPRISES:
            raise melees(lost or lignes(fixes))
        return fixes


def lignes(fixes: Sequence[Sequence[CellEdit]]) -> list[str]:
    """Rows by their sheet and their number, for the user."""
    return [f"« {fix[0].sheet} », ligne {fix[0].row}" for fix in fixes[:_DITES]]


def melees(rows: Sequence[str]) -> Uncertain:
    """Rows may hold what was for others."""
    return Uncertain(
        "La feuille Google a été triée ou modifiée pendant l'écriture, et des lignes ont pu "
        f"recevoir ce qui était pour d'autres ({' ; '.join(rows)}).",
        "Dans Google : Fichier, « Historique des versions », rouvrez celle d'avant, puis "
        "recommencez sans rien toucher pendant ce temps.",
    )


class _Table:
    """The rows of one table, as they were read, and what each of them is to hold."""

    def __init__(self, raw: RawTable) -> None:
        self.raw = raw
        self._cle = TABLES[raw.table].key
        self._lues = list(map(text, raw.columns[self._cle]))
        self._rang = {key: at for at, key in enumerate(self._lues) if key}
        self._doubles = {key for key, count in Counter(self._lues).items() if count > 1 and key}
        self._vides = "" in self._lues[: remplies(raw)]
        self._voulu: dict[str, dict[str, CellValue]] = {}
        self._prevues: dict[int, _Ecrite] = {}
        self._ecrites: dict[int, _Ecrite] = {}
        self._renommees: set[int] = set()

    def noter(self, edit: UpdateRow | AppendRow) -> None:
        """Count that edit in."""
        columns = TABLES[edit.table]
        given = {
            title: cell(columns.column(title), value)
            for title, value in edit.values.items()
            if title in self.raw.positions and not columns.column(title).computed
        }
        key = text(given.get(self._cle))
        if isinstance(edit, AppendRow):
            self._vouloir(key, given)
        elif self._cle in given:
            self._renommees.add(edit.row)
        elif given:
            key = self._lues[edit.row - self.raw.first_row]
            self._vouloir(key, given)
            before = self._prevues.get(edit.row, _Ecrite(key, frozenset()))
            self._prevues[edit.row] = _Ecrite(key, before.titres | given.keys())

    def poser(self, row: int) -> None:
        """That row is about to be written."""
        if row in self._prevues:
            self._ecrites[row] = self._prevues.pop(row)

    def _vouloir(self, key: str, given: dict[str, CellValue]) -> None:
        if key:
            self._voulu.setdefault(key, {}).update(given)

    @property
    def plage(self) -> str:
        """Its keys, and all that stands above and under them: rows may have come in."""
        from sheetcash.adapters.google.sheets import quoted

        column = letters(self.raw.positions[self._cle])
        return f"{quoted(self.raw.sheet)}!{column}:{column}"

    def perdues(self, found: Sequence[str]) -> str:
        """What cannot be put right: rows whose keys do not tell which they are."""
        moved = list(self._deplacees(found))
        blank = any(not its.cle for its in self._ecrites.values())  # which one is not known
        lost = [str(row) for row in moved if blank or not self._claire(row, found)]
        if lost:
            return f"« {self.raw.sheet} », lignes {_liste(lost)}"
        if not self._renommees:
            return ""
        kept = (
            key
            for row, key in enumerate(self._lues, self.raw.first_row)
            if row not in self._renommees
        )
        gone = [key for key in Counter(kept) - Counter(found) if key]
        return f"« {self.raw.sheet} », {_liste(gone)}" if gone else ""

    def corriger(self, found: Sequence[str]) -> list[list[CellEdit]]:
        """What gives each row what is its own; from now on, that is what was written."""
        places = {key: row for row, key in enumerate(found, 1) if key}
        after: dict[int, _Ecrite] = {}
        for row in self._deplacees(found):
            key, titles = self._ecrites[row]
            for at, whose in ((row, _at(found, row)), (places.get(key, 0), key)):
                if at:
                    its = after.get(at, _Ecrite(whose, frozenset()))
                    after[at] = _Ecrite(whose, its.titres | titles)
        self._ecrites = after
        return [
            [
                CellEdit(self.raw.sheet, row, self.raw.positions[title], self._valeur(key, title))
                for title in sorted(titles)
            ]
            for row, (key, titles) in after.items()
        ]

    def _deplacees(self, found: Sequence[str]) -> Iterator[int]:
        """The rows that were written and are another's."""
        for row, its in sorted(self._ecrites.items()):
            if _at(found, row) != its.cle:
                yield row

    def _claire(self, row: int, found: Sequence[str]) -> bool:
        """Whether it is known what that row, and the one it was written for, are to hold."""
        key, titles = self._ecrites[row]
        actual = _at(found, row)
        if not key or {key, actual} & self._doubles or found.count(key) > 1:
            return False
        if not actual:  # blank, put in meanwhile: of those that were blank, which is not known
            return not self._vides
        known = actual in self._rang or actual in self._voulu
        return known and all(
            _rendu(self._valeur(whose, title)) for whose in (key, actual) for title in titles
        )

    def _valeur(self, key: str, title: str) -> CellValue:
        """What the row of that key is to hold: what is written there, else what was read."""
        if title in (wanted := self._voulu.get(key, {})):
            return wanted[title]
        at = self._rang.get(key)
        return self.raw.columns[title][at] if at is not None else None  # type: ignore[return-value]


def _at(found: Sequence[str], row: int) -> str:
    return found[row - 1] if row <= len(found) else ""


def _rendu(value: object) -> bool:
    """Whether a value that was read can be written as it is."""
    kinds = (bool, int, float, Decimal, str, date)
    return value is None or type(value) in kinds


def _liste(those: Sequence[str]) -> str:
    return ", ".join(those[:_DITES]) + ("…" if len(those) > _DITES else "")
