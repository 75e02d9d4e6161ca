"""One column, or one setting, for a Google spreadsheet that lacks it: in the workbook's looks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sheetcash.templates import google_factures
from sheetcash.templates.google_feuille import cellules_de_liste
from sheetcash.templates.google_formules import Places, convertir
from sheetcash.templates.google_looks import look, pixels_colonne
from sheetcash.templates.google_regles import Body, grille, validation
from sheetcash.templates.google_source import Source, serie
from sheetcash.templates.places import PARAMETRES
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.tables import FACTURES


def colonne(source: Source, places: Places, table: str, titre: str) -> Iterator[Body]:
    """A table's column: its title, its look, its formula, its drop-down, its width."""
    place = places.tables[table]
    sheet, data = source.donnees[table]
    its = source.feuille(sheet)
    at = source.places().tables[table].colonnes[titre]
    column, gid = place.colonnes[titre], places.gids[sheet]
    header: Any = its.cell(data.top, at)
    title: Body = {
        "userEnteredValue": {"stringValue": titre},
        "userEnteredFormat": look(header),
    }
    fields = "userEnteredValue,userEnteredFormat"
    if header.comment is not None:
        title["note"] = header.comment.text
        fields += ",note"
    yield _repete(gid, Area(place.titres, column, place.titres, column), title, fields)
    below = Area(place.premiere, column, place.derniere, column)
    first: Any = its.cell(data.top + 1, at)
    cell: Body = {"userEnteredFormat": look(first)}
    fields = "userEnteredFormat"
    if titre in source.calculees[table]:
        formula = convertir(source.calculees[table][titre], place.premiere, place.feuille, places)
        cell["userEnteredValue"] = {"formulaValue": formula}
        fields += ",userEnteredValue"
    yield _repete(gid, below, cell, fields)
    computed = table == FACTURES.name and titre in google_factures.TITRES
    yield from regles(source, places, sheet, at, data.bottom, below, calcule=computed)
    for one in its.column_dimensions.values():
        if (one.min or 0) <= at <= (one.max or 0):
            size: Body = {"pixelSize": pixels_colonne(one.width)}
            if one.hidden:
                size["hiddenByUser"] = True
            where = {"sheetId": gid, "dimension": "COLUMNS"}
            where |= {"startIndex": column - 1, "endIndex": column}
            yield {
                "updateDimensionProperties": {
                    "range": where, "properties": size, "fields": ",".join(size),
                }
            }  # fmt: skip


def reglage(source: Source, places: Places, depuis: int, ligne: int) -> Iterator[Body]:
    """A row of Paramètres, as the workbook has it, on another row: label, default, help."""
    its = source.feuille(PARAMETRES)
    gid = places.gids[PARAMETRES]
    last = its.max_column
    for column in range(1, last + 1):
        cell: Any = its.cell(depuis, column)
        body: Body = {"userEnteredFormat": look(cell)} if cell.has_style else {}
        value = serie(cell.value)
        if cell.data_type == "f":  # the check of that very row
            value = None
        if isinstance(value, bool):
            body["userEnteredValue"] = {"boolValue": value}
        elif isinstance(value, str):
            body["userEnteredValue"] = {"stringValue": value}
        elif value is not None:
            body["userEnteredValue"] = {"numberValue": value}
        if body:
            area = Area(ligne, column, ligne, column)
            yield _repete(gid, area, body, "userEnteredValue,userEnteredFormat")
    yield from regles(source, places, PARAMETRES, 2, depuis, Area(ligne, 2, ligne, 2))


def regles(
    source: Source,
    places: Places,
    sheet: str,
    column: int,
    row: int,
    below: Area,
    *,
    calcule: bool = False,
) -> Iterator[Body]:
    """The validation of a cell of the workbook, for other cells."""
    for rule in source.feuille(sheet).data_validations.dataValidation:
        for text in str(rule.sqref).split():
            area = Area.parse(text)
            if area is None or not area.meets(Area(row, column, row, column)):
                continue
            area = below._replace(right=below.left + area.right - area.left)
            found = validation(
                rule, area, lambda its: cellules_de_liste(source, places, its), calcule=calcule
            )
            if found is not None:
                range_ = grille(places.gids[sheet], area)
                yield {"setDataValidation": {"range": range_, "rule": found}}


def _repete(gid: int, area: Area, cell: Body, fields: str) -> Body:
    return {"repeatCell": {"range": grille(gid, area), "cell": cell, "fields": fields}}
