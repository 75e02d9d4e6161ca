"""Workbooks in memory for the tests of the floors that know no file."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from sheetcash.workbook.parametres import BY_LABEL
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.tables import TABLES

sys.path.insert(0, str(Path(__file__).parent))  # for the stand-ins, which have no tests
collect_ignore = [
    "commande.py",
    "excel_en_memoire.py",
    "fec_controle.py",
    "generateur_depenses.py",
    "google_creation.py",
    "google_drive.py",
    "google_feuilles.py",
    "google_gmail.py",
    "google_insertion.py",
    "google_local.py",
    "google_oauth.py",
    "moteur_libreoffice.py",
    "moteur_xlwings.py",
    "registres_en_memoire.py",
    "releves_formats.py",
    "releves_prestataires.py",
    "releves_synthetiques.py",
    "releves_verite.py",
    "tsa_locale.py",
]

# Looking for garbage every seven hundred objects takes a tenth of the time.
gc.set_threshold(1_000_000, 50, 50)

# How long an example takes says nothing on a machine that is shared.
settings.register_profile("sheetcash", deadline=None)
settings.load_profile("sheetcash")

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
def make_snapshot() -> Callable[..., Snapshot]:
    """``make_snapshot(rows, settings)``: tables by name, each a list of rows by column title.

    Data start on sheet row 5, as in the templates; every table exists, empty by default.
    """

    def make(rows: Rows | None = None, settings: dict[str, Any] | None = None) -> Snapshot:
        rows = rows or {}
        tables = {}
        for name, table in TABLES.items():
            given = rows.get(name, [])
            unknown = {title for row in given for title in row} - set(table.titles)
            assert not unknown, f"{name} has no column {unknown}"
            columns = {title: [row.get(title, "") for row in given] for title in table.titles}
            positions = {title: at for at, title in enumerate(table.titles, 1)}
            tables[name] = RawTable(name, table.sheet, 5, columns, positions, 1)
        assert set(settings or {}) <= set(BY_LABEL), "unknown setting"
        found = {
            label: RawSetting("Paramètres", list(v) if isinstance(v, tuple) else [v], row, 2)
            for row, (label, v) in enumerate((settings or {}).items(), 5)
        }
        return Snapshot("v1", tables, found)

    return make


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """What is long, and may be drawn anew by each worker, is named after its argument."""
    return argname if isinstance(val, (bytes, str)) and len(val) > 60 else None
