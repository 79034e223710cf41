"""Calendar files (`.ics`, RFC 5545): an event for each date, in UTC, or a whole day.

Lines end in CRLF and are folded at 75 octets (section 3.1); backslashes, semicolons, commas and
line breaks in texts are escaped (3.3.11).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from dialogs.core.post import Appointment

OCTETS = 75
"""Octets of a line, without its end."""

ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r\n": "\\n", "\n": "\\n", "\r": "\\n"}


def ics(entries: Iterable[Appointment], made: float) -> bytes:
    """A calendar with these entries; `made`: UTC seconds at which it was asked for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//valuemap//exercise//EN"]
    for entry in entries:
        lines += _event(entry, made)
    folded = (part for line in (*lines, "END:VCALENDAR") for part in _folded(line))
    return "".join(f"{part}\r\n" for part in folded).encode()


def _event(entry: Appointment, made: float) -> Iterator[str]:
    """`SEQUENCE` grows with time: of two files a calendar keeps what the later one says."""
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_utc(made)}"
    yield f"SEQUENCE:{int(made) // 60 % 2**31}"
    if entry.day:
        day = date.fromisoformat(entry.day)
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"
    else:
        yield f"DTSTART:{_utc(entry.at)}"
    yield f"SUMMARY:{_escaped(entry.text)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign, said in ESCAPED.items():
        text = text.replace(sign, said)
    return "".join(c for c in text if c >= " " and c != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of so many octets at most, never inside a letter; each next after a space.

    The space counts.
    """
    part = ""
    for letter in line:
        if len((part + letter).encode()) > OCTETS:
            yield part
            part = " "
        part += letter
    yield part
