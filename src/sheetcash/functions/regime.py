"""The catalogue's rules on turnover, ceilings, VAT and contributions: typed values in and out."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sheetcash.baremes import Baremes
from sheetcash.core import plafonds, recettes, tva
from sheetcash.core.categories import (
    COMMERCIALE,
    DROM,
    LABELS,
    LIBERALE,
    LIBERALES,
)
from sheetcash.core.cotisations import (
    COMPOSANTES,
    VL,
    Regime,
    assiette,
    declaration,
    reporter,
    taux,
)
from sheetcash.core.declarations import periode
from sheetcash.core.money import MILLION, format_euros
from sheetcash.core.periods import days_in_year, format_date
from sheetcash.errors import InputError
from sheetcash.functions.verifications import apres_le_debut, dans_l_ordre

TOTAL: Final = "total"
#: A total of so many cents is not certain in a float.
_TROP: Final = 10**15

Ligne = tuple[str, int | None, int]


def encaissements(
    _loi: Baremes,
    dates: list[date],
    montants: list[int],
    debut: date,
    fin: date,
    categories: list[str] | None,
    categorie: str | None,
) -> int:
    """Cents received from ``debut`` to ``fin`` inclusive, of one category or of all.

    Raises:
        InputError: ``debut`` after ``fin``; categories without the category, or the reverse.

    >>> january = date(2026, 1, 8)
    >>> encaissements(Baremes(), [january], [5_000], january, january, None, None)
    5000
    """
    dans_l_ordre(debut, fin)
    _ensemble(categories, categorie)
    return _plausible(recettes.encaissements(dates, montants, debut, fin, categories, categorie))


def ca_par_mois(
    _loi: Baremes,
    dates: list[date],
    montants: list[int],
    annee: int,
    categories: list[str] | None,
    categorie: str | None,
) -> list[int]:
    """Cents received in each of the twelve months of a year.

    Raises:
        InputError: categories without the category, or the reverse.

    >>> ca_par_mois(Baremes(), [date(2026, 1, 8)], [5_000], 2026, None, None)[:2]
    [5000, 0]
    """
    _ensemble(categories, categorie)
    months = recettes.par_mois(dates, montants, annee, categories, categorie)
    return [_plausible(cents) for cents in months]


def _plausible(cents: int) -> int:
    """A total, unless it is so large that not every host would tell its cents."""
    if abs(cents) >= _TROP:
        raise InputError("Le total n'est pas plausible.", "Vérifiez les montants.")
    return cents


def _ensemble(categories: list[str] | None, categorie: str | None) -> None:
    if (categories is None) != (categorie is None):
        raise InputError(
            "Il manque la colonne des catégories, ou la catégorie à retenir.",
            "Donnez les deux, ou aucune.",
        )


def plafond_prorata(
    loi: Baremes, categorie: str, annee: int, debut_activite: date, base: int | None
) -> int:
    """A ceiling brought down to the days of activity, in cents (CGI 50-0, 1).

    >>> plafond_prorata(Baremes(), "bnc", 2025, date(2025, 7, 1), None)
    3916932
    """
    return plafonds.plafond_prorata(categorie, annee, debut_activite, base, loi)


def remarque_prorata(
    _loi: Baremes,
    _answer: object,
    _categorie: str,
    annee: int,
    debut_activite: date,
    base: int | None,
) -> str:
    """How many days the year of creation counts, in French.

    >>> remarque_prorata(Baremes(), 0, "bnc", 2025, date(2025, 7, 1), None)
    "184 jours d'activité sur 365"
    """
    if debut_activite.year < annee:
        return "année entière : l'activité a commencé avant"
    days = (date(annee, 12, 31) - debut_activite).days + 1
    told = f"{days} jour{'s' if days > 1 else ''} d'activité"
    return f"{told} sur {base or days_in_year(annee)}"


def statut_plafond(_loi: Baremes, ca: int, plafond: int, alerte: int) -> str:
    """Where a turnover stands under its ceiling, both in cents; ``alerte`` per million.

    Raises:
        InputError: the ceiling is not positive.

    >>> statut_plafond(Baremes(), 7_000_000, 8_360_000, 800_000)
    'Vigilance'
    """
    if plafond <= 0:
        raise InputError("plafond : il doit être positif.", "Utilisez SC_PLAFOND.")
    return plafonds.statut_plafond(ca, plafond, alerte)


def statut_tva(
    loi: Baremes, dates: list[date], montants: list[int], categories: list[str], jour: date
) -> str | date:
    """The VAT status, or the day since which it is due (CGI 293 B); amounts in cents.

    >>> statut_tva(Baremes(), [date(2026, 3, 1)], [3_000_000], ["bnc"], date(2026, 11, 21))
    'Franchise'
    """
    found = tva.franchise(dates, montants, categories, jour, loi=loi)
    return found.depuis or found.statut


def remarque_tva(
    loi: Baremes,
    _answer: object,
    dates: list[date],
    montants: list[int],
    categories: list[str],
    jour: date,
) -> str:
    """Which receipt crossed the threshold, or how far it is, in French.

    >>> day = date(2026, 3, 1)
    >>> said = remarque_tva(Baremes(), "", [day], [3_800_000], ["bnc"], day)
    >>> said.replace("\u202f", " ").replace("\u00a0", " ")[:49]
    'seuil de base de 37 500,00 € franchi le 01/03/202'
    """
    found = tva.franchise(dates, montants, categories, jour, loi=loi)
    if (crossing := found.franchissement) is not None:
        return f"seuil majoré {_franchi(crossing, montants)}"
    if found.depuis is not None:
        lost = f"franchise perdue au {format_date(found.depuis)}"
        if found.base_franchie is None:
            return lost
        return f"{lost} : seuil de base {_franchi(found.base_franchie, montants)}"
    if found.base_franchie is not None and found.statut == tva.TVA_JANVIER:
        told = f"seuil de base {_franchi(found.base_franchie, montants)}"
    else:
        told = (
            f"{format_euros(found.ca)} encaissés dans l'année pour un seuil de base de "
            f"{format_euros(found.base)} et un seuil majoré de {format_euros(found.majore)}"
        )
    if found.seuils_repris:
        told += f", les seuils de {jour.year + 1} n'étant pas connus"
    return told


def _franchi(crossing: tva.Crossing, montants: list[int]) -> str:
    return (
        f"de {format_euros(crossing.limite)} franchi le {format_date(crossing.jour)} par "
        f"l'encaissement de {format_euros(montants[crossing.ligne])}"
    )


def regime(
    categories: list[str],
    jour: date,
    nature: str | None,
    versement_liberatoire: bool,
    acre: bool,
    debut_activite: date | None,
    zone: str,
) -> Regime:
    """The user's options, once they are consistent with the activity and the day.

    Raises:
        BeforeActivity: the day is before the activity began.
        InputError: a relief or a zone whose rates depend on a date that is missing; sales or
            commercial services of liberal nature.

    >>> regime(["vente"], date(2026, 3, 31), None, False, False, None, "metropole").nature
    'commerciale'
    """
    apres_le_debut(jour, debut_activite)
    if debut_activite is None and (acre or zone == DROM):
        raise InputError(
            f"debut_activite : {'l’ACRE' if acre else 'le taux outre-mer'} dépend de cette date.",
            "Donnez la date de début d'activité.",
        )
    if nature is None:
        nature = COMMERCIALE
    elif nature == LIBERALE and (others := [one for one in categories if one not in LIBERALES]):
        raise InputError(
            f"nature : « {LABELS[others[0]]} » n'est jamais de nature libérale.",
            "Choisissez « Commerciale » ou « Artisanale ».",
        )
    return Regime(nature, versement_liberatoire, acre, debut_activite, zone)


def sc_taux(
    loi: Baremes,
    categorie: str,
    jour: date,
    composante: str,
    nature: str | None,
    acre: bool,
    debut_activite: date | None,
    zone: str,
) -> int:
    """One rate, per million; 0 where the component is not due.

    >>> sc_taux(Baremes(), "bnc", date(2026, 3, 31), "cotisations", None, False, None, "metropole")
    256000
    """
    options = regime([categorie], jour, nature, composante == VL, acre, debut_activite, zone)
    row = taux(categorie, jour, composante, options, loi)
    return 0 if row is None or row.valeur is None else row.valeur


def _taux(loi: Baremes, categorie: str, jour: date, options: Regime) -> dict[str, int]:
    """The rates of a category by component, 0 where not due."""
    rates = {}
    for composante in COMPOSANTES:
        row = taux(categorie, jour, composante, options, loi)
        rates[composante] = 0 if row is None or row.valeur is None else row.valeur
    return rates


class Proportionnel:
    """What is owed on a turnover, in cents for cents: ``taux`` per million of it in whole euros.

    Each rate's part is rounded to the euro, halves up (CSS L133-10). A turnover under half a euro,
    or a refund, declares nothing. Written without a branch, so that the same lines answer for a
    numpy column of int64 as for one amount (:mod:`sheetcash.functions.colonnes`).

    >>> Proportionnel((123_000, 1_000))(351_750)
    43700
    """

    __slots__ = ("taux",)

    def __init__(self, taux: tuple[int, ...]) -> None:
        self.taux = taux

    def __call__(self, ca: int) -> int:
        """Cents owed on cents received."""
        base = ((ca > 0) * ca + 50) // 100
        return 100 * sum([(base * rate + MILLION // 2) // MILLION for rate in self.taux], 0 * base)


def cotisations(loi: Baremes, categorie: str, jour: date, *options: Any) -> Proportionnel:
    """What is owed on a turnover, the rates being looked up once; ``options`` as :func:`regime`.

    >>> options = None, False, False, None, "metropole"
    >>> cotisations(Baremes(), "bnc", date(2026, 3, 31), *options)(100_000)
    25800
    """
    rates = _taux(loi, categorie, jour, regime([categorie], jour, *options))
    return Proportionnel(tuple(rate for rate in rates.values() if rate))


def detail(loi: Baremes, ca: int, categorie: str, jour: date, *options: Any) -> list[Ligne]:
    """The components of what is owed on a turnover, their rates, and the total.

    >>> options = None, False, False, None, "metropole"
    >>> detail(Baremes(), 100_000, "bnc", date(2026, 3, 31), *options)[0]
    ('cotisations', 256000, 25600)
    """
    return declarer(loi, [ca], [categorie], jour, *options)


def declarer(
    loi: Baremes, cas: list[int], categories: list[str], jour: date, *options: Any
) -> list[Ligne]:
    """The components of a declaration of several categories.

    Args:
        loi: the figures to use.
        cas: cents received, one row per activity; rows of one category are added.
        categories: the category of each row.
        jour: the period's last day.
        options: as :func:`regime`.

    Returns:
        Component, rate per million, cents; then the total. A rate is told where all the
        categories share it; else None: no single rate is true.

    >>> options = None, False, False, None, "metropole"
    >>> declarer(Baremes(), [100_000, 50_000], ["bnc", "vente"], date(2026, 3, 31), *options)[0]
    ('cotisations', None, 31800)
    """
    ca = _cumuler(cas, categories)
    its = regime(list(ca), jour, *options)
    rates = [_taux(loi, categorie, jour, its) for categorie in ca]
    owed = declaration(ca, jour, its, loi)
    return [
        *((one, _commun([rate[one] for rate in rates]), getattr(owed, one)) for one in COMPOSANTES),
        (TOTAL, _commun([sum(rate.values()) for rate in rates]), owed.total),
    ]


def _cumuler(cas: list[int], categories: list[str]) -> dict[str, int]:
    """Turnover by category: rows of one category are added."""
    ca: dict[str, int] = {}
    for montant, categorie in zip(cas, categories, strict=True):
        ca[categorie] = ca.get(categorie, 0) + montant
    for total in ca.values():
        _plausible(total)
    return ca


def _commun(rates: list[int]) -> int | None:
    """The rate that all share, None when they differ."""
    return rates[0] if len(set(rates)) == 1 else None


def remarque_cotisations(_loi: Baremes, _answer: object, ca: int, *_options: Any) -> str:
    """What a refund larger than the receipts leaves for the next declaration, in French.

    >>> remarque_cotisations(Baremes(), 0, -5_000)[:44]
    'les remboursements dépassent les recettes : '
    """
    return remarque_declaration(_loi, _answer, [ca], [""])


def remarque_declaration(
    _loi: Baremes, _answer: object, cas: list[int], categories: list[str], *_options: Any
) -> str:
    """The same for several categories, each on its own.

    >>> remarque_declaration(Baremes(), 0, [10_049], ["bnc"]).replace("\u00a0", " ")
    'assiette arrondie à 100,00 €'
    """
    ca = _cumuler(cas, categories)
    left = reporter(ca, {}).reste
    if not left:
        return f"assiette arrondie à {format_euros(sum(map(assiette, ca.values())))}"
    others = len(left) < len(ca)
    where = f" pour {', '.join(LABELS[one] for one in left)}" if others else ""
    return (
        f"les remboursements dépassent les recettes{where} : zéro à déclarer, "
        f"{format_euros(-sum(left.values()))} à déduire de la déclaration suivante"
    )


def date_declaration(
    _loi: Baremes, jour: date, periodicite: str, debut_activite: date | None
) -> date:
    """When the declaration that holds a day is due.

    Raises:
        BeforeActivity: the day is before the activity began.

    >>> date_declaration(Baremes(), date(2026, 11, 21), "trimestrielle", None)
    datetime.date(2027, 2, 1)
    """
    apres_le_debut(jour, debut_activite)
    return periode(jour, periodicite, debut_activite).echeance
