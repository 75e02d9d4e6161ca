"""The sums that pandas makes are those of plain loops, on drawn workbooks of every kind."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from sheetcash.analysis.clients import historiques
from sheetcash.app.habitudes import pieces
from sheetcash.core.money import MAX_CENTS
from sheetcash.core.solvabilite import historique
from sheetcash.workbook.records import Book, Facture, Parametres, Recettes

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 1))
CENTS = st.integers(-50_000, 500_000) | st.sampled_from([0, MAX_CENTS - 1, 1 - MAX_CENTS])
#: Homonyms but for case and spaces, and no name at all.
NAMES = st.sampled_from(["Acme", "ACME ", "Éric", "E\u0301ric", "Zoé", ""])
INVOICES = st.lists(
    st.tuples(NAMES, DAYS, st.integers(-10, 90), CENTS, CENTS | st.just(0)), max_size=25
)
RECEIPTS = st.lists(st.tuples(st.integers(-1, 25), DAYS, CENTS), max_size=40)


def facture(
    at: int, name: str, day: date, delay: int, cents: int, deduit: int, paid: int
) -> Facture:
    return Facture(
        5 + at, f"F-{at}", day, name, "", "", cents, day + timedelta(days=delay), paid,
        None, None, False, None, "", "", "", "", "", deduit,
    )  # fmt: skip


def book(
    invoices: list[tuple[str, date, int, int, int]], receipts: list[tuple[int, date, int]]
) -> Book:
    paid: dict[int, int] = {}
    for at, _, cents in receipts:
        paid[at] = paid.get(at, 0) + cents
    rows = [facture(at, *one, paid.get(at, 0)) for at, one in enumerate(invoices)]
    recettes = Recettes(
        list(range(5, 5 + len(receipts))),
        [day for _, day, _ in receipts],
        [cents for *_, cents in receipts],
        ["bnc"] * len(receipts),
        [f" f-{at}" if at >= 0 else "" for at, *_ in receipts],
    )
    return Book(TODAY, Parametres(), {}, rows, recettes, [], [], [])


def check(its: Book) -> int:
    expected = {name: historique(rows, TODAY) for name, rows in pieces(its).items()}
    assert historiques(its) == expected
    return sum(one.reglees for one in expected.values())


@settings(deadline=None)
@given(INVOICES, RECEIPTS)
def test_equal_to_plain_loops(
    invoices: list[tuple[str, date, int, int, int]], receipts: list[tuple[int, date, int]]
) -> None:
    check(book(invoices, receipts))


@settings(deadline=None)
@given(INVOICES, st.lists(st.integers(-40, 200), min_size=25, max_size=25))
def test_equal_to_plain_loops_when_all_is_paid_in_full(
    invoices: list[tuple[str, date, int, int, int]], after: list[int]
) -> None:
    bills = [(name, day, delay, abs(cents) + 1, 0) for name, day, delay, cents, _ in invoices]
    paid = [
        (at, day + timedelta(days=days), cents)
        for at, ((_, day, _, cents, _), days) in enumerate(zip(bills, after, strict=False))
    ]
    check(book(bills, paid))


def test_sums_of_the_largest_amounts_do_not_leave_64_bits() -> None:
    many = 3_000
    day = date(2024, 1, 1)
    bills = [("Acme", day, 0, MAX_CENTS - 1, 0)] * many
    paid = [(at, day + timedelta(days=1_000), MAX_CENTS - 1) for at in range(many)]
    assert many * (MAX_CENTS - 1) * 1_000 > 2**63
    assert check(book(bills, paid)) == many


def test_no_invoice() -> None:
    assert historiques(book([], [(0, TODAY, 100)])) == {}
