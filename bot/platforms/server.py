"""The one HTTP server: health, and what platforms deliver to an address of ours.

Whoever has something to answer at a path says so with `at`, and takes it back when it no longer
listens: then nothing is accepted there, and the platform delivers it again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]

LARGEST = 1024 * 1024
"""Bytes of the largest request that is read. Updates are a hundredth of that."""

LAST_SECONDS = 1.0
"""How long requests in hand may take once the server closes."""


class Web:
    """Answers at `listen` (host:port). Nothing is served before `open`."""

    def __init__(self, listen: str) -> None:
        self._host, _, port = listen.rpartition(":")
        self._port = int(port)
        self._answers: dict[tuple[str, str], Answer] = {}
        self._runner: web.AppRunner | None = None

    @asynccontextmanager
    async def at(self, method: str, path: str, answer: Answer) -> AsyncIterator[None]:
        """While this lasts, requests for a path are answered so."""
        self._answers[method, path] = answer
        try:
            yield
        finally:
            del self._answers[method, path]

    async def open(self) -> None:
        """Serve from here on. Raises `OSError` if the address cannot be had."""
        app = web.Application(client_max_size=LARGEST)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=LAST_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host.strip("[]"), self._port).start()

    async def close(self) -> None:
        """Serve no more; requests in hand are answered."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    @property
    def port(self) -> int:
        """Where it really listens, if it was left to the system."""
        assert self._runner  # noqa: S101 - asked while it is open
        return int(self._runner.addresses[0][1])

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        answer = self._answers.get((request.method, request.path))
        if answer is None:
            return web.Response(status=404, text="nothing here\n")
        return await answer(request)
