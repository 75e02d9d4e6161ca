"""The sheet Barèmes: what the user typed wins, what is the law's stays the law's."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import sheetcash.core
from sheetcash.baremes import LOI, SAISI, charger, parametres
from sheetcash.errors import NoRuleForDate
from sheetcash.templates.baremes_rows import rows
from sheetcash.workbook import baremes_labels, reading_baremes
from sheetcash.workbook.baremes_labels import (
    INFORMATIFS,
    NOMS,
    PARAMETRES,
    categories,
    libelle,
)
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.reading_baremes import read_baremes
from sheetcash.workbook.schema import CellError
from sheetcash.workbook.tables import BAREMES, CREATION_DEPUIS, CREATION_JUSQUA

CFP = "Contribution à la formation (CFP)"
Row = dict[str, Any]


def law() -> list[Row]:
    """The sheet of a new workbook, as a reader finds it."""
    return [
        {t: float(v) if isinstance(v, Decimal) else v for t, v in row.items()} for row in rows()
    ]


def raw_of(given: list[Row], blank: object = None) -> RawTable:
    columns = {
        title: [blank if row.get(title) is None else row[title] for row in given]
        for title in BAREMES.titles
    }
    return RawTable("tblBaremes", "Barèmes", 5, columns, {}, 1)


def read(given: list[Row]) -> tuple[Any, list[Finding]]:
    findings: list[Finding] = []
    return read_baremes(raw_of(given), findings), findings


def find(given: list[Row], nom: str, categorie: str, debut: date | None = None) -> Row:
    (row,) = (
        one
        for one in given
        if (one["Paramètre"], one["Catégorie"]) == (nom, categorie)
        and (debut is None or one["Début"] == debut)
    )
    return row


def line_of(given: list[Row], row: Row) -> int:
    return 5 + next(at for at, one in enumerate(given) if one is row)


def new_row(**given: object) -> Row:
    return {
        "Paramètre": CFP,
        "Catégorie": "Libérale",
        "Valeur": 0.4,
        "Début": date(2027, 1, 1),
        "Fin": date(2027, 12, 31),
    } | {title.replace("_", " "): value for title, value in given.items()}


# --- labels --------------------------------------------------------------------------------------


def test_every_parameter_can_be_typed_but_one_told_otherwise() -> None:
    assert set(parametres()) - set(PARAMETRES) == {"acre_part"}
    assert set(NOMS.values()) == set(PARAMETRES)


def test_labels_lead_back_to_the_keys() -> None:
    for parametre in PARAMETRES:
        for row in charger(parametre):
            nom, categorie = libelle(row)
            assert NOMS[nom] == parametre and categories(nom)[categorie] == row.cle


# --- the law's own rows --------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [None, ""])
def test_an_untouched_sheet_is_the_law_and_parses_no_file(
    monkeypatch: pytest.MonkeyPatch, blank: object
) -> None:
    raw, findings = raw_of(law(), blank), []

    def parsed(parametre: str) -> object:
        raise AssertionError(f"{parametre} was parsed")

    monkeypatch.setattr(reading_baremes, "charger", parsed)
    monkeypatch.setattr(baremes_labels, "charger", parsed)
    reading_baremes._skimmed.cache_clear()
    assert read_baremes(raw, findings) is LOI and findings == []


def test_no_sheet_and_no_row_are_the_law() -> None:
    assert read_baremes(None, []) is LOI
    assert read([]) == (LOI, []) and read([{}])[0].saisis == ()


def test_a_row_that_only_looks_different_is_the_law() -> None:
    given = law()
    row = find(given, CFP, "Libérale")
    row["Début"] = datetime(2022, 1, 1, 12)
    row["Paramètre"] = CFP.upper()
    row["Référence"], row["Source"] = "autre article", "autre site"
    row["Confirmé le"] = date(2025, 3, 3)
    loi, findings = read(given)
    assert (loi.saisis, findings) == ((), [])


# --- typed figures -------------------------------------------------------------------------------


def test_a_changed_figure_wins_within_its_dates() -> None:
    given = law()
    row = find(given, CFP, "Libérale")
    row["Valeur"], row["Référence"] = 0.3, "Décret lu ce matin"
    loi, findings = read(given)
    assert findings == []
    (typed,) = loi.saisis
    assert typed == loi.bareme("cfp", date(2026, 6, 30), "liberale")
    assert (typed.valeur, typed.confiance, typed.unite) == (3_000, SAISI, "%")
    assert typed.reference == "Décret lu ce matin"
    assert typed.source == f"feuille Barèmes, ligne {line_of(given, row)}"
    assert typed.connu_jusqu_au == date(2026, 12, 31)
    assert loi.valeur("cfp", date(2026, 6, 30), "commerciale") == 1_000
    with pytest.raises(NoRuleForDate):
        loi.bareme("cfp", date(2027, 1, 1), "liberale")


def test_a_figure_that_the_law_left_blank_is_filled() -> None:
    given = law()
    find(given, "Intérêt légal", "Autres créanciers", date(2026, 7, 1))["Valeur"] = 2.6
    loi, findings = read(given)
    assert findings == []
    assert loi.valeur("interet_legal", date(2026, 8, 1), "autres_cas") == 26_000
    blank = find(given, "Intérêt légal", "Créancier particulier", date(2026, 7, 1))
    assert blank["Valeur"] is None and len(loi.saisis) == 1


def test_a_new_row_answers_for_a_new_year() -> None:
    loi, findings = read([*law(), new_row(Valeur=0.25)])
    assert findings == [] and loi.valeur("cfp", date(2027, 3, 1), "liberale") == 2_500


@pytest.mark.parametrize(
    ("given", "last"),
    [
        ({"Fin": date(2027, 6, 30)}, date(2027, 6, 30)),
        ({"Fin": None}, date(2027, 12, 31)),
        ({"Fin": None, "Confirmé_le": date(2028, 2, 1)}, date(2028, 12, 31)),
        ({"Fin": None, "Confirmé_le": date(2026, 12, 15)}, date(2027, 12, 31)),
        ({"Fin": None, "Début": None, "Confirmé_le": date(2028, 2, 1)}, date(2028, 12, 31)),
        ({"Fin": date(2027, 6, 30), "Confirmé_le": date(2029, 1, 1)}, date(2027, 6, 30)),
    ],
)
def test_how_long_a_typed_figure_is_vouched_for(given: Row, last: date) -> None:
    loi, findings = read([new_row(**given)])
    assert findings == [] and loi.saisis[0].connu_jusqu_au == last


def test_confirming_the_law_s_figure_next_year_vouches_for_it() -> None:
    given = law()
    find(given, CFP, "Libérale")["Confirmé le"] = date(2027, 1, 5)
    loi, findings = read(given)
    assert findings == [] and loi.valeur("cfp", date(2027, 3, 1), "liberale") == 2_000


def test_a_figure_may_depend_on_the_day_of_creation() -> None:
    acre = "Cotisations avec ACRE"
    given = law()
    find(given, acre, "Cipav", date(2026, 7, 1))["Valeur"] = 17.4
    loi, findings = read(given)
    assert findings == []
    day = date(2026, 9, 30)
    assert loi.valeur("acre_cotisations", day, "cipav", date(2026, 8, 1)) == 174_000
    assert loi.valeur("acre_cotisations", day, "cipav", date(2026, 6, 1)) != 174_000
    loi, findings = read([new_row(Paramètre=acre, Catégorie="Meublé classé", Valeur=4.5)])
    assert findings == [] and loi.saisis[0].cle == "meuble_classe"


@pytest.mark.parametrize(
    ("nom", "categorie", "value", "expected"),
    [
        (CFP, "Libérale", 0.1234, 1_234),
        (CFP, "Libérale", 0.1 + 0.2, 3_000),
        (CFP, "Libérale", 100, 1_000_000),
        (CFP, "Libérale", 0, 0),
        ("Plafond du régime micro", "Services", 83_700.0, 8_370_000),
        ("Plafond du régime micro", "Services", 83_700.55, 8_370_055),
        ("Délai de paiement par défaut", "Toutes", 45.0, 45),
        ("Délai de paiement par défaut", None, 45.0, 45),
        (
            "Facture électronique : obligation",
            "Émission",
            date(2028, 1, 1),
            date(2028, 1, 1).toordinal(),
        ),
        (
            "Facture électronique : obligation",
            "Émission",
            "01/01/2028",
            date(2028, 1, 1).toordinal(),
        ),
        ("Facture électronique : obligation", "Émission", 46_753.0, date(2028, 1, 1).toordinal()),
        ("Calendrier", "Déclaration de revenus", "8/6", 608),
        ("Calendrier", "Déclaration de revenus", datetime(2027, 6, 8), 608),
    ],
)
def test_figures_are_exact(nom: str, categorie: str, value: object, expected: int) -> None:
    loi, findings = read([new_row(Paramètre=nom, Catégorie=categorie, Valeur=value)])
    assert [f for f in findings if f.ecarte] == [] and loi.saisis[0].valeur == expected


# --- what cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"Valeur": -0.2}, "Valeur", "« -0,2 » est négatif"),
        ({"Valeur": 100.5}, "Valeur", "dépasse 100 %"),
        ({"Valeur": 0.12345}, "Valeur", "trop précis"),
        ({"Valeur": "0,3"}, "Valeur", "n'est pas un nombre"),
        ({"Valeur": True}, "Valeur", "n'est pas un nombre"),
        ({"Valeur": date(2027, 1, 1)}, "Valeur", "n'est pas un nombre"),
        ({"Valeur": float("nan")}, "Valeur", "n'est pas un nombre"),
        ({"Valeur": float("inf")}, "Valeur", "n'est pas un nombre"),
        ({"Valeur": 1e300}, "Valeur", "dépasse 100 %"),
        ({"Valeur": CellError("#REF!")}, "Valeur", "#REF!"),
        ({"Fin": CellError("#N/A")}, "Fin", "#N/A"),
        ({"Paramètre": "Contribution formation"}, "Paramètre", "n'est pas un paramètre"),
        ({"Paramètre": None}, "Paramètre", "vide"),
        ({"Catégorie": "Liberal"}, "Catégorie", "n'est pas une catégorie"),
        ({"Catégorie": "BNC"}, "Catégorie", "n'est pas une catégorie"),
        ({"Catégorie": None}, "Catégorie", "vide"),
        ({"Début": date(2028, 1, 1)}, "Fin", "avant le 01/01/2028"),
        ({"Début": "01/01/2027"}, "Début", "est du texte"),
        ({"Fin": "fin 2027"}, "Fin", "est du texte"),
        ({"Début": date(1027, 1, 1)}, "Début", "pas plausible"),
        ({"Début": None, "Fin": None}, "Fin", "jusqu'à quand"),
        ({CREATION_DEPUIS.replace(" ", "_"): date(2027, 1, 1)}, CREATION_DEPUIS, "ne dépend pas"),
        ({"Paramètre": "TVA : seuil de base", "Catégorie": "Vente", "Valeur": 85.0}, "Valeur",
         "plausible"),
        ({"Paramètre": "Plafond du régime micro", "Catégorie": "Vente", "Valeur": 0}, "Valeur",
         "plausible"),
        ({"Paramètre": "Prescription d'une facture", "Catégorie": "Professionnel", "Valeur": 2.5},
         "Valeur", "nombre entier"),
        ({"Paramètre": "Calendrier", "Catégorie": "Paiement de la CFE", "Valeur": "31/02"},
         "Valeur", "n'est pas un jour"),
        ({"Paramètre": "Calendrier", "Catégorie": "Paiement de la CFE", "Valeur": 15.0},
         "Valeur", "n'est pas un jour"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_told_and_the_others_go_on(
    change: Row, column: str, said: str
) -> None:
    loi, (finding,) = read([new_row(**change), new_row(Catégorie="Artisanale")])
    assert [row.cle for row in loi.saisis] == ["artisanale"]
    assert (finding.feuille, finding.ligne, finding.colonne) == ("Barèmes", 5, column)
    assert finding.ecarte and finding.que_faire
    assert said in f"{finding.probleme} {finding.que_faire}"


def test_creation_days_in_the_wrong_order() -> None:
    days = {CREATION_DEPUIS: date(2027, 6, 1), CREATION_JUSQUA: date(2027, 1, 1)}
    row = new_row(Paramètre="Cotisations avec ACRE", Catégorie="BNC", Valeur=13.0) | days
    loi, (finding,) = read([row])
    assert loi.saisis == () and finding.colonne == CREATION_JUSQUA


def test_the_nearest_name_is_told() -> None:
    _, (first, second) = read([new_row(Paramètre="Intérêt légale"), new_row(Catégorie="Liberal")])
    assert "« Intérêt légal » ?" in first.que_faire and "« Libérale » ?" in second.que_faire


def test_a_name_that_formulas_cannot_match_is_understood_and_told() -> None:
    loi, (finding,) = read([new_row(Catégorie="liberale")])
    assert loi.saisis[0].cle == "liberale"
    assert not finding.ecarte and "« Libérale »" in finding.probleme


def test_a_rate_typed_with_its_percent_sign_is_refused() -> None:
    row = new_row(Paramètre="Cotisations", Catégorie="BNC", Valeur=0.261)
    loi, (finding,) = read([row])
    assert loi.saisis == () and finding.ecarte and "25,6 pour 25,6 %" in finding.que_faire


@pytest.mark.parametrize(
    ("nom", "categorie", "value", "doubted"),
    [
        ("Cotisations", "BNC", 99.0, True),
        ("Cotisations", "BNC", 0.0, True),
        ("Cotisations", "BNC", 76.8, False),
        ("Cotisations", "BNC", 76.9, True),
        ("TVA : seuil de base", "Services", 375_000.0, True),
        ("TVA : seuil de base", "Services", 25_000.0, False),
        ("TVA : seuil de base", "Services", 12_500.0, False),
        ("TVA : seuil de base", "Services", 12_499.0, True),
    ],
)
def test_a_figure_far_from_the_law_s_is_used_and_doubted(
    nom: str, categorie: str, value: float, doubted: bool
) -> None:
    loi, found = read([new_row(Paramètre=nom, Catégorie=categorie, Valeur=value)])
    assert len(loi.saisis) == 1
    assert [f.que_faire for f in found] == ["Vérifiez la virgule et les zéros."] * doubted


def test_a_ceiling_that_begins_within_a_year_is_told() -> None:
    row = new_row(Paramètre="Plafond du régime micro", Catégorie="Services", Valeur=80_000.0)
    _, (finding,) = read([row | {"Début": date(2026, 7, 1)}])
    assert finding.que_faire == "Mettez le 1er janvier."


def test_a_figure_that_ends_before_the_law_s_is_told() -> None:
    given = law()
    row = find(given, CFP, "Libérale")
    row["Valeur"], row["Confirmé le"] = 0.3, None
    loi, (finding,) = read(given)
    assert loi.saisis[0].connu_jusqu_au == date(2022, 12, 31)
    assert finding.colonne == "Confirmé le" and "31/12/2022" in finding.probleme
    assert loi.valeur("cfp", date(2026, 6, 30), "liberale") == 2_000


def test_a_row_without_a_figure_waits_in_silence() -> None:
    loi, findings = read([new_row(Valeur=None, Paramètre="À vérifier"), new_row(Valeur=" ")])
    assert (loi.saisis, findings) == ((), [])


# --- two rows for one day ------------------------------------------------------------------------


def test_a_new_row_over_one_that_is_still_open_is_told() -> None:
    given = [*law(), new_row(Début=date(2026, 7, 1), Fin=None)]
    old = line_of(given, find(given[:-1], CFP, "Libérale"))
    loi, (finding,) = read(given)
    last = 4 + len(given)
    assert finding.ligne == last and not finding.ecarte
    assert f"lignes {old} et {last}" in finding.probleme and "01/07/2026" in finding.probleme
    assert "« inconnu »" in finding.probleme and f"la ligne {last}" in finding.probleme
    assert loi.valeur("cfp", date(2026, 9, 30), "liberale") == 4_000


def test_closing_the_old_row_is_enough() -> None:
    given = [*law(), new_row(Début=date(2026, 7, 1), Fin=None)]
    find(given[:-1], CFP, "Libérale")["Fin"] = date(2026, 6, 30)
    loi, findings = read(given)
    assert findings == []
    assert loi.valeur("cfp", date(2026, 6, 30), "liberale") == 2_000
    assert loi.valeur("cfp", date(2026, 7, 1), "liberale") == 4_000


def test_among_typed_rows_the_one_told_is_the_one_used() -> None:
    given = [new_row(Valeur=0.3), new_row(Valeur=0.5)]
    loi, (finding,) = read(given)
    assert "sheetcash prend la ligne 6" in finding.probleme
    assert loi.valeur("cfp", date(2027, 3, 1), "liberale") == 5_000
    given = [new_row(Valeur=0.3, Début=date(2027, 2, 1)), new_row(Valeur=0.5)]
    loi, (finding,) = read(given)
    assert "sheetcash prend la ligne 5" in finding.probleme
    assert loi.valeur("cfp", date(2027, 3, 1), "liberale") == 3_000


def test_a_row_of_the_law_copied_twice_is_told() -> None:
    given = law()
    given.append(dict(find(given, CFP, "Libérale")))
    loi, (finding,) = read(given)
    assert loi.saisis == () and finding.ligne == 4 + len(given)


def test_other_creation_days_are_no_twins() -> None:
    given = law()
    for row in given:
        if row["Paramètre"] == "Cotisations avec ACRE" and row["Valeur"]:
            row["Valeur"] += 0.1
    loi, findings = read(given)
    assert len(loi.saisis) > 5 and findings == []


def test_a_figure_that_no_computation_asks_for_is_said_to_change_nothing() -> None:
    given = law()
    row = find(given, "Dépassements avant la sortie du régime", "Toutes")
    row["Valeur"] = 3.0
    loi, (finding,) = read(given)
    assert loi.dernier("plafond_sortie").valeur == 3
    assert "Aucun calcul n'emploie ce chiffre" in finding.probleme and not finding.ecarte
    assert finding.ligne == line_of(given, row)


def test_only_figures_that_no_rule_reads_are_told_so() -> None:
    core = Path(sheetcash.core.__file__).parent
    asked = "".join(path.read_text("utf-8") for path in core.glob("*.py"))
    unread = {one for one in PARAMETRES if f'"{one}"' not in asked}
    not_shown = {  # rules of the core that no command, function or sheet calls yet
        *("abattement", "abattement_minimum", "prescription", "repartition"),
        *("versement_liberatoire_plafond", "vigilance_duree", "vigilance_seuil"),
    }
    assert unread | not_shown == INFORMATIFS
