"""No text is cut by its column: what is longer wraps, shrinks, or runs over blank cells.

Widths are XlsxWriter's own measure of Calibri, the workbook's font.
"""

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from xlsxwriter.utility import cell_autofit_width

from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build

CONTENTS = {"demo": contenu_demo, "vide": contenu_vide}
_SIDES = 7  # XlsxWriter's margin around a text, in pixels
_BOLD = 1.06
_NO_COLUMN = 60  # beyond the widest sheet


@pytest.fixture(params=CONTENTS)
def workbook(request, tmp_path):
    path = tmp_path / "classeur.xlsx"
    build(path, CONTENTS[request.param]("essai"), JOUR_DEMO)
    return load_workbook(path, data_only=True)


def _pixels(sheet):
    """Column widths in pixels, from 1; none for a hidden column."""
    widths = dict.fromkeys(range(1, _NO_COLUMN + 1), 9.0)
    for its in sheet.column_dimensions.values():
        for column in range(its.min, min(its.max, _NO_COLUMN) + 1):
            widths[column] = 0 if its.hidden else its.width
    return {column: int(width * 7 + 5) if width else 0 for column, width in widths.items()}


def _needs(cell):
    longest = max(cell_autofit_width(line) for line in cell.value.split("\n")) - _SIDES
    scale = cell.font.sz / 11 * (_BOLD if cell.font.b else 1)
    return longest * scale + 4 + 9 * cell.alignment.indent


def _room(sheet, cell, widths, last, merged):
    end = merged.get((cell.row, cell.column), cell.column)
    room = sum(widths[column] for column in range(cell.column, end + 1))
    if end == cell.column and cell.alignment.horizontal in (None, "general", "left"):
        following = cell.column + 1
        while following <= last and sheet.cell(cell.row, following).value is None:
            room += widths[following]
            following += 1
    return room


def _cut(sheet):
    merged = {(its.min_row, its.min_col): its.max_col for its in sheet.merged_cells.ranges}
    widths, last = _pixels(sheet), _NO_COLUMN
    if sheet.print_area:
        area = sheet.print_area.split("!")[-1].replace("$", "")
        last = range_boundaries(area)[2]
    for row in sheet.iter_rows(max_col=last):
        for cell in row:
            if not isinstance(cell.value, str) or not cell.value or not widths[cell.column]:
                continue
            if cell.alignment.wrap_text or cell.alignment.shrink_to_fit:
                continue
            if _needs(cell) > _room(sheet, cell, widths, last, merged):
                yield cell.coordinate, cell.value


def test_no_text_is_cut_by_its_column(workbook):
    cut = {sheet.title: list(_cut(sheet)) for sheet in workbook}
    assert not {title: cells for title, cells in cut.items() if cells}
