"""The rows of the Livre des recettes and of Achats as a bank's lines are held against them."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.tables import ACHATS, RECETTES

_LATEST: Final = date(2100, 12, 31)


class Ecriture(NamedTuple):
    """One row with an amount; ``cents`` as typed: a receipt gained, a purchase to pay.

    ``jour`` is the day of the money for a receipt, of the supplier's invoice for a purchase;
    ``paye_le`` and ``echeance`` are a purchase's. ``remarque`` is empty for a purchase.
    """

    ligne: int
    numero: str
    jour: date
    tiers: str
    nature: str
    cents: int
    facture: str = ""
    remarque: str = ""
    poste: str = ""
    fixe: str = ""
    scellee: bool = False
    paye_le: date | None = None
    echeance: date | None = None


def read_ecritures(raw: RawTable | None) -> list[Ecriture]:
    """The rows whose day and amount can be read; the others are told by who reads the registers.

    Args:
        raw: tblRecettes or tblAchats, None where the workbook has none.
    """
    if raw is None:
        return []
    recettes = raw.table == RECETTES.name
    table = RECETTES if recettes else ACHATS
    silent = Reading(raw.sheet, raw.first_row, [], set())
    columns = raw.columns
    titles = [one.title for one in table.columns]

    def words(title: str) -> list[str]:
        return texts(columns[title]) if title in titles else [""] * raw.height

    def days(title: str) -> list[date | None]:
        if title not in titles:
            return [None] * raw.height
        return convert.dates(columns[title], title, silent, _LATEST)

    day, who = ("Date d'encaissement", "Client") if recettes else ("Date", "Fournisseur")
    rows = zip(
        words("N°"),
        days(day),
        words(who),
        words("Nature"),
        convert.amounts(columns["Montant"], "Montant", silent),
        words("N° facture"),
        words("Remarque"),
        words("Poste"),
        words("Fixe/Variable"),
        words("Sceau"),
        days("Payé le"),
        days("Échéance"),
        strict=True,
    )
    found = []
    for index, (
        number,
        when,
        tiers,
        what,
        cents,
        bill,
        note,
        poste,
        kind,
        seal,
        paid,
        due,
    ) in enumerate(rows):
        when = when or paid or due
        if cents is None or when is None:
            continue
        at = raw.first_row + index
        found.append(
            Ecriture(
                at, number, when, tiers, what, cents, bill, note, poste, kind, bool(seal), paid, due
            )
        )
    return found
