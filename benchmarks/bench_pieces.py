"""A thousand reminders with their invoice, a PDF of 30 kB each, against a bare smtplib loop.

Product: one whole ``Envoi.run`` on a real file, real PDFs and a real journal: decide, write each
text and its HTML version, draw each transfer's QR code, look at the workbook again, read the PDF,
claim (one fsync), hand over, settle; and write the sheet meanwhile, as often as costs a run of
that size a fortieth of its time: not once, where a thousand mails leave in less than forty seconds.
Peer: ``smtplib.SMTP.sendmail`` of the very same messages, composed beforehand. Both talk to one
aiosmtpd sink in a process of its own. Memory is what Python holds at the last mail, against what
it held at the hundredth.
"""

from __future__ import annotations

import os
import smtplib
import socket
import statistics
import tempfile
import time
import tracemalloc
import uuid
from datetime import date, timedelta
from pathlib import Path

from benchmarks.bench_mail import _sink
from benchmarks.mesure import Row
from sheetcash.adapters.excel_file.store import ExcelFile
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.message import mail_bytes
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.adapters.pieces import DossierDePieces
from sheetcash.app.cadence import Horloge
from sheetcash.app.envoi import Envoi, Jour, Outils
from sheetcash.ports import ENVOYEE, Mail
from sheetcash.templates.demonstration import contenu_demo
from sheetcash.templates.xlsx import build
from sheetcash.workbook.reading import SYNC_TABLES

MAILS, ROUNDS, TARGET = 1000, 5, 0.7
_DAY = date(2026, 11, 20)


def _workbook(folder: Path, iban: bool) -> Path:
    """A workbook of a thousand invoices a fortnight late, each with its PDF beside it."""
    demo = contenu_demo("bench")
    (folder / "factures").mkdir()
    client = demo.table("tblClients")[0]
    rows: list[dict[str, object]] = []
    for number in range(MAILS):
        name = f"factures/F-{number:04}.pdf"
        (folder / name).write_bytes(b"%PDF-1.7\n" + os.urandom(30_000))
        rows.append({
            "N° facture": f"F-{number:04}", "Date": _DAY - timedelta(40),
            "Client": client["Client"], "Objet": "Affiche", "Catégorie": "BNC",
            "Montant": 10_000 + number, "Échéance": _DAY - timedelta(10), "Pièce": name,
            "Lien de paiement": f"https://payer.example/f-{number:04}",
        })  # fmt: skip
    content = demo._replace(
        settings=demo.settings
        | {"Relances par envoi": MAILS, "IBAN": demo.settings["IBAN"] if iban else None},
        rows=demo.rows | {"tblFactures": rows, "tblRecettes": [], "tblRelances": []},
    )
    path = folder / "classeur.xlsx"
    build(path, content, _DAY)
    return path


def _product(port: int, path: Path, memory: list[int] | None = None) -> tuple[float, list[Mail]]:
    sent: list[Mail] = []
    with (
        tempfile.TemporaryDirectory(dir=path.parent) as state,
        SqliteJournal(Path(state)) as journal,
        journal.exclusive("bench"),
    ):

        def keep(due: list[object], doubts: object, warnings: object) -> bool:
            sent.extend(mail for _, mail in due)  # type: ignore[misc]
            return True

        def done(count: int, total: int) -> None:
            if memory is not None and count in (100, total):
                memory.append(tracemalloc.get_traced_memory()[0])
                tracemalloc.reset_peak()

        mine = path.with_name("envoi.xlsx")  # the run writes in it
        mine.write_bytes(path.read_bytes())
        tools = Outils(
            ExcelFile(mine), journal, lambda: SmtpMailer.from_url(f"smtp://127.0.0.1:{port}"),
            keep, done, lambda: str(uuid.uuid4()), DossierDePieces(path.parent),
            horloge=Horloge(time.monotonic, time.sleep),  # the sheet is written meanwhile
        )  # type: ignore[arg-type]  # fmt: skip
        snapshot = tools.store.read(SYNC_TABLES)
        tools.store.version()
        day = Jour(_DAY)
        sending = Envoi(tools, day, snapshot, day.lire(snapshot))
        del snapshot  # it reads the workbook again after each of its writes
        start = time.perf_counter()
        sending.run()
        assert len(journal.events("bench")) == MAILS
        elapsed = time.perf_counter() - start
        assert sum(one.etat == ENVOYEE for one in sending.lignes) == MAILS
    return elapsed, sent


def _smtplib(port: int, messages: list[tuple[str, str, bytes]]) -> float:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as smtp:
        smtp.ehlo()
        assert smtp.sock is not None
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        for sender, recipient, text in messages:
            smtp.sendmail(sender, recipient, text)
        return time.perf_counter() - start


def rows() -> list[Row]:
    """Our speed over smtplib's, without and with a QR code to draw; then the memory's growth."""
    found: list[Row] = []
    for iban in (False, True):
        with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder:
            path = _workbook(Path(folder), iban)
            with _sink("pipelining") as port:
                _, sent = _product(port, path)
                texts = [(m.sender, m.recipient, mail_bytes(m)) for m in sent]
                pairs = [(_product(port, path)[0], _smtplib(port, texts)) for _ in range(ROUNDS)]
                ratio = statistics.median(peer / ours for ours, peer in pairs)
                ours, theirs = (statistics.median(MAILS / one for one in side)
                                for side in zip(*pairs, strict=True))  # fmt: skip
                kind = "HTML, PDF, QR code" if iban else "HTML, PDF"
                detail = f"{ours:.0f} / {theirs:.0f} mails/s"
                found.append(
                    Row(f"1,000 mails: {kind} / smtplib", ratio, TARGET, detail, at_least=True)
                )
                if iban:
                    memory: list[int] = []
                    tracemalloc.start()
                    _product(port, path, memory)
                    tracemalloc.stop()
                    growth = (memory[1] - memory[0]) / 1e6
                    detail = f"{memory[0] / 1e6:.1f} to {memory[1] / 1e6:.1f} MB"
                    found.append(Row("memory, mail 100 to mail 1,000, MB", growth, 3.0, detail))
    return found
