"""One language: every sentence the bot says, with its plurals, dates and lists.

Sentences stand in `words/xx.toml`, one key each, with `{name}` where a value goes; a plural is a
table with `one` and `other`, chosen by `{n}` as the language's `plural` says. Values are escaped; a
sentence is plain text and carries no markup: that is the templates' part. How the files are read
stands in `sentences.py`.
"""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dialogs.instead import PLACEHOLDER, PLURALS, REFERENCE, fitting
from framework.pack import Framework

HOUR = 60
"""Minutes below which these are counted: `in 40 minutes` says more than the time."""


VOWELS = "aeiouyœæ"
"""Letters before which, and before h, an article is elided in a language that does so."""


class Words:
    """The sentences of one language."""

    def __init__(
        self,
        language: str,
        sentences: Mapping[str, str],
        templates: Environment,
        names: Mapping[str, str] | None = None,
        own: frozenset[str] = frozenset(),
    ) -> None:
        """`names`: how things are called in these sentences, for those that come in later.

        `own`: the keys of what an organisation says itself, which no framework says otherwise.
        """
        self.language = language
        self.sentences = sentences
        self._names = names or {}
        self._own = own
        self._parts: dict[str, list[str]] = {}  # of the sentences that were said
        self._templates = templates
        self._worded: dict[str, Words] = {}
        self._of: dict[Framework, Words] = {}

    def worded(self, section: str) -> "Words":
        """This language with the sentences of a section in the place of those of the same key."""
        if not section:
            return self
        if section not in self._worded:
            start = f"{section}."
            every = self.sentences.items()
            own = {key.removeprefix(start): t for key, t in every if key.startswith(start)}
            whole = {**self.sentences, **own}
            self._worded[section] = Words(self.language, whole, self._templates)
        return self._worded[section]

    def of(self, pack: Framework) -> "Words":
        """This language with the sentences that read otherwise with a framework."""
        if pack not in self._of:
            texts = pack.texts.get(self.language)
            fit, _ = fitting(texts.words, self.sentences) if texts else ({}, [])
            own = {key: self._named(text) for key, text in fit.items() if key not in self._own}
            whole = Words(self.language, {**self.sentences, **own}, self._templates, self._names)
            self._of[pack] = whole if own else self
        return self._of[pack]

    def _named(self, text: str) -> str:
        """A sentence with the labels that it names, and things called as they are here."""
        known = self.sentences
        named = REFERENCE.sub(lambda found: known.get(found[1], found[0]), text)
        return renamed(named, self._names)

    def say(self, key: str, **values: Any) -> Markup:
        """The sentence with its values, escaped for small HTML.

        A key with plurals takes the form that `n` asks for. Raises `KeyError` for a key or a value
        that is not there: a mistake of the program, found by tests.
        """
        return Markup(self._filled(key, values, escape))

    def text(self, key: str, **values: Any) -> str:
        """The same as plain text, for what knows no markup: buttons, pages, files."""
        return self._filled(key, values, _plain)

    def _filled(self, key: str, values: Mapping[str, Any], put: Callable[[Any], str]) -> str:
        filled = list(self._split(key) or self._plural(key, values.get("n")))
        filled[1::2] = [put(values[name]) for name in filled[1::2]]
        return "".join(filled)

    def _split(self, key: str) -> list[str] | None:
        """A sentence, the names of its values at every second place; None where there is none."""
        if key not in self._parts and key in self.sentences:
            self._parts[key] = PLACEHOLDER.split(self.sentences[key])
        return self._parts.get(key)

    def _plural(self, key: str, n: object) -> list[str]:
        ones = PLURALS[self.sentences.get("language.plural", "one")]
        found = self._split(f"{key}.{'one' if n in ones else 'other'}")
        if found is None:
            raise KeyError(f"{self.language}.toml has no sentence {key}")
        return found

    def called(self, names: Mapping[str, str]) -> "Words":
        """The same sentences, in which things are called so: `the group` is `the channel`."""
        if not names:
            return self
        made = {key: renamed(text, names) for key, text in self.sentences.items()}
        return Words(self.language, made, self._templates, names, self._own)

    @property
    def name(self) -> str:
        """What the language calls itself: `Español`."""
        return self.text("language.name")

    @property
    def draft(self) -> bool:
        """Whether nobody whose language it is has read the sentences yet."""
        return self.has("language.draft")

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.sentences

    def date(self, at: float, zone: str) -> Markup:
        """A moment as people say it: `Thursday 26 November, 12:00 (Port of Spain)`."""
        here = dt.datetime.fromtimestamp(at, ZoneInfo(zone))
        return self.say(
            "calendar.moment",
            weekday=self.weekday(here.weekday()),
            day=self.day_number(here.day),
            month=self.month(here.month),
            time=here.strftime("%H:%M"),
            zone=city(zone),
        )

    def soon(self, at: float, now: float, zone: str) -> Markup:
        """A moment from `now`: `in 40 minutes`, `tomorrow at 12:00`; else the whole date.

        Only for what is read at once and gone: tomorrow it would be wrong.
        """
        minutes = math.ceil((at - now) / 60)
        if 0 < minutes < HOUR:
            return self.say("calendar.in_minutes", n=minutes)
        here, today = (dt.datetime.fromtimestamp(each, ZoneInfo(zone)) for each in (at, now))
        days = (here.date() - today.date()).days
        if days not in (0, 1):
            return self.date(at, zone)
        key = "calendar.tomorrow" if days else "calendar.today"
        return self.say(key, time=here.strftime("%H:%M"), zone=city(zone))

    def day(self, at: float, zone: str) -> Markup:
        """A day of a moment, with its year: `30 November 2026`."""
        return self.plain_day(dt.datetime.fromtimestamp(at, ZoneInfo(zone)))

    def plain_day(self, day: dt.date) -> Markup:
        """A day with its year: `30 November 2026`."""
        number, month = self.day_number(day.day), self.month(day.month)
        return self.say("calendar.day", day=number, month=month, year=day.year)

    def full(self, at: float, zone: str) -> Markup:
        """A moment with everything: `Friday 4 December 2026, 16:00`."""
        here = dt.datetime.fromtimestamp(at, ZoneInfo(zone))
        return self.say("calendar.full", day=self.full_day(here), time=here.strftime("%H:%M"))

    def full_day(self, day: dt.date) -> Markup:
        """A day with its weekday and year: `Friday 4 December 2026`."""
        return self.say(
            "calendar.full_day",
            weekday=self.weekday(day.weekday()),
            day=self.day_number(day.day),
            month=self.month(day.month),
            year=day.year,
        )

    def weekday_and_day(self, day: dt.date) -> Markup:
        """A day with its weekday: `Friday 25 December`."""
        return self.say(
            "calendar.weekday_and_day",
            weekday=self.weekday(day.weekday()),
            day=self.day_number(day.day),
            month=self.month(day.month),
        )

    def day_number(self, day: int) -> str:
        """A day of a month: `1`, or `1er` where a language says `calendar.day_1` so."""
        return self.sentences.get(f"calendar.day_{day}", str(day))

    def country(self, code: str) -> str:
        """The name of a country; of one that the language has no name for, its code."""
        return self.sentences.get(f"country.{code.lower()}", code)

    def weekday(self, number: int) -> Markup:
        """The name of a weekday, Monday 0."""
        return self.say(f"calendar.weekday_{number + 1}")

    def month(self, number: int) -> Markup:
        """The name of a month, January 1."""
        return self.say(f"calendar.month_{number}")

    def listed(self, things: Iterable[str]) -> Markup:
        """Names in a row: `Legality, Competence and Trust`."""
        names = [Markup.escape(thing) for thing in things]
        if len(names) < 2:
            return names[0] if names else Markup("")
        return self.say("list.last", others=Markup(", ").join(names[:-1]), last=names[-1])

    def apart(self, things: Iterable[str]) -> str:
        """Parts in a row that have commas of their own: `large; information needed`."""
        return reduce(self._apart, things) if (things := [*things]) else ""

    def _apart(self, others: str, last: str) -> str:
        return self.text("list.apart", others=others, last=last)

    def definite(self, noun: str) -> str:
        """A noun with the definite article: `a chatbot` is `the chatbot`, `un avis` is `l'avis`."""
        first, _, rest = noun.partition(" ")
        article = self.sentences.get(f"article.{first.lower()}")
        if not article or not rest:
            return noun
        elided = self.sentences.get("article.elided")
        if elided and article[-1] in VOWELS and _plain_letter(rest[0]) in VOWELS + "h":
            return elided + rest
        return f"{article} {rest}"

    def render(self, template: str, **values: Any) -> Markup:
        """A layout filled in. `say` and `words` are there for its sentences."""
        page = self._templates.get_template(f"{template}.html.j2")
        return Markup(page.render(values, say=self.say, words=self).strip())


def _plain_letter(letter: str) -> str:
    """A letter without its accent, small: `É` is `e`."""
    return unicodedata.normalize("NFD", letter)[0].lower()


def _plain(value: Any) -> str:
    return value.unescape() if isinstance(value, Markup) else str(value)


def renamed(text: str, names: Mapping[str, str]) -> str:
    """A text with these phrases in the place of others, the longest first; no part of a word."""
    longest = sorted(names, key=len, reverse=True)
    phrase = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in longest))
    return phrase.sub(lambda found: names[found[0]], text) if names else text


def city(zone: str) -> str:
    """What people call a zone: `America/Port_of_Spain` is Port of Spain."""
    return zone.rpartition("/")[2].replace("_", " ")


@cache
def environment(*folders: Path) -> Environment:
    """The layouts in these folders, the first that has one wins; each is compiled once."""
    return Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
