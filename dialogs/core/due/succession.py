"""Whether anybody runs an exercise: nobody does who cannot be reached, or is silent when asked."""

from collections.abc import Iterable

from dialogs.core import facts as f
from dialogs.core.exercise import Exercise

SILENT = 2 * 86_400.0
"""Seconds in which whoever is asked whether they still run an exercise has to do anything in it:
two days, so that a day off takes it from nobody."""


def tick(x: Exercise, at: float) -> tuple[f.Fact, ...]:
    """Nobody runs it any more, from here on."""
    return (f.Vacated(at),) if any(moment <= at for moment in due(x)) else ()


def due(x: Exercise) -> Iterable[float]:
    """When that would be."""
    if not x.vacant and not reached(x) and not taken(x):
        yield x.last_at
    if not x.vacant and x.asked:
        yield x.asked + SILENT


def taken(x: Exercise) -> bool:
    """Whether it was taken over: they act in the group, though we may not write to them yet.

    Some platforms let nobody be written to who has not written first. Who took over and is then
    silent is asked like everybody.
    """
    return bool(x.handed) and x.handed[-1].taken


def reached(x: Exercise) -> bool:
    """Whether one of those who run it can be written to; of nobody known it is not said."""
    there = [x.people[n] for n in (x.facilitator, *x.deputies) if n in x.people]
    return not there or any(person.reachable for person in there)
