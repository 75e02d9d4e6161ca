"""The score of a client: what it is made of, and that paying later never makes it better."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheetcash.core.solvabilite import (
    ACOMPTE_30,
    ACOMPTE_50,
    COMMANDE,
    CONDITIONS,
    LETTRES,
    PLUS_COURT,
    RIEN,
    SANS_HISTORIQUE,
    Historique,
    Piece,
    fiabilite,
    historique,
    paie,
    proposition,
)

TODAY = date(2026, 11, 20)
ISSUED, DUE = date(2026, 3, 1), date(2026, 3, 31)


def paid(days: int, cents: int = 1000, due: date = DUE) -> Piece:
    return Piece(ISSUED, due, cents, cents, 0, due + timedelta(days=days))


def owed(days: int, cents: int = 1000) -> Piece:
    due = TODAY - timedelta(days=days)
    return Piece(due - timedelta(days=30), due, cents, 0, cents, None)


def test_a_client_without_invoices_has_no_figure_and_no_score() -> None:
    found = historique([], TODAY)
    assert found == Historique()
    assert (found.delai, found.apres_echeance, found.part_tardive, found.tendance) == (None,) * 4
    assert fiabilite(found).note is None and paie(found) == ""
    assert proposition(found).conditions == SANS_HISTORIQUE


def test_delays_are_weighted_by_what_was_received() -> None:
    found = historique([paid(0, 3000), paid(20, 1000)], TODAY)
    assert (found.delai, found.apres_echeance) == (35, 5)
    assert found.retard_moyen == 10, "the score's own mean counts invoices"


def test_early_payments_do_not_make_up_for_late_ones_in_the_score() -> None:
    found = historique([paid(-20), paid(20)], TODAY)
    assert (found.apres_echeance, found.retard_moyen, found.tardives) == (0, 10, 1)
    assert paie(found) == "paie en moyenne à l'échéance"


def test_share_late_by_number_and_by_amount() -> None:
    found = historique([paid(0, 3000), paid(9, 1000)], TODAY)
    assert (found.part_tardive, found.part_tardive_montant) == (500_000, 250_000)


@pytest.mark.parametrize(
    ("days", "at"), [(1, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (900, 3)]
)
def test_age_brackets(days: int, at: int) -> None:
    found = historique([owed(days)], TODAY)
    assert found.ages == tuple(1000 if one == at else 0 for one in range(4))
    assert (found.en_retard, found.plus_ancien) == (1000, days)


def test_due_today_is_not_late_and_says_nothing() -> None:
    found = historique([owed(0), owed(-10)], TODAY)
    assert (found.reste_du, found.en_retard, found.observees) == (2000, 0, 0)


def test_credit_notes_zeros_and_refunds_tell_no_delay() -> None:
    note = Piece(ISSUED, DUE, -500, 0, -500, None)
    zero = Piece(ISSUED, DUE, 0, 0, 0, None)
    refunded = Piece(ISSUED, DUE, 1000, -200, -200, date(2026, 4, 1))
    found = historique([note, zero, refunded], TODAY)
    assert (found.nombre, found.facture, found.reste_du) == (3, 500, 0)
    assert found.delai is None, "more was paid back than received"


def test_twelve_months_leave_out_older_and_future_invoices() -> None:
    def billed(day: date) -> Piece:
        return Piece(day, day, 100, 0, 100, None)

    days = [date(2025, 11, 20), date(2025, 11, 21), TODAY, date(2026, 11, 21)]
    found = historique(map(billed, days), TODAY)
    assert (found.facture, found.facture_12_mois) == (400, 200)


def test_trend_holds_six_months_against_what_was_before_and_needs_two_of_each() -> None:
    dues = [date(2026, 1, 9), date(2026, 5, 20), date(2026, 5, 21), date(2026, 9, 1)]
    late = [paid(days, due=due) for days, due in zip((0, 3, 10, 20), dues, strict=True)]
    assert historique(late, TODAY).tendance == 14  # 15 - 1.5, halves away from zero
    assert historique(reversed(late), TODAY).tendance == 14, "by due date, not by row"
    assert historique(late[:3], TODAY).tendance is None
    assert historique(late[1:], TODAY).tendance is None


def test_under_two_settled_invoices_no_score_is_invented() -> None:
    found = fiabilite(historique([paid(0), owed(20)], TODAY))
    assert (found.note, found.lettre) == (None, "")
    assert found.raisons[0] == "pas assez d'historique : 1 facture réglée, il en faut 2"
    assert "10,00" in found.raisons[1] and "20 jours" in found.raisons[1]


@pytest.mark.parametrize(
    ("pieces", "note", "lettre", "terms"),
    [
        ([paid(0), paid(-3)], 100, "A", RIEN),
        ([paid(5), paid(5)], 75, "A", RIEN),
        ([paid(6), paid(6)], 74, "B", PLUS_COURT),
        ([paid(21), paid(21)], 59, "C", ACOMPTE_30),
        ([paid(36), paid(36)], 44, "D", ACOMPTE_50),
        ([paid(51), paid(51)], 29, "E", COMMANDE),
        ([paid(900), paid(900)], 20, "E", COMMANDE),
        ([paid(900), paid(900), owed(900)], 0, "E", COMMANDE),
        ([paid(0), paid(0), owed(31)], 100 - 10 - 7 - 10, "B", PLUS_COURT),
    ],
)
def test_scores_letters_and_terms(pieces: list[Piece], note: int, lettre: str, terms: str) -> None:
    its = historique(pieces, TODAY)
    assert fiabilite(its)[:2] == (note, lettre)
    assert proposition(its).conditions == terms


def test_a_debt_older_than_sixty_days_asks_for_payment_on_order_even_without_a_score() -> None:
    assert proposition(historique([owed(60)], TODAY)).conditions == SANS_HISTORIQUE
    found = proposition(historique([owed(61)], TODAY))
    assert found.conditions == COMMANDE and "61 jours" in found.raison


def test_no_delay_is_shortened_for_who_pays_on_receipt() -> None:
    its = historique([paid(6), paid(6)], TODAY)
    assert proposition(its, comptant=True).conditions == ACOMPTE_30


def test_letters_and_terms_share_their_thresholds() -> None:
    assert [least for least, _ in LETTRES] == [least for least, _ in CONDITIONS]


DAYS = st.integers(0, 500)
#: Each invoice: how long ago it was due, and how many days after that it is paid; None: not yet.
INVOICES = st.lists(
    st.tuples(st.integers(-60, 400), st.none() | st.integers(-60, 460), st.integers(1, 10**7)),
    min_size=1,
    max_size=12,
)


def piece(due_ago: int, after: int | None, cents: int) -> Piece:
    due = TODAY - timedelta(days=due_ago)
    issued = due - timedelta(days=30)
    if after is None or after > due_ago:  # not paid by today
        return Piece(issued, due, cents, 0, cents, None)
    return Piece(issued, due, cents, cents, 0, due + timedelta(days=after))


@given(INVOICES, st.data())
def test_paying_later_never_improves_the_score_or_the_terms(
    rows: list[tuple[int, int | None, int]], data: st.DataObject
) -> None:
    before = historique([piece(*row) for row in rows], TODAY)
    at = data.draw(st.integers(0, len(rows) - 1))
    due_ago, after, cents = rows[at]
    later = None if after is None else after + data.draw(DAYS)
    rows = [*rows[:at], (due_ago, later, cents), *rows[at + 1 :]]
    after_it = historique([piece(*row) for row in rows], TODAY)
    good, worse = fiabilite(before).note, fiabilite(after_it).note
    if good is None:
        assert worse is None, "a later payment gives no score to who had none"
    else:
        assert worse is None or worse <= good


@given(INVOICES)
def test_a_score_is_between_0_and_100_and_tells_why(
    rows: list[tuple[int, int | None, int]],
) -> None:
    its = historique([piece(*row) for row in rows], TODAY)
    note, lettre, raisons = fiabilite(its)
    assert raisons and all(raisons)
    assert (note is None) == (its.reglees < 2)
    assert note is None or (0 <= note <= 100 and lettre in "ABCDE")
    assert sum(its.ages) == its.en_retard <= its.reste_du
    assert its.tardives <= its.observees <= its.nombre
