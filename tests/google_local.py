"""A local stand-in for Google Sheets v4, over HTTP on loopback.

Faithful where the facts page says it matters: trailing blanks are left out, ``values`` too when
there are none; bodies are held to Google's own discovery schema; errors have Google's shape; faults
come before or after a change is applied; calls are counted; a hook lets a user act in between. What
it does not know it refuses (501), so that no test passes for want of it.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
from googleapiclient import discovery_cache
from openpyxl.utils.datetime import to_excel

from sheetcash.workbook.addresses import Area

_SCHEMAS = json.loads(discovery_cache.get_static_doc("sheets", "v4"))["schemas"]
_BODIES = {
    "POST values:batchUpdate": "BatchUpdateValuesRequest",
    "POST :batchUpdate": "BatchUpdateSpreadsheetRequest",
}
#: Errors as a sheet shows them, and as Google names them.
_ERREURS = {
    "#N/A": "N_A", "#REF!": "REF", "#VALUE!": "VALUE", "#VALEUR!": "VALUE", "#NUM!": "NUM",
    "#NAME?": "NAME", "#NOM?": "NAME", "#DIV/0!": "DIVIDE_BY_ZERO", "#NULL!": "NULL_VALUE",
    "#ERROR!": "ERROR",
}  # fmt: skip
_CODES = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 501: "UNIMPLEMENTED", 503: "UNAVAILABLE",
}  # fmt: skip


#: Other services and requests, each in a file of its own: by ``METHOD /path`` as a pattern, called
#: with the server, the path's match, the query and the body; and by the request's name in a
#: batchUpdate, called with the spreadsheet and the request, for its reply.
ROUTES: dict[str, Callable[[Google, re.Match[str], dict[str, list[str]], Any], Any]] = {}
REQUETES: dict[str, Callable[[Tableur, Any], Any]] = {}


class Refus(Exception):
    """An answer that is an error, in Google's shape; with a reason, in Drive's and Gmail's."""

    def __init__(self, code: int, message: str, raison: str = "") -> None:
        super().__init__(message)
        self.code = code
        its: dict[str, Any] = {"code": code, "message": message}
        if raison:
            its["errors"] = [{"message": message, "domain": "global", "reason": raison}]
        else:
            its["status"] = _CODES[code]
        self.body = {"error": its}


@dataclass
class Onglet:
    titre: str
    identifiant: int
    lignes: list[list[Any]] = field(default_factory=list)
    hauteur: int = 1000
    largeur: int = 40
    jours: set[tuple[int, int]] = field(default_factory=set)  # cells shown as days
    protections: list[dict[str, Any]] = field(default_factory=list)
    formules: dict[tuple[int, int], str] = field(default_factory=dict)  # « , » between arguments

    def cell(self, row: int, column: int) -> Any:
        """A cell, rows and columns from 1."""
        if row > len(self.lignes) or column > len(self.lignes[row - 1]):
            return None
        return self.lignes[row - 1][column - 1]

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

    def onglet(self, titre: str) -> Onglet:
        return next(one for one in self.onglets if one.titre == titre)

    def numero(self, identifiant: int) -> Onglet:
        """The sheet of that id."""
        found = [one for one in self.onglets if one.identifiant == identifiant]
        if not found:
            raise Refus(400, f"No grid with id: {identifiant}")
        return found[0]


@dataclass
class Panne:
    """A fault: at which call (from 1, counted over those whose path ends so), and what happens."""

    chemin: str
    code: int
    apres: bool = False
    entetes: dict[str, str] = field(default_factory=dict)
    restantes: int = 1
    coupe: bool = False
    message: str = "A fault on purpose."
    raison: str = ""  # Drive's word for it
    tronque: bool = False  # the answer breaks off half way


class Google:
    """The server; ``tableurs`` by their ids, ``appels`` as ``"GET values:batchGet"``."""

    def __init__(self) -> None:
        self.tableurs: dict[str, Tableur] = {}
        self.appels: list[str] = []
        self.corps: list[Any] = []
        self.pannes: list[Panne] = []
        self.pauses: list[float] = []  # those that the product made, if a test notes them
        self.avant: Callable[[str], None] = lambda appel: None
        self.calculer: Callable[[], None] = lambda: None  # what Google's formulas would do
        google = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: Any) -> None:
                return

            def do_GET(self) -> None:
                google._handle(self, None)

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                google._handle(self, json.loads(self.rfile.read(length) or b"{}"))

            do_PATCH, do_DELETE = do_POST, do_GET

        self._verrou = threading.Lock()  # one change after the other, each answered as it is then
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.hote = f"127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)  # stopping waits for that long

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def deposer(self, identifiant: str, path: Path) -> Tableur:
        """A workbook's values as a spreadsheet: days as numbers, formulas as their values."""
        book = openpyxl.load_workbook(path, data_only=True)
        tabs = []
        for number, sheet in enumerate(book.worksheets):
            rows = [[_valeur(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            one = Onglet(sheet.title, number, rows)
            one.jours = {
                (cell.row, cell.column)
                for row in sheet.iter_rows()
                for cell in row
                if getattr(cell, "is_date", 0)
            }
            one.hauteur = max(one.hauteur, len(rows) + 20)
            one.largeur = max([one.largeur, *map(len, rows)])
            tabs.append(one)
        self.tableurs[identifiant] = Tableur(path.stem, tabs)
        return self.tableurs[identifiant]

    def panne(self, chemin: str, code: int, **more: Any) -> None:
        """From now on, the next calls of that path fail."""
        self.pannes.append(Panne(chemin, code, **more))

    # HTTP

    def _handle(self, request: BaseHTTPRequestHandler, body: Any) -> None:
        url = urlsplit(request.path)
        path = unquote(url.path)
        found = re.fullmatch(r"/v4/spreadsheets/([^/:]+)(/values)?(:\w+)?", path)
        tail = f"{(found[2] or '').lstrip('/')}{found[3] or ''}" if found else path
        name = f"{request.command} {tail}".strip()
        self.appels.append(name)
        self.corps.append(body)
        self.avant(name)
        fault = next(
            (one for one in self.pannes if one.restantes and name.endswith(one.chemin)), None
        )
        try:
            if fault is not None:
                fault.restantes -= 1
                if fault.apres:
                    self._answer(found, name, parse_qs(url.query), body)
                if fault.coupe:
                    request.close_connection = True
                    request.connection.shutdown(socket.SHUT_RDWR)
                    return
                if not fault.tronque:
                    raise Refus(fault.code, fault.message, fault.raison)
            status, answer = 200, self._answer(found, name, parse_qs(url.query), body)
        except Refus as error:
            status, answer = error.code, error.body
        file = isinstance(answer, bytes)  # not JSON: a file, or nothing
        data = answer if file else json.dumps(answer).encode()
        request.send_response(status if data else 204)
        kind = "application/octet-stream" if file else "application/json; charset=UTF-8"
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(data)))
        for key, value in (fault.entetes if fault else {}).items():
            request.send_header(key, value)
        request.end_headers()
        if fault is not None and fault.tronque:
            request.close_connection = True
            data = data[: len(data) // 2]
        request.wfile.write(data)

    def _answer(self, found: re.Match[str] | None, name: str, query: Any, body: Any) -> Any:
        with self._verrou:
            return self._answer_alone(found, name, query, body)

    def _answer_alone(self, found: re.Match[str] | None, name: str, query: Any, body: Any) -> Any:
        for pattern, route in ROUTES.items():
            if (its_own := re.fullmatch(pattern, name)) is not None:
                return route(self, its_own, query, body)
        if found is None or found[1] not in self.tableurs:
            raise Refus(404, "Requested entity was not found.")
        its = self.tableurs[found[1]]
        if name == "GET values:batchGet":
            return self._batch_get(its, found[1], query)
        if name == "GET":
            return self._spreadsheet(its, found[1], query)
        if name in _BODIES:
            _verifier(body, _BODIES[name], "")
            if its.lecture_seule:
                raise Refus(403, "The caller does not have permission")
            if "values" in name:
                return self._update_values(its, found[1], body)
            return self._update(its, found[1], body, query)
        raise Refus(501, f"The stand-in does not know {name}.")

    def _spreadsheet(self, its: Tableur, identifiant: str, query: Any) -> Any:
        """A Spreadsheet, with the cells of the ranges if there are some; then its mask."""
        self.calculer()
        asked: dict[str, list[Area]] = {}
        for text in query.get("ranges", []):
            tab, area = _plage(its, text)
            asked.setdefault(tab.titre, []).append(area)
        cells = "data" in query.get("fields", [""])[0]  # all of them, where no range is named
        sheets = []
        for at, one in enumerate(its.onglets):
            if asked and one.titre not in asked:
                continue
            its_own: dict[str, Any] = {"title": one.titre}
            if one.identifiant:  # a default is left out
                its_own["sheetId"] = one.identifiant
            if at:
                its_own["index"] = at
            its_own["gridProperties"] = {"rowCount": one.hauteur, "columnCount": one.largeur}
            whole_sheet = [Area(1, 1, one.hauteur, one.largeur)] if not asked and cells else []
            data = [_grille(one, area) for area in asked.get(one.titre, whole_sheet)]
            told = {"properties": its_own} | ({"data": data} if data else {})
            sheets.append(told | ({"protectedRanges": p} if (p := one.protections) else {}))
        whole = {
            "spreadsheetId": identifiant,
            "properties": {"title": its.titre, "locale": "fr_FR", "timeZone": "Europe/Paris"},
            "sheets": sheets,
            **({"namedRanges": its.noms} if its.noms else {}),
        }
        (mask,) = query.get("fields", ["*"])
        return _masquer(whole, _masque(mask)[0])

    def _batch_get(self, its: Tableur, identifiant: str, query: Any) -> Any:
        if query.get("valueRenderOption") != ["UNFORMATTED_VALUE"]:
            raise Refus(501, "The stand-in gives unformatted values only.")
        if query.get("dateTimeRenderOption") != ["SERIAL_NUMBER"]:
            raise Refus(501, "The stand-in gives days as serial numbers only.")
        ranges = []
        for text in query.get("ranges", []):
            tab, area = _plage(its, text)
            rows = [
                [tab.cell(row, column) for column in range(area.left, area.right + 1)]
                for row in range(area.top, min(area.bottom, len(tab.lignes)) + 1)
            ]
            given: dict[str, Any] = {"range": _a1(tab, area), "majorDimension": "ROWS"}
            if values := _sans_fin(rows):
                given["values"] = values
            ranges.append(given)
        return {"spreadsheetId": identifiant, "valueRanges": ranges}

    def _update_values(self, its: Tableur, identifiant: str, body: Any) -> Any:
        if body.get("valueInputOption") != "RAW":
            raise Refus(501, "The stand-in takes raw values only.")
        planned = []
        for one in body.get("data", []):
            tab, area = _plage(its, one["range"])
            if area.bottom > tab.hauteur or area.right > tab.largeur:
                raise Refus(400, f"Range ({one['range']}) exceeds grid limits.")
            for down, row in enumerate(one.get("values", [])):
                for right, value in enumerate(row):
                    if value is not None:  # null is skipped
                        planned.append((tab, area.top + down, area.left + right, value))
        for tab, row_number, column, value in planned:
            tab.put(row_number, column, None if value == "" else value)
        return {"spreadsheetId": identifiant, "totalUpdatedCells": len(planned)}

    def _update(self, its: Tableur, identifiant: str, body: Any, query: Any) -> Any:
        before = deepcopy(its.__dict__)
        replies: list[Any] = []
        try:
            for request in body.get("requests", []):
                ((kind, what),) = request.items()
                if kind not in REQUETES:
                    raise Refus(501, f"The stand-in does not know {kind}.")
                replies.append(REQUETES[kind](its, what) or {})
        except BaseException:  # all or nothing
            its.__dict__.update(before)
            raise
        answer: dict[str, Any] = {"spreadsheetId": identifiant, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            wanted = {"ranges": body.get("responseRanges", [])}
            answer["updatedSpreadsheet"] = self._spreadsheet(its, identifiant, wanted)
        (mask,) = query.get("fields", ["*"])
        return _masquer(answer, _masque(mask)[0])


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
            if cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") == "DATE":
                tab.jours.add((last + down, column))


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


REQUETES |= {
    "appendDimension": _append_dimension,
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "findReplace": _find_replace,
}


def _grille(tab: Onglet, area: Area) -> Any:
    """GridData: what a range holds, down to the last row in which there is something."""
    bottom = max([len(tab.lignes), *(row for row, _ in tab.formules)])
    rows = [
        [_cellule(tab, row, column) for column in range(area.left, area.right + 1)]
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
    if value is None:
        return {"userEnteredValue": {"formulaValue": formula}} if formula else {}
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
    if (row, column) in tab.jours:
        found["effectiveFormat"] = {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}
    return found


def _masque(text: str, at: int = 0) -> tuple[dict[str, Any], int]:
    """A fields mask as a tree: ``a.b,c(d,e)``; a leaf is whole."""
    tree: dict[str, Any] = {}
    branch, name = tree, ""
    while at < len(text):
        sign = text[at]
        at += 1
        if sign == "(":
            branch[name], at = _masque(text, at)
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


def _masquer(value: Any, tree: dict[str, Any]) -> Any:
    if not tree or "*" in tree:
        return value
    if isinstance(value, list):
        return [_masquer(one, tree) for one in value]
    return {name: _masquer(value[name], below) for name, below in tree.items() if name in value}


def _verifier(body: Any, schema: str, where: str) -> None:
    """Hold a body to Google's own schema: a field that it does not know is refused."""
    properties = _SCHEMAS[schema]["properties"]
    for name, value in body.items():
        if name not in properties:
            text = f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}'"
            raise Refus(400, text)
        _verifier_valeur(value, properties[name], f"{where}.{name}".lstrip("."))


def _verifier_valeur(value: Any, kind: Any, where: str) -> None:
    if "$ref" in kind:
        if not isinstance(value, dict):
            raise Refus(400, f"Invalid value at '{where}'")
        _verifier(value, kind["$ref"], where)
    elif kind.get("type") == "array":
        if not isinstance(value, list):
            raise Refus(400, f"Invalid value at '{where}'")
        for at, one in enumerate(value):
            _verifier_valeur(one, kind["items"], f"{where}[{at}]")


def _plage(its: Tableur, text: str) -> tuple[Onglet, Area]:
    title, _, cells = text.partition("!") if text[0] != "'" else _quoted(text)
    tab = next((one for one in its.onglets if one.titre == title), None)
    if tab is None:
        raise Refus(400, f"Unable to parse range: {text}")
    area = Area.parse(cells) if cells else Area(1, 1, tab.hauteur, tab.largeur)
    if area is None:
        raise Refus(400, f"Unable to parse range: {text}")
    return tab, area


def _quoted(text: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"'((?:[^']|'')*)'(?:!(.*))?", text)
    if found is None:
        raise Refus(400, f"Unable to parse range: {text}")
    return found[1].replace("''", "'"), "!", found[2] or ""


def _a1(tab: Onglet, area: Area) -> str:
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", tab.titre)
    title = tab.titre if plain else "'" + tab.titre.replace("'", "''") + "'"
    return f"{title}!{area}"


def _sans_fin(rows: list[list[Any]]) -> list[list[Any]]:
    """Without what is blank at the end of each row, and at the end; blanks between are texts."""
    found = []
    for row in rows:
        kept = list(row)
        while kept and kept[-1] is None:
            kept.pop()
        found.append(["" if cell is None else cell for cell in kept])
    while found and not found[-1]:
        found.pop()
    return found


def _valeur(value: Any) -> Any:
    return to_excel(value) if isinstance(value, (date, time, timedelta)) else value
