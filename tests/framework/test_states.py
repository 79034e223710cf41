"""One component: every rule of its state and of its form, at and beside each threshold."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.gate.shown import Shown, shown
from framework.measures.states import Reader
from framework.measures.tally import Tally, disagreement_index, tally
from tests.framework import oracle
from tests.framework.teams import PACK

METHOD = PACK.method
CELLS = st.lists(st.integers(0, 12), min_size=7, max_size=7)
RULES = st.sampled_from([(True, None), (False, 5), (True, 1)])


def reader(gain=True, stop=None, n_min=5):
    return Reader(METHOD, gain, stop, n_min)


GAIN, CONCERN, CAPACITY = reader(), reader(False, 5), reader(True, 1)
SMALL = reader(False, 5, n_min=3)


def of(row):
    """A tally from answers written `1 2 NS`."""
    given_ = row.split()
    return tally(given_.count(a) for a in ("1", "2", "3", "4", "5", "NS", "NA"))


# Counts ---------------------------------------------------------------------------------


def test_counts():
    team = of("1 2 2 3 4 5 NS NA NA")
    assert team == Tally((1, 2, 1, 1, 1), 1, 2)
    assert (team.answered, team.scored, team.of(2)) == (9, 6, 2)
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


@given(CELLS.filter(lambda cells: sum(cells[:5])), st.fractions(0, 1))
def test_quantiles_agree_with_a_second_writing(cells, share):
    team = tally(cells)
    scores = [k + 1 for k, count in enumerate(team.counts) for _ in range(count)]
    assert team.quantile(share) == oracle.quantile(scores, share)
    assert team.median == oracle.quantile(scores, Fraction(1, 2))


def test_the_mean_runs_from_0_to_1():
    assert of("1 1 1").mean == 0
    assert of("5 5 5 NS NA").mean == 1
    assert of("1 2 3 3 4").mean == Fraction(2, 5)


def test_the_disagreement_index():
    assert disagreement_index(of("1 2 2 2 3 3 3 4 4"), METHOD) == Fraction(1) / Fraction("1.925")
    assert disagreement_index(of("3 3 3 3"), METHOD) == 0
    assert disagreement_index(of("1 1 1 5 5 5"), METHOD) == Fraction(4) / Fraction("1.175")


# States ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("", "too_few"),
        ("NA NA NA 4 5", "set_aside"),
        ("NA NA NA 4", "too_few"),  # four answers set nothing aside
        ("NA NA NS NS 4 4", "set_aside"),  # not sure is no score
        ("NA NA NS NS 4 4 4", "too_few"),
        ("NA NA NA NA NA 3 3 3 3 3", "set_aside"),  # as often as a score
        ("NA NA NA NA 3 3 3 3 3", "middle"),
        ("NS NS NS NS NS NS", "too_few"),  # all unsure: nothing is set aside
        ("4 4 4 4 NS", "too_few"),
        ("4 4 4 3 3", "high"),  # median exactly 4
        ("4 4 3 3 3", "middle"),
        ("3 3 3 4 4 4", "middle"),  # median 3.5
        ("2 2 2 3 3", "low"),
        ("2 2 3 3 3", "middle"),
        ("1 1 3 5 5", "contested"),  # 2 of 5 on either side
        ("1 3 3 5 5", "middle"),
        ("1 2 4 4 4", "contested"),
        ("1 4 4 4 4", "high"),
        ("5 5 5 4 4", "very_high"),  # more than half
        ("5 5 5 4 4 4", "high"),  # exactly half
        ("5 5 5 1 1", "contested"),  # of a gain disagreement comes first
    ],
)
def test_states_of_a_gain(row, expected):
    assert GAIN.state(of(row)) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("5 5 5 1 1", "stop"),  # more than half say that it blocks: before disagreement
        ("5 5 5 1 1 1", "contested"),  # exactly half do
        ("5 5 5 4 4", "stop"),
        ("5 5 4 4 4", "high"),
        ("1 1 1 2 2", "low"),
    ],
)
def test_states_of_a_concern(row, expected):
    assert CONCERN.state(of(row)) == expected


def test_states_of_a_capacity_that_can_be_a_stop():
    assert CAPACITY.state(of("1 1 1 5 5")) == "stop"
    assert CAPACITY.state(of("1 1 1 5 5 5")) == "contested"
    assert CAPACITY.state(of("5 5 5 1 3")) == "very_high"


def test_under_five_scores_there_are_three_words():
    assert SMALL.state(of("4 4 4")) == "high"
    assert SMALL.state(of("4 4")) == "too_few"
    assert SMALL.state(of("5 5 5")) == "high"  # no stop
    assert SMALL.state(of("1 3 5")) == "middle"  # contested is no word there
    assert reader(n_min=3).state(of("5 5 5 5")) == "high"  # nor very high
    assert SMALL.state(of("5 5 5 1 1")) == "stop"  # five are enough
    assert shown(SMALL, of("1 3 5")) == Shown("word", "middle", thin=True)
    assert not shown(SMALL, of("1 3 3 5 5")).thin


@pytest.mark.parametrize(
    ("n", "camp"),
    [(5, 2), (6, 2), (7, 3), (8, 3), (10, 3), (11, 4), (13, 4), (14, 5), (20, 6)],
)
def test_a_camp_is_three_in_ten_rounded_up(n, camp):
    """As many as the published thresholds of expert panels for 8 to 16 members."""
    assert GAIN.state(Tally((camp, 0, 0, n - camp, 0))) == "contested"
    assert GAIN.state(Tally((camp - 1, 0, 0, n - camp + 1, 0))) != "contested"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("NS NS NS 3 3 3 3 3 3", True),  # exactly a third
        ("NS NS NS 3 3 3 3 3 3 3", False),
        ("NS NS NS 3 3 3 3 3 3 NA NA", True),  # those it does not apply to do not count
        ("NS NS 3 3 3 3 3", False),  # two are no gap
        ("NS NS NS NS NS", True),  # too few, from five answers on
        ("NS NS NS NS", False),
        ("3 3 3 3 NS", True),
        ("3 3 3 3", False),
        ("NS NS NS NA NA", False),  # set aside
        ("", False),
    ],
)
def test_gaps(row, expected):
    assert GAIN.gap(of(row)) is expected


def test_gaps_of_small_teams_and_of_the_public():
    assert SMALL.gap(of("NS NS NS 4"))  # four answers
    assert not SMALL.gap(of("NS NS 4"))
    assert not reader(n_min=10).gap(of("NS NS NS NS NS NS NS NS 3"))  # nine
    assert reader(n_min=10).gap(of("NS NS NS NS NS NS NS NS NS 3"))


@pytest.mark.parametrize(
    ("rules", "row", "expected"),
    [
        (GAIN, "4 4 4 3 3", True),  # without a 4: the middle
        (GAIN, "4 4 4 4 3 3 3", True),  # one 3 more: 3.5
        (GAIN, "4 4 4 4 4 3 3", False),
        (GAIN, "3 3 3 3 3", False),
        (GAIN, "5 5 5 4 4 4", False),  # high or very high: the same level
        (GAIN, "5 5 5 5 5", False),
        (CONCERN, "5 5 5 4 4 4", False),  # so is a stop of a concern
        (CONCERN, "5 5 5 1 1", True),  # a stop that would be disagreement
        (GAIN, "1 1 3 3 5 5", True),  # without one it is no disagreement
        (GAIN, "1 1 3 5 5", True),
        (CAPACITY, "1 1 1 2 2", True),  # a stop of a gain is a level of its own
        (CAPACITY, "1 1 1 1 1 2", False),
        (SMALL, "4 4 4", False),  # that there are under five stays: 4 4 and 4 4 4 1 are high
        (SMALL, "4 4 3", True),
    ],
)
def test_close_calls(rules, row, expected):
    assert rules.close_call(of(row)) is expected


@given(CELLS, RULES, st.sampled_from((3, 5, 10)))
def test_everything_agrees_with_a_second_writing(cells, kind, n_min):
    team, rules = tally(cells), reader(*kind, n_min=n_min)
    scores = [k + 1 for k, count in enumerate(team.counts) for _ in range(count)]
    gain, stop = kind
    rest = team.not_sure, team.not_applicable
    word = oracle.state(scores, *rest, gain=gain, stop=stop, n_min=n_min)
    assert rules.state(team) == word
    assert rules.gap(team) == oracle.gap(word, scores, *rest, n_min)
    seen = shown(rules, team)
    form, bands, count, close = oracle.form(word, scores, gain=gain, stop=stop)
    assert (seen.form, seen.count, seen.close_call) == (form, count, close)
    assert seen.bands == (tuple(bands) if bands else None)


def test_contested_is_close_to_the_disagreement_of_expert_panels():
    """The rule of three tenths, and IPR above IPRAS, on every split of 10 people over 5 scores."""
    splits = [c for c in product(range(11), repeat=5) if sum(c) == 10]
    alike = sum(
        (GAIN.state(Tally(c)) == "contested") == (disagreement_index(Tally(c), METHOD) > 1)
        for c in splits
    )
    assert len(splits) == 1001
    assert alike / len(splits) > 0.8


# Forms ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "row", "form"),
    [
        (GAIN, "4 4 4 4", Shown("nothing", "too_few")),
        (GAIN, "NA NA NA NA 4", Shown("nothing", "set_aside")),
        (GAIN, "NS NS NS NS NS 4", Shown("nothing", "too_few", gap=True)),
        (GAIN, "4 4 4 4 4", Shown("word", "high")),  # under six: not said whether it is close
        (GAIN, "4 4 4 4 4 4", Shown("word", "high", close_call=False)),
        (GAIN, "4 4 4 4 3 3 3", Shown("word", "high", close_call=True)),
        (GAIN, "2 2 2 4 4 4", Shown("word", "contested")),  # nor of disagreement
        (GAIN, "3 3 3 4 4 4 4", Shown("word", "high", close_call=True)),  # seven: no bands yet
        (GAIN, "3 3 3 4 4 4 4 4", Shown("bands", "high", bands=(0, 3, 5))),
        (GAIN, "2 3 3 3 4 4 4 4", Shown("word", "middle", close_call=True)),  # one alone
        (GAIN, "2 2 3 3 3 4 4 4", Shown("word", "middle", close_call=True)),  # two alone
        (GAIN, "4 4 4 4 4 4 4 4", Shown("word", "high", close_call=False)),  # all alike
        (GAIN, "2 2 2 3 3 3 4 4 4", Shown("bands", "contested", bands=(3, 3, 3))),
        (GAIN, "1 3 3 3 4 4 4 4 4 4", Shown("count", "high", count=6)),
        (GAIN, "1 3 3 4 4 4 4 4 4 4", Shown("word", "high", close_call=False)),  # three outside
        (GAIN, "1 3 3 3 5 5 5 5 5 5", Shown("count", "very_high", count=6)),
        (CONCERN, "1 3 3 3 5 5 5 5 5 5", Shown("count", "stop", count=6)),
        (CONCERN, "1 1 3 3 4 5 5 5 5 5 5 5", Shown("count", "stop", count=7)),
        (GAIN, "1 2 2 2 2 2 3 3 3 4", Shown("count", "low", count=6)),
        (CAPACITY, "1 1 1 1 1 1 2 3 3 4", Shown("count", "stop", count=6)),
        (GAIN, "2 3 3 3 3 3 3 3 3 4", Shown("word", "middle", close_call=False)),
    ],
)
def test_forms(rules, row, form):
    assert shown(rules, of(row)) == form


@pytest.mark.parametrize(
    ("rules", "row", "sides"),
    [
        (GAIN, "1 1 3 5 5", ("low", "high")),
        (GAIN, "4 4 4 4 4", ("high",)),
        (GAIN, "5 5 5 5 5", ("high",)),
        (GAIN, "2 2 2 2 2", ("low",)),
        (GAIN, "3 3 3 3 3", ()),
        (CONCERN, "5 5 5 5 1", ("high",)),
        (CAPACITY, "1 1 1 1 5", ("low",)),
        (GAIN, "3 3 3 3 3 3 4 4 4", ("high",)),  # the bands show them
        (GAIN, "1 1 1 3 3 3 3 3 3 4 4 4", ("low", "high")),
        (GAIN, "4 4 4 4", ()),
        (SMALL, "4 4 4 4", ()),  # under five nothing is quoted
    ],
)
def test_sides_that_may_be_quoted(rules, row, sides):
    assert shown(rules, of(row)).sides(gain=rules.gain) == sides
