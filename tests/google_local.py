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
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
from openpyxl.styles.numbers import is_date_format

from google_feuilles import (
    REQUETES,
    Onglet,
    Refus,
    Tableur,
    grille,
    masque,
    masquer,
    plage,
    tenir,
    valeur,
    verifier,
)
from google_quotas import Quotas
from google_schema import verifier_masque, verifier_parametres
from sheetcash.workbook.addresses import Area

#: Other services, each in a file of its own: by ``METHOD /path`` as a pattern, called with the
#: server, the path's match, the query and the body.
ROUTES: dict[str, Callable[[Google, re.Match[str], dict[str, list[str]], Any], Any]] = {}


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


@dataclass
class Coupure:
    """The connection goes at that call (from 1), for it alone or for good."""

    appel: int
    apres: bool
    pour_de_bon: bool = False

    def est(self, appel: int) -> bool:
        return appel == self.appel or (self.pour_de_bon and appel > self.appel)


class Google:
    """The server; ``tableurs`` by their ids, ``appels`` as ``"POST :batchUpdate"``."""

    def __init__(self) -> None:
        self.tableurs: dict[str, Tableur] = {}
        self.appels: list[str] = []
        self.corps: list[Any] = []
        self.tailles: list[int] = []  # of the bodies, in bytes
        self.pannes: list[Panne] = []
        self.coupure: Coupure | None = None
        self.quotas: Quotas | None = None  # of Sheets: Drive and Gmail have their own
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
                google.tailles.append(length)
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
            rows = [[valeur(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            one = Onglet(sheet.title, number, rows)
            one.formats = {
                (cell.row, cell.column): "DATE" if is_date_format(shown) else "NUMBER"
                for row in sheet.iter_rows()
                for cell in row
                if (shown := cell.number_format) not in ("General", "@")
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
        if self.coupure is not None and self.coupure.est(len(self.appels)):
            fault = Panne("", 0, apres=self.coupure.apres, coupe=True)
        headers: dict[str, str] = {}
        try:
            if self.quotas is not None and path.startswith("/v4/"):
                self._compter(self.quotas, request)
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
            status, answer, headers = error.code, error.body, error.entetes
        file = isinstance(answer, bytes)  # not JSON: a file, or nothing
        data = answer if file else json.dumps(answer).encode()
        its_own = (fault.entetes if fault else {}) | headers
        if "Date" in its_own:  # else the server's clock tells it
            request.send_response_only(status if data else 204)
        else:
            request.send_response(status if data else 204)
        kind = "application/octet-stream" if file else "application/json; charset=UTF-8"
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(data)))
        for key, value in its_own.items():
            request.send_header(key, value)
        request.end_headers()
        if fault is not None and fault.tronque:
            request.close_connection = True
            data = data[: len(data) // 2]
        request.wfile.write(data)

    def _compter(self, quotas: Quotas, request: BaseHTTPRequestHandler) -> None:
        """One call more of the user whose token it bears."""
        who, writes = request.headers.get("Authorization", ""), request.command != "GET"
        if (rest := quotas.attendre(who, ecrit=writes)) == 0:
            return
        kind = "Write" if writes else "Read"
        refused = Refus(
            429,
            f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per "
            "minute per user' of service 'sheets.googleapis.com'.",
        )
        refused.entetes = {"Retry-After": str(rest)}
        raise refused

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
        if name == "GET":
            with tenir():
                verifier_parametres(query, "get")
            self._masque(query, "Spreadsheet")
            return self._spreadsheet(its, found[1], query)
        if name == "POST :batchUpdate":
            with tenir():
                verifier_parametres(query, "batchUpdate")
            self._masque(query, "BatchUpdateSpreadsheetResponse")
            verifier(body, "BatchUpdateSpreadsheetRequest")
            if its.lecture_seule:
                raise Refus(403, "The caller does not have permission")
            return self._update(its, found[1], body, query)
        raise Refus(501, f"The stand-in does not know {name}.")

    def _masque(self, query: Any, schema: str) -> None:
        """Hold the mask to the answer's schema."""
        (mask,) = query.get("fields", ["*"])
        with tenir():
            verifier_masque(masque(mask)[0], schema)

    def _spreadsheet(self, its: Tableur, identifiant: str, query: Any) -> Any:
        """A Spreadsheet, with the cells of the ranges if there are some; then its mask."""
        self.calculer()
        asked: dict[str, list[Area]] = {}
        for text in query.get("ranges", []):
            tab, area = plage(its, text)
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
            data = [grille(one, area) for area in asked.get(one.titre, whole_sheet)]
            told = {"properties": its_own} | ({"data": data} if data else {})
            told |= {"protectedRanges": p} if (p := one.protections) else {}
            sheets.append(told | one.a_cote())
        whole = {
            "spreadsheetId": identifiant,
            "properties": {"title": its.titre, "locale": "fr_FR", "timeZone": "Europe/Paris"},
            "sheets": sheets,
            **({"namedRanges": its.noms} if its.noms else {}),
            **({"developerMetadata": its.metadonnees} if its.metadonnees else {}),
        }
        (mask,) = query.get("fields", ["*"])
        return masquer(whole, masque(mask)[0])

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
        return masquer(answer, masque(mask)[0])
