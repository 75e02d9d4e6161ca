"""A column through numpy answers what the catalogue's function answers, cell by cell."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sheetcash.analysis.colonnes import appeler_colonne, centimes
from sheetcash.core.money import cents_of_float
from sheetcash.errors import InputError, SheetcashError
from sheetcash.functions import FONCTIONS, SC_COTISATIONS, SC_PLAFOND, Erreur, erreur_de
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
    for found in (
        appeler_colonne(SC_COTISATIONS, cells, **options),
        appeler_colonne(SC_COTISATIONS, tuple(cells), **options),
        [row[0] for row in appeler_colonne(SC_COTISATIONS, [[one] for one in cells], **options)],
        SC_COTISATIONS(cells, **options),
    ):
        assert found == expected
        assert [*map(type, found)] == [*map(type, expected)]


@given(st.lists(st.floats(-EDGE, EDGE, exclude_min=True, exclude_max=True), max_size=50))
@example([0.005, 1.005, 1234.565, -1234.565, 0.1 + 0.2, math.nextafter(EDGE, 0)])
def test_cents_are_those_of_the_core(euros: list[float]) -> None:
    assert centimes(np.array(euros)).tolist() == [cents_of_float(one) for one in euros]


@given(
    st.lists(st.integers(-(10**13) + 1, 10**13 - 1), min_size=1),
    st.lists(st.integers(0, 10_000_000), max_size=4).map(tuple),
)
def test_the_rule_answers_a_column_as_one_amount(cents: list[int], taux: tuple[int, ...]) -> None:
    calcule = Proportionnel(taux)
    found: Any = calcule(np.array(cents))  # type: ignore[arg-type]
    assert found.tolist() == [calcule(one) for one in cents]


def test_rates_too_large_for_64_bits_are_left_to_the_function() -> None:
    class Enorme:
        """A function whose rate no law will give."""

        def preparer(self, *_args: Any) -> Proportionnel:
            return Proportionnel((10**12,))

        def lier(self, args: Any, _kwargs: Any) -> list[Any]:
            return [*args]

        def lire(self, values: Any) -> list[Any]:
            return [*values]

        def __call__(self, *_args: Any, loi: Any) -> Any:
            return "la fonction"

    assert appeler_colonne(Enorme(), [1.0, 2.0]) == "la fonction"


def test_numpy_is_used_where_it_can(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError("left to the function")

    monkeypatch.setattr(type(SC_COTISATIONS), "__call__", refuse)
    assert appeler_colonne(SC_COTISATIONS, [1000.0, 2000, None], *REST) == [258.0, 516.0, None]
    with pytest.raises(AssertionError):
        appeler_colonne(SC_COTISATIONS, [1000.0, "x"], *REST)


def test_numpy_columns() -> None:
    assert appeler_colonne(SC_COTISATIONS, np.array([1000.0, 2000.0]), *REST) == [258.0, 516.0]
    assert appeler_colonne(SC_COTISATIONS, np.array([[1000], [2000]]), *REST) == [[258.0], [516.0]]
    first, second = appeler_colonne(SC_COTISATIONS, np.array([math.nan, -5.0]), *REST)
    assert isinstance(first, Erreur) and second == 0.0


@pytest.mark.parametrize(
    "args",
    [
        (1000.0, *REST),
        ([[1000.0, 2000.0]], *REST),  # one row is a column too
        ([1000.0, 2000.0], ["BNC", "Vente"], "2026-03-31"),
        (1000.0, ["BNC", "Vente"], "2026-03-31"),
        ([1000.0], "BNC", "2026-03-31", None, True),
        ([1000.0, None], "BNC", "2010-03-31"),  # no rate that day: row by row
    ],
)
def test_other_shapes_are_the_functions_own(args: tuple[Any, ...]) -> None:
    assert appeler_colonne(SC_COTISATIONS, *args) == SC_COTISATIONS(*args)


@pytest.mark.parametrize(
    "args",
    [
        (),
        ([], *REST),
        ([[1.0, 2.0], [3.0, 4.0]], *REST),
        ([1.0, [2.0, 3.0]], *REST),
        ([1.0, {}], *REST),
        ([1.0, Erreur("#N/A", "Non.")], *REST),
        ([1.0, 2.0], ["BNC"] * 3, "2026-03-31"),
        ([1.0], "BNC"),
        ([1.0], "Boulanger", "2026-03-31"),
        ([1.0], *REST, *range(20)),
    ],
)
def test_errors_are_the_functions_own(args: tuple[Any, ...]) -> None:
    with pytest.raises(InputError) as expected:
        SC_COTISATIONS(*args)
    with pytest.raises(InputError) as found:
        appeler_colonne(SC_COTISATIONS, *args)
    assert str(found.value) == str(expected.value)


def test_all_functions_may_be_called_this_way() -> None:
    for fonction in FONCTIONS:
        expected = fonction(**fonction.exemple)
        assert appeler_colonne(fonction, **fonction.exemple) == expected
    assert appeler_colonne(SC_PLAFOND, ["bnc", "vente"], 2026) == [83_600.0, 203_100.0]
