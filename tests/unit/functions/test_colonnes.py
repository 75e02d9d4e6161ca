"""A long column answers what the function answers cell by cell, with numpy and without."""

from __future__ import annotations

import builtins
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetcash.core.money import cents_of_float
from sheetcash.errors import InputError, SheetcashError
from sheetcash.functions import SC_COTISATIONS, Erreur, colonnes, erreur_de
from sheetcash.functions.regime import Proportionnel

REST = ("BNC", "2026-03-31")
EDGE = 1e11

NUMBERS = (
    st.floats(-EDGE * 2, EDGE * 2)
    | st.integers(-5_000_000, 500_000_000).map(lambda thousandths: thousandths / 1000)
    | st.integers(-1000, 2_000_000)
    | st.sampled_from([0.0, -0.0, 0.495, 0.4949999, 0.5, 100.5, 1234.565, 5e-324, EDGE, -EDGE])
    | st.sampled_from([math.nextafter(EDGE, 0), -math.nextafter(EDGE, 0), 2**53 + 1])
)
CELLS = (
    NUMBERS
    | st.sampled_from((None, "", "  ", "abc", "12", math.nan, math.inf, -math.inf, True, 10**400))
    | st.sampled_from((Decimal(1), date(2026, 1, 1), np.float64(12.5), np.int64(12)))
)
OPTIONS = st.fixed_dictionaries(
    {
        "categorie": st.sampled_from(["BNC", "Vente", "Services BIC", "Cipav", "Meublé classé"]),
        "date": st.sampled_from(["2010-06-30", "2024-06-30", "2026-03-31"]),
        "versement_liberatoire": st.booleans(),
        "nature": st.sampled_from([None, "artisanale"]),
    }
)


@contextmanager
def any_column_is_long() -> Iterator[None]:
    with patch.object(colonnes, "LONGUE", 1):
        yield


def scalar(cell: Any, **options: Any) -> Any:
    """One call as one cell makes it; a blank row of a column answers a blank."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        return SC_COTISATIONS(cell, **options)
    except SheetcashError as error:
        return erreur_de(error)


@given(st.lists(CELLS, min_size=1, max_size=30), OPTIONS)
def test_equal_to_scalar_calls(cells: list[Any], options: dict[str, Any]) -> None:
    expected = [scalar(cell, **options) for cell in cells]
    if all(answer is None for answer in expected):
        return  # an empty column: see the errors
    row_by_row = SC_COTISATIONS(cells, **options)
    with any_column_is_long():
        at_once = SC_COTISATIONS(cells, **options)
        nested = [row[0] for row in SC_COTISATIONS([[one] for one in cells], **options)]
    for found in (row_by_row, at_once, nested):
        assert found == expected
        assert [*map(type, found)] == [*map(type, expected)]


@given(st.lists(st.floats(-EDGE, EDGE, exclude_min=True, exclude_max=True), max_size=50))
@example([0.005, 1.005, 1234.565, -1234.565, 0.1 + 0.2, math.nextafter(EDGE, 0)])
def test_cents_are_those_of_the_core(euros: list[float]) -> None:
    assert colonnes.centimes(np.array(euros)).tolist() == [cents_of_float(one) for one in euros]


@given(
    st.lists(st.integers(-(10**13) + 1, 10**13 - 1), min_size=1),
    st.lists(st.integers(0, 10_000_000), max_size=4).map(tuple),
)
def test_the_rule_answers_a_column_as_one_amount(cents: list[int], taux: tuple[int, ...]) -> None:
    calcule = Proportionnel(taux)
    found: Any = calcule(np.array(cents))  # type: ignore[arg-type]
    assert found.tolist() == [calcule(one) for one in cents]


def test_what_numpy_cannot_do_is_left_to_the_rows() -> None:
    assert colonnes.calculer(Proportionnel((10**12,)), [1.0]) is None, "64 bits are too few"
    assert colonnes.calculer(Proportionnel((1,)), [10**400]) is None
    assert colonnes.calculer(lambda cents: cents, [1.0]) is None


def test_a_long_column_goes_through_numpy_a_short_one_does_not() -> None:
    with patch.object(colonnes, "calculer", wraps=colonnes.calculer) as told:
        SC_COTISATIONS([1000.0] * (colonnes.LONGUE - 1), *REST)
        assert not told.called
        found = SC_COTISATIONS([1000.0, "x"] * (colonnes.LONGUE // 2), *REST)
        assert told.called
    assert found[0] == 258.0 and isinstance(found[1], Erreur)


def test_without_numpy_the_rows_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "numpy":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    real = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    assert SC_COTISATIONS([1000.0] * colonnes.LONGUE, *REST) == [258.0] * colonnes.LONGUE


@pytest.mark.parametrize(
    "args",
    [
        ([[1.0, 2.0], [3.0, 4.0]], *REST),
        ([1.0, [2.0, 3.0]], *REST),
        ([1.0, {}], *REST),
        ([1.0], "BNC"),
        ([1.0], "Boulanger", "2026-03-31"),
    ],
)
def test_errors_are_the_same(args: tuple[Any, ...]) -> None:
    told = []
    for longue in (1, 1_000):
        with patch.object(colonnes, "LONGUE", longue), pytest.raises(InputError) as found:
            SC_COTISATIONS(*args)
        told.append(str(found.value))
    assert told[0] == told[1]


def test_other_shapes_are_the_same() -> None:
    for args in (
        ([[1000.0, 2000.0]], *REST),  # one row is a column too
        ([1000.0, 2000.0], ["BNC", "Vente"], "2026-03-31"),
        ([1000.0, None], "BNC", "2010-03-31"),  # no rate that day: row by row
    ):
        expected = SC_COTISATIONS(*args)
        with any_column_is_long():
            assert SC_COTISATIONS(*args) == expected
