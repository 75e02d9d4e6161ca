from __future__ import annotations

from sheetcash.app.cadence import Cadence, Horloge


class Montre:
    """A clock that only moves when told, or when someone sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def dormir(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def horloge(self) -> Horloge:
        return Horloge(lambda: self.now, self.dormir)


def test_mails_are_evenly_spaced_and_the_first_leaves_at_once() -> None:
    montre = Montre()
    cadence = Cadence(30, montre.horloge())
    times = []
    for _ in range(4):
        cadence.attendre()
        times.append(montre.now)
    assert times == [100.0, 102.0, 104.0, 106.0]


def test_the_time_a_mail_took_counts_and_no_burst_makes_up_for_it() -> None:
    montre = Montre()
    cadence = Cadence(6, montre.horloge())  # ten seconds
    cadence.attendre()
    montre.now += 4  # the server took its time
    cadence.attendre()
    assert montre.slept == [6.0]
    montre.now += 45
    for _ in range(2):
        cadence.attendre()
    assert montre.slept == [6.0, 10.0]


def test_no_limit_and_no_clock_never_wait() -> None:
    montre = Montre()
    for cadence in (Cadence(0, montre.horloge()), Cadence(6, None)):
        for _ in range(3):
            cadence.attendre()
    assert not montre.slept
