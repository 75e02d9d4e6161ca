"""Signs of life on a terminal, only for work that lasts longer than a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

_DELAY = 1.0


class Progression:
    """What a terminal shows of the work under way: one thing at a time, after a second.

    A timer shows it, so that it comes even when nothing happens. Off a terminal, nothing does.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._shown: Progress | None = None
        self._done = 0

    def montrer(self, what: str, total: int | None = None) -> None:
        """Show ``what``, instead of what was shown: beside a spinner, or a bar of ``total``."""
        self.arreter()
        if not sys.stderr.isatty():
            return
        self._done = 0
        self._timer = threading.Timer(_DELAY, self._show, (what, total))
        self._timer.daemon = True
        self._timer.start()

    def avancer(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` steps are over."""
        with self._lock:
            self._done = done
            if self._shown is not None:
                self._shown.update(self._shown.task_ids[0], completed=done, total=total)

    def arreter(self) -> None:
        """Show nothing any more: a question comes, or the end."""
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None
            if self._shown is not None:
                self._shown.stop()
                self._shown = None

    def _show(self, what: str, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import Progress, SpinnerColumn

        spinner, (text, *bar) = SpinnerColumn(), Progress.get_default_columns()
        columns = (spinner, text) if total is None else (spinner, text, *bar)
        with self._lock:
            if self._timer is threading.current_thread():  # not stopped meanwhile
                self._shown = Progress(*columns, console=Console(stderr=True), transient=True)
                self._shown.add_task(what, completed=self._done, total=total)
                self._shown.start()


@contextmanager
def attente(what: str) -> Iterator[Progression]:
    """A spinner beside ``what``, until the block ends or says what else to show."""
    progression = Progression()
    progression.montrer(what)
    try:
        yield progression
    finally:
        progression.arreter()
