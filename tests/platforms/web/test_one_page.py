"""The set-up as a form of one page: each answer is taken or refused for itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dialogs.core import facts as f
from tests.platforms.web.browser import Form, Page
from tests.platforms.web.served import Served
from tests.platforms.web.team import TEXTS, Person
from tests.support.played import stand_in

TYPED = {"system.en": TEXTS[0], "service.en": TEXTS[1], "change.en": TEXTS[2],
         "decides.en": TEXTS[3], "whether.en": TEXTS[4], "by": "2026-12-18", "invited": "14",
         "keeper": "R. Khan, ICT unit"}  # fmt: skip
CHOSEN = {"kind": "Answers or talks", "people.en": "People who use", "situation.en": "Use a draft",
          "when": "Monday", "languages": "English", "public": "Yes"}  # fmt: skip


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with Served(tmp_path, make=stand_in) as served:
        yield served


async def begun(served: Served) -> Person:
    """Somebody who has just started, at the page of all questions."""
    boss = Person(served, "A. Mohammed")
    await boss.start()
    page = await boss.open()
    [way] = [a for a in page.root.all("a") if a.of["href"].endswith("/setup")]
    await boss.open(way.of["href"])
    return boss


def filled(page: Page, typed: dict[str, str], chosen: dict[str, str]) -> dict[str, str]:
    """The fields of the page's form as somebody fills them in."""
    fields = {}
    for name, text in typed.items():
        [node] = page.root.all(id=name)
        fields[node.of["name"]] = text
    for name, label in chosen.items():
        labels = {each.of["for"]: each.text for each in page.root.all("label")}
        nodes = [n for n in page.root.all("input") if n.of.get("id", "").startswith(f"{name}-")]
        node = next(n for n in nodes if labels[n.of["id"]].startswith(label))
        fields[node.of["name"]] = node.of["value"]
    return fields


def form(page: Page) -> Form:
    return next(each for each in page.forms() if each.action.endswith("/setup"))


async def send(boss: Person, typed: dict[str, str], chosen: dict[str, str]) -> Page:
    return await boss.browser.send(form(boss.page), **filled(boss.page, typed, chosen))


def wrong(page: Page) -> dict[str, str]:
    said = page.root.all(class_="wrong")
    return {each.of["id"].removesuffix("-wrong"): each.text for each in said}


async def test_all_at_once(served: Served) -> None:
    boss = await begun(served)
    page = await send(boss, TYPED, CHOSEN)
    assert page.url == boss.room, "nothing is missing: here is what the group will see"
    assert "The Civil Registry considers a chatbot" in boss.card.text
    assert "People who use the service are asked too" in boss.card.text
    x = await served.exercise()
    assert (x.setup["by"], x.setup["invited"]) == ("2026-12-18", "14")
    await boss.tap("Post it")
    assert (await served.exercise()).began
    assert (await boss.open(boss.room + "/setup")).url == boss.room
    await boss.browser.close()


async def test_what_is_wrong_is_said_beside_it_and_nothing_else_is_lost(served: Served) -> None:
    boss = await begun(served)
    long, nobody = "a chatbot " * 9, "everybody"
    page = await send(boss, {**TYPED, "system.en": long, "invited": nobody}, CHOSEN)
    assert page.status == 400
    assert page.said == ["3 answers could not be taken. All others are saved."]
    found = wrong(page)
    assert "at most 80" in found["system.en"]
    assert "number" in found["invited"]
    assert "Something is still missing" in found["situation.en"], "a draft of what?"
    assert page.root.one(id="system.en").of["value"] == long
    assert page.root.one(id="invited").of["value"] == nobody
    assert not page.root.all(id="keeper")
    page = await send(boss, {"system.en": TEXTS[0], "invited": "14"}, {"situation.en": "Use"})
    assert page.url == boss.room
    assert "R. Khan" in (await served.exercise()).setup["keeper"]
    await boss.browser.close()


async def test_what_follows_from_an_answer_is_asked_next(served: Served) -> None:
    boss = await begun(served)
    half = {name: TYPED[name] for name in ("system.en", "service.en", "keeper")}
    page = await send(boss, {**half, "invited": "7"}, CHOSEN)
    assert page.url == boss.room + "/setup"
    asked = {node.of.get("id", "") for node in page.root.all()}
    assert {"change.en", "decides.en", "small_team-1"} < asked
    assert not {"system.en", "invited", "keeper"} & asked
    rest = {name: TYPED[name] for name in ("change.en", "decides.en", "whether.en", "by")}
    page = await send(boss, rest, {"small_team": "Small-team"})
    assert page.url == boss.room
    await boss.browser.close()


async def test_sent_twice_it_counts_once_and_from_elsewhere_not_at_all(served: Served) -> None:
    boss = await begun(served)
    sheet, fields = form(boss.page), filled(boss.page, TYPED, {})
    await boss.browser.send(sheet, **fields)
    before = await served.facts()
    await boss.browser.send(sheet, **fields)
    assert await served.facts() == before
    ben = Person(served, "Ben")
    for status, way in ((403, boss.room), (404, "/room/nothing")):
        page = await ben.browser.post(f"{way}/setup", {**sheet.fields, **fields})
        assert page.status == status
    forged = {"nonce": "n" * 12, "typed 1.set.system.en.AAAAAAAAAAA": "a ruse"}
    page = await boss.browser.post(f"{boss.room}/setup", forged)
    assert not any(isinstance(x, f.Set) and x.text == "a ruse" for x in (await served.facts())[0])
    many = {f"typed {n}": "x" for n in range(400)}
    page = await boss.browser.post(f"{boss.room}/setup", {"nonce": "n" * 12, **many})
    assert page.status == 400
    for each in (boss, ben):
        await each.browser.close()


async def test_a_text_answers_its_own_question_or_none(served: Served) -> None:
    """The page is an old one: meanwhile its set-up was posted, and the card asks something else."""
    boss = await begun(served)
    stale = boss.page
    await send(boss, TYPED, CHOSEN)
    keeper = filled(stale, {"keeper": "somebody else"}, {})
    page = await boss.browser.send(form(stale), **keeper)
    assert page.url == boss.room or not wrong(page)
    assert (await served.exercise()).setup["keeper"] == "somebody else"
    await boss.open()
    await boss.tap("Post it")
    await boss.open()
    await boss.tap("Take part")
    await boss.tap("Start")
    await boss.answer("3", 1)
    await boss.tap("Add a note")
    before = await served.facts()
    late = filled(stale, {"change.en": "A secret of mine"}, {})
    page = await boss.browser.send(form(stale), **late)
    assert page.said == ["Nothing is asked now, so this was not saved."]
    assert "A secret of mine" not in repr(await served.facts())
    assert await served.facts() == before
    await boss.browser.close()
