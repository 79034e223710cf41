"""Read a deadline that somebody typed: `tomorrow`, `Fri 5pm`, `4 Dec 16:00`, `1w`, `viernes 16:00`.

The words of a language stand in its words file (`[deadline]`, and the names of days and months), so
a language is data. A text becomes symbols, and every way to take these as a day and a time is
tried: what can be taken in two ways has two readings, and whoever wrote it is asked which.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import product

from dialogs.core.calendar import later, local, moment
from dialogs.core.decision import Decision, refuse
from dialogs.core.post import Reply
from dialogs.words import Words

MOST = 80
"""Characters of a deadline: a longer text is something else."""

LATELY = timedelta(days=60)
"""Who names a day of the last weeks has the wrong month, not next year, in mind."""

NIGHT = range(1, 8)
"""Hours at which nothing closes: `4:30` may well be meant for the afternoon, `9:30` may not."""

PATHS = 16
"""Ways to read the words of one text that are looked at: more is no deadline."""

DAY = 24 * 60
"""Minutes of a day. A time is the minutes since midnight; a whole day's is the end of that day."""

NAMED = ("today", "tomorrow", "day_after", "next", "this", "more", "within", "at")
CLOCK = ("am", "pm", "noon", "midnight")
UNITS = {"minute": "m", "hour": "h", "day": "d", "week": "w"}
LISTS = ("numbers", "short_weekdays", "short_months")
SPELLED = (*NAMED, *CLOCK, *UNITS, *LISTS, "left_out")
"""What a words file spells in `[deadline]`: spellings between commas; in a list, one place each."""

Symbols = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may mean: moments to come, the earliest first; without any, one that is past.

    Neither: it was not understood. UTC seconds.
    """

    ahead: tuple[float, ...] = ()
    past: float | None = None

    def days(self, zone: str) -> tuple[date, ...]:
        """The days to come that are meant, where a day is asked for."""
        return tuple(sorted({local(m, zone).date() for m in self.ahead}))


def read(
    text: str, words: Words, at: float, zone: str, base: float | None = None, on: int = DAY - 1
) -> Reading:
    """The moments after `at` that somebody may mean who writes in this language, in this zone.

    `1d` counts from `base` (from `at` without one), `in 1 day` from `at`; `18h` is a length, and
    `at 18h` a time; a day without a time is taken at `on` minutes after midnight.
    """
    found: set[float] = set()
    for symbols in _symbols(text, words):
        sentence = " ".join(symbols)
        lasting = _lasting(sentence, at, at if base is None else base, zone)
        plain = tuple(symbol for symbol in symbols if symbol != "at")
        found |= {lasting} if lasting else set(_moments(plain, at, zone, on))
    ahead = tuple(sorted(m for m in found if m > at))
    return Reading(ahead, None if ahead or not found else max(found))


def ask_back(found: Reading, zone: str, unknown: Decision, which: str = "refuse.which") -> Decision:
    """What somebody hears whose text gave no single moment, or day: which of two, or `unknown`.

    `which` asks it; `refuse.which` where a day was asked for.
    """
    days = which == "refuse.which"
    meant: tuple[float, ...] | tuple[date, ...] = found.days(zone) if days else found.ahead
    if found.past is not None:
        return refuse("past", meant=local(found.past, zone).date() if days else found.past)
    if len(meant) < 2:
        return unknown
    first, second = meant[:2]
    said = {"one": _iso(first, zone), "other": _iso(second, zone)}
    return (), Reply(which, {"first": first, "second": second, **said})


def _iso(meant: float | date, zone: str) -> str:
    if isinstance(meant, date):
        return meant.isoformat()
    return local(meant, zone).strftime("%Y-%m-%d %H:%M")


# -- from a text to symbols ------------------------------------------------------------------------


def bare(text: str) -> str:
    """Small letters without accents and without dots of abbreviations: people write `miercoles`."""
    parts = unicodedata.normalize("NFKD", re.sub("[ºª°]", "", text.strip().lower()))
    plain = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return re.sub(r"(?<=[0-9])t(?=[0-9])", " ", re.sub(r"(?<=[a-z])\.", " ", plain))


def _tokens(text: str) -> Symbols:
    return tuple(re.findall(r"[0-9]+|[^\W\d_]+|[^\s,]", bare(text)))


def _spelled(words: Words) -> dict[Symbols, tuple[str, ...]]:
    """What each spelling of the language may stand for: `in the afternoon` is `pm`."""
    found: dict[Symbols, tuple[str, ...]] = {}
    for name in (*NAMED, *CLOCK, *UNITS, "left_out"):
        for spelling in words.text(f"deadline.{name}").split(","):
            found[_tokens(spelling)] = ("" if name == "left_out" else UNITS.get(name, name),)
    for name, symbol, first in (("numbers", "", 1), ("weekdays", "W", 0), ("months", "M", 1)):
        listed = words.text(f"deadline.{name if not symbol else f'short_{name}'}").split(",")
        for number, spellings in enumerate(listed, first):
            for spelling in spellings.split():
                key = _tokens(spelling)
                found[key] = (*found.get(key, ()), f"{symbol}{number}")
    return found


def _names(words: Words) -> dict[str, str]:
    """The names of days and months as symbols: `W0` is Monday, `M1` January."""
    days = {f"W{n}": bare(str(words.weekday(n))) for n in range(7)}
    return days | {f"M{n}": bare(str(words.month(n))) for n in range(1, 13)}


def _symbols(text: str, words: Words) -> Iterator[Symbols]:
    """Every way to take the words of the text; none where one is not known."""
    tokens = _tokens(text) if len(text) <= MOST else ()
    spelled, names = _spelled(words), _names(words)
    chosen: list[tuple[str, ...]] = []
    while tokens:
        length = next((n for n in range(min(6, len(tokens)), 0, -1) if tokens[:n] in spelled), 1)
        meant = spelled.get(tokens[:length], ())
        chosen.append(tuple(dict.fromkeys((*meant, *_named(tokens[:length], names)))))
        tokens = tokens[length:]
    paths = 1
    for each in chosen:
        paths *= len(each)
    if 0 < paths <= PATHS:
        yield from (tuple(filter(None, path)) for path in product(*chosen))


def _named(tokens: Symbols, names: dict[str, str]) -> Iterable[str]:
    """A number or a sign is itself; at least three letters may begin a name: `fri`, `sept`."""
    word = tokens[0]
    if len(tokens) > 1:
        return ()
    if not word.isalpha():
        return (word,) if re.fullmatch(r"[0-9]{1,4}|[-/.:]", word) else ()
    return (s for s, name in names.items() if len(word) > 2 and name.startswith(word))


# -- how long --------------------------------------------------------------------------------------


def _lasting(sentence: str, at: float, base: float, zone: str) -> float | None:
    """A length of time: `1 d`, `more w`, `within 2 h`, `1 h 30 m`."""
    more = "more" in sentence
    plain = " ".join(s for s in sentence.split() if s != "more")
    found = re.fullmatch(r"(within )?((?:[0-9]{1,3} [mhdw] ?)+)", plain)
    if more and plain in UNITS.values():
        found = re.fullmatch("(within )?(.*)", f"1 {plain}")
    if found is None:
        return None
    end = start = at if found[1] else base
    for number, unit in re.findall("([0-9]+) ([mhdw])", found[2]):
        days = int(number) * 7 if unit == "w" else int(number)
        end = later(end, f"{days}{'d' if unit == 'w' else unit}", zone)
    return end if end > start else None


# -- which day, at what time -----------------------------------------------------------------------


def _moments(symbols: Symbols, at: float, zone: str, on: int) -> Iterator[float]:
    """A day and a time in either order, or one of them, by each way of reading."""
    today = local(at, zone).date()
    for day, clock in _parts(symbols):
        clocks = tuple(_clocks(clock)) if clock else (on,)
        days = _days(day, today) if day else ((today, today + timedelta(1)),)
        for several in days:
            yield from (_first(several, minutes, at, zone) for minutes in clocks)


def _parts(symbols: Symbols) -> Iterator[tuple[str, str]]:
    """What may be the day, and what the time: a mere number before a day is no time, `4 mar`."""
    for cut in range(len(symbols) + 1 if symbols else 0):
        first, last = " ".join(symbols[:cut]), " ".join(symbols[cut:])
        yield first, last
        if first and last and not first.isdigit():
            yield last, first


def _first(days: tuple[date, ...], minutes: int, at: float, zone: str) -> float:
    """The moment on the first of these days on which it is still to come; else on the last."""
    for day in days:
        clock = time(minutes % DAY // 60, minutes % 60)
        found = moment(day + timedelta(minutes // DAY), clock, zone)
        if found > at:
            break
    return found


def _clocks(text: str) -> Iterator[int]:
    """Times in minutes since midnight: `16 : 00 h`, `5 pm`, `5` (may be either), `16 h 30`."""
    named = {"noon": (DAY // 2,), "midnight": (0, DAY)}
    yield from named.get(text, ())
    found = re.fullmatch(r"([0-9]{1,2})(?: ?[:.h] ?([0-9]{2})(?: h)?| h)?(?: (am|pm))?", text)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return
    yield from (hour * 60 + int(found[2] or 0) for hour in _hours(*found.groups()))


def _hours(written: str, minutes: str | None, half: str | None) -> tuple[int, ...]:
    hour = int(written)
    if half:
        return (hour % 12 + 12 * (half == "pm"),) if 0 < hour <= 12 else ()
    either = hour in NIGHT if minutes else 0 < hour < 12
    return (hour, hour + 12) if either and not written.startswith("0") else (hour,)


def _days(text: str, today: date) -> Iterator[tuple[date, ...]]:
    """Days, each as those of which the first that is to come is meant."""
    for pattern, rule in RULES:
        found = re.fullmatch(pattern, text)
        if found:
            yield from (days for days in rule(found, today) if days)


def _weekday(found: re.Match[str], today: date) -> Iterator[tuple[date, ...]]:
    day = today + timedelta((int(found[1]) - today.weekday()) % 7)
    yield day, day + timedelta(7)


def _next(found: re.Match[str], today: date) -> Iterator[tuple[date, ...]]:
    """`next Friday`: the coming one to some, that of next week to others."""
    number = int(found[1] or found[2])
    coming = today + timedelta((number - today.weekday() - 1) % 7 + 1)
    yield from {(coming,), (today + timedelta(7 - today.weekday() + number),)}


def _checked(found: re.Match[str], today: date) -> Iterator[tuple[date, ...]]:
    """`Friday 4 December`: the day on which both hold, or one reading of each."""
    dates = [days for days in _days(found[2], today) if len(days) == 1]
    both = [days for days in dates if days[0].weekday() == int(found[1])]
    yield from both or (*dates, *(_weekday(found, today) if dates else ()))


def _numeric(found: re.Match[str], today: date) -> Iterator[tuple[date, ...]]:
    """`4/12`: the day first, or the month."""
    one, other, year = int(found[1]), int(found[3]), found[4] or ""
    year = f"20{year}" if len(year) == 2 else year
    yield from {_date(year, other, one, today), _date(year, one, other, today)}


def _date(year: str | None, month: int, day: int, today: date) -> tuple[date, ...]:
    """That day; without a year the next time it comes, unless it was lately. Empty: no such day."""
    years = (int(year),) if year else range(today.year, today.year + 9)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year or found >= today - LATELY:
            return (found,) if 1970 <= found.year < 9999 else ()
    return ()


Rule = Callable[[re.Match[str], date], Iterable[tuple[date, ...]]]

# What names a day, in symbols. A text that fits two rows has two readings.
RULES: tuple[tuple[str, Rule], ...] = (
    ("(?:this )?today", lambda found, today: ((today,),)),
    ("tomorrow", lambda found, today: ((today + timedelta(1),),)),
    ("day_after", lambda found, today: ((today + timedelta(2),),)),
    (r"(?:this )?W([0-6])", _weekday),
    (r"next W([0-6])|W([0-6]) next", _next),
    (r"W([0-6]) (.*[0-9])", _checked),
    (
        r"([0-9]{1,2}) M([0-9]+)(?: ([0-9]{4}))?",
        lambda found, today: (_date(found[3], int(found[2]), int(found[1]), today),),
    ),
    (
        r"M([0-9]+) ([0-9]{1,2})(?: ([0-9]{4}))?",
        lambda found, today: (_date(found[3], int(found[1]), int(found[2]), today),),
    ),
    (
        r"([0-9]{4}) ([-/.]) ([0-9]{1,2}) \2 ([0-9]{1,2})",
        lambda found, today: (_date(found[1], int(found[3]), int(found[4]), today),),
    ),
    (r"([0-9]{1,2}) ([-/.]) ([0-9]{1,2})(?: \2 ([0-9]{4}|[0-9]{2}))?(?: \.)?", _numeric),
)
