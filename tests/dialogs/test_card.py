"""What stands on one person's card, and that its buttons lead somewhere."""

import pytest

from tests.support.people import (
    BOSS,
    DAY,
    answered,
    assessed,
    posted,
    resulted,
)


def test_the_end():
    play = answered(2)
    assert "That was everything." in play.reads(2)
    assert "Already saved; nothing to send." in play.reads(2)


@pytest.mark.parametrize(
    ("make", "said"), [(answered, "your answers count"), (resulted, "What worked?")]
)
def test_what_stands_after_a_round(make, said):
    play = make(5)
    if make is answered:
        play.closes()
    assert said in play.reads(2)


def test_nothing_contested_still_asks_the_closing_questions():
    play = assessed(5, 0)
    assert "Should we go ahead with" in play.reads(2)
    assert "Back" not in play.buttons(2)
    play.press(2, "Pilot first")
    assert "Saved. Go ahead or not: Pilot first." in play.reads(2)
    play.press(2, "Back")
    assert "Should we go ahead with" in play.reads(2)


def test_nothing_more_is_asked_once_it_is_called_off():
    play = answered(2)
    play.tap(BOSS, "cancel.keep")
    assert "called off" in play.reads(2)
    assert play.buttons(2) == {}


def test_a_facilitator_who_takes_part_has_the_questions_on_the_card():
    play = posted()
    play.writes(BOSS, "/start")
    assert "Take part" in play.buttons(BOSS)
    play.joins(BOSS)
    assert "Citizen dimension." in play.reads(BOSS)


def test_the_facilitators_card_when_all_is_over():
    play = resulted()
    play.wait(400 * DAY)
    play.writes(BOSS, "/start")
    assert "goes on by itself" not in play.reads(BOSS)


def test_a_facilitator_who_takes_part_finds_the_way_to_the_desk():
    play = posted(when="live").joins(BOSS, 2)
    play.answers(BOSS)
    play.press(BOSS, "For the facilitator")
    assert "Close now" in play.buttons(BOSS)
    play.press(BOSS, "Continue")
    assert "That was everything." in play.reads(BOSS)
    play.answers(2)
    assert "For the facilitator" not in play.buttons(2)


@pytest.mark.parametrize("where", ["just answered", "on screen", "Discard"])
def test_a_text_that_nobody_asked_for(where):
    play = posted().joins(2)
    play.tap(2, "1.ECO-B2.4")
    play.tap(2, "1.ECO-B1.4")
    play.tap(2, "go.1.ADM-T4")
    play.writes(2, "why so")
    names = [label for label in play.buttons(2) if where in label]
    play.press(2, names[0])
    placed = {note.item for note in play.x.notes.values()}
    expected = {"just answered": {"ECO-B1"}, "on screen": {"ADM-T4"}, "Discard": set()}
    assert placed == expected[where]
    assert play.of(2).held == {}


def test_a_text_once_all_is_over_is_not_kept():
    play = answered(3)
    play.writes(BOSS, "/cancel")
    play.press(BOSS, "Call off, keep the answers")
    reply = play.writes(2, "one more thing")
    assert reply.key == "refuse.over"
    assert play.of(2).held == {}


@pytest.mark.parametrize(("make", "kept"), [(answered, False), (assessed, True)])
def test_erasing_asks_first_and_says_what_goes(make, kept):
    play = make(5)
    assert play.tap(3, "erase").key == "refuse.unknown_button"
    play.writes(3, "/erase")
    assert ("stay in the totals" in play.reads(3)) == kept
    play.press(3, "Keep everything")
    assert play.of(3).answers
    play.writes(3, "/erase")
    play.press(3, "Erase me")
    assert bool(play.of(3).answers) == kept
    assert not play.of(3).joined


def test_somebody_erased_may_come_back_before_the_close():
    play = answered(5)
    play.writes(3, "/erase")
    play.press(3, "Erase me")
    play.names[3] = "Person 3"
    play.joins(3)
    assert play.x.joined == 5
    assert play.open_items(3)


def test_a_facilitator_who_does_not_take_part_can_change_their_mind_about_erasing():
    play = posted()
    play.writes(BOSS, "/erase")
    play.press(BOSS, "Keep everything")
    assert str(play.of(BOSS).view) == ""
