"""Doing something until the storage takes it: it may be full or locked for a while."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from storage.store import StoreError

T = TypeVar("T")

PAUSE, LONGEST = 0.2, 10.0
"""Seconds between two tries: at first, since most locks last no longer, and in the end."""


async def until_stored(
    work: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]]
) -> T:
    """Do this again and again, with growing pauses, until it raises no `StoreError`."""
    pause = PAUSE
    while True:
        with suppress(StoreError):  # the store says what is wrong, once
            return await work()
        await sleep(pause)
        pause = min(pause * 2, LONGEST)
