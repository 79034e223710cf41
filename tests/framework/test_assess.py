"""The whole: worked examples, what must always hold, and what the file looks like."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framework.assess import Answer, Note, assess, to_json
from framework.publish import publish, quotable
from tests.framework.teams import EXAMPLE, IDS, PACK, answers, everything, teams
from tests.support.often import often

SLOW = often(10)


def both(table, n_min=None):
    """What who holds the answers sees, and what the group sees."""
    result = assess(PACK, answers(table), n_min=n_min)
    return result, publish(result, PACK)


# Worked examples ------------------------------------------------------------------------


def test_the_example_of_the_page():
    data = to_json(assess(PACK, EXAMPLE), PACK)
    states = {id_: part["state"] for id_, part in data["components"].items()}
    shown = {id_: part["shown"] for id_, part in data["components"].items()}
    named = ("ADM-T4", "ADM-T1", "CIT-R1", "CIT-B3", "CIT-R2", "ECO-B1")
    assert [states.pop(id_) for id_ in named] == [
        *("stop", "high", "high", "high", "contested", "middle")
    ]
    assert set(states.values()) == {"middle"}
    assert [(shown[id_]["form"], shown[id_]["count"], shown[id_]["bands"]) for id_ in named] == [
        ("count", 7, None),
        ("count", 7, None),
        ("bands", None, [0, 3, 9]),
        ("count", 8, None),
        ("bands", None, [4, 3, 5]),
        ("word", None, None),
    ]
    assert data["components"]["ECO-B1"]["gap"]
    headlines = [item for item in data["recommendations"] if item["id"][0] == "R"]
    assert [(i["id"], i["class"], i["leads"], core(i), rest(i)) for i in headlines] == [
        ("R1", "High", ["ADM-T4"], [1.0], []),
        ("R4", "High", ["ADM-T1", "CIT-R1"], [0.75, 0.75], [0.4]),
        ("R5", "Medium", ["CIT-B3", "CIT-R2"], [0.5, 0.4], []),
        ("R2", "Watch", ["ECO-B1"], [], [0.75, 0.5]),
        ("R3", "Watch", [], [], [0.5, 0.4]),
    ]
    assert data["shown"] == ["R1", "R4", "R5"]
    assert data["pilots_first"] == ["ADM-T4", "CIT-R1"]
    assert data["second_round"] == ["CIT-R2"]
    assert {d["label"] for d in data["dimensions"].values()} == {"no clear lean"}


def core(item, weight=2):
    found = (t["seriousness"] for t in item["triggers"] if t["weight"] == weight)
    return sorted(found, reverse=True)


def rest(item):
    return core(item, 1)


def test_the_json_of_the_example():
    data = to_json(assess(PACK, EXAMPLE), PACK)
    assert list(data) == [
        *("framework", "framework_version", "method", "participants", "n_min", "round", "alpha"),
        *("components", "dimensions", "overall", "findings", "stop_signs", "pilots_first"),
        *("second_round", "shown", "recommendations", "lenses", "public"),
    ]
    top = ("framework", "method", "participants", "n_min", "round")
    assert [data[key] for key in top] == ["public_value", 2, 12, 5, 1]
    assert data["alpha"] == pytest.approx(0.243, abs=5e-4)
    assert data["components"]["ADM-T4"] == {
        "answered": 12,
        "scored": 12,
        "not_sure": 0,
        "not_applicable": 0,
        "counts": [0, 2, 1, 2, 7],
        "state": "stop",
        "gap": False,
        "low_coverage": False,
        "median": 5.0,
        "q1": 3.75,
        "q3": 5.0,
        "mean": pytest.approx(0.7916666667),
        "agreement": pytest.approx(0.5277777778),
        "disagreement_index": pytest.approx(0.2919708029),
        "close_call": False,
        "shown": {
            "form": "count",
            "word": "stop",
            "bands": None,
            "count": 7,
            "close_call": None,
        },
    }
    assert data["dimensions"]["ADM"] == {
        "means": {"B": 0.5, "T": pytest.approx(0.6041666667), "R": 0.5},
        "net": pytest.approx(-5.2083333333),
        "low": pytest.approx(-8.819960, abs=1e-6),
        "high": pytest.approx(-1.596707, abs=1e-6),
        "people": 12,
        "net_by_median": -9.375,
        "net_by_share": pytest.approx(-16.6666666667),
        "depends_on_scoring": False,
        "includes_balance": False,
        "hangs_on_one_person": False,
        "balance": -12.5,
        "label": "no clear lean",
        "stop_signs": ["ADM-T4"],
    }
    assert set(data["overall"]) == {"net", "low", "high"}
    assert data["findings"][0] == {"component": "ADM-T4", "kind": "stop", "seriousness": 1.0}
    assert data["recommendations"][0] == {
        "id": "R1",
        "class": "High",
        "rests_on": 1,
        "hangs_on_one_person": False,
        "leads": ["ADM-T4"],
        "triggers": [{"component": "ADM-T4", "mode": "H", "weight": 2, "seriousness": 1.0}],
    }
    assert list(data["lenses"]) == [
        *("strategy", "legitimacy", "capacity", "weakest", "competencies", "attitudes")
    ]
    assert data["lenses"]["weakest"] == "legitimacy"
    assert data["public"] is None
    json.dumps(data)


def test_an_obstacle_that_blocks_all_nine():
    _, seen = both(everything(" ".join("3" * 9)) | {"ADM-T4": " ".join("5" * 9)})
    shown = seen.components["ADM-T4"]
    assert (shown.form, shown.word, shown.count) == ("word", "stop", None)  # not "all nine"
    assert seen.stop_signs == ("ADM-T4",)
    assert seen.dimensions["ADM"].label == "none"
    first = seen.recommendations[0]
    assert (first.id, first.level, first.leads) == ("R1", "High", ("ADM-T4",))
    assert seen.headlines[0] == "R1"


def test_a_team_of_five_who_are_all_not_sure_of_one_component():
    result, seen = both(everything("4 4 4 4 4") | {"CIT-B1": "NS NS NS NS NS"})
    shown = seen.components["CIT-B1"]
    assert (shown.form, shown.word, shown.gap) == ("nothing", "too_few", True)
    assert result.components["CIT-B1"].mean is None
    assert seen.groups.gaps == ("CIT-B1",)
    assert "CIT-B1" in seen.lenses.strategy


def test_six_who_answered_four_questions_each():
    """Each person other ones: every component has at most one answer, and nothing is said."""
    team = [Answer(person, IDS[4 * person + k], "5") for person in range(6) for k in range(4)]
    result = assess(PACK, team)
    seen = publish(result, PACK)
    assert result.participants == 6
    assert {shown.form for shown in seen.components.values()} == {"nothing"}
    assert not any(shown.gap for shown in seen.components.values())
    assert (seen.findings, seen.recommendations, seen.second_round) == ((), (), ())
    assert {line.label for line in seen.dimensions.values()} == {"few"}
    assert not seen.anything


def test_everything_contested():
    result, seen = both(everything("1 1 2 4 5 5"))
    assert {shown.word for shown in seen.components.values()} == {"contested"}
    assert {line.label for line in seen.dimensions.values()} == {"none"}
    assert len(seen.second_round) == 8
    assert {item.level for item in seen.recommendations} == {"Watch"}
    assert seen.pilots_first == seen.stop_signs == ()
    assert result.overall.net is not None


def test_nobody_at_all():
    result, seen = both({})
    assert result.participants == 0
    assert set(seen.groups.too_few) == set(IDS)
    assert result.overall.net is result.alpha is None
    assert seen.recommendations == seen.second_round == ()
    assert seen.lenses.weakest == "strategy"  # too few is a reason there


# What always holds ----------------------------------------------------------------------


@SLOW
@given(teams(least=1), st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_answers_changes_nothing(team, chance):
    names = list(range(20))
    chance.shuffle(names)
    renamed = [answer._replace(person=names[answer.person]) for answer in team]
    chance.shuffle(renamed)
    one, two = to_json(assess(PACK, renamed), PACK), to_json(assess(PACK, team), PACK)
    assert json.dumps(one) == json.dumps(two)


@SLOW
@given(teams(least=1))
def test_net_values_and_ranges_stay_within_a_hundred(team):
    result = assess(PACK, team, n_min=3)
    for index in (*result.dimensions.values(), result.overall):
        if index.net is not None:
            assert -100 <= index.low <= index.net <= index.high <= 100


@SLOW
@given(teams(least=1))
def test_people_who_are_never_sure_change_no_state_range_or_label(team):
    known = assess(PACK, team)
    more = assess(PACK, [*team, *(Answer(f"late {n}", i, "NS") for i in IDS for n in range(3))])
    one, two = publish(known, PACK), publish(more, PACK)
    for id_ in IDS:
        if known.components[id_].shown.valid:
            assert two.components[id_].word == one.components[id_].word
    for id_, line in one.dimensions.items():
        if line.label != "few":
            assert two.dimensions[id_].label == line.label
            assert more.dimensions[id_] == known.dimensions[id_]


@SLOW
@given(teams(least=1))
def test_net_values_are_left_alone_by_the_public(team):
    public = answers({"CIT-B3": "1 1 1 1 1 1 1 1 1 1 1", "CIT-R1": "5 5 5"})
    one, two = assess(PACK, team), assess(PACK, team, public=public)
    assert two.components == one.components
    assert two.dimensions == one.dimensions
    assert two.participants == one.participants


def test_the_public_in_the_json():
    public = answers({"CIT-R1": "5 5 5", "CIT-B3": "1 1 1 1 1 1 1 1 1 1 1"})
    table = everything("4 4 4 4 4")
    data = to_json(assess(PACK, answers(table), public=public), PACK)["public"]
    assert (data["participants"], data["n_min"]) == (11, 10)
    assert list(data["components"]) == ["CIT-B3", "CIT-R1"]  # in framework order, asked only
    assert data["components"]["CIT-B3"]["apart"] == -2
    assert data["components"]["CIT-B3"]["shown"]["form"] == "word"
    assert data["components"]["CIT-R1"]["apart"] is None
    assert data["components"]["CIT-R1"]["low_coverage"]


def test_somebody_who_answers_nothing_is_no_participant():
    team = answers(everything("1 2 3 4 5 -"))
    assert assess(PACK, team).participants == 5
    assert assess(PACK, team) == assess(PACK, answers(everything("1 2 3 4 5")))


# What is refused; notes -----------------------------------------------------------------


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
    for arguments in ({"answers": wrong}, {"answers": [], "public": wrong}):
        with pytest.raises(ValueError, match=reason):
            assess(PACK, **arguments)


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


def test_notes_are_quoted_only_from_sides_that_are_shown_anyway():
    team = answers({"ECO-B1": "2 4 4 4 4", "ECO-B2": "1 1 3 5 5", "ECO-B3": "4 4 4 4"})
    notes = [Note(n, f"p{n}", id_) for n in range(4) for id_ in ("ECO-B1", "ECO-B2", "ECO-B3")]
    found = quotable(assess(PACK, team, notes), PACK)
    assert found["ECO-B1"] == {"high": (1, 2, 3)}
    assert found["ECO-B2"] == {"low": (0, 1), "high": (3,)}
    assert found["ECO-B3"] == found["CIT-R2"] == {}
