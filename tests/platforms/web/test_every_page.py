"""Every kind of page of a week is for everybody, light and dark and narrow: none is left out."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.platforms.web.door import COOKIE
from bot.platforms.web.mail.office import PostOffice
from bot.platforms.web.site import READS
from dialogs.core.exercise import Exercise
from tests.platforms.web.chromium import Reader, looked_at, needed
from tests.platforms.web.citizen import address
from tests.platforms.web.served import Served
from tests.platforms.web.team import TEXTS, Person, on_paper

pytestmark = [needed, pytest.mark.soak, pytest.mark.asyncio(loop_scope="module")]

DAY = 86400
NO_PAGE = {"in", "events", "file"}
"""What a room answers with no page of its own: where to go on, a stream, a file."""
KINDS = {"/", "/back", "/public", *(f"/room/{each}".rstrip("/") for each in READS.keys() - NO_PAGE)}


class Eyes(Reader):
    """Somebody's browser, which notes what is wrong with what it is shown, and which pages were."""

    found: list[str]
    kinds: set[str]

    @classmethod
    async def of_person(cls, browser: Any, person: Person, before: "Eyes | None" = None) -> "Eyes":
        """With the cookie of `person`; all of them keep one list."""
        made = await cls.of(browser)
        assert isinstance(made, Eyes)
        made.found, made.kinds = (before.found, before.kinds) if before else ([], set())
        if person.secret:
            cookie = {"name": COOKIE, "value": person.secret, "path": person.room}
            await made.context.add_cookies([{**cookie, "domain": "127.0.0.1"}])
        return made

    async def see(self, url: str, what: str) -> None:
        """Look at a page in every way; `what` stands on it."""
        await self.open(url)
        await self.page.get_by_text(what).first.wait_for()
        path = urlsplit(self.page.url).path
        self.kinds.add(re.sub(r"^(/\w+)/[\w-]+", r"\1", path) if path != "/" else path)
        self.found += await looked_at(self, f"{path}: {what}")


async def until(served: Served, holds: Callable[[Exercise], bool]) -> None:
    """Wait for what happens by itself."""
    for _ in range(2000):
        await served.service.delivery.settle()
        if holds(await served.exercise()):
            return
        await served.service.look()
    raise AssertionError("it never does")


async def test_every_kind_of_page(tmp_path: Path, browser: Any) -> None:
    office = PostOffice("127.0.0.1:9", "map@example.org", secured="none")
    async with Served(tmp_path, fast=2.0, office=office) as served:
        boss, ana, nobody = (Person(served, name) for name in ("A. Mohammed", "Ana", ""))
        seen = await Eyes.of_person(browser, nobody)
        await seen.see(served.url, "Start an exercise")
        await seen.see(f"{served.url}/room/nothing", "There is no room here")
        desk = await set_up(served, browser, boss, seen)
        room = served.url + boss.room
        await seen.see(room, "Take part")
        await ana.join(boss.room)
        mine = await Eyes.of_person(browser, ana, seen)
        await answer(served, ana, mine, room)
        await around(boss, ana, seen, mine, desk, room)
        await asked_in_public(served, boss, seen, desk, room)
        await to_the_end(served, ana, seen, mine, desk, room)
        await mine.open(f"{room}/link")
        await mine.page.get_by_role("button", name="Leave this device").click()
        await mine.page.get_by_text("no longer knows you").wait_for()
        mine.found += await looked_at(mine, "left")
        for person in (boss, ana, nobody):
            await person.browser.close()
        assert seen.found == []
        assert seen.kinds == KINDS, "a new kind of page is looked at here"
        assert seen.errors == mine.errors == desk.errors == []


async def set_up(served: Served, browser: Any, boss: Person, seen: Eyes) -> Eyes:
    """From the first page to the post."""
    await boss.start()
    desk = await Eyes.of_person(browser, boss, seen)
    room = served.url + boss.room
    await desk.see(room, "Nothing has started")
    await boss.tap("Set it up")
    await desk.see(room, "1 of 8")
    await desk.see(f"{room}/setup", "What is being considered?")
    await boss.write(TEXTS[0])
    await boss.tap("Answers or talks")
    await boss.write(TEXTS[1])
    await boss.tap("People who use")
    for text in TEXTS[2:]:
        await boss.write(text)
    for label in ("No day yet", "Use a draft", "Monday", "English"):
        await boss.tap(label)
    await boss.write("14")
    await boss.write("R. Khan, ICT unit")
    await desk.see(room, "Here is what the group will see")
    await boss.tap("Post it")
    return desk


async def answer(served: Served, ana: Person, mine: Eyes, room: str) -> None:
    """The cards of round 1."""
    await mine.see(room, "Ground rules")
    await ana.tap("Start")
    await mine.see(room, "Question 1 of 26")
    served.ahead += 5
    await ana.tap("4")
    await ana.tap("Add a note")
    await mine.see(room, "Write your note")
    await ana.write("The queue is the cost.")
    await mine.see(room, "Note saved")
    await ana.tap("Release")
    await ana.tap("My answers")
    await mine.see(room, "Your answers.")


async def around(boss: Person, ana: Person, seen: Eyes, mine: Eyes, desk: Eyes, room: str) -> None:
    """What stands around the cards, and the facilitator's desk."""
    await mine.see(f"{room}/link", "Your way back")
    await mine.page.fill("#address", "ana")
    await mine.page.get_by_role("button", name="Write to me there").click()
    await mine.page.get_by_text("I cannot write to this.").wait_for()
    mine.found += await looked_at(mine, "an address that is none")
    await seen.see(f"{boss.served.url}/back/{ana.secret}", "Go on where you were")
    await desk.see(f"{room}/invite", "Invite people")
    await desk.see(f"{room}/screen", "point your phone")
    await boss.write("/status")
    await desk.see(room, "You are the facilitator.")


async def asked_in_public(served: Served, boss: Person, seen: Eyes, desk: Eyes, room: str) -> None:
    """The first page of people who use the service; the others stand in another test."""
    await boss.tap("People who use it")
    await boss.tap("Yes, by a public link")
    await desk.see(room, "Close it for them")
    await seen.see(served.url + address(boss.card.text), "no name")


async def to_the_end(
    served: Served, ana: Person, seen: Eyes, mine: Eyes, desk: Eyes, room: str
) -> None:
    """Feedback, round 2, results, plan, and what becomes of it."""
    await on_paper(served, 8, lambda n: str(1 + 4 * (n % 2)))
    await served.pass_time(3.5 * DAY)
    await until(served, lambda x: "2" in x.stages)
    await mine.see(room, "Round 1: what 9 of us see")
    await ana.open()
    await ana.tap("Open")
    await mine.see(room, "Round 2, question 1")
    await desk.see(f"{room}/screen", "what 9 of us see")
    await served.pass_time(1.5 * DAY)
    await until(served, lambda x: "2" in x.results)
    await served.pass_time(4 * DAY)
    await until(served, lambda x: x.status == "following")
    for eyes in (mine, desk, seen):
        await eyes.see(room, "colleagues see")
    await desk.see(f"{room}/screen", "colleagues see")
    await ana.open()
    await ana.tap("I take 1")
    await mine.see(room, "Owner: Ana")
    await served.pass_time(95 * DAY)
    await until(served, lambda x: any(stage.inquired for stage in x.stages.values()))
    await mine.see(room, "How is it going?")
    await ana.open()
    await ana.tap("1. Done")
    await served.service.delivery.settle()
    await mine.see(room, "What has become of the plan")
