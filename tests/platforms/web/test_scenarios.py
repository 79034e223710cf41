"""The scenarios in the browser come to what they come to elsewhere, three ways, over HTTP."""

from functools import cache
from pathlib import Path

import pytest

from bot.app.library import Files
from bot.rehearsal.scenario import Outcome, play
from bot.rehearsal.theatre import WAYS, Theatre
from tests.platforms.web.theatre import WebPeople
from tests.support import crowds, played

NOT_HERE = {
    "blocked": "a page cannot be blocked",
    "left_the_group": "nobody hears who left a page",
    "taken_over": "a page cannot be blocked",
    "draft_taken_up": "each exercise gets a room of its own",
    "which_exercise": "a page is of one exercise, and nothing tells who is in which room",
    "both_languages": "whoever reads a page reads it in their own language",
    "removed_and_back": "nobody throws us out of our own pages",
    "typed_words": "nothing is passed on, sent with a picture, or changed after it was sent",
}
"""The scenarios that the browser has no equivalent of."""

HERE = [name for name in played.SCENARIOS if name not in NOT_HERE]

USUALLY = ("full_week", "hand_over", "two_exercises")
"""Each takes ten seconds here and more; `make soak` plays all of them, in every way."""

EVERY_WAY = ("two_exercises",)
"""Of them what is usually played three ways: a page forgets nothing."""


@cache
def library() -> Files:
    """Of our own: what is served here knows an address that the demo has not."""
    return Files()


def wayless(standing: dict[str, list[str]]) -> dict[str, list[str]]:
    """What stands, without the way to a public round, which only a site of ours can show."""
    ways = [f"[{words.text('button.public')}] " for words in played.library().words.values()]
    for way in ways:
        standing = {chat: [t.replace(way, "") for t in texts] for chat, texts in standing.items()}
    return standing


def like_demo(standing: dict[str, list[str]]) -> dict[str, list[str]]:
    """What stands, as it would elsewhere."""
    return wayless(crowds.like_demo(standing, "web", played.library()))


async def outcome(name: str, way: str) -> Outcome:
    make = played.really(name) if name in played.FILED else played.stand_in
    with played.folder() as folder:
        async with Theatre(Path(folder), WebPeople, way, library(), make) as theatre:
            return await play(played.FOLDER / f"{name}.txt", theatre)


def _usual(name: str, way: str) -> bool:
    return name in USUALLY and (way == "straight" or name in EVERY_WAY)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        pytest.param(
            name,
            way,
            marks=() if _usual(name, way) else pytest.mark.soak,
            id=f"{name}-{way}",
        )
        for name in HERE
        for way in WAYS
    ],
)
async def test_a_scenario(name: str, way: str) -> None:
    demo, here = await played.outcome(name), await outcome(name, way)
    assert here.facts == demo.facts
    assert like_demo(here.standing) == wayless(demo.standing)


def test_what_is_left_out_is_there_elsewhere() -> None:
    assert NOT_HERE.keys() <= set(played.SCENARIOS)
    assert set(USUALLY) <= set(HERE)
