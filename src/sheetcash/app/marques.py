"""Marks put in a shared workbook, and taken back where they fell beside their column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sheetcash.app.appels import ANNULEE
from sheetcash.errors import ExternallyChanged, SheetcashError
from sheetcash.ports import SharedWorkbook
from sheetcash.workbook.edits import PARTOUT, AppendRow, ReplaceText, UpdateRow
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.tables import FACTURES, RELANCES

_BOUGE: Final = "Une colonne de Factures a bougé pendant l'envoi."


def poser(
    shared: SharedWorkbook,
    snapshot: Snapshot,
    lignes: Sequence[AppendRow],
    marques: Sequence[UpdateRow],
    *,
    par_place: bool = False,
) -> Snapshot:
    """Take on and mark, as :meth:`SharedWorkbook.reserver` does; the workbook just after.

    Raises:
        ExternallyChanged: a column of Factures moved meanwhile; marks that fell into others were
            taken back, and what was taken on was closed, as far as it is not told otherwise.
        StoreError: see the port.
    """
    after = shared.reserver(snapshot, lignes, marques, par_place=par_place)
    if after.tables[FACTURES.name].positions == snapshot.tables[FACTURES.name].positions:
        return after
    what = f"{_BOUGE} Rien n'est parti." if lignes else _BOUGE
    try:
        shared.noter(after, [*_reprises(snapshot, marques), *_fermetures(lignes)], ())
    except SheetcashError as error:
        raise ExternallyChanged(
            f"{what} {error.probleme}",
            "Cherchez « réf. » dans Factures, videz ces cellules, puis recommencez.",
        ) from error
    raise ExternallyChanged(what, "Recommencez.")


def _reprises(snapshot: Snapshot, marques: Sequence[UpdateRow]) -> list[ReplaceText]:
    """What stood under each mark, in its place: a mark is put only over what it was read over."""
    found = []
    for mark in marques:
        raw = snapshot.tables[mark.table]
        for title, text in mark.values.items():
            before = raw.columns[title][mark.row - raw.first_row]
            found.append(ReplaceText(mark.table, PARTOUT, str(text), str(before or "")))
    return found


def _fermetures(lignes: Sequence[AppendRow]) -> list[ReplaceText]:
    closed = {"Détail": "rien n'est parti", "État": ANNULEE}
    return [
        ReplaceText(RELANCES.name, title, str(line.values[title]), after)
        for line in lignes
        for title, after in closed.items()
    ]
