"""Crossing the VAT thresholds: the day, the row, what is told, before and since 2025."""

from __future__ import annotations

from datetime import date

import pytest

from sheetcash.baremes import LOI, SAISI, Baremes
from sheetcash.core.tva import FRANCHISE, TVA, TVA_JANVIER, Crossing, Franchise, franchise
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
    assert found == Franchise(
        FRANCHISE, None, "services", 3_000_000, 3_750_000, 4_125_000, seuils_repris=True
    )


def test_all_that_is_told_of_a_crossing() -> None:
    rows = [("2026-09-10", 2_000, "bnc"), ("2026-03-01", 40_000, "bnc"), ("2026-12-01", 9, "bnc")]
    day = date(2026, 9, 10)
    assert situation(rows) == Franchise(
        TVA,
        day,
        "services",
        4_200_900,
        3_750_000,
        4_125_000,
        Crossing(day, 0, 4_125_000),
        Crossing(date(2026, 3, 1), 1, 3_750_000),
        seuils_repris=True,
    )


def test_the_base_threshold_is_crossed_on_a_day_by_a_row() -> None:
    rows = [
        ("2026-10-02", 500, "bnc"),
        ("2026-03-01", 37_000, "bnc"),
        ("2026-10-01", 500, "bnc"),  # 37 500: reached
    ]
    found = situation(rows)
    assert (found.statut, found.franchissement) == (TVA_JANVIER, None)
    assert found.base_franchie == Crossing(date(2026, 10, 2), 0, 3_750_000)
    back = situation([*rows, ("2026-12-01", -500, "bnc")])
    assert (back.statut, back.base_franchie) == (FRANCHISE, None), "the year is back under it"
    assert situation(rows, date(2026, 10, 1)).base_franchie is None


def test_the_base_threshold_of_sales_and_that_of_services_are_crossed_apart() -> None:
    rows = [("2026-02-01", 48_000, "vente"), ("2026-03-01", 37_001, "bnc")]
    found = situation(rows)
    assert (found.nom, found.base_franchie) == ("global", Crossing(date(2026, 3, 1), 1, 8_500_000))
    more = situation([*rows, ("2026-04-01", 600, "bnc")])
    assert more.base_franchie == Crossing(date(2026, 3, 1), 1, 8_500_000), "the first one"
    first = situation([("2026-09-01", 19_000, "bnc")], debut=date(2026, 7, 1))
    assert first.base_franchie == Crossing(date(2026, 9, 1), 0, 1_890_411), "taken pro rata"


def test_next_year_s_thresholds_are_said_to_be_unknown_or_not() -> None:
    assert situation([], date(2026, 5, 1)).seuils_repris
    assert not situation([], date(2025, 5, 1)).seuils_repris


def test_the_row_that_crosses_is_the_first_over_within_its_day() -> None:
    rows = [
        ("2026-03-01", 41_000, "bnc"),
        ("2026-09-10", 250, "bnc"),  # 41 250: reached
        ("2026-09-10", 500, "vente"),  # not a service
        ("2026-09-10", 1, "cipav"),
        ("2026-09-10", 900, "bnc"),
    ]
    found = situation(rows)
    assert found.franchissement == Crossing(date(2026, 9, 10), 3, 4_125_000)


def test_a_receipt_of_the_very_day_counts_and_a_later_one_does_not() -> None:
    rows = [("2026-09-10", 42_000, "bnc")]
    assert situation(rows, date(2026, 9, 9)).statut == FRANCHISE
    assert situation(rows, date(2026, 9, 10)).statut == TVA


def test_the_whole_turnover_binds_only_in_years_with_sales() -> None:
    last_year = [("2025-01-01", 80_000, "vente"), ("2025-12-31", 5_001, "vente")]
    found = situation([*last_year, ("2026-01-05", 10_000, "bnc")])
    assert (found.statut, found.depuis, found.nom) == (TVA, date(2026, 1, 1), "services")
    assert found.franchissement is None
    assert found.base_franchie == Crossing(date(2025, 12, 31), 1, 8_500_000), "why it is due"
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
    assert before.depuis == date(2024, 12, 1)
    assert before.franchissement == Crossing(date(2024, 12, 31), 0, 3_910_000)
    since = situation([("2025-01-01", 41_251, "bnc")], date(2025, 12, 31))
    assert since.depuis == date(2025, 1, 1)
    later = situation([("2025-01-20", 41_251, "bnc")], date(2025, 12, 31))
    assert later.depuis == date(2025, 1, 20)


def test_vat_lasts_until_a_year_that_begins_with_the_right() -> None:
    rows = [("2024-05-15", 40_000, "bnc"), ("2025-05-15", 10_000, "bnc")]
    assert situation(rows, date(2024, 12, 31)).depuis == date(2024, 5, 1)
    during = situation(rows, date(2025, 12, 31))
    assert during.depuis == date(2024, 5, 1)
    assert during.franchissement == Crossing(date(2024, 5, 15), 0, 3_910_000)
    assert situation(rows, date(2026, 3, 1)) == Franchise(
        FRANCHISE, None, "services", 0, 3_750_000, 4_125_000, seuils_repris=True
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


def test_an_activity_to_come_takes_nothing_pro_rata() -> None:
    found = situation([("2025-09-01", 19_000, "bnc")], date(2025, 12, 31), date(2026, 7, 1))
    assert (found.base, found.base_franchie) == (3_750_000, None)


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
    assert found.depuis == date(2023, 6, 1)
    assert found.franchissement == Crossing(date(2023, 6, 15), 1, 3_910_000)


def test_columns_must_be_of_one_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        franchise([END], [1, 2], ["bnc"], END)


def test_a_refund_of_the_same_day_counts_before_the_evening() -> None:
    rows = [
        ("2026-09-10", 42_000, "bnc"),
        ("2026-09-10", -5_000, "bnc"),
        ("2026-09-11", 1, "bnc"),
    ]
    assert situation(rows).franchissement is None
    assert situation(rows[:2]).franchissement is None


def test_the_row_that_crosses_is_looked_for_in_its_own_day() -> None:
    rows = [
        ("2026-03-01", 42_000, "bnc"),  # over for an hour, not in the evening
        ("2026-03-01", -10_000, "bnc"),
        ("2026-09-10", 9_000, "bnc"),
        ("2026-09-10", 251, "bnc"),
    ]
    assert situation(rows).franchissement == Crossing(date(2026, 9, 10), 3, 4_125_000)


def typed(parametre: str, cents: int, debut: date, fin: date) -> Baremes:
    law = LOI.bareme(parametre, date(2026, 1, 1), "service")
    return Baremes([law._replace(valeur=cents, debut=debut, connu_jusqu_au=fin, confiance=SAISI)])


def test_a_year_s_thresholds_are_those_of_the_day_asked_or_of_its_first_of_january() -> None:
    days, amounts = [date(2025, 3, 1), date(2026, 8, 1)], [4_000_000, 4_000_000]

    def depuis(loi: Baremes, jour: date = END) -> date | None:
        return franchise(days, amounts, ["bnc"] * 2, jour, loi=loi).depuis

    summer = typed("tva_majore", 3_900_000, date(2026, 7, 1), END)
    assert depuis(summer, date(2026, 8, 1)) == date(2026, 1, 1), "the base of 2025 was crossed"
    quiet = franchise(days[1:], amounts[1:], ["bnc"], date(2026, 8, 1), loi=summer)
    assert quiet.depuis == date(2026, 8, 1)
    spring = typed("tva_majore", 3_900_000, date(2025, 3, 1), date(2025, 12, 31))
    found = franchise(days[:1], amounts[:1], ["bnc"], END, loi=spring)
    assert found.franchissement == Crossing(date(2025, 3, 1), 0, 3_900_000)
    later = typed("tva_majore", 3_900_000, date(2025, 3, 2), date(2025, 12, 31))
    assert franchise(days[:1], amounts[:1], ["bnc"], END, loi=later).franchissement is None
    base = typed("tva_base", 4_100_000, date(2026, 1, 2), END)  # not the first of January's
    assert franchise(days[:1], amounts[:1], ["bnc"], date(2026, 1, 1), loi=base).statut == TVA


def test_next_january_is_judged_by_the_thresholds_of_that_very_day() -> None:
    def statut(debut: date) -> str:
        loi = Baremes(
            [
                row._replace(
                    valeur=row.valeur * 2,
                    debut=debut,
                    connu_jusqu_au=debut.replace(month=12, day=31),
                    confiance=SAISI,
                )
                for parametre in ("tva_base", "tva_majore")
                for cle in ("service", "vente")
                if (row := LOI.bareme(parametre, date(2026, 1, 1), cle))
            ]
        )
        return franchise([date(2026, 3, 1)], [4_000_000], ["bnc"], END, loi=loi).statut

    assert statut(date(2027, 1, 1)) == FRANCHISE
    for later in (date(2027, 1, 2), date(2027, 2, 1), date(2028, 1, 1)):
        assert statut(later) == TVA_JANVIER


def test_each_year_begins_with_the_thresholds_of_its_first_of_january() -> None:
    rows = [(date(2024, 6, 1), 3_800_000), (date(2025, 6, 1), 3_800_000)]
    days, amounts = [day for day, _ in rows], [cents for _, cents in rows]
    for first in (date(2025, 1, 2), date(2025, 2, 1)):
        late = typed("tva_base", 4_100_000, first, date(2025, 12, 31))
        found = franchise(days, amounts, ["bnc"] * 2, date(2026, 1, 15), loi=late)
        assert found.depuis == date(2025, 1, 1)
    late = typed("tva_base", 4_100_000, date(2026, 1, 2), END)
    assert franchise(days, amounts, ["bnc"] * 2, END, loi=late).statut == TVA


def test_why_vat_is_due_after_a_first_year_is_its_prorated_base() -> None:
    found = situation([("2025-09-01", 19_000, "bnc")], date(2026, 3, 1), date(2025, 7, 1))
    assert found.base_franchie == Crossing(date(2025, 9, 1), 0, 1_890_411)


def test_sales_of_one_year_bind_in_the_next_january() -> None:
    rows = [("2025-03-01", 90_000, "vente"), ("2026-03-01", 10, "bnc")]
    assert situation(rows).depuis == date(2026, 1, 1)
    assert situation([("2026-03-01", 94_000, "vente")]).depuis == date(2026, 3, 1)


def test_a_threshold_that_changes_within_the_year_is_the_one_of_each_day() -> None:
    days = [date(2026, 3, 1), date(2026, 8, 1), date(2026, 9, 1)]
    summer = typed("tva_majore", 3_900_000, date(2026, 7, 1), END)
    found = franchise(days, [1_000_000, 3_000_000, 1], ["bnc"] * 3, END, loi=summer)
    assert found.franchissement == Crossing(date(2026, 8, 1), 1, 3_900_000)
