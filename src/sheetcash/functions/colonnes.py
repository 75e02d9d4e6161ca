"""A long column of amounts at once, through numpy where it is installed: the same exact answers.

numpy takes as long to import as some thousands of rows to compute one by one: it is asked for by
long columns only, and what is not an ordinary number is left to the function itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sheetcash.core.money import MAX_CENTS, MILLION
from sheetcash.functions.regime import Proportionnel

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: Cells from which a column is worth it.
LONGUE: Final = 1_000
#: Euros beyond which nothing is an amount.
_PLAUSIBLE: Final = MAX_CENTS / 100
#: Sum of the rates up to which no product leaves 64 bits, and no answer the 53 bits of a float.
_TAUX_MAX: Final = 90 * MILLION
#: What numpy makes a number of: a blank is NaN there.
_NOMBRES: Final = {float, int, type(None)}


def calculer(calcule: object, cells: Sequence[Any]) -> tuple[list[Any], list[int]] | None:
    """The answers of a rule for a column of cells, in euros.

    Args:
        calcule: the rule, once all but the amount is known.
        cells: what a host gives; blanks answer None.

    Returns:
        The answers, and the rows left out: texts, dates, amounts that are not plausible. None
        where numpy is missing or cannot do it.

    >>> calculer(Proportionnel((246_000,)), [1000.0, None, "x"])
    ([246.0, None, None], [2])
    """
    if not isinstance(calcule, Proportionnel) or sum(map(abs, calcule.taux)) > _TAUX_MAX:
        return None
    try:
        import numpy as np
    except ImportError:
        return None
    numbers = cells
    if not set(map(type, cells)) <= _NOMBRES:
        numbers = [cell if type(cell) in _NOMBRES else None for cell in cells]
    try:
        euros = np.array(numbers, dtype=np.float64)
    except OverflowError:  # an integer that no float holds
        return None
    plausible = np.abs(euros) < _PLAUSIBLE  # false for NaN
    if plausible.all():
        return _euros(calcule, euros), []
    answers = _euros(calcule, np.where(plausible, euros, 0.0))
    left_out = []
    for at in np.flatnonzero(~plausible).tolist():
        answers[at] = None
        if cells[at] is not None:
            left_out.append(at)
    return answers, left_out


def _euros(calcule: Any, euros: npt.NDArray[np.float64]) -> list[Any]:
    owed: list[Any] = (calcule(centimes(euros)) / 100).tolist()
    return owed


def centimes(euros: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Cents of plausible numbers of euros, each as ``core.money.cents_of_float`` reads it.

    >>> import numpy as np
    >>> centimes(np.array([0.1 + 0.2, -1234.565])).tolist()
    [30, -123457]
    """
    import numpy as np

    thousandths = np.rint(np.abs(euros) * 100_000).astype(np.int64)
    # Whole thousandths of a cent: adding half a cent and cutting rounds halves up.
    cents: npt.NDArray[np.int64] = (thousandths + 500) // 1000
    cents[euros < 0] *= -1
    return cents
