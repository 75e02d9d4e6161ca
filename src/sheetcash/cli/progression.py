"""Signs of life on a terminal, only for work that lasts longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_DELAY = 1.0


@contextmanager
def attente(what: str) -> Iterator[None]:
    """A spinner beside ``what`` for as long as the block lasts, once it has lasted a second."""
    if not sys.stderr.isatty():
        yield
        return
    done = threading.Event()

    def spin() -> None:
        if done.wait(_DELAY):
            return
        from rich.console import Console

        with Console(stderr=True).status(what):
            done.wait()

    spinner = threading.Thread(target=spin, daemon=True)
    spinner.start()
    try:
        yield
    finally:
        done.set()
        spinner.join()


class Progression:
    """Shows how far the work is; silent off a terminal and during the first second."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started: float | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def avancer(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` steps are over."""
        now = time.monotonic()
        if self._started is None:
            self._started = now
        if self._bar is None and now - self._started >= _DELAY and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(self._title, total=total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
