"""`valuemap try`: the real process, and somebody in a browser who sits among the invented."""

import asyncio
import os
import re
from contextlib import closing
from pathlib import Path
from socket import socket
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from bot.cli import cli
from tests.platforms.web.browser import Form
from tests.platforms.web.team import Person
from tests.support.process import Program

READING = 0.4
"""Seconds that somebody looks at a card before they tap, again until it is not too quick."""


class Sitter(Person):
    """Somebody who tries it; `served` says where."""

    def __init__(self, address: str) -> None:
        site = urlsplit(address)
        served: Any = SimpleNamespace(url=f"http://{site.netloc}")
        super().__init__(served, "Kim")
        self.room = site.path + (f"?{site.query}" if site.query else "")

    @property
    def bar(self) -> str:
        return " ".join(self.page.root.one("aside", id="try").text.split())

    @property
    def seat(self) -> str:
        every = self.page.root.one("aside", id="try").all()
        [now] = [node for node in every if node.of.get("aria-current") == "true"]
        return now.text

    async def uses_the_service(self) -> None:
        """Sit down as somebody who uses the service."""
        [seat] = [a for a in self.page.root.one("aside").all("a") if a.text == "A citizen"]
        await self.open(seat.of["href"])

    def form_of(self, label: str) -> Form:
        [form] = [f for f in self.page.forms() if [b.text for b in f.buttons] == [label]]
        return form

    async def answers(self, label: str, times: int) -> None:
        """Tap this on card after card, a moment after it came: the clock is a real one."""
        for _ in range(times):
            before = self.card.text
            while self.card.text == before:
                await asyncio.sleep(READING)
                await self.tap(label)

    async def sits(self, seat: str) -> None:
        await self.browser.send(self.form_of(seat))

    async def on(self) -> str:
        """Let the clock go on to the next moment that matters; gives what its button said."""
        [form] = [f for f in self.page.forms() if f.action == "/try/on"]
        await self.browser.send(form)
        return form.buttons[0].text


async def opened(trying: Program) -> Sitter:
    line = await trying.says("http://127.0.0.1:")
    found = re.search(r"http://\S+", line)
    assert found
    return Sitter(found[0])


@pytest.mark.soak
async def test_a_week_that_somebody_sits_in(tmp_path: Path) -> None:
    async with Program(tmp_path, "try", "--no-browser", "--port", "0") as trying:
        kim = await opened(trying)
        await kim.open()
        assert kim.bar == (
            "This is a try-out. You are: Participant Facilitator A citizen The screen"
            " It is Monday 23 November, 09:00. To Thursday 26 November, 12:00"
        )
        await kim.join(kim.room)
        await kim.tap("Start")
        await kim.answers("4", 3)
        assert kim.seat == "Participant"
        await kim.uses_the_service()
        assert kim.seat == "A citizen"
        await kim.browser.send(kim.form_of("Start"))
        [question] = [f for f in kim.page.forms() if f.fields.get("do") == "answer"]
        await kim.browser.send(question, question.buttons[0])
        assert "Question 2 of 10" in kim.page.text
        await kim.sits("Participant")
        assert "Kim" in kim.page.root.one("header").text, "a citizen is nobody's other name"
        [late] = [f for f in kim.page.forms() if f.action == "/try/on"]
        assert await kim.on() == "To Thursday 26 November, 12:00"
        assert "Round 1: what 9 of us see" in kim.page.text
        await kim.browser.send(late)
        assert "It is Thursday 26 November" in kim.bar, "sent twice, it goes on once"

        await kim.sits("Facilitator")
        assert kim.seat == "Facilitator"
        assert "A. Mohammed" in kim.page.root.one("header").text
        await kim.open(f"{kim.room}/screen")
        assert kim.seat == "The screen"
        await kim.on()
        assert kim.page.url.endswith("/screen")
        await kim.sits("Participant")
        assert "Kim" in kim.page.root.one("header").text

        assert await kim.on() == "To Monday 30 November, 09:00"
        assert "what 9 of 13 colleagues see" in kim.page.text
        assert "41 people answered by open link" in kim.page.text
        [picture] = [a.file for a in kim.page.articles if a.file and not a.file[1]]
        assert (await kim.browser.fetch(picture[0]))[1].startswith(b"\x89PNG")

        await kim.uses_the_service()
        assert "These questions are closed" in kim.page.text
        assert await kim.on() == "To Monday 1 March, 09:00"
        assert kim.seat == "A citizen", "whoever moves the clock keeps their seat"
        assert "Decided: A pilot of six months" in kim.page.text
        await kim.open()
        assert "What has become of the plan" in kim.page.text
        assert not [f for f in kim.page.forms() if f.action == "/try/on"]
        await kim.sits("Participant")
        assert "Kim" not in kim.page.root.one("header").text, "names are deleted after sixty days"
        assert "What has become of the plan" in kim.page.text
        await kim.browser.close()
        assert await trying.stop() == 0, trying.told
    assert trying.told == ""
    assert os.listdir(tmp_path) == [], "nothing is kept"  # noqa: PTH208 - in no loop


@pytest.mark.soak
async def test_what_is_kept_and_in_another_language(tmp_path: Path) -> None:
    words = ("try", "--no-browser", "--port", "0", "--language", "es", "--keep", "kept")
    async with Program(tmp_path, *words) as trying:
        kim = await opened(trying)
        await kim.open()
        assert kim.bar.startswith("Esto es un ensayo. Usted es: Participante Quien facilita")
        await kim.browser.close()
        assert await trying.stop() == 0, trying.told
    settings = {"VALUEMAP_DATABASE": "kept/try-out.db"}
    async with Program(tmp_path, "exercises", **settings) as listing:
        assert await listing.ends() == 0, listing.told
    assert "un chatbot" in "".join(listing.lines)
    async with Program(tmp_path, *words) as again:
        assert await again.ends() == 2
    assert "kept/try-out.db is an earlier try-out; name another folder" in again.told


async def test_a_form_of_another_site_moves_no_clock(tmp_path: Path) -> None:
    async with Program(tmp_path, "try", "--no-browser", "--port", "0") as trying:
        kim = await opened(trying)
        await kim.open()
        [form] = [f for f in kim.page.forms() if f.action == "/try/on"]
        foreign = {"Origin": "http://elsewhere.example"}
        with pytest.raises(AssertionError, match="401"):
            await kim.browser.post(form.action, form.fields, **foreign)
        for at in ("tomorrow", "nan", ""):
            await kim.browser.post(form.action, {**form.fields, "at": at, "here": "//elsewhere"})
        assert kim.page.url == kim.room
        assert "It is Monday 23 November" in kim.bar
        await kim.browser.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--language", "xx"], "--language: xx is none of en, es, fr, nl, pt"),
        (["--framework", "nothing"], "--framework: nothing is none of public_value, readiness"),
    ],
)
def test_what_cannot_be_tried(words: list[str], said: str) -> None:
    assert refusal(*words) == f"valuemap: {said}\n"


def refusal(*words: str) -> str:
    """What `valuemap try` says when it ends at once: in no process of its own, which takes long."""
    refused = CliRunner().invoke(cli, ["try", "--no-browser", *words])
    assert refused.exit_code == 2, refused.output
    return refused.stderr


def test_a_port_that_is_taken() -> None:
    with closing(socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"--port: cannot listen at {port}" in refusal("--port", port)
