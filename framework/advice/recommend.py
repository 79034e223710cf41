"""From findings to recommendations: which, in which order and class, led by which components.

Lists are compared, nothing is added or averaged: so gaps, disagreement or calm elsewhere can never
dilute what is serious here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from framework.advice.triggers import Fired, Signals
from framework.pack import Framework
from framework.pack.schema import Recommendation

Class = Literal["High", "Medium", "Watch"]
Lists = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Issued:
    """A recommendation that is made.

    `level` is its class. `leads`: of a headline, the components that it is about, at most two and
    none that leads an earlier one. `rests_on`: how many components are behind its triggers.
    """

    id: str
    level: Class
    rests_on: int
    leads: tuple[str, ...]
    triggers: tuple[Fired, ...]


def issue(framework: Framework, signals: Signals) -> tuple[Issued, ...]:
    """What is recommended, what is most serious first."""
    fired = {item.id: fire(item, signals) for item in framework.recommendations}
    issued = [item for item in framework.recommendations if fired[item.id]]
    issued.sort(key=lambda item: lists(framework, fired[item.id]), reverse=True)
    taken: set[str] = set()
    return tuple(_issued(framework, item, fired[item.id], signals, taken) for item in issued)


def fire(item: Recommendation, signals: Signals) -> tuple[Fired, ...]:
    """The triggers of a recommendation that fire, in the pack's order."""
    return tuple(found for trigger in item.triggers if (found := signals.fire(trigger)))


def lists(framework: Framework, fired: Iterable[Fired]) -> Lists:
    """What orders a recommendation: its core findings in falling order, then its supporting ones.

    Compared number by number; a longer list wins over its own beginning.
    """
    core = framework.method.core_weight
    sides = [
        sorted((f.seriousness for f in fired if (f.weight >= core) == wanted), reverse=True)
        for wanted in (True, False)
    ]
    return tuple(sides[0]), tuple(sides[1])


def class_of(framework: Framework, fired: Iterable[Fired]) -> Class:
    """High: one core finding is a stop, or two are serious; Medium: one is noteworthy."""
    first, second, *_ = (*lists(framework, fired)[0], 0.0, 0.0)
    method = framework.method
    if first >= float(framework.seriousness.stop) or second >= float(method.high_two):
        return "High"
    return "Medium" if first >= float(method.medium_one) else "Watch"


def _issued(
    framework: Framework,
    item: Recommendation,
    fired: tuple[Fired, ...],
    signals: Signals,
    taken: set[str],
) -> Issued:
    leads = _leads(framework, fired, signals, taken) if item.headline else ()
    taken.update(leads)
    behind = {id_ for each in fired for id_ in signals.behind(each)}
    return Issued(item.id, class_of(framework, fired), len(behind), leads, fired)


def _leads(
    framework: Framework, fired: tuple[Fired, ...], signals: Signals, taken: set[str]
) -> tuple[str, ...]:
    """The components a headline is about: core first, then the most serious, framework order."""
    ranks: dict[str, tuple[bool, float]] = {}
    for each in fired:
        core = each.weight >= framework.method.core_weight
        for id_, seriousness in signals.behind(each).items():
            ranks[id_] = max(ranks.get(id_, (False, 0.0)), (core, seriousness))
    free = [part.id for part in framework.components if part.id in ranks.keys() - taken]
    return tuple(sorted(free, key=lambda id_: ranks[id_], reverse=True)[: framework.method.leads])


def classes(framework: Framework, signals: Signals) -> dict[str, Class | None]:
    """The class of every recommendation; None: it is not made."""
    fired = {item.id: fire(item, signals) for item in framework.recommendations}
    return {id_: class_of(framework, f) if f else None for id_, f in fired.items()}
