"""Real mail servers on loopback, to be told how to misbehave.

Fixtures, ready for any end-to-end test:

- ``smtp_server``: a plain server, ``smtp://127.0.0.1:PORT``;
- ``start_smtp``: a factory, ``start_smtp(tls="starttls", users={"moi": "s3cret"}, ...)``, for
  servers with TLS, log-in, without PIPELINING, with an idle timeout, or listening on another
  address; each is stopped when the test ends;
- ``certificates``: the certificate authority of these servers, ``certificates.cafile``.

A server is an :class:`SmtpServer`: its ``url``, its ``messages`` (what it accepted, oldest
first), its ``commands`` and ``connections``, and ``behave`` to script faults::

    smtp_server.behave("RCPT", "450 4.2.0 Greylisted", recipient="a@b.fr")
    smtp_server.behave("TEXT", "DROP", times=1)  # it takes the mail, then hangs up

``behave`` names a phase (``CONNECT``, ``EHLO``, ``AUTH``, ``MAIL``, ``RCPT``, ``DATA``, ``TEXT``)
and what happens then: an answer, or ``"DROP"`` (hang up), ``"RESET"`` (hang up abruptly),
``"SILENCE"`` (never answer). At ``TEXT`` the whole mail was received: whatever the answer, it is
in ``messages`` if the server may have kept it (``DROP``, ``RESET``, ``SILENCE``, ``250``).
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

import google_insertion  # noqa: F401 - the stand-in learns to insert rows
from commande import Run, lancer
from google_local import Google
from sheetcash.templates.demonstration import JOUR_DEMO, contenu_demo
from sheetcash.templates.xlsx import build

DROP, RESET, SILENCE = "DROP", "RESET", "SILENCE"


class Received(NamedTuple):
    """One mail that the server kept."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def mail(self) -> EmailMessage:
        """The message, parsed."""
        import email.policy

        parsed = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


class _Fault:
    def __init__(self, phase: str, what: str, times: int | None, recipient: str | None) -> None:
        self.phase, self.what, self.times, self.recipient = phase, what, times, recipient


class SmtpServer:
    """A real SMTP server (aiosmtpd) on loopback, in a thread; see this file's docstring.

    Attributes:
        url: what goes into ``SHEETCASH_SMTP_URL`` (without credentials).
        messages: the mails it kept, oldest first.
        commands: the verbs it was told, over all connections.
        connections: how many connections it accepted.
    """

    def __init__(
        self,
        *,
        tls: str = "",
        context: ssl.SSLContext | None = None,
        users: dict[str, str] | None = None,
        methods: tuple[str, ...] = ("PLAIN", "LOGIN"),
        pipelining: bool = True,
        smtputf8: bool = False,
        idle: float = 60.0,
        host: str = "127.0.0.1",
    ) -> None:
        self.messages: list[Received] = []
        self.commands: list[str] = []
        self.connections = 0
        self.users = users
        self._tls, self._context, self._pipelining = tls, context, pipelining
        self._smtputf8, self._idle, self._host = smtputf8, idle, host
        self._methods = methods
        self._faults: list[_Fault] = []
        self._loop = asyncio.new_event_loop()
        self._transports: set[asyncio.Transport] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]
        self.scheme = {"": "smtp", "starttls": "smtp+starttls", "tls": "smtps"}[tls]
        self.url = self.url_for()

    def url_for(self, user: str = "", password: str = "", host: str = "") -> str:
        """The URL with credentials, or under another name of this machine."""
        credentials = f"{user}:{password}@" if user else ""
        return f"{self.scheme}://{credentials}{host or self._host}:{self.port}"

    def behave(
        self, phase: str, what: str, *, times: int | None = None, recipient: str | None = None
    ) -> None:
        """From now on, do that at that phase.

        Args:
            phase: ``CONNECT``, ``EHLO``, ``AUTH``, ``MAIL``, ``RCPT``, ``DATA`` or ``TEXT``.
            what: an answer such as ``"450 4.2.0 Later"``, or ``DROP``, ``RESET``, ``SILENCE``.
            times: only so many times (always by default).
            recipient: only for the mails to that address (``RCPT``, ``DATA``, ``TEXT``).
        """
        self._faults.append(_Fault(phase, what, times, recipient))

    def hang_up(self) -> None:
        """Close every open connection, as a server does with idle ones."""

        async def close() -> None:
            for transport in list(self._transports):
                transport.close()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)

    def stop(self) -> None:
        """Close everything; the port is free afterwards."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _start(self) -> asyncio.Server:
        context = self._context if self._tls == "tls" else None
        return await self._loop.create_server(
            lambda: _Session(self, self._loop), self._host, 0, ssl=context
        )

    async def _stop(self) -> None:
        self._server.close()
        for transport in list(self._transports):
            transport.abort()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)  # lets the transports tell their protocols

    def _fault(self, phase: str, envelope: Envelope | None) -> str | None:
        for fault in self._faults:
            aimed = envelope is None or fault.recipient in (None, *envelope.rcpt_tos)
            if fault.phase == phase and aimed and fault.times != 0:
                if fault.times is not None:
                    fault.times -= 1
                return fault.what
        return None

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Check a user and a password, for aiosmtpd."""
        assert isinstance(data, LoginPassword) and self.users is not None
        user, password = data.login.decode(), data.password.decode()
        return AuthResult(success=self.users.get(user) == password, handled=False)


class _Session(SMTP):
    """One connection of an :class:`SmtpServer`."""

    def __init__(self, owner: SmtpServer, loop: asyncio.AbstractEventLoop) -> None:
        self.owner = owner
        with_login = owner.users is not None
        super().__init__(
            _Handler(owner),
            loop=loop,
            hostname="test.local",
            timeout=owner._idle,
            enable_SMTPUTF8=owner._smtputf8,
            tls_context=owner._context if owner._tls == "starttls" else None,
            authenticator=owner.authenticate if with_login else None,
            auth_require_tls=owner._tls == "starttls",
            auth_exclude_mechanism=[m for m in ("PLAIN", "LOGIN") if m not in owner._methods],
        )
        self._auth_required = with_login  # as an argument it warns, and warnings are errors

    def connection_made(self, transport: Any) -> None:
        if self.transport is None:
            self.owner.connections += 1
        self.owner._transports.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self.transport is not None:
            self.owner._transports.discard(self.transport)
        super().connection_lost(error)

    async def push(self, status: Any) -> None:
        """Every greeting and answer; the greeting is where CONNECT faults happen."""
        if isinstance(status, str) and status.startswith("220 test.local"):
            answer = await self.misbehave("CONNECT", None)
            status = answer or status
        await super().push(status)

    async def misbehave(self, phase: str, envelope: Envelope | None) -> str | None:
        """The scripted answer of that phase, once the scripted fault has happened."""
        return await self.suffer(self.owner._fault(phase, envelope))

    async def suffer(self, what: str | None) -> str | None:
        if what == SILENCE:
            await asyncio.sleep(3600)
        if what in (DROP, RESET):
            assert self.transport is not None
            if what == DROP:
                self.transport.close()
            else:
                self.transport.abort()
            await asyncio.sleep(3600)  # cancelled when the connection is reported lost
        return what

    async def _call_told(self, verb: str, arg: str, usual: Callable[[str], Any]) -> None:
        self.owner.commands.append(verb)
        answer = await self.misbehave(verb, self.envelope)
        if answer is None:
            await usual(arg)
        else:
            await self.push(answer)
            if answer.startswith("421"):
                assert self.transport is not None
                self.transport.close()

    async def smtp_EHLO(self, arg: str) -> None:
        await self._call_told("EHLO", arg, super().smtp_EHLO)

    async def smtp_AUTH(self, arg: str) -> None:
        await self._call_told("AUTH", arg, super().smtp_AUTH)

    async def smtp_MAIL(self, arg: str) -> None:
        await self._call_told("MAIL", arg, super().smtp_MAIL)

    async def smtp_RCPT(self, arg: str) -> None:
        address = arg.partition("<")[2].partition(">")[0]
        self.envelope.rcpt_tos.append(address)  # so that faults can be aimed at it
        answer = await self.misbehave("RCPT", self.envelope)
        self.envelope.rcpt_tos.remove(address)
        self.owner.commands.append("RCPT")
        if answer is not None:
            await self.push(answer)
        else:
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        await self._call_told("DATA", arg, super().smtp_DATA)

    async def smtp_RSET(self, arg: str) -> None:
        await self._call_told("RSET", arg, super().smtp_RSET)


class _Handler:
    def __init__(self, owner: SmtpServer) -> None:
        self.owner = owner

    async def handle_EHLO(
        self, server: _Session, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        if self.owner.users is None:
            lines = [line for line in lines if not line.startswith("250-AUTH")]
        more = ["250-PIPELINING"] if self.owner._pipelining else []
        return [*lines[:-1], *more, *lines[-1:]]

    async def handle_DATA(self, server: _Session, session: Session, envelope: Envelope) -> str:
        what = self.owner._fault("TEXT", envelope)
        if what is None or what.startswith("250") or what in (DROP, RESET, SILENCE):
            content = envelope.original_content
            assert envelope.mail_from is not None and content is not None
            kept = Received(envelope.mail_from, list(envelope.rcpt_tos), content)
            self.owner.messages.append(kept)
        return await server.suffer(what) or f"250 2.0.0 Ok: queued as {len(self.owner.messages)}"


class Certificates(NamedTuple):
    """A certificate authority of our own.

    ``cafile`` is what goes into ``SHEETCASH_SMTP_CAFILE``.
    """

    authority: trustme.CA
    cafile: Path

    def context(self, *names: str) -> ssl.SSLContext:
        """A server's context, with a certificate for these names."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.authority.issue_cert(*names).configure_cert(context)
        return context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """The authority behind the servers with TLS."""
    authority = trustme.CA()
    cafile = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(cafile)
    return Certificates(authority, cafile)


@pytest.fixture
def start_smtp(certificates: Certificates) -> Iterator[Callable[..., SmtpServer]]:
    """Start servers; ``names`` are those of the certificate (``127.0.0.1`` by default).

    The other arguments are those of :class:`SmtpServer`: ``tls`` (``""``, ``"starttls"`` or
    ``"tls"``), ``users``, ``methods``, ``pipelining``, ``smtputf8``, ``idle``, ``host``.
    """
    servers: list[SmtpServer] = []

    def start(
        *, tls: str = "", names: tuple[str, ...] = ("127.0.0.1",), **others: Any
    ) -> SmtpServer:
        context = certificates.context(*names) if tls else None
        servers.append(SmtpServer(tls=tls, context=context, **others))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def smtp_server(start_smtp: Callable[..., SmtpServer]) -> SmtpServer:
    """A plain server on 127.0.0.1 that keeps every mail until told otherwise."""
    return start_smtp()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's workbook, only to be read; one file for all."""
    path = tmp_path_factory.mktemp("google") / "Studio Lune Claire.xlsx"
    build(path, contenu_demo("google"), JOUR_DEMO)
    return path


@pytest.fixture
def google() -> Iterator[Google]:
    """The stand-in for Google, without a spreadsheet yet."""
    its = Google()
    yield its
    its.stop()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run the command as a user does."""
    return partial(lancer, capsys)


@pytest.fixture
def reglages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal and settings of the test's own."""
    monkeypatch.setenv("SHEETCASH_STATE_DIR", str(tmp_path / "etat"))
    monkeypatch.setenv("SHEETCASH_CONFIG_DIR", str(tmp_path / "reglages"))
