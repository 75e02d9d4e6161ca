"""When each period was declared and paid, as the sheet Déclarations tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sheetcash.core.declarations import periode
from sheetcash.workbook import convert
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable

#: When a period was declared and paid.
Faite = tuple[date | None, date | None]

_LATEST: Final = date(2100, 12, 31)
_DEBUT: Final = "Remettez le premier jour de la période."


def par_fin(faites: Mapping[date, Faite], periodicite: str) -> dict[date, Faite]:
    """The same by last day: a first period's row may begin before the activity does."""
    return {periode(debut, periodicite).fin: days for debut, days in faites.items()}


def declarees(raw: RawTable, findings: list[Finding]) -> dict[date, Faite]:
    """By its first day, when each period was declared and paid; odd cells become findings."""
    reading = convert.Reading(raw.sheet, raw.first_row, findings, set())
    debuts, declared, paid = (
        convert.dates(raw.columns[title], title, reading, _LATEST)
        for title in ("Début", "Déclaré le", "Payé le")
    )
    labels = convert.texts(raw.columns["Période"])
    found: dict[date, Faite] = {}
    for at, (debut, its, done) in enumerate(zip(debuts, declared, paid, strict=True)):
        if debut is None:
            if labels[at] and at not in reading.excluded:
                reading.say(at, "Début", "Il manque : cette déclaration n'est pas suivie.", _DEBUT)
        elif debut in found:
            reading.say(at, "Début", "Une autre ligne a ce début : celle-ci est ignorée.", _DEBUT)
        else:
            found[debut] = (its, done)
    return found
