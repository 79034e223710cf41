"""The connections to our HTTP server: how many there may be, how long they may keep us waiting.

Limits are aiohttp's own settings where it has them. What it has none for is here: a number of
connections, and one sentence instead of a traceback for what is not HTTP.
"""

import asyncio
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

if sys.platform != "win32":
    import resource

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from bot.platforms.refusals import Refusal, Refusals, log

MOST = 256
"""Connections at once, but for those that last. Platforms and a proxy use a few dozen; what is read
of them before they are known to be genuine must fit into memory."""

WANTED = 4096
"""Files and connections that are ours if the system has them."""

WITHOUT_LIMIT = 8192
"""What Windows lends."""

BACKLOG = 64
"""Connections that wait for us to accept them, which happens to so many in a row."""

LIMITS: dict[str, Any] = {
    # Seconds until a request has said what it wants, counted from the end of the last one; drops
    # of it prolong nothing. It is also how long a connection may be idle between two requests.
    "keepalive_timeout": 15.0,
    # Seconds for which the rest of a refused request is drained, so that its sender sees why.
    "lingering_time": 1.0,
    # Bytes of the first line, bytes of a header, and how many headers: a proxy may add a dozen,
    # a platform's own are a tenth of this.
    "max_line_size": 4096,
    "max_field_size": 4096,
    "max_headers": 64,
    # Nobody compresses what they deliver, and a small body may unpack to a huge one.
    "auto_decompress": False,
    "access_log": None,
    "logger": log,
}


def open_files() -> int:
    """How many files and connections the system lends this process."""
    if sys.platform == "win32":
        return WITHOUT_LIMIT
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def lend_more() -> None:
    """Ask the system for as many as it lends to whoever asks: 1,024 are what it does unasked."""
    if sys.platform != "win32":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = WANTED if hard == resource.RLIM_INFINITY else min(WANTED, hard)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Connection(web.RequestHandler):
    """One connection: aiohttp's, but for what is said to what is not HTTP, and how fast.

    `lasting`: something is told by it from time to time, to whoever waits for that. Who lets it
    last counts those of its kind; it takes nobody's place here.
    """

    __slots__ = ("_lost", "_refusals", "lasting")

    def __init__(self, refusals: Refusals, server: web.Server) -> None:
        loop = asyncio.get_running_loop()
        super().__init__(server, loop=loop, **LIMITS)
        self._refusals = refusals
        self._lost = asyncio.Event()
        self.lasting = False

    def connection_lost(self, exc: BaseException | None) -> None:
        """Whoever waits to be refused need not wait any longer."""
        self._lost.set()
        super().connection_lost(exc)

    async def wait(self) -> None:
        """Wait for the turn to say a refusal. Raises `ConnectionError` if nobody waits for it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._refusals.wait()):
                await self._lost.wait()
            raise ConnectionResetError

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A sentence for what cannot be parsed; aiohttp would write a traceback, and echo it."""
        if status != Refusal.PROTOCOL.status:
            return super().handle_error(request, status, exc, message)
        self._refusals.count(Refusal.PROTOCOL)
        return Refused(Refusal.PROTOCOL)

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """As aiohttp, but for what a sender did: the rest of a refused body may be no HTTP."""
        if isinstance(kw.get("exc_info"), web.RequestPayloadError):
            self._refusals.count(Refusal.PROTOCOL)
        else:
            super().log_exception(*args, **kw)


class Refused(web.Response):
    """One short sentence when its turn comes, or a page, and the end of the connection."""

    def __init__(self, why: Refusal, methods: Iterable[str] = (), page: str = "") -> None:
        kind = "text/html" if page else "text/plain"
        super().__init__(status=why.status, text=page or f"{why.sentence}\n", content_type=kind)
        self.force_close()
        if why is Refusal.METHOD:
            self.headers["Allow"] = ", ".join(methods)
        if why is Refusal.CROWD:
            self.headers["Retry-After"] = "1"

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Wait for the turn, then say it."""
        if isinstance(request.protocol, Connection):
            await request.protocol.wait()
        return await super().prepare(request)


class Closed(asyncio.Protocol):
    """A connection that there is no room for."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """End it."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is TCP
        transport.abort()


class Connections:
    """Accepts connections for the application of a runner, between `open` and `close`.

    If there are too many, the oldest goes that has nothing in hand: it is idle, half-sent, or not
    known to be genuine. So nobody who holds connections open keeps others out.
    """

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._busy: set[web.RequestHandler] = set()
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    async def open(self, runner: web.AppRunner, host: str, port: int) -> None:
        """Accept from here on. Raises `OSError` if the address cannot be had."""
        await runner.setup()
        self._runner = runner
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(self._accept, host, port, backlog=BACKLOG)

    async def close(self) -> None:
        """Accept no more; requests in hand are answered, others are not waited for."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        for connection in self._idle():
            connection.force_close()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    @property
    def port(self) -> int:
        """Where it really listens, if it was left to the system."""
        assert self._listener  # noqa: S101 - asked while it is open
        return int(self._listener.sockets[0].getsockname()[1])

    @contextmanager
    def busy(self, request: web.Request) -> Iterator[None]:
        """While this lasts, the connection of a genuine request is left alone."""
        connection = request.protocol
        self._busy.add(connection)
        try:
            yield
        finally:
            self._busy.discard(connection)

    @property
    def count(self) -> int:
        """How many are open, but for those that last."""
        return _passing(self._open())

    def _accept(self) -> asyncio.Protocol:
        """The protocol of a new connection; it may cost an older one its place."""
        here = self._open()  # once: whoever comes after a crowd waits until all of it is accepted
        if len(here) >= MOST and _passing(here) >= MOST:
            self._refusals.count(Refusal.CROWD)
            oldest = next((each for each in here if each not in self._busy), None)
            if oldest is None:
                return Closed()
            oldest.force_close()
        assert self._runner and self._runner.server  # noqa: S101, PT018 - it is open
        return Connection(self._refusals, self._runner.server)

    def _open(self) -> list[web.RequestHandler]:
        """The oldest first. One that was closed a moment ago has no transport any longer."""
        server = self._runner.server if self._runner else None
        return [each for each in server.connections if each.transport] if server else []

    def _idle(self) -> list[web.RequestHandler]:
        return [each for each in self._open() if each not in self._busy]


def _passing(found: list[web.RequestHandler]) -> int:
    return sum(not getattr(each, "lasting", False) for each in found)
