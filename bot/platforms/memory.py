"""A platform without a network: chats in memory, and a hand to play its people with.

The demo and the scenario tests run on it: the same engine, store and delivery as everywhere,
under a clock that is moved by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.app.library import Files, loader
from bot.outputs.files import make
from bot.platforms.base import Account, Incoming, PlatformError, Rates, Take, Upload
from bot.platforms.markup import plain
from bot.service import assemble
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button, Post
from storage.store import Store, Tx


@dataclass(slots=True)
class Message:
    """A message as its reader sees it now. `edits` counts how often it changed."""

    ref: str
    post: Post
    edits: int = 0
    file: Upload | None = None

    @property
    def text(self) -> str:
        """What it says, without layout."""
        return plain(self.post.text)

    @property
    def buttons(self) -> list[Button]:
        """Its buttons in reading order."""
        return [button for row in self.post.rows for button in row]


Heard = Callable[[str, str, Message | str], None]
"""Told of everything the bot does: verb, address, message or reply."""


class Demo:
    """The platform: every address is a chat in memory."""

    name = "demo"
    rates = Rates()

    def __init__(self, heard: Heard = lambda verb, address, what: None) -> None:
        self.chats: dict[str, dict[str, Message]] = {}
        self.replies: list[tuple[str, str]] = []
        self.administrators: set[str] = set()
        self.blocked: set[str] = set()
        self.heard = heard
        self._sent = 0

    def silence(self) -> float | None:
        """Nothing is expected of it."""
        return None

    async def connect(self) -> None:
        """Nothing to connect to."""

    async def listen(self, take: Take) -> None:
        """Nothing arrives by itself: people are played by hand."""

    async def close(self) -> None:
        """Nothing to let go of."""

    def _check(self, address: str) -> None:
        if address in self.blocked:
            raise PlatformError("blocked", unreachable=True)

    async def send(self, address: str, post: Post, key: str) -> str:
        """A new message at the end of a chat."""
        self._check(address)
        self._sent += 1
        message = Message(str(self._sent), post)
        self.chats.setdefault(address, {})[message.ref] = message
        self.heard("send", address, message)
        return message.ref

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """A message says something else now."""
        self._check(address)
        message = self.chats.get(address, {}).get(ref)
        if message is None:
            raise PlatformError("no such message", gone=True)
        message.post, message.edits = post, message.edits + 1
        self.heard("edit", address, message)

    async def retire(self, address: str, ref: str) -> None:
        """A message loses its buttons."""
        self._check(address)
        message = self.chats.get(address, {}).get(ref)
        if message:
            message.post = replace(message.post, rows=())
            self.heard("retire", address, message)

    async def delete(self, address: str, ref: str) -> None:
        """A message is taken away."""
        self._check(address)
        message = self.chats.get(address, {}).pop(ref, None)
        if message:
            self.heard("delete", address, message)

    async def upload(self, address: str, file: Upload) -> str:
        """A file at the end of a chat."""
        self._check(address)
        self._sent += 1
        message = Message(str(self._sent), Post(file.caption), file=file)
        self.chats.setdefault(address, {})[message.ref] = message
        self.heard("upload", address, message)
        return message.ref

    async def reply(self, incoming: Incoming, text: str) -> None:
        """A word at once."""
        if text and incoming.account:
            self.replies.append((incoming.account.id, plain(text)))
            self.heard("reply", incoming.account.id, plain(text))

    async def entitled(self, place: str, account: str) -> bool:
        """Administrators are named by hand."""
        return account in self.administrators


@dataclass
class Theatre:
    """One store, one demo platform, one clock; and people whose hands are moved from here."""

    database: Path
    now: float
    zone: str = "UTC"
    language: str = "en"
    library: Files = field(default_factory=Files)
    demo: Demo = field(default_factory=Demo)
    place: str = "team"
    _seen: int = 0

    def open(self) -> None:
        """Open the store and put the parts together."""
        self.store: Store[Exercise] = Store(self.database, loader(self.library))
        self.store.open()
        self.service = assemble(
            self.store,
            self.library,
            {"demo": self.demo},
            now=lambda: self.now,
            monotonic=lambda: self.now,
            sleep=self._wait,
            make=make,
            zone=self.zone,
            language=self.language,
        )

    async def _wait(self, seconds: float) -> None:
        """Pauses of the delivery cost no time here, and move the clock."""
        self.now = round(self.now + seconds, 3)

    async def start(self) -> None:
        """What a process does when it starts."""
        self.open()
        await self.service.recover()
        await self.settle()

    async def stop(self) -> None:
        """What a process does when it ends."""
        await self.settle()
        self.store.close()

    async def settle(self) -> None:
        """Until nothing is under way."""
        await self.service.delivery.settle()

    async def pass_time(self, until: float) -> None:
        """Move the clock, stopping wherever something is due."""
        while (wake := await self.store.run(_earliest)) is not None and wake <= until:
            self.now = max(self.now, wake)
            await self.service.look()
            await self.settle()
        self.now = max(self.now, until)

    # -- people --------------------------------------------------------------------------------

    async def happens(self, who: Account | None, event: e.Event, place: str = "") -> bool:
        """Something arrives from somebody, and everything it sets going is waited for."""
        self._seen += 1
        incoming = Incoming("demo", f"d{self._seen}", place, who, event)
        durable = await self.service.handle([incoming])
        await self.settle()
        return durable

    async def writes(self, who: Account, text: str, place: str = "") -> None:
        """A text, or a command."""
        name, _, argument = text.removeprefix("/").partition(" ")
        event: e.Event = (
            e.Command(self.now, name, argument, private=not place)
            if text.startswith("/")
            else e.Wrote(self.now, text)
        )
        await self.happens(who, event, place)

    async def taps(self, who: Account, label: str) -> None:
        """The newest button with this label (or its beginning, or this data) that is in sight."""
        place, button = self._find(who, label)
        await self.press(who, button, place)

    def label(self, who: Account, label: str) -> str:
        """What the button that `taps` would press is called."""
        return self._find(who, label)[1].label

    def _find(self, who: Account, label: str) -> tuple[str, Button]:
        for address, place in ((who.address, ""), (self.place, self.place)):
            for message in reversed(list(self.demo.chats.get(address, {}).values())):
                for button in message.buttons:
                    if label in (button.label, button.data) or button.label.startswith(label):
                        return place, button
        raise LookupError(f"{who.name} sees no button {label!r}")

    async def press(self, who: Account, button: Button, place: str) -> None:
        """Press a button: a link opens the private chat, others send their data."""
        if button.start:
            await self.happens(who, e.Entered(self.now, button.start))
        else:
            await self.happens(who, e.Tap(self.now, button.data), place)

    def chat(self, who: Account) -> list[Message]:
        """What stands in somebody's private chat now."""
        return list(self.demo.chats.get(who.address, {}).values())

    @property
    def group(self) -> list[Message]:
        """What stands in the group now."""
        return list(self.demo.chats.get(self.place, {}).values())


def _earliest(tx: "Tx[Exercise]") -> float | None:
    return min((row.wake for row in tx.rows() if row.wake is not None), default=None)
