"""Where the settings stand: at their defined names, which the formulas follow, else by label."""

from __future__ import annotations

import re

from sheetcash.errors import MissingSheet
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.grid import Sheets, named
from sheetcash.workbook.parametres import BY_LABEL, SETTINGS
from sheetcash.workbook.raw import RawSetting
from sheetcash.workbook.schema import JOURS, Setting, fold, nearest

_PARAMETRES = "Paramètres"
_TARGET = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!([$A-Z0-9:]+)")


def read_settings_cells(sheets: Sheets, *, required: bool) -> dict[str, RawSetting]:
    """Each setting that is found, by its label.

    Raises:
        MissingSheet: there is no sheet Paramètres, nor any setting elsewhere; with ``required``.
    """
    found = _by_name(sheets)
    sheet = named(sheets, _PARAMETRES)
    if sheet is not None:
        return _by_label(sheets, sheet) | found
    if required and not found:
        raise MissingSheet(_PARAMETRES, nearest(_PARAMETRES, sheets.sheet_names))
    return found


def _count(setting: Setting) -> int:
    return 5 if setting.kind == JOURS else 1


def _by_name(sheets: Sheets) -> dict[str, RawSetting]:
    """The settings whose defined name leads to a cell."""
    wanted = {setting.name.casefold(): setting for setting in SETTINGS}
    found = {}
    for name, refers_to in sheets.names():
        setting, target = wanted.get(name.casefold()), _TARGET.fullmatch(refers_to.strip())
        if setting is None or target is None:
            continue
        sheet, area = (target[1] or target[2]).replace("''", "'"), Area.parse(target[3])
        if area is None or sheet not in sheets.sheet_names:
            continue
        cells = sheets.sheet(sheet).beside(area.top - 1, area.left - 1, _count(setting))
        found[setting.label] = RawSetting(sheet, cells or [None], area.top, area.left)
    return found


def _by_label(sheets: Sheets, sheet: str) -> dict[str, RawSetting]:
    """The settings whose label stands on the sheet: the cells at its right."""
    grid = sheets.sheet(sheet)
    labels = {fold(label): setting for label, setting in BY_LABEL.items()}
    found: dict[str, RawSetting] = {}
    for row, cells in enumerate(grid.rows, grid.top):
        for column, cell in enumerate(cells, grid.left):
            setting = labels.get(fold(cell)) if isinstance(cell, str) and cell else None
            if setting is None or setting.label in found:
                continue
            values = grid.beside(row, column + 1, _count(setting))
            found[setting.label] = RawSetting(sheet, values or [None], row + 1, column + 2)
            break
    return found
