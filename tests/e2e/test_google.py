"""Commands on a spreadsheet of Google's: a local stand-in answers, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from commande import Run, lancer
from google_feuilles import Onglet
from google_local import Google
from sheetcash.adapters.google import service
from sheetcash.adapters.google.store import GoogleStore
from sheetcash.errors import (
    AccessDenied,
    AccessLost,
    BadSetting,
    ExternallyChanged,
    InputError,
    MissingSheet,
    NoSuchWorkbook,
    QuotaExceeded,
    SheetcashError,
    StoreError,
    Uncertain,
)
from sheetcash.templates.demonstration import JOUR_DEMO
from sheetcash.workbook.edits import AppendRow, UpdateRow
from sheetcash.workbook.reading import SYNC_TABLES

#: When the stand-in answers, where a test says it.
AT = "Fri, 20 Nov 2026 10:00:00 GMT"
ID = "1AbC_d-EfGhIjKlMnOpQrStUvWxYz0123456789abcdE"


@pytest.fixture
def google(google: Google, demo: Path) -> Google:
    google.deposer(ID, demo)
    return google


@pytest.fixture
def run(
    google: Google, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    monkeypatch.setenv(service.EMULATOR, google.hote)

    return partial(lancer, capsys)


@pytest.fixture
def ouvrir(google: Google) -> Callable[[], GoogleStore]:
    """The store, whose pauses take no time and are noted in ``google.pauses``."""

    def go() -> GoogleStore:
        its = service.ouvrir({service.EMULATOR: google.hote})
        its._pause = google.pauses.append
        return GoogleStore(its, ID)

    return go


@pytest.mark.parametrize("command", ["bilan", "plan"])
def test_the_figures_are_those_of_the_file_in_one_call(
    run: Callable[..., Run], google: Google, demo: Path, command: str
) -> None:
    day = ("--date", JOUR_DEMO.isoformat(), "--json")
    expected = run(command, demo, *day)
    found = run(command, f"gsheet:{ID}", *day)
    assert (found.code, json.loads(found.out)) == (expected.code, json.loads(expected.out))
    assert google.appels == ["GET"]


def test_letters_are_written_from_a_spreadsheet_in_one_read(
    run: Callable[..., Run], google: Google, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    place = tmp_path / "lettres"
    day = ("--date", JOUR_DEMO.isoformat())
    done = run("courriers", f"gsheet:{ID}", "--dossier", place, *day, "--json")
    assert [one["genre"] for one in done.json["courriers"]].count("mise_en_demeure") == 2
    assert len(list(place.glob("*.pdf"))) == 2 and google.appels == ["GET"]


def test_an_address_is_as_good_as_its_identifier(run: Callable[..., Run]) -> None:
    address = f"gsheet:https://docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0"
    assert run("bilan", address).code in (0, 1)
    done = run("bilan", "gsheet:")
    assert done.code == 3 and "telle que le navigateur l'affiche" in done.err
    assert run("bilan", address.removeprefix("gsheet:")).code in (0, 1)
    assert run("bilan", "gsheet:../../autre/aaaaaaaaaaaaaaaaaaaaaaa").code == 3


def test_amounts_are_the_numbers_that_google_keeps_whatever_it_shows(
    run: Callable[..., Run], google: Google
) -> None:
    sheet = google.tableurs[ID].onglet("Livre des recettes")
    top = next(at for at, row in enumerate(sheet.lignes, 1) if "Date d'encaissement" in row)
    amount = sheet.lignes[top - 1].index("Montant") + 1
    day = sheet.lignes[top - 1].index("Date d'encaissement") + 1

    def received() -> int:
        found = json.loads(run("bilan", f"gsheet:{ID}", "--json").out)
        return int(found["encaisse"]["annee_cents"])

    before, first = received(), date(2026, 1, 1).toordinal() - 693_594
    row = next(at for at in range(top + 1, top + 999) if (sheet.cell(at, day) or 0) >= first)
    sheet.put(row, amount, sheet.cell(row, amount) + 12.5)  # « 12,50 » in a French sheet
    assert received() - before == 1250


def test_without_a_connection_it_is_said_what_to_do(
    run: Callable[..., Run], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv(service.EMULATOR)
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    done = run("bilan", f"gsheet:{ID}")
    assert done.code == 3 and "installer google" in done.err


@pytest.mark.parametrize(
    "host",
    [
        "sheets.googleapis.com",
        "192.168.0.1:80",
        "127.0.0.1.evil.fr",
        "[::1",
        "x\\@127.0.0.1",
        "::1",
    ],
)
def test_only_this_computer_may_stand_in_for_google(host: str) -> None:
    with pytest.raises(BadSetting, match="n'est pas cet ordinateur"):
        service.ouvrir({service.EMULATOR: host})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:", "[::1]", "[::1]:0", "localhost:65536"])
def test_a_stand_in_without_a_port_is_refused(host: str) -> None:
    with pytest.raises(BadSetting, match=r"port|ordinateur"):
        service.ouvrir({service.EMULATOR: host})


def test_the_missing_port_is_what_is_said() -> None:
    with pytest.raises(BadSetting, match="n'a pas de port") as told:
        service.ouvrir({service.EMULATOR: "localhost"})
    assert "127.0.0.1:8080" in told.value.que_faire


def test_diagnostic_tells_of_the_spreadsheet_too(run: Callable[..., Run]) -> None:
    assert "✓ Classeur" in run("diagnostic", f"gsheet:{ID}").out


def test_a_renamed_sheet_is_named_with_the_nearest(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    google.tableurs[ID].onglet("Factures").titre = "Facture"
    with pytest.raises(MissingSheet) as told:
        ouvrir().read(SYNC_TABLES)
    assert (told.value.sheet, told.value.nearest) == ("Factures", "Facture")
    google.tableurs[ID].onglet("Facture").titre = "FACTURES"
    assert ouvrir().read(SYNC_TABLES).tables["tblFactures"].height


def test_an_empty_spreadsheet_lacks_its_sheets(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    google.tableurs[ID].onglets = [Onglet("Feuille 1", 0)]
    with pytest.raises(MissingSheet):
        ouvrir().read(SYNC_TABLES)


@pytest.mark.parametrize("code", [429, 500, 503])
def test_a_read_is_tried_again_while_google_says_later(
    ouvrir: Callable[[], GoogleStore], google: Google, code: int
) -> None:
    google.panne("GET", code, restantes=2)
    assert ouvrir().read(SYNC_TABLES).version
    assert len(google.appels) == 3 and len(google.pauses) == 2


def test_google_s_own_delay_is_kept(ouvrir: Callable[[], GoogleStore], google: Google) -> None:
    google.panne("GET", 429, entetes={"Retry-After": "7"})
    ouvrir().read(SYNC_TABLES)
    assert google.pauses == [7.0]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "45"}, 45.0),
        ({"Retry-After": "Fri, 20 Nov 2026 10:00:50 GMT", "Date": AT}, 50.0),
        ({"Retry-After": "Fri, 20 Nov 2026 09:00:00 GMT", "Date": AT}, None),
        ({"Retry-After": "demain"}, None),
    ],
)
def test_the_delay_that_google_asks_for_is_kept_within_the_minute(
    ouvrir: Callable[[], GoogleStore],
    google: Google,
    headers: dict[str, str],
    seconds: float | None,
) -> None:
    google.panne("GET", 429, entetes=headers)
    ouvrir().read(SYNC_TABLES)
    assert google.pauses == [seconds] if seconds else google.pauses[0] < 1


@pytest.mark.parametrize("code", [429, 503])
@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Retry-After": "90"}, "Recommencez dans 2 minutes"),
        ({"Retry-After": "Fri, 20 Nov 2026 14:30:00 GMT", "Date": AT}, "dans 5 heures"),
        ({"Retry-After": "Mon, 23 Nov 2026 10:00:00 GMT", "Date": AT}, "dans 3 jours"),
    ],
)
def test_beyond_the_minute_it_is_said_when_to_come_back(
    ouvrir: Callable[[], GoogleStore],
    google: Google,
    code: int,
    headers: dict[str, str],
    words: str,
) -> None:
    google.panne("GET", code, entetes=headers)
    with pytest.raises(StoreError) as told:
        ouvrir().read(SYNC_TABLES)
    assert words in told.value.que_faire
    assert google.appels == ["GET"] and not google.pauses


def test_a_lost_connection_is_asked_again_then_told(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    google.panne("GET", 0, coupe=True, restantes=1)
    assert ouvrir().read(SYNC_TABLES).version
    google.panne("GET", 0, coupe=True, restantes=99)
    with pytest.raises(StoreError, match="n'a pas répondu"):
        ouvrir().read(SYNC_TABLES)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (401, AccessLost, "Lancez encore « sheetcash installer google »"),
        (403, AccessDenied, "refuse l'accès"),
        (404, NoSuchWorkbook, "n'existe pas"),
        (429, QuotaExceeded, "dans une minute"),
        (500, StoreError, "n'a pas répondu"),
    ],
)
def test_each_refusal_is_one_french_sentence(
    ouvrir: Callable[[], GoogleStore],
    google: Google,
    code: int,
    kind: type[SheetcashError],
    words: str,
) -> None:
    google.panne("GET", code, restantes=99)
    with pytest.raises(kind) as told:
        ouvrir().read(SYNC_TABLES)
    assert words in str(told.value) and told.value.que_faire


@pytest.mark.parametrize(
    ("code", "message", "kind", "words"),
    [
        (400, "This operation is not supported for this document", InputError, "fichier Excel"),
        (400, "Unable to parse that", StoreError, "refuse la demande"),
        (
            403,
            "Google Sheets API has not been used in project 1",
            AccessDenied,
            "Sheets API n'est pas",
        ),
        (
            403,
            "Gmail API has not been used in project 12 before or it is disabled. Enable it by "
            "visiting https://console.developers.example/apis/api/gmail/overview?project=12 then",
            AccessDenied,
            r"^Gmail API n'est pas.*ici : https://console.*project=12, attendez",
        ),
    ],
)
def test_what_google_says_of_the_document_is_told(
    ouvrir: Callable[[], GoogleStore],
    google: Google,
    code: int,
    message: str,
    kind: type[SheetcashError],
    words: str,
) -> None:
    google.panne("GET", code, message=message)
    with pytest.raises(kind, match=words):
        ouvrir().read(SYNC_TABLES)
    assert len(google.appels) == 1


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        (400, "You are trying to edit a protected cell or object.", AccessDenied),
        (400, "Invalid requests[0].updateCells: No grid with id: 7", ExternallyChanged),
        (400, "Invalid value", StoreError),
        (403, "The caller does not have permission", AccessDenied),
        (429, "Quota exceeded", QuotaExceeded),
    ],
)
def test_a_write_that_google_refuses_changed_nothing_and_says_so(
    ouvrir: Callable[[], GoogleStore],
    google: Google,
    code: int,
    message: str,
    kind: type[SheetcashError],
) -> None:
    store = ouvrir()
    seen = store.read(SYNC_TABLES)
    google.panne(":batchUpdate", code, message=message)
    row = seen.tables["tblFactures"].first_row
    with pytest.raises(kind, match="Rien n'a été changé"):
        store.write(seen, [UpdateRow("tblFactures", row, "", {"Niveau": 2})])


@pytest.mark.parametrize("apres", [False, True])
def test_a_write_is_never_made_twice(
    ouvrir: Callable[[], GoogleStore], google: Google, apres: bool
) -> None:
    store = ouvrir()
    seen = store.read(SYNC_TABLES)
    google.panne("POST :batchUpdate", 500, apres=apres)
    row = seen.tables["tblFactures"].first_row
    with pytest.raises(StoreError, match="l'a peut-être été"):
        store.write(seen, [UpdateRow("tblFactures", row, "", {"Niveau": 2})])
    assert google.appels.count("POST :batchUpdate") == 1


def test_a_spreadsheet_shared_read_only_is_told(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    store = ouvrir()
    seen = store.read(SYNC_TABLES)
    google.tableurs[ID].lecture_seule = True
    row = seen.tables["tblFactures"].first_row
    with pytest.raises(AccessDenied, match="refuse l'accès"):
        store.write(seen, [UpdateRow("tblFactures", row, "", {"Niveau": 2})])


def test_a_spreadsheet_that_is_gone_is_told(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    google.tableurs.clear()
    with pytest.raises(NoSuchWorkbook, match="n'existe pas, ou n'est pas partagée"):
        ouvrir().read(SYNC_TABLES)


def test_what_a_cell_gets_is_never_read_as_typed(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    store = ouvrir()
    seen = store.read(SYNC_TABLES)
    row = seen.tables["tblFactures"].first_row
    store.write(seen, [UpdateRow("tblFactures", row, "", {"État sync": "=1+1"})])
    (body,) = [one for one in google.corps if one]
    (update,) = [one["updateCells"] for one in body["requests"] if "updateCells" in one]
    assert update["rows"][0]["values"] == [{"userEnteredValue": {"stringValue": "=1+1"}}]


def test_the_stand_in_refuses_what_google_s_schema_does_not_know(google: Google) -> None:
    import requests

    url = f"http://{google.hote}/v4/spreadsheets/{ID}:batchUpdate"
    bad = {"requests": [{"updateCells": {"starts": {}}}]}
    answer: dict[str, Any] = requests.post(url, json=bad, timeout=10).json()
    assert answer["error"]["code"] == 400 and "starts" in answer["error"]["message"]


def test_a_wrong_identifier_is_an_input_error(google: Google) -> None:
    its = service.ouvrir({service.EMULATOR: google.hote})
    for wrong in ("", "court", "a b" * 20, "x" * 30 + "/../y"):
        with pytest.raises(InputError):
            GoogleStore(its, wrong)


def _receipts(count: int) -> list[AppendRow]:
    """That many receipts, each of some 600 bytes on the wire."""
    return [
        AppendRow(
            "tblRecettes",
            {
                "Date d'encaissement": date(2026, 3, 12),
                "Client": f"Été {at} " + "é" * 40,
                "Montant": 100 * at + 1,
                "Nature": "x" * 200,
            },
        )
        for at in range(count)
    ]


def test_a_large_write_is_several_calls_under_two_megabytes_in_order(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    store, rows = ouvrir(), _receipts(9_000)
    tab, first, column = _cell(google, "Livre des recettes", "Montant")
    seen = store.read(["tblRecettes"])
    google.appels.clear()
    store.write(seen, rows)
    assert sum(google.tailles) > 5_000_000 and max(google.tailles) < 2_000_000
    count = sum(google.tailles) // 1_900_000 + 1
    # Is it as it was, who wrote last, what calculates: then the rows.
    assert google.appels == [*["GET"] * 3, *["POST :batchUpdate"] * count]
    amounts = [row[column - 1] for row in tab.lignes[first - 1 :] if len(row) >= column]
    assert amounts[-9_000:] == [at + 0.01 for at in range(9_000)]


@pytest.mark.parametrize("apres", [False, True])
def test_a_large_write_that_stops_half_way_leaves_whole_rows_and_says_so(
    ouvrir: Callable[[], GoogleStore], google: Google, apres: bool
) -> None:
    store, rows = ouvrir(), _receipts(9_000)
    tab, first, column = _cell(google, "Livre des recettes", "Montant")
    note = _cell(google, "Livre des recettes", "Nature")[2]
    seen = store.read(["tblRecettes"])
    before = sum(bool(tab.cell(at, column)) for at in range(first, len(tab.lignes) + 1))

    def avant(appel: str) -> None:
        if google.appels.count("POST :batchUpdate") == 2:
            google.panne("POST :batchUpdate", 0, coupe=True, apres=apres)

    google.avant = avant
    with pytest.raises(Uncertain, match="sur 9000 sont écrites") as told:
        store.write(seen, rows)
    assert google.appels.count("POST :batchUpdate") == 2
    assert "Rien n'a été changé" not in str(told.value) and told.value.que_faire
    lines = [at for at in range(first, len(tab.lignes) + 1) if tab.cell(at, column)][before:]
    done = int(str(told.value).partition(" lignes sur")[0].rpartition(" ")[2])
    assert len(lines) > done if apres else len(lines) == done
    assert all(tab.cell(at, note) == "x" * 200 for at in lines)


def _cell(google: Google, sheet: str, title: str, first: int = 0) -> tuple[Onglet, int, int]:
    """A sheet, the row of its first line under the titles, and a column."""
    tab = google.tableurs[ID].onglet(sheet)
    top = next(at for at, row in enumerate(tab.lignes, 1) if title in row)
    return tab, top + 1 + first, tab.lignes[top - 1].index(title) + 1


@pytest.mark.parametrize(
    ("sheet", "title", "number", "kind", "words"),
    [
        ("Livre des recettes", "Montant", 46_093, "DATE", "« 12/03/2026 »"),
        ("Livre des recettes", "Montant", 46_093.25, "DATE_TIME", "« 12/03/2026 »"),
        ("Livre des recettes", "Montant", 34_770, "DATE", "« 12/03/1995 »"),
        ("Livre des recettes", "Montant", -618_544, "DATE", "« 25/06/0206 »"),
        ("Livre des recettes", "Montant", 0.5, "TIME", "« 12:00:00 »"),
        ("Livre des recettes", "Montant", 1.25, "TIME", "« 30:00:00 »"),
        ("Livre des recettes", "Date d'encaissement", 34_770, "DATE", "12/03/1995"),
        ("Factures", "N° facture", 46_093, "DATE", ""),
    ],
)
def test_a_day_or_an_hour_typed_for_something_else_is_no_number(
    run: Callable[..., Run],
    google: Google,
    sheet: str,
    title: str,
    number: float,
    kind: str,
    words: str,
) -> None:
    """12/03/2026 in an amount is not 46 093 €: the cell's format, asked for in the same call."""
    tab, row, column = _cell(google, sheet, title)
    tab.put(row, column, number)
    tab.formats[row, column] = kind
    done = run("bilan", f"gsheet:{ID}", "--json")
    found = json.loads(done.out)["constats"]
    its = [one for one in found if one["feuille"] == sheet and one["ligne"] == row]
    assert its and any(words in json.dumps(one, ensure_ascii=False) for one in its), its
    assert google.appels == ["GET"]


def test_an_amount_that_might_be_a_day_counts_as_an_amount(
    run: Callable[..., Run], google: Google, demo: Path
) -> None:
    tab, row, column = _cell(google, "Livre des recettes", "Montant")
    tab.put(row, column, 40_000)
    constats = json.loads(run("bilan", f"gsheet:{ID}", "--json").out)["constats"]
    assert not [one for one in constats if one["ligne"] == row and one["colonne"] == "Montant"]
    assert google.appels == ["GET"]


def test_a_clock_beside_the_tables_is_no_change(
    ouvrir: Callable[[], GoogleStore], google: Google
) -> None:
    store = ouvrir()
    seen = store.read(SYNC_TABLES)
    tab, row, status = _cell(google, "Factures", "Statut")
    tab.put(row, status, "autre chose, le temps passe")
    tab.put(2, 30, 0.123)
    assert store.version() == seen.version
    raw = seen.tables["tblFactures"]
    assert store.write(seen, [UpdateRow("tblFactures", raw.first_row, "", {"Niveau": 2})]) == 1


def test_an_address_that_only_ends_like_one_is_refused(google: Google) -> None:
    its = service.ouvrir({service.EMULATOR: google.hote})
    for wrong in (
        f"https://docs.google.com/evil?x=/d/{ID}",
        f"https://docs.google.com/document/d/{ID}/edit",
        "é" * 30,
        "1AbC…",
        f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml",
    ):
        with pytest.raises(InputError):
            GoogleStore(its, wrong)
    for right in (
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit#gid=3",
        f"docs.google.com/spreadsheets/d/{ID}/edit?gid=0#gid=0",
    ):
        assert GoogleStore(its, right).id == ID
