"""Creating a Google spreadsheet, and completing one: few calls, none made twice by itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sheetcash.adapters.google.requetes import numero
from sheetcash.adapters.google.service import SPREADSHEET_URL
from sheetcash.adapters.google.sheets import NUMEROS, ecritures
from sheetcash.errors import AccessDenied, AccessLost, QuotaExceeded, SheetcashError, StoreError
from sheetcash.templates.google import creation, lots
from sheetcash.templates.google_complement import Existant, Onglet, completer
from sheetcash.templates.google_remise import Reste
from sheetcash.templates.google_source import Source

if TYPE_CHECKING:
    from sheetcash.adapters.google.service import Service
    from sheetcash.workbook.content import Content

ADRESSE: Final = "https://docs.google.com/spreadsheets/d/{}/edit"
_CREER: Final = SPREADSHEET_URL.rpartition("/")[0]
#: What was entered in each cell: a formula that answers nothing is not a blank. Then what a sheet
#: has beside its cells, as little of it as can be counted.
_CONTENU: Final = (
    f"namedRanges.name,{NUMEROS},sheets(properties(sheetId,title,gridProperties(rowCount,columnCount)),"
    "charts.chartId,conditionalFormats.ranges,protectedRanges.protectedRangeId,"
    "data.rowData.values(userEnteredValue,dataValidation.condition.type))"
)


def creer(service: Service, content: Content, jour: date, titre: str) -> str:
    """A new spreadsheet; its identifier.

    Raises:
        StoreError: Google refused, or its answer was lost: then the spreadsheet may be there.
    """
    body, calls = creation(content, jour, titre)
    try:
        told = service.ecrire("post", _CREER, body, {"fields": "spreadsheetId"}).json()
        identifiant = str(told["spreadsheetId"])
    except (QuotaExceeded, AccessLost):
        raise
    except AccessDenied as error:
        raise AccessDenied(
            "Google refuse de créer une feuille avec ce compte. Rien n'a été créé.",
            "Vérifiez le compte connecté et ses droits, puis recommencez.",
        ) from error
    except (SheetcashError, ValueError, KeyError) as error:
        raise StoreError(
            f"Google n'a pas confirmé la création de « {titre} » : elle a peut-être eu lieu.",
            "Regardez dans votre Drive. Si elle y est, vide, mettez-la à la corbeille ; puis "
            "recommencez.",
        ) from error
    address = ADRESSE.format(identifiant)
    for requests in calls:
        try:
            service.change(identifiant, requests)
        except SheetcashError as error:
            raise StoreError(
                f"La feuille est créée, mais son remplissage a échoué : {address}",
                "Ouvrez-la : si elle n'est pas complète, mettez-la à la corbeille, puis "
                "recommencez.",
            ) from error
    return identifiant


def ajouter(service: Service, identifiant: str, content: Content, jour: date) -> list[str]:
    """Add to a spreadsheet what it lacks of the workbook; what was added, in French.

    Raises:
        InputError: a sheet or a column was renamed, or is not what its title says.
        ExternallyChanged: another machine wrote there meanwhile; nothing was added.
        StoreError: see :mod:`faults`.
    """
    told = service.spreadsheet(identifiant, _CONTENU)
    requests, added = completer(Source(content, jour), _existant(told))
    if requests:
        requests = [*numero(ecritures(told))[1], *requests]
    for one in lots(requests):
        service.change(identifiant, one)
    return added


def _existant(told: dict[str, Any]) -> Existant:
    tabs = {}
    for one in told.get("sheets", []):
        its = one.get("properties", {})
        grid = its.get("gridProperties", {})
        rows = [row for data in one.get("data", []) for row in data.get("rowData", [])]
        reste = Reste(
            _entrees(rows),
            len(one.get("charts", ())),
            len(one.get("conditionalFormats", ())),
            len(one.get("protectedRanges", ())),
            frozenset(
                column
                for row in rows
                for column, cell in enumerate(row.get("values", []), 1)
                if "dataValidation" in cell
            ),
        )
        tabs[its.get("title", "")] = Onglet(
            its.get("sheetId", 0), grid.get("rowCount", 0), grid.get("columnCount", 0), reste
        )
    names = frozenset(one.get("name", "").casefold() for one in told.get("namedRanges", []))
    return Existant(tabs, names)


def _entrees(rows: list[dict[str, Any]]) -> list[list[object]]:
    """What was entered in each row, down to the last in which something was."""
    cells = [[_entre(cell) for cell in row.get("values", [])] for row in rows]
    while cells and all(cell is None for cell in cells[-1]):
        cells.pop()
    return cells


def _entre(cell: dict[str, Any]) -> object:
    """What was typed in a cell, or its formula."""
    return next(iter(cell.get("userEnteredValue", {}).values()), None)
