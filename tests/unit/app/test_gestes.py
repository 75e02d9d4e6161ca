"""Calls, letters, credit notes, instalments, pauses: what changes an invoice's next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sheetcash.app.appels import a_changer, identifiant, reste_a_faire, suites, suivie
from sheetcash.app.miroir import refleter
from sheetcash.app.prochaines import AU_BOUT, prochaines
from sheetcash.app.relances import A_ENVOYER, RETENUE, decider, fait
from sheetcash.ports import A_RENVOYER, DIFFEREE, ENVOYEE, REFUSEE, RETOUR, Entry, Key
from sheetcash.workbook.edits import AppendRow, UpdateRow
from sheetcash.workbook.records import Book

Make = Callable[..., Book]
JOUR = date(2026, 11, 20)


def note(canal: str, etat: str, niveau: Any = None, day: date = JOUR, id: str = "") -> dict:
    return {
        "Id": id,
        "Date": day,
        "N° facture": "F-1",
        "Niveau": niveau,
        "Canal": canal,
        "État": etat,
    }


def sent(niveau: int, day: date = date(2026, 11, 18)) -> dict[Key, Entry]:
    key = Key("classeur-1", "f-1", niveau)
    return {key: Entry(key, ENVOYEE, "ada@example.org", "<id@example.org>", day, "")}


@pytest.mark.parametrize(
    ("row", "niveau"),
    [
        (note("appel", "fait", 1.0), 1),
        (note("courrier", "Envoyée", 1.0), 1),
        (note("courriel", "fait par mes soins", 1.0), 1),
        (note("appel", "fait"), None),
        (note("appel", "à faire", 1.0), None),
        (note("appel", "fait", 1.0, day=date(2026, 11, 21)), None),
        (note("appel", "fait", 1.0, day=date(2026, 8, 31)), None),
    ],
)
def test_what_was_done_by_hand_counts(make_book: Make, row: dict, niveau: int | None) -> None:
    book = make_book({}, relances=[row])
    assert fait(book, book.factures[0], {})[0] == niveau


def test_a_call_is_never_a_mise_en_demeure(make_book: Make) -> None:
    late = {"Échéance": date(2026, 9, 1), "Niveau": 2.0, "Dernière relance": date(2026, 10, 1)}
    call = note("appel", "fait", 3.0, day=date(2026, 11, 2))
    key = Key("classeur-1", "f-1", 3)
    back = {
        key: Entry(
            key, REFUSEE, "x@example.org", "<1@e.org>", date(2026, 10, 20), f"{RETOUR} : 5.1.1"
        )
    }
    for entries in ({}, back):
        book = make_book(late, relances=[call])
        assert fait(book, book.factures[0], entries) == (2, date(2026, 11, 2))
        (one,) = decider(book, entries)
        assert one.niveau == 3, "the client never had it in writing"
    # what an older version wrote in the row, or the formula of a shared sheet
    told = late | {"Niveau": 3.0, "Dernière relance": date(2026, 11, 2)}
    book = make_book(told, relances=[call])
    assert fait(book, book.factures[0], back)[0] == 2
    # a registered letter is one
    letter = note("courrier", "fait", 3.0, day=date(2026, 11, 2))
    book = make_book(late, relances=[letter, call])
    assert fait(book, book.factures[0], back)[0] == 3


def test_a_call_does_not_stand_for_the_letter_of_a_mise_en_demeure(make_book: Make) -> None:
    book = make_book(
        {"Échéance": date(2026, 10, 1)}, relances=[note("appel", "fait", 3.0, day=JOUR)]
    )
    (task,) = suites(book, sent(3))
    assert isinstance(task, AppendRow) and task.values["Canal"] == "courrier"


@pytest.mark.parametrize("entry", ["back", "again"])
def test_an_older_copy_skips_no_level_after_a_mail_that_counts_for_nothing(
    make_book: Make, entry: str
) -> None:
    key, day = Key("classeur-1", "f-1", 1), date(2026, 11, 2)
    state = {"back": (REFUSEE, f"{RETOUR} : 5.1.1"), "again": (DIFFEREE, A_RENVOYER)}[entry]
    known = Entry(key, state[0], "x@example.org", "<1@example.org>", day, state[1])
    old = {
        "Échéance": date(2026, 10, 30),
        "Niveau": 1.0,
        "Dernière relance": day,
        "État sync": "Relance 1 envoyée le 02/11/2026",
    }
    book = make_book(old)
    assert fait(book, book.factures[0], {key: known}) == (None, None)
    (one,) = decider(book, {key: known})
    assert one.niveau == 1


def test_a_call_without_a_level_puts_the_next_reminder_off_by_seven_days(make_book: Make) -> None:
    book = make_book({}, relances=[note("appel", "fait", day=date(2026, 11, 18))])
    assert decider(book, {}) == []
    (one,) = prochaines(book, {})
    assert (one.niveau, one.jour) == (1, date(2026, 11, 25))
    assert one.raison == "7 jours après la dernière relance"


@pytest.mark.parametrize(("niveau", "canal"), [(2, "appel"), (3, "courrier")])
def test_a_firm_reminder_calls_for_a_call_then_a_letter_once(
    make_book: Make, niveau: int, canal: str
) -> None:
    late = {"Échéance": date(2026, 10, 15)}
    book = make_book(late, client={"Téléphone": "06 00 00 00 01"})
    (row,) = suites(book, sent(niveau))
    assert isinstance(row, AppendRow)
    assert (row.values["Canal"], row.values["État"]) == (canal, "à faire")
    assert canal == "courrier" or "06 00 00 00 01" in str(row.values["Détail"])
    again = make_book(late, relances=[note(canal, "à faire", niveau, id=str(row.values["Id"]))])
    assert suites(again, sent(niveau)) == []
    assert [e for e in refleter(again, sent(niveau), []) if isinstance(e, AppendRow)] == []


@pytest.mark.parametrize(("owed", "due"), [(6_001.0, True), (6_000.0, False)])
def test_a_large_invoice_is_called_about_from_the_first_reminder(
    make_book: Make, owed: float, due: bool
) -> None:
    """More than half an average month's receipts: 12,000 € in the one month of activity."""
    settings = {"Début d'activité": date(2026, 11, 1)}
    its = {"Montant": owed}
    paid = {"Montant": 12_000.0, "Client": "Bob"}
    book = make_book(its, paid, paid={"F-2": 12_000.0}, settings=settings)
    tasks = suites(book, sent(1))
    assert len(tasks) == due
    if due:
        (row,) = tasks
        assert isinstance(row, AppendRow)
        assert (row.values["Niveau"], row.values["Canal"]) == (1, "appel")
        assert "reporter les dépenses" in str(row.values["Détail"])
        noted = note("appel", "à faire", 1, id=str(row.values["Id"]))
        again = make_book(its, paid, paid={"F-2": 12_000.0}, settings=settings, relances=[noted])
        assert again.taches == {"f-1": "Appeler"} and suites(again, sent(1)) == []


def test_a_level_noted_without_its_day_is_believed(make_book: Make) -> None:
    book = make_book({"Niveau": 0.0})
    assert fait(book, book.factures[0], {}) == (0, None)


def test_no_call_for_what_was_not_sent_by_sheetcash_or_is_in_dispute(make_book: Make) -> None:
    assert suites(make_book({"Niveau": 2.0, "Dernière relance": JOUR}), {}) == []
    assert suites(make_book({"Litige": "Oui"}), sent(2)) == []
    assert suites(make_book({}, relances=[note("appel", "fait", 2.0)]), sent(2)) == []


@pytest.mark.parametrize(
    ("invoice", "client"),
    [({"Promesse de paiement": JOUR}, {}), ({}, {"Profil de relance": "Ne pas relancer"})],
)
def test_no_task_while_a_promise_or_the_profile_holds_the_reminders(
    make_book: Make, invoice: dict, client: dict
) -> None:
    late = {"Échéance": date(2026, 9, 1), "Date": date(2026, 8, 1), **invoice}
    for niveau in (2, 3):
        assert suites(make_book(late, client=client), sent(niveau, date(2026, 11, 2))) == []


def test_a_file_for_recovery_is_a_task_once_its_day_has_come(make_book: Make) -> None:
    late = {"Échéance": date(2026, 9, 1), "Date": date(2026, 8, 1)}
    soon = make_book(late, relances=[note("courrier", "fait", 3.0)])
    assert suites(soon, sent(3)) == []  # seven days after the letter
    (row,) = suites(make_book(late), sent(3, date(2026, 11, 2)))
    assert isinstance(row, AppendRow) and row.values["Niveau"] == 4
    assert row.values["Id"] == identifiant(soon, soon.factures[0], 4)


def test_a_paid_invoice_closes_what_was_to_be_done(make_book: Make) -> None:
    book = make_book({}, paid={"F-1": 1000.0}, relances=[note("appel", "à faire", 2.0, id="T-1")])
    (edit,) = suites(book, sent(2))
    assert isinstance(edit, UpdateRow) and edit.values == {"État": "sans objet (soldée)"}


@pytest.mark.parametrize(
    ("etat", "then"),
    [
        ("sans objet (soldée)", {"État": "à faire"}),
        ("Sans objet (soldée) ", {"État": "à faire"}),
        ("sans objet", None),  # the user's own word
        ("fait", None),
        ("annulée", None),
    ],
)
def test_a_receipt_taken_back_opens_what_it_closed_and_nothing_else(
    make_book: Make, etat: str, then: dict | None
) -> None:
    late = {"Échéance": date(2026, 10, 15)}
    its = identifiant(make_book(late), make_book(late).factures[0], 2)
    book = make_book(late, relances=[note("appel", etat, 2.0, id=its)])
    assert [one.values for one in suites(book, sent(2))] == ([then] if then else [])


def test_a_shared_task_is_followed_by_a_word_of_its_own(make_book: Make) -> None:
    words = [note("appel", suivie("0123456789"), 2.0, id="T-1")]
    words += [note("appel", suivie("abcdef0123"), 2.0, id="T-1"), note("appel", "à faire", 2.0)]
    assert [etat for _, etat in a_changer(make_book({}, relances=words))] == ["à faire", "annulée"]
    done = [*words, note("appel", "fait", 2.0, id="T-1")]
    assert [etat for _, etat in a_changer(make_book({}, relances=done))] == ["annulée"] * 2
    paid = make_book({}, paid={"F-1": 1000.0}, relances=words)
    assert [etat for _, etat in a_changer(paid)] == ["sans objet (soldée)", "annulée"]
    assert not any(reste_a_faire(one) for one in ("fait", "Fait le 12", ""))


def test_a_reminder_by_hand_is_told_in_the_invoice(make_book: Make) -> None:
    book = make_book({}, relances=[note("appel", "fait", 1.0, day=date(2026, 11, 18))])
    (edit,) = refleter(book, {}, [])
    assert isinstance(edit, UpdateRow)
    assert edit.values["Niveau"] == 1 and edit.values["Dernière relance"] == date(2026, 11, 18)


@pytest.mark.parametrize(
    ("invoice", "pause", "jour", "raison"),
    [
        ({}, None, date(2026, 11, 20), "1 jour après l'échéance"),
        ({"Échéance": date(2026, 12, 25)}, None, date(2026, 12, 22), "3 jours avant l'échéance"),
        ({"Litige": "Oui"}, None, None, "litige en cours"),
        (
            {"Promesse de paiement": date(2026, 11, 27)},
            None,
            date(2026, 11, 30),
            "paiement promis pour le 27/11/2026",
        ),
        (
            {"Promesse de paiement": date(2026, 11, 27)},
            date(2026, 12, 1),
            date(2026, 12, 2),
            "relances suspendues jusqu'au 01/12/2026 inclus",
        ),
        ({"Niveau": 4.0}, None, None, AU_BOUT),
    ],
)
def test_the_next_step_and_why(
    make_book: Make, invoice: dict, pause: date | None, jour: date | None, raison: str
) -> None:
    book = make_book(invoice)
    book = book._replace(parametres=book.parametres._replace(suspendues=pause))
    (one,) = prochaines(book, {})
    assert (one.jour, one.raison) == (jour, raison)
    held = [each for each in decider(book, {}) if each.etat == RETENUE]
    assert not held or held[0].raison == raison


def other(numero: str, **more: Any) -> dict:
    return {"N° facture": numero, "Date": date(2026, 11, 2), "Client": "Acme", **more}


def test_a_credit_note_lowers_the_balance_and_keeps_none(make_book: Make) -> None:
    note_ = other("A-1", Montant=-400.0, **{"Avoir sur": "f-1"})
    book = make_book({}, note_)
    assert [one.solde for one in book.factures] == [600_00, 0]
    book = make_book({}, note_, paid={"F-1": 600.0})
    assert [one.solde for one in book.factures] == [0, 0] and decider(book, {}) == []
    # paid in full, then 400 € paid back under the note's number
    book = make_book({}, note_, paid={"F-1": 1000.0})
    assert book.factures[0].solde == -400_00
    assert any("avoirs" in one.probleme for one in book.findings)
    book = make_book({}, note_, paid={"F-1": 1000.0, "A-1": -400.0})
    assert [one.solde for one in book.factures] == [0, 0] and not book.findings


@pytest.mark.parametrize(
    ("montant", "sur", "words"),
    [
        (-400.0, "F-9", "Aucune autre facture"),
        (-400.0, "A-1", "Aucune autre facture"),
        (400.0, "F-1", "positif"),
    ],
)
def test_a_credit_note_that_cannot_be_tied_is_told(
    make_book: Make, montant: float, sur: str, words: str
) -> None:
    book = make_book({}, other("A-1", Montant=montant, **{"Avoir sur": sur}))
    assert [one.solde for one in book.factures] == [1000_00, round(montant * 100)]
    assert any(words in one.probleme and one.colonne == "Avoir sur" for one in book.findings)
    # neither the whole of F-1 is asked for, nor a positive note
    book = book._replace(aujourdhui=date(2026, 12, 18))
    held = decider(book, {})
    assert held and {one.etat for one in held} == {RETENUE}
    assert all("avoir de ce client" in one.raison for one in held)


@pytest.mark.parametrize("euros", [600.0, 1000.0])
def test_what_a_credit_note_left_may_be_paid_under_a_wrong_number(
    make_book: Make, euros: float
) -> None:
    note_ = other("A-1", Montant=-400.0, **{"Avoir sur": "F-1"})
    book = make_book({}, note_, paid={"X-77": euros}, payeur="Acme")
    (one,) = decider(book, {})
    assert one.etat == RETENUE and "aucun numéro connu" in one.raison
    (sent_,) = decider(make_book({}, note_, paid={"X-77": 601.0}, payeur="Acme"), {})
    assert sent_.etat == A_ENVOYER


def test_each_instalment_is_reminded_on_its_own(make_book: Make) -> None:
    numbers = {"N° facture": "F-1 (1/3)", "Échéance": date(2026, 10, 1)}
    rest = [
        other("F-1 (2/3)", Montant=400.0, **{"Échéance": date(2026, 11, 19)}),
        other("F-1 (3/3)", Montant=300.0, **{"Échéance": date(2026, 12, 30)}),
    ]
    book = make_book(numbers, *rest, paid={"F-1 (1/3)": 1000.0})
    (one,) = decider(book, {})
    assert (one.facture.numero, one.etat, one.facture.solde) == ("F-1 (2/3)", A_ENVOYER, 400_00)
    assert not book.findings
    lame = make_book(numbers, *rest[:1])
    assert any("l’échéance 3 sur 3 manque" in one.probleme for one in lame.findings)


def test_a_payment_that_names_the_invoice_without_the_instalment_holds(make_book: Make) -> None:
    numbers = {"N° facture": "F-1 (1/2)"}
    rest = [other("F-1 (2/2)", Montant=400.0, **{"Échéance": date(2026, 12, 30)})]
    (one,) = decider(make_book(numbers, *rest, paid={"F-1": 123.0}), {})
    assert one.etat == RETENUE and "sans dire l'échéance" in one.raison
