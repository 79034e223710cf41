"""A public round of ten people and of 2,000: `python -m tests.benchmarks.public`.

By the door that pages use: answers a second until durable; a question's page by HTTP when all have
answered; from the close of the last round until it is counted, assessed and may be shown.
"""

import asyncio
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bot.rehearsal.cast import story
from bot.rehearsal.citizens import Citizens
from tests.benchmarks.table import Row, middle, show
from tests.platforms.web.citizen import Citizen
from tests.platforms.web.served import Served
from tests.platforms.web.team import on_paper
from tests.platforms.web.test_public import DAY, opened, until

FEW, MANY = 10, 2000
AT_ONCE = 64
LOOKS = 50


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds: of an answer, of a page, of the assessment."""

    answer: float
    page: float
    assessment: float


async def measure(people: int) -> Took:
    with tempfile.TemporaryDirectory() as folder:
        async with Served(Path(folder)) as served:
            boss, path = await opened(served)
            await on_paper(served, 6, lambda _: "4")
            answer = await _answers(served, people)
            page = await _page(served, path)
            await served.pass_time(3.5 * DAY)
            await until(served, lambda x: "2" in x.stages)
            begun = time.perf_counter()
            await served.pass_time(1.5 * DAY)
            while "2" not in (await served.exercise()).results:
                pass
            assessment = time.perf_counter() - begun
            counted = (await served.exercise()).public
            assert counted
            assert counted.counted
            assert counted.counted.people == people
            await boss.browser.close()
    return Took(answer, page, assessment)


async def _answers(served: Served, people: int) -> float:
    """Everybody answers everything, so many at once."""
    x = await served.exercise()
    assert x.public
    public, door = x.public, served.website.public
    waiting = list(range(people))
    told = story(x.framework, "en")
    begun = time.perf_counter()

    async def one() -> None:
        while waiting:
            n = waiting.pop()
            citizen = Citizens(1, random.Random(n), told)
            await citizen.fill_in(door, public, x.framework.public, f"citizen {n}")

    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return (time.perf_counter() - begun) / people / len(x.framework.public)


async def _page(served: Served, path: str) -> float:
    """One more person's first question, again and again."""
    ana = Citizen(served, path)
    await ana.open()
    await ana.press("Start")
    took = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        await ana.open()
        took.append(time.perf_counter() - begun)
    await ana.browser.close()
    return middle(took)


def rows() -> list[Row]:
    """Ten people beside 2,000, in the same run."""
    few, many = (asyncio.run(measure(people)) for people in (FEW, MANY))
    per = f"{1 / few.answer:,.0f} ({FEW} people)"
    beside = [
        ("a question's page", few.page * 1000, many.page * 1000, "ms"),
        ("close to assessment, both", few.assessment * 1000, many.assessment * 1000, "ms"),
    ]
    first = Row(
        "public",
        f"answers/s to durable, {MANY:,} people, {AT_ONCE} at once",
        f"{1 / many.answer:,.0f}",
        per,
        few.answer / many.answer,
    )
    return [
        first,
        *(
            Row("public", f"{what}, {MANY:,} people", f"{b:.0f} {unit}", f"{a:.0f} {unit}", b / a)
            for what, a, b, unit in beside
        ),
    ]


if __name__ == "__main__":
    show(rows())
