from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sheetcash.app.bilan import calculer
from sheetcash.cli.affichage_bilan import lignes_bilan
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

Make = Callable[..., Snapshot]


def shown(snapshot: Snapshot, day: date) -> str:
    return "\n".join(lignes_bilan(calculer(read_book(snapshot, day))))


def test_one_is_singular(make_snapshot: Make) -> None:
    late = {
        "Client": "Acme",
        "Montant": 9.0,
        "Date": date(2026, 1, 1),
        "Échéance": date(2026, 2, 1),
    }
    rows = [late | {"N° facture": f"F-{n}"} for n in range(16)]
    day = date(2026, 11, 20)
    one = make_snapshot({"tblFactures": rows[:1], "tblClients": [{"Client": "Acme"}]})
    assert "1 ouverte " in shown(one, day)
    many = make_snapshot({"tblFactures": rows, "tblClients": [{"Client": "Acme"}]})
    assert "16 ouvertes " in shown(many, day)
    assert shown(many, day).endswith("… et 1 autre")


def test_an_unknown_rate_is_said(make_snapshot: Make) -> None:
    rows = [{"Date d'encaissement": date(2027, 1, 5), "Montant": 10.0, "Catégorie": "BNC"}]
    assert "à payer\u00a0: taux inconnu" in shown(
        make_snapshot({"tblRecettes": rows}), date(2027, 1, 20)
    )
