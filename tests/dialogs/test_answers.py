"""My answers: all of one's own, and the way back to each."""

from tests.support.people import (
    DAY,
    answered,
    assessed,
    posted,
    resulted,
)


def test_my_answers():
    play = answered(2)
    play.press(2, "My answers")
    text = play.reads(2)
    assert "26 of 26, 0 notes." in text
    assert "Economic" in text
    assert "Costs (savings): 4 Large" in text
    play.press(2, "Administrative")
    assert "Legality: 5 Blocks us" in play.reads(2)
    play.press(2, "Legality")
    play.press(2, "2 Small")
    play.press(2, "My answers")
    play.press(2, "Administrative")
    assert "Legality: 2 Small" in play.reads(2)


def test_my_answers_of_a_later_round_are_those_that_are_asked():
    play = assessed(6, 3)
    play.press(2, "My answers")
    assert "0 of 1, 0 notes." in play.reads(2)
    assert "Legality: no answer yet" in play.reads(2)
    play.answers(2)
    play.tap(2, "list.closing")
    assert "Go ahead or not: Pilot first" in play.reads(2)
    play.press(2, "Go ahead")
    assert "Should we go ahead with" in play.reads(2)


def test_a_note_is_marked_among_my_answers():
    play = posted().joins(2)
    play.tap(2, "go.1.ADM-T4")
    play.tap(2, "note")
    play.writes(2, "a note")
    play.press(2, "Keep")
    play.tap(2, "list.1.ADM")
    assert "Legality: no answer yet, note" in play.reads(2)


def test_closing_questions_are_among_my_answers_even_if_nothing_is_asked_again():
    play = assessed(5, 0)
    play.answers(2)
    play.press(2, "My answers")
    assert "Go ahead or not: Pilot first" in play.reads(2)
    play = assessed(6, 3)
    play.press(2, "My answers")
    play.press(2, "Last questions")
    assert "Go ahead or not: no answer yet" in play.reads(2)


def test_my_answers_between_rounds():
    play = answered(5)
    play.closes()
    assert play.tap(2, "list").key == "refuse.between"
    play = resulted(5)
    play.wait(400 * DAY)
    assert play.tap(2, "list").key == "refuse.over"
