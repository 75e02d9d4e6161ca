"""Build a workbook as an .xlsx file, its formulas with their true values.

The same content, on the same day, gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

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
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.dashboard import write_dashboard
from sheetcash.templates.echeancier_xlsx import RANG
from sheetcash.templates.figures import Figures, plan, read
from sheetcash.templates.formulas import Cell, text
from sheetcash.templates.looks import FONT
from sheetcash.templates.parametres_xlsx import write_parametres
from sheetcash.templates.plan_xlsx import write_plan
from sheetcash.templates.tables_xlsx import write_table
from sheetcash.workbook.content import Content
from sheetcash.workbook.flux import Flux
from sheetcash.workbook.schema import MONTANT, Column, Table
from sheetcash.workbook.tables import (
    ACHATS,
    BANQUE,
    BAREMES,
    CLIENTS,
    DECLARATIONS,
    ECHEANCES,
    FACTURES,
    MODELES,
    POSTES,
    PREVISIONS,
    RECETTES,
    RELANCES,
    SCELLES,
    SHEETS,
)

#: The sheets' names in VBA, in the order of the tabs.
CODE_NAMES: Final = tuple(f"Feuil{at}" for at in range(1, len(SHEETS) + 1))


def build(
    target: Path | BinaryIO,
    content: Content,
    aujourdhui: date,
    macros: bytes | None = None,
    *,
    calculs_seuls: bool = False,
) -> None:
    """Write a new workbook.

    Args:
        target: the file to create, or an open binary file.
        content: what it holds.
        aujourdhui: the day its values are true for, unless its « Date du jour » is set.
        macros: a VBA project whose document modules are ThisWorkbook and :data:`CODE_NAMES`; the
            target is then an .xlsm.
        calculs_seuls: leave out the rows of the tables that calculate nothing: only the values of
            formulas are wanted of the workbook.
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
        its = rows.get(table.name, content.table(table.name))
        calculated = any(one.computed for one in (*table.columns, *extra, *hidden))
        write_table(
            builder,
            table,
            [] if calculs_seuls and not calculated else its,
            extra=(*extra, *hidden),
            hidden=[*folded, *(column.title for column in hidden)],
            frozen=frozen,
            pages_wide=pages_wide,
        )

    write_accueil(builder)
    calc = write_dashboard(builder, rows, taches, planned.mouvements)
    write_a_faire(builder, calc)
    write(CLIENTS, *clients_xlsx.EXTRA, hidden=clients_xlsx.HIDDEN, frozen=1, pages_wide=3)
    write(
        FACTURES,
        *controle_xlsx.EXTRA,
        hidden=(*factures_xlsx.EXTRA, *semaine_xlsx.EXTRA),
        frozen=1,
        pages_wide=2,
    )
    write(RECETTES, *controle_xlsx.EXTRA, hidden=recettes_xlsx.EXTRA, frozen=1, pages_wide=2)
    write(
        ACHATS,
        *controle_xlsx.EXTRA,
        hidden=(*flux_xlsx.ACHATS_EXTRA, *semaine_xlsx.EXTRA),
        frozen=1,
        pages_wide=2,
    )
    write(
        PREVISIONS,
        *controle_xlsx.EXTRA,
        hidden=(*previsions_xlsx.EXTRA, *semaine_xlsx.EXTRA),
        frozen=1,
    )
    write(BANQUE, pages_wide=2)
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
    write(SCELLES)
    write(MODELES)
    write(POSTES)
    received = clients_xlsx.recu_douze_mois(rows[RECETTES.name])
    write_parametres(builder, planned, received, rows[DECLARATIONS.name])
    write(BAREMES, frozen=2)
    if macros is not None:
        workbook.add_vba_project(BytesIO(macros), is_stream=True)
        workbook.set_vba_name("ThisWorkbook")
        for worksheet, name in zip(workbook.worksheets(), CODE_NAMES, strict=True):
            worksheet.set_vba_name(name)
    workbook.close()


def _complete(
    content: Content, figures: Figures
) -> tuple[Flux, dict[str, list[dict[str, object]]], list[Tache]]:
    """The plan, the tables' rows with their formulas, by name, and the week's tasks."""
    owed = declarations_xlsx.rows(content, figures)
    planned = plan(figures, factures_xlsx.comptees(content, figures), owed)
    owed = appels_xlsx.completer(owed, figures, planned)
    invoices = factures_xlsx.rows(content, figures, planned)
    receipts = recettes_xlsx.completer(
        controle_xlsx.controler_recettes(
            content.table(RECETTES.name), content.table(FACTURES.name), figures.jour
        ),
        figures.jour,
        figures.book.parametres.date_solde,
    )
    forecasts = previsions_xlsx.rows(content, figures)
    rows = {
        CLIENTS.name: clients_xlsx.rows(content, figures, planned, invoices, receipts, forecasts),
        FACTURES.name: controle_xlsx.controler_factures(invoices, content.table(CLIENTS.name)),
        RECETTES.name: receipts,
        ACHATS.name: flux_xlsx.achats(
            controle_xlsx.controler(ACHATS, content.table(ACHATS.name)), figures.jour
        ),
        PREVISIONS.name: controle_xlsx.controler(PREVISIONS, forecasts),
        DECLARATIONS.name: owed,
        ECHEANCES.name: echeancier_xlsx.rows(content, figures, owed),
    }
    found = []
    for table in semaine_xlsx.TABLES:
        rows[table.name], tasks = semaine_xlsx.classer(table, rows[table.name], figures.jour)
        found += tasks
    for name, others in _SANS_ERREUR.items():
        rows[name] = [_sans_erreur(row, others) for row in rows[name]]
    return planned, rows, found


#: The tables that users type in, whose formulas must bear what they type: by title, what a formula
#: shows instead of an error, a blank by default; nothing for those that others rely on.
_SANS_ERREUR: Final[dict[str, dict[str, str]]] = {
    CLIENTS.name: {},
    FACTURES.name: {
        "Statut": text(factures_xlsx.A_COMPLETER),
        "Étape": "",
        "Étape due le": "",
        controle_xlsx.CONTROLE: "",
        semaine_xlsx.URGENCE: "0",
    },
    RECETTES.name: {
        controle_xlsx.CONTROLE: "",
        **dict.fromkeys(recettes_xlsx.MONTANTS, "0"),
    },
    ACHATS.name: {
        controle_xlsx.CONTROLE: "",
        RETENU: "0",
        semaine_xlsx.URGENCE: "0",
    },
    PREVISIONS.name: {
        controle_xlsx.CONTROLE: "",
        **{one.title: "0" for one in previsions_xlsx.EXTRA if one.kind == MONTANT},
        semaine_xlsx.URGENCE: "0",
    },
    ECHEANCES.name: {semaine_xlsx.URGENCE: "0"},
}


def _sans_erreur(row: dict[str, object], others: Mapping[str, str]) -> dict[str, object]:
    """A row whose formulas show something else than an error."""
    found = dict(row)
    for title, cell in row.items():
        instead = others.get(title, '""')
        if isinstance(cell, Cell) and instead:
            found[title] = Cell(f"IFERROR({cell.formula},{instead})", cell.value)
    return found
