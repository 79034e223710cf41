"""One person writes thousands of texts: what each costs does not grow with how many there were.

What is done is counted (calls, statements), never timed.
"""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.platforms.base import Account, Incoming
from bot.platforms.memory.adapter import MemoryPlatform
from bot.rehearsal.rehearsal import Rehearsal
from dialogs.core import events as e
from dialogs.core.post import Post
from tests.support.office import LIBRARY, MONDAY, Office, colleague

WRITER = colleague(1)
FEW, MANY, SOME = 100, 1000, 50
"""Texts that wait already, first and later; and of how many more the work is counted."""


class Slow(MemoryPlatform):
    """Whoever floods has a chat in which a message takes until it is let through."""

    def __init__(self) -> None:
        super().__init__()
        self.through = asyncio.Event()
        self.through.set()

    async def send(self, address: str, post: Post, key: str) -> str:
        if address == WRITER.address:
            await self.through.wait()
        return await super().send(address, post, key)


class Counted:
    """Calls made by this thread and by the store's, while it is counted."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.on = False

    def see(self, frame: FrameType, event: str, of: Any) -> None:
        if self.on and event in ("call", "c_call"):
            self.calls["all"] += 1
            if event == "c_call" and of.__name__ == "execute":
                self.calls["statements"] += 1

    @contextmanager
    def during(self) -> Iterator[Counter[str]]:
        self.calls = Counter()
        self.on = True
        yield self.calls
        self.on = False


@pytest.fixture
def counted() -> Iterator[Counted]:
    counting = Counted()
    before = sys.getprofile()
    threading.setprofile(counting.see)
    sys.setprofile(counting.see)
    yield counting
    sys.setprofile(before)
    threading.setprofile(None)


async def write(theatre: Rehearsal, who: Account, number: int) -> None:
    """A text that nothing asked for arrives; what it sets going is not waited for."""
    theatre.now += 0.01
    event = e.Wrote(theatre.now, f"thought {number}")
    assert await theatre.service.handle([Incoming("demo", f"w{number}", "", who, event)])


async def flooded(folder: Path) -> tuple[Office, Slow]:
    slow = Slow()
    theatre = Rehearsal(folder / "valuemap.db", MONDAY, library=LIBRARY, demo=slow)
    desk = Office(folder, theatre)
    await desk.begin()
    await desk.joins(WRITER)
    slow.through.clear()
    return desk, slow


async def test_a_text_costs_the_same_however_many_wait(tmp_path: Path, counted: Counted) -> None:
    desk, slow = await flooded(tmp_path)
    theatre, found, number = desk.theatre, [], 0
    for waiting in (FEW, MANY):
        while number < waiting:
            number += 1
            await write(theatre, WRITER, number)
        with counted.during() as calls:
            for _ in range(SOME):
                number += 1
                await write(theatre, WRITER, number)
        found.append(calls)
    assert theatre.service.delivery.queue.length > MANY
    few, many = found
    assert few["statements"] > SOME
    assert many["statements"] <= 1.1 * few["statements"]
    assert many["all"] <= 1.2 * few["all"], "the work grows with what waits"
    slow.through.set()
    await desk.ends()
    texts = (await desk_exercise(theatre)).people
    assert any(len(p.held) == number for p in texts.values())


async def desk_exercise(theatre: Rehearsal) -> Any:
    theatre.open()
    try:
        return await theatre.store.run(lambda tx: tx.exercise(1))
    finally:
        theatre.store.close()


@pytest.mark.soak
async def test_what_waits_goes_at_the_same_cost_however_much_it_is(
    tmp_path: Path, counted: Counted
) -> None:
    costs = []
    for waiting in (FEW, MANY):
        folder = tmp_path / str(waiting)
        folder.mkdir()
        desk, slow = await flooded(folder)
        for number in range(waiting):
            await write(desk.theatre, WRITER, number)
        with counted.during() as calls:
            slow.through.set()
            await desk.theatre.settle()
        costs.append(calls["all"] / waiting)
        await desk.ends()
    few, many = costs
    assert many <= 1.5 * few, "the work grows with what waits"
