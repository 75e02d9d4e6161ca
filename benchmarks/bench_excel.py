"""A column of 10,000 cells through xlwings' own conversion, against as many calls of one cell.

COM is made up, as in the tests: what is timed is xlwings' reading and writing of values around our
function, which Excel's own 13 ms a call would come on top of. No answer comes from the cache.
"""

from __future__ import annotations

import datetime as dt
import gc
import importlib.util
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.mesure import Row
from sheetcash.hosts.excel import udf

CELLS, ROUNDS, TARGET = 10_000, 5, 0.02
_CONFTEST = Path(__file__).parents[1] / "tests" / "unit" / "hosts" / "excel" / "conftest.py"
_DAY = dt.datetime(2026, 3, 31)


def _seconds(work: Callable[[], Any]) -> float:
    udf._reponses.clear()
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _column(name: str, appeler: Callable[..., Any], cells: list[Any]) -> Row:
    column = tuple((cell,) for cell in cells)

    def ours() -> Any:
        return appeler("SC_COTISATIONS", "a", column, "BNC", _DAY)

    def scalar() -> Any:
        return [[appeler("SC_COTISATIONS", "a", cell, "BNC", _DAY)] for cell in cells]

    assert ours() == scalar()
    pairs = [(_seconds(ours), _seconds(scalar)) for _ in range(ROUNDS)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    return Row(name, ratio, TARGET, f"{mine:.1f} ms / {theirs:.0f} ms")


def rows() -> list[Row]:
    """Amounts as numbers: our VBA asks for them so, whatever their format."""
    spec = importlib.util.spec_from_file_location("pywin32_fictif", _CONFTEST)
    assert spec is not None and spec.loader is not None
    conftest = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conftest)
    numbers = random.Random(1)
    amounts = [numbers.randrange(-5_000, 2_000_000) / 100 for _ in range(CELLS)]
    with pytest.MonkeyPatch.context() as patch:
        conftest.importer(patch)
        conftest.appeler("SC_BAREMES", "a", "aucun")
        return [_column("UDF, a column of 10k / 10k calls", conftest.appeler, amounts)]
