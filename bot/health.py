"""Is it well? What `/health` says, for whoever watches over the process.

Numbers, and a sentence for each thing that is wrong: nothing about who takes part or what anybody
said. Everything is read from memory, so that asking costs nothing and changes nothing.
"""

from collections.abc import Iterator
from typing import Any

from aiohttp import web

from bot.app.app import OUT_OF_REACH
from bot.service import Service

STALE = 600.0
"""Seconds that a post may wait: rates and short outages do not make it so long."""

STUCK = 10.0
"""Seconds that the database may be at one group of jobs: it waits for a lock for five."""

REFUSED = 5
"""How many words of platforms are named: more would say the same of other messages."""


def report(service: Service) -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and the figures; times in seconds."""
    problems = dict(_problems(service))
    silent = {name: platform.silence() for name, platform in service.platforms.items()}
    queue = service.delivery.queue
    lasting = service.delivery.courier.faults.lasting.values()
    refused = dict.fromkeys(fault.said[-1] for fault in lasting)
    return not problems, {
        "ok": not problems,
        "bad": list(problems),
        "why": list(problems.values()),
        "refused": list(refused)[:REFUSED],
        "last_poll": {name: s if s is None else round(s, 1) for name, s in silent.items()},
        "queue": queue.length,
        "oldest_unsent": round(queue.oldest, 1),
        "database_writable": "database" not in problems,
    }


def _problems(service: Service) -> Iterator[tuple[str, str]]:
    """What is wrong, with a sentence each."""
    for name, platform in service.platforms.items():
        silence = platform.silence()
        if silence is not None and silence > OUT_OF_REACH:
            yield name, f"Nothing has been heard from {name} for {silence:.0f} s."
    waited = service.delivery.queue.oldest
    if waited > STALE:
        yield "posts", f"A message has waited {waited:.0f} s to be sent."
    pulse = service.store.pulse
    if pulse.busy > STUCK:
        yield "database", f"The database has not answered for {pulse.busy:.0f} s."
    elif pulse.trouble:
        why = pulse.trouble.removeprefix(f"{service.store.path}: ")  # which is nobody's business
        yield "database", f"The database takes nothing: {why}."
    elif pulse.broken:
        yield "database", f"One exercise cannot be read: {pulse.broken}"


async def answer(service: Service) -> web.StreamResponse:
    """The report as an answer: 200 if all is well, else 503."""
    well, figures = report(service)
    return web.json_response(figures, status=200 if well else 503)
