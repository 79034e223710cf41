"""A question on the card: what it shows, which answers count, and when it is too late."""

import pytest

from dialogs.core.exercise import current_item
from tests.support.languages import LANGUAGES
from tests.support.people import (
    answered,
    assessed,
    english,
    posted,
    prompted,
    resulted,
)


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
    assert rows[4:] == [["Add a note", "What is meant?"], ["Back", "My answers"]]
    assert play.card(2).rows[2][0].spoken == "Legality: 5 Blocks us"
    play.press(2, "5 Blocks us")
    assert play.reads(2).startswith("Saved. Legality: 5 Blocks us.")


def test_names_in_a_question_are_filled_in_once():
    play = posted(system="a {service}", service="{years}").joins(2)
    texts = play.x.framework.texts["en"].component
    item = next(i for i, t in texts.items() if {"{system}", "{service}"} <= {*t.question.split()})
    play.tap(2, f"go.1.{item}")
    asked = texts[item].question.replace("{service}", "{years}")
    assert asked.replace("{system}", "the {service}") in play.reads(2)


def test_what_is_meant_is_said_at_once_and_leaves_the_card_as_it_is():
    play = posted().joins(2)
    card, facts = play.card(2), len(play.history)
    for part in play.x.framework.components:
        for language in LANGUAGES:
            play.of(2).language = language
            said = play.said(play.tap(2, f"meant.{part.id}"), 2)
            example = play.x.framework.texts[language].component[part.id].example
            assert example in said
            assert len(said) <= 200, "more than a platform shows at once"
    play.of(2).language = "en"
    assert (play.card(2), len(play.history)) == (card, facts)
    assert play.tap(2, "meant.nothing").key == "refuse.unknown_button"


def test_a_dimension_begins_with_what_it_is_about():
    play = posted().joins(2)
    opening = play.x.framework.texts["en"].dimension
    assert play.reads(2).startswith("Economic dimension. " + opening["ECO"].opening)
    play.tap(2, "1.ECO-B1.4")
    assert "dimension." not in play.reads(2)
    play.tap(2, "go.1.CIT-B1")
    assert "Citizen dimension. " + opening["CIT"].opening in play.reads(2)
    again = assessed(6, 3)
    assert "dimension." not in again.reads(2), "once is enough"


def test_the_answer_given_is_marked():
    play = posted().joins(2)
    play.tap(2, "1.ADM-T4.4")
    play.tap(2, "go.1.ADM-T4")
    assert "4 Serious, yours" in play.buttons(2)


def test_round_two_shows_the_spread_ones_own_answer_and_reasons():
    play = assessed(6, 3)
    text = play.reads(2)
    assert "Round 2, question 1 of 1. Administrative: obstacle" in text
    assert "Round 1: some of us said low, some high. You: 1 No obstacle." in text
    assert "Keep or change" in text
    assert english("again.anew", least=3) in text
    assert "1 No obstacle, yours" in play.buttons(2)


def test_the_hot_wash_can_be_written_or_skipped_and_read_again():
    play = resulted(5)
    play.press(2, "Skip")
    assert play.reads(2).startswith("Skipped.")
    play.writes(2, "Less on Mondays.")
    assert "That was everything." in play.reads(2)
    play.press(2, "My answers")
    assert "What worked: no answer yet" in play.reads(2)
    assert "What to do differently: Less on Mondays." in play.reads(2)


def test_how_to_change_an_answer_names_a_button_that_is_there():
    play = answered(2)
    assert "tap Back" in play.reads(2)
    assert "Back" in play.buttons(2)
    play = assessed(6, 3)
    play.tap(2, "closing.go.pilot")
    assert "To change it, tap My answers." in play.reads(2)
    assert "Back" not in play.buttons(2)


@pytest.mark.parametrize("shift", [0.0, 0.001, 0.123, 0.654, 0.999])
@pytest.mark.parametrize(("wait", "taken"), [(0.0, False), (0.999, False), (1.0, True)])
def test_too_quick(shift, wait, taken):
    play = posted().joins(2)
    play.tap(2, "1.ECO-B1.3", 5 + shift)
    reply = play.tap(2, "1.ECO-B2.4", wait)
    assert play.of(2).answer("1", "ECO-B2") == ("4" if taken else "")
    assert (reply.key if reply else None) == (None if taken else "refuse.too_quick")


def test_an_old_card_is_never_too_quick():
    play = posted().joins(2)
    play.tap(2, "1.ECO-B1.3")
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
    assert play.tap(2, f"{label}.{item}.3", 0.5).key == "refuse.too_quick"


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
    play.closes()
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
    play.tap(2, "1.ECO-B1.4")
    play.tap(2, "1.ECO-B2.4")
    play.press(2, "Back")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B2")
    play.press(2, "Back")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B1")
    assert "Back" not in play.buttons(2)
    play.tap(2, "back")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B1")
    play.tap(2, "1.ECO-B1.3")
    assert current_item(play.x, play.of(2)) == ("1", "ECO-B3")


def test_a_prompt_is_answered_in_words_or_skipped():
    play = prompted().joins(2)
    assert play.reads(2).startswith("Economic dimension.")
    assert "It stays private unless you release it." in play.reads(2)
    play.writes(2, "Fewer errors.")
    assert "Note saved to Economic:" in play.reads(2)
    play.press(2, "Keep private")
    assert "Question 1 of 26" in play.reads(2)
    play.press(2, "Back")
    play.writes(2, "Fewer errors, I hope.")
    assert [(n.item, n.text, n.released) for n in play.x.notes.values()] == [
        ("?ECO", "Fewer errors, I hope.", False)
    ]
    play.press(2, "Delete")
    play.press(2, "Back")
    play.press(2, "Skip")
    assert not play.x.notes


def test_a_late_answer_to_the_last_questions_names_no_round():
    play = resulted(5)
    reply = play.tap(2, "closing.go.now")
    assert reply.key == "refuse.questions_closed"
    assert play.said(reply, 2).startswith("These questions closed on ")
