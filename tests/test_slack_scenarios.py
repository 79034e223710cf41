"""The scenarios on Slack come to what they come to elsewhere; some of them three ways."""

from pathlib import Path

import pytest

from tests import played
from tests.crowds import like_demo
from tests.platforms.slack_stage import SlackPeople
from tests.scenario import FOLDER, Outcome, play
from tests.stages import WAYS, Stage

HERE = (
    *("bad_input", "both_languages", "cancelled_kept", "full_week", "hand_over", "notes"),
    *("reminders", "removed_and_back", "two_exercises"),
)
"""Those that a platform can get wrong. (Nobody blocks a bot on Slack.)"""

EVERY_WAY = ("bad_input", "removed_and_back")
"""Played restarted after every event, and with every payload twice, as well."""

EXPECTED = ("not_in_channel", "channel_not_found")
"""What a bot hears that was thrown out and writes once more."""


async def outcome(name: str, way: str) -> Outcome:
    make = played.really(name) if name in played.FILED else played.stand_in
    with played.folder() as folder:
        async with Stage(Path(folder), SlackPeople, way, played.library(), make) as stage:
            found = await play(FOLDER / f"{name}.txt", stage)
            refused = [call.error for call in stage.people.server.refusals]
            assert [code for code in refused if code not in EXPECTED] == []
            return found


@pytest.mark.parametrize("name", HERE)
async def test_a_scenario(name: str) -> None:
    demo = await played.outcome(name)
    for way in WAYS if name in EVERY_WAY else WAYS[:1]:
        here = await outcome(name, way)
        assert here.facts == demo.facts, way
        assert like_demo(here.standing, "slack", played.library()) == demo.standing, way
