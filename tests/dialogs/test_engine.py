"""Whatever happens, in whatever order: nothing lost, nothing shown too early, nothing stale."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import engine
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.evolve import fold
from dialogs.core.exercise import current_item
from tests.support.chaos import DRAFTING, OPS, STARTS, Chaos, start
from tests.support.people import (
    BOSS,
    DAY,
    MONDAY,
    answered,
    assessed,
    drafted,
    posted,
    resulted,
    structure,
)


def stored(history):
    """Facts as they come back from where they were written."""
    for fact in history:
        yield f.read(type(fact).__name__, json.loads(json.dumps(f.write(fact))))


@pytest.mark.parametrize("name", STARTS)
@settings(max_examples=10, deadline=None)
@given(st.data())
def test_anything_may_happen(name, data):
    play = start(name, Chaos).watched()
    kinds = DRAFTING if name == "draft" else OPS
    for op in data.draw(st.lists(kinds, min_size=20, max_size=50)):
        play.does(op)
    counted = {
        (label, p.number, item): answer
        for p in play.x.people.values()
        for label, given in p.answers.items()
        for item, answer in given.items()
        if (label, p.number, item) in play.accepted or "-" in item
    }
    assert counted == play.accepted
    again = Chaos.resumed(play)
    assert structure(again.x) == structure(play.x)
    assert again.shows() == play.shows()
    play.x, live = fold(play.empty(), stored(play.history), {}), play.x
    assert structure(play.x) == structure(live)
    assert play.shows() == again.shows()


@pytest.mark.parametrize("name", STARTS)
@settings(max_examples=40, deadline=None)
@given(data=st.text() | st.from_regex(r"7(\.[a-z0-9?:/\u0660-\u0669²-]{0,9}){0,4}", fullmatch=True))
def test_no_button_data_breaks_anything(name, data):
    play = start(name, Chaos).watched()
    for person in (0, BOSS, 2, 99):
        play.at += 2
        play.happens(e.Tap(play.at, data, person))


@pytest.mark.parametrize("kind", [*engine.TAPS, "set", "when", "langs", "small", "practice"])
@pytest.mark.parametrize("name", STARTS)
def test_no_odd_ending_of_a_button_breaks_anything(name, kind):
    play = start(name, Chaos).watched()
    for rest in (
        "",
        ".",
        ".²",
        ".-1",
        ".0",
        ".9" * 3,
        "." + "9" * 5000,
        ".1.1",
        ".remove",
        ".en-en",
    ):
        for person in (BOSS, 2, 99):
            play.at += 2
            play.happens(e.Tap(play.at, f"7.{kind}{rest}", person))


@settings(max_examples=8, deadline=None)
@given(st.lists(OPS, min_size=10, max_size=30), st.sampled_from(["begun", "second"]))
def test_scores_are_seen_by_nobody_before_the_close(ops, name):
    """Two teams that differ in one person's scores: nobody else sees a difference."""
    one, other = start(name, Chaos).watched(), start(name, Chaos).watched()
    label = {"begun": "1", "second": "2"}[name]
    for play in (one, other):
        play.joins(9)
    for op in (op for op in ops if op[0] in ("press", "rest", "note", "speak", "enter", "write")):
        for play, score in ((one, "1"), (other, "5")):
            play.does(op if op[1] != 3 else ("rest", 3, score, 0))
    if one.x.stages[label].open and other.x.stages[label].open:
        others = [key for key in one.shows() if not re.match("(card|reminder)/.*3(/|$)", key)]
        for key in others:
            assert one.shows()[key] == other.shows().get(key), key


# -- a question at a time ------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [0.0, 0.001, 0.123, 0.654, 0.999])
@pytest.mark.parametrize(("wait", "taken"), [(0.0, False), (0.999, False), (1.0, True)])
def test_too_quick(shift, wait, taken):
    play = posted().joins(2)
    play.tap(2, "1.?ECO.skip", 5 + shift)
    reply = play.tap(2, "1.ECO-B1.4", wait)
    assert play.of(2).answer("1", "ECO-B1") == ("4" if taken else "")
    assert (reply.key if reply else None) == (None if taken else "refuse.too_quick")


def test_an_old_card_is_never_too_quick():
    play = posted().joins(2)
    play.tap(2, "1.?ECO.skip")
    play.tap(2, "1.CIT-R2.4", 0.1)
    assert play.of(2).answer("1", "CIT-R2") == "4"


@pytest.mark.parametrize("action", ["release", "delete", "keep"])
def test_a_question_that_comes_up_after_a_note_has_just_come_up(action):
    play = posted().joins(2)
    play.tap(2, "go.1.ADM-T4")
    play.tap(2, "note")
    play.writes(2, "a note")
    play.press(2, {"release": "Release", "delete": "Delete", "keep": "Keep"}[action])
    label, item = current_item(play.x, play.of(2))
    assert play.tap(2, f"{label}.{item}.skip", 0.5).key == "refuse.too_quick"


@pytest.mark.parametrize(("early", "taken"), [(0.001, True), (0.0, False), (-5.0, False)])
def test_the_deadline_counts_from_its_own_moment(early, taken):
    play = posted().joins(2)
    play.at = play.x.stages["1"].closes - early
    reply = play.tap(2, "1.ADM-T4.4", 0)
    assert play.x.stages["1"].open, "the clock has not come by"
    assert bool(play.of(2).answers) == taken
    if not taken:
        said = play.said(reply, 2)
        assert said.startswith("Round 1 closed on Thursday 26 November, 12:00 (Port of Spain).")


def test_a_tap_after_the_close_is_refused_with_its_moment():
    play = answered(3)
    play.writes(BOSS, "/close")
    closed = play.x.stages["1"].closed
    play.compute()
    reply = play.tap(2, "1.ADM-T4.1")
    assert (reply.key, reply.values["when"]) == ("refuse.closed", closed)
    assert play.of(2).answer("1", "ADM-T4") == "5"


def test_a_double_tap_counts_once():
    play = posted().joins(2)
    play.tap(2, "1.CIT-R2.4")
    facts = len(play.history)
    assert play.tap(2, "1.CIT-R2.4", 0.2) is None
    assert len(play.history) == facts


def test_the_last_answer_counts():
    play = posted().joins(2)
    for answer in ("4", "NS", "2"):
        play.tap(2, f"1.CIT-R2.{answer}")
    assert play.of(2).answer("1", "CIT-R2") == "2"


def test_back_goes_back_and_stays_at_the_first_question():
    play = posted().joins(2)
    play.tap(2, "1.?ECO.skip")
    play.tap(2, "1.ECO-B1.4")
    play.press(2, "Back")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B1")
    play.press(2, "Back")
    assert current_item(play.x, play.of(2)) == ("1", "?ECO")
    assert "Back" not in play.buttons(2)
    play.tap(2, "back")
    assert current_item(play.x, play.of(2)) == ("1", "?ECO")
    play.tap(2, "1.?ECO.skip")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B2")


def test_a_prompt_is_answered_in_words_or_skipped():
    play = posted().joins(2)
    play.writes(2, "Fewer errors.")
    assert play.of(2).texts["1", "?ECO"] == "Fewer errors."
    assert "Saved." in play.reads(2)
    play.press(2, "Back")
    play.press(2, "Skip")
    assert play.of(2).texts == {}


@pytest.mark.parametrize("person", [0, 9])
@pytest.mark.parametrize("data", ["1.ADM-T4.5", "list", "note", "go.1.ADM-T4", "mute", "next"])
def test_strangers_are_told_to_join(person, data):
    play = posted()
    assert play.tap(person, data).key == "refuse.not_joined"


# -- notes ---------------------------------------------------------------------------------------


def noting():
    play = posted().joins(2)
    play.tap(2, "go.1.ADM-T4")
    play.press(2, "Add a note")
    return play


def test_a_note_is_private_until_it_is_released_and_can_be_taken_back():
    play = noting()
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
    play = noting().joins(3)
    play.writes(2, "mine")
    for action in ("release", "keep", "edit", "delete"):
        assert play.tap(3, f"{action}.1").key == "refuse.unknown_button"
    assert not play.x.notes[1].released


@pytest.mark.parametrize(("length", "kept"), [(3000, True), (3001, False)])
def test_the_longest_note(length, kept):
    play = noting()
    reply = play.writes(2, "x" * length)
    assert bool(play.x.notes) == kept
    if not kept:
        said = play.said(reply, 2)
        assert said.startswith("That is 3001 characters; I keep at most 3000.")
        assert str(play.of(2).view) == "note:ADM-T4"


@pytest.mark.parametrize("where", ["just answered", "on screen", "Discard"])
def test_a_text_that_nobody_asked_for(where):
    play = posted().joins(2)
    play.tap(2, "1.?ECO.skip")
    play.tap(2, "1.ECO-B1.4")
    play.tap(2, "go.1.ADM-T4")
    play.writes(2, "why so")
    names = [label for label in play.buttons(2) if where in label]
    play.press(2, names[0])
    placed = {note.item for note in play.x.notes.values()}
    expected = {"just answered": {"ECO-B1"}, "on screen": {"ADM-T4"}, "Discard": set()}
    assert placed == expected[where]
    assert play.of(2).held == ""


def test_a_text_between_rounds_is_not_kept():
    play = answered(3)
    play.writes(BOSS, "/close")
    reply = play.writes(2, "one more thing")
    assert reply.key == "refuse.nothing_asked"
    assert play.of(2).held == ""


# -- languages, erasing, leading -----------------------------------------------------------------


def test_everybody_has_their_own_language():
    play = posted(languages="en es").joins(2, 3)
    play.tap(2, "lang.es")
    assert (play.of(2).language, play.of(3).language) == ("es", "en")
    play.writes(3, "/language ES")
    assert play.of(3).language == "es"
    assert play.writes(3, "/language xx").key == "language_how"
    assert play.tap(3, "lang.xx").key == "refuse.unknown_button"


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


def test_erasing_is_asked_for_in_private():
    play = answered(2)
    event = e.Command(play.at, "erase", "", private=False, person=2)
    assert play.happens(event).key == "refuse.in_private"


def test_a_facilitator_who_does_not_take_part_can_change_their_mind_about_erasing():
    play = posted()
    play.writes(BOSS, "/erase")
    play.press(BOSS, "Keep everything")
    assert str(play.of(BOSS).view) == ""


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1d", MONDAY + 4 * DAY + 3 * 3600),
        ("20h", MONDAY + 3 * DAY + 23 * 3600),
        ("Friday 16:00", MONDAY + 4 * DAY + 7 * 3600),
        ("2026-11-25 9:00", MONDAY + 2 * DAY),
    ],
)
def test_extending(text, moment):
    play = posted()
    reply = play.writes(BOSS, f"/extend {text}")
    assert play.x.stages["1"].closes == moment
    assert "Round 1 now closes" in play.said(reply)
    assert "Round 1 closes" in play.group("board")


@pytest.mark.parametrize(
    "text", ["", "0d", "soon", "61d", "2026-11-23 8:00", "2027-06-01 9:00", "monday 1٣:00", "-1d"]
)
def test_extensions_that_are_none(text):
    play = posted()
    closes = play.x.stages["1"].closes
    assert play.writes(BOSS, f"/extend {text}").key == "refuse.extend_how"
    assert play.x.stages["1"].closes == closes


@pytest.mark.parametrize("command", ["close", "extend 1d", "cancel"])
def test_only_the_facilitator_leads(command):
    play = answered(2)
    facts = len(play.history)
    reply = play.writes(2, f"/{command}")
    assert play.said(reply, 2) == "Only the facilitator can do this: A. Mohammed."
    assert play.tap(2, command.replace(" ", ".")).key == "refuse.only_facilitator"
    assert len(play.history) == facts


def test_an_old_close_button_closes_no_later_round():
    play = assessed(6, 3)
    assert play.tap(BOSS, "close.1").key == "refuse.nothing_open"
    assert play.x.stages["2"].open


@pytest.mark.parametrize("what", ["keep", "erase"])
def test_calling_off(what):
    play = answered(3)
    play.writes(BOSS, "/cancel")
    assert play.x.status != "cancelled"
    play.tap(BOSS, f"cancel.{what}")
    assert play.x.status == "cancelled"
    assert "called off" in play.group("board")
    assert play.tap(2, "1.ADM-T4.1").key == "refuse.closed"
    play.wait(400 * DAY)
    assert play.group("feedback") is None


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


def test_old_buttons_of_a_draft_that_was_thrown_away():
    play = drafted()
    play.writes(BOSS, "/cancel")
    for data in ("set.system.en", "post", "when.live", "1.ADM-T4.5", "practice.2.3"):
        assert play.tap(BOSS, data).key.startswith("refuse."), data


def test_results_are_above_or_not_yet():
    assert answered(2).writes(2, "/results").key == "results.not_yet"
    assert resulted().writes(2, "/results").key == "results.above"


def test_a_message_in_doubt_is_sent_again_by_the_facilitator_alone():
    play = answered(2)
    play.happens(e.Doubtful(play.at, "board/en"))
    assert play.tap(2, "again.board/en").key == "refuse.only_facilitator"
    assert play.tap(BOSS, "again.board/en") is None
    assert play.x.repeats == {"board/en": 1}
    assert play.tap(BOSS, "again.board/en").key == "refuse.unknown_button"


def test_a_late_answer_to_the_last_questions_names_no_round():
    play = resulted(5)
    reply = play.tap(2, "closing.go.now")
    assert reply.key == "refuse.questions_closed"
    assert play.said(reply, 2).startswith("These questions closed on ")


def test_my_answers_between_rounds():
    play = answered(5)
    play.writes(BOSS, "/close")
    assert play.tap(2, "list").key == "refuse.between"
    play = resulted(5)
    play.wait(400 * DAY)
    assert play.tap(2, "list").key == "refuse.over"


@pytest.mark.parametrize(("few", "said"), [("no", "Below 5"), ("yes", "a word per question")])
def test_who_sees_what_is_true_of_small_teams_too(few, said):
    play = posted(invited=6, small_team=few)
    for reply in (play.tap(2, "privacy"), play.writes(2, "/privacy")):
        assert said in play.said(reply, 2)
        assert len(play.said(reply, 2)) <= 200
