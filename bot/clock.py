"""The clock: wakes the exercises that are due, and keeps the storage tidy.

The wall clock is looked at often, since it may jump; what is due stands in the database.
"""

import asyncio
import logging
import time

from bot.app import App
from dialogs import events as e
from storage.store import StoreError

log = logging.getLogger("valuemap")

LOOK = 1.0
"""Seconds between two looks."""

REMEMBER = 3 * 86400.0
"""Seconds for which the ids of what arrived are kept: platforms deliver again for a day."""


def now() -> float:
    """The wall clock: UTC seconds, to the millisecond."""
    return round(time.time(), 3)


async def look(app: App) -> None:
    """Let time pass for every exercise that is due."""
    at = app.now()
    for number in await app.store.run(lambda tx: tx.due(at)):
        await app.happen(number, e.Tick(at))


async def run(app: App) -> None:
    """Look again and again, until cancelled."""
    tidied = 0.0
    while True:
        try:
            await look(app)
            if app.now() - tidied > 3600:
                tidied = app.now()
                await app.store.run(lambda tx: tx.forget_seen(app.now() - REMEMBER))
        except StoreError as error:
            log.warning("the clock waits for the storage: %s", error)
        except Exception:
            log.exception("a mistake of ours in the clock; it goes on")
        await asyncio.sleep(LOOK)
