"""The Home tab: where a participant stands, and the desk of who runs it."""

import pytest

from dialogs.core import events as e
from dialogs.talk import home
from tests.support.languages import each_language
from tests.support.people import BOSS, drafted, library, posted, resulted

ANA = 2


@pytest.fixture
def play():
    play = posted()
    play.x.platform = "slack"
    play.joins(ANA)
    return play


def on_home(play, person):
    """What somebody's Home tab says of their exercise, and its buttons."""
    words = play.x.words(person)
    (entry,) = home.home([(play.x, play.of(person))], words).entries
    return entry.said.text, {b.label: b for row in entry.said.rows for b in row}


@each_language
def test_home_of_nobody(language):
    shown = home.home((), library().words[language])
    assert shown.nothing
    assert not shown.entries


def test_home_says_where_a_participant_stands_and_leads_on(play):
    text, buttons = on_home(play, ANA)
    assert "You have answered 0 of 26" in text
    assert buttons["Continue"].start == play.x.token
    over = resulted()
    assert "Nothing is asked" in on_home(over, ANA)[0]


def test_home_is_the_desk_of_who_runs_it(play):
    text, buttons = on_home(play, BOSS)
    assert text == play.reads(BOSS)
    assert set(buttons) == set(play.buttons(BOSS))
    assert buttons["Take part"].start == play.x.token, "it opens the private chat"
    play.tap(BOSS, "desk.people")
    text, buttons = on_home(play, BOSS)
    assert text == play.reads(BOSS), "the same drawer is open in both"
    assert "Back" in buttons


def test_home_is_the_desk_of_a_facilitator_whose_card_is_at_a_question(play):
    play.joins(BOSS)
    assert "Question" in play.reads(BOSS)
    text, buttons = on_home(play, BOSS)
    assert "Question" not in text
    assert buttons["Continue"].start == play.x.token
    assert "Close now" in buttons


def test_a_long_list_on_home_comes_in_the_same_parts_as_on_the_card():
    play = posted(invited=200)
    play.x.platform = "slack"
    play.joins(*range(2, 202))
    play.tap(BOSS, "desk.hand")
    for page in range(3):
        _, buttons = on_home(play, BOSS)
        assert set(buttons) == set(play.buttons(BOSS))
        assert len(buttons) < 60
        play.tap(BOSS, f"read.{page + 1}")


def test_home_lists_what_somebody_is_setting_up_to_go_on_with_or_to_throw_away():
    play = drafted()
    play.x.platform = "slack"
    text, buttons = on_home(play, BOSS)
    assert "Nothing is posted yet" in text
    assert list(buttons) == ["Go on", "Throw it away"]
    assert buttons["Go on"].start == play.x.token, "it opens the private chat"
    play.tap(BOSS, buttons["Throw it away"].data.partition(".")[2])
    text, buttons = on_home(play, BOSS)
    assert text == play.reads(BOSS)
    assert text.startswith("Throw away what you have set up here?")
    play.tap(BOSS, buttons["Keep what I have"].data.partition(".")[2])
    _, buttons = on_home(play, BOSS)
    play.tap(BOSS, buttons["Throw it away"].data.partition(".")[2])
    _, buttons = on_home(play, BOSS)
    assert play.x.status == "draft"
    play.tap(BOSS, buttons["Throw it away"].data.partition(".")[2])
    assert play.x.status == "cancelled"


def test_a_draft_is_on_nobody_elses_home():
    """Also not on that of who began it, once somebody else goes on with it."""
    play = drafted()
    play.x.platform = "slack"
    play.happens(e.Entered(play.at, play.x.token, ANA, entitled=True))
    words = play.x.words(BOSS)
    assert play.x.facilitator == ANA
    assert not home.home([(play.x, play.of(BOSS))], words).entries
    assert len(home.home([(play.x, play.of(ANA))], words).entries) == 1
