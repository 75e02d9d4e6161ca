"""Many rows under a table, written at once: a statement may have a hundred thousand.

Only where nothing stands below, and where a calculated column has one formula for all rows: they
look like the one above them. Whatever is out of the ordinary is left to :mod:`appends`, row by row.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.adapters.excel_file.cellxml import content
from sheetcash.errors import BadCell
from sheetcash.workbook.addresses import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sheetcash.workbook.cells import CellValue

#: Fewer are not worth a way of their own.
AU_MOINS: Final = 50
#: So many rows are written at once, column by column.
_TRANCHE: Final = 5_000
#: An amount of more signs is left to the usual way.
_CHIFFRES: Final = 20
#: Longer texts are looked at more closely.
_LONG: Final = 16_000
_TEXTES: Final = frozenset((str, type(None)))


class Colonne(NamedTuple):
    """A column of the rows: its rank in the table, its place in the sheet, its letters, its style.

    ``style`` is the ``s`` of its cells, or None; ``formule`` the element that each of them has.
    """

    rang: int
    place: int
    lettres: str
    style: bytes | None
    formule: bytes = b""


class Place(NamedTuple):
    """Where rows go: their sheet, the number of the first one, how many they are.

    ``look`` are the attributes of each beside its number, ``date1904`` how the workbook counts its
    days.
    """

    feuille: str
    first: int
    nombre: int
    look: bytes = b""
    date1904: bool = False


class Suite(NamedTuple):
    """Rows that follow all others of a sheet: their numbers, their columns and their text.

    ``temoins`` are rows and cells of that text, in an element that holds them: where these are
    well formed, so is the rest, which differs from them by numbers and by texts of no sign that
    XML knows.
    """

    first: int
    last: int
    left: int
    right: int
    text: bytes
    temoins: bytes


def colonne(rang: int, left: int, style: bytes | None, formule: bytes = b"") -> Colonne:
    """A column, from 0, of a table that begins in column ``left``."""
    return Colonne(rang, left + rang, letters(left + rang), style, formule)


def suite(
    place: Place, columns: Sequence[Colonne], valeurs: Mapping[int, Sequence[CellValue]]
) -> Suite:
    """The text of the rows.

    Args:
        place: where they go.
        columns: those of the table, in order.
        valeurs: by the rank of their column, one for each row.

    Raises:
        BadCell: a value cannot stand in a cell.

    >>> two = [colonne(0, 1, b"1"), colonne(1, 1, None, b"<f>T[A]</f>")]
    >>> suite(Place("S", 5, 1), two, {0: ["A"]}).text.decode()
    '<row r="5"><c r="A5" s="1" t="inlineStr"><is><t>A</t></is></c><c r="B5"><f>T[A]</f></c></row>'
    """
    first, attributes = place.first, place.look.decode()
    writers = [_Ecrivain(place, one) for one in columns]
    done = list[bytes]()
    for start in range(0, place.nombre, _TRANCHE):
        stop = min(start + _TRANCHE, place.nombre)
        numbers = list(map(str, range(first + start, first + stop)))
        # One format for a row, filled at the speed of C.
        shape, filled = ['<row r="%s"', attributes.replace("%", "%%"), ">"], [numbers]
        for one in writers:
            its = valeurs.get(one.rang)
            told, values = one.cellules(numbers, None if its is None else its[start:stop])
            shape.append(told)
            filled += values
        row = "".join((*shape, "</row>"))
        done.append("".join(map(row.__mod__, zip(*filled, strict=True))).encode())
    proofs = (f'<r><row r="{first}"{attributes}>', *(t for one in writers for t in one.temoins))
    return Suite(
        first,
        first + place.nombre - 1,
        columns[0].place,
        columns[-1].place,
        b"".join(done),
        "".join((*proofs, "</row></r>")).encode(),
    )


class _Ecrivain:
    """Writes the cells of one column, many at a time.

    Attributes:
        temoins: a cell of each kind that was written, and all those whose text may hold anything.
    """

    def __init__(self, place: Place, column: Colonne) -> None:
        self.place, self.rang = place, column.rang
        self.lettres, self.formule = column.lettres, column.formule.decode()
        self.style = f' s="{column.style.decode()}"' if column.style else ""
        self.temoins: list[str] = []
        self.jours: dict[CellValue, str] = {}
        self._formes: set[str] = set()

    def cellules(
        self, numbers: list[str], values: Sequence[CellValue] | None
    ) -> tuple[str, tuple[list[str], ...]]:
        """The cells of some rows: a format, and what fills it, row by row; None for no value."""
        style = self.style
        kinds = {type(None)} if values is None else set(map(type, values))
        if self.formule:
            if values is not None and kinds != {type(None)}:
                return "%s", (list(map(self._cellule, numbers, values)),)
            return self._forme(f"{style}>{self.formule}"), (numbers,)
        if values is None or kinds == {type(None)}:
            return self._forme(style, "/>") if style else "", (numbers,) if style else ()
        if kinds == {date}:
            days = self.jours
            for day in dict.fromkeys(values):
                if day in days:
                    continue
                days[day] = self._dite(numbers[values.index(day)], day)
                self.temoins.append(f'<c r="{self.lettres}1"{days[day]}</c>')
            told = list(map(days.__getitem__, values))
            return f'<c r="{self.lettres}%s"%s</c>', (numbers, told)
        if kinds == {Decimal} and (amounts := _montants(values)):
            return self._forme(f"{style}><v>", "</v></c>", "0"), (numbers, amounts)
        if kinds <= _TEXTES:
            return self._textes(numbers, values)
        return "%s", (list(map(self._cellule, numbers, values)),)

    def _textes(
        self, numbers: list[str], values: Sequence[CellValue]
    ) -> tuple[str, tuple[list[str], ...]]:
        """Cells of text, and blank ones; a text that is not written as it is goes its own way."""
        texts = [value for value in values if type(value) is str and value]
        odd: set[CellValue] = set()
        if not _sans_rien(texts):
            odd = {text for text in set(texts) if not _sans_rien([text])}
        form = self._forme(f'{self.style} t="inlineStr"><is><t>', "</t></is></c>", "")
        if not odd and len(texts) == len(values):
            return form, (numbers, texts)
        blank = self._forme(self.style, "/>") if self.style else ""
        return "%s", (
            [
                self._cellule(number, value)
                if value in odd
                else form % (number, value)
                if value
                else blank and blank % number
                for number, value in zip(numbers, values, strict=True)
            ],
        )

    def _forme(self, told: str, end: str = "</c>", texte: str | None = None) -> str:
        """The format of a cell: « %s » for its row's number and, before its end, for a text."""
        form = f'<c r="{self.lettres}%s"{told.replace("%", "%%")}'
        form += end if texte is None else f"%s{end}"
        if form not in self._formes:
            self._formes.add(form)
            self.temoins.append(form % ("1" if texte is None else ("1", texte)))
        return form

    def _cellule(self, number: str, value: CellValue) -> str:
        """One cell, whatever it holds."""
        if not self.formule and (value is None or value == ""):
            return self._forme(self.style, "/>") % number if self.style else ""
        found = f'<c r="{self.lettres}{number}"{self._dite(number, value)}</c>'
        self.temoins.append(found)
        return found

    def _dite(self, number: str, value: CellValue) -> str:
        """What follows a cell's place: its style, its kind, its formula and its value."""
        try:
            date1904 = self.place.date1904
            kind, inner = content(value, formula=bool(self.formule), date1904=date1904)
        except ValueError as error:
            shown, sheet = str(value)[:40], self.place.feuille
            raise BadCell(sheet, int(number), self.lettres, shown, str(error)) from error
        mark = f' t="{kind.decode()}"' if kind else ""
        return f"{self.style}{mark}>{self.formule}{inner.decode()}"


def _sans_rien(texts: Sequence[str]) -> bool:
    """Whether texts are all written as they are: asked of many at once, at the speed of C.

    Nothing to escape, no space to keep, nothing that Excel or XML would read as anything else.
    """
    whole = "|".join(texts)
    return not whole or (
        max(map(len, texts)) < _LONG
        and whole.isprintable()
        and not any(sign in whole for sign in ("&", "<", ">", "_x", "  ", " |", "| "))
        and whole[0] != " "
        and whole[-1] != " "
    )


def _montants(values: Sequence[CellValue]) -> list[str] | None:
    """Amounts to the cent as a cell holds them; None where one is anything else.

    >>> _montants([Decimal("1234.50"), Decimal("-0.00")]), _montants([Decimal("1E+3")])
    (['1234.5', '0'], None)
    """
    texts = list(map(str, values))
    if {text[-3:-2] for text in texts} != {"."} or max(map(len, texts)) > _CHIFFRES:
        return None
    found = [text.rstrip("0").rstrip(".") for text in texts]
    return ["0" if text == "-0" else text for text in found] if "-0" in found else found
