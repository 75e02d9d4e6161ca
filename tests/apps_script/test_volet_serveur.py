"""What the sidebar's server, the menu and the trigger do in a spreadsheet; Python's figures."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from grilles import DEMO, Classeur, Grilles, en_json, instantane, lire

from sheetcash.cli import main
from sheetcash.core import plafonds
from sheetcash.core.money import format_euros, format_rate, round_half_up
from sheetcash.core.periods import format_date
from sheetcash.core.recettes import par_categorie
from sheetcash.errors import SheetcashError
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.reading import SYNC_TABLES, read_book

Volet = Callable[..., Any]


@pytest.fixture(scope="session")
def demo() -> Grilles:
    return lire()


def vu(feuille: Volet, grilles: Grilles, **autour: Any) -> dict[str, Any]:
    """What the sidebar is given."""
    (seen,) = feuille(en_json(grilles), ["lireVolet"], **autour)["reponses"]
    assert seen["souci"] is None
    found: dict[str, Any] = seen["donnees"]
    return found


def command(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    main([*words, "--json"])
    return json.loads(capsys.readouterr().out)


def rewritten(folder: Path, **settings: object) -> Path:
    """The demonstration's workbook with other settings, its values computed by Python."""
    content = contenu_demo("id-1")
    content.settings.update({label.replace("_", " "): value for label, value in settings.items()})
    buffer = io.BytesIO()
    build(buffer, content, JOUR_DEMO)
    path = folder / "autre.xlsx"
    path.write_bytes(buffer.getvalue())
    return path


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"Scénario": "Optimiste"},
        {"Scénario": "Pessimiste", "Réserve_de_sécurité": 1_000_000},
        {"Réserve_de_sécurité": 0, "Solde_initial": 4_000_000},
        {"Réserve_de_sécurité": 290_920},  # a month closes on the reserve, to the cent
        {"Solde_initial": -500_000},
    ],
)
def test_the_months_in_the_red_are_those_of_plan(
    feuille: Volet, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: dict[str, object]
) -> None:
    path = rewritten(tmp_path, **settings)
    told = command(capsys, "plan", str(path))["mois_dans_le_rouge"]
    plan = vu(feuille, lire(path))["plan"]
    assert plan["souci"] is None
    expected = [
        {
            "cloture": format_euros(one["cloture_cents"]),
            "manque": format_euros(one["manque_cents"]),
            "sousZero": one["sous_zero"],
        }
        for one in told
    ]
    seen = [{name: one[name] for name in expected[0]} for one in plan["donnees"]] if told else []
    assert seen == expected and len(plan["donnees"]) == len(told)
    assert [one["mois"].rsplit(" ", 1)[1] for one in plan["donnees"]] == [
        one["fin"][:4] for one in told
    ]


def told_ceilings(usages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "nom": one["nom"],
            "ca": format_euros(one["ca_cents"]),
            "limite": format_euros(one["plafond_cents"]),
            "reste": format_euros(abs(one["plafond_cents"] - one["ca_cents"])),
            "part": one["part_par_million"],
            "pourcent": format_rate(1000 * round_half_up(one["part_par_million"], 1000)),
            "statut": one["statut"],
        }
        for one in usages
    ]


def test_the_ceilings_are_those_of_bilan(
    feuille: Volet, demo: Grilles, capsys: pytest.CaptureFixture[str]
) -> None:
    told = command(capsys, "bilan", str(DEMO))["plafonds"]
    assert vu(feuille, demo)["plafonds"]["donnees"] == told_ceilings(told) != []


@pytest.mark.parametrize(
    ("day", "started", "rows"),
    [
        (date(2026, 11, 20), date(2026, 7, 1), [("BNC", 40_000.0)]),
        (date(2026, 11, 20), "", [("Vente", 200_000), ("Services BIC", 70_000.55)]),
        (date(2026, 11, 20), "", [("Meublé classé", 60_000), ("Cipav", 30_000)]),
        (date(2024, 11, 20), "", [("Meublé classé", 10)]),
        (date(2026, 12, 31), "", [("BNC", -90_000)]),
        (date(2026, 11, 20), date(2027, 3, 1), []),  # before the activity: no ceiling, and why
        (date(2031, 5, 5), "", []),  # no figure of the law is known
    ],
)
def test_ceilings_of_other_activities_agree(
    feuille: Volet, demo: Grilles, day: date, started: date | str, rows: list[tuple[str, float]]
) -> None:
    book = Classeur(demo)
    book.regler("Date du jour", day)
    book.regler("Début d'activité", started)
    for category, euros in rows:
        cells = {"Date d'encaissement": date(day.year, 2, 3), "Catégorie": category}
        book.ajouter("tblRecettes", **cells, Montant=euros)
    read = read_book(instantane(book.grilles, SYNC_TABLES), day)
    its = read.recettes.until(day)
    year = par_categorie(
        its.dates, its.montants, its.categories, date(day.year, 1, 1), date(day.year, 12, 31)
    )
    found = vu(feuille, book.grilles)["plafonds"]
    try:
        usages = plafonds.usages(year, day.year, read.parametres.regime.debut_activite)
    except SheetcashError as error:
        assert found["souci"]["probleme"] == f"{error.probleme} {error.que_faire}"
        return
    expected = [
        {"nom": one.nom, "ca_cents": one.ca, "plafond_cents": one.limite,
         "part_par_million": one.part, "statut": one.statut}
        for one in usages
    ]  # fmt: skip
    assert found["donnees"] == told_ceilings(expected)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Europe/Paris"])
def test_days_are_the_sheets_own_wherever_the_script_lives(
    feuille: Volet, demo: Grilles, zone: str
) -> None:
    assert vu(feuille, demo, fuseau=zone) == vu(feuille, demo, fuseau="UTC")


def test_today_is_that_of_france(feuille: Volet, demo: Grilles) -> None:
    book = Classeur(demo)
    book.regler("Date du jour", "")
    late = vu(feuille, book.grilles, maintenant="2026-11-20T23:30:00Z")
    assert late["jour"] == "21/11/2026" and not late["fige"]
    summer = vu(feuille, book.grilles, maintenant="2026-07-20T21:59:00Z")
    assert summer["jour"] == "20/07/2026"


def test_rows_that_cannot_be_read_are_told(feuille: Volet, demo: Grilles) -> None:
    book = Classeur(demo)
    book.mettre("tblFactures", "F-2026-041", "Montant", "beaucoup")
    book.ajouter("tblRecettes", Catégorie="Vents", Montant=3.0, Client="X")
    told = vu(feuille, book.grilles)["illisibles"]
    assert len(told) == 2
    assert told[0].startswith("Livre des recettes : la ligne ") and "ne compte pas" in told[0]
    assert told[1].startswith("Factures : la ligne ")


def test_each_sheet_is_read_once(feuille: Volet, demo: Grilles) -> None:
    trace = feuille(en_json(demo), ["lireVolet"])["trace"]
    assert trace["lectures"] == 9  # eight of the sidebar's, and Barèmes
    assert "erreur" not in trace


def test_the_menu_is_there_and_each_item_leads_to_a_function(feuille: Volet, demo: Grilles) -> None:
    trace = feuille(en_json(demo), ["onOpen"])["trace"]
    ((title, items),) = trace["menus"]
    assert title == "Sheetcash" and trace["lectures"] == 0  # opening reads nothing
    assert [label for label, _ in items] == [
        "Ouvrir le volet",
        "Relances à préparer",
        "Plan : mois dans le rouge",
        "Rappel du matin : activer",
        "Rappel du matin : arrêter",
        "Aide",
    ]
    done = feuille(en_json(demo), *([name] for _, name in items))["trace"]
    assert done["volets"] == [{"name": "Volet", "title": "Sheetcash"}]
    assert "erreur" not in done
    texts = dict(done["alertes"])
    assert "À envoyer (6)" in texts["Relances à préparer"]
    assert "sheetcash sync gsheet:" in texts["Relances à préparer"]
    assert texts["Plan de trésorerie"].count("•") == 5


def test_a_box_tells_what_is_missing(feuille: Volet, demo: Grilles) -> None:
    book = Classeur(demo)
    del book.grilles["Clients"], book.grilles["Plan de trésorerie"]
    trace = feuille(en_json(book.grilles), ["montrerRelances"], ["montrerPlan"])["trace"]
    texts = dict(trace["alertes"])
    assert texts["Relances à préparer"].startswith("La feuille « Clients » est introuvable.")
    assert texts["Plan de trésorerie"].startswith("La feuille « Plan de trésorerie » est")


def test_switching_the_reminder_on_twice_makes_one_trigger(feuille: Volet, demo: Grilles) -> None:
    on, off = ["activerRappel"], ["arreterRappel"]
    trace = feuille(en_json(demo), on, on)["trace"]
    assert trace["crees"] == [
        {"handler": "rappelQuotidien", "jours": 1, "heure": 7, "fuseau": "Europe/Paris"}
    ]
    assert len(trace["declencheurs"]) == 1 and trace["verrous"] == 0
    assert feuille(en_json(demo), on, off, off)["trace"]["declencheurs"] == []


def test_the_morning_prepares_and_warns_and_leaves_the_users_note(
    feuille: Volet, demo: Grilles
) -> None:
    trace = feuille(en_json(demo), ["rappelQuotidien"], ["onOpen"])["trace"]
    (note,) = trace["notes"].values()
    assert note.startswith("Sheetcash, 20/11/2026 : 6 relances sont prêtes à partir.")
    assert "Fin juin 2027, le plan est sous la réserve" in note
    assert list(trace["notes"]) == ["Relances!1,1"]
    ((bubble, title, _),) = trace["bulles"]
    assert title == "Sheetcash" and bubble.startswith("6 relances sont prêtes")
    stopped = feuille(en_json(demo), ["rappelQuotidien"], ["arreterRappel"], ["onOpen"])["trace"]
    assert stopped["notes"] == {} and stopped["bulles"] == [] and stopped["proprietes"] == {}


def test_the_users_own_note_is_never_touched(feuille: Volet, demo: Grilles) -> None:
    mine = "() => classeur_() && SpreadsheetApp.getActiveSpreadsheet()"
    mine += ".getSheetByName('Relances').getRange(1, 1).setNote('à moi').ligne"
    calls = [[mine], ["rappelQuotidien"], ["arreterRappel"]]
    assert feuille(en_json(demo), *calls)["trace"]["notes"] == {"Relances!1,1": "à moi"}


def test_nothing_due_leaves_no_note(feuille: Volet) -> None:
    empty = lire(DEMO.with_name("sheetcash-vide.xlsx"))
    trace = feuille(en_json(empty), ["rappelQuotidien"], ["onOpen"])["trace"]
    assert trace["notes"] == {} and trace["proprietes"] == {} and trace["bulles"] == []


def test_a_look_of_days_ago_is_not_told(feuille: Volet, demo: Grilles) -> None:
    later = "() => { const said = JSON.parse(PropertiesService.getDocumentProperties()"
    later += ".getProperty('sheetcash.avis')); said.jour -= 3; PropertiesService"
    later += ".getDocumentProperties().setProperty('sheetcash.avis', JSON.stringify(said)); }"
    trace = feuille(en_json(demo), ["rappelQuotidien"], [later], ["onOpen"])["trace"]
    assert trace["bulles"] == [] and len(trace["menus"]) == 1


def test_what_was_last_sent_is_shown_with_its_day(feuille: Volet, demo: Grilles) -> None:
    last = max(row[1] for row in demo["Relances"] if isinstance(row[1], date))
    found = vu(feuille, demo)["dernier"]["donnees"]
    assert found["jour"] == format_date(last)
    assert {one["etat"] for one in found["lignes"]} == {"envoyée"} and found["incertaines"] == []
