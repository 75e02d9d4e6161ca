"""An IBAN's check, and what a transfer's code says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.virement import MAX_OCTETS, affiche, charge, compact, defaut

FR = "FR7630006000011234567890189"


@pytest.mark.parametrize(
    "iban",
    [
        FR, affiche(FR), FR.lower(), f"\u00a0{affiche(FR)}\u202f",
        "MC5811222000010123456789030", "DE89370400440532013000", "BE68539007547034",
        "NL91ABNA0417164300", "GB29NWBK60161331926819", "MT84MALT011000012345MTLCAST001S",
        "BR1800360305000010009795493C1",
    ],
)  # fmt: skip
def test_true_numbers_pass(iban: str) -> None:
    assert defaut(iban) == ""


@pytest.mark.parametrize(
    "iban", ["", "FR76", "IBAN", "FR76é", FR + "1", FR[:-1], "7630006000011234"]
)
def test_what_is_no_number_is_said(iban: str) -> None:
    assert defaut(iban)


@given(at=st.integers(2, 26), digit=st.integers(0, 9))
def test_one_wrong_digit_never_passes(at: int, digit: int) -> None:
    wrong = FR[:at] + str(digit) + FR[at + 1 :]
    assert (defaut(wrong) == "") == (wrong == FR)


@given(at=st.integers(2, 25))
def test_two_digits_swapped_never_pass(at: int) -> None:
    wrong = FR[:at] + FR[at + 1] + FR[at] + FR[at + 2 :]
    assert (defaut(wrong) == "") == (wrong == FR)


@given(nom=st.text(max_size=200), motif=st.text(max_size=400), cents=st.integers(1, 99_999_999_999))
def test_a_code_has_its_eleven_lines_and_fits(nom: str, motif: str, cents: int) -> None:
    payload = charge(nom, FR, cents, motif)
    if not payload:
        return
    assert len(payload.encode()) <= MAX_OCTETS
    lines = payload.split("\n")
    assert lines[:5] == ["BCD", "002", "1", "SCT", ""]
    assert 0 < len(lines[5]) <= 70 and lines[6] == FR
    assert lines[7] == f"EUR{cents // 100}.{cents % 100:02d}"
    assert len(lines) in (8, 11) and len("".join(lines[10:])) <= 140


@pytest.mark.parametrize("cents", [0, -1, 100_000_000_000])
def test_an_amount_that_no_transfer_has_gives_no_code(cents: int) -> None:
    assert charge("Moi", FR, cents, "F-1") == ""


@pytest.mark.parametrize(
    "iban", ["GB29NWBK60161331926819", "BR1800360305000010009795493C1", FR[:-1]]
)
def test_no_code_where_a_bic_is_needed_or_the_account_is_wrong(iban: str) -> None:
    assert charge("Moi", iban, 100, "F-1") == ""


def test_monaco_has_one() -> None:
    assert compact("MC58 1122 2000 0101 2345 6789 030") in charge(
        "M", "MC5811222000010123456789030", 1, ""
    )
