"""The rows of the Livre des recettes and of Achats as a bank's lines are held against them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.workbook import convert
from sheetcash.workbook.convert import Reading, texts
from sheetcash.workbook.raw import RawTable
from sheetcash.workbook.records import key
from sheetcash.workbook.tables import ACHATS, COMPTABLE, RECETTES

_LATEST: Final = date(2100, 12, 31)
_JOUR: Final = "Date d'encaissement"
#: How the row ends that holds what is left of a purchase paid in part.
SOLDE: Final = "(solde)"


class Ecriture(NamedTuple):
    """One row with an amount; ``cents`` as typed: a receipt gained, a purchase to pay.

    ``jour`` is the day of the money for a receipt, of the supplier's invoice for a purchase;
    ``paye_le`` and ``echeance`` are a purchase's. ``remarque`` and ``categorie`` are empty for a
    purchase; ``corrige`` says which row this one corrects, or that it was forgotten; ``pointee``
    that the accountant has looked at it.
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
    piece: str = ""
    corrige: str = ""
    categorie: str = ""
    mode: str = ""
    pointee: bool = False


def objet(nature: str) -> str:
    """What a purchase is of, whichever part of it a row is.

    >>> objet("Audit (solde)"), objet("Audit")
    ('Audit', 'Audit')
    """
    return nature.removesuffix(SOLDE).rstrip()


def achat_entier(one: Ecriture) -> tuple[date, str, str]:
    """What the rows of one purchase have in common, however many parts it was paid in."""
    return one.jour, one.tiers, objet(one.nature)


class Illisible(NamedTuple):
    """A receipt whose day or amount cannot be read: what it may be is not known."""

    ligne: int
    jour: date | None
    cents: int | None
    facture: str

    def peut_etre(self, jour: date, cents: int, factures: Sequence[str], pres: int) -> bool:
        """Whether it may be this money, received for these invoices.

        >>> Illisible(5, None, 1200, "").peut_etre(date(2026, 11, 10), 1200, [], 10)
        True
        """
        if self.facture and factures and key(self.facture) not in map(key, factures):
            return False
        if self.cents is not None:
            return self.cents == cents
        return bool(self.facture) or self.jour is None or abs((self.jour - jour).days) <= pres


def read_illisibles(raw: RawTable | None) -> list[Illisible]:
    """The rows of the Livre des recettes whose day or amount is there and cannot be read."""
    if raw is None:
        return []
    silent = Reading(raw.sheet, raw.first_row, [], set())
    days = convert.dates(raw.columns[_JOUR], _JOUR, silent, _LATEST)
    cents = convert.amounts(raw.columns["Montant"], "Montant", silent)
    if None not in days and None not in cents:
        return []
    bills = texts(raw.columns["N° facture"])
    return [
        Illisible(raw.first_row + at, day, amount, bill)
        for at, (day, amount, bill) in enumerate(zip(days, cents, bills, strict=True))
        if (day is None or amount is None) and (day or amount is not None or at in silent.excluded)
    ]


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

    day, who = (_JOUR, "Client") if recettes else ("Date", "Fournisseur")
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
        words("Pièce"),
        words("Corrige"),
        words("Catégorie"),
        words("Mode de règlement"),
        words(COMPTABLE[0].title),
        words(COMPTABLE[1].title),
        strict=True,
    )
    found = []
    for at, row in enumerate(rows, raw.first_row):
        number, when, tiers, what, cents, bill, note, poste, kind, seal, paid, due, *others = row
        when = when or paid or due
        if cents is None or when is None:
            continue
        head = (at, number, when, tiers, what, cents, bill, note, poste, kind)
        piece, corrected, category, mode, checked, asked = others
        tail = (piece, corrected, category, mode, bool(checked or asked))
        found.append(Ecriture(*head, bool(seal), paid, due, *tail))
    return found
