"""Before the sending: warnings, the page to read, the trial, the pace and the day's quota."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from commande import Run, lancer
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.app.apercu import page
from sheetcash.app.cadence import Horloge
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.essai import essayer
from sheetcash.app.sync import Resultat, examiner, synchroniser
from sheetcash.errors import WriteFailed
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import UpdateRow

DAY = date(2026, 11, 20)  # a Friday
ON = ("--date", "2026-11-20")
NAMES = ("Ada", "Bob", "Eve")


def contenu(
    identifiant: str = "classeur-de-test",
    banque: date | None = None,
    clients: dict[str, dict[str, Any]] | None = None,
    **settings: Any,
) -> Content:
    """One reminder due of each of the levels 1, 2 and 3: F-1 to Ada, F-2 to Bob, F-3 to Eve."""
    empty = contenu_vide(identifiant)
    rows = dict(empty.rows)
    rows["tblClients"] = [
        {
            "Client": name,
            "Type": "Professionnel",
            "Contact": name,
            "Courriel": f"{name.lower()}@example.org",
            "Profil de relance": "Standard",
            "Adresse": "1 rue du Port, 29200 Brest",
        }
        | (clients or {}).get(name, {})
        for name in NAMES
    ]
    base = {"Date": date(2026, 9, 1), "Objet": "Affiche", "Catégorie": "BNC", "Montant": 120_000}
    rows["tblFactures"] = [
        base | {"N° facture": "F-1", "Client": "Ada", "Échéance": date(2026, 11, 18)},
        base
        | {"N° facture": "F-2", "Client": "Bob", "Échéance": date(2026, 11, 1)}
        | {"Niveau": 1, "Dernière relance": date(2026, 11, 3)},
        base
        | {"N° facture": "F-3", "Client": "Eve", "Échéance": date(2026, 10, 1)}
        | {"Niveau": 2, "Dernière relance": date(2026, 10, 20)},
    ]
    if banque is not None:
        rows["tblBanque"] = [{"Id": "B-1", "Date": banque, "Libellé": "Achat", "Montant": -500}]
    mine = {
        "Nom": "Atelier Colombe",
        "SIREN": "732829320",
        "Adresse": "2 rue du Lac, 74000 Annecy",
        "Courriel expéditeur": "moi@atelier.example.org",
        "Début d'activité": date(2025, 1, 1),
    }
    return Content(empty.settings | mine | settings, rows)


@pytest.fixture
def creer(tmp_path: Path) -> Callable[..., Path]:
    def make(name: str = "Mon classeur.xlsx", **more: Any) -> Path:
        path = tmp_path / name
        build(path, contenu(**more), DAY)
        return path

    return make


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "etat"


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    state: Path,
    smtp_server: Any,
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(state))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    return partial(lancer, capsys)


def outils(path: Path, journal: SqliteJournal, url: str = "", **more: Any) -> Outils:
    return Outils(
        ExcelFile(path),
        journal,
        lambda: SmtpMailer.from_url(url),
        lambda due, doubts, warnings: True,
        lambda done, total: None,
        lambda: "nouveau",
    )._replace(**more)


def envoyer(path: Path, state: Path, url: str, **more: Any) -> Resultat:
    with SqliteJournal(state) as journal:
        return synchroniser(outils(path, journal, url, **more), Jour(DAY, impose=True))


def etats(result: Resultat) -> dict[str, str]:
    return {one.decision.facture.numero: one.etat for one in result.lignes}


# --- warnings ------------------------------------------------------------------------------------


def test_warnings_are_told_and_change_no_exit_code(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    path = creer(banque=date(2026, 10, 30))
    both = (*ON, "--malgre-releves", "--json")
    seen = run("sync", path, "--simulation", *both)
    done = run("sync", path, "--oui", *both)
    assert (seen.code, done.code) == (0, 0)
    assert done.json["avertissements"] == seen.json["avertissements"]
    bank, never = done.json["avertissements"]
    assert bank["factures"] == ["F-3", "F-2", "F-1"] and "30/10/2026" in bank["texte"]
    assert never["factures"] == ["F-1"] and "Ada n'a jamais été relancé" in never["texte"]
    assert all(one["que_faire"] for one in done.json["avertissements"])
    assert len(smtp_server.messages) == 3
    assert run("sync", path, "--oui", *ON, "--json").json["avertissements"] == []


def test_old_statements_hold_the_firm_reminders_until_others_are_taken_in(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    path = creer(banque=date(2026, 10, 30))
    told = run("sync", path, "--oui", *ON, "--json").json["relances"]
    held = [one["facture"] for one in told if "relevés de banque arrêtés" in one["raison"]]
    assert sorted(held) == ["F-2", "F-3"] and len(smtp_server.messages) == 1
    assert "Banque connue jusqu'au 30/10/2026" in run("sync", path, "--simulation", *ON).out
    late = tmp_path / "novembre.csv"
    late.write_text("Date;Libellé;Montant(EUROS)\n18/11/2026;CB;-5,00\n", "utf-8")
    run("importer", path, late)
    told = run("sync", path, "--oui", *ON, "--json").json["relances"]
    assert sorted(one["facture"] for one in told if one["etat"] == "envoyee") == ["F-2", "F-3"]


def test_old_statements_hold_the_recovery_too(tmp_path: Path, run: Callable[..., Run]) -> None:
    path, its = tmp_path / "Livre.xlsx", contenu(banque=date(2026, 10, 30))
    noticed = {"Niveau": 3, "Dernière relance": date(2026, 10, 1), "Échéance": date(2026, 8, 1)}
    its.rows["tblFactures"].append({**its.rows["tblFactures"][2], **noticed, "N° facture": "F-4"})
    build(path, its, DAY)

    def etat(*args: str) -> str:
        told = run("sync", path, "--simulation", "--json", *ON, *args).json["relances"]
        return next(f"{o['etat']} {o['raison']}" for o in told if o["facture"] == "F-4")

    assert etat().startswith("retenue relevés de banque arrêtés")
    assert etat("--malgre-releves").startswith("a_faire impayée depuis")


def test_the_first_sending_from_another_machine_is_warned_of_and_the_second_is_not(
    creer: Callable[..., Path],
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    path = creer()

    def said(*args: Any) -> list[str]:
        told = run("sync", path, *args, "--json").json["avertissements"]
        return [one["texte"] for one in told if "cet ordinateur" in one["texte"]]

    assert said("--oui", "--date", "2026-11-20") == []  # nothing was ever sent, from anywhere
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "autre"))
    (warned,) = said("--simulation", "--date", "2026-12-18")
    assert "le 20/11/2026" in warned
    assert len(said("--oui", "--date", "2026-12-18")) == 1
    assert said("--simulation", "--date", "2027-01-08") == []


def test_a_bank_sheet_of_the_users_own_stops_nothing(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    import openpyxl

    path = creer()
    book = openpyxl.load_workbook(path)
    sheet = book["Banque"]
    sheet.tables.clear()
    sheet.delete_rows(1, sheet.max_row)
    sheet["A1"] = "Mes notes sur la banque"
    book.save(path)
    done = run("sync", path, "--oui", *ON, "--json")
    assert set(done.etats.values()) == {"envoyee"} and len(smtp_server.messages) == 3


def test_a_closed_domain_is_asked_for_once_and_told_before_the_question(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    asked: list[set[str]] = []
    shown: list[str] = []

    def closed(domains: Any) -> set[str]:
        asked.append(set(domains))
        return {"example.org"}

    def confirm(due: Any, doubts: Any, warnings: Sequence[Any]) -> bool:
        shown.extend(map(str, warnings))
        return False

    done = envoyer(creer(), state, smtp_server.url, sans_courriel=closed, confirmer=confirm)
    assert done.abandon and asked == [{"example.org"}]
    assert sum("ne reçoit pas de courriel" in one for one in shown) == 3
    assert not smtp_server.messages


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_each_level_is_shown_and_voir_shows_all(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    import pty

    path = creer(clients={"Ada": {"Courriel": "ada@ailleurs.example.org"}})
    pid, terminal = pty.fork()
    if pid == 0:
        command = "import sys; from sheetcash.cli import main; sys.exit(main(sys.argv[1:]))"
        os.execv(sys.executable, [sys.executable, "-c", command, "sync", str(path), *ON])
    seen = b""

    def until(mark: bytes, times: int) -> None:
        nonlocal seen
        while seen.count(mark) < times:
            seen += os.read(terminal, 4096)

    until(b"(oui/non/voir)", 1)
    first = seen.decode()
    os.write(terminal, b"v\n")
    until(b"(oui/non/voir)", 2)
    second = seen.decode()[len(first) :]
    os.write(terminal, b"non\n")
    with contextlib.suppress(OSError):
        while os.read(terminal, 4096):
            pass
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    for level in ("Relance 1", "Relance 2", "Mise en demeure"):
        assert f"Par exemple, {level} à " in first
    assert "À regarder avant d'envoyer" in first and "jamais été relancé" in first
    assert [f"{n} sur 3, à " in second for n in (1, 2, 3)] == [True] * 3
    assert not smtp_server.messages


# --- the trial -----------------------------------------------------------------------------------


def test_a_trial_goes_to_oneself_and_leaves_no_trace(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any, state: Path
) -> None:
    path = creer()
    before = path.read_bytes()
    done = run("sync", path, "--test", "--oui", *ON, "--json")
    assert done.code == 0, done.err
    assert set(done.etats.values()) == {"a_envoyer"} and done.json["ecritures"] == 0
    assert {one.recipients[0] for one in smtp_server.messages} == {"moi@atelier.example.org"}
    assert len(smtp_server.messages) == 3
    for one in smtp_server.messages:
        mail = one.mail
        assert mail["Subject"].startswith("[Test] ") and mail["To"] == "moi@atelier.example.org"
        assert mail["References"] is None and mail["In-Reply-To"] is None
        text = mail.get_body(("plain",)).get_content()
        assert re.match(r"Essai : ce courriel irait à \w+@example\.org\.", text)
        html = mail.get_body(("html",))
        assert html is None or "Essai : ce courriel irait à" in html.get_content()
    assert path.read_bytes() == before
    with SqliteJournal(state) as journal:
        assert journal.entries("classeur-de-test") == {}
    trials = {one.mail["Message-ID"] for one in smtp_server.messages}
    again = run("sync", path, "--test", "--oui", *ON, "--json")
    assert again.code == 0
    real = run("sync", path, "--oui", *ON, "--json")
    assert set(real.etats.values()) == {"envoyee"}
    ids = [one.mail["Message-ID"] for one in smtp_server.messages]
    assert len(set(ids)) == 9 and trials < set(ids)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_no_to_a_trial_leaves_what_is_due_due(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    with SqliteJournal(state) as journal:
        its = outils(creer(), journal, smtp_server.url, confirmer=lambda *_: False)
        done = essayer(its, Jour(DAY, impose=True))
    assert done.abandon and etats(done) == dict.fromkeys(("F-1", "F-2", "F-3"), "a_envoyer")
    assert not smtp_server.messages


def test_a_trial_goes_where_it_is_told_and_says_so(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    done = run("sync", creer(), "--test", "relecture@example.net", "--oui", *ON)
    assert done.code == 0 and "essai parti à relecture@example.net" in done.out
    assert "tout reste à envoyer" in done.out
    assert {one.recipients[0] for one in smtp_server.messages} == {"relecture@example.net"}


@pytest.mark.parametrize("courriel", ["bob@example.org", "x@y.fr; BOB@example.org"])
def test_a_trial_never_goes_to_a_client(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any, courriel: str
) -> None:
    path = creer(clients={"Bob": {"Courriel": courriel}})
    done = run("sync", path, "--test", "Bob@example.org", "--oui", *ON)
    assert done.code == 3 and "Bob" in done.err and not smtp_server.messages


@pytest.mark.parametrize(
    "options",
    [
        ("--test", "--simulation"),
        ("--test", "moi@a.fr", "--apercu", "a.html"),
        ("--test", "classeur.xlsx"),
        ("--apercu", "a.pdf"),
        ("--test",),  # off a terminal, and nobody said yes
    ],
)
def test_what_cannot_be_asked_for_is_a_usage_error(
    creer: Callable[..., Path],
    run: Callable[..., Run],
    smtp_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    options: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    done = run("sync", creer(), *ON, *options)
    assert done.code == 2 and not smtp_server.messages and not list(tmp_path.glob("a.*"))


def test_a_trial_that_is_refused_is_told(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("RCPT", "550 5.1.1 No such user", times=1)
    done = run("sync", creer(), "--test", "--oui", *ON, "--json")
    assert done.code == 1 and len(smtp_server.messages) == 2
    (finding,) = done.json["constats"]
    assert "l'essai n'est pas parti" in finding["probleme"]


# --- the pace ------------------------------------------------------------------------------------


class Montre:
    """Time that passes only when someone sleeps; ``coupe`` interrupts that sleep."""

    def __init__(self, coupe: int = 0) -> None:
        self.now, self.coupe = 0.0, coupe
        self.slept: list[float] = []

    def dormir(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == self.coupe:
            raise KeyboardInterrupt
        self.now += seconds

    @property
    def horloge(self) -> Horloge:
        return Horloge(lambda: self.now, self.dormir)


def test_mails_leave_at_the_pace_of_the_settings(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    montre = Montre()
    path = creer(**{"Envois par minute": 4})
    done = envoyer(path, state, smtp_server.url, horloge=montre.horloge)
    assert set(etats(done).values()) == {"envoyee"} and len(smtp_server.messages) == 3
    assert montre.slept == [15.0, 15.0]


def test_without_a_pace_nothing_waits(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    montre = Montre()
    envoyer(creer(), state, smtp_server.url, horloge=montre.horloge)
    assert not montre.slept and len(smtp_server.messages) == 3


def test_stopping_during_a_wait_notes_what_left_and_the_rest_waits(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    montre = Montre(coupe=2)
    path = creer(**{"Envois par minute": 4})
    done = envoyer(path, state, smtp_server.url, horloge=montre.horloge)
    assert etats(done) == {"F-3": "envoyee", "F-2": "envoyee", "F-1": "retenue"}
    assert "arrêté par vous" in next(x.raison for x in done.lignes if x.etat == "retenue")
    assert len(smtp_server.messages) == 2 and done.ecritures
    cells = ExcelFile(path).read().tables["tblFactures"].columns["État sync"]
    assert [bool(cell) for cell in cells[:3]] == [False, True, True]
    again = envoyer(path, state, smtp_server.url)
    assert etats(again) == {"F-1": "envoyee"} and len(smtp_server.messages) == 3


# --- the day's quota -----------------------------------------------------------------------------


def test_two_sendings_of_a_day_share_the_quota_and_the_rest_leaves_on_monday(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    path = creer(**{"Envois par jour": 2})
    first = run("sync", path, "--oui", *ON, "--json")
    assert first.etats == {"F-3": "envoyee", "F-2": "envoyee", "F-1": "retenue"}
    (held,) = [one["raison"] for one in first.json["relances"] if one["etat"] == "retenue"]
    assert held == "quota de 2 envois par jour atteint : la suite au plus tôt le 23/11/2026"
    assert first.code == 0
    second = run("sync", path, "--oui", *ON, "--json")
    assert second.etats == {"F-1": "retenue"} and len(smtp_server.messages) == 2
    monday = run("sync", path, "--oui", "--date", "2026-11-23", "--json")
    assert monday.etats == {"F-1": "envoyee"} and len(smtp_server.messages) == 3


def test_another_workbook_of_the_same_sender_counts_and_another_sender_does_not(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    run("sync", creer("un.xlsx", identifiant="un"), "--oui", *ON)
    quota = {"Envois par jour": 4}
    two = run("sync", creer("deux.xlsx", identifiant="deux", **quota), "--oui", *ON, "--json")
    assert two.etats == {"F-3": "envoyee", "F-2": "retenue", "F-1": "retenue"}
    other = {"Courriel expéditeur": "moi@autre.example.net"} | quota
    three = run("sync", creer("trois.xlsx", identifiant="trois", **other), "--oui", *ON, "--json")
    assert set(three.etats.values()) == {"envoyee"}


def test_a_refused_mail_takes_nothing_from_the_quota(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("RCPT", "550 5.1.1 No such user", recipient="eve@example.org")
    path = creer(**{"Envois par jour": 2})
    first = run("sync", path, "--oui", *ON, "--json")
    assert first.etats == {"F-3": "refusee", "F-2": "envoyee", "F-1": "retenue"}
    second = run("sync", path, "--oui", *ON, "--json")
    assert second.etats["F-1"] == "envoyee"


def test_another_workbook_that_sends_meanwhile_is_seen_before_each_mail(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    other = creer("autre.xlsx", identifiant="autre")
    path = creer(**{"Envois par jour": 4})

    def meanwhile(done: int, total: int) -> None:
        if done == 1:
            envoyer(other, state, smtp_server.url)

    done = envoyer(path, state, smtp_server.url, avancer=meanwhile)
    assert etats(done) == {"F-3": "envoyee", "F-2": "retenue", "F-1": "retenue"}
    assert len(smtp_server.messages) == 4


# --- what counts in the quota and in the cap of one run -------------------------------------------


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("Relances par envoi", "limite de 1 courriel par envoi atteinte : au prochain envoi"),
        ("Envois par jour", "quota de 1 envois par jour atteint : la suite au plus tôt le"),
    ],
)
def test_what_cannot_leave_takes_nobodys_place(
    creer: Callable[..., Path],
    run: Callable[..., Run],
    smtp_server: Any,
    setting: str,
    reason: str,
) -> None:
    """F-3 comes first and its file is missing: run after run, it would starve the others."""
    path = creer(**{setting: 1})
    store = ExcelFile(path)
    snapshot = store.read()
    raw = snapshot.tables["tblFactures"]
    row = raw.first_row + raw.columns["N° facture"].index("F-3")
    store.write(snapshot, [UpdateRow("tblFactures", row, "F-3", {"Pièce": "absente.pdf"})], DAY)
    seen = run("sync", path, "--simulation", *ON, "--json")
    assert seen.etats == {"F-3": "retenue", "F-2": "a_envoyer", "F-1": "retenue"}
    done = run("sync", path, "--oui", *ON, "--json")
    assert done.etats == {"F-3": "retenue", "F-2": "envoyee", "F-1": "retenue"}
    reasons = {one["facture"]: one["raison"] for one in done.json["relances"]}
    assert "absente.pdf" in reasons["F-3"] and reasons["F-1"].startswith(reason)
    assert len(smtp_server.messages) == 1


def test_a_letter_that_cannot_be_printed_holds_its_mail_and_tells_what_to_do(
    creer: Callable[..., Path], state: Path, smtp_server: Any
) -> None:
    class SansTypst:
        def pdf(self, document: Any) -> bytes:
            raise WriteFailed("Typst n'est pas installé.", "Lancez « pip install typst ».")

    done = envoyer(creer(), state, smtp_server.url, imprimeur=SansTypst())
    assert etats(done) == {"F-3": "retenue", "F-2": "envoyee", "F-1": "envoyee"}
    (one,) = done.constats
    assert one.probleme == "F-3 : Typst n'est pas installé." and "pip install" in one.que_faire
    assert one.colonne == ""  # no cell is wrong


# --- the page ------------------------------------------------------------------------------------


def test_the_page_shows_each_mail_and_sends_nothing(
    creer: Callable[..., Path], run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    path = creer(banque=date(2026, 10, 30))
    before = path.read_bytes()
    told = tmp_path / "apercu.html"
    run("sync", path, "--apercu", told, *ON)
    told.write_text(told.read_text("utf-8").replace("Ada", "Ancien"), "utf-8")
    done = run("sync", path, "--apercu", told, "--malgre-releves", *ON)  # the old one is replaced
    assert "Ancien" not in told.read_text("utf-8")
    assert done.code == 0 and str(told) in done.out and "rien n'a été envoyé" in done.out
    text = told.read_text("utf-8")
    for name in ("ada@example.org", "bob@example.org", "eve@example.org", "Mise en demeure"):
        assert name in text
    assert text.count("<article") == 3 and "3 courriels prêts à partir" in text
    assert "À regarder avant d&#39;envoyer (2)" in text or "À regarder avant d'envoyer (2)" in text
    assert "<dt>Pièces</dt>" in text  # the letter of the mise en demeure
    assert "Prochaines étapes" in text and "<script" not in text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", text)
    assert path.read_bytes() == before and not smtp_server.messages
    assert oct(told.stat().st_mode & 0o777) == "0o600" or sys.platform == "win32"
    assert sorted(one.name for one in tmp_path.glob("*apercu*")) == ["apercu.html"]


def test_a_page_of_the_users_own_is_never_written_over(
    creer: Callable[..., Path], run: Callable[..., Run], tmp_path: Path
) -> None:
    mine = tmp_path / "note.html"
    mine.write_bytes(b"<h1>\xe0 moi</h1>")
    done = run("sync", creer(), "--apercu", mine, *ON)
    assert done.code == 3 and "existe déjà" in done.err and mine.read_bytes().startswith(b"<h1>")


def test_the_page_tells_what_is_held_and_why(
    creer: Callable[..., Path], run: Callable[..., Run], tmp_path: Path
) -> None:
    path = creer(clients={"Ada": {"Courriel": ""}, "Bob": {"Profil de relance": "Ne pas relancer"}})
    told = tmp_path / "a.html"
    assert run("sync", path, "--apercu", told, *ON).code == 1  # an address is missing
    text = told.read_text("utf-8")
    held = text.partition("Retenues (2)")[2]
    assert "pas de courriel" in held and "à ne pas relancer" in held
    assert text.count("<article") == 1


HOSTILE = "<script>fetch('{0}/js')</script><img src='{0}/img' onerror='x()'>\"'><b>Ada</b>"


class Temoin(BaseHTTPRequestHandler):
    """Notes every request: a page that fetches anything is seen."""

    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (tools/system_packages.sh)")
def test_in_a_real_browser_nothing_runs_and_nothing_is_fetched(
    creer: Callable[..., Path], state: Path, tmp_path: Path
) -> None:
    seen: list[str] = []
    handler = type("Ecoute", (Temoin,), {"seen": seen})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_port}"
        name = HOSTILE.format(host)
        path = creer(clients={"Ada": {"Contact": name}})
        with SqliteJournal(state) as journal:
            examen = examiner(outils(path, journal), Jour(DAY, impose=True))
        mails = [
            (one, mail._replace(html=f"<body><p id=corps>Corps {at}</p>{name}</body>"))
            for at, (one, mail) in enumerate(examen.departs)
        ]
        text = page(examen._replace(departs=mails), name)
        told = tmp_path / "page.html"
        told.write_text(text.replace("<title>", "<title>Intacte : "), "utf-8")
        dom = navigateur(told, tmp_path, "--dump-dom")
        server.shutdown()
    assert "<title>Intacte : Relances à envoyer" in dom
    assert seen == []
    # What was hostile is shown as text, in the page and in its frames' source.
    assert "<script" not in dom and "&lt;script&gt;" in dom
    assert dom.count("<iframe sandbox") == 3


def navigateur(told: Path, tmp_path: Path, *options: str) -> str:
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM,
            *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
            f"--user-data-dir={tmp_path / 'profil'}",
            "--virtual-time-budget=3000",
            *options,
            told.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout
