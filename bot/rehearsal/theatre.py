"""Where a scenario is played: the service in its parts, a clock moved by hand, and people.

A `Theatre` is store, app and delivery put together as in a running process, on one platform. What
differs between platforms is the people's side, `People`: what they see and what they do.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

from bot.app.library import Files, loader
from bot.delivery.courier import Make
from bot.outputs import files as outputs
from bot.platforms.base import Incoming, Platform, Upload
from bot.rehearsal.people import Actor, People, Seen
from bot.service import assemble, site_of
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from dialogs.core.facts import Fact, PublicOpened
from dialogs.core.post import Post
from dialogs.markup import plain
from dialogs.show import show
from storage.store import Store, Tx

PUBLIC = re.compile(r"https?://\S+/public/\w+")
"""The address of a public round: drawn by chance, and of whoever serves it."""

WAYS = ("straight", "restarted", "twice")
"""As it comes; every part built anew after each event; every update delivered twice."""

BREATH = 2.0
"""Seconds between two things that people do: nobody is faster than a question."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the bot said: `verb` is send, edit, upload or reply; `to` an address."""

    at: float
    verb: str
    to: str
    text: str
    labels: tuple[str, ...] = ()
    place: str = ""
    tapped: bool = False


class Recorder:
    """Wraps a platform and records every send, edit, upload and reply. It changes nothing."""

    def __init__(self, platform: Platform, now: Callable[[], float], said: list[Said]) -> None:
        self._platform, self._now, self._said = platform, now, said

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def _record(self, verb: str, to: str, text: str, **more: Any) -> None:
        self._said.append(Said(self._now(), verb, to, plain(text), **more))

    async def send(self, address: str, post: Post, key: str) -> str:
        """Send, and record it."""
        ref = await self._platform.send(address, post, key)
        self._record("send", address, post.text, labels=_labels(post))
        return ref

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """Edit, and record it."""
        await self._platform.edit(address, ref, post)
        self._record("edit", address, post.text, labels=_labels(post))

    async def upload(self, address: str, file: Upload) -> str:
        """Hand over a file, and record it."""
        ref = await self._platform.upload(address, file)
        self._record("upload", address, f"{file.caption}\n{file.alt}")
        return ref

    async def reply(self, incoming: Incoming, text: str) -> None:
        """Reply, and record it."""
        await self._platform.reply(incoming, text)
        if text and incoming.account:
            tapped = isinstance(incoming.event, e.Tap)
            self._record("reply", incoming.account.id, text, place=incoming.place, tapped=tapped)


def _labels(post: Post) -> tuple[str, ...]:
    return tuple(button.label for row in post.rows for button in row)


class Theatre:
    """The service in its parts, and the people before it.

    `way` is one of `WAYS`; `now` the clock, UTC seconds, which moves only when somebody acts or
    time is made to pass; `said` all that the bot said so far.
    """

    rooms = ""
    """Where the page of an exercise stands whose group is elsewhere, with {} for its token."""

    def __init__(
        self,
        folder: Path,
        people: Callable[["Theatre"], People],
        way: str,
        library: Files,
        make: Make = outputs.make,
    ) -> None:
        self.database = folder / "valuemap.db"
        self.way = way
        self.library = library
        self.make = make
        self.now = 0.0
        self.zone = "UTC"
        self.said: list[Said] = []
        self._pulse = 0.0
        self.site = ""  # of pages for people who use the service, where the platform has none
        self.people = people(self)

    async def __aenter__(self) -> Self:
        """Get the platform ready; `begin` starts the service."""
        await self.people.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End service and platform."""
        await self._end()
        await self.people.close()

    def beside(self) -> dict[str, Any]:
        """The platforms that are served besides, by name; here none."""
        return {}

    async def begin(self) -> None:
        """What a process does when it starts."""
        recorder = Recorder(self.people.platform, lambda: self.now, self.said)
        platforms: dict[str, Any] = {recorder.name: recorder, **self.beside()}
        library = self.library.with_pages(site_of(platforms.values()) or self.site, self.rooms)
        self.store: Store[Exercise] = Store(self.database, loader(library))
        self.store.open()
        self.service = assemble(
            self.store,
            library,
            platforms,
            now=lambda: self.now,
            monotonic=lambda: self._pulse,
            sleep=self._wait,
            make=self.make,
            zone=self.zone,
        )
        self.people.listen(self.service.handle)
        await self.service.recover()
        await self.service.delivery.settle()

    async def _end(self) -> None:
        if hasattr(self, "store"):
            await self.service.delivery.settle()
            self.store.close()

    async def _wait(self, seconds: float) -> None:
        """The pauses of the delivery cost no time, neither here nor on the clock."""
        self._pulse += seconds
        await asyncio.sleep(0)

    async def happened(self) -> None:
        """Everything that something sets going is waited for; twice or anew, as the way asks."""
        await self.people.arrive(again=False)
        await self.service.delivery.settle()
        if self.way == "twice":
            await self.people.arrive(again=True)
            await self.service.delivery.settle()
        if self.way == "restarted":
            await self._end()
            await self.people.anew()
            await self.begin()
        await self.people.look()

    async def pass_time(self, until: float) -> None:
        """Move the clock, stopping wherever something is due."""
        for _ in range(100):
            wake = await self.store.run(_earliest)
            if wake is None or wake > until:
                break
            self.now = max(self.now, wake)
            await self.service.look()
            await self.happened()
        else:
            raise RuntimeError(f"something is due for ever, at {wake}")
        self.now = max(self.now, until)

    async def look(self, job: Callable[["Tx[Exercise]"], Any]) -> Any:
        """Look something up in the database."""
        return await self.store.run(job)

    def sign(self, chat: int, data: str) -> str:
        """Data as a button of ours would send it back from this chat."""
        return self.service.app.seal.sign(str(chat), data)

    async def facts(self) -> list[list[Fact]]:
        """All facts, exercise by exercise; without the address that a public round drew."""
        every = await self.store.run(lambda tx: [tx.facts(row.id) for row in tx.rows()])
        return [list(map(_undrawn, facts)) for facts in every]

    async def standing(self) -> dict[str, list[str]]:
        """What stands in every chat at the end, address by address, with its buttons' labels."""
        chats: dict[str, list[str]] = {}
        for address, refs in (await self.store.run(_posts)).items():
            stands = [message for message in self._chat(address) if message.ref in refs]
            chats[address] = [_whole(message) for message in stands]
        return chats

    def _chat(self, address: str) -> list[Seen]:
        number = int(address)
        return self.people.group(number) if number < 0 else self.people.private(Actor(number, ""))


def _earliest(tx: "Tx[Exercise]") -> float | None:
    under_way = tx.rows(("running", "paused", "following"))
    return min((row.wake for row in under_way if row.wake is not None), default=None)


def _undrawn(fact: Fact) -> Fact:
    return replace(fact, token="") if isinstance(fact, PublicOpened) else fact


def _whole(message: Seen) -> str:
    return PUBLIC.sub("…/public/…", message.text) + "".join(
        f" [{key.label}]" for key in message.keys
    )


def _posts(tx: "Tx[Exercise]") -> dict[str, set[str]]:
    """By address, the references of all posts that are to stand there, and do.

    What has been retired is history: whether it ever said what was true for a moment is chance.
    """
    found: dict[str, set[str]] = {}
    for row in tx.rows():
        addresses = {person.number: person.address for person in tx.people(row.id)}
        addresses[0] = row.place
        x = tx.exercise(row.id)
        for post in tx.posts(row.id):
            if post.ref and post.to in addresses and show(x, post.key):
                found.setdefault(addresses[post.to], set()).add(post.ref)
    return found
