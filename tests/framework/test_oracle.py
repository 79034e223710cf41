"""The program against a second writing of the method: no difference on random exercises.

Two rounds, not sure and does not apply, small teams, and people who use the service, by turns.
200 of them here; 1,000 with `-m soak`.
"""

import pytest

from framework.assess import assess, to_json
from tests.framework import oracle
from tests.framework.teams import PACK, anybody

NEAR = 1e-4  # the printed table of Student's t has six digits


def differences(ours, theirs, path=""):
    """Where two results differ, as (place, ours, theirs)."""
    if isinstance(theirs, dict):
        if set(ours) != set(theirs):
            return [(path, sorted(ours), sorted(theirs))]
        return [d for k in theirs for d in differences(ours[k], theirs[k], f"{path}.{k}")]
    if isinstance(theirs, list):
        if len(ours) != len(theirs):
            return [(path, ours, theirs)]
        pairs = zip(ours, theirs, strict=True)
        return [d for n, (a, b) in enumerate(pairs) for d in differences(a, b, f"{path}.{n}")]
    if isinstance(theirs, str | bool | None) or not isinstance(ours, int | float):
        return [] if type(ours) is type(theirs) and ours == theirs else [(path, ours, theirs)]
    return [] if abs(ours - theirs) <= NEAR else [(path, ours, theirs)]


def compare(seeds):
    for seed in seeds:
        answers, n_min, outside = anybody(seed)
        ours = to_json(assess(PACK, answers, n_min=n_min, public=outside), PACK)
        theirs = oracle.analyse(answers, n_min, outside)
        assert differences(ours, theirs) == [], seed
        assert list(ours["components"]) == list(theirs["components"])


@pytest.mark.parametrize("start", range(0, 200, 25))
def test_no_difference_on_200_random_exercises(start):
    compare(range(start, start + 25))


@pytest.mark.soak
@pytest.mark.parametrize("start", range(200, 1200, 100))
def test_no_difference_on_1000_more(start):
    compare(range(start, start + 100))
