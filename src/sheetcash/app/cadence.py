"""The pace of a sending: so many mails a minute at the most, evenly spaced; it sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

_MINUTE: Final = 60.0


class Horloge(NamedTuple):
    """What a pace needs from outside: a clock that only goes forward, in seconds, and a sleep."""

    lire: Callable[[], float]
    dormir: Callable[[float], None]


class Cadence:
    """Lets mails go one after the other, each a same while after the one before.

    A mail that took long to hand over is not made up for by a burst: providers count bursts.

    Args:
        par_minute: how many at the most; 0 for no limit.
        horloge: the clock and the sleep; None for no limit.

    >>> slept: list[float] = []
    >>> cadence = Cadence(20, Horloge(lambda: sum(slept), slept.append))
    >>> for _ in range(3):
    ...     cadence.attendre()
    >>> slept
    [3.0, 3.0]
    """

    def __init__(self, par_minute: int, horloge: Horloge | None) -> None:
        self._horloge = horloge if par_minute > 0 else None
        self._pas = _MINUTE / par_minute if par_minute > 0 else 0.0
        self._dernier: float | None = None

    @property
    def pas(self) -> float:
        """The seconds from one mail to the next, at the least; 0 without a limit."""
        return self._pas if self._horloge is not None else 0.0

    def attendre(self) -> None:
        """Wait until the next mail may leave; the first one does at once."""
        if self._horloge is None:
            return
        if self._dernier is not None:
            left = self._dernier + self._pas - self._horloge.lire()
            if left > 0:
                self._horloge.dormir(left)
        self._dernier = self._horloge.lire()
