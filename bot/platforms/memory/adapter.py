"""A platform without a network: every address is a chat in memory.

The demo and many tests run on it, with the same engine, store and delivery as everywhere. What
people do there, `arrive` is told of.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.platforms.base import ANEW, GONE, Incoming, PlatformError, Rates, Take, Upload
from dialogs.core.post import Button, Post
from dialogs.markup import plain

log = logging.getLogger("valuemap")

PAUSE = 1.0
"""Seconds until what could not be taken is handed over again."""


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


class MemoryPlatform:
    """The platform. `heard` is told of all that the bot does; `blocked` may not be written to.

    An account's address is its own, a place's its name.
    """

    name = "demo"
    rates = Rates()

    def __init__(
        self,
        heard: Heard = lambda verb, address, what: None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.chats: dict[str, dict[str, Message]] = {}
        self.replies: list[tuple[str, str]] = []
        self.administrators: set[str] = set()
        self.strangers: set[str] = set()
        self.blocked: set[str] = set()
        self.heard = heard
        self._sleep = sleep
        self._sent = 0
        self._waiting: deque[Incoming] = deque()
        self._arrived = asyncio.Event()

    def silence(self) -> float | None:
        """Nothing is expected of it."""
        return None

    async def connect(self) -> None:
        """Nothing to connect to."""

    def arrive(self, incoming: Incoming) -> None:
        """Something arrives; it waits until somebody listens."""
        self._waiting.append(incoming)
        self._arrived.set()

    @property
    def idle(self) -> bool:
        """Whether all that arrived is taken."""
        return not self._waiting

    async def listen(self, take: Take) -> None:
        """Hand over what arrived, one after the other, each again until it is taken."""
        while True:
            while self._waiting:
                if await _taken(take, self._waiting[0]):
                    self._waiting.popleft()
                else:
                    await self._sleep(PAUSE)
            self._arrived.clear()
            await self._arrived.wait()

    async def close(self) -> None:
        """Nothing to let go of."""

    def _check(self, address: str) -> None:
        if address in self.blocked:
            raise PlatformError("blocked", GONE)

    async def send(self, address: str, post: Post, key: str) -> str:
        """A new message at the end of a chat."""
        self._check(address)
        plain(post.text)  # which refuses what no platform would take
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
            raise PlatformError("no such message", ANEW)
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

    async def member(self, place: str, account: str) -> bool:
        """Everybody is in every group, but for those named by hand."""
        return account not in self.strangers


async def _taken(take: Take, incoming: Incoming) -> bool:
    try:
        return await take([incoming])
    except Exception:
        log.exception("what arrived could not be taken; it will come again")
        return False
