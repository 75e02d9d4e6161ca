"""What a workbook computes or looks up, and nobody types: the places to protect.

Whole sheets without anything to fill in, and the calculated columns of the others. Sheets that
sheetcash writes in by itself count as such.
"""

from __future__ import annotations

from typing import Final

from sheetcash.workbook.schema import Column
from sheetcash.workbook.tables import ACHATS, BAREMES, RECETTES, RELANCES, SCELLES, TABLES

#: What is told of a calculation that someone is about to type over.
COURTOISIE: Final = "Calculé par le classeur : à lire, pas à modifier."
#: Sheets that nobody fills in but on purpose.
FEUILLES: Final = (
    *("Accueil", "Tableau de bord", "À faire", "Plan de trésorerie"),
    RELANCES.sheet,
    SCELLES.sheet,
    BAREMES.sheet,
)
#: Columns that sheetcash keeps, beside the calculated ones.
_TENUES: Final = {(RECETTES.name, "Sceau"), (ACHATS.name, "Sceau")}


def colonnes() -> dict[str, list[Column]]:
    """The columns to protect, by the name of their table.

    >>> [one.title for one in colonnes()["tblRecettes"]]
    ['Sceau']
    """
    found = {
        name: [one for one in table.columns if one.computed or (name, one.title) in _TENUES]
        for name, table in TABLES.items()
        if table.sheet not in FEUILLES
    }
    return {name: those for name, those in found.items() if those}
