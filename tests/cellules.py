"""What a workbook's file shows of its tables, as tests compare it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheetcash.adapters.excel_file.reader import read_snapshot
from sheetcash.workbook.tables import TABLES


def lignes(path: Path, table: str, *titles: str) -> list[tuple[Any, ...]]:
    """What stands in these columns, blank rows left out; amounts in cents, days as days."""
    raw = read_snapshot(path.read_bytes(), path.name, "1").tables[table]
    rows = zip(*(map(_lu, raw.columns[title]) for title in titles), strict=True)
    return [row for row in rows if any(one is not None for one in row)]


def _lu(value: object) -> object:
    if isinstance(value, float):
        return round(value * 100)
    return value.date() if hasattr(value, "date") else value or None


def typees(path: Path) -> dict[str, list[dict[str, Any]]]:
    """All that is typed in a workbook's tables, and its settings; blank rows at the end left out.

    What formulas calculate is not compared: each writing renews it.
    """
    snapshot = read_snapshot(path.read_bytes(), path.name, "1")
    found: dict[str, list[dict[str, Any]]] = {
        "Paramètres": [{name: raw.values} for name, raw in snapshot.settings.items()]
    }
    for name, raw in snapshot.tables.items():
        titles = [one.title for one in TABLES[name].columns if not one.computed]
        rows = [
            {title: _lu(raw.columns[title][at]) for title in titles} for at in range(raw.height)
        ]
        while rows and not any(value is not None for value in rows[-1].values()):
            rows.pop()
        found[name] = rows
    return found
