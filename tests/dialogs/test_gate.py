"""What may be seen of some answers: nobody stands alone in it, nor can be worked out from it."""

from collections import defaultdict
from itertools import product
from types import SimpleNamespace

import pytest

from dialogs.core import gate
from dialogs.core.gate import BANDS, component, sight
from framework.tally import Tally, opinion
from tests.support.people import answered, assessed
from tests.teams import PACK

SPLITS = [split for split in product(range(7), repeat=3) if sum(split) <= 6]
TEAMS = pytest.mark.parametrize("small", [False, True])


@TEAMS
@pytest.mark.parametrize("split", SPLITS)
def test_what_is_seen_by_number(split, small):
    seen, n = sight(split, BANDS, small_team=small), sum(split)
    if n < 3 or (n < 5 and not small):
        assert seen == gate.Sight("nothing")
    elif n < 5:
        assert (seen.detail, seen.counts) == ("word", ())
    elif max(split) == n:
        assert seen == gate.Sight("alike", BANDS[split.index(n)])
    else:
        assert seen.detail == ("mostly" if 1 in split else "bands")


def seen_of(split, small):
    """What is seen of a component of which so many think little, middling, much."""
    low, middle, high = split
    state = opinion(Tally((0, low, middle, high, 0)), PACK.method) if sum(split) else "too_few"
    return component(SimpleNamespace(bands=split, state=state), small_team=small)


@TEAMS
@pytest.mark.parametrize("n", range(7))
def test_nobody_alone_can_be_worked_out(n, small):
    """Whoever knows n and reads what is shown never knows of a band that one person is in it."""
    behind = defaultdict(list)
    for split in (s for s in SPLITS if sum(s) == n):
        behind[seen_of(split, small)].append(split)
    for seen, possible in behind.items():
        for place in range(3):
            assert {split[place] for split in possible} != {1}, (seen, possible)


@pytest.mark.parametrize("split", SPLITS)
def test_a_lone_band_is_never_printed(split):
    if 1 in split:
        assert sight(split, BANDS, small_team=True).counts == ()


def test_where_most_are_is_said_only_if_it_is_so():
    assert sight((1, 4, 0), BANDS, small_team=False).band == "middle"
    assert sight((2, 2, 1), BANDS, small_team=False).band == ""


@TEAMS
def test_closing_choices_go_through_the_same_gate(small):
    assert gate.choices({"pilot": 4}, small_team=False).detail == "nothing"
    assert gate.choices({"pilot": 4, "no": 1}, small_team=small).counts == ()
    assert gate.choices({"pilot": 3, "no": 2}, small_team=small).counts == (3, 2)
    assert gate.choices({}, small_team=small).detail == "nothing"


def result_of(play, id_="ADM-T4", label="1"):
    return play.x.results[label].components[id_]


def test_three_people_see_a_word_only_as_a_small_team():
    large, small = assessed(3, 0), assessed(3, 0, invited=6, small_team="yes")
    assert component(result_of(large), small_team=large.x.small_team).detail == "nothing"
    seen = component(result_of(small), small_team=small.x.small_team)
    assert (seen.detail, seen.band, seen.counts) == ("word", "high", ())


@pytest.mark.parametrize("n", range(7))
@TEAMS
def test_the_group_reads_nothing_of_too_few(n, small):
    chosen = {"invited": 6, "small_team": "yes"} if small else {}
    play = assessed(n, 0, **chosen)
    text = play.group("feedback")
    said = "Legality" in text or "Largest obstacles" in text
    assert said == (n >= (3 if small else 5))


@pytest.mark.parametrize(("low", "quoted"), [(0, False), (1, False), (2, True), (3, True)])
def test_quotes_never_from_a_lone_side(low, quoted):
    play = answered(8, low)
    for person in range(2, 10):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, f"because {person}")
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    play.writes(1, "/close")
    play.compute()
    of = result_of(play)
    assert bool(gate.quotes(play.x, of, "low")) == quoted
    assert len(gate.quotes(play.x, of, "low")) <= 3
    assert len(gate.quotes(play.x, of, "high")) == 3
    if low == 3:
        text = play.reads(9)
        assert text.count("Why low:") == 3


def test_quotes_are_released_notes_as_they_stand():
    play = answered(6, 3)
    for person in (2, 3):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, f"because {person}")
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    play.writes(1, "/close")
    play.compute()
    assert sorted(gate.quotes(play.x, result_of(play), "low")) == ["because 2", "because 3"]
    play.tap(2, f"keep.{play.of(2).notes[0]}")
    assert gate.quotes(play.x, result_of(play), "low") == ["because 3"]
    play.tap(3, f"delete.{play.of(3).notes[0]}")
    assert gate.quotes(play.x, result_of(play), "low") == []


@pytest.mark.parametrize(
    ("counts", "said"),
    [((5, 3, 2, 0), 3), ((5, 4, 1, 0), 0), ((5, 4, 0, 1), 0), ((4, 3, 1, 0), 0), ((6, 2, 2, 2), 2)],
)
def test_how_many_are_not_sure(counts, said):
    names = ("answered", "not_sure", "scored", "not_applicable")
    assert gate.unsure(SimpleNamespace(**dict(zip(names, counts, strict=True)))) == said
