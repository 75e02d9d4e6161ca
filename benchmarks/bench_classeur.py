"""How long LibreOffice recalculates a large workbook, how that grows, and how heavy the file is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from benchmarks.mesure import Row
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.content import Content

_DAY, _FIRST = date(2026, 11, 20), date(2025, 1, 1)
_DRIVER = Path(__file__).with_name("uno_recalcul.py")
_CATEGORIES = ("BNC", "Vente", "Services BIC")
_CLIENTS = 40


def contenu(receipts: int) -> Content:
    """Two years of a busy activity: three invoices for ten receipts, one in two of them paid."""
    empty, span = contenu_vide("banc"), (_DAY - _FIRST).days
    bills = receipts * 3 // 10
    clients = [f"Client {n}" for n in range(_CLIENTS)]
    rows = dict(empty.rows)
    rows["tblClients"] = [
        {"Client": name, "Profil de relance": ("Standard", "Souple", "Ferme")[n % 3]}
        for n, name in enumerate(clients)
    ]
    rows["tblFactures"] = [
        {
            "N° facture": f"F-{n:05d}",
            "Date": _FIRST + timedelta(days=n * span // bills),
            "Client": clients[n % _CLIENTS],
            "Catégorie": _CATEGORIES[n % 3],
            "Montant": 50_000 + n,
            "Conditions": ("30 jours", "45 jours fin de mois")[n % 2],
        }
        for n in range(bills)
    ]
    rows["tblRecettes"] = [
        {
            "N°": str(n + 1),
            "Date d'encaissement": _FIRST + timedelta(days=n * span // receipts),
            "N° facture": f"F-{n * 3 // 10:05d}" if n % 7 == 0 else None,
            "Client": clients[n % _CLIENTS],
            "Nature": f"Prestation {n}",
            "Catégorie": _CATEGORIES[n % 3],
            "Montant": 50_000 + n * 3 // 10 if n % 7 == 0 else 1_000 + n,
            "Mode de règlement": "Virement",
        }
        for n in range(receipts)
    ]
    rows["tblAchats"] = [
        {
            "N°": str(n + 1),
            "Date": _FIRST + timedelta(days=n * 7 % span),
            "Fournisseur": f"Fournisseur {n % 9}",
            "Montant": 2_000 + n,
            "Payé le": None if n % 10 else _FIRST + timedelta(days=n * 7 % span),
        }
        for n in range(receipts // 20)
    ]
    settings = empty.settings | {"Début d'activité": date(2024, 1, 1), "Date du jour": _DAY}
    return Content(settings, rows)


def _python() -> str | None:
    """A Python that has UNO, LibreOffice's own bridge."""
    for path in ("/usr/bin/python3", shutil.which("python3"), sys.executable):
        if path and subprocess.run([path, "-c", "import uno"], capture_output=True).returncode == 0:
            return path
    return None


def rows() -> Iterator[Row]:
    """Recalculation at 1,000 and 10,000 receipts, and the size of the larger file."""
    python = _python()
    if python is None or shutil.which("soffice") is None:
        print("LibreOffice and python3-uno are missing: no figure of recalculation")
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{receipts}.xlsx" for receipts in (1_000, 10_000)]
        for path in paths:
            build(path, contenu(int(path.stem)), _DAY)
        size = paths[-1].stat().st_size
        command = [python, str(_DRIVER), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
        small, large = map(float, done.stdout.split())
    detail = f"{large:.2f} s / {small:.2f} s"
    yield Row("recalcul, 10 000 recettes / 1 000 recettes", large / small, 13, detail)
    yield Row("recalcul, 10 000 recettes et 3 000 factures / 3 s", large / 3, 1, f"{large:.2f} s")
    yield Row("fichier, 10 000 recettes / 3 Mo", size / 3e6, 1, f"{size / 1e6:.2f} Mo")
