"""Each official case to the euro, every component."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sheetcash.core.cotisations import Regime, declaration

ZONES = {"Bas-Rhin": "alsace", "Haut-Rhin": "alsace", "Moselle": "moselle", "La Réunion": "drom"}
CASES = [
    json.loads(line)
    for line in Path(__file__).with_name("declarations.jsonl").read_text("utf-8").splitlines()
]


def cents(euros: float) -> int:
    return int(Decimal(str(euros)) * 100)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_declaration_matches_the_official_model(case: dict) -> None:
    ca = case["ca"] if isinstance(case["ca"], dict) else {case["categorie"]: case["ca"]}
    created = case.get("date_creation")
    regime = Regime(
        nature=case["nature"],
        versement_liberatoire=case.get("versement_liberatoire", False),
        acre=case.get("acre", False),
        debut_activite=date.fromisoformat(created) if created else None,
        zone=ZONES.get(case.get("departement"), "metropole"),
    )
    du = declaration(
        {categorie: cents(euros) for categorie, euros in ca.items()},
        date.fromisoformat(case["date"]),
        regime,
    )
    expected = case["declaration"]
    names = ("assiette", "cotisations", "cfp", "taxe_consulaire", "versement_liberatoire", "total")
    assert {name: getattr(du, name) for name in names} == {
        name: expected[name] * 100 for name in names
    }


def test_cases_are_all_there() -> None:
    assert len(CASES) == 304
