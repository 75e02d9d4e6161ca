"""``sheetcash sync`` on real files, with a real mail server and a real journal."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import time_machine

from commande import Run, lancer
from sheetcash.adapters.excel_file.patch import patch
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.adapters.pieces import DossierDePieces
from sheetcash.app import au_fil
from sheetcash.app.cadence import Horloge
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.sync import Resultat, synchroniser
from sheetcash.errors import Unknown
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import AppendRow, SetSetting, UpdateRow
from sheetcash.workbook.placement import resolve

DAY = date(2026, 11, 20)  # a Friday
DRIVER = Path(__file__).with_name("crash_driver.py")


def invoice(number: str, client: str, due: date, **more: Any) -> dict[str, Any]:
    return {
        "N° facture": number,
        "Date": date(2026, 9, 1),
        "Client": client,
        "Objet": "Affiche",
        "Catégorie": "BNC",
        "Montant": 120_000,
        "Échéance": due,
    } | more


def due_today(path: Path, count: int) -> Path:
    """A workbook of Ada's, that many invoices of which level 1 is due."""
    its = content()
    bills = [invoice(f"F-{at:02}", "Ada", date(2026, 11, 16)) for at in range(1, count + 1)]
    build(path, its._replace(rows=its.rows | {"tblFactures": bills, "tblRecettes": []}), DAY)
    return path


def reminded(niveau: int, day: date) -> dict[str, Any]:
    return {"Niveau": niveau, "Dernière relance": day}


def content() -> Content:
    """Three reminders due (levels 1, 2 and 3), one not due, one settled."""
    empty = contenu_vide("classeur-de-test")
    rows = dict(empty.rows)
    rows["tblClients"] = [
        {
            "Client": name,
            "Type": "Professionnel",
            "Contact": name,
            "Courriel": f"{name.lower()}@example.org",
            "Profil de relance": "Standard",
        }
        for name in ("Ada", "Bob", "Eve", "Ida")
    ]
    rows["tblFactures"] = [
        invoice("F-1", "Ada", date(2026, 11, 18)),
        invoice(
            "F-2", "Bob", date(2026, 11, 1), Niveau=1, **{"Dernière relance": date(2026, 11, 3)}
        ),
        invoice(
            "F-3", "Eve", date(2026, 10, 1), Niveau=2, **{"Dernière relance": date(2026, 10, 20)}
        ),
        invoice("F-4", "Ida", date(2026, 12, 31)),
        invoice("F-5", "Ida", date(2026, 9, 30)),
    ]
    rows["tblRecettes"] = [
        {
            "N°": "1",
            "Date d'encaissement": date(2026, 10, 2),
            "N° facture": "F-5",
            "Client": "Ida",
            "Nature": "Affiche",
            "Catégorie": "BNC",
            "Montant": 120_000,
            "Mode de règlement": "Virement",
        }
    ]
    settings = empty.settings | {
        "Nom": "Atelier Colombe",
        "Courriel expéditeur": "moi@example.org",
        "Début d'activité": date(2025, 1, 1),
    }
    return Content(settings, rows)


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    path = tmp_path / "Mon classeur.xlsx"
    build(path, content(), DAY)
    return path


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


def loaded(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():  # openpyxl does not know what it passes over
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path, data_only=True)


def loaded_whole(path: Path) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(path)


def cells(path: Path, table: str) -> list[dict[str, Any]]:
    """A table's rows as the file holds them, by openpyxl: another reader than ours."""
    book = loaded(path)
    for sheet in book.worksheets:
        if table in sheet.tables:
            (top, *rows) = sheet[sheet.tables[table].ref]
            titles = [cell.value for cell in top]
            return [dict(zip(titles, [c.value for c in row], strict=True)) for row in rows]
    raise KeyError(table)


def edit(path: Path, *edits: Any) -> None:
    """Change the workbook as its user would."""
    store = ExcelFile(path)
    edited = path.with_suffix(".tmp")
    with edited.open("wb") as target:
        patch(path, resolve(store.read(), list(edits)), target)
    edited.replace(path)


def sent(server: Any) -> Counter[str]:
    return Counter(one.recipients[0] for one in server.messages)


def mail_to(server: Any, address: str) -> str:
    """The text of the one mail that someone got, with plain spaces."""
    (mail,) = (one for one in server.messages if one.recipients == [address])
    body = mail.mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\u202f", " ").replace("\u00a0", " ")


# --- the main job --------------------------------------------------------------------------------


def mailed(classeur: Path) -> list[dict[str, Any]]:
    """The history's mails: calls and letters to be made stand there too."""
    return [row for row in cells(classeur, "tblRelances") if row["Canal"] == "courriel"]


def test_what_is_due_leaves_once_and_is_written_back(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert first.code == 0, first.out
    assert first.etats == {"F-3": "envoyee", "F-2": "envoyee", "F-1": "envoyee"}
    found = {"relances", "constats", "ecritures", "avertissements", "banque_connue_au"}
    assert set(first.json) == found
    assert set(first.json["relances"][0]) == {
        "facture",
        "client",
        "niveau",
        "canal",
        "destinataire",
        "etat",
        "raison",
    }
    assert sent(smtp_server) == {"ada@example.org": 1, "bob@example.org": 1, "eve@example.org": 1}
    assert smtp_server.connections == 1
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    assert [rows[f"F-{n}"]["Niveau"] for n in (1, 2, 3)] == [1, 2, 3]
    assert rows["F-1"]["Dernière relance"].date() == DAY
    assert rows["F-1"]["État sync"] == "Relance 1 envoyée le 20/11/2026"
    assert rows["F-1"]["Statut"] == "Relance 1 envoyée"
    assert rows["F-4"]["Niveau"] is None and rows["F-4"]["État sync"] is None
    history = mailed(classeur)
    assert sorted(row["N° facture"] for row in history) == ["F-1", "F-2", "F-3"]
    ids = {one.mail["Message-ID"] for one in smtp_server.messages}
    assert {row["Message-ID"] for row in history} == ids
    before = classeur.read_bytes()
    second = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert (second.code, second.json["relances"], second.json["ecritures"]) == (0, [], 0)
    assert len(smtp_server.messages) == 3 and classeur.read_bytes() == before


def test_the_text_says_what_is_left_after_a_partial_payment(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    payment = {
        "Date d'encaissement": date(2026, 11, 10),
        "N° facture": "F-1",
        "Catégorie": "BNC",
        "Montant": 50_000,
    }
    edit(classeur, AppendRow("tblRecettes", payment))
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    (mail,) = [one.mail for one in smtp_server.messages if "ada@" in one.recipients[0]]
    text = mail.get_body(("plain",)).get_content().replace("\u202f", " ").replace("\u00a0", " ")
    assert "il reste 700,00 € à régler" in text and "500,00 €" in text


def test_simulation_shows_the_same_and_changes_nothing(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    before, files = classeur.read_bytes(), sorted(tmp_path.iterdir())
    shown = run("sync", classeur, "--simulation", "--date", "2026-11-20", "--json")
    assert shown.etats == {"F-3": "a_envoyer", "F-2": "a_envoyer", "F-1": "a_envoyer"}
    assert classeur.read_bytes() == before and not smtp_server.messages
    assert [one for one in sorted(tmp_path.iterdir()) if one.name != "etat"] == files
    again = run("sync", classeur, "--simulation", "--date", "2026-11-20", "--json")
    assert again.json == shown.json


def test_simulation_tells_the_next_step_of_every_open_invoice(
    classeur: Path, run: Callable[..., Run]
) -> None:
    told = run("sync", classeur, "--simulation", "--date", "2026-11-20", "--json").json
    numbers = {row["N° facture"] for row in cells(classeur, "tblFactures") if row["Solde"] > 0}
    assert {one["facture"] for one in told["prochaines"]} == numbers >= {"F-1", "F-2", "F-3"}
    assert all(one["raison"] for one in told["prochaines"])
    shown = run("sync", classeur, "--simulation", "--date", "2026-11-20").out
    assert "Prochaines étapes" in shown


def test_off_a_terminal_nothing_leaves_without_being_told(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    asked = run("sync", classeur, "--date", "2026-11-20")
    assert asked.code == 2 and "--oui" in asked.err and not smtp_server.messages


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "count"), [("oui", 3), ("non", 0), ("", 0)])
def test_on_a_terminal_it_asks(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, answer: str, count: int
) -> None:
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        command = "import sys; from sheetcash.cli import main; sys.exit(main(sys.argv[1:]))"
        day = ["--date", "2026-11-20"]
        os.execv(sys.executable, [sys.executable, "-c", command, "sync", str(classeur), *day])
    seen = b""
    while b"(oui/non" not in seen:
        seen += os.read(terminal, 4096)
    os.write(terminal, f"{answer}\n".encode())
    with contextlib.suppress(OSError):  # the child's end is closed
        while chunk := os.read(terminal, 4096):
            seen += chunk
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    shown = seen.decode()
    assert "F-3" in shown and "Envoyer ces 3 relances ?" in shown and "Par exemple" in shown
    assert ("Rien n'a été envoyé." in shown) == (not count)
    assert len(smtp_server.messages) == count


def test_a_frozen_day_is_said(classeur: Path, run: Callable[..., Run], smtp_server: Any) -> None:
    edit(classeur, SetSetting("Date du jour", DAY))
    done = run("sync", classeur, "--simulation", "--json")
    assert [c["colonne"] for c in done.json["constats"]] == ["Date du jour"]
    assert set(done.etats.values()) == {"a_envoyer"}


def test_a_day_off_sends_nothing_and_monday_sends(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    saturday = run("sync", classeur, "--oui", "--date", "21/11/2026", "--json")
    assert set(saturday.etats.values()) == {"retenue"} and not smtp_server.messages
    run("sync", classeur, "--oui", "--date", "23/11/2026")
    assert len(smtp_server.messages) == 3


def test_the_workbook_gets_a_name_before_anything_leaves(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    edit(classeur, SetSetting("Identifiant du classeur", None))
    smtp_server.behave("CONNECT", "554 no")
    assert run("sync", classeur, "--oui", "--date", "2026-11-20").code == 3
    settings = ExcelFile(classeur).read().settings
    assert len(str(settings["Identifiant du classeur"].values[0])) == 36


def test_a_name_that_is_an_error_stops_the_run(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    named = ExcelFile(classeur).read().settings["Identifiant du classeur"]
    book = loaded_whole(classeur)
    book["Paramètres"].cell(named.row, named.column).value = "#REF!"
    book.save(classeur)
    done = run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert done.code == 3 and "Identifiant" in done.err and not smtp_server.messages


def test_a_copy_of_the_workbook_is_the_same_workbook(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    older = shutil.copy(classeur, tmp_path / "restauré.xlsx")
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    again = run("sync", older, "--oui", "--date", "2026-11-20", "--json")
    assert len(smtp_server.messages) == 3 and again.json["ecritures"] > 0
    rows = {row["N° facture"]: row for row in cells(Path(older), "tblFactures")}
    assert rows["F-3"]["Niveau"] == 3


def test_a_copy_from_before_the_first_sending_sends_nothing_again(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, tmp_path: Path
) -> None:
    """It has no name yet: a workbook of the templates, or one whose cell was emptied."""
    store = ExcelFile(classeur)
    store.write(store.read(), [SetSetting("Identifiant du classeur", None)])
    older = shutil.copy(classeur, tmp_path / "restauré.xlsx")
    first = run("sync", classeur, "--oui", "--date", "2026-11-20")
    count = len(smtp_server.messages)
    assert count == 3, first.out + first.err
    shown = run("sync", older, "--simulation", "--date", "2026-11-20", "--json").json
    assert all(one["etat"] != "a_envoyer" for one in shown["relances"])
    again = run("sync", older, "--oui", "--date", "2026-11-20", "--json").json
    assert len(smtp_server.messages) == count
    assert any("il en prend la suite" in one["probleme"] for one in again["constats"])


def test_a_lost_journal_is_rebuilt_from_the_sheet(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, state: Path
) -> None:
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    shutil.rmtree(state)
    edits = [
        UpdateRow("tblFactures", row, f"F-{n}", {"Niveau": None, "Dernière relance": None})
        for n, row in ((1, 5), (2, 6), (3, 7))
    ]
    edit(classeur, *edits)
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert max(sent(smtp_server).values()) == 1


# --- nothing of the user's is lost ---------------------------------------------------------------


def test_every_part_that_had_not_to_change_is_identical(
    rich: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    with zipfile.ZipFile(rich) as package:
        before = {name: package.read(name) for name in package.namelist()}
    done = run("sync", rich, "--oui", "--date", "2026-11-20", "--json")
    assert done.code == 0 and len(smtp_server.messages) == 3
    with zipfile.ZipFile(rich) as package:
        after = {name: package.read(name) for name in package.namelist()}
    assert set(before) == set(after)
    changed = {name for name in before if before[name] != after[name]}
    names = loaded(rich).sheetnames
    parts = {
        title: f"xl/worksheets/sheet{names.index(title) + 1}.xml"
        for title in ("Factures", "Relances", "Tableau de bord", "À faire")
    }
    tables = {name for name in changed if name.startswith("xl/tables/")}
    written = {parts["Factures"], parts["Relances"]}
    # cached values, calculation settings
    shown = {parts["Tableau de bord"], parts["À faire"], "xl/workbook.xml"}
    assert written <= changed - tables <= written | shown
    assert all(b'"tblRelances"' in before[name] for name in tables)
    for name in shown - {"xl/workbook.xml"}:
        assert without_values(before[name]) == without_values(after[name])
    for tag in (b"<dataValidations.*</dataValidations>", b"<extLst>.*</extLst>"):
        (kept_as_is,) = re.findall(tag, before[parts["Factures"]], re.DOTALL)
        assert kept_as_is in after[parts["Factures"]]
    wanted = ("chart", "vbaProject.bin", "comments", "drawing", "media/", "customUI", "sparkline")
    kept = " ".join(before) + " ".join(
        "sparkline" for text in before.values() if b"x14:sparklineGroup" in text
    )
    for word in wanted:
        assert word in kept, f"the workbook of this test is not rich enough: {word}"


def without_values(sheet: bytes) -> bytes:
    """A sheet's XML without what its formulas showed."""
    return re.sub(rb'( t="[a-z]+")?><f>([^<]*)</f>(<v>[^<]*</v>)?', rb"><f>\2</f>", sheet)


@pytest.fixture
def rich(classeur: Path, tmp_path: Path) -> Path:
    """The test's workbook with what users add: a macro project, a ribbon, an image, sparklines."""
    path = tmp_path / "riche.xlsm"
    picture = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
        b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89"
        b"\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    spark = (
        b'<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
        b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        b'<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
        b"<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Factures!F5:F9</xm:f>"
        b"<xm:sqref>Z5</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup>"
        b"</x14:sparklineGroups></ext></extLst>"
    )
    with zipfile.ZipFile(classeur) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            text = source.read(entry)
            if entry.filename == "[Content_Types].xml":
                text = text.replace(
                    b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
                ).replace(
                    b"application/vnd.openxmlformats-officedocument.ms-excel",
                    b"application/vnd.ms-excel",
                )
                text = text.replace(
                    b"<Default ",
                    b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
                    b'<Default Extension="png" ContentType="image/png"/><Default ',
                    1,
                )
            if entry.filename == "xl/_rels/workbook.xml.rels":
                text = text.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/'
                    b'relationships/vbaProject" Target="vbaProject.bin"/></Relationships>',
                )
            if entry.filename == "_rels/.rels":
                text = text.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdUi" Type="http://schemas.microsoft.com/office/2007/'
                    b'relationships/ui/extensibility" Target="customUI/customUI14.xml"/>'
                    b"</Relationships>",
                )
            if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", entry.filename):
                name = entry.filename.rpartition("/")[2]
                rels = f"xl/worksheets/_rels/{name}.rels"
                linked = source.read(rels) if rels in source.namelist() else b""
                parts = re.findall(rb"tables/table\d+\.xml", linked)
                if any(b'"tblFactures"' in source.read(f"xl/{p.decode()}") for p in parts):
                    assert b"<extLst>" not in text
                    text = text.replace(b"</worksheet>", spark + b"</worksheet>")
            target.writestr(entry, text, zipfile.ZIP_DEFLATED)
        target.writestr("xl/vbaProject.bin", os.urandom(5000))
        target.writestr("customUI/customUI14.xml", "<customUI/>")
        target.writestr("xl/media/image9.png", picture)
    return path


# --- the mail server misbehaves ------------------------------------------------------------------


def test_an_unreachable_server_stops_before_anything_is_claimed(
    classeur: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, state: Path
) -> None:
    monkeypatch.setenv("SHEETCASH_SMTP_URL", "smtp://127.0.0.1:1")
    before = classeur.read_bytes()
    done = run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert done.code == 3 and "127.0.0.1" in done.err
    assert classeur.read_bytes() == before
    with SqliteJournal(state) as journal:
        assert journal.entries("classeur-de-test") == {}


def test_a_wrong_password_stops_before_anything_is_claimed(
    classeur: Path,
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    start_smtp: Callable[..., Any],
    certificates: Any,
    state: Path,
) -> None:
    server = start_smtp(tls="starttls", users={"moi": "juste"})
    monkeypatch.setenv("SHEETCASH_SMTP_URL", server.url_for("moi", "faux"))
    monkeypatch.setenv("SHEETCASH_SMTP_CAFILE", str(certificates.cafile))
    done = run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert done.code == 3 and "refusés" in done.err and not server.messages
    assert "faux" not in done.err + done.out
    with SqliteJournal(state) as journal:
        assert journal.entries("classeur-de-test") == {}


def test_no_server_set_says_how_to_set_one(
    classeur: Path, run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHEETCASH_SMTP_URL")
    done = run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert done.code == 3 and "installer courriel" in done.err


def test_greylisting_defers_and_the_next_run_sends(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("RCPT", "450 4.2.0 Greylisted", times=1, recipient="bob@example.org")
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert first.etats == {"F-3": "envoyee", "F-2": "differee", "F-1": "envoyee"}
    second = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert second.etats == {"F-2": "envoyee"}
    assert set(sent(smtp_server).values()) == {1} and len(smtp_server.messages) == 3
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    assert rows["F-2"]["État sync"] == "Relance 2 envoyée le 20/11/2026"


def test_one_refused_address_stops_none_of_the_others(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("RCPT", "550 5.1.1 No such user", recipient="eve@example.org")
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert first.code == 1
    assert first.etats == {"F-3": "refusee", "F-2": "envoyee", "F-1": "envoyee"}
    assert any(c["feuille"] == "Factures" and c["ligne"] == 7 for c in first.json["constats"])
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    assert rows["F-3"]["Niveau"] == 2 and "refus" in rows["F-3"]["État sync"]
    again = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert again.etats == {"F-3": "retenue"}
    edit(classeur, UpdateRow("tblClients", 7, "Eve", {"Courriel": "eva@example.org"}))
    mended = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert mended.etats == {"F-3": "envoyee"} and mended.code == 0


def test_a_connection_dropped_before_the_text_is_tried_again_next_time(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("DATA", "DROP", recipient="bob@example.org", times=1)
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert first.etats["F-2"] == "differee"
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert sent(smtp_server) == {"ada@example.org": 1, "bob@example.org": 1, "eve@example.org": 1}


@pytest.mark.parametrize("answer", ["envoyée", "à renvoyer"])
def test_a_connection_dropped_after_the_text_is_never_resent_by_itself(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, answer: str
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="bob@example.org")
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert (first.code, first.etats["F-2"]) == (1, "inconnue")
    for day in ("2026-11-20", "2026-11-27", "2026-12-18"):
        again = run("sync", classeur, "--oui", "--date", day, "--json")
        assert again.etats["F-2"] == "retenue" and again.code == 1
    assert sent(smtp_server)["bob@example.org"] == 1
    edit(classeur, UpdateRow("tblFactures", 6, "F-2", {"État sync": answer}))
    told = run("sync", classeur, "--oui", "--date", "2026-12-18", "--json")
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    if answer == "envoyée":
        assert told.etats["F-2"] == "envoyee"
        assert sent(smtp_server)["bob@example.org"] == 2  # levels 2 and 3
        assert rows["F-2"]["Niveau"] == 3
    else:
        assert told.etats["F-2"] == "envoyee" and rows["F-2"]["Niveau"] == 2
        assert sent(smtp_server)["bob@example.org"] == 2  # the same level, as the user asked


def test_an_answer_is_about_one_mail_only(
    classeur: Path, state: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("TEXT", "DROP", times=2, recipient="bob@example.org")
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    edit(classeur, UpdateRow("tblFactures", 6, "F-2", {"État sync": "à renvoyer"}))
    owner = classeur.with_name(f"~${classeur.name}")
    sync(classeur, state, smtp_server.url, lambda done: owner.touch())
    owner.unlink()
    assert sent(smtp_server)["bob@example.org"] == 2, "once more, as the user asked"
    later = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert later.etats == {"F-2": "retenue"}
    assert sent(smtp_server)["bob@example.org"] == 2


@pytest.mark.parametrize(
    ("phase", "answer"),
    [("MAIL", "550 5.7.1 Sender rejected"), ("TEXT", "554 5.7.1 Looks like spam")],
)
def test_a_refusal_of_the_sender_or_the_text_is_tried_again(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, phase: str, answer: str
) -> None:
    smtp_server.behave(phase, answer, times=3)
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert set(first.etats.values()) == {"differee"} and first.code == 1
    said = " ".join(c["que_faire"] for c in first.json["constats"])
    assert "feuille Clients" not in said and ("Modèles" in said or "expéditeur" in said)
    second = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert set(second.etats.values()) == {"envoyee"} and second.code == 0


@pytest.mark.parametrize(
    ("phase", "answer", "said", "what"),
    [
        ("TEXT", "552 5.2.2 Over quota", "boîte du destinataire est pleine", "Appelez"),
        ("RCPT", "552 5.2.2 Mailbox full", "boîte du destinataire est pleine", "Appelez"),
        ("RCPT", "552 Mailbox full", "boîte du destinataire est pleine", "Appelez"),
        ("TEXT", "552 5.3.4 Message too big", "Message trop lourd", "Allégez"),
        ("MAIL", "552 5.3.4 Message too big", "Message trop lourd", "Allégez"),
        ("TEXT", "552 Exceeded storage", "pleine, ou message trop lourd", "Allégez"),
        ("TEXT", "552-5.7.0 Blocked for security", "refusé", "fournisseur"),
    ],
)
def test_a_want_of_room_is_not_told_as_a_fault_of_the_text_or_the_address(
    classeur: Path,
    run: Callable[..., Run],
    smtp_server: Any,
    phase: str,
    answer: str,
    said: str,
    what: str,
) -> None:
    smtp_server.behave(phase, answer.replace("552-", "552 "), times=3)
    first = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert set(first.etats.values()) == {"differee"} and first.code == 1
    assert all(
        said in one["probleme"] and what in one["que_faire"] for one in first.json["constats"]
    )
    second = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert set(second.etats.values()) == {"envoyee"}, "the address was not at fault"


@pytest.mark.parametrize("typed", ["moi", "a..b@c.fr", "moi@exemple.fr, toi@exemple.fr"])
def test_a_sender_that_is_no_address_stops_everything_under_one_finding(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, typed: str
) -> None:
    edit(classeur, SetSetting("Courriel expéditeur", typed))
    done = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert set(done.etats.values()) == {"retenue"} and done.code == 1
    assert [one["colonne"] for one in done.json["constats"]] == ["Courriel expéditeur"]
    assert smtp_server.connections == 0 and not mailed(classeur)


def test_greylisting_everyone_stops_no_one(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    for name in ("eve", "bob"):
        smtp_server.behave("RCPT", "450 4.2.0 Later", recipient=f"{name}@example.org")
    done = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert done.etats == {"F-3": "differee", "F-2": "differee", "F-1": "envoyee"}


def test_a_refused_mail_may_be_sent_again_on_request(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    smtp_server.behave("RCPT", "550 5.1.1 Full", times=1, recipient="eve@example.org")
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    edit(classeur, UpdateRow("tblFactures", 7, "F-3", {"État sync": "à renvoyer"}))
    again = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert again.etats == {"F-3": "envoyee"} and sent(smtp_server)["eve@example.org"] == 1


def test_simulation_takes_the_answers_into_account(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, state: Path
) -> None:
    smtp_server.behave("TEXT", "DROP", times=1, recipient="bob@example.org")
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    edit(classeur, UpdateRow("tblFactures", 6, "F-2", {"État sync": "à renvoyer"}))
    shown = run("sync", classeur, "--simulation", "--date", "2026-11-20", "--json")
    assert shown.etats == {"F-2": "a_envoyer"}
    edit(classeur, UpdateRow("tblFactures", 6, "F-2", {"État sync": "?"}))
    shutil.rmtree(state)
    lost = run("sync", classeur, "--simulation", "--date", "2026-11-20", "--json")
    assert lost.etats == {"F-2": "retenue"}, "the sheet's Relances still say it is uncertain"


def test_looking_back_adds_no_line_to_the_history(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    for _ in range(2):
        run("sync", classeur, "--oui", "--date", "2025-06-02")
    assert len(mailed(classeur)) == 3


def test_a_mistake_in_a_text_names_its_row_and_sends_nothing_for_it(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    models = ExcelFile(classeur).read().tables["tblModeles"]
    at = next(
        index
        for index in range(models.height)
        if (models.columns["Niveau"][index], models.columns["Profil"][index]) == (2, "Standard")
    )
    row = models.first_row + at
    edit(classeur, UpdateRow("tblModeles", row, "2", {"Corps": "Bonjour {{ prénom }},"}))
    done = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert done.code == 1 and done.etats["F-2"] == "retenue"
    assert [
        (c["feuille"], c["ligne"], c["colonne"])
        for c in done.json["constats"]
        if "prénom" in c["probleme"]
    ] == [("Modèles", row, "Corps")]
    assert sent(smtp_server) == {"ada@example.org": 1, "eve@example.org": 1}


def test_texts_follow_the_client_s_language_and_tone(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    edit(
        classeur,
        UpdateRow("tblClients", 6, "Bob", {"Langue": "English"}),
        UpdateRow("tblClients", 7, "Eve", {"Tutoiement": "Oui", "Type": "Particulier"}),
    )
    done = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert set(done.etats.values()) == {"envoyee"}
    ada, bob, eve = (mail_to(smtp_server, f"{one}@example.org") for one in ("ada", "bob", "eve"))
    assert ada.startswith("Bonjour Ada,") and "Pouvez-vous" in ada
    assert bob.startswith("Dear Bob,") and "€1,200.00" in bob and "1 November 2026" in bob
    assert "Je te mets en demeure" in eve and "40,00" not in eve and "1231-6" in eve


def test_no_english_text_holds_the_row_and_the_french_one_does_not_leave(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    models = ExcelFile(classeur).read().tables["tblModeles"]
    cells_ = models.columns
    gone = [
        UpdateRow("tblModeles", models.first_row + at, "2", {"Niveau": 1, "Langue": "Français"})
        for at in range(models.height)
        if (cells_["Niveau"][at], cells_["Langue"][at]) == (2, "English")
    ]
    edit(classeur, UpdateRow("tblClients", 6, "Bob", {"Langue": "English"}), *gone)
    done = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert done.etats["F-2"] == "retenue" and "bob@example.org" not in sent(smtp_server)
    (line,) = (one for one in done.json["relances"] if one["facture"] == "F-2")
    assert line["raison"].startswith("aucun texte en anglais de niveau 2 dans Modèles")
    assert any(c["feuille"] == "Modèles" for c in done.json["constats"])


@pytest.mark.parametrize(
    ("corps", "why"),
    [
        ("Intérêts : {{ penalites }}", "le champ « penalites » n'a pas de valeur aujourd'hui"),
        ("Dû : {{ total }", "faute d'écriture à sa ligne 1"),
        ("{% if professionnel %}a", "faute d'écriture"),
    ],
)
def test_a_text_that_cannot_be_composed_is_told_before_anything_is_sent_with_it(
    classeur: Path, run: Callable[..., Run], smtp_server: Any, corps: str, why: str
) -> None:
    models = ExcelFile(classeur).read().tables["tblModeles"]
    edit(
        classeur,
        *(
            UpdateRow("tblModeles", models.first_row + at, "2", {"Corps": corps})
            for at in range(models.height)
            if models.columns["Niveau"][at] == 2
        ),
    )
    shown = run("sync", classeur, "--simulation", "--date", "2026-11-20", "--json")
    assert shown.etats["F-2"] == "retenue" and shown.code == 1
    assert any(why in c["probleme"] for c in shown.json["constats"])
    run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert set(sent(smtp_server)) == {"ada@example.org", "eve@example.org"}


# --- the file changes, or is taken, during the run -----------------------------------------------


def sync(
    path: Path,
    state: Path,
    url: str,
    during: Callable[[int], None],
    *,
    seconds: float | None = None,
) -> Resultat:
    """A run during which ``during`` is called after each mail, that took ``seconds``."""
    now = [0.0]

    def after(done: int, total: int) -> None:
        now[0] += seconds or 0.0
        during(done)

    clock = None if seconds is None else Horloge(lambda: now[0], lambda seconds: None)
    with SqliteJournal(state) as journal:
        return synchroniser(
            Outils(
                ExcelFile(path),
                journal,
                lambda: SmtpMailer.from_url(url),
                lambda due, doubts, warnings: True,
                after,
                lambda: "nouveau",
                DossierDePieces(path.parent),
                horloge=clock,
            ),
            Jour(DAY, impose=True),
        )


def sent_in_the_sheet(classeur: Path) -> list[str]:
    return [str(row["N° facture"]) for row in mailed(classeur)]


@pytest.mark.parametrize(
    ("mails", "seconds", "noted"),
    [(3, 0.0, True), (2, 0.0, False), (2, 60.0, True)],
    ids=["a usual run", "a long one, quick", "a long one, slow"],
)
def test_each_mail_is_in_the_sheet_once_it_has_left(
    classeur: Path,
    state: Path,
    smtp_server: Any,
    monkeypatch: pytest.MonkeyPatch,
    mails: int,
    seconds: float,
    noted: bool,
) -> None:
    monkeypatch.setattr(au_fil, "_MAILS", mails)
    seen: list[list[str]] = []
    result = sync(
        classeur,
        state,
        smtp_server.url,
        lambda _: seen.append(sent_in_the_sheet(classeur)),
        seconds=seconds,
    )
    assert seen == ([[], ["F-3"], ["F-3", "F-2"]] if noted else [[], [], []])
    assert sent_in_the_sheet(classeur) == ["F-3", "F-2", "F-1"] and not result.constats
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    assert [rows[f"F-{n}"]["Niveau"] for n in (1, 2, 3)] == [1, 2, 3]
    # one backup of the user's own file: what the run wrote itself needs none
    assert len(list((classeur.parent / "Sauvegardes sheetcash").iterdir())) == 1
    assert len(smtp_server.messages) == 3


def test_a_run_that_is_stopped_half_way_leaves_in_the_sheet_what_had_left(
    classeur: Path, state: Path, smtp_server: Any, run: Callable[..., Run]
) -> None:
    def stop(done: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync(classeur, state, smtp_server.url, stop, seconds=60.0)
    assert sent_in_the_sheet(classeur) == ["F-3", "F-2"]
    again = run("sync", classeur, "--oui", "--date", DAY.isoformat(), "--json")
    assert again.json["relances"] == [] and len(smtp_server.messages) == 3
    assert sent_in_the_sheet(classeur) == ["F-3", "F-2", "F-1"]


def test_a_payment_typed_between_two_writes_of_the_run_stops_its_reminder(
    classeur: Path, state: Path, smtp_server: Any
) -> None:
    def pay(done: int) -> None:
        if done == 2:  # after one write of the run's own
            row = {"Date d'encaissement": DAY, "N° facture": "F-1", "Catégorie": "BNC"}
            edit(classeur, AppendRow("tblRecettes", row | {"Montant": 120_000}))

    result = sync(classeur, state, smtp_server.url, pay, seconds=60.0)
    assert {one.decision.facture.numero: one.etat for one in result.lignes}["F-1"] == "retenue"
    assert len(smtp_server.messages) == 2 and sent_in_the_sheet(classeur) == ["F-3", "F-2"]


def test_a_payment_typed_long_before_its_reminder_s_turn_stops_it(
    tmp_path: Path, state: Path, smtp_server: Any
) -> None:
    # the run writes the sheet in between: its own writes must not hide what another wrote
    path = due_today(tmp_path / "Six.xlsx", 6)

    def pay(done: int) -> None:
        if done == 2:
            row = {"Date d'encaissement": DAY, "N° facture": "F-06", "Catégorie": "BNC"}
            edit(path, AppendRow("tblRecettes", row | {"Montant": 120_000}))

    result = sync(path, state, smtp_server.url, pay, seconds=0.0)
    told = {one.decision.facture.numero: one.etat for one in result.lignes}
    assert told["F-06"] == "retenue" and len(smtp_server.messages) == 5
    assert len(sent_in_the_sheet(path)) == 5


@pytest.mark.parametrize("other", ["", "un-autre"])
def test_a_workbook_that_takes_another_identity_while_the_mails_leave_stops_them(
    tmp_path: Path, state: Path, smtp_server: Any, run: Callable[..., Run], other: str
) -> None:
    # an older copy that a cloud brings back, for example
    path = due_today(tmp_path / "Quatre.xlsx", 4)

    def change(done: int) -> None:
        if done == 2:
            edit(path, SetSetting("Identifiant du classeur", other))

    result = sync(path, state, smtp_server.url, change, seconds=0.0)
    assert len(smtp_server.messages) == 2
    assert any("Identifiant du classeur" in one.probleme for one in result.constats)
    assert [one.etat for one in result.lignes].count("retenue") == 2
    edit(path, SetSetting("Identifiant du classeur", "classeur-de-test"))
    run("sync", path, "--oui", "--date", DAY.isoformat())
    subjects = Counter(one.mail["Subject"] for one in smtp_server.messages)
    assert len(smtp_server.messages) == 4 and set(subjects.values()) == {1}


def test_an_answer_typed_while_the_others_leave_is_taken(
    tmp_path: Path, state: Path, monkeypatch: pytest.MonkeyPatch, smtp_server: Any
) -> None:
    path = due_today(tmp_path / "Quatre.xlsx", 4)
    send = SmtpMailer.send

    def lost(self: SmtpMailer, mail: Any) -> str:
        if "F-01" in mail.subject:
            raise Unknown("connexion perdue")
        return send(self, mail)

    monkeypatch.setattr(SmtpMailer, "send", lost)

    def answer(done: int) -> None:
        if done == 3:  # the sheet has said since the first that it is uncertain
            row = next(c for c in cells(path, "tblFactures") if c["N° facture"] == "F-01")
            assert "incertain" in row["État sync"]
            edit(path, UpdateRow("tblFactures", 5, "F-01", {"État sync": "envoyée"}))

    sync(path, state, smtp_server.url, answer, seconds=0.0)
    with SqliteJournal(state) as journal:
        told = {one.key.facture: one.etat for one in journal.entries("classeur-de-test").values()}
    assert told["f-01"] == "envoyee"
    row = next(c for c in cells(path, "tblFactures") if c["N° facture"] == "F-01")
    assert row["État sync"] == "Relance 1 envoyée le 20/11/2026"


@pytest.mark.parametrize(
    ("zone", "moments", "sent"),
    [
        # The evening of the due date in the Antilles is the day after in Paris.
        ("America/Guadeloupe", ["2026-11-19T20:00", "2026-11-20T08:00", "2026-11-20T21:00"], 1),
        # The night when an hour comes twice, and the one when an hour is missing.
        ("Europe/Paris", ["2026-10-25T02:30", "2026-10-26T00:10", "2026-10-26T23:50"], 1),
        ("Europe/Paris", ["2027-03-28T03:30", "2027-03-30T00:10", "2027-03-30T23:50"], 1),
    ],
)
def test_no_time_zone_nor_change_of_hour_makes_a_reminder_early_or_double(
    tmp_path: Path,
    run: Callable[..., Run],
    smtp_server: Any,
    zone: str,
    moments: list[str],
    sent: int,
) -> None:
    here = [datetime.fromisoformat(one).replace(tzinfo=ZoneInfo(zone)) for one in moments]
    its, due = content(), here[0].date()
    bill = invoice("F-1", "Ada", due, Date=due - timedelta(days=30), Niveau=0)
    bill["Dernière relance"] = due - timedelta(days=8)
    path = tmp_path / "Un.xlsx"
    build(path, its._replace(rows=its.rows | {"tblFactures": [bill], "tblRecettes": []}), due)
    left = []
    for moment in here:
        with time_machine.travel(moment, tick=False):
            run("sync", path, "--oui", "--malgre-releves")
        left.append(len(smtp_server.messages))
    assert left == [0, sent, sent]


def test_two_machines_with_a_journal_each_and_the_workbook_copied_between_send_once(
    tmp_path: Path, smtp_server: Any
) -> None:
    here = due_today(tmp_path / "ici.xlsx", 3)
    there = tmp_path / "la.xlsx"
    a, b = tmp_path / "a", tmp_path / "b"
    shutil.copy(here, there)

    def cut(done: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):  # cut short: the sheet knows all but the last
        sync(here, a, smtp_server.url, cut, seconds=0.0)
    assert len(smtp_server.messages) == 2 and sent_in_the_sheet(here) == ["F-01"]
    sync(here, a, smtp_server.url, lambda done: None, seconds=0.0)
    shutil.copy(here, there)
    for path, state in ((there, b), (here, a), (there, b)):
        sync(path, state, smtp_server.url, lambda done: None, seconds=0.0)
        assert len(smtp_server.messages) == 3
    edit(there, AppendRow("tblFactures", invoice("F-9", "Bob", date(2026, 11, 16))))
    sync(there, b, smtp_server.url, lambda done: None, seconds=0.0)
    shutil.copy(there, here)
    sync(here, a, smtp_server.url, lambda done: None, seconds=0.0)
    assert len(smtp_server.messages) == 4


def test_fifty_mails_are_each_in_the_sheet_before_the_next(
    tmp_path: Path, state: Path, smtp_server: Any
) -> None:
    path = due_today(tmp_path / "Cinquante.xlsx", 50)
    seen: list[int] = []
    start = time.monotonic()

    def noted() -> int:
        rows = ExcelFile(path).read(["tblRelances"]).tables["tblRelances"].columns["État"]
        return sum(etat == "envoyée" for etat in rows)

    with SqliteJournal(state) as journal:
        result = synchroniser(
            Outils(
                ExcelFile(path),
                journal,
                lambda: SmtpMailer.from_url(smtp_server.url),
                lambda due, doubts, warnings: True,
                lambda done, total: seen.append(noted()),
                lambda: "nouveau",
                DossierDePieces(path.parent),
                horloge=Horloge(lambda: (time.monotonic() - start) / 4, lambda seconds: None),
            ),
            Jour(DAY, impose=True),
        )
    assert seen == list(range(50)) and len(smtp_server.messages) == 50
    assert noted() == 50 and not result.constats
    # what a viewer shows was renewed at the end
    assert {row["Prochaine étape"] for row in cells(path, "tblFactures")} == {
        "Relance 2 : 15 jours après l'échéance"
    }


def test_a_workbook_that_excel_opens_during_a_long_run_is_written_by_the_next(
    classeur: Path, state: Path, smtp_server: Any, run: Callable[..., Run]
) -> None:
    owner = classeur.with_name(f"~${classeur.name}")

    def opened(done: int) -> None:
        owner.write_bytes(b"x")

    result = sync(classeur, state, smtp_server.url, opened, seconds=60.0)
    assert len(smtp_server.messages) == 3 and sent_in_the_sheet(classeur) == []
    assert any(one.colonne == "État sync" for one in result.constats)
    owner.unlink()
    run("sync", classeur, "--oui", "--date", DAY.isoformat())
    assert len(smtp_server.messages) == 3
    assert sent_in_the_sheet(classeur) == ["F-3", "F-2", "F-1"]


def test_a_payment_typed_during_the_run_stops_its_reminder(
    classeur: Path, state: Path, smtp_server: Any
) -> None:
    def pay(done: int) -> None:
        if done == 1:
            row = {
                "Date d'encaissement": DAY,
                "N° facture": "F-1",
                "Catégorie": "BNC",
                "Montant": 120_000,
            }
            edit(classeur, AppendRow("tblRecettes", row))

    done = sync(classeur, state, smtp_server.url, pay)
    etats = {one.decision.facture.numero: one.etat for one in done.lignes}
    assert etats == {"F-3": "envoyee", "F-2": "envoyee", "F-1": "retenue"}
    assert "ada@example.org" not in sent(smtp_server)
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    assert rows["F-2"]["Niveau"] == 2
    assert len(cells(classeur, "tblRecettes")) == 2, "the user's own row is kept"


def test_a_workbook_gone_during_the_run_stops_it_and_the_rest_is_told(
    classeur: Path, state: Path, smtp_server: Any, run: Callable[..., Run]
) -> None:
    aside = classeur.with_suffix(".aside")
    done = sync(classeur, state, smtp_server.url, lambda n: n == 1 and classeur.rename(aside))
    etats = {one.decision.facture.numero: one.etat for one in done.lignes}
    assert etats == {"F-3": "envoyee", "F-2": "retenue", "F-1": "retenue"}
    assert any("n'existe pas" in finding.probleme for finding in done.constats)
    aside.rename(classeur)
    later = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert later.etats == {"F-2": "envoyee", "F-1": "envoyee"}
    assert set(sent(smtp_server).values()) == {1}


def test_rows_moved_during_the_run_get_their_own_status(
    classeur: Path, state: Path, smtp_server: Any
) -> None:
    def turn_round(done: int) -> None:
        if done == 2:
            wanted = content()
            wanted.rows["tblFactures"].reverse()
            build(classeur, wanted, DAY)

    sync(classeur, state, smtp_server.url, turn_round)
    rows = {row["N° facture"]: row for row in cells(classeur, "tblFactures")}
    assert [rows[f"F-{n}"]["Niveau"] for n in (1, 2, 3, 4, 5)] == [1, 2, 3, None, None]


def test_a_workbook_opened_in_excel_during_the_run_is_written_by_the_next(
    classeur: Path, state: Path, smtp_server: Any, run: Callable[..., Run]
) -> None:
    owner = classeur.with_name(f"~${classeur.name}")
    before = classeur.read_bytes()
    done = sync(classeur, state, smtp_server.url, lambda n: owner.touch())
    assert classeur.read_bytes() == before and len(smtp_server.messages) == 3
    assert any("rien ne partira deux fois" in finding.que_faire for finding in done.constats)
    locked = run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert locked.code == 3 and "Excel" in locked.err
    owner.unlink()
    later = run("sync", classeur, "--oui", "--date", "2026-11-20", "--json")
    assert later.json["relances"] == [] and later.json["ecritures"] > 0
    assert len(smtp_server.messages) == 3
    assert len(mailed(classeur)) == 3


def test_two_runs_at_once_are_one(
    classeur: Path, state: Path, smtp_server: Any, run: Callable[..., Run]
) -> None:
    with SqliteJournal(state) as journal, journal.exclusive("classeur-de-test"):
        other = run("sync", classeur, "--oui", "--date", "2026-11-20")
    assert other.code == 3 and not smtp_server.messages


STEPS = [
    *((f"claim:{moment}", count) for moment in ("before", "after") for count in (1, 2)),
    *((f"send:{moment}", count) for moment in ("before", "after") for count in (1, 3)),
    *((f"settle:{moment}", count) for moment in ("before", "after") for count in (1, 3)),
    ("write:before", 1),
    ("write:after", 1),
    ("close:after", 1),
]


@pytest.mark.parametrize(("step", "count"), STEPS)
def test_killed_at_any_step_no_second_mail_and_no_lost_status(
    classeur: Path, state: Path, smtp_server: Any, run: Callable[..., Run], step: str, count: int
) -> None:
    day = DAY.isoformat()
    arguments = [str(classeur), str(state), smtp_server.url, step, str(count), day]
    died = subprocess.run([sys.executable, str(DRIVER), *arguments], check=False)
    assert died.returncode == -signal.SIGKILL
    run("sync", classeur, "--oui", "--date", day)
    assert max(sent(smtp_server).values()) == 1
    with sqlite3.connect(state / "journal.sqlite") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    with SqliteJournal(state) as journal:
        entries = journal.entries("classeur-de-test")
    known = {entry.destinataire: entry.etat for entry in entries.values()}
    for address in sent(smtp_server):
        assert known[address] in ("envoyee", "inconnue"), "a mail that left has a status"
    assert sorted(known) == ["ada@example.org", "bob@example.org", "eve@example.org"]
    uncertain = [etat for etat in known.values() if etat == "inconnue"]
    doubtful = {"claim:after", "send:before", "send:after", "settle:before"}
    assert len(uncertain) == (step in doubtful), "only the mail in hand is uncertain"
    rows = {row["Client"]: row for row in cells(classeur, "tblFactures")}
    for entry in entries.values():
        shown = rows[entry.destinataire.partition("@")[0].capitalize()]
        assert ("incertain" in shown["État sync"]) == (entry.etat == "inconnue")
        assert (shown["Niveau"] == entry.key.niveau) == (entry.etat == "envoyee")
    logged = Counter(row["N° facture"] for row in mailed(classeur))
    assert logged == {"F-1": 1, "F-2": 1, "F-3": 1}


# --- the invoice's file --------------------------------------------------------------------------


def test_a_missing_file_holds_its_row_in_the_simulation_too(
    classeur: Path, run: Callable[..., Run], smtp_server: Any
) -> None:
    edit(classeur, UpdateRow("tblFactures", 5, "F-1", {"Pièce": "f/1.pdf"}))
    for options in (("--simulation",), ("--oui",)):
        done = run("sync", classeur, *options, "--date", "2026-11-20", "--json")
        assert done.code == 1 and done.etats["F-1"] == "retenue"
        (told,) = [one for one in done.json["constats"] if one["colonne"] == "Pièce"]
        assert told["feuille"] == "Factures" and "introuvable" in told["probleme"]


def test_a_file_deleted_during_the_run_holds_its_reminder_and_claims_nothing(
    classeur: Path, state: Path, smtp_server: Any
) -> None:
    for row, number in ((5, "F-1"), (6, "F-2"), (7, "F-3")):
        (classeur.parent / f"{number}.pdf").write_bytes(b"%PDF " + number.encode())
        edit(classeur, UpdateRow("tblFactures", row, number, {"Pièce": f"{number}.pdf"}))
    left: list[str] = []

    def delete(done: int) -> None:
        if done == 1:
            (seen,) = smtp_server.messages[0].mail.iter_attachments()
            gone = {"F-1", "F-2", "F-3"} - {seen.get_filename().removesuffix(".pdf")}
            left.extend(sorted(gone))
            (classeur.parent / f"{left[0]}.pdf").unlink()

    result = sync(classeur, state, smtp_server.url, delete)
    etats = {one.decision.facture.numero: one.etat for one in result.lignes}
    held = [number for number, etat in etats.items() if etat == "retenue"]
    assert held == [left[0]] and len(smtp_server.messages) == 2
    for one in smtp_server.messages:
        (attached,) = one.mail.iter_attachments()
        assert attached.get_content().decode() == f"%PDF {attached.get_filename()[:3]}"
    with SqliteJournal(state) as journal:
        known = {one.facture.casefold() for one in journal.entries("classeur-de-test")}
    assert len(known) == 2 and left[0].casefold() not in known
    assert any(one.colonne == "Pièce" for one in result.constats)
