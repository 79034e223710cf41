"""The invented news that a group reads after round 1: which is offered, and when it goes out.

It is chosen by what was published of round 1 and by the kind of system. The facilitator sees it
first and may take another or none; after a while it goes out by itself.
"""

from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from framework.injects import OTHER, injects

WAIT = 3600.0
"""Seconds in which the facilitator can choose, from the feedback on: an hour of a working day, and
most of round 2 is left to talk about it."""


def offered(x: Exercise) -> tuple[str, ...]:
    """The news that fit and were not passed over, the best first; empty if nothing is to choose."""
    published = gate.result(x, "1")
    released = gate.released(x, "feedback")
    if published is None or released is None or x.injected is not None or not _time_left(x):
        return ()
    return injects(x.framework, published, x.setup.get("kind", OTHER), x.passed)


def _time_left(x: Exercise) -> bool:
    """Whether anybody is still to think about it: afterwards it would be too late."""
    return x.under_way and gate.released(x, "results") is None and any(True for _ in x.asking())


def due(x: Exercise) -> float | None:
    """When it goes out by itself; None where nothing does."""
    released = gate.released(x, "feedback")
    return (released.closed or 0.0) + WAIT if released and offered(x) else None


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """What the clock brings: the news, if the facilitator has not chosen by now."""
    moment = due(x)
    return (f.Injected(at, offered(x)[0]),) if moment is not None and moment <= at else ()
