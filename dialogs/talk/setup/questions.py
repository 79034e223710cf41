"""The questions of the set-up: eight at most, to the facilitator alone, one at a time.

The next question is the first thing that is missing, unless the facilitator turned to another.
Names and the situation are asked in the main language of the group. In its other languages they
stand as they were written, unless the facilitator says them there too, from the preview on.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from markupsafe import Markup

from dialogs.core import calendar as when
from dialogs.core.addresses import SetupField, SetView
from dialogs.core.exercise import FEW, Exercise
from dialogs.core.post import Post
from dialogs.core.public import round as outside
from dialogs.markup import short
from dialogs.phrases import capital
from dialogs.talk.setup import choices, offers
from dialogs.words import Words, city

SPOKEN: dict[str, int] = {
    "system": 80,
    "service": 80,
    "people": 60,
    "change": 200,
    "decides": 80,
    "whether": 120,
    "situation": 400,
}
"""What can be said in every language of the group, and the most characters of each: the card of the
group holds them all and must be read on a phone."""

ONCE = ("by",)
"""What is asked once among them, in the facilitator's language."""

KEEPER_MOST = 200
"""Characters of who keeps the data: a name, an office, how to reach them."""

ANSWERED_OF_TEN = 6
"""Of ten people who are invited, so many may be expected to answer."""

NUMBER = {
    "framework": 1,
    "system": 1,
    "kind": 1,
    "service": 2,
    "people": 2,
    "change": 3,
    "decides": 4,
    "whether": 4,
    "by": 4,
    "situation": 5,
    "when": 6,
    "holiday": 6,
    "languages": 7,
    "invited": 7,
    "small_team": 7,
    "keeper": 8,
    "public": 8,
}
"""Under which number each thing is asked: what belongs together shares one. What a framework does
not ask has none, and those behind it move up."""


def wanted(x: Exercise) -> Iterable[SetupField]:
    """Everything the set-up asks, in order."""
    for field in _spoken(x, x.language):
        yield field
        if field.name == "system" and x.framework.kinds:
            yield SetupField("kind")
        if field.name == "whether":
            yield SetupField("by")
    yield SetupField("when")
    if days_off(x):
        yield SetupField("holiday")
    if len(x.spoken) > 1:
        yield SetupField("languages")
    yield SetupField("invited")
    if 0 < int(x.setup.get("invited", 0)) < FEW:
        yield SetupField("small_team")
    yield SetupField("keeper")
    for language in said_too(x):
        yield from _spoken(x, language)


def said_too(x: Exercise) -> list[str]:
    """The other languages of the group in which the facilitator says names and situation too."""
    return [code for code in x.setup.get("also", "").split() if code in x.languages[1:]]


def optional(x: Exercise) -> Iterable[SetupField]:
    """What the preview offers, and nobody must answer: whether the public is asked, too."""
    if outside.offered(x):
        yield SetupField("public")


def chosen(x: Exercise) -> Iterable[SetupField]:
    """What was chosen without a question, and can be chosen again."""
    if choices.others(x):
        yield SetupField("framework")


def _spoken(x: Exercise, language: str) -> Iterable[SetupField]:
    """What is asked in a language.

    What is considered, where the framework does not say it; who uses it, where news speak of them.
    """
    texts = x.framework.texts[language]
    left_out = {"system": texts.system is not None, "people": texts.people is None}
    return (SetupField(name, language) for name in SPOKEN if not left_out.get(name))


def _place(x: Exercise, field: SetupField) -> tuple[int, int]:
    """The number of a question, of how many."""
    numbers = sorted({NUMBER[each.name] for each in wanted(x)})
    number = NUMBER[field.name]
    return (numbers.index(number) + 1 if number in numbers else 1), len(numbers)


def asked(x: Exercise) -> SetupField | None:
    """What is asked now: what the facilitator turned to, else the first that is missing."""
    view = x.people[x.facilitator].view
    if isinstance(view, SetView):
        return view.field
    return next(missing(x), None)


def missing(x: Exercise) -> Iterator[SetupField]:
    """What must be answered and is not, in order."""
    return (field for field in wanted(x) if not _known(x, field))


def _known(x: Exercise, field: SetupField) -> bool:
    """Whether this was answered; about holidays, for the week that is chosen now."""
    if field.name == "holiday":
        return x.setup.get("holiday") == x.schedule.day
    return str(field) in x.setup


def days_off(x: Exercise) -> tuple[date, ...]:
    """The public holidays in the week that was chosen."""
    day = x.schedule.day
    return when.holidays_in_week(when.day_of(day), x.holidays) if day else ()


def draft_of(x: Exercise, language: str) -> str:
    """The situation we would write, from what was set up before it."""
    words = x.language_of(language)
    system, service = (x.topic(name, language) for name in ("system", "service"))
    text = words.text("setup.draft", system=system, service=service)
    return short(capital(text), SPOKEN["situation"])


# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, words: Words, field: SetupField) -> Post:
    """One question, with the answers that are offered."""
    other = x.people[x.facilitator].view == SetView(SetupField("when"))
    key = "when_other" if field.name == "when" and other else field.name
    text = words.render(
        "setup",
        place=_heading(x, words, field),
        question=question(x, words, key),
        draft=draft_of(x, field.language) if field.name == "situation" else "",
    )
    return Post(text, offers.below(x, words, field, key))


def _heading(x: Exercise, words: Words, field: SetupField) -> Markup:
    """`3 of 8.`; or the language in which something is said too, which has no number."""
    if offers.elsewhere(x, field):
        return words.say("setup.also", language=x.library.words[field.language].name)
    number, of = _place(x, field)
    return words.say("setup.number", number=number, of=of)


COUNTRIES = frozenset(
    {
        *("ag", "ar", "bb", "bo", "br", "bs", "bz", "ca", "cl", "co", "cr", "cu", "de", "dm", "do"),
        *("ec", "es", "fr", "gb", "gd", "gt", "gy", "hn", "ht", "it", "jm", "jp", "kn", "kr", "lc"),
        *("mx", "ni", "nl", "no", "pa", "pe", "pt", "py", "sr", "sv", "tr", "tt", "us", "uy", "vc"),
        "ve",
    }
)
"""Whose names the words files have: the member states of ECLAC; of others the code must do."""


def question(x: Exercise, words: Words, key: str) -> Markup:
    """The question, with what it speaks of."""
    if key == "holiday":
        off = days_off(x)
        country = words.country(x.library.country(x.zone))
        days = words.listed(words.weekday_and_day(day) for day in off)
        return words.say("setup.holiday", n=len(off), days=days, country=country)
    if key == "languages":
        return _languages(x, words)
    invited = int(x.setup.get("invited", 0))
    expected = (invited * ANSWERED_OF_TEN + 5) // 10
    values = {"expected": expected, "zone": city(x.zone), "least": x.framework.method.n_min_public}
    n = x.framework.years if key == "change" else invited
    return words.say(f"setup.{key}", n=n, **values)


def _languages(x: Exercise, words: Words) -> Markup:
    """Which languages; and of which of them nobody has read what we say."""
    drafts = [spoken.name for code in x.spoken if (spoken := x.library.words[code]).draft]
    main = x.library.words[x.language].name
    said = [words.say("setup.languages", language=main)]
    said += [words.say("setup.drafts", languages=words.listed(drafts))] if drafts else []
    return Markup(" ").join(said)
