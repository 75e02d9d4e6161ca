"""What the year is heading for, as ``bilan`` tells it."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.app.previsions import as_json, attendues, lignes, previsions
from sheetcash.core.cotisations import Regime
from sheetcash.errors import NoRuleForDate
from sheetcash.workbook.records import Book, Facture, Parametres, Recettes

DAY = date(2026, 11, 21)


def facture(numero: str, echeance: date, montant: int, categorie: str = "BNC") -> Facture:
    return Facture(
        1, numero, date(2026, 10, 1), "Client", "", categorie, montant, echeance, 0,
        None, None, False, None, "", "", "", "",
    )  # fmt: skip


def book(*factures: Facture, jour: date = DAY, principale: str = "") -> Book:
    options = Parametres(categorie_principale=principale, regime=Regime())
    return Book(jour, options, {}, list(factures), Recettes([], [], [], [], []), [], [], [])


def plain(lines: list[str]) -> list[str]:
    return [line.replace("\u202f", " ").replace("\u00a0", " ") for line in lines]


def test_an_invoice_that_crosses_is_named_with_what_avoids_it() -> None:
    one = facture("F-9", date(2026, 12, 20), 200_000)
    bills = previsions(book(one), {"bnc": 3_750_000})[0]  # the threshold itself is reached
    assert bills.factures is not None and bills.factures.encaissable == 0
    told = plain(lignes([bills._replace(rythme=None)]))
    assert told == [
        "TVA, base (services), 37 500,00 € : dépassé par la facture F-9, attendue le 20/12/2026 : "
        "la reporter en janvier l'évite (TVA au 1er janvier suivant)"
    ]


def test_the_part_that_may_still_be_received_is_told() -> None:
    one = facture("F-9", date(2026, 12, 20), 200_000)
    found = previsions(book(one), {"bnc": 3_600_000})
    bills = next(p for p in found if p.seuil.nom == "TVA, base (services)")
    assert bills.factures is not None and bills.factures.facture == "F-9"
    assert bills.factures.encaissable == 150_000
    assert plain([bills.conseil]) == [
        "en encaisser 1 500,00 € au plus d'ici au 31 décembre, ou la reporter en janvier, l'évite"
    ]


def test_when_one_invoice_is_not_enough_the_year_s_budget_is_told() -> None:
    many = [facture(f"F-{n}", date(2026, 12, n), 200_000) for n in (1, 2, 3)]
    found = previsions(book(*many), {"bnc": 3_600_000})
    bills = next(p for p in found if p.seuil.nom == "TVA, base (services)")
    assert plain([bills.conseil]) == ["n'encaisser que 1 500,00 € d'ici au 31 décembre l'évite"]


def test_the_pace_alone_is_told_without_an_invoice() -> None:
    (found,) = previsions(book(), {"bnc": 3_500_000})
    assert (found.factures, found.conseil) == (None, "")
    assert found.rythme == date(2026, 12, 15)  # 35 000 over 325 days: 37 500 passed on day 349
    (line,) = plain(lignes([found]))
    assert line == (
        "TVA, base (services), 37 500,00 € : dépassé à ce rythme le 15/12/2026 "
        "(TVA au 1er janvier suivant)"
    )


def test_a_threshold_crossed_already_is_not_a_forecast() -> None:
    found = previsions(book(), {"bnc": 4_200_000})
    assert [one.seuil.nom for one in found] == []


def test_a_quiet_year_tells_nothing() -> None:
    assert previsions(book(), {"bnc": 1_000_000}) == []
    later = facture("F-1", date(2027, 1, 3), 9_000_000)
    assert previsions(book(later), {"bnc": 1_000_000}) == []


def test_an_invoice_brings_the_limits_of_its_own_activity() -> None:
    sale = facture("F-1", date(2026, 12, 3), 9_000_000, "vente")
    names = [one.seuil.nom for one in previsions(book(sale), {})]
    assert names == ["TVA, base (global)"]
    assert previsions(book(sale._replace(categorie="")), {}) == [], "no category, none supposed"
    main = previsions(book(sale._replace(categorie=""), principale="vente"), {})
    assert [one.seuil.nom for one in main] == ["TVA, base (global)"]


def test_settled_invoices_are_not_expected() -> None:
    paid = facture("F-1", DAY, 100)._replace(encaisse=100)
    assert attendues(book(paid, facture("F-2", DAY, 100)))[0].numero == "F-2"
    assert len(attendues(book(paid))) == 0


def test_json_has_the_same_and_unknown_years_are_not_invented() -> None:
    one = facture("F-9", date(2026, 12, 20), 200_000)
    (first, *_) = as_json(previsions(book(one), {"bnc": 3_600_000}))
    assert first["par_facture"] == "F-9" and first["encaissable_cents"] == 150_000
    assert first["date_facture"] == "2026-12-20" and first["limite_cents"] == 3_750_000
    with pytest.raises(NoRuleForDate):
        previsions(book(jour=date(2027, 3, 1)), {"bnc": 1})


def test_a_disputed_invoice_is_not_expected_and_a_promise_moves_the_day() -> None:
    base = facture("F-1", date(2026, 12, 1), 100)
    late = base._replace(numero="F-2", promesse=date(2026, 12, 20))
    kept = base._replace(numero="F-3", promesse=date(2026, 11, 1))
    odd = base._replace(numero="F-4", litige=True)
    expected = attendues(book(base, late, kept, odd))
    assert [(one.numero, one.jour) for one in expected] == [
        ("F-1", date(2026, 12, 1)),
        ("F-2", date(2026, 12, 20)),
        ("F-3", date(2026, 12, 1)),
    ]
