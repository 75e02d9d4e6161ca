"""What several rules of the catalogue check before they answer."""

from __future__ import annotations

from datetime import date

from sheetcash.core.periods import format_date
from sheetcash.errors import BeforeActivity, InputError


def dans_l_ordre(debut: date, fin: date) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        InputError: ``debut`` is after ``fin``.

    >>> dans_l_ordre(date(2026, 1, 1), date(2026, 1, 1))
    """
    if debut > fin:
        raise InputError(
            f"Le début ({format_date(debut)}) est après la fin ({format_date(fin)}).",
            "Inversez les deux dates.",
        )


def apres_le_debut(jour: date, debut_activite: date | None) -> None:
    """Refuse a day on which there was no activity yet.

    Raises:
        BeforeActivity: ``jour`` is before ``debut_activite``.

    >>> apres_le_debut(date(2026, 1, 1), None)
    """
    if debut_activite is not None and jour < debut_activite:
        raise BeforeActivity(
            f"Le {format_date(jour)} est avant le début d'activité "
            f"({format_date(debut_activite)}).",
            "Vérifiez les deux dates.",
        )
