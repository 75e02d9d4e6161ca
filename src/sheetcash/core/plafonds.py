"""The ceilings of the micro regime (CGI 50-0 and 102 ter), amounts in cents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.categories import MEUBLE_CLASSE, SERVICES, VENTE
from sheetcash.core.money import MILLION, round_half_up
from sheetcash.core.periods import days_in_year
from sheetcash.errors import BeforeActivity

OK: Final = "OK"
VIGILANCE: Final = "Vigilance"
DEPASSEMENT: Final = "Dépassement"

#: The share of the ceiling from which one should watch, per million.
ALERTE: Final = 800_000


def cle_plafond(categorie: str) -> str:
    """Under which of the law's ceilings a category falls.

    >>> cle_plafond("bnc"), cle_plafond("vente"), cle_plafond("meuble_classe")
    ('service', 'vente', 'meuble_classe')
    """
    return "service" if categorie in SERVICES else categorie


def plafond(categorie: str, annee: int, loi: Baremes = LOI) -> int:
    """The annual ceiling of a category, in cents.

    Args:
        categorie: a code of :mod:`sheetcash.core.categories`.
        annee: the calendar year.
        loi: the figures to use.

    Raises:
        NoRuleForDate: no ceiling is known for that year.

    >>> plafond("bnc", 2026), plafond("vente", 2026)
    (8360000, 20310000)
    """
    return loi.valeur("plafond", date(annee, 1, 1), cle_plafond(categorie))


def prorata(montant: int, annee: int, debut_activite: date | None, base: int | None = None) -> int:
    """An annual limit brought down to the days of activity of the first year, in cents.

    Days run from ``debut_activite`` included to 31 December, over the days of that year (the
    law says « au prorata du temps d'exploitation »; the administration's commentary divides by
    365 always: ``base=365``). A whole year is the whole limit.

    Raises:
        BeforeActivity: ``annee`` is before the activity began.

    >>> prorata(7_770_000, 2024, date(2024, 3, 1))
    6496230
    """
    if debut_activite is None or debut_activite.year < annee:
        return montant
    if debut_activite.year > annee:
        raise BeforeActivity(
            f"L'année {annee} est antérieure au début d'activité ({debut_activite:%d/%m/%Y}).",
            "Vérifiez l'année et la date de début dans la feuille Paramètres.",
        )
    days = (date(annee, 12, 31) - debut_activite).days + 1
    whole = days_in_year(annee)
    return round_half_up(montant * days, base or whole) if days < whole else montant


def plafond_prorata(
    categorie: str,
    annee: int,
    debut_activite: date | None,
    base: int | None = None,
    loi: Baremes = LOI,
) -> int:
    """The ceiling of a category for that year, pro rata in the first one, in cents.

    >>> plafond_prorata("bnc", 2025, date(2025, 7, 1))  # 77 700 x 184 / 365
    3916932
    """
    return prorata(plafond(categorie, annee, loi), annee, debut_activite, base)


def statut_plafond(ca: int, plafond: int, alerte: int = ALERTE) -> str:
    """``OK``, ``Vigilance`` from ``alerte`` (per million of the ceiling), ``Dépassement``.

    The ceiling itself is allowed: only what is above it is over.

    >>> statut_plafond(80, 100), statut_plafond(100, 100), statut_plafond(101, 100)
    ('Vigilance', 'Vigilance', 'Dépassement')
    """
    if ca > plafond:
        return DEPASSEMENT
    return VIGILANCE if ca * MILLION >= plafond * alerte else OK


class Usage(NamedTuple):
    """How much of one limit is used: ``ca`` of ``limite`` (cents); ``part`` per million."""

    nom: str
    ca: int
    limite: int

    @property
    def part(self) -> int:
        """The share used, per million."""
        return round_half_up(self.ca * MILLION, self.limite)

    @property
    def statut(self) -> str:
        """``OK``, ``Vigilance`` or ``Dépassement``."""
        return statut_plafond(self.ca, self.limite)


def usages(
    ca: Mapping[str, int],
    annee: int,
    debut_activite: date | None = None,
    loi: Baremes = LOI,
    bareme_de: int | None = None,
) -> list[Usage]:
    """The ceilings that bind a year's turnover, the most used first.

    With sales, or lodging, the whole turnover is held against the sales' ceiling; services
    are held against their own whatever else is done (CGI 50-0, 1: both conditions).

    Args:
        ca: cents received in the year by category.
        annee: that year.
        debut_activite: the first day of activity, for the pro rata.
        loi: the figures to use.
        bareme_de: the year whose ceilings are used; ``annee`` by default.

    >>> [(u.nom, u.limite) for u in usages({"vente": 900_000, "bnc": 3_600_000}, 2026)]
    [('services', 8360000), ('global', 20310000)]
    """
    year = annee if bareme_de is None else bareme_de

    def limit(categorie: str) -> int:
        return prorata(plafond(categorie, year, loi), annee, debut_activite)

    services = sum(ca.get(categorie, 0) for categorie in SERVICES)
    found = []
    others = [code for code, montant in ca.items() if code not in SERVICES and montant]
    if services or not others:
        found.append(Usage("services", services, limit("bnc")))
    if MEUBLE_CLASSE in others and plafond(MEUBLE_CLASSE, year, loi) != plafond(VENTE, year, loi):
        found = [Usage("services et meublés", services + ca[MEUBLE_CLASSE], limit(MEUBLE_CLASSE))]
    if VENTE in others or MEUBLE_CLASSE in others:
        found.append(Usage("global", sum(ca.values()), limit(VENTE)))
    return sorted(found, key=lambda usage: -usage.part)
