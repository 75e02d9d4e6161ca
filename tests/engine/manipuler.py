"""Run by the system's Python, which has UNO: what a user does in a workbook, done in LibreOffice.

Reads on standard input a list of jobs: a workbook, where to save the result, and the actions in
between; recalculates everything before it saves.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

HEADER = 3  # the row of a table's titles, from 0


@contextmanager
def bureau():
    """An office of its own, ended with its whole group."""
    folder = tempfile.mkdtemp()
    pipe = f"sheetcash{os.getpid()}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation=file://{folder}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _desktop(pipe)
    finally:
        os.killpg(office.pid, signal.SIGKILL)  # the group that was started here
        office.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main():
    """Do the jobs, one after another, in one office."""
    with bureau() as desktop:
        for job in json.load(sys.stdin):
            _do(desktop, job)


def _desktop(pipe):
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", context
    )
    for _ in range(150):
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:  # not listening yet
            time.sleep(0.2)
        else:
            return there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )
    raise SystemExit("LibreOffice does not answer")


def propriete(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def _do(desktop, job):
    url = uno.systemPathToFileUrl(str(Path(job["de"]).resolve()))
    document = desktop.loadComponentFromURL(url, "_blank", 0, (propriete("Hidden", True),))
    for action in job["actions"]:
        ACTIONS[action["quoi"]](document, action)
    document.calculateAll()  # LibreOffice does not see by itself that a row of a table is gone
    target = uno.systemPathToFileUrl(str(Path(job["vers"]).resolve()))
    document.storeToURL(target, (propriete("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


def _table(document, action):
    """The sheet, its titles and its last row."""
    sheet = document.Sheets.getByName(action["feuille"])
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    titles = [sheet.getCellByPosition(at, HEADER).String for at in range(end.EndColumn + 1)]
    last = HEADER
    while last < end.EndRow and any(
        sheet.getCellByPosition(at, last + 1).String for at in range(len(titles))
    ):
        last += 1
    return sheet, titles, last


def _sort(document, action):
    sheet, titles, last = _table(document, action)
    width = len([title for title in titles if title])
    cells = sheet.getCellRangeByPosition(0, HEADER + 1, width - 1, last)
    field = uno.createUnoStruct("com.sun.star.table.TableSortField")
    field.Field = titles.index(action["colonne"])
    field.IsAscending = not action.get("decroissant", False)
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    cells.sort((propriete("SortFields", fields), propriete("ContainsHeader", False)))


def _filter(document, action):
    """Hide rows as a filter does."""
    sheet, titles, last = _table(document, action)
    at = titles.index(action["colonne"])
    for row in range(HEADER + 1, last + 1):
        if sheet.getCellByPosition(at, row).String != action["valeur"]:
            sheet.Rows.getByIndex(row).IsVisible = False


def _insert_row(document, action):
    """A row in the middle of a table, its formulas as Excel's tables fill them, then values."""
    sheet, titles, last = _table(document, action)
    row = (HEADER + last) // 2
    sheet.Rows.insertByIndex(row, 1)
    for at, title in enumerate(titles):
        above = sheet.getCellByPosition(at, row - 1)
        if above.Formula.startswith("="):
            source = sheet.getCellRangeByPosition(at, row - 1, at, row - 1).RangeAddress
            target = sheet.getCellByPosition(at, row).CellAddress
            sheet.copyRange(target, source)
        value = action["valeurs"].get(title)
        cell = sheet.getCellByPosition(at, row)
        if isinstance(value, str):
            cell.String = value
        elif value is not None:
            cell.NumberFormat = above.NumberFormat
            cell.Value = value


def _delete_row(document, action):
    sheet, titles, last = _table(document, action)
    at = titles.index(action["colonne"])
    for row in range(HEADER + 1, last + 1):
        if sheet.getCellByPosition(at, row).String == action["valeur"]:
            sheet.Rows.removeByIndex(row, 1)
            return
    raise SystemExit(f"{action}: no such row")


def _insert_column(document, action):
    sheet, titles, last = _table(document, action)
    at = titles.index(action["avant"])
    sheet.Columns.insertByIndex(at, 1)
    sheet.getCellByPosition(at, HEADER).String = "Ma colonne"
    for row in range(HEADER + 1, last + 1):
        sheet.getCellByPosition(at, row).String = f"note {row}"


def _set(document, action):
    """A setting: the cell at the right of its label."""
    sheet = document.Sheets.getByName("Paramètres")
    for row in range(120):
        if sheet.getCellByPosition(0, row).String == action["reglage"]:
            sheet.getCellByPosition(1, row).String = action["valeur"]
            return
    raise SystemExit(f"{action}: no such setting")


ACTIONS = {
    "trier": _sort,
    "filtrer": _filter,
    "inserer": _insert_row,
    "supprimer": _delete_row,
    "colonne": _insert_column,
    "regler": _set,
}

if __name__ == "__main__":
    main()
