"""The service and its parts: `assemble` puts them together, whoever runs them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot.app import clock
from bot.app.app import App
from bot.app.library import Files
from bot.app.public import StoredPublic
from bot.app.room_files import RoomFiles
from bot.app.rooms import StoredRooms
from bot.delivery.courier import Make
from bot.delivery.delivery import Delivery
from bot.delivery.limits import Pace
from bot.outputs import apart
from bot.platforms.base import CatchesUp, Commanded, Incoming, Paged, Platform
from bot.platforms.public import Outward
from bot.platforms.rooms import Roomed
from dialogs.core.exercise import Exercise
from storage.store import Store


def site_of(platforms: Iterable[Platform]) -> str:
    """The public address of the pages that one of these platforms has; empty if none has any."""
    return next((each.site for each in platforms if isinstance(each, Outward)), "")


@dataclass(frozen=True, slots=True)
class Service:
    """Updates come in, are committed, and what follows is delivered."""

    store: Store[Exercise]
    app: App
    delivery: Delivery
    platforms: Mapping[str, Platform]

    async def handle(self, batch: Sequence[Incoming]) -> bool:
        """Handle updates, each in one transaction; True once all are durable."""
        handled = await self.app.handle(batch)
        self.delivery.follow(handled.effects)
        for incoming, text in handled.replies:
            self.delivery.reply(incoming, text)
        self.delivery.arrived(batch)
        await asyncio.sleep(0)  # replies set out before anything is confirmed: it comes only once
        return handled.durable

    async def recover(self) -> None:
        """Take up after a start what an earlier process left. Raises `StoreError`."""
        await self.delivery.recover()

    async def look(self) -> None:
        """Let time pass, once. Raises `StoreError`."""
        async for effects in clock.look(self.app):
            self.delivery.follow(effects)

    def tasks(self, every: float = clock.LOOK) -> "list[asyncio.Task[None]]":
        """Begin to listen to every platform, and to the clock; each ends only by an error."""
        listening = [(name, each.listen(self.handle)) for name, each in self.platforms.items()]
        watching = ("clock", clock.run(self.app, self.delivery.follow, every))
        return [asyncio.create_task(work, name=name) for name, work in (*listening, watching)]

    async def stop(self) -> None:
        """Finish the calls under way; what is wanted stays wanted."""
        await self.delivery.stop()


def assemble(
    store: Store[Exercise],
    library: Files,
    platforms: Mapping[str, Platform],
    *,
    now: Callable[[], float] = clock.now,
    monotonic: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    make: Make | None = None,
    zone: str = "UTC",
    language: str = "en",
) -> Service:
    """Put the parts together on an open store.

    The store makes its exercises from the same `library`, which knows where pages are served.
    `now` is the wall clock, `monotonic` and `sleep` are those of the delivery; `make` makes files.
    A draft gets `zone` and `language` where its platform tells none of the person.
    """
    app = App(store, library, platforms, now, zone=zone, language=language)
    rates = {name: platform.rates for name, platform in platforms.items()}
    files = RoomFiles(store, library, make)

    def forget() -> None:
        files.forget()
        apart.forget()
        for platform in platforms.values():
            if isinstance(platform, Roomed):
                platform.forget()

    delivery = Delivery(app, platforms, Pace(monotonic, sleep, rates), make, forget)
    for name, platform in platforms.items():
        if isinstance(platform, Roomed):
            platform.show_rooms(StoredRooms(name, store, library, language, files))
        if isinstance(platform, Outward):
            platform.show_public(StoredPublic(store, library, now, delivery.follow))
        if isinstance(platform, Paged):
            platform.show_pages(app.view)
        if isinstance(platform, CatchesUp):
            platform.show_missed(partial(app.missed, platform.name))
        if isinstance(platform, Commanded):
            platform.show_commands(library.words, language)
    return Service(store, app, delivery, platforms)
