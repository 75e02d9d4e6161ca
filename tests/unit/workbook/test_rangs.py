"""Ranks of the sheet Déclarations: the core's periods, and never another one as time goes by."""

from datetime import date

import pytest

from sheetcash.core.cotisations import Regime
from sheetcash.core.declarations import periodes
from sheetcash.workbook.rangs import annee_origine, dernier_jour, numero, par_rang
from sheetcash.workbook.records import Parametres

RANGS = [2025000 + number for number in range(1, 49)]
DAYS = [date(2026, 11, 20), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)]


def options(periodicite, created=None, depuis=None):
    regime = Regime(debut_activite=created)
    return Parametres(periodicite=periodicite, regime=regime, periodicite_depuis=depuis)


@pytest.mark.parametrize("depuis", [None, date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1)])
@pytest.mark.parametrize(
    "created",
    [None, date(2019, 3, 3), date(2025, 11, 30), date(2026, 5, 20), date(2027, 3, 1),
     date(2031, 1, 1)],
)  # fmt: skip
@pytest.mark.parametrize("periodicite", ["mensuelle", "trimestrielle"])
def test_a_rank_keeps_its_period(periodicite, created, depuis):
    its = options(periodicite, created, depuis)
    before: list = [None] * len(RANGS)
    for day in DAYS:
        shown = par_rang(RANGS, its, day)
        known = [one for one in shown if one is not None]
        assert shown == [*known, *[None] * (len(RANGS) - len(known))], "blank ones come last"
        expected = periodes(date(2025, 1, 1), dernier_jour(day), periodicite, created, depuis)
        assert known == expected[: len(RANGS)]
        for old, new in zip(before, shown, strict=True):
            assert old in (None, new), "what was declared does not move"
        before = shown


def test_neither_the_order_nor_a_lost_row_changes_a_period():
    its, day = options("trimestrielle", date(2025, 11, 30)), DAYS[0]
    by_rank = dict(zip(RANGS, par_rang(RANGS, its, day), strict=True))
    fewer = [rang for rang in reversed(RANGS) if rang not in (2025001, 2025003)]
    assert par_rang(fewer, its, day) == [by_rank[rang] for rang in fewer]


def test_the_change_of_frequency_leaves_what_came_before():
    day = date(2027, 2, 1)
    old = par_rang(RANGS, options("trimestrielle", date(2025, 11, 3)), day)
    new = par_rang(RANGS, options("mensuelle", date(2025, 11, 3), date(2027, 1, 1)), day)
    assert [one.label for one in new[:7]] == [
        *("T4 2025", "T1 2026", "T2 2026", "T3 2026", "T4 2026", "janvier 2027", "février 2027")
    ]
    assert new[:5] == old[:5]


def test_what_is_no_rank_has_no_period():
    odd = [None, "", "2025001", True, 2025000, 2025.5, 2025001.5, 7.0, 20250049]
    shown = par_rang([*odd, *RANGS], options("mensuelle"), DAYS[0])
    assert shown[: len(odd)] == [None] * len(odd)
    assert shown[len(odd)].label == "janvier 2025", "the others keep theirs"
    assert numero(2025001.0, 2025) == 1 and numero(2026001, 2025) is None
    assert annee_origine([]) == 2000
