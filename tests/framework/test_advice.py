"""Findings and recommendations: every trigger, order, class and lead; groups, lenses, decision."""

import pytest

from framework.advice.decision import Decision
from framework.advice.recommend import class_of, lists
from framework.advice.triggers import Fired
from framework.assess import assess, to_json
from framework.pack import parse
from framework.publish import publish
from tests.framework.teams import IDS, PACK, answers, capacities, everything

HIGH, VERY, LOW, MIDDLE, SPLIT = (
    *("4 4 4 4 4", "5 5 5 5 5", "2 2 2 2 2"),
    *("3 3 3 3 3", "1 1 3 5 5"),
)
GAP = "3 3 3 3 3 3 NS NS NS"
CONCERNS = [part.id for part in PACK.components if not part.gain]
GAINS = [part.id for part in PACK.components if part.gain]


def result(table, votes=None, public=()):
    """What is published of a team that answers only these, or `MIDDLE` to `*`."""
    table = dict(table)
    rest = table.pop("*", None)
    team = answers((everything(rest) if rest else {}) | table)
    return publish(assess(PACK, team, public=public), PACK, votes)


def issued(table, id_, **more):
    return next((i for i in result(table, **more).recommendations if i.id == id_), None)


def fired(item):
    return [(t.component, t.mode, t.weight, t.seriousness) for t in item.triggers]


def outside(id_, row):
    return answers({id_: row})


# Findings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "row", "kinds"),
    [
        ("ADM-T4", VERY, [("stop", 1.0)]),
        ("ADM-T4", HIGH, [("high", 0.75)]),
        ("ADM-T4", LOW, []),
        ("ADM-T4", MIDDLE, []),
        ("ADM-T4", SPLIT, [("differ", 0.4)]),
        ("ADM-T4", GAP, [("gap", 0.5)]),
        ("CIT-B1", VERY, [("very large", 0.75)]),
        ("CIT-B1", HIGH, [("large", 0.5)]),
        ("CIT-B1", LOW, [("missing", 0.75)]),
        ("CIT-B1", SPLIT, [("differ", 0.4)]),
        ("CIT-B1", VERY + " NS NS NS", [("very large", 0.75), ("gap", 0.5)]),
        ("CIT-B1", "4 4 4 4 NS", [("gap", 0.5)]),
    ],
)
def test_findings(id_, row, kinds):
    found = result({id_: row}).findings
    assert [(f.kind, f.seriousness) for f in found if f.component == id_] == kinds


def test_findings_stand_by_seriousness_then_in_framework_order():
    table = {"CIT-R2": VERY, "ADM-T4": HIGH, "ECO-B1": VERY, "DEM-B1": SPLIT, "ECO-B2": HIGH}
    found = [(f.component, f.kind) for f in result(table | {"CIT-R1": GAP}).findings]
    assert found == [
        ("CIT-R2", "stop"),
        ("ECO-B1", "very large"),
        ("ADM-T4", "high"),
        ("ECO-B2", "large"),
        ("CIT-R1", "gap"),
        ("DEM-B1", "differ"),
    ]


@pytest.mark.parametrize(
    ("id_", "ours", "theirs", "apart", "seriousness"),
    [
        ("CIT-B3", HIGH, "2", -2, 0.75),  # less benefit than staff
        ("CIT-B3", LOW, "4", 2, 0.5),
        ("CIT-R1", LOW, "4", 2, 0.75),  # more concern
        ("CIT-R1", VERY, "1", -2, 0.5),  # a stop sign is as high as high
        ("CIT-R1", MIDDLE, "4", 1, None),  # one step is no finding
        ("CIT-R1", SPLIT, "4", None, None),
        ("CIT-R1", HIGH, "4", 0, None),
    ],
)
def test_what_the_public_sees_otherwise(id_, ours, theirs, apart, seriousness):
    public = outside(id_, " ".join([theirs] * 10))
    found = result({id_: ours}, public=public)
    assert found.apart == {id_: apart}
    serious = [f.seriousness for f in found.findings if f.kind == "public"]
    assert serious == ([seriousness] if seriousness else [])
    assert found.groups.otherwise == ((id_,) if seriousness else ())


def test_under_ten_of_the_public_nothing_is_compared():
    found = result({"CIT-B3": HIGH}, public=outside("CIT-B3", " ".join(["2"] * 9)))
    assert found.public.components["CIT-B3"].form == "nothing"
    assert found.apart == {"CIT-B3": None}


# One trigger of each mode ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "id_", "expected"),
    [
        ({"ADM-T4": VERY}, "C3", [("ADM-T4", "H", 2, 1.0)]),
        ({"ADM-T4": HIGH}, "C3", [("ADM-T4", "H", 2, 0.75)]),
        ({"ADM-T4": SPLIT}, "C3", [("ADM-T4", "H", 2, 0.4)]),  # a precaution
        ({"ECO-B3": VERY}, "S2", [("ECO-B3", "H", 2, 0.75)]),
        ({"ECO-B3": HIGH}, "S2", [("ECO-B3", "H", 2, 0.5)]),
        ({"ECO-B3": LOW}, "S2", [("ECO-B3", "L", 1, 0.75)]),
        ({"ADM-T4": GAP}, "S1", [("any", "K", 1, 0.5)]),
        ({"CIT-B1": SPLIT}, "S3", [("any", "X", 1, 0.4)]),
        ({"ECO-B1": HIGH, "ECO-R1": VERY}, "S4", [("dimension pair", "P", 2, 0.5)]),
        ({"ECO-B1": VERY, "ECO-R1": SPLIT}, "S4", [("dimension pair", "P", 2, 0.4)]),
    ],
)
def test_what_fires(table, id_, expected):
    assert fired(issued(table, id_)) == expected


@pytest.mark.parametrize(
    ("table", "id_"),
    [
        ({"ADM-T4": MIDDLE}, "C3"),
        ({"ADM-T4": LOW}, "C3"),
        ({"ECO-B3": SPLIT}, "S2"),  # a contested gain fires X only
        ({"ECO-B1": HIGH, "ADM-T4": VERY}, "S4"),  # a pair is of one dimension
        ({"ADM-T4": "4 4 4 4"}, "C3"),  # too few
        ({"ADM-T4": "NA NA NA 5 5"}, "C3"),  # set aside
    ],
)
def test_what_does_not_fire(table, id_):
    assert issued(table, id_) is None


def test_the_public_fires_what_puts_public_value_first():
    public = outside("CIT-B3", " ".join(["2"] * 10))
    for id_ in ("R3", "C1", "C2"):
        found = [f for f in fired(issued({"CIT-B3": HIGH}, id_, public=public)) if f[1] == "V"]
        assert found == [("public", "V", 2, 0.75)]
    assert issued({"CIT-B3": HIGH}, "R3", public=public).leads == ("CIT-B3",)


def test_every_component_leads_somewhere_in_every_state():
    for id_ in IDS:
        assert result({id_: HIGH}).recommendations, id_
        assert result({id_: MIDDLE}).groups.watch == (id_,)
        low = result({id_: LOW})
        assert (low.groups.strengths == (id_,)) == (id_ in CONCERNS)
        assert bool(low.recommendations) == (id_ in GAINS)


def test_when_nothing_fires_nothing_is_recommended():
    found = result({"*": MIDDLE})
    assert (found.recommendations, found.findings, found.headlines) == ((), (), ())


# Order and class ------------------------------------------------------------------------


def given_lists(core, supporting=()):
    hits = [Fired("x", "H", 2, s) for s in core]
    return [*hits, *(Fired("y", "H", 1, s) for s in supporting)]


@pytest.mark.parametrize(
    ("core", "expected"),
    [
        ([1.0], "High"),
        ([0.75, 0.75], "High"),
        ([0.4, 0.75, 0.75], "High"),
        ([0.75], "Medium"),
        ([0.75, 0.5], "Medium"),
        ([0.5], "Medium"),
        ([0.4, 0.4, 0.4], "Watch"),
        ([], "Watch"),
    ],
)
def test_classes(core, expected):
    assert class_of(PACK, given_lists(core, [1.0, 1.0])) == expected


def test_lists_are_compared_number_by_number():
    order = [
        ([1.0], []),
        ([0.75, 0.75], []),
        ([0.75, 0.5], [1.0]),
        ([0.75, 0.5], [0.5]),
        ([0.75], [1.0, 1.0]),
        ([0.5, 0.5, 0.5], []),
        ([0.5, 0.5], []),
        ([], [0.75, 0.5]),
        ([], [0.5, 0.4]),
    ]
    found = [lists(PACK, given_lists(core, rest)) for core, rest in order]
    assert found == sorted(found, reverse=True)


def test_alike_in_both_lists_they_stand_in_catalogue_order():
    found = [item.id for item in result({"ADM-T4": VERY}).recommendations]
    assert found == ["R1", "G1", "C3", "C2"]  # the last one is supported only


def test_calm_gaps_and_disagreement_elsewhere_dilute_nothing():
    alone = issued({"ADM-T4": VERY}, "R1")
    calm = {"*": MIDDLE, "CIT-B1": GAP, "CIT-B2": SPLIT, "ADM-T4": VERY}
    assert issued(calm, "R1") == alone


def test_three_headlines_are_shown():
    found = result(dict.fromkeys(IDS, VERY))
    made = [i.id for i in found.recommendations if PACK.recommendation(i.id).headline]
    assert made == ["R1", "R3", "R4", "R5", "R2"]
    assert found.headlines == ("R1", "R3", "R4")


# Leads ----------------------------------------------------------------------------------


def test_leads_are_core_then_serious_then_in_order_and_lead_only_once():
    table = {"CIT-R1": VERY, "ADM-R1": HIGH, "ADM-T1": HIGH, "ADM-T3": VERY}
    found = result(table)
    leads = {i.id: i.leads for i in found.recommendations}
    assert leads["R4"] == ("CIT-R1", "ADM-T1")  # core before supporting ADM-T3
    assert leads["R1"] == ("ADM-T3", "ADM-R1")
    assert leads["C6"] == ()  # no headline
    assert found.issued("R4").rests_on == 4


def test_leads_of_a_gap_are_those_with_the_gap():
    found = result({"ECO-B1": GAP, "ECO-B2": GAP, "CIT-R1": HIGH})
    leads = {i.id: i.leads for i in found.recommendations}
    assert leads["R4"] == ("CIT-R1",)
    assert leads["R2"] == ("ECO-B1", "ECO-B2")
    assert found.issued("R2").rests_on == 3
    assert found.issued("S1").rests_on == 2


def test_a_pair_has_no_lead_and_is_not_counted():
    found = result({"ECO-B1": HIGH, "ECO-R1": HIGH})
    assert found.issued("S4").rests_on == 0


def test_no_step_stands_under_two_headlines():
    found = result(dict.fromkeys(IDS, HIGH))
    leads = [id_ for item in found.recommendations for id_ in item.leads]
    assert len(leads) == len(set(leads)) > 0
    assert all(len(item.leads) <= 2 for item in found.recommendations)


def test_pilots_first_are_those_stopped_or_high():
    table = {"ADM-T4": VERY, "DEM-R2": HIGH, "CIT-R1": SPLIT, "ADM-T1": VERY}
    assert result(table).pilots_first == ("ADM-T4", "DEM-R2")


# Who it hangs on ------------------------------------------------------------------------


def hanging(table, n_min=5):
    data = to_json(assess(PACK, answers(table), n_min=n_min), PACK)
    return {i["id"]: i["hangs_on_one_person"] for i in data["recommendations"]}


def test_what_hangs_on_one_person():
    assert hanging({"ADM-T4": "4 4 4 3 3"})["C3"] is True  # without a 4 it is in the middle
    assert hanging({"ADM-T4": "4 4 4 4 4"})["C3"] is False
    assert hanging({"ADM-T4": "5 5 5 4 4"})["C3"] is True  # High, or Medium
    assert hanging({"ADM-T4": "5 5 5 5 4"})["C3"] is False
    assert hanging({"ADM-T4": "4 4 4 4"}, n_min=3)["C3"] is None  # four people: not tested


def test_gaps_hang_on_nobody():
    assert hanging({"ADM-T4": GAP})["S1"] is False


# Groups, lenses, decision ---------------------------------------------------------------


def test_groups():
    table = {
        "ADM-T4": VERY,
        "ADM-T1": HIGH,
        "CIT-R1": HIGH,
        "CIT-R2": VERY,
        "CIT-B1": HIGH,
        "CIT-B3": VERY,
        "ECO-B1": LOW,
        "DEM-R1": SPLIT,
        "DEM-R2": LOW,
        "DEM-R3": GAP,
        "DEM-T1": "NA NA NA 5 5",
    }
    found = result(table)
    groups = found.groups
    assert groups.stop_signs == found.stop_signs == ("ADM-T4", "CIT-R2")
    assert groups.obstacles == ("ADM-T4", "ADM-T1")
    assert groups.risks == ("CIT-R2", "CIT-R1")
    assert groups.serious == ("ADM-T1", "CIT-R1")
    assert groups.benefits == ("CIT-B3", "CIT-B1")
    assert groups.missing == ("ECO-B1",)
    assert groups.differ == ("DEM-R1",)
    assert groups.strengths == ("DEM-R2",)
    assert groups.watch == groups.gaps == ("DEM-R3",)
    assert groups.set_aside == ("DEM-T1",)
    assert "ADM-T2" in groups.too_few
    line = found.dimensions["CIT"]
    assert (line.label, line.groups.stop_signs, line.groups.serious, line.groups.benefits) == (
        "few",
        ("CIT-R2",),
        ("CIT-R1",),
        ("CIT-B3", "CIT-B1"),
    )


def test_lenses():
    table = {"*": MIDDLE, "DEM-R2": SPLIT, "CIT-R2": VERY, "ADM-T1": HIGH, "ECO-B1": LOW}
    lenses = result(table | {"CIT-B1": HIGH, "CIT-B2": GAP}).lenses
    assert lenses.strategy == ("ECO-B1", "CIT-B2")
    assert lenses.legitimacy == ("DEM-R2", "CIT-R2")
    assert lenses.capacity == ("ADM-T1",)
    assert lenses.weakest == "legitimacy"  # 2 of 7
    assert lenses.competencies == {
        "planning": ("ECO-B1", "CIT-B1"),
        "data": (),
        "execution": ("ADM-T1", "DEM-R2", "CIT-R2"),
    }
    assert lenses.attitudes == (
        *("trust", "adaptability", "experimentation"),
        *("curiosity", "creativity"),
    )
    assert result({"*": MIDDLE}).lenses.weakest is None
    assert result({"*": MIDDLE}).lenses.attitudes == ()


def go(**votes):
    return {"go": dict.fromkeys(("now", "pilot", "later", "no", "NS"), 0) | votes}


@pytest.mark.parametrize(
    ("votes", "blocked", "expected"),
    [
        (go(pilot=4, no=1), True, ("ahead", "pilot", ("ADM-T4",), ())),
        (go(now=4, no=1), False, ("ahead", "now", (), ("CIT-R1",))),
        (go(later=3, now=2), True, ("wait", "later", ("ADM-T4",), ())),
        (go(no=3, now=2), False, ("wait", "no", (), ("CIT-R1",))),
        (go(no=2, later=2, now=1), True, ("split", None, ("ADM-T4",), ())),
        (go(NS=4, now=1), False, ("split", None, (), ("CIT-R1",))),
        (go(pilot=4), False, ("few", None, (), ("CIT-R1",))),
        (None, True, ("few", None, ("ADM-T4",), ())),
    ],
)
def test_the_decision_line(votes, blocked, expected):
    table = {"CIT-R1": HIGH, "CIT-B3": VERY} | ({"ADM-T4": VERY} if blocked else {})
    assert result(table, votes).decision == Decision(*expected)


@pytest.mark.parametrize(
    ("votes", "form", "most", "numbers"),
    [
        ((2, 1, 1, 0, 0), "nothing", None, None),
        ((3, 1, 1, 0, 0), "word", "now", None),
        ((2, 2, 1, 0, 0), "word", "split", None),
        ((4, 4, 0, 0, 0), "numbers", "split", (4, 4, 0, 0, 0)),
        ((5, 3, 0, 0, 0), "numbers", "now", (5, 3, 0, 0, 0)),
        ((5, 2, 1, 0, 0), "word", "now", None),
        ((8, 0, 0, 0, 0), "word", "now", None),  # not that all chose it
        ((4, 3, 0, 0, 0), "word", "now", None),  # seven
    ],
)
def test_forms_of_the_closing_question(votes, form, most, numbers):
    options = dict(zip(("now", "pilot", "later", "no", "NS"), votes, strict=True))
    vote = result({}, {"go": options}).votes["go"]
    assert (vote.form, vote.most) == (form, most)
    assert (tuple(vote.numbers.values()) if vote.numbers else None) == numbers


# Capacities -----------------------------------------------------------------------------


def test_capacities_are_strengths_weaknesses_and_stops():
    pack = parse(capacities(), "other")
    team = answers({"K1": "1 1 1 5 5", "K2": "2 2 2 2 2", "M1": "5 5 5 4 3"})
    found = publish(assess(pack, team), pack)
    assert [(f.component, f.kind, f.seriousness) for f in found.findings] == [
        ("K1", "stop", 1.0),
        ("K2", "missing", 0.75),
        ("M1", "very large", 0.75),
    ]
    assert found.groups.missing == ("K1", "K2")
    assert found.issued("first").level == "High"
    assert found.issued("first").leads == ("K1", "K2")
    assert found.lenses.capacity == ("K1", "K2")


def test_a_capacity_without_a_stop_is_low():
    pack = parse(capacities(stop=None), "other")
    found = publish(assess(pack, answers({"K1": "1 1 1 1 1"})), pack)
    assert [(f.component, f.kind) for f in found.findings] == [("K1", "missing")]
    assert found.stop_signs == ()
