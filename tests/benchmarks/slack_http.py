"""Actions by signed HTTP through the whole program, beside a bare Bolt listener.

`python -m tests.benchmarks.slack_http`. An action is over once it is acknowledged and its message
replaced, by one call to its `response_url`, in both; in ours the answer is on the disk by then.
"""

import asyncio
import socket
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

import aiohttp

from tests.benchmarks import ready
from tests.benchmarks.process import Measured
from tests.benchmarks.table import Row, middle, ratio, show
from tests.benchmarks.tapper import SECRET
from tests.support.sheet import sealed_anew

ROUNDS = 5
SECONDS = 1.0
HANDS = (1, 16)
PEOPLE = 100
GOAL = 0.9

Found = dict[tuple[str, int], list[float]]


def to_slack(path: Path) -> None:
    """Everything that was played on the demo platform now happened on Slack."""
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE exercises SET platform = 'slack', place = 'C5'")
        db.execute(
            "UPDATE people SET platform = 'slack', account = 'T1:U' || account,"
            " address = 'U' || address"
        )
        sealed_anew(db)


def free_port() -> str:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return str(found.getsockname()[1])


async def measured() -> Found:
    """Actions per second, by contestant and hands, round by round. The first round warms up."""
    with tempfile.TemporaryDirectory() as name:
        folder, ports = Path(name), {each: free_port() for each in ("ours", "bare_bolt")}
        path = folder / "valuemap.db"
        await ready.exercise(path, PEOPLE, time.time() - 3600, answered=ready.ALL)
        cards = ready.message_of(path)
        to_slack(path)
        async with Measured("tests.benchmarks.tapper", folder) as tapper:
            address = f"http://127.0.0.1:{(await tapper.says('port')).split()[1]}"
            settings = {
                "SLACK_BOT_TOKEN": "xoxb-1-not-a-token",
                "SLACK_MODE": "http",
                "SLACK_SIGNING_SECRET": SECRET,
                "SLACK_API_BASE_URL": f"{address}/api/",
                "VALUEMAP_HTTP_LISTEN": f"127.0.0.1:{ports['ours']}",
            }
            bolt = ("tests.benchmarks.bots", folder, "bare_bolt", address, ports["bare_bolt"])
            async with Measured("bot", folder, "run", **settings) as ours, Measured(*bolt) as bare:
                await ours.says("ready")
                await bare.says("ready")
                return await _rounds(
                    address, ports, {str(p): ref for p, ref in cards.items()}, ready.key_of(path)
                )


async def _rounds(address: str, ports: dict[str, str], cards: dict[str, int], key: str) -> Found:
    found: Found = {(name, hands): [] for name in ports for hands in HANDS}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        for turn in range(ROUNDS + 1):
            for (name, hands), rates in found.items():
                asked = {"seconds": SECONDS if turn else 0.5, "at_once": hands, "people": cards}
                asked |= {"key": key if name == "ours" else ""}
                asked |= {
                    "data": ready.CHANGES,
                    "to": f"http://127.0.0.1:{ports[name]}/slack/events",
                }
                async with session.post(f"{address}/slack_run/{name}", json=asked) as answer:
                    answer.raise_for_status()
                    rates += [(await answer.json())["rate"]] if turn else []
    return found


def rows() -> list[Row]:
    """A line for each number of hands."""
    found = asyncio.run(measured())
    lines = []
    for hands in HANDS:
        mine, theirs = found["ours", hands], found["bare_bolt", hands]
        times = ratio(mine, theirs)
        rival = f"{middle(theirs):,.0f} (bare Bolt listener)"
        what = f"actions/s, {hands} at once"
        figure = f"{middle(mine):,.0f}"
        lines.append(Row("3 Slack", what, figure, rival, times, f">= {GOAL}", times >= GOAL))
    return lines


if __name__ == "__main__":
    show(rows())
