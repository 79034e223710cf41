"""The results stand alone when they are forwarded, and say what is published and no more."""

import re

import pytest

from dialogs import show
from dialogs.core import gate
from dialogs.phrases import small
from dialogs.talk.results import LONGEST
from tests.support import maps
from tests.support.languages import ALL, each_language
from tests.support.maps import IDS
from tests.support.people import DAY, english, library, posted, resulted


def voted(n, *, least="4", **chosen):
    """Results of a team of `n` that thinks so of everything, person by person."""
    play = posted(**chosen)
    play.joins(*range(2, n + 2))
    for person in range(2, n + 2):
        play.answers(person, least if isinstance(least, str) else least(person))
    play.closes()
    play.compute()
    return play


def ended(play, go="pilot"):
    for person in list(play.x.people)[1:]:
        play.answers(person, go=go if isinstance(go, str) else go(person))
    play.closes()
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
        "To decide: the Permanent Secretary, whether to run a pilot, by 18 December 2026",
    ]
    assert lines[3] == "Team: " + small(
        english(
            "findings.decision_ahead_stopped",
            answer="pilot first",
            stops="this blocks us: Legality",
        )
    )
    assert lines[4:8] == [
        "Worth most: Efficiencies",
        "Worth little: Costs (savings)",
        "High as risks: Trust and Data quality",
        "We still differ: Competence and Loss of jobs",
    ]
    assert len(re.findall(r"^\d\. .+ \((?:high|medium|to watch)\)$", text, re.M)) == 3
    assert "Staff views. The public was not asked in this exercise. More: the report." in text


@each_language
@pytest.mark.parametrize("n", [5, 9, 12])
def test_the_results_are_read_in_one_go(n, language):
    """Where everything blocks it is longer: each stop sign must be said."""
    rosy = {id_: "5 5 5 5 5 4 4 4 4" if "-B" in id_ else "4 4 4 3 3 3 3 3 3" for id_ in IDS}
    for rows in (maps.ROWS, rosy, {}):
        text = results(n, rows, languages=ALL).group("results", language)
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


@each_language
def test_under_each_recommendation_stands_what_to_do_here(language):
    """In the usual case: a team of nine that differs, with a stop sign."""
    text = results(languages=ALL).group("results", language)
    heads = re.split(r"^\d\. ", text, flags=re.M)[1:]
    here = library().words[language].sentences["results.here"].partition("{")[0]
    counts = [part.count(here) for part in heads]
    assert counts == [1, 1, 1], text
    assert len(text) <= LONGEST


@each_language
def test_what_to_do_is_short_enough_to_be_read_under_a_title(language):
    """Three of them, with their titles, are a third of the message."""
    texts = library().pack(library().newest("pack", "public_value")).texts[language]
    for id_ in IDS:
        assert len(texts.component[id_].here) <= 58, id_
    for item in texts.recommendation.values():
        assert len(item.title) <= 50


def test_of_a_risk_nobody_says_that_it_blocks():
    """People were asked how high it is; what blocks is asked of obstacles."""
    risk = ended(voted(6, least="3"))
    assert "very high" not in risk
    play = posted()
    play.joins(*range(2, 8))
    for person in range(2, 8):
        play.answers(person, "3", CIT_R1="5", DEM_R2="5", ADM_T4="5" if person % 2 else "3")
    play.closes()
    play.compute()
    text = ended(play)
    assert "more than half say that these risks are very high: Trust and Data quality." in text
    assert "blocks" not in text


def test_what_blocks_and_what_is_very_high_are_said_apart():
    rows = {"ADM-T4": "5 " * 9, "CIT-R1": "5 " * 9}
    assert (
        "But more than half say that this blocks us: Legality; and that this risk is very high: "
        "Data quality. What must change first"
    ) in results(rows=rows).group("results")


def test_where_most_are_not_sure_it_is_said():
    text = ended(voted(6, least="3"), go="NS")
    assert "Team: we do not agree whether to go ahead. Most of us are not sure." in text


def test_a_benefit_that_is_missing_is_named():
    rows = {"CIT-B3": "1 1 2 1 2 1 2 2 1", "ECO-B1": "1 1 2 1 2 1 2 2 1"}
    assert "Worth little: Costs (savings) and Accessibility" in results(rows=rows).group("results")


def test_what_is_to_be_resolved_first_stands_above_the_recommendations():
    text = results().group("results")
    before, _, after = text.partition("Go step by step, with pilots first. Resolve first: ")
    assert "1. " not in before
    assert after.startswith("Legality, Trust and Data quality.")


@pytest.mark.parametrize("n", [0, 1, 3, 4])
def test_too_few_for_any_result(n):
    play = voted(n)
    assert ended(play) is None
    text = play.group("few")
    assert text.startswith("Round 1 is closed. Fewer than 5 people answered. Below 5 answers")
    assert "Economic" not in text
    assert "released" not in text, "nobody released anything"


def test_a_small_team_reads_words_without_numbers():
    text = ended(voted(3, invited=6, small_team="yes"))
    assert "Worth most: " in text
    assert "Team: too few answered the closing question to show what they said." in text


def test_what_we_differ_on_is_counted():
    text = ended(voted(8, least=lambda person: "1" if person % 2 else "5"))
    assert re.search(r"We still differ: Costs \(savings\),(?: Efficiencies,)? and 1[67] more", text)


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
    team = small(english(f"findings.{said}", answer=answer))
    assert f"Team: {team}" in ended(voted(6, least="3"), go)


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


def test_files_of_several_languages_have_names_of_their_own():
    """Spanish and Portuguese title a map alike; who files both must not lose one."""
    made = maps.play(languages="es pt")
    for kind in ("picture", "brief", "report"):
        names = {show.show(made.x, f"{kind}/{code}").name for code in ("es", "pt")}
        assert len(names) == 2, kind
