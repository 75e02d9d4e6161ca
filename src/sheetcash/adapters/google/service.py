"""Calls to Google: time limits, reads tried again, errors told in French; no call of its own.

Only what can be asked twice without harm is: a write whose answer was lost may have been applied.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

from sheetcash.errors import (
    AccessDenied,
    BadSetting,
    InputError,
    NoSuchWorkbook,
    QuotaExceeded,
    StoreError,
    UnknownRange,
)

if TYPE_CHECKING:
    import requests
    from gspread.http_client import HTTPClient

T = TypeVar("T")

#: Sends all of Google's traffic to a local server, in clear and without credentials.
EMULATOR: Final = "SHEETCASH_GOOGLE_EMULATOR_HOST"
_TIMEOUT: Final = (10.0, 60.0)
_TRIES: Final = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
_LATER: Final = frozenset({429, 500, 502, 503, 504})


class Service:
    """The calls that sheetcash makes, over gspread's client.

    Args:
        client: gspread's; its session bears the credentials.
        pause: waits so many seconds.
    """

    def __init__(self, client: HTTPClient, pause: Callable[[float], None] = time.sleep) -> None:
        client.set_timeout(_TIMEOUT)
        self._client = client
        self._pause = pause

    def values(self, spreadsheet: str, ranges: list[str]) -> list[list[list[Any]]]:
        """The cells of each range, by rows, as they are: numbers, texts, booleans, days as numbers.

        Raises:
            NoSuchWorkbook, AccessDenied, QuotaExceeded, StoreError: see :func:`_told`.
            UnknownRange: a sheet is not there.
        """
        found = self._read(
            lambda: self._client.values_batch_get(
                spreadsheet,
                ranges,
                params={
                    "valueRenderOption": "UNFORMATTED_VALUE",
                    "dateTimeRenderOption": "SERIAL_NUMBER",
                },
            )
        )
        return [one.get("values", []) for one in found.get("valueRanges", [])]

    def sheets(self, spreadsheet: str) -> tuple[str, dict[str, tuple[int, int]]]:
        """The spreadsheet's title, and each sheet's, with its id and its rows."""
        found = self._read(
            lambda: self._client.fetch_sheet_metadata(
                spreadsheet,
                params={"includeGridData": "false", "fields": "properties.title,sheets.properties"},
            )
        )
        tabs = {}
        for one in found.get("sheets", []):
            its = one["properties"]
            rows = its.get("gridProperties", {}).get("rowCount", 0)
            tabs[its["title"]] = (its.get("sheetId", 0), rows)
        return found["properties"]["title"], tabs

    def change(self, spreadsheet: str, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Carry out requests, all or none, once; the answer to each."""
        found = self._once(lambda: self._client.batch_update(spreadsheet, {"requests": requests}))
        replies: list[dict[str, Any]] = found.get("replies", [])
        return replies

    def _read(self, call: Callable[[], T]) -> T:
        """Ask, and again while Google says later."""
        pause = _FIRST_PAUSE
        for attempt in range(1, _TRIES + 1):
            try:
                return call()
            except Exception as error:
                wait = _after(error)
                if attempt == _TRIES or (wait is None and not _later(error)):
                    raise _told(error) from error
                self._pause(min(_LONGEST_PAUSE, wait or random.uniform(pause / 2, pause)))
                pause *= 3
        raise AssertionError

    @staticmethod
    def _once(call: Callable[[], T]) -> T:
        try:
            return call()
        except Exception as error:
            raise _told(error, wrote=True) from error


def _code(error: Exception) -> int:
    """The answer's own: gspread's is -1 where the answer is a page."""
    response = getattr(error, "response", None)
    code = getattr(response, "status_code", None) or getattr(error, "code", None)
    return code if isinstance(code, int) else 0


def _later(error: Exception) -> bool:
    from requests import ConnectionError as Lost
    from requests import Timeout

    return isinstance(error, (Lost, Timeout)) or _code(error) in _LATER


def _after(error: Exception) -> float | None:
    """The seconds that Google asks to wait, if it does."""
    response = getattr(error, "response", None)
    given = getattr(response, "headers", {}).get("Retry-After", "") if response is not None else ""
    return float(given) if _code(error) in _LATER and given.isdigit() else None


def _told(error: Exception, *, wrote: bool = False) -> InputError | StoreError:
    code = _code(error)
    if isinstance(error, FileNotFoundError) or code == 404 or "NotFound" in type(error).__name__:
        return NoSuchWorkbook(
            "Cette feuille Google n'existe pas, ou n'est pas partagée avec vous.",
            "Vérifiez l'identifiant : c'est la partie de l'adresse entre /d/ et /edit.",
        )
    if isinstance(error, PermissionError) or code in (401, 403):
        return AccessDenied(
            "Google refuse l'accès à cette feuille.",
            "Demandez à son propriétaire de vous la partager en modification.",
        )
    if code == 429:
        return QuotaExceeded(
            "Google refuse d'autres demandes pour l'instant.", "Recommencez dans une minute."
        )
    if code == 400 and "Unable to parse range" in str(error):
        return UnknownRange("Une feuille manque dans le tableur Google.")
    after = " Ce qui devait être écrit l'a peut-être été." if wrote else ""
    return StoreError(
        f"Google n'a pas répondu comme attendu ({code or type(error).__name__}).{after}",
        "Vérifiez votre connexion, puis recommencez.",
    )


def ouvrir(environ: Mapping[str, str]) -> Service:
    """The service of this user, or the local server that the environment names.

    Raises:
        BadSetting: that server is not on this computer, or Google was never set up.
    """
    host = environ.get(EMULATOR)
    if not host:
        raise BadSetting(
            "Cette version ne sait pas encore se connecter à Google.",
            "Téléchargez la feuille en .xlsx (Fichier, Télécharger), puis donnez ce fichier.",
        )
    return Service(_local(host))


def _local(host: str) -> HTTPClient:
    name = urlsplit(f"//{host}").hostname
    if name not in ("127.0.0.1", "localhost", "::1"):
        raise BadSetting(
            f"{EMULATOR} vaut « {host} », qui n'est pas cet ordinateur.",
            "Donnez 127.0.0.1 et un port, ou retirez cette variable.",
        )
    try:
        import requests
        from gspread.http_client import HTTPClient
    except ImportError as error:
        raise BadSetting(
            "Les feuilles Google demandent gspread, qui n'est pas installé.",
            "Installez-le : pip install 'sheetcash[google]'.",
        ) from error

    session = requests.Session()
    session.trust_env = False  # no proxy stands between this computer and itself
    session.mount("https://", _redirection(host))
    return HTTPClient(None, session)  # type: ignore[arg-type] # its session is enough


def _redirection(host: str) -> requests.adapters.HTTPAdapter:
    from requests.adapters import HTTPAdapter

    class Redirection(HTTPAdapter):
        """What is asked of Google goes to the local server."""

        def send(self, request: Any, *args: Any, **options: Any) -> Any:
            its = urlsplit(request.url)
            request.url = its._replace(scheme="http", netloc=host).geturl()
            return super().send(request, *args, **options)

    return Redirection(max_retries=0)
