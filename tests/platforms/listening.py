"""What every adapter's tests need: somebody who takes what arrives, and a failure to look at."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress

import pytest

from bot.platforms.base import Incoming, Platform, PlatformError
from dialogs.core.events import Event


class Taken:
    """What arrived, in order. `answers` are the next answers to being handed something."""

    def __init__(self) -> None:
        self.batches: list[list[Incoming]] = []
        self.answers: list[bool | Exception] = []

    async def __call__(self, batch: list[Incoming]) -> bool:
        self.batches.append(batch)
        answer = self.answers.pop(0) if self.answers else True
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def all(self) -> list[Incoming]:
        return [incoming for batch in self.batches for incoming in batch]

    @property
    def events(self) -> list[Event]:
        return [incoming.event for incoming in self.all]


@asynccontextmanager
async def listening(platform: Platform) -> AsyncIterator[Taken]:
    """While the adapter listens; a refusal ends it with that refusal."""
    taken = Taken()
    task = asyncio.create_task(platform.listen(taken))
    try:
        yield taken
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def failure(call: Awaitable[object]) -> PlatformError:
    """The failure with which a call ends; nothing of the library's hangs on it."""
    with pytest.raises(PlatformError) as caught:
        await call
    assert caught.value.__cause__ is None
    return caught.value
