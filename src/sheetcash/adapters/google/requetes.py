"""Requests of a batchUpdate: cells by their place, rows at the end, texts wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from sheetcash.adapters.google.sheets import Tab
from sheetcash.core.periods import serial
from sheetcash.errors import StoreError
from sheetcash.workbook.addresses import suites
from sheetcash.workbook.cells import CellEdit, CellValue, RowLock

Request = dict[str, Any]

#: A blank cell, to Google's search.
BLANK: Final = r"^\s*$"
#: What is told of sealed rows that someone is about to type over.
SCELLEES: Final = "Lignes scellées : une erreur se corrige par une ligne nouvelle."
#: What a blank row shows: some of its formulas answer zero.
_RIEN: Final = ("", None, 0)
#: Blank rows that a table gets besides those it lacked.
_SPARE: Final = 200
#: Signs that begin a formula, were the text typed.
_FORMULA: Final = ("=", "+", "-", "@")


def room(tab: Tab, feuille: str, rows: int, *, first: int, formulas: bool = True) -> list[Request]:
    """What makes a table's sheet tall enough for that row.

    Rows are put in before the sheet's last one, as long as it is blank: all that reaches down to
    it, formulas of other sheets, colours, lists, charts, then counts them too. One blank row is
    always left at the bottom for the next time.

    Args:
        tab: the sheet.
        feuille: its title, for the user.
        rows: the last row that is about to be written.
        first: the table's first row of data.
        formulas: the table calculates: new rows get the formulas and the checks of the blank one.

    Raises:
        StoreError: it calculates and has no blank row left: what is added would not be counted.
    """
    if rows < tab.rows:
        return []
    last = tab.cells[tab.rows - 1] if len(tab.cells) >= tab.rows else []
    if first >= tab.rows or not all(value in _RIEN for value in last):
        if rows == tab.rows:
            return []
        if formulas:
            raise StoreError(
                f"Feuille « {feuille} » : le tableau est rempli jusqu'à sa dernière ligne, et une "
                "ligne ajoutée dessous ne serait pas comptée.",
                "Insérez-y des lignes au-dessus de la dernière, recopiez-y les cases grises, "
                "déplacez le contenu de la dernière dans la première d'entre elles, puis "
                "recommencez. Rien n'a été changé.",
            )
        length = {"sheetId": tab.id, "dimension": "ROWS", "length": rows - tab.rows}
        return [{"appendDimension": length}]
    start, end = tab.rows - 1, rows + _SPARE
    span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": start, "endIndex": end}
    found: list[Request] = [{"insertDimension": {"range": span, "inheritFromBefore": True}}]
    for kind in ("PASTE_NORMAL", "PASTE_DATA_VALIDATION") if formulas else ():
        source, target = (
            {"sheetId": tab.id, "startRowIndex": top, "endRowIndex": bottom}
            for top, bottom in ((end, end + 1), (start, end))
        )
        found.append({"copyPaste": {"source": source, "destination": target, "pasteType": kind}})
    return found


def cells(tab: Tab, edits: Iterable[CellEdit]) -> list[Request]:
    """Cells of a sheet by their place, those beside each other together."""
    found: list[Request] = []
    ordered = sorted(edits, key=lambda edit: (edit.row, edit.column))
    for _, run in groupby(enumerate(ordered), key=_line):
        beside = [edit for _, edit in run]
        start = {
            "sheetId": tab.id,
            "rowIndex": beside[0].row - 1,
            "columnIndex": beside[0].column - 1,
        }
        values = [entered(edit.value) for edit in beside]
        update = {"start": start, "rows": [{"values": values}], "fields": "userEnteredValue"}
        found.append({"updateCells": update})
    return found


def _line(numbered: tuple[int, CellEdit]) -> tuple[int, int]:
    """What cells beside each other share, once they are numbered in order."""
    number, edit = numbered
    return edit.row, edit.column - number


def verrou(tab: Tab, lock: RowLock) -> list[Request]:
    """Sealed rows, over which Google asks before anything is typed; whoever can edit may go on."""
    return [
        {
            "addProtectedRange": {
                "protectedRange": {
                    "range": {
                        "sheetId": tab.id,
                        "startRowIndex": lock.first - 1,
                        "endRowIndex": lock.last,
                        "startColumnIndex": left - 1,
                        "endColumnIndex": right,
                    },
                    "description": SCELLEES,
                    "warningOnly": True,
                }
            }
        }
        for left, right in suites(lock.columns)
    ]


def rows(tab: Tab, lines: Sequence[Mapping[int, CellValue]]) -> Request:
    """Rows under the last one of a sheet, wherever it is by then; values by column, from 1."""
    width = max((column for line in lines for column in line), default=0)
    given = [
        {"values": [_shown(line.get(column)) for column in range(1, width + 1)]} for line in lines
    ]
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return {"appendCells": {"sheetId": tab.id, "rows": given, "fields": fields}}


def text(
    tab: Tab, column: int | None, before: str, after: str, *, first: int, last: int | None = None
) -> Request:
    """A text in place of another, in one column or all, from a row on (from 1), or down to one.

    A cell that no longer holds the text stays as it is: that is what makes it safe.
    """
    area = {"sheetId": tab.id, "startRowIndex": first - 1}
    if column is not None:
        area |= {"startColumnIndex": column - 1, "endColumnIndex": column}
    if last is not None:
        area["endRowIndex"] = last
    return {
        "findReplace": {
            "find": before or BLANK,
            "replacement": _harmless(after),
            "matchCase": True,
            "matchEntireCell": bool(before),
            "searchByRegex": not before,
            "includeFormulas": False,
            "range": area,
        }
    }


def replaced(reply: Mapping[str, Any]) -> int:
    """How many cells a replacement changed; Google leaves a zero out."""
    return int(reply.get("findReplace", {}).get("occurrencesChanged", 0))


def entered(value: object) -> dict[str, Any]:
    """A value as a cell is given it, whatever the sheet's language: never as if typed."""
    if value is None or value == "":
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    if isinstance(value, date):
        return {"userEnteredValue": {"numberValue": serial(value)}}
    return {"userEnteredValue": {"numberValue": float(value)}}  # type: ignore[arg-type]


def _shown(value: object) -> dict[str, Any]:
    """A value with the format it needs in a row that has none."""
    found = entered(value)
    if isinstance(value, date):
        found["userEnteredFormat"] = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    return found


def _harmless(value: str) -> str:
    """What replaces a text is read as if typed: it must begin no formula."""
    return f"· {value}" if value.startswith(_FORMULA) else value
