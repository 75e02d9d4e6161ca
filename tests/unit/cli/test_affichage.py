"""What a workbook, a file's name or a notice holds gives no orders to a terminal."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.cli.affichage import propre, table
from sheetcash.cli.commun import afficher, constats, print_json
from sheetcash.workbook.findings import Finding

MALIN = "Ada\nEnvoyées (3)\r\x1b[2J\x9b31m\u202egpj.exe\u2028\x85\u200b"


@given(st.text(st.characters()))
def test_anything_is_one_line_that_does_nothing(text: str) -> None:
    shown = propre(text)
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(one) for one in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs"))))
def test_what_can_be_seen_stays(text: str) -> None:
    assert propre(text) == text


@pytest.mark.parametrize("err", [False, True])
def test_lines_stay_lines(capsys: pytest.CaptureFixture[str], err: bool) -> None:
    finding = Finding("Clients", 2, "Courriel", f"« {MALIN} » n'est pas une adresse.", "Corrigez.")
    afficher([MALIN, *table([("F-1", MALIN)]), *constats([finding])], err=err)
    out = capsys.readouterr()
    text = out.err if err else out.out
    assert len(text.splitlines()) == 5
    assert all(one.isprintable() for one in text.splitlines())


def test_json_tells_by_number_what_cannot_be_seen(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"client": MALIN, "nom": "Zoé"})
    out = capsys.readouterr().out
    assert all(one.isprintable() for one in out.split("\n")) and "Zoé" in out
    assert json.loads(out) == {"client": MALIN, "nom": "Zoé"}
