"""Whatever happens, in whatever order: nothing lost, nothing shown too early, nothing stale."""

import itertools
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import engine
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.evolve import fold
from tests.support.chaos import DRAFTING, OPS, STARTS, Chaos, start
from tests.support.often import often
from tests.support.people import (
    BOSS,
    answered,
    drafted,
    resulted,
    structure,
)


def stored(history):
    """Facts as they come back from where they were written."""
    for fact in history:
        yield f.read(type(fact).__name__, json.loads(json.dumps(f.write(fact))))


@pytest.mark.parametrize("name", STARTS)
@often(4)
@given(st.data())
def test_anything_may_happen(name, data):
    play = start(name, Chaos).watched()
    kinds = DRAFTING if name == "draft" else OPS
    for op in data.draw(st.lists(kinds, min_size=20, max_size=50)):
        play.does(op)
    counted = {
        (label, p.number, item): answer
        for p in play.x.people.values()
        for label, given in p.answers.items()
        for item, answer in given.items()
        if (label, p.number, item) in play.accepted or "-" in item
    }
    assert counted == play.accepted
    again = Chaos.resumed(play)
    assert structure(again.x) == structure(play.x)
    assert again.shows() == play.shows()
    play.x, live = fold(play.empty(), stored(play.history), {}), play.x
    assert structure(play.x) == structure(live)
    assert play.shows() == again.shows()


@pytest.mark.parametrize("name", STARTS)
@often(15)
@given(data=st.text() | st.from_regex(r"7(\.[a-z0-9?:/\u0660-\u0669²-]{0,9}){0,4}", fullmatch=True))
def test_no_button_data_breaks_anything(name, data):
    play = start(name, Chaos).watched()
    for person in (0, BOSS, 2, 99):
        play.at += 2
        play.happens(e.Tap(play.at, data, person))


ODD = ("", ".", ".²", ".-1", ".0", ".9.9.9", "." + "9" * 5000, ".1.1", ".remove", ".en-en")
KINDS = [*engine.TAPS, "set", "when", "langs", "small", "practice"]


@pytest.mark.parametrize("name", STARTS)
def test_no_odd_ending_of_a_button_breaks_anything(name):
    play = start(name, Chaos).watched()
    pressed = [*itertools.product(ODD, [BOSS]), *itertools.product(ODD[:2], [2, 99])]
    for kind, (rest, person) in itertools.product(KINDS, pressed):
        play.at += 2
        play.happens(e.Tap(play.at, f"7.{kind}{rest}", person))


@often(5)
@given(st.lists(OPS, min_size=10, max_size=30), st.sampled_from(["begun", "second"]))
def test_scores_are_seen_by_nobody_before_the_close(ops, name):
    """Two teams that differ in one person's scores: nobody else sees a difference."""
    one, other = start(name, Chaos).watched(), start(name, Chaos).watched()
    label = {"begun": "1", "second": "2"}[name]
    for play in (one, other):
        play.joins(9)
    for op in (op for op in ops if op[0] in ("press", "rest", "note", "speak", "enter", "write")):
        for play, score in ((one, "1"), (other, "5")):
            play.does(op if op[1] != 3 else ("rest", 3, score, 0))
    if one.x.stages[label].open and other.x.stages[label].open:
        others = [key for key in one.shows() if not re.match("(card|reminder)/.*3(/|$)", key)]
        for key in others:
            assert one.shows()[key] == other.shows().get(key), key


# -- commands, and what is over ------------------------------------------------------------------


def test_erasing_is_asked_for_in_private():
    play = answered(2)
    event = e.Command(play.at, "erase", "", private=False, person=2)
    assert play.happens(event).key == "refuse.in_private"


def test_old_buttons_of_a_draft_that_was_thrown_away():
    play = drafted()
    play.writes(BOSS, "/cancel")
    for data in ("set.system.en", "post", "when.live", "1.ADM-T4.5", "practice.2.3"):
        assert play.tap(BOSS, data).key.startswith("refuse."), data


def test_results_are_above_or_not_yet():
    assert answered(2).writes(2, "/results").key == "results.not_yet"
    assert resulted().writes(2, "/results").key == "results.above"
