"""The charts of an .xlsx as Google's, from the drawing's XML: openpyxl does not keep all of it.

A chart of Google's has a title of its own, never a cell's: where Excel's follows a cell, the title
is written in the sheet, above the chart, as a formula.
"""

from __future__ import annotations

import posixpath
from typing import Any, Final, NamedTuple
from zipfile import ZipFile

from lxml import etree

from sheetcash.templates.google_looks import couleur, nombre, pixels_colonne, pixels_ligne
from sheetcash.templates.google_regles import Range, grille
from sheetcash.workbook.addresses import Area

Body = dict[str, Any]

_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_X: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EMU: Final = 9525
_TIRETS: Final = {"dash": "MEDIUM_DASHED", "sysDot": "DOTTED", "lgDash": "LONG_DASHED"}
_POLICE: Final = "Calibri"


class Graphique(NamedTuple):
    """A chart, where it stands, and what the sheet must hold for it.

    Attributes:
        corps: the request that adds it.
        titre: the cell, by the sheet's own name, that its title follows; empty for fixed words.
        ancre: the cell where that title goes, row and column from 1.
        retrait: by how many pixels the chart starts at the right of that cell.
        etiquettes: the cells whose values are shown on it, and their number format.
    """

    corps: Body
    titre: str
    ancre: tuple[int, int]
    retrait: int
    etiquettes: list[tuple[Range, dict[str, str]]]


class Mesures(NamedTuple):
    """A sheet's id, the widths of its columns and the heights of its rows, in pixels."""

    gid: int
    largeur: Any
    hauteur: Any


def lire(archive: ZipFile, part: str, mesures: Mesures, gids: dict[str, int]) -> list[Graphique]:
    """The charts of a drawing.

    Args:
        archive: the .xlsx.
        part: the drawing's path in it.
        mesures: of the sheet they stand on.
        gids: each sheet's id, by its title.
    """
    links = _relations(archive, part)
    found = []
    for anchor in etree.fromstring(archive.read(part)).iter(f"{_X}twoCellAnchor"):
        reference = next(anchor.iter(f"{_C}chart")).get(f"{_R}id", "")
        chart = etree.fromstring(archive.read(links[reference]))
        found.append(_graphique(chart, anchor, mesures, gids))
    return found


def dessin(archive: ZipFile, sheet: str) -> str:
    """The drawing of a sheet's part; empty when it has none."""
    for target in _relations(archive, sheet).values():
        if "/drawings/drawing" in target:
            return target
    return ""


def _relations(archive: ZipFile, part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    path = f"{folder}/_rels/{name}.rels"
    if path not in archive.namelist():
        return {}
    return {
        one.get("Id", ""): posixpath.normpath(posixpath.join(folder, one.get("Target", "")))
        for one in etree.fromstring(archive.read(path))
    }


def _graphique(chart: Any, anchor: Any, mesures: Mesures, gids: dict[str, int]) -> Graphique:
    series, labels = [], []
    stacked = False
    kinds = []
    for group in chart.iter(f"{_C}barChart", f"{_C}lineChart"):
        bar = group.tag == f"{_C}barChart"
        kinds.append("LINE" if not bar else _barre(group))
        stacked |= _valeur(group, "grouping") == "stacked"
        for one in group.findall(f"{_C}ser"):
            series.append((one, kinds[-1]))
    kind = kinds[0] if len(set(kinds)) == 1 else "COMBO"
    categories = next(chart.iter(f"{_C}cat")).find(f".//{_C}f").text
    headed = all(_entete(one) is not None for one, _ in series)
    described = []
    for one, its in series:
        body, label = _serie(one, its, kind, headed, gids)
        described.append(body)
        if label is not None:
            labels.append(label)
    domain = _cellules(categories, gids)
    if headed:
        domain = _elargie(domain)
    legend = chart.find(f".//{_C}legend") is not None
    basic: Body = {
        "chartType": kind,
        "legendPosition": "BOTTOM_LEGEND" if legend else "NO_LEGEND",
        "axis": [{"position": "BOTTOM_AXIS"}, {"position": "LEFT_AXIS"}],
        "domains": [{"domain": _source(domain)}],
        "series": described,
        "headerCount": int(headed),
    }
    if stacked:
        basic["stackedType"] = "STACKED"
    spec: Body = {
        "basicChart": basic,
        "fontName": _POLICE,
        "hiddenDimensionStrategy": "SHOW_ALL",
        "backgroundColorStyle": couleur("FFFFFF"),
    }
    title = chart.find(f".//{_C}title")
    followed = title.find(f".//{_C}f") if title is not None else None
    if title is not None and followed is None:
        spec["title"] = "".join(one.text or "" for one in title.iter(f"{_A}t"))
        spec["titleTextFormat"] = {"bold": True, "fontFamily": _POLICE, "fontSize": 10}
    position, cell, offset = _position(anchor, mesures, titled=followed is not None)
    body = {"addChart": {"chart": {"spec": spec, "position": {"overlayPosition": position}}}}
    words = followed.text.rpartition("!")[2] if followed is not None else ""
    return Graphique(body, words, cell, offset, labels)


def _serie(
    one: Any, its: str, kind: str, headed: bool, gids: dict[str, int]
) -> tuple[Body, tuple[Range, dict[str, str]] | None]:
    """A series, and the cells that are shown as its labels with their format."""
    cells = _cellules(one.find(f"{_C}val").find(f".//{_C}f").text, gids)
    axis = "BOTTOM_AXIS" if kind == "BAR" else "LEFT_AXIS"
    body: Body = {"series": _source(_elargie(cells) if headed else cells), "targetAxis": axis}
    if kind == "COMBO":
        body["type"] = its
    shape = one.find(f"{_C}spPr")
    line = shape.find(f"{_A}ln") if shape is not None else None
    fill = line if its == "LINE" else shape
    colour = fill.find(f"{_A}solidFill/{_A}srgbClr") if fill is not None else None
    if colour is not None:
        body["colorStyle"] = couleur(colour.get("val", ""))
    if its == "LINE":
        dash = line.find(f"{_A}prstDash") if line is not None else None
        style = _TIRETS.get(dash.get("val", ""), "SOLID") if dash is not None else "SOLID"
        if line is not None and line.find(f"{_A}noFill") is not None:
            body["lineStyle"] = {"type": "INVISIBLE"}
        else:
            body["lineStyle"] = {"type": style, "width": 2}
    points = []
    for point in one.findall(f"{_C}dPt"):
        its_own = point.find(f".//{_A}srgbClr")
        own: Body = {"colorStyle": couleur(its_own.get("val", ""))} if its_own is not None else {}
        if at := int(_valeur(point, "idx")):
            own["index"] = at
        points.append(own)
    if points:
        body["styleOverrides"] = points
    labels = one.find(f"{_C}dLbls")
    if labels is None or labels.find(f"{_C}dLbl") is not None:  # all of them, or none
        return body, None
    body["dataLabel"] = {"type": "DATA", "textFormat": {"fontFamily": _POLICE, "fontSize": 9}}
    if its == "LINE":
        body["dataLabel"]["placement"] = "ABOVE"
    form = labels.find(f"{_C}numFmt")
    return body, (cells, nombre(form.get("formatCode", "")))


def _entete(one: Any) -> str | None:
    """The cell of a series' name, when it stands just before its values."""
    name = one.find(f"{_C}tx").find(f".//{_C}f")
    return name.text if name is not None else None


def _elargie(cells: Range) -> Range:
    """A row's cells, and the one before them."""
    return cells | {"startColumnIndex": cells["startColumnIndex"] - 1}


def _barre(group: Any) -> str:
    return "BAR" if _valeur(group, "barDir") == "bar" else "COLUMN"


def _valeur(node: Any, name: str) -> str:
    found = node.find(f"{_C}{name}")
    return str(found.get("val", "")) if found is not None else ""


def _source(cells: Range) -> Body:
    return {"sourceRange": {"sources": [cells]}}


def _cellules(reference: str, gids: dict[str, int]) -> Range:
    sheet, _, cells = reference.rpartition("!")
    area = Area.parse(cells)
    assert area is not None, reference
    return grille(gids[sheet.strip("'").replace("''", "'")], area)


def _position(anchor: Any, mesures: Mesures, *, titled: bool) -> tuple[Body, tuple[int, int], int]:
    """Where a chart stands; under the row of its title where that is in a cell."""

    def end(name: str) -> list[int]:
        its = anchor.find(f"{_X}{name}")
        names = ("col", "colOff", "row", "rowOff")
        return [int(its.find(f"{_X}{one}").text) for one in names]

    column, right, row, down = end("from")
    last_column, last_right, last_row, last_down = end("to")
    right, down, last_right, last_down = (
        one // _EMU for one in (right, down, last_right, last_down)
    )
    width = sum(map(mesures.largeur, range(column + 1, last_column + 1))) + last_right - right
    title = row + 1  # the title's row, from 1, is the one above the chart's, from 0
    top, offset = (title, 0) if titled else (row, down)
    height = sum(map(mesures.hauteur, range(top + 1, last_row + 1))) + last_down - offset
    cell: Body = {"sheetId": mesures.gid, "rowIndex": top, "columnIndex": column}
    position: Body = {"anchorCell": cell, "widthPixels": width, "heightPixels": height}
    if right:
        position["offsetXPixels"] = right
    if offset:
        position["offsetYPixels"] = offset
    return position, (title, column + 1), right


def mesures(gid: int, sheet: Any) -> Mesures:
    """Those of a sheet of openpyxl's, columns and rows from 1."""
    widths: dict[int, int] = {}
    for one in sheet.column_dimensions.values():
        for at in range(one.min or 0, (one.max or 0) + 1):
            widths[at] = pixels_colonne(one.width)
    usual = pixels_ligne(sheet.sheet_format.defaultRowHeight or 15)

    def height(row: int) -> int:
        points = sheet.row_dimensions[row].height if row in sheet.row_dimensions else None
        return pixels_ligne(points) if points else usual

    return Mesures(gid, lambda column: widths.get(column, 64), height)
