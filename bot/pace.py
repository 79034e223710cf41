"""How fast a platform may be written to, and what is blocked meanwhile."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from bot.platforms import PlatformError

Chat = tuple[str, str]

BOARD_PAUSE = 3.0
"""Seconds between two edits of a group's messages: a storm of joins is one edit."""

LONGEST = 60.0
"""Seconds: the longest pause between two tries."""


class Pace:
    """Who may write when. Times are those of `monotonic`, in seconds."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.monotonic = monotonic
        self.sleep = sleep
        self._blocked: dict[str, float] = {}
        self._tries: dict[Chat, int] = {}
        self._last: dict[tuple[Chat, str], float] = {}

    async def turn(self, chat: Chat, key: str) -> None:
        """Wait until this post may go to this chat."""
        while (pause := self._pause(chat, key)) > 0:
            await self.sleep(pause)

    def _pause(self, chat: Chat, key: str) -> float:
        now = self.monotonic()
        free = max(self._blocked.get(s, 0.0) for s in (chat[0], "/".join(chat)))
        if (chat, key) in self._last:
            free = max(free, self._last[chat, key] + BOARD_PAUSE)
        return free - now

    def done(self, chat: Chat, key: str) -> None:
        """A call went well."""
        self._tries.pop(chat, None)
        if key.startswith("board/"):
            self._last[chat, key] = self.monotonic()

    async def wait(self, chat: Chat, error: PlatformError) -> None:
        """Block what the platform says is blocked; else back off, with jitter and a cap."""
        tries = self._tries[chat] = self._tries.get(chat, 0) + 1
        backoff = min(0.5 * 2**tries, LONGEST) * random.uniform(0.5, 1.0)  # noqa: S311
        pause = error.retry_after if error.retry_after is not None else backoff
        scope = chat[0] if error.scope == "bot" else "/".join(chat)
        self._blocked[scope] = max(self._blocked.get(scope, 0.0), self.monotonic() + pause)
