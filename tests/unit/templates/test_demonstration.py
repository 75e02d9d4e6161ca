"""The demonstration shows what it must: every age of debt, a threshold near, a year's end."""

from datetime import date

import pytest

from sheetcash.app.bilan import calculer
from sheetcash.app.relances import A_ENVOYER, A_FAIRE, RETENUE, decider
from sheetcash.core.recettes import encaissements
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.figures import read


@pytest.fixture(scope="module")
def content():
    return contenu_demo("essai")


@pytest.fixture(scope="module")
def book(content):
    return read(content, JOUR_DEMO).book


def luhn(number):
    digits = [int(c) * (1 + at % 2) for at, c in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in digits) % 10 == 0


def test_reminders_of_every_level_are_due(book):
    decisions = decider(book, {})
    due = sorted(d.niveau for d in decisions if d.etat == A_ENVOYER)
    assert due == [0, 1, 1, 2, 2, 3]
    assert [d.niveau for d in decisions if d.etat == A_FAIRE] == [4]
    held = {d.raison for d in decisions if d.etat == RETENUE}
    assert held == {
        "litige en cours",
        "paiement promis pour le 27/11/2026",
        "client à ne pas relancer",
    }


def test_history_matches_the_invoices(content, book):
    last = {}
    for row in book.relances:
        last[row.facture] = (row.niveau, row.jour)
    shown = {
        f.numero: (f.niveau, f.derniere_relance) for f in book.factures if f.niveau is not None
    }
    assert last == shown and shown
    assert all(f.etat_sync for f in book.factures if f.niveau is not None)


def test_vat_threshold_is_near_and_not_crossed(book):
    franchise = calculer(book).franchise
    assert franchise.statut == "Franchise"
    assert 0.9 < franchise.ca / franchise.base < 1


def test_partial_payment_spans_the_year_end(book):
    pairs = [
        (jour, montant)
        for jour, montant, numero in zip(
            book.recettes.dates, book.recettes.montants, book.recettes.factures, strict=True
        )
        if numero == "F-2025-010"
    ]
    assert [montant for _, montant in pairs] == [200_000, 300_000]
    assert [jour.year for jour, _ in pairs] == [2025, 2026]


def test_a_plausible_year(book):
    year = encaissements(
        book.recettes.dates, book.recettes.montants, date(2026, 1, 1), date(2026, 12, 31)
    )
    assert 4_200_000 < year < 4_800_000
    assert sum(montant < 0 for montant in book.recettes.montants) == 2
    assert 55 <= len(book.factures) <= 70


def test_everything_is_visibly_invented(content):
    addresses = [
        str(row[title])
        for name, title in (("tblClients", "Courriel"), ("tblRelances", "Destinataire"))
        for row in content.table(name)
    ]
    addresses.append(str(content.settings["Courriel expéditeur"]))
    assert all(a.endswith((".example", "@example.org", "@example.com")) for a in addresses)
    sirens = [row["SIREN"] for row in content.table("tblClients") if row["SIREN"]]
    assert all(luhn(siren) and siren.startswith("9999") for siren in sirens)
    iban = str(content.settings["IBAN"]).replace(" ", "")
    digits = "".join(str(int(c, 36)) for c in iban[4:] + iban[:4])
    assert int(digits) % 97 == 1


def test_counts_and_ledger_order(content):
    recettes = content.table("tblRecettes")
    days = [row["Date d'encaissement"] for row in recettes]
    assert days == sorted(days) and max(days) <= JOUR_DEMO
    assert [row["N°"] for row in recettes] == [str(n) for n in range(1, len(recettes) + 1)]
    sizes = {name: len(rows) for name, rows in content.rows.items()}
    assert sizes["tblClients"] == 15 and 35 <= sizes["tblAchats"] <= 45
    assert sizes["tblPrevisions"] == 10 and 15 <= sizes["tblBanque"] <= 25
