"""Several invoices of one client in one mail: each keeps its own entry, level and row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commande import Run, lancer
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.errors import Locked
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import AppendRow, SetSetting, UpdateRow

DAY = date(2026, 11, 20)
NAME = "classeur-de-test"


AVIS = """\
From: MAILER-DAEMON@mx.example.org
To: moi@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <avis-1@mx.example.org>
Date: Fri, 20 Nov 2026 10:00:00 +0100
Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: 5.1.1

--b0
Content-Type: text/rfc822-headers

{original}
--b0--
"""


def invoice(number: str, client: str, due: date, **more: Any) -> dict[str, Any]:
    base = {"Date": date(2026, 9, 1), "Montant": 100_000, "Objet": "Affiche", "Échéance": due}
    return base | {"N° facture": number, "Client": client, **more}


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    empty = contenu_vide(NAME)
    rows = {
        "tblClients": [
            {
                "Client": name,
                "Type": "Professionnel",
                "Courriel": f"{name.lower()}@example.org",
                "Profil de relance": "Standard",
                "Relances groupées": gathered,
            }
            for name, gathered in (("Ada", "Oui"), ("Bob", None))
        ],
        "tblFactures": [
            invoice("F-1", "Ada", date(2026, 11, 5)),
            invoice("F-2", "Ada", date(2026, 11, 10)),
            invoice("F-3", "Ada", date(2026, 11, 12), Montant=30_050),
            invoice("F-4", "Ada", date(2026, 11, 22)),  # a courtesy note stands apart
            invoice("F-5", "Bob", date(2026, 11, 10)),
            invoice("F-6", "Bob", date(2026, 11, 12)),
        ],
    }
    settings = {"Nom": "Atelier Colombe", "Courriel expéditeur": "moi@example.org"}
    path = tmp_path / "classeur.xlsx"
    build(path, Content(empty.settings | settings, empty.rows | rows), DAY)
    return path


@pytest.fixture
def run(
    tmp_path: Path,
    smtp_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "state"))
    return lambda *args: lancer(capsys, "sync", *args, "--oui", "--date", DAY.isoformat(), "--json")


def texts(server: Any) -> dict[str, str]:
    """Each mail's plain text, by subject."""
    return {
        one.mail["Subject"]: one.mail.get_body(("plain",)).get_content() for one in server.messages
    }


def keys(tmp_path: Path) -> dict[tuple[str, int], tuple[str, str]]:
    with SqliteJournal(tmp_path / "state") as journal:
        found = journal.entries(NAME).values()
        return {(one.key.facture, one.key.niveau): (one.etat, one.message_id) for one in found}


def test_late_invoices_of_one_client_leave_in_one_mail(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    first = run(classeur)
    assert first.etats == dict.fromkeys(("F-1", "F-2", "F-3", "F-4", "F-5", "F-6"), "envoyee")
    sent = [one.recipients[0] for one in smtp_server.messages]
    assert sorted(sent) == ["ada@example.org"] * 2 + ["bob@example.org"] * 2
    (gathered,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert all(number in gathered for number in ("F-1", "F-2", "F-3", "2\u202f300,50"))
    assert "F-4" not in gathered and "F-5" not in gathered
    state = keys(tmp_path)
    ids = {state[its][1] for its in (("f-1", 1), ("f-2", 1), ("f-3", 1))}
    assert len(ids) == 1 and state["f-4", 0][1] not in ids
    reasons = {one["facture"]: one["raison"] for one in first.json["relances"]}
    assert reasons["F-1"].endswith("avec F-2 et F-3") and "avec" not in reasons["F-5"]
    assert run(classeur).etats == {} and len(smtp_server.messages) == 4


def test_a_trial_sends_a_gathered_mail_once(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    done = run(classeur, "--test", "moi@atelier.example.org")
    assert set(done.etats.values()) == {"a_envoyer"} and len(done.etats) == 6
    assert len(smtp_server.messages) == 4


def test_a_large_invoice_with_a_text_of_its_own_leaves_apart(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    edit(classeur, "tblFactures", "N° facture", "F-1", Montant=300_000)
    store = ExcelFile(classeur)
    store.write(store.read(), [SetSetting("Profil Ferme dès", 3_000)], DAY)
    reasons = {one["facture"]: one["raison"] for one in run(classeur).json["relances"]}
    assert reasons["F-1"].endswith(", profil Ferme"), "and with no other"
    assert reasons["F-2"].endswith(", avec F-3") and len(smtp_server.messages) == 5


def test_levels_are_not_mixed(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    """They once were, under the sternest text: an invoice a few days late was then claimed « malgré
    mon précédent rappel », which there was not. Two mails are better than words that are not true.
    """
    sent_before = {"Niveau": 1, "Dernière relance": date(2026, 10, 20)}
    due = {"Échéance": date(2026, 10, 15)}
    edit(classeur, "tblFactures", "N° facture", "F-1", **sent_before, **due)
    assert set(run(classeur).etats.values()) == {"envoyee"}
    state = keys(tmp_path)
    assert state["f-2", 1][1] == state["f-3", 1][1] != state["f-1", 2][1]
    (firm,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert "Malgré mon précédent rappel" in firm and "F-2" not in firm
    (friendly,) = [body for body in texts(smtp_server).values() if "F-2" in body]
    assert "F-3" in friendly and "Malgré" not in friendly


def test_the_question_tells_the_mails_where_they_are_fewer_than_the_reminders(
    classeur: Path, run: Callable[..., Run], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = lancer(capsys, "sync", classeur, "--date", DAY.isoformat())  # no terminal to answer on
    assert "6 relances en 4 courriels à envoyer" in asked.err


def test_the_cap_counts_mails_and_never_cuts_one_in_two(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    store = ExcelFile(classeur)
    store.write(store.read(), [SetSetting("Relances par envoi", 2)], DAY)
    first = run(classeur)
    sent = {number for number, etat in first.etats.items() if etat == "envoyee"}
    assert sent >= {"F-1", "F-2", "F-3"} and "F-6" not in sent
    assert len(smtp_server.messages) == 2
    run(classeur)
    assert len(smtp_server.messages) == 4


def test_one_that_is_paid_meanwhile_is_no_longer_told(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    def pay() -> None:
        store = ExcelFile(classeur)
        receipt = {"Date d'encaissement": DAY, "N° facture": "F-2", "Montant": 1000.0}
        store.write(store.read(), [AppendRow("tblRecettes", receipt | {"Catégorie": "BNC"})], DAY)

    opened = SmtpMailer.open

    def open_then_pay(self: SmtpMailer) -> None:  # after the decision, before the claims
        opened(self)
        pay()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SmtpMailer, "open", open_then_pay)
        told = run(classeur)
    assert told.etats["F-2"] == "retenue" and told.etats["F-1"] == "envoyee"
    (gathered,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert "F-3" in gathered and "F-2" not in gathered
    assert ("f-2", 1) not in keys(tmp_path)


def edit(path: Path, table: str, title: str, name: str, **values: Any) -> None:
    store = ExcelFile(path)
    snapshot = store.read()
    raw = snapshot.tables[table]
    row = raw.first_row + raw.columns[title].index(name)
    store.write(snapshot, [UpdateRow(table, row, name, values)], DAY)


def test_one_that_no_longer_goes_with_the_others_says_that_it_waits(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    opened = SmtpMailer.open

    def open_then_part(self: SmtpMailer) -> None:
        opened(self)
        edit(classeur, "tblClients", "Client", "Ada", **{"Relances groupées": "Non"})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SmtpMailer, "open", open_then_part)
        told = run(classeur)
    reasons = {one["facture"]: (one["etat"], one["raison"]) for one in told.json["relances"]}
    assert reasons["F-1"][0] == "envoyee" and "avec" not in reasons["F-1"][1]
    for number in ("F-2", "F-3"):
        assert reasons[number][0] == "retenue" and "au prochain envoi" in reasons[number][1]
    assert run(classeur).etats == {"F-2": "envoyee", "F-3": "envoyee"}
    assert sorted(keys(tmp_path)) == [
        *(("f-1", 1), ("f-2", 1), ("f-3", 1), ("f-4", 0), ("f-5", 1), ("f-6", 1)),
    ]


def test_a_gathered_mail_that_came_back_undoes_all_of_them(
    classeur: Path,
    run: Callable[..., Run],
    smtp_server: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(classeur)
    (mail,) = [one.mail for one in smtp_server.messages if "F-3" in one.mail.as_string()]
    notice = tmp_path / "avis.eml"
    notice.write_text(
        AVIS.format(original=f"Message-ID: {mail['Message-ID']}\nSubject: x\n\n"),
        encoding="utf-8",
    )
    told = lancer(
        capsys, "relances", classeur, "--rebond", notice, "--date", DAY.isoformat(), "--json"
    )
    back = [(one["facture"], one["niveau"], one["etat"]) for one in told.json["retours"]]
    assert sorted(back) == [("F-1", 1, "note"), ("F-2", 1, "note"), ("F-3", 1, "note")]
    state = keys(tmp_path)
    assert {state[its][0] for its in (("f-1", 1), ("f-2", 1), ("f-3", 1))} == {"refusee"}
    assert state["f-4", 0][0] == "envoyee"
    again = lancer(
        capsys, "relances", classeur, "--rebond", notice, "--date", DAY.isoformat(), "--json"
    )
    assert {one["etat"] for one in again.json["retours"]} == {"deja_note"}
    edit(classeur, "tblClients", "Client", "Ada", Courriel="ada@example.net")
    mended = run(classeur)
    assert mended.etats == dict.fromkeys(("F-1", "F-2", "F-3"), "envoyee")
    (gathered,) = [one for one in smtp_server.messages if one.recipients == ["ada@example.net"]]
    assert all(number in gathered.mail.as_string() for number in ("F-1", "F-2", "F-3"))


def test_a_mail_of_unknown_fate_makes_all_of_them_uncertain_and_none_leaves_again(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="ada@example.org")
    run(classeur)
    state = keys(tmp_path)
    uncertain = {its for its, (etat, _) in state.items() if etat == "inconnue"}
    assert uncertain in ({("f-1", 1), ("f-2", 1), ("f-3", 1)}, {("f-4", 0)})
    before = len(smtp_server.messages)
    again = run(classeur)
    assert len(smtp_server.messages) == before
    assert all(again.etats[number.upper()] == "retenue" for number, _ in uncertain)


@pytest.mark.parametrize(("answer", "etat"), [("envoyee", "envoyee"), ("non-envoyee", "differee")])
def test_the_fate_of_a_gathered_mail_is_settled_once_for_all_of_it(
    classeur: Path,
    run: Callable[..., Run],
    smtp_server: Any,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    answer: str,
    etat: str,
) -> None:
    smtp_server.behave("TEXT", "DROP", times=2, recipient="ada@example.org")
    run(classeur)
    state = keys(tmp_path)
    assert {etat for (number, _), (etat, _) in state.items() if number <= "f-4"} == {"inconnue"}
    told = lancer(
        capsys, "relances", classeur, "--resoudre", "F-2", f"--{answer}", "--date", DAY.isoformat()
    )
    assert "Le même courriel réclamait F-1 et F-3 : elles aussi." in told.out
    state = keys(tmp_path)
    assert {state[its, 1][0] for its in ("f-1", "f-2", "f-3")} == {etat}
    assert state["f-4", 0][0] == "inconnue"  # another mail
    sent = len(smtp_server.messages)
    again = run(classeur).etats
    assert (again.get("F-1") == "envoyee") == (etat == "differee")
    assert len(smtp_server.messages) - sent == (etat == "differee")


def test_a_file_that_is_missing_holds_its_own_invoice_only(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    store = ExcelFile(classeur)
    snapshot = store.read()
    raw = snapshot.tables["tblFactures"]
    row = raw.first_row + raw.columns["N° facture"].index("F-3")
    store.write(snapshot, [UpdateRow("tblFactures", row, "F-3", {"Pièce": "absente.pdf"})], DAY)
    told = run(classeur)
    assert told.etats["F-3"] == "retenue" and told.etats["F-1"] == told.etats["F-2"] == "envoyee"
    (gathered,) = [body for body in texts(smtp_server).values() if "F-1" in body]
    assert "F-2" in gathered and "F-3" not in gathered


def files(classeur: Path, octets: int) -> None:
    """Each of the three gathered invoices gets a file of that weight."""
    for number in ("F-1", "F-2", "F-3"):
        with (classeur.parent / f"{number}.pdf").open("wb") as file:
            file.truncate(octets)
        edit(classeur, "tblFactures", "N° facture", number, **{"Pièce": f"{number}.pdf"})


def test_files_that_are_too_heavy_together_leave_in_as_many_mails_as_it_takes(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sheetcash.ports.COURRIEL_MAX", 10_000)
    files(classeur, 4_000)
    told = run(classeur)
    assert [told.etats[its] for its in ("F-1", "F-2", "F-3")] == ["envoyee"] * 3
    assert told.code == 0 and told.json["constats"] == []
    carried = [
        sorted(part.get_filename() for part in one.mail.iter_attachments())
        for one in smtp_server.messages
        if one.recipients == ["ada@example.org"] and "relance" not in one.mail["Subject"]
    ]
    assert sorted(filter(None, carried)) == [["F-1.pdf"], ["F-2.pdf", "F-3.pdf"]]
    reasons = {one["facture"]: one["raison"] for one in told.json["relances"]}
    assert "avec" not in reasons["F-1"] and reasons["F-2"].endswith(", avec F-3")
    assert run(classeur).json["relances"] == []


@pytest.mark.parametrize("answer", ["552 5.3.4 Message too big", "552 Size exceeded"])
def test_a_gathered_mail_that_the_server_finds_too_heavy_leaves_as_two(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path, answer: str
) -> None:
    files(classeur, 1_000)
    smtp_server.behave("TEXT", answer, times=1, recipient="ada@example.org")
    told = run(classeur)
    assert [told.etats[its] for its in ("F-1", "F-2", "F-3")] == ["envoyee"] * 3
    bodies = [body for body in texts(smtp_server).values() if "F-1" in body or "F-3" in body]
    assert len(bodies) == 2 and not any("F-1" in body and "F-3" in body for body in bodies)
    state = keys(tmp_path)
    assert {state[its, 1][0] for its in ("f-1", "f-2", "f-3")} == {"envoyee"}
    assert state["f-1", 1][1] != state["f-2", 1][1] == state["f-3", 1][1]


def test_the_second_half_of_a_mail_that_was_too_heavy_waits_where_the_cap_is_reached(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    store = ExcelFile(classeur)
    store.write(store.read(), [SetSetting("Relances par envoi", 1)], DAY)
    smtp_server.behave("TEXT", "552 5.3.4 Message too big", times=1)
    told = run(classeur)
    assert told.etats["F-1"] == "envoyee" and told.etats["F-2"] == told.etats["F-3"] == "retenue"
    assert len(smtp_server.messages) == 1


def test_one_that_is_too_heavy_alone_says_so_and_is_not_tried_for_ever_in_one_run(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("TEXT", "552 5.3.4 Message too big", recipient="ada@example.org")
    told = run(classeur)
    assert {told.etats[its] for its in ("F-1", "F-2", "F-3")} == {"differee"}
    assert told.etats["F-5"] == "envoyee"
    said = [one for one in told.json["constats"] if "trop lourd" in one["probleme"]]
    assert {one["probleme"][:3] for one in said} >= {"F-1", "F-2", "F-3"}
    assert all("Allégez" in one["que_faire"] for one in said)


def test_a_file_that_goes_away_meanwhile_is_told_of_its_own_invoice_only(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    file = tmp_path / "f-2.pdf"
    file.write_bytes(b"%PDF-1.7")
    edit(classeur, "tblFactures", "N° facture", "F-2", **{"Pièce": "f-2.pdf"})
    opened = SmtpMailer.open

    def open_then_lose(self: SmtpMailer) -> None:  # once the mail is written
        opened(self)
        file.unlink()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SmtpMailer, "open", open_then_lose)
        told = run(classeur)
    reasons = {one["facture"]: (one["etat"], one["raison"]) for one in told.json["relances"]}
    for number in ("F-1", "F-2", "F-3"):
        assert reasons[number][0] == "retenue" and "« f-2.pdf »" in reasons[number][1]
    assert "dans le même courriel : au prochain envoi" in reasons["F-1"][1]
    (one,) = [each for each in told.json["constats"] if each["colonne"] == "Pièce"]
    assert one["probleme"].startswith("F-2 :")
    again = run(classeur).etats
    assert again == {"F-1": "envoyee", "F-2": "retenue", "F-3": "envoyee"}


ALONE = {"Objet": "Facture {{ numero }}", "Corps": "Il reste {{ solde }} sur {{ numero }}."}


def first_reminder_alone(path: Path) -> None:
    """The first reminder's text is the user's own, and tells one invoice only."""
    store = ExcelFile(path)
    snapshot = store.read()
    raw = snapshot.tables["tblModeles"]
    rows = [
        UpdateRow("tblModeles", raw.first_row + at, "", ALONE)
        for at, level in enumerate(raw.columns["Niveau"])
        if level == 1
    ]
    store.write(snapshot, rows, DAY)


def test_a_text_without_the_list_gathers_nothing(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    first_reminder_alone(classeur)
    told = run(classeur)
    assert told.etats["F-1"] == told.etats["F-2"] == told.etats["F-3"] == "envoyee"
    bodies = texts(smtp_server)
    assert "1\u202f000,00" in bodies["Facture F-2"] and "300,50" in bodies["Facture F-3"]
    state = keys(tmp_path)
    assert state["f-2", 1][1] != state["f-3", 1][1]


def test_what_another_run_took_meanwhile_is_no_longer_told(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    claim = SqliteJournal.claim

    def taken(self: SqliteJournal, key: Any, **more: Any) -> None:
        if key.facture == "f-1":
            raise Locked("F-1 est déjà en cours d'envoi.", "")
        claim(self, key, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteJournal, "claim", taken)
        told = run(classeur)
    numbers = [one["facture"] for one in told.json["relances"]]
    assert sorted(numbers) == ["F-1", "F-2", "F-3", "F-4", "F-5", "F-6"]  # each is told once
    state = keys(tmp_path)
    assert told.etats["F-1"] == "retenue" and ("f-1", 1) not in state
    (gathered,) = [body for body in texts(smtp_server).values() if "F-2" in body]
    assert "F-3" in gathered and "F-1" not in gathered
    assert run(classeur).etats == {"F-1": "envoyee"}
