"""The screen for the room: the way in, where it stands, and the clock that the facilitator sets."""

from pathlib import Path

import pytest

from tests.platforms.web.browser import Page
from tests.platforms.web.chromium import Reader, chromium, needed, violations
from tests.platforms.web.served import Served
from tests.platforms.web.team import Person


def seconds(page: Page) -> int:
    """What the clock says."""
    minutes, _, rest = page.root.one(role="timer").text.partition(":")
    return int(minutes) * 60 + int(rest)


async def test_a_clock_that_was_set_is_seen_from_afar(tmp_path: Path) -> None:
    async with Served(tmp_path, fast=1.0) as served:
        boss = Person(served, "A. Mohammed")
        await boss.set_up("Live")
        screen = f"{boss.room}/screen"
        assert "Round 1 closes when the facilitator says so." in (await boss.open(screen)).text
        assert not boss.page.root.all(role="timer")
        await boss.open()
        await boss.write("/extend 10m")
        assert 540 < seconds(await boss.open(screen)) <= 660, "to the whole minute"
        await served.pass_time(540)
        assert 0 < seconds(await boss.open(screen)) <= 120
        await boss.browser.close()


@needed
@pytest.mark.parametrize("width", [1280, 320])
async def test_the_clock_goes_on_in_a_browser(tmp_path: Path, width: int) -> None:
    async with Served(tmp_path, fast=1.0) as served, chromium() as browser:
        boss = Person(served, "A. Mohammed")
        await boss.set_up("Live")
        await boss.write("/extend 10m")
        await boss.browser.close()
        hall = await Reader.of(browser, viewport={"width": width, "height": 720})
        await hall.open(f"{served.url}{boss.room}/screen")
        first = await hall.page.locator(".clock").inner_text()
        await hall.page.wait_for_function(
            "said => document.querySelector('.clock').textContent !== said", arg=first
        )
        assert await violations(hall.page) == []
        assert await hall.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert hall.errors == []
