"""Taps through the whole program, over loopback HTTP, beside what a user would pick instead.

`python -m tests.benchmarks.telegram`. A tap is over once its query is answered and its card edited;
in ours the answer is on the disk by then. All contestants are processes, run at the same time, and
take turns, so a slow moment of the machine meets them all. aiogram takes part where it is
installed; it is no dependency of ours.
"""

import asyncio
import importlib.util
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp

from tests.benchmarks import ready
from tests.benchmarks.bots import CONTESTANTS, PEOPLE
from tests.benchmarks.process import Measured
from tests.benchmarks.table import Row, middle, ratio, show

ROUNDS = 5
SECONDS = 1.5
HANDS = (1, 16)
NAMES = {
    "bare_aiohttp": "bare handler, aiohttp",
    "bare_httpx": "bare handler, httpx",
    "conversation": "ConversationHandler + PicklePersistence",
    "aiogram": "aiogram 3, memory FSM",
}
GOALS = {("bare_aiohttp", 1): 0.9, ("bare_aiohttp", 16): 0.9, ("bare_httpx", 16): 3.0}
GOALS |= {("conversation", 1): 10.0, ("conversation", 16): 10.0}

RIVALS = tuple(NAMES)

Found = dict[tuple[str, int], list[float]]


def taking_part() -> list[str]:
    """Everybody of them who is installed, ours first."""
    aiogram = importlib.util.find_spec("aiogram") is not None
    rivals = [name for name in CONTESTANTS if name in RIVALS and (name != "aiogram" or aiogram)]
    return [next(iter(CONTESTANTS)), *rivals]


def token(name: str) -> str:
    return f"{100 + list(CONTESTANTS).index(name)}:{'A' * 35}"


@asynccontextmanager
async def contest(folder: Path) -> AsyncIterator[tuple[str, dict[str, int], str]]:
    """The local Telegram and all bots, running: the address, and who has which card."""
    path = folder / "valuemap.db"
    await ready.exercise(path, PEOPLE, time.time() - 3600)
    ready.to_telegram(path)
    cards = {str(person): ref for person, ref in ready.message_of(path).items()}
    async with AsyncExitStack() as stack:
        tapper = await stack.enter_async_context(Measured("tests.benchmarks.tapper", folder))
        address = f"http://127.0.0.1:{(await tapper.says('port')).split()[1]}"
        for name in taking_part():
            words = ("tests.benchmarks.bots", folder, name, f"{address}/bot")
            bot = await stack.enter_async_context(Measured(*words))
            await bot.says("ready")
        yield address, cards, ready.key_of(path)


async def measure(address: str, cards: dict[str, int], key: str) -> Found:
    """Taps per second, by contestant and hands, round by round. The first round warms up."""
    found: Found = {(name, hands): [] for name in taking_part() for hands in HANDS}
    data = [f"1.1.{c}.{score}" for score in range(1, 6) for c in ready.COMPONENTS[1:]]
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        for turn in range(ROUNDS + 1):
            for (name, hands), rates in found.items():
                asked: dict[str, object] = {"seconds": SECONDS if turn else 0.5, "at_once": hands}
                asked |= {"people": cards, "data": data, "key": key if name == "ours" else ""}
                async with session.post(f"{address}/run/{token(name)}", json=asked) as answer:
                    answer.raise_for_status()
                    rates += [(await answer.json())["rate"]] if turn else []
    return found


async def contested() -> Found:
    with tempfile.TemporaryDirectory() as folder:
        async with contest(Path(folder)) as contestants:
            return await measure(*contestants)


def rows() -> list[Row]:
    """A line for each rival and number of hands."""
    found = asyncio.run(contested())
    lines = []
    for name, label in ((name, NAMES[name]) for name in RIVALS):
        for hands in HANDS:
            what, mine = f"taps/s, {hands} at once", found["ours", hands]
            if (theirs := found.get((name, hands))) is None:
                lines.append(Row("1 Telegram", what, f"{middle(mine):,.0f}", f"{label}: skipped"))
                continue
            times, goal = ratio(mine, theirs), GOALS.get((name, hands))
            rival = f"{middle(theirs):,.0f} ({label})"
            wanted = f">= {goal:g}" if goal else ""
            met = times >= goal if goal else None
            lines.append(Row("1 Telegram", what, f"{middle(mine):,.0f}", rival, times, wanted, met))
    return lines


if __name__ == "__main__":
    show(rows())
