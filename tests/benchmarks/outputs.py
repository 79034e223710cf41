"""How long do picture and report take, and does anybody have to wait for them meanwhile?

Run with `python -m tests.benchmarks.outputs`. The first of each is cold: a process of its own
draws, and templates and fonts are read. Held: the longest time that the event loop could not turn
while it was made; on a busy machine also while nothing is.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from bot.outputs.files import make
from bot.outputs.picture import png, svg
from dialogs import show
from dialogs.core.exercise import Exercise
from dialogs.core.post import File
from tests.benchmarks.table import Row
from tests.support.maps import varied

TURN = 0.001


async def held(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that work took in a thread, and the longest pause of the loop meanwhile."""
    task = asyncio.create_task(asyncio.to_thread(work))
    start = last = time.perf_counter()
    longest = 0.0
    while not task.done():
        await asyncio.sleep(TURN)
        now = time.perf_counter()
        longest, last = max(longest, now - last - TURN), now
    await task
    return time.perf_counter() - start, longest


def made(x: Exercise, key: str) -> None:
    """The file of a post."""
    file = show.show(x, key)
    assert isinstance(file, File)
    make(x, file)


async def measured() -> dict[str, tuple[float, float]]:
    """Seconds, and seconds that the loop was held, by what was made."""
    x, _, _ = varied()
    works: dict[str, Callable[[], object]] = {
        "nothing, for comparison": lambda: time.sleep(1),
        "picture, cold": partial(made, x, "picture/en"),
        "picture, kept": partial(made, x, "picture/en"),
        "report, cold": partial(made, x, "report/en"),
        "report, kept": partial(made, x, "report/en"),
    }
    return {name: await held(work) for name, work in works.items()}


def rows() -> list[Row]:
    """Lines of the table."""
    found = asyncio.run(measured())
    return [
        Row("5 outputs", name, f"{took:.3f} s; loop held {1000 * longest:.0f} ms")
        for name, (took, longest) in found.items()
    ]


def main() -> None:
    """Print what was measured."""
    for name, (took, longest) in asyncio.run(measured()).items():
        print(f"{name}: {took:.3f} s; loop held {1000 * longest:.1f} ms")
    _, found, words = varied()
    image = png(svg(found, words))
    print(f"picture: {len(image)} bytes, {int.from_bytes(image[16:20], 'big')} px wide")


if __name__ == "__main__":
    main()
