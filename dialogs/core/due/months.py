"""After the results: actions that nobody took, the day of the decision, and owners asked first."""

from collections.abc import Iterable

from dialogs.core import calendar as when
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.exercise import Exercise
from dialogs.core.stage import Stage

WEEK = 7 * 86_400.0
"""Seconds after the results in which colleagues take actions by themselves."""

ANSWER_DAYS = 3
"""Working days in which owners can say how it goes before the group reads what is known."""


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """What is brought up now, each thing once."""
    return tuple(f.Recalled(at, what) for what, moment in _recalls(x) if moment <= at)


def due(x: Exercise) -> Iterable[float]:
    """When the rest is."""
    return (moment for _, moment in _recalls(x))


def _recalls(x: Exercise) -> Iterable[tuple[str, float]]:
    results = gate.released(x, "results")
    if results is None or results.closed is None or not x.under_way:
        return
    if "owners" not in x.recalled:
        yield "owners", when.office_hours(results.closed + WEEK, x.zone, x.holidays)
    if "decision" not in x.recalled and (day := _decision(x)):
        yield "decision", max(day, results.closed)


def _decision(x: Exercise) -> float | None:
    """The morning of the day on which it is decided; of a day off, the next working day's."""
    try:
        day = when.day_of(x.setup.get("by", ""))
    except ValueError:
        return None
    morning = when.moment(day, when.OFFICE[0], x.zone)
    return when.office_hours(morning, x.zone, x.holidays)


def inquiry(x: Exercise, stage: Stage, at: float) -> f.Inquired | None:
    """Owners are asked before the group reads how it goes; None where nobody is left to ask."""
    if stage.step.publish != "check" or stage.inquired or told(x):
        return None
    until = at
    for _ in range(ANSWER_DAYS):
        until = when.next_office_morning(until, x.zone, x.holidays)
    return f.Inquired(at, stage.label, until)


def told(x: Exercise) -> bool:
    """Whether everybody who owns an action has said how it goes."""
    return all(a.progress for n, a in x.actions.items() if n and a.owner in x.names)
