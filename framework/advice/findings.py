"""Findings: one component in a noteworthy condition, with how serious that is.

Seriousness follows from the state alone, never from means or shares: so more concern can never
make anything less serious, and it can be checked by hand on the published map.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from framework.gate import Seen, Shown
from framework.measures.states import State
from framework.pack import Component, Framework

FindingKind = Literal["stop", "high", "missing", "very large", "large", "gap", "differ", "public"]
ORDER: tuple[FindingKind, ...] = (
    *("stop", "high", "missing", "very large", "large"),
    *("gap", "differ", "public"),
)
# How far up a state is, to set staff and public side by side. Contested is nowhere. A capacity that
# is stopped is as low as it can be.
HEIGHT: Mapping[State, int] = {"low": 1, "middle": 2, "high": 3, "very_high": 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """A component in a noteworthy condition; `seriousness` 0 to 1."""

    component: str
    kind: FindingKind
    seriousness: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules see of a component: its own state, and that with the public, if asked."""

    part: Component
    state: State
    gap: bool
    public: State | None = None

    @property
    def apart(self) -> int | None:
        """How many steps the public sees it higher than staff; None if that cannot be said."""
        return apart(self.part, self.state, self.public)


Readings = Mapping[str, Reading]


def readings(framework: Framework, seen: Seen) -> dict[str, Reading]:
    """What the rules see of every component, in order."""
    asked: Mapping[str, Shown] = seen.public.components if seen.public else {}
    return {
        part.id: Reading(
            part,
            seen.components[part.id].word,
            seen.components[part.id].gap,
            asked[part.id].word if part.id in asked else None,
        )
        for part in framework.components
    }


def apart(part: Component, staff: State, public: State | None) -> int | None:
    """How many steps the public sees a component higher than staff, -2 to 2."""
    ours, theirs = _height(part, staff), _height(part, public)
    return None if ours is None or theirs is None else theirs - ours


def found(framework: Framework, all_: Readings) -> tuple[Finding, ...]:
    """Every finding: the most serious first, then in framework order, then in `ORDER`."""
    listed = [
        Finding(id_, kind, weight)
        for id_, reading in all_.items()
        for kind, weight in sorted(_of(framework, reading).items(), key=lambda f: ORDER.index(f[0]))
    ]
    return tuple(sorted(listed, key=lambda finding: -finding.seriousness))


def of_kind(findings: Iterable[Finding], kind: FindingKind) -> dict[str, float]:
    """The components with a finding of that kind, and how serious it is, in framework order."""
    return {f.component: f.seriousness for f in findings if f.kind == kind}


def by_component(findings: Iterable[Finding]) -> dict[str, dict[FindingKind, float]]:
    """The findings of each component that has any."""
    table: dict[str, dict[FindingKind, float]] = {}
    for finding in findings:
        table.setdefault(finding.component, {})[finding.kind] = finding.seriousness
    return table


def _of(framework: Framework, reading: Reading) -> dict[FindingKind, float]:
    serious = framework.seriousness
    own = _own(reading)
    kinds: dict[FindingKind, float] = {}
    if own:
        kinds[own] = float(getattr(serious, own.replace(" ", "_")))
    if reading.gap:
        kinds["gap"] = float(serious.gap)
    if reading.state == "contested":
        kinds["differ"] = float(serious.differ)
    steps = reading.apart
    if steps is not None and abs(steps) >= framework.method.public_apart:
        worse = (steps < 0) == reading.part.gain
        kinds["public"] = float(serious.public_worse if worse else serious.public_better)
    return kinds


def _own(reading: Reading) -> FindingKind | None:
    """What a component's state alone amounts to."""
    if reading.state == "stop":
        return "stop"
    if reading.part.gain:
        own: dict[State, FindingKind] = {
            "low": "missing",
            "very_high": "very large",
            "high": "large",
        }
        return own.get(reading.state)
    return "high" if reading.state == "high" else None


def _height(part: Component, state: State | None) -> int | None:
    if state == "stop":
        return HEIGHT["low"] if part.gain else HEIGHT["high"]
    return HEIGHT.get(state) if state else None
