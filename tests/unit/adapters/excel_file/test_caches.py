"""Cached values after an edit: those of the very rows that the file holds, in their order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import Edit, SetSetting, UpdateRow


def written(path: Path, content: Content, *edits: Edit) -> dict[str, list[object]]:
    """The columns of Déclarations once the edits are made in a new workbook."""
    build(path, content, JOUR_DEMO)
    store = ExcelFile(path)
    store.write(store.read(), edits, JOUR_DEMO)
    return store.read().tables["tblDeclarations"].columns


def test_periods_follow_the_settings_in_any_order_of_the_rows(tmp_path: Path) -> None:
    content = contenu_demo("x")
    first, second = ({"Rang": 2025000 + rank} for rank in (2, 1))
    found = written(
        tmp_path / "demo.xlsx",
        content,
        UpdateRow("tblDeclarations", 5, "", first),
        UpdateRow("tblDeclarations", 6, "", second),
        SetSetting("Périodicité", "Mensuelle"),
        SetSetting("Périodicité depuis", date(2026, 1, 1)),
    )
    labels = ["T4 2025", "T3 2025", "Janvier 2026", "Février 2026"]
    assert found["Période"][:4] == labels
    assert [found["Début"][1], found["Fin"][0]] == [date(2025, 9, 1), date(2025, 12, 31)]
    total = found["Total"][:2]
    content.settings["Périodicité"] = "Trimestrielle"
    before = written(tmp_path / "autre.xlsx", content)["Total"][:2]
    assert total == before[::-1] != before


def test_constants_of_an_older_form_are_left_alone(tmp_path: Path) -> None:
    days = {"Début": date(2026, 7, 1), "Fin": date(2026, 9, 30), "Échéance": date(2026, 11, 2)}
    content = contenu_vide("x")
    row: dict[str, object] = {"Période": "T3 2026", **days}
    rows = content.rows | {"tblDeclarations": [row]}
    paid = UpdateRow("tblDeclarations", 5, "", {"Payé le": date(2026, 10, 30)})
    found = written(
        tmp_path / "ancien.xlsx",
        content._replace(rows=rows),
        paid,
        SetSetting("Périodicité", "Mensuelle"),
    )
    assert {title: found[title] for title in row} == {title: [row[title]] for title in row}
    assert found["Payé le"] == [date(2026, 10, 30)]
