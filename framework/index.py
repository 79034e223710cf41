"""The net value of a dimension, and how far it hangs on who answered.

Net value is linear in the components' means, so that one set of weights gives it for means,
medians and shares alike, and for every team with one person left out.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from math import fsum, sqrt
from typing import Literal

from framework.pack import Component, Framework
from framework.schema import Kind, Method
from framework.student import t_quantile

Label = Literal[
    "roughly balanced",
    "leans to benefits",
    "leans to obstacles and risks",
    "benefits clearly larger",
    "obstacles and risks clearly larger",
    "not enough answers",
]
Weights = Mapping[str, Fraction]
Values = Mapping[str, Fraction]
# What people answered, as one code per component in order, and how many answered just so.
Alike = Mapping[tuple[int, ...], int]
PULL: Mapping[Kind, int] = {"benefit": 100, "obstacle": -50, "risk": -50}
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Index:
    """A net value, -100 to 100, with its stability range; None and False if it cannot be said.

    `net_by_median` and `net_by_share` are the same with other scorings of the answers.
    `benefits`, `threats` and `risks` are a dimension's bars, 0 to 1 (None: empty).
    """

    net: float | None = None
    low: float | None = None
    high: float | None = None
    label: Label = "not enough answers"
    hangs_on_one_person: bool = False
    net_by_median: float | None = None
    net_by_share: float | None = None
    depends_on_scoring: bool = False
    includes_balance: bool = False
    benefits: float | None = None
    threats: float | None = None
    risks: float | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """The valid components' answers as numbers 0 to 1: by mean, by median, by share of highs.

    `shifts`: by how much the mean moves when one answer of each code is left out.
    """

    mean: Values
    median: Values
    share: Values
    shifts: Mapping[str, Sequence[Fraction]]


def weights(parts: Sequence[Component], valid: AbstractSet[str]) -> Weights | None:
    """What each valid component of a dimension adds to its net value; None if a cell is empty.

    Net value = 100 · [B - ½ (T + R)], each of the three the plain mean over its components.
    """
    found: dict[str, Fraction] = {}
    for kind, pull in PULL.items():
        cell = [part.id for part in parts if part.kind == kind and part.id in valid]
        if not cell:
            return None
        found.update(dict.fromkeys(cell, Fraction(pull, len(cell))))
    return found


def net(line: Weights, values: Values) -> Fraction:
    """The net value, -100 to 100, that these weights give to values 0 to 1."""
    return sum((weight * values[id_] for id_, weight in line.items()), Fraction(0))


def dimension_index(framework: Framework, dimension: str, scoring: Scoring, alike: Alike) -> Index:
    """The index of one dimension with its three bars."""
    parts = framework.of(dimension)
    line = weights(parts, scoring.mean.keys())
    return replace(
        index(framework.components, line, scoring, alike, framework.method),
        benefits=_bar(parts, "benefit", scoring.mean),
        threats=_bar(parts, "obstacle", scoring.mean),
        risks=_bar(parts, "risk", scoring.mean),
    )


def overall_index(framework: Framework, scoring: Scoring, alike: Alike) -> Index:
    """The index of the mean of all dimensions; empty if that of any of them is."""
    lines = [weights(framework.of(d.id), scoring.mean.keys()) for d in framework.dimensions]
    size = len(lines)
    line = {id_: weight / size for line in lines if line for id_, weight in line.items()}
    whole = line if all(lines) else None
    return index(framework.components, whole, scoring, alike, framework.method)


def index(
    parts: Sequence[Component],
    line: Weights | None,
    scoring: Scoring,
    alike: Alike,
    method: Method,
) -> Index:
    """The net value by these weights, with range and checks; empty if there are no weights."""
    if line is None:
        return Index()
    value = float(net(line, scoring.mean))
    by_median, by_share = float(net(line, scoring.median)), float(net(line, scoring.share))
    without = _left_out(parts, line, scoring, alike, value)
    half = _half_range(without, tuple(alike.values()), method)
    low, high = max(value - half, -100.0), min(value + half, 100.0)
    word = label(value, method)
    return Index(
        net=value,
        low=low,
        high=high,
        label=word,
        hangs_on_one_person=any(label(other, method) != word for other in without),
        net_by_median=by_median,
        net_by_share=by_share,
        depends_on_scoring=_signs_differ((value, by_median, by_share)),
        includes_balance=round(low, DIGITS) <= 0 <= round(high, DIGITS),
    )


def label(value: float, method: Method) -> Label:
    """The words for a net value."""
    size = round(abs(value), DIGITS)
    if size < method.balanced_below:
        return "roughly balanced"
    if size < method.leans_below:
        return "leans to benefits" if value > 0 else "leans to obstacles and risks"
    return "benefits clearly larger" if value > 0 else "obstacles and risks clearly larger"


def _bar(parts: Sequence[Component], kind: Kind, means: Values) -> float | None:
    cell = [means[part.id] for part in parts if part.kind == kind and part.id in means]
    return float(sum(cell, Fraction(0)) / len(cell)) if cell else None


def _left_out(
    parts: Sequence[Component], line: Weights, scoring: Scoring, alike: Alike, value: float
) -> tuple[float, ...]:
    """The net value without one person, for every sheet in order."""
    table = [
        (place, [float(line[part.id] * shift) for shift in scoring.shifts[part.id]])
        for place, part in enumerate(parts)
        if part.id in line
    ]
    return tuple(value + fsum(moves[sheet[place]] for place, moves in table) for sheet in alike)


def _half_range(without: Sequence[float], people: Sequence[int], method: Method) -> float:
    """Half the width of the jackknife-t range (Efron & Tibshirani 1993, chapter 11)."""
    n = sum(people)
    mean = fsum(value * times for value, times in zip(without, people, strict=True)) / n
    spread = fsum((v - mean) ** 2 * times for v, times in zip(without, people, strict=True))
    share = float((1 + method.range_level) / 2)
    return t_quantile(share, n - 1) * sqrt((n - 1) / n * spread)


def _signs_differ(values: Sequence[float]) -> bool:
    rounded = [round(value, DIGITS) for value in values]
    return min(rounded) < 0 < max(rounded)
