"""``importer --rapprocher``: one writing leaves the same workbook as the two commands."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import TableColumn

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from cellules import typees
from commande import Run
from factures_synthetiques import ubl
from factures_synthetiques import verite as invoices
from generateur_livres import livre as inventer
from google_local import Google
from sheetcash.adapters.google import service
from sheetcash.templates.demonstration import JOUR_DEMO, RELEVE_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content

pytestmark = pytest.mark.usefixtures("reglages")

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
STRIPE = """\
balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,\
description,customer_email,automatic_payout_id
txn_1,2026-11-05 10:00:00,2026-11-12,eur,690.00,10.60,679.40,charge,Facture F-2026-053,a@b.fr,po_1
txn_3,2026-11-14 10:00:00,2026-11-14,eur,-679.40,0.00,-679.40,payout,STRIPE PAYOUT,,po_1
"""
PLUS = "20/11/2026;VIR STRIPE PAYMENTS EUROPE;679,40\n20/11/2026;CB INCONNU 12;-9,90\n"


def poser(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """The demonstration's workbook, and lines that its user pasted in Banque."""
    path, content = tmp_path / "Livre.xlsx", contenu_demo("essai")
    pasted = [
        {"Date": date(2026, 11, 17), "Libellé": "VIR CHOEUR DES HALLES", "Montant": 25_000},
        {"Date": date(2026, 11, 18), "Libellé": "PRLV ENCADREURS REUNIS", "Montant": -31_800},
    ]
    rows = content.rows | {"tblBanque": [*content.rows["tblBanque"], *pasted]}
    build(path, content._replace(rows=rows), JOUR_DEMO)
    return path


def generated(folder: Path, seed: int) -> tuple[Path, Path]:
    """A book of clients with habits, and the statement that pays them."""
    book = inventer(seed, clients=40)
    empty = contenu_vide("livre")
    rows: dict[str, list[dict[str, object]]] = {
        "tblClients": [
            {
                "Client": one.client,
                "Type": "Professionnel",
                "En banque": " ; ".join([*one.noms[1:], *one.ibans]) or None,
            }
            for one in book.connus
        ],
        "tblFactures": [
            {
                "N° facture": one.numero,
                "Date": one.date_facture,
                "Client": one.client,
                "Catégorie": "BNC",
                "Montant": one.montant,
                "Conditions": "30 jours",
            }
            for one in book.ouvertes
        ],
    }
    settings = empty.settings | {"Catégorie principale": "BNC", "Nature": "Libérale"}
    path = folder / "Livre.xlsx"
    build(path, Content(settings, {**empty.rows, **rows}), JOUR_DEMO)
    lines = ["Date;Libellé;Montant(EUROS)"]
    for credit in book.credits:
        words = f"{credit.libelle} {credit.contrepartie}".replace(";", " ").replace('"', " ")
        cents = f"{credit.cents / 100:.2f}".replace(".", ",")
        lines.append(f"{credit.jour:%d/%m/%Y};{words};{cents}")
    return path, poser(folder, "releve.csv", "\n".join(lines) + "\n")


def assert_the_same(run: Callable[..., Run], livre: Path, *files: Path) -> dict[str, object]:
    """Both ways, on a copy each; what the single one told."""
    other = Path(shutil.copy(livre, livre.with_name("Autre.xlsx")))
    alone = run("importer", livre, *files, "--json")
    matched = run("rapprocher", livre, "--oui", "--json")
    done = run("importer", other, *files, "--rapprocher", "--oui", "--json")
    assert not done.err, done.err
    told: dict[str, object] = done.json
    suite = told["rapprochement"]
    assert isinstance(suite, dict)
    assert typees(other) == typees(livre)
    for name in ("accords", "doutes", "sans_explication", "appris", "lot"):
        assert suite[name] == matched.json[name], name
    assert told["fichiers"] == alone.json["fichiers"]
    # A second time nothing comes in; what was learned of the payers may explain more.
    again = run("importer", other, *files, "--rapprocher", "--oui", "--json").json
    later = run("rapprocher", livre, "--oui", "--json").json
    assert again["ecritures"] == later["ecritures"] and typees(other) == typees(livre)
    return suite


def test_one_writing_leaves_what_two_commands_leave(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    files = [
        poser(tmp_path, "releve.csv", RELEVE_DEMO + PLUS),
        poser(tmp_path, "stripe.csv", STRIPE),
        *(poser(tmp_path, f"f{n}.xml", ubl(one)) for n, one in enumerate(invoices()[:3])),
    ]
    told = assert_the_same(run, demo, *files)
    assert told["accords"] and told["doutes"] and told["sans_explication"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_so_do_books_of_many_habits(run: Callable[..., Run], tmp_path: Path, seed: int) -> None:
    livre, releve = generated(tmp_path, seed)
    told = assert_the_same(run, livre, releve)
    accords = told["accords"]
    assert isinstance(accords, list) and len(accords) > 50


def test_the_words_tell_both(run: Callable[..., Run], demo: Path, tmp_path: Path) -> None:
    releve = poser(tmp_path, "releve.csv", RELEVE_DEMO + PLUS)
    before = demo.read_bytes()
    shown = run("importer", demo, releve, "--rapprocher", "--simulation")
    assert demo.read_bytes() == before
    assert shown.out.count("rien n'a été écrit") == 1 and "à ajouter" in shown.out
    told = run("importer", demo, releve, "--rapprocher", "--oui")
    assert told.code == 1, "something is to be confirmed"
    for said in ("4 lignes ajoutées", "2 lignes collées", "Rapproché (", "À confirmer (", "Lot R"):
        assert said in told.out
    assert "Ensuite : sheetcash rapprocher" not in told.out
    undone = run("rapprocher", demo, "--annuler", "--oui", "--json").json
    assert undone["recettes"] and typees(demo)["tblRecettes"]


def test_a_column_of_the_user_s_under_the_last_row_is_looked_at_first(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    """Where the new rows will come is not to be guessed: what is written names rows."""
    book = load_workbook(demo)
    sheet = book["Banque"]
    table = sheet.tables["tblBanque"]
    column, last = sheet.max_column + 1, sheet.max_row + 4
    assert table.ref.startswith("A4:")
    sheet.cell(4, column, "Mes notes")
    for row in range(5, last - 1):
        sheet.cell(row, column, "vu")
    table.ref = f"A4:{sheet.cell(last, column).coordinate}"
    table.autoFilter.ref = table.ref
    table.tableColumns.append(TableColumn(id=len(table.tableColumns) + 1, name="Mes notes"))
    book.save(demo)
    qif = "!Account\nN{}\nTBank\n^\n!Type:Bank\nD10/11/2026\nT{}\nPVERS L'AUTRE\n^\n"
    both = qif.format("Courant", "-777.00") + qif.format("Livret", "777.00")
    assert_the_same(run, demo, poser(tmp_path, "both.qif", both))


def test_formulas_without_values_are_computed_before_they_are_matched(
    run: Callable[..., Run], demo: Path, tmp_path: Path
) -> None:
    book = load_workbook(demo)  # saving it leaves no value in any formula
    sheet = book["Déclarations"]
    titles = {cell.value: cell.column for cell in sheet[4]}
    for row in range(5, sheet.max_row + 1):
        sheet.cell(row, titles["Payé le"]).value = None
    book.save(demo)
    urssaf = "Date;Libellé;Montant(EUROS)\n29/10/2026;PRLV URSSAF T3 2026;-2271,00\n"
    assert_the_same(run, demo, poser(tmp_path, "u.csv", urssaf))


def test_what_was_read_is_shown_before_anything_is_asked(
    run: Callable[..., Run], demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releve = poser(tmp_path, "releve.csv", RELEVE_DEMO)
    asked: list[object] = []

    def answer(*_: object, **__: object) -> str:
        asked.append(_)
        return "o"

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sheetcash.cli.questions.demander", answer)
    lock = demo.with_name(f"~${demo.name}")
    lock.write_bytes(b"\x05Zoe".ljust(165, b"\0"))
    told = run("importer", demo, releve, "--rapprocher")
    assert told.code == 3 and "ouvert" in told.err and not asked, "no answer is given in vain"
    lock.unlink()
    told = run("importer", demo, releve, "--rapprocher")
    assert asked and told.err.index("à ajouter") < told.err.index("À confirmer")
    assert "F-2026-050" in told.out.partition("Rapproché (")[2]


def test_yes_goes_with_matching(run: Callable[..., Run], demo: Path, tmp_path: Path) -> None:
    releve = poser(tmp_path, "releve.csv", RELEVE_DEMO)
    told = run("importer", demo, releve, "--oui")
    assert told.code == 2 and "--rapprocher" in told.err


def test_a_spreadsheet_of_google_s_is_written_once(
    run: Callable[..., Run],
    demo: Path,
    tmp_path: Path,
    google: Google,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    google.deposer(ID, demo)
    releve = poser(tmp_path, "releve.csv", RELEVE_DEMO + PLUS)
    told = run("importer", f"gsheet:{ID}", releve, "--rapprocher", "--oui", "--json").json
    here = run("importer", demo, releve, "--rapprocher", "--oui", "--json").json
    assert told["rapprochement"]["accords"] == here["rapprochement"]["accords"]
    assert google.appels.count("POST :batchUpdate") == 1
    again = run("importer", f"gsheet:{ID}", releve, "--rapprocher", "--oui", "--json").json
    assert again["ecritures"] == 0
