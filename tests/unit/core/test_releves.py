"""Keys of movements and the check of balances."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.cles import cles
from sheetcash.core.releves import (
    Compte,
    Mouvement,
    Releve,
    Solde,
    avec_soldes,
    ecarts_de_solde,
)

DAY = date(2026, 1, 5)
#: Few values, so that twins are frequent.
ROWS = st.lists(
    st.builds(
        Mouvement,
        jour=st.integers(0, 3).map(lambda n: DAY + timedelta(days=n)),
        libelle=st.sampled_from(["CB A", "VIR B", "Café"]),
        cents=st.sampled_from([100, -100]),
        compte=st.sampled_from(["", "1"]),
        reference=st.sampled_from(["", "", "NONREF"]),
    ),
    max_size=30,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_twins_keep_their_keys_whatever_the_order(
    rows: list[Mouvement], rng: random.Random
) -> None:
    keys = cles(rows)
    assert len(set(keys)) == len(rows)
    shuffled = rows[:]
    rng.shuffle(shuffled)
    assert set(cles(shuffled)) == set(keys)


@given(ROWS, st.integers(0, 3), st.integers(0, 3))
def test_exports_of_overlapping_periods_never_double_a_row(
    rows: list[Mouvement], one: int, other: int
) -> None:
    first = [r for r in rows if r.jour <= DAY + timedelta(days=one)]
    second = [r for r in rows if r.jour >= DAY + timedelta(days=other)]
    both = [r for r in rows if r in first or r in second]
    assert set(cles(first)) | set(cles(second)) == set(cles(both))


def test_encodings_and_spaces_do_not_change_a_key() -> None:
    one = Mouvement(DAY, "VIR  Café de l'Île", 100, "FR76 1234")
    other = Mouvement(DAY, "vir CAFE DE L’ILE", 100, "fr761234", ligne=9)
    assert cles([one]) == cles([other])


def test_the_bank_s_reference_outlives_a_label_that_changed() -> None:
    one = Mouvement(DAY, "CARTE 1234", -100, reference="T1")
    assert cles([one]) == cles([one._replace(libelle="CARTE 1234 BOULANGERIE")])
    assert cles([one]) != cles([one._replace(reference="T2")])


def test_a_reference_given_twice_is_one_row_unless_it_stands_on_others_too() -> None:
    one = Mouvement(DAY, "A", -100, reference="T1")
    assert len(set(cles([one, one]))) == 1
    elsewhere = one._replace(cents=-200)
    assert len(set(cles([one, one, elsewhere]))) == 3
    assert cles([one])[0] in cles([one, one, elsewhere])


def test_amount_day_account_and_currency_tell_rows_apart() -> None:
    one = Mouvement(DAY, "A", 100)
    others = [
        one._replace(cents=-100),
        one._replace(jour=DAY + timedelta(days=1)),
        one._replace(compte="2"),
        one._replace(devise="USD"),
        one._replace(libelle="B"),
    ]
    assert len(set(cles([one, *others]))) == 6


def test_a_key_is_no_number_for_a_spreadsheet() -> None:
    for at in range(300):
        (key,) = cles([Mouvement(DAY, f"A{at}", at)])
        assert key[0] == "B"
        assert len(key) == 17


def _chain(*cents: int) -> list[Mouvement]:
    rows, balance = [], 1000
    for at, one in enumerate(cents, 1):
        balance += one
        rows.append(Mouvement(DAY, f"R{at}", one, ligne=at, solde=balance))
    return rows


def test_balances_after_each_row_are_followed_in_both_directions() -> None:
    rows = _chain(100, -50, 30, 7)
    for order in (rows, rows[::-1]):
        comptes = avec_soldes([Compte("")], order)
        assert ecarts_de_solde(Releve("x", 4, order, comptes=comptes)) == []
        assert comptes[0].ouverture == Solde(1000)
        assert comptes[0].cloture == Solde(1087, DAY)
    missing = [rows[0], *rows[2:]]
    (gap,) = ecarts_de_solde(Releve("x", 3, missing, comptes=[Compte("")]))
    assert (gap.ligne, gap.attendu, gap.annonce) == (3, 1130, 1080)


def test_an_account_without_two_balances_cannot_be_checked() -> None:
    rows = [Mouvement(DAY, "A", 100)]
    for compte in (Compte(""), Compte("", "EUR", Solde(5)), Compte("", "EUR", None, Solde(5))):
        assert ecarts_de_solde(Releve("x", 1, rows, comptes=[compte])) == []


def test_each_account_and_currency_is_checked_alone() -> None:
    rows = [Mouvement(DAY, "A", 100), Mouvement(DAY, "B", 50, devise="USD")]
    comptes = [
        Compte("", "EUR", Solde(0), Solde(100)),
        Compte("", "USD", Solde(0), Solde(51)),
    ]
    (gap,) = ecarts_de_solde(Releve("x", 2, rows, comptes=comptes))
    assert (gap.attendu, gap.annonce) == (50, 51)


def test_a_reference_on_other_words_of_that_day_and_amount_identifies_nothing() -> None:
    """Some programs write the same FITID on all rows."""
    one = Mouvement(DAY, "CB SNCF", -1_050, reference="0")
    other = one._replace(libelle="CB OVH")
    assert len(set(cles([one, other]))) == 2
    assert cles([one, other]) == cles([one, other])
