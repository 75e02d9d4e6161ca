"""The cash plan of a workbook: its balance, its months, the red ones and what lifts them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.app.plan import Plan, as_json, calculer
from sheetcash.core.hypotheses import PESSIMISTE
from sheetcash.core.tresorerie import ACHATS, FACTURES, IMPOT, PREVUES, URSSAF
from sheetcash.workbook.flux import payee_le, retards_clients
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

Make = Callable[..., Snapshot]
DAY = date(2026, 11, 20)
CREATED = {"Début d'activité": date(2025, 1, 1), "Catégorie principale": "BNC"}


def recette(day: date, euros: float, facture: str = "") -> dict[str, Any]:
    return {
        "Date d'encaissement": day, "Montant": euros, "Catégorie": "BNC", "N° facture": facture,
    }  # fmt: skip


def facture(numero: str, echeance: date, euros: float, **more: Any) -> dict[str, Any]:
    return {
        "N° facture": numero, "Date": date(2026, 1, 1), "Client": "Acme", "Montant": euros,
        "Échéance": echeance, "Catégorie": "BNC",
    } | more  # fmt: skip


def plan(
    make_snapshot: Make,
    rows: dict[str, list[dict[str, Any]]],
    settings: dict[str, Any] | None = None,
    scenario: str | None = None,
    day: date = DAY,
) -> Plan:
    rows = {"tblClients": [{"Client": "Acme"}, {"Client": "Bis"}], **rows}
    snapshot = make_snapshot(rows, CREATED | (settings or {}))
    return calculer(read_book(snapshot, day), snapshot, scenario)


def test_an_empty_workbook_has_a_flat_plan(make_snapshot: Make) -> None:
    found = plan(make_snapshot, {}, {"Solde initial": 100.0})
    assert [one.cloture for one in found.mois] == [10_000] * 12
    assert (found.rouges, found.constats, found.repris) == ([], [], None)
    assert json.loads(json.dumps(as_json(found)))["scenario"] == "réaliste"


def test_the_balance_is_what_came_and_went_since_its_day(make_snapshot: Make) -> None:
    rows = {
        "tblRecettes": [
            recette(date(2026, 8, 31), 1000.0),
            recette(date(2026, 9, 1), 500.0),
            recette(DAY, 50.0),
        ],
        "tblAchats": [
            {"Montant": 30.0, "Date": date(2026, 8, 1), "Payé le": date(2026, 9, 2)},
            {"Montant": 70.0, "Date": date(2026, 8, 1), "Payé le": date(2026, 8, 31)},
        ],
        "tblDeclarations": [
            {"Début": date(2026, 4, 1), "Payé le": date(2026, 8, 31)},
            {"Début": date(2026, 7, 1), "Payé le": date(2026, 11, 2)},
        ],
    }
    settings = {"Solde initial": 2000.0, "Date du solde": date(2026, 8, 31)}
    found = plan(make_snapshot, rows, settings)
    # 1 500 € of the third quarter: 25.8 % of it was paid to the Urssaf
    assert found.mois[0].ouverture == 200_000 + 50_000 + 5_000 - 3_000 - 38_700


def test_what_is_late_is_expected_today_and_never_twice(make_snapshot: Make) -> None:
    rows = {
        "tblFactures": [
            facture("F-1", date(2026, 3, 1), 100.0),
            facture("F-2", date(2026, 12, 5), 200.0),
            facture("F-3", date(2026, 12, 6), 400.0, Litige="Oui"),
        ],
        "tblRecettes": [recette(date(2026, 4, 1), 40.0, "F-1")],
    }
    found = plan(make_snapshot, rows)
    assert [one.flux[FACTURES] for one in found.mois[:3]] == [6_000, 20_000, 0]
    assert found.litiges == 40_000
    late = plan(make_snapshot, rows, {"Part jamais payée": 0.1}, PESSIMISTE)
    assert [one.flux[FACTURES] for one in late.mois[:3]] == [0, 5_400, 18_000]
    best = plan(make_snapshot, rows, {"Scénario": "Optimiste"})
    assert [one.flux[FACTURES] for one in best.mois[:3]] == [6_000, 60_000, 0]
    assert (best.scenario, best.litiges) == ("optimiste", 0)


def test_each_client_s_own_delay_is_that_of_its_settled_invoices(make_snapshot: Make) -> None:
    rows = {
        "tblFactures": [
            facture("F-1", date(2026, 3, 1), 100.0),
            facture("F-2", date(2026, 4, 1), 100.0),
            facture("F-3", date(2026, 4, 1), 100.0, Client="Bis"),
            facture("F-4", date(2026, 11, 15), 100.0),
            facture("F-5", date(2026, 11, 25), 100.0, Client="Bis"),
        ],
        "tblRecettes": [
            recette(date(2026, 3, 11), 60.0, "F-1"),
            recette(date(2026, 3, 21), 40.0, "f-1"),
            recette(date(2026, 4, 6), 100.0, "F-2"),
            recette(date(2026, 3, 20), 100.0, "F-3"),
        ],
    }
    snapshot = make_snapshot({"tblClients": [{"Client": "Acme"}, {"Client": "Bis"}], **rows})
    # F-1 is paid on the mean of 10 and 20 days late, F-2 five days late, F-3 twelve days early
    book = read_book(snapshot, DAY)
    assert retards_clients(book, payee_le(book)) == ({"acme": 10, "bis": 0}, 3)
    found = plan(make_snapshot, rows)
    assert [one.flux[FACTURES] for one in found.mois[:2]] == [20_000, 0]


def test_contributions_come_from_the_plan_s_own_receipts(make_snapshot: Make) -> None:
    rows = {
        "tblFactures": [facture("F-1", date(2026, 12, 5), 1000.0)],
        "tblRecettes": [recette(date(2026, 8, 1), 1000.0), recette(date(2026, 10, 1), 500.0)],
        "tblDeclarations": [{"Début": date(2026, 7, 1)}, {"Début": date(2026, 10, 1)}],
        "tblPrevisions": [
            {
                "Libellé": "Mission", "Sens": "Encaissement", "Montant": 2000.0, "Probabilité": 0.5,
                "Première date": date(2027, 2, 1), "Périodicité": "Unique",
            }
        ],
    }  # fmt: skip
    found = plan(make_snapshot, rows, {"Provision pour impôt": 0.1})
    urssaf = [one.flux[URSSAF] for one in found.mois]
    assert urssaf[:6] == [-25_800, 0, 0, -38_700, 0, -25_800], "late, then 1 February, 30 April"
    assert found.mois[3].flux[PREVUES] == 100_000 and found.mois[3].flux[IMPOT] == -10_000
    assert found.repris == 2026


def test_a_declaration_paid_is_not_paid_again(make_snapshot: Make) -> None:
    rows = {
        "tblRecettes": [recette(date(2026, 8, 1), 1000.0)],
        "tblDeclarations": [{"Début": date(2026, 7, 1), "Payé le": date(2026, 11, 2)}],
    }
    found = plan(make_snapshot, rows)
    assert all(one.flux[URSSAF] == 0 for one in found.mois)
    assert found.mois[0].ouverture == 100_000 - 25_800


def test_rates_that_are_not_known_leave_a_word(make_snapshot: Make) -> None:
    rows = {"tblRecettes": [recette(date(2026, 10, 1), 500.0)]}
    found = plan(make_snapshot, rows, {"Zone": "DROM"})
    assert any(
        "Le plan ne compte pas l'Urssaf de T4 2026" in one.probleme for one in found.constats
    )


def test_a_month_in_the_red_tells_why_and_what_lifts_it(make_snapshot: Make) -> None:
    rows = {
        "tblFactures": [
            facture("F-1", date(2026, 12, 1), 300.0, **{"Promesse de paiement": date(2027, 2, 1)}),
            facture("F-2", date(2026, 12, 1), 90.0, Litige="Oui"),
        ],
        "tblAchats": [
            {"Fournisseur": "Imprimeur", "Montant": 500.0, "Échéance": date(2026, 12, 9)}
        ],
        "tblPrevisions": [
            {
                "Libellé": "Mission", "Sens": "Encaissement", "Montant": 1000.0,
                "Première date": date(2027, 3, 1), "Périodicité": "Mensuelle",
            }
        ],
    }  # fmt: skip
    found = plan(make_snapshot, rows, {"Solde initial": 350.0, "Réserve de sécurité": 100.0})
    assert [one.mois.periode.label for one in found.rouges] == ["décembre 2026", "janvier 2027"]
    december = found.rouges[0]
    assert (december.mois.cloture, december.manque, december.sous_zero) == (-15_000, 25_000, True)
    assert december.mois.flux[ACHATS] == -50_000
    assert [one.replace("\u00a0", " ") for one in december.causes] == ["Achats à payer 500,00 €"]
    assert [(one.quoi, one.montant) for one in december.leviers] == [
        ("relancer F-1 (Acme)", 30_000),
        ("régler le litige de F-2 (Acme)", 9_000),
        ("repousser l'achat « Imprimeur »", 50_000),
        ("demander un acompte de 30 % sur « Mission »", 30_000),
    ]
    told = as_json(found)["mois_dans_le_rouge"]
    assert isinstance(told, list) and told[0]["manque_cents"] == 25_000


@pytest.mark.parametrize(("euros", "said"), [(42_000.0, "01/10/2026"), (38_000.0, "01/01/2027")])
def test_vat_that_the_plan_is_not_told_of_is_said(
    make_snapshot: Make, euros: float, said: str
) -> None:
    rows = {"tblRecettes": [recette(date(2026, 10, 1), euros)]}
    (finding,) = plan(make_snapshot, rows).constats
    assert finding.colonne == "TVA due depuis" and said in finding.probleme
    assert plan(make_snapshot, rows, {"TVA due depuis": date(2026, 10, 1)}).constats == []
    assert plan(make_snapshot, {}).constats == []


def test_vat_is_paid_the_month_after_once_it_is_due(make_snapshot: Make) -> None:
    rows = {
        "tblFactures": [
            facture("F-1", date(2026, 11, 25), 120.0),
            facture("F-2", date(2027, 1, 5), 120.0),
        ],
    }
    settings = {"Taux de TVA": 0.2, "TVA due depuis": date(2027, 1, 1)}
    found = plan(make_snapshot, rows, settings)
    assert [one.flux["TVA"] for one in found.mois[:4]] == [0, 0, 0, -2_000]
