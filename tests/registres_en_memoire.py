"""A workbook's registers in memory, for the thousands of runs of a property test."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from sheetcash.app.sceller import Outils, Resultat, executer, preparer
from sheetcash.app.verifier import Rapport, verifier
from sheetcash.ports.scelles import LigneScellee
from sheetcash.workbook.edits import AppendRow, Edit, SetSetting, UpdateRow
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.tables import TABLES

Row = dict[str, Any]
#: The sheet row of the first row of a table.
FIRST = 5


class JournalEnMemoire:
    """The seals that one machine keeps; first come, first kept."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], dict[int, LigneScellee]] = {}

    def empreintes(self, classeur: str, registre: str) -> dict[int, str]:
        its = self.kept.get((classeur, registre), {})
        return {rang: one.sceau.empreinte for rang, one in its.items()}

    def lignes(
        self, classeur: str, registre: str, rangs: Collection[int]
    ) -> dict[int, tuple[str, ...]]:
        its = self.kept.get((classeur, registre), {})
        return {rang: its[rang].champs for rang in rangs if rang in its}

    def inscrire(self, classeur: str, registre: str, lignes: Iterable[LigneScellee]) -> None:
        known = self.kept.setdefault((classeur, registre), {})
        for one in lignes:
            known.setdefault(one.sceau.rang, one)

    @contextmanager
    def exclusive(self, classeur: str) -> Iterator[None]:
        yield


class ClasseurEnMemoire:
    """Tables as lists of rows; what is written is in them at once."""

    name = "Livre"
    shared = None

    def __init__(self, **tables: list[Row]) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES} | tables
        self.identifiant: str | None = None

    def read(self, tables: Collection[str] | None = None) -> Snapshot:
        found = {}
        for name in tables or TABLES:
            titles = TABLES[name].titles
            columns = {title: [row.get(title) for row in self.rows[name]] for title in titles}
            positions = {title: at for at, title in enumerate(titles, 1)}
            found[name] = RawTable(name, TABLES[name].sheet, FIRST, columns, positions, 1)
        its = {"Identifiant du classeur": RawSetting("Paramètres", [self.identifiant], 60, 2)}
        return Snapshot("v", found, its)

    def ensure_writable(self) -> None:
        pass

    def enregistrer(self) -> None:
        pass

    def write(self, snapshot: Snapshot, edits: Sequence[Edit], jour: date | None = None) -> int:
        for edit in edits:
            if isinstance(edit, SetSetting):
                self.identifiant = str(edit.value)
            elif isinstance(edit, UpdateRow):
                self.rows[edit.table][edit.row - FIRST] |= _cells(edit.table, edit.values)
            elif isinstance(edit, AppendRow):
                self.rows[edit.table].append(_cells(edit.table, edit.values))
        return len(edits)


def _cells(table: str, values: dict[str, Any]) -> Row:
    """As a host gives them back: euros, and whole numbers as floats."""
    return {
        title: float(Decimal(value) / 100)
        if TABLES[table].column(title).kind == "montant" and isinstance(value, int)
        else float(value)
        if type(value) is int
        else value
        for title, value in values.items()
    }


def sceller_tout(
    classeur: ClasseurEnMemoire, journal: JournalEnMemoire, jour: date, jusqu_au: date, **k: Any
) -> Resultat:
    """Seal the workbook up to a day; what forbids it is in the plan."""
    outils = Outils(classeur, journal, journal, lambda: "livre-1")  # type: ignore[arg-type]
    snapshot, plan = preparer(outils, jour, jusqu_au, **k)
    return executer(outils, snapshot, plan, jour) if plan.edits else Resultat(plan, 0)


def verdict(
    classeur: ClasseurEnMemoire, journal: JournalEnMemoire | None = None, *sceaux: str
) -> Rapport:
    """What ``verifier`` says, on a machine that knows the journal or does not."""
    return verifier(classeur.read(), journal or JournalEnMemoire(), sceaux)
