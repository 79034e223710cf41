"""Thirty people who answer every five seconds for a minute, on Slack and within its tiers.

`python -m tests.benchmarks.slack [people] [seconds]`: the real process against the strict local
Slack, which refuses what is too fast. Prints how long a tapped card took to change.
"""

import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.platforms.slack_people import User
from tests.platforms.slack_server import SlackServer
from tests.test_slack_run import join, program, set_up

EVERY = 5.0


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
        await server.until(lambda text=seen: who.last.text != text)
        took.append(time.monotonic() - at)
        await asyncio.sleep(max(0.0, EVERY - took[-1]))
    return took


async def main(people: int, seconds: float) -> None:
    async with SlackServer() as server:
        server.limits = True
        boss = server.user("U900", "A. Mohammed")
        team = server.channel("C1", "registry", creator=boss)
        everybody = [server.user(f"U{n}", f"Person {n}") for n in range(1, people + 1)]
        with tempfile.TemporaryDirectory() as folder:
            async with program(Path(folder), server) as running:
                await running.says("ready")
                await set_up(server, team, boss, str(people))
                await asyncio.gather(*(join(server, team, who) for who in everybody))
                print(
                    f"{people} joined; they answer every {EVERY:g} s for {seconds:g} s", flush=True
                )
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
        report(sorted(t for one in each for t in one), calls, server)


def report(took: list[float], calls: Counter[str], server: SlackServer) -> None:
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"{len(took)} taps; card changed after {middle * 1000:.0f} ms in the middle,")
    print(f"{late * 1000:.0f} ms for all but one in a hundred, {took[-1] * 1000:.0f} ms at most")
    print("calls:", ", ".join(f"{name} {n}" for name, n in calls.most_common()))
    print("refused:", [call.error for call in server.refusals] or "none")


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    asyncio.run(main(given[0] if given else 30, given[1] if len(given) > 1 else 60))
