"""Many rows under a table, written at once: a statement may have a hundred thousand.

Only where nothing stands below, and where a calculated column has one formula for all rows: they
look like the one above them. Whatever is out of the ordinary is left to :mod:`appends`, row by row.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from sheetcash.adapters.excel_file.cellxml import content
from sheetcash.errors import BadCell
from sheetcash.workbook.addresses import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sheetcash.workbook.cells import CellValue

#: Fewer are not worth a way of their own.
AU_MOINS = 50
#: So many small texts are kept at once.
_MORCEAUX = 20_000
#: Longer texts are looked at more closely.
_LONG = 16_000


class Colonne(NamedTuple):
    """A column of the rows: its rank in the table, its place in the sheet, its letters, its style.

    ``style`` is the ``s`` of its cells, or None; ``formule`` the element that each of them has.
    """

    rang: int
    place: int
    lettres: str
    style: bytes | None
    formule: bytes = b""


class Suite(NamedTuple):
    """Rows that follow all others of a sheet: their numbers, their columns and their text."""

    first: int
    last: int
    left: int
    right: int
    text: bytes


def colonne(rang: int, left: int, style: bytes | None, formule: bytes = b"") -> Colonne:
    """A column, from 0, of a table that begins in column ``left``."""
    return Colonne(rang, left + rang, letters(left + rang), style, formule)


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

    >>> two = [colonne(0, 1, b"1"), colonne(1, 1, None, b"<f>T[A]</f>")]
    >>> suite("S", 5, b"", two, [{0: "A"}], date1904=False).text.decode()
    '<row r="5"><c r="A5" s="1" t="inlineStr"><is><t>A</t></is></c><c r="B5"><f>T[A]</f></c></row>'
    """
    plan = [
        (
            one.rang,
            one.lettres,
            f' s="{one.style.decode()}"' if one.style else "",
            one.formule.decode(),
        )
        for one in columns
    ]
    attributes = look.decode()
    plain = {one.rang for one in columns if _sans_rien(row.get(one.rang) for row in rows)}
    days: dict[date, str] = {}
    out, done = list[str](), list[bytes]()
    for number, values in enumerate(rows, first):
        out.append(f'<row r="{number}"{attributes}>')
        for index, name, style, formula in plan:
            value = values.get(index)
            if formula:
                told = f">{formula}"
                if index in values:
                    told = _contenu(feuille, number, name, value, date1904, formula)
                out.append(f'<c r="{name}{number}"{style}{told}</c>')
                continue
            if type(value) is str and value and (index in plain or _ordinaire(value)):
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
        if len(out) > _MORCEAUX:
            done.append("".join(out).encode())
            out.clear()
    text = b"".join((*done, "".join(out).encode()))
    return Suite(first, first + len(rows) - 1, columns[0].place, columns[-1].place, text)


def _sans_rien(values: Iterable[CellValue]) -> bool:
    """Whether all the texts of a column are written as they are: asked once, at the speed of C."""
    texts = [value for value in values if type(value) is str and value]
    whole = "|".join(texts)
    return (
        max(map(len, texts), default=0) < _LONG
        and not any(sign in whole for sign in (" |", "| "))
        and (not whole or _sobre(whole))
    )


def _ordinaire(value: str) -> bool:
    """Whether a text is written as it is: nothing to escape, no space to keep."""
    return 0 < len(value) < _LONG and _sobre(value)


def _sobre(value: str) -> bool:
    return (
        value.isprintable()
        and "&" not in value
        and "<" not in value
        and ">" not in value
        and "_x" not in value
        and "  " not in value
        and value[0] != " "
        and value[-1] != " "
    )


def _contenu(
    feuille: str, number: int, name: str, value: CellValue, date1904: bool, formule: str = ""
) -> str:
    """What follows a cell's style: its kind, its formula and its value."""
    try:
        kind, inner = content(value, formula=bool(formule), date1904=date1904)
    except ValueError as error:
        raise BadCell(feuille, number, name, str(value)[:40], str(error)) from error
    mark = f' t="{kind.decode()}"' if kind else ""
    return f"{mark}>{formule}{inner.decode()}"
