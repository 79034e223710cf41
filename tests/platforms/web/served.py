"""The rooms as a running service has them, with a clock that goes faster and can be set ahead."""

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from bot.app.library import loader
from bot.delivery.courier import Make
from bot.outputs.files import make
from bot.platforms.server import Web
from bot.platforms.web.adapter import Website
from bot.platforms.web.door import Door
from bot.platforms.web.mail.office import PostOffice
from bot.service import assemble
from dialogs.core.exercise import Exercise
from dialogs.core.facts import Fact
from storage.store import Store
from tests.support.files import library

MONDAY = 1_795_438_800.0  # 2026-11-23 09:00 in Port of Spain
CODE = "correct horse"


class Served:
    """A database in `folder`, a site, the service; `kill` and `start` are a crash and what follows.

    A second of ours is `fast` seconds of the exercise: nobody needs to wait until a question may
    be answered. `make` makes files.
    """

    def __init__(
        self,
        folder: Path,
        new: str = "anyone",
        fast: float = 50.0,
        make: Make = make,
        office: PostOffice | None = None,
    ) -> None:
        self.path = folder / "valuemap.db"
        self.new, self.make, self.office = new, make, office
        self.ahead = 0.0
        self._pace = (0.0, time.monotonic(), fast)
        self.server = Web("127.0.0.1:0")

    def now(self) -> float:
        """The moment. The writer's thread asks for it, too: the pace is read as one."""
        gone, since, fast = self._pace
        return round(MONDAY + self.ahead + gone + (time.monotonic() - since) * fast, 3)

    def pace(self, fast: float) -> None:
        """So many seconds of the exercise go by in one of ours from here on."""
        gone, since, before = self._pace
        now = time.monotonic()
        self._pace = (gone + (now - since) * before, now, fast)

    async def __aenter__(self) -> Self:
        await self.server.open()
        self.url = f"http://127.0.0.1:{self.server.port}"
        self.library = library().with_pages(self.url)
        await self.start()
        return self

    async def start(self) -> None:
        self.store: Store[Exercise] = Store(self.path, loader(self.library))
        self.store.open()
        door = Door(self.url, self.new, CODE)
        self.website = Website(self.server, door, self.now, self.office)
        self.service = assemble(
            self.store,
            self.library,
            {"web": self.website},
            now=self.now,
            make=self.make,
            zone="America/Port_of_Spain",
        )
        await self.service.recover()
        self._tasks = self.service.tasks(every=0.05)
        await asyncio.sleep(0)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.service.stop()
        self.store.close()

    async def __aexit__(self, *_: Any) -> None:
        await self.stop()
        await self.server.close()

    async def pass_time(self, seconds: float) -> None:
        """Set the clock ahead, and let happen what is due."""
        self.ahead += seconds
        await self.service.look()

    @property
    def files(self) -> list[Path]:
        """The database, with what is not in its main file yet."""
        return sorted(self.path.parent.glob(f"{self.path.name}*"))

    async def facts(self) -> list[list[Fact]]:
        return await self.store.run(lambda tx: [tx.facts(row.id) for row in tx.rows()])

    async def exercise(self, number: int = 1) -> Exercise:
        return await self.store.run(lambda tx: tx.exercise(number))
