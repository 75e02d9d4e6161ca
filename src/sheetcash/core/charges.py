"""What the plan's own receipts will cost: contributions, CFE, VAT, income tax, the owner's draw.

Rates of a year to come are seldom known: the last known ones stand in for them, and it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.cotisations import Du, Regime, declaration, reporter
from sheetcash.core.declarations import Periode
from sheetcash.core.hypotheses import Reglages
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.periods import Period, month_of, next_business_day
from sheetcash.core.tresorerie import (
    CFE,
    ENTREES,
    FACTURES,
    IMPOT,
    PRELEVEMENT,
    PREVUES,
    TVA,
    URSSAF,
    Mouvement,
)
from sheetcash.errors import NoRuleForDate, RuleError

#: A yearly obligation done less than that many days before its day is done for this time.
CETTE_FOIS: Final = timedelta(days=300)


class Appel(NamedTuple):
    """What a declaration will owe.

    Attributes:
        periode: its period.
        du: what it owes; None when a rate is not known at all.
        bareme_du: the day whose rates stood in for some that are not known yet.
        manque: why ``du`` is None.
    """

    periode: Periode
    du: Du | None
    bareme_du: date | None = None
    manque: RuleError | None = None

    @property
    def total(self) -> int:
        """The cents it owes, as far as they are known."""
        return self.du.total if self.du is not None else 0


def estimer(
    ca: Mapping[str, int], fin: date, regime: Regime, aujourdhui: date, loi: Baremes = LOI
) -> tuple[Du, date | None]:
    """What a period will owe, and the day whose rates stood in for those not known yet.

    Raises:
        NoRuleForDate, ParameterNeeded: not even this year's rates are known.

    >>> du, day = estimer({"bnc": 100_000}, date(2027, 3, 31), Regime(), date(2026, 11, 20))
    >>> du.total, day.isoformat()
    (25800, '2026-12-31')
    """
    try:
        return declaration(ca, fin, regime, loi), None
    except NoRuleForDate:
        known = date(aujourdhui.year, 12, 31)
        if fin <= known:
            raise
        return declaration(ca, fin, regime, loi, known), known


def appels(
    periodes: Sequence[Periode],
    recu: Mapping[date, Mapping[str, int]],
    attendus: Iterable[Mouvement],
    regime: Regime,
    aujourdhui: date,
    loi: Baremes = LOI,
) -> list[Appel]:
    """What each declaration will owe, from what was received and what the plan expects.

    Args:
        periodes: the declarations, oldest first and without a gap.
        recu: by a period's last day, cents received in it until today, by category.
        attendus: the plan's receipts.
        regime: the user's options.
        aujourdhui: the plan's day.
        loi: the figures to use.
    """
    totals = {periode.fin: dict(recu.get(periode.fin, {})) for periode in periodes}
    for one in attendus:
        for periode in periodes:
            if one.ligne in ENTREES and one.categorie and periode.debut <= one.jour <= periode.fin:
                its = totals[periode.fin]
                its[one.categorie] = its.get(one.categorie, 0) + one.montant
    found = []
    reste: dict[str, int] = {}
    for periode in periodes:
        a_declarer, reste = reporter(totals[periode.fin], reste)
        try:
            owed = estimer(a_declarer, periode.fin, regime, aujourdhui, loi)
        except RuleError as error:
            found.append(Appel(periode, None, manque=error))
        else:
            found.append(Appel(periode, *owed))
    return found


def paiements(dus: Iterable[Appel], aujourdhui: date) -> list[Mouvement]:
    """The declarations' payments, on their due date; a late one leaves today."""
    return [
        Mouvement(
            URSSAF,
            max(one.periode.echeance, aujourdhui),
            -one.total,
            f"déclaration {one.periode.label}",
        )
        for one in dus
        if one.total
    ]


def charges_du_mois(
    months: Sequence[Period],
    attendus: Sequence[Mouvement],
    reglages: Reglages,
    regime: Regime,
    tva_depuis: date | None = None,
    loi: Baremes = LOI,
    recu: Sequence[tuple[date, int]] = (),
    cfe_faite: date | None = None,
) -> list[Mouvement]:
    """CFE, VAT, the provision for income tax and the owner's draw of each month.

    The CFE is due on the calendar's day, from the year after that of creation. VAT on a month's
    receipts leaves the next month, on its 20th: that of the month before the plan too, until that
    day, and what this month already brought. Of the month in which it begins, all the forecasts
    count. The provision is a share of the month's receipts, unless income tax is paid with the
    contributions.

    Args:
        months: the plan's.
        attendus: its receipts.
        reglages: the user's.
        regime: the user's options.
        tva_depuis: the day since which VAT is due, None under the exemption.
        loi: the figures to use.
        recu: the day and the cents of what was received until today.
        cfe_faite: the day the last CFE was paid.
    """
    found = _tva_passee(months[0], reglages, tva_depuis, recu)
    calendrier = loi.dernier("calendrier", "cfe").valeur
    assert calendrier is not None
    created = regime.debut_activite
    for at, month in enumerate(months):
        receipts = [one for one in attendus if month.debut <= one.jour <= month.fin]
        cents = sum(one.montant for one in receipts if one.ligne in ENTREES)
        jour = next_business_day(date(month.fin.year, *divmod(calendrier, 100)))
        paid = cfe_faite is not None and cfe_faite > jour - CETTE_FOIS
        if jour in month and (created is None or created.year < jour.year) and not paid:
            found.append(Mouvement(CFE, jour, -reglages.cfe, "CFE"))
        if tva_depuis is not None and at + 1 < len(months):
            taxed = sum(
                one.montant
                for one in receipts
                if (one.ligne == FACTURES and one.jour >= tva_depuis)
                or (one.ligne == PREVUES and month.fin >= tva_depuis)
            )
            if at == 0:
                first = max(month.debut.replace(day=1), tva_depuis)
                taxed += sum(cents for day, cents in recu if first <= day <= month.debut)
            found.append(_tva(taxed, reglages, months[at + 1].debut, month.label))
        if not regime.versement_liberatoire:
            impot = round_half_up(cents * reglages.taux_impot, MILLION)
            found.append(Mouvement(IMPOT, month.fin, -impot, month.label))
        found.append(Mouvement(PRELEVEMENT, month.fin, -reglages.prelevement, month.label))
    return [one for one in found if one.montant]


def _tva(taxed: int, reglages: Reglages, month: date, label: str) -> Mouvement:
    """The VAT within some receipts, which leaves on the 20th of a month."""
    tva = round_half_up(taxed * reglages.taux_tva, MILLION + reglages.taux_tva)
    return Mouvement(TVA, month.replace(day=20), -tva, label)


def _tva_passee(
    first: Period, reglages: Reglages, depuis: date | None, recu: Sequence[tuple[date, int]]
) -> list[Mouvement]:
    """That of the month before the plan; once its day is past, it is taken for paid."""
    if depuis is None or first.debut.day > 20:
        return []
    last = month_of(first.debut.replace(day=1) - timedelta(1))
    since = max(last.debut, depuis)
    taxed = sum(cents for day, cents in recu if since <= day <= last.fin)
    return [_tva(taxed, reglages, first.debut, last.label)]
