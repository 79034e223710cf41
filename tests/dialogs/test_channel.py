"""What the group reads before the results, and what it does not read."""

import re

import pytest

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import news
from tests.support.chaos import Chaos
from tests.support.languages import ALL, FEW, each_language_in_time
from tests.support.people import (
    BOSS,
    DAY,
    HOUR,
    MONDAY,
    answered,
    assessed,
    buttons,
    drafted,
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
    assert board(play)[-1] == (counted(n) if n < 5 else f"{n} joined, {n} finished")
    play.joins(20)
    assert board(play)[-1] == (counted(n + 1) if n < 5 else f"{n + 1} joined, {n} finished")


def counted(n):
    """The last line of the card of so many, of whom fewer than five have finished."""
    return f"{n} joined" if n >= 5 else "Facilitator: A. Mohammed"


@each_language_in_time
@pytest.mark.parametrize("n", [0, 1, 4])
def test_under_five_nobody_reads_how_many(n, language):
    """Neither group nor facilitator, in no message, before nor after the results."""
    play = answered(n, languages=ALL)
    heard = [*status(play, 9)]
    play.wait(2 * DAY)
    heard.append(play.group("halfway", language))
    closed(play)
    heard += [play.group("few", language), *status(play, 9)]
    play.wait(5 * DAY)
    heard += [play.group("few", language), play.group("board", language)]
    few = FEW[language]
    assert sum(few in (text or "").lower() for text in heard) >= 2
    for text in heard:
        assert not re.search(rf"(?<!\d){n} (?:joined|people|person|of|answer|pers|de )", text or "")


def status(play, person):
    """What /status answers in the group, and the facilitator's desk."""
    play.happens(e.Command(play.at, "status", "", False, person))
    reply, _ = play.replies[-1]
    yield play.said(reply)
    play.happens(e.Command(play.at, "status", "", True, BOSS))
    yield str(play.card(BOSS).text)


def test_the_card_through_the_week():
    play = answered(6, 3)
    assert list(buttons(show.show(play.x, "board/en"))) == ["Take part", "Who sees what"]
    play.closes()
    assert "Round 1 is closed." in board(play)
    assert "Answer 26" not in play.group("board"), "nobody can any more"
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


def closed(play):
    play.closes()
    play.compute()
    return play


def test_feedback():
    play = assessed(6, 3)
    text = play.group("feedback")
    assert text.startswith("Round 1: what 6 of us see")
    assert "We differ on one of 26\nLegality: some of us say low, some high\n" in text
    assert "Then answer this one again" in text
    assert "Round 2 closes Tuesday 24 November, 16:00 (Port of Spain)." in text
    assert list(buttons(show.show(play.x, "feedback/en"))) == ["Answer again"]


def test_numbers_are_given_where_nobody_can_be_found_out_by_them():
    assert "Legality: 4 low, 0 medium, 4 high" in assessed(8, 4).group("feedback")


def test_what_to_do_next_is_gone_when_it_is_over():
    play = assessed(6, 3)
    play.closes()
    text = play.group("feedback")
    for gone in ("In the thread", "Then answer", "closes"):
        assert gone not in text
    assert buttons(show.show(play.x, "feedback/en")) == {}


def test_a_stop_sign_comes_first():
    lines = assessed(6, 2).group("feedback").splitlines()
    assert lines[1] == "Stop sign: Legality. More than half of us say that it blocks us."


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_feedback_of_too_few(n):
    play = assessed(n, 0)
    text = play.group("few")
    assert text.startswith("Round 1 is closed. Fewer than 5 people answered.")
    assert "Legality" not in text
    assert play.group("inject") is None


def test_where_nothing_is_asked_again_nothing_says_that_round_2_closes():
    play = assessed(5, 0)
    text = play.group("feedback")
    assert english("feedback.agree", n=26) in text
    assert "The last questions are waiting" in text
    play.writes(BOSS, "/status")
    for said in (text, play.group("board"), play.reads(BOSS)):
        assert "Round 2" not in said
    assert list(buttons(show.show(play.x, "feedback/en"))) == ["Last questions"]


def test_as_many_as_are_said_are_listed():
    play = posted()
    play.joins(*range(2, 10))
    for person in range(2, 10):
        play.answers(person, "1" if person % 2 else "5")
    text = closed(play).group("feedback")
    assert "We differ on 26 of 26" in text
    assert text.count("4 low, 0 medium, 4 high") == 26
    assert "Largest" not in text
    assert "Then answer 8 of these again" in text


def test_feedback_when_nothing_stands_out():
    play = posted()
    play.joins(*range(2, 7))
    for person in range(2, 7):
        play.answers(person, "3")
    text = closed(play).group("feedback")
    assert "Largest" not in text
    assert english("feedback.agree", n=26) in text


@pytest.mark.parametrize(
    ("unsure", "line"),
    [
        (3, "Legality (many of us are not sure)"),
        (5, "Legality (too few of us could score it)"),
        (9, "Legality (too few of us could score it)"),
    ],
)
def test_where_knowledge_is_missing(unsure, line):
    play = answered(9)
    for person in range(2, 2 + unsure):
        play.tap(person, "1.ADM-T4.NS")
    assert f"We need information on: {line}\n" in closed(play).group("feedback")


def test_a_small_team_reads_a_word():
    play = assessed(4, 2, invited=6, small_team="yes")
    text = play.group("feedback")
    assert "No single view on: Legality" in text
    assert "We differ" not in text
    assert "low," not in text


def test_the_feedback_counts_what_it_lists_and_asks_nothing_once_round_2_is_closed():
    play = assessed(6, 3)
    text = play.group("feedback")
    counted = int(re.search(r"We differ on (\d+|one) of", text)[1].replace("one", "1"))
    assert counted == len(play.x.results["1"].groups.differ)
    assert text.count("some of us say") + text.count(" low, ") >= counted
    assert "again, privately" in text
    play.closes()
    play.compute()
    play.wait(60)
    assert "again, privately" not in play.group("feedback")
    assert "Answer again" not in buttons(show.show(play.x, "feedback/en"))


# -- the news --------------------------------------------------------------------------------------


def offered(play):
    """What the facilitator sees, without what is always said."""
    post = show.show(play.x, "news/group")
    return post and (post.text.partition("<blockquote>")[2], buttons(post))


def test_the_facilitator_sees_the_news_first_and_posts_them():
    play = assessed(6, 3)
    news, rows = offered(play)
    assert list(rows) == ["Post this news", "Another", "My own words", "No news"]
    assert play.group("inject") is None
    assert play.tap(2, "news.none").key == "refuse.only_facilitator"
    play.tap(BOSS, rows["Post this news"].partition(".")[2])
    assert play.group("inject").startswith("New information, invented for this exercise.")
    assert play.group("inject").split("\n")[0].endswith(news.partition("</blockquote>")[0][-40:])
    assert offered(play) is None
    assert play.tap(BOSS, "news.none").key == "refuse.unknown_button"


def test_another_may_be_taken_until_none_is_left():
    play, seen = assessed(6, 3), []
    while "Another" in offered(play)[1]:
        news, rows = offered(play)
        seen.append(news)
        play.tap(BOSS, rows["Another"].partition(".")[2])
        assert play.tap(BOSS, rows["Another"].partition(".")[2]).key == "refuse.unknown_button"
    assert len(set(seen)) == len(seen) > 3
    play.tap(BOSS, "news.none")
    play.wait(HOUR)
    assert play.group("inject") is None


def test_they_are_chosen_before_the_feedback_and_follow_it_at_once():
    play = answered(6, 3)
    play.tap(BOSS, "desk.news")
    first = play.reads(BOSS)
    play.press(BOSS, "Another")
    assert play.reads(BOSS) != first
    assert play.press(BOSS, "Use this news").key == "news.kept"
    chosen = play.reads(BOSS).split("\n")[-1]
    play.closes()
    play.compute()
    play.wait(60)
    assert chosen in play.group("inject")
    assert offered(play) is None


def test_they_can_be_replaced_by_ones_own_words():
    play = answered(6, 3)
    play.tap(BOSS, "desk.news")
    play.press(BOSS, "My own words")
    assert play.writes(BOSS, "x" * 601).key == "refuse.too_long"
    play.writes(BOSS, "A <b>clerk</b> finds a notebook.")
    assert "A <b>clerk</b> finds a notebook." in play.reads(BOSS), "seen as the group will read it"
    play.closes()
    play.compute()
    play.wait(60)
    assert "A <b>clerk</b> finds a notebook." in play.group("inject")


def test_own_words_after_the_feedback_are_seen_before_the_group_reads_them():
    play = assessed(6, 3)
    play.tap(BOSS, "news.write")
    play.writes(BOSS, "A notebook is found.")
    assert "A notebook is found." in offered(play)[0]
    assert play.group("inject") is None
    assert play.press(BOSS, "Post this news").key == "news.posted"
    assert "A notebook is found." in play.group("inject")
    play.tap(BOSS, "news.write")
    play.apply([f.Turned(play.at, BOSS, "news")])
    assert play.writes(BOSS, "Another notebook.").key == "refuse.news_late"


def test_they_can_be_dropped_ahead_and_that_can_be_undone():
    play = answered(6, 3)
    play.tap(BOSS, "desk.news")
    play.press(BOSS, "No news")
    assert "reads no news" in play.reads(BOSS)
    undone = Chaos.resumed(play)
    undone.press(BOSS, "Another")
    assert "Use this news" in undone.buttons(BOSS)
    play.closes()
    play.compute()
    play.wait(2 * HOUR)
    assert play.group("feedback")
    assert offered(play) is None
    assert play.group("inject") is None


def test_what_is_seen_ahead_tells_nothing_of_what_was_answered():
    plays = answered(6, 0), answered(6, 3)
    for play in plays:
        play.tap(BOSS, "desk.news")
    assert plays[0].reads(BOSS) == plays[1].reads(BOSS)


def test_where_all_sit_in_one_room_they_go_out_while_the_team_still_talks():
    play = assessed(6, 3, when="live")
    play.wait(120)
    assert play.group("inject") is None
    play.wait(61)
    assert play.group("inject")


def test_they_go_out_by_themselves_after_an_hour():
    play = assessed(6, 3)
    play.wait(HOUR - 60)
    assert play.group("inject") is None
    play.wait(61)
    assert play.group("inject")
    assert offered(play) is None


def test_they_are_about_what_the_team_differs_on_and_its_kind_of_system():
    def fitting(kind, low):
        play = drafted()
        play.apply([f.Set(play.at, BOSS, "kind", kind)])
        play.at = MONDAY
        play.tap(BOSS, "post")
        play.joins(*range(2, 8))
        for person in range(2, 8):
            play.answers(person, "3", CIT_R1="1" if person < 2 + low else "5")
        return news.offered(closed(play).x)

    pack = posted().x.framework
    about = {inject.id: inject for inject in pack.injects}
    for kind, other in (("chatbot", "images"), ("images", "chatbot")):
        found = [about[id_] for id_ in fitting(kind, 3)]
        assert found[0].components[0] == "CIT-R1"
        assert any(kind in inject.kinds for inject in found)
        assert not any(inject.kinds == (other,) for inject in found)


def test_nothing_is_offered_once_it_would_be_too_late():
    play = assessed(6, 3)
    play.closes()
    assert offered(play) is None
    assert assessed(3, 0).x.injected is None
    assert offered(assessed(3, 0)) is None


def test_the_news_speak_of_people_in_the_facilitators_word():
    play = posted(people="fishers").joins(2)
    play.x.injected = "ransom"
    assert "the data of fishers" in play.group("inject")


def test_nothing_of_a_round_is_shown_before_it_is_released():
    play = answered(6, 3)
    for kind in ("feedback", "inject", "results", "plan", "check"):
        assert play.group(kind) is None
    play.closes()
    for kind in ("feedback", "inject", "results", "plan", "check"):
        assert play.group(kind) is None
    assert resulted().group("results")
