"""A function of the catalogue on a whole column of amounts: the same answers, in numpy.

This floor is beside the catalogue's and imports nothing of it: the function is an argument, and
all that is not an ordinary number is left to the function itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from sheetcash.baremes import LOI, Baremes
from sheetcash.core.money import MAX_CENTS, MILLION
from sheetcash.errors import SheetcashError

_Int64 = npt.NDArray[np.int64]

#: Euros beyond which nothing is an amount.
_PLAUSIBLE: Final = MAX_CENTS / 100
#: Sum of the rates up to which no product leaves 64 bits, and no answer the 53 bits of a float.
_TAUX_MAX: Final = 90 * MILLION
#: What numpy makes a number of: a blank is NaN there.
_NOMBRES: Final = {float, int, type(None)}


class Fonction(Protocol):
    """What is asked of a function of the catalogue."""

    preparer: Any

    def __call__(self, *args: Any, loi: Baremes, **kwargs: Any) -> Any:
        """The answer for a host's values."""

    def lier(self, args: Any, kwargs: Any) -> list[Any]:
        """The values in the catalogue's order."""

    def lire(self, values: Any) -> list[Any]:
        """The typed arguments."""


@runtime_checkable
class Proportionnel(Protocol):
    """A rule made of rates per million, that answers cents for cents, or a column for a column."""

    taux: tuple[int, ...]

    def __call__(self, ca: Any) -> Any:
        """Cents owed on cents received."""


def appeler_colonne(fonction: Fonction, *args: Any, loi: Baremes = LOI, **kwargs: Any) -> Any:
    """The answer of ``fonction(*args, loi=loi, **kwargs)``, sooner when it is a long column.

    Quick for a first argument that is a column of amounts in euros, all else being single cells,
    where the rule is a :class:`Proportionnel`: SC_COTISATIONS. The function itself answers
    anything else, and in such a column the cells that are not plausible numbers.

    Args:
        fonction: a function of the catalogue.
        args: in the catalogue's order; a column is a list, rows of one cell, or a numpy array.
        loi: the figures to use.
        kwargs: by name.

    Returns:
        As the function: a list, of rows of one cell where rows were given.

    Raises:
        InputError, RuleError: as the function does.

    >>> from sheetcash.functions import SC_COTISATIONS
    >>> appeler_colonne(SC_COTISATIONS, np.array([1000.0, 2000.0]), "BNC", "2026-03-31")
    [258.0, 516.0]
    """
    values = [
        value.tolist() if isinstance(value, np.ndarray) else value
        for value in fonction.lier(args, kwargs)
    ]
    if _est_colonne(values) and fonction.preparer is not None:
        cells, nested = _a_plat(values[0])
        answers = _montants(fonction, cells, values[1:], loi)
        if answers is not None:
            return [[answer] for answer in answers] if nested else answers
    return fonction(*values, loi=loi)


def _est_colonne(values: list[Any]) -> bool:
    """Whether the first value is a column with cells, and the only one."""
    column, *rest = values or [None]
    if any(isinstance(value, (list, tuple)) for value in rest):
        return False
    return isinstance(column, (list, tuple)) and bool(column)


def _a_plat(column: Sequence[Any]) -> tuple[Sequence[Any], bool]:
    """The cells of a column of cells or of rows of one cell, and whether there were rows."""
    if set(map(type, column)) <= {list, tuple}:
        with suppress(ValueError):  # rows of several cells
            return [cell for (cell,) in column], True
    return column, False


def _montants(
    fonction: Fonction, cells: Sequence[Any], rest: list[Any], loi: Baremes
) -> list[Any] | None:
    """The answers for a flat column, or None where numpy cannot give them."""
    types = set(map(type, cells))
    if any(issubclass(one, (list, tuple, dict)) for one in types):
        return None  # several columns: the function says so
    try:
        calcule = fonction.preparer(loi, *fonction.lire([0.0, *rest])[1:])
    except SheetcashError:
        return None  # for the whole column or row by row, the function says
    if not isinstance(calcule, Proportionnel) or sum(map(abs, calcule.taux)) > _TAUX_MAX:
        return None
    numbers: Sequence[Any] = cells
    if not types <= _NOMBRES:
        numbers = [cell if type(cell) in _NOMBRES else None for cell in cells]
    try:
        euros = np.array(numbers, dtype=np.float64)
    except OverflowError:  # an integer that no float holds
        return None
    plausible = np.abs(euros) < _PLAUSIBLE  # false for NaN
    if plausible.all():
        return _euros(calcule, euros)
    answers = _euros(calcule, np.where(plausible, euros, 0.0))
    wrong = []
    for at in np.flatnonzero(~plausible).tolist():
        answers[at] = None
        if cells[at] is not None:
            wrong.append(at)
    if wrong:
        told = fonction([cells[at] for at in wrong], *rest, loi=loi)
        for at, answer in zip(wrong, told, strict=True):
            answers[at] = answer
    return answers


def _euros(calcule: Proportionnel, euros: npt.NDArray[np.float64]) -> list[Any]:
    owed: list[Any] = (calcule(centimes(euros)) / 100).tolist()
    return owed


def centimes(euros: npt.NDArray[np.float64]) -> _Int64:
    """Cents of plausible numbers of euros, each as ``core.money.cents_of_float`` reads it.

    >>> centimes(np.array([0.1 + 0.2, -1234.565])).tolist()
    [30, -123457]
    """
    thousandths = np.rint(np.abs(euros) * 100_000).astype(np.int64)
    # Whole thousandths of a cent: adding half a cent and cutting rounds halves up.
    cents: _Int64 = (thousandths + 500) // 1000
    cents[euros < 0] *= -1
    return cents
