"""The dates of an exercise for somebody's own calendar: closes, results, their own due dates."""

from collections.abc import Iterable, Iterator

from dialogs.core import calendar as when
from dialogs.core import course
from dialogs.core.exercise import Exercise
from dialogs.core.post import Appointment
from dialogs.findings.actions import action as action_of
from dialogs.findings.actions import due_day, field, numbers
from dialogs.findings.names import title
from dialogs.words import Words


def dates(x: Exercise, words: Words, person: int) -> tuple[Appointment, ...]:
    """What is still ahead of this person, as far as it is known; the earliest first."""
    found = (*_steps(x, words), *_due(x, words, person))
    return tuple(sorted(found, key=lambda entry: entry.at))


def _steps(x: Exercise, words: Words) -> Iterator[Appointment]:
    for label, step, at in course.ahead(x):
        if step.publish == "results":
            yield _entry(x, label, at, words.text("dates.results", title=title(x, words)))
        elif step.ask == "components":
            closes = words.text("dates.closes", label=label, title=title(x, words))
            yield _entry(x, label, at, closes)


def _due(x: Exercise, words: Words, person: int) -> Iterable[Appointment]:
    """The actions that this person owns, each on the day on which it is due."""
    for number in numbers(x):
        day = due_day(x, number)
        if day is None or action_of(x, number).owner != person:
            continue
        what = words.text("dates.due", what=field(x, words, number, "what"))
        morning = when.moment(day, when.OFFICE[0], x.zone)
        yield _entry(x, f"action-{number}", morning, what, day.isoformat())


def _entry(x: Exercise, name: str, at: float, said: str, day: str = "") -> Appointment:
    """`uid` stays when a date moves, so that a calendar changes it and has it once."""
    return Appointment(f"{x.id}-{int(x.began or 0)}-{name}@valuemap", at, said, day)
