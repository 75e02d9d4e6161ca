"""Where the settings stand: at their defined names, which the formulas follow, else by label."""

from __future__ import annotations

import re

from sheetcash.adapters.excel_file.addresses import Area
from sheetcash.adapters.excel_file.grids import Grids
from sheetcash.adapters.excel_file.xmltext import attribute, elements, masked, unescape
from sheetcash.errors import MissingSheet
from sheetcash.workbook.parametres import BY_LABEL, SETTINGS
from sheetcash.workbook.raw import RawSetting
from sheetcash.workbook.schema import JOURS, Setting, fold, nearest

_PARAMETRES = "Paramètres"
_TARGET = re.compile(r"=?(?:'((?:[^']|'')+)'|([^'!]+))!([$A-Z0-9:]+)")


def read_settings_cells(grids: Grids, *, required: bool) -> dict[str, RawSetting]:
    """Each setting that is found, by its label.

    Raises:
        MissingSheet: there is no sheet Paramètres, nor any setting elsewhere; with ``required``.
    """
    found = _by_name(grids)
    sheet = grids.named(_PARAMETRES)
    if sheet is not None:
        return _by_label(grids, sheet) | found
    if required and not found:
        raise MissingSheet(_PARAMETRES, nearest(_PARAMETRES, grids.sheet_names))
    return found


def _count(setting: Setting) -> int:
    return 5 if setting.kind == JOURS else 1


def _by_name(grids: Grids) -> dict[str, RawSetting]:
    """The settings whose defined name leads to a cell."""
    named = {setting.name.casefold(): setting for setting in SETTINGS}
    text = grids.package.read(grids.package.workbook)
    mask = masked(text)
    found = {}
    for element in elements(mask, b"*:definedName"):
        setting = named.get((attribute(element.attributes, b"name") or "").casefold())
        if setting is None or attribute(element.attributes, b"localSheetId") is not None:
            continue
        target = _TARGET.fullmatch(unescape(text[element.inner : element.inner_end]).strip())
        if target is None:
            continue
        sheet, area = (target[1] or target[2]).replace("''", "'"), Area.parse(target[3])
        if area is None or sheet not in grids.sheet_names:
            continue
        cells = grids.sheet(sheet).beside(area.top - 1, area.left - 1, _count(setting))
        found[setting.label] = RawSetting(sheet, cells or [None], area.top, area.left)
    return found


def _by_label(grids: Grids, sheet: str) -> dict[str, RawSetting]:
    """The settings whose label stands on the sheet: the cells at its right."""
    grid = grids.sheet(sheet)
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
