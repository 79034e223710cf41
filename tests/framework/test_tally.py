"""One component: every rule of its state, at and beside each threshold."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.tally import Tally, disagreement_index, gap, opinion, state, tally
from tests import oracle
from tests.teams import PACK

METHOD = PACK.method
CELLS = st.lists(st.integers(0, 12), min_size=7, max_size=7)


def of(row):
    """A tally from answers written `1 2 NS`."""
    given_ = row.split()
    return tally(given_.count(a) for a in ("1", "2", "3", "4", "5", "NS", "NA"))


def test_counts():
    team = of("1 2 2 3 4 5 NS NA NA")
    assert team == Tally((1, 2, 1, 1, 1), 1, 2)
    assert (team.answered, team.scored) == (9, 6)
    assert team.bands(METHOD) == (3, 1, 2)


@pytest.mark.parametrize(
    ("row", "share", "value"),
    [
        ("1 2 3 4", Fraction(1, 2), Fraction(5, 2)),
        ("1 2 3 4 5", Fraction(1, 4), 2),
        ("1 2 2 2 3 3 3 4 4", Fraction(3, 10), 2),
        ("1 2 2 2 3 3 3 4 4", Fraction(7, 10), 3),
        ("1 5", Fraction(3, 10), Fraction(11, 5)),
        ("4", Fraction(7, 10), 4),
    ],
)
def test_quantiles_are_interpolated(row, share, value):
    assert of(row).quantile(share) == value


def test_the_mean_runs_from_0_to_1():
    assert of("1 1 1").mean == 0
    assert of("5 5 5 NS NA").mean == 1
    assert of("1 2 3 3 4").mean == Fraction(2, 5)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("", "too_few"),
        ("NA NA NA 4 5", "set_aside"),
        ("NA NA 4 5", "too_few"),  # exactly half does not set aside
        ("NA NA NA 3 3 3", "too_few"),
        ("NA NA NA NA NA 3 3 3 3 3", "middle"),  # exactly half again
        ("NA", "set_aside"),
        ("4 4 4 4", "too_few"),
        ("4 4 4 4 NS", "too_few"),
        ("4 4 4 4 4", "high"),
        ("4 4 4 3 3", "high"),  # median exactly 4
        ("4 4 3 3 3", "middle"),
        ("3 3 3 4 4 4", "middle"),  # median 3.5
        ("2 2 2 3 3", "low"),
        ("2 2 3 3 3", "middle"),
        ("1 1 3 5 5", "contested"),  # t = 2 of 5
        ("1 3 3 5 5", "middle"),
        ("1 2 4 4 4", "contested"),
        ("1 4 4 4 4", "high"),
    ],
)
def test_states(row, expected):
    assert state(of(row), METHOD, 5) == expected


def test_a_small_team_needs_three():
    assert state(of("4 4 4"), METHOD, 3) == "high"
    assert state(of("4 4"), METHOD, 3) == "too_few"
    assert state(of("1 3 5"), METHOD, 3) == "contested"  # t = 1 of 3


@pytest.mark.parametrize(
    ("n", "camp"),
    [(3, 1), (4, 2), (5, 2), (6, 2), (7, 3), (8, 3), (10, 3), (11, 4), (13, 4), (14, 5), (20, 6)],
)
def test_a_camp_is_three_in_ten_rounded_up(n, camp):
    """As many as the published thresholds of expert panels for 8 to 16 members."""
    assert opinion(Tally((camp, 0, 0, 0, n - camp)), METHOD) == "contested"
    assert opinion(Tally((camp - 1, 0, 0, 0, n - camp + 1)), METHOD) != "contested"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("NS NS 3 3 3 3", True),  # exactly a third
        ("NS NS 3 3 3 3 3", False),
        ("NS NS 3 3 3 3 NA NA NA", True),  # those it does not apply to do not count
        ("NS 3", False),  # one person is no gap
        ("NS NS", True),
        ("", False),
        ("NA NA NA", False),
    ],
)
def test_gaps(row, expected):
    assert gap(of(row), METHOD) is expected


def test_the_disagreement_index():
    assert disagreement_index(of("1 2 2 2 3 3 3 4 4"), METHOD) == Fraction(1) / Fraction("1.925")
    assert disagreement_index(of("3 3 3 3"), METHOD) == 0
    assert disagreement_index(of("1 1 1 5 5 5"), METHOD) == Fraction(4) / Fraction("1.175")


@given(CELLS, st.sampled_from((3, 5)))
def test_states_agree_with_a_second_writing(cells, n_min):
    team = tally(cells)
    scores = [k + 1 for k, count in enumerate(team.counts) for _ in range(count)]
    theirs = oracle.states({"x": (scores, team.not_sure, team.not_applicable)}, n_min)
    assert state(team, METHOD, n_min) == theirs["x"]


@given(CELLS.filter(lambda cells: sum(cells[:5])), st.fractions(0, 1))
def test_quantiles_agree_with_a_second_writing(cells, share):
    team = tally(cells)
    scores = [k + 1 for k, count in enumerate(team.counts) for _ in range(count)]
    assert team.quantile(share) == oracle.quantile(scores, share)


@given(CELLS, st.integers(0, 6))
def test_without_takes_one_answer_away(cells, code):
    if cells[code]:
        less = tally(cells).without(code)
        assert less.answered == tally(cells).answered - 1
        assert less == tally([count - (k == code) for k, count in enumerate(cells)])


def test_contested_is_close_to_the_disagreement_of_expert_panels():
    """The rule of three tenths, and IPR above IPRAS, on every split of 10 people over 5 scores."""
    splits = [c for c in product(range(11), repeat=5) if sum(c) == 10]
    alike = sum(
        (opinion(Tally(c), METHOD) == "contested") == (disagreement_index(Tally(c), METHOD) > 1)
        for c in splits
    )
    assert len(splits) == 1001
    assert alike / len(splits) > 0.8
