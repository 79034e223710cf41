"""What one tap costs, in an exercise of five people and in one of two hundred.

The whole core on a real database: `handle` until the answer is durable, then the card rendered
and put on view. Rounds are interleaved, since machines are noisy: read the ratio.
"""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.platforms.base import Account
from bot.rehearsal.rehearsal import Rehearsal
from tests.support.office import CHOSEN

TAPS = 200
ROUNDS = 7
SIZES = (5, 200)


def account(n: int) -> Account:
    return Account(f"p{n}", f"Person {n}", "en", f"p{n}")


async def team(folder: Path, people: int) -> Rehearsal:
    """An exercise in which everybody has answered 25 questions, the last person none."""
    theatre = Rehearsal(folder / f"{people}.db", 1_795_438_800.0)
    await theatre.start()
    theatre.demo.administrators.add("boss")
    boss = Account("boss", "Boss", "en", "boss")
    await theatre.writes(boss, "/new", theatre.place)
    await theatre.taps(boss, "Set it up")
    for text in (
        "a chatbot",
        "the Civil Registry",
        "Nobody queues.",
        "the Minister",
        "a pilot",
        "A situation.",
    ):
        await theatre.writes(boss, text)
        if text in CHOSEN:
            await theatre.taps(boss, CHOSEN[text])
    await theatre.taps(boss, "Live")
    await theatre.taps(boss, "1.langs.en")
    await theatre.writes(boss, str(people + 10))
    await theatre.writes(boss, "R. Khan")
    await theatre.taps(boss, "Post it")
    components = [c.id for c in theatre.library.pack(_pack(theatre)).components]
    for n in range(people):
        await theatre.taps(account(n), "Take part")
        if n:
            for component in components[1:]:
                await tap(theatre, account(n), component, n % 5 + 1)
    return theatre


def _pack(theatre: Rehearsal) -> str:
    return theatre.library.newest("pack", "public_value")


async def tap(theatre: Rehearsal, who: Account, component: str, score: int) -> None:
    theatre.now = round(theatre.now + 2, 3)
    await theatre.sends(who, f"1.1.{component}.{score}")


async def measure(theatre: Rehearsal, turn: int) -> float:
    """Seconds for one tap, with the card on view, on average over a round."""
    who = account(0)
    components = [c.id for c in theatre.library.pack(_pack(theatre)).components][1:]
    began = time.perf_counter()
    for n in range(TAPS):
        component = components[n % len(components)]
        await tap(theatre, who, component, (n + turn) % 5 + 1)
    return (time.perf_counter() - began) / TAPS


async def run() -> dict[int, float]:
    """The median seconds of a tap by the number of people."""
    with tempfile.TemporaryDirectory() as folder:
        teams = {size: await team(Path(folder), size) for size in SIZES}
        found: dict[int, list[float]] = {size: [] for size in SIZES}
        for turn in range(ROUNDS):
            for size, theatre in teams.items():
                found[size].append(await measure(theatre, turn))
        for theatre in teams.values():
            await theatre.stop()
    return {size: statistics.median(times) for size, times in found.items()}


def main() -> None:
    """Print the table."""
    found = asyncio.run(run())
    small, large = (found[size] for size in SIZES)
    print(f"one tap, to durable and on view, 5 people:                    {small * 1e3:.2f} ms")
    print(f"one tap, to durable and on view, 200 people, ~5,000 answers:  {large * 1e3:.2f} ms")
    print(f"ratio: {large / small:.2f} (goal: at most 1.3)")


if __name__ == "__main__":
    main()
