"""``sync`` on a spreadsheet of Google's: once each, on the right row, whatever others do meanwhile.

The mail server is real, the journal too; Google is the local stand-in, over HTTP.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from google_feuilles import Tableur
from google_local import Google
from google_monde import CHANGE, DAY, DUE, ID, READ, SENT, Monde, content, etats
from sheetcash.adapters.google import service, store
from sheetcash.app.sync import Resultat
from sheetcash.cli import main
from sheetcash.errors import AccessDenied, AccessLost, NoSuchWorkbook, SheetcashError
from sheetcash.templates.google_lots import lots
from sheetcash.templates.xlsx import build


@pytest.fixture(scope="session")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Tableur:
    """The spreadsheet that each test has a copy of."""
    path = tmp_path_factory.mktemp("google") / "Studio.xlsx"
    build(path, content(), DAY)
    google = Google()
    try:
        return google.deposer(ID, path)
    finally:
        google.stop()


@pytest.fixture
def monde(tmp_path: Path, smtp_server: Any, modele: Tableur) -> Iterator[Monde]:
    google = Google()
    google.tableurs[ID] = deepcopy(modele)
    yield Monde(google, smtp_server, tmp_path)
    google.stop()


def test_what_is_due_leaves_once_in_three_calls(monde: Monde) -> None:
    done = monde.sync()
    assert etats(done) == dict.fromkeys(DUE, "envoyee")
    assert monde.calls == [READ, CHANGE, CHANGE]
    assert monde.sent == dict.fromkeys(DUE, 1)
    assert monde.etats == dict.fromkeys(DUE, SENT)
    assert sorted(monde.relances) == [(one, "envoyée") for one in DUE]
    rows = monde.rows("Relances", "Id")
    assert all(row["Id"].startswith("R-") and row["Message-ID"] for row in rows)
    assert {row["Date"] for row in rows} == {DAY.toordinal() - 693_594}
    assert done.ecritures
    monde.verifier()


def test_nothing_due_is_one_call(monde: Monde) -> None:
    monde.sync()
    assert monde.calls
    again = monde.sync()
    assert monde.calls == [READ] and again.ecritures == 0 and not again.lignes
    assert monde.sent == dict.fromkeys(DUE, 1)


@pytest.mark.parametrize("count", [10, 1_000, 10_000])
def test_the_calls_are_as_many_whatever_the_rows(monde: Monde, count: int) -> None:
    monde.remplir(count - 5)
    first, at = monde.column("Factures", "Montant")
    for row in range(first + 3, first + count):  # as many euros as days since 1900, or so
        monde.sheet("Factures").put(row, at, 36_526 + row)
    monde.sync()
    assert monde.calls == [READ, CHANGE, CHANGE]
    monde.sync()
    assert monde.calls == [READ]
    monde.verifier()


@pytest.mark.parametrize("machines", [1, 3])
def test_marks_of_more_than_a_call_takes_are_several(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, machines: int
) -> None:
    """Thousands of reminders are more than the 2 MB that Google wants.

    Claims of several machines may then interleave, and all of them let go: the next run sends.
    """
    monde.remplir(27, due=27)
    monkeypatch.setattr(store, "lots", partial(lots, limit=9_000))
    monkeypatch.setattr(store, "_PAR_DEMANDE", 4)
    threads = [threading.Thread(target=monde.sync, args=(f"poste-{at}",)) for at in range(machines)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert monde.google.appels.count(CHANGE) > 2 * machines
    monde.sync()
    assert monde.sent == Counter(f"F-{at}" for at in [*range(1, 4), *range(6, 33)])
    monde.verifier()


def test_marks_stopped_half_way_send_nothing_and_are_taken_up_again(
    monde: Monde, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "lots", partial(lots, limit=1_500))
    monkeypatch.setattr(store, "_PAR_DEMANDE", 1)
    monde.une_fois(CHANGE, lambda: monde.google.panne(CHANGE, 403, message="No."), nth=2)
    with pytest.raises(SheetcashError, match="une partie est notée") as told:
        monde.sync()
    assert "Rien n'a été changé" not in str(told.value) and not monde.sent
    for _ in range(2):
        monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1)
    monde.verifier()


def test_a_simulation_is_one_call_and_writes_nothing(monde: Monde) -> None:
    done = monde.sync(simulation=True)
    assert etats(done) == dict.fromkeys(DUE, "a_envoyer")
    assert monde.calls == [READ] and not monde.sent and not monde.relances


@pytest.mark.parametrize("machines", [2, 3, 5, 8])
def test_machines_that_start_at_once_send_each_reminder_once(monde: Monde, machines: int) -> None:
    """All have read before the first one claims."""
    monde.remplir(27, due=27)
    ready = threading.Barrier(machines, timeout=60)
    first: set[int] = set()

    def avant(name: str) -> None:
        mine = threading.get_ident()
        if name == CHANGE and mine not in first:
            first.add(mine)
            ready.wait()

    monde.google.avant = avant
    results: list[Resultat] = []
    threads = [
        threading.Thread(target=lambda at=at: results.append(monde.sync(f"poste-{at}")))
        for at in range(machines)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert len(results) == machines
    assert len(monde.sent) == 30 and set(monde.sent.values()) == {1}
    whole = Counter(etat for one in results for etat in etats(one).values())
    assert whole == {"envoyee": 30, "retenue": 30 * (machines - 1)}
    assert set(monde.etats.values()) == {SENT} and len(monde.etats) == 30
    monde.google.avant = lambda name: None
    for at in range(machines):
        monde.sync(f"poste-{at}")
    assert Counter(etat for _, etat in monde.relances) == {
        "envoyée": 30,
        "annulée": 30 * (machines - 1),
    }
    monde.verifier()


def test_statuses_are_written_too_where_a_search_passes_blanks_over(monde: Monde) -> None:
    """It is not known whether Google's does."""
    monde.google.tableurs[ID].cherche_les_vides = False
    monde.sync()
    assert monde.etats == dict.fromkeys(DUE, SENT)
    monde.verifier()
    monde.calls.clear()
    monde.sync()
    assert monde.calls == [READ]


# --- a user at work between the read and the claim -----------------------------------------------


def test_rows_sorted_before_the_claim(monde: Monde) -> None:
    monde.une_fois(CHANGE, monde.trier)
    assert etats(monde.sync()) == dict.fromkeys(DUE, "envoyee")
    assert monde.etats["F-2"] == SENT, "its row is in the middle: it did not move"
    monde.verifier()
    monde.sync()
    assert monde.etats == dict.fromkeys(DUE, SENT)
    monde.verifier()


def test_a_row_inserted_before_the_claim(monde: Monde) -> None:
    monde.une_fois(CHANGE, monde.inserer)
    monde.sync()
    monde.verifier()
    monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1) and monde.etats == dict.fromkeys(DUE, SENT)


def test_an_invoice_deleted_before_the_claim_is_not_reminded(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.supprimer("F-2"))
    assert etats(monde.sync())["F-2"] == "retenue"
    assert monde.sent == {"F-1": 1, "F-3": 1}
    assert ("F-2", "annulée") in monde.relances
    monde.verifier()


def test_an_invoice_copied_before_the_claim_is_not_reminded(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.copier("F-2"))
    assert etats(monde.sync())["F-2"] == "retenue"
    assert monde.sent == {"F-1": 1, "F-3": 1}
    monde.verifier()


def test_an_invoice_paid_before_the_claim_is_not_reminded(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.payer("F-1"))
    assert etats(monde.sync())["F-1"] == "retenue"
    assert monde.sent == {"F-2": 1, "F-3": 1}
    monde.verifier()


def test_a_dispute_typed_before_the_claim_is_heard(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.taper("F-1", "Litige", "Oui"))
    done = monde.sync()
    assert [one.raison for one in done.lignes if one.etat == "retenue"] == ["litige en cours"]
    assert monde.sent == {"F-2": 1, "F-3": 1}
    monde.verifier()


def test_a_text_typed_in_the_status_before_the_claim_stays(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.taper("F-1", "État sync", "à voir avec Ada"))
    monde.sync()
    assert monde.etats["F-1"] in ("à voir avec Ada", SENT)
    assert monde.sent == dict.fromkeys(DUE, 1)


@pytest.mark.parametrize("sheet", ["Factures", "Relances", "Livre des recettes"])
def test_a_sheet_renamed_before_the_claim_stops_all(monde: Monde, sheet: str) -> None:
    def renommer() -> None:
        monde.sheet(sheet).titre = "Autre"

    monde.une_fois(CHANGE, renommer)
    with pytest.raises(SheetcashError) as told:
        monde.sync()
    assert told.value.que_faire and not monde.sent
    monde.sheet("Autre").titre = sheet
    assert etats(monde.sync()) == dict.fromkeys(DUE, "envoyee")
    assert monde.sent == dict.fromkeys(DUE, 1)
    monde.verifier()


@pytest.mark.parametrize(
    ("sheet", "title"),
    [("Factures", "Montant"), ("Factures", "N° facture"), ("Relances", "État")],
)
def test_a_column_renamed_before_the_claim_stops_all(monde: Monde, sheet: str, title: str) -> None:
    first, at = monde.column(sheet, title)
    monde.une_fois(CHANGE, lambda: monde.sheet(sheet).put(first - 1, at, "Autre chose"))
    with pytest.raises(SheetcashError) as told:
        monde.sync()
    assert told.value.que_faire and not monde.sent
    monde.sheet(sheet).put(first - 1, at, title)
    monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1)
    monde.verifier()


def _colonne(monde: Monde) -> None:
    """A column inserted before those of Factures, whose formats follow it."""
    tab = monde.sheet("Factures")
    for row in tab.lignes:
        row.insert(0, None)
    tab.formats = {(row, column + 1): kind for (row, column), kind in tab.formats.items()}


@pytest.mark.parametrize("known", [None, "à surveiller"])
def test_a_column_inserted_in_factures_before_the_claim_sends_nothing(
    monde: Monde, known: str | None
) -> None:
    """The marks that fell into another column are taken back: what stood there stands there."""
    _, beside = monde.column("Factures", "État sync")
    for numero in DUE:
        monde.taper(numero, "État sync", known)

    def inserer() -> None:
        _colonne(monde)
        for numero, value in zip(DUE, (None, known, "à moi"), strict=True):
            monde.sheet("Factures").put(monde.ligne(numero), beside, value)

    monde.une_fois(CHANGE, inserer)
    with pytest.raises(SheetcashError, match="a bougé pendant l'envoi") as told:
        monde.sync()
    assert not monde.sent and "« réf. »" not in told.value.que_faire
    assert monde.calls == [READ, CHANGE, CHANGE]
    found = [monde.sheet("Factures").cell(monde.ligne(one), beside) or None for one in DUE]
    assert found == [None, known, "à moi"]
    assert "réf. " not in json.dumps(monde.sheet("Factures").lignes)
    assert Counter(etat for _, etat in monde.relances) == {"annulée": 3}
    monde.google.avant = lambda name: None
    monde.sync("b")  # another machine need not wait
    # What was typed stands in « Avoir sur », where it ties an invoice to nothing: that one is held.
    free = [one for one, typed in zip(DUE, found, strict=True) if typed is None]
    assert monde.sent == dict.fromkeys(free, 1)


def test_marks_that_cannot_be_taken_back_are_told(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: _colonne(monde))
    monde.google.pannes.clear()
    monde.google.avant, claim = lambda name: None, monde.google.avant

    def avant(name: str) -> None:
        claim(name)
        if monde.google.appels.count(CHANGE) == 2:
            monde.google.panne(CHANGE, 0, coupe=True)

    monde.google.avant = avant
    with pytest.raises(SheetcashError, match="a bougé pendant l'envoi") as told:
        monde.sync()
    assert not monde.sent and "« réf. »" in told.value.que_faire


def test_a_column_inserted_while_the_results_are_marked_leaves_no_mark(monde: Monde) -> None:
    """The results of another machine, over texts that are alike: they are marked first."""
    monde.sync("a")
    monde.calls.clear()
    for numero in DUE:
        monde.taper(numero, "État sync", None)
    monde.une_fois(CHANGE, lambda: _colonne(monde))
    done = monde.sync("a")
    assert any("a bougé pendant l'envoi" in one.probleme for one in done.constats)
    assert not any("Rien n'est parti" in one.probleme for one in done.constats)
    assert "réf. " not in json.dumps(monde.sheet("Factures").lignes)
    monde.google.avant = lambda name: None
    monde.sync("a")
    assert monde.etats == dict.fromkeys(DUE, SENT) and monde.sent == dict.fromkeys(DUE, 1)


def test_columns_moved_in_relances_before_the_claim_send_nothing(monde: Monde) -> None:
    def deplacer() -> None:
        for row in monde.sheet("Relances").lignes:
            row.insert(0, None)

    monde.une_fois(CHANGE, deplacer)
    assert etats(monde.sync()) == dict.fromkeys(DUE, "retenue")
    assert not monde.sent
    monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1)


@pytest.mark.parametrize("sheet", ["Factures", "Relances"])
def test_a_sheet_deleted_before_the_claim_stops_all(monde: Monde, sheet: str) -> None:
    its = monde.google.tableurs[ID].onglets
    monde.une_fois(CHANGE, lambda: its.remove(monde.sheet(sheet)))
    with pytest.raises(SheetcashError) as told:
        monde.sync()
    assert told.value.que_faire and not monde.sent


# --- a user at work between the claim and the results --------------------------------------------


@pytest.mark.parametrize("sheet", ["Factures", "Relances"])
def test_rows_sorted_before_the_results(monde: Monde, sheet: str) -> None:
    key = "N° facture" if sheet == "Factures" else "Id"
    monde.une_fois(CHANGE, lambda: monde.trier(sheet, key), nth=2)
    assert etats(monde.sync()) == dict.fromkeys(DUE, "envoyee")
    assert monde.etats == dict.fromkeys(DUE, SENT)
    assert Counter(etat for _, etat in monde.relances) == {"envoyée": 3}
    monde.verifier()
    assert monde.calls == [READ, CHANGE, CHANGE]
    monde.sync()
    assert monde.calls == [READ]


def test_a_row_inserted_before_the_results(monde: Monde) -> None:
    monde.une_fois(CHANGE, monde.inserer, nth=2)
    monde.sync()
    assert monde.etats == dict.fromkeys(DUE, SENT)
    monde.verifier()


def test_a_row_deleted_before_the_results(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.supprimer("F-2"), nth=2)
    assert etats(monde.sync())["F-2"] == "envoyee"
    assert monde.etats == {"F-1": SENT, "F-3": SENT}
    assert ("F-2", "envoyée") in monde.relances
    monde.verifier()


def test_a_row_copied_before_the_results_is_told(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.copier("F-2"), nth=2)
    done = monde.sync()
    assert any("a été copiée" in one.probleme for one in done.constats)
    again = monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1)
    assert any(one.colonne == "N° facture" for one in again.constats)


def test_a_sheet_renamed_before_the_results_is_told_and_made_good(monde: Monde) -> None:
    """Google knows it by its number: the results are written all the same."""
    monde.une_fois(CHANGE, lambda: setattr(monde.sheet("Factures"), "titre", "Mes factures"), 2)
    assert etats(monde.sync()) == dict.fromkeys(DUE, "envoyee")
    monde.sheet("Mes factures").titre = "Factures"
    assert monde.etats == dict.fromkeys(DUE, SENT)
    monde.verifier()


def test_what_the_user_types_over_a_mark_stays(monde: Monde) -> None:
    monde.une_fois(CHANGE, lambda: monde.taper("F-1", "État sync", "vu avec Ada"), nth=2)
    monde.sync()
    assert monde.etats["F-1"] == "vu avec Ada"
    assert monde.etats["F-2"] == SENT
    assert monde.sent == dict.fromkeys(DUE, 1)


@pytest.mark.parametrize(
    ("title", "value"),
    [
        ("État", "ok"),
        ("État", "annulée"),
        ("État", None),
        ("Date", None),
        ("Niveau", "1x"),
        ("N° facture", "F1"),
        ("Détail", "note"),
        ("Id", None),
        ("", None),
    ],
)
def test_rows_of_relances_edited_or_deleted_during_the_run_let_nothing_leave_twice(
    monde: Monde, title: str, value: Any
) -> None:
    """Another machine looks at that very moment."""

    def geste() -> None:
        first, _ = monde.column("Relances", "Id")
        rows = monde.sheet("Relances").lignes
        if title:
            _, at = monde.column("Relances", title)
            for row in range(first, len(rows) + 1):
                monde.sheet("Relances").put(row, at, value)
        else:
            del rows[first - 1 :]
        monde.sync("b")

    monde.une_fois(CHANGE, geste, nth=2)
    with suppress(SheetcashError):
        monde.sync("a")
    monde.google.avant = lambda name: None
    for poste in "baab":
        monde.sync(poste)
    assert monde.sent == dict.fromkeys(DUE, 1)
    if title in ("État", ""):  # its row was told again
        assert Counter(etat for _, etat in monde.relances)["envoyée"] == 3


def test_a_sent_row_is_one_whatever_its_gender(monde: Monde) -> None:
    monde.sync("a")
    first, at = monde.column("Relances", "État")
    for row in range(first, first + 3):
        monde.sheet("Relances").put(row, at, "envoyé")
    for numero in DUE:
        monde.taper(numero, "État sync", None)
    monde.sync("b")
    assert monde.sent == dict.fromkeys(DUE, 1)


def test_a_day_typed_for_an_amount_before_the_claim_is_in_no_mail(monde: Monde) -> None:
    def geste() -> None:
        monde.taper("F-1", "Montant", 46093)
        tab, (_, column) = monde.sheet("Factures"), monde.column("Factures", "Montant")
        tab.formats[monde.ligne("F-1"), column] = "DATE"

    monde.une_fois(CHANGE, geste)
    assert etats(monde.sync())["F-1"] == "retenue"
    assert monde.sent == {"F-2": 1, "F-3": 1}


@pytest.mark.parametrize("title", ["Détail", "Message-ID"])
def test_relances_without_a_column_of_ours_takes_nothing_on(monde: Monde, title: str) -> None:
    first, at = monde.column("Relances", title)
    for row in monde.sheet("Relances").lignes:
        del row[at - 1 : at]
    with pytest.raises(SheetcashError, match=f"« {title} » manque"):
        monde.sync()
    assert not monde.sent and first and READ in monde.calls and CHANGE not in monde.calls


# --- faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [{"code": 500}, {"code": 503}, {"code": 0, "coupe": True}])
@pytest.mark.parametrize("apres", [False, True])
def test_a_claim_whose_answer_is_lost_sends_nothing_and_the_next_run_does(
    monde: Monde, fault: dict[str, Any], apres: bool
) -> None:
    monde.google.panne(CHANGE, apres=apres, **fault)
    with pytest.raises(SheetcashError, match="n'a pas répondu"):
        monde.sync()
    assert not monde.sent
    assert etats(monde.sync()) == dict.fromkeys(DUE, "envoyee")
    assert monde.sent == dict.fromkeys(DUE, 1) and monde.etats == dict.fromkeys(DUE, SENT)
    expected = {"envoyée": 3} | ({"annulée": 3} if apres else {})
    assert Counter(etat for _, etat in monde.relances) == expected
    monde.verifier()


@pytest.mark.parametrize("fault", [{"code": 500}, {"code": 0, "coupe": True}])
@pytest.mark.parametrize("apres", [False, True])
def test_results_that_could_not_be_written_are_by_the_next_run(
    monde: Monde, fault: dict[str, Any], apres: bool
) -> None:
    def casser() -> None:
        monde.google.panne(CHANGE, apres=apres, **fault)

    monde.une_fois(CHANGE, casser, nth=2)
    done = monde.sync()
    assert etats(done) == dict.fromkeys(DUE, "envoyee")
    assert any("n'a pas pu être mis à jour" in one.probleme for one in done.constats)
    monde.google.avant = lambda name: None
    again = monde.sync()
    assert not again.lignes and not again.constats
    assert monde.sent == dict.fromkeys(DUE, 1) and monde.etats == dict.fromkeys(DUE, SENT)
    assert Counter(etat for _, etat in monde.relances) == {"envoyée": 3}
    monde.verifier()


def test_a_read_that_is_cut_is_made_again(monde: Monde) -> None:
    monde.google.panne(READ, 0, coupe=True)
    assert etats(monde.sync()) == dict.fromkeys(DUE, "envoyee")
    monde.verifier()


def test_a_quota_at_the_claim_is_told_and_nothing_leaves(monde: Monde) -> None:
    monde.google.panne(CHANGE, 429, entetes={"Retry-After": "30"})
    with pytest.raises(SheetcashError, match="pour l'instant"):
        monde.sync()
    assert not monde.sent and not monde.relances and not monde.google.pauses


@pytest.mark.parametrize("call", [READ, CHANGE])
def test_a_token_revoked_is_told_and_nothing_leaves(monde: Monde, call: str) -> None:
    monde.google.panne(call, 401, message="Request had invalid authentication credentials.")
    with pytest.raises(AccessLost, match="installer google"):
        monde.sync()
    assert not monde.sent and not monde.relances


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"code": 401}, "Lancez encore « sheetcash installer google »"),
        ({"code": 429, "entetes": {"Retry-After": "30"}}, "Recommencez"),
        ({"code": 403}, "partager en modification"),
        ({"code": 404}, "n'existe pas"),
    ],
)
def test_what_left_is_told_when_google_then_refuses_and_is_noted_next_time(
    monde: Monde, fault: dict[str, Any], words: str
) -> None:
    """Between the claim and the results: the mails have left, and leave no second time."""
    monde.une_fois(CHANGE, lambda: monde.google.panne(CHANGE, **fault), nth=2)
    done = monde.sync()
    assert etats(done) == dict.fromkeys(DUE, "envoyee")
    (said,) = [one for one in done.constats if "n'a pas pu être mis à jour" in one.probleme]
    assert words in f"{said.probleme} {said.que_faire}"
    assert "rien ne partira deux fois" in said.que_faire
    monde.google.avant = lambda name: None
    assert not monde.sync().lignes
    assert monde.sent == dict.fromkeys(DUE, 1) and monde.etats == dict.fromkeys(DUE, SENT)
    monde.verifier()


@pytest.mark.parametrize("nth", [1, 2])
def test_a_spreadsheet_deleted_meanwhile_is_told(monde: Monde, nth: int) -> None:
    monde.une_fois(CHANGE, monde.google.tableurs.clear, nth)
    if nth == 1:
        with pytest.raises(NoSuchWorkbook, match="n'existe pas"):
            monde.sync()
        assert not monde.sent
    else:
        done = monde.sync()
        assert etats(done) == dict.fromkeys(DUE, "envoyee")
        assert any("n'existe pas" in one.probleme for one in done.constats)


def test_a_spreadsheet_shared_read_only_sends_nothing(monde: Monde) -> None:
    monde.google.tableurs[ID].lecture_seule = True
    with pytest.raises(AccessDenied, match="Rien n'a été changé"):
        monde.sync()
    assert not monde.sent


def test_amounts_in_a_french_sheet_are_right_in_the_mail(monde: Monde) -> None:
    """What the user typed as « 12,50 » is the number 12.5."""
    monde.taper("F-1", "Montant", 12.5)
    monde.sync()
    (mail,) = [one.mail for one in monde.smtp.messages if one.recipients == ["c1@example.org"]]
    assert "12,50" in mail.get_body(("plain",)).get_content()


# --- several machines, one after the other -------------------------------------------------------


def test_what_another_machine_sent_is_not_sent_again(monde: Monde) -> None:
    monde.sync("a")
    monde.calls.clear()
    again = monde.sync("b")
    assert not again.lignes and monde.calls == [READ]
    monde.sync("b", DAY + timedelta(days=10))
    assert monde.sent == dict.fromkeys(DUE, 1)
    monde.verifier()


class Coupure(Exception):
    """The machine dies."""


def mourir(monde: Monde, at: int, poste: str = "a") -> None:
    """A run that dies after that many mails."""

    def pendant(done: int) -> None:
        if done == at:
            raise Coupure

    monde.pendant = pendant
    with pytest.raises(Coupure):
        monde.sync(poste)
    monde.pendant = lambda done: None


def test_a_run_that_died_is_made_good_by_the_next(monde: Monde) -> None:
    mourir(monde, 1)
    assert sum(monde.sent.values()) == 1
    monde.verifier(fini=False)
    monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1) and monde.etats == dict.fromkeys(DUE, SENT)
    assert Counter(etat for _, etat in monde.relances) == {"envoyée": 3, "annulée": 2}
    monde.verifier()


def test_what_a_dead_machine_had_taken_on_waits_for_its_user(monde: Monde) -> None:
    mourir(monde, 1)
    (left,) = monde.sent
    same_day = monde.sync("b")
    assert etats(same_day) == dict.fromkeys(DUE, "retenue")
    assert {one.raison for one in same_day.lignes} == {"un autre poste est en train de l'envoyer"}
    later = DAY + timedelta(days=3)
    monde.sync("b", later)
    assert monde.sent == {left: 1}
    assert set(monde.etats) == set(DUE)
    assert all("incertain" in text for text in monde.etats.values())
    for numero in DUE:
        monde.taper(numero, "État sync", "envoyée" if numero == left else "à renvoyer")
    monde.sync("b", later)
    assert monde.sent == dict.fromkeys(DUE, 1)


def test_an_attempt_that_failed_here_does_not_hide_one_that_died_elsewhere(monde: Monde) -> None:
    """The same day, hence the same Message-ID: only the row « en cours » tells them apart."""
    monde.smtp.behave("TEXT", "450 4.2.0 Later", times=1)
    (late,) = (numero for numero, etat in etats(monde.sync("a")).items() if etat == "differee")
    mourir(monde, 1, "b")
    assert monde.sent == dict.fromkeys(DUE, 1)
    assert etats(monde.sync("a")) == {late: "retenue"}
    later = DAY + timedelta(days=3)
    assert etats(monde.sync("a", later)) == {late: "retenue"}
    assert "incertain" in monde.etats[late]
    monde.sync("b", later)
    assert monde.sent == dict.fromkeys(DUE, 1)


def test_a_mail_of_uncertain_fate_is_answered_in_the_sheet(monde: Monde) -> None:
    monde.smtp.behave("TEXT", "DROP", times=1, recipient="c2@example.org")
    done = monde.sync()
    assert etats(done)["F-2"] == "inconnue" and "incertain" in monde.etats["F-2"]
    assert ("F-2", "inconnue") in monde.relances
    monde.taper("F-2", "État sync", "envoyée")
    monde.sync()
    assert monde.sent == dict.fromkeys(DUE, 1)
    assert monde.etats["F-2"] == SENT
    monde.verifier()


def test_a_level_typed_over_its_formula_is_told(monde: Monde) -> None:
    monde.tapes.add("F-1")
    monde.sync()
    again = monde.sync()
    (one,) = [one for one in again.constats if one.colonne == "Niveau"]
    assert one.probleme.startswith("F-1 :") and "nouveau" in one.que_faire
    assert monde.sent == dict.fromkeys(DUE, 1)
    monde.sync(day=DAY + timedelta(days=3))
    assert monde.sent == dict.fromkeys(DUE, 1)


def test_the_next_level_follows_on_the_same_row(monde: Monde) -> None:
    monde.sync()
    monde.sync(day=date(2026, 12, 1))
    assert monde.sent == dict.fromkeys(DUE, 2)
    assert monde.etats == dict.fromkeys(DUE, "Relance 2 envoyée le 01/12/2026")
    assert Counter(etat for _, etat in monde.relances) == {"envoyée": 6, "à faire": 3}


LATER = date(2026, 12, 1)


def test_old_statements_hold_the_second_reminders_until_others_are_taken_in(monde: Monde) -> None:
    monde.sync()
    sheet = monde.sheet("Paramètres")
    row, at = next(
        (row, at)
        for row, cells in enumerate(sheet.lignes, 1)
        for at, cell in enumerate(cells, 1)
        if cell == "Relevés à jour au"
    )
    first = date(1899, 12, 30).toordinal()
    sheet.put(row, at + 1, date(2026, 11, 21).toordinal() - first)
    held = monde.sync(day=LATER)
    assert etats(held) == dict.fromkeys(DUE, "retenue")
    assert all("relevés de banque arrêtés au 21/11/2026" in one.raison for one in held.lignes)
    assert monde.sent == dict.fromkeys(DUE, 1)
    sheet.put(row, at + 1, date(2026, 11, 25).toordinal() - first)
    monde.sync(day=LATER)
    assert monde.sent == dict.fromkeys(DUE, 2)


def taches(monde: Monde) -> list[tuple[str, str]]:
    rows = monde.rows("Relances", "Id")
    return sorted((r["N° facture"], r["État"]) for r in rows if r["Id"].startswith("T-"))


def a_la_deuxieme(monde: Monde) -> None:
    """The second reminders have left: there are three calls to make."""
    monde.sync()
    monde.sync(day=LATER)
    assert taches(monde) == [(one, "à faire") for one in DUE]


def test_a_call_is_closed_with_its_invoice_and_opened_again_on_its_own_row(monde: Monde) -> None:
    a_la_deuxieme(monde)
    monde.payer("F-2")
    monde.une_fois(CHANGE, lambda: monde.trier("Relances", "Id"))  # between the look and the word
    for _ in range(2):  # a row that was sorted away is left to the next run
        monde.sync(day=LATER)
    closed = {"F-2": "sans objet (soldée)"}
    assert dict(taches(monde)) == dict.fromkeys(DUE, "à faire") | closed
    monde.calls.clear()
    monde.sync(day=LATER)
    assert monde.calls == [READ]
    first, at = monde.column("Livre des recettes", "Montant")
    monde.sheet("Livre des recettes").put(first, at, 1)  # typed by mistake
    monde.sync(day=LATER)
    assert dict(taches(monde)) == dict.fromkeys(DUE, "à faire")
    assert monde.sent == dict.fromkeys(DUE, 2)


def test_two_machines_add_a_call_once(monde: Monde) -> None:
    a_la_deuxieme(monde)
    rows = monde.sheet("Relances").lignes
    rows[:] = [row for row in rows if not str((row or [""])[0]).startswith("T-")]
    assert taches(monde) == []
    monde.une_fois(CHANGE, lambda: monde.sync("b", LATER))  # all that a read is old by then
    monde.sync("a", LATER)
    assert Counter(taches(monde)) == Counter([(one, "à faire") for one in DUE] * 2)
    monde.sync("a", LATER)
    found = Counter(taches(monde))
    assert found == Counter([(one, etat) for one in DUE for etat in ("à faire", "annulée")])
    monde.calls.clear()
    monde.sync("b", LATER)
    assert monde.calls == [READ]


def test_a_refused_address_is_noted_on_its_row(monde: Monde) -> None:
    monde.smtp.behave("RCPT", "550 5.1.1 No such user", recipient="c2@example.org")
    assert etats(monde.sync())["F-2"] == "refusee"
    assert monde.etats["F-2"].startswith("Relance 1 : refus") and monde.etats["F-1"] == SENT
    monde.verifier(fini=False)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_says_what_it_did_and_where_to_look(
    monde: Monde, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(service.EMULATOR, monde.google.hote)
    monkeypatch.setenv("SHEETCASH_SMTP_URL", monde.smtp.url)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(monde.folder / "a"))
    address = f"gsheet:https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0"
    day = ("--date", DAY.isoformat())
    assert main(["sync", address, "--simulation", *day]) == 0
    assert "Simulation : rien n'a été envoyé" in capsys.readouterr().out
    assert main(["sync", address, "--oui", "--json", *day]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {one["facture"]: one["etat"] for one in told["relances"]} == dict.fromkeys(
        DUE, "envoyee"
    )
    assert monde.sent == dict.fromkeys(DUE, 1)
    assert main(["sync", address, "--oui", *day]) == 0
    assert "Aucune relance à envoyer" in capsys.readouterr().out
    monde.google.tableurs.clear()
    assert main(["sync", address, "--oui", *day]) == 3
    assert "n'existe pas, ou n'est pas partagée" in capsys.readouterr().err


# --- anything, in any order ----------------------------------------------------------------------

GESTES = (
    "trier", "trier Relances", "insérer", "payer", "litige", "copier", "supprimer", "écrire",
    "vider",
)  # fmt: skip


def agir(monde: Monde, rng: random.Random) -> None:
    """Something that a user might do at that moment."""
    what, numero = rng.choice(GESTES), f"F-{rng.randint(1, 5)}"
    with suppress(StopIteration):  # that invoice is gone
        if what == "trier":
            monde.trier()
        elif what == "trier Relances":
            monde.trier("Relances", "Id")
        elif what == "insérer":
            monde.inserer()
        elif what == "payer":
            monde.payer(numero)
        elif what == "litige":
            monde.taper(numero, "Litige", rng.choice(["Oui", None]))
        elif what == "copier":
            monde.copier(numero)
        elif what == "supprimer":
            monde.supprimer(numero)
        else:
            monde.taper(numero, "État sync", "vu" if what == "écrire" else None)


def brouiller(monde: Monde, rng: random.Random) -> None:
    """Something that goes wrong, or that someone does, during the run to come."""
    kind = rng.choice(["rien", "geste", "geste", "google", "serveur", "mort"])
    if kind == "geste":
        call, nth = rng.choice([(READ, 1), (CHANGE, 1), (CHANGE, 2)])
        monde.une_fois(call, lambda: agir(monde, rng), nth)
    elif kind == "google":
        code = rng.choice([500, 503, 429, 0])
        call = rng.choice([READ, CHANGE])
        monde.google.panne(call, code, apres=rng.random() < 0.5, coupe=not code)
    elif kind == "serveur":
        what = rng.choice(["DROP", "450 4.2.0 Later", "550 5.7.1 No"])
        monde.smtp.behave("TEXT", what, times=1)
    elif kind == "mort":
        at = rng.randint(1, 2)

        def pendant(done: int) -> None:
            if done == at:
                raise Coupure

        monde.pendant = pendant


@pytest.mark.parametrize("graine", range(12))
def test_whatever_happens_nothing_leaves_twice_and_no_row_bears_another_s_status(
    monde: Monde, graine: int
) -> None:
    """Two machines, users and faults drawn at random; nobody ever asks for a mail again."""
    rng, day = random.Random(graine), DAY
    for _ in range(10):
        monde.google.pannes.clear()
        monde.google.avant, monde.pendant = (lambda name: None), (lambda done: None)
        day += timedelta(days=rng.choice([0, 0, 0, 1, 3, 8]))
        brouiller(monde, rng)
        with suppress(SheetcashError, Coupure):
            monde.sync(rng.choice("ab"), day)
        each = Counter((one.recipients[0], one.mail["Subject"]) for one in monde.smtp.messages)
        assert max(each.values(), default=0) <= 1, each
        for numero, text in monde.etats.items():
            assert " envoyée le " not in text or monde.sent[numero], (numero, text)


def test_what_may_have_left_elsewhere_does_not_leave_here(monde: Monde) -> None:
    """One machine was told « later », another one cannot tell whether its mail left."""
    monde.smtp.behave("TEXT", "450 4.2.0 Later", times=1)
    assert sorted(etats(monde.sync("a")).values()) == ["differee", "envoyee", "envoyee"]
    monde.smtp.behave("TEXT", "DROP", times=1)
    (left,) = (numero for numero, etat in etats(monde.sync("b")).items() if etat == "inconnue")
    assert etats(monde.sync("a")) == {left: "retenue"}
    assert monde.sent == dict.fromkeys(DUE, 1)
    monde.taper(left, "État sync", "envoyée")
    monde.sync("b")
    assert not monde.sync("a").lignes and monde.etats[left] == SENT
