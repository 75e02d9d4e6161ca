"""Build a workbook as an .xlsx file, its formulas with their true values.

The same content, on the same day, gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook

from sheetcash import __version__
from sheetcash.templates import appels_xlsx, declarations_xlsx, factures_xlsx, flux_xlsx
from sheetcash.templates.accueil import write_accueil
from sheetcash.templates.builder import Builder
from sheetcash.templates.content import Content
from sheetcash.templates.dashboard import write_dashboard
from sheetcash.templates.figures import plan, read
from sheetcash.templates.looks import FONT
from sheetcash.templates.parametres_xlsx import write_parametres
from sheetcash.templates.plan_xlsx import write_plan
from sheetcash.templates.tables_xlsx import write_table
from sheetcash.workbook.schema import Table
from sheetcash.workbook.tables import (
    ACHATS,
    BANQUE,
    BAREMES,
    CLIENTS,
    DECLARATIONS,
    FACTURES,
    MODELES,
    PREVISIONS,
    RECETTES,
    RELANCES,
)


def build(target: Path | BinaryIO, content: Content, aujourdhui: date) -> None:
    """Write a new workbook.

    Args:
        target: the file to create, or an open binary file.
        content: what it holds.
        aujourdhui: the day its values are true for, unless its « Date du jour » is set.
    """
    figures = read(content, aujourdhui)
    workbook = Workbook(
        str(target) if isinstance(target, Path) else target, {"default_date_format": "dd/mm/yyyy"}
    )
    workbook.set_properties(
        {
            "title": "sheetcash",
            "comments": f"Créé par sheetcash {__version__}",
            "created": datetime(aujourdhui.year, aujourdhui.month, aujourdhui.day),
        }
    )
    workbook.formats[0].set_font_name(FONT)
    workbook.set_size(2400, 1500)
    builder = Builder(workbook, content, figures)

    def plain(table: Table, frozen: int = 0) -> Callable[[], object]:
        return lambda: write_table(builder, table, content.table(table.name), frozen=frozen)

    owed = declarations_xlsx.rows(content, figures)
    planned = plan(figures, factures_xlsx.comptees(content, figures), owed)
    invoices = factures_xlsx.rows(content, figures, planned)
    write_accueil(builder)
    calc = write_dashboard(builder, owed, invoices)
    for write in (
        lambda: write_table(
            builder,
            CLIENTS,
            flux_xlsx.clients(content, planned),
            extra=flux_xlsx.CLIENTS_EXTRA,
            frozen=1,
        ),
        lambda: write_table(
            builder,
            FACTURES,
            invoices,
            extra=factures_xlsx.EXTRA,
            hidden=[column.title for column in factures_xlsx.EXTRA],
            frozen=1,
            pages_wide=2,
        ),
        plain(RECETTES, 1),
        lambda: write_table(
            builder,
            ACHATS,
            flux_xlsx.achats(content, figures),
            extra=flux_xlsx.ACHATS_EXTRA,
            hidden=[column.title for column in flux_xlsx.ACHATS_EXTRA],
            frozen=1,
        ),
        lambda: write_table(
            builder,
            PREVISIONS,
            flux_xlsx.previsions(content, figures),
            extra=flux_xlsx.PREVISIONS_EXTRA,
            hidden=[column.title for column in flux_xlsx.PREVISIONS_EXTRA],
            frozen=1,
        ),
        plain(BANQUE),
        lambda: write_plan(builder, planned, calc),
        lambda: write_table(
            builder,
            DECLARATIONS,
            appels_xlsx.completer(owed, figures, planned),
            extra=(*declarations_xlsx.EXTRA, *appels_xlsx.EXTRA),
            hidden=(*declarations_xlsx.HIDDEN, *(one.title for one in appels_xlsx.EXTRA)),
            frozen=1,
            pages_wide=2,
        ),
        plain(RELANCES),
        plain(MODELES),
        lambda: write_parametres(builder, planned),
        plain(BAREMES, 2),
    ):
        write()
    workbook.close()
