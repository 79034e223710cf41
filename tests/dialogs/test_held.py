"""Texts without a place: none goes by itself, none is taken for what it was not typed for."""

import pytest

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import HeldView, WaitsView
from dialogs.talk.held import LISTED
from tests.support.people import BOSS, Play, answered, assessed, posted, prompted, resulted


def noted(play):
    return [note.text for note in play.x.notes.values()]


def asked():
    """Somebody at the first question that is answered by a tap."""
    play = posted().joins(2)
    play.tap(2, "1.?ECO.skip")
    return play


def noting(play, person=2):
    play.tap(person, "go.1.ADM-T4")
    play.press(person, "Add a note")
    return play


def test_several_texts_in_a_row_wait_together():
    play = asked()
    texts = [f"text {n}" for n in range(1, 9)]
    for text in texts:
        play.writes(2, text)
    assert "You wrote 8 things" in play.reads(2)
    assert all(text in play.reads(2) for text in texts)
    play.press(2, "A general remark")
    assert noted(play) == ["\n".join(texts)]
    assert play.x.notes[1].item == ""
    assert play.of(2).held == {}


def test_more_than_are_listed_follow_once_the_first_have_a_place():
    play = asked()
    for n in range(LISTED + 2):
        play.writes(2, f"text {n}")
    assert "2 more come" in play.reads(2)
    play.press(2, "A general remark")
    assert list(play.of(2).held.values()) == ["text 8", "text 9"]
    play.press(2, "Keep")
    assert "text 9" in play.reads(2)
    play.press(2, "Discard")
    assert play.of(2).held == {}


def test_one_of_them_alone_has_a_place_and_the_others_wait():
    play = asked()
    play.tap(2, "1.ECO-B1.4")
    for text in ("one", "two", "three"):
        play.writes(2, text)
    play.press(2, "Only 2")
    play.press(2, "Costs (savings), just answered")
    assert (play.x.notes[1].text, play.x.notes[1].item) == ("two", "ECO-B1")
    assert list(play.of(2).held.values()) == ["one", "three"]


def test_what_came_after_the_card_was_shown_is_not_discarded_with_it():
    play = asked()
    play.writes(2, "one")
    discard = play.buttons(2)["Discard"].partition(".")[2]
    play.writes(2, "two")
    play.tap(2, discard)
    assert list(play.of(2).held.values()) == ["two"]


def test_going_on_drops_nothing():
    play = asked()
    play.writes(2, "one")
    play.writes(2, "/start")
    assert play.of(2).held == {1: "one"}
    play.press(2, "My answers")
    play.press(2, "1 text without a place")
    assert "one" in play.reads(2)


@pytest.mark.parametrize("make", [answered, resulted])
def test_after_the_last_question_there_is_a_place(make):
    play = make(5)
    if make is answered:
        play.closes()
    play.writes(2, "A thought.")
    play.press(2, "A general remark")
    assert noted(play) == ["A thought."]


def test_on_results_morning_a_text_answers_nothing_that_was_not_opened():
    play = resulted(5)
    play.opens = False
    assert play.of(2).view == WaitsView()
    play.writes(2, "Thank you!")
    assert play.of(2).texts == {}
    assert isinstance(play.of(2).view, HeldView)
    play.press(2, "What worked")
    assert play.of(2).texts["hot_wash", "worked"] == "Thank you!"


def test_what_was_typed_before_it_was_asked_is_held():
    play = noting(posted().joins(2))
    play.writes(2, "early", acted=play.at - 60)
    assert noted(play) == []
    assert play.of(2).held == {1: "early"}
    play = noting(posted().joins(2))
    play.writes(2, "in time", acted=play.at + 3)
    assert noted(play) == ["in time"]


def test_a_text_is_no_answer_to_what_has_not_reached_the_screen():
    play = noting(posted().joins(2))
    play.writes(2, "early", shown=False)
    assert (noted(play), play.of(2).held) == ([], {1: "early"})


def test_what_was_meant_for_the_hot_wash_is_never_published_in_the_plan():
    play = resulted(5)
    play.tap(2, "next")
    typed = play.at + 20
    play.tap(2, "take.1", wait=60)
    play.tap(2, "plan.1.citizens", wait=60)
    play.writes(2, "Only between us.", acted=typed)
    assert play.x.actions[1].changed == {}
    assert play.of(2).held == {1: "Only between us."}
    play.press(2, "What worked")
    assert play.of(2).texts["hot_wash", "worked"] == "Only between us."


def test_of_two_taps_the_later_one_counts_whichever_arrives_first():
    play = posted().joins(2)
    play.at += 10
    play.happens(e.Tap(play.at, "7.1.ADM-T4.5", 2, acted=play.at - 1))
    reply = play.happens(e.Tap(play.at + 1, "7.1.ADM-T4.1", 2, acted=play.at - 3))
    assert play.of(2).answer("1", "ADM-T4") == "5"
    assert reply.key == "refuse.older"
    again = Play.resumed(play)
    again.happens(e.Tap(play.at + 2, "7.1.ADM-T4.1", 2, acted=play.at - 3))
    assert again.of(2).answer("1", "ADM-T4") == "5"


def test_a_release_that_was_pressed_before_the_last_word_releases_nothing():
    play = noting(posted().joins(2))
    play.writes(2, "a note")
    play.at += 10
    play.happens(e.Tap(play.at, "7.keep.1", 2, acted=play.at - 1))
    play.happens(e.Tap(play.at + 1, "7.release.1", 2, acted=play.at - 2))
    assert not play.x.notes[1].released


def test_a_deadline_holds_against_the_arrival():
    play = posted().joins(2)
    closes = play.x.stages["1"].closes
    reply = play.happens(e.Tap(closes + 1, "7.1.ADM-T4.5", 2, acted=closes - 60))
    assert reply.key == "refuse.closed"


@pytest.mark.parametrize("start", ["noting", "held", "prompt"])
def test_the_parts_of_a_paste_are_one_text(start):
    play = (prompted() if start == "prompt" else posted()).joins(2)
    if start == "noting":
        noting(play)
    first, rest = "a" * 4096, "b" * 500
    play.writes(2, first)
    play.writes(2, rest, wait=1.0)
    kept = [*noted(play), *play.of(2).held.values(), *play.of(2).texts.values()]
    assert kept == [first + rest]


def test_another_text_soon_after_a_short_one_is_another():
    play = asked()
    play.writes(2, "a")
    play.writes(2, "b", wait=1.0)
    assert list(play.of(2).held.values()) == ["a", "b"]


def test_what_is_not_ones_own_is_nothing():
    play = noting(posted().joins(2))
    assert play.writes(2, "Someone else's.", own=False).key == "refuse.not_own"
    assert noted(play) == []


def test_an_edit_keeps_both_texts():
    play = noting(posted().joins(2))
    play.writes(2, "first")
    assert play.writes(2, "first", edited=True) is None, "as both come after an outage"
    assert play.writes(2, "second", edited=True).key == "held.edited"
    assert noted(play) == ["first"]
    assert play.of(2).held == {1: "second"}


def test_what_came_with_the_words_is_said_not_to_be_kept():
    play = noting(posted().joins(2))
    assert play.writes(2, "caption", partly=True).key == "note.words_only"
    assert noted(play) == ["caption"]


def test_in_a_thread_the_writer_hears_that_it_arrived():
    play = posted().joins(2)
    assert play.writes(2, "aside", aside=True).key == "note.in_thread"


def test_a_draft_takes_no_text_that_was_typed_before_its_question():
    play = Play()
    reply = play.writes(BOSS, "a chatbot", acted=play.at - 60)
    assert reply.key == "refuse.too_early"
    assert play.writes(BOSS, "a chatbot") is None


def test_a_held_text_of_the_first_release_goes_as_it_did_then():
    play = posted().joins(2)
    play.apply([f.Held(play.at, 2, "old")])
    assert "old" in play.reads(2)
    play.apply([f.Turned(play.at, 2, "")])
    assert play.of(2).held == {}


def test_what_notifies_of_round_two_shows_no_question_and_no_answer():
    play = assessed()
    play.opens = False
    assert play.reads(2) == "Round 2: one question waits for you."
    play.press(2, "Open")
    assert "You: " in play.reads(2)
    play.writes(2, "/start")
    assert "Round 1:" in play.reads(2)
    assert "You: " not in play.reads(2)
