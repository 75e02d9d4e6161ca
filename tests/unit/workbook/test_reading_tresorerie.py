"""Purchases and forecasts: what can be read is used, each odd cell is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.core.tresorerie import Prevu, Sortie
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading_tresorerie import Achats, read_achats, read_previsions
from sheetcash.workbook.schema import CellError

Make = Callable[..., Snapshot]
DAY = date(2026, 11, 20)


def achats(make_snapshot: Make, *rows: dict[str, Any]) -> tuple[Achats, list[Finding]]:
    findings: list[Finding] = []
    raw = make_snapshot({"tblAchats": list(rows)}).tables["tblAchats"]
    return read_achats(raw, findings, DAY), findings


def previsions(make_snapshot: Make, *rows: dict[str, Any]) -> tuple[list[Prevu], list[Finding]]:
    findings: list[Finding] = []
    raw = make_snapshot({"tblPrevisions": list(rows)}).tables["tblPrevisions"]
    return read_previsions(raw, findings), findings


def test_purchases_paid_and_still_to_be_paid(make_snapshot: Make) -> None:
    base = {"Fournisseur": "Papetier", "Montant": 12.5, "Date": date(2026, 10, 1)}
    found, findings = achats(
        make_snapshot,
        base | {"Payé le": DAY},
        base | {"Payé le": date(2026, 11, 21), "Échéance": date(2026, 10, 31)},
        base | {"Échéance": date(2026, 12, 31)},
        base,
        base | {"Fournisseur": "", "Nature": "encre"},
        {},
    )
    assert findings == []
    assert found.payes == [(DAY, 1_250)]
    assert found.dus == [
        Sortie("Papetier", date(2026, 11, 21), 1_250, 6),
        Sortie("Papetier", date(2026, 12, 31), 1_250, 7),
        Sortie("Papetier", date(2026, 10, 1), 1_250, 8),
        Sortie("encre", date(2026, 10, 1), 1_250, 9),
    ]
    assert read_achats(None, [], DAY) == ([], [], [])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Montant": "cent", "Date": DAY}, "Montant"),
        ({"Fournisseur": "x", "Date": DAY}, "Montant"),
        ({"Montant": 5.0, "Fournisseur": "x"}, "Échéance"),
        ({"Montant": 5.0, "Date": "hier"}, "Date"),
        ({"Montant": 5.0, "Date": DAY, "Payé le": "oui"}, "Payé le"),
        ({"Montant": CellError("#N/A"), "Date": DAY}, "Montant"),
    ],
)
def test_a_purchase_that_cannot_be_read_is_told(
    make_snapshot: Make, row: dict[str, Any], column: str
) -> None:
    sound = {"Montant": 1.0, "Date": DAY}
    found, findings = achats(make_snapshot, row, sound)
    assert [one.montant for one in found.dus] == [100], "the other row goes on"
    assert [(one.feuille, one.ligne, one.colonne) for one in findings] == [("Achats", 5, column)]


FORECAST = {
    "Libellé": "Loyer",
    "Sens": "Décaissement",
    "Montant": 450.0,
    "Première date": date(2026, 1, 5),
    "Périodicité": "Mensuelle",
}


def test_forecasts_are_read(make_snapshot: Make) -> None:
    last = {"Dernière date": date(2027, 1, 5), "Probabilité": 0.555}
    found, findings = previsions(
        make_snapshot, FORECAST, FORECAST | last | {"Sens": " encaissement "}, {}
    )
    assert findings == []
    assert found == [
        Prevu("Loyer", False, 45_000, date(2026, 1, 5), "mensuelle", ligne=5),
        Prevu("Loyer", True, 45_000, date(2026, 1, 5), "mensuelle", date(2027, 1, 5), 555_000, 6),
    ]
    assert read_previsions(None, []) == []


@pytest.mark.parametrize("typed", [CellError("#N/A"), date(2026, 1, 1), True, 12.0])
def test_what_is_no_client_is_told_and_the_forecast_counts(make_snapshot: Make, typed: Any) -> None:
    (found,), (finding,) = previsions(make_snapshot, FORECAST | {"Client": typed})
    assert found.client == "" and (finding.colonne, finding.ecarte) == ("Client", False)


def test_a_forecast_that_does_not_say_how_often_falls_once(make_snapshot: Make) -> None:
    order = {"Sens": "Encaissement", "Périodicité": "", "Client": "Acme"}
    (found,), findings = previsions(make_snapshot, FORECAST | order)
    assert (found.periodicite, found.client, findings) == ("unique", "Acme", [])


@pytest.mark.parametrize(
    ("more", "column"),
    [
        ({"Sens": "Sortie"}, "Sens"),
        ({"Sens": ""}, "Sens"),
        ({"Périodicité": "Hebdo"}, "Périodicité"),
        ({"Périodicité": "Mensuel"}, "Périodicité"),
        ({"Montant": "x"}, "Montant"),
        ({"Montant": ""}, "Montant"),
        ({"Première date": ""}, "Première date"),
        ({"Dernière date": date(2026, 1, 4)}, "Dernière date"),
        ({"Probabilité": 60.0}, "Probabilité"),
        ({"Probabilité": "60 %"}, "Probabilité"),
        ({"Probabilité": True}, "Probabilité"),
    ],
)
def test_a_forecast_that_cannot_be_read_is_told(
    make_snapshot: Make, more: dict[str, Any], column: str
) -> None:
    found, findings = previsions(make_snapshot, FORECAST | more, FORECAST)
    assert len(found) == 1, "the other row goes on"
    assert [(one.ligne, one.colonne, one.ecarte) for one in findings] == [(5, column, True)]
    if more.get("Périodicité") == "Mensuel":
        assert "« Mensuelle » ?" in findings[0].que_faire
