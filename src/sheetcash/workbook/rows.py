"""Which rows of a table are blank, incomplete or unusable."""

from __future__ import annotations

from collections.abc import Sequence

from sheetcash.workbook.convert import Reading, is_blank
from sheetcash.workbook.findings import Finding
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
    if None not in values:
        return
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


def hors_du_tableau(raw: RawTable) -> list[Finding]:
    """Rows typed under a table: neither the formulas nor sheetcash count them.

    >>> raw = RawTable("tblRecettes", "Livre des recettes", 5, {}, {}, stray=(9, 11))
    >>> hors_du_tableau(raw)[0].probleme
    'Hors du tableau : ligne(s) 9, 11 ; elles ne sont pas comptées.'
    """
    if not raw.stray:
        return []
    rows = ", ".join(str(row) for row in raw.stray[:10])
    more = "…" if len(raw.stray) > 10 else ""
    return [
        Finding(
            raw.sheet,
            raw.stray[0],
            "",
            f"Hors du tableau : ligne(s) {rows}{more} ; elles ne sont pas comptées.",
            "Dans Excel, étirez le coin du tableau jusqu'à la dernière ligne ; ailleurs, "
            "insérez une ligne dans le tableau et déplacez-les-y.",
            True,
        )
    ]
