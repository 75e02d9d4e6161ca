"""The columns of tblRecettes that the invoices and the clients add up.

Engines look one criterion up in an index, and read the whole ledger for two: three thousand
invoices over ten thousand receipts would take most of a recalculation. What a second criterion
would tell stands in a column of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheetcash.core.money import MAX_CENTS, euros
from sheetcash.core.periods import add_months, serial
from sheetcash.templates.controle_xlsx import (
    CONTROLE,
    NUMERO_INCONNU,
    RETENU,
    montant_lisible,
)
from sheetcash.templates.formulas import Cell, sans_heure, text, this
from sheetcash.templates.valeurs import shown
from sheetcash.workbook.schema import DATE, MONTANT, Column
from sheetcash.workbook.tables import RECETTES

DATE_TITLE: Final = RECETTES.columns[1].title
COMPTE: Final = "Montant reçu"
PAYE_LE: Final = "Jour du paiement"
RECENT: Final = "Sur douze mois"
SOLDE: Final = "Sur le solde"

#: The columns that are added up.
MONTANTS: Final = (COMPTE, RECENT, RETENU, SOLDE)

EXTRA: Final = (
    Column(COMPTE, MONTANT, "Ce qui solde une facture, même sans date lisible.", computed=True),
    Column(PAYE_LE, DATE, "Vide pour un remboursement.", computed=True),
    Column(RECENT, MONTANT, "Zéro avant douze mois, et à venir.", computed=True),
    Column(RETENU, MONTANT, "Zéro tant qu'il y a quelque chose à corriger.", computed=True),
    Column(SOLDE, MONTANT, "Zéro jusqu'à la date du solde, et à venir.", computed=True),
)

_SAID, _KEPT = this(RECETTES.name, CONTROLE), this(RECETTES.name, RETENU)
_DAY, _AMOUNT = this(RECETTES.name, DATE_TITLE), this(RECETTES.name, "Montant")


def _counted(since: str) -> str:
    """Whether a row is in the totals, and its day after another and not to come."""
    return f"({_KEPT}<>0)*({_DAY}>={since}+1)*({_DAY}<Aujourdhui+1)"


FORMULAS: Final = {
    COMPTE: f"IF({montant_lisible(_AMOUNT)}>0,ROUND(SUM({_AMOUNT}),2),0)",
    PAYE_LE: f'IF({_KEPT}>0,{sans_heure(_DAY)},"")',
    RECENT: f"IF({_counted('EDATE(Aujourdhui,-12)')}>0,{_KEPT},0)",
    RETENU: f'IF(({_SAID}="")+({_SAID}={text(NUMERO_INCONNU)})>0,ROUND(SUM({_AMOUNT}),2),0)',
    SOLDE: f"IF({_counted('MAX(0,Date_du_solde)')}>0,{_KEPT},0)",
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
        values: dict[str, float | int | str] = {COMPTE: 0, PAYE_LE: "", RECENT: 0}
        values |= {RETENU: 0, SOLDE: 0}
        sound = shown(row, CONTROLE) in ("", NUMERO_INCONNU)
        if isinstance(cents, int) and abs(cents) < MAX_CENTS:
            values[COMPTE] = euros(cents)
            values[RETENU] = euros(cents) if sound else 0
        if isinstance(day, date) and isinstance(cents, int):
            if cents > 0 and sound:
                values[PAYE_LE] = serial(day)
            if day <= aujourdhui and sound:
                values[RECENT] = euros(cents) if day > first else 0
                values[SOLDE] = euros(cents) if day > (date_solde or date.min) else 0
        found.append({**row, **{title: Cell(FORMULAS[title], values[title]) for title in FORMULAS}})
    return found
