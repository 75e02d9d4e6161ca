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
    """The due date that follows from the terms."""
    return factures.echeance(date_facture, conditions)


def _jours(profil: str) -> tuple[int, ...]:
    days = relances.JOURS.get(profil)
    if days is None:
        raise RuleError("Ce client n'est pas à relancer.", "Changez son profil de relance.")
    return days


def statut(
    _loi: Baremes,
    echeance: date,
    solde: int,
    aujourdhui: date,
    niveau: int | None,
    derniere_relance: date | None,
    profil: str,
) -> str:
    """Where an invoice stands."""
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
    """The business day of the next step."""
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
    """Each half-year's days and rate."""
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
    """Average days to be paid."""
    dans_l_ordre(debut, fin)
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
