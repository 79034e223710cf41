"""What does not belong: each gets a page that says what to do, and nothing of it is stored."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.platforms.web.door import COOKIE
from bot.platforms.web.pages import shown_to_all
from dialogs.core import facts as f
from dialogs.engine import NOTE_MOST
from tests.platforms.web.served import Served
from tests.platforms.web.team import Person

FORM = "application/x-www-form-urlencoded"


class Team:
    """A room in which an exercise runs, Ana who takes part, and a stranger."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.boss, self.ana, self.stranger = (
            Person(served, name) for name in ("A. Mohammed", "Ana", "Mallory")
        )

    async def gather(self) -> None:
        await self.boss.set_up()
        await self.ana.join(self.boss.room)
        await self.ana.tap("Start")
        self.stranger.room = self.boss.room

    async def facts(self) -> list[f.Fact]:
        return [fact for facts in await self.served.facts() for fact in facts]

    async def answers(self) -> list[tuple[int, str, str]]:
        return [
            (fact.person, fact.item, fact.answer)
            for fact in await self.facts()
            if isinstance(fact, f.Answered)
        ]

    async def raw(self, path: str, data: bytes, **headers: str) -> tuple[int, str]:
        """A request of any kind, with Ana's cookie."""
        said = {
            "Origin": self.served.url,
            "Content-Type": FORM,
            "Cookie": self.ana.browser.cookies(self.ana.room),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        said = {name: value for name, value in said.items() if value}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                self.served.url + path, data=data, headers=said, allow_redirects=False
            ) as answer,
        ):
            return answer.status, await answer.text()


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    async with Served(tmp_path, "code") as served:
        team = Team(served)
        try:
            await team.gather()
            yield team
        finally:
            for person in (team.boss, team.ana, team.stranger):
                await person.browser.close()


ANSWER = "1.1.ECO-B1.4"


# -- whose form it is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://["},
    ],
    ids=str,
)
@pytest.mark.parametrize("what", ["tap", "write", "join", "leave"])
async def test_a_form_of_another_page(team: Team, headers: dict[str, str], what: str) -> None:
    before = await team.facts()
    data = f"nonce=12345678&data={ANSWER}&text=hello&name=X&start=x".encode()
    status, text = await team.raw(f"{team.ana.room}/{what}", data, **headers)
    assert status == 403
    assert "This came from elsewhere" in text
    assert "To the room" in text
    assert await team.facts() == before


async def test_a_link_preview_enrols_nobody(team: Team) -> None:
    before = await team.facts()
    for path in (team.boss.room, f"/back/{team.ana.secret}", "/", f"{team.boss.room}/screen"):
        for method in ("GET", "HEAD"):
            async with (
                aiohttp.ClientSession() as session,
                session.request(method, team.served.url + path) as answer,
            ):
                assert answer.status == 200
                assert "Set-Cookie" not in answer.headers
    assert await team.facts() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"data=1.1.ECO-B1.4",
        b"nonce=short&data=1.1.ECO-B1.4",
        b"nonce=../../../etc&data=1.1.ECO-B1.4",
        b"nonce=12345678&data=%FF%FE",
        b"nonce=12345678&data=\xff\xfe",
        b"nonce=12345678&data=" + b"x" * 1000,
        b"&".join(b"a%d=1" % n for n in range(50)),
        b'{"nonce": "12345678"}',
    ],
    ids=range(9),
)
async def test_what_is_no_form_of_ours(team: Team, body: bytes) -> None:
    before = await team.facts()
    status, text = await team.raw(f"{team.ana.room}/tap", body)
    assert status == 400
    assert "I cannot read this" in text or "unreadable" in text
    assert "To the room" in text
    assert await team.facts() == before


@pytest.mark.parametrize("kind", ["", "text/plain", "multipart/form-data; boundary=x"])
async def test_a_form_of_another_kind(team: Team, kind: str) -> None:
    data = f"nonce=12345678&data={ANSWER}".encode()
    status, text = await team.raw(f"{team.ana.room}/tap", data, Content_Type=kind)
    assert status == 400
    assert await team.answers() == []
    assert "To the room" in text


async def test_a_field_of_a_megabyte(team: Team) -> None:
    data = b"nonce=12345678&text=" + b"x" * 1_000_000
    status, text = await team.raw(f"{team.ana.room}/write", data)
    assert status == 413
    assert "larger than anything that belongs here" in text
    assert "<h1>" in text


# -- who it is -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cookie", ["", "x", "é" * 10, "a" * 3000])
async def test_a_cookie_that_nobody_has(team: Team, cookie: str) -> None:
    before = await team.facts()
    team.stranger.browser.jar[COOKIE, team.boss.room] = cookie
    page = await team.stranger.open()
    assert page.status == 200
    assert page.form(id="join")
    page = await team.stranger.post("write", text="hello")
    assert page.said[0].startswith("You have not joined")
    page = await team.stranger.post("tap", data="1.join", nonce="another-nonce")
    assert page.said == ["Take part first; then this works."]
    assert await team.facts() == before


async def test_a_cookie_of_another_room_opens_nothing(team: Team) -> None:
    other = Person(team.served, "Dora")
    await other.set_up()
    assert other.room != team.boss.room
    before = await team.facts()
    team.stranger.browser.jar[COOKIE, team.boss.room] = other.secret
    page = await team.stranger.open()
    assert page.form(id="join"), "nobody is known there"
    assert (COOKIE, team.boss.room) not in team.stranger.browser.jar
    assert await team.facts() == before
    await other.browser.close()


async def test_a_button_of_another_room_means_nothing_here(team: Team) -> None:
    other = Person(team.served, "Dora")
    await other.set_up()
    before = await team.facts()
    for data in ("1.1.ECO-B1.4", "2.join", "2.1.ECO-B1.4", "2.close.1", "2.cancel.erase"):
        page = await team.ana.post("tap", data=data, nonce=f"nonce-{len(data):04}")
        assert [said[:27] for said in page.said] == ["This button no longer fits."], page.text
    x = await team.served.exercise(2)
    page = await team.ana.post("join", start=x.token)
    assert page.said == ["This link does not lead to an exercise, or the exercise is over."]
    assert await team.facts() == before
    await other.browser.close()


async def test_an_erased_person_is_nobody(team: Team) -> None:
    await team.ana.write("/erase")
    stolen, made = team.ana.secret, shown_to_all.cache_info().misses
    page = await team.ana.tap("Erase me")
    assert shown_to_all.cache_info().misses < made, "what was kept of them is made anew"
    assert "erased" in page.said[0].lower() or "removed" in page.said[0].lower()
    assert not team.ana.secret, "the cookie goes with it"
    team.ana.browser.jar[COOKIE, team.ana.room] = stolen
    assert (await team.ana.open()).form(id="join")
    page = await team.ana.open(f"/back/{stolen}")
    assert page.status == 404
    assert "This way back leads nowhere" in page.text
    assert await team.answers() == []


# -- once and no more ------------------------------------------------------------------------------


async def test_a_form_sent_twice_counts_once(team: Team) -> None:
    page = team.ana.page
    [button] = [b for b in team.ana.card.buttons if b.text.startswith("4")]
    form = team.ana.card.form
    assert form
    for _ in range(3):
        await team.ana.browser.send(form, button)
    assert await team.answers() == [(2, "ECO-B1", "4")]
    assert page is not team.ana.page


async def test_taking_part_twice_is_one_person(team: Team) -> None:
    page = await team.stranger.open()
    form = page.form(id="join")
    for _ in range(2):
        await team.stranger.browser.send(form, name="Mallory")
        team.stranger.browser.jar.clear()  # the first answer never came
    joined = [fact for fact in await team.facts() if isinstance(fact, f.Joined)]
    assert len(joined) == 2, "Ana and Mallory"


async def test_starting_twice_is_one_room(team: Team) -> None:
    dora = Person(team.served, "Dora")
    page = await dora.open("/")
    form = next(form for form in page.forms() if form.method == "post")
    rooms = set()
    for _ in range(2):
        rooms.add((await dora.browser.send(form, name="Dora", code="correct horse")).url)
    assert len(rooms) == 1
    await dora.browser.close()


async def test_two_tabs_and_the_back_button(team: Team) -> None:
    """An old page still does what its buttons say, and what is chosen last counts."""
    old = team.ana.card
    assert old.form
    await team.ana.tap("4")
    for label in ("2", "5"):
        [button] = [b for b in old.buttons if b.text.startswith(label)]
        await team.ana.browser.send(old.form, button)
    x = await team.served.exercise()
    assert x.people[2].answer("1", "ECO-B1") == "5"
    assert "Question 2 of 26" in team.ana.card.text


async def test_what_was_written_below_another_question_is_not_its_answer(team: Team) -> None:
    """One tab asks for a note to one component, the other meanwhile for one to the next."""
    ana = team.ana
    await ana.tap("Add a note")
    old = next(form for form in ana.page.forms() if form.action.endswith("/write"))
    await ana.tap("No note")
    await ana.tap("4")
    await ana.tap("Add a note")
    await ana.browser.send(old, text="The clerks will mind.")
    assert "Where does this note belong?" in ana.card.text
    assert not (await team.served.exercise()).notes
    await ana.tap("Discard")
    await ana.tap("Add a note")
    await ana.write("Meant for this one.")
    [note] = (await team.served.exercise()).notes.values()
    assert (note.item, note.text) == ("ECO-B2", "Meant for this one.")


# -- where it is -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/room/nothing",
        "/room/",
        "/room/nothing/link",
        "/room/nothing/events",
        "/room/nothing/file/1/picture/en",
        "/room/nothing/nowhere",
        "/back/",
        "/back/nothing",
    ],
)
async def test_a_wrong_address(team: Team, path: str) -> None:
    page = await team.stranger.open(path)
    assert page.status == 404
    assert "To the first page" in page.text


async def test_what_is_not_in_a_room(team: Team) -> None:
    for path in ("nowhere", "tap", "file/1/card/2/1", "file/1/picture/en", "file/"):
        page = await team.ana.open(f"{team.ana.room}/{path}")
        assert page.status == 404


async def test_the_wrong_way_to_ask(team: Team) -> None:
    async with aiohttp.ClientSession() as session:
        url = team.served.url + team.ana.room
        async with session.delete(url) as answer:
            assert answer.status == 405
            assert "<h1>" in await answer.text()


async def test_a_code_that_is_wrong(team: Team) -> None:
    before = await team.facts()
    page = await team.stranger.start("another horse")
    assert page.status == 403
    assert page.said == ["This code does not fit, so nothing was started."]
    for name in ("", " ", "\u202e", "x" * 61):
        await team.stranger.open("/")
        form = next(form for form in team.stranger.page.forms() if form.method == "post")
        page = await team.stranger.browser.send(form, name=name, code="correct horse")
        assert page.status == 400
        assert "name" in page.said[0]
    assert await team.facts() == before
    page = await team.stranger.start()
    assert page.status == 429
    assert "Wait a minute" in page.text


async def test_nobody_may_start(tmp_path: Path) -> None:
    async with Served(tmp_path, "nobody") as served:
        dora = Person(served, "Dora")
        page = await dora.open("/")
        assert [form.method for form in page.forms()] == ["get"]
        page = await dora.browser.post("/", {"nonce": "12345678", "name": "Dora"})
        assert page.status == 403
        assert await served.facts() == []
        await dora.browser.close()


async def test_the_first_page_leads_into_a_room(team: Team) -> None:
    for asked in (team.served.url + team.ana.room, team.ana.room.rpartition("/")[2]):
        page = await team.stranger.open("/")
        page = await team.stranger.browser.send(page.forms()[0], room=asked)
        assert page.url == team.ana.room
    page = await team.stranger.open("/?room=nothing")
    assert page.status == 404
    assert page.said[0].startswith("The address may be cut off")


async def test_a_storage_that_fails_stores_nothing_and_says_so(
    team: Team, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> bool:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(team.served.website.rooms.__class__, "look", broken)
    page = await team.ana.open()
    assert page.status == 503
    assert "try again in a minute" in page.text
    begun = time.monotonic()
    for _ in range(10):
        await team.ana.open()
    traces = [each for each in caplog.records if each.exc_info]
    assert 1 <= len(traces) <= 2 + time.monotonic() - begun, "one a second, not one a page"


async def test_too_many_at_once(team: Team) -> None:
    team.served.pace(0.0)
    statuses = [
        (await team.ana.post("tap", data="1.x", nonce=f"n{n:08}")).status for n in range(60)
    ]
    assert statuses[0] == 200
    assert statuses[-1] == 429
    assert (await team.boss.open()).status == 200


async def test_leaving_a_device_and_coming_back(team: Team) -> None:
    page = await team.ana.open(f"{team.ana.room}/link")
    [link] = [a.of["href"] for a in page.root.all("a", class_="address")]
    form = next(form for form in page.forms() if form.action.endswith("/leave"))
    page = await team.ana.browser.send(form)
    assert not team.ana.secret
    assert (await team.ana.open()).form(id="join")
    assert (await team.ana.open(f"{team.ana.room}/link")).form(id="join")
    page = await team.ana.open(link.removeprefix(team.served.url))
    assert not team.ana.secret, "a look is no return"
    page = await team.ana.browser.send(page.forms()[0])
    assert page.url == team.ana.room
    assert "Question 1 of 26" in team.ana.card.text


async def test_nothing_of_a_secret_is_in_the_database(team: Team) -> None:
    stored = b"".join(path.read_bytes() for path in team.served.files)
    for person in (team.boss, team.ana):
        assert person.secret
        assert person.secret.encode() not in stored


async def test_cookies_that_are_refused_are_said(team: Team) -> None:
    page = await team.stranger.open()
    browser = team.stranger.browser
    browser.refuses = True
    page = await browser.send(page.form(id="join"), name="Mallory")
    assert page.status == 403
    assert "did not keep the one cookie" in page.text
    assert "To the room" in page.text
    browser.refuses = False
    await team.stranger.join(team.boss.room)
    assert "Start" in [b.text for b in team.stranger.card.buttons]


async def test_very_long_texts_and_markup_are_shown_as_they_are_or_refused(team: Team) -> None:
    before = await team.facts()
    await team.ana.write(typed := "x" * (NOTE_MOST + 1))
    assert typed in team.ana.page.text, "what is not taken is given back: nobody types it again"
    assert str(NOTE_MOST) in "".join(team.ana.page.said).replace(",", ""), team.ana.page.said
    assert await team.facts() == before
    for text in ("<script>alert(1)</script>", "<b>bold</b> & <img src=x onerror=alert(1)>"):
        await team.ana.tap("Add a note")
        page = await team.ana.write(text)
        assert text in page.text
        assert "<script>alert" not in page.html
        assert "<img" not in page.html
        await team.ana.tap("Keep private")


async def test_a_room_whose_exercise_is_over_can_be_read_and_nothing_else(team: Team) -> None:
    old = team.ana.card
    await team.boss.write("/cancel")
    await team.boss.tap("Call off")
    page = await team.stranger.open()
    assert page.status == 200
    assert "Nobody can join any more." in page.text
    before = await team.facts()
    [button] = [b for b in old.buttons if b.text.startswith("4")]
    assert old.form
    page = await team.ana.browser.send(old.form, button)
    assert page.status < 500
    page = await team.ana.post("write", text="too late", nonce="another-nonce")
    assert page.status < 500
    assert await team.facts() == before
