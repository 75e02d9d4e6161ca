"""The stand-in refuses what Google would: shapes, types, words of a list, masks, too many calls."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from google_local import Google
from google_quotas import Quotas
from sheetcash.adapters.google import service
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.errors import QuotaExceeded
from sheetcash.workbook.edits import UpdateRow
from sheetcash.workbook.reading import SYNC_TABLES

ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"


@pytest.fixture
def google(google: Google, demo: Path) -> Google:
    google.deposer(ID, demo)
    return google


@pytest.fixture
def url(google: Google) -> str:
    return f"http://{google.hote}/v4/spreadsheets/{ID}"


def refusal(answer: requests.Response) -> tuple[int, str, str]:
    its = answer.json()["error"]
    (violation,) = its["details"][0]["fieldViolations"]
    assert answer.status_code == its["code"] and its["status"] == "INVALID_ARGUMENT"
    return its["code"], violation["field"], its["message"]


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"findReplace": {"find": 3}}, "find"),
        ({"findReplace": {"matchCase": "true"}}, "matchCase"),
        ({"findReplace": {"range": {"sheetId": "0"}}}, "range.sheetId"),
        ({"findReplace": {"range": {"sheetId": True}}}, "range.sheetId"),
        ({"findReplace": {"range": {"startRowIndex": 2**31}}}, "range.startRowIndex"),
        ({"findReplace": {"range": []}}, "range"),
        ({"appendDimension": {"dimension": "RANGS"}}, "dimension"),
        ({"appendDimension": {"length": 1.5}}, "length"),
        ({"updateCells": {"rows": {"values": []}}}, "rows"),
        ({"updateCells": {"rows": [{"values": [{"userEnteredValue": 3}]}]}}, "userEnteredValue"),
    ],
)
def test_a_value_of_another_type_or_out_of_its_list_is_refused(
    url: str, request_: dict[str, Any], field: str
) -> None:
    body = {"requests": [request_]}
    code, where, said = refusal(requests.post(f"{url}:batchUpdate", json=body, timeout=10))
    assert code == 400 and where.startswith("requests[0].") and where.endswith(field)
    assert said.startswith("Invalid value at ")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"fields": "sheets(properties.titre)"}, "fields"),
        ({"fields": "sheets.properties.title.x"}, "fields"),
        ({"range": "'Factures'"}, "range"),
        ({"includeGridData": "oui"}, "includeGridData"),
    ],
)
def test_masks_and_parameters_are_held_to_the_schema_too(
    url: str, params: dict[str, str], field: str
) -> None:
    assert refusal(requests.get(url, params=params, timeout=10))[:2] == (400, field)


class Horloge:
    """The test's own time, which the product's pauses move on."""

    def __init__(self) -> None:
        self.now = 1_000_020.0  # twenty seconds after a minute began

    def __call__(self) -> float:
        return self.now

    def avancer(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def horloge(google: Google) -> Horloge:
    its = Horloge()
    its.now -= its.now % 60 - 20
    google.quotas = Quotas(its)
    return its


@pytest.fixture
def ouvrir(google: Google, horloge: Horloge) -> Callable[[], GoogleStore]:
    def go() -> GoogleStore:
        its = service.ouvrir({service.EMULATOR: google.hote})

        def pause(seconds: float) -> None:
            google.pauses.append(seconds)
            horloge.avancer(seconds)

        its._pause = pause
        return GoogleStore(its, ID)

    return go


def test_the_sixty_first_read_of_a_minute_waits_for_the_next_one(
    ouvrir: Callable[[], GoogleStore], google: Google, url: str
) -> None:
    for _ in range(60):
        requests.get(url, params={"fields": "spreadsheetId"}, timeout=10).raise_for_status()
    assert ouvrir().read(["tblClients"]).version
    assert google.pauses == [40.0] and len(google.appels) == 62


def test_the_sixty_first_write_of_a_minute_is_told_and_asked_once(
    ouvrir: Callable[[], GoogleStore], google: Google, horloge: Horloge, url: str
) -> None:
    store = ouvrir()
    seen = store.read(SYNC_TABLES)
    for _ in range(60):
        requests.post(f"{url}:batchUpdate", json={"requests": []}, timeout=10).raise_for_status()
    edit = UpdateRow("tblFactures", seen.tables["tblFactures"].first_row, "", {"Niveau": 2})
    google.appels.clear()
    with pytest.raises(QuotaExceeded, match="Rien n'a été changé") as told:
        store.write(seen, [edit])
    assert told.value.que_faire == "Recommencez dans une minute."
    assert google.appels.count("POST :batchUpdate") == 1 and not google.pauses
    horloge.avancer(60)
    assert store.write(seen, [edit]) == 1


def test_each_user_has_a_quota(url: str, google: Google, horloge: Horloge) -> None:
    def read(who: str) -> int:
        headers = {"Authorization": f"Bearer {who}"}
        asked = {"fields": "spreadsheetId"}
        return requests.get(url, params=asked, headers=headers, timeout=10).status_code

    assert [read("a") for _ in range(61)] == [200] * 60 + [429]
    assert read("b") == 200
    horloge.avancer(40)
    assert read("a") == 200
