"""Work done on another thread while this one does something else that it does not depend on."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Aside(Generic[_T]):
    """A call that starts at once; :meth:`result` waits for its end.

    >>> Aside(lambda: 6 * 7).result()
    42
    """

    def __init__(self, work: Callable[[], _T]) -> None:
        self._work = work
        self._done: list[_T] = []
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._done.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by result()
            self._error = error

    def result(self) -> _T:
        """What the call returned, or raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return self._done[0]
