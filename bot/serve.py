"""The running service: every platform whose token is set, the clock, the delivery, one process."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot import health, metrics
from bot.app import clock
from bot.app.library import Files, loader
from bot.config import ConfigError, Settings
from bot.delivery.stored import until_stored
from bot.platforms import registry
from bot.platforms.base import Platform, PlatformError, RefusedError, Upload
from bot.platforms.connections import lend_more
from bot.platforms.server import Route, Web
from bot.service import Service, assemble, site_of
from bot.stopping import told_to_stop
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from storage.store import Store

log = logging.getLogger("valuemap")

LAST_SECONDS = 3.0
"""How long jobs in hand may take once we are told to stop."""


async def serve(settings: Settings, library: Files, tell: Callable[[str], None]) -> None:
    """Serve until told to stop (SIGTERM, SIGINT).

    Raises `ConfigError` and `RefusedError` for what an administrator must mend, and what
    `Store.open` raises.
    """
    doors = Doors.of(settings)
    serving = registry.served(settings.platforms, doors.public, clock.now)
    pages = site_of(serving.values()), registry.link(settings.platforms)
    library = library.with_pages(*pages)
    store: Store[Exercise] = Store(settings.valuemap_database, loader(library))
    store.open()
    try:
        await doors.open()
        service = assemble(
            store,
            library,
            serving,
            make=_make,
            zone=settings.valuemap_zone,
            language=settings.valuemap_language,
        )
        _stay()
        await _serve(service, library, doors, tell)
    finally:
        for platform in serving.values():
            await platform.close()
        await doors.close()
        store.close()


def _make(x: Exercise, file: File, entry: tuple[int, str] | None) -> Upload:
    """Make a file; what that needs is loaded when the first is wanted."""
    from bot.outputs.files import make

    return make(x, file, entry)


@dataclass(frozen=True, slots=True)
class Doors:
    """Our HTTP servers, each by its setting: where anybody may knock, and for figures."""

    public: Web | None
    figures: Web | None

    @classmethod
    def of(cls, settings: Settings) -> "Doors":
        """Those that are set up."""
        public, figures = settings.valuemap_http_listen, settings.valuemap_metrics_listen
        return cls(Web(public) if public else None, Web(figures) if figures else None)

    async def open(self) -> None:
        """Begin to serve HTTP. Raises `ConfigError` if an address is not to be had."""
        lend_more()
        await _open("VALUEMAP_HTTP_LISTEN", self.public)
        await _open("VALUEMAP_METRICS_LISTEN", self.figures)

    async def close(self) -> None:
        """Serve no more."""
        for web in filter(None, (self.public, self.figures)):
            await web.close()

    @asynccontextmanager
    async def watched(self, service: Service) -> AsyncIterator[None]:
        """Answer to `/health` and `/metrics` while this lasts."""
        async with AsyncExitStack() as stack:
            if self.public:
                route = Route(lambda _: health.answer(service))
                await stack.enter_async_context(self.public.at("GET", "/health", route))
            if self.figures:
                route = Route(lambda _: metrics.answer(service, self.public))
                await stack.enter_async_context(self.figures.at("GET", "/metrics", route))
            yield


async def _serve(
    service: Service, library: Files, doors: Doors, tell: Callable[[str], None]
) -> None:
    """Serve until told to stop, or until a platform will have us no longer."""
    stopping = told_to_stop()
    async with doors.watched(service):
        for platform in service.platforms.values():
            await _connect(platform, stopping)
        if stopping.is_set():
            return
        await service.recover()
        beside = _look_through(service.store), _read_through(library)
        tasks = [*service.tasks(), *map(asyncio.create_task, beside)]
        stop = asyncio.create_task(stopping.wait())
        await asyncio.sleep(0)  # each has begun: from here on what arrives is taken
        tell(f"ready: {', '.join(service.platforms)}")
        done, _ = await asyncio.wait({stop, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        await _finish(service, tasks)
        for task in done - {stop}:
            task.result()


async def _look_through(store: Store[Exercise]) -> None:
    """Look for damage that nobody met yet. Ends only by a `BrokenError`."""
    await until_stored(store.look_through, asyncio.sleep)
    await asyncio.Event().wait()


async def _read_through(library: Files) -> None:
    """Read the files that the start did not wait for. Ends only by a `DataError`."""
    await asyncio.to_thread(library.read)
    await asyncio.Event().wait()


def _stay() -> None:
    """Exclude what is loaded by now from garbage collection (`gc.freeze`), which begins here.

    With one exercise and 16 taps at once that was about 8 % of all work.
    """
    gc.freeze()
    gc.enable()


async def _open(setting: str, web: Web | None) -> None:
    try:
        if web:
            await web.open()
    except OSError as error:
        reason = f"cannot listen there: {error.strerror or error}"
        raise ConfigError(setting, reason) from error


async def _connect(platform: Platform, stopping: asyncio.Event) -> None:
    """Try until the platform answers, or we are told to stop: an outage is not our end."""
    pause = 1.0
    while not stopping.is_set():
        try:
            await _unless(stopping, platform.connect())
        except PlatformError as error:
            log.warning("%s is out of reach, trying again: %s", platform.name, error)
        else:
            return
        await _unless(stopping, asyncio.sleep(pause))
        pause = min(pause * 2, 60.0)


async def _unless(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do this, but drop it when told to stop."""
    task, stop = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    await asyncio.wait({task, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if task.done():
        task.result()
    else:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _finish(service: Service, tasks: list[asyncio.Task[None]]) -> None:
    """Intake stops at once; what is in hand has a few seconds."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    try:
        async with asyncio.timeout(LAST_SECONDS):
            await service.stop()
    except TimeoutError:
        log.warning("some replies were still under way and are lost; nothing else is")


__all__ = ["RefusedError", "serve"]
