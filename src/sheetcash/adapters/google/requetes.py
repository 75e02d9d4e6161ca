"""Requests of a batchUpdate: cells by their place, rows at the end, texts wherever they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final, NamedTuple

from sheetcash.adapters.google.sheets import ECRITURE, Tab
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
#: Numbers of writes are counted from there: Google takes them from all that keep something.
_NUMEROS: Final = 1_540_000_000
#: How many of the last ones are kept: more than are taken while a machine looks and writes.
_GARDES: Final = 100
#: Blank rows that a table gets besides those it lacked.
_SPARE: Final = 200
#: Signs that begin a formula, were the text typed.
_FORMULA: Final = ("=", "+", "-", "@")


class Modele(NamedTuple):
    """A row of a table, and those of its columns that calculate: they alone are copied.

    Were the row another by then, nothing that is typed would come with it.
    """

    ligne: int
    colonnes: Sequence[int]


def numero(ecritures: Sequence[int]) -> tuple[int, list[Request]]:
    """What lets one machine alone write after what it read: the number of that write, taken once.

    Google refuses a number that is there already, and with it the whole call. The last numbers stay
    there, so that one that was taken is not free again while somebody is about to ask for it.

    Args:
        ecritures: the numbers that were read.

    >>> [next(iter(one)) for one in numero([7])[1]], numero([7])[0]
    (['createDeveloperMetadata'], 8)
    """
    new = max(ecritures, default=_NUMEROS) + 1
    old = [one for one in ecritures if one <= new - _GARDES]
    created = {
        "metadataId": new,
        "metadataKey": ECRITURE,
        "metadataValue": str(new - _NUMEROS),
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    found: list[Request] = [{"createDeveloperMetadata": {"developerMetadata": created}}]
    for one in old:
        lookup = {"developerMetadataLookup": {"metadataId": one}}
        found.append({"deleteDeveloperMetadata": {"dataFilter": lookup}})
    return new, found


def insertion(
    tab: Tab, feuille: str, row: int, count: int, *, first: int, modele: Modele | None
) -> list[Request]:
    """Rows that come in under a table's last one: what is written there is over nothing.

    They come in before a blank row, which all that reaches down the table holds, formulas of other
    sheets, colours, lists, charts: it counts them too. A table that has no row yet keeps its first
    blank one for the first of them.

    Args:
        tab: the sheet, as tall as it is by then.
        feuille: its title, for the user.
        row: the first row that is about to be written, from 1.
        count: how many are.
        first: the table's first row of data.
        modele: whose formulas and checks new rows get; None for a table that calculates nothing.

    Raises:
        StoreError: it calculates and has no row left: what is added would not be counted.
    """
    start, more = (row, count - 1) if row == first else (row - 1, count)
    if not more:
        return []
    if modele is not None and start >= tab.rows:
        raise _plein(feuille)
    if start >= tab.rows:
        return _under(tab, row - 1 + count - tab.rows)
    span = {
        "sheetId": tab.id,
        "dimension": "ROWS",
        "startIndex": start,
        "endIndex": start + more,
    }
    found: list[Request] = [{"insertDimension": {"range": span, "inheritFromBefore": True}}]
    if modele is None:
        return found
    source = modele.ligne - 1 if modele.ligne <= start else modele.ligne - 1 + more
    pastes = [("PASTE_FORMULA", left - 1, right) for left, right in suites(modele.colonnes)]
    for kind, left, right in [*pastes, ("PASTE_DATA_VALIDATION", 0, tab.columns)]:
        its, target = (
            {
                "sheetId": tab.id,
                "startRowIndex": top,
                "endRowIndex": bottom,
                "startColumnIndex": left,
                "endColumnIndex": right,
            }
            for top, bottom in ((source, source + 1), (start, start + more))
        )
        found.append({"copyPaste": {"source": its, "destination": target, "pasteType": kind}})
    return found


def room(tab: Tab, rows: int) -> list[Request]:
    """What makes a sheet that calculates nothing tall enough for that row, one left under it.

    Rows are put in before its last one, as long as it is blank: all that reaches down to it then
    reaches over them.
    """
    if rows < tab.rows:
        return []
    last = tab.cells[tab.rows - 1] if len(tab.cells) >= tab.rows else []
    if tab.rows == 1 or not all(value in _RIEN for value in last):
        return _under(tab, rows - tab.rows) if rows > tab.rows else []
    start, end = tab.rows - 1, rows + _SPARE
    span = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": start, "endIndex": end}
    return [{"insertDimension": {"range": span, "inheritFromBefore": True}}]


def hauteur(request: Request) -> int:
    """By how many rows a request makes its sheet taller."""
    if "insertDimension" in request:
        span = request["insertDimension"]["range"]
        return int(span["endIndex"] - span["startIndex"])
    return int(request.get("appendDimension", {}).get("length", 0))


def _under(tab: Tab, more: int) -> list[Request]:
    length = {"sheetId": tab.id, "dimension": "ROWS", "length": more}
    return [{"appendDimension": length}]


def _plein(feuille: str) -> StoreError:
    return StoreError(
        f"Feuille « {feuille} » : le tableau est rempli jusqu'à sa dernière ligne, et une "
        "ligne ajoutée dessous ne serait pas comptée.",
        "Insérez-y des lignes au-dessus de la dernière, recopiez-y les cases grises, "
        "déplacez le contenu de la dernière dans la première d'entre elles, puis "
        "recommencez. Rien n'a été changé.",
    )


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
