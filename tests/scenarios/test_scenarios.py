"""The scenarios: on every platform, and three ways that come to the same."""

import re
from pathlib import Path

import pytest

from bot.rehearsal.acting import LineError
from bot.rehearsal.scenario import Outcome, say
from bot.rehearsal.scene import Scene
from bot.rehearsal.theatre import WAYS, Theatre
from tests.scenarios.test_scenario_texts import what_is_said
from tests.support.crowds import PEOPLE, called, like_demo
from tests.support.played import FOLDER, SCENARIOS, folder, library, outcome

EVERY_WAY = ("blocked", "removed_and_back", "two_exercises")
"""These are usually played three ways, the others once; `make soak` plays all in every way."""


# -- the scenarios ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_scenario(name: str) -> None:
    """All that is looked at in a conversation is looked at here, since to play it takes long."""
    demo = await outcome(name)
    what_is_said(demo)
    for platform in PEOPLE:
        straight = await outcome(name, platform)
        assert straight.facts == demo.facts, platform
        if platform != "demo":
            standing = like_demo(straight.standing, platform, library())
            assert standing == called(demo.standing, platform)
        no_new_private_message_shows_a_score(straight)
        for way in WAYS[1:] if name in EVERY_WAY else ():
            other = await outcome(name, platform, way)
            assert other.facts == straight.facts, (platform, way)
            assert other.standing == straight.standing, (platform, way)


SCORE = re.compile(r"(?:You|Usted|Saved|Guardado)[^\n]*: [1-5] ")
"""A score with its word, as cards repeat it."""


def no_new_private_message_shows_a_score(played: Outcome) -> None:
    """What notifies shows nothing to whoever sees the phone."""
    private = [each for each in played.said if each.verb == "send" and not each.to.startswith("-")]
    assert private
    assert not [each.text for each in private if SCORE.search(each.text)]


@pytest.mark.soak
@pytest.mark.parametrize("way", WAYS[1:])
@pytest.mark.parametrize("platform", PEOPLE)
@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in EVERY_WAY])
async def test_a_scenario_in_every_way(name: str, platform: str, way: str) -> None:
    straight, other = await outcome(name, platform), await outcome(name, platform, way)
    assert other.facts == straight.facts
    assert other.standing == straight.standing


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_says_what_it_is_for(name: str) -> None:
    assert (FOLDER / f"{name}.txt").read_text("utf-8").startswith("# For: ")


# -- a scenario can fail ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        'group reads "Everything is lost"',
        'group reads no "Exercise: a chatbot"',
        'group reads "Question" once',
        'ana reads "Question 2 of 26"',
        'ana reads no "Economic dimension"',
        'ana sees "5 Blocks us"',
        'ana sees no "Not sure"',
        'ana taps "5 Blocks us"',
        "ana answers 4 to nothing",
        "the database holds 1 answer in round 1",
        'the database holds "Never written"',
        "clock Monday 2026-11-24 09:00",
        "ana dances",
    ],
)
async def test_a_line_that_is_not_true_fails(line: str) -> None:
    with folder() as there:
        async with Theatre(Path(there), PEOPLE["demo"], "straight", library()) as theatre:
            scene = Scene(theatre)
            for true in (
                "clock Monday 2026-11-23 09:00 America/Port_of_Spain",
                "boss runs the group",
                'boss sets up "a chatbot" for "the Civil Registry": week, English, 14 invited',
                "ana takes part",
                'ana reads "Economic dimension"',
            ):
                await say(scene, true)
            with pytest.raises(LineError):
                await say(scene, line)
