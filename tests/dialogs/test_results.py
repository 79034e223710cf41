"""The results stand alone when they are forwarded, and show no more than the gate lets pass."""

import re

import pytest

from dialogs import show
from tests.support import maps
from tests.support.maps import IDS
from tests.support.people import BOSS, DAY, english, posted, resulted

MOST = english("results.mostly", choice="pilot first")
PILOT = english("results.team", choices=MOST)


def voted(n, *, least="4", **chosen):
    """Results of a team of `n` that thinks so of everything, person by person."""
    play = posted(**chosen)
    play.joins(*range(2, n + 2))
    for person in range(2, n + 2):
        play.answers(person, least if isinstance(least, str) else least(person))
    play.writes(BOSS, "/close")
    play.compute()
    return play


def ended(play, go="pilot"):
    for person in list(play.x.people)[1:]:
        play.answers(person, go=go if isinstance(go, str) else go(person))
    play.writes(BOSS, "/close")
    play.compute()
    play.wait(4 * DAY)
    return play.group("results")


def test_the_results():
    text = resulted(6, 3).group("results")
    lines = text.splitlines()
    assert lines[0] == "A chatbot for the Civil Registry: what 6 of 14 colleagues concluded"
    assert lines[1] == "24 November 2026"
    assert lines[2].startswith("To be decided: the Permanent Secretary")
    assert len(re.findall(r"^\d\. ", text, re.M)) == 3
    assert text.count("Here: ") == text.count("Ask of others: ") == text.count("Why: ") == 3
    assert "Staff views; no member of the public took part." in text


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_too_few_for_any_result(n):
    text = ended(voted(n))
    people = "1 person" if n == 1 else f"{n} people"
    assert text.startswith(f"{people} answered. Below 5 answers")
    assert "Economic" not in text


def test_five_are_enough():
    text = ended(voted(5))
    assert "Economic: roughly balanced" in text
    assert "(5 answers, strong agreement)" in text


def test_a_small_team_reads_words_without_numbers():
    text = ended(voted(3, invited=6, small_team="yes"))
    assert "Economic: roughly balanced" in text
    assert "answers," not in text
    assert PILOT in text


def test_everything_contested():
    text = ended(voted(8, least=lambda person: "1" if person % 2 else "5"))
    assert text.count(",") > 20, "what still differs is listed"
    assert "Still differing: " in text


def test_nothing_fires():
    text = ended(voted(6, least="3"))
    assert "No recommendation follows from these answers" in text
    assert "Why: " not in text


@pytest.mark.parametrize(
    ("go", "said"),
    [
        (lambda person: "pilot" if person < 5 else "later", "Team: 3 pilot first, 3 not yet."),
        (lambda person: "pilot" if person < 7 else "no", PILOT),
        (lambda person: ("now", "pilot", "later")[person % 3], "Team: 2 go ahead now"),
    ],
)
def test_what_the_team_would_do_goes_through_the_gate(go, said):
    assert said in ended(voted(6), go)


def test_a_published_result_does_not_change_when_somebody_is_erased():
    play = resulted(6, 3, invited=5, small_team="no")
    before = play.group("results")
    play.writes(3, "/erase")
    play.tap(3, "erase")
    assert play.group("results") == before


def test_results_are_posted_once_and_not_pinned():
    post = show.show(resulted().x, "results/en")
    assert (post.once, post.pinned) == (True, False)


def test_a_team_of_one_mind_is_not_counted():
    text = resulted(6, 3).group("results")
    assert "Team: strong agreement: pilot first." in text


def here(play, language="es"):
    """What is advised to do here, recommendation by recommendation."""
    lines = play.group("results", language).splitlines()
    return [line for line in lines if line.startswith("Qué hacer aquí: ")]


def test_results_too_long_for_one_message_name_one_step_each():
    """Names full of what markup writes in five letters make the longest text there can be."""
    everything = dict.fromkeys(IDS, "5 5 5 5 5 5 5 5 5")
    usual = maps.play(everything, languages="en es")
    long = maps.play(everything, languages="en es", system="un " + "&" * 40, service="&" * 40)
    assert any("; " in line for line in here(usual)), "two components' steps under one"
    assert here(long)
    assert not any("; " in line for line in here(long)), "one where two would be too long"
    assert len(here(long)) == len(here(usual))
    text = show.show(long.x, "results/es").text
    assert len(text) <= long.x.capabilities.longest_message
