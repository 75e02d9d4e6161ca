"""Totals by month and category of a million receipts against pandas' groupby.

Both start from the same table (datetime64, categorical, int64) in the same process, turn by turn;
the answers must be equal, to the cent.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from benchmarks.mesure import Row
from sheetcash.analysis.totaux import Totaux, totaux
from sheetcash.core.categories import LABELS

ROWS, ROUNDS, TARGET = 1_000_000, 9, 0.25


def ledger(rows: int = ROWS) -> pd.DataFrame:
    """Receipts of three years in no order, one in ten a refund."""
    numbers = np.random.default_rng(1)
    first = np.datetime64("2024-01-01", "s")
    days = numbers.integers(0, 1096, rows).astype("timedelta64[D]")
    labels = [*LABELS.values()]
    codes = numbers.integers(0, len(labels), rows).astype(np.int8)
    return pd.DataFrame(
        {
            "jour": first + days,
            "categorie": pd.Categorical.from_codes(codes, labels),
            "cents": numbers.integers(-50_000, 450_000, rows),
        }
    )


def _product(table: pd.DataFrame) -> Totaux:
    categories = table["categorie"].cat
    return totaux(
        table["jour"].to_numpy(),
        table["cents"].to_numpy(),
        categories.codes.to_numpy(),
        [*categories.categories],
    )


def _peer(table: pd.DataFrame) -> pd.Series:
    months = table["jour"].dt.to_period("M")
    return table.groupby([months, "categorie"], observed=True)["cents"].sum()


def _seconds(work: Callable[[pd.DataFrame], object], table: pd.DataFrame) -> float:
    start = time.perf_counter()
    work(table)
    return time.perf_counter() - start


def rows() -> list[Row]:
    """The median of the turns' own ratios."""
    table = ledger()
    theirs = {(at.year, at.month, name): int(v) for (at, name), v in _peer(table).items()}
    assert _product(table) == theirs
    pairs = [(_seconds(_product, table), _seconds(_peer, table)) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / peer for ours, peer in pairs)
    ours, peer = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    detail = f"{ours:.0f} ms / {peer:.0f} ms"
    return [Row("totals by month, 1M rows / pandas groupby", ratio, TARGET, detail)]
