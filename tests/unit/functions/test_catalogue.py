"""The catalogue is the design's, to the name and the order; cells are read strictly."""

from __future__ import annotations

import inspect
from datetime import date, datetime
from typing import Any

import pytest

from sheetcash import functions
from sheetcash.baremes import LOI, SAISI, Baremes
from sheetcash.core.money import format_euros
from sheetcash.errors import InputError, NoRuleForDate, ParameterNeeded, RuleError
from sheetcash.functions import (
    FONCTIONS,
    SC_COTISATIONS,
    SC_EXPLIQUER,
    SC_PENALITES,
    SC_PLAFOND,
    SC_TAUX,
    Erreur,
    appeler,
    en_json,
)

OPTIONS = "nature? versement_liberatoire? acre? debut_activite? zone?"
DESIGN = {
    "SC_ENCAISSEMENTS": "dates montants debut fin categories? categorie?",
    "SC_CA_PAR_MOIS": "dates montants annee categories? categorie?",
    "SC_PLAFOND": "categorie annee",
    "SC_PLAFOND_PRORATA": "categorie annee debut_activite base?",
    "SC_STATUT_PLAFOND": "ca plafond alerte?",
    "SC_SEUIL_TVA": "categorie date majore?",
    "SC_STATUT_TVA": "dates montants categories date",
    "SC_TAUX": "categorie date composante? nature? acre? debut_activite? zone?",
    "SC_COTISATIONS": f"ca categorie date {OPTIONS}",
    "SC_COTISATIONS_DETAIL": f"ca categorie date {OPTIONS}",
    "SC_DECLARATION": f"cas categories date {OPTIONS}",
    "SC_ECHEANCE": "date_facture conditions",
    "SC_STATUT_RELANCE": "echeance solde aujourdhui niveau? derniere_relance? profil?",
    "SC_PROCHAINE_RELANCE": "echeance niveau? derniere_relance? profil?",
    "SC_PENALITES": "montant echeance date taux? type_client?",
    "SC_INDEMNITE": "type_client solde",
    "SC_DATE_DECLARATION": "date periodicite debut_activite?",
    "SC_DSO": "dates_facture montants dates_encaissement encaisses debut fin",
}


@pytest.mark.parametrize("nom", DESIGN)
def test_signature_is_the_design_s(nom: str) -> None:
    fonction = getattr(functions, nom)
    shown = [
        name if parameter.default is inspect.Parameter.empty else f"{name}?"
        for name, parameter in inspect.signature(fonction).parameters.items()
    ]
    assert " ".join(shown) == DESIGN[nom]


def test_nothing_is_missing_nor_too_many() -> None:
    assert [fonction.nom for fonction in FONCTIONS] == list(DESIGN)
    assert {name for name in functions.__all__ if name.startswith("SC_")} == {
        *DESIGN,
        "SC_EXPLIQUER",
    }


@pytest.mark.parametrize("fonction", FONCTIONS, ids=lambda fonction: fonction.nom)
def test_each_function_says_what_it_answers_and_by_which_law(fonction: Any) -> None:
    assert fonction.resume.endswith(".") and fonction.reference
    assert all(argument.aide.endswith(".") for argument in fonction.arguments)
    assert fonction.__doc__.startswith(fonction.resume)
    assert fonction(**fonction.exemple) is not None


@pytest.mark.parametrize(
    "day",
    ["2026-03-31", date(2026, 3, 31), datetime(2026, 3, 31, 23, 59), 46_112, 46_112.75,
     "2026-03-31T10:00:00", "2026-03-31T00:00:00.000"],
)  # fmt: skip
def test_a_day_is_read_however_a_host_gives_it(day: Any) -> None:
    assert SC_TAUX("bnc", day) == 0.256


@pytest.mark.parametrize("categorie", ["BNC", "bnc", " Bnc ", "bNc"])
def test_labels_and_codes_are_read_without_their_case(categorie: str) -> None:
    assert SC_PLAFOND(categorie, 2026) == 83_600


@pytest.mark.parametrize("categorie", ["Meublé classé", "MEUBLE CLASSE", "meuble_classe"])
def test_accents_and_underscores_do_not_matter(categorie: str) -> None:
    assert SC_PLAFOND(categorie, 2026) == 83_600


@pytest.mark.parametrize("yes", [True, "Oui", "VRAI", 1, 1.0])
def test_yes_is_read_however_it_is_written(yes: Any) -> None:
    owed = SC_COTISATIONS(1000, "bnc", "2026-03-31", versement_liberatoire=yes)
    assert owed == 256 + 2 + 22


def test_a_blank_cell_is_an_option_left_out() -> None:
    assert SC_COTISATIONS(1000, "bnc", "2026-03-31", "", None, " ") == 258


def test_a_column_answers_in_its_shape_and_one_bad_row_stops_nothing() -> None:
    flat = SC_COTISATIONS([1000, "x", None, 500.0], "bnc", "2026-03-31")
    assert (flat[0], flat[2], flat[3]) == (258, None, 129)
    assert isinstance(flat[1], Erreur) and flat[1].code == "#VALEUR!" and "« x »" in flat[1].message
    nested = SC_COTISATIONS([[1000], [500]], "bnc", "2026-03-31")
    assert nested == [[258], [129]]
    one_row = SC_PLAFOND([["bnc", "vente"]], 2026)
    assert one_row == [[83_600, 203_100]]
    several = SC_COTISATIONS([1000, 1000], ["bnc", "vente"], ["2026-03-31", "2030-03-31"])
    assert several[0] == 258 and several[1].code == "#N/A"


def test_true_and_one_are_not_the_same_cell() -> None:
    found = SC_COTISATIONS([1, True, 1.0], "bnc", "2026-03-31")
    assert [type(answer) for answer in found] == [float, Erreur, float]


def test_a_column_of_numbers_answers_as_each_number_does() -> None:
    amounts = [0.0, -5.0, 0.49, 0.5, 7.5, 3516.49, 3516.5, 1e6, 99_999.995]
    alone = [SC_COTISATIONS(amount, "vente", "2026-03-31") for amount in amounts]
    assert SC_COTISATIONS(amounts, "vente", "2026-03-31") == alone
    infinite = SC_COTISATIONS([1.0, float("nan"), 1e15, float("inf")], "bnc", "2026-03-31")
    assert [isinstance(answer, Erreur) for answer in infinite] == [False, True, True, True]


def test_too_many_arguments_or_twice_the_same_are_refused() -> None:
    with pytest.raises(InputError, match="2 au plus"):
        SC_PLAFOND("bnc", 2026, 3)
    with pytest.raises(InputError, match="categorie"):
        SC_PLAFOND("bnc", 2026, categorie="bnc")


def test_errors_are_typed() -> None:
    with pytest.raises(NoRuleForDate):
        SC_PLAFOND("bnc", 2029)
    with pytest.raises(ParameterNeeded):
        SC_PENALITES(100, "2026-06-30", "2026-07-30")
    with pytest.raises(RuleError):
        appeler("SC_PROCHAINE_RELANCE", {"echeance": "2026-01-01", "niveau": 4})
    with pytest.raises(InputError):
        appeler("SC_PLAFOND", {"categorie": "bnc", "annee": "deux mille"})


def test_a_figure_typed_in_the_workbook_wins_and_is_told() -> None:
    law = LOI.bareme("cfp", date(2026, 1, 1), "liberale")
    typed = law._replace(valeur=5_000, confiance=SAISI, source="feuille Barèmes, ligne 40")
    loi = Baremes([typed])
    assert SC_COTISATIONS(1000, "bnc", "2026-03-31", loi=loi) == 256 + 5
    said = SC_EXPLIQUER("SC_COTISATIONS", 1000, "bnc", "2026-03-31", loi=loi)
    assert "0,5" in said and "saisi par vous (feuille Barèmes, ligne 40)" in said
    assert "saisi par vous" not in SC_EXPLIQUER("SC_COTISATIONS", 1000, "bnc", "2026-03-31")


def test_a_typed_figure_can_open_a_year_and_closes_with_its_last_day() -> None:
    law = LOI.bareme("cotisations", date(2026, 1, 1), "bnc")
    loi = Baremes(
        [
            law._replace(
                valeur=261_000,
                debut=date(2027, 1, 1),
                fin=date(2027, 6, 30),
                connu_jusqu_au=date(2027, 6, 30),
                confiance=SAISI,
            )
        ]
    )
    assert SC_TAUX("bnc", "2026-12-31", loi=loi) == 0.256
    assert SC_TAUX("bnc", "2027-01-01", loi=loi) == SC_TAUX("bnc", "2027-06-30", loi=loi) == 0.261
    with pytest.raises(NoRuleForDate):
        SC_TAUX("bnc", "2027-07-01", loi=loi)


def test_an_explanation_has_figures_rate_first_day_and_source() -> None:
    said = SC_EXPLIQUER("SC_TAUX", "bnc", "2026-03-31")
    for part in ("25,6\u00a0%", "depuis le 01/01/2026", "CSS art. L613-7", "modele-social"):
        assert part in said
    low = SC_EXPLIQUER("SC_TAUX", "bnc", "2025-03-31", None, None, None, "2020-01-01", "drom")
    assert "confiance moyenne" in low
    negative = SC_EXPLIQUER("SC_COTISATIONS", -300, "bnc", "2026-03-31")
    assert "300,00\u00a0€ à déduire de la déclaration suivante" in negative
    assert SC_EXPLIQUER("plafond", ["bnc", "vente"], 2026).startswith("SC_PLAFOND répond 83")


def test_json_answers_hold_no_python_types() -> None:
    assert en_json([None, date(2026, 1, 1), 1.5, Erreur("#N/A", "x")]) == [
        None,
        "2026-01-01",
        1.5,
        {"erreur": {"code": "#N/A", "message": "x"}},
    ]


def test_an_explanation_tells_the_very_figure_that_answers() -> None:
    """Of two typed figures that begin together, one wins, here and there."""
    law = LOI.bareme("plafond", date(2026, 1, 1), "service")
    both = [law._replace(valeur=cents, confiance=SAISI) for cents in (9_000_000, 8_000_000)]
    for loi in (Baremes(both), Baremes(both[::-1])):
        answer = SC_PLAFOND("bnc", 2026, loi=loi)
        said = SC_EXPLIQUER("SC_PLAFOND", "bnc", 2026, loi=loi)
        assert said.count(format_euros(round(answer * 100))) == 2
