"""Nine people in a real browser, each by clicks alone: a whole week, and a live session."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.platforms.web.chromium import Reader, needed
from tests.platforms.web.served import Served
from tests.platforms.web.test_chromium import set_up, until_the_map

pytestmark = [needed, pytest.mark.soak, pytest.mark.asyncio(loop_scope="module")]

NAMES = ("Ana", "Ben", "Carla", "Dario", "Ester", "Fay", "Gil", "Hana", "Ian")
DAY = 86400
DISPUTED = "costs people their jobs"
"""Part of the question on which they differ."""


@pytest_asyncio.fixture(loop_scope="module")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with Served(tmp_path) as served:
        yield served


async def answers(reader: Reader, number: int) -> None:
    """Answer card after card until nothing is asked any more."""
    while label := _choice(before := await reader.text(), number):
        await reader.button(label).click()
        await reader.page.wait_for_function(MOVED, arg=before)


ASKS = re.compile(r"question \d+ of \d+", re.IGNORECASE)

MOVED = """before => document.querySelector('#me article').innerText !== before
|| document.querySelector('#said').innerText"""


def _choice(text: str, number: int) -> str:
    if "Should we go ahead with" in text:
        return "Pilot first"
    if "change your view" in text:
        return "No change"
    if ASKS.search(text):
        return str(1 + 4 * (number % 2)) if DISPUTED in text else "4"
    return ""


async def every(people: list[Reader], room: str) -> None:
    """Each opens the room, and answers what is asked."""
    for each in people:
        await each.open(room)
    await asyncio.gather(*(answers(each, n) for n, each in enumerate(people)))


async def joined(browser: Any, room: str) -> list[Reader]:
    people = [await Reader.of(browser) for _ in NAMES]
    for each, name in zip(people, NAMES, strict=True):
        await each.join(room, name)
        await each.tap("Start")
    await every(people, room)
    return people


async def read_by_all(people: list[Reader], room: str) -> None:
    for each in people:
        await each.open(room)
        assert await each.page.locator("#group img").count() == 1
        assert "what 9 of 14 colleagues see" in await each.page.locator("#group").inner_text()
        assert each.errors == []


async def test_a_live_session(served: Served, browser: Any) -> None:
    boss = await Reader.of(browser)
    room = await set_up(boss, served.url)
    people = await joined(browser, room)
    await boss.open(room)
    await boss.tap("Close now")
    await boss.tap("Close it")
    await until(served, boss, room, "We differ on")
    await every(people, room)
    await until_the_map(served, boss, room)
    await read_by_all(people, room)


async def test_a_week(served: Served, browser: Any) -> None:
    boss = await Reader.of(browser)
    room = await set_up(boss, served.url, "Monday")
    people = await joined(browser, room)
    await served.pass_time(3.5 * DAY)
    await until(served, boss, room, "We differ on")
    await every(people, room)
    await served.pass_time(1.5 * DAY)
    await until(served, boss, room, "last questions", gone=True)
    await served.pass_time(3 * DAY)
    await until(served, boss, room, "colleagues see")
    await read_by_all(people, room)
    ana = people[0]
    await ana.page.get_by_role("button", name="I take 1", exact=True).click()
    await until(served, boss, room, "Owner: Ana")
    await served.pass_time(95 * DAY)
    await ana.open(room)
    await ana.tap("1. Done")
    # owners are asked before the group reads it: she is the only one
    await until(served, boss, room, "What has become of the plan")
    assert "done" in await boss.page.locator("#group").inner_text()
    assert boss.errors == []


async def until(served: Served, boss: Reader, room: str, said: str, *, gone: bool = False) -> None:
    """Until the group reads this, or no longer does."""
    for _ in range(200):
        await served.service.delivery.settle()
        await boss.open(room)
        if (said in await boss.page.locator("#group").inner_text()) is not gone:
            return
        await served.pass_time(60)
    raise AssertionError(f"it never reads {said}")
