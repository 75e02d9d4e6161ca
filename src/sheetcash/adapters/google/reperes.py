"""What tells that a write by places went to the right rows, and over no other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from sheetcash.errors import Uncertain
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.convert import text
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow
from sheetcash.workbook.placement import remplies
from sheetcash.workbook.schema import DATE
from sheetcash.workbook.tables import TABLES

if TYPE_CHECKING:
    from sheetcash.adapters.google.sheets import Contents
    from sheetcash.workbook.raw import RawTable, Snapshot

#: How many lines, or keys, are named.
_DITES: Final = 10


class Reperes:
    """The keys of the tables that a write changes, as they were read just before.

    Args:
        snapshot: what was read.
        edits: what is written; a row whose key itself is written is not looked at.
    """

    def __init__(self, snapshot: Snapshot, edits: Sequence[Edit]) -> None:
        self._tables: dict[str, RawTable] = {}
        self._changees: dict[str, set[int]] = {}
        self._renommees: dict[str, set[int]] = {}
        added: Counter[str] = Counter()
        for edit in edits:
            if not isinstance(edit, UpdateRow | AppendRow):
                continue
            raw, key = snapshot.tables[edit.table], TABLES[edit.table].key
            if key not in raw.positions or TABLES[edit.table].column(key).kind == DATE:
                continue
            self._tables[edit.table] = raw
            if isinstance(edit, AppendRow):
                added[edit.table] += 1
                continue
            those = self._renommees if key in edit.values else self._changees
            those.setdefault(edit.table, set()).add(edit.row)
        self._bas = {
            name: raw.first_row + remplies(raw) + added[name] for name, raw in self._tables.items()
        }

    @property
    def plages(self) -> list[str] | None:
        """The ranges that the answer must tell, a column of each sheet; None when none is."""
        from sheetcash.adapters.google.sheets import quoted

        found = []
        for name, raw in sorted(self._tables.items()):
            at = raw.positions[TABLES[name].key]
            found.append(f"{quoted(raw.sheet)}!{Area(1, at, self._bas[name], at)}")
        return found or None

    def verifier(self, apres: Contents) -> None:
        """Hold the keys against what stands there once all is written.

        Raises:
            Uncertain: a row that was changed is another one, or one is gone: rows were moved,
                inserted or deleted meanwhile.
        """
        moved, gone = [], []
        for name, raw in self._tables.items():
            tab = apres.tab(raw.sheet)
            cells = [text(line[0]) if line else "" for line in tab.cells] if tab else []
            before = dict(enumerate(map(text, raw.columns[TABLES[name].key]), raw.first_row))
            rows = [
                row
                for row in sorted(self._changees.get(name, ()))
                if (cells[row - 1] if row <= len(cells) else "") != before[row]
            ]
            if rows:
                moved.append(f"« {raw.sheet} », lignes {_liste(list(map(str, rows)))}")
            kept = (key for row, key in before.items() if row not in self._renommees.get(name, ()))
            lost = [key for key in Counter(kept) - Counter(cells) if key]
            if lost:
                gone.append(f"« {raw.sheet} », {_liste(lost)}")
        if not moved and not gone:
            return
        what = []
        if moved:
            what.append(f"des lignes ont reçu ce qui était pour d'autres ({' ; '.join(moved)})")
        if gone:
            what.append(f"des lignes n'y sont plus ({' ; '.join(gone)})")
        raise Uncertain(
            f"La feuille Google a été triée ou modifiée pendant l'écriture : {' et '.join(what)}.",
            "Dans Google : Fichier, « Historique des versions », rouvrez celle d'avant, puis "
            "recommencez sans rien toucher pendant ce temps.",
        )


def _liste(those: Sequence[str]) -> str:
    return ", ".join(those[:_DITES]) + ("…" if len(those) > _DITES else "")
