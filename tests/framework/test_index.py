"""Net values, their words, their stability ranges."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.assess import assess
from framework.index import label, net, weights
from framework.student import t_quantile
from tests.teams import IDS, PACK, answers, everything

METHOD = PACK.method


def kinds(benefits, obstacles, risks):
    """The same row for every component of a kind."""
    rows = {"benefit": benefits, "obstacle": obstacles, "risk": risks}
    return answers({part.id: rows[part.kind] for part in PACK.components})


def test_net_value_is_benefits_against_half_of_obstacles_and_half_of_risks():
    result = assess(PACK, kinds("5 5 5 5 5", "3 3 3 3 3", "1 1 1 1 1"))
    eco = result.dimensions["ECO"]
    assert (eco.benefits, eco.threats, eco.risks) == (1, 0.5, 0)
    assert eco.net == result.overall.net == 75
    assert (eco.low, eco.high) == (75, 75)  # all answered alike: nothing hangs on anybody
    assert not eco.includes_balance


def test_the_ends_of_the_scale():
    assert assess(PACK, kinds("5 5 5 5 5", "1 1 1 1 1", "1 1 1 1 1")).overall.net == 100
    assert assess(PACK, kinds("1 1 1 1 1", "5 5 5 5 5", "5 5 5 5 5")).overall.net == -100


def test_a_cell_is_the_plain_mean_of_its_valid_components():
    parts = PACK.of("ECO")
    line = weights(parts, {"ECO-B1", "ECO-B2", "ECO-T1", "ECO-R1"})
    assert line == {"ECO-B1": 50, "ECO-B2": 50, "ECO-T1": -50, "ECO-R1": -50}
    values = {
        "ECO-B1": Fraction(1),
        "ECO-B2": Fraction(1, 2),
        "ECO-T1": Fraction(1, 4),
        "ECO-R1": Fraction(3, 4),
    }
    assert net(line, values) == 25


def test_an_empty_cell_leaves_no_net_value_there_nor_overall():
    table = everything("3 3 3 3 3") | {"DEM-B1": "3 3 3 3 NS"}
    result = assess(PACK, answers(table))
    dem = result.dimensions["DEM"]
    assert (dem.net, dem.low, dem.high, dem.net_by_median, dem.net_by_share) == (None,) * 5
    assert (dem.benefits, dem.threats, dem.risks) == (None, 0.5, 0.5)
    assert dem.label == result.overall.label == "not enough answers"
    assert result.overall.net is None
    flags = (dem.hangs_on_one_person, dem.includes_balance, dem.depends_on_scoring)
    assert flags == (False, False, False)
    assert result.dimensions["ECO"].net == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "roughly balanced"),
        (12.4999, "roughly balanced"),
        (-12.4999, "roughly balanced"),
        (12.5, "leans to benefits"),
        (12.5 - 1e-13, "leans to benefits"),  # no rounding error decides
        (-12.5, "leans to obstacles and risks"),
        (37.4999, "leans to benefits"),
        (37.5, "benefits clearly larger"),
        (37.5 - 1e-13, "benefits clearly larger"),
        (-37.5, "obstacles and risks clearly larger"),
    ],
)
def test_words(value, expected):
    assert label(value, METHOD) == expected


def test_the_stability_range_by_hand():
    """One component of each kind, five people: leaving one out moves only the benefit."""
    table = everything("3 3 3 3 3") | {"DEM-B1": "1 2 3 4 5"}
    dem = assess(PACK, answers(table)).dimensions["DEM"]
    without = [100 * (Fraction(sum(range(5)) - k, 16) - Fraction(1, 2)) for k in range(5)]
    centre = sum(without) / 5
    error = sqrt(Fraction(4, 5) * sum((value - centre) ** 2 for value in without))
    assert dem.net == 0
    assert dem.high == pytest.approx(2.131847 * error, abs=1e-4)
    assert dem.low == pytest.approx(-dem.high)
    assert dem.includes_balance


def test_the_range_counts_all_people_not_only_those_who_scored_here():
    table = everything("3 3 3 3 3 3 3 3") | {"DEM-B1": "1 2 3 4 5 - - -"}
    dem = assess(PACK, answers(table)).dimensions["DEM"]
    moved = [Fraction(100) * (Fraction(10 - k, 16) - Fraction(1, 2)) for k in range(5)] + [
        Fraction(0)
    ] * 3
    error = sqrt(Fraction(7, 8) * sum(value**2 for value in moved))
    assert dem.net == 0
    assert dem.high == pytest.approx(1.894579 * error, abs=1e-4)


def test_the_range_is_clipped_to_the_scale():
    table = everything("1 1 1 1 1") | {"DEM-B1": "5 5 5 5 1"}
    dem = assess(PACK, answers(table)).dimensions["DEM"]
    assert dem.net == 80
    assert dem.high == 100


def test_a_word_that_one_person_decides_is_flagged():
    close = everything("3 3 3 3 3") | {"DEM-B1": "4 4 4 3 3"}  # net 15, and 12.5 at least without
    assert not assess(PACK, answers(close)).dimensions["DEM"].hangs_on_one_person
    closer = everything("3 3 3 3 3") | {"DEM-B1": "5 3 3 4 3"}  # 15; without the first 6.25
    assert assess(PACK, answers(closer)).dimensions["DEM"].hangs_on_one_person


def test_a_sign_that_depends_on_the_scoring_is_flagged():
    # by means and medians benefits are larger, by the share of high scores they are not
    table = everything("1 1 1 1 1") | {"DEM-B1": "3 3 3 3 3"}
    table |= {"DEM-T1": "4 4 1 1 1", "DEM-T2": "4 4 1 1 1"}
    dem = assess(PACK, answers(table)).dimensions["DEM"]
    assert (dem.net, dem.net_by_median) == (35, 50)
    assert dem.net_by_share == pytest.approx(-20)
    assert dem.depends_on_scoring
    plain = assess(PACK, answers(everything("1 1 1 1 1") | {"DEM-B1": "4 4 4 4 4"}))
    assert not plain.dimensions["DEM"].depends_on_scoring


@pytest.mark.parametrize(
    ("freedom", "published"),
    [
        (1, 6.313752),
        (2, 2.919986),
        (4, 2.131847),
        (8, 1.859548),
        (10, 1.812461),
        (30, 1.697261),
        (60, 1.670649),
        (120, 1.657651),
        (1_000_000, 1.644855),
    ],
)
def test_quantiles_of_t_to_six_digits(freedom, published):
    assert t_quantile(0.95, freedom) == pytest.approx(published, abs=2e-6)


@given(st.integers(1, 3000))
def test_quantiles_of_t_fall_with_the_degrees_of_freedom(freedom):
    assert t_quantile(0.95, freedom) > t_quantile(0.95, freedom + 1) > 1.644853


def test_every_component_counts_once():
    line = {}
    for dimension in PACK.dimensions:
        line |= weights(PACK.of(dimension.id), set(IDS))
    assert set(line) == set(IDS)
    assert sum(weight for weight in line.values() if weight > 0) == 400
    assert sum(weight for weight in line.values() if weight < 0) == -400
