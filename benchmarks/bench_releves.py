"""A statement of 100,000 rows taken in, and each of its lines on what it pays, of 10,000 invoices.

First in memory: the CSV read, its import planned, the rows matched; the issue asks for five seconds
and 500 MB, in a process of its own. A quarter of both tells the growth. Then the whole of it with a
workbook, as ``importer --rapprocher`` does it, against openpyxl doing the least that this takes:
load, add the rows with their answers, save; and against what the quickest libraries take to read
the same files and write the same rows without a workbook around them. In memory, the median of
three runs; with a workbook one run each: they are long.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, timedelta
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from benchmarks.mesure import Row, python, seconds
from sheetcash.adapters.bank import lire
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.app import importer, rapprochement
from sheetcash.cli import RAMASSAGE
from sheetcash.templates.vide import contenu_vide
from sheetcash.templates.xlsx import build
from sheetcash.workbook.anticiper import anticiper
from sheetcash.workbook.content import Content
from sheetcash.workbook.edits import AppendRow, Edit, UpdateRow, une_a_une
from sheetcash.workbook.raw import RawSetting, RawTable, Snapshot
from sheetcash.workbook.schema import MONTANT
from sheetcash.workbook.tables import BANQUE, CLIENTS, FACTURES
from sheetcash.workbook.tables import TABLES as CONTRAT

LIGNES, QUART, TODAY = 100_000, 25_000, date(2026, 11, 20)
_FIRST, _SPAN, _CLIENTS = date(2026, 1, 5), 300, 1_000
_SETTINGS = {
    "Catégorie principale": "BNC",
    "Nature": "Libérale",
    "Début d'activité": date(2024, 1, 1),
}


def _client(at: int) -> str:
    return f"Client{at:04d} Martel{at % 97}"


def livre(count: int) -> dict[str, list[dict[str, object]]]:
    """The clients, and one open invoice for ten rows of the statement."""
    bills = count // 10
    return {
        CLIENTS.name: [
            {"Client": _client(at), "Type": "Professionnel"} for at in range(min(_CLIENTS, bills))
        ],
        FACTURES.name: [
            {
                "N° facture": f"F-2026-{at:05d}",
                "Date": date(2026, 1, 1) + timedelta(at * _SPAN // bills),
                "Client": _client(at % _CLIENTS),
                "Catégorie": "BNC",
                "Montant": 10_000 + at * 7,
                "Conditions": "30 jours",
            }
            for at in range(bills)
        ],
    }


def releve(count: int) -> bytes:
    """A year's CSV: one row in ten pays an invoice by its number, half are card payments."""
    draw = random.Random(1)
    rows = ["Date;Libellé;Montant(EUROS)"]
    for at in range(count):
        day, kind = _FIRST + timedelta(at * _SPAN // count), at % 10
        if kind == 0:
            its = at // 10
            words = f"VIR {_client(its % _CLIENTS)} F-2026-{its:05d}".upper()
            cents = 10_000 + its * 7
        elif kind < 5:
            words, cents = f"VIR RECU DIVERS {at}", draw.randrange(10_000, 90_000_000)
        else:
            words = f"CB MARCHAND{draw.randrange(3_000)} {at}"
            cents = -draw.randrange(100, 9_000_000)
        rows.append(f"{day:%d/%m/%Y};{words};{cents / 100:.2f}".replace(".", ","))
    return "\n".join(rows).encode()


class _Memoire:
    """Tables in memory: what both commands read, and what the first would write."""

    def __init__(self, rows: dict[str, list[dict[str, object]]]) -> None:
        self.columns: dict[str, dict[str, list[object]]] = {
            name: {title: [] for title in CONTRAT[name].titles}
            for name in {*importer.TABLES, *rapprochement.TABLES}
        }
        for name, those in rows.items():
            for row in those:
                self._add(name, row)

    def _add(self, name: str, row: dict[str, object]) -> None:
        for title, column in self.columns[name].items():
            value = row.get(title)
            cents = isinstance(value, int) and CONTRAT[name].column(title).kind == MONTANT
            column.append(value / 100 if cents else value)  # type: ignore[operator]

    def read(self) -> Snapshot:
        tables = {
            name: RawTable(name, CONTRAT[name].sheet, 5, its, {t: n for n, t in enumerate(its, 1)})
            for name, its in self.columns.items()
        }
        settings = {
            name: RawSetting("Paramètres", [value], at, 2)
            for at, (name, value) in enumerate(_SETTINGS.items(), 5)
        }
        return Snapshot("v", tables, settings)


def en_memoire(count: int) -> dict[str, float]:
    """Seconds of each part, the lines that were certain, and the peak of this process."""
    book, data = _Memoire(livre(count)), releve(count)
    start = time.perf_counter()
    read = lire(data, "releve.csv", compte="FR7630001")
    known = time.perf_counter()
    edits = importer.preparer(book.read(), [("releve.csv", read)], TODAY).edits
    planned = time.perf_counter()
    its = rapprochement.lire(anticiper(book.read(), edits).snapshot, TODAY)
    plan = rapprochement.preparer(its, TODAY)
    rapprochement.regarder(its, TODAY)
    matched = time.perf_counter()
    assert len(une_a_une(edits)) == count and len(plan.accords) >= count // 10 * 0.9
    return {
        "lecture": known - start,
        "import": planned - known,
        "rapprochement": matched - planned,
        "tout": matched - start,
        "accords": len(plan.accords),
        "mo": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def en_classeur(count: int) -> dict[str, float]:
    """The whole command on a file, then openpyxl on the same one: seconds, the command's peak."""
    with TemporaryDirectory() as folder:
        path, other, bank = (Path(folder) / name for name in ("Livre.xlsx", "Autre.xlsx", "b.csv"))
        empty = contenu_vide("banc")
        build(path, Content(empty.settings | _SETTINGS, {**empty.rows, **livre(count)}), TODAY)
        other.write_bytes(path.read_bytes())
        bank.write_bytes(releve(count))
        command = ("importer", str(path), str(bank), "--compte", "FR7630001", "--rapprocher")
        ours = seconds(python("-m", "sheetcash", *command, "--oui"))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        snapshot = ExcelFile(other).read({*importer.TABLES, *rapprochement.TABLES})
        read = lire(bank.read_bytes(), "b.csv", compte="FR7630001")
        there = anticiper(snapshot, importer.preparer(snapshot, [("b.csv", read)], TODAY).edits)
        plan = rapprochement.preparer(rapprochement.lire(there.snapshot, TODAY), TODAY)
        edits = une_a_une(there.et(plan.edits))  # not the peers' work
        start = time.perf_counter()
        _openpyxl(other, edits)
        peer = time.perf_counter() - start
        start = time.perf_counter()
        _sans_rien_chercher(other, bank, edits)
        least = time.perf_counter() - start
    return {"tout": ours, "openpyxl": peer, "moins": least, "mo": peak}


def _openpyxl(path: Path, edits: Sequence[Edit]) -> None:
    """The least: rows under the last ones and cells changed; nothing is numbered nor checked."""
    book = load_workbook(path)
    for edit in edits:
        if not isinstance(edit, AppendRow | UpdateRow):
            continue
        table = CONTRAT[edit.table]
        sheet = book[table.sheet]
        values = list(edit.values.items())
        if isinstance(edit, UpdateRow):
            for title, value in values:
                sheet.cell(edit.row, table.titles.index(title) + 1, value)
        else:
            sheet.append({table.titles.index(title) + 1: value for title, value in values})
    book.save(path)


def _sans_rien_chercher(path: Path, bank: Path, edits: Sequence[Edit]) -> None:
    """What libraries take to read both files, and to write Banque's new rows alone in a new one."""
    CalamineWorkbook.from_path(str(path)).get_sheet_by_name(FACTURES.sheet).to_python()
    list(csv.reader(io.StringIO(bank.read_text("utf-8")), delimiter=";"))
    with Workbook(path.with_name("Neuf.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        rows = (one for one in edits if isinstance(one, AppendRow) and one.table == BANQUE.name)
        for at, one in enumerate(rows):
            for column, value in enumerate(map(one.values.get, BANQUE.titles)):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, int):
                    sheet.write_number(at, column, value / 100, day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                else:
                    sheet.write_blank(at, column, None, day)


def _mediane(what: str, *counts: int) -> list[dict[str, float]]:
    """For each size the run of the median time, of three in turn."""
    runs = [[_dans_son_processus(what, count) for count in counts] for _ in range(3)]
    return [sorted(one, key=itemgetter("tout"))[1] for one in zip(*runs, strict=True)]


def _dans_son_processus(what: str, count: int) -> dict[str, float]:
    """A measure by an interpreter of its own, whose peak is of that work alone."""
    command = python("-m", "benchmarks.bench_releves", what, str(count))
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def rows() -> list[Row]:
    """Seconds and megabytes for 100,000 rows, growth from a quarter, and files beside openpyxl."""
    quarter, whole = _mediane("memoire", QUART, LIGNES)
    files = _dans_son_processus("classeur", LIGNES)
    parts = ", ".join(
        f"{said} {whole[name]:.2f} s"
        for name, said in (("lecture", "read"), ("import", "plan"), ("rapprochement", "match"))
    )
    return [
        Row("100k-row statement, 10k open invoices, seconds", whole["tout"], 5.0, parts),
        Row(
            "the same, its peak / 500 MB",
            whole["mo"] / 500,
            1.0,
            f"{whole['mo']:.0f} MB; {whole['accords']:.0f} lines certain",
        ),
        Row(
            "statement and invoices, four times as many",
            whole["tout"] / quarter["tout"],
            5.0,
            f"25k {quarter['tout']:.2f} s, 100k {whole['tout']:.2f} s",
        ),
        Row(
            "the same with its workbook read and written, seconds",
            files["tout"],
            5.0,
            f"{files['mo']:.0f} MB",
        ),
        Row(
            "the same / openpyxl",
            files["tout"] / files["openpyxl"],
            1.0,
            f"{files['tout']:.1f} / {files['openpyxl']:.1f} s",
        ),
        Row(
            "the same / calamine, csv and XlsxWriter, nothing matched",
            files["tout"] / files["moins"],
            1.5,
            f"{files['tout']:.1f} / {files['moins']:.1f} s",
        ),
    ]


if __name__ == "__main__":
    gc.set_threshold(*RAMASSAGE)  # as the command does
    work = {"memoire": en_memoire, "classeur": en_classeur}[sys.argv[1]]
    print(json.dumps(work(int(sys.argv[2]))))
