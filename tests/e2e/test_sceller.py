"""``sceller``, ``verifier`` and ``corriger`` as a user runs them, on a file and on Google's."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from commande import Run
from google_local import Google
from sheetcash.adapters.excel_file.patch import patch
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.google import service
from sheetcash.app.registres import TABLES
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.cells import CellEdit
from sheetcash.workbook.edits import AppendRow, UpdateRow

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
JOUR = ("--date", "2026-11-20")


@pytest.fixture(autouse=True)
def _etat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))


@pytest.fixture
def livre(tmp_path: Path) -> Path:
    path = tmp_path / "Livre.xlsx"
    build(path, contenu_demo("livre"), JOUR_DEMO)
    return path


def changer(path: Path, numero: str, table: str = "tblRecettes", **values: object) -> int:
    """Change a row as a user would in Excel; answer the sheet's row."""
    store = ExcelFile(path)
    snapshot = store.read([table])
    raw = snapshot.tables[table]
    at = raw.first_row + raw.columns["N°"].index(numero)
    store.write(snapshot, [UpdateRow(table, at, numero, values)])  # type: ignore[arg-type]
    return at


def test_a_sealed_workbook_is_sound_and_each_change_is_named(
    run: Callable[..., Run], livre: Path
) -> None:
    before = run("verifier", livre)
    assert before.code == 1 and "rien à vérifier" in before.out
    done = run("sceller", livre, "--oui", *JOUR, "--json")
    assert (done.code, done.json["scelle"], done.json["constats"]) == (0, True, [])
    recettes, achats = done.json["registres"]
    assert (recettes["lignes"], achats["lignes"]) == (64, 38)
    assert sum(month["total"] for month in recettes["mois"]) == recettes["total"] == 50915.0
    sound = run("verifier", livre, "--json")
    assert (sound.code, sound.json["etat"], sound.json["constats"]) == (0, "sain", [])
    assert sound.json["registres"][0]["dernier_sceau"] == recettes["sceau"]

    at = changer(livre, "12", Montant=75_001)
    told = run("verifier", livre, "--json")
    assert (told.code, told.json["etat"]) == (1, "altéré")
    first = told.json["constats"][0]
    assert (first["ligne"], first["colonne"]) == (at, "Montant")
    assert "scellé « 750,00\u00a0€ », trouvé « 750,01\u00a0€ »" in first["probleme"]
    assert "01/2026" in told.json["constats"][1]["probleme"]  # the month's total with it


def test_another_machine_knows_that_it_changed_but_not_what(
    run: Callable[..., Run], livre: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sceller", livre, "--oui", *JOUR)
    changer(livre, "12", Client="Éditions du Goeland")
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "autre"))
    told = run("verifier", livre)
    assert told.code == 1
    assert "La ligne n° 12 n'est plus celle qui a été scellée." in told.out
    assert "Cet ordinateur n'a pas gardé l'originale." in told.out


def test_without_a_terminal_nothing_is_sealed_unasked(run: Callable[..., Run], livre: Path) -> None:
    before = livre.read_bytes()
    refused = run("sceller", livre, *JOUR)
    assert refused.code == 2 and "--oui" in refused.err
    shown = run("sceller", livre, "--simulation", *JOUR)
    assert shown.code == 0 and "Simulation : rien n'a été scellé." in shown.out
    assert livre.read_bytes() == before


def test_a_book_without_a_row_has_nothing_to_seal(run: Callable[..., Run], tmp_path: Path) -> None:
    neuf = tmp_path / "neuf.xlsx"
    assert run("nouveau", neuf).code == 0
    told = run("sceller", neuf, "--oui", *JOUR)
    assert told.code == 0 and "Rien n'est à sceller jusqu'au 31/10/2026" in told.out
    assert run("verifier", neuf).code == 1


def test_a_correction_is_new_rows_and_the_declaration_is_told(
    run: Callable[..., Run], livre: Path
) -> None:
    run("sceller", livre, "--oui", *JOUR)
    done = run("corriger", livre, "12", "--montant", "400", "--oui", *JOUR)
    assert done.code == 0 and "n° 68" in done.out and "n° 69" in done.out
    raw = ExcelFile(livre).read(["tblRecettes"]).tables["tblRecettes"].columns
    assert raw["Montant"][-2:] == [-750.0, 400.0]
    assert raw["Corrige"][-2:] == ["12", "12"]
    assert raw["Date d'encaissement"][-1] == date(2026, 1, 6)
    told = run("verifier", livre, "--json")
    assert told.json["etat"] == "sain"
    (late,) = told.json["constats"]
    assert (late["feuille"], late["colonne"]) == ("Déclarations", "Déclaré le")
    waiting = run("sceller", livre, "--oui", *JOUR)
    assert waiting.code == 0 and "Tout est déjà scellé jusqu'au 31/10/2026" in waiting.out
    assert "Recettes : 5 lignes plus récentes attendent" in waiting.out
    assert "BNC -350,00" in late["probleme"]
    assert run("sceller", livre, "--oui", "--jusqu-au", "2026-11-20", *JOUR).code == 0
    told = run("verifier", livre, "--json")
    assert told.code == 1 and told.json["registres"][0]["saines"] == 69
    assert "écrivez dans « Déclaré le » le jour" in told.json["constats"][0]["que_faire"]
    corrected = ExcelFile(livre).read(["tblDeclarations"]).tables["tblDeclarations"]
    where = corrected.positions["Déclaré le"], late["ligne"]
    typed = io.BytesIO()
    edit = CellEdit("Déclarations", where[1], where[0], date(2026, 11, 27))
    patch(livre.read_bytes(), [edit], typed)
    livre.write_bytes(typed.getvalue())
    assert run("verifier", livre).code == 0
    again = run("corriger", livre, "12", "--annuler", "--oui")
    assert again.code == 3 and "déjà corrigée" in again.err
    assert run("corriger", livre, "69", "--annuler", "--oui", *JOUR).code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["99", "--montant", "1"], 3, "aucune ligne scellée ne porte le n° 99"),
        (["66", "--montant", "1"], 3, "pas scellée : changez-la"),
        (["12"], 2, "Dites ce qui aurait dû être écrit"),
        (["12", "--montant", "x"], 2, "« x » n'est pas un montant"),
        (["12", "--mode", "troc"], 2, "« troc » n'est pas de Virement"),
        (["12", "--fournisseur", "x"], 2, "n'a pas de colonne « Fournisseur »"),
        (["12", "--montant", "750"], 3, "Rien ne change"),
        (["12", "--annuler", "--montant", "3"], 2, "l'un des deux"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(
    run: Callable[..., Run], livre: Path, arguments: list[str], code: int, words: str
) -> None:
    run("sceller", livre, "--oui", *JOUR)
    before = livre.read_bytes()
    refused = run("corriger", livre, *arguments, "--oui")
    assert (refused.code, livre.read_bytes()) == (code, before)
    assert words in refused.err


def test_what_forbids_to_seal_is_said_with_its_row(run: Callable[..., Run], livre: Path) -> None:
    at = changer(livre, "12", **{"Mode de règlement": None, "Pièce": None, "N° facture": None})
    refused = run("sceller", livre, "--oui", *JOUR)
    assert refused.code == 1
    assert f"Livre des recettes, ligne {at}, Mode de règlement" in refused.out
    assert f"Livre des recettes, ligne {at}, Pièce" in refused.out
    assert "Recettes jusqu'au" not in refused.out  # the purchases were sealed
    assert run("verifier", livre, "--json").json["registres"][0]["etat"] == "sans sceau"


def test_a_seal_kept_elsewhere_is_looked_for(run: Callable[..., Run], livre: Path) -> None:
    sealed = run("sceller", livre, "--oui", *JOUR, "--json").json["registres"][0]["sceau"]
    assert run("verifier", livre, "--sceau", sealed).code == 0
    printed = "\u200b".join(sealed[:40]) + "\n " + sealed[40:]  # as the PDF gives it
    assert run("verifier", livre, "--sceau", printed).code == 0
    other = sealed[:-1] + ("0" if sealed[-1] != "0" else "1")
    told = run("verifier", livre, "--sceau", other)
    assert told.code == 1 and "n'est plus dans ce classeur" in told.out
    assert run("verifier", livre, "--sceau", "S1.64").code == 3


def test_files_that_cannot_be_verified_are_never_said_sound(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    missing = run("verifier", tmp_path / "absent.xlsx")
    assert missing.code == 3 and "n'existe pas" in missing.err
    run("sceller", livre, "--oui", *JOUR)
    cut = tmp_path / "coupé.xlsx"
    cut.write_bytes(livre.read_bytes()[:-3000])
    damaged = run("verifier", cut)
    assert damaged.code == 3 and damaged.err and "sain" not in damaged.out
    assert run("verifier", tmp_path).code == 3
    changer(livre, "1", Sceau="S3.1." + "0" * 64)
    newer = run("verifier", livre)
    assert newer.code == 3 and "version plus récente" in newer.err
    assert run("sceller", livre, "--oui", *JOUR).code == 3


def test_an_open_or_read_only_workbook_is_left_alone(run: Callable[..., Run], livre: Path) -> None:
    owner = livre.with_name("~$Livre.xlsx")
    owner.write_bytes(b"\x04Zoe" + b" " * 160)
    before = livre.read_bytes()
    assert run("sceller", livre, "--oui", *JOUR).code == 3
    assert run("verifier", livre).code == 1  # reading needs nothing
    owner.unlink()
    assert livre.read_bytes() == before


def test_a_journal_that_cannot_be_written_is_made_up_for_the_next_time(
    run: Callable[..., Run], livre: Path, tmp_path: Path
) -> None:
    run("sceller", livre, "--oui", "--jusqu-au", "2026-08-31", *JOUR)
    journal = tmp_path / "etat" / "journal.sqlite"
    with sqlite3.connect(journal) as kept:  # as if the run had died between sheet and journal
        kept.execute("DROP TRIGGER scelles_gardes")
        kept.execute("DELETE FROM scelles WHERE rang > 3")
    kept.close()
    assert run("verifier", livre).code == 0
    assert run("sceller", livre, "--oui", *JOUR).code == 0
    with sqlite3.connect(journal) as kept:
        (count,) = kept.execute(
            "SELECT COUNT(*) FROM scelles WHERE registre = 'Recettes'"
        ).fetchone()
    kept.close()
    assert count == 64


def test_a_restored_backup_gets_its_seals_back_but_not_over_other_rows(
    run: Callable[..., Run], livre: Path
) -> None:
    backup = livre.read_bytes()
    first = run("sceller", livre, "--oui", *JOUR, "--json").json
    livre.write_bytes(backup)
    told = run("verifier", livre)
    assert told.code == 1 and "effacé" in told.out  # the journal remembers
    assert "« sheetcash sceller » le remet" in told.out
    again = run("sceller", livre, "--oui", *JOUR)
    assert again.code == 0 and "64 sceaux perdus remis" in again.out
    sound = run("verifier", livre, "--json").json
    assert (sound["etat"], sound["constats"]) == ("sain", [])
    seals = [one["sceau"] for one in first["registres"]]
    assert [one["dernier_sceau"] for one in sound["registres"]] == seals
    livre.write_bytes(backup)
    changer(livre, "12", Montant=1)
    refused = run("sceller", livre, "--oui", *JOUR, "--json")
    assert refused.code == 1
    assert "verifier" in refused.json["constats"][0]["que_faire"]


def test_a_row_may_be_added_under_the_sealed_ones(run: Callable[..., Run], livre: Path) -> None:
    run("sceller", livre, "--oui", *JOUR)
    store = ExcelFile(livre)
    row = {"N°": "68", "Date d'encaissement": date(2026, 11, 19), "Montant": 5, "Catégorie": "BNC"}
    store.write(store.read(TABLES), [AppendRow("tblRecettes", row)])  # type: ignore[arg-type]
    assert run("verifier", livre).code == 0


def test_rows_typed_under_the_table_keep_their_register_from_being_sealed(
    run: Callable[..., Run], livre: Path
) -> None:
    raw = ExcelFile(livre).read(["tblRecettes"]).tables["tblRecettes"]
    under = raw.first_row + raw.height
    typed = io.BytesIO()
    edit = CellEdit(raw.sheet, under, raw.positions["Montant"], 12.0)
    patch(livre.read_bytes(), [edit], typed)
    livre.write_bytes(typed.getvalue())
    told = run("sceller", livre, "--oui", "--json", *JOUR)
    assert [one["registre"] for one in told.json["registres"]] == ["Achats"]
    assert [(one["feuille"], one["ligne"]) for one in told.json["constats"]] == [(raw.sheet, under)]
    told = run("verifier", livre, "--json")
    assert (told.code, told.json["etat"]) == (1, "sans sceau")
    assert "Hors du tableau" in told.json["constats"][0]["probleme"]


@pytest.fixture
def feuille(google: Google, demo: Path, monkeypatch: pytest.MonkeyPatch) -> Google:
    google.deposer(ID, demo)
    monkeypatch.setenv(service.EMULATOR, google.hote)
    return google


def test_a_spreadsheet_is_sealed_verified_and_corrected(
    run: Callable[..., Run], feuille: Google
) -> None:
    its = f"gsheet:{ID}"
    done = run("sceller", its, "--oui", *JOUR, "--json")
    assert (done.code, done.json["constats"]) == (0, [])
    assert [one["lignes"] for one in done.json["registres"]] == [64, 38]
    assert run("verifier", its, "--json").json["etat"] == "sain"
    assert run("corriger", its, "12", "--montant", "400", "--oui", *JOUR).code == 0
    sheet = feuille.tableurs[ID].onglet("Livre des recettes")
    top = next(at for at, row in enumerate(sheet.lignes, 1) if "Nature" in row)
    nature = sheet.lignes[top - 1].index("Nature") + 1
    sheet.put(top + 3, nature, "Autre chose")
    told = run("verifier", its, "--json")
    assert told.json["etat"] == "altéré"
    assert told.json["constats"][0]["ligne"] == top + 3


def test_a_file_and_a_spreadsheet_give_the_same_seals(
    run: Callable[..., Run],
    feuille: Google,
    demo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = tmp_path / "copie.xlsx"
    copy.write_bytes(demo.read_bytes())
    seals = []
    for its in (copy, f"gsheet:{ID}"):
        monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / f"etat-{len(seals)}"))
        done = run("sceller", its, "--oui", *JOUR, "--json").json
        seals.append([one["sceau"] for one in done["registres"]])
    assert seals[0] == seals[1] != []


def regles(path: Path) -> list[tuple[str, str, str]]:
    """The sheet's validations: their kind, formula and ranges."""
    sheet = openpyxl.load_workbook(path)["Livre des recettes"]
    return [
        (one.type or "", one.formula1 or "", str(one.sqref))
        for one in sheet.data_validations.dataValidation
    ]


def test_excel_refuses_to_type_over_sealed_rows_only(run: Callable[..., Run], livre: Path) -> None:
    before = regles(livre)
    assert run("sceller", livre, "--oui", *JOUR).code == 0
    after = regles(livre)
    assert ("custom", '$L5=""', "A5:K68") in after  # what the row's own seal decides
    assert len(after) == len(before) + 1
    kept = {(kind, formula): where for kind, formula, where in after}
    for kind, formula, where in before:
        column = where[0]
        if column in "ABCDEFGHIJK" and formula != "FALSE":
            assert kept[kind, formula] == where.replace("5:", "69:"), "the rows below keep theirs"
        elif formula != "FALSE":
            assert kept[kind, formula] == where
    assert run("sceller", livre, "--oui", "--jusqu-au", "2026-11-20", *JOUR).code == 0
    assert ("custom", '$L69=""', "A69:K71") in regles(livre)
    assert len(regles(livre)) == len(after) + 1


def test_seals_whose_answer_was_lost_are_learned_by_the_next_run(
    run: Callable[..., Run], feuille: Google
) -> None:
    """The journal is the second witness: it must know them though nothing is left to seal."""
    feuille.panne(":batchUpdate", 500, apres=True)
    lost = run("sceller", f"gsheet:{ID}", "--oui", *JOUR)
    assert lost.code == 3 and "peut-être" in lost.err
    again = run("sceller", f"gsheet:{ID}", "--oui", *JOUR)
    assert again.code == 0 and "Tout est déjà scellé" in again.out
    tab = feuille.tableurs[ID].onglet("Livre des recettes")
    at = tab.lignes[3].index("Sceau")
    sealed = [n for n, row in enumerate(tab.lignes) if n > 3 and any(row[at : at + 1])]
    del tab.lignes[sealed[-3] : sealed[-1] + 1]
    months = feuille.tableurs[ID].onglet("Scellés")
    gone = len(months.lignes) - 4
    del months.lignes[4:]
    told = run("verifier", f"gsheet:{ID}", "--json").json["constats"]
    assert sum(one["feuille"] == "Scellés" for one in told) >= gone
    assert sum(one["feuille"] == "Livre des recettes" for one in told) >= 3


def test_google_asks_before_sealed_rows_are_typed_over(
    run: Callable[..., Run], feuille: Google
) -> None:
    run("sceller", f"gsheet:{ID}", "--oui", *JOUR)
    sent = [
        one["addProtectedRange"]["protectedRange"]
        for body in filter(None, feuille.corps)
        for one in body.get("requests", [])
        if "addProtectedRange" in one
    ]
    books, *others, purchases = sent  # a purchase's days of payment stay to be typed in
    assert books["warningOnly"] and "scellées" in books["description"]
    assert len(others) == 1 and others[0]["range"]["endColumnIndex"] == 7
    assert books["range"]["endRowIndex"] - books["range"]["startRowIndex"] == 64
    assert purchases["range"]["endRowIndex"] - purchases["range"]["startRowIndex"] == 38
