"""The label of a dimension, made of the published words alone.

It can be checked by hand on the map, tells nothing that the map does not, and estimates nothing.
"""

from fractions import Fraction
from typing import Literal

from framework.gate import Seen, Shown
from framework.measures.index import line
from framework.measures.states import State
from framework.pack import Component, Framework

Label = Literal["up", "down", "none", "few"]
# What a published word counts, in place of a mean. A word alone that may be a close call counts
# half way to the middle, so that one answer can never move it across the scale.
VALUE: dict[State, Fraction] = {
    "very_high": Fraction(1),
    "high": Fraction(1),
    "middle": Fraction(1, 2),
    "contested": Fraction(1, 2),
    "low": Fraction(0),
}
UNSETTLED: dict[State, Fraction] = {"high": Fraction(3, 4), "low": Fraction(1, 4)}


def balance(framework: Framework, dimension: str, seen: Seen) -> Fraction | None:
    """The net value formula on published words: -100 to 100; None without a valid category."""
    parts = framework.of(dimension)
    values = {
        part.id: _value(part, seen.components[part.id])
        for part in parts
        if seen.components[part.id].valid
    }
    formula = line(parts, values.keys())
    return None if formula is None else formula.of(values)


def label(framework: Framework, dimension: str, seen: Seen) -> Label:
    """Where a dimension leans: never to benefits while something in it is a stop sign."""
    value = balance(framework, dimension, seen)
    if value is None:
        return "few"
    if value <= -framework.method.lean_from:
        return "down"
    stopped = any(seen.components[part.id].word == "stop" for part in framework.of(dimension))
    return "up" if value >= framework.method.lean_from and not stopped else "none"


def _value(part: Component, shown: Shown) -> Fraction:
    if shown.word == "stop":
        return Fraction(0 if part.gain else 1)
    if shown.unsettled and shown.word in UNSETTLED:
        return UNSETTLED[shown.word]
    return VALUE[shown.word]
