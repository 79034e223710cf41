"""The room in a real browser: clicked through, with and without scripts, with a bad line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.platforms.web.door import COOKIE
from dialogs.core import facts as f
from tests.platforms.web.chromium import Reader, looked_at, needed
from tests.platforms.web.citizen import address
from tests.platforms.web.served import Served
from tests.platforms.web.team import TEXTS, Person, on_paper

pytestmark = [needed, pytest.mark.asyncio(loop_scope="module")]

DRAWN = """async () => {const image = document.querySelector('#group img');
image.loading = 'eager'; await image.decode(); return image.naturalWidth}"""


@pytest_asyncio.fixture(loop_scope="module")
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with Served(tmp_path) as served:
        yield served


async def set_up(boss: Reader, url: str, when: str = "Live") -> str:
    """A room with an exercise; gives its address."""
    await boss.open(url)
    await boss.page.fill("#name", "A. Mohammed")
    await boss.page.locator("form[method=post] button").click()
    await boss.page.wait_for_selector("#group article")
    await boss.tap("Set it up")
    await boss.write(TEXTS[0])
    await boss.tap("Answers or talks")
    await boss.write(TEXTS[1])
    await boss.tap("People who use")
    for text in TEXTS[2:]:
        await boss.write(text)
    for label in ("No day yet", "Use a draft", when, "English"):
        await boss.tap(label)
    await boss.write("14")
    await boss.write("R. Khan, ICT unit")
    await boss.tap("Post it")
    return str(boss.page.url)


async def ready(served: Served, browser: Any, when: str = "Live") -> tuple[Reader, str]:
    """An exercise that its facilitator has set up elsewhere, now in this browser; and its room."""
    person = Person(served, "A. Mohammed")
    await person.set_up(when)
    await person.browser.close()
    boss = await Reader.of(browser)
    cookie = {"name": COOKIE, "value": person.secret, "domain": "127.0.0.1", "path": person.room}
    await boss.context.add_cookies([cookie])
    await boss.open(served.url + person.room)
    return boss, served.url + person.room


# -- a whole session -------------------------------------------------------------------------------


async def until_the_map(served: Served, boss: Reader, room: str) -> None:
    """The facilitator closes what is open, one after the other, until the map stands there."""
    for _ in range(200):
        await boss.open(room)
        if await boss.page.locator("#group img").count():
            return
        if await boss.page.get_by_role("button", name="Close now").count():
            await boss.tap("Close now")
            await boss.tap("Close it")
        await served.pass_time(5)


WITHOUT = pytest.param(False, marks=pytest.mark.soak)
"""That pages work without scripts is tried over HTTP by every test; by clicks in `make soak`."""


@pytest.mark.parametrize("scripts", [True, WITHOUT], ids=["with scripts", "without"])
async def test_a_live_session(served: Served, browser: Any, scripts: bool) -> None:
    kind = Reader if scripts else Plain
    boss, ana = [await kind.of(browser, java_script_enabled=scripts) for _ in "ab"]
    room = await set_up(boss, served.url)
    await on_paper(served, 4, lambda n: str(1 + n % 5))
    await ana.join(room, "Ana")
    await ana.tap("Start")
    await ana.answer("4")
    await until_the_map(served, boss, room)
    assert await boss.page.locator("#group img").count() == 1
    drawn = (
        await boss.page.evaluate(
            "async () => {const i = document.querySelector('#group img'); i.loading = 'eager';"
            "await i.decode(); return i.naturalWidth}"
        )
        if scripts
        else 1280
    )
    assert drawn == 1280
    if scripts:
        assert await looked_at(boss, "the results") == []
        await ana.open(room)
        assert await looked_at(ana, "the last questions") == []
    assert boss.errors == ana.errors == []
    x = await served.exercise()
    assert x.results["1"].participants == 5


class Plain(Reader):
    """A reader whose browser runs no scripts: each act loads a page."""

    async def _after(self, act: Any) -> None:
        async with self.page.expect_navigation(wait_until="domcontentloaded"):
            await act()

    async def answer(self, label: str) -> None:
        while "of 26" in await self.text():
            await self._after(self.button(label).click)


# -- a bad line ------------------------------------------------------------------------------------


async def test_a_tap_made_offline_is_sent_once(served: Served, browser: Any) -> None:
    _, room = await ready(served, browser)
    ana = await Reader.of(browser)
    await ana.join(room, "Ana")
    await ana.tap("Start")
    await served.pass_time(5)  # so that it is not too quick
    await ana.context.set_offline(True)
    button = ana.button("4")
    await button.click()
    await ana.page.wait_for_function(
        "() => document.querySelector('#said').innerText.includes('when the line is back')"
    )
    await button.click()  # an impatient thumb
    assert await answered(served) == []
    await ana.context.set_offline(False)
    await ana.page.wait_for_function(
        "() => document.querySelector('#me article').innerText.includes('Question 2 of 26')"
    )
    assert await answered(served) == ["4"]
    assert ana.errors == []


async def test_what_is_being_typed_outlives_the_answer_to_a_tap(
    served: Served, browser: Any
) -> None:
    """Also when somebody else's tap brings a page in between: the older one never wins."""
    boss, room = await ready(served, browser, "Monday")
    ana = await Reader.of(browser)
    await ana.join(room, "Ana")
    await ana.tap("Start")
    await served.pass_time(5)
    held = asyncio.Event()

    async def slow(route: Any) -> None:
        answer = await route.fetch()
        await held.wait()
        await route.fulfill(response=answer)

    await ana.page.route("**/tap", slow)
    async with ana.page.expect_request("**/tap"):
        await ana.button("4").click()
    await ana.page.click("details.write summary")
    await ana.page.fill("#text", "The queue is")
    await boss.tap("One more day")  # tells every page to look
    held.set()
    await ana.page.wait_for_function(
        "() => document.querySelector('#me article').innerText.includes('Question 2 of 26')"
    )
    assert await ana.page.input_value("#text") == "The queue is"
    assert await ana.page.is_visible("#text")
    assert ana.errors == []


async def answered(served: Served) -> list[str]:
    every = [fact for facts in await served.facts() for fact in facts]
    return [fact.answer for fact in every if isinstance(fact, f.Answered)]


async def test_what_others_do_is_seen_and_a_restart_changes_nothing(
    served: Served, browser: Any
) -> None:
    boss, room = await ready(served, browser, "Monday")
    ana = await Reader.of(browser)
    await ana.join(room, "Ana")
    await boss.tap("One more day")
    await ana.page.wait_for_function(
        "() => document.querySelector('#group').innerText.includes('closes Friday')"
    )
    before = await ana.page.locator("main").inner_text()
    await served.stop()
    await served.start()
    await ana.page.reload(wait_until="domcontentloaded")
    assert await ana.page.locator("main").inner_text() == before
    await ana.tap("Start")
    assert "Question 1 of 26" in await ana.text()


# -- for everybody ---------------------------------------------------------------------------------


async def test_every_kind_of_page_is_for_everybody(served: Served, browser: Any) -> None:
    """WCAG 2.2 AA by axe-core, light and dark; at 320 px, as at 400 %, and on a phone whose letters
    are twice as large, nothing scrolls sideways.
    """
    boss, room = await ready(served, browser)
    ana = await Reader.of(browser)
    await ana.open(room)
    assert await ana.page.locator("#group .main").inner_text() == "Take part"
    found = await looked_at(ana, "a visitor")
    await ana.join(room, "Ana")
    assert await ana.page.locator("#me .next").inner_text() == "Start"
    gone = "#group details:has-text('Does nobody run this any more?')"
    assert [await reader.page.locator(gone).count() for reader in (ana, boss)] == [1, 0]
    found += await looked_at(ana, "the welcome")
    await ana.tap("Start")
    found += await looked_at(ana, "a question")
    await ana.tap("Add a note")
    found += await looked_at(ana, "a note")
    await ana.write("The queue is the cost.")
    await ana.tap("Keep private")
    await ana.tap("My answers")
    found += await looked_at(ana, "my answers")
    found += await looked_at(boss, "the desk")
    for path in ("link", "invite"):
        await boss.open(f"{room}/{path}")
        found += await looked_at(boss, path)
    for url in (served.url, f"{served.url}/room/nothing", room + "/link"):
        await ana.open(url)
        found += await looked_at(ana, url)
    assert found == []
    assert boss.errors == ana.errors == []


async def test_by_keyboard_alone(served: Served, browser: Any) -> None:
    _, room = await ready(served, browser)
    ana = await Reader.of(browser)
    await ana.open(room)
    keyboard = ana.page.keyboard
    await focus(ana, "#name")
    await keyboard.type("Ana")
    await keyboard.press("Enter")
    await ana.page.wait_for_selector("#me article")
    await focus(ana, "#me article button")
    await ana._after(lambda: keyboard.press("Enter"))
    assert "Question 1 of 26" in await ana.text()
    await served.pass_time(5)  # so that it is not too quick
    where = await ana.page.evaluate("document.activeElement.closest('#me') !== null")
    assert where, "whoever answers stays at the card"
    await keyboard.press("Tab")
    outline = await ana.page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    await ana._after(lambda: keyboard.press("Space"))
    assert "Question 2 of 26" in await ana.text()
    assert await answered(served) == ["1"]
    await press(ana, "Add a note")
    await focus(ana, "#text")
    await keyboard.type("The queue is the cost.")
    await press(ana, "Send")
    assert "The queue is the cost." in await ana.text()
    await press(ana, "Release")
    await served.pass_time(5)
    await press(ana, "5 ")
    await press(ana, "Back")
    await press(ana, "My answers")
    assert "2 of 26, 1 note" in await ana.text()
    await press(ana, "Continue")
    assert "Question 3 of 26" in await ana.text()
    assert await answered(served) == ["1", "5"]
    assert ana.errors == []


async def press(reader: Reader, label: str) -> None:
    """A button whose label begins so, by Tab and Enter alone; the card then says something else."""
    for _ in range(40):
        await reader.page.keyboard.press("Tab")
        here = await reader.page.evaluate("document.activeElement.innerText || ''")
        if here.strip().startswith(label):
            await reader._after(lambda: reader.page.keyboard.press("Enter"))
            return
    raise AssertionError(f"no way to {label}")


async def focus(reader: Reader, selector: str) -> None:
    """Go there by Tab alone."""
    for _ in range(40):
        await reader.page.keyboard.press("Tab")
        if await reader.page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"no way to {selector}")


async def test_the_set_up_on_one_page(served: Served, browser: Any) -> None:
    """Also where something is wrong; then the preview, and a way back from another device."""
    boss = await Reader.of(browser)
    await boss.open(served.url)
    await boss.page.fill("#name", "A. Mohammed")
    await boss.page.locator("form[method=post] button").click()
    await boss.page.get_by_role("link", name="The whole set-up on one page").click()
    found = await looked_at(boss, "the set-up on one page")
    typed = {"system": "a chatbot " * 9, "service": TEXTS[1], "change": TEXTS[2],
             "decides": TEXTS[3], "whether": TEXTS[4]}  # fmt: skip
    for name, text in typed.items():
        await boss.page.fill(f"[id='{name}.en']", text)
    await boss.page.fill("#by", "2026-12-18")
    await boss.page.fill("[id='situation.en']", "It answers at any hour.")
    for label in ("Answers or talks", "People who use", "Live", "English", "Yes, by a public"):
        await boss.page.locator("label").filter(has_text=label).click()
    await boss.page.fill("#invited", "14")
    await boss.page.fill("#keeper", "R. Khan, ICT unit")
    await boss.page.get_by_role("button", name="Save").click()
    await boss.page.get_by_text("One answer could not be taken.").wait_for()
    assert await boss.page.locator("input:visible").count() == 1
    found += await looked_at(boss, "what is wrong in it")
    await boss.page.fill("[id='system.en']", TEXTS[0])
    await boss.page.keyboard.press("Enter")
    await boss.page.get_by_text("Here is what the group will see.").wait_for()
    found += await looked_at(boss, "the preview")
    room = boss.page.url
    await boss.open(f"{room}/link")
    way = await boss.page.locator("a.address").inner_text()
    other = await Reader.of(browser)
    await other.open(way)
    found += await looked_at(other, "the way back")
    await other.page.get_by_role("button", name="Go on").click()
    await other.page.get_by_text("Here is what the group will see.").wait_for()
    assert found == []
    assert boss.errors == other.errors == []


async def test_the_clock_of_the_screen_goes_on(served: Served, browser: Any) -> None:
    boss, room = await ready(served, browser)
    served.pace(1.0)
    await boss.page.click("details.write summary")
    await boss.write("/extend 10m")
    hall = await Reader.of(browser, viewport={"width": 1280, "height": 720})
    await hall.open(f"{room}/screen")
    first = await hall.page.locator(".clock").inner_text()
    await hall.page.wait_for_function(
        "said => document.querySelector('.clock').textContent !== said", arg=first
    )
    assert await looked_at(hall, "the screen") == []
    assert hall.errors == []


# -- the public round ------------------------------------------------------------------------------


async def test_a_citizen_on_a_phone(served: Served, browser: Any) -> None:
    """Page by page, by keyboard alone; every kind of page is for everybody."""
    boss = Person(served, "A. Mohammed")
    await boss.set_up()
    await boss.write("/status")
    await boss.tap("People who use it")
    await boss.tap("Yes, by a public link")
    ana = await Reader.of(browser)
    await ana.open(served.url + address(boss.card.text))
    found = await looked_at(ana, "a citizen's first page")
    await ana.page.get_by_role("button", name="Start").press("Enter")
    for number in range(1, 11):
        await ana.page.get_by_text(f"Question {number} of 10").wait_for()
        if number == 2:
            found += await looked_at(ana, "a citizen's question")
        served.ahead += 5  # they read
        await ana.page.get_by_role("button", name="4 ").press("Enter")
    await ana.page.get_by_text("Your answers are saved.").first.wait_for()
    found += await looked_at(ana, "a citizen's thanks")
    await ana.open(served.url + address(boss.card.text) + "?kiosk=1")
    found += await looked_at(ana, "a tablet's thanks")
    await boss.tap("Close it for them")
    await ana.page.reload(wait_until="domcontentloaded")
    found += await looked_at(ana, "what is closed")
    await boss.browser.close()
    assert found == []
    assert ana.errors == []


async def test_a_tablet_for_five_in_a_row(served: Served, browser: Any) -> None:
    """Each begins anew, also after one who walks away; nobody sees what the one before answered."""
    boss = Person(served, "A. Mohammed")
    await boss.set_up()
    await boss.write("/status")
    await boss.tap("People who use it")
    await boss.tap("Yes, by a public link")
    tablet = await Reader.of(browser, viewport={"width": 820, "height": 1180})
    await tablet.open(served.url + address(boss.card.text) + "?kiosk=1")
    for person in range(5):
        await tablet.page.get_by_role("button", name="Start").click()
        for number in range(1, 3 + person):
            await tablet.page.get_by_text(f"Question {number} of 10").wait_for()
            assert await tablet.page.locator("[aria-current]").count() == 0
            served.ahead += 5  # they read
            await tablet.page.get_by_role("button", name="4 ").click()
        await tablet.page.get_by_text(f"Question {3 + person} of 10").wait_for()
        await tablet.page.get_by_role("button", name="Another person").click()
    await tablet.page.get_by_role("button", name="Start").wait_for()
    sheets = await served.store.run(lambda tx: tx.sheets(1))
    assert sorted(len(sheet.answers) for sheet in sheets) == [2, 3, 4, 5, 6]
    assert {sheet.way for sheet in sheets} == {"kiosk"}
    await boss.browser.close()
    assert tablet.errors == []
