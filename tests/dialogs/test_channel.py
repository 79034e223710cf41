"""What the group reads before the results, and what it does not read."""

import pytest

from tests.support.people import (
    BOSS,
    DAY,
    answered,
    assessed,
    buttons,
    english,
    posted,
    resulted,
    show,
)


def board(play):
    return play.group("board").splitlines()


def test_the_card():
    text = posted().group("board")
    for part in (
        "Exercise: a chatbot for the Civil Registry?",
        "Situation: From 2027",
        "Answer 26 short questions",
        "Round 1 closes Thursday 26 November, 12:00 (Port of Spain).",
        "Facilitator: A. Mohammed",
    ):
        assert part in text
    assert show.show(posted().x, "board/en").pinned


@pytest.mark.parametrize("n", range(8))
def test_finished_is_shown_from_five(n):
    play = answered(n)
    joined = "1 joined" if n == 1 else f"{n} joined"
    assert board(play)[-1] == (joined if n < 5 else f"{joined}, {n} finished")
    play.joins(20)
    assert ("finished" in board(play)[-1]) == (n >= 5)


def test_the_card_through_the_week():
    play = answered(6, 3)
    assert list(buttons(show.show(play.x, "board/en"))) == ["Take part", "Who sees what"]
    play.writes(BOSS, "/close")
    assert "Round 1 is closed." in board(play)
    assert list(buttons(show.show(play.x, "board/en"))) == ["Who sees what"]
    play.compute()
    assert any(line.startswith("Round 2 closes") for line in board(play))
    assert "finished" not in board(play)[-1]


def test_half_time_says_how_many_have_joined_and_nothing_of_answers():
    play = answered(6)
    play.until(play.x.stages["1"].closes - DAY)
    assert play.group("halfway").startswith("Half-time: 6 of 14 have joined.")
    play.joins(20)
    assert play.group("halfway").startswith("Half-time: 6 of 14 have joined.")


def test_feedback():
    play = assessed(6, 3)
    text = play.group("feedback")
    assert text.startswith("Round 1: what 6 of us see")
    assert "We differ on one of 26" in text
    assert "Legality: 3 low, 0 medium, 3 high" in text
    assert "Then answer this one again" in text
    assert list(buttons(show.show(play.x, "feedback/en"))) == ["Answer again"]
    assert "New information, invented for this exercise." in play.group("inject")


def test_feedback_when_a_lone_answer_would_show():
    play = answered(8, 3)
    play.tap(9, "1.ADM-T4.3")
    play.writes(BOSS, "/close")
    play.compute()
    assert f"Legality: {english('spread.mostly', band='high')}" in play.group("feedback")


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_feedback_of_too_few(n):
    play = assessed(n, 0)
    text = play.group("feedback")
    people = "1 person" if n == 1 else f"{n} people"
    assert text.startswith(f"Round 1 is closed with {people} answering.")
    assert "Legality" not in text
    assert play.group("inject") is None


def test_feedback_when_all_are_alike():
    play = assessed(5, 0)
    text = play.group("feedback")
    assert english("feedback.agree", of=26) in text
    assert "Two last questions are waiting" in text
    assert play.group("inject") is None


def test_feedback_when_everything_is_contested():
    play = posted()
    play.joins(*range(2, 10))
    for person in range(2, 10):
        play.answers(person, "1" if person % 2 else "5")
    play.writes(BOSS, "/close")
    play.compute()
    text = play.group("feedback")
    assert "We differ on 26 of 26" in text
    assert text.count("4 low, 0 medium, 4 high") == 8
    assert "Largest" not in text
    assert "Then answer these 8 again" in text


def test_feedback_when_nothing_stands_out():
    play = posted()
    play.joins(*range(2, 7))
    for person in range(2, 7):
        play.answers(person, "3")
    play.writes(BOSS, "/close")
    play.compute()
    text = play.group("feedback")
    assert "Largest" not in text
    assert english("feedback.agree", of=26) in text


@pytest.mark.parametrize(
    ("unsure", "line"),
    [(2, "Legality (2 of 6 not sure)"), (5, "Legality"), (6, "Legality (6 of 6 not sure)")],
)
def test_where_knowledge_is_missing(unsure, line):
    """Five of six not sure: who was sure would stand alone."""
    play = answered(6)
    for person in range(2, 2 + unsure):
        play.tap(person, "1.ADM-T4.NS")
    play.writes(BOSS, "/close")
    play.compute()
    assert f"We need information on: {line}\n" in play.group("feedback")


def test_a_small_team_reads_a_word():
    play = assessed(4, 2, invited=6, small_team="yes")
    text = play.group("feedback")
    assert "Legality: mixed" in text
    assert "low," not in text


def test_nothing_of_a_round_is_shown_before_it_is_released():
    play = answered(6, 3)
    for kind in ("feedback", "inject", "results", "plan", "check"):
        assert play.group(kind) is None
    play.writes(BOSS, "/close")
    for kind in ("feedback", "inject", "results", "plan", "check"):
        assert play.group(kind) is None
    assert resulted().group("results")
