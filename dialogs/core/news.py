"""The invented news that a group reads after round 1: which is offered, and when it goes out.

It is chosen by what was published of round 1 and by the kind of system. The facilitator may look
ahead, choose, write their own or take none; who did not sees it before the group does, and after a
while it goes out by itself.
"""

from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from framework.injects import OTHER, ahead, injects

WAIT = 3600.0
"""Seconds in which the facilitator can choose, from the feedback on: an hour of a working day, and
most of round 2 is left to talk about it."""

WAIT_LIVE = 180.0
"""The same where all sit in one room: they have a quarter of an hour to talk."""

OWN = "own"
"""In the place of an inject's id: the facilitator's own words."""


def open_to(x: Exercise) -> bool:
    """Whether news can be chosen ahead: the framework has some, the script a second round."""
    if x.status != "running" or "1" not in x.stages or gate.nothing(x):
        return False
    talks = any(step.publish == "feedback" for step in x.script.steps)
    return talks and bool(x.framework.injects) and gate.released(x, "feedback") is None


def possible(x: Exercise) -> tuple[str, ...]:
    """What the facilitator can look at ahead, without a word on what was answered so far."""
    return ahead(x.framework, x.setup.get("kind", OTHER), x.passed)


def offered(x: Exercise) -> tuple[str, ...]:
    """The news to choose from after the feedback, the best first; empty if nothing is to choose."""
    published = gate.result(x, "1")
    released = gate.released(x, "feedback")
    if published is None or released is None or x.injected is not None or not _time_left(x):
        return ()
    found = injects(x.framework, published, x.setup.get("kind", OTHER), x.passed)
    if x.prepared is None:
        return found
    return tuple(dict.fromkeys((x.prepared.item, *found))) if x.prepared.item else ()


def _time_left(x: Exercise) -> bool:
    """Whether anybody is still to think about it: afterwards it would be too late."""
    return x.under_way and gate.released(x, "results") is None and any(True for _ in x.asking())


def due(x: Exercise) -> float | None:
    """When it goes out by itself: what was chosen ahead at once; None where nothing does."""
    released = gate.released(x, "feedback")
    if released is None or not offered(x):
        return None
    closed = released.closed or 0.0
    if x.prepared and x.prepared.at <= closed:
        return closed
    return closed + (WAIT if x.schedule.day else WAIT_LIVE)


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """What the clock brings: the news, if the facilitator has not chosen by now, or chose ahead."""
    moment = due(x)
    return (f.Injected(at, offered(x)[0]),) if moment is not None and moment <= at else ()
