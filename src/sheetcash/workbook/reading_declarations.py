"""When each period was declared and paid, as the sheet Déclarations tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sheetcash.core.declarations import periode
from sheetcash.workbook import convert
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import Book, Parametres
from sheetcash.workbook.schema import NO_VALUE, CellError

#: When a period was declared and paid.
Faite = tuple[date | None, date | None]

_LATEST: Final = date(2100, 12, 31)
_DEBUT: Final = "Remettez le premier jour de la période."
_AILLEURS: Final = "Reportez cette date sur la ligne de la période déclarée."


def par_fin(faites: Mapping[date, Faite], options: Parametres) -> dict[date, Faite]:
    """The same by last day: a first period's row may begin before the activity does."""
    return {
        periode(debut, options.periodicite, None, options.periodicite_depuis).fin: days
        for debut, days in faites.items()
    }


def declarees(
    raw: RawTable, findings: list[Finding], book: Book | None = None
) -> dict[date, Faite]:
    """By its first day, when each period was declared and paid; odd cells become findings.

    Args:
        raw: the sheet's table; a row without a period is a blank one.
        findings: appended to.
        book: the workbook; with it, a first day whose formula was never computed is known.
    """
    reading = convert.Reading(raw.sheet, raw.first_row, findings, set())
    debuts = convert.dates(_debuts(raw, book), "Début", reading, _LATEST)
    declared, paid = (
        convert.dates(raw.columns[title], title, reading, _LATEST)
        for title in ("Déclaré le", "Payé le")
    )
    labels = [
        "" if isinstance(value, CellError) else convert.text(value)
        for value in raw.columns["Période"]
    ]
    found: dict[date, Faite] = {}
    for at, (debut, its, done) in enumerate(zip(debuts, declared, paid, strict=True)):
        if debut is None:
            if labels[at] and at not in reading.excluded:
                reading.say(at, "Début", "Il manque : cette déclaration n'est pas suivie.", _DEBUT)
            elif its or done:
                title = "Déclaré le" if its else "Payé le"
                reading.say(at, title, "Cette ligne n'a pas de période.", _AILLEURS)
        elif debut in found:
            reading.say(at, "Début", "Une autre ligne a ce début : celle-ci est ignorée.", _DEBUT)
        else:
            found[debut] = (its, done)
    return found


def _debuts(raw: RawTable, book: Book | None) -> list[object]:
    """The first days, by their ranks where no engine has computed the formulas yet."""
    shown, rangs = raw.columns["Début"], raw.columns["Rang"]
    if book is None or NO_VALUE not in shown:
        return shown
    from sheetcash.workbook.rangs import par_rang  # a workbook saved by Excel does without

    its = par_rang(rangs, book.parametres, book.aujourdhui)
    return [
        value if value != NO_VALUE or rang is None else one.debut if one else None
        for value, rang, one in zip(shown, rangs, its, strict=True)
    ]


def suivi_depuis(book: Book) -> date | None:
    """The day since which every declaration matters, even of zero; None before anything is known.

    That of the first receipt, or of the start of an activity that began this year: what was
    declared before the workbook was kept is not its business.
    """
    rows, created = book.recettes, book.parametres.regime.debut_activite
    days = [day for day, cents in zip(rows.dates, rows.montants, strict=True) if cents > 0]
    if created is not None and created.year == book.aujourdhui.year:
        days.append(created)
    return min(days, default=None)
