"""What tells that a write by places went to the right cells, and puts right what did not.

A row is known by its key. Titles, labels of settings, and what stands beside a key that is only
being given are looked at too: what moved there is told, not put right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from sheetcash.core.periods import serial
from sheetcash.errors import Uncertain
from sheetcash.workbook.addresses import letters
from sheetcash.workbook.cells import CellEdit, CellValue
from sheetcash.workbook.convert import text
from sheetcash.workbook.edits import AppendRow, Edit, SetSetting, UpdateRow
from sheetcash.workbook.placement import cell, remplies
from sheetcash.workbook.schema import DATE, fold
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.sheets import Contents, Tab
    from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot

T = TypeVar("T")

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
        self._reglages: list[tuple[str, RawSetting]] = []
        self._reprises = 0
        for edit in edits:
            if isinstance(edit, SetSetting):
                self._reglages.append((edit.label, snapshot.settings[edit.label]))
            if not isinstance(edit, UpdateRow | AppendRow):
                continue
            raw = snapshot.tables[edit.table]
            if edit.table not in self._tables:
                self._tables[edit.table] = _Table(raw)
            self._tables[edit.table].noter(edit)

    @property
    def plages(self) -> list[str] | None:
        """The ranges that the answer must tell, whole rows and columns; None when none is."""
        found = [one for _, table in sorted(self._tables.items()) for one in table.plages]
        for _, raw in self._reglages:
            column = letters(raw.column - 1)
            found.append(f"{_feuille(raw.sheet)}!{column}:{column}")
        return list(dict.fromkeys(found)) or None

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
        fixes, lost = [], self._deplaces(apres)
        for table in self._tables.values():
            tab = apres.tab(table.raw.sheet)
            if said := table.perdues(tab):
                lost.append(said)
            elif tab is not None:
                fixes += table.corriger(tab)
        self._reprises += bool(fixes)
        if lost or self._reprises > _REPRISES:
            raise melees(lost or lignes(fixes))
        return fixes

    def _deplaces(self, apres: Contents) -> list[str]:
        """The settings that went to the place of another."""
        found = []
        for label, raw in self._reglages:
            tab = apres.tab(raw.sheet)
            labels = tab.colonne(raw.column - 1) if tab else []
            if not 0 < raw.row <= len(labels) or fold(text(labels[raw.row - 1])) != fold(label):
                found.append(f"« {raw.sheet} », ligne {raw.row} (« {label} »)")
        return found


def lignes(fixes: Sequence[Sequence[CellEdit]]) -> list[str]:
    """Rows by their sheet and their number, for the user."""
    return [f"« {fix[0].sheet} », ligne {fix[0].row}" for fix in fixes[:_DITES]]


def melees(rows: Sequence[str]) -> Uncertain:
    """Rows may hold what was for others."""
    return Uncertain(
        "La feuille Google a été modifiée pendant l'écriture, et des cases ont pu "
        f"recevoir ce qui était pour d'autres ({' ; '.join(rows)}).",
        "Dans Google : Fichier, « Historique des versions », rouvrez celle d'avant, puis "
        "recommencez sans rien toucher pendant ce temps.",
    )


class _Table:
    """The rows of one table, as they were read, and what each of them is to hold."""

    def __init__(self, raw: RawTable) -> None:
        self.raw = raw
        self._cle = TABLES[raw.table].key
        # A day is the key of several rows; a key whose column is gone tells nothing.
        known = self._cle in raw.positions and TABLES[raw.table].column(self._cle).kind != DATE
        self._lues = list(map(text, raw.columns[self._cle])) if known else []
        self._connue = known
        self._suivie = False  # rows of it are changed, not only added
        self._rang = {key: at for at, key in enumerate(self._lues) if key}
        self._doubles = {key for key, count in Counter(self._lues).items() if count > 1 and key}
        self._vides = "" in self._lues[: remplies(raw)]
        self._voulu: dict[str, dict[str, CellValue]] = {}
        self._prevues: dict[int, _Ecrite] = {}
        self._ecrites: dict[int, _Ecrite] = {}
        self._sans_cle: dict[int, list[str]] = {}  # with the titles of what stays beside
        self._renommees: set[int] = set()  # they get another key, or lose theirs
        self._clefs: Counter[str] = Counter(filter(None, self._lues))  # as they are to be
        self._debut = raw.first_row + remplies(raw)
        self._a_poser: set[int] = set()
        self._ajouts = 0

    def noter(self, edit: UpdateRow | AppendRow) -> None:
        """Count that edit in."""
        columns = TABLES[edit.table]
        given = {
            title: cell(columns.column(title), value)
            for title, value in edit.values.items()
            if title in self.raw.positions and not columns.column(title).computed
        }
        new = text(given.get(self._cle))
        if isinstance(edit, AppendRow):
            self._vouloir(new, given)
            self._a_poser.add(self._debut + self._ajouts)
            self._ajouts += 1
            self._clefs[new] += 1
            return
        self._suivie = True
        key = self._lues[edit.row - self.raw.first_row] if self._connue else ""
        if self._connue and self._cle in given and edit.row not in self._renommees:
            self._renommees.add(edit.row)
            self._a_poser.add(edit.row)
            self._clefs.subtract([key])
            self._clefs[new] += 1
        if not key or edit.row in self._renommees:
            written = self._prevues.pop(edit.row, _Ecrite("", frozenset())).titres | given.keys()
            if edit.row not in self._sans_cle:
                self._sans_cle[edit.row] = [
                    one.title
                    for one in columns.columns
                    if one.title in self.raw.positions and not one.computed
                ]
            beside = self._sans_cle[edit.row]
            self._sans_cle[edit.row] = [title for title in beside if title not in written]
        elif given:
            self._vouloir(key, given)
            before = self._prevues.get(edit.row, _Ecrite(key, frozenset()))
            self._prevues[edit.row] = _Ecrite(key, before.titres | given.keys())

    def poser(self, row: int) -> None:
        """That row is about to be written."""
        self._a_poser.discard(row)
        if row in self._prevues:
            self._ecrites[row] = self._prevues.pop(row)

    def _vouloir(self, key: str, given: dict[str, CellValue]) -> None:
        if key:
            self._voulu.setdefault(key, {}).update(given)

    def _lu(self, row: int, title: str) -> object:
        """What was read of a row."""
        return self.raw.columns[title][row - self.raw.first_row]

    @property
    def plages(self) -> Iterator[str]:
        """Its titles, its keys, what tells rows without a key; all that stands under and above."""
        sheet, titles = _feuille(self.raw.sheet), self.raw.first_row - 1
        yield f"{sheet}!{titles}:{titles}"
        beside = {title for those in self._sans_cle.values() for title in those} - {self._cle}
        beside |= {title for one in self._ecrites.values() if not one.cle for title in one.titres}
        keys = [self._cle] if self._connue and self._suivie else []
        for title in [*keys, *sorted(beside)]:
            column = letters(self.raw.positions[title])
            yield f"{sheet}!{column}:{column}"

    def _cles(self, tab: Tab) -> list[str]:
        return list(map(text, tab.colonne(self.raw.positions[self._cle]))) if self._connue else []

    def perdues(self, tab: Tab | None) -> str:
        """What cannot be put right: columns that moved, rows that their keys do not tell."""
        if tab is None:
            return f"« {self.raw.sheet} »"
        titles = tab.ligne(self.raw.first_row - 1)
        for title, at in self.raw.positions.items():
            if at > len(titles) or fold(text(titles[at - 1])) != fold(title):
                return f"« {self.raw.sheet} », colonne « {title} »"
        others = [str(row) for row in self._sans_cle if not self._la_meme(row, tab)]
        if others:
            return self._dire(others)
        found = self._cles(tab)
        return self._restes(found, tab) or self._melees(found)

    def _restes(self, found: Sequence[str], tab: Tab) -> str:
        """What is left on a blank row that was put in, written over, and moved since."""
        left = {
            str(row)
            for one in self._ecrites.values()
            if not one.cle
            for title in one.titres
            for row, value in enumerate(tab.colonne(self.raw.positions[title]), 1)
            if row >= self.raw.first_row and value not in (None, "") and not _at(found, row)
        }
        return self._dire(sorted(left, key=int)) if left else ""

    def _dire(self, rows: Sequence[str]) -> str:
        return f"« {self.raw.sheet} », ligne{'s' * (len(rows) > 1)} {_liste(rows)}"

    def _la_meme(self, row: int, tab: Tab) -> bool:
        """Whether what stands beside what was written is what was read there."""
        if row in self._a_poser:
            return True
        for title in self._sans_cle[row]:
            before = _nombre(self._lu(row, title))
            cells = tab.colonne(self.raw.positions[title])
            if before not in (None, "") and before != _nombre(_at(cells, row)):
                return False
        return True

    def _melees(self, found: Sequence[str]) -> str:
        moved = list(self._deplacees(found))
        blank = any(not its.cle for its in self._ecrites.values())  # which one is not known
        lost = [str(row) for row in moved if blank or not self._claire(row, found)]
        if lost:
            return self._dire(lost)
        if not self._renommees or self._a_poser:
            return ""
        there = Counter(found)
        gone = [key for key in self._clefs - there if key]
        again = [key for key in there - self._clefs if key in self._rang]
        return f"« {self.raw.sheet} », {_liste(gone + again)}" if gone or again else ""

    def corriger(self, tab: Tab) -> list[list[CellEdit]]:
        """What gives each row what is its own; from now on, that is what was written."""
        found = self._cles(tab)
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


def _feuille(title: str) -> str:
    from sheetcash.adapters.google.sheets import quoted

    return quoted(title)


def _at(found: Sequence[T], row: int) -> T | str:
    return found[row - 1] if row <= len(found) else ""


def _nombre(value: object) -> object:
    """A value to be compared: a day as the number that it is."""
    return float(serial(value)) if isinstance(value, date) else value


def _rendu(value: object) -> bool:
    """Whether a value that was read can be written as it is."""
    kinds = (bool, int, float, Decimal, str, date)
    return value is None or type(value) in kinds


def _liste(those: Sequence[str]) -> str:
    return ", ".join(those[:_DITES]) + ("…" if len(those) > _DITES else "")
