"""docs/method.md says what the program does: its tables and numbers are compared with both."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from framework.agreement import agreement, word
from framework.schema import Method
from framework.tally import Tally, disagreement_index, opinion
from tests.teams import PACK

PAGE = (Path(__file__).parent.parent / "docs" / "method.md").read_text(encoding="utf-8")
PLAIN = " ".join(line.removeprefix("> ") for line in PAGE.splitlines())
ENGLISH = PACK.texts["en"]
METHOD = PACK.method


def rows():
    """Every row of every table, as its cells."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def row(first):
    (found,) = [cells for cells in rows() if cells[0] == first]
    return found


def triggers(item):
    groups = {}
    for mode in "HLKXP":
        for weight in (2, 1):
            ids = [t.component for t in item.triggers if (t.mode, t.weight) == (mode, weight)]
            groups[f"{mode}{weight}"] = ", ".join(ids)
    return "; ".join(f"{name}: {ids}" for name, ids in groups.items() if ids)


@pytest.mark.parametrize("name", Method.model_fields)
def test_every_convention_is_in_the_table_with_its_value(name):
    assert Fraction(row(f"`{name}`")[1]) == getattr(METHOD, name)


def test_no_convention_in_the_table_is_unknown():
    named = {cells[0].strip("`") for cells in rows() if cells[0].startswith("`")}
    assert named == set(Method.model_fields)


@pytest.mark.parametrize("part", PACK.components, ids=lambda part: part.id)
def test_every_component_is_in_the_table(part):
    assert row(part.id)[1:] == [
        ENGLISH.component[part.id].name,
        ENGLISH.domain[part.domain].name,
        part.corner or "strategy",
        "yes" if part.pilots else "",
    ]


@pytest.mark.parametrize("item", PACK.recommendations, ids=lambda item: item.id)
def test_every_recommendation_is_in_the_table_with_its_triggers(item):
    assert row(item.id)[1:] == [
        ENGLISH.recommendation[item.id].title,
        item.block or "",
        ", ".join(item.items),
        ", ".join(item.sources),
        triggers(item),
    ]


@pytest.mark.parametrize("category", PACK.categories, ids=lambda category: category.id)
def test_the_labels_of_the_scale(category):
    assert tuple(row(category.id)[2:]) == ENGLISH.category[category.id].labels


@pytest.mark.parametrize("source", PACK.sources, ids=lambda source: source.id)
def test_every_source_is_cited(source):
    assert f"- `{source.id}`: {source.cite}" in PAGE


def number(value):
    return f"{float(value):g}"


@pytest.mark.parametrize(
    "sentence",
    [
        f"NA / a > {METHOD.set_aside_share};",
        f"if n < {METHOD.n_min} ({METHOD.n_min_small_team} in small-team mode)",
        f"t = max(1, ⌈{number(METHOD.contested_share)} n⌉)",
        f"the median is {METHOD.high_from} or more",
        f"the median is {METHOD.low_to} or less",
        f"NS ≥ {METHOD.gap_least} and NS / (a − NA) ≥ {METHOD.gap_share}",
        f"IPRAS = {number(METHOD.disagreement_base)} + {number(METHOD.disagreement_slope)} ·",
        f"at most {METHOD.second_round_most} components",
        f"max({METHOD.stable_least}, ⌊{number(METHOD.stable_share)} · n⌋)",
        f"Below {number(METHOD.balanced_below)} either way",
        f"below {number(METHOD.leans_below)} it *leans*",
        f"if the priority is {METHOD.priority_high} or more and a core trigger",
        f"a core trigger (weight {METHOD.core_weight}) fired firmly",
        f"if it is {METHOD.priority_medium} or more, or a firm core trigger",
        f"a firm core trigger has ν of {METHOD.strong_core} or more",
        f"fewer than {METHOD.robust_least} people: *not tested*",
        f"horizon ({PACK.years} years unless changed)",
    ],
)
def test_the_text_has_the_same_numbers(sentence):
    assert sentence in PLAIN


def test_the_counts_of_components():
    kinds = [part.kind for part in PACK.components]
    counts = [kinds.count(kind) for kind in ("benefit", "obstacle", "risk")]
    assert f"{' + '.join(map(str, counts))} = {len(kinds)} components" in PLAIN
    assert f"{len(PACK.recommendations)} in all" in PLAIN


def test_the_dimensions_that_rest_on_one_component():
    pairs = [(part.dimension, part.category) for part in PACK.components]
    alone = {f"{d}-{c}" for d, c in pairs if pairs.count((d, c)) == 1}
    (named,) = re.findall(r"- (.*) each rest on one component", PAGE)
    assert set(re.split(r", | and ", named)) == alone


def test_the_example():
    team = Tally((1, 3, 3, 2, 0))
    alike = agreement(team.counts)
    first, third = team.quantile(Fraction(1, 4)), team.quantile(Fraction(3, 4))
    assert (
        f"Median {team.median}, quartiles {first} and {third}, "
        f"mean {float(team.mean):.3f} on 0–1, A = {float(alike):.3f} ({word(alike, METHOD)}), "
        f"DI = {float(disagreement_index(team, METHOD)):.3f}, state {opinion(team, METHOD)}."
    ) in PLAIN


def test_the_published_thresholds_of_panels():
    camps = [
        next(t for t in range(1, n) if opinion(Tally((t, 0, 0, 0, n - t)), METHOD) == "contested")
        for n in range(8, 17)
    ]
    assert f"panels of 8 to 16 ({', '.join(map(str, camps))})" in PLAIN
