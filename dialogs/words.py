"""One language: every sentence the bot says, with its plurals, dates and lists.

Sentences stand in `words/xx.toml`, one key each, with `{name}` where a value goes; a plural is a
table with `one` and `other`, chosen by `{n}`. Values are escaped; a sentence is plain text and
carries no markup: that is the templates' part.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from framework.files import DataError, Problem, read_toml

PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")
"""Where a value goes in a sentence."""


class WordsError(DataError):
    """Words that are missing or wrong, with everything that is."""


class Words:
    """The sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, str], templates: Environment) -> None:
        self.language = language
        self.sentences = sentences
        self._parts = {key: PLACEHOLDER.split(text) for key, text in sentences.items()}
        self._templates = templates

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
        parts = self._parts.get(key)
        if parts is None:
            parts = self._parts[f"{key}.{'one' if values['n'] == 1 else 'other'}"]
        filled = list(parts)
        filled[1::2] = [put(values[name]) for name in parts[1::2]]
        return "".join(filled)

    def has(self, key: str) -> bool:
        """Whether there is such a sentence."""
        return key in self.sentences

    def date(self, at: float, zone: str) -> Markup:
        """A moment as people say it: `Thursday 26 November, 12:00 (Port of Spain)`."""
        here = datetime.fromtimestamp(at, ZoneInfo(zone))
        return self.say(
            "calendar.moment",
            weekday=self.weekday(here.weekday()),
            day=here.day,
            month=self.month(here.month),
            time=here.strftime("%H:%M"),
            zone=city(zone),
        )

    def day(self, at: float, zone: str) -> Markup:
        """A day of a moment, with its year: `30 November 2026`."""
        here = datetime.fromtimestamp(at, ZoneInfo(zone))
        return self.say("calendar.day", day=here.day, month=self.month(here.month), year=here.year)

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

    def definite(self, noun: str) -> str:
        """A noun with the definite article: `a chatbot` becomes `the chatbot`."""
        first, _, rest = noun.partition(" ")
        article = self.sentences.get(f"article.{first.lower()}")
        return f"{article} {rest}" if article and rest else noun

    def render(self, template: str, **values: Any) -> Markup:
        """A layout filled in. `say` and `words` are there for its sentences."""
        page = self._templates.get_template(f"{template}.html.j2")
        return Markup(page.render(values, say=self.say, words=self).strip())


def _plain(value: Any) -> str:
    return value.unescape() if isinstance(value, Markup) else str(value)


def city(zone: str) -> str:
    """What people call a zone: `America/Port_of_Spain` is Port of Spain."""
    return zone.rpartition("/")[2].replace("_", " ")


def environment(*folders: Path) -> Environment:
    """The layouts in these folders, the first that has one wins."""
    return Environment(
        loader=FileSystemLoader([str(folder) for folder in folders]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def flatten(raw: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested tables as one: `[board] title = …` is `board.title`. Other than texts: `TypeError`."""
    flat: dict[str, str] = {}
    for name, value in raw.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            flat[prefix + name] = value
        else:
            raise TypeError(f"{prefix}{name}")
    return flat


def parse(files: Mapping[str, Mapping[str, Any]], templates: Environment) -> dict[str, Words]:
    """The languages by their code. The first is the measure: the others must say as much.

    Raises `WordsError` with every missing, unknown or differently filled sentence, and with every
    one that would be taken for markup.
    """
    problems: list[Problem] = []
    flat: dict[str, dict[str, str]] = {}
    for language, raw in files.items():
        try:
            flat[language] = flatten(raw)
        except TypeError as error:
            problems.append(Problem(f"{language}.toml", str(error), "must be a text in quotes"))
    for language, sentences in flat.items():
        problems += [
            Problem(f"{language}.toml", key, "must be plain text, without <, > or &")
            for key, text in sentences.items()
            if set("<>&") & set(text)
        ]
    if flat:
        problems += _differences(flat)
    if problems:
        raise WordsError(problems)
    return {language: Words(language, flat[language], templates) for language in flat}


def _differences(flat: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    first, *others = flat
    found: list[Problem] = []
    for language in others:
        ours, theirs = flat[first], flat[language]
        file = f"{language}.toml"
        found += [
            Problem(file, key, f"is missing; {first}.toml has it")
            for key in ours
            if key not in theirs and not key.startswith("article.")
        ]
        found += [
            Problem(file, key, f"is unknown; {first}.toml has no such sentence")
            for key in theirs
            if key not in ours and not key.startswith("article.")
        ]
        found += [
            Problem(file, key, _filled(ours[key], theirs[key]))
            for key in ours
            if key in theirs and _filled(ours[key], theirs[key])
        ]
    return found


def _filled(ours: str, theirs: str) -> str:
    """What is wrong with the placeholders of a translation, if anything."""
    here, there = set(PLACEHOLDER.findall(theirs)), set(PLACEHOLDER.findall(ours))
    if here - there:
        return f"uses {{{min(here - there)}}}, which this sentence does not have"
    if there - here - {"n"}:
        return f"leaves out {{{min(there - here)}}}"
    return ""


def load(
    folders: Iterable[Path], templates: Environment, beside: Iterable[Path] = ()
) -> dict[str, Words]:
    """All languages of these folders; a file in an earlier folder takes the place of a later one.

    `beside` are folders with sentences that each platform brings for itself: a language gets those
    that its own file does not have. Raises `WordsError`.
    """
    paths: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            paths.setdefault(path.stem, path)
    try:
        files = {lang: _with(beside, lang, read_toml(paths[lang])) for lang in sorted(paths)}
    except DataError as error:
        raise WordsError(error.problems) from None
    return parse(files, templates)


def _with(beside: Iterable[Path], language: str, own: Mapping[str, Any]) -> Mapping[str, Any]:
    """The sentences of a language, over those that these folders have in it."""
    for path in (folder / f"{language}.toml" for folder in beside):
        own = _over(read_toml(path), own) if path.exists() else own
    return own


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Mapping[str, Any]:
    """Two nested tables as one; where both have a text, the one above counts."""
    both = {
        key: _over(below[key], above[key])
        for key in below.keys() & above.keys()
        if isinstance(below[key], Mapping) and isinstance(above[key], Mapping)
    }
    return {**below, **above, **both}
