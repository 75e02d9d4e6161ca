"""The true figures of a content on one day, by the rules that read a user's workbook.

The content is seen through the same eyes as a file (:func:`read_book`): the values written beside
the formulas are those that ``bilan`` would tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sheetcash.core.money import euros
from sheetcash.core.periods import day_of
from sheetcash.templates.formulas import Cell
from sheetcash.templates.places import FIRST_ROW, PARAMETRES
from sheetcash.workbook.content import Content
from sheetcash.workbook.flux import Flux, flux
from sheetcash.workbook.parametres import SETTINGS
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.reading import SYNC_TABLES, read_book
from sheetcash.workbook.reading_declarations import declarees
from sheetcash.workbook.reading_echeances import cfe_faite, read_echeances
from sheetcash.workbook.reading_tresorerie import read_achats, read_previsions
from sheetcash.workbook.records import Book, Facture
from sheetcash.workbook.schema import DATE, ENTIER, JOURS, MONTANT, TAUX, TEXTE, CellError, fold
from sheetcash.workbook.tables import ACHATS, BAREMES, DECLARATIONS, ECHEANCES, PREVISIONS, TABLES

_PLANNED: Final = (ACHATS.name, PREVISIONS.name, ECHEANCES.name)


class Figures(NamedTuple):
    """A content as read on one day.

    Attributes:
        book: its records.
        factures: the readable invoices by their index in the table.
        tables: what the cash plan reads besides.
    """

    book: Book
    factures: dict[int, Facture]
    tables: Mapping[str, RawTable]

    @property
    def jour(self) -> date:
        """The day the figures are true for."""
        return self.book.aujourdhui


#: What formulas cannot read, the core must not read either: it understands more.
_ILLISIBLE: Final = "?"


def _host(value: object, kind: str, choices: Sequence[str] = ()) -> object:
    """A value as formulas find it in a cell: no number or day in a text, no other spelling."""
    if isinstance(value, CellError) and kind == TEXTE:
        return None
    if isinstance(value, str) and not isinstance(value, CellError):
        if kind in (DATE, MONTANT, ENTIER, TAUX, JOURS):
            return _ILLISIBLE
        if value in choices or not choices:
            return value  # thousands of them: nothing to fold
        folded = {fold(one) for one in choices}
        if fold(value) in folded and value.casefold() not in {one.casefold() for one in choices}:
            return _ILLISIBLE
    if isinstance(value, Cell):
        shown = value.value
        return day_of(int(shown)) if kind == DATE and not isinstance(shown, str) else shown
    if kind == MONTANT and isinstance(value, int):
        return euros(value)
    return float(value) if isinstance(value, Decimal) else value


def _table(name: str, rows: list[Mapping[str, object]]) -> RawTable:
    table = TABLES[name]
    # some figures of Barèmes are days written as texts
    kinds = {
        c.title: TEXTE if name == BAREMES.name and c.kind == MONTANT else c.kind
        for c in table.columns
    }
    columns = {
        column.title: [
            _host(row.get(column.title), kinds[column.title], column.choices) for row in rows
        ]
        for column in table.columns
    }
    positions = {title: at + 1 for at, title in enumerate(table.titles)}
    return RawTable(name, table.sheet, FIRST_ROW + 1, columns, positions)


def read(content: Content, aujourdhui: date) -> Figures:
    """Read a content as if it were a workbook."""
    settings = {}
    for setting in SETTINGS:
        value = content.setting(setting.label)
        cells = list(value) if setting.kind == JOURS and isinstance(value, tuple) else [value]
        settings[setting.label] = RawSetting(
            PARAMETRES, [_host(c, setting.kind, setting.choices) for c in cells], 0, 0
        )
    tables = {name: _table(name, list(content.table(name))) for name in SYNC_TABLES}
    book = read_book(Snapshot("", tables, settings), aujourdhui)
    factures = {facture.ligne - FIRST_ROW - 1: facture for facture in book.factures}
    planned = {name: _table(name, list(content.table(name))) for name in _PLANNED}
    return Figures(book, factures, planned)


def plan(
    figures: Figures, factures: Sequence[Facture], owed: Sequence[Mapping[str, object]]
) -> Flux:
    """The cash plan of the content, under the scenario of its settings.

    Args:
        figures: the content, read.
        factures: the invoices that the formulas can read.
        owed: the declarations' rows.
    """
    book = figures.book._replace(factures=list(factures))
    achats = read_achats(figures.tables[ACHATS.name], [], book.aujourdhui)
    prevus = read_previsions(figures.tables[PREVISIONS.name], [])
    faites = declarees(_table(DECLARATIONS.name, list(owed)), [])
    paid = cfe_faite(read_echeances(figures.tables[ECHEANCES.name], []))
    return flux(book, achats, prevus, faites, book.parametres.scenario, paid)
