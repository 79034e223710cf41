"""How long the program takes from its start to `ready`, and how much memory it then holds.

`python -m tests.benchmarks.start`: with an empty database, and with a thousand running exercises
of about 260 facts each. Telegram is a local process. Memory is read where /proc tells it.
"""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from tests.benchmarks import ready
from tests.benchmarks.process import Measured
from tests.benchmarks.table import Row, middle, show

ROUNDS = 5
EXERCISES = 1_000
TEAM, ANSWERED = 9, 25
TOKEN = f"100:{'A' * 35}"


async def full(path: Path) -> int:
    """A database with a thousand running exercises; gives how many facts it has."""
    await ready.exercise(path, TEAM, time.time() - 3600, answered=ANSWERED)
    ready.to_telegram(path)
    ready.multiply(path, EXERCISES)
    with closing(sqlite3.connect(path)) as db:
        [(facts,)] = db.execute("SELECT count(*) FROM facts")
    return int(facts)


async def start(folder: Path, address: str) -> tuple[float, float]:
    """Seconds to `ready`, and MB held then."""
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": f"{address}/bot"}
    begun = time.perf_counter()
    async with Measured("bot", folder, "run", **settings) as program:
        await program.says("ready")
        return time.perf_counter() - begun, program.memory


async def measured() -> tuple[int, list[tuple[float, float]], list[tuple[float, float]]]:
    """Facts in the large database; seconds and MB with none, and with them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        facts = await full(folder / "valuemap.db")
        none, many = [], []
        async with Measured("tests.benchmarks.tapper", folder) as tapper:
            address = f"http://127.0.0.1:{(await tapper.says('port')).split()[1]}"
            for turn in range(ROUNDS + 1):
                empty = folder / f"empty{turn}"
                empty.mkdir()
                each = await start(empty, address), await start(folder, address)
                shutil.rmtree(empty)
                if turn:
                    none.append(each[0])
                    many.append(each[1])
    return facts, none, many


def rows() -> list[Row]:
    """Seconds and memory, empty and full."""
    facts, none, many = asyncio.run(measured())
    lines = []
    goals = {"empty database": (none, 1.5, 120)}
    goals[f"{EXERCISES:,} exercises, {facts:,} facts"] = (many, 6.0, 400)
    for what, (found, seconds, memory) in goals.items():
        took, held = (middle([each[n] for each in found]) for n in (0, 1))
        lines += [
            Row("4 start", f"start to ready, {what}", f"{took:.2f} s", goal=f"< {seconds:g} s",
                met=took < seconds),
            Row("4 start", f"resident memory, {what}", f"{held:.0f} MB", goal=f"< {memory} MB",
                met=held < memory),
        ]  # fmt: skip
    return lines


if __name__ == "__main__":
    show(rows())
