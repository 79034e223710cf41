"""No two buttons that stand in one chat are called the same and do different things."""

from collections import defaultdict

import pytest

from dialogs import show
from dialogs.core import events as e
from dialogs.core.addresses import CardKey, read_data, read_key
from dialogs.core.post import Button, Post
from tests.support.people import (
    BOSS,
    DAY,
    HOUR,
    Play,
    answered,
    assessed,
    drafted,
    posted,
    resulted,
)

SAME = {"down": "next"}
"""Actions that are the same to who presses: on from here, on the card or below a reminder."""


def meaning(button: Button) -> str:
    """What a button does, to who presses it: of a message, that it opens it in a language."""
    if button.start:
        return "join"
    data = read_data(button.data)
    action = getattr(data, "action", "answer")
    rest = getattr(data, "rest", ())
    if action == "read" and "/" in "".join(rest):
        return f"read {rest[0].rpartition('/')[2]}"
    return ".".join((SAME.get(action, action), *rest)) if action != "answer" else button.data


def clashes(play: Play) -> dict[tuple[int, str], set[str]]:
    """By chat and label, the meanings of what stands there: old cards have lost their buttons."""
    found = defaultdict(set)
    for key, post in play.shows().items():
        address = read_key(key)
        old = isinstance(address, CardKey) and address.number != play.of(address.person).cards
        for button in (
            () if old or not isinstance(post, Post) else (b for r in post.rows for b in r)
        ):
            found[show.recipient(play.x, key), button.label].add(meaning(button))
    return {place: means for place, means in found.items() if len(means) > 1}


def of_a_week(languages: str) -> list[Play]:
    """The same week at its stations, with all that may stand in a chat at once."""
    running = posted(languages=languages).joins(*range(2, 9), BOSS)
    running.answers(2, least=3)
    running.wait(2 * DAY)
    differing = assessed(6, 3, languages=languages)
    differing.tap(BOSS, "desk.people")
    after = resulted(6, 3, languages=languages)
    for key in ("results/en", "plan/en"):
        after.happens(e.Doubtful(after.at, key))
    for key in ("picture/en", "report/en"):
        after.happens(e.Refused(after.at, key, "files", "no_files"))
    for person, number in ((2, 1), (2, 2), (2, 3)):
        after.tap(person, f"take.{number}")
    later = Play.resumed(after)
    later.wait(100 * DAY)
    finished = answered(5, languages=languages)
    finished.wait(HOUR)
    return [drafted(languages=languages), running, differing, after, later, finished]


@pytest.mark.parametrize("languages", ["en", "es", "en es"])
def test_a_label_means_one_thing_in_a_chat(languages):
    for play in of_a_week(languages):
        assert clashes(play) == {}


@pytest.mark.parametrize("view", ["desk", "plan", "plan.1", "list", "notes", "privacy"])
def test_nor_does_any_screen_of_a_card_clash_with_what_stands_beside_it(view):
    play = of_a_week("en")[3]
    for person in (BOSS, 2):
        play.tap(person, view)
        assert clashes(play) == {}


def test_a_clash_is_noticed():
    play = posted().joins(2)
    play.shows = lambda: {
        "card/2/1": Post("?", ((Button("Yes", "7.next"), Button("Yes", "7.list")),))
    }
    assert clashes(play) == {(2, "Yes"): {"next", "list"}}
