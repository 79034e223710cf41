"""Reminders: to who has not finished, in the office hours of each one's own zone; and half-time."""

from collections.abc import Iterable

from dialogs.core import calendar as when
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.stage import Stage

MEMORY = 3600.0
"""A reminder that is this many seconds late is no longer sent: the next one, or the close, is."""


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """One reminder of each step that is open, where one is due."""
    return tuple(fact for stage in x.asking() for fact in _remind(x, stage, at))


def due(x: Exercise) -> Iterable[float]:
    """The moments of those that are still to come."""
    for stage in x.asking():
        for zone in x.zones:
            yield from _moments(x, stage, zone)[stage.reminded.get(zone, 0) :]


def pending_of(x: Exercise, stage: Stage) -> Iterable[Participant]:
    """Who can still be reminded of a stage: not who left the group.

    Nor who came to a page beside it and left no e-mail address.
    """
    return (p for p in x.participants() if _reminded(x, p) and _unfinished(p, stage))


def _remind(x: Exercise, stage: Stage, at: float) -> Iterable[f.Fact]:
    """A reminder comes to each in the office hours of their own zone."""
    for zone in sorted(x.zones):
        yield from _remind_in(x, stage, zone, at)


def _remind_in(x: Exercise, stage: Stage, zone: str, at: float) -> Iterable[f.Fact]:
    moments = _moments(x, stage, zone)
    due = [n for n, moment in enumerate(moments, 1) if moment <= at]
    if not due or due[-1] <= stage.reminded.get(zone, 0):
        return
    late = at - moments[due[-1] - 1] > MEMORY
    if due[-1] == 1 and stage.label == "1" and not late and not zone:
        yield f.Halfway(at, stage.label)
    pending = () if late else tuple(p.number for p in pending_of(x, stage) if p.zone == zone)
    yield f.Reminded(at, stage.label, due[-1], pending, zone)


def _moments(x: Exercise, stage: Stage, zone: str) -> tuple[float, ...]:
    if stage.closes is None:
        return ()
    here = zone or x.zone
    off = x.library.holidays(here)
    return when.reminders(stage.step, stage.opened, stage.closes, here, off)


def _reminded(x: Exercise, p: Participant) -> bool:
    here = not p.platform or bool(p.mailbox)
    return p.reachable and not p.muted and here and p.number not in x.outside


def _unfinished(p: Participant, stage: Stage) -> bool:
    """Whether something is left but sentences, which nobody needs to write."""
    return bool(stage.needed) and not stage.through(p.answers.get(stage.label, {}))
