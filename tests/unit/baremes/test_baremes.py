from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from sheetcash.baremes import LOI, Bareme, charger, parametres
from sheetcash.errors import NoRuleForDate, ParameterNeeded

SOURCE = Path(__file__).parents[4] / "shared" / "data" / "baremes.json"
#: The collection has a figure for them, and lists them among what could not be verified.
DOUBTFUL = {f"dom.bnc.{period}.2026-01-01" for period in ("periode1", "periode2", "permanent")}
ALL = [row for parametre in parametres() for row in charger(parametre)]


@pytest.mark.parametrize("row", ALL, ids=[f"{row.parametre}-{row.id}-{row.cle}" for row in ALL])
def test_each_figure_has_its_reference_its_source_and_its_confidence(row: Bareme) -> None:
    assert row.reference and row.source
    assert row.confiance in ("haute", "moyenne", "basse", "non vérifié")
    assert (row.valeur is None) == (row.confiance == "non vérifié")
    if row.fin is not None and row.debut is not None:
        assert row.debut <= row.fin


@pytest.mark.parametrize("parametre", parametres())
def test_no_two_figures_answer_for_the_same_day(parametre: str) -> None:
    spans: dict[tuple, list[tuple[date, date]]] = {}
    for row in charger(parametre):
        its = (row.cle, row.creation_min, row.creation_max)
        if parametre == "acre_part":
            continue  # told apart by the day of creation
        spans.setdefault(its, []).append((row.debut or date.min, row.connu_jusqu_au))
    for its, found in spans.items():
        found.sort()
        for (_, fin), (debut, _) in pairwise(found):
            assert fin < debut, its


def test_a_figure_answers_from_its_first_to_its_last_day() -> None:
    assert LOI.valeur("cotisations", date(2024, 6, 30), "bnc") == 211_000
    assert LOI.valeur("cotisations", date(2024, 7, 1), "bnc") == 231_000
    assert LOI.bareme("tva_base", date(2024, 12, 31), "service").valeur == 3_680_000


def test_nothing_extends_past_the_year_it_was_checked_in() -> None:
    assert LOI.valeur("cotisations", date(2026, 12, 31), "vente") == 123_000
    with pytest.raises(NoRuleForDate, match=r"01/01/2027.*feuille Barèmes"):
        LOI.bareme("cotisations", date(2027, 1, 1), "vente")


def test_an_unknown_figure_is_asked_for() -> None:
    with pytest.raises(ParameterNeeded, match=r"feuille Barèmes, colonne Valeur .référence"):
        LOI.bareme("interet_legal", date(2026, 7, 1), "autres_cas")


def test_an_unknown_parameter_is_a_programming_error() -> None:
    with pytest.raises(KeyError):
        charger("inconnu")


@pytest.mark.skipif(not SOURCE.exists(), reason="the shared collection is not beside the project")
def test_figures_are_those_of_the_collection() -> None:
    rules = {rule["id"]: rule for rule in json.loads(SOURCE.read_text("utf-8"))["regles"]}
    for row in ALL:
        rule = rules[row.id]
        known = rule["valeur"]
        values = set(known.values()) if isinstance(known, dict) else {known}
        if row.id in DOUBTFUL:
            assert row.valeur is None, row.id
        elif row.valeur is None:
            assert not any(isinstance(value, (int, float)) for value in values), row.id
        elif all(isinstance(value, (int, float)) for value in values):
            assert any(
                abs(row.valeur - value * scale) < 1e-6
                for value in values
                for scale in (1, 100, 10_000)
            ), row.id
        if row.id != "plafond.meuble_classe" and not isinstance(known, dict):  # our own spans
            since, until = rule["valid_from"], rule["valid_to"]
            assert row.debut == (since and date.fromisoformat(since)), row.id
            assert row.fin == (until and date.fromisoformat(until)), row.id
    numeric = {key for key, rule in rules.items() if isinstance(rule["valeur"], (int, float))}
    left_out = numeric - {row.id for row in ALL}
    assert left_out == {"tva.seuil_unique_25000"}  # it never applied
