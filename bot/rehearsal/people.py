"""People in a rehearsal: what they see of a platform and what they do with it.

`People` is the people's side of any platform; tests have one for each that is served.
`MemoryPeople` needs no network: it is what `valuemap play` uses.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Protocol

from bot.platforms.base import Account, Incoming, Platform
from bot.platforms.memory.adapter import MemoryPlatform
from bot.platforms.seal import bare
from dialogs.core import events as e
from dialogs.markup import plain

Handle = Callable[[list[Incoming]], Awaitable[bool]]
"""What takes in what people did; False if it is to be delivered again."""


class Timed(Protocol):
    """Anything with the time of a rehearsal, in UTC seconds: the theatre."""

    now: float


@dataclass(frozen=True, slots=True)
class Key:
    """A button as somebody sees it; `data` without its tag. `way_in`: it leads into private."""

    label: str
    data: str
    way_in: bool
    origin: Any = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as somebody sees it."""

    ref: str
    text: str
    keys: tuple[Key, ...]
    origin: Any = None

    @property
    def looks(self) -> tuple[str, str, tuple[str, ...]]:
        """How it reads, to notice when that changes."""
        return self.ref, self.text, tuple(key.label for key in self.keys)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody in a rehearsal. The number is their account on every platform."""

    number: int
    name: str
    language: str = "en"

    @property
    def account(self) -> Account:
        """Their account, where a platform has no names of its own for it."""
        return Account(str(self.number), self.name, self.language, str(self.number))


class People(Protocol):
    """The people's side of a platform. What they do waits until `arrive` hands it over.

    An account and a private address are the actor's number as a text, a group's is its place; a
    platform with other names has them exchanged by an adapter's wrapper, so that facts compare.
    """

    platform: Platform

    async def open(self) -> None:
        """Get ready; the platform's service begins."""

    async def close(self) -> None:
        """Everything ends."""

    async def anew(self) -> None:
        """The bot's own end is built anew, if it remembers anything."""

    def listen(self, handle: Handle) -> None:
        """Whatever arrives from now on goes to `handle`."""

    async def arrive(self, *, again: bool) -> None:
        """Until all that was done is taken; `again`: until the last of it was taken once more."""

    async def look(self) -> None:
        """Everybody looks at what is there now, where nobody shows it to them."""

    def private(self, who: Actor) -> list[Seen]:
        """What the bot says in somebody's private chat now, oldest first."""

    def group(self, place: int) -> list[Seen]:
        """What the bot says in a group now, oldest first."""

    def entitle(self, who: Actor, place: int) -> None:
        """Somebody administers a group."""

    def add_bot(self, who: Actor, place: int) -> None:
        """Somebody puts the bot into a group."""

    def remove_bot(self, who: Actor, place: int) -> None:
        """Somebody throws the bot out of a group."""

    def write(self, who: Actor, text: str, typed: float = 0.0) -> None:
        """Somebody writes to the bot; it may have been `typed` long before it arrives."""

    def forward(self, who: Actor, text: str) -> None:
        """Somebody passes on what somebody else wrote."""

    def show(self, who: Actor, caption: str) -> None:
        """Somebody sends a picture with words under it."""

    def change(self, who: Actor, before: str, text: str) -> None:
        """Somebody edits a message that they had sent."""

    def say(self, who: Actor, place: int, text: str) -> None:
        """Somebody writes in a group: a command, or an answer to what the bot said last."""

    def press(self, who: Actor, message: Seen, key: Key, place: int) -> None:
        """Somebody presses a button; `place` is 0 in the private chat."""

    def send_tap(self, who: Actor, data: str, place: int) -> None:
        """A tap arrives with this data, tag and all, whose button nobody may see any more."""

    def leave(self, who: Actor, place: int) -> None:
        """Somebody leaves a group, and the bot hears of it."""

    def enter(self, who: Actor, place: int) -> None:
        """Somebody comes back into a group, and the bot hears of it."""

    def block(self, who: Actor) -> None:
        """Somebody blocks the bot."""

    def unblock(self, who: Actor) -> None:
        """Somebody takes the bot back."""


_read = cache(plain)
"""Without layout; the same few messages are read over and over."""


class MemoryPeople:
    """People of the platform in memory: what they do is handed over directly."""

    def __init__(self, timed: Timed) -> None:
        self._memory = MemoryPlatform()
        self.platform: Platform = self._memory
        self._timed = timed
        self._waiting: list[Incoming] = []
        self._last: list[Incoming] = []
        self._seen = 0

    async def open(self) -> None:
        """Connect, which is nothing here."""
        await self.platform.connect()

    async def close(self) -> None:
        """Let go, which is nothing here."""
        await self.platform.close()

    async def anew(self) -> None:
        """Nothing is built anew: it is the platform itself."""

    def listen(self, handle: Handle) -> None:
        """Whatever arrives from now on goes to `handle`."""
        self._handle = handle

    async def arrive(self, *, again: bool) -> None:
        """Hand over what was done; `again`: the last of it once more."""
        arrived = self._last if again else self._waiting
        self._last, self._waiting = self._waiting, []
        if arrived and not await self._handle(arrived):
            raise RuntimeError("what people did was not stored")

    async def look(self) -> None:
        """They see it anyway."""

    def _do(self, who: Actor, event: e.Event, place: int = 0) -> None:
        self._seen += 1
        where = str(place) if place else ""
        name = self.platform.name
        self._waiting.append(Incoming(name, f"d{self._seen}", where, who.account, event))

    def private(self, who: Actor) -> list[Seen]:
        """What the bot says in somebody's private chat now, oldest first."""
        return self.group(who.number)

    def group(self, place: int) -> list[Seen]:
        """What the bot says in a group now, oldest first."""
        return [
            Seen(
                message.ref,
                _read(message.post.text),
                tuple(Key(b.label, bare(b.data), bool(b.start), b) for b in message.buttons),
            )
            for message in self._memory.chats.get(str(place), {}).values()
        ]

    def entitle(self, who: Actor, place: int) -> None:
        """Somebody administers a group: here, every group."""
        self._memory.administrators.add(str(who.number))

    def add_bot(self, who: Actor, place: int) -> None:
        """Somebody puts the bot into a group."""
        self._memory.blocked.discard(str(place))
        self._do(who, e.Added(self._timed.now), place)

    def remove_bot(self, who: Actor, place: int) -> None:
        """Somebody throws the bot out of a group."""
        self._memory.blocked.add(str(place))
        self._do(who, e.Dropped(self._timed.now), place)

    def write(self, who: Actor, text: str, typed: float = 0.0) -> None:
        """Somebody writes to the bot; it may have been `typed` long before it arrives."""
        self._do(who, replace(self._event(text, private=True), acted=typed))

    def forward(self, who: Actor, text: str) -> None:
        """Somebody passes on what somebody else wrote."""
        self._do(who, e.Wrote(self._timed.now, text, own=False))

    def show(self, who: Actor, caption: str) -> None:
        """Somebody sends a picture with words under it."""
        self._do(who, e.Wrote(self._timed.now, caption, partly=True))

    def change(self, who: Actor, before: str, text: str) -> None:
        """Somebody edits a message that they had sent."""
        self._do(who, e.Wrote(self._timed.now, text, edited=True))

    def say(self, who: Actor, place: int, text: str) -> None:
        """Somebody writes in a group."""
        self._do(who, self._event(text, private=False), place)

    def _event(self, text: str, *, private: bool) -> e.Command | e.Wrote:
        name, _, argument = text.removeprefix("/").partition(" ")
        if text.startswith("/"):
            return e.Command(self._timed.now, name, argument.strip(), private=private)
        return e.Wrote(self._timed.now, text)

    def press(self, who: Actor, message: Seen, key: Key, place: int) -> None:
        """Somebody presses a button: a way in opens the private chat, others send their data."""
        if key.way_in:
            self._do(who, e.Entered(self._timed.now, key.origin.start))
        else:
            self.send_tap(who, key.origin.data, place)

    def send_tap(self, who: Actor, data: str, place: int) -> None:
        """A tap arrives with this data, tag and all, whether or not there is such a button."""
        self._do(who, e.Tap(self._timed.now, data), place)

    def leave(self, who: Actor, place: int) -> None:
        """Somebody leaves a group."""
        self._do(who, e.Belongs(self._timed.now, inside=False), place)

    def enter(self, who: Actor, place: int) -> None:
        """Somebody comes back into a group."""
        self._do(who, e.Belongs(self._timed.now, inside=True), place)

    def block(self, who: Actor) -> None:
        """Somebody blocks the bot."""
        self._memory.blocked.add(str(who.number))
        self._do(who, e.Unreachable(self._timed.now))

    def unblock(self, who: Actor) -> None:
        """Somebody takes the bot back."""
        self._memory.blocked.discard(str(who.number))
        self._do(who, e.Returned(self._timed.now))
