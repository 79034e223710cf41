"""Other views of the same result, in words and without scores.

The strategic triangle (M. Moore 1995, Creating Public Value): is the goal agreed, who must agree,
who can do it? Domains of competency: who must learn what? Attitudes: what is called for?
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from framework.pack import Framework
from framework.recommend import Issued, Reading, Readings, signals
from framework.schema import ANY, CORNERS, Attitude


@dataclass(frozen=True, slots=True)
class Competency:
    """A domain of competency and the components that call for it."""

    id: str
    json_name: str
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lenses:
    """What weighs on each corner, the weakest corner (None: none), competencies, attitudes."""

    strategy: tuple[str, ...]
    legitimacy: tuple[str, ...]
    capacity: tuple[str, ...]
    weakest: str | None
    competencies: tuple[Competency, ...]
    attitudes: tuple[str, ...]


def lenses(framework: Framework, readings: Readings, issued: Iterable[Issued]) -> Lenses:
    """The lenses on a result."""
    members = _members(framework)
    listed = {
        corner: tuple(id_ for id_ in ids if _weighs(readings[id_]))
        for corner, ids in members.items()
    }
    return Lenses(
        **listed,
        weakest=_weakest(members, listed),
        competencies=_competencies(framework, issued),
        attitudes=tuple(a.id for a in framework.attitudes if _called_for(a, readings)),
    )


def _members(framework: Framework) -> dict[str, tuple[str, ...]]:
    """The components of each corner: benefits are the strategy, the others say their own."""
    where = {p.id: "strategy" if p.kind == "benefit" else p.corner for p in framework.components}
    return {corner: tuple(id_ for id_, own in where.items() if own == corner) for corner in CORNERS}


def _weighs(reading: Reading) -> bool:
    """Whether a component weighs on its corner. A gap does, even one set aside."""
    if reading.gap:
        return True
    if reading.kind == "benefit":
        return reading.state in ("contested", "too_few", "low")
    return reading.concern


def _weakest(
    members: Mapping[str, tuple[str, ...]], listed: Mapping[str, tuple[str, ...]]
) -> str | None:
    """The corner with the largest share of its components listed; the earlier of two alike."""
    shares = {c: Fraction(len(listed[c]), len(ids)) for c, ids in members.items() if ids}
    worst = max(CORNERS, key=lambda corner: shares.get(corner, 0))
    return worst if shares.get(worst) else None


def _competencies(framework: Framework, issued: Iterable[Issued]) -> tuple[Competency, ...]:
    """Who must learn what: each single component that fired a trigger, by its domain."""
    fired = {t.component for item in issued for t in item.triggers if t.mode in "HL"}
    return tuple(
        Competency(
            domain.id,
            domain.json_name,
            tuple(p.id for p in framework.components if p.domain == domain.id and p.id in fired),
        )
        for domain in framework.domains
    )


def _called_for(attitude: Attitude, readings: Readings) -> bool:
    if attitude.mode == "P":
        return signals(readings.values())["P"] is not None
    chosen = readings.values() if attitude.component == ANY else [readings[attitude.component]]
    return any(map(CALLS[attitude.mode], chosen))


CALLS: dict[str, Callable[[Reading], bool]] = {
    "H": lambda r: r.state == "high" or r.concern,
    "L": lambda r: r.kind == "benefit" and r.state == "low",
    "K": lambda r: r.gap,
    "X": lambda r: r.state == "contested",
}
