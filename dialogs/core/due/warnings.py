"""Warnings: the facilitator hears in time that too few have finished for anything to be shown."""

from dialogs.core import calendar as when
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.stage import Stage

DAY, HOURS = 86_400.0, 7_200.0
"""Seconds before the close of round 1: a day, in which people can still be asked, so before a close
on Monday it is Friday; and two hours, in which they can still be given another day."""


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """A warning where one is due; if enough have finished by then, it is known, and nobody told."""
    stage = _round(x)
    if stage is None or not any(moment <= at for moment in _moments(x, stage)):
        return ()
    return (f.Warned(at, stage.label, stage.warnings + 1 if few(x, stage) else 0),)


def due(x: Exercise) -> tuple[float, ...]:
    """The moments of those that are still to come."""
    stage = _round(x)
    return _moments(x, stage) if stage else ()


def few(x: Exercise, stage: Stage) -> bool:
    """Whether so few have finished that nothing would be shown."""
    return stage.finished < gate.least(x)


def timely(x: Exercise, stage: Stage) -> bool:
    """Whether the last warning is still about the close as it is: it may have been moved since."""
    return stage.closes is not None and stage.warned >= _before(x, stage.closes)[0]


def _round(x: Exercise) -> Stage | None:
    """Round 1 while it is open: who has not answered then is not asked again."""
    stage = x.stages.get("1")
    return stage if stage and stage.open and not stage.held else None


def _moments(x: Exercise, stage: Stage) -> tuple[float, ...]:
    since = max(stage.opened, stage.warned)
    return tuple(at for at in _before(x, stage.closes or 0.0) if at > since)


def _before(x: Exercise, closes: float) -> tuple[float, float]:
    return when.before_days_off(closes - DAY, x.zone, x.holidays), closes - HOURS
