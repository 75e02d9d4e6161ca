"""Rows that a table is given, by row or by column as they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sheetcash.workbook.cells import RowsAppend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sheetcash.workbook.cells import CellValue, RowAppend


class Lignes:
    """New rows, by row or by column as they are asked for.

    Attributes:
        places: the columns of the table, from 0, that some of them give a value.
        nombre: how many there are.
    """

    def __init__(self, rows: list[dict[int, CellValue]] | RowsAppend) -> None:
        self._rows = rows
        if isinstance(rows, list):
            self.places = set().union(*rows)
            self.nombre = len(rows)
        else:
            self.places = set(rows.columns)
            self.nombre = rows.nombre

    @classmethod
    def de(cls, rows: Sequence[RowAppend | RowsAppend]) -> Lignes:
        """Those of several edits, in their order."""
        if len(rows) == 1 and isinstance(rows[0], RowsAppend):
            return cls(rows[0])
        every: list[dict[int, CellValue]] = []
        for one in rows:
            every += one.lignes() if isinstance(one, RowsAppend) else [one.values]
        return cls(every)

    def ligne(self, at: int) -> dict[int, CellValue]:
        """One row's values by column."""
        if isinstance(self._rows, list):
            return self._rows[at]
        return {place: values[at] for place, values in self._rows.columns.items()}

    def cellules_de(self, first: int) -> int:
        """How many values they give from a row on; None is none."""
        columns = self.colonnes(first).values()
        return sum(len(values) - values.count(None) for values in columns)

    def colonnes(self, first: int) -> dict[int, list[CellValue]]:
        """The values of each column from a row on; None where a row gives none."""
        if isinstance(self._rows, list):
            rows = self._rows[first:]
            return {place: [row.get(place) for row in rows] for place in self.places}
        return {place: values[first:] for place, values in self._rows.columns.items()}
