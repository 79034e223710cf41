"""docs/method.md says what the program does: its tables and numbers are compared with both."""

import re
from fractions import Fraction
from math import comb
from pathlib import Path

import pytest

from framework.advice.findings import ORDER
from framework.measures.agreement import agreement
from framework.measures.states import Reader
from framework.measures.tally import Tally, disagreement_index
from framework.pack.schema import Method, Seriousness
from tests.benchmarks.method_figures import PEOPLE, SIZES, TEAMS, UNSURE, false_stops
from tests.framework.attacker import counts
from tests.framework.teams import PACK

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")
PLAIN = " ".join(line.removeprefix("> ") for line in PAGE.splitlines())
ENGLISH = PACK.texts["en"]
M = PACK.method
GAIN = Reader(M, gain=True, stop=None, n_min=M.n_min)


def rows():
    """Every row of every table, as its cells."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def row(first, cells=None):
    """The one row that begins so (and has that many cells)."""
    (found,) = [r for r in rows() if r[0] == first and cells in (None, len(r))]
    return found


def triggers(item):
    groups = {}
    for mode in "HLKXPV":
        for weight in (2, 1):
            ids = [t.component for t in item.triggers if (t.mode, t.weight) == (mode, weight)]
            groups[f"{mode}{weight}"] = ", ".join(ids)
    return "; ".join(f"{name}: {ids}" for name, ids in groups.items() if ids)


@pytest.mark.parametrize("name", Method.model_fields)
def test_every_number_is_in_the_table_with_its_value(name):
    assert Fraction(row(f"`{name}`", 4)[1]) == getattr(M, name)


@pytest.mark.parametrize("name", Seriousness.model_fields)
def test_how_serious_every_finding_is(name):
    assert Fraction(row(f"`{name}`", 3)[2]) == getattr(PACK.seriousness, name)


def test_no_number_in_the_tables_is_unknown():
    named = {cells[0].strip("`") for cells in rows() if re.fullmatch(r"`\w+`", cells[0])}
    assert named == {*Method.model_fields, *Seriousness.model_fields}


def test_every_kind_of_finding_is_in_the_table():
    named = {
        name.replace("_", " ").split(" worse")[0].split(" better")[0]
        for name in Seriousness.model_fields
    }
    assert named == set(ORDER)


@pytest.mark.parametrize("part", PACK.components, ids=lambda part: part.id)
def test_every_component_is_in_the_table(part):
    assert row(part.id, 6)[1:] == [
        ENGLISH.component[part.id].name,
        ENGLISH.domain[part.domain].name,
        part.corner,
        "yes" if part.pilots else "",
        "yes" if part.id in PACK.public else "",
    ]


def test_what_the_public_is_not_asked_is_said_with_a_reason():
    told = [cells[0] for cells in rows() if len(cells) == 2 and PACK.has(cells[0])]
    assert told == [part.id for part in PACK.components if part.id not in PACK.public]
    assert f"{len(PACK.public)} of the {len(PACK.components)} components" in PLAIN


@pytest.mark.parametrize("item", PACK.recommendations, ids=lambda item: item.id)
def test_every_recommendation_is_in_the_table_with_its_triggers(item):
    assert row(item.id)[1:] == [
        ENGLISH.recommendation[item.id].title,
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


def test_the_words_of_the_labels():
    for name in ("up", "down", "none", "few"):
        assert f"*{getattr(PACK.labels, name)}*" in PLAIN
        assert getattr(PACK.labels, name) == getattr(ENGLISH.labels, name)


def number(value):
    return f"{float(value):g}"


@pytest.mark.parametrize(
    "sentence",
    [
        f"if a ≥ {M.set_aside_answered_least}, NA ≥ 1 and NA ≥ n;",
        f"if n < {M.n_min} ({M.n_min_small_team} in small-team mode)",
        f"t = max(1, ⌈{number(M.contested_share)} n⌉)",
        f"the median is {M.high_from} or more",
        f"the median is {M.low_to} or less",
        f"Under {M.thin_below} scores",
        f"a ≥ max({M.gap_people_least}, `n_min`)",
        f"NS ≥ {M.gap_least} and NS / (a − NA) ≥ {M.gap_share}",
        f"IPRAS = {number(M.disagreement_base)} + {number(M.disagreement_slope)} ·",
        f"at most {M.second_round_most} components",
        f"that at least {M.answered_again_least} people answered again",
        f"From {M.lean_from} up it *leans to benefits*",
        f"from −{M.lean_from} down",
        f"borders at ±{number(M.zone)}",
        f"core findings (weight {M.core_weight})",
        f"c₁ = {PACK.seriousness.stop} or c₂ ≥ {M.high_two}; **Medium** if c₁ ≥ {M.medium_one}",
        f"The first {M.shown_headlines} headlines are shown",
        f"at most {M.leads} **lead components**",
        f"(from {M.one_person_from} people on;",
        f"They need {M.n_min_public} scores",
        f"if n ≥ {M.bands_from}, each of low, medium and high is 0 or at least {M.band_least},",
        f"if n ≥ {M.count_from} and at least {M.count_others_least} people are outside it",
        f"from n ≥ {M.close_call_from}, where it is low, middle or high",
        f"under {M.votes_people} votes nothing",
        f"from {M.bands_from} votes, if each option has 0 or at least {M.band_least} and",
        f"quoted from {M.thin_below} scores on, at most {M.notes_a_side} a side",
        f"horizon ({PACK.years} years unless changed)",
        f"{TEAMS} simulated teams of {PEOPLE[0]} to {PEOPLE[1]} people each",
        f"of whom {100 * UNSURE:.0f} % answer",
    ],
)
def test_the_text_has_the_same_numbers(sentence):
    assert sentence in PLAIN


def test_the_counts_of_components():
    kinds = [part.kind for part in PACK.components]
    each = [kinds.count(kind) for kind in ("benefit", "obstacle", "risk")]
    assert f"{' + '.join(map(str, each))} = {len(kinds)} components" in PLAIN
    assert f"{len(PACK.recommendations)} in all" in PLAIN
    assert f"among {each[1] + each[2]} obstacles and risks" in PLAIN


def test_the_categories_that_rest_on_one_component():
    pairs = [(part.dimension, part.category) for part in PACK.components]
    alone = {f"{d}-{c}" for d, c in pairs if pairs.count((d, c)) == 1}
    (named,) = re.findall(r"- (.*) each rest on one component", PAGE)
    assert set(re.split(r", | and ", named)) == alone


def test_the_example():
    team = Tally((1, 3, 3, 2, 0))
    first, third = team.quantile(Fraction(1, 4)), team.quantile(Fraction(3, 4))
    assert (
        f"Median {team.median}, quartiles {first} and {third}, "
        f"mean {float(team.mean):.3f} on 0–1, A = {float(agreement(team.counts)):.3f}, "
        f"DI = {float(disagreement_index(team, M)):.3f}, state {GAIN.state(team)}."
    ) in PLAIN


def test_the_published_thresholds_of_panels():
    camps = [
        next(t for t in range(1, n) if GAIN.state(Tally((t, 0, 0, n - t, 0))) == "contested")
        for n in range(8, 17)
    ]
    assert f"panels of 8 to 16 ({', '.join(map(str, camps))})" in PLAIN


def test_how_many_sets_of_answers_the_proof_tries():
    """As many as its tests count; those of two rounds are too many to count again here."""
    each = [len(list(counts(n))) for n in range(3, 13)]
    few = [len(list(counts(n, 3))) for n in range(3, 13)]
    splits = sum(comb(n + 6, 6) for n in range(3, 13))
    pairs = sum(comb(n + 4, 4) ** 2 + 25 * comb(n + 3, 4) ** 2 for n in range(5, 9))
    told = [cells[2] for cells in rows() if cells[0] in ("1", "2", "3", "4") and len(cells) == 4]
    assert told == [
        f"{sum(each):,} each",
        f"{splits:,} each",
        f"{pairs:,} each",
        f"{sum(each) + sum(few):,}",
    ]


def test_how_often_chance_makes_a_stop_sign():
    assert row("n") == ["n", *map(str, SIZES)]
    assert row("%") == ["%", *(f"{false_stops(n):.1f}" for n in SIZES)]
    assert 1 - (1 - false_stops(5) / 100) ** 17 > 0.5
