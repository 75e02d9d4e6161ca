"""One sheet of the workbook as requests to Google: sizes, cells, rules, charts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sheetcash.templates import google_factures, google_graphiques
from sheetcash.templates.google_cellules import Cellules
from sheetcash.templates.google_formules import Place, Places, cite, convertir, plage
from sheetcash.templates.google_looks import couleur, pixels_colonne, pixels_ligne
from sheetcash.templates.google_regles import (
    Body,
    format_conditionnel,
    grille,
    protection,
    rectangles,
    validation,
)
from sheetcash.templates.google_source import Source
from sheetcash.templates.looks import FONT, INK
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.tables import FACTURES

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

#: A chart's title, in the cell above it.
_TITRE_GRAPHIQUE: Final[Body] = {
    "textFormat": {
        "fontFamily": FONT,
        "fontSize": 10,
        "bold": True,
        "foregroundColorStyle": couleur(INK),
    },
    "verticalAlignment": "MIDDLE",
}


class Feuille:
    """A sheet under conversion.

    Args:
        source: the workbook.
        titre: the sheet's title.
        places: where everything stands in the spreadsheet.
    """

    def __init__(self, source: Source, titre: str, places: Places) -> None:
        self.source, self.titre, self.places = source, titre, places
        self.feuille: Worksheet = source.feuille(titre)
        self.gid = places.gids[titre]
        name = source.table(titre)
        self.nom_table = name
        self.place: Place | None = places.tables[name] if name else None
        self.donnees: Area | None = source.donnees[name][1] if name else None
        self.cellules = Cellules(source, titre, places)

    def proprietes(self) -> Body:
        """The sheet's own properties, as it is created."""
        frozen = re.fullmatch(r"([A-Z]+)(\d+)", self.feuille.freeze_panes or "A1")
        assert frozen is not None
        rows, columns = int(frozen[2]) - 1, Area.parse(frozen[0]).left - 1  # type: ignore[union-attr]
        grid: Body = {"rowCount": self.hauteur, "columnCount": self.cellules.largeur}
        if rows:
            grid["frozenRowCount"] = rows
        if columns:
            grid["frozenColumnCount"] = columns
        if not self.feuille.sheet_view.showGridLines:
            grid["hideGridlines"] = True
        found: Body = {
            "sheetId": self.gid,
            "title": self.titre,
            "gridProperties": grid,
        }
        colour = self.feuille.sheet_properties.tabColor
        if colour is not None:
            found["tabColorStyle"] = couleur(colour.rgb)
        if self.feuille.sheet_state != "visible":
            found["hidden"] = True
        return found

    @property
    def hauteur(self) -> int:
        """How many rows the sheet has."""
        return self.place.derniere if self.place else self.cellules.derniere + 1

    def demandes(self) -> Iterator[Body]:
        """All that fills the sheet, once it is there."""
        yield from self._dimensions()
        graphiques = self.graphiques()
        rules = list(self.formats_conditionnels())  # may need cells of their own
        yield from self.cellules.demandes()
        yield from self._fusions()
        yield from self._validations()
        yield from rules
        yield from self.protections()
        if self.place is not None:
            titles = Area(self.place.titres, 1, self.place.derniere, len(self.place.colonnes))
            yield {"setBasicFilter": {"filter": {"range": grille(self.gid, titles)}}}
        yield from self._pour_graphiques(graphiques)

    # sizes

    def _dimensions(self) -> Iterator[Body]:
        usual = pixels_ligne(self.feuille.sheet_format.defaultRowHeight or 15)
        yield self._taille("ROWS", 1, self.hauteur, {"pixelSize": usual})
        heights = [
            (row, pixels_ligne(its.height))
            for row, its in sorted(self.feuille.row_dimensions.items())
            if its.height and row <= self.hauteur
        ]
        for first, last, size in _suites(heights):
            if size != usual:
                yield self._taille("ROWS", first, last, {"pixelSize": size})
        for one in self.feuille.column_dimensions.values():
            if one.min is None or one.max is None or one.min > self.cellules.largeur:
                continue
            width: Body = {"pixelSize": pixels_colonne(one.width)}
            if one.hidden:
                width["hiddenByUser"] = True
            yield self._taille("COLUMNS", one.min, min(one.max, self.cellules.largeur), width)

    def _taille(self, dimension: str, first: int, last: int, size: Body) -> Body:
        its = {"sheetId": self.gid, "dimension": dimension, "startIndex": first - 1}
        return {
            "updateDimensionProperties": {
                "range": its | {"endIndex": last},
                "properties": size,
                "fields": ",".join(size),
            }
        }

    def _fusions(self) -> Iterator[Body]:
        for text in sorted(str(one) for one in self.feuille.merged_cells.ranges):
            area = Area.parse(text)
            assert area is not None
            yield {"mergeCells": {"range": grille(self.gid, area), "mergeType": "MERGE_ALL"}}

    # rules

    def _etendue(self, text: str) -> Area:
        """The cells of one of Excel's rules: down to the end of the room where it is a table's."""
        area = Area.parse(text)
        assert area is not None, text
        if self.place is None or self.donnees is None or area.bottom < self.donnees.bottom:
            return area
        return area._replace(bottom=self.place.derniere)

    def _validations(self) -> Iterator[Body]:
        own = {at: title for title, at in self.place.colonnes.items()} if self.place else {}
        for rule in self.feuille.data_validations.dataValidation:
            for text in str(rule.sqref).split():
                area = self._etendue(text)
                formulas = (
                    self.nom_table == FACTURES.name and own.get(area.left) in google_factures.TITRES
                )
                found = validation(rule, area, self._liste, calcule=formulas)
                if found is not None:
                    its = {"range": grille(self.gid, area), "rule": found}
                    yield {"setDataValidation": its}

    def _liste(self, formula: str) -> str:
        return cellules_de_liste(self.source, self.places, formula)

    def formats_conditionnels(self) -> Iterator[Body]:
        """The colours that cells take by what they hold."""
        at = 0
        ordered = sorted(
            (
                (rule.priority, str(block.sqref), rule)
                for block in self.feuille.conditional_formatting
                for rule in block.rules
            ),
            key=lambda one: one[0],
        )
        for _, cells, rule in ordered:
            areas = [self._etendue(text) for text in cells.split()]
            ranges = [grille(self.gid, area) for area in areas]
            found = format_conditionnel(rule, ranges, self._formule_de_regle)
            if found is None:
                for area in areas:
                    self.cellules.souligner(area)
                continue
            yield {"addConditionalFormatRule": {"rule": found, "index": at}}
            at += 1

    def _formule_de_regle(self, formula: str) -> str:
        """A rule's formula: at Google it sees its own sheet only, and no name of another's."""
        for name, sheet, _ in self.source.noms():
            pattern = rf"(?<![\w.$\"]){re.escape(name)}(?![\w(\"])"
            if sheet != self.titre and re.search(pattern, formula):
                formula = re.sub(pattern, self.cellules.miroir(name), formula)
        return convertir(formula, 1, self.titre, self.places)

    def protections(self) -> Iterator[Body]:
        """The warnings before what is computed is typed over."""
        if self.place is not None:
            computed = [
                self.place.colonnes[title] for title in self.source.calculees[self.nom_table]
            ]
            rows = self.place.premiere, self.place.derniere
            for area in rectangles([(1, at) for at in computed]):
                yield protection(self.gid, Area(rows[0], area.left, rows[1], area.right))
        elif self.feuille.protection.sheet:
            free = [
                (at, column)
                for at, row in enumerate(self.feuille.iter_rows(), 1)
                for column, cell in enumerate(row, 1)
                if not cell.protection.locked
            ]
            yield protection(self.gid, None, [grille(self.gid, one) for one in rectangles(free)])

    # charts

    def graphiques(self) -> list[google_graphiques.Graphique]:
        """The sheet's charts."""
        number = self.source.titres.index(self.titre) + 1
        drawing = google_graphiques.dessin(self.source.archive, f"xl/worksheets/sheet{number}.xml")
        if not drawing:
            return []
        measures = google_graphiques.mesures(self.gid, self.feuille)
        found = google_graphiques.lire(
            self.source.archive, drawing, measures, dict(self.places.gids)
        )
        return found

    def _pour_graphiques(self, given: list[google_graphiques.Graphique]) -> Iterator[Body]:
        for one in given:
            for cells, form in one.etiquettes:
                cell = {"userEnteredFormat": {"numberFormat": form}}
                fields = "userEnteredFormat.numberFormat"
                yield {"repeatCell": {"range": cells, "cell": cell, "fields": fields}}
            if one.titre:
                row, column = one.ancre
                look: Body = _TITRE_GRAPHIQUE
                if one.retrait:
                    sides = {"top": 2, "right": 3, "bottom": 2, "left": 3 + one.retrait}
                    look = look | {"padding": sides}
                yield {
                    "repeatCell": {
                        "range": grille(self.gid, Area(row, column, row, column)),
                        "cell": {
                            "userEnteredValue": {"formulaValue": f"={one.titre}"},
                            "userEnteredFormat": look,
                        },
                        "fields": "userEnteredValue,userEnteredFormat",
                    }
                }
            yield one.corps


def cellules_de_liste(source: Source, places: Places, formula: str) -> str:
    """The cells of a list: a name's, or a whole column of a table down to its room."""
    for name, sheet, area in source.noms():
        if name == formula:
            first, last = str(area).split(":")
            return f"{cite(sheet)}!{_fige(first)}:{_fige(last)}"
    sheet, _, cells = formula.rpartition("!")
    area_of = Area.parse(cells)
    table = source.table(sheet.strip("'"))
    assert area_of is not None and table, formula
    _, data = source.donnees[table]
    title = source.feuille(sheet.strip("'")).cell(data.top, area_of.left).value
    return plage(places.tables[table], str(title))


def _suites(sizes: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Rows of one size that follow each other: first, last, size."""
    first = last = size = 0
    for row, its in sizes:
        if first and row == last + 1 and its == size:
            last = row
            continue
        if first:
            yield first, last, size
        first = last = row
        size = its
    if first:
        yield first, last, size


def _fige(cell: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", cell)
