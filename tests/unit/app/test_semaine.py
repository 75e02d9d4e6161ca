"""The week's list, from a workbook's rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sheetcash.app.bilan import calculer
from sheetcash.app.semaine import taches
from sheetcash.core.semaine import Tache
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.schema import NO_VALUE, CellError

DAY = date(2026, 11, 20)
Make = Callable[..., Snapshot]
BASE = {"Début d'activité": date(2025, 5, 5)}


def tasks(
    make: Make, tables: dict[str, list[dict[str, Any]]], settings: dict[str, Any] | None = None
) -> tuple[list[Tache], list[Finding]]:
    names = ("tblClients", "tblFactures", "tblRecettes", "tblDeclarations")
    snapshot = make({name: [] for name in names} | tables, BASE if settings is None else settings)
    book = read_book(snapshot, DAY)
    constats: list[Finding] = list(book.findings)
    bilan = calculer(book, declarees(snapshot.tables["tblDeclarations"], constats))
    return taches(book, bilan, snapshot.tables, constats), constats


def said(found: list[Tache]) -> list[tuple[str, str, int]]:
    return [(one.action, one.feuille, one.ligne) for one in found]


INVOICE = {"Date": date(2026, 10, 1), "Client": "A", "Échéance": date(2026, 11, 1)}


def test_reminders_that_are_due_largest_first(make_snapshot: Make) -> None:
    found, _ = tasks(
        make_snapshot,
        {
            "tblClients": [
                {"Client": "A", "Profil de relance": "Standard"},
                {"Client": "B", "Profil de relance": "Ne pas relancer"},
            ],
            "tblFactures": [
                INVOICE | {"N° facture": "F1", "Montant": 100.0},
                INVOICE | {"N° facture": "F2", "Montant": 900.0},
                INVOICE | {"N° facture": "F3", "Montant": 900.0, "Litige": "Oui"},
                INVOICE | {"N° facture": "F4", "Montant": 900.0, "Client": "B"},
                INVOICE
                | {
                    "N° facture": "F5",
                    "Montant": 900.0,
                    "Promesse de paiement": date(2026, 11, 20),
                },
                INVOICE
                | {"N° facture": "F6", "Montant": 900.0, "Niveau": 1, "Dernière relance": DAY},
                INVOICE | {"N° facture": "F7", "Montant": 900.0, "Échéance": date(2026, 12, 31)},
            ],
        },
    )
    assert [one.objet for one in found if one.action == "Relancer"] == ["F2, A", "F1, A"]
    assert [one.ligne for one in found if one.action == "Relancer"] == [6, 5]


def test_declarations_lead_to_their_rows(make_snapshot: Make) -> None:
    row = {"Période": "T3 2026", "Début": date(2026, 7, 1), "Fin": date(2026, 9, 30)}
    receipt = {"Date d'encaissement": date(2026, 8, 3), "Montant": 1000.0, "Catégorie": "BNC"}
    more = {"tblRecettes": [receipt]}
    found, _ = tasks(make_snapshot, {"tblDeclarations": [row], **more})
    late = found[0]
    assert (late.action, late.ligne, late.montant) == ("Déclarer et payer", 5, 25_800)
    assert late.raison == "en retard de 18 jours"
    declared = row | {"Déclaré le": date(2026, 10, 15)}
    found, _ = tasks(make_snapshot, {"tblDeclarations": [declared], **more})
    assert found[0].action == "Payer"
    paid = row | {"Payé le": date(2026, 10, 30)}
    found, _ = tasks(make_snapshot, {"tblDeclarations": [paid], **more})
    assert [one for one in found if one.feuille == "Déclarations"] == []


def test_obligations_done_and_those_of_the_users_own(make_snapshot: Make) -> None:
    cfe = {"Rang": 101.0, "Date": date(2026, 12, 15), "Obligation": "CFE", "Détail": "en ligne"}
    own = {"Date": date(2026, 11, 18), "Obligation": "Assurance", "Montant estimé": 120.5}
    typed = {"Rang": 106.0, "Date": date(2026, 11, 24), "Obligation": "Déclaration de TVA"}
    absent = CellError(NO_VALUE)
    hidden = {"Rang": 203.0, "Date": absent, "Obligation": "Demande d'ACRE", "Fait le": absent}
    found, constats = tasks(make_snapshot, {"tblEcheances": [cfe, own, typed, hidden]})
    assert said(found) == [
        ("Assurance", "Échéancier", 6),
        ("Déclaration de TVA", "Échéancier", 7),
        ("CFE", "Échéancier", 5),
    ]
    assert (found[0].montant, found[0].raison) == (12_050, "en retard de 2 jours")
    assert found[2].objet == "en ligne" and constats == []
    last_year = cfe | {"Fait le": date(2025, 12, 14)}
    found, _ = tasks(make_snapshot, {"tblEcheances": [last_year]})
    assert said(found) == [("CFE", "Échéancier", 5)], "paid last year is not paid this year"
    done = cfe | {"Fait le": date(2026, 11, 18)}
    found, _ = tasks(make_snapshot, {"tblEcheances": [done, own | {"Fait le": DAY}]})
    assert found == []


def test_purchases_forecasts_bank_and_rows_left_out(make_snapshot: Make) -> None:
    forecast = {"Sens": "Encaissement", "Montant": 800.0, "Périodicité": "Mensuelle"}
    line = {"Date": DAY, "Libellé": "VIR", "Montant": 10.0}
    found, _ = tasks(
        make_snapshot,
        {
            "tblAchats": [
                {"Fournisseur": "Loyer", "Montant": 500.0, "Échéance": date(2026, 11, 27)},
                {"Fournisseur": "Plus tard", "Montant": 500.0, "Échéance": date(2026, 11, 28)},
                {"Nature": "encre", "Montant": 20.0, "Date": date(2026, 10, 2)},
                {"Fournisseur": "x", "Montant": "cher"},
            ],
            "tblPrevisions": [
                forecast | {"Libellé": "Mission", "Première date": date(2026, 2, 25)},
                forecast | {"Libellé": "Plus tard", "Première date": date(2026, 2, 28)},
                forecast
                | {"Libellé": "Loyer", "Sens": "Décaissement", "Première date": date(2026, 1, 25)},
            ],
            "tblBanque": [line, line | {"Rapproché avec": "F1"}, line | {"Montant": -5.0}],
        },
    )
    assert [(one.action, one.objet) for one in found] == [
        ("Compléter", "1 ligne"),
        ("Payer", "encre"),
        ("Payer", "Loyer"),
        ("Facturer", "Mission"),
        ("Rapprocher", "2 lignes de relevé"),
        ("CFE", found[-1].objet),
    ]
    assert found[3].raison == "encaissement prévu dans 5 jours"


def test_an_older_workbook_without_the_sheet_has_its_list(make_snapshot: Make) -> None:
    found, _ = tasks(make_snapshot, {}, {})
    assert said(found) == [("Saisir", "Paramètres", 0), ("CFE", "Échéancier", 0)]
