"""Run one ``sync`` and die by SIGKILL at a given step; the tests start it as a process.

Usage: crash_driver.py CLASSEUR STATE URL STEP COUNT JOUR. The wrappers stand between the real
adapters and the use case; the product itself has no hook.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.app.cadence import Horloge
from sheetcash.app.envoi import Jour, Outils
from sheetcash.app.sync import synchroniser


class Mortal:
    """Passes every call on, and kills the process before or after the chosen one."""

    seen = 0

    def __init__(self, inner: Any, step: str, count: int) -> None:
        self._inner, self._step, self._count = inner, step, count

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        method, _, moment = self._step.partition(":")
        if name != method:
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            Mortal.seen += 1
            if moment == "before" and Mortal.seen == self._count:
                os.kill(os.getpid(), signal.SIGKILL)
            result = found(*args, **kwargs)
            if moment == "after" and Mortal.seen == self._count:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call


def main() -> None:
    path, state, url, step, count, day = sys.argv[1:]
    with SqliteJournal(Path(state)) as journal:
        synchroniser(
            Outils(
                Mortal(ExcelFile(Path(path)), step, int(count)),
                Mortal(journal, step, int(count)),
                lambda: Mortal(SmtpMailer.from_url(url), step, int(count)),
                lambda due, doubts, warnings: True,
                lambda done, total: None,
                lambda: "nouvel-identifiant",
                horloge=Horloge(lambda: 0.0, lambda seconds: None),  # written after each mail
            ),
            Jour(date.fromisoformat(day), impose=True),
        )


if __name__ == "__main__":
    main()
