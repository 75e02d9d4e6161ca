"""``sheetcash relances``: the story, an uncertain mail settled, a returned one noted."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from test_sync import DAY, cells, content, edit, sent

from commande import Run, lancer
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.ports import DIFFEREE, ENVOYEE, REFUSEE, Key
from sheetcash.templates.xlsx import build
from sheetcash.workbook.edits import AppendRow, UpdateRow

JOUR = ("--date", "2026-11-20")
NAME = "classeur-de-test"


@pytest.fixture
def livre(tmp_path: Path) -> Path:
    path = tmp_path / "Mon classeur.xlsx"
    build(path, content(), DAY)
    return path


@pytest.fixture
def etat(tmp_path: Path) -> Path:
    return tmp_path / "etat"


@pytest.fixture
def lance(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    etat: Path,
    smtp_server: Any,
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(etat))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    return partial(lancer, capsys)


def bounce(
    folder: Path, mail: Any, *, name: str = "avis.eml", action: str = "failed", quoted: bool = True
) -> Path:
    """The notice that a mail server sends about a mail it took."""
    original = mail.as_string() if quoted else "Subject: autre chose\n\n"
    status = {"failed": "5.1.1", "delayed": "4.4.1", "relayed": "2.0.0"}[action]
    path = folder / name
    path.write_text(
        f"""\
From: MAILER-DAEMON@mx.example.org
To: moi@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <{name}@mx.example.org>
Date: Fri, 20 Nov 2026 10:00:00 +0100
Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {mail["To"]}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b0
Content-Type: message/rfc822

{original}
--b0--
""",
        encoding="utf-8",
    )
    return path


def mail_to(server: Any, address: str) -> Any:
    return next(one.mail for one in server.messages if one.recipients == [address])


def row(path: Path, numero: str) -> dict[str, Any]:
    return next(one for one in cells(path, "tblFactures") if one["N° facture"] == numero)


# --- bounces -------------------------------------------------------------------------------------


def test_a_mail_that_came_back_is_undone_and_its_address_is_left_alone(
    livre: Path, etat: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    assert row(livre, "F-3")["Niveau"] == 3
    notice = bounce(tmp_path, mail_to(smtp_server, "eve@example.org"))
    done = lance("relances", livre, "--rebond", notice, *JOUR)
    assert done.code == 0 and "revenue" in done.out and "F-3" in done.out
    shown = row(livre, "F-3")
    assert shown["Niveau"] == 2 and shown["Dernière relance"] is None
    assert "revenu" in shown["État sync"] and shown["Statut"] == "Mise en demeure à envoyer"
    states = [one["État"] for one in cells(livre, "tblRelances") if one["N° facture"] == "F-3"]
    assert states == ["envoyée", "à faire", "revenue"]  # the letter is still to be posted
    with SqliteJournal(etat) as journal:
        assert journal.entries(NAME)[Key(NAME, "f-3", 3)].etat == REFUSEE
    before, events = livre.read_bytes(), len(cells(livre, "tblRelances"))
    again = lance("relances", livre, "--rebond", notice, *JOUR)
    assert "déjà" in again.out and livre.read_bytes() == before
    held = lance("sync", livre, "--oui", "--date", "2026-12-18", "--json")
    assert held.etats["F-3"] == "retenue" and sent(smtp_server)["eve@example.org"] == 1
    (told,) = [c for c in held.json["constats"] if "est revenu" in c["probleme"]]
    assert (told["feuille"], told["ligne"], told["colonne"]) == ("Clients", 7, "Courriel")
    edit(livre, UpdateRow("tblClients", 7, "Eve", {"Courriel": "eva@example.org"}))
    mended = lance("sync", livre, "--oui", "--date", "2026-12-18", "--json")
    assert mended.etats["F-3"] == "envoyee"
    assert sent(smtp_server)["eva@example.org"] == 1 and sent(smtp_server)["eve@example.org"] == 1
    assert row(livre, "F-3")["Niveau"] == 3
    late = lance("relances", livre, "--rebond", notice, *JOUR)
    assert "déjà" in late.out and row(livre, "F-3")["Niveau"] == 3
    assert len(cells(livre, "tblRelances")) > events


def test_no_other_invoice_leaves_to_an_address_that_came_back(
    livre: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    lance("relances", livre, "--rebond", bounce(tmp_path, mail_to(smtp_server, "ada@example.org")))
    new = {
        "N° facture": "F-9",
        "Date": date(2026, 11, 2),
        "Client": "Ada",
        "Montant": 5_000,
        "Échéance": date(2026, 11, 23),
    }
    edit(livre, AppendRow("tblFactures", new))
    held = lance("sync", livre, "--oui", "--date", "2026-11-24", "--json")
    assert held.etats == {"F-1": "retenue", "F-9": "retenue"}
    assert sent(smtp_server)["ada@example.org"] == 1


def test_another_machine_and_a_lost_journal_know_it_from_the_sheet(
    livre: Path,
    etat: Path,
    lance: Callable[..., Run],
    smtp_server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "autre"))
    lance("sync", livre, "--oui", *JOUR)  # the other machine takes in what left
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(etat))
    lance("relances", livre, "--rebond", bounce(tmp_path, mail_to(smtp_server, "eve@example.org")))
    for machine in ("autre", "neuve"):
        monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / machine))
        held = lance("sync", livre, "--oui", "--date", "2026-12-18", "--json")
        assert held.etats["F-3"] == "retenue", machine
    assert sent(smtp_server)["eve@example.org"] == 1
    edit(livre, UpdateRow("tblClients", 7, "Eve", {"Courriel": "eva@example.org"}))
    lance("sync", livre, "--oui", "--date", "2026-12-18")
    assert sent(smtp_server)["eva@example.org"] == 1
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(etat))
    lance("sync", livre, "--oui", "--date", "2026-12-18")
    assert sent(smtp_server)["eva@example.org"] == 1


def test_a_restored_workbook_learns_of_the_return_from_the_journal(
    livre: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    older = shutil.copy(livre, tmp_path / "restauré.xlsx")
    lance("relances", livre, "--rebond", bounce(tmp_path, mail_to(smtp_server, "eve@example.org")))
    shutil.copy(older, livre)
    held = lance("sync", livre, "--oui", "--date", "2026-12-18", "--json")
    assert held.etats["F-3"] == "retenue" and row(livre, "F-3")["Niveau"] == 2


@pytest.mark.parametrize(("answer", "count"), [("envoyée", 1), ("à renvoyer", 2)])
def test_a_forged_notice_is_undone_in_the_sheet(
    livre: Path,
    lance: Callable[..., Run],
    smtp_server: Any,
    tmp_path: Path,
    answer: str,
    count: int,
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    notice = bounce(tmp_path, mail_to(smtp_server, "eve@example.org"))
    lance("relances", livre, "--rebond", notice, *JOUR)
    edit(livre, UpdateRow("tblFactures", 7, "F-3", {"État sync": answer}))
    done = lance("sync", livre, "--oui", *JOUR, "--json")
    assert sent(smtp_server)["eve@example.org"] == count and done.code in (0, 1)
    assert row(livre, "F-3")["Niveau"] == 3
    again = lance("relances", livre, "--rebond", notice, *JOUR)
    assert "déjà" in again.out and row(livre, "F-3")["Niveau"] == 3
    lance("sync", livre, "--oui", *JOUR)
    assert sent(smtp_server)["eve@example.org"] == count


def test_an_older_copy_skips_no_level_though_the_second_try_failed_too(
    livre: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    older = shutil.copy(livre, tmp_path / "restauré.xlsx")
    lance("relances", livre, "--rebond", bounce(tmp_path, mail_to(smtp_server, "bob@example.org")))
    edit(livre, UpdateRow("tblFactures", 6, "F-2", {"État sync": "à renvoyer"}))
    smtp_server.behave("RCPT", "450 4.2.0 Later", recipient="bob@example.org", times=1)
    lance("sync", livre, "--oui", "--date", "2026-11-23")
    shutil.copy(older, livre)
    again = lance("sync", livre, "--oui", "--date", "2026-12-18", "--json")
    (one,) = (its for its in again.json["relances"] if its["facture"] == "F-2")
    assert (one["niveau"], one["etat"]) == (2, "envoyee")


def test_an_answer_about_an_uncertain_mail_is_not_taken_for_the_denial_of_its_return(
    livre: Path,
    lance: Callable[..., Run],
    smtp_server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="bob@example.org")
    lance("sync", livre, "--oui", *JOUR)
    edit(livre, UpdateRow("tblFactures", 6, "F-2", {"État sync": "envoyée"}))
    notice = bounce(tmp_path, mail_to(smtp_server, "bob@example.org"))
    told = lance("relances", livre, "--rebond", notice, *JOUR, "--json")
    assert told.json["retours"][0]["etat"] == "note"
    assert "revenu" in row(livre, "F-2")["État sync"]
    for machine in (None, "neuve"):  # the journal, then the sheet alone
        if machine:
            monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / machine))
        held = lance("sync", livre, "--oui", *JOUR, "--json")
        assert held.etats == {"F-2": "retenue"}
    # now it is about the return: the notice was wrong, and every machine learns it
    edit(livre, UpdateRow("tblFactures", 6, "F-2", {"État sync": "envoyée"}))
    for machine in ("neuve", "autre"):
        monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / machine))
        assert lance("sync", livre, "--oui", *JOUR, "--json").etats == {}
        assert row(livre, "F-2")["Niveau"] == 2
    assert sent(smtp_server)["bob@example.org"] == 1


def test_a_notice_about_a_mail_that_only_the_sheet_tells_touches_no_other(
    livre: Path,
    lance: Callable[..., Run],
    smtp_server: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="bob@example.org")
    lance("sync", livre, "--oui", *JOUR)
    first = next(one for one in smtp_server.messages if one.recipients == ["bob@example.org"])
    edit(livre, UpdateRow("tblFactures", 6, "F-2", {"État sync": "à renvoyer"}))
    lance("sync", livre, "--oui", "--date", "2026-11-23")
    assert sent(smtp_server)["bob@example.org"] == 2
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "neuve"))
    told = lance("relances", livre, "--rebond", bounce(tmp_path, first.mail), *JOUR, "--json")
    assert told.json["retours"][0]["etat"] == "deja_note"
    assert row(livre, "F-2")["Niveau"] == 2
    stranger = first.mail
    del stranger["Message-ID"]
    stranger["Message-ID"] = "<sheetcash.0123456789abcdef01234567@example.org>"
    other = bounce(tmp_path, stranger, name="autre.eml")
    told = lance("relances", livre, "--rebond", other, *JOUR, "--json")
    assert told.json["retours"][0]["etat"] == "inconnu"
    assert row(livre, "F-2")["Niveau"] == 2


@pytest.mark.parametrize("action", ["delayed", "relayed"])
def test_a_delay_is_told_and_changes_nothing(
    livre: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path, action: str
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    before = livre.read_bytes()
    notice = bounce(tmp_path, mail_to(smtp_server, "eve@example.org"), action=action)
    done = lance("relances", livre, "--rebond", notice, *JOUR, "--json")
    (one,) = done.json["retours"]
    assert one["etat"] == {"delayed": "retard", "relayed": "remis"}[action]
    assert livre.read_bytes() == before and done.code == 0


def test_a_notice_without_the_mail_is_matched_by_its_address_and_once(
    livre: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    mail = mail_to(smtp_server, "bob@example.org")
    bare = tmp_path / "texte.eml"
    bare.write_text(
        "From: MAILER-DAEMON@x.fr\nSubject: failure notice\nDate: Fri, 20 Nov 2026 10:00:00 +0100\n"
        "Message-ID: <t@x.fr>\n\nI'm afraid I wasn't able to deliver your message.\n"
        "<bob@example.org>:\nno mailbox (#5.1.1)\n"
    )
    assert lance("relances", livre, "--rebond", bare, *JOUR, "--json").json["retours"][0] | {
        "phrase": ""
    } == {
        "fichier": "texte.eml",
        "etat": "note",
        "adresse": "bob@example.org",
        "facture": "F-2",
        "niveau": 2,
        "phrase": "",
    }
    twice = lance("relances", livre, "--rebond", bare, *JOUR, "--json")
    assert twice.json["retours"][0]["etat"] == "deja_note"
    other = bounce(tmp_path, mail, name="autre.eml", quoted=False)
    assert (
        lance("relances", livre, "--rebond", other, *JOUR, "--json").json["retours"][0]["etat"]
        == "inconnu"
    ), "its subject is not that of our mail"


def test_what_is_no_notice_of_ours_is_said_and_stops_none_of_the_others(
    livre: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    note = tmp_path / "note.txt"
    note.write_text("bonjour")
    mail = mail_to(smtp_server, "eve@example.org")
    good = bounce(tmp_path, mail)
    del mail["To"]
    mail["To"] = "inconnue@example.org"
    del mail["Message-ID"]
    unknown = bounce(tmp_path, mail, name="inconnu.eml")
    done = lance("relances", livre, "--rebond", note, unknown, tmp_path, good, *JOUR, "--json")
    assert done.code == 1
    assert [one["etat"] for one in done.json["retours"]] == ["inconnu", "note"]
    assert len(done.json["refuses"]) == 2 and "dossier" in done.json["refuses"][1]
    alone = lance("relances", livre, "--rebond", note)
    assert alone.code == 1 and "note.txt" in alone.out


def test_a_notice_while_excel_has_the_workbook_changes_nothing(
    livre: Path, etat: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    livre.with_name(f"~${livre.name}").touch()
    notice = bounce(tmp_path, mail_to(smtp_server, "eve@example.org"))
    done = lance("relances", livre, "--rebond", notice, *JOUR)
    assert done.code == 3 and "Excel" in done.err
    with SqliteJournal(etat) as journal:
        assert journal.entries(NAME)[Key(NAME, "f-3", 3)].etat == ENVOYEE


# --- settling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("choice", "state"), [("--envoyee", ENVOYEE), ("--non-envoyee", DIFFEREE)])
def test_an_uncertain_mail_is_settled_and_the_sheet_says_so(
    livre: Path,
    etat: Path,
    lance: Callable[..., Run],
    smtp_server: Any,
    choice: str,
    state: str,
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="bob@example.org")
    lance("sync", livre, "--oui", *JOUR)
    done = lance("relances", livre, "--resoudre", " f-2 ", choice, *JOUR)
    assert done.code == 0 and "F-2" in done.out
    with SqliteJournal(etat) as journal:
        assert journal.entries(NAME)[Key(NAME, "f-2", 2)].etat == state
    shown = row(livre, "F-2")
    assert shown["Niveau"] == (2 if state == ENVOYEE else 1)
    assert ("envoyée le 20/11/2026" in shown["État sync"]) == (state == ENVOYEE)
    lance("sync", livre, "--oui", *JOUR)
    assert sent(smtp_server)["bob@example.org"] == (1 if state == ENVOYEE else 2)
    again = lance("relances", livre, "--resoudre", "F-2", choice, *JOUR)
    assert again.code == 0 and "aucun envoi incertain" in again.out
    assert row(livre, "F-2")["Niveau"] == 2


def test_several_uncertain_mails_of_an_invoice_are_asked_about(
    livre: Path, etat: Path, lance: Callable[..., Run], smtp_server: Any
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    with SqliteJournal(etat) as journal:
        for level in (0, 1):
            key = Key(NAME, "f-2", level)
            journal.claim(
                key, client="Bob", destinataire="bob@example.org", message_id="<m@x>", jour=DAY
            )
            journal.settle(key, "inconnue", "?")
    asked = lance("relances", livre, "--resoudre", "F-2", "--envoyee", *JOUR)
    assert asked.code == 3 and "--niveau" in asked.err and "Relance 1" in asked.err
    done = lance("relances", livre, "--resoudre", "F-2", "--niveau", "1", "--envoyee", *JOUR)
    assert done.code == 0 and "Relance 1" in done.out
    with SqliteJournal(etat) as journal:
        its = journal.entries(NAME)
    assert [its[Key(NAME, "f-2", level)].etat for level in (0, 1)] == ["inconnue", "envoyee"]


def test_a_run_under_way_keeps_the_workbook(
    livre: Path, etat: Path, lance: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    lance("sync", livre, "--oui", *JOUR)
    notice = bounce(tmp_path, mail_to(smtp_server, "eve@example.org"))
    with SqliteJournal(etat) as journal, journal.exclusive(NAME):
        for asked in (("--resoudre", "F-1", "--envoyee"), ("--rebond", notice)):
            done = lance("relances", livre, *asked)
            assert done.code == 3 and "en cours" in done.err


@pytest.mark.parametrize(
    "wrong",
    [
        ("--resoudre", "F-1"),
        ("--envoyee",),
        ("--niveau", "2"),
        ("avis.eml",),
        ("--resoudre", "F-1", "--envoyee", "--client", "Ada"),
        ("--resoudre", "F-1", "--envoyee", "--niveau", "9"),
    ],
)
def test_wrong_usages_are_said(livre: Path, lance: Callable[..., Run], wrong: Any) -> None:
    assert lance("relances", livre, *wrong).code == 2


# --- the story -----------------------------------------------------------------------------------


def test_the_story_merges_the_sheet_the_journal_and_the_payments(
    livre: Path, lance: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="bob@example.org")
    before = livre.read_bytes()
    lance("sync", livre, "--oui", *JOUR)
    whole = lance("relances", livre, *JOUR, "--json")
    assert whole.json["total"] == 6 and whole.code == 1  # a letter to post, a call among them
    dates = [one["date"] for one in whole.json["evenements"]]
    assert dates == sorted(dates, reverse=True)
    one, *rest = lance("relances", livre, "--facture", "f-2", *JOUR, "--json").json["evenements"]
    assert not rest and (one["etat"], one["niveau"], one["canal"]) == ("inconnue", 2, "courriel")
    assert "--resoudre" in one["que_faire"]
    written = livre.read_bytes()
    livre.write_bytes(before)  # the sheet lost all of it: the journal tells the same
    alone = lance("relances", livre, *JOUR, "--json")
    mails = [one for one in whole.json["evenements"] if one["canal"] in ("courriel", "paiement")]
    assert alone.json["evenements"] == mails and livre.read_bytes() == before
    livre.write_bytes(written)
    paid = lance("relances", livre, "--client", "ida", *JOUR, "--json").json["evenements"]
    assert [(p["canal"], p["montant_cents"], p["facture"]) for p in paid] == [
        ("paiement", 120_000, "F-5")
    ]
    text = lance("relances", livre, "--facture", "F-5", *JOUR)
    assert text.code == 0 and "Paiement" in text.out and "1\u202f200,00" in text.out


def test_an_unknown_invoice_or_client_is_said_with_the_nearest(
    livre: Path, lance: Callable[..., Run]
) -> None:
    for option, wrong, near in (("--facture", "F-33", "F-3"), ("--client", "Adda", "Ada")):
        done = lance("relances", livre, option, wrong, *JOUR)
        assert done.code == 3 and f"« {near} »" in done.err
    done = lance("relances", livre, "--resoudre", "F-33", "--envoyee", *JOUR)
    assert done.code == 3 and "« F-3 »" in done.err
    nothing = lance("relances", livre, "--facture", "F-4", *JOUR)
    assert nothing.code == 0 and "0 événement" in nothing.out


def test_a_long_story_is_cut_and_says_so(livre: Path, lance: Callable[..., Run]) -> None:
    rows = [
        AppendRow(
            "tblRelances",
            {
                "Id": f"R-{n}",
                "Date": date(2026, 10, 1 + n % 28),
                "N° facture": "F-1",
                "Niveau": 0,
                "Canal": "appel",
                "État": "fait",
                "Détail": "a promis",
            },
        )
        for n in range(70)
    ]
    edit(livre, *rows)
    done = lance("relances", livre, "--facture", "F-1", *JOUR)
    assert "20 événements plus anciens" in done.out and done.out.count("Rappel") == 50
    assert lance("relances", livre, "--tout", *JOUR).out.count("Rappel") == 70


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_it_is_a_table(
    livre: Path, lance: Callable[..., Run], smtp_server: Any
) -> None:
    import contextlib
    import pty

    lance("sync", livre, "--oui", *JOUR)
    pid, terminal = pty.fork()
    if pid == 0:
        command = "import sys; from sheetcash.cli import main; sys.exit(main(sys.argv[1:]))"
        os.environ["COLUMNS"] = "200"
        os.execv(sys.executable, [sys.executable, "-c", command, "relances", str(livre), *JOUR])
    seen = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 4096):
            seen += chunk
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert "\x1b[1m" in seen.decode() and "Mise en demeure" in seen.decode()
