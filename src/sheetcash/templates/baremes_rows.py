"""The law's figures as rows of the sheet Barèmes, and the words the formulas look them up by."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sheetcash.baremes import Bareme, charger
from sheetcash.baremes.libelles import PERIODES_DROM, TOUTES
from sheetcash.templates.formulas import col, text
from sheetcash.workbook.baremes_labels import (
    PARAMETRES,
    ecrire,
    libelle,
)
from sheetcash.workbook.tables import BAREMES, CREATION_DEPUIS, CREATION_JUSQUA

__all__ = [
    "CREATION_DEPUIS",
    "CREATION_JUSQUA",
    "INCONNU",
    "PARAMETRES",
    "PERIODES_DROM",
    "TOUTES",
    "libelle",
    "lookup",
    "lookup_rate",
    "rows",
]

#: What the sheet calls the units that are not plain words.
_UNITES: Final = {"mois-jour": "jour/mois"}

#: What a formula shows when the law's figure is not known for its day: never a silent zero.
INCONNU: Final = "inconnu"


def _figure(row: Bareme) -> Decimal | str | None:
    """The figure as the law writes it: 12.3 for 12.3 %, 83600 for 83 600 €, a day as text."""
    if row.valeur is None:
        return None
    if row.unite in ("date", "mois-jour"):
        return ecrire(row)
    return Decimal(row.valeur) / {"%": 10_000, "€": 100}.get(row.unite, 1)


def rows() -> list[dict[str, object]]:
    """Every row of tblBaremes for a new workbook, grouped by parameter."""
    found: list[dict[str, object]] = []
    for parametre in PARAMETRES:
        for row in charger(parametre):
            name, categorie = libelle(row)
            found.append(
                {
                    "Paramètre": name,
                    "Catégorie": categorie,
                    "Valeur": _figure(row),
                    "Unité": _UNITES.get(row.unite, row.unite),
                    "Début": row.debut,
                    "Fin": row.fin,
                    "Référence": row.reference,
                    "Source": row.source,
                    "Confirmé le": row.verifie_le if row.confiance != "non vérifié" else None,
                    CREATION_DEPUIS: row.creation_min,
                    CREATION_JUSQUA: row.creation_max,
                }
            )
    return found


def lookup(parametre: str, categorie: str, jour: str, annee: str) -> str:
    """The figure in force on a day, as the sheet writes it, or the text :data:`INCONNU`.

    The same rule as :class:`sheetcash.baremes.Baremes`: a figure without an end is vouched for
    until 31 December of the year in which it was last checked, or began if that is later.

    Args:
        parametre: a formula that answers the parameter's name.
        categorie: a formula that answers the category's name.
        jour: a formula that answers the day.
        annee: a formula that answers the year of that day.
    """

    def its(title: str) -> str:
        return col(BAREMES.name, title)

    january = f"DATE({annee},1,1)"
    vouched = f"(({its('Confirmé le')}>={january})+({its('Début')}>={january})>0)"
    open_ended = f'({its("Fin")}="")*{vouched}'
    no_limit = f'({its(CREATION_JUSQUA)}="")'
    known = "*".join(
        (
            f"({its('Paramètre')}={parametre})",
            f"({its('Catégorie')}={categorie})",
            f"({its('Début')}<={jour})",
            f"(({its('Fin')}>={jour})+{open_ended}>0)",
            f"({its(CREATION_DEPUIS)}<=Creation)",
            f"(({its(CREATION_JUSQUA)}>=Creation)+{no_limit}>0)",
            f'({its("Valeur")}<"")',  # a number: they come before any text
        )
    )
    value = its("Valeur")
    return f"IF(SUMPRODUCT({known})=1,SUMPRODUCT({known},{value}),{text(INCONNU)})"


def lookup_rate(parametre: str, categorie: str, jour: str, annee: str) -> str:
    """The same as a fraction: 0.123 where the sheet writes 12.3 %."""
    found = lookup(parametre, categorie, jour, annee)
    return f"IFERROR(ROUND({found}/100,6),{text(INCONNU)})"
