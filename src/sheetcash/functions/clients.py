"""The catalogue's rules on invoices, reminders and late payment: typed values in and out."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sheetcash.baremes import Baremes
from sheetcash.core import factures, indicateurs, penalites, relances
from sheetcash.core.money import format_rate
from sheetcash.core.periods import format_date
from sheetcash.errors import InputError, RuleError
from sheetcash.functions.verifications import dans_l_ordre


def echeance(_loi: Baremes, date_facture: date, conditions: str) -> date:
    """The due date that follows from the terms.

    >>> echeance(Baremes(), date(2026, 1, 20), "30 jours")
    datetime.date(2026, 2, 19)
    """
    return factures.echeance(date_facture, conditions)


def _jours(profil: str) -> tuple[int, ...]:
    days = relances.JOURS.get(profil)
    if days is None:
        raise RuleError("Ce client n'est pas à relancer.", "Changez son profil de relance.")
    return days


def _derniere(niveau: int | None, derniere_relance: date | None, jour: date | None) -> None:
    """Refuse a last reminder without its level, or one still to come."""
    if derniere_relance is not None and niveau is None:
        raise InputError(
            "niveau : il manque, et une dernière relance est donnée.", "Donnez son niveau."
        )
    if derniere_relance is not None and jour is not None and derniere_relance > jour:
        raise InputError(
            f"derniere_relance : le {format_date(derniere_relance)} est après le "
            f"{format_date(jour)}.",
            "Vérifiez les deux dates.",
        )


def statut(
    _loi: Baremes,
    echeance: date,
    solde: int,
    aujourdhui: date,
    niveau: int | None,
    derniere_relance: date | None,
    profil: str,
) -> str:
    """Where an invoice stands; ``solde`` in cents.

    Raises:
        RuleError: the client is not to be reminded.

    >>> due, day, last = date(2026, 11, 1), date(2026, 11, 21), date(2026, 11, 2)
    >>> statut(Baremes(), due, 5_000, day, 1, last, "standard")
    'Relance 2 à envoyer'
    """
    _derniere(niveau, derniere_relance, aujourdhui)
    if solde <= 0:
        return relances.SOLDEE
    return relances.statut(echeance, solde, aujourdhui, niveau, derniere_relance, _jours(profil))


def prochaine(
    _loi: Baremes,
    echeance: date,
    niveau: int | None,
    derniere_relance: date | None,
    profil: str,
) -> date:
    """The business day of the next step.

    Raises:
        RuleError: there is none after the last level, or the client is not to be reminded.

    >>> prochaine(Baremes(), date(2026, 11, 1), 1, date(2026, 11, 12), "standard")
    datetime.date(2026, 11, 19)
    """
    _derniere(niveau, derniere_relance, None)
    # Without a day, the courtesy note has not lapsed.
    found = relances.prochaine(echeance, date.min, niveau, derniere_relance, _jours(profil))
    if found is None:
        raise RuleError(
            "Il n'y a plus d'étape après le recouvrement.", "La suite est hors du classeur."
        )
    return found


def remarque_penalites(
    loi: Baremes,
    _answer: object,
    montant: int,
    echeance: date,
    jour: date,
    taux: int | None,
    type_client: str,
) -> str:
    """Each half-year's days and rate, in French.

    >>> day = date(2025, 7, 1)
    >>> remarque_penalites(Baremes(), 0, 100_000, day.replace(month=6, day=30), day, None,
    ...                    "professionnel").replace("\u00a0", " ")
    '1 j du 01/07/2025 au 01/07/2025 à 12,15 % (BCE + 10 points)'
    """
    spans = penalites.tranches(echeance, jour, taux, type_client, loi)
    if not spans or montant <= 0:
        return "aucun jour de retard" if not spans else "rien n'est dû"
    return ", ".join(
        f"{span.jours} j du {format_date(span.debut)} au {format_date(span.fin)} à "
        f"{format_rate(span.taux)} ({span.origine})"
        for span in spans
    )


def dso(
    _loi: Baremes,
    dates_facture: list[date],
    _montants: list[int],
    dates_encaissement: list[date | None],
    encaisses: list[int | None],
    debut: date,
    fin: date,
) -> Fraction:
    """Average days to be paid, weighted by what was paid; see ``core.indicateurs``.

    Raises:
        InputError: ``debut`` after ``fin``, an invoice paid before its day, or nothing paid.

    >>> day, end = date(2026, 1, 1), date(2026, 12, 31)
    >>> dso(Baremes(), [day], [100], [date(2026, 1, 31)], [100], day, end)
    Fraction(30, 1)
    """
    dans_l_ordre(debut, fin)
    for paye, cents in zip(dates_encaissement, encaisses, strict=True):
        if (paye is None and cents) or (paye is not None and cents is None):
            raise InputError(
                "Une somme reçue n'a pas de date, ou une date de paiement n'a pas de somme.",
                "Remplissez les deux colonnes, ou aucune, à chaque ligne.",
            )
    for facture, paye in zip(dates_facture, dates_encaissement, strict=True):
        if paye is not None and paye < facture:
            raise InputError(
                f"Une facture du {format_date(facture)} est payée le {format_date(paye)}, avant "
                "d'exister.",
                "Vérifiez l'ordre des colonnes et cette ligne.",
            )
    received = [0 if cents is None else cents for cents in encaisses]
    found = indicateurs.dso(dates_facture, dates_encaissement, received, debut, fin)
    if found is None:
        raise InputError(
            f"Aucun encaissement du {format_date(debut)} au {format_date(fin)}.",
            "Choisissez une autre période.",
        )
    return found
