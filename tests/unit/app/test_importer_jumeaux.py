"""A row that a file gives twice under one reference: two where the balances want both."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.app import importer
from sheetcash.core.releves import Compte, Mouvement, Releve, Solde
from sheetcash.workbook.edits import AppendRow, une_a_une
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.tables import BANQUE

DAY = date(2026, 11, 5)
PLACES = {title: at for at, title in enumerate(BANQUE.titles, 1)}
VIDE = Snapshot(
    "v",
    {BANQUE.name: RawTable(BANQUE.name, "Banque", 5, {one: [] for one in PLACES}, PLACES)},
    {},
)


@pytest.mark.parametrize(
    ("closing", "tout", "added", "alike"),
    [(8_200, False, 2, 0), (9_100, False, 1, 1), (None, False, 1, 1), (None, True, 2, 0)],
)
def test_the_balances_tell_twins_from_a_row_given_twice(
    closing: int | None, tout: bool, added: int, alike: int
) -> None:
    one = Mouvement(DAY, "CB SNCF", -900, "FR76", reference="T1")
    its = Compte("FR76", "EUR", Solde(10_000), None if closing is None else Solde(closing))
    read = Releve("CAMT", 2, [one, one], comptes=[its])
    plan = importer.preparer(VIDE, [("a", read), ("b", read)], DAY, tout=tout)
    first, again = plan.fichiers
    assert (first.nouveaux, len(first.semblables)) == (added, alike)
    assert again.nouveaux == 0, "the same file twice changes nothing"
    keys = [edit.values["Id"] for edit in une_a_une(plan.edits) if isinstance(edit, AppendRow)]
    assert len(set(keys)) == len(keys) == added
