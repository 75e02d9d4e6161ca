from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from sheetcash.app.bilan import calculer
from sheetcash.app.bilan_json import as_json
from sheetcash.core.plafonds import VIGILANCE
from sheetcash.core.sortie import DANS_LE_REGIME, PREMIER_DEPASSEMENT, SORTIE
from sheetcash.templates.declarations_xlsx import ECHEANCE_A_VENIR, RESTE_DU, jour_de
from sheetcash.templates.declarations_xlsx import rows as declaration_rows
from sheetcash.templates.figures import read
from sheetcash.templates.vide import contenu_vide
from sheetcash.workbook.content import Content
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.reading import read_book
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.schema import NO_VALUE, CellError

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
    starts = [start for row in rows if (start := jour_de(row, "Début"))]
    told = calculer(figures.book, dict.fromkeys(starts, (None, None))).declarations
    owed = [
        (jour_de(row, "Échéance"), round(row[RESTE_DU].value * 100))
        for row in rows
        if row[ECHEANCE_A_VENIR].value != "" and jour_de(row, "Début") <= DAY
    ]
    assert [(one.periode.echeance, one.du.total) for one in told if one.du] == owed
    assert (told[0].periode.label, told[0].etat) == ("T1 2026", "en_retard")
    assert owed[0][1] > 1_000_000


def test_an_activity_that_begins_later_is_a_setting_to_look_at(make_snapshot: Make) -> None:
    options = {"Début d'activité": date(2027, 3, 1)}
    found = calculer(read_book(make_snapshot({}, options), DAY))
    assert ("Paramètres", "Début d'activité") in [(f.feuille, f.colonne) for f in found.constats]
    assert found.declarations == [] and found.plafonds == []


# --- figures typed in Barèmes --------------------------------------------------------------------


def bareme(nom: str, categorie: str, valeur: float, **more: object) -> dict:
    dates = {"Début": date(2026, 1, 1), "Fin": date(2026, 12, 31)}
    return {"Paramètre": nom, "Catégorie": categorie, "Valeur": valeur} | dates | more


def test_typed_figures_are_used_everywhere_and_told(make_snapshot: Make) -> None:
    typed = [
        bareme("Cotisations", "BNC", 30.0),
        bareme("Plafond du régime micro", "Services", 90_000.0),
        bareme("TVA : seuil de base", "Services", 40_000.0),
        bareme("Intérêt légal", "Autres créanciers", 2.6),
    ]
    tables = {"tblRecettes": [recette(date(2026, 10, 5), 45_000.0)], "tblBaremes": typed}
    found = calculer(read_book(make_snapshot(tables), DAY))
    assert found.constats == []
    assert found.declarations[-1].du.cotisations == 1_350_000
    assert [usage.limite for usage in found.plafonds] == [9_000_000]
    assert found.franchise is not None and found.franchise.base == 4_000_000
    told = json.loads(json.dumps(as_json(found)))["baremes_saisis"]
    assert {(one["parametre"], one["cle"], one["valeur"], one["unite"]) for one in told} == {
        ("cotisations", "bnc", 300_000, "par million"),
        ("plafond", "service", 9_000_000, "centimes"),
        ("tva_base", "service", 4_000_000, "centimes"),
        ("interet_legal", "autres_cas", 26_000, "par million"),
    }
    assert told[0]["source"].startswith("feuille Barèmes, ligne ")


def test_without_typed_figures_the_law_is_told_nowhere(make_snapshot: Make) -> None:
    found = calculer(read_book(make_snapshot(), DAY))
    assert found.saisis == () and as_json(found)["baremes_saisis"] == []


def test_a_typed_figure_makes_next_year_known(make_snapshot: Make) -> None:
    year = {"Début": date(2027, 1, 1), "Fin": date(2027, 12, 31)}
    typed = [
        bareme("Cotisations", "BNC", 26.1, **year),
        bareme("Contribution à la formation (CFP)", "Libérale", 0.2, **year),
    ]
    tables = {"tblRecettes": [recette(date(2027, 1, 5), 1000.0)], "tblBaremes": typed}
    found = calculer(read_book(make_snapshot(tables), date(2027, 1, 20)))
    assert found.declarations[-1].du is not None and found.declarations[-1].du.total == 26_300


# --- refunds larger than the receipts ------------------------------------------------------------


def test_a_period_of_refunds_declares_zero_and_the_next_one_deducts(make_snapshot: Make) -> None:
    rows = [
        recette(date(2026, 5, 5), -300.0),
        recette(date(2026, 8, 5), 100.0),
        recette(date(2026, 8, 6), 50.0, "Vente"),
        recette(date(2026, 10, 5), 1000.0),
    ]
    settings = {
        "Début d'activité": date(2025, 1, 1),
        "Périodicité": "Trimestrielle",
        "Nature": "Commerciale",
    }
    book = read_book(make_snapshot({"tblRecettes": rows}, settings), date(2026, 10, 20))
    found = calculer(book)
    third, fourth = found.declarations
    assert (third.reporte, third.reste) == ({"bnc": -30_000}, {"bnc": -20_000})
    assert (fourth.reporte, fourth.reste) == ({"bnc": -20_000}, {})
    assert found.constats == []
    assert fourth.ca == {"bnc": 100_000} and fourth.a_declarer == {"bnc": 80_000}
    assert fourth.du is not None and fourth.du.cotisations == 20_500
    told = as_json(found)["declarations"][1]
    assert told["ca_cents"] == {"bnc": 100_000} and told["a_declarer_cents"] == {"bnc": 80_000}
    assert told["remboursements_reportes_cents"] == {"bnc": -20_000}
    assert told["a_deduire_ensuite_cents"] == {}


def test_a_refund_within_its_period_changes_nothing(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 10, 5), 1000.0), recette(date(2026, 10, 6), -300.0)]
    (*_, current) = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY)).declarations
    assert (current.reporte, current.reste) == ({}, {})


def test_a_refund_before_the_sheet_s_first_row_is_not_deducted(make_snapshot: Make) -> None:
    """As in the sheet: its formulas know of no period before its own."""
    rows = [recette(date(2026, 5, 5), -300.0), recette(date(2026, 8, 5), 100.0)]
    settings = {"Début d'activité": date(2025, 1, 1), "Périodicité": "Trimestrielle"}
    declared = [{"Début": date(2026, month, 1)} for month in (7, 10)]
    snapshot = make_snapshot({"tblRecettes": rows, "tblDeclarations": declared}, settings)
    book = read_book(snapshot, date(2026, 10, 20))
    faites = declarees(snapshot.tables["tblDeclarations"], book.findings)
    third, fourth = calculer(book, faites).declarations
    assert (third.a_declarer, third.reporte, fourth.reporte) == ({"bnc": 10_000}, {}, {})


# --- thresholds that were crossed, and what is to be done ----------------------------------------


def test_which_receipt_crossed_a_threshold_is_told(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 3, 1), 30_000.0), recette(date(2026, 9, 1), 8_000.0)]
    rows[1]["N° facture"] = "F-9"
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY))
    assert as_json(found)["tva"]["franchissements"] == [
        {
            "seuil": "base",
            "limite_cents": 3_750_000,
            "date": "2026-09-01",
            "ligne": 6,
            "facture": "F-9",
            "montant_cents": 800_000,
        }
    ]
    rows.append(recette(date(2026, 9, 2), 8_000.0))
    more = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY))
    assert [(one.seuil, one.ligne, one.facture) for one in more.passages] == [
        ("base", 6, "F-9"),
        ("majoré", 7, ""),
    ]
    calm = calculer(read_book(make_snapshot({"tblRecettes": rows[:1]}), DAY))
    assert calm.passages == () and as_json(calm)["tva"]["franchissements"] == []


def test_the_obligations_of_the_coming_days_are_told(make_snapshot: Make) -> None:
    settings = {"Début d'activité": date(2025, 1, 1), "Périodicité": "Mensuelle"}
    rows = [recette(date(2026, 3, 1), 50_000.0)]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}, settings), DAY))
    told = [(one["date"], one["obligation"]) for one in as_json(found)["echeances"]]
    assert told == [
        ("2026-11-30", "Déclaration à l'Urssaf"),
        ("2026-12-15", "CFE"),
        ("2026-12-31", "Déclaration à l'Urssaf"),
        (None, "Déclaration de TVA"),
    ]


# --- leaving the regime --------------------------------------------------------------------------


def left(make_snapshot: Make, day: date, *receipts: tuple[int, float], **settings: object):
    rows = [recette(date(year, 3, 1), euros) for year, euros in receipts]
    return calculer(read_book(make_snapshot({"tblRecettes": rows}, settings), day))


def test_two_years_over_the_ceiling_leave_the_regime(make_snapshot: Make) -> None:
    found = left(make_snapshot, DAY, (2025, 85_000.0), (2026, 90_000.0))
    assert found.sortie is not None and found.sortie.statut == SORTIE
    assert as_json(found)["sortie_du_regime"] == {
        "statut": "Sortie",
        "depuis": "2027-01-01",
        "annees": [2025, 2026],
        "conseil": found.sortie.conseil,
    }


def test_one_year_over_the_ceiling_is_a_warning(make_snapshot: Make) -> None:
    found = left(make_snapshot, DAY, (2026, 90_000.0))
    assert found.sortie is not None and found.sortie.statut == PREMIER_DEPASSEMENT
    assert left(make_snapshot, DAY, (2026, 9_000.0)).sortie.statut == DANS_LE_REGIME


def test_ceilings_of_next_year_that_are_not_known_yet(make_snapshot: Make) -> None:
    day = date(2028, 11, 20)  # ceilings are known until the end of 2028

    def of_2029(found) -> list[str]:
        return [f.probleme for f in found.constats if "01/01/2029" in f.probleme]

    calm = left(make_snapshot, day, (2028, 9_000.0))
    assert calm.sortie is None and as_json(calm)["sortie_du_regime"] is None
    assert len(calm.plafonds) == 1 and of_2029(calm) == []
    over = left(make_snapshot, day, (2028, 90_000.0))
    assert over.sortie is None and len(of_2029(over)) == 1


def test_the_regime_of_an_activity_of_this_year(make_snapshot: Make) -> None:
    created = {"Début d'activité": date(2026, 12, 31)}
    found = left(make_snapshot, date(2026, 12, 31), (2026, 90_000.0), **created)
    assert found.sortie is not None and found.sortie.statut == PREMIER_DEPASSEMENT


# --- what a review, an attack and a newcomer found -----------------------------------------------


def test_once_vat_is_due_its_thresholds_are_no_longer_foreseen(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 3, 1), 42_000.0), recette(date(2026, 4, 1), -10_000.0)]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY))
    assert found.franchise is not None and found.franchise.statut == "TVA"
    assert [one.seuil.nom for one in found.previsions if "TVA" in one.seuil.nom] == []
    rows[0]["Montant"] = 41_000.0
    calm = calculer(read_book(make_snapshot({"tblRecettes": rows[:1]}), DAY))
    assert [one.seuil.nom for one in calm.previsions] == ["TVA, majoré (services)"]


def test_vat_does_not_vanish_in_a_year_without_thresholds(make_snapshot: Make) -> None:
    def said(*rows: dict) -> list[str]:
        book = read_book(make_snapshot({"tblRecettes": list(rows)}), date(2027, 1, 5))
        return [f.probleme for f in calculer(book).constats if "TVA est due" in f.probleme]

    over = recette(date(2026, 11, 18), 42_000.0)
    assert said(over) == [
        "D'après 2026, la TVA est due depuis le 18/11/2026, et les seuils de 2027 manquent."
    ]
    assert "due depuis le 01/01/2027" in said(recette(date(2026, 11, 18), 38_000.0))[0]
    assert said(recette(date(2026, 11, 18), 8_000.0)) == []


def test_the_cause_of_a_vat_due_since_january_is_last_year_s(make_snapshot: Make) -> None:
    rows = [recette(date(2025, 12, 30), 38_000.0), recette(date(2026, 11, 10), 50_000.0)]
    found = calculer(read_book(make_snapshot({"tblRecettes": rows}), DAY))
    assert [(one.seuil, one.jour, one.ligne) for one in found.passages] == [
        ("base", date(2025, 12, 30), 5)
    ]


def test_looking_back_a_declaration_is_not_paid_yet_nor_an_invoice_made(
    make_snapshot: Make,
) -> None:
    paid = {
        "Début": date(2026, 4, 1),
        "Déclaré le": date(2026, 7, 29),
        "Payé le": date(2026, 7, 29),
    }
    bill = {"N° facture": "F-1", "Client": "A", "Montant": 9.0, "Date": date(2026, 9, 1)}
    tables = {
        "tblRecettes": [recette(date(2026, 5, 1), 1000.0)],
        "tblDeclarations": [paid],
        "tblFactures": [bill],
        "tblClients": [{"Client": "A"}],
    }
    snapshot = make_snapshot(tables, {"Début d'activité": date(2025, 1, 1)})

    def at(day: date):
        book = read_book(snapshot, day, impose=True)
        return calculer(book, declarees(snapshot.tables["tblDeclarations"], book.findings))

    before, after = at(date(2026, 7, 15)), at(date(2026, 9, 15))
    assert ("T2 2026", "a_declarer") in [(d.periode.label, d.etat) for d in before.declarations]
    assert "T2 2026" not in [d.periode.label for d in after.declarations]
    assert (len(before.ouvertes), len(after.ouvertes)) == (0, 1)


def test_a_period_paid_before_its_end_is_not_believed(make_snapshot: Make) -> None:
    rows = [recette(date(2026, 8, 1), 1000.0)]
    wrong = {"Début": date(2026, 7, 1), "Payé le": date(2026, 9, 30)}
    snapshot = make_snapshot({"tblRecettes": rows, "tblDeclarations": [wrong]})
    book = read_book(snapshot, DAY)
    found = calculer(book, declarees(snapshot.tables["tblDeclarations"], book.findings))
    assert ("T3 2026", "en_retard") in [(d.periode.label, d.etat) for d in found.declarations]
    (finding,) = (f for f in found.constats if f.feuille == "Déclarations")
    assert "T3 2026 : « 30/09/2026 » est avant la fin" in finding.probleme


def test_a_declaration_without_its_first_day_or_twice_is_told(make_snapshot: Make) -> None:
    rows = [
        {"Période": "T3 2026"},
        {"Période": "T2 2026", "Début": date(2026, 4, 1)},
        {"Période": "T2 2026", "Début": date(2026, 4, 1), "Payé le": date(2026, 7, 1)},
        {},
    ]
    findings: list = []
    raw = make_snapshot({"tblDeclarations": rows}).tables["tblDeclarations"]
    assert declarees(raw, findings) == {date(2026, 4, 1): (None, None)}
    assert [(f.ligne, f.colonne) for f in findings] == [(5, "Début"), (7, "Début")]


def test_a_row_without_a_period_is_not_read(make_snapshot: Make) -> None:
    blank = {"Période": "", "Début": "", "Rang": 2025040.0}
    findings: list = []
    raw = make_snapshot({"tblDeclarations": [blank]}).tables["tblDeclarations"]
    assert (declarees(raw, findings), findings) == ({}, [])
    lost = [blank | {"Déclaré le": DAY}, blank | {"Payé le": DAY}]
    raw = make_snapshot({"tblDeclarations": lost}).tables["tblDeclarations"]
    assert declarees(raw, findings) == {}
    assert [(f.ligne, f.colonne) for f in findings] == [(5, "Déclaré le"), (6, "Payé le")]


def test_formulas_never_computed_are_known_by_their_rank(make_snapshot: Make) -> None:
    never = {title: CellError(NO_VALUE) for title in ("Période", "Début", "Fin", "Échéance")}
    ranks = (2025006.0, 2025007.0, 2025040.0, None)
    rows = [never | {"Rang": rank, "Payé le": DAY} for rank in ranks]
    rows[2] |= {"Payé le": ""}
    snapshot = make_snapshot({"tblDeclarations": rows})
    raw, findings = snapshot.tables["tblDeclarations"], []
    found = declarees(raw, findings, read_book(snapshot, DAY))
    assert found == {date(2026, 4, 1): (None, DAY), date(2026, 7, 1): (None, DAY)}
    assert [(f.ligne, f.colonne) for f in findings] == [(8, "Début"), (8, "Payé le")]


def test_what_was_paid_stays_paid_when_the_frequency_changes(make_snapshot: Make) -> None:
    rows = [recette(date(2026, month, 5), 1000.0) for month in (8, 11, 12)]
    paid = {"Début": date(2026, 7, 1), "Déclaré le": DAY, "Payé le": DAY}
    t4, january = {"Début": date(2026, 10, 1)}, {"Début": date(2027, 1, 1)}
    tables = {"tblRecettes": rows, "tblDeclarations": [paid, t4, january]}
    options = {"Périodicité": "Mensuelle", "Périodicité depuis": date(2027, 1, 1)}
    options["Début d'activité"] = date(2025, 1, 1)
    snapshot = make_snapshot(tables, options)
    assert etats(snapshot, date(2027, 1, 20)) == [
        ("T4 2026", "a_declarer"),
        ("janvier 2027", "en_cours"),
    ]


def test_a_payment_on_the_row_of_a_period_to_come_is_told(make_snapshot: Make) -> None:
    """A row that stood for another period before the settings changed."""
    rows = [{"Début": date(2027, 4, 1), "Payé le": date(2026, 10, 30)}]
    snapshot = make_snapshot({"tblDeclarations": rows})
    book = read_book(snapshot, DAY)
    found = calculer(book, declarees(snapshot.tables["tblDeclarations"], book.findings, book))
    (finding,) = (f for f in found.constats if f.feuille == "Déclarations")
    assert "T2 2027 : « 30/10/2026 » est avant la fin" in finding.probleme


def test_receipts_older_than_the_activity_are_told(make_snapshot: Make) -> None:
    rows = [recette(date(2025, 8, 5), 50_000.0), recette(date(2026, 9, 5), 1.0)]
    book = read_book(
        make_snapshot({"tblRecettes": rows}, {"Début d'activité": date(2026, 9, 1)}), DAY
    )
    (finding,) = book.findings
    assert finding.colonne == "Début d'activité" and "dès le 05/08/2025" in finding.probleme


@pytest.mark.parametrize(("zone", "taken"), [("Métropole", "le plein taux"), ("DROM", "permanent")])
def test_a_relief_without_the_day_it_depends_on_is_told(
    make_snapshot: Make, zone: str, taken: str
) -> None:
    book = read_book(make_snapshot({}, {"ACRE": "Oui", "Zone": zone}), DAY)
    (finding,) = book.findings
    assert finding.colonne == "Début d'activité" and taken in finding.probleme


def test_a_declaration_of_zero_is_late_too_since_the_workbook_is_kept(make_snapshot: Make) -> None:
    def late(created: date, *rows: dict, declared: date | None = None) -> list[str]:
        periods = [
            {"Période": f"T{n} 2026", "Début": date(2026, 3 * n - 2, 1), "Déclaré le": declared}
            for n in (1, 2, 3)
        ]
        tables = {"tblRecettes": list(rows), "tblDeclarations": periods}
        snapshot = make_snapshot(tables, {"Début d'activité": created})
        book = read_book(snapshot, DAY)
        faites = declarees(snapshot.tables["tblDeclarations"], book.findings)
        return [one.periode.label for one in calculer(book, faites).declarations if one.close]

    assert late(date(2019, 3, 1)) == []  # it may have been kept elsewhere
    assert late(date(2019, 3, 1), recette(date(2026, 5, 4), 100.0)) == ["T2 2026", "T3 2026"]
    assert late(date(2026, 3, 2)) == ["T1 2026", "T2 2026", "T3 2026"]
    assert late(date(2026, 3, 2), declared=date(2026, 11, 1)) == []  # nothing to pay
