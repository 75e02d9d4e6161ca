"""Cells in error, long cells, and settings that are lost or cannot be read."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheetcash.core.relances import JOURS as DEFAULT_DAYS
from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.parametres import SETTINGS
from sheetcash.workbook.raw import RawSetting
from sheetcash.workbook.reading_settings import read_settings
from sheetcash.workbook.records import Parametres
from sheetcash.workbook.schema import NO_VALUE, CellError

LATEST = date(2030, 1, 1)
NA = CellError("#N/A")


@pytest.fixture
def reading() -> Reading:
    return Reading("Factures", 5, [], set())


def read(**changes: Any) -> tuple[Parametres, list[Finding]]:
    """All the settings at their defaults but these, by label; ``...`` takes one away."""
    cells = {one.label: one.default for one in SETTINGS} | changes
    raw = {
        label: RawSetting(
            "Paramètres", list(value) if isinstance(value, tuple) else [value], row, 2
        )
        for row, (label, value) in enumerate(cells.items(), 5)
        if value is not ...
    }
    findings: list[Finding] = []
    return read_settings(raw, findings), findings


def test_a_cell_in_error_is_reported_and_its_row_left_out(reading: Reading) -> None:
    assert convert.amounts([1.0, NA], "Montant", reading) == [100, None]
    assert convert.dates([NA, date(2026, 1, 1)], "Date", reading, LATEST)[0] is None
    assert convert.level(2, NA, "Niveau", reading) is None
    assert reading.excluded == {0, 1, 2}
    assert {one.probleme for one in reading.findings} == {"La cellule contient l'erreur #N/A."}
    assert all(one.ecarte for one in reading.findings)


def test_a_formula_never_calculated_says_what_to_do(reading: Reading) -> None:
    convert.amounts([CellError(NO_VALUE)], "Montant", reading)
    (found,) = reading.findings
    assert found.probleme == "La cellule contient une formule sans valeur."
    assert found.que_faire == "Ouvrez le classeur dans Excel et enregistrez-le."


def test_an_error_read_as_text_is_no_blank() -> None:
    assert convert.texts(["x", NA]) == ["x", "#N/A"] and not convert.is_blank(NA)


def test_long_cells_are_cut_in_findings(reading: Reading) -> None:
    long = "très long " * 500
    convert.amounts([long], "Montant", reading)
    convert.dates([long], "Date", reading, LATEST)
    convert.level(0, long, "Niveau", reading)
    assert [len(one.probleme) < 100 for one in reading.findings] == [True] * 3
    assert all("… »" in one.probleme for one in reading.findings)
    _, findings = read(Zone=long)
    assert len(findings[0].probleme) < 100


def test_default_settings_have_no_finding() -> None:
    parametres, findings = read()
    assert findings == [] and parametres.jours == DEFAULT_DAYS


@pytest.mark.parametrize("cell", ["²", "٣٣٣x", "-1", "1 000 000", 2.5])
def test_a_number_that_is_not_whole_leaves_the_default(cell: object) -> None:
    parametres, findings = read(**{"Relances par envoi": cell})
    assert parametres.relances_par_envoi == 50 and len(findings) == 1


@pytest.mark.parametrize("label", ["Nom", "IBAN", "Zone", "Solde initial", "Date du jour"])
def test_a_setting_in_error_is_reported_and_its_default_used(label: str) -> None:
    parametres, findings = read(**{label: NA})
    held = (label,) if label == "Date du jour" else ()  # a limit: nothing leaves without it
    assert parametres == read()[0]._replace(illisibles=held)
    assert [(one.colonne, one.probleme) for one in findings] == [
        (label, "La cellule contient l'erreur #N/A.")
    ]


@pytest.mark.parametrize(
    "days", [(1.0, 1.0, 5.0, 9.0, 20.0), (1.0, "", 5.0, 9.0, 20.0), (NA, 2.0, 5.0, 9.0, 20.0), ...]
)
def test_days_that_cannot_be_read_leave_their_profile_out(days: Any) -> None:
    for profil in DEFAULT_DAYS:
        label = f"Jours de relance {profil.capitalize()}"
        parametres, findings = read(**{label: days})
        assert set(parametres.jours) == set(DEFAULT_DAYS) - {profil}
        assert [one.colonne for one in findings] == [label]


def test_a_lost_setting_is_told_when_the_workbook_has_most_of_them() -> None:
    parametres, findings = read(**{"Versement libératoire": ...})
    assert not parametres.regime.versement_liberatoire
    assert [one.probleme for one in findings] == [
        "Le réglage « Versement libératoire » est introuvable."
    ]
    few: list[Finding] = []
    kept = {"Nom": RawSetting("Paramètres", ["Atelier"], 5, 2)}
    assert read_settings(kept, few).jours == DEFAULT_DAYS and few == []
