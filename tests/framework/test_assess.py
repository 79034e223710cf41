"""The whole: against the method written down a second time, and what must always hold."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from framework.assess import Answer, Note, assess, from_dict, to_dict, to_json
from tests import oracle
from tests.teams import IDS, PACK, answers, everything, teams

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(teams(), st.sampled_from((3, 5)))
def test_agrees_with_the_method_written_down_a_second_time(team, n_min):
    ours, theirs = assess(PACK, team, n_min=n_min), oracle.everything(team, n_min)
    assert ours.participants == theirs["participants"]
    for id_, part in ours.components.items():
        assert part.state == theirs["states"][id_], id_
        assert part.gap == (id_ in theirs["gaps"]), id_
        assert part.hangs_on_one_person == theirs["hangs"][id_], id_
        if part.agreement is not None:
            assert part.agreement == pytest.approx(float(theirs["agreement"][id_]), abs=1e-12)
    for id_, index in {**ours.dimensions, "overall": ours.overall}.items():
        same_index(index, theirs["indices"][id_])
    assert len(ours.recommendations) == len(theirs["recommendations"])
    for item, other in zip(ours.recommendations, theirs["recommendations"], strict=True):
        same_recommendation(item, other)


def same_index(index, other):
    assert index.label == other["label"]
    assert index.hangs_on_one_person == other["hangs"]
    if other["net"] is None:
        assert index.net is index.low is index.high is index.net_by_median is None
        return
    assert index.net == pytest.approx(float(other["net"]), abs=1e-9)
    assert index.low == pytest.approx(other["low"], abs=1e-4)
    assert index.high == pytest.approx(other["high"], abs=1e-4)
    assert index.net_by_median == pytest.approx(float(other["by_median"]), abs=1e-9)
    assert index.net_by_share == pytest.approx(float(other["by_share"]), abs=1e-9)
    assert index.depends_on_scoring == other["depends"]
    assert index.includes_balance == (round(other["low"], 6) <= 0 <= round(other["high"], 6))


def same_recommendation(item, other):
    id_, level, priority, fired, robustness = other
    assert (item.id, item.level, item.robustness) == (id_, level, robustness)
    assert item.priority == pytest.approx(float(priority), abs=1e-9)
    for ours, theirs in zip(item.triggers, fired, strict=True):
        assert (ours.component, ours.mode, ours.weight, ours.firm) == theirs[:4]
        assert ours.strength == pytest.approx(float(theirs[4]), abs=1e-12)


@SLOW
@given(teams(least=1), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_answers_changes_nothing(team, chance):
    names = list(range(20))
    chance.shuffle(names)
    renamed = [answer._replace(person=names[answer.person]) for answer in team]
    chance.shuffle(renamed)
    assert assess(PACK, renamed) == assess(PACK, team)


@SLOW
@given(teams(least=1))
def test_all_of_it_survives_being_stored(team):
    result = assess(PACK, team)
    stored = json.dumps(to_dict(result))
    assert from_dict(json.loads(stored)) == result
    assert json.dumps(to_dict(from_dict(json.loads(stored)))) == stored


@SLOW
@given(teams(least=1))
def test_net_values_and_ranges_stay_within_a_hundred(team):
    result = assess(PACK, team, n_min=3)
    for index in (*result.dimensions.values(), result.overall):
        if index.net is not None:
            assert -100 <= index.low <= index.net <= index.high <= 100


@SLOW
@given(teams(least=1))
def test_somebody_who_is_never_sure_changes_no_state(team):
    known = assess(PACK, team)
    more = [*team, *(Answer("late", id_, "NS") for id_ in IDS)]
    result = assess(PACK, more)
    for id_ in IDS:
        if known.components[id_].state != "set_aside":
            assert result.components[id_].state == known.components[id_].state


def test_somebody_who_answers_nothing_is_no_participant():
    team = answers(everything("1 2 3 4 5 -"))
    assert assess(PACK, team).participants == 5
    assert assess(PACK, team) == assess(PACK, answers(everything("1 2 3 4 5")))


def test_nobody_at_all():
    result = assess(PACK, [])
    assert result.participants == 0
    assert set(result.too_few) == set(IDS)
    assert result.overall.label == "not enough answers"
    assert result.recommendations == result.highest_means == result.contested == ()
    assert result.alpha is None
    assert to_json(result)["lenses"]["weakest"] == "strategy"  # too few is a reason there


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ([Answer(1, "XXX", "1")], "there is no component XXX"),
        ([Answer(1, "ECO-B1", "6")], "'6' is no answer"),
        ([Answer(1, "ECO-B1", "1", 0)], "there is no round 0"),
        ([Answer(1, "ECO-B1", "1"), Answer(1, "ECO-B1", "2")], "two answers to ECO-B1"),
    ],
)
def test_refuses_what_nobody_can_have_answered(wrong, reason):
    with pytest.raises(ValueError, match=reason):
        assess(PACK, wrong)


def test_refuses_an_n_min_that_leaves_nobody_when_one_is_left_out():
    with pytest.raises(ValueError, match="n_min"):
        assess(PACK, [], n_min=1)


def test_notes_stand_beside_what_their_writers_scored():
    team = answers({"ECO-B1": "1 3 5 NS 4"})
    notes = [Note(9, "p2", "ECO-B1"), Note(7, "p4", "ECO-B1"), Note(3, "p0", "ECO-B1")]
    notes += [Note(4, "p1", "ECO-B1"), Note(5, "p3", "ECO-B1"), Note(6, "gone", "ECO-B1")]
    result = assess(PACK, team, notes).components
    assert result["ECO-B1"].notes == {"low": (3,), "middle": (4,), "high": (7, 9), "other": (5, 6)}
    assert result["ECO-B2"].notes == {"low": (), "middle": (), "high": (), "other": ()}
    with pytest.raises(ValueError, match="XXX"):
        assess(PACK, team, [Note(1, "p0", "XXX")])


# Two rounds -------------------------------------------------------------------


def two_rounds(first, second, n_min=5):
    return assess(PACK, [*answers(first), *answers(second, round=2)], n_min=n_min)


def test_the_latest_answer_of_each_person_counts():
    result = two_rounds({"CIT-R2": "1 1 2 4 5 5"}, {"CIT-R2": "- - 4 - - NS"})
    part = result.components["CIT-R2"]
    assert (result.round, part.counts, part.not_sure) == (2, (2, 0, 0, 2, 1), 1)


def test_agreed_when_no_longer_contested():
    result = two_rounds({"CIT-R2": "1 1 2 4 5 5"}, {"CIT-R2": "4 4 4 4 5 5"})
    outcome = result.outcomes["CIT-R2"]
    assert outcome.verdict == "agreed"
    assert (outcome.first, outcome.latest, outcome.both) == ((2, 1, 0, 1, 2), (0, 0, 0, 4, 2), 6)
    assert result.contested == ()


def test_stable_disagreement_when_at_most_one_answer_moved():
    result = two_rounds({"CIT-R2": "1 1 2 4 5 5"}, {"CIT-R2": "1 2 2 4 5 5"})
    outcome = result.outcomes["CIT-R2"]
    assert (outcome.verdict, outcome.moved, outcome.allowed) == ("stable_disagreement", 1, 1)
    assert result.contested == ("CIT-R2",)


def test_unsettled_when_more_moved_and_still_contested():
    outcome = two_rounds({"CIT-R2": "1 1 2 4 5 5"}, {"CIT-R2": "2 2 2 4 5 5"}).outcomes["CIT-R2"]
    assert (outcome.verdict, outcome.moved, outcome.allowed) == ("unsettled", 2, 1)


@pytest.mark.parametrize(("n", "allowed"), [(13, 1), (14, 2), (20, 3)])
def test_fifteen_per_cent_of_those_who_scored_twice_may_move(n, allowed):
    row = " ".join(["1", "5"] * n).split()[:n]
    table = {"CIT-R2": " ".join(row)}
    outcome = two_rounds(table, table).outcomes["CIT-R2"]
    assert (outcome.both, outcome.allowed, outcome.moved) == (n, allowed, 0)


def test_unsettled_when_nobody_scored_it_twice_or_too_few_are_left():
    first = {"CIT-R2": "1 1 2 4 5 5 -"}
    outcome = two_rounds(first, {"CIT-R2": "- - - - - - 3"}).outcomes["CIT-R2"]
    assert (outcome.verdict, outcome.both) == ("unsettled", 0)
    outcome = two_rounds(first, {"CIT-R2": "NS NS - - - - -"}).outcomes["CIT-R2"]
    assert outcome.verdict == "unsettled"


def test_only_what_was_contested_and_asked_again_has_an_outcome():
    first = everything("1 1 2 4 5 5")
    result = two_rounds(first, {"CIT-R2": "4 4 4 4 4 4", "ECO-B1": "1 1 2 4 5 5"})
    assert {id_: o.verdict for id_, o in result.outcomes.items()} == {
        "ECO-B1": "stable_disagreement",
        "CIT-R2": "agreed",
    }
    assert assess(PACK, answers(first)).outcomes == {}


def test_eight_are_asked_again_the_most_evenly_split_first():
    table = dict.fromkeys(IDS[:9], "1 2 4 4 4 4")  # low 2 of 6, high 4
    table["CIT-R2"] = "1 1 1 5 5 5"  # evenly split, and poles
    table["CIT-R1"] = "2 2 2 4 4 4"  # evenly split, and nearer to each other
    result = assess(PACK, answers(table))
    assert len(result.contested) == 8
    assert result.contested[:2] == ("CIT-R2", "CIT-R1")
    assert result.contested[2:] + result.contested_rest == IDS[:9]


def test_the_even_split_counts_before_the_agreement():
    mild, poles = "2 2 2 3 3 4 4 4", "1 1 1 5 5 5 5 5"
    result = assess(PACK, answers({"ECO-B1": poles, "ECO-B2": mild, "ECO-B3": mild + " 3"}))
    parts = result.components
    assert parts["ECO-B1"].agreement < 0 < parts["ECO-B2"].agreement
    assert result.contested == ("ECO-B1", "ECO-B2", "ECO-B3")  # 3 of 8 each, then 3 of 9
    even = assess(PACK, answers({"ECO-B1": "1 1 1 5 5 5 5 5 5", "ECO-B2": mild}))
    assert even.contested == ("ECO-B2", "ECO-B1")  # 3 of 8 before 3 of 9


# What the files look like -------------------------------------------------------


def test_the_json_has_these_keys_and_no_others():
    data = to_json(assess(PACK, answers(everything("2 2 2 3 3 3 4 4 1"))))
    assert list(data) == [
        "framework",
        "framework_version",
        "participants",
        "n_min",
        "round",
        "components",
        "dimensions",
        "overall",
        "recommendations",
        "lenses",
    ]
    assert (data["framework"], data["participants"], data["n_min"], data["round"]) == (
        "public_value",
        9,
        5,
        1,
    )
    part = data["components"]["ECO-B1"]
    assert part == {
        "answered": 9,
        "scored": 9,
        "not_sure": 0,
        "not_applicable": 0,
        "counts": [1, 3, 3, 2, 0],
        "median": 3.0,
        "q1": 2.0,
        "q3": 3.0,
        "mean": pytest.approx(0.4166666667),
        "agreement": pytest.approx(0.4444444444),
        "disagreement_index": pytest.approx(0.5195, abs=1e-4),
        "state": "middle",
        "gap": False,
        "hangs_on_one_person": False,
        "low_coverage": False,
    }
    index = {"net", "low", "high", "label", "hangs_on_one_person"}
    index |= {"depends_on_scoring", "includes_balance"}
    assert set(data["overall"]) == index
    bars = {"benefits", "threats", "risks", "net_by_median", "net_by_share"}
    assert all(set(line) == index | bars for line in data["dimensions"].values())
    assert data["lenses"] == {
        "strategy": [],
        "legitimacy": [],
        "capacity": [],
        "weakest": None,
        "competencies": {
            "digital planning and design": [],
            "data use and governance": [],
            "digital management and execution": [],
        },
        "attitudes": [],
    }
    assert data["recommendations"] == []


def test_a_recommendation_in_the_json():
    team = answers({"ADM-T4": "5 5 4 4 4", "ADM-T1": "3 3 3 3 3"})
    data = json.loads(json.dumps(to_json(assess(PACK, team))))
    item = next(item for item in data["recommendations"] if item["id"] == "R1")
    assert item == {
        "id": "R1",
        "class": "High",
        "priority": pytest.approx(85),
        "robustness": "robust",
        "triggers": [
            {"component": "ADM-T4", "mode": "H", "weight": 2, "firm": True, "strength": 0.85}
        ],
    }


def test_what_is_set_aside_or_too_few_has_counts_and_no_measures():
    team = answers({"ECO-B1": "NA NA NA 4 5", "ECO-B2": "4 5 NS"})
    data = to_json(assess(PACK, team))["components"]
    for id_, state in (("ECO-B1", "set_aside"), ("ECO-B2", "too_few")):
        part = data[id_]
        assert part["state"] == state
        assert part["counts"] == [0, 0, 0, 1, 1]
        measures = ("median", "q1", "q3", "mean", "agreement", "disagreement_index")
        assert [part[name] for name in measures] == [None] * 6


def test_stored_results_are_plain_and_hold_no_names():
    result = assess(PACK, [a._replace(person="Ana Diaz") for a in answers({"ECO-B1": "4"})])
    assert "Ana" not in json.dumps(to_dict(result))


def test_results_of_other_releases_can_be_read():
    result = assess(PACK, answers(everything("1 2 3 4 5")))
    stored = to_dict(result)
    del stored["nearly"]
    assert from_dict({**stored, "of_a_later_release": 1}) == result


def test_low_coverage_is_fewer_than_half_of_the_people():
    team = answers({"ECO-B1": "3 3 3 3 3 - - - - -", "ECO-B2": "3 3 3 3 NS NS NA NS - -"})
    team += answers({"ECO-B3": "3 3 3 3 3 3 3 3 3 3"})
    parts = assess(PACK, team, n_min=3).components
    assert not parts["ECO-B1"].low_coverage
    assert parts["ECO-B2"].low_coverage


def test_a_team_of_thousands_gives_the_same_as_one_of_tens():
    chance = random.Random(7)
    team = [
        Answer(n, id_, chance.choice(("1", "2", "3", "4", "5", "NS", "NA")))
        for n in range(30)
        for id_ in IDS
    ]
    small = assess(PACK, team)
    crowd = [a._replace(person=(a.person, copy)) for a in team for copy in range(40)]
    large = assess(PACK, crowd)
    assert large.participants == 1200
    for id_ in IDS:
        assert large.components[id_].mean == small.components[id_].mean
    assert large.overall.net == small.overall.net
