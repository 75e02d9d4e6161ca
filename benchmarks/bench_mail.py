"""Reminder mails over one connection, journal included, against a bare smtplib loop.

Product: for each mail, claim in the real journal on disk (one fsync), compose, hand over, settle;
all settled events are on the disk before the clock stops. Peers: ``smtplib.SMTP.sendmail`` of the
same bytes, composed beforehand, as the library comes and with TCP_NODELAY. All talk to one
aiosmtpd sink in a process of its own, which keeps nothing: a real server also writes each mail to
its disk, which would favour us.

The sink announces PIPELINING, as the servers of all large providers do, and the product uses it;
smtplib cannot. The last row is the same race against a sink that does not announce it.
"""

from __future__ import annotations

import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.mesure import Row
from sheetcash.adapters.journal import SqliteJournal
from sheetcash.adapters.mail.message import mail_bytes
from sheetcash.adapters.mail.smtp import SmtpMailer
from sheetcash.ports import ENVOYEE, Key, Mail

MAILS, ROUNDS, TARGET = 300, 9, 0.7

_SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Sink:
    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        more = ["250-PIPELINING"] if sys.argv[1] == "pipelining" else []
        return responses[:-1] + more + responses[-1:]

    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Ok: queued"

async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Sink(), loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)

asyncio.run(main())
"""


@contextmanager
def _sink(kind: str) -> Iterator[int]:
    """The port of a sink that ends with the block."""
    command = [sys.executable, "-c", _SINK, kind]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def _mail(number: int) -> Mail:
    """A first reminder as the sheet Modèles words it."""
    text = (
        "Bonjour,\n\n"
        f"Sauf erreur de notre part, la facture F-2026-{number:03} du 3 octobre 2026, d'un"
        " montant de 1 250,00 €, échue le 2 novembre 2026, reste impayée à ce jour.\n\n"
        "Nous vous remercions de bien vouloir la régler par virement :\n"
        "IBAN FR76 3000 6000 0112 3456 7890 189\n\n"
        "Si votre règlement est déjà parti, merci de ne pas tenir compte de ce message.\n\n"
        "Bien cordialement,\nÉlodie Martin\n"
    )
    subject = f"Facture F-2026-{number:03} : relance amiable"
    return Mail(
        "elodie@exemple.fr", "Élodie Martin", "compta@client.fr", subject, text,
        f"<sheetcash.{number}@exemple.fr>",
    )  # fmt: skip


def _product(port: int, mails: list[Mail]) -> float:
    mailer = SmtpMailer.from_url(f"smtp://127.0.0.1:{port}")
    day = date(2026, 11, 20)
    with (
        tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as folder,
        SqliteJournal(Path(folder)) as journal,
        journal.exclusive("bench"),
    ):
        mailer.open()
        start = time.perf_counter()
        for number, mail in enumerate(mails):
            key = Key("bench", f"F-{number}", 1)
            journal.claim(
                key, client="Client", destinataire=mail.recipient,
                message_id=mail.message_id, jour=day,
            )  # fmt: skip
            journal.settle(key, ENVOYEE, mailer.send(mail))
        assert len(journal.events("bench")) == len(mails)
        elapsed = time.perf_counter() - start
        mailer.close()
        assert {entry.etat for entry in journal.entries("bench").values()} == {ENVOYEE}
    return elapsed


def _smtplib(port: int, mails: list[Mail], *, nodelay: bool) -> float:
    texts = [(mail.sender, mail.recipient, mail_bytes(mail)) for mail in mails]
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as smtp:
        smtp.ehlo()
        assert smtp.sock is not None
        if nodelay:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        start = time.perf_counter()
        for sender, recipient, text in texts:
            smtp.sendmail(sender, recipient, text)
        return time.perf_counter() - start


def _race(kind: str, mails: list[Mail], rounds: int) -> dict[str, list[float]]:
    """Mails per second of each runner, turn by turn."""
    with _sink(kind) as port:
        runners: dict[str, Callable[[], float]] = {
            "smtplib": lambda: _smtplib(port, mails, nodelay=False),
            "sheetcash": lambda: _product(port, mails),
            "smtplib + TCP_NODELAY": lambda: _smtplib(port, mails, nodelay=True),
        }
        speeds: dict[str, list[float]] = {name: [] for name in runners}
        for turn in range(rounds + 1):
            for name, run in runners.items():
                seconds = run()
                if turn:  # the first turn warms both sides up
                    speeds[name].append(len(mails) / seconds)
    return speeds


def rows() -> list[Row]:
    """Our speed over the peers'.

    The ratio is the median of the turns' own ratios: what slows the machine down for a while
    slows down both runners of a turn.
    """
    batch = [_mail(number) for number in range(MAILS)]
    found: list[Row] = []
    for kind, peers in (
        ("pipelining", ("smtplib", "smtplib + TCP_NODELAY")),
        ("plain", ("smtplib",)),
    ):
        speeds = _race(kind, batch, ROUNDS)
        ours = speeds["sheetcash"]
        for peer in peers:
            name = f"mails, journal included / {peer}"
            if kind == "plain":
                name += ", no PIPELINING"
            pairs = zip(ours, speeds[peer], strict=True)
            ratio = statistics.median(mine / theirs for mine, theirs in pairs)
            medians = statistics.median(ours), statistics.median(speeds[peer])
            detail = "{:.0f} / {:.0f} mails/s".format(*medians)
            found.append(Row(name, ratio, TARGET, detail, at_least=True))
    return found
