"""What comes back, what was charged twice, what the bank took."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetcash.core.abonnements import (
    Abonnement,
    Debit,
    Doublon,
    Frais,
    abonnements,
    doublons,
    frais_bancaires,
)
from sheetcash.core.periods import add_months, next_business_day

TODAY = date(2026, 11, 20)
START = date(2025, 12, 5)


def monthly(
    libelle: str, *cents: int, start: date = START, step: int = 1, weekend: bool = False
) -> list[Debit]:
    """A debit per period; 0 for a period without one."""
    days = [add_months(start, step * rank) for rank in range(len(cents))]
    if weekend:
        days = [next_business_day(day) for day in days]
    return [Debit(day, one, libelle) for day, one in zip(days, cents, strict=True) if one]


def only(debits: list[Debit], today: date = TODAY) -> Abonnement:
    [one] = abonnements(debits, today)
    return one


# --- Subscriptions ---


def test_a_monthly_debit_is_told_with_all_it_costs() -> None:
    assert only(monthly("PRLV SEPA ADOBE SYSTEMS SOFTWARE IE REF 8812", *[23_99] * 12)) == (
        Abonnement(
            "adobe systems software",
            1,
            23_99,
            287_88,
            date(2025, 12, 5),
            date(2026, 11, 5),
            date(2026, 12, 5),
            0,
            False,
        )
    )


@pytest.mark.parametrize(
    ("start", "step", "count"),
    [
        (date(2026, 1, 31), 1, 10),  # 28 February, 30 April
        (date(2025, 11, 29), 1, 12),
        (date(2025, 1, 1), 1, 22),
        (date(2024, 5, 8), 3, 10),  # Victory day
        (date(2024, 11, 11), 12, 3),
    ],
)
def test_week_ends_and_ends_of_month_shift_days_and_break_nothing(
    start: date, step: int, count: int
) -> None:
    debits = monthly("PRLV SEPA OVH", *[12_00] * count, start=start, step=step, weekend=True)
    one = only(debits)
    assert (one.mois, one.depuis, one.dernier) == (step, debits[0].jour, debits[-1].jour)
    due = add_months(start, step * count)
    assert abs((one.prochain - due).days) <= 3
    assert not one.arrete


@pytest.mark.parametrize("day", range(1, 32))
def test_any_day_of_the_month_moved_by_up_to_four_days_is_one_subscription(day: int) -> None:
    moves = random.Random(day)
    debits = [
        one._replace(jour=one.jour + timedelta(days=moves.randint(0, 4)))
        for one in monthly("PRLV SFR", *[25_00] * 22, start=date(2025, 1, day))
    ]
    one = only(debits, date(2026, 11, 30))
    assert (one.mois, one.depuis, one.dernier) == (1, debits[0].jour, debits[-1].jour)


def test_one_skipped_month_is_forgiven_every_other_month_is_not() -> None:
    assert only(monthly("PRLV SFR", *[25_00] * 5, 0, *[25_00] * 6)).depuis == START
    assert abonnements(monthly("PRLV SFR", *[25_00, 0] * 6), TODAY) == []


def test_a_rise_is_told_while_it_is_news() -> None:
    debits = monthly("PRLV NETFLIX", *[13_49] * 8, *[14_99] * 4)
    one = only(debits)
    assert (one.cents, one.hausse, one.annuel, one.depuis) == (14_99, 1_50, 179_88, START)
    assert only(debits[:9]).hausse == 1_50  # at once
    assert only(monthly("PRLV NETFLIX", *[14_99] * 6, *[9_99] * 6)).hausse == 0
    old = monthly("PRLV NETFLIX", *[13_49] * 8, *[14_99] * 14, start=date(2025, 2, 5))
    assert only(old).hausse == 0


def test_a_rise_and_a_skipped_month_at_once() -> None:
    one = only(monthly("PRLV NETFLIX", *[13_49] * 6, 0, *[14_99] * 5))
    assert (one.depuis, one.hausse) == (START, 1_50)


def test_a_bill_that_always_changes_costs_its_mean() -> None:
    bills = [41_10, 43_25, 61_90, 80_00, 78_12, 66_66, 50_00, 41_10, 39_00, 38_50, 44_40, 47_00]
    one = only(monthly("PRLV SEPA EDF CLIENTS PARTICULIERS", *bills))
    assert (one.mois, one.cents, one.annuel, one.hausse) == (1, 47_00, sum(bills), 0)


def test_two_subscriptions_at_one_merchant() -> None:
    debits = monthly("PRLV FREE", *[19_99] * 12) + monthly("PRLV FREE", *[29_99] * 12)
    debits += monthly("PRLV FREE", *[9_99] * 9, start=date(2026, 3, 20))
    assert [one.cents for one in abonnements(debits, TODAY)] == [29_99, 19_99, 9_99]


def test_two_subscriptions_that_rise_together_are_not_mixed() -> None:
    debits = monthly("PRLV FREE", *[9_99] * 6, *[10_99] * 6)
    debits += monthly("PRLV FREE", *[14_99] * 6, *[16_99] * 6)
    found = abonnements(debits, TODAY)
    assert [(one.cents, one.hausse) for one in found] == [(16_99, 2_00), (10_99, 1_00)]


def test_two_lines_of_one_price_are_two() -> None:
    debits = monthly("PRLV ORANGE", *[19_99] * 12) * 2
    assert [one.cents for one in abonnements(debits, TODAY)] == [19_99, 19_99]
    debits = monthly("PRLV ORANGE", *[19_99] * 12)
    debits += monthly("PRLV ORANGE", *[19_99] * 11, start=date(2025, 12, 20))
    assert len(abonnements(debits, TODAY)) == 2


def test_one_that_stopped_is_told_so_after_the_skipped_month() -> None:
    debits = monthly("PRLV SFR", *[25_00] * 6)  # until 5 May, next on 5 June
    assert not only(debits, date(2026, 7, 9)).arrete
    stopped = only(debits, date(2026, 7, 10))
    assert (stopped.arrete, stopped.prochain) == (True, date(2026, 6, 5))
    goes_on = monthly("PRLV OVH", *[1_00] * 12)
    assert [one.arrete for one in abonnements(debits + goes_on, TODAY)] == [False, True]


def test_one_that_stopped_and_was_taken_up_again_is_told_once() -> None:
    debits = monthly("PRLV SFR", *[25_00] * 4, 0, 0, 0, 0, *[25_00] * 4)
    one = only(debits)
    assert (one.depuis, one.arrete) == (date(2026, 8, 5), False)


def test_refunds_in_between_change_nothing() -> None:
    debits = monthly("CARTE ADOBE", *[23_99] * 12)
    refunds = [Debit(date(2026, 4, 7), -23_99, "AVOIR CARTE ADOBE")]
    assert abonnements(debits + refunds, TODAY) == abonnements(debits, TODAY)


def test_a_payment_made_twice_changes_nothing() -> None:
    debits = monthly("CARTE ADOBE", *[23_99] * 12)
    twice = [debits[4]._replace(jour=debits[4].jour + timedelta(days=1), ligne=9)]
    assert abonnements(debits + twice, TODAY) == abonnements(debits, TODAY)


def test_rent_by_transfer_is_one_whatever_month_its_label_names() -> None:
    months = ["JANVIER", "FEVRIER", "MARS", "AVRIL", "MAI", "JUIN"]
    debits = [
        Debit(date(2026, rank + 1, 3), 450_00, f"VIR SEPA SCI DU PORT LOYER {month} 2026")
        for rank, month in enumerate(months)
    ]
    one = only(debits, date(2026, 6, 20))
    assert (one.marchand, one.annuel) == ("sci port loyer", 5_400_00)


@pytest.mark.parametrize(
    "libelle",
    [
        "PRLV SEPA URSSAF ILE DE FRANCE",
        "PRELEVEMENT DGFIP IMPOT CFE",
        "PRLV DIRECTION GENERALE DES FINANCES PUBLIQUES",
        "PRLV SEPA CIPAV",
        "RETRAIT DAB PARIS",
        "CHEQUE 1234567",
        "COTISATION CARTE VISA",
        "PRLV 12345678",
    ],
)
def test_contributions_cash_cheques_and_fees_are_no_subscription(libelle: str) -> None:
    assert abonnements(monthly(libelle, *[30_00] * 12), TODAY) == []


def test_a_yearly_and_a_quarterly_one() -> None:
    insurance = monthly("PRLV MAIF", 310_00, 325_00, 341_00, start=date(2024, 1, 10), step=12)
    one = only(insurance)
    assert (one.mois, one.annuel, one.hausse, one.prochain) == (
        12,
        341_00,
        16_00,
        date(2027, 1, 10),
    )
    water = monthly("PRLV EAU DE PARIS", 40_00, 47_00, 44_00, 41_00, step=3)
    one = only(water)
    assert (one.mois, one.annuel) == (3, 172_00)


def test_habits_are_no_subscription() -> None:
    rng = random.Random(5)
    days = [START + timedelta(days=rank) for rank in range(350)]
    coffee = [Debit(day, 2_50, "CB CAFE DU COIN") for day in days if day.weekday() < 5]
    parking = [Debit(day, 15_00, "CB PARKING GARE") for day in days if day.weekday() == 2]
    cleaning = [Debit(day, 60_00, "VIR MENAGE") for day in days[::14]]
    market = [Debit(day, rng.randint(10_00, 90_00), "CB CARREFOUR") for day in days[::6]]
    lunch = [
        Debit(day, rng.choice([9_90, 12_50, 14_00]), "CB BISTROT") for day in rng.sample(days, 80)
    ]
    for habit in (coffee, parking, cleaning, market, lunch):
        assert abonnements(habit, TODAY) == [], habit[0].libelle


@pytest.mark.parametrize("prices", [[12_50], [9_90, 12_50, 14_00], range(5_00, 90_00)])
@pytest.mark.parametrize("visits", [3, 12, 24, 48, 150])
def test_chance_makes_hardly_any_subscription(prices: list[int], visits: int) -> None:
    told = 0
    for seed in range(50):
        rng = random.Random(seed)
        days = [TODAY - timedelta(days=rng.randint(0, 730)) for _ in range(visits)]
        told += bool(abonnements([Debit(day, rng.choice(prices), "CB BAR") for day in days], TODAY))
    assert told <= 2


def test_two_domains_renewed_each_year_at_one_registrar() -> None:
    debits = monthly("PRLV OVH", 9_59, 9_59, start=date(2025, 2, 10), step=12)
    debits += monthly("PRLV OVH", 14_39, 14_39, start=date(2025, 6, 2), step=12)
    debits += monthly("PRLV OVH", *[4_79] * 12)
    found = abonnements(debits, TODAY)
    assert [(one.mois, one.cents) for one in found] == [(1, 4_79), (12, 14_39), (12, 9_59)]


def test_a_subscription_hides_among_purchases_at_the_same_merchant() -> None:
    rng = random.Random(3)
    orders = [
        Debit(START + timedelta(days=rng.randint(0, 340)), rng.randint(5_00, 120_00), "CB AMAZON")
        for _ in range(60)
    ]
    one = only(orders + monthly("CB AMAZON", *[6_99] * 7, *[8_99] * 5))
    assert (one.cents, one.hausse, one.depuis) == (8_99, 2_00, START)


def test_two_payments_are_no_month_s_rhythm_yet_and_days_to_come_are_not_known() -> None:
    debits = monthly("PRLV SFR", *[25_00] * 3)
    assert abonnements(debits[:2], TODAY) == abonnements([], TODAY) == []
    assert abonnements(debits, debits[-1].jour - timedelta(days=1)) == []
    assert len(abonnements(debits, debits[-1].jour)) == 1


# --- Double charges ---


def pair(libelle: str, cents: int, apart: int = 1) -> list[Debit]:
    day = date(2026, 6, 8)
    return [Debit(day, cents, libelle, 5), Debit(day + timedelta(days=apart), cents, libelle, 6)]


@pytest.mark.parametrize("apart", [0, 1, 3])
def test_twins_within_three_days_may_be_one_too_many(apart: int) -> None:
    debits = pair("CB HOTEL DU PORT", 84_00, apart)
    assert doublons(debits) == [Doublon(*debits)]


def test_what_is_no_double_charge() -> None:
    assert doublons(pair("CB HOTEL DU PORT", 84_00, 4)) == []
    assert doublons(pair("CB RATP", 5_00)) == []  # two tickets
    assert doublons(pair("COMMISSION D'INTERVENTION", 8_00)) == []
    assert doublons(pair("RETRAIT DAB PARIS", 50_00)) == []
    assert doublons(pair("CHEQUE 1234567", 50_00)) == []
    one, other = pair("CB HOTEL DU PORT", 84_00)
    assert doublons([one, other._replace(cents=84_01)]) == []
    assert doublons([one, other._replace(libelle="CB HOTEL DE LA GARE")]) == []


def test_a_refund_settles_one_pair() -> None:
    three = [*pair("CB HOTEL DU PORT", 84_00), Debit(date(2026, 6, 9), 84_00, "CB HOTEL DU PORT")]
    assert len(doublons(three)) == 2
    back = Debit(date(2026, 6, 20), -84_00, "AVOIR CB HOTEL DU PORT")
    assert len(doublons([*three, back])) == 1
    assert doublons([*three, back, back]) == []
    assert len(doublons([*three, back._replace(jour=date(2026, 6, 1))])) == 2
    assert len(doublons([*three, back._replace(jour=date(2026, 9, 1))])) == 2
    assert len(doublons([*three, back._replace(cents=-80_00)])) == 2


def test_a_merchant_s_rhythm_is_no_double_charge() -> None:
    days = [START + timedelta(days=rank) for rank in range(60)]
    menus = [Debit(day, 8_90, "CB CANTINE") for day in days if day.weekday() < 5]
    assert doublons(menus) == []
    lines = monthly("PRLV ORANGE", *[19_99] * 12) * 2  # two telephones
    assert doublons(lines) == []
    rng = random.Random(2)
    shop = [Debit(day, rng.randint(6_00, 70_00), "CB FRANPRIX") for day in days[::3]]
    twin = shop[10]._replace(ligne=9)
    assert doublons([*shop, twin]) == []
    assert len(doublons([*shop[::3], shop[9], shop[9]._replace(ligne=9)])) >= 1


def test_a_subscription_charged_twice_is_pointed_out() -> None:
    debits = monthly("PRLV ADOBE", *[23_99] * 12)
    again = debits[7]._replace(jour=debits[7].jour + timedelta(days=2))
    assert doublons([*debits, again]) == [Doublon(debits[7], again)]


# --- Fees ---


@pytest.mark.parametrize(
    ("libelle", "nature"),
    [
        ("FRAIS DE TENUE DE COMPTE", "tenue de compte"),
        ("FRAIS TENUE COMPTE 3EME TRIM 2026", "tenue de compte"),
        ("COTISATION MENSUELLE COMPTE A COMPOSER", "tenue de compte"),
        ("COTISATION ESPRIT LIBRE", "tenue de compte"),
        ("F COTIS EUROCOMPTE PRO", "tenue de compte"),
        ("COMMISSION DE MOUVEMENT", "tenue de compte"),
        ("COTISATION CARTE VISA BUSINESS", "carte"),
        ("COTIS. CB MASTERCARD", "carte"),
        ("COTISATION ANNUELLE VISA PREMIER", "carte"),
        ("COMMISSIONS D'INTERVENTION", "commissions d'intervention"),
        ("COMMISSION INTERVENTION 10/2026", "commissions d'intervention"),
        ("FRAIS D'INTERVENTION", "commissions d'intervention"),
        ("INTERETS DEBITEURS AU 30/09", "agios"),
        ("AGIOS 3E TRIMESTRE", "agios"),
        ("INT. DEB. TAEG 15,90", "agios"),
        ("FRAIS VIREMENT INSTANTANE", "virement"),
        ("COMMISSION SUR VIREMENT INTERNATIONAL", "change"),
        ("COMMISSION VIR SEPA OCCASIONNEL", "virement"),
        ("COMMISSION DE CHANGE", "change"),
        ("FRAIS PAIEMENT CB A L'ETRANGER", "change"),
        ("FRAIS PAIEMENT HORS ZONE EURO", "change"),
    ],
)
def test_fees_are_known_by_kind(libelle: str, nature: str) -> None:
    assert frais_bancaires([Debit(TODAY, 4_50, libelle)], TODAY) == [Frais(nature, 4_50, 1)]


@pytest.mark.parametrize(
    "libelle",
    [
        "CB AGIOS CAFE",
        "PRLV SEPA MAIF COTISATION COMPTE 12",
        "VIR SEPA FRAIS VIREMENT DUPONT",
        "CARTE X1234 FRAIS CARTE",
        "COMMUNE VIREMENT",
        "INTERNET DEBIT",
        "CARTE 12/10 SNCF",
    ],
)
def test_purchases_are_no_fee(libelle: str) -> None:
    assert frais_bancaires([Debit(TODAY, 4_50, libelle)], TODAY) == []


def test_fees_are_summed_over_twelve_months_less_what_was_given_back() -> None:
    label = "COMMISSION D'INTERVENTION"
    debits = [
        Debit(date(2025, 11, 20), 8_00, label),  # a year ago: out
        Debit(date(2025, 11, 21), 8_00, label),
        Debit(date(2026, 3, 2), 8_00, label),
        Debit(date(2026, 3, 9), -8_00, f"RBT {label}"),
        Debit(date(2026, 5, 2), 30_00, "COTISATION CARTE VISA"),
        Debit(date(2026, 6, 2), 12_00, "AGIOS"),
        Debit(date(2026, 6, 9), -12_00, "ANNULATION AGIOS"),
        Debit(TODAY + timedelta(days=1), 9_00, "COTISATION CARTE VISA"),
    ]
    assert frais_bancaires(debits, TODAY) == [
        Frais("carte", 30_00, 1),
        Frais("commissions d'intervention", 8_00, 2),
    ]


# --- Properties ---

LABELS = [
    "PRLV SEPA OVH",
    "CB AMAZON",
    "CB CAFE DU COIN",
    "VIR LOYER",
    "AGIOS",
    "RETRAIT DAB",
    "PRLV URSSAF",
    "",
]
#: Few days and few amounts, so that rhythms, twins and refunds are frequent.
DEBITS = st.lists(
    st.builds(
        lambda month, day, cents, libelle: Debit(
            add_months(date(2024, 1, 1), month) + timedelta(days=day), cents, libelle
        ),
        st.integers(0, 34),
        st.sampled_from([0, 0, 1, 2, 4, 15, 29]),
        st.sampled_from([9_99, 9_99, 10_99, 42_00, 5_00, -9_99]),
        st.sampled_from(LABELS),
    ),
    max_size=80,
)


@given(DEBITS, st.randoms(use_true_random=False))
def test_order_does_not_matter(debits: list[Debit], rng: random.Random) -> None:
    debits = [one._replace(ligne=rank) for rank, one in enumerate(debits)]
    shuffled = debits[:]
    rng.shuffle(shuffled)
    assert abonnements(debits, TODAY) == abonnements(shuffled, TODAY)
    assert doublons(debits) == doublons(shuffled)
    assert frais_bancaires(debits, TODAY) == frais_bancaires(shuffled, TODAY)


@given(DEBITS, st.integers(1, 50))
def test_amounts_scale(debits: list[Debit], factor: int) -> None:
    larger = [one._replace(cents=factor * one.cents) for one in debits]
    scaled = abonnements(larger, TODAY)
    plain = abonnements(debits, TODAY)
    assert [one._replace(annuel=0) for one in scaled] == [
        one._replace(annuel=0, cents=factor * one.cents, hausse=factor * one.hausse)
        for one in plain
    ]
    for one, other in zip(scaled, plain, strict=True):
        assert abs(one.annuel - factor * other.annuel) <= factor
    assert len(doublons(larger)) >= len(doublons(debits))
    assert frais_bancaires(larger, TODAY) == [
        one._replace(cents=factor * one.cents) for one in frais_bancaires(debits, TODAY)
    ]


@given(DEBITS, st.dates(date(2024, 1, 1), TODAY), st.integers(-100_00, 100_00))
def test_a_debit_elsewhere_changes_nothing(debits: list[Debit], jour: date, cents: int) -> None:
    more = [*debits, Debit(jour, cents, "CB LIBRAIRIE DES HALLES")]
    assert abonnements(more, TODAY) == abonnements(debits, TODAY)
    assert doublons(more) == doublons(debits)
    assert frais_bancaires(more, TODAY) == frais_bancaires(debits, TODAY)


@given(DEBITS)
def test_what_is_told_holds_together(debits: list[Debit]) -> None:
    for one in abonnements(debits, TODAY):
        assert one.mois in (1, 3, 12)
        assert one.depuis < one.dernier <= TODAY
        assert one.dernier < one.prochain
        assert 0 <= one.hausse < one.cents
        assert one.annuel > 0
    for first, second in doublons(debits):
        assert first.cents == second.cents > 5_00
        assert timedelta(0) <= second.jour - first.jour <= timedelta(days=3)


@example(date(2024, 2, 26), 1, 9_99, [4, 0, 0, 0])  # drawn on 1 March, then on the 26th
@given(
    st.dates(date(2024, 1, 1), date(2024, 12, 31)),
    st.sampled_from([1, 3, 12]),
    st.integers(1, 10**7),
    st.lists(st.integers(0, 4), min_size=3, max_size=12),
)
def test_every_true_rhythm_is_found(start: date, step: int, cents: int, moves: list[int]) -> None:
    debits = [
        Debit(add_months(start, step * rank) + timedelta(days=move), cents, "PRLV OVH")
        for rank, move in enumerate(moves)
    ]
    one = only(debits, debits[-1].jour)
    assert (one.mois, one.depuis, one.dernier) == (step, debits[0].jour, debits[-1].jour)
    assert not one.arrete


@pytest.mark.parametrize("merchants", [1, 300])
@pytest.mark.parametrize("amounts", [3, 200, 10**6])
def test_a_crowd_takes_its_time_and_no_more(merchants: int, amounts: int) -> None:
    rng = random.Random(1)
    names = ["".join(rng.choices("abcdefghij", k=8)) for _ in range(merchants)]
    debits = [
        Debit(
            date(2016, 1, 1) + timedelta(days=rng.randint(0, 3900)),
            rng.randint(1, amounts),
            f"CB {rng.choice(names)} {rank}",
        )
        for rank in range(20_000)
    ]
    start = time.process_time()
    abonnements(debits, TODAY)
    doublons(debits)
    frais_bancaires(debits, TODAY)
    assert time.process_time() - start < 6
