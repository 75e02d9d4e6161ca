"""Totals of big ledgers are those of plain loops, whatever the size of the amounts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheetcash.analysis import totaux as module
from sheetcash.analysis.totaux import totaux
from sheetcash.errors import InputError

HIGHEST, LOWEST = 2**63 - 1, -(2**63)
LABELS = ["Vente", "Services BIC", "BNC"]

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
AMOUNTS = st.integers(-50_000, 500_000) | st.integers(LOWEST, HIGHEST)
RECEIPTS = st.lists(st.tuples(DAYS, AMOUNTS, st.integers(0, 2)), max_size=60)


def loops(rows: Sequence[tuple[date, int, str]]) -> dict[tuple[int, int, str], int]:
    totals: dict[tuple[int, int, str], int] = {}
    for day, cents, name in rows:
        place = (day.year, day.month, name)
        totals[place] = totals.get(place, 0) + cents
    return totals


@settings(deadline=None)
@given(RECEIPTS)
def test_equal_to_plain_loops(rows: list[tuple[date, int, int]]) -> None:
    expected = loops([(day, cents, LABELS[code]) for day, cents, code in rows])
    days, amounts, codes = ([row[at] for row in rows] for at in range(3))
    names = [LABELS[code] for code in codes]
    assert totaux(days, amounts, names) == expected
    for unit in ("D", "h", "m", "s", "ms", "us", "ns"):
        stamps = np.array(days, "datetime64[D]").astype(f"datetime64[{unit}]")
        found = totaux(stamps, np.array(amounts, np.int64), np.array(codes, np.int8), LABELS)
        assert found == expected
        assert [*found] == sorted(found, key=lambda at: (at[0], at[1], LABELS.index(at[2])))


@settings(deadline=None)
@given(RECEIPTS, st.integers(1, 5))
def test_equal_whatever_the_lots(rows: list[tuple[date, int, int]], lot: int) -> None:
    expected = loops([(day, cents, LABELS[code]) for day, cents, code in rows])
    columns = [[row[at] for row in rows] for at in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_LOT", lot)  # also: more keys than that are numbered first
        assert totaux(*columns, LABELS) == expected


@pytest.mark.parametrize("cents", [HIGHEST, LOWEST, 2**53 + 1, 2**32 - 1, -(2**32), 1 - 2**32])
def test_no_total_wraps_or_is_rounded(cents: int) -> None:
    many = 3 * (1 << 17) + 1
    days = np.full(many, np.datetime64("2026-02-28"))
    amounts, codes = np.full(many, cents), np.zeros(many, np.uint8)
    assert totaux(days, amounts, codes, ["BNC"]) == {(2026, 2, "BNC"): many * cents}


def test_a_large_amount_among_small_ones_is_exact() -> None:
    amounts = [1, HIGHEST, -1, 3, -HIGHEST, 2**53 + 1]
    found = totaux([date(2026, 1, 1)] * 6, amounts, ["BNC"] * 6)
    assert found == {(2026, 1, "BNC"): 2**53 + 4}


def test_leap_days_ends_of_months_and_of_days() -> None:
    days = ["2024-02-28T23:59:59", "2024-02-29T00:00:00", "2024-02-29T23:59:59", "2024-03-01"]
    found = totaux(np.array(days, "datetime64[s]"), [1, 10, 100, 1000], ["BNC"] * 4)
    assert found == {(2024, 2, "BNC"): 111, (2024, 3, "BNC"): 1000}
    before = np.array(["1969-12-31T23:59:59", "1970-01-01"], "datetime64[ns]")
    assert totaux(before, [1, 2], ["BNC"] * 2) == {(1969, 12, "BNC"): 1, (1970, 1, "BNC"): 2}


def test_refunds_are_deducted_and_a_total_of_zero_is_told() -> None:
    days = [date(2026, 1, 8), date(2026, 1, 9), date(2026, 2, 1)]
    found = totaux(days, [100, -100, -30], ["BNC", "BNC", "Vente"])
    assert found == {(2026, 1, "BNC"): 0, (2026, 2, "Vente"): -30}


def test_two_codes_of_one_name_are_one_category() -> None:
    assert totaux([date(2026, 1, 8)] * 2, [1, 2], [0, 1], ["BNC", "BNC"]) == {(2026, 1, "BNC"): 3}


def test_empty() -> None:
    assert totaux([], [], []) == {}
    assert totaux(np.array([], "datetime64[s]"), np.array([], np.int64), [], LABELS) == {}


def test_from_a_pandas_table() -> None:
    table = pd.DataFrame(
        {
            "jour": pd.to_datetime(["2026-01-08", "2026-01-09"]),
            "categorie": pd.Categorical(["BNC", "Vente"]),
            "cents": [100, 50],
        }
    )
    categories = table["categorie"].cat
    found = totaux(
        table["jour"].to_numpy(),
        table["cents"].to_numpy(),
        categories.codes.to_numpy(),
        [*categories.categories],
    )
    assert found == {(2026, 1, "BNC"): 100, (2026, 1, "Vente"): 50}


DAY, NONE = date(2026, 1, 8), np.datetime64("NaT")


@pytest.mark.parametrize(
    ("days", "amounts", "names", "labels", "told"),
    [
        ([DAY], [1, 2], ["BNC"], None, "(jours 1, montants 2, categories 1)"),
        ([DAY, None], [1, 2], ["BNC"] * 2, None, "jours, ligne 2"),
        ([DAY, pd.NaT], [1, 2], ["BNC"] * 2, None, "jours, ligne 2"),
        ([DAY, "2026-01-08"], [1, 2], ["BNC"] * 2, None, "jours, ligne 2"),
        ([date(1949, 12, 31)], [1], ["BNC"], None, "jours, ligne 1"),
        ([datetime(2101, 1, 1)], [1], ["BNC"], None, "jours, ligne 1"),
        (np.array([DAY, NONE], "datetime64[s]"), [1, 2], [0, 0], LABELS, "jours, ligne 2"),
        (np.array([DAY, NONE], "datetime64[ns]"), [1, 2], [0, 0], LABELS, "jours, ligne 2"),
        (np.array(["2026-01"], "datetime64[M]"), [1], ["BNC"], None, "unité inconnue"),
        (np.array(["2026-01-08"], "datetime64[25s]"), [1], ["BNC"], None, "unité inconnue"),
        (np.array([46_000]), [1], ["BNC"], None, "jours, ligne 1"),
        ([DAY], [1.0], ["BNC"], None, "nombres entiers de centimes"),
        ([DAY], [True], ["BNC"], None, "nombres entiers de centimes"),
        ([DAY], [None], ["BNC"], None, "nombres entiers de centimes"),
        ([DAY], [2**63], ["BNC"], None, "sur 64 bits"),
        ([DAY] * 2, [-1, 2**63], ["BNC"] * 2, None, "sur 64 bits"),
        ([DAY], [-(2**63) - 1], ["BNC"], None, "sur 64 bits"),
        ([DAY], [10**30], ["BNC"], None, "sur 64 bits"),
        ([DAY] * 2, [1, 2], ["BNC", None], None, "categories, ligne 2"),
        ([DAY] * 2, [1, 2], ["BNC", float("nan")], None, "categories, ligne 2"),
        ([DAY] * 2, [1, 2], ["BNC", ["x"]], None, "categories, ligne 2"),
        ([DAY] * 2, [1, 2], [0, 3], LABELS, "categories, ligne 2"),
        ([DAY] * 2, [1, 2], np.array([0, -1], np.int8), LABELS, "categories, ligne 2"),
        ([DAY] * 2, [1, 2], np.array([0, 2**64 - 1], np.uint64), LABELS, "categories, ligne 2"),
        ([DAY], [1], [0.0], LABELS, "codes des catégories"),
    ],
)
def test_bad_columns_are_french_errors(
    days: Any, amounts: Any, names: Any, labels: Any, told: str
) -> None:
    with pytest.raises(InputError) as caught:
        totaux(days, amounts, names, labels)
    assert told in str(caught.value) and caught.value.que_faire


def test_more_rows_than_are_proved_exact_are_refused() -> None:
    many = (1 << 31) + 1  # one cell, seen that many times
    days = np.broadcast_to(np.datetime64("2026-01-08"), many)
    ones = np.broadcast_to(np.int64(1), many)
    with pytest.raises(InputError, match="un seul calcul"):
        totaux(days, ones, ones, LABELS)
