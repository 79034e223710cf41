"""Which triggers fire, and how serious what they fire on is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from framework.advice.findings import Finding, FindingKind, Readings, by_component
from framework.pack import Framework
from framework.pack.schema import Mode, Trigger

# What a component amounts to for a trigger that names it. H: there is something to secure or to
# resolve; L: something hoped for is missing. A contested concern counts as a precaution.
HIGH_GAIN: tuple[FindingKind, ...] = ("very large", "large")
HIGH_CONCERN: tuple[FindingKind, ...] = ("stop", "high", "differ")
LOW_GAIN: tuple[FindingKind, ...] = ("missing", "stop")
# Triggers that look at all components: what they look for.
ANYWHERE: Mapping[Mode, FindingKind] = {"K": "gap", "X": "differ", "V": "public"}


@dataclass(frozen=True, slots=True)
class Fired:
    """A trigger that fired. `component` is an id, `any`, `public` or `dimension pair`."""

    component: str
    mode: Mode
    weight: int
    seriousness: float


@dataclass(frozen=True, slots=True)
class Signals:
    """What every trigger could fire on: by mode, the components and how serious each is.

    `pair`: the most serious dimension in which gains and concerns both fire H; None: there is none.
    """

    by_mode: Mapping[Mode, Mapping[str, float]]
    pair: float | None

    def fire(self, trigger: Trigger) -> Fired | None:
        """The trigger, if it fires."""
        value = self._value(trigger.mode, trigger.component)
        if value is None:
            return None
        return Fired(trigger.component, trigger.mode, trigger.weight, value)

    def behind(self, fired: Fired) -> dict[str, float]:
        """The components that a trigger fired on, and how serious each is; of a pair none."""
        if fired.mode == "P":
            return {}
        found = self.by_mode[fired.mode]
        return dict(found) if fired.mode in ANYWHERE else {fired.component: found[fired.component]}

    def calls(self, mode: Mode, component: str) -> bool:
        """Whether a mode fires for a component, or for any where none is named."""
        if mode in ("H", "L") and component not in self.by_mode[mode]:
            return component == "any" and bool(self.by_mode[mode])
        return self._value(mode, component) is not None

    def _value(self, mode: Mode, component: str) -> float | None:
        if mode == "P":
            return self.pair
        found = self.by_mode[mode]
        return max(found.values(), default=None) if mode in ANYWHERE else found.get(component)


def signals(framework: Framework, all_: Readings, findings: tuple[Finding, ...]) -> Signals:
    """What every trigger could fire on, in framework order."""
    table = by_component(findings)
    order = [part.id for part in framework.components if part.id in table]
    high = _pick(order, table, lambda id_: HIGH_GAIN if all_[id_].part.gain else HIGH_CONCERN)
    low = _pick(order, table, lambda id_: LOW_GAIN if all_[id_].part.gain else ())
    modes: dict[Mode, dict[str, float]] = {"H": high, "L": low}
    for mode, kind in ANYWHERE.items():
        modes[mode] = {id_: table[id_][kind] for id_ in order if kind in table[id_]}
    return Signals(modes, _pair(framework, high))


def _pick(
    order: list[str],
    table: Mapping[str, Mapping[FindingKind, float]],
    kinds: Callable[[str], tuple[FindingKind, ...]],
) -> dict[str, float]:
    """Each component's first finding of these kinds."""
    picked: dict[str, float] = {}
    for id_ in order:
        value = next((table[id_][kind] for kind in kinds(id_) if kind in table[id_]), None)
        if value is not None:
            picked[id_] = value
    return picked


def _pair(framework: Framework, high: Mapping[str, float]) -> float | None:
    """The largest, over the dimensions, of the smaller of its gains' and its concerns' largest."""
    best = []
    for dimension in framework.dimensions:
        parts = [part for part in framework.of(dimension.id) if part.id in high]
        sides = [[high[part.id] for part in parts if part.gain == gain] for gain in (True, False)]
        if all(sides):
            best.append(min(max(side) for side in sides))
    return max(best, default=None)
