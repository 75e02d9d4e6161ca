"""A workbook that is being changed: its sheets, opened once each, and what must follow.

This module knows sheets, their tables and the calculation settings; nothing of which edit makes
which change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sheetcash.adapters.excel_file.formulas import calls_udf
from sheetcash.adapters.excel_file.listobject import ListObject, parse_list_object
from sheetcash.adapters.excel_file.sheetxml import Sheet
from sheetcash.adapters.excel_file.xmltext import (
    YES,
    attribute,
    elements,
    masked,
    unescape,
    with_attribute,
)
from sheetcash.errors import BadCell, InputError, MissingSheet, StoreError
from sheetcash.workbook.addresses import Area, letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sheetcash.adapters.excel_file.cellxml import Row
    from sheetcash.adapters.excel_file.package import Package
    from sheetcash.workbook.cells import CellValue

NOTHING_DONE = "Rien n'a été changé."
# Relationships of the package, or of its workbook, that a change would make a lie.
_UNTOUCHABLE = (
    (False, "origin", "porte une signature numérique, que toute modification romprait"),
    (True, "revisionHeaders", "est partagé à l'ancienne, avec un journal des modifications"),
)


class Book:
    """The sheets that are being changed, and what that does to the rest of the file."""

    def __init__(self, package: Package) -> None:
        self.package = package
        for owner, kind, why in _UNTOUCHABLE:
            part = package.workbook if owner else ""
            if any(link.type == kind for link in package.relationships(part)):
                raise StoreError(f"Le classeur {why}.", f"Travaillez sur une copie. {NOTHING_DONE}")
        self.sheets = package.sheets()
        settings = next(elements(masked(package.read(package.workbook)), b"*:workbookPr"), None)
        self.date1904 = settings and attribute(settings.attributes, b"date1904") in YES
        self.open: dict[str, Sheet] = {}
        self.known: dict[str, list[ListObject]] = {}
        self.written: set[tuple[str, int, int]] = set()
        self.en_bloc = 0  # cells written beside those, many rows at once
        self.formulas_changed = False

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name, opened once."""
        if name not in self.open:
            if name not in self.sheets:
                raise MissingSheet(name)
            text = self.package.read(self.sheets[name])
            self.open[name] = Sheet(name, text, date1904=bool(self.date1904))
        return self.open[name]

    def tables(self, sheet: str) -> list[ListObject]:
        """The tables of a sheet."""
        if sheet not in self.known:
            parts = self.package.tables(self.sheets[sheet])
            self.known[sheet] = [parse_list_object(part, self.package.read(part)) for part in parts]
        return self.known[sheet]

    def find_table(self, name: str) -> tuple[Sheet, ListObject]:
        """The table of that name, and its sheet."""
        for sheet in self.sheets:
            for table in self.tables(sheet):
                if table.name.casefold() == name.casefold():
                    return self.sheet(sheet), table
        raise InputError(
            f"Le tableau « {name} » manque dans le classeur.",
            "Rendez-lui ce nom (onglet Création de tableau), ou restaurez une sauvegarde.",
        )

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Every formula of the workbook, and the sheet it stands in, if any."""
        for name, part in self.sheets.items():
            sheet = self.open.get(name) or Sheet(name, self.package.read(part))
            for raw in sheet.formula_texts():
                yield name, unescape(raw)
        texts = [(self.package.workbook, b"*:definedName")]
        texts += [(part, b"*:f") for part in self.package.parts() if "/charts/chart" in part]
        for part, tag in texts:
            text = self.package.read(part)
            for found in elements(masked(text), tag):
                yield "", unescape(text[found.inner : found.inner_end])

    # Cells

    def refused(self, sheet: Sheet, at: Area, why: str) -> StoreError:
        """The error for a cell that only the user can change without breaking something."""
        return StoreError(
            f"Feuille « {sheet.name} » : la cellule {at} {why}.",
            f"Changez-la à la main dans Excel, puis recommencez. {NOTHING_DONE}",
        )

    def write(
        self,
        sheet: Sheet,
        row: Row,
        column: int,
        value: CellValue,
        formula: bytes,
        style: bytes | None,
    ) -> None:
        """Give a cell a value, with the formula element given, and a style if it is new."""
        try:
            sheet.write(row, column, value, formula=formula, style=style)
        except ValueError as error:
            shown = str(value)[:40]
            raise BadCell(sheet.name, row.number, letters(column), shown, str(error)) from error

    # The rest of the file

    def finish(self, recalculate: bool) -> None:
        """Hand the changed parts over to the package."""
        for name, sheet in self.open.items():  # packed while the formulas are looked at
            self.package.replace(self.sheets[name], sheet.render())
        if recalculate and not self._calls_udf():
            self.recalculate_on_load()
        if self.formulas_changed:
            self.package.remove(self.package.workbook, "calcChain")

    def _calls_udf(self) -> bool:
        for name, part in self.sheets.items():
            sheet = self.open.get(name)
            if calls_udf([sheet.text] if sheet else self.package.chunks(part)):
                return True
        return False

    def recalculate_on_load(self) -> None:
        """Have Excel compute everything at its next opening."""
        part = self.package.workbook
        mask = masked(self.package.read(part))
        settings = next(elements(mask, b"*:calcPr"), None)
        if settings is None:
            tags = (b"*:definedNames", b"*:externalReferences", b"*:functionGroups", b"*:sheets")
            before = max(element.end for tag in tags for element in elements(mask, tag))
            prefix = re.findall(rb"<([\w.\-]+:)?sheets[\s/>]", mask)[0]
            self.package.edit(part, [(before, before, b'<%scalcPr fullCalcOnLoad="1"/>' % prefix)])
        elif attribute(settings.attributes, b"fullCalcOnLoad") not in YES:
            start = mask.index(b"calcPr", settings.start) + len(b"calcPr")
            new = with_attribute(settings.attributes, b"fullCalcOnLoad", b"1")
            self.package.edit(part, [(start, start + len(settings.attributes), new)])
