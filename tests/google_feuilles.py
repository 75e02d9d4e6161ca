"""What the stand-in for Google keeps of a spreadsheet, and what each request does to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from openpyxl.utils.datetime import to_excel

import google_schema
from sheetcash.workbook.addresses import Area, letters

#: Errors as a sheet shows them, and as Google names them.
_ERREURS = {
    "#N/A": "N_A", "#REF!": "REF", "#VALUE!": "VALUE", "#VALEUR!": "VALUE", "#NUM!": "NUM",
    "#NAME?": "NAME", "#NOM?": "NAME", "#DIV/0!": "DIVIDE_BY_ZERO", "#NULL!": "NULL_VALUE",
    "#ERROR!": "ERROR",
}  # fmt: skip
CODES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 501: "UNIMPLEMENTED", 503: "UNAVAILABLE",
}  # fmt: skip


class Refus(Exception):
    """An answer that is an error, in Google's shape; with a reason, in Drive's and Gmail's."""

    def __init__(self, code: int, message: str, raison: str = "", champ: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.entetes: dict[str, str] = {}
        its: dict[str, Any] = {"code": code, "message": message}
        if champ:
            kind = "type.googleapis.com/google.rpc.BadRequest"
            those = [{"field": champ, "description": message}]
            its["details"] = [{"@type": kind, "fieldViolations": those}]
        if raison:
            its["errors"] = [{"message": message, "domain": "global", "reason": raison}]
        else:
            its["status"] = CODES[code]
        self.body = {"error": its}


@dataclass
class Onglet:
    titre: str
    identifiant: int
    lignes: list[list[Any]] = field(default_factory=list)
    hauteur: int = 1000
    largeur: int = 40
    formats: dict[tuple[int, int], str] = field(default_factory=dict)  # their number's, by type
    protections: list[dict[str, Any]] = field(default_factory=list)
    formules: dict[tuple[int, int], str] = field(default_factory=dict)  # « , » between arguments

    def cell(self, row: int, column: int) -> Any:
        """A cell, rows and columns from 1."""
        if row > len(self.lignes) or column > len(self.lignes[row - 1]):
            return None
        return self.lignes[row - 1][column - 1]

    @property
    def plus(self) -> Any:
        """What ``google_creation`` keeps of it; None where nothing was created."""
        return self.__dict__.get("plus_")

    def validees(self) -> dict[tuple[int, int], Any]:
        """The cells that have a list or a check, and which."""
        found = {}
        for one in self.plus.validations if self.plus else ():
            its = one["range"]
            for row in range(its["startRowIndex"], its["endRowIndex"]):
                for column in range(its["startColumnIndex"], its["endColumnIndex"]):
                    found[row + 1, column + 1] = one["rule"]
        return found

    def a_cote(self) -> dict[str, Any]:
        """What Google tells of the sheet beside its cells."""
        if not self.plus:
            return {}
        charts = [{"chartId": at} | one for at, one in enumerate(self.plus.graphiques, 1)]
        told = {"charts": charts, "conditionalFormats": self.plus.regles}
        return {name: its for name, its in told.items() if its}

    def put(self, row: int, column: int, value: Any) -> None:
        """Write a cell, rows and columns from 1."""
        while len(self.lignes) < row:
            self.lignes.append([])
        line = self.lignes[row - 1]
        line += [None] * (column - len(line))
        line[column - 1] = value


@dataclass
class Tableur:
    titre: str
    onglets: list[Onglet]
    lecture_seule: bool = False
    cherche_les_vides: bool = True  # whether a search finds blank cells: not seen at Google
    noms: list[dict[str, Any]] = field(default_factory=list)
    metadonnees: list[dict[str, Any]] = field(default_factory=list)  # of the spreadsheet alone

    def onglet(self, titre: str) -> Onglet:
        return next(one for one in self.onglets if one.titre == titre)

    def numero(self, identifiant: int) -> Onglet:
        """The sheet of that id."""
        found = [one for one in self.onglets if one.identifiant == identifiant]
        if not found:
            raise Refus(400, f"No grid with id: {identifiant}")
        return found[0]


def _append_dimension(its: Tableur, what: Any) -> None:
    tab = its.numero(what.get("sheetId", 0))
    if what["dimension"] == "ROWS":
        tab.hauteur += what["length"]
    else:
        tab.largeur += what["length"]


def _update_cells(its: Tableur, what: Any) -> None:
    if what.get("fields") != "userEnteredValue":
        raise Refus(501, "The stand-in writes values only.")
    start = what["start"]
    tab = its.numero(start.get("sheetId", 0))
    for down, row in enumerate(what.get("rows", [])):
        for right, cell in enumerate(row.get("values", [])):
            entered = cell.get("userEnteredValue", {})
            value = next(iter(entered.values()), None)
            at = start.get("rowIndex", 0) + 1 + down, start.get("columnIndex", 0) + 1 + right
            if at[0] > tab.hauteur or at[1] > tab.largeur:
                raise Refus(400, "Attempting to write outside the grid.")
            tab.put(*at, value)


def _append_cells(its: Tableur, what: Any) -> None:
    """Rows under the last one in which there is something."""
    tab = its.numero(what.get("sheetId", 0))
    if set(what["fields"].split(",")) - {"userEnteredValue", "userEnteredFormat.numberFormat"}:
        raise Refus(501, "The stand-in appends values and their formats only.")
    last = max((at for at, row in enumerate(tab.lignes, 1) if any(map(_plein, row))), default=0)
    for down, row in enumerate(what.get("rows", []), 1):
        tab.hauteur = max(tab.hauteur, last + down)
        for column, cell in enumerate(row.get("values", []), 1):
            entered = cell.get("userEnteredValue", {})
            tab.put(last + down, column, next(iter(entered.values()), None))
            kind = cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type")
            if kind:
                tab.formats[last + down, column] = kind


def _create_metadata(its: Tableur, what: Any) -> Any:
    """A number that is taken is refused, as a real spreadsheet was seen to by others."""
    one = dict(what["developerMetadata"])
    if one.get("location") != {"spreadsheet": True} or one.get("visibility") != "DOCUMENT":
        raise Refus(501, "The stand-in keeps what is said of a whole spreadsheet, to all.")
    number = one["metadataId"]
    if number <= 0:
        raise Refus(400, "Invalid requests[0].createDeveloperMetadata: the ID must be positive.")
    if any(kept["metadataId"] == number for kept in its.metadonnees):
        raise Refus(
            400,
            f"Invalid requests[0].createDeveloperMetadata: Cannot add developer metadata with ID "
            f"[{number}] because developer metadata with that ID already exists.",
        )
    its.metadonnees.append(one)
    return {"createDeveloperMetadata": {"developerMetadata": one}}


def _delete_metadata(its: Tableur, what: Any) -> Any:
    """Those of that number; none is no error."""
    number = what["dataFilter"]["developerMetadataLookup"]["metadataId"]
    gone = [one for one in its.metadonnees if one["metadataId"] == number]
    its.metadonnees = [one for one in its.metadonnees if one not in gone]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": gone} if gone else {}}


def _plein(value: Any) -> bool:
    return value not in (None, "")


def _find_replace(its: Tableur, what: Any) -> Any:
    """Each cell of the range that is that text, whole; the new one is read as if it were typed."""
    if not what.get("searchByRegex") and not what.get("matchEntireCell"):
        raise Refus(501, "The stand-in replaces whole cells, or by a pattern.")
    if not what.get("matchCase") or "range" not in what:
        raise Refus(501, "The stand-in wants matchCase and a range.")
    area = what["range"]
    tab = its.numero(area.get("sheetId", 0))
    rows = range(area.get("startRowIndex", 0) + 1, area.get("endRowIndex", tab.hauteur) + 1)
    end = area.get("endColumnIndex", tab.largeur)
    columns = range(area.get("startColumnIndex", 0) + 1, end + 1)
    pattern = what["find"] if what.get("searchByRegex") else re.escape(what["find"])
    changed = 0
    for row in rows:
        for column in columns:
            old = tab.cell(row, column)
            text = "" if old is None else old
            if not text and not its.cherche_les_vides:
                continue
            if isinstance(text, str) and re.fullmatch(pattern, text):
                tab.put(row, column, _tape(what.get("replacement", "")))
                changed += 1
    counts = {"valuesChanged": changed, "occurrencesChanged": changed, "rowsChanged": changed}
    return {"findReplace": {name: count for name, count in counts.items() if count}}


def _tape(text: str) -> Any:
    """What a cell holds once that was typed, in French."""
    if text.startswith(("=", "+")):
        raise Refus(501, "The stand-in computes nothing: a formula was typed.")
    return float(text.replace(",", ".")) if re.fullmatch(r"-?\d+(,\d+)?", text) else text or None


#: What a batchUpdate may ask, by the request's name: called with the spreadsheet and the request,
#: for its reply. Other requests come from files of their own.
REQUETES: dict[str, Callable[[Tableur, Any], Any]] = {
    "appendDimension": _append_dimension,
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "findReplace": _find_replace,
    "createDeveloperMetadata": _create_metadata,
    "deleteDeveloperMetadata": _delete_metadata,
}


def grille(tab: Onglet, area: Area) -> Any:
    """GridData: what a range holds, down to the last row in which there is something."""
    checked = tab.validees()
    bottom = max([len(tab.lignes), *(row for row, _ in (*tab.formules, *tab.formats, *checked))])
    rows = [
        [
            _cellule(tab, row, column)
            | ({"dataValidation": its} if (its := checked.get((row, column))) else {})
            for column in range(area.left, area.right + 1)
        ]
        for row in range(area.top, min(area.bottom, bottom) + 1)
    ]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    found: dict[str, Any] = {"rowData": [{"values": row} if row else {} for row in rows]}
    found |= {"startRow": area.top - 1} if area.top > 1 else {}
    return found | ({"startColumn": area.left - 1} if area.left > 1 else {})


def _cellule(tab: Onglet, row: int, column: int) -> Any:
    value, formula = tab.cell(row, column), tab.formules.get((row, column))
    kind_of_number = tab.formats.get((row, column))
    shown: dict[str, Any] = (
        {"effectiveFormat": {"numberFormat": {"type": kind_of_number, "pattern": "?"}}}
        if kind_of_number
        else {}
    )
    if value is None and not formula:
        return shown
    value = "" if value is None else value  # a formula not computed yet answers nothing
    if isinstance(value, bool):
        kind: dict[str, Any] = {"boolValue": value}
    elif isinstance(value, (int, float)):
        kind = {"numberValue": value}
    elif value in _ERREURS:
        kind = {"errorValue": {"type": _ERREURS[value], "message": "Une erreur."}}
    else:
        kind = {"stringValue": value}
    found: dict[str, Any] = {"effectiveValue": kind}
    found["userEnteredValue"] = {"formulaValue": formula} if formula else kind
    return found | shown


def masque(text: str, at: int = 0) -> tuple[dict[str, Any], int]:
    """A fields mask as a tree: ``a.b,c(d,e)``; a leaf is whole."""
    tree: dict[str, Any] = {}
    branch, name = tree, ""
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "(":
            branch[name], at = masque(text, at)
            name = ""
        elif sign in ".,)":
            if name:
                below = branch.setdefault(name, {})
            if sign == ".":
                branch = below
            elif sign == ")":
                return tree, at
            else:
                branch = tree
            name = ""
        else:
            name += sign
    if name:
        branch[name] = {}
    return tree, at


def masquer(value: Any, tree: dict[str, Any]) -> Any:
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [masquer(one, tree) for one in value]
    return {name: masquer(value[name], below) for name, below in tree.items() if name in value}


def verifier(body: Any, schema: str) -> None:
    """Hold a body to Google's own schema."""
    with tenir():
        google_schema.verifier(body, schema)


@contextmanager
def tenir() -> Iterator[None]:
    """What is not in the schema is refused, in Google's shape."""
    try:
        yield
    except google_schema.HorsSchema as error:
        raise Refus(400, error.description, champ=error.champ) from error


def plage(its: Tableur, text: str) -> tuple[Onglet, Area]:
    title, _, cells = text.partition("!") if text[0] != "'" else _quoted(text)
    tab = next((one for one in its.onglets if one.titre == title), None)
    if tab is None:
        raise Refus(400, f"Unable to parse range: {text}")
    if rows := re.fullmatch(r"(\d+):(\d+)", cells):
        if int(rows[2]) > tab.hauteur:
            raise Refus(400, f"Range ({text}) exceeds grid limits. Max rows: {tab.hauteur}")
        cells = f"A{rows[1]}:{letters(tab.largeur)}{rows[2]}"
    if column := re.fullmatch(r"([A-Z]{1,3}):\1", cells):
        cells = f"{column[1]}1:{column[1]}{tab.hauteur}"
    area = Area.parse(cells) if cells else Area(1, 1, tab.hauteur, tab.largeur)
    if area is None:
        raise Refus(400, f"Unable to parse range: {text}")
    return tab, area


def _quoted(text: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text)
    if found is None:
        raise Refus(400, f"Unable to parse range: {text}")
    return found[1].replace("''", "'"), "!", found[2] or ""


def valeur(value: Any) -> Any:
    return to_excel(value) if isinstance(value, (date, time, timedelta)) else value
