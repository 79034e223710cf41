"""From the states of the components to recommendations: which, how urgent, how sure.

The same rules run once on everybody's answers and once for each person left out, so they work
on `Reading`s: what the rules see of a component in one run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from framework.pack import Framework
from framework.schema import Kind, Mode, Recommendation, Trigger
from framework.tally import State

Level = Literal["High", "Medium", "Watch"]
Robustness = Literal["not tested", "hangs on one person", "provisional", "robust", "fairly robust"]
LEVELS: tuple[Level, ...] = ("High", "Medium", "Watch")
INVALID: tuple[State, ...] = ("set_aside", "too_few")
DIGITS = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """A component in one run.

    Shares are 0 to 1: `mean` of the scores, `unknown` of "not sure" among those it applies to,
    `split` twice that of the smaller camp. 0 where nothing is scored.
    """

    id: str
    dimension: str
    kind: Kind
    state: State
    gap: bool
    mean: float
    unknown: float
    split: float

    @property
    def concern(self) -> bool:
        """Whether it is an obstacle or risk that is high or contested."""
        return self.kind != "benefit" and self.state in ("high", "contested")


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that fired: how strongly (0 to 1), whether firm, because of which components."""

    component: str
    mode: Mode
    weight: int
    firm: bool
    strength: float
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """A recommendation that is made.

    `priority` is 0 to 100; `block` is empty for supporting ones; `leading` are the components
    behind it, what weighs most first.
    """

    id: str
    level: Level
    priority: float
    robustness: Robustness
    triggers: tuple[Fired, ...]
    block: Literal["first", "then", ""] = ""
    items: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    leading: tuple[str, ...] = ()


Readings = Mapping[str, Reading]
# How strongly, and because of which components; None: not at all.
Signal = tuple[float, tuple[str, ...]] | None
Run = tuple[Level | None, ...]


class Rules:
    """The recommendations of a framework, made ready for many runs on the same components."""

    def __init__(self, framework: Framework, readings: Readings) -> None:
        method = framework.method
        self._framework = framework
        self._provisional = float(method.provisional)
        self._core = method.core_weight
        self._high = _number(method.priority_high)
        self._medium = _number(method.priority_medium)
        self._strong = _number(method.strong_core)
        self._weights = [_valid_weight(item, readings) for item in framework.recommendations]

    def levels(self, readings: Readings) -> Run:
        """The level of every item in one run, in catalogue order; None: not issued."""
        return tuple(judged[0] if judged else None for judged in self._judge(readings))

    def issue(self, readings: Readings, runs: Sequence[Run]) -> tuple[Issued, ...]:
        """What is recommended, in order.

        `runs`: the levels with each person left out, empty if robustness is not tested.
        """
        seen = [set(column) for column in zip(*runs, strict=True)]
        found = []
        for place, (item, judged) in enumerate(
            zip(self._framework.recommendations, self._judge(readings), strict=True)
        ):
            if judged:
                level, priority, fired = judged
                robustness = _robustness(level, fired, seen[place] if seen else None)
                found.append(self._issued(item, level, priority, robustness, fired))
        return tuple(
            sorted(found, key=lambda i: (LEVELS.index(i.level), -round(i.priority, DIGITS)))
        )

    def nearly(self, readings: Readings, runs: Sequence[Run]) -> tuple[str, ...]:
        """What is not recommended but would be without some one person, in catalogue order."""
        silent = [level is None for level in self.levels(readings)]
        return tuple(
            item.id
            for place, item in enumerate(self._framework.recommendations)
            if silent[place] and any(run[place] for run in runs)
        )

    def _issued(
        self,
        item: Recommendation,
        level: Level,
        priority: float,
        robustness: Robustness,
        fired: Sequence[Fired],
    ) -> Issued:
        ranked = sorted(fired, key=lambda f: -round(self._force(f), DIGITS))
        return Issued(
            id=item.id,
            level=level,
            priority=priority,
            robustness=robustness,
            triggers=tuple(fired),
            block=item.block or "",
            items=item.items,
            sources=item.sources,
            leading=tuple(dict.fromkeys(id_ for f in ranked for id_ in f.because)),
        )

    def _force(self, fired: Fired) -> float:
        return fired.weight * fired.strength * (1 if fired.firm else self._provisional)

    def _judge(self, readings: Readings) -> list[tuple[Level, float, list[Fired]] | None]:
        anywhere = signals(readings.values())
        return [
            self._weigh(item, weight, readings, anywhere)
            for item, weight in zip(self._framework.recommendations, self._weights, strict=True)
        ]

    def _weigh(
        self, item: Recommendation, weight: int, readings: Readings, anywhere: Mapping[Mode, Signal]
    ) -> tuple[Level, float, list[Fired]] | None:
        fired = [f for t in item.triggers if (f := fire(t, readings, anywhere)) is not None]
        if not fired:
            return None
        weight += sum(f.weight for f in fired if f.mode in anywhere)
        priority = 100 * sum(map(self._force, fired)) / weight
        return self._level(priority, fired), priority, fired

    def _level(self, priority: float, fired: Iterable[Fired]) -> Level:
        cores = [round(f.strength, DIGITS) for f in fired if f.firm and f.weight >= self._core]
        reached = round(priority, DIGITS)
        if cores and reached >= self._high:
            return "High"
        if reached >= self._medium or any(core >= self._strong for core in cores):
            return "Medium"
        return "Watch"


def fire(trigger: Trigger, readings: Readings, anywhere: Mapping[Mode, Signal]) -> Fired | None:
    """The trigger with its strength, if it fires."""
    mode = trigger.mode
    if mode in anywhere:
        signal = anywhere[mode]
        return signal and Fired(trigger.component, mode, trigger.weight, True, *signal)
    reading = readings[trigger.component]
    state = reading.state
    if mode == "L":
        strength = 1 - reading.mean if state == "low" else None
    else:
        strength = reading.mean if state == "high" or reading.concern else None
    if strength is None:
        return None
    firm = state != "contested"
    return Fired(reading.id, mode, trigger.weight, firm, strength, (reading.id,))


def signals(readings: Iterable[Reading]) -> dict[Mode, Signal]:
    """The triggers that look at all components: any gap, anything contested, a pair."""
    readings = list(readings)
    gaps = [r for r in readings if r.gap and r.state != "set_aside"]
    split = [r for r in readings if r.state == "contested"]
    return {
        "K": (max(r.unknown for r in gaps), tuple(r.id for r in gaps)) if gaps else None,
        "X": (max(r.split for r in split), tuple(r.id for r in split)) if split else None,
        "P": _pair(readings),
    }


def _pair(readings: Iterable[Reading]) -> Signal:
    """The strongest dimension in which a benefit is high beside an obstacle or risk."""
    benefits: dict[str, list[Reading]] = {}
    concerns: dict[str, list[Reading]] = {}
    for r in readings:
        if r.concern:
            concerns.setdefault(r.dimension, []).append(r)
        elif r.kind == "benefit" and r.state == "high":
            benefits.setdefault(r.dimension, []).append(r)
    best: Signal = None
    for dimension, good in benefits.items():
        bad = concerns.get(dimension)
        if bad:
            strength = min(max(r.mean for r in good), max(r.mean for r in bad))
            if best is None or strength > best[0]:
                best = strength, tuple(r.id for r in (*good, *bad))
    return best


def _valid_weight(item: Recommendation, readings: Readings) -> int:
    """The weights of an item's valid components, for each the larger of its H and L."""
    largest: dict[str, int] = {}
    for trigger in item.triggers:
        reading = readings.get(trigger.component)
        if reading and reading.state not in INVALID:
            largest[reading.id] = max(largest.get(reading.id, 0), trigger.weight)
    return sum(largest.values())


def _robustness(level: Level, fired: Iterable[Fired], seen: set[Level | None] | None) -> Robustness:
    """How sure it is; `seen` are its levels with each person left out, None if not tested."""
    if seen is None:
        return "not tested"
    if None in seen:
        return "hangs on one person"
    if not any(f.firm for f in fired):
        return "provisional"
    return "robust" if seen == {level} else "fairly robust"


def _number(value: Fraction | int) -> float:
    return round(float(value), DIGITS)
