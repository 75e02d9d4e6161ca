"""``make bench``: every figure, its target and whether it is met."""

from __future__ import annotations

import importlib
import sys

MODULES = (
    "bench_start",
    "bench_read",
    "bench_patch",
    "bench_mail",
    "bench_relances",
    "bench_pieces",
    "bench_totaux",
    "bench_clients",
    "bench_rapprochement",
    "bench_releves",
    "bench_fonctions",
    "bench_excel",
    "bench_sceaux",
    "bench_google",
    "bench_classeur",
)


def main(names: list[str]) -> int:
    """Run the named benchmarks, all by default; 1 when a target is missed."""
    missed = 0
    print(f"{'work':52} {'ratio':>7}  {'target':>8}  ", flush=True)
    for name in names or MODULES:
        for row in importlib.import_module(f"benchmarks.{name}").rows():
            sign = "≥" if row.at_least else "≤"
            verdict = "ok" if row.met else "MISSED"
            missed += not row.met
            print(
                f"{row.name:52} {row.ratio:7.3f}  {sign} {row.target:<6}  "
                f"{verdict:6}  {row.detail}",
                flush=True,
            )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
