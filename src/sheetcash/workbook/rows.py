"""Which rows of a table are blank, incomplete or unusable."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcash.workbook.convert import Reading, is_blank
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.schema import Table


def blank_rows(raw: RawTable, table: Table, lead: Sequence[object]) -> set[int]:
    """Indices of the rows with nothing typed in them; ``lead`` is a column always filled."""
    candidates = [index for index, value in enumerate(lead) if is_blank(value)]
    if not candidates:
        return set()
    typed = [raw.columns[c.title] for c in table.columns if not c.computed]
    return {index for index in candidates if all(is_blank(column[index]) for column in typed)}


def required(
    values: Sequence[object], blank: set[int], title: str, what: str, reading: Reading
) -> None:
    """Report and exclude the rows where a value is needed and absent (None)."""
    for index, value in enumerate(values):
        if value is None and index not in blank and index not in reading.excluded:
            reading.say(index, title, "La cellule est vide.", what, exclude=True)


def kept(blank: set[int], excluded: set[int], height: int) -> list[bool] | None:
    """The mask of the rows to keep, None when all are."""
    gone = blank | excluded
    return [index not in gone for index in range(height)] if gone else None


def odd_spaces(values: Sequence[object], title: str, reading: Reading) -> None:
    """Report keys with spaces around them, and wildcards: the sheet's formulas compare them raw."""
    for index, value in enumerate(values):
        if type(value) is not str or not value:
            continue
        if value != value.strip() and value.strip():
            reading.say(
                index,
                title,
                f"« {value.strip()} » est entouré d'espaces : les formules ne font pas le lien.",
                "Retapez-le sans espace avant ni après.",
            )
        elif "*" in value or "?" in value or "~" in value:
            reading.say(
                index,
                title,
                f"« {value} » contient *, ? ou ~ : les formules y voient un joker.",
                "Choisissez un numéro sans ces signes.",
            )
