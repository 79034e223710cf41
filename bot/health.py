"""Is it well? What `/health` says, for whoever watches over the process.

Numbers only: nothing about who takes part or what anybody said.
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.app.app import App
from bot.delivery.queue import Delivery
from bot.platforms.base import Platform
from storage.store import StoreError

SILENT = 120.0
"""Seconds without a word from a platform that should speak: a poll takes at most 50."""

STALE = 600.0
"""Seconds that a post may wait: rates and short outages do not make it so long."""

PATIENCE = 2.0
"""Seconds within which the database must take something."""


async def report(
    app: App, delivery: Delivery, platforms: Mapping[str, Platform]
) -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and the figures; times in seconds."""
    silent = {name: platform.silence() for name, platform in platforms.items()}
    bad = [name for name, seconds in silent.items() if seconds is not None and seconds > SILENT]
    if delivery.oldest > STALE:
        bad.append("posts")
    writable = await _writable(app)
    if not writable:
        bad.append("database")
    return not bad, {
        "ok": not bad,
        "bad": bad,
        "last_poll": {name: s if s is None else round(s, 1) for name, s in silent.items()},
        "queue": delivery.length,
        "oldest_unsent": round(delivery.oldest, 1),
        "database_writable": writable,
    }


async def _writable(app: App) -> bool:
    """Whether something can be written down now. It takes a real write to know."""
    try:
        async with asyncio.timeout(PATIENCE):
            await app.store.run(lambda tx: tx.block("", "health", app.now()))
    except (StoreError, TimeoutError):
        return False
    return True


async def answer(
    app: App, delivery: Delivery, platforms: Mapping[str, Platform]
) -> web.StreamResponse:
    """The report as an answer: 200 if all is well, else 503."""
    well, figures = await report(app, delivery, platforms)
    return web.json_response(figures, status=200 if well else 503)
