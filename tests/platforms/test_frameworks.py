"""A framework of an organisation's own, of another shape, from set-up to the exports.

It is chosen at set-up and played on every platform; nothing of another framework is read anywhere.
"""

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.app.library import Files
from bot.delivery.courier import Make
from bot.rehearsal.people import People
from bot.rehearsal.results import leave
from bot.rehearsal.scenario import Outcome, play
from bot.rehearsal.theatre import Theatre
from tests.platforms.slack.theatre import SlackPeople
from tests.platforms.web.theatre import WebPeople
from tests.support import packs, played
from tests.support.crowds import PEOPLE

SCENARIO = played.FOLDER / "own" / "seven.txt"
ELSEWHERE = {"telegram": PEOPLE["telegram"], "slack": SlackPeople, "web": WebPeople}

OF_ANOTHER = re.compile("ECLAC|benefits expected|obstacle|risk|public value|chatbot|Registry")
"""What nobody reads of a framework that has nothing to do with it."""

OFFERED = ("Example: a chatbot", "Example: the Civil Registry", "public value of an AI system")
"""What is said before another framework is chosen."""


async def outcome(
    folder: Path, people: Callable[[Theatre], People], make: Make, out: Path | None = None
) -> Outcome:
    """What the scenario comes to; with `out`, its results are left there."""
    library = Files(packs.seven(folder))
    async with Theatre(folder, people, "straight", library, make) as theatre:
        found = await play(SCENARIO, theatre)
        if out:
            leave(await theatre.look(lambda tx: tx.exercise(1)), out, "en")
        return found


def text(page: str) -> str:
    """What people read of a page."""
    body = re.sub(r"<svg.*?</svg>", "", page[page.index("<body") :], flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", "\n", body))


async def test_it_goes_from_set_up_to_the_exports(tmp_path: Path) -> None:
    """Seven items of one category in two dimensions, in one language."""
    out = tmp_path / "out"
    out.mkdir()
    found = await outcome(tmp_path, PEOPLE["demo"], played.stand_in, out)
    said = [text(each.text) if each.text.startswith("<body") else each.text for each in found.said]
    report = text((out / "report.html").read_text("utf-8"))
    for one in (*said, report, (out / "brief.html").read_text("utf-8")):
        for offered in OFFERED:
            one = one.replace(offered, "")
        assert not OF_ANOTHER.search(one), one
    assert "7 questions in 2 dimensions" in report
    assert (
        "do more than half say that it shuts people out" in report or "Stop sign: Doors" in report
    )
    assert "Points: this year." in report
    assert "Made up by ourselves." in report
    assert (out / "picture.png").read_bytes()[:4] == b"\x89PNG"
    published: dict[str, Any] = json.loads((out / "results.json").read_text("utf-8"))
    assert list(published["dimensions"]) == ["IN", "OUT"]
    assert list(published["seen"]["components"]) == list(packs.NAMES)
    table = (out / "export-not-for-the-group-components.csv").read_text("utf-8-sig")
    assert all(name in table for name in packs.NAMES)


@pytest.mark.soak
@pytest.mark.parametrize("platform", ELSEWHERE)
async def test_it_comes_to_the_same_elsewhere(tmp_path: Path, platform: str) -> None:
    demo = await outcome(tmp_path / "demo", PEOPLE["demo"], played.stand_in)
    other = await outcome(tmp_path / "other", ELSEWHERE[platform], played.stand_in)
    assert other.facts == demo.facts
