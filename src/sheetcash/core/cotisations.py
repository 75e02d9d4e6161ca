"""Contributions on turnover: rates by category and date, and what one declaration owes.

Each component of each category is computed on the period's turnover rounded to the euro, and
rounded to the euro itself, half up (CSS L133-10). The official model rounds category by category,
before it adds them: 1 004 € of sales, 502 € of services and 250 € of BNC owe 293 €, not 294 €.
Amounts in cents.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Bareme, Baremes
from sheetcash.core.categories import (
    ALSACE,
    ARTISANALE,
    COMMERCIALE,
    DROM,
    LIBERALE,
    LIBERALES,
    METROPOLE,
    MEUBLE_CLASSE,
    MOSELLE,
    VENTE,
)
from sheetcash.core.money import MILLION, round_half_up, round_to_euro
from sheetcash.core.periods import add_months, quarter_of
from sheetcash.errors import NoRuleForDate

COTISATIONS: Final = "cotisations"
CFP: Final = "cfp"
TAXE: Final = "taxe_consulaire"
VL: Final = "versement_liberatoire"
COMPOSANTES: Final = (COTISATIONS, CFP, TAXE, VL)


class Regime(NamedTuple):
    """What the user chose or was granted.

    Attributes:
        nature: ``commerciale``, ``artisanale`` or ``liberale``; BNC and Cipav are liberal
            whatever it says, and nothing else is ever liberal.
        versement_liberatoire: income tax paid with the contributions (CGI 151-0).
        acre: the start-up relief was granted; without ``debut_activite`` the full rate applies.
        debut_activite: the day the activity was created; overseas, None has the permanent rate.
        zone: ``metropole``, ``alsace``, ``moselle`` or ``drom``.
    """

    nature: str = COMMERCIALE
    versement_liberatoire: bool = False
    acre: bool = False
    debut_activite: date | None = None
    zone: str = METROPOLE


def fin_acre(debut_activite: date) -> date:
    """The last day of the ACRE: the end of the third full quarter after that of creation.

    >>> fin_acre(date(2025, 9, 1))
    datetime.date(2026, 6, 30)
    """
    return add_months(quarter_of(debut_activite).debut, 12) - timedelta(days=1)


def _periode_drom(jour: date, debut_activite: date) -> str:
    """Which of the three overseas rates applies (CSS L756-4).

    The first eight calendar quarters, then until the end of the third calendar year.
    """
    if jour < add_months(quarter_of(debut_activite).debut, 24):
        return "periode1"
    return "periode2" if jour.year <= debut_activite.year + 2 else "permanent"


def taux(
    categorie: str,
    jour: date,
    composante: str,
    regime: Regime,
    loi: Baremes = LOI,
    a_defaut: date | None = None,
) -> Bareme | None:
    """The rate of one component for a category on that day; None where it is not due.

    Args:
        categorie: the activity.
        jour: the day; it decides whether a relief still runs.
        composante: one of :data:`COMPOSANTES`.
        regime: the user's options.
        loi: the figures to use.
        a_defaut: where no figure is known for ``jour``, take that day's: an estimate.

    Raises:
        NoRuleForDate: no rate is known for that day.
        ParameterNeeded: the rate exists but is not known here.

    >>> taux("bnc", date(2026, 3, 31), "cotisations", Regime()).valeur
    256000
    """
    nature = LIBERALE if categorie in LIBERALES else regime.nature
    created, creation = regime.debut_activite, None
    if composante == COTISATIONS:
        parametre, cle = "cotisations", categorie
        if regime.zone == DROM and categorie != MEUBLE_CLASSE:
            step = "permanent" if created is None else _periode_drom(jour, created)
            parametre, cle = "drom_cotisations", f"{categorie}.{step}"
        elif regime.acre and created is not None and jour <= fin_acre(created):
            parametre, creation = "acre_cotisations", created
    elif composante == CFP:
        parametre, cle = "cfp", nature
    elif composante == TAXE:
        if nature == LIBERALE:
            return None
        parametre = "taxe_consulaire"
        cle = f"{nature}.{'vente' if categorie in (VENTE, MEUBLE_CLASSE) else 'service'}"
        if nature == ARTISANALE and regime.zone in (ALSACE, MOSELLE):
            cle += f".{regime.zone}"
    elif composante == VL:
        if not regime.versement_liberatoire:
            return None
        parametre = "versement_liberatoire"
        cle = VENTE if categorie == MEUBLE_CLASSE else categorie
    else:
        raise KeyError(composante)
    try:
        return loi.bareme(parametre, jour, cle, creation)
    except NoRuleForDate:
        if a_defaut is None:
            raise
        return loi.bareme(parametre, a_defaut, cle, creation)


class Du(NamedTuple):
    """What one declaration owes, in cents: whole euros."""

    assiette: int
    cotisations: int
    cfp: int
    taxe_consulaire: int
    versement_liberatoire: int

    @property
    def total(self) -> int:
        """The sum of the components."""
        return self.cotisations + self.cfp + self.taxe_consulaire + self.versement_liberatoire


def declaration(
    ca: Mapping[str, int],
    jour: date,
    regime: Regime,
    loi: Baremes = LOI,
    a_defaut: date | None = None,
) -> Du:
    """What is owed on one declaration.

    A category whose refunds exceed its receipts declares zero: contributions are never
    negative.

    Args:
        ca: cents received in the period, by category.
        jour: the period's last day, which decides the rates.
        regime: the user's options.
        loi: the figures to use.
        a_defaut: as in :func:`taux`.

    Raises:
        NoRuleForDate, ParameterNeeded: a rate that is needed is not known.

    >>> declaration({"service_bic": 4_500_000, "vente": 2_500_000}, date(2023, 3, 31),
    ...             Regime(nature="commerciale")).cotisations
    1261500
    >>> mixed = {"vente": 100_400, "service_bic": 50_200, "bnc": 25_000}
    >>> declaration(mixed, date(2026, 6, 30), Regime(nature="commerciale")).cotisations
    29300
    """
    bases = {categorie: assiette(montant) for categorie, montant in ca.items()}
    owed = dict.fromkeys(COMPOSANTES, 0)
    for composante in COMPOSANTES:
        for categorie, base in bases.items():
            rate = taux(categorie, jour, composante, regime, loi, a_defaut) if base else None
            if rate is not None and rate.valeur is not None:
                owed[composante] += du(base, rate.valeur)
    return Du(sum(bases.values()), owed[COTISATIONS], owed[CFP], owed[TAXE], owed[VL])


def assiette(ca: int) -> int:
    """What a period's turnover declares: whole euros, in cents, and never less than zero.

    >>> assiette(351_650), assiette(-300)
    (351700, 0)
    """
    return max(0, round_to_euro(ca))


def du(assiette: int, taux: int) -> int:
    """One component of what is owed: ``taux`` per million of ``assiette``, to the euro, in cents.

    >>> du(25_000, 246_000)  # 61.50 €
    6200
    """
    return round_half_up(assiette * taux, 100 * MILLION) * 100


class Report(NamedTuple):
    """What a period declares, and what it leaves for the next: cents by category.

    ``reste`` holds negative amounts only: refunds larger than the receipts.
    """

    a_declarer: dict[str, int]
    reste: dict[str, int]


def reporter(ca: Mapping[str, int], reste: Mapping[str, int]) -> Report:
    """A period's turnover once the refunds left over from the last one are deducted.

    A declaration is never negative: a refund larger than the receipts of its period declares
    zero, and the rest is deducted from the next one.

    Args:
        ca: cents received in the period, by category.
        reste: what the last period left, as in :class:`Report`.

    >>> reporter({"bnc": -30_000}, {})
    Report(a_declarer={'bnc': 0}, reste={'bnc': -30000})
    >>> reporter({"bnc": 100_000}, {"bnc": -30_000})
    Report(a_declarer={'bnc': 70000}, reste={})
    """
    totals = {
        categorie: ca.get(categorie, 0) + reste.get(categorie, 0) for categorie in {**reste, **ca}
    }
    return Report(
        {categorie: max(0, total) for categorie, total in totals.items()},
        {categorie: total for categorie, total in totals.items() if total < 0},
    )


def versement_liberatoire_ouvert(
    revenu_fiscal: int, quarts_de_part: int, annee: int, loi: Baremes = LOI
) -> bool:
    """Whether a household may choose the versement libératoire for ``annee`` (CGI 151-0).

    Args:
        revenu_fiscal: the revenu fiscal de référence of the year before last, in cents.
        quarts_de_part: the household's shares, in quarters: 4 for one share.
        annee: the year for which it is chosen.
        loi: the figures to use.

    Raises:
        NoRuleForDate: no limit is known for that year.

    >>> versement_liberatoire_ouvert(2_900_000, 4, 2026), versement_liberatoire_ouvert(
    ...     2_931_501, 4, 2026)
    (True, False)
    """
    limit = loi.valeur("versement_liberatoire_plafond", date(annee, 1, 1))
    return 4 * revenu_fiscal <= limit * quarts_de_part
