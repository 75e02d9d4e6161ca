"""A cell's look in Excel as Google's: fonts, fills, borders, alignment, number formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles.borders import Side

#: Google has no indent: a step of Excel's, in pixels.
_PAS: Final = 8
_MARGE: Final = 3
_BORDS: Final = {
    "thin": "SOLID",
    "hair": "SOLID",
    "medium": "SOLID_MEDIUM",
    "thick": "SOLID_THICK",
    "dashed": "DASHED",
    "dotted": "DOTTED",
    "double": "DOUBLE",
}
_HORIZONTAL: Final = {"left": "LEFT", "right": "RIGHT", "center": "CENTER"}
_VERTICAL: Final = {"top": "TOP", "center": "MIDDLE", "bottom": "BOTTOM"}

Look = dict[str, Any]


def couleur(rgb: str) -> dict[str, Any]:
    """A colour, ``RRGGBB`` or ``AARRGGBB``, as Google writes it.

    >>> couleur("FF0F766E")["rgbColor"]["green"]
    0.4627
    """
    parts = [int(rgb[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
    named = zip(("red", "green", "blue"), parts, strict=True)
    return {"rgbColor": {name: round(part, 4) for name, part in named if part}}


def look(cell: Cell) -> Look:
    """All of a cell's look."""
    font, align = cell.font, cell.alignment
    text: Look = {"fontFamily": font.name, "fontSize": round(font.sz or 11)}
    for name, on in (("bold", font.b), ("italic", font.i), ("underline", bool(font.u))):
        if on:
            text[name] = True
    if colour := _rgb(font.color):
        text["foregroundColorStyle"] = couleur(colour)
    found: Look = {
        "textFormat": text,
        "verticalAlignment": _VERTICAL.get(align.vertical or "bottom", "MIDDLE"),
    }
    if align.horizontal in _HORIZONTAL:
        found["horizontalAlignment"] = _HORIZONTAL[align.horizontal]
    if align.indent:
        side = "right" if align.horizontal == "right" else "left"
        sides = {"top": 2, "bottom": 2, "left": _MARGE, "right": _MARGE}
        found["padding"] = sides | {side: _MARGE + round(align.indent) * _PAS}
    if align.horizontal == "fill":
        found["wrapStrategy"] = "CLIP"
    if align.wrap_text:
        found["wrapStrategy"] = "WRAP"
    if cell.fill.fill_type == "solid" and (colour := _rgb(cell.fill.fgColor)):
        found["backgroundColorStyle"] = couleur(colour)
    if borders := {
        name: _bord(side)
        for name in ("top", "bottom", "left", "right")
        if (side := getattr(cell.border, name)) is not None and side.style
    }:
        found["borders"] = borders
    if (pattern := cell.number_format) != "General":
        found["numberFormat"] = nombre(pattern)
    return found


def nombre(pattern: str) -> dict[str, str]:
    """A number format of Excel's, whose patterns Google shares, under its type.

    >>> nombre("dd/mm/yyyy")["type"], nombre('0" jours"')["type"], nombre("0\\\\ %")["type"]
    ('DATE', 'NUMBER', 'PERCENT')
    """
    bare = re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", pattern)
    kind = "NUMBER"
    if pattern == "@":
        kind = "TEXT"
    elif re.search("[dmy]", bare):
        kind = "DATE"
    elif "%" in bare:
        kind = "PERCENT"
    return {"type": kind, "pattern": pattern}


def _bord(side: Side) -> Look:
    found: Look = {"style": _BORDS.get(side.style or "", "SOLID")}
    if colour := _rgb(side.color):
        found["colorStyle"] = couleur(colour)
    return found


def _rgb(color: Any) -> str:
    """The colour that Excel names by its parts; nothing for those of the theme."""
    given = getattr(color, "rgb", None) if getattr(color, "type", "") == "rgb" else None
    return given if isinstance(given, str) else ""


def pixels_colonne(width: float) -> int:
    """A column's width, from Excel's characters.

    >>> pixels_colonne(14.7109375)
    103
    """
    return max(3, round(width * 7))


def pixels_ligne(points: float) -> int:
    """A row's height, from Excel's points."""
    return max(2, round(points * 4 / 3))
