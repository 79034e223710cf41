"""The streams that tell open pages to look again: server-sent events.

Nothing is said by them but which part of a page may have changed. A page without one is as good,
once it is loaded anew.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

from aiohttp import web

from bot.platforms.connections import Connection, open_files

MOST = 1000
"""Streams at once, some 20 KB each; they are no part of the connections that the server allows. Who
is one too many is told to ask again from time to time."""

OTHERS = 400
"""Files that a process needs besides: the database, the other connections, calls to platforms."""

ALIVE = 20.0
"""Seconds after which a silent stream says that it is still there: proxies cut what is silent."""


class Streams:
    """Who is to be told when something changes at an address."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Queue[str]]] = {}
        self._open: set[asyncio.Queue[str]] = set()

    @property
    def full(self) -> bool:
        """Whether there are as many as there may be, and as the system lends us files."""
        return len(self._open) >= min(MOST, open_files() - OTHERS)

    def tell(self, address: str) -> None:
        """Something changed there."""
        for queue in self._waiting.get(address, ()):
            if queue.empty():
                queue.put_nowait("changed")

    def end(self) -> None:
        """Let all of them go."""
        for queue in self._open:
            queue.put_nowait("")

    async def changes(self, addresses: set[str]) -> AsyncGenerator[str, None]:
        """`changed` whenever something does at one of these, nothing to say from time to time."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._open.add(queue)
        for address in addresses:
            self._waiting.setdefault(address, set()).add(queue)
        try:
            while (said := await _next(queue)) is not None:
                yield said
        finally:
            self._open.discard(queue)
            for address in addresses:
                self._waiting[address].discard(queue)
                if not self._waiting[address]:
                    del self._waiting[address]


async def _next(queue: "asyncio.Queue[str]") -> str | None:
    """What is to be said next; empty if nothing was for a while, None if it is over."""
    try:
        async with asyncio.timeout(ALIVE):
            return await queue.get() or None
    except TimeoutError:
        return ""


async def serve(
    request: web.Request, response: web.StreamResponse, changes: AsyncGenerator[str, None]
) -> None:
    """Write a stream for as long as somebody reads it."""
    response.content_type = "text/event-stream"
    if isinstance(request.protocol, Connection):
        request.protocol.lasting = True
    with suppress(ConnectionError):  # nobody reads it any more
        await response.prepare(request)
        await response.write(b"retry: 3000\n\n")
        async with aclosing(changes):
            async for said in changes:
                await response.write(b"event: changed\ndata: \n\n" if said else b": here\n\n")
