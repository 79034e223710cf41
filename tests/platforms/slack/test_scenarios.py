"""The scenarios on Slack come to what they come to elsewhere: by socket and by HTTP, three ways."""

from functools import partial
from pathlib import Path

import pytest

from bot.rehearsal.scenario import Outcome, play
from bot.rehearsal.theatre import WAYS, Theatre
from tests.platforms.slack.theatre import SlackPeople
from tests.support import played
from tests.support.crowds import called, like_demo

NOT_HERE = {"blocked": "nobody blocks a bot on Slack, and nothing tells who has come back"}
"""The scenarios that Slack has no equivalent of."""

MODES = {"socket": SlackPeople, "http": partial(SlackPeople, by_http=True)}

USUALLY = (
    ("socket", "full_week", "straight"),
    ("http", "removed_and_back", "restarted"),
)
"""Of all of them, those that a platform is most likely to get wrong."""

EVERY = [
    (mode, name, way)
    for mode in MODES
    for name in played.SCENARIOS
    if name not in NOT_HERE
    for way in WAYS
]

EXPECTED = ("not_in_channel", "channel_not_found")
"""What a bot hears that was thrown out and writes once more."""


async def outcome(mode: str, name: str, way: str) -> Outcome:
    make = played.really(name) if name in played.FILED else played.stand_in
    with played.folder() as folder:
        async with Theatre(Path(folder), MODES[mode], way, played.library(), make) as theatre:
            found = await play(played.FOLDER / f"{name}.txt", theatre)
            refused = [call.error for call in theatre.people.server.refusals]
            assert [code for code in refused if code not in EXPECTED] == []
            return found


@pytest.mark.parametrize(
    ("mode", "name", "way"),
    [
        pytest.param(*each, marks=() if each in USUALLY else pytest.mark.soak, id="-".join(each))
        for each in EVERY
    ],
)
async def test_a_scenario(mode: str, name: str, way: str) -> None:
    demo, here = await played.outcome(name), await outcome(mode, name, way)
    assert here.facts == demo.facts
    assert like_demo(here.standing, "slack", played.library()) == called(demo.standing, "slack")


def test_what_is_left_out_is_there_elsewhere() -> None:
    assert NOT_HERE.keys() <= set(played.SCENARIOS)
    assert set(USUALLY) <= set(EVERY)
