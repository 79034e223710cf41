"""Three exercises of one name, in three groups: wherever they stand to choose, each says which."""

from pathlib import Path

import pytest

from bot.rehearsal.scenario import say
from bot.rehearsal.scene import Scene
from bot.rehearsal.theatre import Theatre
from tests.platforms.slack.theatre import SlackPeople
from tests.support.crowds import PEOPLE, TelegramPeople
from tests.support.played import folder, library, stand_in

NAME = "A chatbot for the Civil Registry"
DAY = "since 23 November 2026"

CONVERSATION = """
clock Monday 2026-11-23 09:00 America/Port_of_Spain
boss  runs the group
boss  sets up "a chatbot" for "the Civil Registry": week, English, 14 invited
boss  reads no "since 23 November"
clock Monday 10:00
boss  runs the south group
boss  sets up "a chatbot" for "the Civil Registry" in the south group: week, English, 14 invited
clock Monday 11:00
boss  runs the west group
boss  sets up "a chatbot" for "the Civil Registry" in the west group: week, English, 14 invited
ana   takes part
ana   takes part in the south group
"""

ASKED = ("/close", "/extend 1d", "/cancel", "/erase", "/start")
"""What is answered in each exercise, and so in each by its name."""


class TelegramGroups(TelegramPeople):
    """Groups with titles of their own."""

    def _team(self, place):
        return self.server.group(place, title=f"Team {-place}")


class SlackGroups(SlackPeople):
    """Channels with names of their own, of which the second is private."""

    def _team(self, place):
        return self.server.channel(f"C{-place}", f"team-{-place}", private=place == -6)


APART = {
    "demo": (PEOPLE["demo"], [f"{NAME} ({DAY}, {at})" for at in ("09:00", "10:00", "11:00")]),
    "telegram": (TelegramGroups, [f"{NAME} (Team {n}, {DAY})" for n in (5, 6, 7)]),
    "slack": (SlackGroups, [f"{NAME} (#team-{n}, {DAY})" for n in (5, 6, 7)]),
}
"""By what they are told apart: the group, where the platform says what it is called."""


@pytest.mark.parametrize(
    "platform", ["demo", *(pytest.param(name, marks=pytest.mark.soak) for name in list(APART)[1:])]
)
async def test_three_exercises_of_one_name_are_told_apart(platform: str) -> None:
    people, names = APART[platform]
    with folder() as there:
        async with Theatre(Path(there), people, "straight", library(), stand_in) as theatre:
            scene = Scene(theatre)
            for line in filter(None, CONVERSATION.splitlines()):
                await say(scene, " ".join(line.split()))
            for command in ASKED:
                await say(scene, f'boss writes "{command}"')
                for name in names:
                    await say(scene, f'boss reads "{name}"')
            await say(scene, 'ana writes "/start"')
            await say(scene, f'ana reads "{names[0]}"')
            await say(scene, f'ana reads "{names[1]}"')
