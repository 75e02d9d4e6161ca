"""The catalogue at length: a column of 10,000 amounts, and ``calc --jsonl`` question by question.

The column's peer is what a sheet without array functions does: the same function, cell by cell,
in the same process. The two give equal answers, or the benchmark fails.
"""

from __future__ import annotations

import gc
import itertools
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.bench_start import script
from benchmarks.mesure import Row
from sheetcash.functions import SC_COTISATIONS

CELLS, ROUNDS, TARGET = 10_000, 9, 0.02
QUESTIONS, A_SECOND, RUNS = 20_000, 5_000, 5

REST = ("BNC", "2026-03-31")
CASES = Path(__file__).parents[1] / "tests" / "conformance" / "declarations.json"


def _seconds(work: Callable[[], Any]) -> float:
    gc.collect()  # no side pays for the other's waste
    start = time.perf_counter()
    answer = work()
    taken = time.perf_counter() - start
    del answer
    return taken


def _column(name: str, column: list[Any], amounts: list[float]) -> Row:
    """One shape of column against as many calls as it has cells."""

    def ours() -> Any:
        return SC_COTISATIONS(column, *REST)

    def scalar() -> Any:
        return [SC_COTISATIONS(amount, *REST) for amount in amounts]

    answers = [row[0] if isinstance(row, list) else row for row in ours()]
    assert [one for one in answers if one is not None] == scalar()
    pairs = [(_seconds(ours), _seconds(scalar)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return Row(name, ratio, TARGET, f"{mine:.1f} ms / {theirs:.0f} ms")


def _answering(lines: int) -> float:
    """Seconds of one run of ``calc --jsonl`` on that many questions."""
    cases = json.loads(CASES.read_text("utf-8"))["cas"]
    asked = [
        json.dumps({name: case[name] for name in ("id", "fonction", "args")}) + "\n"
        for case in cases
    ]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile("w+") as questions, tempfile.TemporaryFile("w+") as answers:
        questions.writelines(itertools.islice(itertools.cycle(asked), lines))
        questions.seek(0)
        start = time.perf_counter()
        subprocess.run(
            [script(), "calc", "--jsonl"],
            stdin=questions, stdout=answers, check=True, env=environment,
        )  # fmt: skip
        taken = time.perf_counter() - start
        answers.seek(0)
        found = [json.loads(line) for line in answers]
    assert len(found) == lines and all("valeur" in one for one in found)
    return taken


def rows() -> list[Row]:
    """The column as lists hold it and as sheets give it, then questions a second."""
    numbers = random.Random(1)
    amounts = [numbers.randrange(-5_000, 2_000_000) / 100 for _ in range(CELLS)]
    found = [
        _column("SC_COTISATIONS, 10k cells / 10k calls", amounts, amounts),
        _column("the same, as 10k rows of one cell", [[one] for one in amounts], amounts),
    ]
    # Twice as many questions take as much longer as the others alone: the start drops out.
    _answering(1)
    longer = [_answering(2 * QUESTIONS) - _answering(QUESTIONS) for _ in range(RUNS)]
    speed = QUESTIONS / statistics.median(longer)
    detail = f"{speed:.0f} / {A_SECOND} cases/s"
    found.append(
        Row("calc --jsonl after start / 5,000 a second", speed / A_SECOND, 1, detail, at_least=True)
    )
    return found
