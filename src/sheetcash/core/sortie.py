"""Leaving the micro regime: after two years in a row over a ceiling (CGI 50-0, 1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.plafonds import DEPASSEMENT, usages

DANS_LE_REGIME: Final = "Dans le régime"
PREMIER_DEPASSEMENT: Final = "Premier dépassement"
SORTIE: Final = "Sortie"


class Sortie(NamedTuple):
    """Where a business stands towards the regime's exit.

    Attributes:
        statut: ``Dans le régime``, ``Premier dépassement`` (a second year over in a row makes
            it leave) or ``Sortie``.
        depuis: the 1 January of the exit, for ``Sortie``; for ``Premier dépassement`` the
            1 January on which it would come.
        annees: the years over their ceiling that decide of it.
        conseil: what can be done, in French; empty when there is nothing to do.
    """

    statut: str
    depuis: date | None
    annees: tuple[int, ...]
    conseil: str


def _comment(depassee: int, annee: int) -> str:
    """How the year after one that is over may stay under: it goes on, or is still to come."""
    if depassee < annee:
        return f"décaler un encaissement en janvier {annee + 1}, étaler une mission"
    return "étaler les missions, facturer moins"


def depasse(
    ca: Mapping[str, int],
    annee: int,
    bareme_de: int,
    debut_activite: date | None = None,
    loi: Baremes = LOI,
) -> bool:
    """Whether a year's turnover is over one of the ceilings of the year ``bareme_de``.

    >>> depasse({"bnc": 8_000_000}, 2025, 2025), depasse({"bnc": 8_000_000}, 2025, 2026)
    (True, False)
    """
    return any(
        usage.statut == DEPASSEMENT
        for usage in usages(ca, annee, debut_activite, loi, bareme_de=bareme_de)
    )


def sortie(
    ca: Mapping[int, Mapping[str, int]],
    annee: int,
    debut_activite: date | None = None,
    loi: Baremes = LOI,
) -> Sortie:
    """Where the business stands in ``annee``, from what each year received so far.

    The regime holds in a year when the turnover of the last year, or of the one before, is
    within the ceilings of that year; so it ends on 1 January after two years over in a row, and
    never in the year of creation nor in the next (first years are taken pro rata).

    Args:
        ca: by year, cents received by category; a missing year received nothing.
        annee: the year of the question.
        debut_activite: the first day of activity.
        loi: the figures to use.

    Raises:
        NoRuleForDate: the ceilings of ``annee`` or of the next year are not known.

    >>> sortie({2025: {"bnc": 8_500_000}, 2026: {"bnc": 9_000_000}}, 2026).depuis
    datetime.date(2027, 1, 1)
    """

    def over(year: int, bareme_de: int) -> bool:
        if debut_activite is not None and debut_activite.year > year:
            return False
        return depasse(ca.get(year, {}), year, bareme_de, debut_activite, loi)

    for left in (annee, annee + 1):
        if over(left - 1, left) and over(left - 2, left):
            when = f"s'applique depuis le 1er janvier {left}"
            if left > annee:
                when = f"s'appliquera au 1er janvier {left}"
            return Sortie(
                SORTIE,
                date(left, 1, 1),
                (left - 2, left - 1),
                f"Le régime réel {when} : voyez un comptable (comptabilité, TVA, déclaration de "
                "résultat).",
            )
    for year in (annee, annee - 1):
        if over(year, year + 1):
            return Sortie(
                PREMIER_DEPASSEMENT,
                date(year + 2, 1, 1),
                (year,),
                f"L'année {year} dépasse le plafond. Le régime reste le vôtre, sauf si {year + 1} "
                f"dépasse aussi. Pour l'éviter : garder {year + 1} sous le plafond "
                f"({_comment(year, annee)}), ou préparer le passage au réel avec un comptable.",
            )
    return Sortie(DANS_LE_REGIME, None, (), "")
