"""What is published follows from what may be seen, and from nothing else."""

import ast
import json
import random
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

import framework
from framework.assess import assess, to_json
from framework.gate import Seen
from framework.injects import injects
from framework.publish import Published, derive, from_dict, outcomes, publish, to_dict
from tests.framework.teams import EXAMPLE, IDS, PACK, answers, anybody, everything, teams
from tests.support.often import often

SLOW = often(10)
GO = {"go": {"now": 1, "pilot": 7, "later": 2, "no": 1, "NS": 0}}


def published(team, n_min=None, public=(), votes=None):
    return publish(assess(PACK, team, n_min=n_min, public=public), PACK, votes)


# It says no more than `Seen` ------------------------------------------------------------


def changed_within_forms(team, n_min, chance):
    """The same exercise with other scores wherever a component's form stays the same."""
    table = {(a.component, a.person): a for a in team}
    before = assess(PACK, team, n_min=n_min).seen
    for id_ in IDS:
        for _ in range(6):
            trial = dict(table)
            for key, answer in table.items():
                if answer.component == id_ and answer.answer in "12345" and chance.random() < 0.4:
                    trial[key] = answer._replace(answer=chance.choice("12345"))
            after = assess(PACK, trial.values(), n_min=n_min).seen
            if after == before and trial != table:
                table = trial
                break
    return list(table.values())


@pytest.mark.parametrize("seed", range(0, 20, 2))
def test_equal_seen_gives_equal_published(seed):
    chance = random.Random(seed)
    team, n_min, _ = anybody(seed)
    other = changed_within_forms(team, n_min, chance)
    one, two = published(team, n_min), published(other, n_min)
    assert one.seen == two.seen
    assert json.dumps(to_dict(one)) == json.dumps(to_dict(two))
    if len(team) > 100:
        numbers = [to_json(assess(PACK, t, n_min=n_min), PACK) for t in (team, other)]
        assert numbers[0]["components"] != numbers[1]["components"]


def test_everything_is_derived_from_the_pack_and_seen():
    assert get_type_hints(derive) == {
        "framework": type(PACK),
        "seen": Seen,
        "return": Published,
    }


@SLOW
@given(teams(least=1), st.sampled_from((3, 5)))
def test_published_is_derived_again_from_its_own_seen(team, n_min):
    result = published(team, n_min, votes=GO)
    assert derive(PACK, result.seen) == result


# Names of fields that stand for what may not be shown.
FORBIDDEN = {
    *("mean", "means", "median", "q1", "q3", "agreement", "disagreement_index", "alpha", "net"),
    *("low", "high", "scored", "answered", "not_sure", "not_applicable", "counts", "balance"),
    *("hangs", "hangs_on_one_person", "low_coverage", "people"),
}


def names(kind, seen):
    """Every field of a dataclass and of what it holds."""
    if not is_dataclass(kind) or kind in seen:
        return set()
    seen.add(kind)
    hints = get_type_hints(kind)
    found = {field.name for field in fields(kind)}
    for hint in hints.values():
        for part in [hint, *getattr(hint, "__args__", ())]:
            for inner in [part, *getattr(part, "__args__", ())]:
                found |= names(inner, seen)
    return found


def test_published_has_no_field_that_may_not_be_shown():
    found = names(Published, set())
    assert {"seen", "components", "bands", "count", "label", "seriousness"} <= found
    assert found & FORBIDDEN == set()


def test_what_may_not_be_shown_is_nowhere_in_what_is_stored():
    text = json.dumps(to_dict(published(EXAMPLE, votes=GO)))
    for name in FORBIDDEN - {"low", "high"}:
        assert f'"{name}"' not in text


# It is stored as it was published -------------------------------------------------------


@SLOW
@given(st.integers(0, 10_000))
def test_it_survives_being_stored(seed):
    team, n_min, public = anybody(seed)
    result = published(team, n_min, public, GO)
    stored = json.dumps(to_dict(result))
    assert from_dict(json.loads(stored)) == result
    assert json.dumps(to_dict(from_dict(json.loads(stored)))) == stored


def spoiled(change):
    data = to_dict(published(EXAMPLE, votes=GO))
    change(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(method=1),
        lambda data: data.pop("seen"),
        lambda data: data["seen"]["components"]["ADM-T4"].update(word="awful"),
        lambda data: data["seen"]["components"]["ADM-T4"].update(bands=[2, 1, 9]),
        lambda data: data["seen"]["components"]["ADM-T4"].update(close_call=True),
        lambda data: data["seen"]["votes"]["go"].update(form="numbers"),
        lambda data: data["decision"].update(case="perhaps"),
        lambda data: data["findings"][0].update(seriousness="very"),
    ],
)
def test_anything_else_is_refused_when_it_is_read(change):
    with pytest.raises(ValidationError):
        from_dict(spoiled(change))


def test_it_names_its_method():
    assert to_dict(published(EXAMPLE))["method"] == 2


# Two rounds -----------------------------------------------------------------------------


def two_rounds(first, second):
    return published([*answers(first), *answers(second, round=2)])


def test_asked_again_are_contested_concerns_before_contested_gains():
    found = published(answers(dict.fromkeys(IDS, "1 1 3 5 5")))
    concerns = [part.id for part in PACK.components if not part.gain]
    assert found.second_round == tuple(concerns[:8])
    some = dict.fromkeys(("ECO-B1", "CIT-R2", "ADM-T1"), "1 1 3 5 5")
    assert published(answers(some)).second_round == ("ADM-T1", "CIT-R2", "ECO-B1")


@pytest.mark.parametrize(
    ("second", "counts"),
    [
        ("4 4 4 - - -", (0, 0, 0, 4, 2)),  # three answered again: their latest answers count
        ("4 4 - - - -", (2, 1, 0, 1, 2)),  # two did: nothing changes, for nobody
        ("4 4 - - - - 5", (2, 1, 0, 1, 2)),  # who is new has not answered again
        ("4 4 4 - - - 5", (0, 0, 0, 4, 3)),
        ("NS NS NS - - -", (0, 0, 0, 1, 2)),  # an answer again need be no score
    ],
)
def test_the_rule_of_three(second, counts):
    first = {"CIT-R2": "1 1 2 4 5 5"}
    result = assess(PACK, [*answers(first), *answers({"CIT-R2": second}, round=2)])
    assert (result.round, result.components["CIT-R2"].counts) == (2, counts)


def test_it_holds_for_each_component_by_itself():
    first = {"CIT-R2": "1 1 2 4 5 5", "CIT-R1": "1 1 2 4 5 5"}
    second = {"CIT-R2": "4 4 4 - - -", "CIT-R1": "- - - 1 1 -"}
    parts = assess(PACK, [*answers(first), *answers(second, round=2)]).components
    assert parts["CIT-R2"].counts == (0, 0, 0, 4, 2)
    assert parts["CIT-R1"].counts == (2, 1, 0, 1, 2)


def test_what_became_of_what_was_asked_again():
    first = {"CIT-R2": "1 1 2 4 5 5", "CIT-R1": "1 1 2 4 5 5", "ECO-R1": "1 1 2 4 5 5"}
    second = {"CIT-R2": "4 4 4 4 - -", "CIT-R1": "2 2 2 4 5 5", "ECO-R1": "NS NS NS - - -"}
    before, after = published(answers(first)), two_rounds(first, second)
    assert outcomes(before, after) == {"CIT-R2": "agreed", "CIT-R1": "differ", "ECO-R1": "unknown"}
    assert before.second_round == ("ECO-R1", "CIT-R1", "CIT-R2")
    assert after.second_round == ("CIT-R1",)


# News -----------------------------------------------------------------------------------


def news(table, kind="other", used=()):
    return injects(PACK, published(answers(everything("3 3 3 3 3") | table)), kind, used)


def test_news_are_about_what_the_team_differs_on_first():
    table = {"CIT-R2": "1 1 3 5 5", "ADM-T4": "5 5 5 5 5", "ECO-B2": "5 5 5 5 5"}
    assert news(table)[0] == "works"
    del table["CIT-R2"]
    assert news(table)[0] == "court"  # else the most serious obstacle or risk
    del table["ADM-T4"]
    assert news(table)[0] == "next_queue"  # else the largest benefit
    assert news({}) == ()


def test_news_for_a_kind_of_system_come_first_and_only_there():
    table = {"DEM-B1": "5 5 5 5 5"}
    assert news(table, "chatbot")[0] == "sent_away"
    assert "sent_away" not in news(table, "scoring")
    assert news(table, "scoring")[0] == "no_person"


def test_used_news_are_not_offered_again_and_those_that_touch_it_come_after():
    table = {"CIT-R2": "1 1 3 5 5"}
    assert news(table) == ("works", "union", "counters_close")
    assert news(table, used=("works",)) == ("union", "counters_close")


def test_every_component_has_news_of_its_own_for_any_system():
    for id_ in IDS:
        first = news({id_: "1 1 3 5 5"})[0]
        assert next(i for i in PACK.injects if i.id == first).components[0] == id_


# The rooms ------------------------------------------------------------------------------


def test_no_id_of_a_framework_stands_in_the_code():
    """Neither a component's in any sentence, nor any other as a value."""
    others = (PACK.dimensions, PACK.categories, PACK.recommendations, PACK.domains, PACK.attitudes)
    ids = {part.id for parts in others for part in parts}
    for path in Path(framework.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [id_ for id_ in IDS if id_ in text], path
        nodes = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)]
        assert {n.value for n in nodes if isinstance(n.value, str)} & ids == set(), path


# What a room may know of, besides itself. Above all: advice knows of no answers and no assessment.
MAY_IMPORT = {
    "pack": set(),
    "measures": {"pack"},
    "answers": {"pack", "measures"},
    "gate": {"pack", "measures"},
    "advice": {"pack", "measures", "gate"},
}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_stands_before_it(room):
    found = set()
    for path in (Path(framework.__file__).parent / room).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("framework."):
                found.add(node.module.split(".")[1])
    assert found - {room} <= MAY_IMPORT[room]


def test_a_room_keeps_to_its_size():
    for room in {path.parent for path in Path(framework.__file__).parent.rglob("*.py")}:
        assert len(list(room.glob("*.py"))) <= 14, room


def test_votes_do_not_touch_the_rest():
    with_votes, without = published(EXAMPLE, votes=GO), published(EXAMPLE)
    assert replace(with_votes, seen=without.seen, decision=without.decision) == without
