"""The vectors that every host must answer alike; ``node --test`` runs the same files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sheetcash.errors import SheetcashError
from sheetcash.functions import NOMS, appeler, en_json, erreur_de

FOLDER = Path(__file__).parent
SOURCE = Path(__file__).parents[3] / "shared" / "data" / "cases.jsonl"
FILES = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
CASES = [(name, case) for name, data in FILES.items() for case in data["cas"]]


def answer(case: dict[str, Any]) -> Any:
    try:
        return en_json(appeler(case["fonction"], case["args"]))
    except SheetcashError as error:
        return {"erreur": erreur_de(error)._asdict()}


def codes(value: Any) -> Any:
    """An answer with its errors as their codes only, as vectors write them."""
    if isinstance(value, dict):
        return {"erreur": value["erreur"]["code"]}
    return [codes(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{name}-{case['id']}" for name, case in CASES]
)
def test_vector(case: dict[str, Any]) -> None:
    found = answer(case)
    if "montants" in case:
        assert {row[0]: row[2] for row in found} == case["montants"]
    elif "contient" in case:
        assert case["contient"] in found
    elif "composante" in case:
        (amount,) = (row[2] for row in found if row[0] == case["composante"])
        assert amount == case["juste"] != case.get("faux")
    elif "erreur" in case:
        assert codes(found) == {"erreur": case["erreur"]}
        assert case["dit"] in found["erreur"]["message"]
    else:
        assert codes(found) == case["valeur"] != case.get("faux")


@pytest.mark.parametrize(
    "case",
    [c for c in FILES["declarations"]["cas"] if len(c["args"]["cas"]) == 1],
    ids=lambda case: case["id"],
)
def test_one_activity_owes_the_same_by_every_function(case: dict[str, Any]) -> None:
    args = dict(case["args"])
    (ca,), (categorie,) = args.pop("cas"), args.pop("categories")
    args |= {"ca": ca, "categorie": categorie}
    assert appeler("SC_COTISATIONS", args) == case["montants"]["total"]
    assert {row[0]: row[2] for row in appeler("SC_COTISATIONS_DETAIL", args)} == case["montants"]
    args.pop("ca"), args.pop("versement_liberatoire", None)
    for composante, taux in case["taux_millioniemes"][categorie].items():
        if composante != "versement_liberatoire":
            assert appeler("SC_TAUX", args | {"composante": composante}) == taux / 1_000_000


def test_each_function_has_vectors() -> None:
    assert {case["fonction"] for _, case in CASES} >= set(NOMS) - {"SC_EXPLIQUER"}


@pytest.mark.skipif(not SOURCE.exists(), reason="the shared cases are not beside the project")
def test_declarations_are_those_of_the_official_collection() -> None:
    official = [json.loads(line) for line in SOURCE.read_text("utf-8").splitlines()]
    ours = {case["id"]: case for case in FILES["declarations"]["cas"]}
    assert set(ours) == {case["id"] for case in official}
    for case in official:
        expected = case["declaration"]
        assert ours[case["id"]]["montants"] == {
            name: expected[name] for name in ours[case["id"]]["montants"]
        }
