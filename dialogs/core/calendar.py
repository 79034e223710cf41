"""When things happen: closes, reminders, office mornings, working weeks.

Pure calendar arithmetic. Moments are UTC seconds; days are calendar days in a zone, hours are
elapsed time. A local time that a clock change skips is taken as the moment after the gap; one
that occurs twice is taken at its first occurrence.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.script import SECONDS, Closes, Step

OFFICE = (time(9), time(17))
"""Office hours: nobody is reminded outside them, and nothing is released to an empty office."""

LAST_MINUTE = 3600.0
"""Seconds before a close in which nobody is reminded any more: it would only press."""


def local(at: float, zone: str) -> datetime:
    """The moment on the clock of the zone."""
    return datetime.fromtimestamp(at, ZoneInfo(zone))


def moment(day: date, clock: time, zone: str) -> float:
    """UTC seconds of a local day and time."""
    naive = datetime.combine(day, clock, ZoneInfo(zone))
    # A skipped local time is read with the offset from before the gap, which lands after it.
    return naive.astimezone(UTC).timestamp()


def clock(text: str) -> time:
    """`16:00` as a time."""
    return time.fromisoformat(text)


def later(at: float, duration: str, zone: str, on: str | None = None) -> float:
    """`duration` after `at`: whole days keep the local time, or take the time `on`."""
    number, unit = int(duration[:-1]), duration[-1]
    if unit != "d":
        return at + number * SECONDS[unit]
    start = local(at, zone)
    clock_time = clock(on) if on else start.time()
    return moment(start.date() + timedelta(days=number), clock_time, zone)


def closes_at(closes: Closes, opened: float, start: float, zone: str) -> float | None:
    """When a step closes that was opened at `opened`; None where somebody must tap.

    Days count from `start` if that is later: a week set up on Friday begins on Monday.
    """
    if closes.after is None:
        return None
    return later(max(opened, start), closes.after, zone, closes.at)


def reminders(step: Step, opened: float, closes: float, zone: str) -> tuple[float, ...]:
    """When people are reminded of a step, in order: in office hours, and never after it closed."""
    return tuple(sorted(_reminders(step.remind, opened, closes, zone)))


def _reminders(texts: Iterable[str], opened: float, closes: float, zone: str) -> Iterable[float]:
    for text in texts:
        if text.endswith("%"):
            at = opened + (closes - opened) * int(text[:-1]) / 100
        else:
            at = closes - int(text[:-1]) * SECONDS[text[-1]]
        at = office_hours(at, zone)
        if opened < at < closes - LAST_MINUTE:
            yield at


def is_office_day(day: date) -> bool:
    """Monday to Friday. Public holidays are the facilitator's business."""
    return day.weekday() < 5


def office_hours(at: float, zone: str) -> float:
    """`at` itself in office hours, else the next morning they begin."""
    here = local(at, zone)
    if is_office_day(here.date()) and OFFICE[0] <= here.time() < OFFICE[1]:
        return at
    if is_office_day(here.date()) and here.time() < OFFICE[0]:
        return moment(here.date(), OFFICE[0], zone)
    return next_office_morning(at, zone)


def next_office_morning(at: float, zone: str) -> float:
    """Nine o'clock on the next working day after the day of `at`."""
    day = local(at, zone).date() + timedelta(days=1)
    while not is_office_day(day):
        day += timedelta(days=1)
    return moment(day, OFFICE[0], zone)


def next_week(at: float, zone: str) -> tuple[date, date]:
    """Monday and Friday of the next working week that is still whole at `at`."""
    here = local(at, zone)
    ahead = -here.weekday() % 7
    if ahead == 0 and here.time() >= time(12):
        ahead = 7
    monday = here.date() + timedelta(days=ahead)
    return monday, monday + timedelta(days=4)


def day_of(text: str) -> date:
    """A day written `2026-11-23`. Raises `ValueError`."""
    return date.fromisoformat(text)
