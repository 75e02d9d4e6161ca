"""The split of contributions between risks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.repartition import RISQUES, repartir
from sheetcash.errors import NoRuleForDate


def test_the_shares_of_2026() -> None:
    assert list(repartir(100_000, "bnc", date(2026, 3, 31)).values()) == [
        4_100,
        3_300,
        46_400,
        21_000,
        25_200,
    ]


@given(
    montant=st.integers(0, 10**9),
    categorie=st.sampled_from(["vente", "service_bic", "bnc", "cipav"]),
    jour=st.dates(date(2022, 10, 1), date(2026, 12, 31)),
)
def test_parts_sum_to_the_total_and_none_is_negative(
    montant: int, categorie: str, jour: date
) -> None:
    parts = repartir(montant, categorie, jour)
    assert tuple(parts) == RISQUES
    assert sum(parts.values()) == montant
    assert all(part >= 0 for part in parts.values())


def test_what_rounding_leaves_goes_where_it_loses_the_most() -> None:
    """3 cents at 4.1, 3.3, 46.4, 21 and 25.2 %: 0.12, 0.10, 1.39, 0.63, 0.76."""
    assert list(repartir(3, "bnc", date(2026, 3, 31)).values()) == [0, 0, 1, 1, 1]


def test_unknown_shares_are_not_invented() -> None:
    with pytest.raises(NoRuleForDate):
        repartir(100, "meuble_classe", date(2026, 3, 31))
    with pytest.raises(NoRuleForDate):
        repartir(100, "bnc", date(2027, 3, 31))
