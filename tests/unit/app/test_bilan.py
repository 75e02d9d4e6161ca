from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from sheetcash.app.bilan import as_json, calculer
from sheetcash.core.plafonds import VIGILANCE
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

DAY = date(2026, 11, 20)
Make = Callable[..., Snapshot]


def recette(day: date, euros: float, categorie: str = "BNC", facture: str = "") -> dict:
    return {
        "Date d'encaissement": day,
        "Montant": euros,
        "Catégorie": categorie,
        "N° facture": facture,
    }


def test_each_receipt_counts_on_its_own_day(make_snapshot: Make) -> None:
    rows = [
        recette(date(2025, 12, 31), 2000.0, facture="F-1"),
        recette(date(2026, 1, 8), 3000.0, facture="F-1"),
        recette(date(2026, 11, 3), -200.0, facture="F-1"),
        recette(date(2026, 11, 4), 90.0, "Vente"),
    ]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY))
    assert (found.annee_precedente, found.annee, found.mois) == (200_000, 289_000, -11_000)
    assert found.par_categorie == {"bnc": 280_000, "vente": 9_000}
    assert found.par_mois[0] == 300_000 and sum(found.par_mois) == found.annee


def test_declarations_to_come_are_the_closed_one_and_the_current_one(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 8, 5), 1000.0), recette(date(2026, 10, 5), 500.0)]
    settings = {"Début d'activité": date(2025, 9, 1), "Périodicité": "Trimestrielle"}
    book = read_book(make_snapshot({"tblRecettes": rows}, settings), date(2026, 10, 20))
    closed, current = calculer(book).declarations
    assert (closed.periode.label, closed.close, current.close) == ("T3 2026", True, False)
    assert closed.du is not None and closed.du.total == 25_800  # 25.6 % and 0.2 %
    assert closed.periode.echeance == date(2026, 11, 2)


def test_a_new_year_without_figures_is_said_not_invented(make_snapshot: Make) -> None:
    rows = [recette(date(2027, 1, 5), 1000.0)]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), date(2027, 1, 20)))
    assert found.franchise is None and found.declarations[-1].du is None
    assert found.annee == 100_000
    assert any("01/01/2027" in f.probleme or "31/03/2027" in f.probleme for f in found.constats)


def test_ceiling_is_watched_from_80_percent(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 5, 5), 66_880.0)]
    (usage,) = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY)).plafonds
    assert (usage.part, usage.statut) == (800_000, VIGILANCE)


def test_late_invoices_by_age(make_snapshot: Make) -> None:
    base = {"Client": "Acme", "Montant": 100.0, "Date": date(2026, 1, 1)}
    due = [date(2026, 11, 20), date(2026, 10, 21), date(2026, 10, 20), date(2026, 8, 1)]
    factures = [base | {"N° facture": f"F-{n}", "Échéance": day} for n, day in enumerate(due)]
    tables = {"tblFactures": factures, "tblClients": [{"Client": "Acme"}]}
    found = calculer(read_book(make_snapshot(tables), DAY))
    assert len(found.ouvertes) == 4
    assert [f.numero for f in found.en_retard] == ["F-3", "F-2", "F-1"]
    assert list(found.ages.values()) == [10_000, 10_000, 0, 10_000]


def test_an_empty_workbook_shows_zeros(make_snapshot: Make) -> None:
    found = calculer(read_book(make_snapshot(), DAY))
    assert (found.annee, found.reste_du, found.constats) == (0, 0, [])
    assert json.loads(json.dumps(as_json(found)))["encaisse"]["annee_cents"] == 0


def test_looking_back_counts_only_what_had_come(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 3, 5), 100.0), recette(date(2026, 9, 5), 50.0)]
    back = read_book(make_snapshot({"tblRecettes": rows}), date(2026, 6, 30), impose=True)
    assert calculer(back).annee == 10_000 and back.findings == []
