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
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from tests.benchmarks import ready
from tests.benchmarks.bots import CONTESTANTS, PEOPLE
from tests.benchmarks.process import Measured
from tests.benchmarks.table import Row, middle, ratio, show

ROUNDS = 5
SECONDS = 1.0
HANDS = (1, 16)
NAMES = {
    "bare_aiohttp": "bare handler, aiohttp",
    "bare_httpx": "bare handler, httpx",
    "conversation": "ConversationHandler + PicklePersistence",
    "aiogram": "aiogram 3, memory FSM",
}
GOALS = {("bare_aiohttp", 1): 0.8, ("bare_aiohttp", 16): 0.95, ("bare_httpx", 16): 3.0}
GOALS |= {("conversation", 1): 10.0, ("conversation", 16): 10.0}

RIVALS = tuple(NAMES)

PROCESSOR = 1.3
"""What a tap may take of the processor, as often as that of the bare handler over aiohttp."""


@dataclass
class Round:
    """What was found for one contestant and so many hands, round by round."""

    rates: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)  # seconds a tap


Found = dict[tuple[str, int], Round]
Bots = dict[str, Measured]


def taking_part() -> list[str]:
    """Everybody of them who is installed, ours first."""
    aiogram = importlib.util.find_spec("aiogram") is not None
    rivals = [name for name in CONTESTANTS if name in RIVALS and (name != "aiogram" or aiogram)]
    return [next(iter(CONTESTANTS)), *rivals]


def token(name: str) -> str:
    return f"{100 + list(CONTESTANTS).index(name)}:{'A' * 35}"


@asynccontextmanager
async def contest(folder: Path) -> AsyncIterator[tuple[str, dict[str, int], str, Bots]]:
    """The local Telegram and all bots, running: the address, who has which card, the bots."""
    path = folder / "valuemap.db"
    await ready.exercise(path, PEOPLE, time.time() - 3600, answered=ready.ALL)
    ready.to_telegram(path)
    cards = {str(person): ref for person, ref in ready.message_of(path).items()}
    async with AsyncExitStack() as stack:
        tapper = await stack.enter_async_context(Measured("tests.benchmarks.tapper", folder))
        address = f"http://127.0.0.1:{(await tapper.says('port')).split()[1]}"
        bots: Bots = {}
        for name in taking_part():
            words = ("tests.benchmarks.bots", folder, name, f"{address}/bot")
            bots[name] = await stack.enter_async_context(Measured(*words))
            await bots[name].says("ready")
        yield address, cards, ready.key_of(path), bots


async def measure(address: str, cards: dict[str, int], key: str, bots: Bots) -> Found:
    """What was found by contestant and hands. The first round warms up."""
    found: Found = {(name, hands): Round() for name in taking_part() for hands in HANDS}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        for turn in range(ROUNDS + 1):
            for (name, hands), each in found.items():
                before = bots[name].processor
                asked: dict[str, object] = {"seconds": SECONDS if turn else 0.5, "at_once": hands}
                asked |= {"people": cards, "data": ready.CHANGES}
                asked |= {"key": key if name == "ours" else ""}
                async with session.post(f"{address}/run/{token(name)}", json=asked) as answer:
                    answer.raise_for_status()
                    did = await answer.json()
                if turn:
                    each.rates.append(did["rate"])
                    each.processor.append((bots[name].processor - before) / did["taps"])
    return found


async def contested() -> Found:
    with tempfile.TemporaryDirectory() as folder:
        async with contest(Path(folder)) as contestants:
            return await measure(*contestants)


def rows() -> list[Row]:
    """A line for each rival and number of hands; what a tap takes beside the barest of them."""
    found = asyncio.run(contested())
    lines = [_rates(found, name, hands) for name in RIVALS for hands in HANDS]
    bare = RIVALS[0]
    return lines + [_processor(found, bare, hands) for hands in HANDS if (bare, hands) in found]


def _rates(found: Found, name: str, hands: int) -> Row:
    what, mine = f"taps/s, {hands} at once", found["ours", hands].rates
    if (name, hands) not in found:
        return Row("1 Telegram", what, f"{middle(mine):,.0f}", f"{NAMES[name]}: skipped")
    theirs = found[name, hands].rates
    times, goal = ratio(mine, theirs), GOALS.get((name, hands))
    rival = f"{middle(theirs):,.0f} ({NAMES[name]})"
    wanted, met = (f">= {goal:g}", times >= goal) if goal else ("", None)
    return Row("1 Telegram", what, f"{middle(mine):,.0f}", rival, times, wanted, met)


def _processor(found: Found, name: str, hands: int) -> Row:
    mine, theirs = found["ours", hands].processor, found[name, hands].processor
    what, times = f"processor time per tap, {hands} at once", ratio(mine, theirs)
    figure, rival = f"{1e6 * middle(mine):,.0f} us", f"{1e6 * middle(theirs):,.0f} us"
    goal, met = f"<= {PROCESSOR}", times <= PROCESSOR
    return Row("1 Telegram", what, figure, f"{rival} ({NAMES[name]})", times, goal, met)


if __name__ == "__main__":
    show(rows())
