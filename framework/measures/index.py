"""The net value of a dimension, and how far it hangs on who answered.

For who holds the answers only; what the group sees is a label made of published words, by the
same formula (`advice.labels`). The value is linear in the components' means, so that one set of
weights gives it for means, medians and shares alike, and for every team with one person left out.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from fractions import Fraction
from math import fsum, sqrt
from operator import getitem

from framework.measures.student import t_quantile
from framework.measures.tally import ANSWERS, SCORES, Tally
from framework.pack import Component, Framework
from framework.pack.schema import Method

Values = Mapping[str, Fraction]
# What people answered, as one code per component in order, and how many answered just so.
Alike = Mapping[bytes, int]
FULL = 100
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A linear formula: what each valid component adds to `start`; -100 to 100 in all."""

    start: Fraction
    weights: Mapping[str, Fraction]

    def of(self, values: Values) -> Fraction:
        """What it gives of values 0 to 1."""
        return self.start + sum((w * values[id_] for id_, w in self.weights.items()), Fraction(0))


@dataclass(frozen=True, slots=True)
class Index:
    """A net value, -100 to 100, with its range; None, 0 and False if it cannot be said.

    `people` scored something that it is made of. `net_by_median` and `net_by_share` are the same
    with other scorings of the answers; `depends_on_scoring`: a sign differs. `means` are those of
    the categories, 0 to 1 (None: no valid component). `hangs_on_one_person`: without somebody it
    would lie in another zone.
    """

    net: float | None = None
    low: float | None = None
    high: float | None = None
    people: int = 0
    net_by_median: float | None = None
    net_by_share: float | None = None
    depends_on_scoring: bool = False
    includes_balance: bool | None = None
    hangs_on_one_person: bool = False
    means: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scoring:
    """The valid components' answers as numbers 0 to 1: by mean, by median, by share of highs.

    `shifts`: by how much the mean moves when one score of each value is left out.
    """

    mean: Values
    median: Values
    share: Values
    shifts: Mapping[str, Sequence[float]]


def scoring(tallies: Mapping[str, Tally], method: Method) -> Scoring:
    """The scoring of the valid components' tallies."""
    return Scoring(
        mean={id_: t.mean for id_, t in tallies.items()},
        median={id_: (t.median - 1) / (SCORES - 1) for id_, t in tallies.items()},
        share={id_: Fraction(t.bands(method)[2], t.scored) for id_, t in tallies.items()},
        shifts={id_: _shifts(t) for id_, t in tallies.items()},
    )


def line(parts: Sequence[Component], valid: AbstractSet[str]) -> Line | None:
    """The formula of a dimension; None if one of its categories has no valid component.

    100 · (G - C), G and C the plain means of the categories that are gains and concerns, each the
    plain mean of its components; with gains only 100 · (2G - 1), with concerns only 100 · (1 - 2C).
    """
    cells = cells_of(parts, valid)
    if not all(cells.values()):
        return None
    weights: dict[str, Fraction] = {}
    sides = {gain: [ids for (_, g), ids in cells.items() if g == gain] for gain in (True, False)}
    alone = not (sides[True] and sides[False])
    for gain, side in sides.items():
        pull = (FULL if gain else -FULL) * (2 if alone else 1)
        weights.update({id_: Fraction(pull, len(side) * len(c)) for c in side for id_ in c})
    start = 0 if not alone else -FULL if sides[True] else FULL
    return Line(Fraction(start), weights)


def cells_of(
    parts: Sequence[Component], valid: AbstractSet[str]
) -> dict[tuple[str, bool], list[str]]:
    """The valid components of each category that these components have, and whether it is a gain.

    Keys are (category, gain), in order of appearance.
    """
    cells: dict[tuple[str, bool], list[str]] = {}
    for part in parts:
        cell = cells.setdefault((part.category, part.gain), [])
        if part.id in valid:
            cell.append(part.id)
    return cells


def dimension_index(framework: Framework, dimension: str, scored: Scoring, alike: Alike) -> Index:
    """The index of one dimension."""
    parts = framework.of(dimension)
    cells = cells_of(parts, scored.mean.keys())
    means = {category: _mean(ids, scored.mean) for (category, _), ids in cells.items()}
    return _index(framework, line(parts, scored.mean.keys()), scored, alike, means)


def overall_index(framework: Framework, scored: Scoring, alike: Alike) -> Index:
    """The index of the mean of all dimensions; empty if that of any of them is."""
    lines = [line(framework.of(d.id), scored.mean.keys()) for d in framework.dimensions]
    return _index(
        framework, _together([found for found in lines if found], lines), scored, alike, {}
    )


def _together(found: Sequence[Line], lines: Sequence[Line | None]) -> Line | None:
    if len(found) < len(lines):
        return None
    weights = {id_: w / len(found) for each in found for id_, w in each.weights.items()}
    return Line(sum((each.start for each in found), Fraction(0)) / len(found), weights)


def _index(
    framework: Framework,
    formula: Line | None,
    scored: Scoring,
    alike: Alike,
    means: Mapping[str, float | None],
) -> Index:
    if formula is None:
        return Index(means=means)
    method, value = framework.method, float(formula.of(scored.mean))
    checks = float(formula.of(scored.median)), float(formula.of(scored.share))
    without = _left_out(framework.components, formula, scored, alike, value)
    half = _half_range(without, method)
    low, high = max(value - half, -float(FULL)), min(value + half, float(FULL))
    zone = _zone(value, method)
    return Index(
        net=value,
        low=low,
        high=high,
        people=sum(times for _, times in without),
        net_by_median=checks[0],
        net_by_share=checks[1],
        depends_on_scoring=any(_sign(check) != _sign(value) for check in checks),
        includes_balance=round(low, DIGITS) <= 0 <= round(high, DIGITS),
        hangs_on_one_person=any(_zone(other, method) != zone for other in _ends(without)),
        means=means,
    )


def _shifts(tally: Tally) -> tuple[float, ...]:
    """The mean without one score of each value, less the mean; 0 where none was given."""
    mean = tally.mean
    return tuple(
        float(tally.with_one(code, -1).mean - mean) if count else 0.0
        for code, count in enumerate(tally.counts)
    )


def _mean(ids: Sequence[str], means: Values) -> float | None:
    return float(sum((means[id_] for id_ in ids), Fraction(0)) / len(ids)) if ids else None


def _left_out(
    parts: Sequence[Component], formula: Line, scored: Scoring, alike: Alike, value: float
) -> list[tuple[float, int]]:
    """The value without one person, and how many such people, of all who scored some of it."""
    places = [place for place, part in enumerate(parts) if part.id in formula.weights]
    table = [_moves(formula, scored, parts[place].id) for place in places]
    found = []
    for sheet, times in alike.items():
        codes = [sheet[place] for place in places]
        if min(codes) < SCORES:
            found.append((value + fsum(map(getitem, table, codes)), times))
    return found


def _moves(formula: Line, scored: Scoring, component: str) -> list[float]:
    """By how much the value moves without each score of a component; nothing without any other."""
    weight = float(formula.weights[component])
    moves = [weight * shift for shift in scored.shifts[component]]
    return [*moves, *[0.0] * (len(ANSWERS) + 1 - SCORES)]


def _ends(without: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """The least and the greatest of these values: what lies between changes zone no sooner."""
    return min(without)[0], max(without)[0]


def _half_range(without: Sequence[tuple[float, int]], method: Method) -> float:
    """Half the width of the jackknife-t range (Efron & Tibshirani 1993, chapter 11)."""
    n = sum(times for _, times in without)
    mean = fsum(value * times for value, times in without) / n
    spread = fsum((value - mean) ** 2 * times for value, times in without)
    share = float((1 + method.range_level) / 2)
    return t_quantile(share, n - 1) * sqrt((n - 1) / n * spread)


def _zone(value: float, method: Method) -> int:
    """Where a value lies: -1, 0 or 1, by the border on either side."""
    return _sign(value) if round(abs(value), DIGITS) >= method.zone else 0


def _sign(value: float) -> int:
    rounded = round(value, DIGITS)
    return (rounded > 0) - (rounded < 0)
