"""The token of what is read."""

from __future__ import annotations

from collections.abc import Callable

from sheetcash.workbook.empreinte import empreinte
from sheetcash.workbook.raw import Snapshot

ROW = {"N° facture": "F-1", "Montant": 100.0, "Statut": "À échoir", "Litige": ""}


def test_what_the_sheet_computes_is_no_change(make_snapshot: Callable[..., Snapshot]) -> None:
    before = make_snapshot({"tblFactures": [ROW]})
    after = make_snapshot({"tblFactures": [ROW | {"Statut": "Relance 1 à envoyer"}]})
    assert empreinte(before) == empreinte(after)


def test_what_is_typed_is_one_wherever_it_stands(make_snapshot: Callable[..., Snapshot]) -> None:
    tokens = {
        empreinte(make_snapshot({"tblFactures": rows}, settings))
        for rows, settings in (
            ([ROW], {}),
            ([ROW | {"Litige": "Oui"}], {}),
            ([{}, ROW], {}),
            ([ROW], {"Nom": "Ada"}),
        )
    }
    assert len(tokens) == 4


def test_a_column_moved_is_one(make_snapshot: Callable[..., Snapshot]) -> None:
    seen = make_snapshot({"tblFactures": [ROW]})
    raw = seen.tables["tblFactures"]
    moved = raw._replace(positions=raw.positions | {"Litige": 40})
    assert empreinte(seen) != empreinte(seen._replace(tables=seen.tables | {"tblFactures": moved}))
