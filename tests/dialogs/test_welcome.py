"""Coming in: who joins, what they read first, in which language."""

import pytest

from dialogs.core import events as e
from dialogs.core import facts as f
from tests.support.people import (
    assessed,
    posted,
)


def test_the_welcome():
    play = posted(keeper="R. Khan (ICT)")
    play.apply([f.Joined(play.at, 2, "en")])
    text = play.reads(2)
    assert "no AI reads your answers" in text
    assert "Who keeps the database (R. Khan (ICT)) can read everything." in text
    assert "Below 5 answers nothing is shown." in text
    assert "Until round 1 closes, /erase removes everything of yours." in text
    play.press(2, "Who sees what")
    whole = play.reads(2)
    assert "R. Khan (ICT): can read everything." in whole
    assert "until round 1 closes: Thursday 26 November, 12:00 (Port of Spain)" in whole
    assert "60 days after the results" in whole
    play.press(2, "Back to the welcome")
    assert play.reads(2) == text
    play.press(2, "Not now")
    play.press(2, "Continue")
    assert "Economic dimension." in play.reads(2)


def test_the_welcome_offers_the_other_language_in_its_own_words():
    play = posted()
    play.apply([f.Joined(play.at, 2, "en")])
    data = [d for label, d in play.buttons(2).items() if "lang" in d]
    assert data == [f"7.lang.{code}" for code in play.x.spoken if code != "en"]


def test_the_welcome_of_a_small_team_warns():
    play = posted(invited=6, small_team="yes")
    play.apply([f.Joined(play.at, 2, "en")])
    assert "Answer as if your name were on it" in play.reads(2)


@pytest.mark.parametrize("person", [0, 9])
@pytest.mark.parametrize("data", ["1.ADM-T4.5", "list", "note", "go.1.ADM-T4", "mute", "next"])
def test_strangers_are_told_to_join(person, data):
    play = posted()
    assert play.tap(person, data).key == "refuse.not_joined"


def test_everybody_has_their_own_language():
    play = posted(languages="en es").joins(2, 3)
    play.tap(2, "lang.es")
    assert (play.of(2).language, play.of(3).language) == ("es", "en")
    play.writes(3, "/language ES")
    assert play.of(3).language == "es"
    assert play.writes(3, "/language xx").key == "language_how"
    assert play.tap(3, "lang.xx").key == "refuse.unknown_button"


def test_nobody_joins_after_round_one():
    play = assessed(6, 3)
    assert play.happens(e.Entered(play.at, "token", 9)).key == "refuse.joining_closed"
    assert 9 not in play.x.people


def test_coming_in_again_brings_the_card_to_the_bottom():
    play = posted().joins(2)
    for number, again in enumerate([e.Entered, e.Command], 1):
        before = play.of(2).cards
        name = "token" if again is e.Entered else "start"
        play.happens(again(play.at, name, person=2))
        assert play.of(2).cards == before + 1, number


@pytest.mark.parametrize(("few", "said"), [("no", "Below 5"), ("yes", "a word per question")])
def test_who_sees_what_is_true_of_small_teams_too(few, said):
    play = posted(invited=6, small_team=few)
    for reply in (play.tap(2, "privacy"), play.writes(2, "/privacy")):
        assert said in play.said(reply, 2)
        assert len(play.said(reply, 2)) <= 200
