"""``nouveau gsheet:``: a spreadsheet created at Google, and one completed, over real HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import google_creation
from commande import Run, lancer
from google_creation import plus
from google_feuilles import Onglet, Tableur
from google_local import Google
from sheetcash.adapters.google import service
from sheetcash.adapters.google.creation import ajouter, creer
from sheetcash.errors import InputError, MissingColumn, StoreError
from sheetcash.templates import google_factures
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.addresses import letters
from sheetcash.workbook.comparaison import MODIFIEE
from sheetcash.workbook.tables import SHEETS, TABLES

CREATE, CHANGE = "POST /v4/spreadsheets", "POST :batchUpdate"
#: What Excel 2016, LibreOffice and Google Sheets all compute.
FUNCTIONS = {
    *("SUM", "SUMIFS", "COUNTIFS", "AVERAGEIFS", "INDEX", "MATCH", "VLOOKUP", "IF", "IFERROR"),
    *("CHOOSE", "ROUND", "SUBTOTAL", "EDATE", "EOMONTH", "DATE", "TODAY", "WORKDAY"),
    *("NETWORKDAYS", "MIN", "MAX", "MEDIAN", "SUMPRODUCT", "ROW", "HYPERLINK"),
}


#: Nothing was done, or all was; in both cases no one knows.
PANNES = ({"code": 500}, {"code": 500, "apres": True}, {"code": 0, "coupe": True})


@pytest.fixture
def run(
    google: Google, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    monkeypatch.setenv(service.EMULATOR, google.hote)

    return partial(lancer, capsys)


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[Google, Tableur]]:
    """The demonstration's content, created once, only to be looked at."""
    its = Google()
    identifiant = creer(_service(its), contenu_demo("essai"), JOUR_DEMO, "Démonstration")
    yield its, its.tableurs[identifiant]
    its.stop()


@pytest.fixture(scope="module")
def vide() -> Iterator[tuple[str, Tableur]]:
    """An empty spreadsheet of ours, created once."""
    its = Google()
    identifiant = creer(_service(its), contenu_vide("essai"), JOUR_DEMO, "Essai")
    its.stop()
    yield identifiant, its.tableurs[identifiant]


@pytest.fixture
def cree(google: Google, vide: tuple[str, Tableur]) -> str:
    """A copy of it on this test's own server."""
    identifiant, its = vide
    google.tableurs[identifiant] = deepcopy(its)
    return identifiant


def _service(google: Google) -> service.Service:
    return service.ouvrir({service.EMULATOR: google.hote})


def _titres(tab: Onglet) -> list[Any]:
    return tab.lignes[3]


def _colonne(tab: Onglet, titre: str) -> int:
    return _titres(tab).index(titre) + 1


# creation


def test_the_command_creates_the_spreadsheet_and_says_where_it_is(
    run: Callable[..., Run], google: Google
) -> None:
    done = run("nouveau", "gsheet:", "--titre", "Ma comptabilité")
    assert done.code == 0
    ((identifiant, its),) = google.tableurs.items()
    assert f"https://docs.google.com/spreadsheets/d/{identifiant}/edit" in done.out
    assert "Paramètres" in done.out and its.titre == "Ma comptabilité"
    assert its.__dict__["proprietes"]["locale"] == "fr_FR"
    assert its.__dict__["proprietes"]["timeZone"] == "Europe/Paris"
    assert [one.titre for one in its.onglets] == [sheet.title for sheet in SHEETS]
    assert google.appels == [CREATE, CHANGE]  # four at most


def test_the_demonstration_takes_four_calls_at_most_each_under_two_megabytes(
    demo: tuple[Google, Tableur],
) -> None:
    google, _ = demo
    assert google.appels[0] == CREATE and set(google.appels[1:]) == {CHANGE}
    assert len(google.appels) <= 4
    assert max(len(json.dumps(body).encode()) for body in google.corps) < 2_000_000


def test_formulas_use_only_what_the_three_hosts_compute(demo: tuple[Google, Tableur]) -> None:
    _, its = demo
    names = {one["name"] for one in its.noms}
    seen = 0
    for tab in its.onglets:
        for at, formula in tab.formules.items():
            bare = re.sub(r'"(?:[^"]|"")*"', '""', formula)
            where = (tab.titre, at, formula[:200])
            assert set(re.findall(r"([A-Za-z_.]+)\(", bare)) <= FUNCTIONS, where
            assert not re.search(r"tbl\w+|[\[\]{}]|#REF", bare), where
            words = set(re.findall(r"(?<![\w.$'])[A-Z]\w*_?\w*(?![\w(!'$:.])", bare))
            unknown = {one for one in words - names if not re.fullmatch(r"[A-Z]{1,3}\d+", one)}
            assert not unknown - {"TRUE", "FALSE"}, (unknown, where)
            seen += 1
    assert seen > 20_000


def test_each_table_has_room_with_its_formulas_its_checks_and_its_filter(
    demo: tuple[Google, Tableur],
) -> None:
    _, its = demo
    for table in TABLES.values():
        tab = its.onglet(table.sheet)
        assert set(table.titles) <= set(_titres(tab))
        room = plus(tab).filtre
        assert room is not None and room["range"]["endRowIndex"] == tab.hauteur
        for column in table.columns:
            at = _colonne(tab, column.title)
            if column.computed:
                assert (tab.hauteur, at) in tab.formules
                assert any(
                    one["range"]["startColumnIndex"] < at <= one["range"]["endColumnIndex"]
                    and one["range"]["endRowIndex"] == tab.hauteur
                    and one["warningOnly"]
                    for one in tab.protections
                ), (table.name, column.title)
            elif column.choices and table.name != "tblRelances":
                rule = next(
                    one for one in plus(tab).validations
                    if one["range"]["startColumnIndex"] < at <= one["range"]["endColumnIndex"]
                )  # fmt: skip
                assert rule["range"]["endRowIndex"] == tab.hauteur
                assert rule["rule"].get("strict", False) is not column.open_list
    assert its.onglet("Factures").hauteur == 1004


def test_sheets_look_as_in_excel(demo: tuple[Google, Tableur]) -> None:
    _, its = demo
    invoices = its.onglet("Factures")
    grid = plus(invoices).proprietes["gridProperties"]
    assert (grid["frozenRowCount"], grid["frozenColumnCount"]) == (4, 1)
    assert grid["hideGridlines"] is True
    amount = plus(invoices).looks[5, _colonne(invoices, "Montant")]
    assert amount["numberFormat"] == {"type": "NUMBER", "pattern": '#,##0.00\\ "€"'}
    assert amount["horizontalAlignment"] == "RIGHT" and amount["borders"]
    day = plus(invoices).looks[1004, _colonne(invoices, "Date")]
    assert day["numberFormat"] == {"type": "DATE", "pattern": "dd/mm/yyyy"}
    assert plus(invoices).looks[5, 1]["numberFormat"]["type"] == "TEXT"
    assert plus(invoices).tailles["COLUMNS", _colonne(invoices, "Urgence")]["hiddenByUser"]
    assert plus(invoices).notes[4, 1] == "Unique, dans l'ordre."
    rules = [one["booleanRule"]["condition"]["values"] for one in plus(invoices).regles]
    assert rules[0] == [{"userEnteredValue": '=$K5="À compléter"'}]
    assert len({one.identifiant for one in its.onglets}) == len(SHEETS)
    assert plus(its.onglet("Tableau de bord")).proprietes["tabColorStyle"]
    assert len(plus(its.onglet("Paramètres")).fusions) > 30


def test_charts_stand_on_the_cells_that_they_show(demo: tuple[Google, Tableur]) -> None:
    _, its = demo
    board = its.onglet("Tableau de bord")
    kinds = [one["spec"]["basicChart"]["chartType"] for one in plus(board).graphiques]
    assert kinds == ["COMBO", "COMBO", "COMBO", "BAR"]
    for chart in plus(board).graphiques:
        place = chart["position"]["overlayPosition"]
        assert place["widthPixels"] > 300 and place["heightPixels"] > 150
        above = place["anchorCell"]["rowIndex"], place["anchorCell"]["columnIndex"] + 1
        assert above in board.formules  # its title, which follows the year
    (plan,) = plus(its.onglet("Plan de trésorerie")).graphiques
    assert plan["spec"]["title"] == "Solde à la fin de chaque mois"
    assert plan["spec"]["basicChart"]["headerCount"] == 1


def test_the_level_of_an_invoice_may_be_typed_over_and_stays(google: Google) -> None:
    content = contenu_demo("essai")
    invoices = [dict(row) for row in content.table("tblFactures")]
    typed = next(row for row in invoices if row["N° facture"] == "F-2026-040")
    typed |= {"Niveau": 2, "Dernière relance": date(2026, 11, 12)}  # Relances says 1
    content = content._replace(rows=content.rows | {"tblFactures": invoices})
    its = google.tableurs[creer(_service(google), content, JOUR_DEMO, "Essai")]
    tab = its.onglet("Factures")
    level = _colonne(tab, "Niveau")
    rows = {tab.cell(row, 1): row for row in range(5, tab.hauteur + 1) if tab.cell(row, 1)}
    assert tab.cell(rows["F-2026-040"], level) == 2
    assert (rows["F-2026-040"], level) not in tab.formules
    assert (rows["F-2026-033"], level) in tab.formules
    protected = [one["range"] for one in tab.protections]
    for titre in google_factures.TITRES:
        at = _colonne(tab, titre)
        assert not [
            one for one in protected if one["startColumnIndex"] < at <= one["endColumnIndex"]
        ]


def test_the_figures_of_a_created_spreadsheet_are_read(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    done = run("bilan", f"gsheet:{cree}", "--json")
    assert done.code in (0, 1) and json.loads(done.out)["encaisse"]["annee_cents"] == 0


# faults at creation


@pytest.mark.parametrize(
    "fault", [{"code": 500}, {"code": 500, "apres": True}, {"code": 0, "coupe": True}]
)
def test_a_creation_without_an_answer_is_not_asked_again(
    run: Callable[..., Run], google: Google, fault: dict[str, Any]
) -> None:
    google.panne("/v4/spreadsheets", **fault)
    done = run("nouveau", "gsheet:")
    assert done.code == 3 and "Drive" in done.err and "peut-être" in done.err
    assert google.appels == [CREATE]


@pytest.mark.parametrize(
    "fault", [{"code": 500}, {"code": 500, "apres": True}, {"code": 0, "coupe": True}]
)
def test_a_filling_that_fails_tells_where_the_spreadsheet_is(
    run: Callable[..., Run], google: Google, fault: dict[str, Any]
) -> None:
    google.panne(":batchUpdate", **fault)
    done = run("nouveau", "gsheet:")
    (identifiant,) = google.tableurs
    assert done.code == 3 and f"/d/{identifiant}/edit" in done.err and "corbeille" in done.err
    assert google.appels == [CREATE, CHANGE]


@pytest.mark.parametrize(
    ("code", "words"), [(401, "installer google"), (403, "refuse de créer"), (429, "une minute")]
)
def test_a_refused_creation_says_that_nothing_was_created(
    run: Callable[..., Run], google: Google, code: int, words: str
) -> None:
    google.panne("/v4/spreadsheets", code)
    done = run("nouveau", "gsheet:")
    assert done.code == 3 and words in done.err and "peut-être" not in done.err
    assert not google.tableurs


# completing


def test_a_spreadsheet_that_has_all_is_left_as_it_is(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    done = run("nouveau", f"gsheet:{cree}")
    assert (done.code, done.out) == (0, "Rien ne manquait : rien n'a été changé.\n")
    assert google.appels == ["GET"]


def test_missing_sheets_columns_and_settings_are_added_and_nothing_else_changes(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    its = google.tableurs[cree]
    its.onglets = [one for one in its.onglets if one.titre not in ("Banque", "Tableau de bord")]
    mine = Onglet("Mes notes", 7, [["à moi"]])
    its.onglets.insert(0, mine)
    clients = its.onglet("Clients")
    notes = _colonne(clients, "Notes")
    clients.put(4, notes, "Ma colonne")  # a column of ours, turned into one of the user's
    clients.put(5, notes, "ce que j'y ai mis")
    settings = its.onglet("Paramètres")
    row = next(at for at, line in enumerate(settings.lignes, 1) if line[:1] == ["Taux de TVA"])
    settings.lignes[row - 1] = []
    its.noms = [one for one in its.noms if one["name"] != "Taux_TVA"]
    invoices = its.onglet("Factures")
    level = _colonne(invoices, "Niveau")
    invoices.formules.pop((9, level))
    invoices.formules.pop((10, level))
    invoices.put(10, level, 2)  # typed by the user
    before = {
        one.titre: ([list(line) for line in one.lignes], dict(one.formules)) for one in its.onglets
    }

    done = run("nouveau", f"gsheet:{cree}")
    assert done.code == 0
    assert google.appels == ["GET", CHANGE]
    for words in (
        "Feuille « Banque » ajoutée", "Feuille « Tableau de bord » ajoutée",
        "Clients : colonne ajoutée : « Notes »", "Paramètres : « Taux de TVA » ajouté",
        "Factures : « Niveau » et « Dernière relance » calculés (une ligne vide)",
    ):  # fmt: skip
        assert words in done.out
    assert len(done.out.splitlines()) == 5
    assert its.onglets[0] is its.onglet("Mes notes") and mine.lignes == [["à moi"]]
    end = max(column for column, title in enumerate(_titres(clients), 1) if title)
    assert _titres(clients)[end - 1] == "Notes" and clients.cell(5, notes) == "ce que j'y ai mis"
    assert (9, level) in invoices.formules and invoices.cell(10, level) == 2
    assert (10, level) not in invoices.formules
    added = next(at for at, line in enumerate(settings.lignes, 1) if line[:1] == ["Taux de TVA"])
    (name,) = (one for one in its.noms if one["name"] == "Taux_TVA")
    assert name["range"]["startRowIndex"] == added - 1 and added > row
    assert plus(its.onglet("Tableau de bord")).graphiques
    for titre, (lines, formulas) in before.items():
        tab = its.onglet(titre)
        assert {at: tab.formules[at] for at in formulas} == formulas
        for at, line in enumerate(lines, 1):
            assert [tab.cell(at, column) for column in range(1, len(line) + 1)] == line

    google.appels.clear()
    again = run("nouveau", f"gsheet:{cree}")
    assert again.out == "Rien ne manquait : rien n'a été changé.\n" and google.appels == ["GET"]


def test_charts_colours_lists_and_warnings_come_back_where_none_is_left(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    its = google.tableurs[cree]
    board, invoices, clients = map(its.onglet, ("Tableau de bord", "Factures", "Clients"))
    before = deepcopy(its)
    plus(board).graphiques.clear()
    plus(invoices).regles.clear()
    clients.protections.clear()
    kind = _colonne(clients, "Type") - 1
    plus(clients).validations = [
        one for one in plus(clients).validations if one["range"]["startColumnIndex"] != kind
    ]
    done = run("nouveau", f"gsheet:{cree}")
    assert done.out.splitlines() == [
        "Tableau de bord : graphiques remis.",
        "Clients : listes et contrôles remis : « Type ».",
        "Clients : avertissements des cases grises remis.",
        "Factures : couleurs d'alerte remises.",
    ]
    assert google.appels == ["GET", CHANGE]
    for old in before.onglets:
        titre = old.titre
        tab = its.onglet(titre)
        assert tab.lignes == old.lignes and tab.formules == old.formules, titre
        for what in ("graphiques", "regles", "looks", "tailles"):
            assert getattr(plus(tab), what) == getattr(plus(old), what), (titre, what)
        assert tab.validees() == old.validees(), titre
        assert [one["range"] for one in tab.protections] == [
            one["range"] for one in old.protections
        ], titre
    google.appels.clear()
    assert run("nouveau", f"gsheet:{cree}").out.startswith("Rien ne manquait")
    assert google.appels == ["GET"]


def test_what_the_user_laid_out_anew_gets_nothing_laid_over_it(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    its = google.tableurs[cree]
    board, invoices = map(its.onglet, ("Tableau de bord", "Factures"))
    plus(board).graphiques[:] = [{"spec": {"title": "Le mien"}}]
    kept = list(plus(board).graphiques)
    plus(invoices).regles.clear()
    one, other = _colonne(invoices, "Objet"), _colonne(invoices, "Lien de paiement")
    invoices.put(4, one, "Lien de paiement")
    invoices.put(4, other, "Objet")
    plan = its.onglet("Plan de trésorerie")
    plus(plan).graphiques.clear()
    plan.lignes.insert(0, [])  # a row of the user's own above everything
    done = run("nouveau", f"gsheet:{cree}")
    assert "remis" not in done.out
    assert plus(board).graphiques == kept
    assert plus(invoices).regles == [] and plus(plan).graphiques == []


def test_columns_that_were_moved_are_followed_by_the_formulas_of_an_added_sheet(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    its = google.tableurs[cree]
    receipts = its.onglet("Livre des recettes")
    amount, nature = _colonne(receipts, "Montant"), _colonne(receipts, "Nature")
    receipts.put(4, amount, "Nature")
    receipts.put(4, nature, "Montant")
    its.onglets = [one for one in its.onglets if one.titre != "Accueil"]
    assert run("nouveau", f"gsheet:{cree}").code == 0
    formulas = " ".join(its.onglet("Accueil").formules.values())
    assert f"'Livre des recettes'!${letters(nature)}$5:${letters(nature)}$1004" in formulas


def test_a_spreadsheet_of_the_user_s_own_gets_the_whole_workbook_beside_its_sheets(
    run: Callable[..., Run], google: Google
) -> None:
    identifiant = "1" + "a" * 43
    google.tableurs[identifiant] = Tableur("À moi", [Onglet("Feuille 1", 101, [["bonjour"]])])
    done = run("nouveau", f"gsheet:https://docs.google.com/spreadsheets/d/{identifiant}/edit#gid=0")
    its = google.tableurs[identifiant]
    assert done.code == 0 and len(done.out.splitlines()) == len(SHEETS)
    assert [one.titre for one in its.onglets] == ["Feuille 1", *(one.title for one in SHEETS)]
    assert its.onglets[0].lignes == [["bonjour"]]
    assert len({one.identifiant for one in its.onglets}) == len(its.onglets)
    assert run("bilan", f"gsheet:{identifiant}", "--json").code in (0, 1)
    assert "Rien ne manquait" in run("nouveau", f"gsheet:{identifiant}").out


@pytest.mark.parametrize("titre", ["Facture", "Mes ventes"])
def test_a_renamed_sheet_is_named_and_nothing_is_added(
    run: Callable[..., Run], google: Google, cree: str, titre: str
) -> None:
    google.tableurs[cree].onglet("Factures").titre = titre
    done = run("nouveau", f"gsheet:{cree}")
    assert done.code == 3 and f"« {titre} »" in done.err and "Rien n'a été changé" in done.err
    assert google.appels == ["GET"]


def test_a_renamed_column_is_named_and_nothing_is_added(google: Google, cree: str) -> None:
    clients = google.tableurs[cree].onglet("Clients")
    clients.put(4, _colonne(clients, "Courriel"), "Couriel")
    with pytest.raises(MissingColumn, match="Courriel"):
        ajouter(_service(google), cree, contenu_vide("essai"), JOUR_DEMO)
    assert google.appels == ["GET"]


def test_a_sheet_of_the_same_title_that_is_not_ours_is_left_alone(
    google: Google, cree: str
) -> None:
    tab = google.tableurs[cree].onglet("Banque")
    tab.lignes = [["Solde", "Libellé"]]
    with pytest.raises(InputError, match="ne peut être complétée"):
        ajouter(_service(google), cree, contenu_vide("essai"), JOUR_DEMO)
    assert google.appels == ["GET"]


def test_a_spreadsheet_shared_read_only_is_told(
    run: Callable[..., Run], google: Google, cree: str
) -> None:
    its = google.tableurs[cree]
    its.onglets.pop()
    its.lecture_seule = True
    done = run("nouveau", f"gsheet:{cree}")
    assert done.code == 3 and "partager en modification" in done.err


@pytest.mark.parametrize("donne", ["xxx", "trop court", "https://example.org/d/" + "a" * 44])
def test_a_wrong_identifier_is_told_before_any_call(
    run: Callable[..., Run], google: Google, donne: str
) -> None:
    done = run("nouveau", f"gsheet:{donne}")
    assert done.code == 3 and "telle que le navigateur l'affiche" in done.err and not google.appels


def test_a_spreadsheet_that_is_not_there_is_told(run: Callable[..., Run]) -> None:
    done = run("nouveau", "gsheet:" + "b" * 44)
    assert done.code == 3 and "n'existe pas, ou n'est pas partagée" in done.err


@pytest.mark.parametrize("apres", [False, True])
def test_a_completing_without_an_answer_is_not_asked_again(
    google: Google, cree: str, apres: bool
) -> None:
    google.tableurs[cree].onglets.pop()
    google.panne(":batchUpdate", 500, apres=apres)
    with pytest.raises(StoreError, match="l'a peut-être été"):
        ajouter(_service(google), cree, contenu_vide("essai"), JOUR_DEMO)
    assert google.appels == ["GET", CHANGE]
    assert bool(ajouter(_service(google), cree, contenu_vide("essai"), JOUR_DEMO)) is not apres


def test_a_title_is_for_a_new_spreadsheet_only(run: Callable[..., Run], cree: str) -> None:
    assert run("nouveau", f"gsheet:{cree}", "--titre", "X").code == 2
    assert run("nouveau", "classeur.xlsx", "--titre", "X").code == 2
    done = run("nouveau", "gsheet", "--titre", "X")
    assert done.code == 2 and "« gsheet: »" in done.err


@pytest.fixture
def excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Run]) -> Path:
    """A workbook that was used: sealed, with what no cell should hold."""
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    path = tmp_path / "Mon activité.xlsx"
    content = contenu_demo("ancien")
    rows = dict(content.rows)
    rows["tblAchats"] = [*rows["tblAchats"], {"N°": "x", "Montant": "douze", "Date": "31/02"}]
    build(path, content._replace(rows=rows), JOUR_DEMO)
    assert run("sceller", path, "--oui", "--date", JOUR_DEMO.isoformat()).code in (0, 1)
    return path


def test_an_excel_workbook_goes_to_google_with_its_rows_and_its_seals(
    run: Callable[..., Run], google: Google, excel: Path
) -> None:
    before = excel.read_bytes()
    done = run("nouveau", "gsheet:", "--depuis", excel)
    assert done.code in (0, 1), done.err
    ((identifiant, its),) = google.tableurs.items()
    assert its.titre == "Mon activité" and f"gsheet:{identifiant}" in done.out
    assert len(google.appels) <= 8 and excel.read_bytes() == before
    found = run("comparer", excel, f"gsheet:{identifiant}", "--json").json
    changed = {field["colonne"] for one in found["differences"] for field in one["champs"]}
    # What the stand-in does not compute; tests/engine has it computed, and finds nothing.
    assert changed <= {"Niveau", "Dernière relance", "Fait le"} and not found["reglages"]
    assert {one["genre"] for one in found["differences"]} <= {MODIFIEE}
    sealed = run("verifier", f"gsheet:{identifiant}", "--json").json
    assert sealed["etat"] == run("verifier", excel, "--json").json["etat"] == "sain"
    warned = its.onglet("Livre des recettes").protections
    assert any("scellées" in str(one) for one in warned)


def test_what_goes_to_google_is_a_new_spreadsheet_from_a_workbook_that_is_there(
    run: Callable[..., Run], google: Google, cree: str, tmp_path: Path
) -> None:
    google.appels.clear()
    for wrong in (
        run("nouveau", f"gsheet:{cree}", "--depuis", "x.xlsx"),
        run("nouveau", "autre.xlsx", "--depuis", "x.xlsx"),
    ):
        assert wrong.code == 2 and "--depuis" in wrong.err
    lost = run("nouveau", "gsheet:", "--depuis", tmp_path / "absent.xlsx")
    assert lost.code == 3 and "n'existe pas" in lost.err
    (tmp_path / "faux.xlsx").write_text("bonjour")
    assert run("nouveau", "gsheet:", "--depuis", tmp_path / "faux.xlsx").code == 3
    assert google.appels == []


# the stand-in itself


def test_the_stand_in_reads_formulas_as_a_french_spreadsheet_does(google: Google) -> None:
    its = Tableur("Essai", [Onglet("A", 1)])
    assert google_creation.lue(its, "=SUM(A1;2)") == "=SUM(A1,2)"
    assert google_creation.lue(its, "=\"1,5\"&'A'!B2") == "=\"1,5\"&'A'!B2"
    for wrong in ("=SUM(A1,2)", "=A1*0.5", "='B'!A1"):
        with pytest.raises(google_creation.Refus):
            google_creation.lue(its, wrong)


def test_the_stand_in_moves_relative_cells_only() -> None:
    moved = google_creation.deplacee("=$A5+B$1+C2&\"D4\"+'F 9'!E5", 2, 1)
    assert moved == "=$A7+C$1+D4&\"D4\"+'F 9'!F7"
