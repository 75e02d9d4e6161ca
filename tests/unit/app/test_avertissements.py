from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.app.avertissements import Avertissement, avertir
from sheetcash.app.relances import A_ENVOYER, decider
from sheetcash.ports import DIFFEREE, ENVOYEE, INCONNUE, REFUSEE, Entry, Key
from sheetcash.workbook.records import Book, Client

Make = Callable[..., Book]


def entry(etat: str, to: str, niveau: int = 0, number: str = "f-1") -> dict[Key, Entry]:
    its = Key("classeur-1", number, niveau)
    return {its: Entry(its, etat, to, "<id@example.org>", date(2026, 11, 2), "")}


def warn(
    book: Book, entries: dict[Key, Entry] | None = None, closed: tuple[str, ...] = ()
) -> list[Avertissement]:
    entries = entries or {}
    due = [one for one in decider(book, entries) if one.etat == A_ENVOYER]
    assert due
    return avertir(book, entries, due, closed)


def texts(found: list[Avertissement]) -> str:
    return "\n".join(map(str, found))


def row(**more: Any) -> dict[str, Any]:
    return {
        "Id": "R-1",
        "Date": date(2026, 11, 2),
        "N° facture": "F-1",
        "Niveau": 0.0,
        "Canal": "courriel",
        "Destinataire": "ada@example.org",
        "État": "envoyée",
    } | more


def test_a_client_reminded_before_at_this_address_is_no_surprise(make_book: Make) -> None:
    assert warn(make_book({}), entry(ENVOYEE, "Ada@example.org")) == []
    assert warn(make_book({}, relances=[row()])) == []


def test_a_late_invoice_of_half_a_month_s_receipts_asks_for_a_call(make_book: Make) -> None:
    late = {"Échéance": date(2026, 10, 21), "Montant": 1000}
    paid = {"Montant": 24_000, "Échéance": date(2026, 10, 1)}
    calm = texts(warn(make_book(late, paid, paid={"F-2": 24_000})))
    assert "Appelez" not in calm  # 2,000 a month, and exactly half of it late
    told = texts(warn(make_book(late | {"Montant": 1000.01}, paid, paid={"F-2": 24_000})))
    assert "En retard, et plus de la moitié d'un mois d'encaissements (2\u202f000,00" in told
    assert "F-1 (Acme, 1\u202f000,01\u00a0€)" in told
    assert "Appelez ce client dès aujourd'hui" in told
    large = late | {"Montant": 3_000}
    both = warn(make_book(large, paid, large, paid={"F-2": 24_000}))
    (one,) = (one for one in both if "Appelez ces clients" in one.que_faire)
    assert one.factures == ("F-1", "F-3") and "et chacune plus de la moitié" in one.texte
    assert "Appelez" not in texts(warn(make_book(late)))  # nothing received: nothing to weigh with


def test_a_client_never_reminded_is_told_once_for_all_its_invoices(make_book: Make) -> None:
    (one,) = warn(make_book({}, {}))
    assert one.factures == ("F-1", "F-2") and "Acme n'a jamais été relancé" in one.texte


@pytest.mark.parametrize(
    "trace",
    [
        {"Niveau": 0.0, "Dernière relance": date(2026, 11, 2)},
        {"Échéance": date(2026, 12, 30), "Niveau": 1.0},
    ],
)
def test_a_reminder_by_hand_of_any_invoice_is_a_trace(
    make_book: Make, trace: dict[str, Any]
) -> None:
    assert "jamais" not in texts(warn(make_book({}, trace)))


def test_a_call_that_was_made_is_a_trace(make_book: Make) -> None:
    call = row(Canal="appel", État="fait", Niveau=None)
    call["Date"] = date(2026, 11, 3)
    assert "jamais" not in texts(warn(make_book({}, relances=[call])))


@pytest.mark.parametrize("etat", [ENVOYEE, INCONNUE])
def test_another_address_than_before_is_told_with_the_last_one(make_book: Make, etat: str) -> None:
    (one,) = warn(make_book({}, {}), entry(etat, "ancienne@example.org", number="f-2"))
    assert one.factures[0] == "F-1"  # what is uncertain is held: F-2 is not about to leave
    assert "première relance à ada@example.org" in one.texte
    assert "celle du 02/11/2026 était partie à ancienne@example.org" in one.texte


@pytest.mark.parametrize("etat", [REFUSEE, DIFFEREE])
def test_an_address_that_was_refused_was_never_reminded(make_book: Make, etat: str) -> None:
    (one,) = warn(make_book({}, {}), entry(etat, "fausse@example.org", number="f-2"))
    assert "jamais" in one.texte


def test_a_row_of_relances_tells_the_former_address_too(make_book: Make) -> None:
    (one,) = warn(make_book({}, relances=[row(Destinataire="ancienne@example.org")]))
    assert "ancienne@example.org" in one.texte


def test_a_domain_that_takes_no_mail_is_told_first(make_book: Make) -> None:
    first, _ = warn(make_book({}), closed=("example.org",))
    assert "« example.org » ne reçoit pas de courriel" in first.texte
    assert first.factures == ("F-1",)
    assert "domaine" not in texts(warn(make_book({}), closed=("autre.fr",)))


def test_two_clients_of_one_address_are_named(make_book: Make) -> None:
    book = make_book({})
    other = Client(9, "Bêta", "Professionnel", "", "ADA@example.org", "standard", "")
    book.clients["bêta"] = other
    (one, _) = warn(book)
    assert "l'adresse de 2 clients : Acme et Bêta" in one.texte


@pytest.mark.parametrize(
    ("kind", "due", "says"),
    [
        ("Particulier", date(2024, 11, 19), "sans doute prescrite depuis le 19/11/2026"),
        ("Particulier", date(2024, 11, 20), "se prescrit au plus tard le 20/11/2026"),
        ("Particulier", date(2025, 2, 18), "se prescrit au plus tard le 18/02/2027"),
        ("Particulier", date(2025, 2, 19), ""),
        ("Professionnel", date(2024, 11, 19), ""),
        ("Professionnel", date(2022, 1, 3), "se prescrit au plus tard le 03/01/2027"),
        ("Professionnel", date(2021, 11, 1), "sans doute prescrite depuis le 01/11/2026"),
    ],
)
def test_an_invoice_that_lapses_is_told_with_its_article(
    make_book: Make, kind: str, due: date, says: str
) -> None:
    invoice = {"Date": date(2021, 1, 4), "Échéance": due}
    found = warn(make_book(invoice, client={"Type": kind}), entry(ENVOYEE, "ada@example.org"))
    said = texts(found)
    assert says in said and bool(found) is bool(says)
    article = "C. conso. L218-2" if kind == "Particulier" else "C. com. L110-4"
    assert (article in said) is bool(says)


@pytest.mark.parametrize(
    ("last", "limit", "told"),
    [
        (date(2026, 11, 10), None, True),
        (date(2026, 11, 11), None, False),
        (date(2026, 11, 1), 30, False),
        (date(2020, 1, 1), 0, False),
        (None, None, False),
    ],
)
def test_old_bank_data_are_told(
    make_book: Make, last: date | None, limit: int | None, told: bool
) -> None:
    name = "Âge maximal des relevés (jours)"
    settings = {} if limit is None else {name: float(limit)}
    book = make_book({}, settings=settings)._replace(releves=last)
    assert ("feuille Banque" in texts(warn(book))) is told


def test_an_amount_far_from_the_clients_habit_is_told(make_book: Make) -> None:
    paid = [{"Date": date(2026, n, 1), "Échéance": date(2026, 12, 30)} for n in (1, 2, 3)]
    book = make_book({"Montant": 10_000.0}, *paid)
    said = [one for one in warn(book) if "montant inhabituel" in one.texte]
    assert [one.factures for one in said] == [("F-1",)] and "1 000,00" in nets(said[0].texte)
    assert "montant" not in texts(warn(make_book({}, *paid)))


def nets(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_nothing_due_nothing_said(make_book: Make) -> None:
    book = make_book({"Échéance": date(2026, 12, 30)})
    assert avertir(book._replace(releves=date(2020, 1, 1)), {}, []) == []


def test_many_names_are_cut(make_book: Make) -> None:
    from sheetcash.app.avertissements import _liste

    assert _liste([f"C{n}" for n in range(10)]) == "C0, C1, C2, C3, C4, C5, C6, C7 et 2 autres"
