"""The two-year rule, its first-year warning, and the carried-over refunds."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.core.cotisations import versement_liberatoire_ouvert
from sheetcash.core.sortie import DANS_LE_REGIME, PREMIER_DEPASSEMENT, SORTIE, Sortie, sortie
from sheetcash.errors import NoRuleForDate


def bnc(**years: int) -> dict[int, dict[str, int]]:
    return {int(year[1:]): {"bnc": euros * 100} for year, euros in years.items()}


def test_two_years_over_in_a_row_leave_on_the_first_of_january() -> None:
    found = sortie(bnc(_2025=84_000, _2026=84_000), 2026)
    assert (found.statut, found.depuis, found.annees) == (SORTIE, date(2027, 1, 1), (2025, 2026))
    assert found.conseil.startswith("Le régime réel s'appliquera au 1er janvier 2027 : voyez")
    already = sortie(bnc(_2024=84_000, _2025=84_000), 2026).conseil
    assert already.startswith("Le régime réel s'applique depuis le 1er janvier 2026 : voyez")


def test_years_are_held_against_the_ceilings_of_the_year_of_exit() -> None:
    """80 000 € was over the ceiling of 2024 and 2025, not over that of 2026."""
    assert sortie(bnc(_2024=80_000, _2025=80_000), 2026).statut == DANS_LE_REGIME
    found = sortie(bnc(_2024=84_000, _2025=84_000), 2026)
    assert (found.statut, found.depuis) == (SORTIE, date(2026, 1, 1))


def test_reaching_the_ceiling_is_not_exceeding_it() -> None:
    assert sortie(bnc(_2026=83_600), 2026).statut == DANS_LE_REGIME
    assert sortie({2026: {"bnc": 8_360_001}}, 2026).statut == PREMIER_DEPASSEMENT


def test_a_first_year_over_warns_and_says_what_can_be_done() -> None:
    found = sortie(bnc(_2026=90_000), 2026)
    assert (found.statut, found.depuis, found.annees) == (
        PREMIER_DEPASSEMENT,
        date(2028, 1, 1),
        (2026,),
    )
    assert "garder 2027 sous le plafond" in found.conseil
    last_year = sortie(bnc(_2025=90_000, _2026=10_000), 2026)
    assert (last_year.statut, last_year.depuis) == (PREMIER_DEPASSEMENT, date(2027, 1, 1))


def test_a_year_under_the_ceiling_starts_the_count_again() -> None:
    found = sortie(bnc(_2024=90_000, _2025=10_000, _2026=90_000), 2026)
    assert (found.statut, found.annees) == (PREMIER_DEPASSEMENT, (2026,))


def test_the_year_of_creation_counts_pro_rata() -> None:
    """From 1 July half the ceiling: 45 000 € is over, and the next year decides."""
    created = date(2025, 7, 1)
    assert sortie(bnc(_2025=45_000, _2026=10_000), 2026, created).annees == (2025,)
    assert sortie(bnc(_2025=45_000, _2026=90_000), 2026, created).statut == SORTIE
    assert sortie(bnc(_2025=41_000, _2026=10_000), 2026, created).statut == DANS_LE_REGIME


def test_a_mixed_activity_leaves_by_either_ceiling() -> None:
    mixed = {"vente": 13_000_000, "bnc": 8_000_000}  # 210 000 € in all
    assert sortie({2025: mixed, 2026: mixed}, 2026).statut == SORTIE
    assert sortie({2025: {"vente": 13_000_000}, 2026: mixed}, 2026).annees == (2026,)


def test_the_exit_of_a_year_without_known_ceilings_is_not_invented() -> None:
    with pytest.raises(NoRuleForDate):
        sortie(bnc(_2028=90_000), 2028)


@pytest.mark.parametrize(
    ("euros", "quarts", "annee", "ouvert"),
    [
        (29_315, 4, 2026, True),
        (29_316, 4, 2026, False),
        (58_630, 8, 2026, True),
        (43_972, 6, 2026, True),  # a share and a half: 43 972,50 €
        (43_973, 6, 2026, False),
        (29_579, 4, 2027, True),
    ],
)
def test_versement_liberatoire_depends_on_the_income_by_share(
    euros: int, quarts: int, annee: int, ouvert: bool
) -> None:
    assert versement_liberatoire_ouvert(euros * 100, quarts, annee) is ouvert


def test_versement_liberatoire_of_an_unknown_year_is_not_invented() -> None:
    with pytest.raises(NoRuleForDate):
        versement_liberatoire_ouvert(100, 4, 2028)


def test_each_year_is_held_against_the_ceilings_of_the_year_of_exit_only() -> None:
    """80 000 € in 2025: over the ceiling of that year, under those of 2026 and 2027."""
    assert sortie(bnc(_2024=90_000, _2025=80_000), 2026).statut == DANS_LE_REGIME
    assert sortie(bnc(_2025=80_000, _2026=90_000), 2026).statut == PREMIER_DEPASSEMENT


def test_all_that_is_told() -> None:
    assert sortie({}, 2026) == Sortie(DANS_LE_REGIME, None, (), "")
    assert sortie(bnc(_2025=84_000, _2026=84_000), 2026).conseil == (
        "Le régime réel s'appliquera au 1er janvier 2027 : voyez un comptable (comptabilité, TVA, "
        "déclaration de résultat)."
    )
    assert sortie(bnc(_2026=90_000), 2026).conseil == (
        "L'année 2026 dépasse le plafond. Le régime reste le vôtre, sauf si 2027 dépasse aussi. "
        "Pour l'éviter : garder 2027 sous le plafond (étaler les missions, facturer moins), ou "
        "préparer le passage au réel avec un comptable."
    )
    assert sortie(bnc(_2025=90_000, _2026=1), 2026).conseil == (
        "L'année 2025 dépasse le plafond. Le régime reste le vôtre, sauf si 2026 dépasse aussi. "
        "Pour l'éviter : garder 2026 sous le plafond (décaler un encaissement en janvier 2027, "
        "étaler une mission), ou préparer le passage au réel avec un comptable."
    )
