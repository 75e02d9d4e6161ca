"""What an existing sheet of Google's lost beside its cells: charts, colours, lists, protections.

Nothing is laid over what is there: charts and colours come back to a sheet that has none left, a
list or a check to a column that has none, protections to a sheet without. A sheet that the user
laid out anew keeps none of ours: their places are no more known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from sheetcash.templates import google_ajouts, google_factures
from sheetcash.templates.google_feuille import Feuille
from sheetcash.templates.google_regles import Body
from sheetcash.workbook.addresses import Area
from sheetcash.workbook.tables import FACTURES

if TYPE_CHECKING:
    from sheetcash.templates.google_formules import Places
    from sheetcash.templates.google_source import Source

#: The share of a sheet's words that stand where the workbook has them, when nothing was moved.
_EN_PLACE: Final = 0.9


class Reste(NamedTuple):
    """What an existing sheet still has.

    Attributes:
        cellules: what was entered in its cells, from the first.
        graphiques: how many charts.
        couleurs: how many conditional formats.
        protections: how many protected ranges.
        controlees: the columns in which a cell has a list or a check.
    """

    cellules: Sequence[Sequence[object]]
    graphiques: int
    couleurs: int
    protections: int
    controlees: frozenset[int]

    def cellule(self, row: int, column: int) -> object:
        """A cell, rows and columns from 1; None when nothing was entered."""
        if row > len(self.cellules) or column > len(self.cellules[row - 1]):
            return None
        return self.cellules[row - 1][column - 1]


def remettre(
    source: Source, places: Places, restes: Mapping[str, Reste]
) -> Iterator[tuple[str, list[Body]]]:
    """What comes back, in French, with the requests that bring it.

    Args:
        source: the workbook.
        places: where everything stands in the spreadsheet.
        restes: what the sheets that were already there have, by our title.
    """
    for titre, reste in restes.items():
        its = Feuille(source, titre, places)
        shown = its.place.feuille if its.place else titre
        if its.place is not None:
            columns = list(_controles(source, places, its, reste))
            if columns:
                words = ", ".join(f"« {title} »" for title, _ in columns)
                yield (
                    f"{shown} : listes et contrôles remis : {words}.",
                    [one for _, requests in columns for one in requests],
                )
        if not _en_place(source, its, reste):
            continue
        for there, requests, words in (
            (reste.graphiques, [one.corps for one in its.graphiques()], "graphiques remis"),
            (reste.couleurs, _couleurs(its, reste), "couleurs d'alerte remises"),
            (reste.protections, list(its.protections()), "avertissements des cases grises remis"),
        ):
            if not there and requests:
                yield f"{shown} : {words}.", requests


def _controles(
    source: Source, places: Places, its: Feuille, reste: Reste
) -> Iterator[tuple[str, list[Body]]]:
    """The columns of a table without a list or a check that the workbook gives them."""
    assert its.place is not None
    _, data = source.donnees[its.nom_table]
    ours = source.places().tables[its.nom_table].colonnes
    for title, column in its.place.colonnes.items():
        if column in reste.controlees or reste.cellule(its.place.titres, column) is None:
            continue  # there, or a column that comes with all that is its own
        below = Area(its.place.premiere, column, its.place.derniere, column)
        requests = list(
            google_ajouts.regles(
                source,
                places,
                its.titre,
                ours[title],
                data.bottom,
                below,
                calcule=its.nom_table == FACTURES.name and title in google_factures.TITRES,
            )
        )
        if requests:
            yield title, requests


def _couleurs(its: Feuille, reste: Reste) -> list[Body]:
    """The conditional formats, if the cells that they read are still there."""
    rules = list(its.formats_conditionnels())
    for name, (row, column) in its.cellules.miroirs.items():
        if reste.cellule(row, column) != f"={name}":
            return []
    return rules


def _en_place(source: Source, its: Feuille, reste: Reste) -> bool:
    """Whether the sheet's words stand where the workbook has them."""
    if its.place is not None:
        here = source.places().tables[its.nom_table]
        return (its.place.titres, its.place.colonnes) == (here.titres, here.colonnes)
    words = [
        (cell.row, cell.column, cell.value)
        for row in its.feuille.iter_rows()
        for cell in row
        if cell.data_type == "s" and cell.value
    ]
    there = sum(reste.cellule(row, column) == word for row, column, word in words)
    return there >= _EN_PLACE * len(words)
