"""A run is written in the sheet at each mail, unless that would keep the mails waiting."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from sheetcash.app.au_fil import AuFil
from sheetcash.app.cadence import Horloge
from sheetcash.workbook.raw import Snapshot
from sheetcash.workbook.records import Book


class Run:
    """A sending whose mails and writes take a known time."""

    def __init__(self, mails: int, *, attente: float = 0, ecriture: float, shared: Any = None):
        self.now, self.mails, self.ecriture = 0.0, mails, ecriture
        self.written: list[int] = []
        horloge = Horloge(lambda: self.now, self._sleep)
        outils = SimpleNamespace(store=SimpleNamespace(shared=shared), horloge=horloge)
        self.au_fil = AuFil(cast(Any, outils), "un")
        self.au_fil.ouvrir(mails, attente)

    def _sleep(self, seconds: float) -> None:
        raise AssertionError("a write waits for nothing")

    def envoyer(self, monkeypatch: pytest.MonkeyPatch, each: float) -> list[int]:
        """The mails after which the sheet was written; each took ``each`` seconds."""

        def write(au_fil: AuFil, snapshot: Snapshot, book: Book) -> None:
            self.now += self.ecriture
            self.written.append(at)

        monkeypatch.setattr(AuFil, "_ecrire", write)
        for at in range(1, self.mails):  # noqa: B007 - told to ``write``
            self.now += each
            self.au_fil.noter(cast(Any, None), cast(Any, None))
        return self.written


def test_a_usual_run_is_written_at_each_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Run(200, ecriture=0.04).envoyer(monkeypatch, 0.3) == list(range(1, 200))


def test_slow_writes_do_not_keep_a_usual_run_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    # a very large workbook: ten seconds in all, then a fortieth of the time
    run = Run(50, ecriture=3.0)
    assert run.envoyer(monkeypatch, 1.0) == [1, 2, 3, 4]
    assert run.now == 49 + 4 * 3


def test_a_run_of_hundreds_is_written_every_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    # the first once a fortieth of the time is what it may take
    assert Run(201, ecriture=0.125).envoyer(monkeypatch, 0.125) == [65, 105, 145, 185]


def test_writes_take_a_fortieth_of_a_long_run(monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(5_000, ecriture=5.0)
    written = run.envoyer(monkeypatch, 0.25)
    assert written and 5.0 * len(written) <= run.now / 40


def test_a_write_that_fits_in_the_pause_between_two_mails_costs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paced = Run(300, attente=3.0, ecriture=0.5).envoyer(monkeypatch, 3.0)
    assert paced == list(range(1, 300))
    assert len(Run(300, attente=3.0, ecriture=4.0).envoyer(monkeypatch, 3.0)) < 15


def test_what_others_share_is_written_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Run(10, ecriture=0.1, shared=object()).envoyer(monkeypatch, 60.0) == []
