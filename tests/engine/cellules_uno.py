"""Run by the system's Python, which has UNO: formulas that call a workbook's VBA, computed.

Reads on standard input a workbook and the formulas of its first sheet by cell; that of a range
is an array's. Writes the value of each cell asked for, errors by their code.
"""

import json
import sys

import uno
from com.sun.star.table.CellContentType import EMPTY, TEXT
from manipuler import bureau, propriete


def main():
    """Compute, in one office."""
    asked = json.load(sys.stdin)
    with bureau() as desktop:
        options = (propriete("Hidden", True), propriete("MacroExecutionMode", 4))
        address = uno.systemPathToFileUrl(asked["classeur"])
        document = desktop.loadComponentFromURL(address, "_blank", 0, options)
        sheet = document.Sheets.getByIndex(0)
        for place, value in asked["valeurs"].items():
            cell = sheet.getCellRangeByName(place)
            if isinstance(value, str):
                cell.String = value
            else:
                cell.Value = value
        for place, formula in asked["formules"].items():
            cells = sheet.getCellRangeByName(place)
            if ":" in place:
                cells.setArrayFormula(formula)
            else:
                cells.Formula = formula
        document.calculateAll()
        found = {place: _value(sheet.getCellRangeByName(place)) for place in asked["lus"]}
        document.close(True)
    json.dump(found, sys.stdout)


def _value(cell):
    if cell.getError():
        return {"erreur": cell.getError(), "texte": cell.String}
    if cell.Type == EMPTY:
        return None
    if cell.Type == TEXT or cell.FormulaResultType2 == 2:
        return cell.String
    return cell.Value


main()
