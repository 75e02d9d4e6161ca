"""What alerts are made of: a condition, words, and the row they lead to."""

from __future__ import annotations

from typing import NamedTuple

from sheetcash.core.money import round_half_up
from sheetcash.templates.a_faire_vues import ligne_du_rang
from sheetcash.templates.calc import Calc
from sheetcash.templates.formulas import Cell, col, text
from sheetcash.templates.places import FIRST_ROW
from sheetcash.templates.semaine_xlsx import URGENCE
from sheetcash.templates.valeurs import shown, vu
from sheetcash.workbook.schema import Table

Value = float | int | str


class Where(NamedTuple):
    """Where an alert leads: a sheet, and its row (formula and truth)."""

    sheet: str
    formula: str = "1"
    row: int = 1


def premiere(calc: Calc, table: Table, title: str, words: str) -> Where:
    """The first row whose cell ends with these words, or the titles' row."""
    shown = [str(vu(row, title)) for row in calc.rows[table.name]]
    at = next((at for at, one in enumerate(shown, 1) if one.endswith(words)), 0)
    return Where(table.sheet, rang(table, title, text(f"*{words}")), FIRST_ROW + at)


def la_plus_haute(calc: Calc, table: Table, title: str) -> Where:
    """The row whose number is the highest of its column."""
    numbers = [vu(row, title) for row in calc.rows[table.name]]
    top = max((one for one in numbers if isinstance(one, (int, float))), default=None)
    at = numbers.index(top) + 1 if top is not None else 0
    formula = rang(table, title, f"MAX({col(table.name, title)})")
    return Where(table.sheet, formula, FIRST_ROW + at)


def premiere_tache(calc: Calc, table: Table) -> Where:
    """The row that À faire ranks first; that of the titles when there is none."""
    top = max((shown(row, URGENCE) for row in calc.rows[table.name]), default=0)
    most = f"MAX({col(table.name, URGENCE)})"
    row = next((one.ligne for one in calc.taches if one.urgence == top), FIRST_ROW)
    return Where(table.sheet, f"IF({most}=0,{FIRST_ROW},{ligne_du_rang(most)})", row)


class Alert(NamedTuple):
    """A condition (formula and truth) and what to say then; ``act`` when it cannot wait.

    ``where`` is where it leads.
    """

    condition: str
    true: bool
    message: Cell
    act: bool
    where: Where


def fixe(words: str) -> Cell:
    """Words that never change."""
    return Cell(text(words), words)


def compte(number: str, value: Value, one: str, many: str) -> Cell:
    """``3 relances à faire``: a number and the noun in the right number."""
    words = one if value == 1 else many
    return Cell(f"{number}&IF({number}=1,{text(' ' + one)},{text(' ' + many)})", f"{value} {words}")


def pourcent(part: str, value: Value, before: str, after: str) -> Cell:
    """A share as whole per cents, between words."""
    shown = f"{entier(value)}" if isinstance(value, (int, float)) else ""
    formula = f"{text(before)}&ROUND({part}*100,0)&{text(after)}"
    return Cell(formula, f"{before}{shown}{after}")


def entier(part: float) -> int:
    """A share as whole per cents, halves upwards, as ROUND does."""
    return round_half_up(round(part * 1_000_000), 10_000)


def rang(table: Table, title: str, value: str) -> str:
    """The sheet row of a value in a column, or that of the titles: a formula."""
    return f"IFERROR(MATCH({value},{col(table.name, title)},0)+{FIRST_ROW},{FIRST_ROW})"
