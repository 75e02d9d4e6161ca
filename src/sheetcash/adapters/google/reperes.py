"""What tells that the rows which a write changed by their place were the right ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sheetcash.errors import Uncertain
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.convert import text
from sheetcash.workbook.edits import Edit, UpdateRow
from sheetcash.workbook.schema import DATE
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.sheets import Contents
    from sheetcash.workbook.raw import Snapshot

#: How many lines are named.
_DITES: Final = 10


class Reperes:
    """The keys of the rows that a write changes, as they were read just before.

    Args:
        snapshot: what was read.
        edits: what is written; rows whose key itself is written are not looked at.
    """

    def __init__(self, snapshot: Snapshot, edits: Sequence[Edit]) -> None:
        self._lus: dict[tuple[str, int, int], str] = {}
        for edit in edits:
            if not isinstance(edit, UpdateRow) or edit.values.keys() & {TABLES[edit.table].key}:
                continue
            table, raw = TABLES[edit.table], snapshot.tables[edit.table]
            at = raw.positions.get(table.key)
            index = edit.row - raw.first_row
            if at is None or table.column(table.key).kind == DATE or not 0 <= index < raw.height:
                continue
            self._lus[raw.sheet, edit.row, at] = text(raw.columns[table.key][index])

    @property
    def plages(self) -> list[str] | None:
        """The ranges that the answer must tell, a column of each sheet; None when none is."""
        from sheetcash.adapters.google.sheets import quoted

        last: dict[tuple[str, int], int] = {}
        for sheet, row, column in self._lus:
            last[sheet, column] = max(row, last.get((sheet, column), 0))
        return [
            f"{quoted(sheet)}!{Area(1, column, row, column)}"
            for (sheet, column), row in sorted(last.items())
        ] or None

    def verifier(self, apres: Contents) -> None:
        """Hold the rows against what stands there once they are written.

        Raises:
            Uncertain: some are other rows: they were moved meanwhile.
        """
        wrong: dict[str, list[int]] = {}
        for (sheet, row, _), before in self._lus.items():
            tab = apres.tab(sheet)
            line = tab.cells[row - 1] if tab is not None and row <= len(tab.cells) else []
            if text(line[0] if line else None) != before:
                wrong.setdefault(sheet, []).append(row)
        if not wrong:
            return
        where = " ; ".join(
            f"« {sheet} », lignes {', '.join(map(str, rows[:_DITES]))}"
            + ("…" if len(rows) > _DITES else "")
            for sheet, rows in wrong.items()
        )
        raise Uncertain(
            "La feuille Google a été triée ou modifiée pendant l'écriture : des lignes ont reçu ce "
            f"qui était pour d'autres ({where}).",
            "Dans Google : Fichier, « Historique des versions », rouvrez celle d'avant, puis "
            "recommencez sans rien toucher pendant ce temps.",
        )
