"""Build a workbook as an .xlsx file, its formulas with their true values.

The same content, on the same day, gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook

from sheetcash import __version__
from sheetcash.core.semaine import Tache
from sheetcash.templates import (
    appels_xlsx,
    clients_xlsx,
    controle_xlsx,
    declarations_xlsx,
    echeancier_xlsx,
    factures_xlsx,
    flux_xlsx,
    previsions_xlsx,
    recettes_xlsx,
    semaine_xlsx,
)
from sheetcash.templates.a_faire_xlsx import write_a_faire
from sheetcash.templates.accueil import write_accueil
from sheetcash.templates.builder import Builder
from sheetcash.templates.content import Content
from sheetcash.templates.dashboard import write_dashboard
from sheetcash.templates.echeancier_xlsx import RANG
from sheetcash.templates.figures import Figures, plan, read
from sheetcash.templates.looks import FONT
from sheetcash.templates.parametres_xlsx import write_parametres
from sheetcash.templates.plan_xlsx import write_plan
from sheetcash.templates.tables_xlsx import write_table
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.schema import Column, Table
from sheetcash.workbook.tables import (
    ACHATS,
    BANQUE,
    BAREMES,
    CLIENTS,
    DECLARATIONS,
    ECHEANCES,
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
    planned, rows, taches = _complete(content, figures)

    def write(
        table: Table,
        *extra: Column,
        hidden: Sequence[Column] = (),
        folded: Sequence[str] = (),
        frozen: int = 0,
        pages_wide: int = 1,
    ) -> None:
        write_table(
            builder,
            table,
            rows.get(table.name, content.table(table.name)),
            extra=(*extra, *hidden),
            hidden=[*folded, *(column.title for column in hidden)],
            frozen=frozen,
            pages_wide=pages_wide,
        )

    write_accueil(builder)
    calc = write_dashboard(builder, rows, taches, planned.mouvements)
    write_a_faire(builder, calc)
    write(CLIENTS, *clients_xlsx.EXTRA, frozen=1, pages_wide=2)
    write(
        FACTURES,
        *controle_xlsx.EXTRA,
        hidden=(*factures_xlsx.EXTRA, *semaine_xlsx.EXTRA),
        frozen=1,
        pages_wide=2,
    )
    write(RECETTES, *controle_xlsx.EXTRA, hidden=recettes_xlsx.EXTRA, frozen=1)
    write(
        ACHATS,
        *controle_xlsx.EXTRA,
        hidden=(*flux_xlsx.ACHATS_EXTRA, *semaine_xlsx.EXTRA),
        frozen=1,
    )
    write(
        PREVISIONS,
        *controle_xlsx.EXTRA,
        hidden=(*previsions_xlsx.EXTRA, *semaine_xlsx.EXTRA),
        frozen=1,
    )
    write(BANQUE)
    write_plan(builder, planned, calc)
    write(
        DECLARATIONS,
        *declarations_xlsx.A_DECLARER,
        hidden=(
            *(one for one in declarations_xlsx.EXTRA if one.title in declarations_xlsx.HIDDEN),
            *appels_xlsx.EXTRA,
            *semaine_xlsx.EXTRA,
        ),
        folded=(RANG,),
        frozen=1,
        pages_wide=2,
    )
    write(ECHEANCES, *echeancier_xlsx.EXTRA, hidden=semaine_xlsx.EXTRA, folded=(RANG,), frozen=2)
    write(RELANCES)
    write(MODELES)
    received = clients_xlsx.recu_douze_mois(content, figures)
    write_parametres(builder, planned, received, rows[DECLARATIONS.name])
    write(BAREMES, frozen=2)
    workbook.close()


def _complete(
    content: Content, figures: Figures
) -> tuple[Flux, dict[str, list[dict[str, object]]], list[Tache]]:
    """The plan, the tables' rows with their formulas, by name, and the week's tasks."""
    owed = declarations_xlsx.rows(content, figures)
    planned = plan(figures, factures_xlsx.comptees(content, figures), owed)
    owed = appels_xlsx.completer(owed, figures, planned)
    invoices = factures_xlsx.rows(content, figures, planned)
    rows = {
        CLIENTS.name: clients_xlsx.rows(content, figures, planned, invoices),
        FACTURES.name: controle_xlsx.controler_factures(invoices, content.table(CLIENTS.name)),
        RECETTES.name: recettes_xlsx.completer(
            controle_xlsx.controler_recettes(
                content.table(RECETTES.name), content.table(FACTURES.name), figures.jour
            ),
            figures.jour,
            figures.book.parametres.date_solde,
        ),
        ACHATS.name: controle_xlsx.controler(ACHATS, flux_xlsx.achats(content, figures)),
        PREVISIONS.name: controle_xlsx.controler(
            PREVISIONS, previsions_xlsx.rows(content, figures)
        ),
        DECLARATIONS.name: owed,
        ECHEANCES.name: echeancier_xlsx.rows(content, figures, owed),
    }
    found = []
    for table in semaine_xlsx.TABLES:
        rows[table.name], tasks = semaine_xlsx.classer(table, rows[table.name], figures.jour)
        found += tasks
    return planned, rows, found
