"""``sheetcash exporter`` on real files: the folder that the accountant receives."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
import sys
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from commande import Run, lancer
from fec_controle import controler
from google_drive import XLSX, fichier
from google_local import Google
from google_monde import ID
from sheetcash.adapters.excel_file.patch import patch
from sheetcash.adapters.google import service
from sheetcash.adapters.lettres import TypstImprimeur
from sheetcash.errors import WriteFailed
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.cells import CellEdit

DEMO = Path(__file__).parents[2] / "workbook_templates" / "sheetcash-demo.xlsx"
ADRESSE = "compta@cabinet.example"
FICHIERS = {
    *("Livre des recettes.pdf", "Livre des recettes.csv", "Registre des achats.pdf"),
    *("Registre des achats.csv", "Totaux.csv", "Déclarations.pdf", "Déclarations.csv"),
    *("Impayés.pdf", "Impayés.csv", "Pièces.pdf", "Pièces.csv", "Description du FEC.txt"),
    *("Anomalies.txt", "Anomalies.csv", "LISEZ-MOI.txt", "MANIFESTE.json"),
    "donnees.json",
    *("999900012FEC20251231.txt", "999900012FEC20261231.txt"),
    "livre - copie comptable 2026-11-20.xlsx",
}


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Run]:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.delenv("SHEETCASH_SMTP_URL", raising=False)
    return partial(lancer, capsys)


@pytest.fixture
def classeur(tmp_path: Path) -> Path:
    path = tmp_path / "livre.xlsx"
    path.write_bytes(DEMO.read_bytes())
    return path


@pytest.fixture
def exporter(run: Callable[..., Run], classeur: Path, tmp_path: Path) -> Callable[..., Any]:
    """Export the workbook and answer its JSON; what else is asked for is added."""

    def go(*arguments: str) -> Any:
        place = tmp_path / "Comptable"
        return run(
            "exporter", classeur, "--comptable", place, "--date", "2026-11-20", "--json", *arguments
        ).json

    return go


def texte(path: Path) -> str:
    whole = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    return " ".join(whole.replace("\u200b", "").replace("\u202f", " ").split())


def tableur(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def cellules(path: Path, *edits: CellEdit) -> None:
    """Type in cells, as a user does."""
    target = io.BytesIO()
    patch(path.read_bytes(), list(edits), target)
    path.write_bytes(target.getvalue())


def place(path: Path, sheet: str, title: str) -> tuple[int, int]:
    """The first row of data of a sheet's table, and the column under that title."""
    rows = openpyxl.load_workbook(path, read_only=True)[sheet].iter_rows(max_row=9)
    for row in rows:
        for cell in row:
            if cell.value == title:
                return cell.row + 1, cell.column
    raise AssertionError(title)


# the folder


def test_the_folder_holds_all_and_says_what(
    exporter: Callable[..., Any], classeur: Path, tmp_path: Path
) -> None:
    before = classeur.read_bytes()
    made = exporter()
    folder = Path(made["dossier"])
    assert classeur.read_bytes() == before
    assert [one.name for one in (tmp_path / "Comptable").iterdir()] == [folder.name]
    assert folder.name == "livre - dossier comptable 2026-11-20"
    assert {one.name for one in folder.iterdir()} == FICHIERS
    manifest = json.loads((folder / "MANIFESTE.json").read_text("utf-8"))
    listed = {one["chemin"]: one for one in manifest["fichiers"]}
    assert set(listed) == FICHIERS - {"MANIFESTE.json"}
    told = (folder / "LISEZ-MOI.txt").read_text("utf-8-sig")
    for name, one in listed.items():
        content = (folder / name).read_bytes()
        assert one["octets"] == len(content) and one["contenu"]
        assert one["sha256"] == hashlib.sha256(content).hexdigest()
        if name != "LISEZ-MOI.txt":
            assert one["sha256"] in told and name in told and f"{len(content)} octets" in told
    assert manifest["siren"] == "999900012" and manifest["sceaux"] == []
    assert "Aucune ligne n'est scellée" in told
    assert "Factures" in openpyxl.load_workbook(made["fichier"]).sheetnames


def test_registers_can_be_read_on_paper(exporter: Callable[..., Any]) -> None:
    folder = Path(exporter()["dossier"])
    book = texte(folder / "Livre des recettes.pdf")
    assert "SIREN 999 900 012" in book and "Arrêté au 20/11/2026 : 67 lignes, 52 920,00 €." in book
    for word in ("Date Pièce Client Nature Catégorie Règlement Montant Sceau", "F-2025-001",
                 "Librairie Les Mots Voilés", "Total octobre 2025", "Total 2026", "Virement",
                 "Par mode de règlement", "Par catégorie", "-250,00 €", "page 1 sur"):  # fmt: skip
        assert word in book, word
    bought = texte(folder / "Registre des achats.pdf")
    for word in ("Fournisseur Nature Poste Règlement Payé le Montant", "Palette Cloud", "Par poste",
                 "Logiciels", "Total 2025"):  # fmt: skip
        assert word in bought, word
    told = texte(folder / "Déclarations.pdf")
    assert "T1 2026" in told and "déclarée le 27/04/2026, payée le 27/04/2026" in told
    owed = texte(folder / "Impayés.pdf")
    assert "plus de 90 jours" in owed and "F-2026-033" in owed and "Total dû (15 factures)" in owed
    for name in ("Livre des recettes.pdf", "Registre des achats.pdf", "Pièces.pdf"):
        pages = PdfReader(folder / name).pages
        for number, page in enumerate(pages, 1):
            assert f"page {number} sur {len(pages)}" in page.extract_text()
            assert round(page.mediabox.width) > round(page.mediabox.height)


def test_the_csv_say_what_the_workbook_says(exporter: Callable[..., Any], classeur: Path) -> None:
    folder = Path(exporter()["dossier"])
    rows = tableur(folder / "Livre des recettes.csv")
    sheet = openpyxl.load_workbook(classeur, data_only=True)["Livre des recettes"]
    first, column = place(classeur, "Livre des recettes", "Montant")
    amounts = [sheet.cell(row, column).value for row in range(first, first + len(rows))]
    assert [float(one["Montant"].replace(",", ".")) for one in rows] == [float(a) for a in amounts]
    assert rows[0]["Date d'encaissement"] == "2025-10-10"
    totals = tableur(folder / "Totaux.csv")
    whole = sum(round(float(a) * 100) for a in amounts)
    told = [
        int(one["Montant"].replace(",", ""))
        for one in totals
        if one["Registre"] == "Livre des recettes"
        and (one["Mois"], one["Par"]) == ("année", "Ensemble")
    ]
    assert sum(told) == whole and len(told) == 2


def test_the_entries_follow_the_format(exporter: Callable[..., Any], run: Any) -> None:
    made = exporter()
    folder = Path(made["dossier"])
    files = sorted(folder.glob("*FEC*.txt"))
    files = [one for one in files if one.name != "Description du FEC.txt"]
    assert [one.name for one in files] == ["999900012FEC20251231.txt", "999900012FEC20261231.txt"]
    credit = 0
    for one in files:
        assert controler(one.name, one.read_bytes()) == []
        for line in one.read_bytes().decode("iso8859-15").splitlines()[1:]:
            row = line.split("\t")
            if row[0] == "REC" and row[4][0] == "7":
                credit += int(row[12].replace(",", "")) - int(row[11].replace(",", ""))
    assert credit == 5_292_000  # the turnover of the book
    assert {one["colonne"] for one in made["remarques"]} == {"ValidDate"}
    about = (folder / "Description du FEC.txt").read_text("utf-8-sig")
    assert "ISO 8859-15" in about and "706000       Prestations de services" in about


# seals


def test_sealed_rows_show_their_seals_and_the_last_in_full(
    exporter: Callable[..., Any], run: Callable[..., Run], classeur: Path
) -> None:
    on = ("--date", "2026-11-20", "--oui")
    assert run("sceller", classeur, "--jusqu-au", "2026-09-30", *on).code == 0
    assert run("corriger", classeur, "12", "--montant", "800", *on).code == 0
    assert run("sceller", classeur, "--jusqu-au", "2026-11-20", *on).code == 0
    made = exporter()
    folder = Path(made["dossier"])
    assert made["etat_des_sceaux"] == "sain"
    receipts, purchases = (one["dernier_sceau"] for one in made["sceaux"])
    rows = tableur(folder / "Livre des recettes.csv")
    seals = [one["Sceau"] for one in rows]
    assert all(seals) and receipts in seals
    pdf = texte(folder / "Livre des recettes.pdf")
    assert receipts in pdf and f"12 · {rows[11]['Sceau'][6:14]}" in pdf
    assert "corrigée par le n° 68, n° 69" in pdf and "Annule la ligne n° 12" in pdf
    for name in ("LISEZ-MOI.txt", "MANIFESTE.json"):
        text = (folder / name).read_text("utf-8-sig")
        assert receipts in text and purchases in text
    assert f'sheetcash verifier "livre.xlsx" --sceau {receipts}' in (
        folder / "LISEZ-MOI.txt"
    ).read_text("utf-8-sig")
    for year in (2025, 2026):  # every row of the closed months is validated
        file = folder / f"999900012FEC{year}1231.txt"
        found = controler(file.name, file.read_bytes(), validees=True)
        assert [one for one in found if "ValidDate" not in one] == []
    assert any("corrections" in one["probleme"] for one in made["constats"])


def test_what_verifier_finds_is_in_the_anomalies(
    exporter: Callable[..., Any], run: Callable[..., Run], classeur: Path
) -> None:
    on = ("--date", "2026-11-20", "--oui", "--jusqu-au", "2026-09-30")
    assert run("sceller", classeur, *on).code == 0
    row, column = place(classeur, "Livre des recettes", "Montant")
    cellules(classeur, CellEdit("Livre des recettes", row, column, 951.0))
    made = exporter()
    assert made["etat_des_sceaux"] == "altéré"
    told = (Path(made["dossier"]) / "Anomalies.txt").read_text("utf-8-sig")
    assert "La ligne n° 1 a été modifiée" in told and "951,00" in told.replace("\u202f", " ")
    csvs = tableur(Path(made["dossier"]) / "Anomalies.csv")
    assert any(one["Origine"] == "Sceaux" and one["Ligne"] == str(row) for one in csvs)
    assert "ATTENTION" in (Path(made["dossier"]) / "LISEZ-MOI.txt").read_text("utf-8-sig")


# what is wrong


def test_bad_rows_stop_nothing(exporter: Callable[..., Any], classeur: Path) -> None:
    row, column = place(classeur, "Livre des recettes", "Date d'encaissement")
    _, amount = place(classeur, "Livre des recettes", "Montant")
    cellules(
        classeur,
        CellEdit("Livre des recettes", row, column, "mardi"),
        CellEdit("Livre des recettes", row + 1, amount, "gratuit"),
    )
    made = exporter()
    folder = Path(made["dossier"])
    assert {one.name for one in folder.iterdir()} == FICHIERS
    lines = {one["ligne"] for one in made["constats"] if one["feuille"] == "Livre des recettes"}
    assert lines >= {row, row + 1}
    assert "mardi" in texte(folder / "Livre des recettes.pdf")
    assert [one["Date d'encaissement"] for one in tableur(folder / "Livre des recettes.csv")][
        -2:
    ] == ["mardi", "2025-10-16"]
    for file in folder.glob("9999*FEC*.txt"):
        assert controler(file.name, file.read_bytes()) == []


def test_without_a_siren_the_entries_say_so(
    run: Callable[..., Run], tmp_path: Path, exporter: Callable[..., Any], classeur: Path
) -> None:
    content = contenu_demo("sans-siren")
    content.settings["SIREN"] = None
    build(classeur, content, JOUR_DEMO)
    made = exporter()
    names = [one["chemin"] for one in made["fichiers"]]
    assert "SIREN-MANQUANTFEC20261231.txt" in names
    assert any(one["colonne"] == "SIREN" for one in made["constats"])


def test_a_sheet_that_is_gone_costs_its_own_files_only(
    exporter: Callable[..., Any], classeur: Path
) -> None:
    book = openpyxl.load_workbook(classeur)
    del book["Achats"]
    book.save(classeur)
    made = exporter()
    names = {one.name for one in Path(made["dossier"]).iterdir()}
    assert "Livre des recettes.pdf" in names and "Registre des achats.pdf" not in names
    assert any("« Achats » manque" in one["probleme"] for one in made["constats"])


def test_a_printer_that_fails_costs_the_pdf_only(
    exporter: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: TypstImprimeur, etat: object) -> bytes:
        raise WriteFailed("Typst n'est pas installé.", "Installez-le.")

    monkeypatch.setattr(TypstImprimeur, "etat", fail)
    made = exporter()
    names = {one.name for one in Path(made["dossier"]).iterdir()}
    assert names == {one for one in FICHIERS if not one.endswith(".pdf")}
    assert any("Typst" in one["probleme"] for one in made["constats"])


# vouchers and archives


def test_vouchers_are_copied_with_their_hashes(
    exporter: Callable[..., Any], classeur: Path
) -> None:
    its = {"factures/F-2025-001.pdf": b"%PDF un", "achats/001.pdf": b"x" * 11_000_000}
    for name, content in its.items():
        path = classeur.parent / name
        path.parent.mkdir()
        path.write_bytes(content)
    made = exporter()
    folder = Path(made["dossier"])
    copied = {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in (folder / "pieces").rglob("*")
        if one.is_file()
    }
    assert copied == {
        "pieces/Factures/F-2025-001.pdf": b"%PDF un",
        "pieces/Achats/1 - 001.pdf": b"x" * 11_000_000,
    }
    index = [one for one in tableur(folder / "Pièces.csv") if one["Fichier"]]
    assert [(one["Feuille"], one["N°"]) for one in index] == [
        *(("Factures", "F-2025-001"), ("Livre des recettes", "1"), ("Achats", "1"))
    ]
    assert index[0]["SHA-256"] == hashlib.sha256(b"%PDF un").hexdigest()
    assert index[0]["SHA-256"] in texte(folder / "Pièces.pdf")
    listed = {one["chemin"] for one in made["fichiers"]}
    assert {"pieces/Factures/F-2025-001.pdf", "pieces/Achats/1 - 001.pdf"} <= listed


def test_the_same_in_an_archive(exporter: Callable[..., Any], tmp_path: Path) -> None:
    folder, made = exporter(), exporter("--zip")
    path = Path(made["dossier"])
    assert path.name == "livre - dossier comptable 2026-11-20.zip" and made["fichier"] == str(path)
    assert made["octets"] == path.stat().st_size
    with zipfile.ZipFile(path) as its:
        assert {name.split("/", 1)[1] for name in its.namelist()} == FICHIERS
        name = "livre - dossier comptable 2026-11-20/Livre des recettes.csv"
        there = Path(folder["dossier"], "Livre des recettes.csv")
        assert its.read(name) == there.read_bytes()
    again = exporter("--zip")
    assert Path(again["dossier"]).name == "livre - dossier comptable 2026-11-20 (2).zip"
    assert not list((tmp_path / "Comptable").glob("*.tmp"))


def test_the_same_day_gives_the_same_files(exporter: Callable[..., Any]) -> None:
    one, other = ({f["chemin"]: f["sha256"] for f in exporter()["fichiers"]} for _ in range(2))
    assert one == other


@pytest.mark.parametrize("zip_", [(), ("--zip",)])
def test_the_workbook_can_be_made_again_from_it_alone(
    exporter: Callable[..., Any],
    run: Callable[..., Run],
    classeur: Path,
    tmp_path: Path,
    zip_: tuple[str, ...],
) -> None:
    on = ("--date", "2026-11-20", "--oui", "--jusqu-au", "2026-09-30")
    assert run("sceller", classeur, *on).code == 0
    (classeur.parent / "factures").mkdir()
    (classeur.parent / "factures" / "F-2025-001.pdf").write_bytes(b"%PDF un")
    made = exporter(*zip_)
    place = tmp_path / "ailleurs"
    place.mkdir()
    again = place / "refait.xlsx"
    assert run("restaurer", made["dossier"], again, "--date", "2026-11-20").code == 0
    assert (place / "factures" / "F-2025-001.pdf").read_bytes() == b"%PDF un"
    twice = run("exporter", again, "--comptable", place, "--date", "2026-11-20", "--json").json
    assert twice["sceaux"] == made["sceaux"] and twice["etat_des_sceaux"] == "sain"
    same = {"Livre des recettes.csv", "Registre des achats.csv", "Totaux.csv", "Déclarations.csv",
            "Impayés.csv", "999900012FEC20261231.txt", "donnees.json"}  # fmt: skip
    digests = [
        {one["chemin"]: one["sha256"] for one in its["fichiers"] if one["chemin"] in same}
        for its in (made, twice)
    ]
    assert digests[0] == digests[1] and set(digests[0]) == same


# the mail


@pytest.fixture
def poste(
    monkeypatch: pytest.MonkeyPatch, smtp_server: Any, exporter: Callable[..., Any]
) -> Callable[..., Any]:
    """Export and mail, without a question unless asked for."""
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    return lambda *more: exporter("--courriel", ADRESSE, "--oui", *more)


def test_the_mail_bears_the_archive_and_the_last_seals(
    poste: Callable[..., Any], run: Callable[..., Run], classeur: Path, smtp_server: Any
) -> None:
    on = ("--date", "2026-11-20", "--oui", "--jusqu-au", "2026-09-30")
    assert run("sceller", classeur, *on).code == 0
    (classeur.parent / "factures").mkdir()
    (classeur.parent / "factures" / "F-2025-001.pdf").write_bytes(b"%PDF un")
    made = poste()
    assert made["courriel"]["etat"] == "envoyee" and made["courriel"]["adresse"] == ADRESSE
    (sent,) = smtp_server.messages
    assert sent.recipients == [ADRESSE] and sent.sender == "bonjour@lune-claire.example"
    mail = sent.mail
    assert mail["Subject"] == "Dossier comptable Studio Lune Claire, au 20/11/2026"
    body = mail.get_body(("plain",)).get_content()
    for one in made["sceaux"]:
        assert one["dernier_sceau"] in body
    manifest = Path(made["dossier"], "MANIFESTE.json").read_bytes()
    assert hashlib.sha256(manifest).hexdigest() in body
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "livre - dossier comptable 2026-11-20.zip"
    with zipfile.ZipFile(io.BytesIO(attached.get_content())) as its:
        names = {name.split("/", 1)[1] for name in its.namelist()}
        assert names == FICHIERS | {"pieces/Factures/F-2025-001.pdf"}
        assert manifest in [its.read(name) for name in its.namelist()]
    receipts = made["sceaux"][0]["dernier_sceau"]
    assert run("verifier", classeur, "--sceau", receipts).code == 0


def test_heavy_vouchers_stay_and_the_mail_says_so(
    poste: Callable[..., Any], classeur: Path, smtp_server: Any
) -> None:
    (classeur.parent / "factures").mkdir()
    (classeur.parent / "factures" / "F-2025-001.pdf").write_bytes(os.urandom(10_500_000))
    made = poste()
    assert Path(made["dossier"], "pieces", "Factures", "F-2025-001.pdf").exists()
    (sent,) = smtp_server.messages
    assert "trop lourdes" in sent.mail.get_body(("plain",)).get_content()
    (attached,) = sent.mail.iter_attachments()
    with zipfile.ZipFile(io.BytesIO(attached.get_content())) as its:
        assert {name.split("/", 1)[1] for name in its.namelist()} == FICHIERS


def test_the_same_registers_do_not_leave_twice_by_themselves(
    poste: Callable[..., Any], classeur: Path, smtp_server: Any
) -> None:
    assert poste()["courriel"]["etat"] == "envoyee"
    again = poste()
    assert again["courriel"]["etat"] == "abandon" and len(smtp_server.messages) == 1
    assert any("déjà parti le 20/11/2026" in one["probleme"] for one in again["constats"])
    assert Path(again["dossier"]).is_dir(), "the folder is made all the same"
    assert poste("--renvoyer")["courriel"]["etat"] == "envoyee"
    row, column = place(classeur, "Livre des recettes", "Remarque")
    cellules(classeur, CellEdit("Livre des recettes", row, column, "autre"))
    assert poste()["courriel"]["etat"] == "envoyee", "other registers are another mail"
    identities = {one.mail["Message-ID"] for one in smtp_server.messages}
    assert len(smtp_server.messages) == len(identities) == 3


@pytest.mark.parametrize(
    ("fault", "etat", "again"),
    [
        (("RCPT", "550 5.1.1 Inconnu"), "refusee", "envoyee"),
        (("RCPT", "450 4.2.0 Plus tard"), "differee", "envoyee"),
        (("CONNECT", "DROP"), "differee", "envoyee"),
        (("TEXT", "DROP"), "inconnue", "abandon"),
    ],
)
def test_a_mail_that_fails_leaves_the_folder_and_never_two(
    poste: Callable[..., Any], smtp_server: Any, fault: tuple[str, str], etat: str, again: str
) -> None:
    smtp_server.behave(*fault, times=1)
    made = poste()
    assert made["courriel"]["etat"] == etat and Path(made["dossier"]).is_dir()
    assert any(one["feuille"] == "Courriel" for one in made["constats"])
    assert poste()["courriel"]["etat"] == again
    assert len(smtp_server.messages) == 1


def test_no_sender_no_mail(
    run: Callable[..., Run], poste: Callable[..., Any], classeur: Path, smtp_server: Any
) -> None:
    content = contenu_demo("sans")
    content.settings["Courriel expéditeur"] = None
    build(classeur, content, JOUR_DEMO)
    made = poste()
    assert made["courriel"]["etat"] == "abandon" and smtp_server.messages == []
    assert any("Courriel expéditeur" in one["que_faire"] for one in made["constats"])


def test_without_a_server_the_folder_is_there(exporter: Callable[..., Any]) -> None:
    made = exporter("--courriel", ADRESSE, "--oui")
    assert Path(made["dossier"]).is_dir() and made["courriel"]["etat"] == "abandon"
    assert any("serveur d'envoi" in one["probleme"] for one in made["constats"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--courriel", "moi"), "n'est pas une adresse"),
        (("--courriel", ADRESSE), "--oui"),  # off a terminal
        (("--oui",), "--courriel"),
        (("--renvoyer",), "--courriel"),
    ],
)
def test_wrong_usage_makes_nothing(
    run: Callable[..., Run], classeur: Path, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    done = run("exporter", classeur, "--comptable", tmp_path / "x", *options)
    assert done.code == 2 and said in done.err and not (tmp_path / "x").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("answer", "count"), [("oui", 1), ("non", 0), ("", 0)])
def test_on_a_terminal_it_asks(
    poste: Callable[..., Any],
    classeur: Path,
    tmp_path: Path,
    smtp_server: Any,
    answer: str,
    count: int,
) -> None:
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        command = "import sys; from sheetcash.cli import main; sys.exit(main(sys.argv[1:]))"
        asked = ["exporter", str(classeur), "--comptable", str(tmp_path / "x")]
        asked += ["--courriel", ADRESSE, "--date", "2026-11-20"]
        os.execv(sys.executable, [sys.executable, "-c", command, *asked])
    seen = b""
    while b"(oui/non)" not in seen:
        seen += os.read(terminal, 4096)
    os.write(terminal, f"{answer}\n".encode())
    with contextlib.suppress(OSError):  # the child's end is closed
        while chunk := os.read(terminal, 4096):
            seen += chunk
    os.close(terminal)
    os.waitpid(pid, 0)
    assert ADRESSE in seen.decode() and "dossier comptable" in seen.decode()
    assert len(smtp_server.messages) == count
    assert len(list((tmp_path / "x").iterdir())) == 1


# Google


def test_a_spreadsheet_s_vouchers_are_those_of_the_current_folder(
    run: Callable[..., Run],
    google: Google,
    classeur: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    google.deposer(ID, classeur)
    fichier(google, ID).exports[XLSX] = classeur.read_bytes()
    monkeypatch.setenv(service.EMULATOR, google.hote)
    here = tmp_path / "ici"
    (here / "factures").mkdir(parents=True)
    (here / "factures" / "F-2025-001.pdf").write_bytes(b"%PDF un")
    (tmp_path / "factures").mkdir()
    (tmp_path / "factures" / "F-2025-002.pdf").write_bytes(b"%PDF deux")  # not under it
    monkeypatch.chdir(here)
    made = run("exporter", f"gsheet:{ID}", "--comptable", here / "Comptable", "--json").json
    folder = Path(made["dossier"])
    assert [one.name for one in folder.rglob("pieces/*/*")] == ["F-2025-001.pdf"]
    assert "Librairie Les Mots Voilés" in texte(folder / "Livre des recettes.pdf")
    for file in folder.glob("9999*FEC*.txt"):
        assert controler(file.name, file.read_bytes()) == []
    assert not [one for one in google.appels if not one.startswith("GET")]
