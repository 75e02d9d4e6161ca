"""What Excel answers when it cannot answer, told in French; and how long to wait for it.

Windows and macOS raise errors of their own, of classes that exist on each of them only: they are
known here by their numbers.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeVar

from sheetcash.errors import AccessDenied, Locked, SheetcashError, StoreError

T = TypeVar("T")

NOTHING_DONE: Final = "Rien n'a été changé."

# COM's numbers, then those of Excel inside an exception of its own, then Apple events'.
_BUSY: Final = frozenset({-2147418111, -2147417846, -2146777998, -1712})
_GONE: Final = frozenset(
    {-2147023174, -2147023170, -2147417848, -2147220995, -2147417842, -600, -609}
)
#: The workbook or the sheet is not there any more, Excel is.
_CLOSED: Final = frozenset({-2146827864, -2147352565, -1728, -1719})
#: What Excel says of all that it will not do; in a cell, protection is the reason.
_REFUSED: Final = frozenset({-2146827284, -2147352567, -50, -10000, -10006})

#: How often, and how many seconds apart, a busy Excel is asked again: ten seconds in all.
TRIES: Final = 40
_PAUSE: Final = 0.25


def patient(call: Callable[[], T], pause: Callable[[float], None] = time.sleep) -> T:
    """Ask Excel, and again while it is busy: a call it rejects is one it has not begun.

    Raises:
        Locked: still busy after ten seconds.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return call()
        except Exception as error:
            if not _is(error, _BUSY):
                raise
            if attempt == TRIES:
                raise _busy() from error
            pause(_PAUSE)
    raise AssertionError


def bound_xlwings() -> None:
    """Have xlwings raise when Excel is busy: by itself it asks again for ever (Windows)."""
    module = sys.modules.get("xlwings._xlwindows")
    if module is not None:
        module.N_COM_ATTEMPTS = 1  # type: ignore[attr-defined]


@contextmanager
def told(name: str, sheet: str = "") -> Iterator[None]:
    """Excel's errors as ours; all others go through.

    Args:
        name: the workbook's.
        sheet: the sheet that is being written, for what protection refuses.

    Raises:
        Locked: Excel is busy.
        AccessDenied: Excel refuses to write.
        StoreError: Excel or the workbook was closed.
    """
    try:
        yield
    except SheetcashError:
        raise
    except Exception as error:
        ours = _told(error, name, sheet)
        if ours is None:
            raise
        raise ours from error


def _told(error: Exception, name: str, sheet: str) -> StoreError | None:
    if _is(error, _BUSY):
        return _busy()
    if _is(error, _GONE):
        return StoreError(
            "Excel ne répond plus : il a été fermé pendant le travail.",
            "Rouvrez le classeur, puis cliquez sur Actualiser : ce qui est parti est noté et ne "
            "repartira pas.",
        )
    if _is(error, _CLOSED):
        return StoreError(
            f"Le classeur « {name} » a été fermé, ou une de ses feuilles supprimée, pendant le "
            "travail.",
            "Rouvrez-le, puis cliquez sur Actualiser : ce qui est parti est noté et ne repartira "
            "pas.",
        )
    if sheet and _is(error, _REFUSED):
        return AccessDenied(
            f"Excel refuse d'écrire dans la feuille « {sheet} ».",
            f"Si elle est protégée, ôtez la protection (Révision), puis recommencez. "
            f"{NOTHING_DONE}",
        )
    return None


def _busy() -> Locked:
    return Locked(
        "Excel est occupé : une cellule est en cours de saisie, ou une fenêtre attend.",
        f"Validez la saisie (Entrée) ou fermez la fenêtre, puis recommencez. {NOTHING_DONE}",
    )


def _is(error: BaseException, numbers: frozenset[int]) -> bool:
    return not numbers.isdisjoint(_numbers(error))


def _numbers(error: BaseException) -> set[int]:
    """The numbers an error bears: its own, and those of the exception it reports."""
    if type(error).__name__ == "ExcelBusyError":  # xlwings' own
        return {-2147418111}
    found = {getattr(error, "hresult", None), getattr(error, "errornumber", None)}
    for one in error.args:
        found |= set(one) if isinstance(one, tuple) else {one}
    return {one for one in found if type(one) is int}
