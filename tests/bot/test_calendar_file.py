"""Dates for somebody's own calendar: what is in the file, and that a calendar can read it."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.outputs.calendar import ics
from bot.outputs.files import make
from dialogs import show
from dialogs.core.post import Appointment
from tests.support.people import BOSS, DAY, HOUR, MONDAY, answered, posted, resulted

MADE = MONDAY


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def asked_for(play, person):
    reply = play.tap(person, "dates")
    file = show.show(play.x, f"file/{person}/{len(play.of(person).filed)}")
    return reply, file


def read(play, person):
    _, file = asked_for(play, person)
    upload = make(play.x, file)
    assert upload.name.endswith(".ics")
    return [(str(e["SUMMARY"]), e["DTSTART"].dt) for e in events(upload.content)]


@given(text=st.text(max_size=300), at=st.integers(0, 4_000_000_000))
def test_any_text_survives_and_no_line_is_too_long(text, at):
    content = ics([Appointment("1@x", float(at), text)], MADE)
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    [event] = events(content)
    plain = "".join(c for c in text.replace("\r\n", "\n").replace("\r", "\n"))
    expected = "".join(c for c in plain if c == "\n" or (c >= " " and c != "\x7f"))
    assert str(event["SUMMARY"]) == expected
    assert event["DTSTART"].dt == datetime.fromtimestamp(at, UTC)


def test_a_whole_day_and_signs_of_the_format():
    said = "Due: list; check, post \\ file\nand tell – año"
    content = ics([Appointment("2@x", MONDAY, said, "2027-01-15")], MADE)
    [event] = events(content)
    assert str(event["SUMMARY"]) == said
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2027, 1, 15), date(2027, 1, 16))
    assert (str(event["UID"]), event["DTSTAMP"].dt.timestamp()) == ("2@x", MADE)


def test_closes_and_results_as_they_are_expected():
    play = answered(2)
    said = read(play, 2)
    title = "A chatbot for the Civil Registry"
    assert [text for text, _ in said] == [
        f"Round 1 closes: {title}",
        f"Round 2 closes: {title}",
        f"Results: {title}",
    ]
    thursday, friday, monday = (at.timestamp() for _, at in said)
    assert thursday == MONDAY + 3 * DAY + 3 * HOUR
    assert friday == MONDAY + 4 * DAY + 7 * HOUR
    assert monday == MONDAY + 7 * DAY


def test_a_date_that_moves_keeps_its_name_and_the_later_file_counts():
    play = answered(2)
    _, first = asked_for(play, 2)
    play.wait(300)
    play.writes(BOSS, "/extend 1d")
    _, second = asked_for(play, 2)
    one, other = (events(make(play.x, file).content)[0] for file in (first, second))
    assert one["UID"] == other["UID"]
    assert one["SEQUENCE"] < other["SEQUENCE"]
    assert other["DTSTART"].dt.timestamp() == MONDAY + 4 * DAY + 3 * HOUR


def test_due_dates_are_their_owners_alone():
    play = resulted(6)
    play.tap(2, "take.1")
    play.tap(2, "plan")
    play.tap(2, "plan.1.due")
    play.writes(2, "15 Jan")
    [(text, day)] = [row for row in read(play, 2) if row[0].startswith("Due: ")]
    assert day == date(2027, 1, 15)
    assert len(text) > len("Due: ")
    assert asked_for(play, 3)[0].key == "refuse.no_dates"


def test_where_nothing_is_known_nothing_is_sent():
    play = posted(when="live").joins(2)
    reply, file = asked_for(play, 2)
    assert (reply.key, file) == ("refuse.no_dates", None)
