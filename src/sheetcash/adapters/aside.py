"""Long work done on another thread while this one does something that does not depend on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from threading import Thread

_T = TypeVar("_T")


class Aside(Generic[_T]):
    """A call that starts at once; :meth:`result` waits for its end.

    Args:
        work: what to call.
        long: whether it is worth a thread; a short call waits for :meth:`result`.

    >>> Aside(lambda: 6 * 7).result()
    42
    """

    def __init__(self, work: Callable[[], _T], *, long: bool = True) -> None:
        self._work = work
        self._done: list[_T] = []
        self._error: BaseException | None = None
        self._thread: Thread | None = None
        if long:
            from threading import Thread

            self._thread = Thread(target=self._run, daemon=True)
            self._thread.start()

    def _run(self) -> None:
        try:
            self._done.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by result()
            self._error = error

    def result(self) -> _T:
        """What the call returned, or raised."""
        if self._thread is not None:
            self._thread.join()
        elif not self._done and self._error is None:
            self._run()
        if self._error is not None:
            raise self._error
        return self._done[0]
