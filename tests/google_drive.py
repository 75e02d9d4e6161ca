"""Drive v3 for the stand-in: permissions, with their paging and their refusals, and exports.

Faithful where it matters here: an account has one permission (sharing again raises its role, never
lowers it), only four of its fields come unless others are asked for, what the discovery document
does not know is refused, errors bear Drive's reasons. Import it to have ``google_local`` answer.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from googleapiclient import discovery_cache

from google_feuilles import REQUETES, Refus, Tableur
from google_local import ROUTES, Google

_DOCUMENT = json.loads(discovery_cache.get_static_doc("drive", "v3"))
_METHODS = _DOCUMENT["resources"]["permissions"]["methods"]
_PERMISSION = _DOCUMENT["schemas"]["Permission"]["properties"]
_GIVEN = ("kind", "id", "type", "role")
_RANKS = ("reader", "commenter", "writer", "owner")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


@dataclass
class Fichier:
    """A file of Drive's: who may use it, what was mailed about it, what it is exported as."""

    permissions: list[dict[str, Any]] = field(default_factory=list)
    avis: list[tuple[str, str]] = field(default_factory=list)
    exports: dict[str, bytes] = field(default_factory=dict)
    sans_compte: set[str] = field(default_factory=set)  # addresses without a Google account
    drive_partage: bool = False
    partage_interdit: bool = False
    avis_perdus: bool = False
    page: int = 100

    def ajouter(self, courriel: str, role: str, **more: Any) -> dict[str, Any]:
        """Someone who has access already."""
        kind = more.pop("type", "user")
        its: dict[str, Any] = {"kind": "drive#permission", "type": kind, "role": role}
        its["id"] = more.pop("id", f"{len(self.permissions) + 1:020d}")
        if courriel:
            its["emailAddress"] = courriel
        its |= more
        self.permissions.append(its)
        return its

    def roles(self) -> dict[str, str]:
        return {one.get("emailAddress", one["type"]): one["role"] for one in self.permissions}


def fichier(google: Google, identifiant: str) -> Fichier:
    """The file of Drive's behind a spreadsheet; its owner is there from the start."""
    files: dict[str, Fichier] = google.__dict__.setdefault("drive", {})
    if identifiant not in files:
        files[identifiant] = Fichier()
        files[identifiant].ajouter("moi@exemple.fr", "owner", displayName="Camille Martin")
    return files[identifiant]


def _trouver(google: Google, identifiant: str, method: str, query: Any) -> tuple[Tableur, Fichier]:
    known = _DOCUMENT["parameters"].keys() | _METHODS.get(method, {}).get("parameters", {}).keys()
    if method == "export":
        known = {"mimeType"} | _DOCUMENT["parameters"].keys()
    for name in query:
        if name not in known:
            raise Refus(400, f"Unknown parameter {name}", "badRequest")
    found = google.tableurs.get(identifiant)
    its = fichier(google, identifiant)
    hidden = its.drive_partage and method != "export" and query.get("supportsAllDrives") != ["true"]
    if found is None or hidden:
        raise Refus(404, f"File not found: {identifiant}.", "notFound")
    return found, its


def _droit(its: Fichier, tableur: Tableur) -> None:
    if tableur.lecture_seule or its.partage_interdit:
        raise Refus(
            403,
            "The user does not have sufficient permissions for this file.",
            "insufficientFilePermissions",
        )


def _montre(permission: dict[str, Any], fields: str) -> dict[str, Any]:
    inside = re.search(r"permissions\(([^)]*)\)", fields)
    wanted = (inside[1] if inside else fields).split(",") if fields else _GIVEN
    for name in wanted:
        if name not in _PERMISSION:
            raise Refus(400, f"Invalid field selection {name}", "invalidParameter")
    return {name: value for name, value in permission.items() if name in wanted}


def _lister(google: Google, match: re.Match[str], query: Any, body: Any) -> Any:
    tableur, its = _trouver(google, match[1], "list", query)
    _droit(Fichier(), tableur)
    size = min(its.page, int(query.get("pageSize", ["100"])[0]))
    start = int(query.get("pageToken", ["0"])[0])
    fields = query.get("fields", [""])[0]
    answer: dict[str, Any] = {
        "permissions": [_montre(one, fields) for one in its.permissions[start : start + size]]
    }
    if start + size < len(its.permissions) and (not fields or "nextPageToken" in fields):
        answer["nextPageToken"] = str(start + size)
    return answer


def _verifier(body: Any) -> None:
    for name in body:
        if name not in _PERMISSION:
            raise Refus(400, f'Invalid JSON payload received. Unknown name "{name}"', "badRequest")
    if body.get("role") not in _RANKS[:3]:
        raise Refus(400, "The specified role is invalid.", "invalid")


def _creer(google: Google, match: re.Match[str], query: Any, body: Any) -> Any:
    tableur, its = _trouver(google, match[1], "create", query)
    _droit(its, tableur)
    _verifier(body)
    if body.get("type") != "user" or "emailAddress" not in body:
        raise Refus(501, "The stand-in shares with a user only.")
    mail, notify = body["emailAddress"], query.get("sendNotificationEmail") != ["false"]
    if mail in its.sans_compte and not notify:
        raise Refus(
            400,
            f'Bad Request. User message: "You are trying to invite {mail}. Since there is no '
            "Google account associated with this email address, you must check the "
            '\\"Notify people\\" box to invite this recipient."',
            "invalidSharingRequest",
        )
    there = [one for one in its.permissions if one.get("emailAddress") == mail]
    if not there:
        there = [its.ajouter(mail, body["role"])]
    elif _RANKS.index(body["role"]) > _RANKS.index(there[0]["role"]):
        there[0]["role"] = body["role"]
    if notify and its.avis_perdus:
        raise Refus(
            400,
            'Bad Request. User message: "Sorry, the items were successfully shared but emails '
            f'could not be sent to {mail}."',
            "invalidSharingRequest",
        )
    if notify:
        its.avis.append((mail, query.get("emailMessage", [""])[0]))
    return _montre(there[0], query.get("fields", [""])[0])


def _celle(its: Fichier, identifiant: str) -> dict[str, Any]:
    found = [one for one in its.permissions if one["id"] == identifiant]
    if not found:
        raise Refus(404, f"Permission not found: {identifiant}.", "notFound")
    if found[0]["role"] == "owner":
        raise Refus(403, "The owner of a file cannot be removed.", "forbidden")
    return found[0]


def _changer(google: Google, match: re.Match[str], query: Any, body: Any) -> Any:
    tableur, its = _trouver(google, match[1], "update", query)
    _droit(its, tableur)
    _verifier(body)
    if set(body) != {"role"}:
        raise Refus(403, "The resource body includes fields which are not writable.", "forbidden")
    found = _celle(its, match[2])
    found["role"] = body["role"]
    return _montre(found, query.get("fields", [""])[0])


def _retirer(google: Google, match: re.Match[str], query: Any, body: Any) -> Any:
    tableur, its = _trouver(google, match[1], "delete", query)
    _droit(its, tableur)
    its.permissions.remove(_celle(its, match[2]))
    return b""


def _exporter(google: Google, match: re.Match[str], query: Any, body: Any) -> Any:
    tableur, its = _trouver(google, match[1], "export", query)
    (mime,) = query["mimeType"]
    if mime not in (XLSX, PDF):
        raise Refus(400, "The requested conversion is not supported.", "badRequest")
    data = its.exports.get(mime) or (_xlsx(tableur) if mime == XLSX else b"")
    if len(data) > 10_000_000:
        raise Refus(403, "This file is too large to be exported.", "exportSizeLimitExceeded")
    if not data:
        raise Refus(501, "The stand-in prints no PDF: the test gives one.")
    return data


def _xlsx(tableur: Tableur) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for one in tableur.onglets:
        sheet = book.create_sheet(one.titre)
        for row in one.lignes:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


_FILE = r"/drive/v3/files/([^/]+)"
ROUTES |= {
    f"GET {_FILE}/permissions": _lister,
    f"POST {_FILE}/permissions": _creer,
    f"PATCH {_FILE}/permissions/([^/]+)": _changer,
    f"DELETE {_FILE}/permissions/([^/]+)": _retirer,
    f"GET {_FILE}/export": _exporter,
}


def _add_protected_range(its: Tableur, what: Any) -> Any:
    given = dict(what["protectedRange"])
    where = given["range"]
    tab = its.numero(where.get("sheetId", 0))
    if where.get("endColumnIndex", 0) > tab.largeur:
        raise Refus(400, "Invalid requests[0].addProtectedRange: range exceeds grid limits.")
    given["protectedRangeId"] = 1 + sum(len(one.protections) for one in its.onglets)
    given["requestingUserCanEdit"] = True
    tab.protections.append(given)
    return {"addProtectedRange": {"protectedRange": given}}


REQUETES.setdefault("addProtectedRange", _add_protected_range)
