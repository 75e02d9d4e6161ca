"""The workbook that the Excel builder wrote, read as the spec of Google's: structure, never rules.

openpyxl reads cells, looks, validations and conditional formats; charts come from the XML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from sheetcash.templates.google_formules import Place, Places, cite
from sheetcash.templates.places import A_FAIRE
from sheetcash.workbook.addresses import Area
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
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from sheetcash.workbook.content import Content

#: The rows that each table has: Google has no table that grows by itself.
LIGNES: Final = {
    CLIENTS.name: 500,
    FACTURES.name: 1000,
    RECETTES.name: 1000,
    ACHATS.name: 1000,
    PREVISIONS.name: 200,
    BANQUE.name: 1000,
    DECLARATIONS.name: 72,
    ECHEANCES.name: 150,
    RELANCES.name: 1000,
    SCELLES.name: 500,
    MODELES.name: 100,
    POSTES.name: 200,
    BAREMES.name: 300,
}
#: The sheets' ids: chosen here, so that links are known before anything is created.
PREMIER_GID: Final = 101
#: Where À faire keeps the sheets' titles and ids, for the addresses that it makes.
_RENVOIS: Final = Area(32, 22, 32, 23)


class Source:
    """A workbook in memory, written by the Excel builder from some content on some day."""

    def __init__(self, content: Content, jour: date) -> None:
        from openpyxl import load_workbook

        from sheetcash.templates.xlsx import build

        target = BytesIO()
        build(target, content, jour)
        self.archive = ZipFile(target)
        self.classeur = load_workbook(target)
        self.titres: list[str] = self.classeur.sheetnames
        self.donnees = {
            table.displayName: (sheet.title, area)
            for sheet in self.classeur.worksheets
            for table in sheet.tables.values()
            if (area := Area.parse(table.ref)) is not None
        }

    def feuille(self, titre: str) -> Worksheet:
        """A sheet, as openpyxl reads it."""
        found: Worksheet = self.classeur[titre]
        return found

    def table(self, titre: str) -> str:
        """The table of a sheet; empty for a sheet without one."""
        return next((name for name, (sheet, _) in self.donnees.items() if sheet == titre), "")

    @cached_property
    def calculees(self) -> dict[str, dict[str, str]]:
        """By table, the formula that Excel gives to a column's new rows."""
        return {
            name: {
                one.name: "=" + one.calculatedColumnFormula.attr_text
                for one in self.feuille(sheet).tables[name].tableColumns
                if one.calculatedColumnFormula is not None
            }
            for name, (sheet, _) in self.donnees.items()
        }

    def noms(self) -> Iterator[tuple[str, str, Area]]:
        """The defined names, with the sheet and the cells that they point to."""
        for name, one in self.classeur.defined_names.items():
            sheet, _, cells = one.attr_text.rpartition("!")
            area = Area.parse(cells)
            assert area is not None, one.attr_text
            yield name, sheet.strip("'").replace("''", "'"), area

    def places(
        self, gids: Mapping[str, int] | None = None, ailleurs: Mapping[str, Place] | None = None
    ) -> Places:
        """Where everything stands in a spreadsheet.

        Args:
            gids: the sheets' ids; chosen here by default.
            ailleurs: the tables that already stand somewhere.
        """
        if gids is None:
            gids = {titre: PREMIER_GID + at for at, titre in enumerate(self.titres)}
        tables = {}
        for name, (sheet, area) in self.donnees.items():
            rows = area.bottom - area.top
            room = max(LIGNES[name], rows + LIGNES[name] // 2 if rows > 1 else 0)
            columns = {
                one.name: area.left + at
                for at, one in enumerate(self.feuille(sheet).tables[name].tableColumns)
            }
            tables[name] = Place(sheet, columns, area.top, area.top + 1, area.top + room)
        bottom = _RENVOIS.top + len(gids) - 1
        lists = tuple(
            f"{cite(A_FAIRE)}!{Area(_RENVOIS.top, at, bottom, at)}".replace("V", "$V$").replace(
                "W", "$W$"
            )
            for at in (_RENVOIS.left, _RENVOIS.right)
        )
        return Places({**tables, **(ailleurs or {})}, gids, (lists[0], lists[1]))

    def renvois(self, places: Places) -> Iterable[tuple[int, int, str | int]]:
        """The cells of À faire that hold the sheets' titles and ids: row, column, value."""
        for at, (titre, gid) in enumerate(places.gids.items()):
            yield _RENVOIS.top + at, _RENVOIS.left, titre
            yield _RENVOIS.top + at, _RENVOIS.right, gid


def lignes(source: Source, name: str) -> list[dict[str, Any]]:
    """A table's rows by title, formulas as they are written, days as serial numbers."""
    sheet, area = source.donnees[name]
    titles = [
        str(cell.value) for cell in source.feuille(sheet)[area.top][area.left - 1 : area.right]
    ]
    rows = source.feuille(sheet).iter_rows(
        min_row=area.top + 1, max_row=area.bottom, min_col=area.left, max_col=area.right
    )
    return [
        {title: serie(cell.value) for title, cell in zip(titles, row, strict=True)} for row in rows
    ]


def serie(value: Any) -> Any:
    """A cell's value, days as serial numbers."""
    from openpyxl.utils.datetime import to_excel

    if isinstance(value, (date, time, timedelta)):
        return to_excel(value)  # type: ignore[no-untyped-call]
    return value
