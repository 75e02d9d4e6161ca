"""The cash plan: twelve months from today, flow by flow, under one of three scenarios.

The current month counts from today to its end. What is late already is expected today, never in
the past, and never twice. Amounts in cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.core.hypotheses import OPTIMISTE, PESSIMISTE
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.periods import Period, add_months, end_of_month, month_of

#: What the pessimistic scenario adds to each expected day.
JOURS_PESSIMISTES: Final = 30
MOIS_DU_PLAN: Final = 12

UNIQUE: Final = "unique"
#: Months between two occurrences of a forecast.
PERIODICITES: Final = {UNIQUE: 0, "mensuelle": 1, "trimestrielle": 3, "annuelle": 12}


class Creance(NamedTuple):
    """An open invoice: what is owed (cents), by whom, when; ``promesse`` is a day given by them.

    One in dispute (``litige``) is expected in the optimistic scenario only.
    """

    numero: str
    client: str
    echeance: date
    solde: int
    categorie: str
    promesse: date | None = None
    litige: bool = False


class Prevu(NamedTuple):
    """A forecast flow, in or out, once or again and again.

    Attributes:
        libelle: its name.
        entree: money in rather than out.
        montant: cents at each occurrence.
        premiere: the day of the first one.
        periodicite: a key of :data:`PERIODICITES`.
        derniere: the last day on which one may fall; None without end.
        probabilite: per million.
        ligne: its row in the sheet, 0 when it has none.
        client: who ordered it, for a signed order.
    """

    libelle: str
    entree: bool
    montant: int
    premiere: date
    periodicite: str = UNIQUE
    derniere: date | None = None
    probabilite: int = MILLION
    ligne: int = 0
    client: str = ""


class Sortie(NamedTuple):
    """Money that leaves on a day, a purchase still to be paid for example; its row in the sheet."""

    libelle: str
    jour: date
    montant: int
    ligne: int = 0


class Mouvement(NamedTuple):
    """A flow of the plan: its line, its day, cents (negative when it leaves), what it is for.

    ``reference`` is an invoice's number where it is one, ``categorie`` the activity of a receipt.
    """

    ligne: str
    jour: date
    montant: int
    libelle: str
    reference: str = ""
    categorie: str = ""


def retards_observes(
    payees: Iterable[tuple[str, date, date]],
) -> tuple[dict[str, int], int]:
    """How many days late each client pays on average, and how many all of them together.

    Whole days, halves up; a client who pays early is on time.

    Args:
        payees: client, due date and (mean) day of payment of each settled invoice.

    >>> due = date(2026, 3, 1)
    >>> retards_observes([("A", due, date(2026, 3, 11)), ("A", due, date(2026, 3, 4)),
    ...                   ("B", due, due)])
    ({'A': 7, 'B': 0}, 4)
    """
    days: dict[str, list[int]] = {}
    for client, echeance, paiement in payees:
        days.setdefault(client, []).append((paiement - echeance).days)
    every = [one for its in days.values() for one in its]
    return {client: _moyenne(its) for client, its in days.items()}, _moyenne(every)


def _moyenne(days: Sequence[int]) -> int:
    """The mean, in whole days, never under zero; zero of nothing."""
    return max(0, round_half_up(sum(days), len(days))) if days else 0


def attendue_le(creance: Creance, scenario: str, retard: int, aujourdhui: date) -> date:
    """The day an invoice's money is expected.

    On its due date (``optimiste``), that many days later (``réaliste``), a month more
    (``pessimiste``); on the promised day if it is later; never before today.

    >>> from sheetcash.core.hypotheses import SCENARIOS
    >>> one = Creance("F-1", "A", date(2026, 11, 1), 100, "bnc")
    >>> [attendue_le(one, s, 25, date(2026, 11, 20)).isoformat() for s in SCENARIOS]
    ['2026-11-20', '2026-11-26', '2026-12-26']
    """
    day = creance.echeance
    if scenario != OPTIMISTE:
        day += timedelta(days=retard)
    day = max(day, creance.promesse or day, aujourdhui)
    return day + timedelta(days=JOURS_PESSIMISTES) if scenario == PESSIMISTE else day


def occurrences(prevu: Prevu, debut: date, fin: date) -> Iterator[date]:
    """The days from ``debut`` to ``fin`` inclusive on which a forecast falls.

    The same day each month, or the month's last day when it is shorter.

    >>> rent = Prevu("Loyer", False, 100, date(2026, 1, 31), "mensuelle")
    >>> [day.isoformat() for day in occurrences(rent, date(2026, 2, 1), date(2026, 3, 31))]
    ['2026-02-28', '2026-03-31']
    """
    step = PERIODICITES[prevu.periodicite]
    last = min(fin, prevu.derniere) if prevu.derniere is not None else fin
    if not step:
        if debut <= prevu.premiere <= last:
            yield prevu.premiere
        return
    months = (debut.year - prevu.premiere.year) * 12 + debut.month - prevu.premiere.month
    count = max(0, months // step)
    while (day := add_months(prevu.premiere, step * count)) <= last:
        if day >= debut:
            yield day
        count += 1


def mois_du_plan(aujourdhui: date) -> list[Period]:
    """The plan's twelve months; the first one begins today.

    >>> first, second, *_ = mois_du_plan(date(2026, 11, 20))
    >>> first.debut.isoformat(), first.fin.isoformat(), second.label
    ('2026-11-20', '2026-11-30', 'décembre 2026')
    """
    first = aujourdhui.replace(day=1)
    months = [month_of(add_months(first, at)) for at in range(MOIS_DU_PLAN)]
    return [months[0]._replace(debut=aujourdhui), *months[1:]]


def fin_du_plan(aujourdhui: date) -> date:
    """The plan's last day.

    >>> fin_du_plan(date(2026, 11, 20))
    datetime.date(2027, 10, 31)
    """
    return end_of_month(add_months(aujourdhui.replace(day=1), MOIS_DU_PLAN - 1))


def commande(prevu: Prevu, aujourdhui: date) -> int:
    """What a forecast brings for certain in the plan's twelve months, in cents: an order to come.

    >>> soon = Prevu("Site", True, 90_000, date(2026, 12, 1), "mensuelle", date(2027, 1, 31))
    >>> commande(soon, date(2026, 11, 20))
    180000
    >>> commande(soon._replace(probabilite=500_000), date(2026, 11, 20))
    0
    """
    if not prevu.entree or prevu.probabilite != MILLION:
        return 0
    days = occurrences(prevu, aujourdhui, fin_du_plan(aujourdhui))
    return prevu.montant * sum(1 for _ in days)


def encaissements_attendus(
    creances: Iterable[Creance],
    scenario: str,
    retards: Mapping[str, int],
    retard_usuel: int,
    aujourdhui: date,
    part_perdue: int,
) -> list[Mouvement]:
    """What open invoices bring, on the day each is expected.

    Args:
        creances: the open invoices.
        scenario: one of :data:`sheetcash.core.hypotheses.SCENARIOS`.
        retards: by client, the days observed.
        retard_usuel: for a client who never paid yet.
        aujourdhui: the plan's day.
        part_perdue: per million, what is never paid in the pessimistic scenario.

    >>> one = Creance("F-1", "A", date(2026, 12, 1), 100_00, "bnc")
    >>> found = encaissements_attendus([one], PESSIMISTE, {}, 0, date(2026, 11, 20), 50_000)
    >>> [(m.jour.isoformat(), m.montant) for m in found]
    [('2026-12-31', 9500)]
    """
    found = []
    for one in creances:
        if one.solde <= 0 or (one.litige and scenario != OPTIMISTE):
            continue
        kept = MILLION - (part_perdue if scenario == PESSIMISTE else 0)
        day = attendue_le(one, scenario, retards.get(one.client, retard_usuel), aujourdhui)
        montant = round_half_up(one.solde * kept, MILLION)
        found.append(Mouvement(FACTURES, day, montant, one.client, one.numero, one.categorie))
    return found


def previsions(prevus: Iterable[Prevu], debut: date, fin: date, categorie: str) -> list[Mouvement]:
    """What the forecasts bring and cost from ``debut`` to ``fin``, weighted by probability.

    Args:
        prevus: the forecasts.
        debut: the first day.
        fin: the last day.
        categorie: the activity their receipts count under.

    >>> sale = Prevu("Vente", True, 1_000_00, date(2026, 12, 5), probabilite=600_000)
    >>> [m.montant for m in previsions([sale], date(2026, 12, 1), date(2026, 12, 31), "bnc")]
    [60000]
    """
    found = []
    for one in prevus:
        cents = round_half_up(one.montant * one.probabilite, MILLION)
        for day in occurrences(one, debut, fin):
            if one.entree:
                found.append(Mouvement(PREVUES, day, cents, one.libelle, "", categorie))
            else:
                found.append(Mouvement(DEPENSES, day, -cents, one.libelle))
    return found


def sorties(ligne: str, prevues: Iterable[Sortie], aujourdhui: date, fin: date) -> list[Mouvement]:
    """Payments still to be made until ``fin``; those that are late leave today.

    >>> late = Sortie("Logiciel", date(2026, 10, 1), 30_00)
    >>> [(m.jour.isoformat(), m.montant) for m in sorties(ACHATS, [late], date(2026, 11, 20),
    ...                                                  date(2027, 10, 31))]
    [('2026-11-20', -3000)]
    """
    return [
        Mouvement(ligne, max(one.jour, aujourdhui), -one.montant, one.libelle)
        for one in prevues
        if one.jour <= fin and one.montant
    ]


#: The plan's lines, in its order.
FACTURES: Final = "Factures en cours"
PREVUES: Final = "Encaissements prévus"
ACHATS: Final = "Achats à payer"
DEPENSES: Final = "Dépenses prévues"
URSSAF: Final = "Urssaf"
CFE: Final = "CFE"
TVA: Final = "TVA"
IMPOT: Final = "Provision pour impôt"
PRELEVEMENT: Final = "Prélèvement personnel"
ENTREES: Final = (FACTURES, PREVUES)
SORTIES: Final = (ACHATS, DEPENSES, URSSAF, CFE, TVA, IMPOT, PRELEVEMENT)


class Mois(NamedTuple):
    """One month of the plan: what it opens with, its flows by line, what it closes with."""

    periode: Period
    ouverture: int
    flux: dict[str, int]

    @property
    def entrees(self) -> int:
        """What comes in."""
        return sum(self.flux[ligne] for ligne in ENTREES)

    @property
    def sorties(self) -> int:
        """What goes out: negative."""
        return sum(self.flux[ligne] for ligne in SORTIES)

    @property
    def cloture(self) -> int:
        """What it closes with."""
        return self.ouverture + self.entrees + self.sorties


def derouler(solde: int, mouvements: Iterable[Mouvement], aujourdhui: date) -> list[Mois]:
    """The twelve months, each opening with what the one before closed with.

    Args:
        solde: the balance of today.
        mouvements: the flows, each in one of the twelve months; others are left out.
        aujourdhui: the plan's day.

    >>> flows = [Mouvement(FACTURES, date(2026, 12, 5), 100, "A")]
    >>> [(m.ouverture, m.cloture) for m in derouler(50, flows, date(2026, 11, 20))][:2]
    [(50, 50), (50, 150)]
    """
    periods = mois_du_plan(aujourdhui)
    totals = [dict.fromkeys((*ENTREES, *SORTIES), 0) for _ in periods]
    for one in mouvements:
        at = (one.jour.year - aujourdhui.year) * 12 + one.jour.month - aujourdhui.month
        if 0 <= at < len(periods) and one.jour >= aujourdhui:
            totals[at][one.ligne] += one.montant
    found: list[Mois] = []
    for periode, flux in zip(periods, totals, strict=True):
        found.append(Mois(periode, solde, flux))
        solde = found[-1].cloture
    return found
