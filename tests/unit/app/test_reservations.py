"""What a run takes on in a shared workbook, and what it notes there: no host is needed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sheetcash.adapters.journal import SqliteJournal
from sheetcash.app import reservations, retours
from sheetcash.app.miroir import a_adopter
from sheetcash.ports import (
    DIFFEREE,
    EN_COURS,
    ENVOYEE,
    INCONNUE,
    REFUSEE,
    RETOUR,
    Entry,
    Event,
    Key,
)
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.records import Book

DAY, BEFORE = date(2026, 11, 20), date(2026, 11, 19)
KEY = Key("c", "f-1", 1)


def claim(jour: date, poste: str, **more: Any) -> dict[str, Any]:
    return {
        "Id": "C-0123456789",
        "Date": jour,
        "N° facture": "F-1",
        "Niveau": 1,
        "Canal": "courriel",
        "Destinataire": "a@b.fr",
        "État": "en cours (0123456789)",
        "Message-ID": "<1@b.fr>",
        "Détail": f"réservée par le poste {poste} (0123456789)",
    } | more


def event_row(etat: str, detail: str = "", **more: Any) -> dict[str, Any]:
    return claim(DAY, "", **{"Id": f"R-{etat}{detail}", "État": etat, "Détail": detail} | more)


@pytest.fixture
def livre(make_snapshot: Callable[..., Snapshot]) -> Callable[..., tuple[Snapshot, Book]]:
    def make(*relances: dict[str, Any], sync: str = "") -> tuple[Snapshot, Book]:
        facture = {
            "N° facture": "F-1",
            "Date": date(2026, 9, 1),
            "Client": "Ada",
            "Catégorie": "BNC",
            "Montant": 100.0,
            "Échéance": date(2026, 11, 16),
            "État sync": sync,
        }
        rows = {
            "tblClients": [{"Client": "Ada", "Courriel": "a@b.fr"}],
            "tblFactures": [facture],
            "tblRelances": list(relances),
        }
        snapshot = make_snapshot(rows, {"Identifiant du classeur": "c"})
        return snapshot, read_book(snapshot, DAY)

    return make


Livre = Callable[..., tuple[Snapshot, Book]]


def test_a_reservation_of_today_runs_and_one_of_yesterday_may_have_left(livre: Livre) -> None:
    for jour, etat in ((DAY, EN_COURS), (BEFORE, INCONNUE)):
        (one,) = reservations.ouvertes(livre(claim(jour, "aaaaaaaa"))[1])
        assert (one.entry.etat, one.poste, one.jeton) == (etat, "aaaaaaaa", "0123456789")


def test_a_detail_that_was_changed_is_nobody_s(livre: Livre) -> None:
    (one,) = reservations.ouvertes(livre(claim(DAY, "aaaaaaaa", **{"Détail": "?"}))[1])
    assert one.poste == ""


def test_our_own_holds_nothing_back_and_another_s_does(livre: Livre, tmp_path: Path) -> None:
    with SqliteJournal(tmp_path) as journal:
        ours = journal.poste(creer=True)
        assert reservations.vue(livre(claim(DAY, ours))[1], journal) == {}
        (other,) = reservations.vue(livre(claim(DAY, "aaaaaaaa"))[1], journal).values()
        assert other.etat == EN_COURS
        (left,) = reservations.vue(livre(claim(BEFORE, "aaaaaaaa"))[1], journal).values()
        assert left.etat == INCONNUE


@pytest.mark.parametrize(
    ("day", "etat"), [("20/11/2026", REFUSEE), ("19/11/2026", REFUSEE), ("23/11/2026", ENVOYEE)]
)
def test_a_cell_older_than_the_return_does_not_free_its_address(
    livre: Livre, tmp_path: Path, day: str, etat: str
) -> None:
    row = claim(DAY, "", Id="R-9", **{"État": "revenue", "Détail": f"{RETOUR} : 5.1.1"})
    book = livre(row, sync=f"Relance 1 envoyée le {day}")[1]
    with SqliteJournal(tmp_path) as journal:
        (entry,) = reservations.vue(book, journal).values()
        assert entry.etat == etat
        assert bool(retours.adresses([entry])) == (etat == REFUSEE)


def test_what_was_never_sent_is_closed_as_such(livre: Livre) -> None:
    snapshot, book = livre(claim(DAY, "aaaaaaaa"), sync="réf. 0123456789")
    textes, lignes = reservations.a_noter(book, snapshot, {}, [], "aaaaaaaa")
    assert not lignes
    assert [(one.column, one.before, one.after) for one in textes] == [
        ("Détail", "réservée par le poste aaaaaaaa (0123456789)", "rien n'est parti"),
        ("État", "en cours (0123456789)", "annulée"),
        ("État sync", "réf. 0123456789", ""),
    ]


def test_another_machine_s_row_and_mark_are_left_alone(livre: Livre) -> None:
    snapshot, book = livre(claim(DAY, "aaaaaaaa"), sync="réf. 0123456789")
    assert reservations.a_noter(book, snapshot, {}, [], "bbbbbbbb") == ([], [])


def test_what_left_closes_its_row_and_is_told_on_the_invoice(livre: Livre) -> None:
    snapshot, book = livre(claim(DAY, "aaaaaaaa"), sync="réf. 0123456789")
    entry = Entry(KEY, ENVOYEE, "a@b.fr", "<1@b.fr>", DAY, "250 OK")
    event = Event("R-1", entry, "Ada")
    textes, lignes = reservations.a_noter(book, snapshot, {KEY: entry}, [event], "aaaaaaaa")
    assert not lignes
    assert {(one.column, one.after) for one in textes} == {
        ("État sync", "Relance 1 envoyée le 20/11/2026"),
        ("Id", "R-1"),
        ("État", "envoyée"),
        ("Détail", "250 OK"),
    }


def test_a_mail_that_the_journal_still_holds_is_not_closed(livre: Livre) -> None:
    """The journal could not be written after the mail left: nobody knows."""
    snapshot, book = livre(claim(DAY, "aaaaaaaa"))
    entry = Entry(KEY, EN_COURS, "a@b.fr", "<1@b.fr>", DAY, "")
    assert reservations.a_noter(book, snapshot, {KEY: entry}, [], "aaaaaaaa") == ([], [])


@pytest.mark.parametrize(
    ("mine", "rows", "expected"),
    [
        (None, ["différée"], DIFFEREE),
        (DIFFEREE, ["envoyée"], ENVOYEE),
        (REFUSEE, ["envoyée"], ENVOYEE),
        (INCONNUE, ["envoyée"], ENVOYEE),
        (DIFFEREE, ["inconnue"], INCONNUE),
        (DIFFEREE, ["inconnue", "à renvoyer"], None),
        (DIFFEREE, ["à renvoyer", "inconnue"], None),  # whoever sorted them
        (DIFFEREE, ["inconnue", "à renvoyer", "inconnue"], INCONNUE),
        (ENVOYEE, ["inconnue"], None),
        (EN_COURS, ["inconnue"], None),
        (INCONNUE, ["inconnue", "à renvoyer"], None),
        (DIFFEREE, ["refusée"], None),
        (None, ["annulée"], None),
    ],
)
def test_what_the_sheet_tells_against_what_the_journal_knows(
    livre: Livre, mine: str | None, rows: list[str], expected: str | None
) -> None:
    told = [
        event_row("différée", "à renvoyer, dit l'utilisateur", Id=f"R-{at}")
        if one == "à renvoyer"
        else event_row(one, "250 OK", Id=f"R-{at}")
        for at, one in enumerate(rows)
    ]
    entries = {} if mine is None else {KEY: Entry(KEY, mine, "a@b.fr", "<0@b.fr>", DAY, "")}
    found = a_adopter(livre(*told)[1], entries, [])
    assert [one.etat for one in found] == ([] if expected is None else [expected])


def test_an_answer_the_sheet_has_not_been_told_counts(livre: Livre) -> None:
    mine = Entry(KEY, DIFFEREE, "a@b.fr", "<1@b.fr>", DAY, "à renvoyer, dit l'utilisateur")
    _, book = livre(event_row("inconnue"))
    assert a_adopter(book, {KEY: mine}, [Event("R-mine", mine, "Ada")]) == []
