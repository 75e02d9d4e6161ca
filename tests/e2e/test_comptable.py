"""What the accountant typed, « Pointé » and « Question du comptable », survives every command."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from test_relances import bounce

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from commande import Run
from google_local import Google
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.google import service
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.cli.racine import COMMANDS
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.tables import COMPTABLE

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
JOUR = ("--date", "2026-11-20")
TABLES = ("tblRecettes", "tblAchats")
TITRES = [one.title for one in COMPTABLE]
CLASSEUR, DOSSIER, AVIS, RELEVE = "CLASSEUR", "DOSSIER", "AVIS", "RELEVE"
#: One that makes a receipt, and a purchase by a rule; after the others, so that no number changes.
LIGNES = """\
Date;Libellé;Montant(EUROS)
20/11/2026;VIR SEPA BRASSERIE DU PHARE BLEU F-2026-049;100,00
20/11/2026;FRAIS TENUE DE COMPTE;-6,91
"""

#: Every command that is given a workbook to write in, or might once be; in an order that works.
GESTES: list[tuple[list[str], set[int]]] = [
    (["bilan", CLASSEUR, *JOUR], {0, 1}),
    (["plan", CLASSEUR, *JOUR], {0, 1}),
    (["clients", CLASSEUR, *JOUR], {0, 1}),
    (["diagnostic", CLASSEUR], {0, 1}),
    (["importer", CLASSEUR, RELEVE], {0}),
    (["rapprocher", CLASSEUR, "--oui", *JOUR], {0, 1}),
    (["rapprocher", CLASSEUR, "--annuler", "--oui", *JOUR], {0, 1}),
    (["sync", CLASSEUR, "--oui", *JOUR], {0, 1}),
    (["relances", CLASSEUR, "--rebond", AVIS], {0, 1}),
    (["courriers", CLASSEUR, "--dossier", DOSSIER, *JOUR], {0, 1}),
    (["pieces", CLASSEUR, "--oui", *JOUR], {0, 1}),
    (["sceller", CLASSEUR, "--achats", "--oui", *JOUR], {0}),
    (["corriger", CLASSEUR, "12", "--montant", "400", "--oui", *JOUR], {0}),
    (["corriger", CLASSEUR, "3", "--achats", "--annuler", "--oui", *JOUR], {0}),
    (["sceller", CLASSEUR, "--achats", "--jusqu-au", "2026-11-20", "--oui", *JOUR], {0, 1}),
    (["pieces", CLASSEUR, "--oui", "--deplacer", "--accepter", *JOUR], {0, 1}),
    (["verifier", CLASSEUR], {0, 1}),
    (["exporter", CLASSEUR, "--comptable", DOSSIER, *JOUR], {0, 1}),
    (["comparer", CLASSEUR, CLASSEUR], {0}),
]
#: They make a workbook of their own, or take none; « partager » is asked of Google below.
SANS_CLASSEUR = {"nouveau", "demo", "calc", "installer", "partager", "restaurer"}


def test_every_command_is_tried() -> None:
    tried = {arguments[0] for arguments, _ in GESTES}
    assert tried | SANS_CLASSEUR == set(COMMANDS), "say here what the new command is given"


@pytest.fixture(autouse=True)
def _etat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, smtp_server: Any) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("SHEETCASH_SMTP_URL", smtp_server.url)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def pointe(tmp_path: Path) -> Path:
    """The demonstration, each of its rows looked at by the accountant, with a few vouchers."""
    content = contenu_demo("livre")
    rows = dict(content.rows)
    for name in TABLES:
        rows[name] = [
            row
            | {
                "Pointé": ("Oui", "Non", "à revoir")[at % 3],
                "Question du comptable": f" TVA ?\nligne « {at} » " if at % 2 else None,
            }
            for at, row in enumerate(rows[name])
        ]
    path = tmp_path / "Livre.xlsx"
    build(path, content._replace(rows=rows), JOUR_DEMO)
    for piece in ("achats/001.pdf", "achats/002.pdf", "factures/F-2025-004.pdf"):
        (tmp_path / piece).parent.mkdir(exist_ok=True)
        (tmp_path / piece).write_text(piece)
    return path


def lu(store: ExcelFile | GoogleStore) -> dict[tuple[str, str], tuple[object, ...]]:
    """What the accountant's columns hold, by table and number; blank rows of no number left out."""
    found = {}
    for name, raw in store.read(TABLES, to_write=False).tables.items():
        columns = [raw.columns[title] for title in ("N°", *TITRES)]
        for number, *its in zip(*columns, strict=True):
            if any(its):
                found[name, str(number)] = tuple(its)
    return found


def arguments(geste: list[str], classeur: str, tmp_path: Path, smtp_server: Any) -> list[str]:
    its = {CLASSEUR: classeur, DOSSIER: str(tmp_path / "Dossier")}
    its[RELEVE] = str(tmp_path / "releve.csv")
    Path(its[RELEVE]).write_text(LIGNES, "utf-8")
    if AVIS in geste:
        assert smtp_server.messages, "no mail left"
        its[AVIS] = str(bounce(tmp_path, smtp_server.messages[0].mail))
    return [its.get(one, one) for one in geste]


def test_in_a_file(run: Callable[..., Run], pointe: Path, tmp_path: Path, smtp_server: Any) -> None:
    before = lu(ExcelFile(pointe))
    assert len(before) > 100
    written = set()
    for geste, codes in GESTES:
        content = pointe.read_bytes()
        done = run(*arguments(geste, str(pointe), tmp_path, smtp_server))
        assert done.code in codes, (geste, done.out, done.err)
        assert lu(ExcelFile(pointe)) == before, geste
        if pointe.read_bytes() != content:
            written.add(geste[0])
    assert written == {
        *("importer", "rapprocher", "sync", "relances", "pieces", "sceller", "corriger"),
    }
    (copy,) = (tmp_path / "Dossier").rglob("*.xlsx")
    sheet = openpyxl.load_workbook(copy)["Livre des recettes"]
    at = [cell.column for cell in sheet[4] if cell.value in TITRES]
    shown = {tuple(sheet.cell(row, one).value for one in at) for row in range(5, 60)}
    assert {its for (name, _), its in before.items() if name == TABLES[0]} & shown


def test_in_a_spreadsheet(
    run: Callable[..., Run],
    pointe: Path,
    tmp_path: Path,
    smtp_server: Any,
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    google.deposer(ID, pointe)
    its = f"gsheet:{ID}"
    store = GoogleStore(service.ouvrir({service.EMULATOR: google.hote}), ID)
    before = lu(store)
    assert len(before) > 100
    for geste, codes in [*GESTES, (["partager", CLASSEUR, "--proteger"], {0, 1})]:
        if geste[0] == "exporter":  # the stand-in has no file to give
            continue
        done = run(*arguments(geste, its, tmp_path, smtp_server))
        assert done.code in codes, (geste, done.out, done.err)
        assert lu(store) == before, geste
