"""The scenarios in the browser come to what they come to elsewhere, three ways, over HTTP."""

from pathlib import Path

import pytest

from bot.rehearsal.scenario import Outcome, play
from bot.rehearsal.theatre import WAYS, Theatre
from tests.platforms.web.theatre import WebPeople
from tests.support import played
from tests.support.crowds import like_demo

NOT_HERE = {
    "blocked": "a page cannot be blocked",
    "removed_and_back": "nobody throws us out of our own pages",
    "typed_words": "nothing is passed on, sent with a picture, or changed after it was sent",
}
"""The scenarios that the browser has no equivalent of."""

HERE = [name for name in played.SCENARIOS if name not in NOT_HERE]

EVERY_WAY = ("two_exercises",)
"""In the others a page forgets nothing either; `make soak` plays all of them in every way."""


async def outcome(name: str, way: str) -> Outcome:
    make = played.really(name) if name in played.FILED else played.stand_in
    with played.folder() as folder:
        async with Theatre(Path(folder), WebPeople, way, played.library(), make) as theatre:
            return await play(played.FOLDER / f"{name}.txt", theatre)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        pytest.param(
            name,
            way,
            marks=() if way == "straight" or name in EVERY_WAY else pytest.mark.soak,
            id=f"{name}-{way}",
        )
        for name in HERE
        for way in WAYS
    ],
)
async def test_a_scenario(name: str, way: str) -> None:
    demo, here = await played.outcome(name), await outcome(name, way)
    assert here.facts == demo.facts
    assert like_demo(here.standing, "web", played.library()) == demo.standing


def test_what_is_left_out_is_there_elsewhere() -> None:
    assert NOT_HERE.keys() <= set(played.SCENARIOS)
