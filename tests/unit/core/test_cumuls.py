from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.cloture import Mouvement
from sheetcash.core.cumuls import cumuler

mouvements = st.lists(
    st.builds(
        Mouvement,
        st.dates(date(2024, 1, 1), date(2026, 12, 31)),
        st.integers(-(10**8), 10**8),
        st.sampled_from(["Vente", "BNC", ""]),
        st.sampled_from(["Carte", "Virement"]),
    ),
    max_size=40,
)


@given(mouvements)
def test_both_ways_of_adding_give_the_total(those: list[Mouvement]) -> None:
    years = cumuler(those)
    assert sum(year.total for year in years) == sum(one.cents for one in those)
    assert sum(year.lignes for year in years) == len(those)
    for year in years:
        for totals in (year.groupes, year.modes):
            assert list(totals) == sorted(totals)
            by_month = [sum(its[month] for its in totals.values()) for month in range(12)]
            assert by_month == [year.mois.get(month, (0, 0))[1] for month in range(1, 13)]


def test_nothing_has_no_year() -> None:
    assert cumuler([]) == []
