"""Notes: private until released, their writer's alone, and where each would stand."""

import pytest

from dialogs.engine import NOTE_MOST
from tests.support.people import (
    answered,
    posted,
)


@pytest.mark.parametrize(("answer", "side"), [("2", "why low"), ("4", "why high"), ("NS", "may")])
def test_a_note_says_where_it_would_stand(answer, side):
    play = posted().joins(2)
    play.tap(2, f"1.ADM-T4.{answer}")
    play.tap(2, "go.1.ADM-T4")
    play.press(2, "Add a note")
    assert "Legality" in play.reads(2)
    play.writes(2, "a note")
    assert side in play.reads(2)
    play.press(2, "Edit")
    assert "a note" in play.reads(2)


def noting(play, person, text="a note"):
    play.tap(person, "go.1.ADM-T4")
    play.press(person, "Add a note")
    play.writes(person, text)
    return play


def test_ones_notes_can_be_seen_and_taken_back():
    play = posted().joins(2)
    assert "My notes" not in play.buttons(2)
    reply = noting(play, 2).press(2, "Release")
    assert "My answers, My notes" in play.said(reply, 2)
    noting(play, 2, "another").press(2, "Keep")
    play.press(2, "My answers")
    play.press(2, "My notes")
    assert "1. Legality: released\n2. Legality: private" in play.reads(2)
    play.press(2, "1. Legality")
    assert "It is released" in play.reads(2)
    assert "Release" not in play.buttons(2)
    reply = play.press(2, "Take back")
    assert reply.key == "note.withdrawn"
    assert not play.x.notes[1].released
    play.tap(2, "notes.2")
    assert play.press(2, "Delete").key == "note.deleted"
    assert list(play.x.notes) == [1]


def test_notes_are_ones_own():
    play = noting(posted().joins(2, 3), 2)
    assert play.tap(3, "notes.1").key == "refuse.unknown_button"
    play.tap(3, "notes")
    assert "a note" not in play.reads(3)


def test_notes_can_be_taken_back_between_rounds():
    play = noting(answered(5), 2)
    play.press(2, "Release")
    play.closes()
    assert "your answers count" in play.reads(2)
    play.press(2, "My notes")
    play.press(2, "1. Legality")
    play.press(2, "Take back")
    assert not play.x.notes[1].released


def writing():
    play = posted().joins(2)
    play.tap(2, "go.1.ADM-T4")
    play.press(2, "Add a note")
    return play


def test_a_note_is_private_until_it_is_released_and_can_be_taken_back():
    play = writing()
    play.writes(2, "We have no rule.")
    (note,) = play.x.notes.values()
    assert (note.item, note.released) == ("ADM-T4", False)
    play.press(2, "Release")
    assert play.x.notes[1].released
    play.tap(2, "edit.1")
    play.writes(2, "We have no rule at all.")
    assert (play.x.notes[1].text, play.x.notes[1].released) == ("We have no rule at all.", False)
    play.press(2, "Delete")
    assert play.x.notes == {}


def test_notes_belong_to_their_writer():
    play = writing().joins(3)
    play.writes(2, "mine")
    for action in ("release", "keep", "edit", "delete"):
        assert play.tap(3, f"{action}.1").key == "refuse.unknown_button"
    assert not play.x.notes[1].released


@pytest.mark.parametrize(("length", "kept"), [(NOTE_MOST, True), (NOTE_MOST + 1, False)])
def test_the_longest_note(length, kept):
    play = writing()
    reply = play.writes(2, "x" * length)
    assert bool(play.x.notes) == kept
    if not kept:
        said = play.said(reply, 2)
        assert said.startswith(f"That is {NOTE_MOST + 1} characters; I keep at most {NOTE_MOST}.")
        assert str(play.of(2).view) == "note:ADM-T4"
