"""The ratios of a workbook, and what surrounds its plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sheetcash.app import plan
from sheetcash.cli.affichage_plan import lignes_plan
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

DAY = date(2026, 11, 20)
Make = Callable[..., Snapshot]
NAMES = (
    *("tblClients", "tblFactures", "tblRecettes", "tblDeclarations"),
    *("tblAchats", "tblPrevisions"),
)


def calculer(make: Make, tables: dict[str, list[dict[str, Any]]]) -> plan.Plan:
    snapshot = make({name: [] for name in NAMES} | tables, {"Solde initial": 1000.0})
    return plan.calculer(read_book(snapshot, DAY), snapshot)


def bill(number: str, day: date, euros: float, due: date) -> dict[str, Any]:
    return {"N° facture": number, "Date": day, "Client": "A", "Montant": euros, "Échéance": due}


def receipt(day: date, euros: float, number: str = "") -> dict[str, Any]:
    return {
        "Date d'encaissement": day, "Montant": euros, "Catégorie": "BNC", "N° facture": number,
    }  # fmt: skip


BUSY: dict[str, list[dict[str, Any]]] = {
    "tblClients": [{"Client": "A", "Profil de relance": "Standard"}],
    "tblFactures": [
        bill("F1", date(2026, 1, 1), 300.0, date(2026, 1, 31)),
        bill("F2", date(2026, 6, 1), 100.0, date(2026, 7, 1)),
        bill("F3", date(2026, 10, 25), 400.0, date(2026, 11, 10)),
        bill("F4", date(2026, 11, 1), 600.0, date(2026, 12, 1)),
        bill("F5", date(2025, 6, 1), 50.0, date(2025, 7, 1)),
    ],
    "tblRecettes": [
        receipt(date(2025, 7, 1), 50.0, "F5"),  # settled more than a year ago
        receipt(date(2026, 1, 31), 300.0, "F1"),
        receipt(date(2026, 8, 20), 100.0, "F2"),
        receipt(date(2026, 11, 5), 100.0, "F4"),
        receipt(date(2026, 11, 6), 70.0),
    ],
    "tblAchats": [
        {"Fournisseur": "x", "Montant": 80.0, "Date": date(2026, 11, 2),
         "Échéance": date(2026, 12, 30)},
        {"Fournisseur": "y", "Montant": 45.0, "Date": date(2026, 9, 2),
         "Payé le": date(2026, 11, 3)},
    ],
    "tblPrevisions": [
        {"Libellé": "v", "Sens": "Encaissement", "Montant": 200.0, "Périodicité": "Unique",
         "Première date": date(2026, 1, 15)},
    ],
}  # fmt: skip


def test_the_ratios_of_a_busy_workbook(make_snapshot: Make) -> None:
    found = calculer(make_snapshot, BUSY).suivi.indicateurs
    assert found.delai == 43  # (300 × 30 + 100 × 80) / 400
    assert found.bfr == 40_000 + 50_000 - 8_000
    assert found.variation_bfr == (40_000 + 60_000 - 10_000) - (8_000 - 4_500)
    assert found.part_en_retard == 444_444
    assert found.tendance == 4_167  # (170 - 45) / 3: the 100 € of 20 August are three months old
    assert found.erreur == 500_000  # 200 forecast in January, 300 received


def test_what_is_available_for_one_euro_to_pay(make_snapshot: Make) -> None:
    done = calculer(make_snapshot, BUSY)
    solde = done.mois[0].ouverture
    # the bills are late or due within three months; 80 € of purchases, and the Urssaf of 1 February
    urssaf = -done.mois[3].flux["Urssaf"]
    assert urssaf > 0
    owed = 8_000 + urssaf
    assert done.suivi.indicateurs.liquidite == round((solde + 90_000) * 1_000_000 / owed)


def test_a_new_workbook_divides_by_nothing(make_snapshot: Make) -> None:
    done = calculer(make_snapshot, {})
    assert done.suivi.indicateurs[:1] == (None,) and done.suivi.indicateurs.erreur is None
    assert done.suivi.indicateurs.part_en_retard is None
    assert [cents for _, _, cents in done.suivi.horizons] == [100_000] * 3
    text = "\n".join(lignes_plan(done))
    assert "Prévu et réalisé" not in text and "Erreur de prévision des recettes" in text


def test_the_plan_tells_horizons_months_and_ratios(make_snapshot: Make) -> None:
    done = calculer(make_snapshot, BUSY)
    text = "\n".join(lignes_plan(done)).replace("\u202f", " ").replace("\xa0", " ")
    assert "dans 15 jours  05/12/2026" in text
    assert "janvier 2026" in text and "43 jours" in text and "44 %" in text
    figures = plan.as_json(done)
    assert figures["indicateurs"]["bfr_cents"] == 82_000  # type: ignore[index]
    assert len(figures["mois_passes"]) == 12  # type: ignore[arg-type]
    assert [one["dans"] for one in figures["horizons"]] == ["15 jours", "1 mois", "3 mois"]  # type: ignore[attr-defined]
