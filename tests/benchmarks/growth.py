"""How costs grow: `python -m tests.benchmarks.growth`.

Processor time of a start by how many exercises run and by how many posts wait, of the first tap in
one of them, and of an assessment by how many people answered. The slope says to which power of the
number the cost grows, from the smallest to the largest: 0 is flat, 1 in proportion.
"""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from functools import partial
from math import log
from pathlib import Path

from bot.platforms.base import Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.service import Service, assemble
from dialogs.core import events as e
from framework.assess import assess
from tests.benchmarks import ready
from tests.benchmarks.assessment import team
from tests.benchmarks.table import Row, show

EXERCISES = (1, 10, 100, 1_000, 10_000)
POSTS = (10, 100, 1_000, 10_000)
PEOPLE = (10, 100, 1_000, 10_000)
TEAM = 3
TIMES = 5
MOMENT = 1_795_438_800.0

Costs = Mapping[int, float]


def service(path: Path) -> Service:
    """The parts put together on a copy, with a platform in memory that nobody listens to."""
    fresh = path.with_name("fresh.db")
    shutil.copy(path, fresh)
    store = ready.database(fresh)
    return assemble(store, ready.FILES, {"demo": MemoryPlatform()}, now=lambda: MOMENT + 60)


async def spent(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of processor time, of all threads."""
    begun = time.process_time()
    await work()
    return 1000 * (time.process_time() - begun)


async def start(path: Path) -> tuple[float, float]:
    """What a start takes, but for opening the file, and then the first tap."""
    parts = service(path)
    begin = await spent(parts.app.recover)
    who = ready.account(ready.FIRST)
    signed = parts.app.seal.sign(who.address, f"1.1.{ready.COMPONENTS[1]}.3")
    tap = Incoming("demo", "t1", "", who, e.Tap(MOMENT + 60, signed))
    first = await spent(lambda: parts.app.handle([tap]))
    parts.store.close()
    return begin, first


async def least(path: Path) -> tuple[float, float]:
    """The best of some: what others do on the machine is no cost of ours."""
    found = [await start(path) for _ in range(TIMES)]
    return min(begin for begin, _ in found), min(first for _, first in found)


def waiting(path: Path, posts: int) -> None:
    """So many messages of different exercises are to be looked at."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE posts SET wanted = sent")
        db.execute(
            "UPDATE posts SET wanted = sent + 1 WHERE rowid IN"
            " (SELECT rowid FROM posts ORDER BY key, exercise LIMIT ?)",
            (posts,),
        )


async def assessment(people: int) -> float:
    """What an assessment takes, the best of some."""
    framework = ready.FILES.packs["public_value"]
    answers = team(framework, people)
    work = partial(asyncio.to_thread, assess, framework, answers)
    return min([await spent(work) for _ in range(TIMES)])


async def measured() -> dict[str, Costs]:
    """Milliseconds by what was measured and how many there were."""
    starts, taps, posts = {}, {}, {}
    with tempfile.TemporaryDirectory() as name:
        one = Path(name) / "one.db"
        await ready.exercise(one, TEAM, MOMENT)
        path = Path(name) / "many.db"
        for exercises in EXERCISES:
            shutil.copy(one, path)
            ready.multiply(path, exercises)
            starts[exercises], taps[exercises] = await least(path)
        for number in POSTS:
            waiting(path, number)
            posts[number], _ = await least(path)
    people = {number: await assessment(number) for number in PEOPLE}
    return {
        "start, by exercises": starts,
        "first tap after it, by exercises": taps,
        "start, by posts that wait": posts,
        "assessment, by people": people,
    }


GOALS = {"start, by exercises": 0.1, "first tap after it, by exercises": 0.1}
ELSE = 1.0
"""In proportion, and no worse."""


def rows() -> list[Row]:
    """A line for each: what it costs with each number, and the slope."""
    lines = []
    for what, costs in asyncio.run(measured()).items():
        few, many = min(costs), max(costs)
        slope = log(costs[many] / costs[few]) / log(many / few)
        figure = " · ".join(f"{cost:.3g}" for cost in costs.values())
        numbers = " · ".join(f"{number:,}" for number in costs)
        goal = GOALS.get(what, ELSE)
        lines.append(
            Row("growth", f"{what}: {numbers}", f"{figure} ms", "slope:", slope,
                f"<= {goal:g}", slope <= goal)
        )  # fmt: skip
    return lines


if __name__ == "__main__":
    show(rows())
