from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from sheetcash.app.bilan import as_json, calculer, declarees
from sheetcash.core.plafonds import VIGILANCE
from sheetcash.templates.content import Content
from sheetcash.templates.declarations_xlsx import ECHEANCE_A_VENIR, RESTE_DU
from sheetcash.templates.declarations_xlsx import rows as declaration_rows
from sheetcash.templates.figures import read
from sheetcash.templates.vide import contenu_vide
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book

DAY = date(2026, 11, 20)
Make = Callable[..., Snapshot]


def recette(day: date, euros: float, categorie: str = "BNC", facture: str = "") -> dict:
    return {
        "Date d'encaissement": day,
        "Montant": euros,
        "Catégorie": categorie,
        "N° facture": facture,
    }


def test_each_receipt_counts_on_its_own_day(make_snapshot: Make) -> None:
    rows = [
        recette(date(2025, 12, 31), 2000.0, facture="F-1"),
        recette(date(2026, 1, 8), 3000.0, facture="F-1"),
        recette(date(2026, 11, 3), -200.0, facture="F-1"),
        recette(date(2026, 11, 4), 90.0, "Vente"),
    ]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY))
    assert (found.annee_precedente, found.annee, found.mois) == (200_000, 289_000, -11_000)
    assert found.par_categorie == {"bnc": 280_000, "vente": 9_000}
    assert found.par_mois[0] == 300_000 and sum(found.par_mois) == found.annee


def test_declarations_to_come_are_the_closed_one_and_the_current_one(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 8, 5), 1000.0), recette(date(2026, 10, 5), 500.0)]
    settings = {"Début d'activité": date(2025, 9, 1), "Périodicité": "Trimestrielle"}
    book = read_book(make_snapshot({"tblRecettes": rows}, settings), date(2026, 10, 20))
    closed, current = calculer(book).declarations
    assert (closed.periode.label, closed.close, current.close) == ("T3 2026", True, False)
    assert closed.du is not None and closed.du.total == 25_800  # 25.6 % and 0.2 %
    assert closed.periode.echeance == date(2026, 11, 2)


def test_a_new_year_without_figures_is_said_not_invented(make_snapshot: Make) -> None:
    rows = [recette(date(2027, 1, 5), 1000.0)]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), date(2027, 1, 20)))
    assert found.franchise is None and found.declarations[-1].du is None
    assert found.annee == 100_000
    assert any("01/01/2027" in f.probleme or "31/03/2027" in f.probleme for f in found.constats)


def test_ceiling_is_watched_from_80_percent(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 5, 5), 66_880.0)]
    (usage,) = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY)).plafonds
    assert (usage.part, usage.statut) == (800_000, VIGILANCE)


def test_late_invoices_by_age(make_snapshot: Make) -> None:
    base = {"Client": "Acme", "Montant": 100.0, "Date": date(2026, 1, 1)}
    due = [date(2026, 11, 20), date(2026, 10, 21), date(2026, 10, 20), date(2026, 8, 1)]
    factures = [base | {"N° facture": f"F-{n}", "Échéance": day} for n, day in enumerate(due)]
    tables = {"tblFactures": factures, "tblClients": [{"Client": "Acme"}]}
    found = calculer(read_book(make_snapshot(tables), DAY))
    assert len(found.ouvertes) == 4
    assert [f.numero for f in found.en_retard] == ["F-3", "F-2", "F-1"]
    assert list(found.ages.values()) == [10_000, 10_000, 0, 10_000]


def test_an_empty_workbook_shows_zeros(make_snapshot: Make) -> None:
    found = calculer(read_book(make_snapshot(), DAY))
    assert (found.annee, found.reste_du, found.constats) == (0, 0, [])
    assert json.loads(json.dumps(as_json(found)))["encaisse"]["annee_cents"] == 0


def test_looking_back_counts_only_what_had_come(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 3, 5), 100.0), recette(date(2026, 9, 5), 50.0)]
    back = read_book(make_snapshot({"tblRecettes": rows}), date(2026, 6, 30), impose=True)
    assert calculer(back).annee == 10_000 and back.findings == []


def etats(snapshot: Snapshot, day: date) -> list[tuple[str, str]]:
    book = read_book(snapshot, day)
    found = calculer(book, declarees(snapshot.tables["tblDeclarations"], book.findings))
    return [(one.periode.label, one.etat) for one in found.declarations]


def test_a_declaration_is_told_until_it_is_paid(make_snapshot: Make) -> None:
    rows = [recette(date(2026, month, 5), 1000.0) for month in (2, 5, 8, 10)]
    options = {"Début d'activité": date(2025, 10, 15), "Périodicité": "Trimestrielle"}
    t4 = {"Début": date(2025, 10, 1)}  # nothing was received: no alarm
    t1, t2, t3 = ({"Début": date(2026, month, 1)} for month in (1, 4, 7))

    def told(*declarations: dict) -> list[tuple[str, str]]:
        tables = {"tblRecettes": rows, "tblDeclarations": list(declarations)}
        return etats(make_snapshot(tables, options), date(2026, 10, 20))

    now = ("T4 2026", "en_cours")
    assert told() == [("T3 2026", "a_declarer"), now], "what is past and has no row is not told"
    assert told(t4, t1, t2, t3) == [
        ("T1 2026", "en_retard"),
        ("T2 2026", "en_retard"),
        ("T3 2026", "a_declarer"),
        now,
    ]
    done, paid = {"Déclaré le": date(2026, 10, 2)}, {"Payé le": date(2026, 10, 3)}
    assert told(t1 | done | paid, t2 | paid, t3 | done) == [("T3 2026", "declaree"), now]
    assert told(t1 | done, t2 | paid, t3 | done | paid) == [("T1 2026", "en_retard"), now]


def test_a_day_of_declarations_that_cannot_be_read_is_said(make_snapshot: Make) -> None:
    rows = [{"Début": date(2026, 7, 1), "Payé le": "hier"}]
    snapshot = make_snapshot({"tblDeclarations": rows})
    findings: list = []
    assert declarees(snapshot.tables["tblDeclarations"], findings) == {
        date(2026, 7, 1): (None, None)
    }
    assert [(one.feuille, one.colonne) for one in findings] == [("Déclarations", "Payé le")]


def test_what_is_owed_is_what_the_sheet_says(make_snapshot: Make) -> None:
    """42 000 € in March and nothing paid: the sheet and ``bilan`` tell the same debts."""
    empty = contenu_vide("une-dette")
    given = {"Date d'encaissement": date(2026, 3, 10), "Montant": 4_200_000, "Catégorie": "BNC"}
    settings = {**empty.settings, "Début d'activité": date(2025, 1, 1)}
    settings["Périodicité"] = "Trimestrielle"
    figures = read(Content(settings, {"tblRecettes": [given]}), DAY)
    rows = declaration_rows(Content(settings, {}), figures)
    told = calculer(figures.book, {row["Début"]: (None, None) for row in rows}).declarations
    owed = [
        (row["Échéance"], round(row[RESTE_DU].value * 100))
        for row in rows
        if row[ECHEANCE_A_VENIR].value != "" and row["Début"] <= DAY
    ]
    assert [(one.periode.echeance, one.du.total) for one in told if one.du] == owed
    assert (told[0].periode.label, told[0].etat) == ("T1 2026", "en_retard")
    assert owed[0][1] > 1_000_000


def test_an_activity_that_begins_later_is_a_setting_to_look_at(make_snapshot: Make) -> None:
    options = {"Début d'activité": date(2027, 3, 1)}
    found = calculer(read_book(make_snapshot({}, options), DAY))
    assert ("Paramètres", "Début d'activité") in [(f.feuille, f.colonne) for f in found.constats]
    assert found.declarations == [] and found.plafonds == []
