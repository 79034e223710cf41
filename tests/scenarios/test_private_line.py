"""What notifies: no new private message shows what somebody answered, on any platform."""

import re

import pytest

from tests.support.crowds import PEOPLE
from tests.support.played import SCENARIOS, outcome

SCORE = re.compile(r"(?:You|Usted|Saved|Guardado)[^\n]*: [1-5] ")
"""A score with its word, as cards repeat it."""


@pytest.mark.parametrize("platform", PEOPLE)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_no_new_private_message_shows_a_score(name: str, platform: str) -> None:
    if name == "blocked" and platform not in ("demo", "telegram"):
        pytest.skip("nobody blocks a bot there")
    said = (await outcome(name, platform)).said
    private = [each for each in said if each.verb == "send" and not each.to.startswith("-")]
    assert private
    assert not [each.text for each in private if SCORE.search(each.text)]
