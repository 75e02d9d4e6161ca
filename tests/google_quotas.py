"""Google's quotas, as its page on limits tells: 60 reads and 60 writes a minute for each user.

The clock is the test's: nothing waits for it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

MINUTE = 60


@dataclass
class Quotas:
    """What is left in the minute that runs; refused calls count for nothing."""

    horloge: Callable[[], float]  # seconds
    lectures: int = 60
    ecritures: int = 60
    comptes: Counter[tuple[str, bool, int]] = field(default_factory=Counter)

    def attendre(self, qui: str, *, ecrit: bool) -> int:
        """Count a call of that user's: 0 when it may be, else the seconds to the next minute."""
        now = self.horloge()
        minute = int(now // MINUTE)
        if self.comptes[qui, ecrit, minute] >= (self.ecritures if ecrit else self.lectures):
            return math.ceil((minute + 1) * MINUTE - now)
        self.comptes[qui, ecrit, minute] += 1
        return 0
