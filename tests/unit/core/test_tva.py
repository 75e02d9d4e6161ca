"""Crossing the VAT thresholds: the day, the row, what is told, before and since 2025."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.core.tva import FRANCHISE, TVA, TVA_JANVIER, Franchise, franchise
from sheetcash.errors import NoRuleForDate

END = date(2026, 12, 31)
Rows = list[tuple[str, int, str]]


def situation(rows: Rows, jour: date = END, debut: date | None = None) -> Franchise:
    """Rows of ISO day, euros and category."""
    days = [date.fromisoformat(day) for day, _, _ in rows]
    return franchise(
        days, [round(e * 100) for _, e, _ in rows], [c for _, _, c in rows], jour, debut
    )


def test_all_that_is_told_of_a_quiet_year() -> None:
    found = situation([("2026-03-01", 30_000, "bnc")])
    assert found == Franchise(FRANCHISE, None, "services", 3_000_000, 3_750_000, 4_125_000)


def test_all_that_is_told_of_a_crossing() -> None:
    rows = [("2026-09-10", 2_000, "bnc"), ("2026-03-01", 40_000, "bnc"), ("2026-12-01", 9, "bnc")]
    day = date(2026, 9, 10)
    assert situation(rows) == Franchise(
        TVA, day, "services", 4_200_900, 3_750_000, 4_125_000, day, 0, 4_125_000
    )


def test_the_row_that_crosses_is_the_first_over_within_its_day() -> None:
    rows = [
        ("2026-03-01", 41_000, "bnc"),
        ("2026-09-10", 250, "bnc"),  # 41 250: reached
        ("2026-09-10", 500, "vente"),  # not a service
        ("2026-09-10", 1, "cipav"),
        ("2026-09-10", 900, "bnc"),
    ]
    found = situation(rows)
    assert (found.franchissement, found.ligne) == (date(2026, 9, 10), 3)


def test_a_receipt_of_the_very_day_counts_and_a_later_one_does_not() -> None:
    rows = [("2026-09-10", 42_000, "bnc")]
    assert situation(rows, date(2026, 9, 9)).statut == FRANCHISE
    assert situation(rows, date(2026, 9, 10)).statut == TVA


def test_the_whole_turnover_binds_only_in_years_with_sales() -> None:
    last_year = [("2025-01-01", 80_000, "vente"), ("2025-12-31", 5_001, "vente")]
    found = situation([*last_year, ("2026-01-05", 10_000, "bnc")])
    assert (found.statut, found.depuis, found.nom) == (TVA, date(2026, 1, 1), "services")
    assert found.franchissement is None and found.ligne is None
    quiet = situation([("2025-01-01", 37_000, "bnc"), ("2026-01-05", 10, "vente")])
    assert quiet.statut == FRANCHISE


def test_services_may_be_under_their_limit_and_the_whole_over() -> None:
    rows = [("2025-05-01", 37_000, "bnc"), ("2025-06-01", 48_001, "vente")]
    assert situation(rows, date(2026, 2, 1)).depuis == date(2026, 1, 1)
    assert situation(rows, date(2025, 12, 31)).statut == TVA_JANVIER


@pytest.mark.parametrize(
    ("rows", "jour", "depuis"),
    [
        # over the higher threshold: lost in January, and from the month of the crossing
        ([("2023-06-15", 39_200, "bnc")], date(2023, 12, 31), date(2023, 6, 1)),
        # between the two, once: kept a year
        ([("2023-06-15", 38_000, "bnc")], date(2024, 6, 1), None),
        # between the two, two years in a row: lost
        (
            [("2022-06-15", 37_000, "bnc"), ("2023-06-15", 38_000, "bnc")],
            date(2024, 6, 1),
            date(2024, 1, 1),
        ),
        # two years apart: kept
        (
            [("2021-06-15", 35_000, "bnc"), ("2023-06-15", 38_000, "bnc")],
            date(2024, 6, 1),
            None,
        ),
        # sales, between the two, two years in a row
        (
            [("2022-06-15", 93_000, "vente"), ("2023-06-15", 95_000, "vente")],
            date(2024, 6, 1),
            date(2024, 1, 1),
        ),
        # services between the two last year, sales the year before: another limit
        (
            [("2022-06-15", 93_000, "vente"), ("2023-06-15", 38_000, "bnc")],
            date(2024, 6, 1),
            None,
        ),
    ],
)
def test_before_2025(rows: Rows, jour: date, depuis: date | None) -> None:
    assert situation(rows, jour).depuis == depuis


def test_the_last_day_before_the_reform_and_the_first_since() -> None:
    before = situation([("2024-12-31", 39_101, "bnc")], date(2024, 12, 31))
    assert (before.depuis, before.limite) == (date(2024, 12, 1), 3_910_000)
    since = situation([("2025-01-01", 41_251, "bnc")], date(2025, 12, 31))
    assert since.depuis == date(2025, 1, 1)
    later = situation([("2025-01-20", 41_251, "bnc")], date(2025, 12, 31))
    assert later.depuis == date(2025, 1, 20)


def test_vat_lasts_until_a_year_that_begins_with_the_right() -> None:
    rows = [("2024-05-15", 40_000, "bnc"), ("2025-05-15", 10_000, "bnc")]
    assert situation(rows, date(2024, 12, 31)).depuis == date(2024, 5, 1)
    during = situation(rows, date(2025, 12, 31))
    assert (during.depuis, during.franchissement) == (date(2024, 5, 1), date(2024, 5, 15))
    assert situation(rows, date(2026, 3, 1)) == Franchise(
        FRANCHISE, None, "services", 0, 3_750_000, 4_125_000
    )


def test_the_year_of_creation_is_held_against_a_prorated_base() -> None:
    created = date(2025, 7, 1)  # 184 days: 18 904.11 €
    rows = [("2025-09-01", 19_000, "bnc")]
    first = situation(rows, date(2025, 12, 31), created)
    assert (first.statut, first.base) == (TVA_JANVIER, 1_890_411)
    assert situation(rows, date(2026, 3, 1), created).depuis == date(2026, 1, 1)
    assert situation(rows, date(2026, 3, 1), created).base == 3_750_000
    assert situation(rows, date(2026, 3, 1), date(2024, 7, 1)).statut == FRANCHISE
    before = [("2023-09-01", 38_000, "bnc"), ("2024-09-01", 1, "bnc")]
    assert situation(before, date(2024, 9, 1), date(2024, 1, 1)).statut == FRANCHISE


def test_years_before_the_first_known_thresholds_decide_of_nothing() -> None:
    rows = [("2012-05-15", 900_000, "bnc"), ("2026-01-05", 42_000, "bnc")]
    assert situation(rows).depuis == date(2026, 1, 5)
    with pytest.raises(NoRuleForDate):
        situation(rows, date(2019, 12, 31))
    with pytest.raises(NoRuleForDate):
        situation(rows, date(2027, 1, 1))


def test_next_january_is_told_by_next_year_s_thresholds_once_they_are_known() -> None:
    """37 400 € is over the base of 2024, not over that of 2025."""
    assert situation([("2024-06-01", 37_400, "bnc")], date(2024, 12, 31)).statut == FRANCHISE
    assert situation([("2024-06-01", 37_501, "bnc")], date(2024, 12, 31)).statut == TVA_JANVIER


def test_a_crossing_of_last_year_over_the_higher_threshold_lasts() -> None:
    """Before 2025 too: 40 000 € in 2023 were over 39 100 €, so 2024 begins without the right."""
    found = situation([("2022-06-15", 1, "bnc"), ("2023-06-15", 40_000, "bnc")], date(2024, 6, 1))
    assert (found.depuis, found.limite) == (date(2023, 6, 1), 3_910_000)


def test_columns_must_be_of_one_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        franchise([END], [1, 2], ["bnc"], END)
