"""Lists what `mutmut run` left alive, with the change of each; ends with 1 when there is any new.

A mutant is named by its function and its change, not by mutmut's number, which moves with the
code. Those that no test can or should notice are explained in docs/mutation.md.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ALIVE = ("survived", "no tests", "timeout", "suspicious")


def changed(name: str) -> list[str]:
    """The lines that a mutant takes out and puts in, without their indentation."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [
        f"{line[0]} {line[1:].strip()}"
        for line in shown
        if line[:1] in "+-" and line[:3] not in ("+++", "---") and line[1:].strip()
    ]


def main() -> int:
    """Prints the mutants left alive that docs/mutation.md does not explain."""
    results = subprocess.run(
        [sys.executable, "-m", "mutmut", "results"], capture_output=True, text=True, check=True
    ).stdout
    explained = Path("docs/mutation.md").read_text(encoding="utf-8")
    alive = new = 0
    for line in results.splitlines():
        name, _, state = line.strip().partition(": ")
        if state not in ALIVE:
            continue
        alive += 1
        function = name.removeprefix("sheetcash.core.").rpartition("__mutmut_")[0]
        change = changed(name)
        told = [one.replace("|", "\\|") for one in change if one[0] == "+"]  # as tables write it
        if f"`{function}`" in explained and any(f"`{one}`" in explained for one in told):
            continue
        new += 1
        print(f"{function} ({state})", *change, sep="\n    ")
    print(f"{alive} left alive, of which {new} not explained in docs/mutation.md")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
