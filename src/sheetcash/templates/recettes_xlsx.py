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
from sheetcash.templates.controle_xlsx import CONTROLE, NUMERO_INCONNU
from sheetcash.templates.formulas import Cell, serial, text, this
from sheetcash.templates.valeurs import shown
from sheetcash.workbook.schema import DATE, MONTANT, Column
from sheetcash.workbook.tables import RECETTES

DATE_TITLE: Final = RECETTES.columns[1].title
COMPTE: Final = "Montant daté"
PAYE_LE: Final = "Jour du paiement"
RECENT: Final = "Sur douze mois"
SOLDE: Final = "Sur le solde"

EXTRA: Final = (
    Column(COMPTE, MONTANT, "Zéro tant que la date manque.", computed=True),
    Column(PAYE_LE, DATE, "Vide pour un remboursement.", computed=True),
    Column(RECENT, MONTANT, "Zéro avant douze mois, et à venir.", computed=True),
    Column(SOLDE, MONTANT, "Zéro jusqu'à la date du solde, et à venir.", computed=True),
)

_DAY, _AMOUNT = this(RECETTES.name, DATE_TITLE), this(RECETTES.name, "Montant")
#: A number comes before any text, and a blank counts as one.
_SOUND: Final = f'({_DAY}<"")*({_DAY}>0)*({_AMOUNT}<"")'


def _counted(since: str) -> str:
    """Whether a row is in the totals, and its day after another and not to come."""
    said = this(RECETTES.name, CONTROLE)
    return f'(({said}="")+({said}={text(NUMERO_INCONNU)}))*({_DAY}>{since})*({_DAY}<=Aujourdhui)'


FORMULAS: Final = {
    COMPTE: f"IF({_SOUND}>0,{_AMOUNT},0)",
    PAYE_LE: f'IF({_SOUND}*({_AMOUNT}>0)>0,{_DAY},"")',
    RECENT: f"IF({_counted('EDATE(Aujourdhui,-12)')}>0,{_AMOUNT},0)",
    SOLDE: f"IF({_counted('MAX(0,Date_du_solde)')}>0,{_AMOUNT},0)",
}


def completer(
    rows: Sequence[Mapping[str, object]], aujourdhui: date, date_solde: date | None
) -> list[dict[str, object]]:
    """The rows, checked, with these columns, formulas and true values.

    Args:
        rows: the checked rows.
        aujourdhui: the day of the figures.
        date_solde: that of the known balance, None when there is none.
    """
    found, first = [], add_months(aujourdhui, -12)
    for row in rows:
        day, cents = row.get(DATE_TITLE), row.get("Montant")
        values: dict[str, float | int | str] = {COMPTE: 0, PAYE_LE: "", RECENT: 0, SOLDE: 0}
        if isinstance(day, date) and isinstance(cents, int):
            values[COMPTE] = euros(cents)
            if cents > 0:
                values[PAYE_LE] = serial(day)
            if day <= aujourdhui and shown(row, CONTROLE) in ("", NUMERO_INCONNU):
                values[RECENT] = euros(cents) if day > first else 0
                values[SOLDE] = euros(cents) if day > (date_solde or date.min) else 0
        found.append({**row, **{title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}})
    return found
