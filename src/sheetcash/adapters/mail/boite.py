"""A real SMTP server on loopback that keeps each mail as a file; for the demonstration."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

_UNSAFE = re.compile(r"[^\w.@+-]+")


class Boite:
    """A context manager: the server runs in it, ``url`` says where.

    Args:
        folder: where the ``.eml`` files go, numbered in the order of arrival.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._socket = socket.create_server(("127.0.0.1", 0))

    @property
    def url(self) -> str:
        """The address, as ``SHEETCASH_SMTP_URL`` takes it."""
        return f"smtp://127.0.0.1:{self._socket.getsockname()[1]}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail (aiosmtpd calls this)."""
        recipient = _UNSAFE.sub("_", envelope.rcpt_tos[0])
        path = self.folder / f"{len(self.files) + 1:02d} {recipient}.eml"
        content = envelope.content
        assert isinstance(content, bytes)
        path.write_bytes(content.replace(b"\r\n", b"\n"))
        self.files.append(path)
        return "250 OK"

    def __enter__(self) -> Self:
        from aiosmtpd.smtp import SMTP

        self.folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()

        def protocol() -> Any:
            return SMTP(self, hostname="localhost", enable_SMTPUTF8=True, loop=self._loop)

        async def serve() -> asyncio.Server:
            return await self._loop.create_server(protocol, sock=self._socket)

        self._server = asyncio.run_coroutine_threadsafe(serve(), self._loop).result(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        server = self._server
        assert server is not None

        async def stop() -> None:
            server.close()
            await server.wait_closed()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
