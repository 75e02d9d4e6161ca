"""Late payment: interest, the 40 € and limitation periods (C. com. L441-10, D441-5, L110-4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.periods import add_months
from sheetcash.errors import InputError

PROFESSIONNEL: Final = "professionnel"
PARTICULIER: Final = "particulier"

#: What the legal default adds to the European Central Bank's rate, per million (L441-10, II).
MAJORATION_BCE: Final = 100_000

_DAYS = 365


class Tranche(NamedTuple):
    """The days of one half-year at one rate (per million a year), and where it comes from."""

    debut: date
    fin: date
    taux: int
    origine: str

    @property
    def jours(self) -> int:
        """The days counted, both ends included."""
        return (self.fin - self.debut).days + 1


def semestre(jour: date) -> date:
    """The first day of the half-year that holds that day: its rates hold for all of it.

    >>> semestre(date(2026, 11, 21))
    datetime.date(2026, 7, 1)
    """
    return date(jour.year, 7 if jour.month > 6 else 1, 1)


def _taux(debut: date, taux: int | None, type_client: str, loi: Baremes) -> tuple[int, str]:
    legal = loi.valeur("interet_legal", debut, "autres_cas")
    if type_client == PARTICULIER:
        return legal, "intérêt légal"
    plancher = legal * loi.valeur("penalites_plancher", debut)
    if taux is None:
        taux, origine = loi.valeur("refi_bce", debut) + MAJORATION_BCE, "BCE + 10 points"
    else:
        origine = "taux convenu"
    return (plancher, "plancher, 3 × intérêt légal") if taux < plancher else (taux, origine)


def tranches(
    echeance: date,
    jour: date,
    taux: int | None = None,
    type_client: str = PROFESSIONNEL,
    loi: Baremes = LOI,
) -> list[Tranche]:
    """The days late until ``jour`` included, cut at each half-year, oldest first.

    The first day is the one after ``echeance``. Each half-year takes the rates of its first
    day; no rate falls under three times the legal interest.

    Args:
        echeance: the due date; for a consumer the day the mise en demeure was received, from
            which alone interest runs (C. civ. 1231-6).
        jour: the last day counted.
        taux: the agreed yearly rate, per million; by default the European Central Bank's rate
            and ten points.
        type_client: ``professionnel`` or ``particulier``.
        loi: the figures to use.

    Raises:
        NoRuleForDate, ParameterNeeded: a rate that is needed is not known.
        InputError: an agreed rate for a consumer, who owes the legal interest only.

    >>> [(t.jours, t.taux) for t in tranches(date(2025, 6, 20), date(2025, 7, 10))]
    [(10, 131500), (10, 121500)]
    """
    if type_client == PARTICULIER and taux is not None:
        raise InputError(
            "Un particulier ne doit que l'intérêt légal.", "Laissez le taux convenu vide."
        )
    found = []
    debut = echeance + timedelta(days=1)
    while debut <= jour:
        first = semestre(debut)
        fin = min(jour, add_months(first, 6) - timedelta(days=1))
        found.append(Tranche(debut, fin, *_taux(first, taux, type_client, loi)))
        debut = fin + timedelta(days=1)
    return found


def interets(montant: int, spans: list[Tranche]) -> int:
    """The interest on a balance over those days, in cents, rounded once.

    >>> interets(100_000, tranches(date(2025, 6, 20), date(2025, 7, 10)))
    693
    """
    if montant <= 0:
        return 0
    exact = sum(span.taux * span.jours for span in spans)
    return round_half_up(montant * exact, MILLION * _DAYS)


def penalites(
    montant: int,
    echeance: date,
    jour: date,
    taux: int | None = None,
    type_client: str = PROFESSIONNEL,
    loi: Baremes = LOI,
) -> int:
    """The interest due on ``montant`` cents on that day, in cents; 0 when nothing is late.

    Arguments and errors are those of :func:`tranches`.

    >>> penalites(100_000, date(2024, 3, 31), date(2024, 4, 30))  # the floor: 15.21 %
    1250
    """
    return interets(montant, tranches(echeance, jour, taux, type_client, loi))


def indemnite(type_client: str, solde: int, loi: Baremes = LOI) -> int:
    """The fixed sum for recovery costs, in cents, per invoice paid late (D441-5).

    Owed between professionals only, while something is owed.

    >>> indemnite("professionnel", 100), indemnite("particulier", 100)
    (4000, 0)
    """
    if type_client != PROFESSIONNEL or solde <= 0:
        return 0
    valeur = loi.dernier("indemnite_recouvrement").valeur
    assert valeur is not None
    return valeur


def prescription(echeance: date, type_client: str, loi: Baremes = LOI) -> date:
    """The last day to sue for an invoice: five years, two against a consumer.

    Counted from the due date (C. com. L110-4, C. civ. 2224; C. conso. L218-2). A plain reminder
    does not interrupt it.

    >>> prescription(date(2026, 2, 15), "particulier")
    datetime.date(2028, 2, 15)
    """
    valeur = loi.dernier("prescription", type_client).valeur
    assert valeur is not None
    return add_months(echeance, 12 * valeur)
