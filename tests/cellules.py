"""What a workbook's file shows of its tables, as tests compare it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sheetcash.adapters.excel_file.reader import read_snapshot


def lignes(path: Path, table: str, *titles: str) -> list[tuple[Any, ...]]:
    """What stands in these columns, blank rows left out; amounts in cents, days as days."""
    raw = read_snapshot(path.read_bytes(), path.name, "1").tables[table]
    rows = zip(*(map(_lu, raw.columns[title]) for title in titles), strict=True)
    return [row for row in rows if any(one is not None for one in row)]


def _lu(value: object) -> object:
    if isinstance(value, float):
        return round(value * 100)
    return value.date() if hasattr(value, "date") else value or None
