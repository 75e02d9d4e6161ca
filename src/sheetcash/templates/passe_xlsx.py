"""Under the cash plan, the twelve months that are over: what was forecast, what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from sheetcash.core import suivi
from sheetcash.core.categories import LABELS
from sheetcash.core.money import euros
from sheetcash.core.periods import serial
from sheetcash.core.suivi import MOIS_PASSES, Passe
from sheetcash.templates.builder import Builder
from sheetcash.templates.calc import DATE_RECETTE, Calc
from sheetcash.templates.controle_xlsx import RETENU
from sheetcash.templates.formulas import Cell, jusque, text, total
from sheetcash.templates.looks import (
    COMPUTED,
    EUROS_RONDS,
    GREY,
    HAIRLINE,
    JOUR,
    TEAL,
    WHITE,
)
from sheetcash.templates.places import PLAN, absolute
from sheetcash.templates.plan_places import (
    FIRST_MONTH,
    LAST_MONTH,
    PASSE_DEBUT_ROW,
    PASSE_FIN_ROW,
    PASSE_ROW,
    here,
)
from sheetcash.templates.previsions_xlsx import ENTREE, SORTIE, passe
from sheetcash.templates.valeurs import cents_de
from sheetcash.workbook.tables import ACHATS, DECLARATIONS, PREVISIONS, RECETTES

_MONTHS_ROW: Final = PASSE_FIN_ROW + 1
_LINES: Final = (
    "Encaissements prévus",
    "Encaissements réalisés",
    "Écart",
    "Décaissements prévus",
    "Décaissements réalisés",
    "Écart",
)
_FIRST: Final = _MONTHS_ROW + 1
LAST_ROW: Final = _FIRST + len(_LINES)
#: The rows of what was forecast and received, for the indicators.
PREVUS_ROW: Final = _FIRST
REALISES_ROW: Final = _FIRST + 1


def cellules(row: int) -> str:
    """The twelve cells of a row, from another sheet.

    >>> cellules(PREVUS_ROW)[:22]
    "'Plan de trésorerie'!$"
    """
    return absolute(PLAN, row, FIRST_MONTH, row, LAST_MONTH)


def mois_passes(calc: Calc) -> list[Passe]:
    """The months that are over, as the formulas see them."""
    jour = calc.builder.figures.jour
    book = calc.builder.figures.book
    received = zip(book.recettes.dates, book.recettes.montants, strict=True)
    paid = [
        *_paid(calc.rows[ACHATS.name], RETENU),
        *_paid(calc.rows[DECLARATIONS.name], "Total"),
    ]
    months = suivi.realise(jour, [], received, paid)
    found = []
    for at, month in enumerate(months):
        planned = {"Encaissement": 0, "Décaissement": 0}
        for row in calc.rows[PREVISIONS.name]:
            if row.get("Sens") in planned:
                planned[str(row["Sens"])] += cents_de(row, passe(at)) or 0
        found.append(
            month._replace(
                entrees_prevues=planned["Encaissement"], sorties_prevues=planned["Décaissement"]
            )
        )
    return found


def _paid(rows: Sequence[Mapping[str, object]], title: str) -> list[tuple[date, int]]:
    return [
        (day, cents_de(row, title) or 0)
        for row in rows
        if isinstance(day := row.get("Payé le"), date)
    ]


def write_passe(builder: Builder, calc: Calc) -> int:
    """Write the block; answers its last row."""
    worksheet = builder.workbook.get_worksheet_by_name(PLAN)
    assert worksheet is not None
    looks = builder.looks
    heading = looks.get(bold=True, font_size=12, font_color=TEAL)
    worksheet.write_string(PASSE_ROW, 0, "Prévu et réalisé, sur douze mois", heading)
    words = (
        "Prévu : ce que dit la feuille Prévisions de ces mois-là. Réalisé : le livre des recettes, "
        "les achats payés et l'Urssaf."
    )
    worksheet.write_string(PASSE_ROW, 4, words, looks.note())
    labels: tuple[tuple[int, str, dict[str, Any]], ...] = (
        (PASSE_DEBUT_ROW, "Du", {"font_size": 8, "font_color": GREY}),
        (PASSE_FIN_ROW, "Au", {"font_size": 8, "font_color": GREY}),
        (_MONTHS_ROW, "Mois", {"bold": True, "font_color": WHITE, "bg_color": TEAL}),
        *((_FIRST + at, words, _look(words)) for at, words in enumerate(_LINES)),
    )
    months = mois_passes(calc)
    formulas = [_formulas(at) for at in range(MOIS_PASSES)]
    form = EUROS_RONDS + ";-" + EUROS_RONDS + ';"–"'
    forms = {PASSE_DEBUT_ROW: JOUR, PASSE_FIN_ROW: JOUR, _MONTHS_ROW: "mmm yyyy"}
    for row, words, look in labels:
        worksheet.write_string(row, 0, words, looks.get(align="left", indent=1, **look))
        its = looks.get(align="right", num_format=forms.get(row, form), **look)
        for at, month in enumerate(months):
            cell = Cell(formulas[at][row], _value(row, month))
            builder.write(worksheet, row, FIRST_MONTH + at, cell, "", its)
    return LAST_ROW


def _look(words: str) -> dict[str, Any]:
    line = {"bottom": 1, "bottom_color": HAIRLINE}
    return {"bold": True, "bg_color": COMPUTED, **line} if words == "Écart" else line


def _formulas(at: int) -> dict[int, str]:
    """A month's formulas, by row."""
    debut, fin = here(PASSE_DEBUT_ROW, at), here(PASSE_FIN_ROW, at)

    def during(title: str) -> tuple[tuple[str, str], tuple[str, str]]:
        return (title, f'">="&{debut}'), (title, jusque(fin))

    def planned(sens: str) -> str:
        return total(PREVISIONS.name, passe(at), ("Sens", sens))

    received = "+".join(
        total(
            RECETTES.name,
            RETENU,
            ("Catégorie", text(label)),
            *during(DATE_RECETTE),
        )
        for label in LABELS.values()
    )
    bought = total(ACHATS.name, RETENU, *during("Payé le"))
    declared = total(DECLARATIONS.name, "Total", *during("Payé le"))
    rows = [here(_FIRST + line, at) for line in range(len(_LINES))]
    return {
        PASSE_DEBUT_ROW: f"EOMONTH(Aujourdhui,{at - MOIS_PASSES - 1})+1",
        PASSE_FIN_ROW: f"EOMONTH({debut},0)",
        _MONTHS_ROW: f"{debut}+0",
        _FIRST: planned(ENTREE),
        _FIRST + 1: f"ROUND({received},2)",
        _FIRST + 2: f"ROUND({rows[1]}-{rows[0]},2)",
        _FIRST + 3: planned(SORTIE),
        _FIRST + 4: f"ROUND({bought}+{declared},2)",
        _FIRST + 5: f"ROUND({rows[4]}-{rows[3]},2)",
    }


def _value(row: int, month: Passe) -> float | int:
    """The true value of a month's cell."""
    if row in (PASSE_DEBUT_ROW, _MONTHS_ROW):
        return serial(month.periode.debut)
    if row == PASSE_FIN_ROW:
        return serial(month.periode.fin)
    amounts = (
        month.entrees_prevues,
        month.entrees,
        month.entrees - month.entrees_prevues,
        month.sorties_prevues,
        month.sorties,
        month.sorties - month.sorties_prevues,
    )
    return euros(amounts[row - _FIRST])
