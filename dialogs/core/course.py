"""The course of an exercise through its script: what opens, closes and is released, and when.

`tick` compares the clock with the deadlines; `follow` says what comes next by itself, one fact
at a time, until nothing does. Both only read.
"""

from collections.abc import Iterable

from dialogs.core import calendar as when
from dialogs.core import facts as f
from dialogs.core import gate, news
from dialogs.core.due import months, purge, reminders, succession, warnings
from dialogs.core.exercise import Exercise
from dialogs.core.script import Step
from dialogs.core.stage import Stage

LAST_DAYS = 30
"""Days after the last release in which owners can still tell how it went."""

BACK = 600.0
"""Seconds that a round stays open once the group can be reached again, or the program runs again,
if its deadline had passed meanwhile: long enough to see that it is open and for what waits at the
platform to arrive, short enough that the feedback is out soon."""

WAY_BACK = 600.0
"""Seconds for which what follows a close by hand waits, so that it can be opened again: nothing has
then been counted or shown that would have to be taken back."""

REOPEN_DAYS = 14
"""Days in which a round of which nothing can be shown may be opened again; then it is over."""


def awaiting(x: Exercise) -> str:
    """The step whose answers are to be assessed now, empty if none."""
    if not x.under_way:
        return ""
    for stage in x.stages.values():
        if stage.step.assessed and not stage.open and stage.label not in x.results:
            return "" if _settling(x) else stage.label
    return ""


def settles(x: Exercise, fact: f.Closed) -> float:
    """Until when what follows a close waits; 0: it follows at once.

    It does where a deadline closed it, which everybody knew of; and in a script in which every
    phase ends by a tap, since a room that sits together waits for what it says.
    """
    closes = x.stages[fact.round].step.closes
    by_tap = closes is not None and closes.by == "facilitator"
    return 0.0 if by_tap or not fact.person else fact.at + WAY_BACK


def _settling(x: Exercise) -> bool:
    """Whether something was closed by hand, and can still be opened again."""
    return any(s.settles for s in x.stages.values())


def follow(x: Exercise, at: float) -> f.Fact | None:
    """What follows by itself from the state, if anything. Call again after evolving."""
    if not x.under_way or x.paused:
        return None
    together = _closes_together(x, at)
    if together or awaiting(x) or _settling(x):
        return together
    return _release(x, at) or _next(x, at)


def _closes_together(x: Exercise, at: float) -> f.Fact | None:
    for stage in x.asking():
        host = stage.step.closes.with_ if stage.step.closes else None
        if host and not x.stages[x.script.labels[host]].open:
            return f.Closed(at, stage.label)
    return None


def _release(x: Exercise, at: float) -> f.Fact | None:
    for stage in x.stages.values():
        if stage.step.publish and stage.open and _due(x, stage, at):
            return months.inquiry(x, stage, at) or f.Published(at, stage.label)
    return None


def _due(x: Exercise, stage: Stage, at: float) -> bool:
    """Whether it is released now: in its time, or once all who were asked before have answered."""
    return (stage.closes or 0) <= at or (stage.inquired and months.told(x))


def _next(x: Exercise, at: float) -> f.Fact | None:
    if len(x.stages) == len(x.script.steps) or gate.nothing(x):
        end = _end(x)
        return f.Finished(at) if end is not None and end <= at else None
    step = x.script.steps[len(x.stages)]
    if step.ask and (opens(x) or 0.0) > at:
        return None
    if any(_blocks(s) for s in x.stages.values()) and not (step.closes and step.closes.with_):
        return None
    return f.Opened(at, x.script.labels[step.id], _until(x, step, at))


def _blocks(stage: Stage) -> bool:
    """Whether later steps wait for this one: what is assessed or released, not the hot wash."""
    return stage.open and (stage.step.assessed or bool(stage.step.publish))


def _end(x: Exercise) -> float | None:
    """When an exercise is over: some time after the last release, so that owners can still tell.

    Where nothing can be shown nothing more is asked, since it would be shown nowhere.
    """
    if gate.nothing(x):
        return (x.stages["1"].closed or 0.0) + REOPEN_DAYS * 86400.0
    if len(x.stages) < len(x.script.steps):
        return None
    closed = [s.closed for s in x.stages.values() if s.step.ask or s.step.publish]
    if any(moment is None for moment in closed):
        return None
    return max(m for m in closed if m is not None) + LAST_DAYS * 86400.0


def _until(x: Exercise, step: Step, at: float) -> float | None:
    """When a step that opens now closes, or is released."""
    if step.closes and step.closes.with_:
        return x.stages[x.script.labels[step.closes.with_]].closes
    if step.closes:
        return when.closes_at(step.closes, at, start(x), x.zone, x.holidays)
    if step.at:
        return when.next_office_morning(at, x.zone, x.holidays)
    if step.after is None:
        return None
    return when.office_hours(when.later(at, step.after, x.zone), x.zone, x.holidays)


def ahead(x: Exercise) -> Iterable[tuple[str, Step, float]]:
    """The steps to come of which it is known when they close, or are released: label, step, when.

    As the script has it: a round that is extended moves what follows.
    """
    at = x.last_at
    for label, step in x.script.by_label.items() if x.under_way else ():
        stage = x.stages.get(label)
        if stage and not stage.open:
            continue
        host = x.script.labels.get((step.closes.with_ if step.closes else None) or "")
        until = stage.closes if stage else None if host else _until(x, step, at)
        if until is not None:
            yield label, step, until
        if step.assessed or step.publish:
            if until is None and step.publish != "feedback":
                return
            at = until or at


def start(x: Exercise) -> float:
    """The moment from which the days of the first round count, as chosen at set-up; 0: at once."""
    if not x.schedule.day or len(x.stages) > 1:
        return 0.0
    morning = when.moment(when.day_of(x.schedule.day), when.OFFICE[0], x.zone)
    return when.past_holidays(morning, x.zone, x.holidays)


def opens(x: Exercise) -> float | None:
    """When round 1 opens that was set up for a later day; None where it opens at once, or has."""
    begins = start(x)
    posted = when.local(x.began if x.began is not None else x.last_at, x.zone).date()
    later = begins and "1" not in x.stages and posted < when.local(begins, x.zone).date()
    return begins if later else None


def first_close(x: Exercise) -> float | None:
    """When round 1 closes, or will once it opens; None where somebody must tap."""
    if stage := x.stages.get("1"):
        return stage.closes
    return next((until for label, _, until in ahead(x) if label == "1"), None)


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """What the clock brings: closes first, then one halfway word, one reminder, the news."""
    if not x.under_way:
        return purge.tick(x, at)
    closed = tuple(f.Closed(at, s.label) for s in x.asking() if s.shut(at))
    if closed:
        return closed
    settled = tuple(f.Settled(at, s.label) for s in x.stages.values() if 0 < s.settles <= at)
    if settled:
        return settled
    return (
        *reminders.tick(x, at),
        *warnings.tick(x, at),
        *succession.tick(x, at),
        *months.tick(x, at),
        *news.tick(x, at),
        *purge.tick(x, at),
    )


def back(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """The group can be reached again: what should have closed meanwhile closes now.

    A little later where it only could not be reached for now: answers may be on their way as well.
    """
    late = [s for s in x.asking() if s.held and s.closes is not None and s.closes <= at]
    if x.paused:
        return f.Resumed(at), *(f.Closed(at, s.label) for s in late)
    return f.Resumed(at), *(f.Extended(at, 0, s.label, at + BACK) for s in late)


def started(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """The program runs again: what should have closed meanwhile stays open a little.

    What was tapped in time may still wait at the platform, which does not always say when it was.
    """
    if not x.under_way:
        return ()
    return tuple(f.Extended(at, 0, s.label, at + BACK) for s in x.asking() if s.shut(at))


def next_wake(x: Exercise) -> float | None:
    """When the clock must look at this exercise again; None: never by itself."""
    if not x.under_way:
        return purge.purge_at(x)
    due = [
        s
        for s in x.stages.values()
        if s.open and not (x.paused and s.step.publish) and not (s.held and s.step.ask)
    ]
    moments = [s.closes for s in due if s.closes is not None]
    moments += [s.settles for s in x.stages.values() if s.settles]
    moments += (*reminders.due(x), *warnings.due(x), *succession.due(x), *months.due(x))
    last = (purge.purge_at(x), None if x.paused else _end(x), news.due(x), opens(x))
    moments += [m for m in last if m is not None]
    return min(moments) if moments else None
