"""What a tap costs without any platform: from `handle` until it is durable, with 64 waiting.

`python -m tests.benchmarks.core`. Its cost should not depend on how many people an exercise has,
nor on how many exercises run. Once more with a disk that needs 10 ms to write, and with a look at
how long the event loop could not turn meanwhile. Rounds are interleaved: read the ratios.
"""

import asyncio
import gc
import itertools
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.app.app import App
from bot.app.library import loader
from bot.platforms.base import Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from dialogs.core import events as e
from dialogs.core.exercise import Exercise
from storage.store import Store, Tx
from tests.benchmarks import ready
from tests.benchmarks.table import Row, middle, ratio, show

WAITING = 64
TAPS = 1_500
ROUNDS = 5
FSYNC = 0.010
SMALLEST = (5, 1)
SIZES = (SMALLEST, (200, 1), (10_000, 1), (5, 100), (5, 1_000))
"""People in each exercise, and exercises."""

MOMENT = 1_795_438_800.0


class SlowDisk(Store[Exercise]):
    """A store whose disk takes its time at every commit."""

    def _ready(self) -> "Tx[Exercise]":
        tx = super()._ready()
        if "commit" not in vars(tx):
            commit = tx.commit

            def slow() -> None:
                time.sleep(FSYNC)
                commit()

            tx.commit = slow  # type: ignore[method-assign]
        return tx


@dataclass
class House:
    """A program on one database, with people who tap."""

    people: int
    exercises: int
    app: App
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def tap(self) -> Incoming:
        """The next tap: another exercise, another person, and in the end another answer."""
        n = next(self.numbers)
        exercise = n % self.exercises + 1
        person = n // self.exercises % self.people
        turn = n // self.exercises // self.people
        component = ready.COMPONENTS[1 + turn % 25]
        before = str(exercise) if exercise > 1 else ""
        who = ready.account(int(f"{before}{ready.FIRST + person}"))
        data = f"{exercise}.1.{component}.{(turn // 25 + turn) % 5 + 1}"
        signed = self.app.seal.sign(who.address, data)
        return Incoming("demo", f"t{n}", "", who, e.Tap(MOMENT + 60 + n / 100, signed))

    async def rate(self) -> float:
        """Taps per second, each durable before its hand taps again."""
        left = iter(range(TAPS))

        async def hand() -> None:
            for _ in left:
                assert (await self.app.handle([self.tap()])).durable

        begun = time.perf_counter()
        await asyncio.gather(*(hand() for _ in range(WAITING)))
        return TAPS / (time.perf_counter() - begun)


async def house(
    folder: Path, people: int, exercises: int, kind: Callable[..., Store[Exercise]] = Store
) -> House:
    path = folder / f"{people}-{exercises}-{kind.__name__}.db"
    await ready.exercise(path, people, MOMENT, shown=False)
    ready.multiply(path, exercises)
    store = kind(path, loader(ready.FILES))
    store.open()
    app = App(store, ready.FILES, {"demo": MemoryPlatform()}, lambda: MOMENT + 60)
    await app.recover()
    return House(people, exercises, app)


async def stall(turning: House) -> float:
    """The longest time, in seconds, in which the loop did not turn while people tapped."""
    task = asyncio.create_task(turning.rate())
    longest, last = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last - 0.001), now
    await task
    return longest


async def measured() -> tuple[dict[tuple[int, int], list[float]], list[float], list[float]]:
    """Taps per second by size, and on a slow disk; the longest stalls in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        houses = {size: await house(Path(folder), *size) for size in SIZES}
        slow = await house(Path(folder), 200, 1, SlowDisk)
        gc.freeze()  # as the program does once it has read what runs
        found: dict[tuple[int, int], list[float]] = {size: [] for size in SIZES}
        on_slow: list[float] = []
        stalls: list[float] = []
        for each in (*houses.values(), slow):
            await each.rate()
        for _ in range(ROUNDS):
            for size, each in houses.items():
                found[size].append(await each.rate())
            on_slow.append(await slow.rate())
            turning = houses[200, 1]
            stalls.append(await stall(turning))
        for each in (*houses.values(), slow):
            each.app.store.close()
    return found, on_slow, stalls


def rows() -> list[Row]:
    """A line for each size, the slow disk, and the loop."""
    found, on_slow, stalls = asyncio.run(measured())
    lines = []
    for size in SIZES:
        rate, dearer = middle(found[size]), ratio(found[SMALLEST], found[size])
        what = f"taps/s to durable, {WAITING} waiting, {size[0]:,} people x {size[1]:,} exercises"
        lines.append(Row("2 core", what, f"{rate:,.0f}", goal=">= 6,000", met=rate >= 6_000))
        if size != SMALLEST:
            cost = "the same: cost per tap against 5 x 1"
            smallest = f"{1e6 / middle(found[SMALLEST]):.0f} us"
            figure = f"{1e6 / rate:.0f} us"
            lines.append(Row("2 core", cost, figure, smallest, dearer, "<= 1.2", dearer <= 1.2))
    slow = f"taps/s, 200 x 1, {1000 * FSYNC:.0f} ms per commit"
    most = WAITING / FSYNC
    lines.append(
        Row("2 core", slow, f"{middle(on_slow):,.0f}", f"{most:,.0f} (64 each 10 ms)",
            middle(on_slow) / most)
    )  # fmt: skip
    lines.append(Row("2 core", "longest stall of the loop", f"{1000 * middle(stalls):.1f} ms"))
    return lines


if __name__ == "__main__":
    show(rows())
