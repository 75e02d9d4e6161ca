"""The command's figures: who, how much of all, the alert, the terms; bad rows are borne."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.app import clients
from sheetcash.cli.affichage_clients import lignes_d_un_client
from sheetcash.core.factures import comptant
from sheetcash.errors import InputError
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

TODAY = date(2026, 11, 20)


@pytest.fixture
def analyse(make_snapshot: Callable[..., Snapshot]) -> Callable[..., clients.Analyse]:
    """The analysis of clients, invoices and receipts given as ``(client, day, montant…)``."""

    def make(
        noms: list[Any],
        factures: list[tuple[str, date, float]] = [],  # noqa: B006 - never changed
        recettes: list[tuple[Any, date, float]] = [],  # noqa: B006
        settings: dict[str, Any] | None = None,
        previsions: list[dict[str, Any]] = [],  # noqa: B006
    ) -> clients.Analyse:
        snapshot = make_snapshot(
            {
                "tblClients": [{"Client": nom} for nom in noms],
                "tblFactures": [
                    {"N° facture": f"F-{at}", "Client": nom, "Date": day, "Échéance": day}
                    | {"Montant": montant}
                    for at, (nom, day, montant) in enumerate(factures, 1)
                ],
                "tblRecettes": [
                    {"Client": nom, "Date d'encaissement": day, "Montant": montant}
                    | {"Catégorie": "BNC"}
                    for nom, day, montant in recettes
                ],
                "tblPrevisions": previsions,
            },
            settings,
        )
        return clients.analyser(read_book(snapshot, TODAY), snapshot)

    return make


def test_a_share_of_twelve_months_receipts_by_the_name_in_the_ledger(analyse: Any) -> None:
    found = analyse(
        ["Acme", "Zoé"],
        recettes=[
            ("ACME ", date(2026, 11, 1), 600),
            ("", date(2026, 1, 1), 400),  # passing trade
            ("Zoé", date(2025, 11, 20), 9000),  # a year and a day ago
            ("Zoé", date(2026, 11, 21), 9000),  # to come
        ],
    )
    shares = {one.nom: (one.dependance, one.dependant) for one in found.lignes}
    assert shares == {"Acme": (600_000, True), "Zoé": (0, False)}
    assert found.encaisse_12_mois == 100_000


def test_an_order_is_a_certain_forecast_at_the_name_of_a_client(analyse: Any) -> None:
    def forecast(client: Any, montant: Any, **more: Any) -> dict[str, Any]:
        return {
            "Libellé": "Site", "Sens": "Encaissement", "Montant": montant, "Client": client,
            "Première date": date(2026, 12, 1), "Périodicité": "Unique", **more,
        }  # fmt: skip

    found = analyse(
        ["Acme"],
        previsions=[
            forecast(" ACME", 600),
            forecast("Acme", 50, Périodicité="Mensuelle", **{"Dernière date": date(2027, 2, 1)}),
            forecast("Acme", 9_000, Probabilité=0.5),
            forecast("Nouveau", 400),
            forecast("Acme", "cher"),
            forecast(None, 700),
        ],
    )
    assert {one.nom: one.commande for one in found.lignes} == {"Acme": 750_00, "Nouveau": 400_00}
    assert [(one.ligne, one.colonne) for one in found.constats] == [
        *((9, "Montant"), (5, "Client"), (8, "Client")),
    ], "spaces around, an amount that is none, a name that is nowhere"
    (acme, _) = sorted(clients.as_json(found, found.lignes)["clients"], key=lambda o: o["client"])
    assert acme["commande_cents"] == 750_00
    (line,) = (one for one in found.lignes if one.nom == "Acme")
    assert "750,00" in next(x for x in lignes_d_un_client(found, line) if "Commandé" in x)


def test_dependence_follows_the_setting(analyse: Any) -> None:
    paid = [("Acme", date(2026, 11, 1), 600), ("Zoé", date(2026, 11, 1), 400)]
    found = analyse(["Acme", "Zoé"], recettes=paid, settings={"Seuil de dépendance": 0.39})
    assert [one.dependant for one in found.lignes] == [True, True]


@pytest.mark.parametrize(("owed", "alarming"), [(30, False), (30.01, True)])
def test_the_alert_of_unpaid_invoices_over_a_share_of_a_month(
    analyse: Any, owed: float, alarming: bool
) -> None:
    received = [("Acme", date(2026, 5, 1), 1200)]  # 100 a month
    found = analyse(["Acme"], [("Acme", date(2026, 11, 1), owed)], received)
    assert (found.mois_moyen, found.alerte) == (10_000, alarming)


def test_unpaid_invoices_alarm_when_nothing_was_received_and_nothing_does_not(
    analyse: Any,
) -> None:
    assert analyse(["Acme"], [("Acme", date(2026, 11, 1), 1)]).alerte
    assert not analyse(["Acme"]).alerte


def test_homonyms_are_one_and_invoices_without_a_client_are_told(analyse: Any) -> None:
    day = date(2026, 11, 1)
    bills = [("acme ", day, 100), ("", day, 10), ("Parti", day, 1)]
    found = analyse(["Acme", "ACME"], bills)
    owed = {one.nom: one.historique.reste_du for one in found.lignes}
    assert owed == {"Acme": 10_000, clients.SANS_CLIENT: 1_000, "Parti": 100}
    assert found.reste_du == found.en_retard == 11_100
    assert found.constats, "the doubled row and the unknown clients"


def test_refunds_and_credit_notes_lower_what_was_received_and_billed(analyse: Any) -> None:
    found = analyse(
        ["Acme"],
        [("Acme", date(2026, 9, 1), 100), ("Acme", date(2026, 9, 2), -100)],
        [("Acme", date(2026, 10, 1), 50), ("Acme", date(2026, 10, 2), -80)],
    )
    (one,) = found.lignes
    assert (one.historique.facture, one.encaisse_12_mois, one.dependance) == (0, -3_000, None)


def test_terms_that_leave_no_delay(make_snapshot: Callable[..., Snapshot]) -> None:
    assert [comptant(terms) for terms in ("À réception", "comptant", "", "?")] == [
        *(True, True),
        *(False, False),
    ]


def test_one_client_by_its_name_and_the_nearest_one_otherwise(analyse: Any) -> None:
    found = analyse(["Acme"])
    assert clients.d_un_client(found, " acme").nom == "Acme"
    with pytest.raises(InputError, match="« Acme »"):
        clients.d_un_client(found, "Acmé SARL")


def test_without_pandas_a_sentence_tells_what_to_install(
    analyse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.delitem(sys.modules, "sheetcash.analysis.clients", raising=False)
    with pytest.raises(InputError, match=r"pip install '\.\[analyse\]'"):
        analyse(["Acme"], [("Acme", date(2026, 11, 1), 1)])


def test_json_has_every_figure(analyse: Any) -> None:
    found = analyse(["Acme"], [("Acme", date(2026, 8, 1), 90)])
    told = clients.as_json(found, found.lignes)
    (one,) = told["clients"]
    assert one["conditions_proposees"] == "Paiement à la commande" and one["fiabilite"] is None
    assert one["ages_cents"]["plus de 90 jours"] == 9_000 == told["total"]["en_retard_cents"]
