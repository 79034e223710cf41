"""The plan: who takes what, by when; and that everybody reads it in their own language."""

from dialogs.findings.actions import numbers
from tests.support.people import BOSS, DAY, checked, resulted


def what(play):
    """The actions in the plan, as the group reads them."""
    lines = play.group("plan").splitlines()
    return [line.partition(". ")[2] for line in lines if line[:1].isdigit()]


def test_no_action_stands_in_the_plan_twice():
    for low in (0, 3):
        play = resulted(6, low)
        assert len(what(play)) == len(numbers(play.x)) > 1
        assert len(set(what(play))) == len(what(play))


def test_a_due_date_is_read_and_said_in_every_language():
    play = resulted(languages="en es")
    play.tap(2, "take.1")
    for text, day in (("2027-03-05", "5 March 2027"), ("friday", "27 November 2026")):
        play.tap(2, "plan")
        play.tap(2, "plan.1.due")
        play.writes(2, text)
        assert f"Due: {day}" in play.group("plan")
    assert "27 de noviembre de 2026" in play.group("plan", "es")


def test_a_due_date_in_other_words_stays_as_it_is():
    play = resulted()
    play.tap(2, "take.1")
    play.tap(2, "plan")
    play.tap(2, "plan.1.due")
    play.writes(2, "before the budget")
    assert "Due: before the budget" in play.group("plan")


def test_a_due_date_that_may_be_two_or_is_past_is_asked_again():
    play = resulted()
    play.tap(2, "take.1")
    play.tap(2, "plan")
    play.tap(2, "plan.1.due")
    before = play.group("plan")
    assert play.writes(2, "5/6").key == "refuse.which"
    assert play.writes(2, "20 Nov").key == "refuse.past"
    assert play.group("plan") == before
    play.writes(2, "15 Jan")
    assert "Due: 15 January 2027" in play.group("plan")


def test_who_takes_part_is_not_asked_to_come_to_a_chat_they_are_in():
    play = resulted()
    assert play.tap(2, "take.1").key == "plan.yours_known"
    play.x.people[3].joined = False
    assert play.tap(3, "take.2").key == "plan.yours"


def test_a_reason_need_not_be_given():
    play = checked()
    play.tap(2, "told.1.stuck")
    assert "What is it stuck on?" in play.reads(2)
    play.press(2, "Skip")
    assert "What is it stuck on?" not in play.reads(2)
    play.wait(DAY)
    assert "stuck" in play.group("check")


def test_the_plan_promises_nothing_that_is_past():
    play = resulted()
    assert "To be decided: the Permanent Secretary" in play.group("plan")
    assert "I ask each owner" in play.group("plan")
    play.tap(BOSS, "plan")
    play.tap(BOSS, "plan.0.decision")
    play.writes(BOSS, "A pilot, on 16 December.")
    assert "To be decided" not in play.group("plan")
    assert "I ask each owner" not in checked().group("plan")
