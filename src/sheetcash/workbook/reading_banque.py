"""What reminders want of Banque: up to which day it is known, which invoices may be paid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from sheetcash.core.releves import est_prestataire
from sheetcash.workbook import convert
from sheetcash.workbook.banque import numeros, proposee
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import Facture, key

#: Signs that a label puts around a number.
_AUTOUR: Final = ".,;:()[]'\"°#"
#: A number of an invoice that is found in a label is as long, and has a figure.
_LONGUEUR: Final = 4
_CHIFFRE: Final = re.compile(r"[0-9]")
_BLANC: Final = re.compile(r"\s+")


def releves(raw: RawTable | None, au: date | None, aujourdhui: date) -> date | None:
    """The day up to which the bank is known; what cannot be read is another's to tell.

    A payment provider's rows say nothing of what comes to the bank.
    """
    known = [au] if au is not None and au <= aujourdhui else []
    if raw is not None:
        silent = Reading(raw.sheet, raw.first_row, [], set())
        days = convert.dates(raw.columns["Date"], "Date", silent, aujourdhui)
        accounts = texts(raw.columns["Compte"])
        known += [
            day
            for day, account in zip(days, accounts, strict=True)
            if day is not None and not (account and est_prestataire(account))
        ]
    return max(known, default=None)


def a_confirmer(raw: RawTable | None, factures: Sequence[Facture]) -> dict[str, int]:
    """By number, the invoices that money of Banque may have paid, and the first such row.

    Money in that faces nothing yet, and whose Proposition or label names them: nobody is reminded
    of what he may have paid before the user has said so.
    """
    if raw is None:
        return {}
    owed = {key(one.numero) for one in factures if one.solde > 0}
    columns = raw.columns
    silent = Reading(raw.sheet, raw.first_row, [], set())
    cents = convert.amounts(columns["Montant"], "Montant", silent)
    faced, lots = texts(columns["Rapproché avec"]), texts(columns["Lot"])
    labels, said = texts(columns["Libellé"]), texts(columns["Proposition"])
    found: dict[str, int] = {}
    for at, amount in enumerate(cents):
        if not amount or amount < 0 or faced[at] or lots[at]:
            continue
        for name in (*numeros(proposee(said[at])), *_mots(labels[at])):
            its = key(name)
            if its in owed:
                found.setdefault(its, raw.first_row + at)
    return found


def _mots(libelle: str) -> list[str]:
    """The words of a label that may be an invoice's number.

    >>> _mots("VIR DUPONT (F-2026-031), 12")
    ['F-2026-031']
    """
    words = (word.strip(_AUTOUR) for word in _BLANC.split(libelle))
    return [one for one in words if len(one) >= _LONGUEUR and _CHIFFRE.search(one)]
