"""Run by the system's Python, which has UNO: how long LibreOffice recalculates each workbook.

Prints, for each path given, the seconds of a hard recalculation, loading apart: the best of some.
"""

import sys
import time
from pathlib import Path

import uno

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "engine"))
from manipuler import bureau, propriete

ROUNDS = 4


def main(paths):
    """Load each workbook in one office, recalculate it, print the seconds."""
    with bureau() as desktop:
        for path in paths:
            url = uno.systemPathToFileUrl(str(Path(path).resolve()))
            hidden = (propriete("Hidden", True),)
            document = desktop.loadComponentFromURL(url, "_blank", 0, hidden)
            print(min(_seconds(document.calculateAll) for _ in range(ROUNDS)), flush=True)
            document.close(True)


def _seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
