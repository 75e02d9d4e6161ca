"""The same addresses in Python and in Apps Script: ``tests/apps_script/adresses.json``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sheetcash.core.adresses import domaine_ascii, montrer, raison

VECTEURS = json.loads(
    (Path(__file__).parents[2] / "apps_script" / "adresses.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", VECTEURS, ids=lambda case: ascii(case["adresse"])[:40])
def test_each_address_is_taken_or_says_why(case: dict[str, str]) -> None:
    assert raison(case["adresse"]) == case["raison"]


def test_a_domain_of_a_local_network_will_do_where_it_is_asked_for() -> None:
    assert raison("a@localhost") and not raison("a@localhost", interne=True)


@pytest.mark.parametrize("domain", ["straße.de", "βόλος.gr", "é" * 60 + ".fr"])
def test_a_domain_that_has_no_one_form_is_never_guessed(domain: str) -> None:
    assert domaine_ascii(domain) == "" and raison(f"a@{domain}")


def test_what_is_shown_of_an_address_is_short_and_visible() -> None:
    assert montrer("a\u202e\u200b@b.fr") == "a\ufffd\ufffd@b.fr"
    assert len(montrer("x" * 10_000)) == 80
