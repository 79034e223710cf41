"""When things happen: closes, reminders, office mornings, working weeks.

Pure calendar arithmetic. Moments are UTC seconds; days are calendar days in a zone, hours are
elapsed time. A local time that a clock change skips is taken as the moment after the gap; one
that occurs twice is taken at its first occurrence.
"""

import math
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dialogs.core.script import SECONDS, Closes, Step

OFFICE = (time(9), time(17))
"""Office hours: nobody is reminded outside them, and nothing is released to an empty office."""

Holidays = Callable[[date], bool]
"""Which days are public holidays; who calls knows of which country."""


def no_holidays(day: date) -> bool:
    """Of a country that is not known."""
    return False


LAST_MINUTE = 3600.0
"""Seconds before a close in which nobody is reminded any more: it would only press."""


MINUTE = 60.0
"""Seconds: people read hours and minutes."""


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


def closes_at(
    closes: Closes, opened: float, start: float, zone: str, off: Holidays = no_holidays
) -> float | None:
    """When a step closes that was opened at `opened`; None where somebody must tap.

    Days count from `start` if that is later: a week set up on Friday begins on Monday.
    """
    if closes.after is None:
        return None
    begins = max(opened, start)
    after = _over_weekends(begins, closes.after, zone) if closes.days else closes.after
    return past_holidays(later(begins, after, zone, closes.at), zone, off)


def _over_weekends(at: float, duration: str, zone: str) -> str:
    """So many days from Monday to Friday as calendar days: from a Wednesday `3d` are `5d`."""
    first = day = local(at, zone).date()
    for _ in range(int(duration[:-1])):
        day = next_office_day(day)
    return f"{(day - first).days}d"


def whole_minute(at: float) -> float:
    """`at`, or the next whole minute: a close is not before the time that people read."""
    return math.ceil(at / MINUTE) * MINUTE


def at_work(at: float, zone: str, off: Holidays) -> float:
    """`at` itself, or that time on the next working day."""
    here = local(at, zone)
    if is_office_day(here.date(), off):
        return at
    return moment(next_office_day(here.date(), off), here.time(), zone)


def past_holidays(at: float, zone: str, off: Holidays) -> float:
    """`at` itself, or on a holiday that time on the next working day."""
    here = local(at, zone)
    if not off(here.date()):
        return at
    return moment(next_office_day(here.date(), off), here.time(), zone)


def reminders(
    step: Step, opened: float, closes: float, zone: str, off: Holidays = no_holidays
) -> tuple[float, ...]:
    """When people are reminded of a step, in order: in office hours, and never after it closed."""
    return tuple(sorted(_reminders(step.remind, opened, closes, zone, off)))


def _reminders(
    texts: Iterable[str], opened: float, closes: float, zone: str, off: Holidays
) -> Iterable[float]:
    for text in texts:
        if text.endswith("%"):
            at = opened + (closes - opened) * int(text[:-1]) / 100
        else:
            at = before_days_off(closes - int(text[:-1]) * SECONDS[text[-1]], zone, off)
        at = office_hours(at, zone, off)
        if opened < at < closes - LAST_MINUTE:
            yield at


def before_days_off(at: float, zone: str, off: Holidays) -> float:
    """`at` itself, or that time on the last working day before: past the weekend is too late."""
    here = local(at, zone)
    day = here.date()
    while not is_office_day(day, off):
        day -= timedelta(days=1)
    return moment(day, here.time(), zone)


def is_office_day(day: date, off: Holidays = no_holidays) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < 5 and not off(day)


def next_office_day(day: date, off: Holidays = no_holidays) -> date:
    """The first working day after this one."""
    day += timedelta(days=1)
    while not is_office_day(day, off):
        day += timedelta(days=1)
    return day


def office_hours(at: float, zone: str, off: Holidays = no_holidays) -> float:
    """`at` itself in office hours, else the next morning they begin."""
    here = local(at, zone)
    at_work = is_office_day(here.date(), off)
    if at_work and OFFICE[0] <= here.time() < OFFICE[1]:
        return at
    if at_work and here.time() < OFFICE[0]:
        return moment(here.date(), OFFICE[0], zone)
    return next_office_morning(at, zone, off)


def next_office_morning(at: float, zone: str, off: Holidays = no_holidays) -> float:
    """Nine o'clock on the next working day after the day of `at`."""
    return moment(next_office_day(local(at, zone).date(), off), OFFICE[0], zone)


def holidays_in_week(day: date, off: Holidays) -> tuple[date, ...]:
    """The holidays on working days of a week that begins on this day."""
    week = (day + timedelta(days=n) for n in range(7))
    return tuple(each for each in week if each.weekday() < 5 and off(each))


def week_without_holidays(day: date, off: Holidays) -> date:
    """The first Monday after this day whose week has no holiday; a month on, if they all have."""
    mondays = [day + timedelta(days=7 * n - day.weekday()) for n in range(1, 6)]
    return next((each for each in mondays if not holidays_in_week(each, off)), mondays[-1])


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
