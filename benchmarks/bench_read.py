"""Read and validate 100,000 receipts of ten columns against openpyxl's read-only mode."""

from __future__ import annotations

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from benchmarks.mesure import Row, compare, python

ROWS = 100_000
TITLES = (
    "N°",
    "Date d'encaissement",
    "N° facture",
    "Client",
    "Nature",
    "Catégorie",
    "Montant",
    "Mode de règlement",
    "Pièce",
    "Remarque",
)

PRODUCT = """
import sys
from datetime import date
from pathlib import Path
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.workbook.reading import read_book
book = read_book(ExcelFile(Path(sys.argv[1])).read(["tblRecettes"]), date(2026, 11, 20))
assert len(book.recettes.dates) == int(sys.argv[2]) and not book.findings
"""
PEER = """
import sys
import openpyxl
sheet = openpyxl.load_workbook(sys.argv[1], read_only=True)["Livre des recettes"]
assert sum(1 for row in sheet.iter_rows(values_only=True)) >= int(sys.argv[2])
"""


def ledger(path: Path, rows: int = ROWS) -> None:
    """A ledger of ``rows`` receipts, with the settings' sheet that reading asks for."""
    numbers = random.Random(1)
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Livre des recettes")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    start = date(2025, 1, 1)
    for n in range(rows):
        at = n + 1
        sheet.write_number(at, 0, n + 1)
        sheet.write_datetime(at, 1, start + timedelta(days=n * 600 // rows), day)
        sheet.write_string(at, 3, f"Client {n % 500}")
        sheet.write_string(at, 4, f"Prestation {n}")
        sheet.write_string(at, 5, numbers.choice(("BNC", "Vente")))
        sheet.write_number(at, 6, numbers.randrange(100, 500_000) / 100)
        sheet.write_string(at, 7, "Virement")
        sheet.write_string(at, 8, f"pieces/2026/{n}.pdf")
        sheet.write_string(at, 9, "x")
    columns = [{"header": title} for title in TITLES]
    sheet.add_table(0, 0, rows, 9, {"name": "tblRecettes", "columns": columns})
    book.add_worksheet("Paramètres").write(0, 0, "Nom")
    book.close()


def rows() -> list[Row]:
    """The ratio of whole processes, interpreter and imports included."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "livre.xlsx"
        ledger(path)
        ratio, ours, theirs = compare(
            python("-c", PRODUCT, str(path), str(ROWS)),
            python("-c", PEER, str(path), str(ROWS)),
            rounds=3,
        )
    detail = f"{ours:.2f} s / {theirs:.2f} s"
    return [Row("read and check 100k × 10 / openpyxl read-only", ratio, 0.25, detail)]
