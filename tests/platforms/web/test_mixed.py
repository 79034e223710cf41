"""A group on Telegram or Slack, and people who come to its exercise in a browser, by a link."""

import asyncio
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import pytest

from bot.platforms import registry
from bot.platforms.server import Web
from bot.platforms.web.adapter import Website
from bot.platforms.web.door import Door
from bot.platforms.web.settings import WebSettings
from bot.rehearsal.scenario import say
from bot.rehearsal.scene import Scene
from bot.rehearsal.theatre import Theatre
from dialogs.core import facts as f
from tests.platforms.slack.theatre import SlackPeople
from tests.platforms.web.chromium import Reader, needed
from tests.platforms.web.team import Person
from tests.support import played
from tests.support.crowds import PEOPLE
from tests.support.files import library

BEFORE = """
clock Monday 2026-11-23 08:00 America/Port_of_Spain
boss runs the group
boss sets up "a chatbot" for "the Civil Registry": week, English, 12 invited
group reads "Without an account, in any browser:"
ana, ben, carla, dario and eva take part
ana, ben, carla and dario answer 4 to everything, but 5 to CIT-R2
"""


class Mixed(Theatre):
    """The theatre of a platform, and the rooms beside it, as one service has them."""

    async def __aenter__(self) -> Self:
        self.server = Web("127.0.0.1:0")
        await self.server.open()
        self.url = f"http://127.0.0.1:{self.server.port}"
        self.rooms = registry.link({"web": WebSettings(valuemap_web_url=self.url)})
        return await super().__aenter__()

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        self._listening.cancel()
        with suppress(asyncio.CancelledError):
            await self._listening
        await self.server.close()

    def beside(self) -> dict[str, Any]:
        self.website = Website(self.server, Door(self.url), lambda: self.now)
        return {"web": self.website}

    async def begin(self) -> None:
        await super().begin()
        self._listening = asyncio.create_task(self.website.listen(self.service.handle))
        await asyncio.sleep(0)

    async def exercise(self) -> Any:
        return await self.look(lambda tx: tx.exercise(1))


class Linked(Person):
    """Somebody with a browser, on the theatre's clock."""

    def __init__(self, theatre: Mixed, name: str) -> None:
        served: Any = theatre
        super().__init__(served, name)
        self.theatre = theatre

    async def tap(self, label: str) -> Any:
        self.theatre.now += 2
        page = await super().tap(label)
        await self.theatre.service.delivery.settle()
        return page

    async def answers(self, label: str, upto: str = "That was everything") -> None:
        while upto not in self.card.text:
            await self.tap(label)


async def lines(scene: Scene, text: str) -> None:
    for line in filter(None, text.splitlines()):
        await say(scene, line)


@pytest.mark.parametrize("platform", ["telegram", "slack"])
async def test_some_in_the_group_and_some_by_the_link(platform: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        people = SlackPeople if platform == "slack" else PEOPLE[platform]
        theatre = Mixed(Path(folder), people, "straight", library(), played.stand_in)
        async with theatre:
            scene = Scene(theatre)
            await lines(scene, BEFORE)
            fay, gus = Linked(theatre, "Fay"), Linked(theatre, "Gus")
            await by_the_link(theatre, scene, fay, gus)
            await to_the_results(theatre, scene, fay, gus)
            await nothing_waits(theatre)
            await erased(theatre, scene, gus)
            for person in (fay, gus):
                await person.browser.close()


async def by_the_link(theatre: Mixed, scene: Scene, fay: Linked, gus: Linked) -> None:
    x = await theatre.exercise()
    room = f"/room/{x.token}"
    page = await fay.open(room)
    assert "Exercise: a chatbot for the Civil Registry?" in page.text
    assert await linked(theatre) == []
    for person in (fay, gus):
        await person.join(room)
        await person.tap("Who sees what")
        assert "Your browser keeps a cookie" in person.page.text, "who keeps a copy is their own"
        await person.tap("Start")
    await fay.answers("4")
    await gus.answers("2", "Question 4 of 26")
    assert len(await linked(theatre)) == 2
    await lines(scene, 'group reads "7 joined, 5 finished"')
    # who takes part is listed, and who came by the link is marked
    await lines(scene, 'boss writes "/status"\nboss taps "Who joined"\nboss sees "Fay (by link)"')
    # a new link: who is in stays in, who has the old one stands before a closed door
    await lines(scene, 'boss taps "New link"\nboss taps "Yes, a new link"')
    await gus.open(room)
    assert "Question 4 of 26" in gus.card.text
    stranger = Linked(theatre, "Hal")
    assert (await stranger.open(room)).status == 404
    await stranger.browser.close()


async def facts(theatre: Mixed, kind: type[Any]) -> list[Any]:
    return [fact for each in await theatre.facts() for fact in each if isinstance(fact, kind)]


async def linked(theatre: Mixed) -> list[Any]:
    """Who joined by the link."""
    return [fact for fact in await facts(theatre, f.Joined) if fact.platform == "web"]


async def to_the_results(theatre: Mixed, scene: Scene, fay: Linked, gus: Linked) -> None:
    await lines(scene, 'clock Thursday 12:00\ngroup reads "Round 1: what 6 of us see" once')
    await fay.open()
    assert "Round 1: what 6 of us see" in fay.page.text
    assert "2 last questions wait for you." in fay.card.text
    # who has only a browser is not reminded: nothing of ours would reach them
    assert {n for fact in await facts(theatre, f.Reminded) for n in fact.people} == {6}
    await fay.tap("Open")
    await fay.tap("Pilot first")
    await lines(scene, 'clock Monday 09:00\ngroup reads "of 12 colleagues see" once')
    await fay.open()
    assert "of 12 colleagues see" in fay.page.text
    # the plan stands in both, and is made in both
    await fay.tap("I take 1")
    assert "Owner: Fay" in fay.page.text
    await lines(scene, 'group reads "Owner: Fay"')


async def nothing_waits(theatre: Mixed) -> None:
    """Every message went where it belongs: no platform was asked for somebody of another."""
    assert await theatre.look(lambda tx: tx.unsent()) == []
    refused = theatre.people.server.refusals
    assert [call.error for call in refused] == []


async def erased(theatre: Mixed, scene: Scene, gus: Linked) -> None:
    await gus.open()
    await gus.write("/erase")
    await gus.tap("Erase me")
    people = await theatre.look(lambda tx: tx.people(1))
    assert [person.platform for person in people].count("web") == 1
    assert (await gus.open()).status == 404, "by a link that is no more nobody comes in again"


@needed
@pytest.mark.asyncio(loop_scope="module")
async def test_by_the_link_in_a_real_browser(browser: Any) -> None:
    """Who clicks stands in the group's count; what the group reads comes to the open page."""
    with tempfile.TemporaryDirectory() as folder:
        theatre = Mixed(Path(folder), PEOPLE["telegram"], "straight", library(), played.stand_in)
        async with theatre:
            scene = Scene(theatre)
            await lines(scene, BEFORE)
            fay = await Reader.of(browser)
            await fay.join(f"{theatre.url}/room/{(await theatre.exercise()).token}", "Fay")
            await fay.tap("Start")
            theatre.now += 2
            await fay.tap("4")
            assert "Question 2 of 26" in await fay.text()
            await lines(scene, 'group reads "6 joined"')
            await lines(scene, 'clock Thursday 12:00\ngroup reads "Round 1: what 5 of us see" once')
            await fay.page.get_by_text("Round 1: what 5 of us see").first.wait_for()
            await fay.page.get_by_text("2 last questions wait for you.").wait_for()
            assert fay.errors == []
            await nothing_waits(theatre)
            await fay.context.close()  # its stream of news goes with it
