"""Excel's validations, conditional formats and protections as Google's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sheetcash.templates.google_formules import decimal
from sheetcash.templates.google_looks import couleur
from sheetcash.workbook.addresses import Area, letters
from sheetcash.workbook.calculees import COURTOISIE

if TYPE_CHECKING:
    from openpyxl.formatting.rule import Rule
    from openpyxl.worksheet.datavalidation import DataValidation

Range = dict[str, int]
Body = dict[str, Any]

#: From 2000 to 2099, as Excel's validations have them.
_PREMIER, _DERNIER = "=DATE(2000;1;1)", "=DATE(2099;12;31)"


def grille(gid: int, area: Area) -> Range:
    """An area as a range of the API, from 0, ends excluded."""
    return {
        "sheetId": gid,
        "startRowIndex": area.top - 1,
        "endRowIndex": area.bottom,
        "startColumnIndex": area.left - 1,
        "endColumnIndex": area.right,
    }


def validation(
    rule: DataValidation, top: Area, source: Callable[[str], str], *, calcule: bool = False
) -> Body | None:
    """A validation as a rule of Google's; None for that of computed cells.

    Args:
        rule: Excel's.
        top: the cells it stands on, of which formulas name the first.
        source: the cells of a list, from Excel's formula.
        calcule: the cells may hold a formula that answers nothing.
    """
    if rule.type == "custom":  # Google would mark each formula as refused: see the protections
        return None
    cell = f"{letters(top.left)}{top.top}"
    message = {"inputMessage": rule.error} if rule.error else {}
    if rule.type == "list":
        condition = _liste(rule.formula1 or "", source)
        return {
            "condition": condition,
            "showCustomUi": True,
            "strict": bool(rule.showErrorMessage),
            **message,
        }
    strict: Body = {"strict": bool(rule.showErrorMessage), **message}
    low, high = _borne(rule.formula1), _borne(rule.formula2)
    if rule.type in ("date", "decimal") and not calcule:
        ends = [_PREMIER, _DERNIER] if rule.type == "date" else [f"={low}", f"={high}"]
        kind = "DATE_BETWEEN" if rule.type == "date" else "NUMBER_BETWEEN"
        return {"condition": {"type": kind, "values": _valeurs(*ends)}, **strict}
    if rule.type == "date":
        low, high = _PREMIER[1:], _DERNIER[1:]
    test = f"({cell}>={low})*({cell}<={high})"
    if rule.type == "whole":
        test += f"*(ROUND({cell};0)={cell})"
    if calcule:
        test = f'({cell}="")+{test}'
    return {
        "condition": {"type": "CUSTOM_FORMULA", "values": _valeurs(f"=IFERROR({test};0)>0")},
        **strict,
    }


def _valeurs(*given: str) -> list[Body]:
    return [{"userEnteredValue": one} for one in given]


def _liste(formula: str, source: Callable[[str], str]) -> Body:
    if formula.startswith('"'):
        return {"type": "ONE_OF_LIST", "values": _valeurs(*formula.strip('"').split(","))}
    return {"type": "ONE_OF_RANGE", "values": _valeurs("=" + source(formula))}


def _borne(bound: str | None) -> str:
    text = bound or "0"
    return decimal(text) if re.fullmatch(r"-?\d+\.\d+", text) else text


def format_conditionnel(
    rule: Rule, ranges: Sequence[Range], convert: Callable[[str], str]
) -> Body | None:
    """A rule as one of Google's; None where it only draws borders, which Google's cannot."""
    look: Body = {}
    its = rule.dxf
    if its is not None and its.font is not None:
        if its.font.b:
            look.setdefault("textFormat", {})["bold"] = True
        if its.font.color is not None and its.font.color.type == "rgb":
            look.setdefault("textFormat", {})["foregroundColorStyle"] = couleur(its.font.color.rgb)
    fill: Any = its.fill if its is not None else None
    if fill is not None and fill.bgColor.type == "rgb":
        look["backgroundColorStyle"] = couleur(fill.bgColor.rgb)
    if not look:
        return None
    formula = rule.formula[0]
    if rule.type == "cellIs" and rule.operator == "lessThan":
        condition = {"type": "NUMBER_LESS", "values": _valeurs(formula)}
    elif rule.type == "expression":
        condition = {"type": "CUSTOM_FORMULA", "values": _valeurs(convert("=" + formula))}
    else:
        raise ValueError(f"no such rule in Google: {rule.type} {rule.operator}")
    return {"ranges": list(ranges), "booleanRule": {"condition": condition, "format": look}}


def protection(gid: int, area: Area | None, libres: Sequence[Range] = ()) -> Body:
    """A courtesy: Google warns, and lets go on.

    Args:
        gid: the sheet.
        area: the cells; None for all of them.
        libres: those that are to be typed in.
    """
    its: Body = {"description": COURTOISIE, "warningOnly": True}
    its["range"] = {"sheetId": gid} if area is None else grille(gid, area)
    if libres:
        its["unprotectedRanges"] = list(libres)
    return {"addProtectedRange": {"protectedRange": its}}


def rectangles(cells: Sequence[tuple[int, int]]) -> Iterator[Area]:
    """Cells, rows and columns from 1, as rectangles: runs of a row, then equal runs below."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        rows.setdefault(row, []).append(column)
    active: dict[tuple[int, int], Area] = {}
    for row, columns in rows.items():
        runs: list[tuple[int, int]] = []
        for column in columns:
            if runs and runs[-1][1] == column - 1:
                runs[-1] = runs[-1][0], column
            else:
                runs.append((column, column))
        kept: dict[tuple[int, int], Area] = {}
        for left, right in runs:
            over = active.pop((left, right), None)
            if over is not None and over.bottom == row - 1:
                kept[left, right] = over._replace(bottom=row)
            else:
                if over is not None:
                    yield over
                kept[left, right] = Area(row, left, row, right)
        yield from active.values()
        active = kept
    yield from active.values()
