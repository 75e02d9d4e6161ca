"""Many rows under a table, written at once: a statement may have a hundred thousand.

Only where nothing stands below, and where no column is calculated: all such rows look like the one
above them. Whatever is out of the ordinary is left to :mod:`appends`, row by row.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.excel_file.cellxml import content
from sheetcash.errors import BadCell
from sheetcash.workbook.addresses import letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.workbook.cells import CellValue

#: Fewer are not worth a way of their own.
AU_MOINS = 50


class Colonne(NamedTuple):
    """A column of the rows: its rank in the table, its place in the sheet, its letters, its style.

    ``style`` is the ``s`` of its cells, or None.
    """

    rang: int
    place: int
    lettres: str
    style: bytes | None


class Suite(NamedTuple):
    """Rows that follow all others of a sheet: their numbers, their columns and their text."""

    first: int
    last: int
    left: int
    right: int
    text: bytes


def colonnes(styles: Sequence[bytes | None], left: int) -> list[Colonne]:
    """The columns of a table that begins in column ``left``, with the style of each."""
    return [Colonne(at, left + at, letters(left + at), style) for at, style in enumerate(styles)]


def suite(
    feuille: str,
    first: int,
    look: bytes,
    columns: Sequence[Colonne],
    rows: Sequence[dict[int, CellValue]],
    *,
    date1904: bool,
) -> Suite:
    """The text of the rows.

    Args:
        feuille: the sheet, for errors.
        first: the number of the first one.
        look: the attributes of each row beside its number.
        columns: those of the table, in order.
        rows: values by the place of their column.
        date1904: how the workbook counts its days.

    Raises:
        BadCell: a value cannot stand in a cell.

    >>> made = suite("S", 5, b"", colonnes([b"1", None], 1), [{0: "A", 1: 2}], date1904=False)
    >>> made.text.decode()
    '<row r="5"><c r="A5" s="1" t="inlineStr"><is><t>A</t></is></c><c r="B5"><v>2</v></c></row>'
    """
    plan = [
        (one.rang, one.lettres, f' s="{one.style.decode()}"' if one.style else "")
        for one in columns
    ]
    attributes = look.decode()
    days: dict[date, str] = {}
    out: list[str] = []
    for number, values in enumerate(rows, first):
        out.append(f'<row r="{number}"{attributes}>')
        for index, name, style in plan:
            value = values.get(index)
            if type(value) is str and _ordinaire(value):
                out.append(
                    f'<c r="{name}{number}"{style} t="inlineStr"><is><t>{value}</t></is></c>'
                )
                continue
            if value is None or value == "":
                if style:
                    out.append(f'<c r="{name}{number}"{style}/>')
                continue
            if type(value) is date:
                inner = days.get(value)
                if inner is None:
                    inner = days[value] = _contenu(feuille, number, name, value, date1904)
            else:
                inner = _contenu(feuille, number, name, value, date1904)
            out.append(f'<c r="{name}{number}"{style}{inner}</c>')
        out.append("</row>")
    text = "".join(out).encode()
    return Suite(first, first + len(rows) - 1, columns[0].place, columns[-1].place, text)


def _ordinaire(value: str) -> bool:
    """Whether a text is written as it is: nothing to escape, no space to keep."""
    return (
        0 < len(value) < 32_000
        and value.isprintable()
        and "&" not in value
        and "<" not in value
        and ">" not in value
        and "_x" not in value
        and "  " not in value
        and value[0] != " "
        and value[-1] != " "
    )


def _contenu(feuille: str, number: int, name: str, value: CellValue, date1904: bool) -> str:
    """What follows a cell's style: its kind and its value."""
    try:
        kind, inner = content(value, date1904=date1904)
    except ValueError as error:
        raise BadCell(feuille, number, name, str(value)[:40], str(error)) from error
    mark = f' t="{kind.decode()}"' if kind else ""
    return f"{mark}>{inner.decode()}"
