"""The workbook as bodies of Google Sheets' calls, out of the Excel builder's: one spec.

No network here: the adapter sends what this module writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.templates.google_feuille import Feuille
from sheetcash.templates.google_lots import lots as en_lots
from sheetcash.templates.google_regles import Body, grille
from sheetcash.templates.google_source import Source

if TYPE_CHECKING:
    from sheetcash.templates.google_formules import Places
    from sheetcash.workbook.content import Content

LOCALE, FUSEAU = "fr_FR", "Europe/Paris"


class Creation(NamedTuple):
    """A new spreadsheet: the body that creates it, and the requests that fill it, call by call."""

    classeur: Body
    lots: list[list[Body]]


def creation(content: Content, jour: date, titre: str) -> Creation:
    """A new spreadsheet of that title, with the content of a workbook.

    Args:
        content: what it holds.
        jour: the day of the workbook that it is drawn from; Google computes its own figures.
        titre: the spreadsheet's.
    """
    source = Source(content, jour)
    places = source.places()
    sheets = [Feuille(source, one, places) for one in source.titres]
    requests = [*noms(source, places), *(one for sheet in sheets for one in sheet.demandes())]
    body = {
        "properties": {"title": titre, "locale": LOCALE, "timeZone": FUSEAU},
        "sheets": [{"properties": one.proprietes()} for one in sheets],
    }
    return Creation(body, lots(requests))


def noms(source: Source, places: Places) -> list[Body]:
    """The names that formulas use."""
    return [
        {"addNamedRange": {"namedRange": {"name": name, "range": grille(places.gids[sheet], area)}}}
        for name, sheet, area in source.noms()
    ]


def lots(requests: Iterable[Body]) -> list[list[Body]]:
    """The requests, in order, as few calls as their size allows."""
    return [[one for group in call for one in group] for call in en_lots([it] for it in requests)]
