"""Two commands in turn, and the ratio of their times: what a shared machine can tell."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One figure: ``ratio`` of the product to its peer against ``target``.

    ``at_least`` turns the comparison round: the ratio is a speed, not a time.
    """

    name: str
    ratio: float
    target: float
    detail: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target


def seconds(command: Sequence[str]) -> float:
    """Wall time of one whole process; fails when the process does."""
    # Users' interpreters keep compiled modules; some build machines forbid it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    taken = time.perf_counter() - start
    if done.returncode not in (0, 1):  # 1: findings, still a whole run
        raise RuntimeError(f"{command}: {done.stderr.decode(errors='replace')}")
    return taken


def compare(
    product: Sequence[str], peer: Sequence[str], rounds: int = 9
) -> tuple[float, float, float]:
    """Median ratio product / peer over alternated rounds, and both medians in seconds."""
    seconds(product), seconds(peer)  # warm the disk's cache
    pairs = [(seconds(product), seconds(peer)) for _ in range(rounds)]
    return (
        statistics.median(a / b for a, b in pairs),
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
    )


def python(*arguments: str) -> list[str]:
    """A command for this very interpreter."""
    return [sys.executable, *arguments]
