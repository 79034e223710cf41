"""How long the program takes from its start to `ready`, and how much memory it holds after that.

`python -m tests.benchmarks.start`: with an empty database, and with ten thousand running exercises
of about 260 facts each. Telegram is a local process. Memory is read where /proc tells it, once the
files are read that a start does not wait for.
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
from tests.benchmarks.table import Row, middle, ratio, show

ROUNDS = 3
EXERCISES = 10_000
GOALS = (
    ("s", "start to ready", 1.0),
    ("MB", "resident memory", 70.0),
    ("s", "processor time to ready", 1.0),
)
DEARER = 1.2
"""As fast as with none, but for what a measurement is off."""
TEAM, ANSWERED = 9, 25
TOKEN = f"100:{'A' * 35}"


async def full(path: Path) -> int:
    """A database with ten thousand running exercises; gives how many facts it has."""
    await ready.exercise(path, TEAM, time.time() - 3600, answered=ANSWERED)
    ready.to_telegram(path)
    ready.multiply(path, EXERCISES)
    with closing(sqlite3.connect(path)) as db:
        [(facts,)] = db.execute("SELECT count(*) FROM facts")
    return int(facts)


async def start(folder: Path, address: str) -> tuple[float, float, float]:
    """Seconds to `ready`, MB held once all is read, seconds of processor time to `ready`."""
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": f"{address}/bot"}
    begun = time.perf_counter()
    async with Measured("tests.benchmarks.shipped", folder, "run", **settings) as program:
        await program.says("ready")
        took, worked = time.perf_counter() - begun, program.processor
        await program.rests()
        return took, program.memory, worked


Found = list[tuple[float, float, float]]


async def measured() -> tuple[int, Found, Found]:
    """Facts in the large database; what `start` gives with none, and with them."""
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
    """Seconds and memory, empty and full; full against empty, round by round."""
    facts, none, many = asyncio.run(measured())
    full_one = f"{EXERCISES:,} exercises, {facts:,} facts"
    lines = []
    for n, (unit, what, goal) in enumerate(GOALS):
        empty, held = ([each[n] for each in found] for found in (none, many))
        few, lots = middle(empty), middle(held)
        dearer = ratio(held, empty)
        lines += [
            Row("4 start", f"{what}, empty database", f"{few:.2f} {unit}",
                goal=f"< {goal:g} {unit}", met=few < goal),
            Row("4 start", f"{what}, {full_one}", f"{lots:.2f} {unit}",
                f"{few:.2f} (with none)", dearer, f"<= {DEARER:g}", dearer <= DEARER),
        ]  # fmt: skip
    return lines


if __name__ == "__main__":
    show(rows())
