"""The commands as a user types them: good and bad input, messages, exit codes."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from commande import Run, lancer
from sheetcash import __version__, cli
from sheetcash.adapters.excel_file.patch import patch
from sheetcash.adapters.excel_file.safewrite import replace_file
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.cli.racine import COMMANDS, racine
from sheetcash.errors import WriteFailed
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.cells import CellEdit

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.delenv("SHEETCASH_SMTP_URL", raising=False)

    return partial(lancer, capsys)


@pytest.fixture
def neuf(run: Callable[..., Run], tmp_path: Path) -> Path:
    path = tmp_path / "neuf.xlsx"
    assert run("nouveau", path).code == 0
    return path


# --- help and usage ------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_french_and_whole(run: Callable[..., Run], command: str) -> None:
    done = run(*([command] if command else []), "--help")
    assert done.code == 0 and done.out.startswith("Usage : sheetcash")
    for english in ("Show this", "Options:", "Commands:", "Usage:"):
        assert english not in done.out
    assert "Affiche cette aide." in done.out
    if " CLASSEUR" in done.out.splitlines()[0] and command not in ("restaurer", "partager"):
        assert "gsheet:" in done.out


def test_version(run: Callable[..., Run]) -> None:
    assert run("--version").out == f"sheetcash {__version__}\n"


def test_the_version_is_the_package_s() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sheetcash", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"sheetcash {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bilann", "x"], "Vouliez-vous dire « bilan » ?"),
        (["bilan"], "Il manque CLASSEUR."),
        (["bilan", "x", "y"], "Argument en trop"),
        (["bilan", "x", "--jsn"], "--jsn n'existe pas"),
        (["bilan", "x", "--date", "31/02/2026"], "n'est pas une date"),
        (["bilan", "x", "--date"], "--date attend une valeur"),
        (["bilan", "x", "--date", "9999-12-31"], "entre 2000 et 2100"),
        (["sync", "x", "--date", "0001-01-01"], "entre 2000 et 2100"),
        (["installer", "imprimante"], "Choisissez parmi courriel"),
        (["nouveau", "x.xls"], ".xlsx"),
        (["nouveau", "x.ods"], ".xlsx"),
    ],
)
def test_wrong_usage_is_said_in_french_with_code_2(
    run: Callable[..., Run], arguments: list[str], said: str
) -> None:
    done = run(*arguments)
    assert done.code == 2 and said in done.err and done.out == ""


# --- streams closed, full, or gone ---------------------------------------------------------------


@pytest.fixture
def shell(tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run ``sheetcash …`` as written in a shell, redirections included."""
    if os.name == "nt":
        pytest.skip("redirections of a POSIX shell")
    places = {
        "SHEETCASH_CONFIG_DIR": str(tmp_path / "config"),
        "SHEETCASH_STATE_DIR": str(tmp_path / "etat"),
    }

    def go(line: str, **more: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["sh", "-c", f"'{sys.executable}' -m sheetcash {line}"],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, **places, **more},
        )
        for words in ("Traceback", "inattendue", "Exception ignored"):
            assert words not in done.stdout + done.stderr, line
        return done

    return go


Shell = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("command", ["--version", "--help", "bilan neuf.xlsx", "sync neuf.xlsx"])
def test_a_lost_stream_is_no_crash(shell: Shell, neuf: Path, command: str) -> None:
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        assert shell(f"{command} {closed}").returncode == 0, closed
    if Path("/dev/full").exists():
        full = shell(f"{command} >/dev/full")
        assert full.returncode == 3 and "n'a pas pu être affiché" in full.stderr
        assert shell(f"{command} >/dev/full 2>/dev/full").returncode == 3
        assert shell(f"{command} 2>/dev/full").returncode == 0
    gone = shell(f"{command} | true")
    assert gone.stderr == ""


def test_a_full_output_after_the_mails_have_left(
    shell: Shell, tmp_path: Path, smtp_server: Any
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    build(tmp_path / "demo.xlsx", contenu_demo("sortie-pleine"), JOUR_DEMO)
    day = f"--date {JOUR_DEMO.isoformat()}"
    asked = shell(f"sync demo.xlsx {day} <&-", SHEETCASH_SMTP_URL=smtp_server.url)
    assert asked.returncode == 2 and "--oui" in asked.stderr and smtp_server.messages == []
    sync = f"sync demo.xlsx {day} --oui >/dev/full"
    assert shell(sync, SHEETCASH_SMTP_URL=smtp_server.url).returncode == 3
    count = len(smtp_server.messages)
    assert count > 3
    shell(sync, SHEETCASH_SMTP_URL=smtp_server.url)
    assert len(smtp_server.messages) == count, "nothing leaves twice"


# --- on a terminal -------------------------------------------------------------------------------


def test_a_slow_server_is_waited_for_under_a_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.name == "nt":
        pytest.skip("needs a pseudo-terminal")
    import pty
    import socket
    import threading
    import time

    path = tmp_path / "demo.xlsx"
    build(path, contenu_demo("lent"), JOUR_DEMO)
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("TERM", "xterm")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(60)
        port = server.getsockname()[1]
        monkeypatch.setenv("SHEETCASH_SMTP_URL", f"smtp://127.0.0.1:{port}")

        def greet_late() -> None:
            with server.accept()[0] as connection:
                time.sleep(2.5)
                connection.sendall(b"421 4.3.2 Closed\r\n")

        greeter = threading.Thread(target=greet_late)
        greeter.start()
        ours, theirs = pty.openpty()
        command = ["sync", str(path), "--date", JOUR_DEMO.isoformat()]
        process = subprocess.Popen(
            [sys.executable, "-m", "sheetcash", *command],
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        )
        os.close(theirs)
        seen = b""
        with contextlib.suppress(OSError):  # how the end of a pseudo-terminal is told on Linux
            while chunk := os.read(ours, 4096):
                seen += chunk
                if b"(oui/non/voir)" in chunk:
                    os.write(ours, b"oui\n")
        os.close(ours)
        assert process.wait(60) == 3
        greeter.join(60)
    question, _, after = seen.decode().partition("(oui/non/voir)")
    assert "Envoi " not in question
    assert "Envoi " in after and "━" in after


# --- files that cannot be used -------------------------------------------------------------------


@pytest.mark.parametrize("command", [["bilan"], ["sync", "--oui"]])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("absent.xlsx", None, "n'existe pas"),
        ("texte.xlsx", b"bonjour", "n'est pas"),
        ("vide.xlsx", b"", "n'est pas"),
        ("zip.xlsx", "zip", "n'est pas"),
        ("ancien.xls", OLE + bytes(600), ".xls"),
        (
            "secret.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le"),
            "mot de passe",
        ),
        ("tronqué.xlsx", "truncated", "abîmé"),
    ],
)
def test_what_is_not_a_workbook_is_refused_with_code_3(
    run: Callable[..., Run],
    neuf: Path,
    tmp_path: Path,
    command: list[str],
    name: str,
    content: bytes | str | None,
    said: str,
) -> None:
    path = tmp_path / name
    if content == "zip":
        with zipfile.ZipFile(path, "w") as package:
            package.writestr("a.txt", "a")
    elif content == "truncated":
        path.write_bytes(neuf.read_bytes()[:-2000])
    elif isinstance(content, bytes):
        path.write_bytes(content)
    before = path.read_bytes() if path.exists() else None
    done = run(*command, path)
    assert done.code == 3 and said in done.err and done.out == ""
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_folder_is_not_a_workbook(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("bilan", tmp_path)
    assert done.code == 3 and "dossier" in done.err


def damaged(path: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    """A workbook of ours after someone's own tool went over it."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
    return path


def test_a_missing_sheet_is_named_with_the_nearest(run: Callable[..., Run], neuf: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Clients"]
        del sheet.tables["tblClients"]
        sheet.title = "Mes clients"

    done = run("bilan", damaged(neuf, change))
    assert done.code == 3
    assert "« Clients »" in done.err and "« Mes clients »" in done.err


def test_a_missing_column_is_named_with_the_nearest(run: Callable[..., Run], neuf: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Clients"]
        table = sheet.tables["tblClients"]
        for cell in sheet[table.ref][0]:
            if cell.value == "Courriel":
                cell.value = "Courriels"
        for column in table.tableColumns:
            if column.name == "Courriel":
                column.name = "Courriels"

    done = run("bilan", damaged(neuf, change))
    assert done.code == 3
    assert "« Courriel »" in done.err and "« Courriels »" in done.err


def test_a_renamed_sheet_is_found_by_its_table(run: Callable[..., Run], neuf: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Clients"].title = "Carnet d'adresses"

    assert run("bilan", damaged(neuf, change)).code == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """``small_disk("size=300k")``: a real file system of its own; its folder."""
    if os.name == "nt" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("mounting a file system needs root")
    folder = tmp_path / "disque"
    folder.mkdir()

    def mount(options: str) -> Path:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True
        )
        if done.returncode:
            pytest.skip(f"this machine does not let root mount: {done.stderr.decode()}")
        return folder

    yield mount
    subprocess.run(["umount", str(folder)], capture_output=True, check=False)


def remount(folder: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)


def test_a_read_only_folder_stops_sync_before_anything_leaves(
    run: Callable[..., Run], neuf: Path, small_disk: Callable[[str], Path]
) -> None:
    folder = small_disk("size=2m")
    path = Path(shutil.copy(neuf, folder))
    remount(folder, "ro")
    done = run("sync", path, "--oui")
    assert done.code == 3 and "lecture seule" in done.err
    assert run("bilan", path, "--date", "2026-11-20").code == 0, "reading is still possible"
    made = run("nouveau", folder / "autre.xlsx")
    assert made.code == 3 and "Traceback" not in made.err


def test_a_full_disk_leaves_the_workbook_as_it_was(
    run: Callable[..., Run], neuf: Path, small_disk: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = small_disk("size=1m")
    path = Path(shutil.copy(neuf, folder))
    made = run("nouveau", folder / "autre.xlsx")
    while made.code == 0:
        made = run("nouveau", folder / f"{len(list(folder.iterdir()))}.xlsx")
    assert made.code == 3 and "place" in made.err
    assert all(zipfile.is_zipfile(one) for one in folder.iterdir()), "no half-written workbook"
    (folder / "reste").write_bytes(b"")
    with contextlib.suppress(OSError), (folder / "reste").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(512))
    before = path.read_bytes()
    settings = ExcelFile(path).read().settings["Identifiant du classeur"]
    edit = CellEdit(settings.sheet, settings.row, settings.column, None)
    with pytest.raises(WriteFailed):
        replace_file(
            path,
            lambda target: patch(path, [edit], target),
            expected_sha256=hashlib.sha256(before).hexdigest(),
        )
    assert path.read_bytes() == before
    assert not [one for one in folder.iterdir() if one.name.startswith(".sheetcash")]


def test_a_full_disk_under_the_journal_sends_nothing(
    run: Callable[..., Run],
    small_disk: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    smtp_server: Any,
    tmp_path: Path,
) -> None:
    folder = small_disk("size=16k")
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(folder / "etat"))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    path = tmp_path / "demo.xlsx"
    build(path, contenu_demo("disque-plein"), JOUR_DEMO)
    with (folder / "reste").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while True:
            filler.write(bytes(512))
    done = run("sync", path, "--oui", "--date", JOUR_DEMO.isoformat())
    assert done.code in (1, 3) and smtp_server.messages == []
    assert "disque" in done.err + done.out or "journal" in done.err + done.out


# --- nouveau, bilan, diagnostic, installer -------------------------------------------------------


def test_nouveau_never_replaces_a_file(run: Callable[..., Run], neuf: Path) -> None:
    before = neuf.read_bytes()
    done = run("nouveau", neuf)
    assert done.code == 3 and "existe déjà" in done.err and neuf.read_bytes() == before


def test_nouveau_adds_the_extension_and_names_each_workbook(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    from sheetcash.adapters.excel_file.store import ExcelFile

    names = set()
    for name in ("un", "deux"):
        assert run("nouveau", tmp_path / name).code == 0
        settings = ExcelFile(tmp_path / f"{name}.xlsx").read().settings
        names.add(settings["Identifiant du classeur"].values[0])
    assert len(names) == 2


def test_nouveau_makes_a_macro_workbook_that_the_commands_take(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    from sheetcash.adapters.excel_file.store import ExcelFile
    from sheetcash.workbook.edits import SetSetting

    path = tmp_path / "neuf.xlsm"
    done = run("nouveau", path)
    assert done.code == 0 and "macros" in done.out
    project = zipfile.ZipFile(path).read("xl/vbaProject.bin")
    store = ExcelFile(path)
    store.write(store.read(), [SetSetting("Nom", "Lune")], date(2026, 11, 20))
    assert zipfile.ZipFile(path).read("xl/vbaProject.bin") == project
    assert run("bilan", path).code == 0
    made = tmp_path / "copie"
    assert run("exporter", path, "--comptable", made).code == 1  # no SIREN yet
    (copy,) = made.glob("*/*.xlsx")
    assert not [name for name in zipfile.ZipFile(copy).namelist() if "vba" in name]


def test_installer_excel_says_where_there_is_no_excel(run: Callable[..., Run]) -> None:
    done = run("installer", "excel")
    assert done.code == 3 and "Excel n'existe pas sur ce système" in done.err


def test_nouveau_in_a_folder_that_does_not_exist(run: Callable[..., Run], tmp_path: Path) -> None:
    done = run("nouveau", tmp_path / "absent" / "x.xlsx")
    assert done.code == 3 and "n'existe pas" in done.err


def test_bilan_of_an_empty_workbook_is_all_zeros(run: Callable[..., Run], neuf: Path) -> None:
    shown = run("bilan", neuf, "--date", "2026-11-20")
    assert shown.code == 0 and "0,00" in shown.out and "À vérifier" not in shown.out
    found = json.loads(run("bilan", neuf, "--date", "2026-11-20", "--json").out)
    assert found["encaisse"]["annee_cents"] == 0 and found["date"] == "2026-11-20"
    assert found["constats"] == []


def test_bilan_changes_nothing(run: Callable[..., Run], neuf: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    run("bilan", neuf)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


def test_diagnostic_says_what_is_missing(run: Callable[..., Run], neuf: Path) -> None:
    done = run("diagnostic", neuf)
    assert done.code == 1
    assert "✗ Serveur d'envoi" in done.out and "installer courriel" in done.out
    assert "✓ Classeur" in done.out


def test_diagnostic_is_content_when_all_is_well(
    run: Callable[..., Run], neuf: Path, monkeypatch: pytest.MonkeyPatch, smtp_server: Any
) -> None:
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    done = run("diagnostic", neuf, "--json")
    assert done.code == 0, done.out
    assert all(check["ok"] for check in json.loads(done.out)["verifications"])
    assert smtp_server.messages == []


def test_installer_courriel_keeps_the_password_out_of_the_settings(
    run: Callable[..., Run],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    start_smtp: Callable[..., Any],
    certificates: Any,
    neuf: Path,
) -> None:
    server = start_smtp(tls="starttls", users={"moi": "s3cret"})
    monkeypatch.setenv("SHEETCASH_SMTP_CAFILE", str(certificates.cafile))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    wrong = run("installer", "courriel", "--url", server.url_for("moi", "faux"))
    assert wrong.code == 3 and "refusés" in wrong.err
    assert not (tmp_path / "config" / "reglages.toml").exists()
    done = run("installer", "courriel", "--url", server.url_for("moi", "s3cret"))
    assert done.code == 0, done.err
    settings = (tmp_path / "config" / "reglages.toml").read_text("utf-8")
    assert "s3cret" not in settings + done.out and "127.0.0.1" in settings
    assert "✓ Serveur d'envoi" in run("diagnostic").out


def test_installer_asks_for_the_server_piece_by_piece(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    start_smtp: Callable[..., Any],
    certificates: Any,
) -> None:
    from click.testing import CliRunner

    server = start_smtp(tls="starttls", users={"moi@exemple.fr": "s3cret"})
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_SMTP_CAFILE", str(certificates.cafile))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    answers = f"127.0.0.1:{server.port}\n2\nmoi@exemple.fr\ns3cret\n"
    done = CliRunner().invoke(racine, ["installer", "courriel"], answers)
    assert "Connexion réussie à 127.0.0.1" in done.stdout and "s3cret" not in done.output
    settings = (tmp_path / "config" / "reglages.toml").read_text("utf-8")
    assert f"smtp+starttls://moi%40exemple.fr@127.0.0.1:{server.port}" in settings


def test_a_wrong_answer_is_told_in_french_and_asked_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from click.testing import CliRunner

    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    done = CliRunner().invoke(racine, ["installer", "courriel"], "127.0.0.1:1\n587\n 2 \n")
    assert "« 587 » : répondez 1 ou 2." in done.stderr
    assert "Utilisateur" in done.stderr and "Error" not in done.output


def test_no_question_leaves_click_to_judge_the_answer() -> None:
    """click judges in English: all questions go through one function, of plain texts."""
    folder = Path(cli.__file__).parent
    those = [one.name for one in folder.glob("*.py") if "click.prompt(" in one.read_text("utf-8")]
    assert those == ["questions.py"]
    assert not [one for one in folder.glob("*.py") if "click.confirm(" in one.read_text("utf-8")]


@pytest.mark.parametrize(("command", "told"), [("sync", True), ("bilan", False)])
def test_ctrl_c_says_what_to_do_only_where_something_was_sent(
    run: Callable[..., Run], neuf: Path, monkeypatch: pytest.MonkeyPatch, command: str, told: bool
) -> None:
    def interrupted(*given: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ExcelFile, "read", interrupted)
    done = run(command, neuf)
    assert done.code == 3 and "Interrompu." in done.err
    assert ("relancez" in done.err) is told


def test_bilan_drops_what_the_sheet_says_is_paid(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "demo.xlsx"
    build(path, contenu_demo("bilan"), JOUR_DEMO)
    found = json.loads(run("bilan", path, "--date", JOUR_DEMO.isoformat(), "--json").out)
    assert [(one["periode"], one["etat"]) for one in found["declarations"]] == [
        ("T4 2026", "en_cours")
    ]


def in_baremes(book: openpyxl.Workbook, *names: object, **cells: object) -> None:
    """Type in the row of Barèmes that begins with these cells, by title."""
    sheet = book["Barèmes"]
    titles = [cell.value for cell in sheet[4]]
    begins = [titles.index(title) for title in ("Paramètre", "Catégorie", "Début")]
    (row,) = (
        row
        for row in sheet.iter_rows(min_row=5)
        if [getattr(row[at].value, "date", lambda v=row[at].value: v)() for at in begins][
            : len(names)
        ]
        == list(names)
    )
    for title, value in cells.items():
        row[titles.index(title)].value = value


def test_bilan_takes_the_figures_typed_in_the_workbook(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    path = tmp_path / "demo.xlsx"
    build(path, contenu_demo("baremes"), JOUR_DEMO)
    day = ("--date", JOUR_DEMO.isoformat())
    before = json.loads(run("bilan", path, *day, "--json").out)
    assert before["baremes_saisis"] == []

    def change(book: openpyxl.Workbook) -> None:
        in_baremes(book, "Contribution à la formation (CFP)", "Libérale", Valeur=0.5)
        in_baremes(book, "Intérêt légal", "Autres créanciers", date(2026, 7, 1), Valeur=2.6)

    damaged(path, change)
    found = json.loads(run("bilan", path, *day, "--json").out)
    assert {one["parametre"]: one["valeur"] for one in found["baremes_saisis"]} == {
        "cfp": 5_000,
        "interet_legal": 26_000,
    }
    old, new = before["declarations"][-1], found["declarations"][-1]
    assert new["cfp_cents"] > 2 * old["cfp_cents"] > 0
    assert new["cotisations_cents"] == old["cotisations_cents"]
    shown = run("bilan", path, *day).out.replace("\u00a0", " ")
    assert "Chiffres saisis dans la feuille Barèmes" in shown
    assert "Intérêt légal, Autres créanciers" in shown and "2,6 %" in shown


def test_a_bad_figure_in_baremes_is_told_with_its_cell(run: Callable[..., Run], neuf: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        in_baremes(book, "Contribution à la formation (CFP)", "Libérale", Valeur="0,3 %")

    done = run("bilan", damaged(neuf, change), "--date", "2026-11-20")
    assert done.code == 1 and "Chiffres saisis" not in done.out
    assert "Barèmes, ligne" in done.out and "Valeur : « 0,3 % » n'est pas un nombre." in done.out


def test_bilan_does_without_the_sheet_baremes(run: Callable[..., Run], neuf: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        del book["Barèmes"]

    done = run("bilan", damaged(neuf, change), "--date", "2026-11-20")
    assert done.code == 0 and "À vérifier" not in done.out


def test_an_unexpected_error_goes_to_the_log(
    run: Callable[..., Run], neuf: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import sheetcash.app.bilan

    def broken(*given: object) -> None:
        raise ZeroDivisionError("oups")

    monkeypatch.setattr(sheetcash.app.bilan, "calculer", broken)
    done = run("bilan", neuf)
    assert done.code == 3 and "sheetcash.log" in done.err and "oups" not in done.err
    assert "ZeroDivisionError: oups" in (tmp_path / "etat" / "sheetcash.log").read_text("utf-8")


def test_plan_tells_twelve_months_and_the_red_ones(run: Callable[..., Run], tmp_path: Path) -> None:
    path = tmp_path / "demo.xlsx"
    build(path, contenu_demo("plan"), JOUR_DEMO)
    before = path.read_bytes()
    day = ("--date", JOUR_DEMO.isoformat())
    shown = run("plan", path, *day)
    assert shown.code == 0
    text = shown.out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Scénario réaliste" in text and "octobre 2027" in text
    assert "Mois sous la réserve ou dans le rouge" in text
    assert "régler le litige de F-2026-034" in text
    found = json.loads(run("plan", path, *day, "--json", "--scenario", "pessimiste").out)
    assert found["scenario"] == "pessimiste" and len(found["mois"]) == 12
    for one, following in pairwise(found["mois"]):
        assert one["cloture_cents"] == one["ouverture_cents"] + sum(one["flux_cents"].values())
        assert following["ouverture_cents"] == one["cloture_cents"]
    assert path.read_bytes() == before
    assert run("plan", tmp_path / "absent.xlsx").code == 3
    assert run("plan", path, "--scenario", "rose").code == 2


# --- exporter ------------------------------------------------------------------------------------


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    path = tmp_path / "Studio Lune.xlsx"
    build(path, contenu_demo("exporter"), JOUR_DEMO)
    return path


def test_exporter_says_that_what_is_not_saved_is_not_copied(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    demo.with_name(f"~${demo.name}").write_bytes(b"")
    done = run("exporter", demo, "--comptable", tmp_path / "copie")
    assert "est ouvert dans Excel" in done.out
    assert "Le dossier contient ce qui y est enregistré." in done.out


def test_exporter_makes_a_copy_ready_to_mail(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    before, folder = demo.read_bytes(), tmp_path / "pour" / "le comptable"
    done = run("exporter", demo, "--comptable", folder, "--date", "2026-11-30")
    its = folder / "Studio Lune - dossier comptable 2026-11-30"
    made = its / "Studio Lune - copie comptable 2026-11-30.xlsx"
    assert str(its) in done.out and made.name in done.out and "Mo" in done.out
    assert "formule SC_" not in done.out and "pas de macro" in done.out
    assert "chiffres figés au 30/11/2026" in done.out
    assert demo.read_bytes() == before and list(folder.iterdir()) == [its]
    book = openpyxl.load_workbook(made)
    assert book["Accueil"]["C1"].value == "Copie pour le comptable, établie le 30/11/2026"
    assert run("bilan", made).code == 0, "the copy is a workbook that can be read"
    assert done.code == 1 and done.out.count("pièces manquent") == 3  # the demo has no files


def test_exporter_never_replaces_a_file(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    made = [
        json.loads(
            run("exporter", demo, "--comptable", tmp_path, "--date", "2026-11-20", "--json").out
        )
        for _ in range(2)
    ]
    assert [Path(one["dossier"]).name for one in made] == [
        "Studio Lune - dossier comptable 2026-11-20",
        "Studio Lune - dossier comptable 2026-11-20 (2)",
    ]
    assert {Path(one["fichier"]).name for one in made} == {
        "Studio Lune - copie comptable 2026-11-20.xlsx"
    }
    first = made[0]
    assert first["octets"] == Path(first["fichier"]).stat().st_size
    assert (first["formules_en_valeurs"], first["macros_retirees"]) == (0, False)
    assert first["date"] == "2026-11-20"
    assert {one["colonne"] for one in first["constats"]} == {"Pièce"}


def test_exporter_tells_formulas_that_were_never_computed(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["Clients"]["Z2"] = '=IF(1=1,SC_TAUX("BNC",DATE(2026,1,1)),"SC_")'

    done = run("exporter", damaged(demo, change), "--comptable", tmp_path / "x", "--json")
    found = json.loads(done.out)
    assert done.code == 1 and found["formules_en_valeurs"] == 1
    (told,) = (one for one in found["constats"] if one["colonne"] != "Pièce")
    assert (told["feuille"], told["ligne"], told["colonne"]) == ("Clients", 2, "Z")
    assert "non calculé" in told["probleme"]
    assert openpyxl.load_workbook(found["fichier"])["Clients"]["Z2"].value == "non calculé"


def test_exporter_makes_a_plain_workbook_of_a_macro_one(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    project = tmp_path / "vbaProject.bin"
    project.write_bytes(OLE + bytes(200))
    with xlsxwriter.Workbook(str(tmp_path / "compta.xlsm")) as book:
        book.add_vba_project(str(project))
        sheet = book.add_worksheet("Calculs")
        sheet.write_formula("A1", '=IF(B1="SC_",0,ROUND(SC_TAUX("BNC",TODAY()),3))', None, 0.256)
        sheet.write_formula("A2", '=IF(B1="SC_TAUX(1)","SC_OUI","SC_NON")', None, "SC_NON")
        sheet.write_formula("A3", "=A1*1000", None, 256)
        sheet.write_formula("A4", "=MaMacro(A1)", None, 12)
        sheet.write_array_formula("B1:B2", "{=SC_CA_PAR_MOIS(C1:C9,D1:D9,2026)}", None, 10)
        sheet.write_formula("C1", "=SC_PLAFOND(1,1)", None, "#N/A")
        sheet.insert_button("E1", {"macro": "Envoyer", "caption": "Envoyer"})
    done = run("exporter", tmp_path / "compta.xlsm", "--comptable", tmp_path / "x", "--json")
    found = json.loads(done.out)
    assert done.code == 1 and found["macros_retirees"]
    assert {one["feuille"] for one in found["constats"]} >= {"Livre des recettes", "Paramètres"}
    assert (found["formules_en_valeurs"], found["autres_formules_en_valeurs"]) == (3, 1)
    made = Path(found["fichier"])
    assert made.suffix == ".xlsx"
    with zipfile.ZipFile(made) as archive:
        names, types = archive.namelist(), archive.read("[Content_Types].xml").decode()
    assert not [name for name in names if "vba" in name] and "xl/drawings/vmlDrawing1.vml" in names
    assert "macro" not in types.casefold() and "vba" not in types
    (sheet,) = openpyxl.load_workbook(made).worksheets
    shown = {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}
    assert shown == {
        "A1": 0.256, "A2": '=IF(B1="SC_TAUX(1)","SC_OUI","SC_NON")', "A3": "=A1*1000", "A4": 12,
        "B1": 10, "B2": 0, "C1": "#N/A",
    }  # fmt: skip


def test_exporter_takes_a_workbook_that_is_not_one_of_ours(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    path, book = tmp_path / "autre.xlsx", openpyxl.Workbook()
    book["Sheet"]["A1"] = "=1+1"
    book.save(path)
    done = run("exporter", path, "--comptable", tmp_path / "x")
    assert done.code == 1 and "figés" not in done.out and "Livre des recettes" in done.out
    (made,) = (tmp_path / "x").glob("*/*.xlsx")
    copy = openpyxl.load_workbook(made)
    assert copy["Sheet"]["A1"].value == "=1+1" and copy["Sheet"].protection.sheet


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "n'existe pas"),
        (b"", "n'est pas un classeur Excel"),
        (b"PK\x03\x04", "abîmé"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
    ],
)
def test_exporter_refuses_what_is_not_a_workbook(
    run: Callable[..., Run], tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "x.xlsx"
    if content is not None:
        path.write_bytes(content)
    done = run("exporter", path, "--comptable", tmp_path / "dossier")
    assert done.code == 3 and said in done.err and done.out == ""
    assert not (tmp_path / "dossier").exists()


def test_exporter_wants_a_folder(run: Callable[..., Run], demo: Path) -> None:
    done = run("exporter", demo)
    assert done.code == 2 and "--comptable DOSSIER" in done.err
    done = run("exporter", demo, "--comptable", demo)
    assert done.code == 3 and "n'est pas un dossier" in done.err


def test_exporter_to_a_disk_that_takes_nothing(
    run: Callable[..., Run], demo: Path, small_disk: Callable[[str], Path]
) -> None:
    folder = small_disk("size=64k")
    done = run("exporter", demo, "--comptable", folder)
    assert done.code == 3 and "disque est plein" in done.err
    assert list(folder.iterdir()) == []
    remount(folder, "ro")
    done = run("exporter", demo, "--comptable", folder)
    assert done.code == 3 and "lecture seule" in done.err
    done = run("exporter", demo, "--comptable", folder / "neuf")
    assert done.code == 3 and "lecture seule" in done.err


# --- the workbooks of workbook_templates/ --------------------------------------------------------


def test_the_first_sync_of_each_copy_of_a_template_gives_it_an_identity(
    run: Callable[..., Run], tmp_path: Path
) -> None:
    from sheetcash.templates.__main__ import main as build_templates

    build_templates(tmp_path)
    given = set()
    for name in ("un", "deux"):
        path = Path(shutil.copy(tmp_path / "sheetcash-vide.xlsx", tmp_path / f"{name}.xlsx"))
        done = run("sync", path, "--oui", "--date", JOUR_DEMO.isoformat())
        assert done.code == 0 and "1 cellule mise à jour" in done.out
        given.add(ExcelFile(path).read().settings["Identifiant du classeur"].values[0])
    assert len(given) == 2 and all(given)
