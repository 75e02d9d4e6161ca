"""What every sheet's writer shares: the workbook, its looks, its content and its figures."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sheetcash.core.money import euros
from sheetcash.templates.feuille import Feuille
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell
from sheetcash.templates.looks import ROW, TAB_COLOURS, Looks
from sheetcash.templates.places import (
    ACCUEIL,
    LINK_ROW,
    PURPOSE_ROW,
    TABLEAU_DE_BORD,
    TITLE_ROW,
    absolute,
)
from sheetcash.workbook.content import Content
from sheetcash.workbook.schema import MONTANT, Sheet
from sheetcash.workbook.tables import SHEETS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_SHEETS = {sheet.title: sheet for sheet in SHEETS}


class Builder:
    """One workbook under construction."""

    def __init__(self, workbook: Workbook, content: Content, figures: Figures) -> None:
        self.workbook = workbook
        self.looks = Looks(workbook)
        self.content = content
        self.figures = figures

    def sheet(self, title: str, purpose_column: int = 0) -> Worksheet:
        """Add a sheet of the contract, with its title, its purpose and the way back.

        ``purpose_column`` is 1 where the first column is printed on every page: the line would
        be cut there.
        """
        about: Sheet = _SHEETS[title]
        worksheet = self.workbook.add_worksheet(title, Feuille)
        worksheet.hide_gridlines(2)
        worksheet.set_default_row(ROW)
        worksheet.set_tab_color(TAB_COLOURS[about.group])
        worksheet.set_row(TITLE_ROW, 26)
        worksheet.write_string(TITLE_ROW, 0, title, self.looks.title())
        worksheet.write_string(PURPOSE_ROW, purpose_column, about.purpose, self.looks.note())
        if title != TABLEAU_DE_BORD:
            arrow = "→" if title == ACCUEIL else "←"
            self.go(worksheet, LINK_ROW, 0, TABLEAU_DE_BORD, f"{arrow} {TABLEAU_DE_BORD}")
        worksheet.set_paper(9)  # A4
        worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        worksheet.set_footer("&L&8sheetcash&C&8&A&R&8Page &P sur &N")
        return worksheet

    def go(
        self, worksheet: Worksheet, row: int, column: int, sheet: str, words: str, **look: Any
    ) -> None:
        """Write a link to the top of another sheet."""
        worksheet.write_url(
            row,
            column,
            f"internal:'{sheet}'!A1",
            self.looks.link(**look),
            string=words,
            tip=f"Aller à la feuille {sheet}",
        )

    def write(
        self,
        worksheet: Worksheet,
        row: int,
        column: int,
        value: object,
        kind: str,
        look: Format,
    ) -> None:
        """Write one value of the content, from cents to euros, or one formula."""
        if isinstance(value, Cell):
            worksheet.write_formula(row, column, "=" + value.formula, look, value.value)
        elif value is None:
            worksheet.write_blank(row, column, None, look)
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)
            worksheet.write_datetime(row, column, moment, look)
        elif isinstance(value, str):
            worksheet.write_string(row, column, value, look)
        elif kind == MONTANT and isinstance(value, int):
            worksheet.write_number(row, column, euros(value), look)
        elif isinstance(value, (int, float, Decimal)):
            worksheet.write_number(row, column, float(value), look)
        else:
            raise TypeError(f"cannot write {value!r}")

    def name(self, name: str, sheet: str, row: int, column: int, width: int = 1) -> None:
        """Give a defined name to a cell, or to several of one row."""
        self.workbook.define_name(name, "=" + absolute(sheet, row, column, row, column + width - 1))
