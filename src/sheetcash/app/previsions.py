"""Which thresholds the year is heading for, from a workbook's receipts and open invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sheetcash.core.money import format_euros
from sheetcash.core.periods import format_date
from sheetcash.core.previsions import (
    CONSTATE,
    Attendue,
    Franchissement,
    Seuil,
    au_rythme,
    changer,
    deplacer,
    fractionner,
    par_factures,
    seuils,
)
from sheetcash.workbook.records import Book, categorie_retenue


class Prevision(NamedTuple):
    """A threshold the year is heading for; each view may see it crossed, or not (None).

    ``conseil`` says in French what moving or splitting the invoice at fault would change.
    """

    seuil: Seuil
    rythme: date | None
    factures: Franchissement | None
    conseil: str


def attendues(book: Book) -> list[Attendue]:
    """The open invoices as expected receipts; one without a category is of the main one.

    Expected on the due date, or on the day that was promised if it is later; an invoice in
    dispute is not.
    """
    found = []
    for facture in book.factures:
        code = categorie_retenue(book, facture)
        if facture.solde > 0 and code and not facture.litige:
            day = max(facture.echeance, facture.promesse or facture.echeance)
            found.append(Attendue(facture.numero, day, facture.solde, code))
    return found


def previsions(book: Book, ca: Mapping[str, int], *, tva_due: bool = False) -> list[Prevision]:
    """The thresholds not crossed yet that the year is heading for, the lowest first.

    Args:
        book: the workbook.
        ca: cents received in the year until today, by category.
        tva_due: VAT is due already: its thresholds change nothing any more.

    Raises:
        NoRuleForDate: a threshold of the year is not known.
        BeforeActivity: the year is before the activity began.
    """
    jour, created = book.aujourdhui, book.parametres.regime.debut_activite
    expected = attendues(book)
    this_year = {one.categorie for one in expected if max(one.jour, jour).year == jour.year}
    limites = seuils(
        dict.fromkeys([*ca, *sorted(this_year)], 0), jour, created, book.loi, tva_due=tva_due
    )
    found = []
    for seuil in limites:
        pace = au_rythme(ca, seuil, jour, created)
        bills = par_factures(ca, expected, seuil, jour)
        if (pace is None and bills is None) or (pace is not None and pace.origine == CONSTATE):
            continue
        conseil = _conseil(ca, expected, bills, jour) if bills is not None else ""
        found.append(Prevision(seuil, pace.jour if pace is not None else None, bills, conseil))
    return found


def _conseil(
    ca: Mapping[str, int], expected: Sequence[Attendue], bills: Franchissement, jour: date
) -> str:
    """What avoids the crossing: a part of the invoice in January, or the whole of it."""
    numero, suivante = bills.facture, jour.year + 1

    def avoids(others: Sequence[Attendue]) -> bool:
        return all(effet.evite for effet in changer(ca, expected, others, [bills.seuil], jour))

    if not avoids(deplacer(expected, numero, suivante)):
        left = bills.seuil.limite - sum(
            cents for categorie, cents in ca.items() if bills.seuil.compte(categorie)
        )
        return f"n'encaisser que {format_euros(left)} d'ici au 31 décembre l'évite"
    if bills.encaissable and avoids(fractionner(expected, numero, bills.encaissable, suivante)):
        return (
            f"en encaisser {format_euros(bills.encaissable)} au plus d'ici au 31 décembre, ou la "
            "reporter en janvier, l'évite"
        )
    return "la reporter en janvier l'évite"


def lignes(found: Sequence[Prevision]) -> list[str]:
    """The forecasts as French sentences, one per threshold.

    >>> lignes([])
    []
    """
    told = []
    for one in found:
        parts = []
        if one.rythme is not None:
            parts.append(f"à ce rythme le {format_date(one.rythme)}")
        if one.factures is not None:
            parts.append(
                f"par la facture {one.factures.facture}, attendue le "
                f"{format_date(one.factures.jour)} : {one.conseil}"
            )
        told.append(
            f"{one.seuil.nom}, {format_euros(one.seuil.limite)} : dépassé {' ; '.join(parts)} "
            f"({one.seuil.effet})"
        )
    return told


def as_json(found: Sequence[Prevision]) -> list[dict[str, object]]:
    """The forecasts as JSON holds them, amounts in cents, days in ISO."""
    return [
        {
            "seuil": one.seuil.nom,
            "limite_cents": one.seuil.limite,
            "effet": one.seuil.effet,
            "au_rythme": one.rythme and one.rythme.isoformat(),
            "par_facture": one.factures and one.factures.facture,
            "date_facture": one.factures and one.factures.jour.isoformat(),
            "encaissable_cents": one.factures and one.factures.encaissable,
            "conseil": one.conseil,
        }
        for one in found
    ]
