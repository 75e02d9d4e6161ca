"""Calls to Google: time limits, reads tried again, errors told in French; no call of its own.

Only what can be asked twice without harm is: a write whose answer was lost may have been applied.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sheetcash.adapters.google import acces, faults
from sheetcash.adapters.google.acces import EMULATOR
from sheetcash.adapters.google.sheets import CELLS, Contents

if TYPE_CHECKING:
    import requests
    from gspread.http_client import HTTPClient

__all__ = ["EMULATOR", "Service", "ouvrir"]

T = TypeVar("T")

SPREADSHEET_URL: Final = "https://sheets.googleapis.com/v4/spreadsheets/%s"
SPREADSHEET_BATCH_UPDATE_URL: Final = f"{SPREADSHEET_URL}:batchUpdate"
#: Google's answers are indented unless one asks: three times as long.
_TIGHT: Final[dict[str, Any]] = {"prettyPrint": "false"}
_TIMEOUT: Final = (10.0, 60.0)
_TRIES: Final = 4
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 20.0
#: After that many seconds of waiting and asking, the user is told.
_PATIENCE: Final = 60.0


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

    def cells(self, spreadsheet: str, ranges: list[str]) -> Contents:
        """The cells of each range, as they are: numbers, texts, booleans, what is shown as a day.

        Raises:
            NoSuchWorkbook, AccessDenied, QuotaExceeded, StoreError: see :func:`faults.told`.
            UnknownRange: a sheet is not there.
        """
        return Contents.of(self.spreadsheet(spreadsheet, CELLS, ranges))

    def sheets(self, spreadsheet: str) -> Contents:
        """The spreadsheet's title and its sheets, without their cells."""
        return Contents.of(self.spreadsheet(spreadsheet, "properties.title,sheets.properties"))

    def spreadsheet(
        self, spreadsheet: str, fields: str, ranges: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Google's own answer about a spreadsheet: those fields, of those ranges or of all."""
        params: dict[str, Any] = {"fields": fields, "ranges": list(ranges)} | _TIGHT
        url = SPREADSHEET_URL % spreadsheet
        return self._read(lambda: _whole(self._client.request("get", url, params=params).json()))

    def change(
        self, spreadsheet: str, requests: list[dict[str, Any]], ranges: list[str] | None = None
    ) -> tuple[list[dict[str, Any]], Contents]:
        """Carry out requests, all or none, once.

        Args:
            spreadsheet: its id.
            requests: what to change.
            ranges: the cells to tell, as they are once that is done.

        Returns:
            The answer to each request, and those cells.
        """
        body: dict[str, Any] = {"requests": requests}
        fields = "replies"
        if ranges is not None:
            body |= {"includeSpreadsheetInResponse": True, "responseRanges": ranges}
            body["responseIncludeGridData"] = True
            fields = f"replies,updatedSpreadsheet({CELLS})"
        found = self._once(
            lambda: _whole(
                self._client.request(
                    "post",
                    SPREADSHEET_BATCH_UPDATE_URL % spreadsheet,
                    params={"fields": fields} | _TIGHT,
                    json=body,
                ).json()
            )
        )
        return found.get("replies", []), Contents.of(found.get("updatedSpreadsheet", {}))

    def lire(self, url: str, params: dict[str, Any] | None = None) -> requests.Response:
        """Ask for something that changes nothing; asked again while Google says later."""
        return self._read(lambda: self._client.request("get", url, params=params))

    def ecrire(
        self,
        method: str,
        url: str,
        body: Mapping[str, Any] | None = None,
        params: dict[str, Any] | None = None,
    ) -> requests.Response:
        """Change something, once: an answer that was lost is not asked for again."""
        return self._once(lambda: self._client.request(method, url, params=params, json=body))

    def _read(self, call: Callable[[], T]) -> T:
        """Ask, and again while Google says later and time is left."""
        pause, end = _FIRST_PAUSE, time.monotonic() + _PATIENCE
        for attempt in range(1, _TRIES + 1):
            try:
                return call()
            except Exception as error:
                asked = faults.wait(error)
                rest = asked or min(_LONGEST_PAUSE, random.uniform(pause / 2, pause))
                late = time.monotonic() + rest > end
                if attempt == _TRIES or late or not faults.later(error):
                    raise faults.told(error) from error
                self._pause(rest)
                pause *= 3
        raise AssertionError

    @staticmethod
    def _once(call: Callable[[], T]) -> T:
        try:
            return call()
        except Exception as error:
            raise faults.told(error, wrote=True) from error


def _whole(told: Any) -> dict[str, Any]:
    """Google's answer, which is an object; anything else is a broken one."""
    if not isinstance(told, dict):
        raise TypeError("not an object")
    return told


def ouvrir(environ: Mapping[str, str]) -> Service:
    """The service of this user, or the local server that the environment names.

    Raises:
        BadSetting: that server is not on this computer, or Google was never set up.
        StoreError: what was kept of the account cannot be read.
    """
    with acces.bibliotheques():
        from gspread.http_client import HTTPClient
    # Its session bears the credentials.
    return Service(HTTPClient(None, acces.session(environ)))  # type: ignore[arg-type]
