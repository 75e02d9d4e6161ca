"""The last known rates, in a block of the plan's sheet: they stand in for those not published yet.

One row per kind of contributions, one column per category; under them, the other rates.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from sheetcash.core.categories import LABELS, MEUBLE_CLASSE
from sheetcash.core.money import MILLION
from sheetcash.errors import RuleError
from sheetcash.templates import declarations_rates as rates
from sheetcash.templates.baremes_rows import INCONNU, PARAMETRES, PERIODES_DROM, lookup_rate
from sheetcash.templates.builder import Builder
from sheetcash.templates.figures import Figures
from sheetcash.templates.formulas import Cell, text
from sheetcash.templates.looks import POURCENT_FIN
from sheetcash.templates.places import PLAN, absolute
from sheetcash.templates.plan_places import ESTIMES_COLUMN, ESTIMES_ROW

_KINDS: Final = (PARAMETRES["cotisations"], PARAMETRES["acre_cotisations"], *PERIODES_DROM.values())
_FIRST: Final = ESTIMES_ROW + 2
_LAST: Final = _FIRST + len(_KINDS) - 1
_OTHERS_ROW: Final = _LAST + 2
_OTHERS: Final = rates.TITRES[len(LABELS) :]
_DECEMBER: Final = "DATE(Annee,12,31)"


def formule(title: str, bareme: str, bareme_meuble: str) -> str:
    """The last known rate of a column of the declarations.

    Args:
        title: the column.
        bareme: a formula for the contributions that apply, in the words of Barèmes.
        bareme_meuble: the same for lodging.
    """
    for at, code in enumerate(LABELS):
        if rates.titre_taux(code) == title:
            column = ESTIMES_COLUMN + 1 + at
            cells = absolute(PLAN, _FIRST, column, _LAST, column)
            kinds = absolute(PLAN, _FIRST, ESTIMES_COLUMN, _LAST, ESTIMES_COLUMN)
            which = bareme_meuble if code == MEUBLE_CLASSE else bareme
            return f"IFERROR(INDEX({cells},MATCH({which},{kinds},0)),{text(INCONNU)})"
    return absolute(PLAN, _OTHERS_ROW + 1, ESTIMES_COLUMN + 1 + _OTHERS.index(title))


def write_estimes(builder: Builder) -> None:
    """Write the block on the plan's sheet."""
    worksheet = builder.workbook.get_worksheet_by_name(PLAN)
    assert worksheet is not None
    looks = builder.looks
    words = "Taux de fin d'année, pour estimer l'année suivante : à lire, pas à modifier."
    worksheet.write_string(ESTIMES_ROW, ESTIMES_COLUMN, words, looks.note(bold=True))
    for at, label in enumerate(LABELS.values()):
        worksheet.write_string(ESTIMES_ROW + 1, ESTIMES_COLUMN + 1 + at, label, looks.note())
    for at, title in enumerate(_OTHERS):
        worksheet.write_string(_OTHERS_ROW, ESTIMES_COLUMN + 1 + at, title, looks.note())
    look = looks.note(num_format=POURCENT_FIN)
    for line, kind in enumerate(_KINDS):
        worksheet.write_string(_FIRST + line, ESTIMES_COLUMN, kind, looks.note())
        for at, (code, label) in enumerate(LABELS.items()):
            formula = lookup_rate(text(kind), text(label), _DECEMBER, "Annee")
            cell = Cell(formula, _value(builder.figures, kind, code))
            builder.write(worksheet, _FIRST + line, ESTIMES_COLUMN + 1 + at, cell, "", look)
    formulas = rates.formules("0", "0", _DECEMBER, "Annee")
    regime = builder.figures.book.parametres.regime
    december = date(builder.figures.jour.year, 12, 31)
    known = rates.valeurs(december, regime, builder.figures.book.loi)
    for at, title in enumerate(_OTHERS):
        rate = known[title]
        cell = Cell(formulas[title], INCONNU if rate is None else rate / MILLION)
        builder.write(worksheet, _OTHERS_ROW + 1, ESTIMES_COLUMN + 1 + at, cell, "", look)


def _value(figures: Figures, kind: str, code: str) -> float | str:
    """The true rate of a kind of contributions on the last day of the year."""
    december, creation, parametre, cle = date(figures.jour.year, 12, 31), None, "cotisations", code
    if kind == PARAMETRES["acre_cotisations"]:
        parametre = "acre_cotisations"
        creation = figures.book.parametres.regime.debut_activite or date.min
    elif kind in PERIODES_DROM.values():
        parametre = "drom_cotisations"
        age = next(age for age, words in PERIODES_DROM.items() if words == kind)
        cle = f"{code}.{age}"
    try:
        return figures.book.loi.valeur(parametre, december, cle, creation) / MILLION
    except RuleError:
        return INCONNU
