"""Reminders by e-mail: who leaves an address gets their way back there, and what the page says."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.commands.people.listing import everything
from bot.platforms.settings import ConfigError
from bot.platforms.web.check import letters
from bot.platforms.web.mail.letters import Letter, address
from bot.platforms.web.mail.office import PAUSES, PostOffice
from bot.platforms.web.settings import WebSettings
from dialogs.core import facts as f
from tests.platforms.web.browser import Browser
from tests.platforms.web.served import Served
from tests.platforms.web.smtp import Smtp
from tests.platforms.web.team import Person
from tests.support.played import stand_in

HOUR = 3600
TO = "ana@example.org"


def office(smtp: Smtp, **how: Any) -> PostOffice:
    sender = "Value map <map@example.org>"
    return PostOffice(f"127.0.0.1:{smtp.port}", sender, secured="none", **how)


@pytest.fixture
async def smtp() -> AsyncIterator[Smtp]:
    async with Smtp() as smtp:
        yield smtp


@pytest.fixture
async def served(tmp_path: Path, smtp: Smtp) -> AsyncIterator[Served]:
    async with Served(tmp_path, make=stand_in, office=office(smtp)) as served:
        yield served


async def colleague(served: Served) -> tuple[Person, Person]:
    """A facilitator, and somebody who takes part and looks at their way back."""
    boss, ana = Person(served, "A. Mohammed"), Person(served, "Ana")
    await boss.set_up()
    await ana.join(boss.room)
    await ana.tap("Start")
    await ana.open(ana.room + "/link")
    return boss, ana


async def leaves(ana: Person, to: str) -> Any:
    form = next(each for each in ana.page.forms() if each.action.endswith("/mail"))
    more = {"address": to} if to else {}
    return await ana.browser.send(form, form.buttons[0], **more)


async def closed(*people: Person) -> None:
    for each in people:
        await each.browser.close()


async def remind(served: Served) -> None:
    """Wednesday, when those who have not finished are reminded."""
    await served.pass_time(48 * HOUR)
    await served.service.delivery.settle()


async def took(smtp: Smtp, many: int) -> None:
    """Until the server has so many letters."""
    async with smtp.taken:
        await smtp.taken.wait_for(lambda: len(smtp.letters) >= many)


async def posted(served: Served) -> None:
    """Until no letter waits any more."""
    await asyncio.gather(*served.website._letters)


def until(waits: asyncio.Event, goes: asyncio.Event) -> Callable[[float], Awaitable[None]]:
    """A pause that is over when the test says so."""

    async def sleep(_: float) -> None:
        waits.set()
        await goes.wait()

    return sleep


async def test_the_way_back_is_mailed_and_then_reminders(served: Served, smtp: Smtp) -> None:
    boss, ana = await colleague(served)
    page = await leaves(ana, f" {TO} ")
    assert "I remind you at ana@example.org" in " ".join(page.text.split())
    [(sender, to, first)] = smtp.letters
    assert (sender, to, first["Auto-Submitted"]) == ("map@example.org", TO, "auto-generated")
    [way] = re.findall(r"http\S+/back/\S+", first.get_content())
    assert "Ana" not in first.as_string()
    waits, goes = asyncio.Event(), asyncio.Event()
    served.website.office = office(smtp, sleep=until(waits, goes), wait=0.2)
    smtp.silent = "hello"
    await remind(served)
    await waits.wait()
    await ana.open()
    assert "You have answered 0 of 26." in ana.page.text, "all else goes on meanwhile"
    smtp.silent = ""
    goes.set()
    await took(smtp, 2)
    _, _, letter = smtp.letters[1]
    said = letter.get_content()
    assert "You have answered 0 of 26." in said
    assert said.startswith("A chatbot for the Civil Registry (since "), "of which exercise"
    assert served.url + ana.room in said
    assert ana.secret not in said, "only the first has the way in"
    assert letter["In-Reply-To"] == first["Message-ID"]
    other = Browser(served.url)
    page = await other.open(urlsplit(way).path)
    page = await other.send(page.forms()[0])
    assert "Question 1 of 26" in page.text + " ".join(a.text for a in page.articles)
    await other.close()
    await closed(boss, ana)


async def test_nobody_else_is_written_to(served: Served, smtp: Smtp) -> None:
    """Who left none, who took it away, who wants no more reminders."""
    boss, ana = await colleague(served)
    ben = Person(served, "Ben")
    await ben.join(boss.room)
    await leaves(ana, TO)
    await leaves(ana, "")
    assert "Your e-mail address" in ana.page.html
    await remind(served)
    assert len(smtp.letters) == 1
    assert TO.encode() not in b"".join(each.read_bytes() for each in served.files)
    x = await served.exercise()
    assert not any(p.mailbox for p in x.people.values())
    await closed(boss, ana, ben)


async def test_erasing_takes_the_address_away_and_mydata_shows_it(
    served: Served, smtp: Smtp
) -> None:
    boss, ana = await colleague(served)
    await leaves(ana, TO)
    [who] = [p for p in await served.store.run(lambda tx: tx.people(1)) if p.name == "Ana"]
    said = await served.store.run(lambda tx: everything(tx, "web", who.account, "web:ana"))
    assert TO in said
    await ana.open()
    await ana.write("/erase")
    await ana.tap("Erase")
    await served.service.delivery.settle()
    await remind(served)
    assert len(smtp.letters) == 1
    assert TO.encode() not in b"".join(each.read_bytes() for each in served.files)
    await closed(boss, ana)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ana", "I cannot write to this."),
        ("ana@example.org\nBcc: everybody@example.org", "I cannot write to this."),
        ("a" * 300 + "@example.org", "I cannot write to this."),
        ("gone@example.org", "The letter was not taken"),
    ],
    ids=["no address", "two lines", "long", "refused"],
)
async def test_an_address_that_is_none(served: Served, smtp: Smtp, typed: str, why: str) -> None:
    boss, ana = await colleague(served)
    smtp.refuses["gone@example.org"] = 550
    page = await leaves(ana, typed)
    assert page.status == 400
    assert why in page.text
    facts = await served.facts()
    assert not any(isinstance(fact, f.Mailed) for each in facts for fact in each)
    assert smtp.letters == []
    await closed(boss, ana)


async def test_many_addresses_are_not_tried(served: Served, smtp: Smtp) -> None:
    served.pace(0.0)
    boss, ana = await colleague(served)
    smtp.refuses = {f"a{n}@example.org": 550 for n in range(5)}
    form = next(each for each in ana.page.forms() if each.action.endswith("/mail"))
    statuses = [
        (await ana.browser.send(form, form.buttons[0], address=to)).status for to in smtp.refuses
    ]
    assert statuses == [400, 400, 400, 429, 429]
    await closed(boss, ana)


async def test_a_stranger_and_a_room_without_letters(tmp_path: Path) -> None:
    async with Served(tmp_path, make=stand_in) as served:
        boss, ana = await colleague(served)
        assert "e-mail" not in ana.page.html
        ben = Person(served, "Ben")
        ben.room = boss.room
        page = await ben.post("mail", address=TO)
        assert page.url == boss.room
        await closed(boss, ana, ben)


async def test_a_server_that_is_down_is_tried_again() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def write() -> Letter:
        return Letter(TO, "Subject", "Text.\n.\nAnd more: ñ", "thread")

    async with Smtp(("map", "secret")) as smtp:
        how = {"user": "map", "password": "secret", "sleep": sleep}
        smtp.down = 2
        await office(smtp, **how).deliver(write)
        assert [*PAUSES[:2]] == slept
        assert [m.get_content() for _, _, m in smtp.letters] == ["Text.\r\n.\r\nAnd more: ñ\r\n"]
        smtp.refuses[TO] = 550
        await office(smtp, **how).deliver(write)
        assert len(slept) == 2, "what is refused for good is not tried again"
        smtp.down = 99
        await office(smtp, **how).deliver(write)
        assert [*PAUSES] == slept[2:]
        smtp.down = 0
        assert not (await letters(office(smtp, **how))).do
        wrong = await letters(office(smtp, user="map", password="wrong"))
        assert "535" in wrong.says
        assert wrong.do


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"valuemap_smtp_from": ""}, "VALUEMAP_SMTP_FROM"),
        ({"valuemap_smtp_from": "nobody"}, "VALUEMAP_SMTP_FROM"),
        ({"valuemap_smtp_security": "none"}, "VALUEMAP_SMTP_SECURITY"),
        ({"valuemap_web_url": ""}, "VALUEMAP_WEB_URL"),
    ],
)
def test_settings_that_do_not_go_together(more: dict[str, str], named: str) -> None:
    right = {"valuemap_web_url": "https://map.example.org", "valuemap_smtp_from": "map@example.org",
             "valuemap_smtp_server": "mail.example.org:587"}  # fmt: skip
    WebSettings(**right).check_together()  # type: ignore[arg-type]
    with pytest.raises(ConfigError) as error:
        WebSettings(**{**right, **more}).check_together()  # type: ignore[arg-type]
    assert error.value.setting == named


async def test_answers_after_a_reminder_write_no_further_letters(
    served: Served, smtp: Smtp
) -> None:
    """The page counts on, and is told in another language; a letter says how it was."""
    boss, ana = await colleague(served)
    await leaves(ana, TO)
    await remind(served)
    await took(smtp, 2)
    await ana.open()
    await ana.answer("3", 2)
    await ana.write("/language es")
    await served.service.delivery.settle()
    await posted(served)
    assert len(smtp.letters) == 2
    await closed(boss, ana)


@pytest.mark.parametrize(
    "typed",
    [
        "=?utf-8?b?YUBldmlsLm9yZyxiQGV2aWwub3JnLCA=?=@example.org",  # a@evil.org,b@evil.org,
        "=?utf-8?q?a=0ABcc=3Ab=40evil.org?=@example.org",
        "=?utf-8?q?=C3=B1?=@example.org",
        "ana@127.0.0.1",
        "ana@-.--",
    ],
)
def test_what_a_header_would_read_otherwise_is_no_address(typed: str) -> None:
    assert address(typed) == ""


@pytest.mark.parametrize("typed", ["a=b@example.org", "o'neil+map@xn--bcher-kva.example"])
def test_an_address_stands_in_the_letter_as_it_was_typed(smtp: Smtp, typed: str) -> None:
    letter = Letter(address(typed), "Subject", "Text.", "thread")
    assert f"To: {typed}\n" in office(smtp)._written(letter).as_string()


async def test_an_address_that_is_kept_is_not_replaced_by_an_older_page(
    served: Served, smtp: Smtp
) -> None:
    boss, ana = await colleague(served)
    stale = ana.page
    await leaves(ana, TO)
    form = next(each for each in stale.forms() if each.action.endswith("/mail"))
    await ana.browser.send(form, form.buttons[0], address="ben@example.org")
    assert [to for _, to, _ in smtp.letters] == [TO]
    await closed(boss, ana)


async def test_an_address_can_be_taken_away_once_all_is_over(served: Served, smtp: Smtp) -> None:
    boss, ana = await colleague(served)
    await leaves(ana, TO)
    await boss.open()
    await boss.write("/cancel")
    await boss.tap("Call off, keep the answers")
    assert (await served.exercise()).status == "cancelled"
    await ana.open(ana.room + "/link")
    assert TO in ana.page.text
    await leaves(ana, "")
    assert TO.encode() not in b"".join(each.read_bytes() for each in served.files)
    await closed(boss, ana)


async def test_an_address_of_many_strangers_gets_few_letters(served: Served, smtp: Smtp) -> None:
    """Whoever has the link can come in as often as they like."""
    served.pace(0.0)
    boss, ana = await colleague(served)
    statuses = [(await leaves(ana, TO)).status]
    for n in range(4):
        other = Person(served, f"Other {n}")
        await other.join(boss.room)
        await other.tap("Start")
        await other.open(other.room + "/link")
        statuses.append((await leaves(other, TO.upper())).status)
        await other.browser.close()
    assert statuses == [200, 200, 200, 429, 429]
    await closed(boss, ana)


async def test_a_language_that_is_none_is_no_reason_to_be_silent(
    served: Served, smtp: Smtp
) -> None:
    boss, ana = Person(served, "A. Mohammed"), Person(served, "Ana")
    await boss.set_up()
    ana.room = boss.room
    await ana.open()
    await ana.browser.send(ana.page.form(id="join"), name="Ana", language="tlh")
    await ana.tap("Start")
    await ana.open(ana.room + "/link")
    await leaves(ana, TO)
    await remind(served)
    await took(smtp, 2)
    await closed(boss, ana)


async def test_who_is_erased_meanwhile_gets_no_letter_that_waits(
    served: Served, smtp: Smtp
) -> None:
    boss, ana = await colleague(served)
    await leaves(ana, TO)
    waits, goes = asyncio.Event(), asyncio.Event()
    served.website.office = office(smtp, sleep=until(waits, goes))
    smtp.down = 1
    await remind(served)
    await waits.wait()
    await ana.open()
    await ana.write("/erase")
    await ana.tap("Erase")
    goes.set()
    await posted(served)
    assert len(smtp.letters) == 1
    await closed(boss, ana)
