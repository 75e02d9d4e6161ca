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
#: Rejected before it was begun: the call may be made again.
#: The last one is what is left of a rejected enumeration.
_REJECTED: Final = frozenset({-2147418111, -2147417846, -2146777998, -2147352565})
#: macOS waited a minute for an answer: the call may have been made, it is not made again.
_SILENT: Final = frozenset({-1712})
_BUSY: Final = _REJECTED | _SILENT
_GONE: Final = frozenset(
    {-2147023174, -2147023170, -2147417848, -2147220995, -2147417842, -600, -609}
)
#: The workbook or the sheet is not there any more, Excel is.
_CLOSED: Final = frozenset({-2146827864, -1728, -1719})
#: What Excel says of all that it will not do; in a cell, protection is the reason.
_REFUSED: Final = frozenset({-2146827284, -2147352567, -50, -10000, -10006})

#: What pywin32 says then, of a property and of a collection.
_PYWIN32: Final = ("can not be set", "does not support enumeration")
#: The errors of the two libraries under xlwings, whatever they say.
_LIBRARIES: Final = frozenset({"com_error", "CommandError", "EventError", "MacOSError"})

#: For how many seconds a busy Excel is asked again, and how many apart.
PATIENCE: Final = 10.0
_PAUSE: Final = 0.25


def patient(call: Callable[[], T]) -> T:
    """Ask Excel, and again while it rejects the call: one that it has not begun.

    Raises:
        Locked: still busy after ten seconds, or no answer came at all.
    """
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return call()
        except Exception as error:
            if not _busy_says(error):
                raise
            if _is(_behind(error), _SILENT) or time.monotonic() >= end:
                raise _busy() from error
            time.sleep(_PAUSE)


def _busy_says(error: Exception) -> bool:
    """Whether Excel is busy; pywin32 takes what it is not given now for what does not exist."""
    if isinstance(error, (AttributeError, TypeError)):
        return any(words in str(error) for words in _PYWIN32)
    return _is(_behind(error), _BUSY)


def _behind(error: Exception) -> BaseException:
    """What Excel answered, where xlwings took any refusal for a thing that is not there."""
    its = error.__cause__ or error.__context__ if isinstance(error, KeyError) else None
    return its if its is not None and _is(its, _BUSY | _GONE) else error


def may_be_made(error: Exception) -> bool:
    """Whether a change that failed so may be there: not if Excel never began it, or is gone."""
    its = error.__cause__ if isinstance(error, Locked) else error
    if not isinstance(its, Exception) or _is(_behind(its), _SILENT):
        return True
    return not (_busy_says(its) or _is(_behind(its), _GONE))


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
        StoreError: Excel or the workbook was closed, or Excel refuses something else.
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
    if _busy_says(error):
        return _busy()
    if _is(_behind(error), _GONE):
        return StoreError(
            "Excel ne répond plus : il a été fermé pendant le travail.",
            "Rouvrez le classeur, puis cliquez sur Actualiser : ce qui est parti est noté et ne "
            "repartira pas.",
        )
    if _is(error, _CLOSED):
        its = f" « {name} »" if name else ""
        return StoreError(
            f"Le classeur{its} a été fermé, ou une de ses feuilles supprimée, pendant le travail.",
            "Rouvrez-le, puis cliquez sur Actualiser : ce qui est parti est noté et ne repartira "
            "pas.",
        )
    if sheet and _is(error, _REFUSED):
        return AccessDenied(
            f"Excel refuse d'écrire dans la feuille « {sheet} ».",
            f"Si elle est protégée, ôtez la protection (Révision), puis recommencez. "
            f"{NOTHING_DONE}",
        )
    if type(error).__name__ in _LIBRARIES:
        return StoreError(
            "Excel a refusé une demande.",
            "Recommencez ; si cela continue, enregistrez, fermez Excel, puis rouvrez le classeur.",
        )
    return None


def _busy() -> Locked:
    return Locked(
        "Excel est occupé : une cellule est en cours de saisie, ou une fenêtre attend.",
        "Validez la saisie (Entrée) ou fermez la fenêtre, puis recommencez.",
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
