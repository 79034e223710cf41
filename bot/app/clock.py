"""The clock: wakes the exercises that are due, and keeps the storage tidy.

The wall clock is looked at often, since it may jump; what is due stands in the database.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from bot.app.app import App
from bot.app.record import Effects
from dialogs.core import events as e
from storage.store import BrokenError, StoreError

LOOK = 1.0
"""Seconds between two looks."""

TIDY = 3600.0
"""Seconds between two tidyings."""

PROBE = 60.0
"""Seconds between two writes by which we know that the storage takes something."""

REMEMBER = 3 * 86400.0
"""Seconds for which the ids of what arrived are kept: platforms deliver again for a day."""


def now() -> float:
    """The wall clock: UTC seconds, to the millisecond."""
    return round(time.time(), 3)


async def look(app: App) -> AsyncIterator[Effects]:
    """Let time pass for every exercise that is due, and see what others did to the database.

    Gives what each commit leaves to be done. Raises `StoreError`.
    """
    if await app.store.run(lambda tx: tx.noticed()):  # an administrator's command
        yield await app.recover()
    at = app.now()
    for number in app.heard():
        yield await _apart(app, number, app.apply(number, e.Added(at)))
    for number in await app.store.run(lambda tx: tx.due(at)):
        yield await _apart(app, number, app.pass_time(number, at))


async def _apart(app: App, number: int, work: Awaitable[Effects]) -> Effects:
    """What comes of one exercise: it does not hold up the others. Raises `StoreError`."""
    effects = Effects()
    try:
        effects = await work
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - said, and the others go on
        _met(app, f"time stands still in exercise {number}", error)
    else:
        app.faults.over(f"time stands still in exercise {number}")
    return effects


def _met(app: App, what: str, error: Exception) -> None:
    broken = isinstance(error, BrokenError)
    said = str(error) if broken else f"a mistake of ours, {what}: {type(error).__name__}"
    app.faults.met(what, said, mistake=not broken)


async def probe(app: App) -> None:
    """Write something down, so that it is known whether that is possible. Raises `StoreError`.

    Looks and questions alone do not show that a disk is full.
    """
    await app.store.run(lambda tx: tx.block("", "health", app.now()))


async def run(app: App, follow: Callable[[Effects], None], every: float = LOOK) -> None:
    """Look again and again, with so many seconds between, until cancelled.

    What is to be done after a look is given to `follow`.
    """
    tidied = probed = 0.0
    while True:
        try:
            if abs(app.now() - probed) > PROBE:  # the clock may have jumped back, too
                probed = app.now()
                await probe(app)
            async for effects in look(app):
                follow(effects)
            if abs(app.now() - tidied) > TIDY:
                tidied = app.now()
                await app.store.run(lambda tx: tx.forget_seen(app.now() - REMEMBER))
        except StoreError:
            pass  # the store says what is wrong, once; the next look is as good
        except Exception as error:  # noqa: BLE001 - it goes on
            _met(app, "the clock goes on", error)
        else:
            app.faults.over("the clock goes on")
        await asyncio.sleep(every)
