"""The columns of tblRecettes that the invoices and the clients add up.

Engines look one criterion up in an index, and read the whole ledger for two: three thousand
invoices over ten thousand receipts would take most of a recalculation. What a second criterion
would tell stands in a column of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.core.money import euros
from sheetcash.core.periods import add_months
from sheetcash.templates.controle_xlsx import CONTROLE
from sheetcash.templates.formulas import Cell, serial, this
from sheetcash.templates.valeurs import shown
from sheetcash.workbook.schema import DATE, MONTANT, Column
from sheetcash.workbook.tables import RECETTES

DATE_TITLE: Final = RECETTES.columns[1].title
COMPTE: Final = "Montant daté"
PAYE_LE: Final = "Jour du paiement"
RECENT: Final = "Sur douze mois"

EXTRA: Final = (
    Column(COMPTE, MONTANT, "Zéro tant que la date manque.", computed=True),
    Column(PAYE_LE, DATE, "Vide pour un remboursement.", computed=True),
    Column(RECENT, MONTANT, "Zéro avant douze mois, et à venir.", computed=True),
)

_DAY, _AMOUNT = this(RECETTES.name, DATE_TITLE), this(RECETTES.name, "Montant")
#: A number comes before any text, and a blank counts as one.
_SOUND: Final = f'({_DAY}<"")*({_DAY}>0)*({_AMOUNT}<"")'
FORMULAS: Final = {
    COMPTE: f"IF({_SOUND}>0,{_AMOUNT},0)",
    PAYE_LE: f'IF({_SOUND}*({_AMOUNT}>0)>0,{_DAY},"")',
    RECENT: (
        f'IF(({this(RECETTES.name, CONTROLE)}="")*({_DAY}>EDATE(Aujourdhui,-12))'
        f"*({_DAY}<=Aujourdhui)>0,{_AMOUNT},0)"
    ),
}


def completer(rows: Sequence[Mapping[str, object]], aujourdhui: date) -> list[dict[str, object]]:
    """The rows, checked, with these columns, formulas and true values."""
    found, first = [], add_months(aujourdhui, -12)
    for row in rows:
        day, cents = row.get(DATE_TITLE), row.get("Montant")
        values: dict[str, float | int | str] = {COMPTE: 0, PAYE_LE: "", RECENT: 0}
        if isinstance(day, date) and isinstance(cents, int):
            values[COMPTE] = euros(cents)
            if cents > 0:
                values[PAYE_LE] = serial(day)
            if first < day <= aujourdhui and shown(row, CONTROLE) == "":
                values[RECENT] = euros(cents)
        found.append({**row, **{title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}})
    return found
