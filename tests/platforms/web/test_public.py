"""The public round in the browser: opened by the facilitator, answered by who uses the service."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner

from bot.app.library import Files
from bot.app.public import hashed
from bot.cli import cli
from bot.platforms.web.limits import BURST, PEOPLE
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.findings.findings import findings
from tests.platforms.web.browser import Page
from tests.platforms.web.citizen import Citizen, address
from tests.platforms.web.served import Served
from tests.platforms.web.team import Person, on_paper
from tests.platforms.web.test_bytes import KB, sizes
from tests.support.played import stand_in

DAY = 86400
SCORES = ("1 None", "4 Big", "5 Very big", "2 Small", "Not sure", "3 Medium", "4 High", "1 Almost",
          "Does not", "5 Very high")  # fmt: skip


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with Served(tmp_path, make=stand_in) as served:
        yield served


async def opened(served: Served) -> tuple[Person, str]:
    """An exercise in round 1, its public round opened from the desk; its facilitator, its page."""
    boss = Person(served, "A. Mohammed")
    await boss.set_up()
    await boss.write("/status")
    await boss.tap("People who use it")
    await boss.tap("Yes, by a public link")
    return boss, address(boss.card.text)


async def results(served: Served, boss: Person) -> str:
    """The end of the week; what the group reads."""
    await served.pass_time(3.5 * DAY)
    await until(served, lambda x: "2" in x.stages)
    await served.pass_time(1.5 * DAY)
    await until(served, lambda x: "2" in x.results)
    await served.pass_time(4 * DAY)
    await until(served, lambda x: x.status == "following")
    page = await boss.open()
    return next(a.text for a in page.articles if not a.mine and "colleagues see" in a.text)


async def answered(served: Served, path: str, many: int) -> None:
    """So many have answered, by the door that pages use: little accessibility, else 3."""
    items = (await served.exercise()).framework.public
    for n in range(many):
        for item in items:
            given = ("1" if item == "CIT-B3" else "3", "link")
            token = path.rpartition("/")[2]
            assert await served.website.public.answer(token, f"{n}", item, *given, burst=False)


async def until(served: Served, holds: Callable[[Exercise], bool]) -> None:
    """Wait for what happens by itself."""
    for _ in range(2000):
        await served.service.delivery.settle()
        if holds(await served.exercise()):
            return
        await served.service.look()
    raise AssertionError("it never does")


async def test_a_citizens_way(served: Served) -> None:
    boss, path = await opened(served)
    group = next(a.text for a in boss.page.articles if not a.mine)
    assert "People who use the service are asked too, until Friday 27 November, 16:00" in group
    assert path in group
    assert path in [a.of["href"] for a in boss.page.root.all("a")], "one tap away"
    ana = Citizen(served, path)
    page = await ana.open()
    assert page.title == "What should a chatbot for the Civil Registry mean for you?"
    assert (
        "10 short questions, 3 minutes, no name. It closes Friday 27 November, 16:00" in page.text
    )
    assert "Under 10 people nothing is shown." in page.text
    assert not ana.browser.jar
    for n, label in enumerate(("Start", *SCORES[:-1]), 1):
        page = await ana.answer(label)
        assert f"Question {n} of 10" in page.text
    page = await ana.answer(SCORES[-1])
    assert page.title == "Thank you. Your answers are saved."
    assert "What is decided will stand on this page." in page.text
    listed = page.root.one("ul").text
    assert "Accessibility: 1 None" in listed
    page = await ana.browser.open(page.root.one("ul").all("a")[0].of["href"])
    await ana.answer("5 Very big")  # may be changed until the close
    [sheet] = await served.store.run(lambda tx: tx.sheets(1))
    assert (sheet.way, sheet.burst) == ("link", False)
    assert [*sheet.answers.values()] == ["5", "4", "5", "2", "NS", "3", "4", "1", "NA", "5"]
    await ana.browser.close()
    await boss.browser.close()


async def test_opened_at_set_up_and_in_spanish(served: Served) -> None:
    boss = Person(served, "A. Mohammed")
    await boss.set_up_until_posted()
    await boss.tap("Also ask who uses it")
    await boss.tap("Yes, by a public link")
    assert "People who use the service are asked too, by a public link." in boss.card.text
    await boss.tap("Post it")
    group = next(a.text for a in boss.page.articles if not a.mine)
    luz = Citizen(served, address(group), "es")
    page = await luz.open()
    assert page.language == "es"
    assert page.title.startswith("¿Qué debería significar para usted a chatbot en")
    await luz.press("Empezar")
    assert "Pregunta 1 de 10" in luz.page.text
    for each in (boss, luz):
        await each.browser.close()


async def test_a_look_enrols_nobody_and_a_stranger_only_reads(served: Served) -> None:
    boss, path = await opened(served)
    before = await served.facts()
    for url in (path, path + "?item=CIT-B3", path + "?kiosk=1", path + "?begun=1"):
        ana = Citizen(served, url)
        page = await ana.open()
        assert page.status == 200
        assert page.title.startswith("What should")
        assert not ana.browser.jar
        await ana.browser.close()
    assert await served.store.run(lambda tx: tx.sheets(1)) == []
    assert await served.facts() == before
    await boss.browser.close()


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("", {"do": "answer", "item": "CIT-B3", "answer": "6"}, 409),
        ("", {"do": "answer", "item": "ADM-T4", "answer": "5"}, 409),
        ("", {"do": "answer", "item": "<b>", "answer": "<script>"}, 409),
        ("", {"do": "answer"}, 409),
        ("", {"do": "answer", "item": "CIT-B3", "answer": "5", "nonce": "x"}, 400),
        ("0", {"do": "answer", "item": "CIT-B3", "answer": "5"}, 404),
        ("/../../room", {"do": "begin"}, 404),
    ],
)
async def test_bad_forms(served: Served, path: str, fields: dict[str, str], status: int) -> None:
    boss, real = await opened(served)
    ana = Citizen(served, real)
    await ana.open()
    await ana.press("Start")
    page = await ana.browser.post(real + path, {"nonce": "nonce-of-a-forger", **fields})
    assert page.status == status
    assert await served.store.run(lambda tx: tx.sheets(1)) == []
    foreign = await ana.browser.post(
        real,
        {"nonce": "n" * 12, "do": "answer", "item": "CIT-B3", "answer": "5"},
        Origin="https://elsewhere.example",
    )
    assert foreign.status == 403
    for each in (boss, ana):
        await each.browser.close()


async def test_too_quick_is_not_saved(served: Served) -> None:
    boss, path = await opened_slowly(served)
    ana = Citizen(served, path)
    await ana.open()
    await ana.press("Start")
    statuses = [(await ana.press(label[0])).status for label in SCORES[:5]]
    assert statuses == [200] * 5
    page = await ana.press("3")
    assert page.status == 429
    assert "quicker than anybody reads" in page.text
    [sheet] = await served.store.run(lambda tx: tx.sheets(1))
    assert len(sheet.answers) == 5
    for each in (boss, ana):
        await each.browser.close()


async def opened_slowly(served: Served) -> tuple[Person, str]:
    """From here on time stands still."""
    made = await opened(served)
    served.pace(0.0)
    return made


@pytest.mark.parametrize(("many", "shown"), [(9, False), (10, True)])
async def test_under_ten_nothing_is_shown(served: Served, many: int, shown: bool) -> None:
    boss, path = await opened(served)
    await on_paper(served, 6, lambda _: "4")
    await answered(served, path, many)
    before = await served.facts()
    assert await served.store.run(lambda tx: tx.sheets_kept(1)) == (many, 0)
    text = await results(served, boss)
    x = await served.exercise()
    assert x.results["1"].public is None  # nothing of it in the feedback
    seen = x.results["2"].public
    assert seen is not None
    assert any(each.valid for each in seen.components.values()) is shown
    assert (x.results["2"].apart.get("CIT-B3") == -2) is shown
    assert ("see it otherwise: Accessibility (we: high, they: low)" in text) is shown
    assert ("10 people answered by open link" in text) is shown
    found = findings(x, "en")
    assert found
    both = "People who use the service see it otherwise: Accessibility (we: high, they: low)"
    assert found.apart == (both if shown else "")
    late = Citizen(served, path)
    page = await late.open()
    assert page.title == "These questions are closed"
    assert "Now it is to be decided: the Permanent Secretary, whether to run a pilot" in page.text
    assert len(await served.facts()) >= len(before)
    key = await served.store.run(lambda tx: tx.sheet_key(1))
    assert key is None, "what a sheet of paper was called can be guessed: it leads to none"
    for each in (boss, late):
        await each.browser.close()


async def test_a_kiosk_for_five_in_a_row(served: Served) -> None:
    boss, path = await opened(served)
    tablet = Citizen(served, path)
    await tablet.open("?kiosk=1")
    for n in range(5):
        assert tablet.page.title.startswith("What should")
        await tablet.press("Start")
        for _ in range(10 if n else 3):  # the first one walks away
            await tablet.answer("4")
        await tablet.press("Another person")
    sheets = await served.store.run(lambda tx: tx.sheets(1))
    assert sorted(len(sheet.answers) for sheet in sheets) == [3, 10, 10, 10, 10]
    assert {sheet.way for sheet in sheets} == {"kiosk"}
    for each in (boss, tablet):
        await each.browser.close()


@pytest.mark.soak  # thirty people one after the other
async def test_a_burst_is_marked_and_does_not_count_unless_it_is_said(served: Served) -> None:
    boss, path = await opened(served)
    await on_paper(served, 6, lambda _: "4")
    served.pace(0.0)
    for _ in range(30):
        await Citizen(served, path).answers("1")
    assert await served.store.run(lambda tx: tx.sheets_kept(1)) == (30, 5)
    served.pace(50.0)
    text = await results(served, boss)
    [counted] = [fact for each in await served.facts() for fact in each
                 if isinstance(fact, f.PublicCounted)]  # fmt: skip
    assert (counted.people, counted.aside, counted.bursts) == (25, 5, 0)
    assert counted.counts == {"CIT-B3": {"1": 25}}
    assert text
    await boss.browser.close()


async def test_a_crowd_beyond_measure_is_turned_away_and_colleagues_are_not(served: Served) -> None:
    boss, path = await opened_slowly(served)
    ana = Citizen(served, path)
    turned = 0
    for _ in range(130):
        ana.browser.jar.clear()
        await ana.open()
        await ana.press("Start")
        page = await ana.press("3")
        turned += page.status == 429
    assert turned == 10
    assert re.search("Very many answers came from this connection", page.text)
    assert (await boss.open()).status == 200
    for each in (boss, ana):
        await each.browser.close()


@pytest.mark.parametrize("many", [300, pytest.param(10_000, marks=pytest.mark.soak)])
async def test_ten_thousand_in_a_minute(served: Served, many: int) -> None:
    """By a script, each with a cookie of its own, from one address while time stands still."""
    boss, path = await opened_slowly(served)
    item, turn, statuses = (
        (await served.exercise()).framework.public[0],
        iter(range(many)),
        Counter(),
    )
    there = aiohttp.TCPConnector(local_addr=("127.0.0.2", 0))

    async def submit(session: aiohttp.ClientSession) -> None:
        for n in turn:
            form = {"nonce": f"nonce-{n:06}", "do": "answer", "item": item, "answer": "1"}
            said = {"Origin": served.url, "Cookie": f"valuemap_public=made-up-{n}"}
            url = served.url + path
            async with session.post(url, data=form, headers=said, allow_redirects=False) as answer:
                statuses[answer.status] += 1

    async with aiohttp.ClientSession(connector=there) as session:
        flood = asyncio.gather(*(submit(session) for _ in range(30)))
        await boss.open()
        await boss.write("The queue is the cost.")
        assert boss.page.status == 200, "staff are unaffected"
        await flood
    assert statuses == {303: PEOPLE.most, 429: many - PEOPLE.most}
    beyond = PEOPLE.most - BURST.most
    assert await served.store.run(lambda tx: tx.sheets_kept(1)) == (PEOPLE.most, beyond)
    await boss.browser.close()


async def test_no_cookie_is_said(served: Served) -> None:
    boss, path = await opened(served)
    ana = Citizen(served, path)
    await ana.open()
    await ana.press("Start")
    ana.browser.jar.clear()
    page = await ana.press("4")
    [said] = page.said
    assert said.startswith("This device did not keep the cookie")
    for each in (boss, ana):
        await each.browser.close()


async def test_a_round_that_closed_meanwhile_takes_nothing(served: Served) -> None:
    """By a page that was open before, whether something was answered on it or not."""
    boss, path = await opened(served)
    ana, ben = Citizen(served, path), Citizen(served, path)
    for each in (ana, ben):
        await each.open()
        await each.press("Start")
    await ana.answer("4")
    [before] = await served.store.run(lambda tx: tx.sheets(1))
    await boss.tap("Close it for them")
    for each in (ana, ben):
        page = await each.press("2")
        assert page.status == 409
        assert "the questions may have closed meanwhile" in page.text
        page = await each.browser.send(page.forms()[0]) if page.forms() else await each.open()
        assert page.title == "These questions are closed"
    assert await served.store.run(lambda tx: tx.sheets(1)) == [before]
    page = await boss.open()
    assert page.status == 200, "staff are unaffected"
    for each in (boss, ana, ben):
        await each.browser.close()


async def test_two_tabs_and_the_back_button(served: Served) -> None:
    """An old page still answers its own question; what is chosen last counts."""
    boss, path = await opened(served)
    ana = Citizen(served, path)
    await ana.open()
    first = await ana.press("Start")
    await ana.answer("4")
    await ana.answer("5")
    old = next(form for form in first.forms() if form.fields.get("do") == "answer")
    page = first
    while page.status != 200 or "Question 3" not in page.text:
        page = await ana.browser.send(old, old.buttons[1])
    [sheet] = await served.store.run(lambda tx: tx.sheets(1))
    assert [*sheet.answers.values()] == ["2", "5"]
    for each in (boss, ana):
        await each.browser.close()


async def test_anothers_token_and_cookie_open_nothing(served: Served) -> None:
    """A cookie is of one round: in another's it begins anew, whatever it says."""
    boss, path = await opened(served)
    other, there = await opened(served)
    assert there != path
    ana = Citizen(served, path)
    await ana.open()
    await ana.press("Start")
    await ana.answer("4")
    [(name, _)], [secret] = ana.browser.jar.keys(), ana.browser.jar.values()
    ana.browser.jar[name, there] = secret
    page = await ana.browser.open(there)
    assert "Question 1 of 10" in page.text, "nothing of the first round is known here"
    token = there.rpartition("/")[2]
    for odd in (path.replace("/public/", "/room/"), f"/room/{token}", f"/public/{boss.secret}"):
        assert (await ana.browser.open(odd)).status == 404
    assert await served.store.run(lambda tx: tx.sheets(2)) == []
    for each in (boss, other, ana):
        await each.browser.close()


async def test_what_a_script_sends_is_shown_as_text_or_refused(served: Served) -> None:
    boss, path = await opened(served)
    ana = Citizen(served, path)
    for more in ("?code=<script>alert(1)</script>", "?language=<b>", "?item='\"><img src=x>"):
        page = await ana.open(more)
        assert page.status == 200
        assert "<script" not in page.html
        assert "<img" not in page.html
    await served.store.run(lambda tx: tx.add_codes(1, [hashed(tx, 1, "ABCDEFGH23")]))
    await ana.open()
    for code in ("", "x" * 5000, "<script>", "\u202e", "' OR 1=1 --"):
        page = await ana.press("Start", code=code)
        assert page.status == 403
        assert "This code is none of ours." in page.text
    assert await served.store.run(lambda tx: tx.sheets(1)) == []
    for each in (boss, ana):
        await each.browser.close()


async def test_a_code_each(served: Served) -> None:
    boss, path = await opened(served)
    await served.store.run(lambda tx: tx.add_codes(1, [hashed(tx, 1, "ABCDEFGH23")]))
    ana, ben = Citizen(served, path), Citizen(served, path)
    await ana.open()
    page = await ana.press("Start", code="abcd-efgh-99")
    assert page.status == 403
    assert "This code is none of ours." in page.text
    await ana.press("Start", code="abcd-efgh-23")
    await ana.press("4")
    await ben.open("?code=ABCD-EFGH-23")
    page = await ben.press("Start")
    assert "Question 2 of 10" in page.text  # one code, one answer
    [sheet] = await served.store.run(lambda tx: tx.sheets(1))
    assert sheet.way == "code"
    ben.browser.jar = dict.fromkeys(ben.browser.jar, "made-up")
    assert (await ben.press("4")).status == 409
    for each in (boss, ana, ben):
        await each.browser.close()


WORDS_A_MINUTE = 200
"""Of somebody who reads on a phone, rather slowly: adults read 240 silently."""

TAPPING = 2.0
"""Seconds to choose among answers that were read, and to touch one."""


@pytest.mark.parametrize("language", [*Files().words])
async def test_a_whole_way_is_light_and_short(served: Served, language: str) -> None:
    """What a phone loads from the poster to the thank-you, packed as browsers ask for it; and how
    long it takes whoever reads every sentence and label once: under three minutes, under 60 KB.
    """
    boss, path = await opened(served)
    ana = Citizen(served, path, language)
    page = await ana.open()
    loaded, text = await sizes(served.url + path, "", **{"Accept-Language": language})
    for url in re.findall(r'(?:src|href)="(/assets/[^"]+)"', text):
        loaded += (await sizes(served.url + url, ""))[0]
    read, taps = lines_on(page), 1
    page = await ana.browser.send(page.forms()[0], page.forms()[0].buttons[-1])
    while page.root.all("progress"):
        read, taps = read | lines_on(page), taps + 1
        form = next(form for form in page.forms() if form.fields.get("do") == "answer")
        served.ahead += 5  # they read
        page = await ana.browser.send(form, form.buttons[3])
        loaded += (await sizes(served.url + path, ana.browser.cookies(path)))[0]
    words = sum(len(line.split()) for line in read | lines_on(page))
    minutes = words / WORDS_A_MINUTE + taps * TAPPING / 60
    print(f"{language}: {loaded} bytes, {words} words, {taps} taps, {minutes:.1f} minutes")
    assert "<script" not in text
    assert taps == 11
    assert loaded < 60 * KB
    assert minutes < 3
    for each in (boss, ana):
        await each.browser.close()


def lines_on(page: Page) -> set[str]:
    """What is to be read on a page. A scale that stood on one before is recognised, not read."""
    every = page.root.one("article").all()
    return {each.text for each in every if each.tag in ("h1", "p", "button", "summary")}


async def test_a_ballot_is_printed_and_paper_comes_in(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, path = await opened(served)
    monkeypatch.setenv("VALUEMAP_DATABASE", str(served.path))
    monkeypatch.setenv("VALUEMAP_WEB_URL", "https://map.example.org")
    monkeypatch.setenv("VALUEMAP_HTTP_LISTEN", "127.0.0.1:8080")

    async def run(*words: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, cli, list(words))
        return result.exit_code, result.output

    table = tmp_path / "paper.csv"
    rows = "".join(f"{n},{c},{a}\n" for n in range(3) for c, a in (("CIT-B3", 2), ("DEM-R1", "NS")))
    table.write_text("participant,component,answer\n" + rows)
    assert await run("import", "1", str(table), "--public") == (
        0,
        "Exercise 1: new are 3 participants, 6 answers, 0 notes.\n",
    )
    assert (await run("import", "1", str(table), "--public"))[0] == 0
    sheets = await served.store.run(lambda tx: tx.sheets(1))
    assert [(s.way, dict(s.answers)) for s in sheets] == [
        ("paper", {"CIT-B3": "2", "DEM-R1": "NS"})
    ] * 3
    for shown in ("1", "paper/1", "paper\n1"):  # by a browser whose cookie somebody wrote
        assert not await served.store.run(lambda tx, it=shown: tx.sheet(1, hashed(tx, 1, it)))
    table.write_text("participant,component,answer\n1,ADM-T4,2\n")
    code, said = await run("import", "1", str(table), "--public")
    assert (code, "the public is not asked about ADM-T4" in said) == (2, True)
    code, said = await run("ballot", "1", "--public", "--codes", "3", "--out", str(tmp_path))
    assert code == 0, said
    text = (tmp_path / "1-ballot-en.html").read_text()
    assert text.count("<svg") == 3  # a slip each; the open address would not do any more
    assert f"https://map.example.org{path}" in text
    codes = re.findall(r"<b>([A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4})</b>", text)
    assert len(set(codes)) == 3
    ana = Citizen(served, path)
    await ana.open()
    await ana.press("Start", code=codes[0].lower())
    assert "Question 1 of 10" in ana.page.text
    for each in (boss, ana):
        await each.browser.close()
