"""What is published, what is quoted beside it, and when: nothing before, and nothing else."""

import pytest

from dialogs.core import assessable, gate
from dialogs.core.addresses import NotedView
from dialogs.core.evolve import fold
from dialogs.findings.findings import findings
from dialogs.talk import notes
from tests.support.languages import FEW, each_language
from tests.support.people import (
    BOSS,
    DAY,
    answered,
    assessed,
    library,
    plain,
    posted,
    prompted,
    resulted,
    show,
)

LAW = "ADM-T4"


def noted(play, *people, item=LAW, release=True):
    """These people write why, and release it."""
    for person in people:
        play.tap(person, f"go.1.{item}")
        play.tap(person, "note")
        play.writes(person, f"because {person}")
        if release:
            play.tap(person, f"release.{play.of(person).notes[-1]}")
    return play


def closed(play):
    play.closes()
    play.compute()
    return play


def test_nothing_is_published_before_a_round_is_closed_and_assessed():
    play = answered(6, 3)
    assert gate.latest(play.x) is None
    play.closes()
    assert gate.result(play.x, "1") is None
    play.compute()
    assert gate.result(play.x, "1") == gate.latest(play.x)
    assert gate.result(play.x, "1").components[LAW].word == "contested"
    assert not gate.over(play.x)
    assert gate.over(resulted().x)


def test_the_closing_votes_are_published_with_the_last_round():
    play = resulted(8, 3)
    assert gate.result(play.x, "1").votes == {}
    assert gate.latest(play.x).votes["go"].most == "pilot"
    assert {"go", "view"} == set(gate.latest(play.x).votes)
    asked = assessable.to_assess(play.x, "2")
    assert asked.votes["go"] == {"now": 0, "pilot": 8, "later": 0, "no": 0, "NS": 0}


def test_a_round_can_be_assessed_afresh():
    play = resulted(6, 3)
    for label, published in play.x.results.items():
        again = assessable.to_assess(play.x, label)
        assert again.label == label
        assert {answer.round for answer in again.answers} <= set(range(1, int(label) + 1))
        found = gate.Published.__eq__(published, _published(again))
        assert found is (label == "2"), "votes come with the last round alone"


def _published(asked):
    from framework.publish import from_dict

    return from_dict(assessable.publish(asked))


@pytest.mark.parametrize("n", range(7))
@pytest.mark.parametrize("small", [False, True])
def test_the_group_reads_nothing_of_too_few(n, small):
    chosen = {"invited": 6, "small_team": "yes"} if small else {}
    play = assessed(n, 0, **chosen)
    text = play.group("feedback") or play.group("few")
    said = "Legality" in text or "Largest obstacles" in text
    assert said == (n >= (3 if small else 5))


@pytest.mark.parametrize(("low", "sides"), [(0, "high"), (2, "high"), (3, "low high")])
def test_only_a_side_that_is_shown_is_quoted_and_two_notes_of_it(low, sides):
    play = closed(noted(answered(8, low), *range(2, 10)))
    for side in ("low", "high"):
        quoted = gate.quotes(play.x, LAW, side)
        assert len(quoted) == (2 if side in sides.split() else 0), side
        assert all(text.startswith("because ") for text in quoted)


def test_of_fewer_than_five_nothing_is_quoted():
    small = noted(answered(4, 0, invited=6, small_team="yes"), 2, 3, 4, 5)
    assert gate.result(closed(small).x, "1").components[LAW].word == "high"
    assert gate.quotes(small.x, LAW, "high") == []
    assert gate.remarks(small.x) == [], "something else was shown"


def test_what_is_quoted_is_chosen_once():
    """A note that is released later would come out alone, and so say who wrote it."""
    play = closed(noted(answered(8, 4), 2, 6))
    low, high = (gate.quotes(play.x, LAW, side) for side in ("low", "high"))
    assert (low, high) == (["because 2"], ["because 6"])
    noted(play, 3, 7, item=LAW, release=False)
    for person in (3, 7):
        play.tap(person, "go.2.ADM-T4")
        play.tap(person, "note")
        play.writes(person, f"late {person}")
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    assert gate.quotes(play.x, LAW, "low") == low
    closed(play)
    assert set(low) < set(gate.quotes(play.x, LAW, "low")), "with the next result"
    assert len(gate.quotes(play.x, LAW, "low")) == 2


def test_what_is_taken_back_or_deleted_is_quoted_no_more():
    play = closed(noted(answered(6, 3), 2, 3))
    assert sorted(gate.quotes(play.x, LAW, "low")) == ["because 2", "because 3"]
    play.tap(2, f"keep.{play.of(2).notes[0]}")
    assert gate.quotes(play.x, LAW, "low") == ["because 3"]
    play.tap(3, f"delete.{play.of(3).notes[0]}")
    assert gate.quotes(play.x, LAW, "low") == []


def test_a_fold_quotes_the_same():
    play = closed(noted(answered(8, 4), *range(2, 10)))
    again = fold(play.empty(), play.history, {})
    assert again.quoted == play.x.quoted
    both = [gate.quotes(play.x, LAW, side) for side in ("low", "high")]
    assert [gate.quotes(again, LAW, side) for side in ("low", "high")] == both


def test_neither_people_nor_time_order_the_quotations():
    """In some exercises the first who wrote comes first, in others not."""
    orders = set()
    for number in range(8):
        play = posted()
        play.x.id = play.number = number
        play.joins(*range(2, 8))
        for person in range(2, 8):
            play.answers(person, ADM_T4="4")
        closed(noted(play, 2, 3))
        orders.add(tuple(gate.quotes(play.x, LAW, "high")))
    assert len(orders) == 2


def test_round_two_quotes_both_sides():
    play = closed(noted(answered(8, 4), 2, 3, 6))
    play.tap(9, "next")
    text = plain(show.show(play.x, f"card/9/{play.of(9).cards}").text)
    assert text.count("Why low:") == 2
    assert text.count("Why high:") == 1


def test_of_two_people_each_would_know_what_the_other_wrote():
    play = closed(noted(answered(2), 2, 3))
    text = play.group("few")
    assert "because" not in text
    assert "without names" not in text


@each_language
def test_whoever_releases_a_note_is_told_before_what_becomes_of_it_under_five(language):
    play = noted(answered(5), 2, release=False)
    [number] = play.of(2).notes
    post = notes.noted(play.x, play.of(2), library().words[language], NotedView(number))
    told = FEW[language]
    assert told in post.text


def test_where_nothing_can_be_shown_what_was_released_is_heard():
    play = closed(noted(answered(3), 2, 3))
    text = play.group("few")
    assert text.startswith("Round 1 is closed. Fewer than 5 people answered. Below 5 answers")
    assert "What some of us released, without names:" in text
    assert "because 2" in text
    assert "because 3" in text
    assert "Legality" not in text


def remarked(play, *people):
    """These people say what nobody asked for, and release it."""
    for person in people:
        play.writes(person, f"said by {person}")
        play.press(person, "A general remark")
        play.press(person, "Release")
    return play


def test_a_general_remark_that_is_released_is_read_in_the_report():
    """So its writer was told."""
    play = remarked(answered(6), 2, 3)
    play.writes(4, "Nobody may read this.")
    play.press(4, "A general remark")
    play.press(4, "Keep private")
    closed(play).wait(4 * DAY)
    assert sorted(findings(play.x, "en").remarks) == ["said by 2", "said by 3"]
    play.tap(3, f"keep.{play.of(3).notes[-1]}")
    assert gate.beside(play.x) == ["said by 2"]


def test_where_nothing_may_be_shown_it_is_read_out_with_the_other_notes():
    play = closed(remarked(answered(4), 2))
    assert gate.remarks(play.x) == ["said by 2"]
    assert gate.beside(play.x) == []
    assert "said by 2" in play.group("few")


def test_what_somebody_wrote_who_was_removed_is_not_read_out():
    play = remarked(answered(6), 2, 3)
    play.tap(BOSS, "remove.2")
    assert gate.beside(closed(play).x) == ["said by 3"]


def test_what_is_written_before_a_dimension_stands_beside_it_once_it_is_released():
    play = prompted().joins(*range(2, 8))
    play.writes(2, "Fewer queues.")
    play.press(2, "Release")
    play.writes(3, "Not for others.")
    play.press(3, "Keep private")
    for person in range(2, 8):
        play.answers(person)
    closed(play).wait(4 * DAY)
    sides = {side.id: side.comments for side in findings(play.x, "en").sides}
    assert sides == {"ECO": ("Fewer queues.",), "ADM": (), "DEM": (), "CIT": ()}
