"""A try-out: an exercise in a room in the browser, on this machine, with a clock of its own."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.app.library import Files, loader
from bot.app.public import StoredPublic
from bot.app.room_files import RoomFiles
from bot.app.rooms import StoredRooms
from bot.app.routing import Router
from bot.outputs.files import make
from bot.platforms import registry
from bot.platforms.base import Account, Incoming, Platform
from bot.platforms.descriptor import Descriptor, NewRoom
from bot.rehearsal.cast import FIRST_DAY, cast, story
from bot.rehearsal.citizens import Citizens
from bot.rehearsal.team import NUMBER, Team, choice, colleagues
from bot.rehearsal.tryout.bar import BarredWeb, Moment
from bot.rehearsal.tryout.clock import Clock
from bot.rehearsal.tryout.colleagues import Hands
from bot.service import Service, assemble
from dialogs.core import calendar as when
from dialogs.core import course
from dialogs.core.events import Command
from dialogs.core.exercise import Exercise
from dialogs.talk.public import drawer
from storage.store import Store, Tx

COLLEAGUES = 8

CITIZENS = 40
"""Invented people who use the service: enough for their answers to be shown."""

BEFORE = 600.0
"""Seconds before the week begins in which it is set up."""

BREATH = 1.25
"""Seconds between two things that colleagues do while you answer; each is one of eight, so all are
done about when somebody is who reads each question."""

MOST = 60
"""Things that one of them is asked for until then, and more."""

ROUND = 12.0
"""Seconds on the clock in which each of them answers once, when it is to be set ahead."""


class TryOut:
    """A try-out with its database at this path."""

    def __init__(
        self, files: Files, database: Path, port: int, language: str, script: str = ""
    ) -> None:
        self.files, self.language, self.script = files, language, script
        self.framework = files.first(language)
        self.words = files.words[language].of(self.framework)
        self.cast = cast(language)
        self.zone = self.cast.zone
        self.begins = when.moment(FIRST_DAY, time(9), self.zone)
        self.clock = Clock(self.begins - BEFORE)
        self._database = database
        self.web = BarredWeb(f"127.0.0.1:{port}", self.cast.bar, self.moment, self.move)
        self.rng = random.Random()  # noqa: S311 - a play, not a secret
        self.citizens = Citizens(CITIZENS, self.rng, story(self.framework, language))
        self._moving = asyncio.Lock()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Play while this lasts; gives the room's address. Raises `OSError` for a taken port."""
        await self.web.open()
        described, made = self._room()
        self.files = self.files.with_pages(f"http://127.0.0.1:{self.web.port}")
        self.store: Store[Exercise] = Store(self._database, loader(self.files))
        self.store.open()
        try:
            self.web.seat(*_paths(made))
            await self._begin(described.name, made)
            self.service = self._assemble(described)
            async with self._serving(), self.web.moving():
                await self._set_up(described.name, made)
                self.web.seat(*_paths(made), await self._public())
                async with self._answering():
                    yield made.address
        finally:
            await self.web.close()
            self.store.close()

    # -- its parts -----------------------------------------------------------------------------

    def _room(self) -> tuple[Descriptor[Any], NewRoom]:
        """The platform whose rooms are ours to make, and a new room of it."""
        for each in registry.PLATFORMS:
            if each.room:
                settings = self._settings(each)
                return each, each.room(settings)
        raise AssertionError("no platform has rooms")

    def _settings(self, described: Descriptor[Any]) -> Any:
        url = f"http://127.0.0.1:{self.web.port}"
        return described.settings(**{described.needs[0].lower(): url})

    async def _begin(self, platform: str, made: NewRoom) -> None:
        """The room is made as an administrator makes one."""
        self.boss = Account(made.account, self.cast.facilitator, self.language, made.account)
        event = Command(self.clock.now(), "new", entitled=True)
        incoming = Incoming(platform, secrets.token_hex(16), made.place, self.boss, event)
        router = Router(self.files, self.zone, self.language)
        await self.store.run(lambda tx: router.handle(incoming, tx))

    def _assemble(self, described: Descriptor[Any]) -> Service:
        platform = described.make(self._settings(described), self.web, self.clock.now)
        assert platform is not None  # noqa: S101 - all that it needs is there
        platforms: dict[str, Platform] = {described.name: platform}
        return assemble(
            self.store,
            self.files,
            platforms,
            now=self.clock.now,
            make=make,
            zone=self.zone,
            language=self.language,
        )

    @asynccontextmanager
    async def _serving(self) -> AsyncIterator[None]:
        """The service runs, and colleagues answer."""
        await self.service.recover()
        tasks = self.service.tasks()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.service.stop()

    async def _set_up(self, platform: str, made: NewRoom) -> None:
        """The facilitator has set it up when you come."""
        rooms = StoredRooms(
            platform, self.store, self.files, self.language, RoomFiles(self.store, self.files, None)
        )
        hands = Hands(platform, made.place, self.service, rooms, self.clock)
        people = colleagues(self.cast, COLLEAGUES, self.language)
        self.team = Team(self.cast, self.words, self.rng, self.boss, people, hands, self.framework)
        when = choice(self.files, self.script)
        await self.team.set_up(*when, public=bool(self.framework.public))
        await self._until(self.begins)

    async def _public(self) -> str:
        """The path of the public round; "" where the framework asks nobody outside."""
        x = await self.store.run(lambda tx: tx.exercise(NUMBER))
        return urlsplit(drawer.address(x)).path

    # -- the colleagues ------------------------------------------------------------------------

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        """Colleagues answer, now one and now another."""
        task = asyncio.create_task(self._answer())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _answer(self) -> None:
        while True:
            await asyncio.sleep(BREATH)
            async with self._moving:
                await self._one(self.rng.choice(self.team.people))

    async def _one(self, who: Account) -> bool:
        """Somebody does the next thing that they are asked for; whether there was one."""
        with suppress(LookupError):  # the round closed a moment ago
            return await self.team.goes_on(who)
        return False

    async def _all(self) -> None:
        """Everybody does all that they are asked for, on the clock at a human pace."""
        for _ in range(MOST):
            if not any(await asyncio.gather(*map(self._one, self.team.people))):
                return
            self.clock.set(self.clock.now() + ROUND)

    async def _outside(self) -> None:
        """Invented people who use the service answer, once, while their round is open."""
        x = await self.store.run(lambda tx: tx.exercise(NUMBER))
        if x.public and not x.public.heard:
            door = StoredPublic(
                self.store, self.files, self.clock.now, self.service.delivery.follow
            )
            await self.citizens.answer(door, x.public, x.framework.public)

    # -- the clock -----------------------------------------------------------------------------

    async def moment(self) -> Moment:
        """What the clock says, and the next moment at which something closes or is released."""
        ahead = await self.store.run(_ahead)
        now = self.clock.now()
        said = self.cast.bar["now"].format(moment=self._said(now))
        coming = min((at for at in ahead if at > now), default=None)
        if coming is None:
            return Moment(said)
        return Moment(said, self.cast.bar["on"].format(moment=self._said(coming)), coming)

    def _said(self, at: float) -> str:
        here = when.local(at, self.zone)
        day = self.words.weekday_and_day(here.date()).unescape()
        return self.cast.bar["moment"].format(day=day, time=here.strftime("%H:%M"))

    async def move(self, until: float) -> None:
        """Set the clock ahead: colleagues finish what they can, then all that is due happens."""
        async with self._moving:
            if until <= self.clock.now():
                return
            await self._outside()
            await self._all()
            await self.team.plan()
            while (wake := await self.store.run(_wake)) is not None and wake <= until:
                await self._until(wake)
            await self._until(until)
            await self.team.report()

    async def _until(self, moment: float) -> None:
        self.clock.set(moment)
        await self.service.look()
        await self.service.delivery.settle()


def _paths(made: NewRoom) -> tuple[str, str]:
    """The path of a room, and the secret by which its facilitator comes back."""
    return f"/room/{made.place}", made.own_address.rpartition("/")[2]


def _ahead(tx: "Tx[Exercise]") -> list[float]:
    """When what is assessed closes, and what is released is: the moments that matter."""
    coming = course.ahead(tx.exercise(NUMBER))
    return [at for _, step, at in coming if step.assessed or step.publish]


def _wake(tx: "Tx[Exercise]") -> float | None:
    return min((row.wake for row in tx.rows() if row.wake is not None), default=None)
