"""Two rows of the sheet Barèmes for one day: its formulas answer that they do not know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sheetcash.baremes import Bareme
from sheetcash.core.periods import format_date
from sheetcash.workbook.baremes_labels import nommer
from sheetcash.workbook.convert import Reading


class Span(NamedTuple):
    """One row that gives a figure: for what, and when; ``saisi`` when the law does not say so."""

    rang: int
    nom: str
    categorie: str
    debut: date
    fin: date
    creation_min: date
    creation_max: date
    saisi: bool

    def meets(self, other: Span) -> bool:
        """Whether one day, for one activity, both rows answer."""
        return max(self.debut, other.debut) <= min(self.fin, other.fin) and max(
            self.creation_min, other.creation_min
        ) <= min(self.creation_max, other.creation_max)


def span_of_cells(index: int, cells: tuple[object, ...]) -> Span:
    """An untouched row's span, by the rule of the sheet's formulas."""
    nom, categorie, _, debut, fin, creation_min, creation_max, confirmed = cells
    if not isinstance(fin, date):
        years = [day.year for day in (debut, confirmed) if isinstance(day, date)]
        fin = date(max(years), 12, 31) if years else date.min
    first, low, high = (
        day if isinstance(day, date) else default
        for day, default in (
            (debut, date.min),
            (creation_min, date.min),
            (creation_max, date.max),
        )
    )
    return Span(index, str(nom), str(categorie), first, fin, low, high, False)


def span_of_row(index: int, row: Bareme, *, saisi: bool) -> Span:
    """A changed row's span, once it is read."""
    return Span(
        index,
        *nommer(row.parametre, row.cle),
        row.debut or date.min,
        row.connu_jusqu_au,
        row.creation_min or date.min,
        row.creation_max or date.max,
        saisi,
    )


def report_twins(spans: list[Span], reading: Reading) -> None:
    """Report each row that answers, for some day, what another row above it answers too."""
    groups: dict[tuple[str, str], list[Span]] = {}
    for span in sorted(spans):
        groups.setdefault((span.nom, span.categorie), []).append(span)
    for one, other in (pair for its in groups.values() for pair in _first_pairs(its)):
        # as Baremes chooses: typed first, then the one that begins last, then the last row
        best = max(one, other, key=lambda span: (span.saisi, span.debut, span.rang))
        lines = f"lignes {reading.first_row + one.rang} et {reading.first_row + other.rang}"
        since = max(one.debut, other.debut)
        when = f"à partir du {format_date(since)}" if since > date.min else "aux mêmes dates"
        reading.say(
            other.rang,
            "Début",
            f"Deux chiffres valent pour « {one.nom}, {one.categorie} » {when} ({lines}) : les "
            f"formules répondent « inconnu », sheetcash prend la ligne "
            f"{reading.first_row + best.rang}.",
            "Mettez une date de fin à la plus ancienne, ou supprimez celle qui est en trop.",
        )


def _first_pairs(spans: list[Span]) -> Iterator[tuple[Span, Span]]:
    """Each row with the first one above it that answers the same question."""
    for at, other in enumerate(spans):
        one = next((before for before in spans[:at] if before.meets(other)), None)
        if one is not None:
            yield one, other
