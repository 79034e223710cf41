"""More concern never lowers anything: not a class, not a list, not a label.

One exception, by name: where higher scores end a disagreement, the finding "we differ" ends with
it. That can take away Watch, never Medium or High.
"""

import random

from hypothesis import given
from hypothesis import strategies as st

from framework.advice.labels import balance
from framework.advice.recommend import lists
from framework.assess import assess
from framework.publish import publish
from tests.framework.teams import IDS, PACK, crowd
from tests.support.often import often

SLOW = often(15)
CLASSES = {None: 0, "Watch": 1, "Medium": 2, "High": 3}
CONCERNS = [part.id for part in PACK.components if not part.gain]
AGREED = {("contested", word) for word in ("middle", "high", "stop")}


def higher(team, id_, chance):
    """The same team with higher scores on one component."""
    return [
        a._replace(answer=str(min(5, int(a.answer) + chance.randint(0, 3))))
        if a.component == id_ and a.answer in "12345"
        else a
        for a in team
    ]


def issued(published):
    return {
        item.id: (CLASSES[item.level], lists(PACK, item.triggers))
        for item in published.recommendations
    }


@SLOW
@given(st.integers(0, 10**9))
def test_higher_scores_on_a_concern_lower_no_class_and_no_list(seed):
    chance = random.Random(seed)
    team = crowd(chance, chance.randint(5, 14))
    id_ = chance.choice(CONCERNS)
    one = publish(assess(PACK, team), PACK)
    two = publish(assess(PACK, higher(team, id_, chance)), PACK)
    ended = (one.components[id_].word, two.components[id_].word) in AGREED
    before, after = issued(one), issued(two)
    for name, (level, found) in before.items():
        now, then = after.get(name, (0, ((), ())))
        if ended and (now, then) < (level, found):
            assert level <= CLASSES["Watch"] or now >= level
        else:
            assert now >= level
            assert then >= found


@SLOW
@given(st.integers(0, 10**9), st.sampled_from((3, 5)))
def test_higher_scores_move_a_balance_their_own_way_only(seed, n_min):
    chance = random.Random(seed)
    team = crowd(chance, chance.randint(5, 14))
    part = PACK.component(chance.choice(IDS))
    seen = [
        assess(PACK, answers, n_min=n_min).seen for answers in (team, higher(team, part.id, chance))
    ]
    one, two = (balance(PACK, part.dimension, each) for each in seen)
    if one is not None and two is not None:
        assert two >= one if part.gain else two <= one


@SLOW
@given(st.integers(0, 10**9))
def test_what_is_unknown_elsewhere_dilutes_nothing(seed):
    """Three more people who are sure of one component only change nothing of the others."""
    chance = random.Random(seed)
    team = crowd(chance, chance.randint(5, 14))
    unsure = [a._replace(person=f"late {n}", answer="NS") for a in team for n in range(3)]
    one = issued(publish(assess(PACK, team), PACK))
    two = issued(publish(assess(PACK, {*team, *unsure}), PACK))
    for name, (level, found) in one.items():
        assert two[name][0] >= level
        assert two[name][1] >= found
