"""Is it well? What `/health` says, for whoever watches over the process.

Numbers only: nothing about who takes part or what anybody said.
"""

import asyncio
from typing import Any

from aiohttp import web

from bot.app.app import OUT_OF_REACH
from bot.service import Service
from storage.store import StoreError

STALE = 600.0
"""Seconds that a post may wait: rates and short outages do not make it so long."""

PATIENCE = 2.0
"""Seconds within which the database must take something."""


async def report(service: Service) -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and the figures; times in seconds."""
    silent = {name: platform.silence() for name, platform in service.platforms.items()}
    bad = [
        name for name, seconds in silent.items() if seconds is not None and seconds > OUT_OF_REACH
    ]
    queue = service.delivery.queue
    if queue.oldest > STALE:
        bad.append("posts")
    writable = await _writable(service)
    if not writable:
        bad.append("database")
    return not bad, {
        "ok": not bad,
        "bad": bad,
        "why": [_why(name, silent.get(name), queue.oldest) for name in bad],
        "refused": [fault.said for fault in service.delivery.courier.faults.lasting.values()][:5],
        "last_poll": {name: s if s is None else round(s, 1) for name, s in silent.items()},
        "queue": queue.length,
        "oldest_unsent": round(queue.oldest, 1),
        "database_writable": writable,
    }


def _why(what: str, silence: float | None, oldest: float) -> str:
    """What is wrong, in a sentence."""
    if what == "posts":
        return f"a message has waited for {round(oldest)} s to be taken"
    if what == "database":
        return "the database takes nothing: is the disk full, or the file locked?"
    return f"{what} has not been heard of for {round(silence or 0)} s"


async def _writable(service: Service) -> bool:
    """Whether something can be written down now. It takes a real write to know."""
    try:
        async with asyncio.timeout(PATIENCE):
            await service.store.run(lambda tx: tx.block("", "health", service.app.now()))
    except (StoreError, TimeoutError):
        return False
    return True


async def answer(service: Service) -> web.StreamResponse:
    """The report as an answer: 200 if all is well, else 503."""
    well, figures = await report(service)
    return web.json_response(figures, status=200 if well else 503)
