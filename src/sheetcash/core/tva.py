"""The VAT exemption thresholds (franchise en base, CGI 293 B) and what crossing them does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Bareme, Baremes
from sheetcash.core.categories import SERVICES
from sheetcash.core.plafonds import prorata
from sheetcash.errors import NoRuleForDate

FRANCHISE: Final = "Franchise"
TVA_JANVIER: Final = "TVA au 1er janvier"
TVA: Final = "TVA"

#: Since then the majoré threshold acts on the day itself, and the base one the next year.
REFORME: Final = date(2025, 1, 1)

_GLOBAL, _SERVICES = "global", "services"
#: The category whose threshold each limit uses.
_REFERENCE: Final = {_SERVICES: "bnc", _GLOBAL: "vente"}
_CLES: Final = {_SERVICES: "service", _GLOBAL: "vente"}


def seuil_tva(categorie: str, jour: date, majore: bool = False, loi: Baremes = LOI) -> int:
    """The threshold in force for a category on that day, in cents.

    Args:
        categorie: a code of :mod:`sheetcash.core.categories`; sales and lodging share one
            threshold, the others another.
        jour: the day.
        majore: the higher threshold rather than the base one.
        loi: the figures to use.

    Raises:
        NoRuleForDate: no threshold is known for that day.

    >>> seuil_tva("bnc", date(2026, 1, 1)), seuil_tva("vente", date(2026, 1, 1), True)
    (3750000, 9350000)
    """
    cle = "service" if categorie in SERVICES else "vente"
    return loi.valeur("tva_majore" if majore else "tva_base", jour, cle)


class Crossing(NamedTuple):
    """A threshold crossed: the day, the row of the columns (from 0), the threshold in cents."""

    jour: date
    ligne: int
    limite: int


class Franchise(NamedTuple):
    """Where a business stands towards VAT on one day.

    Attributes:
        statut: ``Franchise``, ``TVA au 1er janvier`` (of next year), or ``TVA``.
        depuis: the day from which VAT is due, for ``TVA``.
        nom: which limit is the closest, ``services`` or ``global``.
        ca: what counts under it this year, in cents.
        base: its base threshold, in cents, pro rata in the first year.
        majore: its higher threshold, in cents.
        franchissement: when a higher threshold was crossed, None when none was.
        base_franchie: when a base threshold was crossed: this year, unless refunds brought the
            turnover back under it; for a VAT due since a 1 January, in the year before.
        seuils_repris: next January is judged by this year's thresholds, as no others are known.
    """

    statut: str
    depuis: date | None
    nom: str
    ca: int
    base: int
    majore: int
    franchissement: Crossing | None = None
    base_franchie: Crossing | None = None
    seuils_repris: bool = False


class _Ledger:
    """Receipts up to one day, sorted, and their totals by year under each limit."""

    def __init__(
        self,
        dates: Sequence[date],
        montants: Sequence[int],
        categories: Sequence[str],
        jour: date,
    ) -> None:
        self.rows = sorted(
            (day, at, amount, categorie in SERVICES)
            for at, (day, amount, categorie) in enumerate(
                zip(dates, montants, categories, strict=True)
            )
            if day <= jour
        )
        self.totals: dict[int, dict[str, int]] = {}
        self.sales: set[int] = set()
        for day, _, amount, service in self.rows:
            its = self.totals.setdefault(day.year, {_SERVICES: 0, _GLOBAL: 0})
            its[_GLOBAL] += amount
            if service:
                its[_SERVICES] += amount
            else:
                self.sales.add(day.year)

    def limits(self, year: int) -> tuple[str, ...]:
        """Services bind always; the whole turnover binds once there are sales or lodging."""
        return (_SERVICES, _GLOBAL) if year in self.sales else (_SERVICES,)

    def ca(self, year: int, nom: str) -> int:
        return self.totals.get(year, {}).get(nom, 0)

    def crossing(
        self, year: int, noms: Sequence[str], limite_de: Callable[[str, date], int]
    ) -> Crossing | None:
        """The first day whose evening total exceeds that day's limit, the row, the limit.

        A refund of the same day counts: the law looks at days, not at hours.
        """
        running = dict.fromkeys(noms, 0)
        before = dict(running)
        today: list[tuple[int, int, bool]] = []
        day: date | None = None
        rows = [row for row in self.rows if row[0].year == year]
        for at, (jour, ligne, amount, service) in enumerate(rows):
            if jour != day:
                day, before, today = jour, dict(running), []
            today.append((ligne, amount, service))
            for nom in noms:
                if service or nom == _GLOBAL:
                    running[nom] += amount
            if at + 1 < len(rows) and rows[at + 1][0] == jour:
                continue  # the day is not over
            for nom in noms:
                limite = limite_de(nom, jour)
                if running[nom] > limite:
                    return Crossing(jour, _culprit(today, before[nom], limite, nom), limite)
        return None

    def over(
        self, year: int, bases: Mapping[str, int], debut_activite: date | None
    ) -> Crossing | None:
        """When a base threshold was crossed, pro rata in the first year, if the year is over it."""
        created = _created(debut_activite, year)
        limites = {nom: prorata(bases[nom], year, created) for nom in self.limits(year)}
        over = [nom for nom, limite in limites.items() if self.ca(year, nom) > limite]
        return self.crossing(year, over, lambda nom, _: limites[nom])


def _culprit(today: list[tuple[int, int, bool]], total: int, limite: int, nom: str) -> int:
    """The row of a day at which the running total first exceeds the limit."""
    for ligne, amount, service in today:
        if service or nom == _GLOBAL:
            total += amount
        if total > limite:
            return ligne
    raise AssertionError("the day's total exceeds the limit")


def franchise(
    dates: Sequence[date],
    montants: Sequence[int],
    categories: Sequence[str],
    jour: date,
    debut_activite: date | None = None,
    loi: Baremes = LOI,
) -> Franchise:
    """Where the business stands towards VAT at the end of ``jour``.

    A mixed activity must respect both limits: the whole turnover under the sales' threshold
    and services under theirs. Above the majoré threshold VAT is due from the day of the
    crossing (before 2025: from the first day of that month). Over the base one, from 1 January
    of the next year (before 2025: only over the majoré one, or two years in a row). VAT lasts
    until a year that begins with the right to the exemption. In the first year the base
    threshold is taken pro rata.

    Args:
        dates: the day of each receipt.
        montants: its amount in cents.
        categories: its category.
        jour: the day of the question; later receipts are left out.
        debut_activite: the first day of activity.
        loi: the figures to use.

    Raises:
        NoRuleForDate: no threshold is known for that day, or for that year's 1 January.

    >>> jours = [date(2026, 3, 1), date(2026, 9, 10)]
    >>> franchise(jours, [3_000_000, 1_200_000], ["bnc", "bnc"], date(2026, 11, 1)).depuis
    datetime.date(2026, 9, 10)
    """
    ledger = _Ledger(dates, montants, categories, jour)
    bases, majores = _seuils(jour, ledger.limits(jour.year), loi)
    depuis: date | None = None
    crossing: Crossing | None = None
    cause: Crossing | None = None
    for year in range(min(ledger.totals, default=jour.year), jour.year + 1):
        try:
            its_bases, its_majores = _seuils(date(year, 1, 1), ledger.limits(year - 1), loi)
        except NoRuleForDate:
            if year == jour.year:
                raise
            continue  # years before the first known thresholds decide of nothing
        if not _exempt(ledger, year, its_bases, its_majores, debut_activite):
            if depuis is None:
                depuis, cause = date(year, 1, 1), ledger.over(year - 1, its_bases, debut_activite)
        elif depuis is not None:
            depuis, crossing, cause = None, None, None
        if depuis is None:
            crossing = ledger.crossing(year, ledger.limits(year), _majore_du_jour(loi))
            if crossing is not None:
                day = crossing.jour
                depuis = day.replace(day=1) if day < REFORME else day
    next_seuils = _next_seuils(jour, ledger.limits(jour.year), loi)
    statut = TVA
    if depuis is None:
        its = next_seuils or (bases, majores)
        next_year = _exempt(ledger, jour.year + 1, *its, debut_activite)
        statut = FRANCHISE if next_year else TVA_JANVIER
    nom, ca = _closest(ledger, jour.year, majores)
    return Franchise(
        statut,
        depuis,
        nom,
        ca,
        prorata(bases[nom], jour.year, _created(debut_activite, jour.year)),
        majores[nom],
        crossing,
        cause or ledger.over(jour.year, bases, debut_activite),
        seuils_repris=next_seuils is None,
    )


def _majore_du_jour(loi: Baremes) -> Callable[[str, date], int]:
    """The majoré threshold of a limit on a day; asked for once where the law's figures hold."""
    known: dict[str, Bareme] = {}

    def limite(nom: str, jour: date) -> int:
        row = known.get(nom)
        if row is None or loi.saisis or jour > row.connu_jusqu_au:
            row = known[nom] = loi.bareme("tva_majore", jour, _CLES[nom])
        assert row.valeur is not None
        return row.valeur

    return limite


Seuils = dict[str, int]


def _seuils(jour: date, noms: Sequence[str], loi: Baremes) -> tuple[Seuils, Seuils]:
    """The base and majoré thresholds of a day, for the limits that bind only."""
    bases = {nom: seuil_tva(_REFERENCE[nom], jour, loi=loi) for nom in noms}
    return bases, {nom: seuil_tva(_REFERENCE[nom], jour, True, loi) for nom in noms}


def _next_seuils(jour: date, noms: Sequence[str], loi: Baremes) -> tuple[Seuils, Seuils] | None:
    """Those of next 1 January, None as long as they are not published."""
    try:
        return _seuils(date(jour.year + 1, 1, 1), noms, loi)
    except NoRuleForDate:
        return None


def _created(debut_activite: date | None, year: int) -> date | None:
    """The first day of activity, unless it is in a year to come: nothing is taken pro rata then."""
    later = debut_activite is not None and debut_activite.year > year
    return None if later else debut_activite


def _exempt(
    ledger: _Ledger, year: int, bases: Seuils, majores: Seuils, debut_activite: date | None
) -> bool:
    """Whether ``year`` begins with the right to the exemption (CGI 293 B, I).

    Last year's turnover is held against the thresholds of ``year``. Before 2025 a turnover
    between the two thresholds kept the right, unless the year before was over the base too.
    """

    def over(at: int, nom: str, limite: int) -> bool:
        if debut_activite is not None and debut_activite.year > at:
            return False
        return ledger.ca(at, nom) > prorata(limite, at, debut_activite)

    for nom in ledger.limits(year - 1):
        if not over(year - 1, nom, bases[nom]):
            continue
        if year >= REFORME.year or over(year - 1, nom, majores[nom]):
            return False
        if nom in ledger.limits(year - 2) and over(year - 2, nom, bases[nom]):
            return False
    return True


def _closest(ledger: _Ledger, year: int, majores: Seuils) -> tuple[str, int]:
    """The limit whose larger share is used this year, services first, and its turnover."""
    found: tuple[str, int] | None = None
    for nom in ledger.limits(year):
        ca = ledger.ca(year, nom)
        if found is None or ca * majores[found[0]] > found[1] * majores[nom]:
            found = (nom, ca)
    assert found is not None
    return found
