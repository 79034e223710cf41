"""Facts are applied with what follows from them; every post that changes is named."""

from dialogs import show
from dialogs.apply import apply
from dialogs.core import assessable
from dialogs.core import facts as f
from dialogs.core.evolve import fold
from tests.support.people import answered, posted


def test_what_follows_is_applied_as_well_and_named() -> None:
    play = answered(5, 0)
    x, at = play.x, play.at + 1
    before = {key: show.show(x, key) for key in play.keys}
    applied, keys = apply(x, [f.Closed(at, "1"), f.Assessed(at, "1", _result(x), ())], at)
    kinds = [type(fact) for fact in applied]
    assert kinds[:2] == [f.Closed, f.Assessed]
    assert f.Opened in kinds[2:], "the next step opens by itself"
    assert len(keys) == len(set(keys))
    assert {key for key in before if show.show(x, key) != before[key]} <= set(keys)


def test_the_facts_it_gives_lead_to_the_same_exercise() -> None:
    play = posted(languages="en es")
    applied, _ = apply(play.x, [f.Joined(play.at, 2, "es"), f.Turned(play.at, 2, "")], play.at)
    again = fold(play.empty(), [*play.history, *applied], {})
    assert again.people == play.x.people
    assert again.stages == play.x.stages


def test_nothing_decided_nothing_follows() -> None:
    play = posted()
    assert apply(play.x, [], play.at) == ([], [])


def test_nothing_is_to_be_assessed_while_a_round_is_open() -> None:
    play = answered(5, 0)
    assert assessable.to_assess(play.x) is None
    apply(play.x, [f.Closed(play.at + 1, "1")], play.at + 1)
    asked = assessable.to_assess(play.x)
    assert asked
    assert (asked.label, asked.n_min) == ("1", play.x.framework.method.n_min)
    assert asked.answers == assessable.answers(play.x)
    assert asked == assessable.to_assess(play.x, "1"), "afresh, it is given the same"


def _result(x) -> dict:
    asked = assessable.to_assess(x, "1")
    assert asked
    return assessable.publish(asked)
