"""The screen for the room: the way in, where it stands, and the clock that the facilitator sets."""

from pathlib import Path

from tests.platforms.web.browser import Page
from tests.platforms.web.served import Served
from tests.platforms.web.team import Person, on_paper


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


async def test_counts_are_shown_from_five_on(tmp_path: Path) -> None:
    async with Served(tmp_path) as served:
        boss = Person(served, "A. Mohammed")
        await boss.set_up("Live")
        for many, said in ((4, ""), (5, "5 joined, 5 finished"), (9, "9 joined, 9 finished")):
            await on_paper(served, many, lambda _: "4")
            page = await boss.open(f"{boss.room}/screen")
            counts = [p.text for p in page.root.all("p", class_="count")]
            assert counts[1:] == [said][: bool(said)]
        await boss.browser.close()
