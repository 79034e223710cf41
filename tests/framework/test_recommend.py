"""Recommendations: every trigger, class, order and robustness, and the lenses."""

import pytest

from framework.assess import assess
from tests.teams import IDS, PACK, answers, everything

BENEFITS = [part.id for part in PACK.components if part.kind == "benefit"]
CONCERNS = [part.id for part in PACK.components if part.kind != "benefit"]
HIGH, LOW, MIDDLE, SPLIT = "4 4 4 4 4", "2 2 2 2 2", "3 3 3 3 3", "1 1 3 5 5"


def result(table, n_min=5):
    """The assessment of a team that answers only these, or `MIDDLE` to `*`."""
    table = dict(table)
    rest = table.pop("*", None)
    return assess(PACK, answers((everything(rest) if rest else {}) | table), n_min=n_min)


def issued(table, id_):
    return next((i for i in result(table).recommendations if i.id == id_), None)


def test_every_component_leads_somewhere_in_every_state():
    for id_ in IDS:
        for row, where in ((HIGH, None), (LOW, "strengths"), (MIDDLE, "watch_list")):
            found = result({id_: row})
            if row == MIDDLE:
                assert found.watch_list == (id_,)
            elif row == LOW and id_ in CONCERNS:
                assert getattr(found, where) == (id_,)
            else:
                assert found.recommendations, (id_, row)
                assert found.strengths == ()


def test_what_is_set_aside_or_too_few_fires_nothing():
    found = result({"ADM-T4": "NA NA NA 5 5", "CIT-R1": "5 5 5 5"})
    assert found.recommendations == ()
    assert (found.set_aside, found.too_few[-1]) == (("ADM-T4",), "CIT-R2")
    assert "CIT-R1" in found.too_few


def test_when_nothing_fires_the_three_highest_means_are_named():
    rows = dict.fromkeys(IDS, MIDDLE) | {"CIT-R2": "3 3 3 4 4", "DEM-R1": "3 3 3 3 4"}
    found = result(rows)
    assert found.recommendations == ()
    assert found.highest_means == ("CIT-R2", "DEM-R1", "ECO-B1")
    assert result(rows | {"ADM-T4": HIGH}).highest_means == ()


# One trigger of each mode ---------------------------------------------------------


def only(item):
    (fired,) = item.triggers
    return fired.component, fired.mode, fired.weight, fired.firm, fired.strength


def test_a_high_component_fires_firmly_with_its_mean():
    item = issued({"ADM-T4": "4 4 4 5 5"}, "C3")
    assert only(item) == ("ADM-T4", "H", 2, True, 0.85)
    assert item.leading == ("ADM-T4",)


def test_a_contested_obstacle_or_risk_fires_provisionally():
    item = issued({"ADM-T4": SPLIT}, "C3")
    assert only(item) == ("ADM-T4", "H", 2, False, 0.5)
    assert item.priority == 25  # 100 · 2 · ½ · 0.5 / 2
    assert item.robustness == "hangs on one person"  # without a 1 or a 5 it is not contested


def test_a_contested_benefit_fires_only_that_there_is_dispute():
    found = result({"ECO-B1": SPLIT})
    assert {i.id: only(i) for i in found.recommendations} == {
        "R3": ("any", "X", 1, True, 0.8),
        "S3": ("any", "X", 1, True, 0.8),
    }
    assert found.recommendations[0].triggers[0].because == ("ECO-B1",)


def test_a_low_benefit_fires_with_what_is_missing():
    item = issued({"ECO-B1": "1 2 2 2 3"}, "R2")
    assert only(item) == ("ECO-B1", "L", 2, True, 0.75)


def test_a_gap_fires_once_with_the_largest_share():
    table = {"ECO-B1": "NS NS 3 3 3 3 3 3", "ECO-B2": "NS NS NS 3 3 3", "ECO-B3": "NS NS 3 3 3 3 3"}
    item = issued(table, "S1")
    assert only(item) == ("any", "K", 1, True, 0.5)
    assert item.triggers[0].because == ("ECO-B2",)


def test_a_gap_counts_where_too_few_scored_but_not_where_it_is_set_aside():
    assert issued({"ECO-B1": "NS NS NS 3 3"}, "S1") is not None
    aside = result({"ECO-B1": "NS NS NA NA NA NA NA"})
    assert aside.components["ECO-B1"].state == "set_aside"
    assert aside.components["ECO-B1"].gap
    assert aside.recommendations == ()
    assert aside.gaps == ("ECO-B1",)
    assert aside.lenses.strategy[0] == "ECO-B1"
    assert "curiosity" in aside.lenses.attitudes


def test_a_pair_is_a_high_benefit_beside_a_concern_in_one_dimension():
    apart = {"ECO-B1": HIGH, "ADM-T4": HIGH}
    assert issued(apart, "S4") is None
    beside = {"ADM-B1": "5 5 5 5 5", "ADM-T4": HIGH, "CIT-B1": HIGH, "CIT-R1": SPLIT}
    item = issued(beside, "S4")
    assert only(item) == ("dimension pair", "P", 2, True, 0.75)
    assert item.triggers[0].because == ("ADM-B1", "ADM-T4")
    contested = issued({"CIT-B1": HIGH, "CIT-R1": SPLIT}, "S4")
    assert only(contested) == ("dimension pair", "P", 2, True, 0.5)


# Priority, class, order ---------------------------------------------------------------


def test_priority_weighs_what_fired_against_all_that_is_valid():
    # R5 in ECO: three benefits of weight 2, one high: 100 · 2 · 0.75 / 6
    item = issued({"ECO-B1": HIGH, "ECO-B2": MIDDLE, "ECO-B3": MIDDLE}, "R5")
    assert item.priority == pytest.approx(25)
    # S2 counts ECO-B2 by the larger of H (2) and L (1): 100 · 1 · 0.75 / 2
    item = issued({"ECO-B2": LOW}, "S2")
    assert item.priority == pytest.approx(37.5)


def test_what_looks_everywhere_weighs_only_when_it_fires():
    # R2: ECO-B1 low (2 · 0.75) of weight 2, and a gap (1 · 0.5) of weight 1
    table = {"ECO-B1": LOW + " NS", "DEM-T2": "NS NS NS 3 3 3"}
    assert issued(table, "R2").priority == pytest.approx(100 * 2 / 3)
    assert issued({"ECO-B1": LOW}, "R2").priority == pytest.approx(75)


def test_high_needs_forty_and_a_firm_core_trigger():
    assert issued({"ADM-T4": HIGH}, "C3").level == "High"  # 75, core
    assert issued({"ADM-T4": HIGH}, "C2").level == "Medium"  # 75, weight 1 only
    assert issued({"ADM-T4": "4 4 4 5 5 1 1 1"}, "C3").level == "Medium"  # contested


def test_exactly_forty_is_high_and_exactly_twenty_is_medium():
    # R4, ADM-T1 (2) at 0.8 beside ADM-R1 (2): 100 · 2 · 0.8 / 4 = 40
    exact = issued({"ADM-T1": "4 4 4 4 5", "ADM-R1": MIDDLE}, "R4")
    assert (round(exact.priority, 9), exact.level) == (40, "High")
    # and with CIT-R2 (1) as well: 100 · 1.6 / 5 = 32
    below = issued({"ADM-T1": "4 4 4 4 5", "ADM-R1": MIDDLE, "CIT-R2": MIDDLE}, "R4")
    assert (round(below.priority, 9), below.level) == (32, "Medium")
    # R1, ADM-R1 (1) at 0.8 beside ADM-T4 (2) and DEM-T1 (1): 100 · 0.8 / 4 = 20
    table = {"ADM-R1": "4 4 4 4 5", "ADM-T4": MIDDLE, "DEM-T1": MIDDLE}
    assert (round(issued(table, "R1").priority, 9), issued(table, "R1").level) == (20, "Medium")
    table["DEM-R3"] = MIDDLE
    assert issued(table, "R1").level == "Watch"  # 16


def test_no_rounding_error_decides_a_class():
    # 100 · (2 · 0.7 + 0.7 + 2 · 0.75) / 9 is 40, but a hair less in floating point
    table = {"ADM-T1": "4 4 4 4 3", "ADM-T3": "4 4 4 4 3", "ADM-R1": HIGH}
    item = issued(table | {"ADM-R2": MIDDLE, "CIT-R1": MIDDLE}, "R4")
    assert item.priority < 40
    assert item.level == "High"


def test_a_strong_firm_core_is_medium_by_itself():
    rest = dict.fromkeys(("ADM-R1", "ADM-R2", "CIT-R1", "ADM-T3", "CIT-T1", "CIT-R2"), MIDDLE)
    strong = issued({"ADM-T1": HIGH} | rest, "R4")
    assert strong.priority < 20
    assert strong.level == "Medium"  # exactly 0.75
    weaker = issued({"ADM-T1": "4 4 4 4 3"} | rest, "R4")
    assert weaker.level == "Watch"  # 0.7


def test_ordered_by_class_then_priority_then_catalogue():
    items = result({"*": HIGH}).recommendations
    order = [i.id for i in PACK.recommendations]
    levels = ["High", "Medium", "Watch"]
    keys = [(levels.index(i.level), -round(i.priority, 9), order.index(i.id)) for i in items]
    assert keys == sorted(keys)
    assert len({key[1] for key in keys}) < len(keys)  # there are ties, which the catalogue breaks


def test_the_two_blocks_and_the_pilots():
    found = result({"*": HIGH})
    assert {i.id for i in found.first} == {"R1", "R2", "R3", "R4"}
    assert [i.id for i in found.then] == ["R5"]
    assert found.pilots_first == (
        "ECO-R1",
        "ADM-T4",
        "DEM-R1",
        "DEM-R2",
        "DEM-R3",
        "CIT-R1",
        "CIT-R2",
    )
    assert result({"ECO-B1": HIGH, "ADM-R1": HIGH}).pilots_first == ()
    assert result({"ADM-T4": SPLIT}).pilots_first == ("ADM-T4",)


# Robustness ---------------------------------------------------------------------------


def test_four_people_are_too_few_to_test():
    found = assess(PACK, answers({"ADM-T4": "5 5 5 5"}), n_min=3)
    assert {i.robustness for i in found.recommendations} == {"not tested"}


def test_robust_when_every_run_gives_the_same_class():
    assert issued({"ADM-T4": "5 5 5 5 5"}, "C3").robustness == "robust"


def test_hangs_on_one_person_when_it_is_not_made_without_somebody():
    item = issued({"ADM-T4": "4 4 4 3 3"}, "C3")  # without a 4 the median is 3.5
    assert item.robustness == "hangs on one person"
    assert result({"ADM-T4": "4 4 4 3 3"}).components["ADM-T4"].hangs_on_one_person


def test_fairly_robust_when_only_the_class_changes():
    # R4 at exactly 40: without the 5 it is less, and Medium
    item = issued({"ADM-T1": "4 4 4 4 5", "ADM-R1": MIDDLE}, "R4")
    assert (item.level, item.robustness) == ("High", "fairly robust")


def test_provisional_when_nothing_fired_firmly():
    item = issued({"ADM-T4": "1 1 1 1 5 5 5 5 5"}, "C3")
    assert item.robustness == "provisional"


def test_what_one_person_holds_back_is_named():
    found = result({"ADM-T4": "4 4 4 3 3 3"})  # without a 3 it is high
    assert found.recommendations == ()
    assert set(found.nearly) == {"R1", "G1", "C2", "C3"}


def test_a_gap_that_flips_is_no_flag_by_itself():
    found = result({"ECO-T1": "NS NS 3 3 3 3 3"})  # without a 3 it is a gap
    part = found.components["ECO-T1"]
    assert not part.gap
    assert not part.hangs_on_one_person
    assert set(found.nearly) == {"R2", "S1"}  # but what would be recommended then is


# Lenses -------------------------------------------------------------------------------


def test_the_corners_list_what_weighs_on_them():
    table = {"*": MIDDLE, "ECO-B1": LOW, "ECO-B2": SPLIT, "ECO-B3": HIGH}
    table |= {"ADM-B1": "4 4 NS NS NS", "DEM-R1": HIGH, "CIT-R2": SPLIT, "ADM-T1": "3 3 NS NS 3"}
    table |= {"ECO-T1": LOW}
    lens = result(table).lenses
    assert lens.strategy == ("ECO-B1", "ECO-B2", "ADM-B1")
    assert lens.legitimacy == ("DEM-R1", "CIT-R2")
    assert lens.capacity == ("ADM-T1",)
    assert lens.weakest == "strategy"  # 3 of 9; 2 of 7; 1 of 10


def test_the_weakest_corner_is_the_largest_share_and_the_first_of_two_alike():
    assert result({"*": MIDDLE}).lenses.weakest is None
    assert result({"*": HIGH}).lenses.weakest == "legitimacy"  # all 7 and all 10
    assert result({"*": MIDDLE, "ADM-T4": HIGH, "ADM-T1": HIGH}).lenses.weakest == "legitimacy"
    assert result({"*": MIDDLE, "ADM-T1": HIGH}).lenses.weakest == "capacity"


def test_corners_cover_all_components_once():
    corners = {part.id: part.corner for part in PACK.components}
    assert sum(corner == "legitimacy" for corner in corners.values()) == 7
    assert sum(corner == "capacity" for corner in corners.values()) == 10
    assert [id_ for id_, corner in corners.items() if corner is None] == BENEFITS


def test_competencies_are_the_single_components_that_fired():
    table = {"*": MIDDLE, "ECO-B1": LOW, "ADM-T4": SPLIT, "CIT-R2": HIGH, "ECO-B2": SPLIT}
    table |= {"ECO-T1": LOW, "ADM-T2": "3 3 3 NS NS NS"}
    domains = {c.json_name: c.components for c in result(table).lenses.competencies}
    assert domains == {
        "digital planning and design": ("ECO-B1",),
        "data use and governance": ("ADM-T4",),
        "digital management and execution": ("CIT-R2",),
    }


@pytest.mark.parametrize(
    ("table", "attitudes"),
    [
        ({"DEM-R2": HIGH}, ("trust",)),
        ({"DEM-R2": SPLIT}, ("trust",)),
        ({"CIT-R2": SPLIT}, ("adaptability",)),
        ({"ECO-B1": HIGH, "ECO-R1": SPLIT}, ("experimentation",)),
        ({"ADM-T1": "3 3 3 NS NS NS"}, ("curiosity",)),
        ({"ECO-B1": LOW}, ("creativity",)),
        ({"ECO-T1": LOW, "ADM-T1": HIGH}, ()),
    ],
)
def test_attitudes(table, attitudes):
    assert result({"*": MIDDLE} | table).lenses.attitudes == attitudes
