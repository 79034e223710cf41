"""The service in its parts within the test's own process, against a strict Telegram.

Everything is real: adapter, engine, store, delivery, clock. Time is the event loop's, so that it
can be a virtual one (see virtual.py).
"""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

from bot.app.library import loader
from bot.delivery.courier import Make
from bot.platforms.telegram.adapter import Telegram
from bot.service import assemble
from dialogs.core.exercise import Exercise
from storage.store import Store
from tests.platforms.telegram.people import Group, User
from tests.platforms.telegram.server import TelegramServer
from tests.support import setting_up
from tests.support.files import library
from tests.support.virtual import at_work

FILES = library()
MONDAY = 1_795_438_800.0
"""Monday 23 November 2026, 09:00 in Port of Spain."""

ZONE = "America/Port_of_Spain"


class Wall:
    """A wall clock that shows `start` when the loop's time is 0, and can be moved ahead."""

    def __init__(self, start: float = MONDAY) -> None:
        self._start = start
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> float:
        return round(self._start + self._loop.time(), 3)

    def skip_to(self, moment: float) -> None:
        """It is later now, without anything having happened in between."""
        self._start += moment - self()


wall = Wall


class Awaited(Store[Exercise]):
    """A store for which a virtual clock waits. `visits`: how many jobs somebody waited for."""

    visits = 0

    def run_all(self, jobs: Iterable[Callable[[Any], Any]]) -> "list[asyncio.Future[Any]]":
        pending = super().run_all(jobs)
        self.visits += len(pending)
        for each in pending:
            at_work(each)
        return pending


class Service:
    """A process, as far as the rest of it can tell. `kill` ends it as kill -9 would."""

    def __init__(
        self, folder: Path, server: TelegramServer, *, zone: str = ZONE, make: Make | None = None
    ) -> None:
        self.folder, self.server, self.zone, self.make = folder, server, zone, make
        server.database = folder / "valuemap.db"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self, look: float = 1.0) -> None:
        loop = asyncio.get_running_loop()
        self.now = self.server.clock
        self.store = Awaited(self.folder / "valuemap.db", loader(FILES))
        self.store.open()
        self.telegram = self.adapter()
        self.parts = assemble(
            self.store,
            FILES,
            {self.telegram.name: self.telegram},
            now=self.now,
            monotonic=loop.time,
            make=self.make,
            zone=self.zone,
        )
        await self.telegram.connect()
        await self.parts.recover()
        self.tasks = self.parts.tasks(look)

    def adapter(self) -> Any:
        """The platform that is served, new with each start."""
        clock = asyncio.get_running_loop().time
        server = self.server
        return Telegram(server.token, server.base_url, server.file_url, self.now, monotonic=clock)

    async def stop(self) -> None:
        """As SIGTERM would."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.parts.stop()
        await self.telegram.close()
        self.store.close()

    async def kill(self) -> None:
        """No call is finished, nothing more is written down."""
        delivery = self.parts.delivery
        delivery._stopped = True
        tasks = [*self.tasks, *delivery._tasks()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.telegram.close()
        self.store._soon.clear()
        self.store.close()

    async def quiet(self) -> None:
        """Until all that happened is taken and everything is on view."""
        await self.server.until(
            lambda: self.server.idle and not self.parts.delivery.busy, timeout=60
        )

    async def facts(self, *kinds: type) -> list[Any]:
        """What has been accepted, of these kinds."""
        facts = await self.store.run(lambda tx: tx.facts(1))
        return [fact for fact in facts if isinstance(fact, kinds)]


async def set_up(server: TelegramServer, group: Group, boss: User, script: str = "Live") -> None:
    """The facilitator's questions, answered; the exercise is posted."""
    await setting_up.set_up(server, group, boss, lambda: group.pinned, script)
