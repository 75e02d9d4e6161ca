"""What the stand-in for Google needs to create a spreadsheet: its calls, and whole sheets.

A sheet keeps values, formulas, looks, notes, sizes, rules, protections and charts: tests can look.
:func:`en_classeur` writes them as an .xlsx, which LibreOffice computes. Formulas are held to the
French locale: « ; » between arguments, no number whose sign of decimals a locale decides.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from google_feuilles import REQUETES, Onglet, Refus, Tableur, valeur, verifier
from google_local import ROUTES, Google
from sheetcash.workbook.addresses import Area, column_number, letters

_TEXTE = r'"(?:[^"]|"")*"'
_FEUILLE = r"'(?:[^']|'')*'!"
_MORCEAU = re.compile(f"{_TEXTE}|{_FEUILLE}")
_CELLULE = re.compile(r"(?<![\w$.])(\$?)([A-Z]{1,3})(\$?)([1-9]\d*)(?![\w(.])")
_BOUT = re.compile(r"(\$([A-Z]{1,3})\$\d+:\$\2)(?![\w$])")
#: What a cell may bear, and what a request may change at once.
_CHAMPS = {"userEnteredValue", "userEnteredFormat", "note", "userEnteredFormat.numberFormat"}


@dataclass
class Plus:
    """What a sheet has beside its values and formulas; cells by row and column from 1."""

    looks: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)
    validations: list[dict[str, Any]] = field(default_factory=list)
    regles: list[dict[str, Any]] = field(default_factory=list)
    graphiques: list[dict[str, Any]] = field(default_factory=list)
    fusions: list[dict[str, Any]] = field(default_factory=list)
    tailles: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    filtre: dict[str, Any] | None = None
    proprietes: dict[str, Any] = field(default_factory=dict)


def plus(tab: Onglet) -> Plus:
    """What a sheet has beside its values."""
    found: Plus = tab.__dict__.setdefault("plus_", Plus())
    return found


# formulas


def lue(its: Tableur, formula: str) -> str:
    """A formula as a French spreadsheet reads it, with « , » between its arguments."""
    parts = []
    for text, bare in _hors_texte(formula):
        if bare and re.search(r",|\d\.\d", text):
            raise Refus(400, f"Formula parse error in this locale: {formula[:80]}")
        parts.append(text.replace(";", ",") if bare else text)
        if not bare and text.endswith("!"):
            title = text[1:-2].replace("''", "'")
            if all(one.titre != title for one in its.onglets):
                raise Refus(400, f"Unresolved sheet name '{title}'.")
    return "".join(parts)


def _hors_texte(formula: str) -> Iterator[tuple[str, bool]]:
    """A formula's parts: texts and sheets' names, and what is neither."""
    end = 0
    for found in _MORCEAU.finditer(formula):
        yield formula[end : found.start()], True
        yield found.group(), False
        end = found.end()
    yield formula[end:], True


def deplacee(formula: str, down: int, right: int) -> str:
    """A formula repeated so many cells further: relative cells follow, « $ » stay."""

    def follow(found: re.Match[str]) -> str:
        column = found[2] if found[1] else letters(column_number(found[2]) + right)
        row = found[4] if found[3] else str(int(found[4]) + down)
        return f"{found[1]}{column}{found[3]}{row}"

    return "".join(
        _CELLULE.sub(follow, text) if bare else text for text, bare in _hors_texte(formula)
    )


# calls


def _create(google: Google, found: re.Match[str], query: Any, body: Any) -> Any:
    verifier(body, "Spreadsheet")
    identifiant = "1" + secrets.token_urlsafe(32)[:43]
    its = Tableur(body["properties"]["title"], [])
    its.__dict__["proprietes"] = body["properties"]
    for sheet in body.get("sheets", []):
        _add_sheet(its, sheet)
    google.tableurs[identifiant] = its
    return {
        "spreadsheetId": identifiant,
        "properties": body["properties"],
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{identifiant}/edit",
    }


ROUTES["POST /v4/spreadsheets"] = _create


# requests


def _add_sheet(its: Tableur, what: Any) -> Any:
    given = what["properties"]
    if any(one.titre == given["title"] for one in its.onglets):
        raise Refus(400, f'A sheet with the name "{given["title"]}" already exists.')
    if any(one.identifiant == given["sheetId"] for one in its.onglets):
        raise Refus(400, f"Duplicate sheet id {given['sheetId']}.")
    grid = given.get("gridProperties", {})
    if grid.get("frozenColumnCount", 0) >= grid.get("columnCount", 26):
        raise Refus(400, "You can't freeze all visible columns.")
    tab = Onglet(given["title"], given["sheetId"])
    tab.hauteur, tab.largeur = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    plus(tab).proprietes = given
    its.onglets.insert(given.get("index", len(its.onglets)), tab)
    return {"addSheet": {"properties": given}}


def _area(its: Tableur, what: Any) -> tuple[Onglet, Area]:
    tab = its.numero(what.get("sheetId", 0))
    area = Area(
        what.get("startRowIndex", 0) + 1,
        what.get("startColumnIndex", 0) + 1,
        what.get("endRowIndex", tab.hauteur),
        what.get("endColumnIndex", tab.largeur),
    )
    if area.bottom > tab.hauteur or area.right > tab.largeur:
        raise Refus(400, f"Range ({tab.titre}!{area}) exceeds grid limits.")
    return tab, area


def _cellules(area: Area) -> Iterator[tuple[int, int]]:
    for row in range(area.top, area.bottom + 1):
        for column in range(area.left, area.right + 1):
            yield row, column


def _entrer(its: Tableur, tab: Onglet, at: tuple[int, int], cell: Any, fields: set[str]) -> None:
    if not fields <= _CHAMPS:
        raise Refus(501, f"The stand-in does not know the fields {fields - _CHAMPS}.")
    if at[0] > tab.hauteur or at[1] > tab.largeur:
        raise Refus(400, "Attempting to write outside the grid.")
    if "userEnteredValue" in fields:
        entered = cell.get("userEnteredValue", {})
        formula = entered.get("formulaValue")
        tab.formules.pop(at, None)
        if formula is not None:
            tab.formules[at] = lue(its, formula)
        value = None if formula is not None else next(iter(entered.values()), None)
        if value is not None or tab.cell(*at) is not None:
            tab.put(*at, value)
    if "note" in fields and "note" in cell:
        plus(tab).notes[at] = cell["note"]
    look = cell.get("userEnteredFormat", {})
    if "userEnteredFormat" in fields:
        plus(tab).looks[at] = look
    if kind := look.get("numberFormat", {}).get("type"):
        tab.formats[at] = kind
    if "userEnteredFormat.numberFormat" in fields:
        form = {"numberFormat": look["numberFormat"]}
        plus(tab).looks[at] = plus(tab).looks.get(at, {}) | form


def _update_cells(its: Tableur, what: Any) -> None:
    start = what["start"]
    tab = its.numero(start.get("sheetId", 0))
    fields = set(what["fields"].split(","))
    for down, row in enumerate(what.get("rows", [])):
        for right, cell in enumerate(row.get("values", [])):
            at = start.get("rowIndex", 0) + 1 + down, start.get("columnIndex", 0) + 1 + right
            _entrer(its, tab, at, cell, fields)


def _repeat_cell(its: Tableur, what: Any) -> None:
    tab, area = _area(its, what["range"])
    cell, fields = what["cell"], set(what["fields"].split(","))
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is None:
        for at in _cellules(area):
            _entrer(its, tab, at, cell, fields)
        return
    _entrer(its, tab, (area.top, area.left), cell, fields)
    read = tab.formules[area.top, area.left]
    for row, column in _cellules(area):
        tab.formules[row, column] = deplacee(read, row - area.top, column - area.left)
        if tab.cell(row, column) is not None:
            tab.put(row, column, None)
        if "userEnteredFormat" in fields:
            plus(tab).looks[row, column] = cell.get("userEnteredFormat", {})


def _dimensions(its: Tableur, what: Any) -> None:
    its_range = what["range"]
    tab = its.numero(its_range.get("sheetId", 0))
    rows = its_range["dimension"] == "ROWS"
    if its_range["endIndex"] > (tab.hauteur if rows else tab.largeur):
        raise Refus(400, "The dimension range is outside of the grid.")
    if set(what["fields"].split(",")) != set(what["properties"]):
        raise Refus(501, "The stand-in wants each field of a size that is named.")
    for at in range(its_range.get("startIndex", 0) + 1, its_range["endIndex"] + 1):
        sizes = plus(tab).tailles
        sizes[its_range["dimension"], at] = (
            sizes.get((its_range["dimension"], at), {}) | what["properties"]
        )


def _validation(its: Tableur, what: Any) -> None:
    tab, _ = _area(its, what["range"])
    for value in what["rule"]["condition"].get("values", []):
        if value["userEnteredValue"].startswith("="):
            lue(its, value["userEnteredValue"])
    plus(tab).validations.append(what)


def _regle(its: Tableur, what: Any) -> None:
    rule = what["rule"]
    tab, _ = _area(its, rule["ranges"][0])
    allowed = {"textFormat", "backgroundColorStyle"}
    if not set(rule["booleanRule"]["format"]) <= allowed:
        raise Refus(400, "A conditional format draws no such thing.")
    for value in rule["booleanRule"]["condition"]["values"]:
        text = value["userEnteredValue"]
        names = {one["name"] for one in its.noms}
        if "!" in text or names & set(re.findall(r"[A-Za-z_]\w+", re.sub(_TEXTE, "", text))):
            raise Refus(400, "A conditional format sees its own sheet only.")
        lue(its, text)
    plus(tab).regles.insert(what.get("index", 0), rule)


def _protection(its: Tableur, what: Any) -> Any:
    one = what["protectedRange"]
    tab, _ = _area(its, one["range"])
    if one.get("unprotectedRanges") and set(one["range"]) != {"sheetId"}:
        raise Refus(400, "Unprotected ranges are only supported on protected sheets.")
    its_own = one | {"protectedRangeId": 1 + sum(len(t.protections) for t in its.onglets)}
    tab.protections.append(its_own)
    return {"addProtectedRange": {"protectedRange": its_own}}


def _filtre(its: Tableur, what: Any) -> None:
    tab, _ = _area(its, what["filter"]["range"])
    plus(tab).filtre = what["filter"]


def _graphique(its: Tableur, what: Any) -> None:
    where = what["chart"]["position"]["overlayPosition"]["anchorCell"]
    plus(its.numero(where.get("sheetId", 0))).graphiques.append(what["chart"])


def _fusion(its: Tableur, what: Any) -> None:
    tab, _ = _area(its, what["range"])
    plus(tab).fusions.append(what)


def _nom(its: Tableur, what: Any) -> None:
    one = what["namedRange"]
    _area(its, one["range"])
    if not re.fullmatch(r"[A-Za-z_]\w*", one["name"]) or re.fullmatch(
        r"[A-Z]{1,3}\d+|R\d*C\d*", one["name"], re.IGNORECASE
    ):
        raise Refus(400, f"Invalid name: {one['name']}")
    if any(other["name"].casefold() == one["name"].casefold() for other in its.noms):
        raise Refus(400, f"A named range with name '{one['name']}' already exists.")
    its.noms.append(one)


REQUETES |= {
    "addSheet": _add_sheet,
    "updateCells": _update_cells,
    "repeatCell": _repeat_cell,
    "updateDimensionProperties": _dimensions,
    "setDataValidation": _validation,
    "addConditionalFormatRule": _regle,
    "addProtectedRange": _protection,
    "setBasicFilter": _filtre,
    "addChart": _graphique,
    "mergeCells": _fusion,
    "addNamedRange": _nom,
}


# as an .xlsx


def en_classeur(its: Tableur, path: Path, *, looks: bool = False) -> None:
    """Write a spreadsheet as a workbook, for an engine to compute; with its looks to be seen."""
    with xlsxwriter.Workbook(str(path)) as book:
        formats = _Formats(book, looks)
        bottom = max(tab.hauteur for tab in its.onglets)
        for tab in its.onglets:
            book.add_worksheet(tab.titre, _Feuille)
        for tab in its.onglets:
            sheet = book.get_worksheet_by_name(tab.titre)
            assert sheet is not None
            cells = dict(_valeurs(tab)) | dict.fromkeys(tab.formules)
            for at in {**dict.fromkeys(plus(tab).looks), **cells} if looks else cells:
                look = formats.of(plus(tab).looks.get(at, {}))
                row, column = at[0] - 1, at[1] - 1
                if at in tab.formules:
                    formula = _BOUT.sub(rf"\g<1>${bottom}", tab.formules[at])
                    sheet.write_formula(row, column, formula, look)
                elif isinstance(cells.get(at), str):
                    sheet.write_string(row, column, cells[at], look)
                elif at in cells:
                    sheet.write(row, column, cells[at], look)
                else:
                    sheet.write_blank(row, column, None, look)
            if looks:
                _mettre_en_page(tab, sheet, formats)
                for chart in plus(tab).graphiques:
                    _dessiner(chart, its, book, sheet)
        for one in its.noms:
            tab, area = _area(its, one["range"])
            book.define_name(one["name"], f"={_reference(tab, area)}")


def _valeurs(tab: Onglet) -> Iterator[tuple[tuple[int, int], Any]]:
    for row, line in enumerate(tab.lignes, 1):
        for column, value in enumerate(line, 1):
            if value is not None:
                yield (row, column), value


def _reference(tab: Onglet, area: Area) -> str:
    first, last = (f"${letters(c)}${r}" for r, c in (area[:2], area[2:]))
    title = tab.titre.replace("'", "''")
    return f"'{title}'!{first}:{last}" if first != last else f"'{title}'!{first}"


class _Feuille(Worksheet):
    """XlsxWriter looks for newer functions in each formula: ours have none."""

    def _prepare_formula(self, formula: str, *_: object) -> str:
        return formula.removeprefix("=")


class _Formats:
    """The workbook's formats, each made once."""

    def __init__(self, book: Any, looks: bool) -> None:
        self._book, self._looks = book, looks
        self._made: dict[str, Any] = {}

    def of(self, look: dict[str, Any]) -> Any:
        """That of a look; of its number format only, where looks do not matter."""
        its = look if self._looks else {k: v for k, v in look.items() if k == "numberFormat"}
        key = repr(its)
        if key not in self._made:
            self._made[key] = self._book.add_format(_proprietes(its)) if its else None
        return self._made[key]


def _proprietes(look: dict[str, Any]) -> dict[str, Any]:
    """A look of Google's as XlsxWriter's."""
    text, padding = look.get("textFormat", {}), look.get("padding", {})
    found: dict[str, Any] = {
        "font_name": text.get("fontFamily", "Arial"),
        "font_size": text.get("fontSize", 10),
        "bold": text.get("bold", False),
        "underline": int(text.get("underline", False)),
        "font_color": _hexa(text.get("foregroundColorStyle")),
        "text_wrap": look.get("wrapStrategy") == "WRAP",
        "indent": max(padding.get("left", 3), padding.get("right", 3)) // 8,
        "valign": {"MIDDLE": "vcenter"}.get(look.get("verticalAlignment", ""), "top"),
    }
    if "horizontalAlignment" in look:
        found["align"] = look["horizontalAlignment"].lower()
    if "backgroundColorStyle" in look:
        found["bg_color"] = _hexa(look["backgroundColorStyle"])
    if "numberFormat" in look:
        found["num_format"] = look["numberFormat"]["pattern"]
    for side, its in look.get("borders", {}).items():
        found[side] = 5 if "THICK" in its["style"] else 1
        found[f"{side}_color"] = _hexa(its.get("colorStyle"))
    return found


def _hexa(colour: dict[str, Any] | None) -> str:
    rgb = (colour or {}).get("rgbColor", {})
    return "#" + "".join(f"{round(rgb.get(one, 0) * 255):02X}" for one in ("red", "green", "blue"))


def _mettre_en_page(tab: Onglet, sheet: Any, formats: _Formats) -> None:
    for (dimension, at), size in plus(tab).tailles.items():
        if dimension == "ROWS":
            sheet.set_row_pixels(at - 1, size.get("pixelSize", 25))
        else:
            hidden = {"hidden": size.get("hiddenByUser", False)}
            sheet.set_column_pixels(at - 1, at - 1, size.get("pixelSize", 100), None, hidden)
    if plus(tab).proprietes["gridProperties"].get("hideGridlines"):
        sheet.hide_gridlines(2)
    for one in plus(tab).fusions:
        area = _aire(one["range"])
        sheet.merge_range(
            area.top - 1, area.left - 1, area.bottom - 1, area.right - 1, "",
            formats.of(plus(tab).looks.get((area.top, area.left), {})),
        )  # fmt: skip
        _, value = next(
            (one for one in _valeurs(tab) if one[0] == (area.top, area.left)), (None, None)
        )
        formula = tab.formules.get((area.top, area.left))
        if formula or value is not None:
            look = formats.of(plus(tab).looks.get((area.top, area.left), {}))
            sheet.write(area.top - 1, area.left - 1, formula or value, look)
    for rule in plus(tab).regles:
        its = rule["booleanRule"]
        text = its["condition"]["values"][0]["userEnteredValue"].replace(";", ",")
        less = its["condition"]["type"] == "NUMBER_LESS"
        kind = {"type": "cell", "criteria": "<", "value": text} if less else {}
        style: dict[str, Any] = {}
        if "textFormat" in its["format"]:
            font = its["format"]["textFormat"]
            style = {"bold": font.get("bold", False)}
            if "foregroundColorStyle" in font:
                style["font_color"] = _hexa(font["foregroundColorStyle"])
        if "backgroundColorStyle" in its["format"]:
            style["bg_color"] = _hexa(its["format"]["backgroundColorStyle"])
        for area in rule["ranges"]:
            sheet.conditional_format(
                str(_aire(area)),
                {
                    **(kind or {"type": "formula", "criteria": text}),
                    "format": formats._book.add_format(style),
                    "stop_if_true": True,
                },
            )


def _aire(what: dict[str, int]) -> Area:
    return Area(
        what["startRowIndex"] + 1, what["startColumnIndex"] + 1,
        what["endRowIndex"], what["endColumnIndex"],
    )  # fmt: skip


def _dessiner(chart: dict[str, Any], its: Tableur, book: Any, sheet: Any) -> None:
    """A chart, roughly: enough to see that it shows something, where it should."""
    basic = chart["spec"]["basicChart"]
    headed = int(basic.get("headerCount", 0))
    tab, names = _sources(its, basic["domains"][0]["domain"])
    made: dict[str, Any] = {}
    for serie in basic["series"]:
        kind = serie.get("type", basic["chartType"])
        if kind not in made:
            stacked = {"subtype": "stacked"} if basic.get("stackedType") and kind != "LINE" else {}
            made[kind] = book.add_chart({"type": kind.lower(), **stacked})
        on, area = _sources(its, serie["series"])
        colour = {"color": _hexa(serie.get("colorStyle"))}
        hidden = serie.get("lineStyle", {}).get("type") == "INVISIBLE"
        made[kind].add_series(
            {
                "categories": "=" + _reference(tab, names._replace(left=names.left + headed)),
                "values": "=" + _reference(on, area._replace(left=area.left + headed)),
                **({"line": {"none": True} if hidden else colour} if kind == "LINE" else {}),
                **({"fill": colour} if kind != "LINE" else {}),
                **({"data_labels": {"value": True}} if "dataLabel" in serie else {}),
            }
        )
    whole, *others = made.values()
    for one in others:
        whole.combine(one)
    place = chart["position"]["overlayPosition"]
    whole.set_title(
        {"name": chart["spec"]["title"]} if "title" in chart["spec"] else {"none": True}
    )
    whole.set_legend({"none": True})
    whole.set_size({"width": place["widthPixels"], "height": place["heightPixels"]})
    cell = place["anchorCell"]
    offset = {"x_offset": place.get("offsetXPixels", 0), "y_offset": place.get("offsetYPixels", 0)}
    sheet.insert_chart(cell.get("rowIndex", 0), cell.get("columnIndex", 0), whole, offset)


def _sources(its: Tableur, data: dict[str, Any]) -> tuple[Onglet, Area]:
    (cells,) = data["sourceRange"]["sources"]
    return its.numero(cells["sheetId"]), _aire(cells)


def prendre_valeurs(its: Tableur, path: Path) -> None:
    """Give the spreadsheet's formulas the values that an engine computed in a workbook."""
    book = openpyxl.load_workbook(path, data_only=True)
    for tab in its.onglets:
        sheet = book[tab.titre]
        for at in tab.formules:
            value = sheet.cell(*at).value
            tab.put(*at, "" if value is None else valeur(value))
