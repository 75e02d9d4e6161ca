"""How a client pays: its history in figures, a score that says why, the terms to propose.

Pure rules over what one client was billed and paid; they know neither the workbook nor pandas.
All the thresholds stand here, once; the sheet Clients has the same rule as formulas.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, NamedTuple

from sheetcash.core.money import MILLION, format_euros, round_half_up
from sheetcash.core.mots import pluriel
from sheetcash.core.periods import add_months

#: Upper bounds, in days late, of the age classes of unpaid invoices.
AGES: Final = (
    (30, "0-30 jours"),
    (60, "31-60 jours"),
    (90, "61-90 jours"),
    (None, "plus de 90 jours"),
)

#: Settled invoices under which nothing is said of a client's reliability.
MINIMUM: Final = 2
#: The trend holds the invoices that fell due in so many months against those due before; settled
#: invoices that each side must have, and days under which it is steady.
TENDANCE_MOIS: Final = 6
TENDANCE_MINIMUM: Final = 2
TENDANCE_STABLE: Final = 5

#: Out of 100: a point per day late on average, up to this many,
RETARD_MAX: Final = 60
#: … the share of late invoices, of so many points,
PART_MAX: Final = 20
#: … and so many points for each of these ages that the oldest unpaid invoice is past.
PALIERS: Final = (0, 30, 60, 90)
PAR_PALIER: Final = 5

#: The lowest score of each letter, best first.
LETTRES: Final = ((75, "A"), (60, "B"), (45, "C"), (30, "D"), (0, "E"))
#: The profile of reminders that each letter calls for, folded as the sheet Clients is read.
PROFIL_PAR_LETTRE: Final = {
    "A": "souple",
    "B": "standard",
    "C": "standard",
    "D": "ferme",
    "E": "ferme",
}
#: An invoice unpaid for longer than this asks for payment on order, whatever the rest says.
TROP_VIEUX: Final = 60

RIEN: Final = "Rien à changer"
PLUS_COURT: Final = "Délai plus court"
ACOMPTE_30: Final = "Acompte de 30 %"
ACOMPTE_50: Final = "Acompte de 50 %"
COMMANDE: Final = "Paiement à la commande"
SANS_HISTORIQUE: Final = "Pas assez d'historique"
#: What is proposed from each score on, best first.
CONDITIONS: Final = (
    (75, RIEN),
    (60, PLUS_COURT),
    (45, ACOMPTE_30),
    (30, ACOMPTE_50),
    (0, COMMANDE),
)


class Piece(NamedTuple):
    """One invoice of a client, credit notes deducted; amounts in cents.

    Attributes:
        jour: the day it was issued.
        echeance: its due date.
        montant: what it asks for; negative for a credit note that stands alone.
        encaisse: what was received for it.
        solde: what is still owed.
        paye_le: the mean day of its receipts once it is settled; None before, or without receipt.
    """

    jour: date
    echeance: date
    montant: int
    encaisse: int
    solde: int
    paye_le: date | None


class Historique(NamedTuple):
    """What a client's invoices add up to; amounts in cents, days whole.

    An invoice is *settled* when its day of payment is known, *observed* when it is settled or
    past its due date: who has not paid yet is late until today.

    Attributes:
        nombre: its invoices.
        facture: what they ask for.
        facture_12_mois: the same over twelve months.
        reglees: the settled ones.
        encaisse: what was received for these.
        jours_facture: cents received x days from the invoice.
        jours_echeance: cents received x days from the due date, early ones negative.
        observees: how many are settled or past due.
        observees_cents: what these ask for.
        tardives: how many of them were or are late.
        tardives_cents: what these ask for.
        jours_de_retard: the days late of all of them.
        reste_du: the open balances.
        en_retard: those past due.
        plus_ancien: days since the oldest due date that is past; 0 when nothing is late.
        ages: what is late, by age, as in :data:`AGES`.
        recentes: the settled invoices that fell due in the last :data:`TENDANCE_MOIS` months.
        jours_recents: the days late, signed, of these.
        jours_anciens: those of the settled ones that fell due before.
    """

    nombre: int = 0
    facture: int = 0
    facture_12_mois: int = 0
    reglees: int = 0
    encaisse: int = 0
    jours_facture: int = 0
    jours_echeance: int = 0
    observees: int = 0
    observees_cents: int = 0
    tardives: int = 0
    tardives_cents: int = 0
    jours_de_retard: int = 0
    reste_du: int = 0
    en_retard: int = 0
    plus_ancien: int = 0
    ages: tuple[int, ...] = (0, 0, 0, 0)
    recentes: int = 0
    jours_recents: int = 0
    jours_anciens: int = 0

    @property
    def delai(self) -> int | None:
        """Days from invoice to payment, weighted by what was received; None of nothing."""
        return _rapport(self.jours_facture, self.encaisse)

    @property
    def apres_echeance(self) -> int | None:
        """Days from due date to payment, weighted too; negative when it pays early."""
        return _rapport(self.jours_echeance, self.encaisse)

    @property
    def retard_moyen(self) -> int | None:
        """Days late of an observed invoice on average, a punctual one counting zero."""
        return _rapport(self.jours_de_retard, self.observees)

    @property
    def part_tardive(self) -> int | None:
        """The share of the observed invoices that were or are late, per million."""
        return _rapport(self.tardives * MILLION, self.observees)

    @property
    def part_tardive_montant(self) -> int | None:
        """The same share, of what they ask for."""
        return _rapport(self.tardives_cents * MILLION, self.observees_cents)

    @property
    def tendance(self) -> int | None:
        """Days by which it pays later (or sooner) lately than before, on average.

        None under :data:`TENDANCE_MINIMUM` settled invoices on either side.
        """
        new, old = self.recentes, self.reglees - self.recentes
        if min(new, old) < TENDANCE_MINIMUM:
            return None
        return round_half_up(self.jours_recents * old - self.jours_anciens * new, new * old)


def _rapport(total: int, sur: int) -> int | None:
    return round_half_up(total, sur) if sur > 0 else None


def historique(pieces: Iterable[Piece], aujourdhui: date) -> Historique:
    """What the invoices of one client tell, one by one.

    Args:
        pieces: its invoices, in the workbook's order.
        aujourdhui: the day it is looked at.

    >>> due = date(2026, 3, 1)
    >>> paid = [Piece(date(2026, 2, 1), due, 100, 100, 0, date(2026, 3, day)) for day in (1, 11)]
    >>> found = historique(paid, date(2026, 11, 20))
    >>> found.delai, found.apres_echeance, found.part_tardive, found.tendance
    (33, 5, 500000, None)
    """
    its = list(pieces)
    since = add_months(aujourdhui, -12)
    settled = [(one, one.paye_le) for one in its if one.paye_le is not None]
    late = [
        (one, (aujourdhui - one.echeance).days)
        for one in its
        if one.solde > 0 and one.echeance < aujourdhui
    ]
    signed = [(paid - one.echeance).days for one, paid in settled]
    seen = [
        *((one, max(0, days)) for (one, _), days in zip(settled, signed, strict=True)),
        *late,
    ]
    ages = [0] * len(AGES)
    for one, days in late:
        ages[_age(days)] += one.solde
    lately = add_months(aujourdhui, -TENDANCE_MOIS)
    recent = [days for (one, _), days in zip(settled, signed, strict=True) if one.echeance > lately]
    return Historique(
        nombre=len(its),
        facture=sum(one.montant for one in its),
        facture_12_mois=sum(one.montant for one in its if since < one.jour <= aujourdhui),
        reglees=len(settled),
        encaisse=sum(one.encaisse for one, _ in settled),
        jours_facture=sum(one.encaisse * (paid - one.jour).days for one, paid in settled),
        jours_echeance=sum(one.encaisse * (paid - one.echeance).days for one, paid in settled),
        observees=len(seen),
        observees_cents=sum(one.montant for one, _ in seen),
        tardives=sum(1 for _, days in seen if days > 0),
        tardives_cents=sum(one.montant for one, days in seen if days > 0),
        jours_de_retard=sum(days for _, days in seen),
        reste_du=sum(one.solde for one in its if one.solde > 0),
        en_retard=sum(ages),
        plus_ancien=max((days for _, days in late), default=0),
        ages=tuple(ages),
        recentes=len(recent),
        jours_recents=sum(recent),
        jours_anciens=sum(signed) - sum(recent),
    )


def _age(days: int) -> int:
    return next(at for at, (bound, _) in enumerate(AGES) if bound is None or days <= bound)


class Fiabilite(NamedTuple):
    """How far a client can be relied on to pay, and why.

    Attributes:
        note: from 0 to 100; None under :data:`MINIMUM` settled invoices, never invented.
        lettre: from A to E; empty without a score.
        raisons: what the score is made of, with its figures, in French.
    """

    note: int | None
    lettre: str
    raisons: tuple[str, ...]


def paliers(plus_ancien: int) -> int:
    """How many of :data:`PALIERS` the oldest unpaid invoice is past.

    >>> paliers(0), paliers(1), paliers(31), paliers(400)
    (0, 1, 2, 4)
    """
    return sum(1 for bound in PALIERS if plus_ancien > bound)


def fiabilite(its: Historique) -> Fiabilite:
    """The score of a client: paying later never makes it better.

    Args:
        its: the client's history.

    >>> due = date(2026, 3, 1)
    >>> paid = [Piece(date(2026, 2, 1), due, 100, 100, 0, date(2026, 3, day)) for day in (1, 11)]
    >>> fiabilite(historique(paid, date(2026, 11, 20)))[:2]
    (85, 'A')
    >>> fiabilite(historique(paid[:1], date(2026, 11, 20))).raisons
    ("pas assez d'historique : 1 facture réglée, il en faut 2",)
    """
    late = []
    if its.plus_ancien:
        since = pluriel(its.plus_ancien, "jour")
        late = [f"{format_euros(its.en_retard)} en retard, le plus ancien depuis {since}"]
    mean = its.retard_moyen
    if its.reglees < MINIMUM or mean is None:
        few = f"pas assez d'historique : {_reglees(its)}, il en faut {MINIMUM}"
        return Fiabilite(None, "", (few, *late))
    note = 100 - min(RETARD_MAX, mean)
    note -= round_half_up(PART_MAX * its.tardives, its.observees)
    note -= PAR_PALIER * paliers(its.plus_ancien)
    lettre = next(letter for least, letter in LETTRES if note >= least)
    seen = pluriel(its.observees, "facture échue ou réglée", "factures échues ou réglées")
    return Fiabilite(
        note,
        lettre,
        (
            f"{pluriel(mean, 'jour')} de retard en moyenne sur {seen}",
            f"{its.tardives} sur {its.observees} en retard",
            *late,
        ),
    )


def _reglees(its: Historique) -> str:
    return pluriel(its.reglees, "facture réglée", "factures réglées")


class Proposition(NamedTuple):
    """The terms to propose to a client, and the reason."""

    conditions: str
    raison: str


def proposition(its: Historique, *, comptant: bool = False) -> Proposition:
    """The terms that a client's history calls for.

    Args:
        its: the history.
        comptant: whether it pays on receipt already: no delay is to be shortened then.

    >>> proposition(Historique()).conditions
    "Pas assez d'historique"
    """
    if its.plus_ancien > TROP_VIEUX:
        since = pluriel(its.plus_ancien, "jour")
        return Proposition(COMMANDE, f"une facture attend depuis {since} après son échéance")
    note, lettre, _ = fiabilite(its)
    if note is None:
        return Proposition(SANS_HISTORIQUE, f"{_reglees(its)}, il en faut {MINIMUM}")
    terms = next(terms for least, terms in CONDITIONS if note >= least)
    if terms == PLUS_COURT and comptant:
        terms = ACOMPTE_30
    return Proposition(terms, f"fiabilité {lettre}, {note} sur 100")


def tendance(its: Historique) -> str:
    """The trend in words; empty while there is none to tell.

    >>> its = Historique(reglees=4, recentes=2, jours_recents=40, jours_anciens=10)
    >>> tendance(its), tendance(its._replace(jours_anciens=38)), tendance(Historique())
    ('15 j plus tard', 'stable', '')
    """
    days = its.tendance
    if days is None:
        return ""
    if abs(days) < TENDANCE_STABLE:
        return "stable"
    return f"{abs(days)} j plus {'tard' if days > 0 else 'tôt'}"


def profil_conseille(its: Historique) -> str:
    """The profile of reminders that a history calls for, folded; empty without a score.

    Who pays well is spared, who drags hears from us sooner.

    >>> due = date(2026, 3, 1)
    >>> paid = [Piece(date(2026, 2, 1), due, 100, 100, 0, date(2026, 3, day)) for day in (1, 11)]
    >>> profil_conseille(historique(paid, date(2026, 11, 20))), profil_conseille(Historique())
    ('souple', '')
    """
    return PROFIL_PAR_LETTRE.get(fiabilite(its).lettre, "")


def paie(its: Historique) -> str:
    """When a client pays, and whether that changes; empty before its first payment.

    >>> paie(Historique(reglees=1, encaisse=100, jours_echeance=1200))
    "paie en moyenne 12 jours après l'échéance"
    """
    days = its.apres_echeance
    if days is None:
        return ""
    when = f"{pluriel(abs(days), 'jour')} {'après' if days > 0 else 'avant'} " if days else "à "
    trend = tendance(its)
    return f"paie en moyenne {when}l'échéance" + (f", tendance : {trend}" if trend else "")
