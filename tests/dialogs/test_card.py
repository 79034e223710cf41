"""What stands on one person's card, and that its buttons lead somewhere."""

import pytest

from dialogs.core import facts as f
from tests.support.people import BOSS, DAY, answered, assessed, posted, resulted


def test_the_welcome():
    play = posted(keeper="R. Khan (ICT)")
    play.apply([f.Joined(play.at, 2, "en")])
    text = play.reads(2)
    assert "no AI reads your answers" in text
    assert "R. Khan (ICT): can read everything." in text
    assert "Below 5 answers to a question nothing is shown." in text
    assert "Thursday 26 November, 12:00 (Port of Spain)" in text
    assert "60 days after the results" in text
    play.press(2, "Not now")
    play.press(2, "Continue")
    assert "Economic dimension." in play.reads(2)


def test_the_welcome_offers_the_other_language_in_its_own_words():
    play = posted()
    play.apply([f.Joined(play.at, 2, "en")])
    data = [d for label, d in play.buttons(2).items() if "lang" in d]
    assert data == ["7.lang.es"]


def test_the_welcome_of_a_small_team_warns():
    play = posted(invited=6, small_team="yes")
    play.apply([f.Joined(play.at, 2, "en")])
    assert "Answer as if your name were on it" in play.reads(2)


def test_a_question():
    play = posted().joins(2)
    play.tap(2, "go.1.ADM-T4")
    text = play.reads(2)
    assert "Question 12 of 26. Administrative: obstacle" in text
    assert "Legality" in text
    assert "ECLAC: “" in text
    rows = [[b.label for b in row] for row in play.card(2).rows]
    assert rows[:4] == [
        ["1 No obstacle", "2 Small"],
        ["3 Moderate", "4 Serious"],
        ["5 Blocks us"],
        ["Not sure", "Does not apply"],
    ]
    assert play.card(2).rows[2][0].spoken == "Legality: 5 Blocks us"
    play.press(2, "5 Blocks us")
    assert play.reads(2).startswith("Saved. Legality: 5 Blocks us.")


def test_names_in_a_question_are_filled_in_once():
    play = posted(system="a {service}", service="{years}").joins(2)
    texts = play.x.framework.texts["en"].component
    item = next(id_ for id_, text in texts.items() if "{system}" in text.question)
    play.tap(2, f"go.1.{item}")
    assert texts[item].question.replace("{system}", "the {service}") in play.reads(2)


def test_the_answer_given_is_marked():
    play = posted().joins(2)
    play.tap(2, "1.ADM-T4.4")
    play.tap(2, "go.1.ADM-T4")
    assert "4 Serious, yours" in play.buttons(2)


def test_round_two_shows_the_spread_ones_own_answer_and_reasons():
    play = assessed(6, 3)
    text = play.reads(2)
    assert "Round 2, question 1 of 1. Administrative: obstacle" in text
    assert "Round 1: 3 low, 0 medium, 3 high. You: 1 No obstacle." in text
    assert "Keep or change" in text
    assert "1 No obstacle, yours" in play.buttons(2)


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
        play.writes(BOSS, "/close")
    assert said in play.reads(2)


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
    assert "Go ahead: Pilot first" in play.reads(2)
    play.press(2, "Go ahead")
    assert "Should we go ahead?" in play.reads(2)


def test_the_hot_wash_can_be_written_or_skipped_and_read_again():
    play = resulted(5)
    play.press(2, "Skip")
    assert play.reads(2).startswith("Skipped.")
    play.writes(2, "Less on Mondays.")
    assert "That was everything." in play.reads(2)
    play.press(2, "My answers")
    assert "What worked: no answer yet" in play.reads(2)
    assert "What to do differently: Less on Mondays." in play.reads(2)


def test_nothing_contested_still_asks_the_closing_questions():
    play = assessed(5, 0)
    assert "Should we go ahead?" in play.reads(2)
    assert "Back" not in play.buttons(2)
    play.press(2, "Pilot first")
    assert "Saved. Go ahead: Pilot first." in play.reads(2)
    play.press(2, "Back")
    assert "Should we go ahead?" in play.reads(2)


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


def test_a_note_is_marked_among_my_answers():
    play = posted().joins(2)
    play.tap(2, "go.1.ADM-T4")
    play.tap(2, "note")
    play.writes(2, "a note")
    play.press(2, "Keep")
    play.tap(2, "list.1.ADM")
    assert "Legality: no answer yet, note" in play.reads(2)


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
    assert "Economic dimension." in play.reads(BOSS)


def test_the_facilitators_card_when_all_is_over():
    play = resulted()
    play.wait(400 * DAY)
    play.writes(BOSS, "/start")
    assert "goes on by itself" not in play.reads(BOSS)


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
    play.writes(BOSS, "/close")
    assert "your answers count" in play.reads(2)
    play.press(2, "My notes")
    play.press(2, "1. Legality")
    play.press(2, "Take back")
    assert not play.x.notes[1].released


def test_how_to_change_an_answer_names_a_button_that_is_there():
    play = answered(2)
    assert "tap Back" in play.reads(2)
    assert "Back" in play.buttons(2)
    play = assessed(6, 3)
    play.tap(2, "closing.go.pilot")
    assert "To change it, tap My answers." in play.reads(2)
    assert "Back" not in play.buttons(2)


def test_closing_questions_are_among_my_answers_even_if_nothing_is_asked_again():
    play = assessed(5, 0)
    play.answers(2)
    play.press(2, "My answers")
    assert "Go ahead: Pilot first" in play.reads(2)
    play = assessed(6, 3)
    play.press(2, "My answers")
    play.press(2, "Last questions")
    assert "Go ahead: no answer yet" in play.reads(2)


def test_a_facilitator_who_takes_part_finds_the_way_to_the_desk():
    play = posted(when="live").joins(BOSS, 2)
    play.answers(BOSS)
    play.press(BOSS, "For the facilitator")
    assert "Close now" in play.buttons(BOSS)
    play.press(BOSS, "Continue")
    assert "That was everything." in play.reads(BOSS)
    play.answers(2)
    assert "For the facilitator" not in play.buttons(2)
