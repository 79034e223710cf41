"""Doing something until the storage takes it: it may be full or locked for a while."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from storage.store import StoreError

log = logging.getLogger("valuemap")

T = TypeVar("T")

PAUSE, LONGEST = 0.2, 10.0
"""Seconds between two tries: at first, since most locks last no longer, and in the end."""


async def until_stored(
    work: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]]
) -> T:
    """Do this again and again, with growing pauses, until it raises no `StoreError`."""
    pause = PAUSE
    while True:
        try:
            return await work()
        except StoreError as error:
            log.warning("the storage does not take it yet, trying again: %s", error)
        await sleep(pause)
        pause = min(pause * 2, LONGEST)
