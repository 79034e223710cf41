"""Whatever happens, in whatever order: nothing lost, nothing shown too early, nothing stale."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import course, engine
from dialogs import events as e
from dialogs import facts as f
from dialogs.evolve import fold
from tests.chaos import OPS, STARTS, Chaos, start
from tests.people import BOSS, structure

ANY_START = st.sampled_from(list(STARTS))


def stored(history, erased=()):
    """Facts as they come back from where they were written; those erased without their texts."""
    for fact in history:
        written = json.loads(json.dumps(f.write(fact)))
        if written.get("person") in erased and "text" in written and not isinstance(fact, f.Set):
            written["text"] = ""
        yield f.read(type(fact).__name__, written)


@settings(max_examples=1500, deadline=None)
@given(ANY_START, st.lists(OPS, min_size=5, max_size=40))
def test_deep_anything_may_happen(name, ops):
    play = start(name, Chaos).watched()
    for op in ops:
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
