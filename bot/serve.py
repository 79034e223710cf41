"""The running service: every platform whose token is set, the clock, the delivery, one process."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable, Mapping

from bot import clock
from bot.app import App, loader
from bot.config import ConfigError, Settings
from bot.deliver import Delivery
from bot.library import Files
from bot.pace import Pace
from bot.platforms import Platform, PlatformError, RefusedError
from bot.telegram import Telegram
from dialogs.exercise import Exercise
from storage.store import Store

log = logging.getLogger("valuemap")

LAST_SECONDS = 4.0
"""How long jobs in hand may take once we are told to stop."""


def platforms(settings: Settings) -> dict[str, Platform]:
    """The platforms whose tokens are set. Raises `ConfigError` if there is none."""
    made: dict[str, Platform] = {}
    if settings.telegram_bot_token:
        made["telegram"] = Telegram(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_api_base_url,
            settings.telegram_file_base_url,
            clock.now,
        )
    if not made:
        raise ConfigError("TELEGRAM_BOT_TOKEN", "no token is set, so there is nobody to serve", 3)
    return made


async def serve(settings: Settings, library: Files, tell: Callable[[str], None]) -> None:
    """Serve until told to stop (SIGTERM, SIGINT).

    Raises `ConfigError` and `RefusedError` for what an administrator must mend, and what
    `Store.open` raises.
    """
    serving = platforms(settings)
    store: Store[Exercise] = Store(settings.valuemap_database, loader(library))
    store.open()
    try:
        app = App(
            store,
            library,
            serving,
            clock.now,
            zone=settings.valuemap_zone,
            language=settings.valuemap_language,
        )
        await _serve(app, serving, tell)
    finally:
        for platform in serving.values():
            await platform.close()
        store.close()


async def _serve(app: App, serving: Mapping[str, Platform], tell: Callable[[str], None]) -> None:
    told = _stop_signal()
    delivery = Delivery(app, serving, Pace(time.monotonic))
    for platform in serving.values():
        await _connect(platform, told)
    await delivery.recover(await app.recover())
    tasks = [asyncio.create_task(p.listen(app.take), name=n) for n, p in serving.items()]
    tasks.append(asyncio.create_task(clock.run(app), name="clock"))
    stop = asyncio.create_task(told.wait())
    tell(f"ready: {', '.join(serving)}")
    done, _ = await asyncio.wait({stop, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    await _finish(app, delivery, tasks)
    for task in done - {stop}:
        task.result()


def _stop_signal() -> asyncio.Event:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    return told


async def _connect(platform: Platform, told: asyncio.Event) -> None:
    """Try until the platform answers: an outage at our start is not our end."""
    pause = 1.0
    while not told.is_set():
        try:
            await platform.connect()
        except PlatformError as error:
            log.warning("%s is out of reach, trying again: %s", platform.name, error)
        else:
            return
        try:
            await asyncio.wait_for(told.wait(), pause)
        except TimeoutError:
            pause = min(pause * 2, 60.0)


async def _finish(app: App, delivery: Delivery, tasks: list[asyncio.Task[None]]) -> None:
    """Intake stops at once; what is in hand has a few seconds."""
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    try:
        async with asyncio.timeout(LAST_SECONDS):
            await app.settle()
            await delivery.stop()
    except TimeoutError:
        log.warning("some replies were still under way and are lost; nothing else is")


__all__ = ["RefusedError", "platforms", "serve"]
