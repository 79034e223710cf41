"""The connections to our HTTP server: how many there may be, how long they may keep us waiting.

Limits are aiohttp's own settings where it has them. What it has none for is here: a number of
connections, and one sentence instead of a traceback for what is not HTTP.
"""

import asyncio
import re
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
"""Connections at once that have sent a request's head, but for those that last. Platforms and a
proxy use a few dozen; what is read of them before they are known to be genuine must fit into
memory."""

WANTED = 4096
"""Files and connections that are ours if the system has them."""

WITHOUT_LIMIT = 8192
"""What Windows lends."""

NEWCOMERS = 256
"""Connections at once that have not said yet what they want."""

HEAD = 4096
"""Bytes of a request's head that are waited for: nearly all are far shorter, and of a longer one
whatever reads it finds the end."""

END, METHOD = re.compile(rb"\n\r?\n"), re.compile(rb"[A-Z]")
"""The end of a head, and how it begins if it is one."""

BACKLOG = 256
"""Connections that wait for us to accept them: one that finds no place tries again in a second."""

AT_ONCE = 16
"""Of these, so many are accepted in a row; then come those that are there already."""

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


class Newcomer(asyncio.Protocol):
    """A connection that has not said yet what it wants.

    Half a request costs no more than its bytes: what reads requests costs four times as much.
    """

    __slots__ = ("_all", "_head", "_timer", "transport")

    def __init__(self, all_: "Connections") -> None:
        self._all = all_
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """From now on it has as long as a connection may be idle."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - it is TCP
        self.transport = transport
        patience = LIMITS["keepalive_timeout"]
        self._timer = asyncio.get_running_loop().call_later(patience, transport.abort)
        self._all.arrived(self)

    def data_received(self, data: bytes) -> None:
        """More of the head; with the end of it, or with what is none, it enters."""
        self._head += data
        if END.search(self._head) or not METHOD.match(self._head) or len(self._head) >= HEAD:
            self._all.enter(self, self._head)

    def ends(self) -> None:
        """It is no newcomer any longer."""
        self._timer.cancel()

    def connection_lost(self, exc: BaseException | None) -> None:
        """It is gone."""
        self._all.left(self)


class Connections:
    """Accepts connections for the application of a runner, between `open` and `close`.

    If there are too many, the oldest goes that has nothing in hand: it is idle, or not known to be
    genuine. So does the oldest that has not sent the head of a request, if too many have not. So
    nobody who holds connections open keeps others out.
    """

    def __init__(self, refusals: Refusals) -> None:
        self._refusals = refusals
        self._newcomers: dict[Newcomer, None] = {}
        self._busy: set[web.RequestHandler] = set()
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    async def open(self, runner: web.AppRunner, host: str, port: int) -> None:
        """Accept from here on. Raises `OSError` if the address cannot be had."""
        await runner.setup()
        self._runner = runner
        loop = asyncio.get_running_loop()
        made = loop.create_server(lambda: Newcomer(self), host, port, backlog=AT_ONCE)
        self._listener = await made
        for each in self._listener.sockets:  # asyncio has one number for both
            with each.dup() as same:
                same.listen(BACKLOG)

    async def close(self) -> None:
        """Accept no more; requests in hand are answered, others are not waited for."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        for newcomer in list(self._newcomers):
            newcomer.transport.abort()
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
        return len(self._newcomers) + _passing(self._open())

    def arrived(self, newcomer: Newcomer) -> None:
        """Somebody is there; it may cost an older newcomer their place."""
        self._newcomers[newcomer] = None
        if len(self._newcomers) > NEWCOMERS:
            self._refusals.count(Refusal.CROWD)
            oldest = next(iter(self._newcomers))
            self.left(oldest)
            oldest.transport.abort()

    def left(self, newcomer: Newcomer) -> None:
        """Somebody is gone, or has entered."""
        newcomer.ends()
        self._newcomers.pop(newcomer, None)

    def enter(self, newcomer: Newcomer, head: bytes) -> None:
        """Let somebody in who has said what they want; it may cost who is idle their place."""
        self.left(newcomer)
        if not self._room():
            newcomer.transport.abort()
            return
        assert self._runner and self._runner.server  # noqa: S101, PT018 - it is open
        connection = Connection(self._refusals, self._runner.server)
        newcomer.transport.set_protocol(connection)
        connection.connection_made(newcomer.transport)
        connection.data_received(head)

    def _room(self) -> bool:
        """Whether there is room for one more; if need be the oldest goes that is idle."""
        here = self._open()
        if len(here) >= MOST and _passing(here) >= MOST:
            self._refusals.count(Refusal.CROWD)
            oldest = next((each for each in here if each not in self._busy), None)
            if oldest is None:
                return False
            oldest.force_close()
        return True

    def _open(self) -> list[web.RequestHandler]:
        """The oldest first. One that was closed a moment ago has no transport any longer."""
        server = self._runner.server if self._runner else None
        return [each for each in server.connections if each.transport] if server else []

    def _idle(self) -> list[web.RequestHandler]:
        return [each for each in self._open() if each not in self._busy]


def _passing(found: list[web.RequestHandler]) -> int:
    return sum(not getattr(each, "lasting", False) for each in found)
