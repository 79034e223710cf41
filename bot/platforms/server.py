"""The one HTTP server: health, and what platforms deliver to an address of ours.

Whoever has something to answer at a path says so with `at`, and takes it back when it no longer
listens: then nothing is accepted there, and the platform delivers it again.

It stands where anybody may knock, so nothing is read that is not worth it: first the path, then
what the headers prove (`Route.admit`), then the body, within limits of size and time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.platforms.connections import Connections, Refused
from bot.platforms.refusals import NotTakenError, Refusal, Refusals, log

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

SMALL = 64 * 1024
"""Bytes of a body that is read at once, however many come: all but a few are far below."""

LARGE_AT_ONCE = 16
"""Of larger bodies, or such as do not say how large they are, so many are read at once: 16 MB."""

SECONDS = 10.0
"""How long a body may take to arrive. Platforms give up on us earlier."""

LAST_SECONDS = 1.0
"""How long requests in hand may take once the server closes."""


def anybody(request: web.BaseRequest) -> None:
    """Let everybody in."""


@dataclass(frozen=True, slots=True)
class Route:
    """What is answered at a path, the body having been read.

    `most`: bytes of the largest body; `admit` raises `NotTakenError` for what its headers alone
    show not to be genuine, so that its body is not even read; `page` writes a refusal as a page,
    where people read it.
    """

    answer: Answer
    most: int = 0
    admit: Callable[[web.BaseRequest], None] = anybody
    page: Callable[[web.BaseRequest, Refusal], str] | None = None


class Web:
    """Answers at `listen` (host:port). Nothing is served before `open`."""

    def __init__(self, listen: str) -> None:
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._routes: dict[str, dict[str, Route]] = {}
        self._large = 0  # bodies that are being read
        self.refusals = Refusals()
        self.connections = Connections(self.refusals)

    @asynccontextmanager
    async def at(self, method: str, path: str, route: Route) -> AsyncIterator[None]:
        """While this lasts, requests for a path are answered so; `/x/*` is all below `/x/`."""
        self._routes.setdefault(path, {})[method] = route
        try:
            yield
        finally:
            del self._routes[path][method]

    async def open(self) -> None:
        """Serve from here on. Raises `OSError` if the address cannot be had."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_SECONDS)
        await self.connections.open(runner, self._host.strip("[]"), self._port)

    async def close(self) -> None:
        """Serve no more; requests in hand are answered."""
        await self.connections.close()
        self.refusals.tell()

    @property
    def port(self) -> int:
        """Where it really listens, if it was left to the system."""
        return self.connections.port

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """The answer of a route, or a refusal: whatever arrives, it raises nothing here."""
        try:
            return await self._taken(request)
        except NotTakenError as error:
            why = error.why
            self.refusals.count(why)
        except ConnectionError:
            raise  # there is nobody left to answer
        except Exception:  # noqa: BLE001  nobody is left without an answer
            why = Refusal.MISTAKE
            if self.refusals.count(why):
                log.exception("a mistake of ours in an answer by HTTP")
        methods = self._found(request.path)
        page = next((route.page for route in methods.values() if route.page), None)
        return Refused(why, methods, page(request, why) if page else "")

    async def _taken(self, request: web.Request) -> web.StreamResponse:
        """The answer of a route. Raises `NotTakenError`."""
        route = self._route(request)
        _check_text(request)
        route.admit(request)
        whole = request.clone(client_max_size=route.most)  # gone, with its body, if it is refused
        await self._read(whole, route.most)
        with self.connections.busy(whole):
            return await route.answer(whole)

    def _route(self, request: web.Request) -> Route:
        routes = self._found(request.path)
        if not routes:
            raise NotTakenError(Refusal.PATH)
        route = routes.get("GET" if request.method == "HEAD" else request.method)
        if route is None:
            raise NotTakenError(Refusal.METHOD)
        return route

    def _found(self, path: str) -> dict[str, Route]:
        """What is answered at a path, by method."""
        head = f"/{path[1:].partition('/')[0]}/*"
        return self._routes.get(path) or self._routes.get(head) or {}

    async def _read(self, request: web.Request, most: int) -> None:
        """Read the body; `request.read()` has it from then on."""
        if not request.can_read_body:
            return
        length = request.content_length
        if not most or (length or 0) > most:
            raise NotTakenError(Refusal.SIZE)
        large = length is None or length > SMALL
        if large and self._large >= LARGE_AT_ONCE:
            raise NotTakenError(Refusal.CROWD)
        self._large += large
        try:
            await _body(request)
        finally:
            self._large -= large


async def _body(request: web.Request) -> None:
    """Wait for the whole body."""
    try:
        async with asyncio.timeout(SECONDS):
            await request.read()
    except TimeoutError:
        raise NotTakenError(Refusal.SLOW) from None
    except web.HTTPRequestEntityTooLarge:
        raise NotTakenError(Refusal.SIZE) from None
    except web.RequestPayloadError:  # its parts are not as HTTP has them
        raise NotTakenError(Refusal.PROTOCOL) from None


def _check_text(request: web.BaseRequest) -> None:
    """Raises `NotTakenError` for a header that is not UTF-8: nothing genuine has one."""
    try:
        for _, value in request.raw_headers:
            value.decode()
    except UnicodeDecodeError:
        raise NotTakenError(Refusal.HEADER) from None
