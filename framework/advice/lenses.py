"""Other views of the same result, in words and without scores.

The strategic triangle (M. Moore 1995, Creating Public Value): is the goal agreed, who must agree,
who can do it? Domains of competency: who must learn what? Attitudes: what is called for?
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from framework.advice.findings import Reading, Readings
from framework.advice.recommend import Issued
from framework.advice.triggers import Signals
from framework.measures.states import State
from framework.pack import Framework
from framework.pack.schema import CORNERS, Corner

# What weighs on a corner: of a gain that it is not agreed, not known or not there; of a concern
# that it is serious, not agreed or not known.
GAIN: frozenset[State] = frozenset({"contested", "too_few", "low", "stop"})
CONCERN: frozenset[State] = frozenset({"stop", "high", "contested"})


@dataclass(frozen=True, slots=True)
class Lenses:
    """What weighs on each corner, the weakest corner (None: none), competencies, attitudes.

    `competencies`: by domain, the components that call for it. `attitudes`: those called for.
    """

    strategy: tuple[str, ...]
    legitimacy: tuple[str, ...]
    capacity: tuple[str, ...]
    weakest: Corner | None
    competencies: Mapping[str, tuple[str, ...]]
    attitudes: tuple[str, ...]


def lenses(
    framework: Framework, all_: Readings, signals: Signals, issued: Iterable[Issued]
) -> Lenses:
    """The lenses on a result."""
    members = {
        corner: [part.id for part in framework.components if part.corner == corner]
        for corner in CORNERS
    }
    listed = {
        corner: tuple(id_ for id_ in ids if _weighs(all_[id_])) for corner, ids in members.items()
    }
    return Lenses(
        **listed,
        weakest=_weakest(members, listed),
        competencies=_competencies(framework, issued),
        attitudes=tuple(a.id for a in framework.attitudes if signals.calls(a.mode, a.component)),
    )


def _weighs(reading: Reading) -> bool:
    return reading.gap or reading.state in (GAIN if reading.part.gain else CONCERN)


def _weakest(
    members: Mapping[Corner, list[str]], listed: Mapping[Corner, tuple[str, ...]]
) -> Corner | None:
    """The corner with the largest share of its components listed; the earlier of two alike."""
    shares = {c: Fraction(len(listed[c]), len(ids)) for c, ids in members.items() if ids}
    worst = max(CORNERS, key=lambda corner: shares.get(corner, Fraction(0)))
    return worst if shares.get(worst) else None


def _competencies(framework: Framework, issued: Iterable[Issued]) -> dict[str, tuple[str, ...]]:
    """Who must learn what: each single component that fired a trigger, by its domain."""
    fired = {t.component for item in issued for t in item.triggers if t.mode in ("H", "L")}
    return {
        domain.id: tuple(
            p.id for p in framework.components if p.domain == domain.id and p.id in fired
        )
        for domain in framework.domains
    }
