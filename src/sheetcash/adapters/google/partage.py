"""Who may open a Google spreadsheet, and copies of it: Drive's permissions and exports."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sheetcash.adapters.google import faults
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.errors import StoreError
from sheetcash.ports.partage import (
    COMMENTAIRE,
    DOMAINE,
    GESTION,
    GROUPE,
    LECTURE,
    MODIFICATION,
    PERSONNE,
    PROPRIETAIRE,
    PUBLIC,
    Acces,
)

if TYPE_CHECKING:
    import requests

    from sheetcash.adapters.google.service import Service
    from sheetcash.ports import Copie
    from sheetcash.ports.partage import Protection

_FILES: Final = "https://www.googleapis.com/drive/v3/files"
_FIELDS: Final = (
    "id,type,role,emailAddress,displayName,domain,deleted,expirationTime,permissionDetails"
)
_ALL_DRIVES: Final = {"supportsAllDrives": "true"}
_ROLES: Final = {
    "reader": LECTURE,
    "publishedReader": LECTURE,
    "commenter": COMMENTAIRE,
    "writer": MODIFICATION,
    "fileOrganizer": GESTION,
    "organizer": GESTION,
    "owner": PROPRIETAIRE,
}
_GIVEN: Final = {LECTURE: "reader", COMMENTAIRE: "commenter", MODIFICATION: "writer"}
_KINDS: Final = {"user": PERSONNE, "group": GROUPE, "domain": DOMAINE, "anyone": PUBLIC}
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class GoogleShare:
    """A spreadsheet's shares; fulfils :class:`~sheetcash.ports.partage.Partageable`, ``Copiable``.

    Args:
        service: the calls.
        given: the spreadsheet's id, or its address.

    Raises:
        InputError: that is neither.
    """

    def __init__(self, service: Service, given: str) -> None:
        self._service = service
        self._store = GoogleStore(service, given)
        self._permissions = f"{_FILES}/{self._store.id}/permissions"

    @property
    def name(self) -> str:
        """The spreadsheet's title."""
        return self._store.name

    @property
    def adresse(self) -> str:
        """The address it is opened at."""
        return f"https://docs.google.com/spreadsheets/d/{self._store.id}/edit"

    def acces(self) -> list[Acces]:
        """All who may open it, accounts that are gone left out."""
        return [_acces(one) for one in self._listed() if not one.get("deleted")]

    def _listed(self) -> Iterator[dict[str, Any]]:
        asked = _ALL_DRIVES | {
            "pageSize": "100",
            "fields": f"nextPageToken,permissions({_FIELDS})",
        }
        while True:
            page = _json(self._service.lire(self._permissions, asked))
            yield from page.get("permissions", [])
            if not page.get("nextPageToken"):
                return
            asked = asked | {"pageToken": page["nextPageToken"]}

    def donner(self, courriel: str, role: str, message: str | None) -> None:
        """Let someone in; Google mails them the message, and nothing without one."""
        notice = {"sendNotificationEmail": "false" if message is None else "true"}
        if message is not None:
            notice["emailMessage"] = message
        body = {"type": "user", "role": _GIVEN[role], "emailAddress": courriel}
        self._service.ecrire("post", self._permissions, body, _ALL_DRIVES | notice)

    def changer(self, acces: Acces, role: str) -> None:
        """Give another role to one who is in."""
        its = f"{self._permissions}/{acces.id}"
        self._service.ecrire("patch", its, {"role": _GIVEN[role]}, dict(_ALL_DRIVES))

    def retirer(self, acces: Acces) -> None:
        """Take an access back."""
        its = f"{self._permissions}/{acces.id}"
        self._service.ecrire("delete", its, None, dict(_ALL_DRIVES))

    def proteger(self) -> Protection:
        """Have what is computed ask before it is typed over, in two readings and a writing."""
        from sheetcash.adapters.google.protection import proteger

        return proteger(self._service, self._store.id)

    def copie(self, forme: str) -> bytes:
        """The whole spreadsheet as a file, ``pdf`` or ``xlsx``, as Google makes it."""
        answer = self._service.lire(
            f"{_FILES}/{self._store.id}/export", {"mimeType": _TYPES[forme]}
        )
        contenu = answer.content
        if not _whole(contenu, forme):
            raise StoreError(
                "Google a répondu autre chose que la copie demandée.",
                "Recommencez ; sinon, dans la feuille : Fichier, Télécharger.",
            )
        return contenu

    def copie_comptable(self, jour: date, mention: str, *, impose: bool) -> Copie:
        """The accountant's copy, made of the spreadsheet as Google exports it.

        What Google alone computes, our functions among it, comes with its value and becomes it.
        """
        from sheetcash.adapters.excel_file.store import copied

        return copied(self.copie("xlsx"), self.name, jour, mention, impose=impose)


def _whole(contenu: bytes, forme: str) -> bool:
    """Whether a file looks like what it should be, from its start to its end."""
    if forme == "pdf":
        return contenu.startswith(b"%PDF-") and b"%%EOF" in contenu[-1024:]
    return zipfile.is_zipfile(io.BytesIO(contenu))


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:  # a page, where an answer was expected
        raise faults.told(error) from error
    return found if isinstance(found, dict) else {}


def _acces(given: dict[str, Any]) -> Acces:
    details = given.get("permissionDetails") or []
    end = str(given.get("expirationTime", ""))[:10]
    return Acces(
        id=str(given["id"]),
        nature=_KINDS.get(given["type"], PERSONNE),
        role=_ROLES.get(given["role"], LECTURE),
        courriel=str(given.get("emailAddress") or given.get("domain") or ""),
        nom=str(given.get("displayName", "")),
        herite=bool(details) and all(one.get("inherited") for one in details),
        fin=date.fromisoformat(end) if end else None,
    )
