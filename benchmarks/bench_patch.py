"""500 cells changed in a workbook of 100k rows: sheetcash's patcher against openpyxl.

Each side runs in a process of its own, openpyxl once (20 s), sheetcash
several times: its median time and its highest memory count.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

from benchmarks.mesure import Row

ROWS, COLUMNS, CELLS = 100_000, 10, 500
TIME_TARGET, MEMORY_TARGET = 0.03, 0.35

_PATCHER = """
from pathlib import Path
from sheetcash.workbook.cells import CellEdit
from sheetcash.adapters.excel_file.patch import patch
edits = [CellEdit("Recettes", row, 10, f"vu {row}") for row in range(2, ROWS, ROWS // CELLS)]
with open(TARGET, "wb") as target:
    patch(Path(SOURCE), edits[:CELLS], target)
"""
_OPENPYXL = """
import openpyxl
book = openpyxl.load_workbook(SOURCE)
sheet = book["Recettes"]
for row in list(range(2, ROWS, ROWS // CELLS))[:CELLS]:
    sheet.cell(row, 10).value = f"vu {row}"
book.save(TARGET)
"""
# Where there is no /proc, the peak that a child inherits from this process is small enough.
_PEAK = """
import json, pathlib
status = pathlib.Path("/proc/self/status")
if status.exists():
    peak = int(status.read_text().partition("VmHWM:")[2].split()[0])
else:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps(peak))
"""


def make_workbook(path: Path) -> None:
    """A ledger of 100k rows: texts, amounts and dates, in a table."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Recettes")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    money = book.add_format({"num_format": "# ##0,00 €"})
    for row in range(1, ROWS + 1):
        sheet.write_number(row, 0, row)
        sheet.write_number(row, 1, 45_000 + row % 700, day)
        sheet.write_string(row, 2, f"F-{row}")
        sheet.write_string(row, 3, f"Client {row % 300}")
        sheet.write_string(row, 4, "Prestation")
        sheet.write_string(row, 5, "BNC")
        sheet.write_number(row, 6, row * 125 % 99_999 / 100, money)
        sheet.write_string(row, 7, "Virement")
        sheet.write_string(row, 8, f"piece-{row}.pdf")
        sheet.write_string(row, 9, "à voir")
    titles = [{"header": f"Colonne {index + 1}"} for index in range(COLUMNS)]
    sheet.add_table(0, 0, ROWS, COLUMNS - 1, {"name": "tblRecettes", "columns": titles})
    book.close()


def _run(code: str, source: Path, target: Path) -> tuple[float, float]:
    """Seconds and peak MiB of a fresh interpreter that runs the code."""
    constants = f"SOURCE, TARGET = {str(source)!r}, {str(target)!r}\n"
    constants += f"ROWS, CELLS = {ROWS}, {CELLS}\n"
    where = str(Path(__file__).resolve().parents[1] / "src")
    path = os.pathsep.join(filter(None, (where, os.environ.get("PYTHONPATH"))))
    # Users' interpreters keep compiled modules; some build machines forbid it.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", constants + code + _PEAK],
        env=environment | {"PYTHONPATH": path},
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - start, json.loads(done.stdout) / 1024


def rows(rounds: int = 5) -> list[Row]:
    """Time and peak memory of whole processes, interpreter and imports included."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source.xlsx"), Path(folder, "target.xlsx")
        make_workbook(source)
        _run(_PATCHER, source, target)  # warms the disk's cache
        peer = _run(_OPENPYXL, source, target)
        ours = [_run(_PATCHER, source, target) for _ in range(rounds)]
    seconds, memory = statistics.median(run[0] for run in ours), max(run[1] for run in ours)
    times, sizes = f"{seconds:.2f} s / {peer[0]:.2f} s", f"{memory:.0f} MiB / {peer[1]:.0f} MiB"
    return [
        Row("change 500 cells of 100k rows / openpyxl", seconds / peer[0], TIME_TARGET, times),
        Row("the same, peak memory", memory / peer[1], MEMORY_TARGET, sizes),
    ]


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name}: {row.ratio:.4f} (target {row.target}) {row.detail}")
