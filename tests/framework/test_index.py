"""Net values, their ranges, and the labels made of published words."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.advice.labels import balance, label
from framework.assess import assess, to_json
from framework.measures.index import line
from framework.measures.student import t_quantile
from framework.pack import parse
from framework.publish import publish
from tests.framework.teams import IDS, PACK, answers, capacities, everything

MID = everything("3 3 3 3 3")


def dem(table):
    return assess(PACK, answers(MID | table)).dimensions["DEM"]


def kinds(benefits, obstacles, risks):
    """The same row for every component of a kind."""
    rows = {"benefit": benefits, "obstacle": obstacles, "risk": risks}
    return answers({part.id: rows[part.kind] for part in PACK.components})


def test_net_value_is_benefits_against_half_of_obstacles_and_half_of_risks():
    result = assess(PACK, kinds("5 5 5 5 5", "3 3 3 3 3", "1 1 1 1 1"))
    eco = result.dimensions["ECO"]
    assert eco.means == {"B": 1, "T": 0.5, "R": 0}
    assert eco.net == result.overall.net == 75
    assert (eco.low, eco.high, eco.people) == (75, 75, 5)  # all alike: it hangs on nobody
    assert eco.includes_balance is False


def test_the_ends_of_the_scale():
    assert assess(PACK, kinds("5 5 5 5 5", "1 1 1 1 1", "1 1 1 1 1")).overall.net == 100
    assert assess(PACK, kinds("1 1 1 1 1", "5 5 5 5 5", "5 5 5 5 5")).overall.net == -100


def test_a_cell_is_the_plain_mean_of_its_valid_components():
    found = line(PACK.of("ECO"), {"ECO-B1", "ECO-B2", "ECO-T1", "ECO-R1"})
    assert found.start == 0
    assert found.weights == {"ECO-B1": 50, "ECO-B2": 50, "ECO-T1": -50, "ECO-R1": -50}
    values = {
        "ECO-B1": Fraction(1),
        "ECO-B2": Fraction(1, 2),
        "ECO-T1": Fraction(1, 4),
        "ECO-R1": Fraction(3, 4),
    }
    assert found.of(values) == 25


def test_an_empty_cell_leaves_no_net_value_there_nor_overall():
    result = assess(PACK, answers(MID | {"DEM-B1": "3 3 3 3 NS"}))
    found = to_json(result, PACK)["dimensions"]["DEM"]
    assert found == {
        "means": {"B": None, "T": 0.5, "R": 0.5},
        **dict.fromkeys(("net", "low", "high"), None),
        "people": 0,
        **dict.fromkeys(("net_by_median", "net_by_share"), None),
        "depends_on_scoring": False,
        "includes_balance": None,
        "hangs_on_one_person": False,
        "balance": None,
        "label": "not enough answers",
        "stop_signs": [],
    }
    assert result.overall.net is None
    assert result.dimensions["ECO"].net == 0


def test_the_range_by_hand():
    """One component of each kind, five people: leaving one out moves only the benefit."""
    found = dem({"DEM-B1": "1 2 3 4 5"})
    without = [100 * (Fraction(sum(range(5)) - k, 16) - Fraction(1, 2)) for k in range(5)]
    centre = sum(without) / 5
    error = sqrt(Fraction(4, 5) * sum((value - centre) ** 2 for value in without))
    assert found.net == 0
    assert found.high == pytest.approx(2.131847 * error, abs=1e-4)
    assert found.low == pytest.approx(-found.high)
    assert found.includes_balance


def test_the_range_counts_those_who_scored_something_of_it():
    rows = {i: row + " NS NA -" for i, row in MID.items()}
    more = assess(PACK, answers(rows | {"DEM-B1": "1 2 3 4 5 NS NA -"}))
    assert more.participants == 7
    assert more.dimensions["DEM"].people == 5
    assert more.dimensions["DEM"] == dem({"DEM-B1": "1 2 3 4 5"})


def test_the_range_is_clipped_to_the_scale():
    table = everything("1 1 1 1 1") | {"DEM-B1": "5 5 5 5 1"}
    found = assess(PACK, answers(table)).dimensions["DEM"]
    assert (found.net, found.high) == (80, 100)


def test_a_zone_that_one_person_decides_is_flagged():
    assert not dem({"DEM-B1": "4 4 4 3 3"}).hangs_on_one_person  # net 15, without one 12.5 or more
    assert dem({"DEM-B1": "5 3 3 4 3"}).hangs_on_one_person  # 15; without the first 6.25


def test_a_sign_that_depends_on_the_scoring_is_flagged():
    # by means and medians benefits are larger, by the share of high scores they are not
    table = everything("1 1 1 1 1") | {"DEM-B1": "3 3 3 3 3"}
    table |= {"DEM-T1": "4 4 1 1 1", "DEM-T2": "4 4 1 1 1"}
    found = assess(PACK, answers(table)).dimensions["DEM"]
    assert (found.net, found.net_by_median) == (35, 50)
    assert found.net_by_share == pytest.approx(-20)
    assert found.depends_on_scoring
    assert dem({"DEM-B1": "3 3 3 3 4"}).depends_on_scoring  # 0 is a sign of its own
    assert not dem({}).depends_on_scoring


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
    found = {}
    for dimension in PACK.dimensions:
        found |= line(PACK.of(dimension.id), set(IDS)).weights
    assert set(found) == set(IDS)
    assert sum(weight for weight in found.values() if weight > 0) == 400
    assert sum(weight for weight in found.values() if weight < 0) == -400


# Labels ---------------------------------------------------------------------------------


def of_words(dimension, table, n_min=5):
    seen = assess(PACK, answers(MID | table), n_min=n_min).seen
    return balance(PACK, dimension, seen), label(PACK, dimension, seen)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({}, (0, "none")),
        ({"DEM-B1": "4 4 4 4 4 4"}, (50, "up")),  # not close: counts in full
        ({"DEM-B1": "4 4 4 4 4"}, (25, "none")),  # five scores: not said, three quarters
        ({"DEM-B1": "5 5 5 5 5"}, (50, "up")),  # very large is never a close call
        ({"DEM-B1": "2 2 2 2 2 2"}, (-50, "down")),
        ({"DEM-B1": "2 2 2 2 2"}, (-25, "none")),
        ({"DEM-B1": "1 1 3 5 5"}, (0, "none")),  # disagreement is in the middle
        ({"DEM-T1": "5 5 5 5 5", "DEM-T2": "5 5 5 5 5"}, (-25, "none")),
        ({"DEM-B1": "5 5 5 5 5", "DEM-T1": "5 5 5 5 5", "DEM-T2": "1 1 1 1 1 1"}, (50, "none")),
        ({"DEM-B1": "3 3 3 3 NS"}, (None, "few")),
    ],
)
def test_labels_are_made_of_published_words(table, expected):
    assert of_words("DEM", table) == expected


def test_no_label_leans_to_benefits_beside_a_stop_sign():
    rows = {"DEM-B1": "5 5 5 5 5 5", "DEM-T1": "1 1 1 1 1 1", "DEM-T2": "5 5 5 5 5 5"}
    rows |= dict.fromkeys(("DEM-R1", "DEM-R2", "DEM-R3"), "1 1 1 1 1 1")
    assert of_words("DEM", rows) == (75, "none")
    assert of_words("DEM", rows | {"DEM-T2": "4 4 4 4 4 4"}) == (75, "up")


# Other packs: gains only ------------------------------------------------------------------


def test_with_gains_only_it_is_a_level_around_the_middle():
    pack = parse(capacities(), "other")
    result = assess(pack, answers({"K1": "5 5 5 5 5", "K2": "4 4 4 4 4", "M1": "1 1 1 1 1"}))
    assert result.dimensions["K"].net == 75  # 100 (2 · 7/8 - 1)
    assert result.dimensions["M"].net == -100
    published = publish(result, pack)
    assert published.dimensions["K"].label == "up"
    assert published.dimensions["M"].label == "down"  # a stop of a gain counts nothing
    assert published.stop_signs == ("M1",)


def test_with_concerns_only_it_is_turned_round():
    parts = [part for part in PACK.of("DEM") if not part.gain]
    found = line(parts, {part.id for part in parts})
    assert found.of({part.id: Fraction(1) for part in parts}) == -100
    assert found.of({part.id: Fraction(0) for part in parts}) == 100
