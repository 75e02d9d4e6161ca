"""Addresses are judged alike in Python and in Apps Script, the words of a refusal included."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from sheetcash.core.adresses import montrer, raison

VECTEURS = json.loads((Path(__file__).parent / "adresses.json").read_text("utf-8"))
#: What addresses are made of, and what comes into cells by copying.
SIGNES = "aZ09.@-_ é,;<>()\"\\:'+\u200b\u202e\u00a0\u00ad\n\tßüœŒ☃"


def test_each_vector_agrees(regle: Callable[[str, list[Any]], list[Any]]) -> None:
    asked = [[one["adresse"]] for one in VECTEURS]
    told = regle("raisonAdresse_", asked)
    assert [one["valeur"] for one in told] == [one["raison"] for one in VECTEURS]


def test_what_chance_types_is_judged_alike(regle: Callable[[str, list[Any]], list[Any]]) -> None:
    random = Random(7)
    typed = [
        "".join(random.choices(SIGNES, k=random.randrange(12)))
        + random.choice(["", "@", "a@b.fr", "@exemple.fr", ".fr"])
        for _ in range(5000)
    ]
    for nom, rule in (("raisonAdresse_", raison), ("montrerAdresse_", montrer)):
        told = regle(nom, [[one] for one in typed])
        assert [one["valeur"] for one in told] == [rule(one) for one in typed]
