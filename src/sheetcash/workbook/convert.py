"""One column of raw cells into one column of typed values, telling what could not be read.

A column is judged at once: the usual case, where all its cells are of the expected type, costs
next to nothing; only odd cells are looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from operator import sub
from typing import NamedTuple

from sheetcash.core.money import (
    MAX_CENTS,
    cents_of_float,
    cents_of_text,
    format_euros,
    round_half_up,
)
from sheetcash.core.periods import day_of, format_date, parse_date
from sheetcash.errors import NotAnAmount
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.schema import NO_VALUE, CellError

_BLANK = ("", None)
_FIRST_YEAR = 2000
_LONGEST = 60
#: What binary numbers of euros are off a whole number of cents, at most.
_FIN = 1e-4


class Reading(NamedTuple):
    """Where a column comes from, and where its findings and its unusable rows go.

    Attributes:
        sheet: the sheet's name, for the findings.
        first_row: sheet row of the first value.
        findings: what was found, appended to.
        excluded: indices of the rows left out, added to.
    """

    sheet: str
    first_row: int
    findings: list[Finding]
    excluded: set[int]

    def say(self, index: int, title: str, why: str, what: str, *, exclude: bool = False) -> None:
        """Report one cell; ``exclude`` leaves its row out of the figures."""
        self.findings.append(Finding(self.sheet, self.first_row + index, title, why, what, exclude))
        if exclude:
            self.excluded.add(index)


def is_blank(value: object) -> bool:
    """Nothing typed, or spaces only.

    >>> is_blank("  "), is_blank(0.0)
    (True, False)
    """
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: object) -> str:
    """A cell as the text the user sees.

    >>> text(2026001.0), text("  Acme\u00a0 "), text(None), text(True)
    ('2026001', 'Acme', '', 'Oui')
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return format_date(value.date())
    if isinstance(value, date):
        return format_date(value)
    return str(value)


def quoted(value: object) -> str:
    """A cell between quotation marks, cut so that a finding stays readable.

    >>> quoted(" abc "), len(quoted("x" * 1000))
    ('« abc »', 64)
    """
    shown = " ".join(text(value).split())
    return f"« {shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1].rstrip() + '…'} »"


def error_of(value: object) -> tuple[str, str] | None:
    """What is wrong with a cell in error and what to do, None for any other cell.

    >>> error_of(CellError("#N/A"))[0], error_of("#N/A")
    ("La cellule contient l'erreur #N/A.", None)
    """
    if not isinstance(value, CellError):
        return None
    if value == NO_VALUE:
        return (
            "La cellule contient une formule sans valeur.",
            "Ouvrez le classeur dans Excel et enregistrez-le.",
        )
    return (
        f"La cellule contient l'erreur {value}.",
        "Corrigez la formule, ou tapez la valeur à sa place.",
    )


def _in_error(index: int, value: object, title: str, reading: Reading) -> bool:
    """Whether the cell holds an error: reported, its row left out."""
    error = error_of(value)
    if error is not None:
        reading.say(index, title, *error, exclude=True)
    return error is not None


def par_million(fraction: float) -> int:
    """A share that a cell holds, per million; halves up, whatever its binary says.

    >>> par_million(0.1215), par_million(1)
    (121500, 1000000)
    """
    return round_half_up(round(fraction * 10**9), 1000)


def texts(values: Sequence[object]) -> list[str]:
    """A column of text.

    >>> texts([" a", 12.0])
    ['a', '12']
    """
    kinds = set(map(type, values))
    if kinds == {type(None)}:
        return [""] * len(values)
    if kinds <= {str, type(None)}:
        return ["" if value is None else value.strip() for value in values]  # type: ignore[attr-defined]
    return [text(value) for value in values]


def amounts(values: Sequence[object], title: str, reading: Reading) -> list[int | None]:
    """A column of amounts in cents; None where blank or unreadable (reported, left out)."""
    if set(map(type, values)) <= {float, int}:
        usual = _au_centime(values)  # type: ignore[arg-type]
        if usual is not None:
            return usual
    out: list[int | None] = []
    for index, value in enumerate(values):
        out.append(None if is_blank(value) else _amount(index, value, title, reading))
    return out


def _au_centime(values: Sequence[float]) -> list[int | None] | None:
    """A column of amounts to the cent; None where one is finer, or is no amount."""
    if not values or not (100 * min(values) > -MAX_CENTS and 100 * max(values) < MAX_CENTS):
        return None
    exact = [value * 100 for value in values]
    try:
        cents = list(map(round, exact))
    except ValueError:  # not a number: it is neither the least nor the greatest
        return None
    return [*cents] if max(map(abs, map(sub, exact, cents))) <= _FIN else None


def _too_fine(index: int, value: float, cents: int, title: str, reading: Reading) -> None:
    """Report an amount finer than the cent, typically the fruit of a formula."""
    if abs(value * 100 - cents) > _FIN:
        reading.say(
            index,
            title,
            f"« {value} » a plus de deux décimales ; {format_euros(cents)} a été retenu.",
            "Arrondissez le montant au centime.",
        )


def _amount(index: int, value: object, title: str, reading: Reading) -> int | None:
    if _in_error(index, value, title, reading):
        return None
    why = "n'est pas un montant"
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            cents = cents_of_float(float(value))
            _too_fine(index, value, cents, title, reading)
            return cents
        if isinstance(value, str):
            cents = cents_of_text(value)
            reading.say(
                index,
                title,
                f"{quoted(value)} est du texte ; il a été lu comme {format_euros(cents)}.",
                "Retapez le montant comme un nombre : les formules de la feuille l'ignorent.",
            )
            return cents
    except NotAnAmount as error:
        why = error.probleme
    reading.say(
        index,
        title,
        f"{quoted(value)} {why}.",
        "Tapez un nombre, par exemple 1234,56.",
        exclude=True,
    )
    return None


def dates(
    values: Sequence[object], title: str, reading: Reading, latest: date
) -> list[date | None]:
    """A column of days; None where blank or unreadable (reported, left out).

    Args:
        values: the cells.
        title: the column's title.
        reading: where findings go.
        latest: the last plausible day; later ones are reported and left out.
    """
    if values and set(map(type, values)) == {date}:
        days: list[date] = values  # type: ignore[assignment]
        if min(days).year >= _FIRST_YEAR and max(days) <= latest:
            return list(days)
    return [
        None if value in _BLANK or is_blank(value) else _day(index, value, title, reading, latest)
        for index, value in enumerate(values)
    ]


def _day(index: int, value: object, title: str, reading: Reading, latest: date) -> date | None:
    if _in_error(index, value, title, reading):
        return None
    day: date | None = None
    what = "Tapez une date, par exemple 21/11/2026."
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str) and (day := parse_date(value)) is not None:
        reading.say(
            index,
            title,
            f"{quoted(value)} est du texte ; il a été lu comme le {format_date(day)}.",
            "Retapez la date : les formules de la feuille l'ignorent.",
        )
    elif isinstance(value, float) and value.is_integer() and 36_526 <= value <= 73_050:
        day = day_of(int(value))
        reading.say(
            index,
            title,
            f"« {int(value)} » est un nombre ; il a été lu comme le {format_date(day)}.",
            "Donnez à la cellule le format date.",
        )
    if day is None:
        reading.say(index, title, f"{quoted(value)} n'est pas une date.", what, exclude=True)
        return None
    if day.year < _FIRST_YEAR or day > latest:
        reading.say(
            index,
            title,
            f"La date {format_date(day)} n'est pas plausible.",
            "Vérifiez l'année.",
            exclude=True,
        )
        return None
    return day


def level(index: int, value: object, title: str, reading: Reading) -> int | None:
    """A reminder level from 0 to 4; None where blank or unreadable (reported)."""
    if is_blank(value) or _in_error(index, value, title, reading):
        return None
    shown = text(value)
    if shown in ("0", "1", "2", "3", "4"):
        return int(shown)
    reading.say(
        index,
        title,
        f"{quoted(shown)} n'est pas un niveau de relance.",
        "Mettez un nombre de 0 à 4, ou videz la cellule.",
        exclude=True,
    )
    return None
