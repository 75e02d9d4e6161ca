"""Command start and ``bilan`` against the import of pandas."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks.mesure import Row, compare, python

PANDAS = python("-c", "import pandas")


def script() -> str:
    """The installed console script, as a user calls it."""
    found = shutil.which("sheetcash", path=str(Path(sys.executable).parent))
    if found is None:
        raise RuntimeError("sheetcash is not installed in this environment")
    return found


def workbook(path: Path, receipts: int) -> None:
    """A workbook with that many receipts, a tenth as many invoices."""
    from sheetcash.templates.vide import contenu_vide
    from sheetcash.templates.xlsx import build
    from sheetcash.workbook.content import Content

    empty = contenu_vide("banc")
    start = date(2026, 1, 1)
    rows = dict(empty.rows)
    rows["tblClients"] = [
        {"Client": f"Client {n}", "Type": "Professionnel", "Courriel": f"c{n}@example.org"}
        for n in range(20)
    ]
    rows["tblFactures"] = [
        {
            "N° facture": f"F-{n:05d}",
            "Date": start + timedelta(days=n % 300),
            "Client": f"Client {n % 20}",
            "Catégorie": "BNC",
            "Montant": 50_000 + n,
            "Échéance": start + timedelta(days=n % 300 + 30),
        }
        for n in range(receipts // 10)
    ]
    rows["tblRecettes"] = [
        {
            "N°": str(n + 1),
            "Date d'encaissement": start + timedelta(days=n * 300 // receipts),
            "N° facture": f"F-{n // 10:05d}" if n % 10 == 0 else None,
            "Client": f"Client {n % 20}",
            "Nature": "Prestation",
            "Catégorie": "BNC" if n % 3 else "Vente",
            "Montant": 1_000 + n,
            "Mode de règlement": "Virement",
        }
        for n in range(receipts)
    ]
    settings = empty.settings | {"Début d'activité": date(2024, 1, 1)}
    build(path, Content(settings, rows), date(2026, 11, 20))


def rows() -> list[Row]:
    """``--help``, ``--version`` and ``bilan`` on a thousand receipts."""
    found = []
    for option in ("--help", "--version"):
        ratio, ours, theirs = compare([script(), option], PANDAS)
        detail = f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms"
        found.append(Row(f"sheetcash {option} / import pandas", ratio, 0.20, detail))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mille.xlsx"
        workbook(path, 1000)
        ratio, ours, theirs = compare(
            [script(), "bilan", str(path), "--date", "2026-11-20"], PANDAS
        )
    detail = f"{ours * 1000:.0f} ms / {theirs * 1000:.0f} ms"
    found.append(Row("bilan, 1 000 recettes / import pandas", ratio, 0.35, detail))
    return found
