"""The only way out: a proxy that takes CONNECT alone, before platforms with names and TLS.

`Gate` asks for a password, leads `api.telegram.org:443` to a local server, and writes down who was
asked for. Its certificates are of an authority of its own.
"""

import asyncio
import base64
from contextlib import suppress
from pathlib import Path
from typing import Self

from tests.support.authority import certificate, served_by

NAMES = ("api.telegram.org", "slack.com", "wss-primary.slack.com")
PASSWORD = "ministry:pass-w0rd"


class Gate:
    """`leads`: by host, the port of the server that stands for it. Certificates go to `folder`."""

    def __init__(self, folder: Path, leads: dict[str, int]) -> None:
        self.leads = leads
        self.asked: list[str] = []
        self.refused: list[str] = []
        self._folder = folder
        self._servers: list[asyncio.Server] = []
        self._inner: dict[str, int] = {}
        self._pipes: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        names = (f"DNS:{name}" for name in NAMES)
        made = await asyncio.to_thread(certificate, self._folder, *names)
        self.authority, context = made[0], served_by(*made)
        for host, port in self.leads.items():
            self._inner[host] = await self._listen(
                lambda r, w, p=port: self._join(r, w, p), context
            )
        self.port = await self._listen(self._knock)
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._pipes:
            task.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)
        for server in self._servers:
            server.close()

    @property
    def address(self) -> str:
        return f"http://{PASSWORD}@127.0.0.1:{self.port}"

    async def _listen(self, answer, context=None) -> int:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        self._servers.append(server)
        return server.sockets[0].getsockname()[1]

    async def _knock(self, reader, writer) -> None:
        """One request: CONNECT, by name and with the password, or nothing."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.partition("\r\n")[0].split(" ")
        password = base64.b64encode(PASSWORD.encode()).decode()
        host = target.removesuffix(":443")
        if f"basic {password}".lower() not in head.lower():
            status = "407 Proxy Authentication Required"
        elif method != "CONNECT" or host not in self._inner:
            status = "405 Only CONNECT"
        else:
            self.asked.append(host)
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._join(reader, writer, self._inner[host])
            return
        self.refused.append(f"{method} {target}: {status}")
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()

    async def _join(self, reader, writer, port: int) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(self._pipe(reader, back), self._pipe(there, writer))

    async def _pipe(self, source, sink) -> None:
        task = asyncio.current_task()
        assert task
        self._pipes.add(task)
        with suppress(OSError, asyncio.CancelledError):
            while data := await source.read(65536):
                sink.write(data)
                await sink.drain()
        self._pipes.discard(task)
        sink.close()
