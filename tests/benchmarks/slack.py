"""Thirty people who answer every five seconds for a minute, on Slack and within its tiers.

`python -m tests.benchmarks.slack [people] [seconds]`: the real process against the strict local
Slack, which refuses what is too fast. Prints how long a tapped card took to change.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.platforms.slack.people import User
from tests.platforms.slack.server import SlackServer
from tests.platforms.slack.test_run import begin, join, program

EVERY = 5.0
SOON = 2.0


def _reads_otherwise(who: User, text: str) -> bool:
    return bool(who.last.text != text)


async def answers(server: SlackServer, who: User, begin: float, seconds: float) -> list[float]:
    """Taps the first answer of whatever is asked; gives how long each card took to change."""
    await asyncio.sleep(begin)
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        label = next((b for b in who.last.buttons if b.startswith("4 ") or b == "Skip"), "")
        if not label:
            break
        seen, at = who.last.text, time.monotonic()
        who.tap(who.last, label)
        await server.until(partial(_reads_otherwise, who, seen))
        took.append(time.monotonic() - at)
        await asyncio.sleep(max(0.0, EVERY - took[-1]))
    return took


@dataclass(frozen=True, slots=True)
class Measured:
    """How long each tapped card took to change (s), the calls meanwhile, and what was refused."""

    took: list[float]
    calls: Counter[str]
    refused: list[str]


async def measure(people: int, seconds: float) -> Measured:
    """A team that answers; the server refuses what is faster than Slack takes."""
    async with SlackServer() as server:
        server.limits = True
        boss = server.user("U900", "A. Mohammed")
        team = server.channel("C1", "registry", creator=boss)
        everybody = [server.user(f"U{n}", f"Person {n}") for n in range(1, people + 1)]
        with tempfile.TemporaryDirectory() as folder:
            async with program(Path(folder), server) as running:
                await running.says("ready")
                await begin(server, team, boss, people)
                await asyncio.gather(*(join(server, team, who) for who in everybody))
                before = len(server.journal)
                starts = (1.5 + EVERY * n / people for n in range(people))
                each = await asyncio.gather(
                    *(
                        answers(server, w, s, seconds)
                        for w, s in zip(everybody, starts, strict=True)
                    )
                )
                calls = Counter(call.method for call in server.journal[before:])
                await running.stop()
        refused = [call.error for call in server.refusals]
        return Measured(sorted(t for one in each for t in one), calls, refused)


def report(people: int, seconds: float, found: Measured) -> None:
    took = found.took
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"\n{people} people answered every {EVERY:g} s for {seconds:g} s: {len(took)} taps;")
    print(f"card changed after {middle * 1000:.0f} ms in the middle, {late * 1000:.0f} ms for all")
    print(f"but one in a hundred, {took[-1] * 1000:.0f} ms at most;", end=" ")
    print(f"{sum(t < SOON for t in took)} of {len(took)} within {SOON:g} s")
    print("calls:", ", ".join(f"{name} {n}" for name, n in found.calls.most_common()))
    print("refused:", found.refused or "none")


async def main(people: int, seconds: float) -> None:
    report(people, seconds, await measure(people, seconds))


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    asyncio.run(main(given[0] if given else 30, given[1] if len(given) > 1 else 60))
