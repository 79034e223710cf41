"""Clocks that jump, weeks that are still whole, and mornings on which people are at work."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.core import calendar as when
from dialogs.core.script import Closes, Step

ZONES = ["Europe/Amsterdam", "Pacific/Auckland", "America/Paramaribo", "America/Port_of_Spain"]
MOMENTS = st.integers(1_700_000_000, 1_900_000_000).map(float)
IN_ZONES = pytest.mark.parametrize("zone", ZONES)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC).timestamp()


def at(zone, *parts):
    return datetime(*parts, tzinfo=ZoneInfo(zone)).timestamp()


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        # the clock jumps from 2:00 to 3:00: half past two is half past three
        ("Europe/Amsterdam", date(2027, 3, 28), time(2, 30), utc(2027, 3, 28, 1, 30)),
        ("Pacific/Auckland", date(2026, 9, 27), time(2, 30), utc(2026, 9, 26, 14, 30)),
        # the hour comes twice: its first time
        ("Europe/Amsterdam", date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 0, 30)),
        ("Pacific/Auckland", date(2027, 4, 4), time(2, 30), utc(2027, 4, 3, 13, 30)),
        ("America/Paramaribo", date(2027, 3, 28), time(2, 30), utc(2027, 3, 28, 5, 30)),
        ("America/Port_of_Spain", date(2026, 10, 25), time(2, 30), utc(2026, 10, 25, 6, 30)),
    ],
)
def test_nights_on_which_clocks_change(zone, day, clock, expected):
    assert when.moment(day, clock, zone) == expected


def test_a_day_may_have_23_or_25_hours_but_an_hour_is_an_hour():
    spring = at("Europe/Amsterdam", 2027, 3, 27, 12)
    autumn = at("Europe/Amsterdam", 2026, 10, 24, 12)
    assert when.later(spring, "1d", "Europe/Amsterdam") - spring == 23 * 3600
    assert when.later(autumn, "1d", "Europe/Amsterdam") - autumn == 25 * 3600
    assert when.later(spring, "24h", "Europe/Amsterdam") - spring == 24 * 3600
    assert when.later(spring, "90m", "Europe/Amsterdam") - spring == 5400


@IN_ZONES
@given(moment=MOMENTS, days=st.integers(1, 120))
def test_days_keep_the_time_or_take_the_one_given(zone, moment, days):
    here, there = when.local(moment, zone), when.local(when.later(moment, f"{days}d", zone), zone)
    assert there.date() - here.date() == timedelta(days=days)
    skipped = when.moment(there.date(), here.time(), zone)
    assert there.timestamp() == skipped
    noon = when.local(when.later(moment, f"{days}d", zone, "12:00"), zone)
    assert (noon.date(), noon.time()) == (there.date(), time(12))


def test_a_week_set_up_on_friday_begins_on_monday():
    zone = "America/Port_of_Spain"
    closes = Closes(after="3d", at="12:00")
    friday, monday = at(zone, 2026, 11, 20, 16), at(zone, 2026, 11, 23, 9)
    assert when.closes_at(closes, friday, monday, zone) == at(zone, 2026, 11, 26, 12)
    late = at(zone, 2026, 11, 24, 10)
    assert when.closes_at(closes, late, monday, zone) == at(zone, 2026, 11, 27, 12)
    assert when.closes_at(Closes(by="facilitator"), friday, monday, zone) is None


@IN_ZONES
@pytest.mark.parametrize("hour", range(24))
@pytest.mark.parametrize("day", range(7))
def test_the_next_working_week_is_still_whole(zone, day, hour):
    here = datetime(2026, 11, 23 + day, hour, tzinfo=ZoneInfo(zone))
    monday, friday = when.next_week(here.timestamp(), zone)
    assert (monday.weekday(), friday - monday) == (0, timedelta(days=4))
    ahead = datetime.combine(monday, time(12), ZoneInfo(zone)) - here
    assert timedelta(0) < ahead <= timedelta(days=7)


@IN_ZONES
@given(moment=MOMENTS)
def test_office_hours_and_mornings(zone, moment):
    office = when.local(when.office_hours(moment, zone), zone)
    assert office.timestamp() >= moment
    assert office.weekday() < 5
    assert time(9) <= office.time() < time(17)
    assert when.office_hours(office.timestamp(), zone) == office.timestamp()
    morning = when.local(when.next_office_morning(moment, zone), zone)
    assert (morning.weekday() < 5, morning.time()) == (True, time(9))
    assert 0 < (morning.date() - when.local(moment, zone).date()).days <= 3


@IN_ZONES
@given(
    opened=MOMENTS,
    length=st.integers(1, 14 * 24),
    remind=st.lists(st.sampled_from(["50%", "90%", "20h", "3h", "45m", "2d"]), max_size=2),
)
def test_reminders_come_in_office_hours_and_in_time(zone, opened, length, remind):
    closes = opened + length * 3600
    step = Step(ask="components", closes=Closes(after="1d"), remind=tuple(remind))
    found = when.reminders(step, opened, closes, zone)
    assert list(found) == sorted(found)
    assert len(found) <= len(remind)
    for moment in found:
        here = when.local(moment, zone)
        assert opened < moment < closes - 3600
        assert here.weekday() < 5
        assert time(9) <= here.time() < time(17)


def test_reminders_of_our_week():
    zone = "America/Port_of_Spain"
    step = Step(ask="components", closes=Closes(after="3d"), remind=("50%", "20h"))
    opened, closes = at(zone, 2026, 11, 23, 9), at(zone, 2026, 11, 26, 12)
    expected = (at(zone, 2026, 11, 25, 9), at(zone, 2026, 11, 25, 16))
    assert when.reminders(step, opened, closes, zone) == expected


@pytest.mark.parametrize(
    ("opens", "closes", "reminded"),
    [
        (23, (11, 26), ["Wed 09:00", "Wed 16:00"]),
        (25, (11, 30), ["Fri 16:00", "Mon 09:00"]),
        (26, (12, 1), ["Mon 09:00", "Mon 16:00"]),
        (27, (12, 2), ["Mon 09:00", "Tue 16:00"]),
        (28, (12, 2), ["Mon 10:30", "Tue 16:00"]),
    ],
)
def test_a_week_that_begins_on_any_day_closes_on_a_working_day(opens, closes, reminded):
    zone = "America/Port_of_Spain"
    own = Closes(after="3d", days="weekdays", at="12:00")
    opened, closed = at(zone, 2026, 11, opens, 9), at(zone, 2026, *closes, 12)
    assert when.closes_at(own, opened, 0.0, zone) == closed
    step = Step(ask="components", closes=own, remind=("50%", "20h"))
    found = when.reminders(step, opened, closed, zone)
    assert [when.local(each, zone).strftime("%a %H:%M") for each in found] == reminded


def test_days_of_a_script_of_ones_own_are_calendar_days():
    zone = "America/Port_of_Spain"
    closes = when.closes_at(Closes(after="3d", at="12:00"), at(zone, 2026, 11, 25, 9), 0.0, zone)
    assert closes == at(zone, 2026, 11, 28, 12)


def christmas(day):
    return day in (date(2026, 12, 25), date(2027, 1, 1))


def test_nothing_closes_or_is_released_on_a_holiday():
    zone = "America/Port_of_Spain"
    thursday, monday = at(zone, 2026, 12, 24, 12), at(zone, 2026, 12, 28, 9)
    closes = when.closes_at(Closes(after="1d", at="16:00"), thursday, 0.0, zone, christmas)
    assert closes == at(zone, 2026, 12, 28, 16)
    assert when.next_office_morning(thursday, zone, christmas) == monday
    assert when.office_hours(at(zone, 2026, 12, 25, 11), zone, christmas) == monday


def test_nobody_is_reminded_on_a_holiday():
    zone = "America/Port_of_Spain"
    step = Step(ask="components", closes=Closes(after="5d"), remind=("20h",))
    opened, closes = at(zone, 2026, 12, 21, 9), at(zone, 2026, 12, 28, 16)
    assert when.reminders(step, opened, closes, zone) == (at(zone, 2026, 12, 28, 9),)
    closes = at(zone, 2026, 12, 26, 9)  # a Saturday: no office hours are left before it
    assert when.reminders(step, opened, closes, zone) == (at(zone, 2026, 12, 25, 13),)
    assert when.reminders(step, opened, closes, zone, christmas) == (at(zone, 2026, 12, 24, 13),)


def test_weeks_with_holidays_and_the_first_without():
    assert when.holidays_in_week(date(2026, 12, 21), christmas) == (date(2026, 12, 25),)
    assert when.holidays_in_week(date(2026, 12, 26), christmas) == (date(2027, 1, 1),)
    assert when.holidays_in_week(date(2026, 12, 14), christmas) == ()
    assert when.week_without_holidays(date(2026, 12, 21), christmas) == date(2027, 1, 4)
    assert when.week_without_holidays(date(2026, 12, 21), lambda day: True) == date(2027, 1, 25)
