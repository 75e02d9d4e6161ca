"""What the accountant's folder holds of a workbook, read back: cells as they were, or refused."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sheetcash.errors import DamagedExport
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.raw import RawTable, Snapshot
from sheetcash.workbook.registres import REGISTRE_RECETTES, lignes
from sheetcash.workbook.relecture import contenu, de_json, en_json
from sheetcash.workbook.tables import CLIENTS, RECETTES


def test_what_was_typed_is_read_back_as_it_was() -> None:
    row = {"N°": "007", "Date d'encaissement": date(2026, 1, 2), "Montant": 1250, "Client": "=1+1"}
    had = Content({"Jours de relance": (1, None, 15)}, {"tblRecettes": [row]})
    assert de_json(en_json(had)).rows == had.rows
    odd = Content({}, {"tblBaremes": [{"Valeur": Decimal("0.123")}]})
    assert de_json(en_json(odd)).rows == odd.rows


def test_an_hour_in_a_cell_is_kept_as_its_text() -> None:
    columns: dict[str, list[Any]] = {title: [None] for title in CLIENTS.titles}
    columns["Notes"] = [time(9, 30)]
    raw = RawTable(CLIENTS.name, CLIENTS.sheet, 5, columns, {"Notes": 1}, 1)
    found = contenu(Snapshot("v", {CLIENTS.name: raw}, {}))
    assert de_json(en_json(found)).table(CLIENTS.name)[0]["Notes"] == "09:30:00"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 13, 30), "2026-02-01 13:30:00"),
        (True, "VRAI"),
    ],
)
def test_what_excel_made_of_a_text_is_given_back_as_it_was_sealed(value: Any, text: str) -> None:
    columns: dict[str, list[Any]] = {title: [None] for title in RECETTES.titles}
    columns["N° facture"] = [value]
    positions = {title: at for at, title in enumerate(RECETTES.titles, 1)}
    raw = RawTable(RECETTES.name, RECETTES.sheet, 5, columns, positions, 1)
    found = contenu(Snapshot("v", {RECETTES.name: raw}, {})).table(RECETTES.name)
    assert found[0]["N° facture"] == text
    (sealed,) = lignes(raw, REGISTRE_RECETTES)
    assert sealed.champs[2] == text


@pytest.mark.parametrize(
    "cell",
    [
        *("NaN", "-Infinity", "[1, 2]", '{"suite": [1]}', '{"decimal": "NaN"}', "1e308"),
        *('{"decimal": "1e999999"}', '"\\ud800"', '{"jour": "demain"}', "{}", '{"a": 1, "b": 2}'),
    ],
)
def test_what_no_cell_can_hold_is_a_damaged_folder(cell: str) -> None:
    whole = json.dumps({"forme": 1, "reglages": {}, "tables": {"tblClients": [{"Notes": "@"}]}})
    with pytest.raises(DamagedExport):
        de_json(whole.replace('"@"', cell).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"forme": 1, "tables": {}, "reglages": {"Jours de relance": 5}}',
        b'{"forme": 1, "tables": {}, "reglages": {"Jours de relance": {"decimal": "5"}}}',
        b'{"forme": 1, "tables": {}, "reglages": {"Jours de relance": null}}',
    ],
)
def test_what_is_no_content_is_a_damaged_folder(data: bytes) -> None:
    from sheetcash.workbook.parametres import BY_LABEL

    label = next(label for label, one in BY_LABEL.items() if one.kind == "jours")
    with pytest.raises(DamagedExport):
        de_json(data.replace(b"Jours de relance", label.encode()))


def test_a_workbook_whose_clients_are_still_to_come_is_made_again(tmp_path: Path) -> None:
    blank = Content({}, {CLIENTS.name: [{}, {"Notes": "à compléter"}]})
    build(tmp_path / "refait.xlsx", blank, date(2026, 11, 20))
    assert (tmp_path / "refait.xlsx").stat().st_size > 0
