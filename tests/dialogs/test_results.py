"""The results stand alone when they are forwarded, and say what is published and no more."""

import re

import pytest

from dialogs import show
from dialogs.core import gate
from dialogs.talk.results import LONGEST
from tests.support import maps
from tests.support.maps import IDS
from tests.support.people import BOSS, DAY, english, library, posted, resulted


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


def results(n=9, rows=None, **chosen):
    return maps.play(maps.ROWS if rows is None else rows, n=n, **chosen)


def test_the_results():
    text = results().group("results")
    lines = text.splitlines()
    assert lines[:3] == [
        "A chatbot for the Civil Registry: what 9 of 14 colleagues see",
        "24 November 2026",
        "To decide: the Permanent Secretary, whether to run a pilot, by 18 December",
    ]
    assert lines[3] == "Team: " + english(
        "findings.decision_ahead_stopped", answer="pilot first", names="Legality"
    )
    assert lines[4:7] == [
        "Worth most: Efficiencies",
        "Weighs most as a risk: Trust and Data quality",
        "We still differ: Competence and Loss of jobs",
    ]
    assert len(re.findall(r"^\d\. .+ \((?:high|medium|to watch)\)$", text, re.M)) == 3
    assert "Views of 9 staff. The public was not asked in this exercise." in text
    assert text.endswith("Exercise: ECLAC.")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("n", [5, 9, 12])
def test_the_results_are_read_in_one_go(n, language):
    """Where everything blocks it is longer: each stop sign must be said."""
    rosy = {id_: "5 5 5 5 5 4 4 4 4" if "-B" in id_ else "4 4 4 3 3 3 3 3 3" for id_ in IDS}
    for rows in (maps.ROWS, rosy, {}):
        text = results(n, rows, languages="en es").group("results", language)
        assert len(text) <= LONGEST, text


def test_steps_are_those_of_the_leads_of_their_own_headline():
    play = results()
    of, texts = gate.latest(play.x), play.x.framework.texts["en"].component
    parts = re.split(r"^\d\. ", play.group("results"), flags=re.M)[1:]
    heard = 0
    for id_, part in zip(of.headlines, parts, strict=True):
        mine = of.issued(id_).leads
        for component in IDS:
            step = texts[component].here.replace("{system}", "the chatbot")
            said = step.replace("{service}", "the Civil Registry") in part
            assert not said or component in mine
            heard += said
    assert heard


def test_what_is_to_be_resolved_first_stands_above_the_recommendations():
    text = results().group("results")
    before, _, after = text.partition("Go step by step, with pilots first. Resolve first: ")
    assert "1. " not in before
    assert after.startswith("Legality, Trust and Data quality.")


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_too_few_for_any_result(n):
    text = ended(voted(n))
    people = "1 person" if n == 1 else f"{n} people"
    assert text.startswith(f"{people} answered. Below 5 answers")
    assert "Economic" not in text
    assert "released" not in text, "nobody released anything"


def test_a_small_team_reads_words_without_numbers():
    text = ended(voted(3, invited=6, small_team="yes"))
    assert "Worth most: " in text
    assert "Team: Too few answered the closing question." in text


def test_what_we_differ_on_is_counted():
    text = ended(voted(8, least=lambda person: "1" if person % 2 else "5"))
    assert "We still differ: Costs (savings), Efficiencies and 16 more" in text


def test_nothing_stands_out():
    text = ended(voted(6, least="3"))
    assert "Nothing stands out." in text
    assert "1. " not in text


@pytest.mark.parametrize(
    ("go", "said"),
    [
        (lambda person: "pilot" if person < 7 else "no", "decision_ahead"),
        (lambda person: "no" if person < 7 else "pilot", "decision_wait"),
        (lambda person: ("now", "pilot", "later")[person % 3], "decision_split"),
        (lambda person: "NS", "decision_split"),
    ],
)
def test_the_decision_says_what_most_say(go, said):
    answer = {"decision_ahead": "pilot first", "decision_wait": "no"}.get(said, "")
    assert english(f"findings.{said}", answer=answer) in ended(voted(6, least="3"), go)


def test_where_it_leans_is_said_if_it_is_clear():
    text = ended(voted(9, least=lambda person: "3"))
    assert "lean" not in text
    rosy = {id_: "5 5 5 5 5 5 5 5 5" if "-B" in id_ else "1 1 1 1 1 1 1 1 1" for id_ in IDS}
    published = gate.latest(results(9, rosy).x)
    assert {line.label for line in published.dimensions.values()} == {"up"}


def test_a_published_result_does_not_change_when_somebody_is_erased():
    play = resulted(6, 3, invited=5, small_team="no")
    before = play.group("results")
    play.writes(3, "/erase")
    play.tap(3, "erase")
    assert play.group("results") == before


def test_results_are_posted_once_and_not_pinned():
    post = show.show(resulted().x, "results/en")
    assert (post.once, post.pinned) == (True, False)


def test_results_with_the_longest_names_there_can_be_fit_in_a_message():
    """Names full of what markup writes in five letters make the longest text there can be."""
    everything = dict.fromkeys(IDS, "5 5 5 5 5 5 5 5 5")
    long = results(9, everything, languages="en es", system="un " + "&" * 40, service="&" * 40)
    post = show.show(long.x, "results/es")
    text = post.text
    assert post.rows == ()
    assert long.x.capabilities.takes(post)
    assert text.count("3. ") == 1


def test_every_class_has_its_word():
    for words in library().words.values():
        assert len({words.text(f"results.level_{c}") for c in ("High", "Medium", "Watch")}) == 3
