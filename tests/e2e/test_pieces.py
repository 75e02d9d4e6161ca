"""``pieces`` as a user runs it: files filed, checked, and none of theirs lost."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import google_drive  # noqa: F401 - the stand-in learns to protect ranges
from commande import Run
from google_local import Google
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.google import service
from sheetcash.app import pieces as pieces_app
from sheetcash.errors import ExternallyChanged
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import UpdateRow

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"
JOUR = ("--date", "2026-11-20")
FACTURES, RECETTES, ACHATS = "tblFactures", "tblRecettes", "tblAchats"


@pytest.fixture(autouse=True)
def _etat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    path = tmp_path / "Activité"
    path.mkdir()
    return path


Ecrire = Callable[..., Path]


@pytest.fixture
def ecrire(dossier: Path) -> Ecrire:
    """Write the workbook: what « Pièce » holds in each row, by table."""

    def write(name: str = "Livre.xlsx", **pieces: list[Any]) -> Path:
        rows: dict[str, list[dict[str, object]]] = dict(contenu_vide("livre").rows)
        for table, ones in pieces.items():
            rows[table] = [_ligne(table, at, one) for at, one in enumerate(ones, 1)]
        path = dossier / name
        build(path, Content(contenu_vide("livre").settings, rows), date(2026, 11, 20))
        return path

    return write


def _ligne(table: str, numero: int, its: Any) -> dict[str, object]:
    more = its if isinstance(its, dict) else {"Pièce": its}
    day, row = date(2026, 3, numero), {"Montant": 1000 + numero, "Mode de règlement": "Carte"}
    if table == FACTURES:
        row = {"N° facture": f"F-{numero}", "Date": day, "Client": "Nord", "Montant": 1000}
        row |= {"Conditions": "30 jours", "Catégorie": "BNC"}
    elif table == RECETTES:
        row |= {"N°": str(numero), "Date d'encaissement": day, "Client": "Nord"}
        row |= {"Catégorie": "BNC", "Nature": "Séance"}
    else:
        row |= {"N°": str(numero), "Date": day, "Fournisseur": "Papier & Cie", "Nature": "Papier"}
    return row | more


def poser(path: Path, contenu: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(contenu or path.name, "utf-8")
    return path


def cellules(path: Path, table: str) -> list[Any]:
    return ExcelFile(path).read([table]).tables[table].columns["Pièce"]


def changer(path: Path, table: str, numero: str, **values: Any) -> None:
    store = ExcelFile(path)
    snapshot = store.read([table])
    raw = snapshot.tables[table]
    key = "N° facture" if table == FACTURES else "N°"
    at = raw.first_row + raw.columns[key].index(numero)
    store.write(snapshot, [UpdateRow(table, at, numero, values)])


def fichiers(dossier: Path) -> dict[str, str]:
    """Every file in a folder, with what it holds; the workbook and the index left out."""
    return {
        one.relative_to(dossier).as_posix(): one.read_text("utf-8", "replace")
        for one in sorted(dossier.rglob("*"))
        if one.is_file() and one.suffix not in (".xlsx", ".json")
    }


def constats(run: Run) -> list[tuple[str, int, str]]:
    return [(one["feuille"], one["ligne"], one["colonne"]) for one in run.json["constats"]]


RANGES = {
    FACTURES: "Pièces/2026/Factures/F-1 - 2026-03-01 - Nord.pdf",
    RECETTES: "Pièces/2026/Recettes/0001 - 2026-03-01 - Nord.pdf",
    ACHATS: "Pièces/2026/Achats/0001 - 2026-03-01 - Papier & Cie.jpg",
}


def test_files_are_copied_by_year_and_number_and_the_cells_say_where(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path, tmp_path: Path
) -> None:
    dehors = poser(tmp_path / "Téléchargements" / "ticket.JPG", "un ticket")
    poser(dossier / "a.pdf"), poser(dossier / "scans" / "b.pdf")
    livre = ecrire(tblFactures=["a.pdf"], tblRecettes=["scans/b.pdf"], tblAchats=[str(dehors)])
    before = livre.read_bytes()
    shown = run("pieces", livre, "--simulation", *JOUR)
    assert shown.code == 0 and "Simulation : rien n'a été changé." in shown.out
    assert RANGES[FACTURES] in shown.out
    assert livre.read_bytes() == before and not (dossier / "Pièces").exists()
    refused = run("pieces", livre, *JOUR)
    assert refused.code == 2 and "--oui" in refused.err and not (dossier / "Pièces").exists()
    done = run("pieces", livre, "--oui", *JOUR)
    assert done.code == 0, done.out
    assert "3 fichiers copiés, 3 cellules écrites ; les originaux sont restés" in done.out
    assert {table: cellules(livre, table)[0] for table in RANGES} == RANGES
    held = fichiers(dossier)
    assert held[RANGES[FACTURES]] == held["a.pdf"] == "a.pdf"  # copied, and kept
    assert held[RANGES[ACHATS]] == dehors.read_text() == "un ticket"
    again = run("pieces", livre, "--oui", "--json", *JOUR)
    assert (again.code, again.json["rangees"], again.json["ecritures"]) == (0, [], 0)
    assert [one["fichier"] for one in again.json["deja_rangees"]] == list(RANGES.values())
    assert fichiers(dossier) == held


def test_originals_go_only_when_asked_and_never_a_sealed_row_s(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "a.pdf"), poser(dossier / "b.pdf")
    livre = ecrire(tblRecettes=["b.pdf"], tblAchats=["a.pdf"])
    assert run("sceller", livre, "--oui", *JOUR).code == 0
    done = run("pieces", livre, "--oui", "--deplacer", "--json", *JOUR)
    assert (done.code, done.json["ecritures"], done.json["retirees"]) == (0, 1, 1), done.out
    held = fichiers(dossier)
    assert "a.pdf" not in held and held["b.pdf"] == held[RANGES[RECETTES]]
    assert cellules(livre, RECETTES) == ["b.pdf"]  # sealed: left as it was sealed
    assert cellules(livre, ACHATS) == [RANGES[ACHATS].replace(".jpg", ".pdf")]
    assert run("verifier", livre).code == 0
    again = run("pieces", livre, "--oui", "--json", *JOUR)
    assert (again.code, again.json["rangees"]) == (0, [])
    assert [(one["fichier"], one["scellee"]) for one in again.json["gardees"]] == [("b.pdf", True)]


def test_a_sealed_row_s_lost_file_is_put_back_where_its_cell_says(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    its = poser(dossier / "scans" / "b.pdf", "la preuve")
    livre = ecrire(tblRecettes=["scans\\b.pdf"])
    assert run("sceller", livre, "--oui", *JOUR).code == 0
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    its.unlink()
    its.parent.rmdir()
    done = run("pieces", livre, "--oui", *JOUR)
    assert done.code == 0 and "remis à sa place" in done.out
    assert its.read_text("utf-8") == "la preuve"
    its.write_text("une autre", "utf-8")
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1 and "n'est plus celui du 20/11/2026" in told.out
    assert RANGES[RECETTES] in told.json["constats"][0]["que_faire"]
    assert told.json["rangees"] == []
    assert run("pieces", livre, "--oui", "--accepter", *JOUR).code == 0
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    assert sorted(fichiers(dossier).values()) == ["la preuve", "une autre", "une autre"]
    assert run("verifier", livre).code == 0


def test_a_sealed_row_s_copy_that_changed_is_told_and_made_again(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "b.pdf", "la preuve")
    livre = ecrire(tblRecettes=["b.pdf"])
    assert run("sceller", livre, "--oui", *JOUR).code == 0
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    copy = dossier / RANGES[RECETTES]
    copy.write_text("retouchée", "utf-8")
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    (changed,) = told.json["constats"]
    assert told.code == 1 and changed["feuille"] == "Livre des recettes"
    assert f"« {RANGES[RECETTES]} » n'est plus celui du 20/11/2026" in changed["probleme"]
    assert changed["que_faire"].startswith("L'original, « b.pdf », est intact.")
    assert sorted(fichiers(dossier).values()) == ["la preuve", "la preuve", "retouchée"]
    assert run("pieces", livre, "--oui", *JOUR).code == 1  # told until it is out of the way
    copy.unlink()
    again = run("pieces", livre, "--oui", "--json", *JOUR)
    assert (again.code, again.json["rangees"]) == (0, [])


def test_a_row_whose_seal_was_lost_is_left_for_it_to_be_put_back(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "b.pdf")
    livre = ecrire(tblRecettes=["b.pdf"])
    backup = livre.read_bytes()
    assert run("sceller", livre, "--oui", *JOUR).code == 0
    livre.write_bytes(backup)
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    assert cellules(livre, RECETTES) == ["b.pdf"]
    assert run("sceller", livre, "--oui", *JOUR).code == 0 and run("verifier", livre).code == 0


def test_changed_missing_and_orphan_files_are_told(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        poser(dossier / name)
    livre = ecrire(tblAchats=["a.jpg", "b.jpg", "c.jpg"])
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    un, deux, trois = (dossier / one for one in cellules(livre, ACHATS))
    un.write_text("retouché", "utf-8")
    deux.rename(deux.with_name("perdu de vue.jpg"))
    changer(livre, ACHATS, "3", Pièce=None)
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1
    changed, missing, *orphans = told.json["constats"]
    assert (changed["ligne"], changed["colonne"]) == (5, "Pièce")
    assert "n'est plus celui du 20/11/2026" in changed["probleme"]
    assert (missing["feuille"], missing["ligne"]) == ("Achats", 6)
    assert "introuvable" in missing["probleme"]
    assert "perdu de vue.jpg » : écrivez-le dans la cellule" in missing["que_faire"]
    assert len(orphans) == 2 and {one["feuille"] for one in orphans} == {"Dossier Pièces"}
    (theirs,) = [one for one in orphans if trois.name in one["probleme"]]
    assert "C'était la pièce de : Achats, n° 3." in theirs["probleme"]
    assert told.json["sans_piece"] == {"Achats": 1}
    # a change that is wanted; a file that is gone with its row
    trois.unlink()
    deux.with_name("perdu de vue.jpg").rename(deux)
    told = run("pieces", livre, "--json", *JOUR)
    assert ["n'est plus celui" in told.out, "a disparu" in told.out] == [True, True]
    assert run("pieces", livre, "--accepter", *JOUR).code == 0
    assert run("pieces", livre, *JOUR).code == 0
    index = json.loads((dossier / "Pièces" / "pieces.json").read_text("utf-8"))
    (kept,) = [one for one in index["pieces"] if one["chemin"].endswith(un.name)]
    assert len(kept["avant"]) == 1  # the former hash is not forgotten
    assert len(index["pieces"]) == 2


def test_one_file_for_two_rows_is_told_unless_they_go_together(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "f.pdf"), poser(dossier / "t.pdf"), poser(dossier / "copie.pdf", "t.pdf")
    day = date(2026, 5, 2)
    livre = ecrire(
        tblFactures=["f.pdf"],
        tblRecettes=[
            {"Pièce": "f.pdf", "N° facture": "F-1"},
            {"Pièce": "f.pdf", "N° facture": "F-1"},
        ],
        tblAchats=[
            "t.pdf",
            "copie.pdf",
            {"Pièce": "u.pdf", "Date": day},
            {"Pièce": "u.pdf", "Date": day},
        ],
    )
    poser(dossier / "u.pdf")
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1 and constats(told) == [("Achats", 6, "Pièce")]
    assert "même contenu que Achats, n° 1" in told.json["constats"][0]["probleme"]
    assert cellules(livre, RECETTES) == [RANGES[FACTURES]] * 2  # filed once, as the invoice's
    assert [Path(one).name for one in cellules(livre, ACHATS)[2:]] == [
        "0003 - 2026-05-02 - Papier & Cie.pdf"
    ] * 2
    changer(livre, RECETTES, "2", **{"N° facture": "F-9"})
    told = run("pieces", livre, "--json", *JOUR)
    assert ("Livre des recettes", 6, "Pièce") in constats(told)
    assert "nomme le même fichier que Factures, n° F-1" in told.out


def test_links_are_told_not_fetched_and_references_left_alone(
    run: Callable[..., Run], ecrire: Ecrire
) -> None:
    livre = ecrire(
        tblFactures=["https://exemple.fr/f/1.pdf"],
        tblRecettes=["Relevé 03/2026", "https://", "http://127.0.0.1:9/x.pdf"],
        tblAchats=["HTTPS://exemple.fr/a b"],
    )
    before = livre.read_bytes()
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert (told.code, livre.read_bytes()) == (1, before)
    assert len(told.json["liens"]) == 4
    assert [one["texte"] for one in told.json["references"]] == ["Relevé 03/2026"]
    assert {one[:2] for one in constats(told)} >= {("Livre des recettes", 6), ("Achats", 5)}
    text = run("pieces", livre, *JOUR).out
    assert "Liens, non téléchargés : 4." in text and "https://exemple.fr/f/1.pdf" in text


@pytest.mark.parametrize(
    ("texte", "words"),
    [
        ("absent.pdf", "introuvable"),
        ("scans", "est un dossier"),
        ("scans/", "est un dossier"),
        ("vide.pdf", "est vide"),
        ("tube.pdf", "n'est pas un fichier"),
        ("secret.pdf", "ne peut pas être lue"),
        ("x" * 3000 + ".pdf", "ne peut pas être lue"),
        ("/nulle/part/a.pdf", "introuvable"),
        ("C:\\Users\\Zoé\\a.pdf", "introuvable"),
        ("a.pdf ; b.pdf", "introuvable"),
        ("../../../../etc", "introuvable"),
    ],
)
def test_what_cannot_be_filed_is_told_with_its_cell(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path, texte: str, words: str
) -> None:
    (dossier / "scans").mkdir()
    (dossier / "vide.pdf").touch()
    os.mkfifo(dossier / "tube.pdf")
    (dossier / "secret.pdf").symlink_to("secret.pdf")  # root may read anything else
    livre = ecrire(tblAchats=["ok.pdf", texte])
    poser(dossier / "ok.pdf")
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1 and constats(told) == [("Achats", 6, "Pièce")], told.out
    (one,) = told.json["constats"]
    assert words in one["probleme"] and one["que_faire"]
    assert cellules(livre, ACHATS)[0].startswith("Pièces/")  # the others go on
    assert cellules(livre, ACHATS)[1] == texte


def test_a_row_without_a_day_waits_for_it(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "a.pdf")
    livre = ecrire(tblAchats=[{"Pièce": "a.pdf", "Date": None}])
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1 and ("Achats", 5, "Date") in constats(told)
    assert not (dossier / "Pièces").exists()


def test_odd_names_become_names_that_every_system_takes(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    odd = "Reçu «été» : #1 100% é.PDF"
    poser(dossier / odd), poser(dossier / "b"), poser(dossier / "c.pdf"), poser(dossier / "d.pdf")
    livre = ecrire(
        tblAchats=[
            {"Pièce": odd, "Fournisseur": 'A/B\\C:D*E?F"G<H>I|J. '},
            {"Pièce": "./b", "N°": "NUL.1", "Fournisseur": "x" * 400},
            {"Pièce": "C.PDF", "N°": "7", "Fournisseur": "é" * 400, "Date": date(2026, 4, 1)},
            {"Pièce": "d.pdf", "N°": "7", "Fournisseur": "É" * 400, "Date": date(2026, 4, 1)},
        ]
    )
    done = run("pieces", livre, "--oui", "--json", *JOUR)
    assert done.code == 0, done.out
    names = [one.removeprefix("Pièces/2026/Achats/") for one in cellules(livre, ACHATS)]
    assert names[0] == "0001 - 2026-03-01 - A-B-C-D-E-F-G-H-I-J.pdf"
    assert names[1].startswith("_NUL") and len(names[1]) < 100
    assert names[3].casefold() == names[2].casefold().replace(".pdf", " (2).pdf")
    for name in names:
        assert len(name.encode()) < 255 and not set(name) & set('\\/:*?"<>|')
        assert (dossier / "Pièces/2026/Achats" / name).is_file()


def test_another_file_is_never_replaced(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    there = poser(dossier / RANGES[ACHATS].upper().replace("PIÈCES", "Pièces"), "autre chose")
    poser(dossier / RANGES[ACHATS], "le mien")
    poser(dossier / "t.jpg", "le ticket")
    livre = ecrire(tblAchats=["t.jpg"])
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1  # two orphans
    assert cellules(livre, ACHATS) == [RANGES[ACHATS].replace(".jpg", " (2).jpg")]
    assert there.read_text("utf-8") == "autre chose"
    assert (dossier / RANGES[ACHATS]).read_text("utf-8") == "le mien"


def test_a_workbook_open_in_excel_is_left_alone_with_its_files(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "a.jpg")
    livre = ecrire(tblAchats=["a.jpg"])
    dossier.joinpath("~$Livre.xlsx").write_bytes(b"\x04Zoe" + b" " * 160)
    before = livre.read_bytes()
    refused = run("pieces", livre, "--oui", *JOUR)
    assert refused.code == 3 and "Excel" in refused.err
    assert livre.read_bytes() == before and not (dossier / "Pièces").exists()
    assert run("pieces", livre, "--simulation", *JOUR).code == 0


def test_a_run_cut_short_is_finished_by_the_next_one(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poser(dossier / "a.jpg")
    livre = ecrire(tblAchats=["a.jpg"])

    def refuse(*_: object) -> int:
        raise ExternallyChanged("Le classeur a changé.", "Recommencez.")

    with monkeypatch.context() as patched:
        patched.setattr(ExcelFile, "write", refuse)
        failed = run("pieces", livre, "--oui", *JOUR)
    assert failed.code == 3 and "Les originaux sont en place" in failed.err
    held = fichiers(dossier)
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    assert fichiers(dossier) == held and cellules(livre, ACHATS) == [RANGES[ACHATS]]
    # cut before the index was written: the copy is known by what it holds
    changer(livre, ACHATS, "1", Pièce="a.jpg")
    (dossier / "Pièces" / "pieces.json").unlink()
    assert run("pieces", livre, "--oui", *JOUR).code == 0
    assert fichiers(dossier) == held and cellules(livre, ACHATS) == [RANGES[ACHATS]]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "abîmé"),
        ('{"version": 1, "pieces": [{"chemin": 3}]}', "abîmé"),
        ("[]", "abîmé"),
        ('{"version": 2, "pieces": []}', "plus récente"),
    ],
)
def test_an_index_that_cannot_be_read_stops_everything(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path, content: str, words: str
) -> None:
    poser(dossier / "a.jpg")
    livre = ecrire(tblAchats=["a.jpg"])
    poser(dossier / "Pièces" / "pieces.json", content)
    before = livre.read_bytes()
    refused = run("pieces", livre, "--oui", *JOUR)
    assert refused.code == 3 and words in refused.err
    assert livre.read_bytes() == before and fichiers(dossier) == {"a.jpg": "a.jpg"}


def test_two_workbooks_in_one_folder_do_not_orphan_each_other_s_files(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    poser(dossier / "a.jpg"), poser(dossier / "b.jpg")
    one = ecrire(tblAchats=["a.jpg"])
    assert run("pieces", one, "--oui", *JOUR).code == 0
    content = contenu_vide("autre")
    rows = dict(content.rows) | {ACHATS: [_ligne(ACHATS, 2, "b.jpg")]}
    other = dossier / "Autre.xlsx"
    build(other, Content(content.settings, rows), date(2026, 11, 20))
    assert run("pieces", other, "--oui", *JOUR).code == 0
    assert run("pieces", one, *JOUR).code == 0


def test_a_filed_voucher_named_otherwise_gets_its_path_in_its_cell(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    its = poser(dossier / "pie\u0300ces" / "Scans" / "A.JPG")
    other = poser(dossier / "pie\u0300ces" / "b.jpg")
    livre = ecrire(tblAchats=["Pièces\\scans\\a.jpg", str(other)])
    held = fichiers(dossier)
    told = run("pieces", livre, "--oui", "--deplacer", "--json", *JOUR)
    assert (told.code, told.json["ecritures"], told.json["retirees"]) == (0, 2, 0), told.out
    assert cellules(livre, ACHATS) == [one.relative_to(dossier).as_posix() for one in (its, other)]
    assert fichiers(dossier) == held and not (dossier / "Pièces").exists()
    again = run("pieces", livre, "--json", *JOUR)
    assert (again.code, again.json["rangees"]) == (0, [])
    assert [one["fichier"] for one in again.json["deja_rangees"]] == cellules(livre, ACHATS)


def test_for_a_spreadsheet_they_are_in_the_current_folder_and_only_there(
    run: Callable[..., Run],
    ecrire: Ecrire,
    google: Google,
    dossier: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(service.EMULATOR, google.hote)
    outside = poser(tmp_path / "ailleurs.jpg")
    (dossier / "lien.jpg").symlink_to(outside)
    poser(dossier / "a.jpg"), poser(dossier / "cle.pem")
    livre = ecrire(tblAchats=["a.jpg", str(outside), "../ailleurs.jpg", "lien.jpg", "./cle.pem"])
    google.deposer(ID, livre)
    monkeypatch.chdir(dossier)
    told = run("pieces", f"gsheet:{ID}", "--oui", "--json", *JOUR)
    assert told.code == 1, told.err
    assert constats(told) == [("Achats", row, "Pièce") for row in (6, 7, 8, 9)]
    assert "n'est pas dans le dossier" in told.json["constats"][0]["probleme"]
    assert "n'est ni un PDF ni un document" in told.json["constats"][3]["probleme"]
    assert told.json["ecritures"] == 1
    assert (dossier / RANGES[ACHATS]).read_text("utf-8") == "a.jpg"
    sheet = google.tableurs[ID].onglet("Achats")
    assert any(RANGES[ACHATS] in row for row in sheet.lignes)
    again = run("pieces", f"gsheet:{ID}", "--oui", "--json", *JOUR)
    assert [one["fichier"] for one in again.json["deja_rangees"]] == [RANGES[ACHATS]]


def test_a_full_disk_leaves_no_half_file(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    poser(dossier / "a.jpg")
    livre = ecrire(tblAchats=["a.jpg"])
    before = livre.read_bytes()

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("sheetcash.adapters.armoire.os.fsync", full)
        failed = run("pieces", livre, "--oui", *JOUR)
    assert failed.code == 3 and "disque est plein" in failed.err
    assert fichiers(dossier) == {"a.jpg": "a.jpg"} and livre.read_bytes() == before


def test_what_changed_meanwhile_is_neither_filed_nor_taken_away(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    its = poser(dossier / "a.jpg")
    livre = ecrire(tblAchats=["a.jpg"])
    real = pieces_app.preparer

    def slow(*args: Any, **options: Any) -> Any:
        found = real(*args, **options)
        its.write_text("retouché", "utf-8")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(pieces_app, "preparer", slow)
        told = run("pieces", livre, "--oui", "--deplacer", "--json", *JOUR)
    assert told.code == 1 and "a changé pendant le travail" in told.out
    assert cellules(livre, ACHATS) == ["a.jpg"] and its.read_text("utf-8") == "retouché"


def test_an_error_in_the_cell_is_told(
    run: Callable[..., Run], ecrire: Ecrire, dossier: Path
) -> None:
    import openpyxl

    livre = ecrire(tblAchats=["a.jpg"])
    book = openpyxl.load_workbook(livre)
    sheet = book["Achats"]
    at = next(cell.column for cell in sheet[4] if cell.value == "Pièce")
    sheet.cell(5, at).value = "#N/A"
    sheet.cell(5, at).data_type = "e"
    book.save(livre)
    told = run("pieces", livre, "--oui", "--json", *JOUR)
    assert told.code == 1 and constats(told) == [("Achats", 5, "Pièce")]
    shutil.rmtree(dossier)
