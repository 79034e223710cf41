"""Every scenario in every language: what is said in one is said in all, and fits everywhere.

A scenario is played once. What came of it is told again as if the group and everybody in it had
another language, and whatever was to be seen after each fact is shown; what people wrote stands as
they wrote it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from dialogs.core import facts as f
from dialogs.core.addresses import read_field
from dialogs.core.evolve import evolve
from dialogs.core.exercise import Exercise
from dialogs.core.post import File, Post
from dialogs.show import show
from dialogs.touched import touched
from tests.support.languages import LANGUAGES
from tests.support.played import SCENARIOS, library, outcome

PLATFORMS = ("telegram", "slack")
"""Those that take the least, each in its own units."""


ERASED = {"go": "pilot", "view": "same", "worked": "skip", "differently": "skip"}
"""What stands for an answer that was erased later, and was there when cards were shown."""


def told(fact: Any, code: str) -> f.Fact:
    """The same fact, had this been its language."""
    if isinstance(fact, f.Set):
        field = read_field(fact.item)
        if field.language:
            return replace(fact, item=str(replace(field, language=code)))
        return replace(fact, text=code) if fact.item == "languages" else fact
    if isinstance(fact, f.Answered) and not fact.answer:
        return replace(fact, answer=ERASED.get(fact.item, "4"))
    spoken: f.Fact = replace(fact, language=code) if hasattr(fact, "language") else fact
    return spoken


def shown(
    facts: Iterable[f.Fact], code: str, platform: str
) -> Iterator[tuple[str, Post | File | None]]:
    """All that was to be seen, in this language."""
    x = Exercise(1, platform, library(), "token")
    for fact in (told(fact, code) for fact in facts):
        keys = {*touched(x, fact)}
        evolve(x, fact)
        for key in sorted(keys | {*touched(x, fact)}):
            yield key, show(x, key)


@pytest.mark.soak
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", SCENARIOS)
async def test_a_scenario_in_a_language(name: str, code: str, platform: str) -> None:
    takes = library().capabilities(platform).takes
    seen = 0
    for facts in (await outcome(name)).facts:
        for key, post in shown(facts, code, platform):
            seen += post is not None
            assert not isinstance(post, Post) or takes(post), key
    assert seen > 3
