"""Worked examples that circulate on the web with a wrong figure, and the right one."""

from __future__ import annotations

from datetime import date

from sheetcash.core.cotisations import Regime, declaration
from sheetcash.core.plafonds import plafond_prorata
from sheetcash.core.recettes import encaissements


def test_prorata_of_184_days_is_39_169_32_not_38_850() -> None:
    assert plafond_prorata("bnc", 2025, date(2025, 7, 1)) == 3_916_932


def test_prorata_of_306_days_in_a_leap_year_is_64_962_30_not_63_678() -> None:
    assert plafond_prorata("bnc", 2024, date(2024, 3, 1)) == 6_496_230


def test_twelve_months_of_income_make_44_400_not_55_200() -> None:
    days = [date(2025, month, 15) for month in range(1, 13)]
    amounts = [400_000] * 9 + [280_000] * 3
    assert encaissements(days, amounts, date(2025, 1, 1), date(2025, 12, 31)) == 4_440_000


def test_contributions_on_55_200_at_21_1_are_11_647_not_11_617() -> None:
    assert declaration({"bnc": 5_520_000}, date(2023, 12, 31), Regime()).cotisations == 1_164_700


def test_mixed_activity_owes_12_615_not_12_595() -> None:
    ca = {"service_bic": 4_500_000, "vente": 2_500_000}
    du = declaration(ca, date(2025, 12, 31), Regime(nature="commerciale"))
    assert du.cotisations == 1_261_500


def test_sales_of_180_000_owe_22_140() -> None:
    du = declaration({"vente": 18_000_000}, date(2025, 12, 31), Regime(nature="commerciale"))
    assert du.cotisations == 2_214_000
