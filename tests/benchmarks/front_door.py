"""Honest taps by signed HTTP while 64 connections send the worst they have, beside taps at peace.

Then the same while 1,500 connections each hold half a request open, and come back when they are
ended. `python -m tests.benchmarks.front_door`. A tap is over once it is acknowledged: it is on the
disk.
"""

import asyncio
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path

import aiohttp

from bot.platforms.seal import Seal
from tests.benchmarks import ready
from tests.benchmarks.process import Measured
from tests.benchmarks.slack_http import free_port, to_slack
from tests.benchmarks.table import Row, middle, show
from tests.benchmarks.tapper import SECRET, signed
from tests.support.signing import seal_of

ROUNDS = 3
SECONDS = 2.0
CONNECTIONS = 64
HALVES = 1500
PEOPLE = 100
PAUSE = 0.01
MOST = 3.0


@dataclass(slots=True)
class Found:
    """Seconds of every honest tap; memory of the program in MB, before and at its most seen."""

    peace: list[float] = field(default_factory=list)
    storm: list[float] = field(default_factory=list)
    memory: tuple[float, float] = (0.0, 0.0)

    @property
    def times(self) -> float:
        return middle(self.storm) / middle(self.peace)


class Honest:
    """Taps, one after the other, of people who take turns."""

    def __init__(self, address: str, port: str, cards: dict[int, int], seal: Seal) -> None:
        self._address, self._to = address, f"http://127.0.0.1:{port}/slack/events"
        self._seal = seal
        self._numbers, self._people = count(1), cycle(cards.items())
        self._data = cycle(f"1.1.{c}.{n}" for n in range(1, 6) for c in ready.COMPONENTS[1:])

    async def tap(self, session: aiohttp.ClientSession) -> float:
        """Seconds until it is acknowledged."""
        number, (person, ref) = next(self._numbers), next(self._people)
        answer = f"{self._address}/respond/ours/{person}/{number}"
        value = self._seal.sign(f"U{person}", next(self._data))
        body, headers = signed(person, str(ref), value, number, answer)
        begun = time.perf_counter()
        async with session.post(self._to, data=body, headers=headers) as acknowledged:
            acknowledged.raise_for_status()
        return time.perf_counter() - begun

    async def go_on(self, seconds: float) -> list[float]:
        """For so long; each by a connection of its own, as a platform that lost one does."""
        found, end = [], time.perf_counter() + seconds
        anew = aiohttp.TCPConnector(force_close=True)
        async with aiohttp.ClientSession(connector=anew) as session:
            while time.perf_counter() < end:
                found.append(await self.tap(session))
                await asyncio.sleep(PAUSE)
        return found


async def measured(*storms: tuple[str, ...]) -> list[Found]:
    """Peace and each of these storms take turns; the first round warms up."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        path = folder / "valuemap.db"
        await ready.exercise(path, PEOPLE, time.time() - 3600)
        cards = ready.message_of(path)
        to_slack(path)
        async with Measured("tests.benchmarks.tapper", folder) as tapper:
            address = f"http://127.0.0.1:{(await tapper.says('port')).split()[1]}"
            settings = {
                "SLACK_BOT_TOKEN": "xoxb-1-not-a-token",
                "SLACK_MODE": "http",
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_BASE_URL": f"{address}/api/",
                "VALUEMAP_HTTP_LISTEN": f"127.0.0.1:{port}",
            }
            async with Measured("bot", folder, "run", **settings) as ours:
                await ours.says("ready")
                honest = Honest(address, port, cards, seal_of(path))
                await honest.go_on(1.0)
                return [await _rounds(honest, ours, folder, port, *each) for each in storms]


async def _rounds(honest: Honest, ours: Measured, folder: Path, port: str, *storm: str) -> Found:
    found, before = Found(), ours.memory
    most = before
    for _ in range(ROUNDS):
        found.peace += await honest.go_on(SECONDS)
        async with Measured(
            "tests.benchmarks.storm", folder, "127.0.0.1", port, *storm
        ) as strangers:
            await strangers.says("storm")
            await honest.go_on(SECONDS)  # until it is in full swing
            found.storm += await honest.go_on(SECONDS)
            most = max(most, ours.memory)
    found.memory = before, most
    return found


def rows() -> list[Row]:
    """The median tap, the slow ones, and what each storm costs in memory."""
    worst, halves = asyncio.run(measured((str(CONNECTIONS),), (str(HALVES), "held")))
    lines = _lines(worst, f"{CONNECTIONS} connections of the worst", MOST)
    return lines + _lines(halves, f"{HALVES} half-sent requests")


def _lines(found: Found, storm: str, most: float | None = None) -> list[Row]:
    part, times = "K12 front door", found.times
    what = f"median tap beside {storm}"
    figure = f"{middle(found.storm) * 1e3:.1f} ms"
    rival = f"{middle(found.peace) * 1e3:.1f} ms (peace)"
    goal = (f"<= {most}", times <= most) if most else ()
    lines = [Row(part, what, figure, rival, times, *goal)]
    slow, usual = (statistics.quantiles(each, n=20)[-1] for each in (found.storm, found.peace))
    figure, rival = f"{slow * 1e3:.1f} ms", f"{usual * 1e3:.1f} ms (peace)"
    lines.append(Row(part, f"slowest twentieth beside {storm}", figure, rival, slow / usual))
    before, after = found.memory
    figure, rival = f"{after:.0f} MB", f"{before:.0f} MB (before)"
    lines.append(Row(part, f"memory beside {storm}", figure, rival, after / before))
    return lines


if __name__ == "__main__":
    show(rows())
