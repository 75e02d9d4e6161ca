"""What an unpaid invoice is worth on a day: balance, receipts, interest, the 40 €."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sheetcash.core.decompte import Decompte, Reglement, decompte, par_jour
from sheetcash.core.penalites import PARTICULIER, indemnite
from sheetcash.core.penalites import PROFESSIONNEL as PRO
from sheetcash.errors import RuleError
from sheetcash.workbook.findings import Finding
from sheetcash.workbook.records import PROFESSIONNEL, Book, Client, Facture, key


class Creance(NamedTuple):
    """An invoice's debt on one day; amounts in cents.

    Attributes:
        facture: the invoice.
        professionnel: whether the client is one; a consumer owes neither penalties nor the 40 €.
        jour: the day it is counted.
        reglements: what was received, oldest first.
        avoirs: what credit notes took off.
        interets: the penalties, None for a consumer: theirs run from the letter's receipt only.
        indemnite: the fixed sum for recovery costs.
    """

    facture: Facture
    professionnel: bool
    jour: date
    reglements: list[Reglement]
    avoirs: int
    interets: Decompte | None
    indemnite: int

    @property
    def total(self) -> int:
        """The whole of what is known to be owed."""
        return self.facture.solde + self.indemnite + (self.interets.total if self.interets else 0)

    @property
    def taux_actuel(self) -> int | None:
        """The rate of the last day counted, None when it is not known."""
        last = self.interets.lignes[-1] if self.interets and self.interets.lignes else None
        return last.tranche.taux if last is not None and last.tranche is not None else None

    @property
    def par_jour(self) -> int | None:
        """What one more day costs, None when it is not known."""
        rate = self.taux_actuel
        return None if rate is None else par_jour(self.facture.solde, rate)


def reglements(book: Book, facture: Facture) -> list[Reglement]:
    """The receipts of an invoice that have a day, oldest first."""
    its = key(facture.numero)
    rows = book.recettes
    return sorted(
        Reglement(day, cents)
        for number, day, cents in zip(rows.factures, rows.dates, rows.montants, strict=True)
        if number and key(number) == its
    )


def creance(book: Book, facture: Facture, client: Client) -> Creance:
    """The debt of an invoice on the workbook's day.

    What was owed before any receipt is the balance and all receipts: a credit note lowers the debt
    from the start, which is the client's side of the doubt.
    """
    received = reglements(book, facture)
    pro = client.type == PROFESSIONNEL
    before = facture.solde + sum(one.montant for one in received)
    parametres = book.parametres
    interests = (
        decompte(
            before,
            received,
            facture.echeance,
            book.aujourdhui,
            parametres.taux_convenu,
            PRO,
            book.loi,
        )
        if pro
        else None
    )
    return Creance(
        facture,
        pro,
        book.aujourdhui,
        received,
        max(0, facture.montant - facture.encaisse - facture.solde),
        interests,
        indemnite(PRO if pro else PARTICULIER, facture.solde, book.loi),
    )


def sans_date(book: Book, facture: Facture) -> Finding | None:
    """A receipt whose row cannot be read whole: no interest can be counted to the day."""
    if sum(one.montant for one in reglements(book, facture)) == facture.encaisse:
        return None
    return Finding(
        "Livre des recettes",
        0,
        "N° facture",
        f"{facture.numero} : un encaissement n'a pas de date ou de catégorie lisible.",
        "Corrigez sa ligne : sans elle, les intérêts ne se comptent pas au jour près.",
    )


def taux_inconnus(one: Creance) -> list[Finding]:
    """The rates that the law has and that are not known here, with what to type where."""
    errors: list[RuleError] = one.interets.manquants if one.interets else []
    return [Finding("Barèmes", 0, "Valeur", error.probleme, error.que_faire) for error in errors]
