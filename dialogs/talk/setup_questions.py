"""The questions of the set-up: eight, to the facilitator alone, one at a time.

Shows the question, and offers answers where there are some: our draft of the situation, weeks,
languages. Its buttons and texts answer it. The next question is the first thing that is missing,
unless the facilitator turned to another; what differs by language is asked once in each language.
"""

from collections.abc import Callable, Iterable
from datetime import date

from markupsafe import Markup

from dialogs.core import calendar as when
from dialogs.core import deadlines
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import (
    Schedule,
    SetupField,
    SetView,
    read_languages,
    write_languages,
)
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import FEW, Exercise
from dialogs.core.post import Post
from dialogs.markup import short
from dialogs.phrases import Rows, button, capital, labelled
from dialogs.words import Words

SPOKEN: dict[str, int] = {
    "system": 80,
    "service": 80,
    "people": 60,
    "change": 200,
    "decision": 200,
    "situation": 400,
}
"""What is asked in every language of the group, and the most characters of each: the group's card
holds them all and must be read on a phone."""

KEEPER_MOST = 200
"""Characters of who keeps the data: a name, an office, how to reach them."""

INVITED_MOST = 10_000
"""More people than any chat has: a larger number is a typing error."""

AHEAD_MOST = 366
"""Days from today to a day on which an exercise may begin: later is a typing error."""

NUMBER = {
    "system": 1,
    "kind": 1,
    "service": 2,
    "people": 2,
    "change": 3,
    "decision": 4,
    "situation": 5,
    "when": 6,
    "holiday": 6,
    "languages": 7,
    "invited": 7,
    "small_team": 7,
    "keeper": 8,
}
"""The number under which each thing is asked, of eight: what belongs together shares one."""


def wanted(x: Exercise) -> Iterable[SetupField]:
    """Everything the set-up asks, in order."""
    yield SetupField("system", x.language)
    if x.framework.kinds:
        yield SetupField("kind")
    yield from _spoken(x, x.language, after="system")
    yield SetupField("when")
    if days_off(x):
        yield SetupField("holiday")
    yield from (SetupField("languages"), SetupField("invited"))
    if 0 < int(x.setup.get("invited", 0)) < FEW:
        yield SetupField("small_team")
    for language in x.setup.get("languages", "").split():
        if language != x.language:
            yield from _spoken(x, language)
    yield SetupField("keeper")


def _spoken(x: Exercise, language: str, after: str = "") -> Iterable[SetupField]:
    """What is asked in a language; who uses the service only where news speak of them."""
    first = [*SPOKEN].index(after) + 1 if after else 0
    named = x.framework.texts[language].people is not None
    names = (name for name in [*SPOKEN][first:] if name != "people" or named)
    return (SetupField(name, language) for name in names)


def asked(x: Exercise) -> SetupField | None:
    """What is asked now: what the facilitator turned to, else the first that is missing."""
    view = x.people[x.facilitator].view
    if isinstance(view, SetView):
        return view.field
    return next((field for field in wanted(x) if not _known(x, field)), None)


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
    words = x.library.words[language]
    system, service = (x.setup.get(str(SetupField(n, language)), "") for n in ("system", "service"))
    text = words.text("setup.draft", system=system, service=service)
    return short(capital(text), SPOKEN["situation"])


# -- what it shows -------------------------------------------------------------------------------


def screen(x: Exercise, words: Words, field: SetupField) -> Post:
    """One question, with the answers that are offered."""
    other = x.people[x.facilitator].view == SetView(SetupField("when"))
    key = "when_other" if field.name == "when" and other else field.name
    again = field.language and field.language != x.language
    text = words.render(
        "setup",
        number=words.say("setup.number", number=NUMBER[field.name]),
        language=x.library.words[field.language].say("language.name") if again else "",
        question=_question(x, words, key),
        draft=draft_of(x, field.language) if field.name == "situation" else "",
    )
    return Post(text, OFFERED[key](x, words, field) if key in OFFERED else ())


COUNTRIES = frozenset(
    {
        *("ag", "ar", "bb", "bo", "br", "bs", "bz", "ca", "cl", "co", "cr", "cu", "de", "dm", "do"),
        *("ec", "es", "fr", "gb", "gd", "gt", "gy", "hn", "ht", "it", "jm", "jp", "kn", "kr", "lc"),
        *("mx", "ni", "nl", "no", "pa", "pe", "pt", "py", "sr", "sv", "tr", "tt", "us", "uy", "vc"),
        "ve",
    }
)
"""Whose names the words files have: the member states of ECLAC; of others the code must do."""


def _question(x: Exercise, words: Words, key: str) -> Markup:
    """The question, with what it speaks of."""
    if key == "holiday":
        off = days_off(x)
        country = words.country(x.library.country(x.zone))
        days = words.listed(words.weekday_and_day(day) for day in off)
        return words.say("setup.holiday", n=len(off), days=days, country=country)
    invited = int(x.setup.get("invited", 0))
    return words.say(f"setup.{key}", n=invited, expected=invited * 6 // 10, zone=x.zone)


def _draft_row(x: Exercise, words: Words, field: SetupField) -> Rows:
    return ((button(x, words, "use_draft", "draft"),),)


def _kinds(x: Exercise, words: Words, field: SetupField) -> Rows:
    """The kinds of systems, one to a row: their names are long."""
    texts = x.framework.texts[words.language].kind
    return tuple((labelled(x, capital(texts[k].name), "kind", k),) for k in x.framework.kinds)


def _people(x: Exercise, words: Words, field: SetupField) -> Rows:
    """The pack's word for those who use a service, in the language that is asked."""
    people = x.framework.texts[field.language].people or ""
    return ((labelled(x, capital(people), "people"),),)


def _weeks(x: Exercise, words: Words, field: SetupField) -> Rows:
    monday, friday = when.next_week(x.last_at, x.zone)
    offered = labelled(x, str(_week(words, monday, friday)), "when", monday.isoformat())
    live = button(x, words, "live", "when", "live")
    return (offered,), (live, button(x, words, "other", "when", "other"))


def _week(words: Words, monday: date, friday: date) -> Markup:
    """`Monday 23 to Friday 27 November`; the month at both ends where there are two."""
    if monday.month != friday.month:
        first, last = words.weekday_and_day(monday), words.weekday_and_day(friday)
        return words.say("calendar.week_over", first=first, last=last)
    return words.say(
        "calendar.week",
        weekday_from=words.weekday(0),
        weekday_to=words.weekday(4),
        **{"from": monday.day},
        to=friday.day,
        month=words.month(friday.month),
    )


TOGETHER = 8
"""Languages that one button can choose together: the codes of more would be too long for it."""


def _language_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    codes = [code for code in x.framework.languages if code in x.library.words]
    each = tuple(
        labelled(x, str(x.library.words[code].say("language.name")), "langs", code)
        for code in codes
    )
    if not 2 <= len(codes) <= TOGETHER:
        return each, ()
    return each, (button(x, words, "both", "langs", write_languages(codes)),)


def _holiday_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    move = button(x, words, "holiday_move", "holiday", "move")
    return ((move, button(x, words, "holiday_keep", "holiday", "keep")),)


def _small_rows(x: Exercise, words: Words, field: SetupField) -> Rows:
    fewer = button(x, words, "small_yes", "small", "yes")
    return ((fewer,), (button(x, words, "small_no", "set", "invited"),))


OFFERED: dict[str, Callable[[Exercise, Words, SetupField], Rows]] = {
    "kind": _kinds,
    "people": _people,
    "situation": _draft_row,
    "when": _weeks,
    "holiday": _holiday_rows,
    "languages": _language_rows,
    "small_team": _small_rows,
}
"""The questions that offer answers; all others are answered in words."""


# -- what texts do -------------------------------------------------------------------------------


def wrote(x: Exercise, event: e.Wrote) -> Decision:
    """The answer to the question on screen, if it is answered in words."""
    field, text = asked(x), " ".join(event.text.split())
    if field is None or not text:
        return refuse("use_buttons" if field is None else "only_text")
    if field.name in SPOKEN or field.name == "keeper":
        most = SPOKEN.get(field.name, KEEPER_MOST)
        if len(text) > most:
            return refuse("too_long", n=len(text), most=most)
        return _set(event, field, text)
    read = TYPED.get(field.name)
    value = read(x, text, event.at) if read else refuse("use_buttons")
    return _set(event, field, value) if isinstance(value, str) else value


def _set(event: e.Tap | e.Wrote, field: SetupField, text: str) -> Decision:
    typed = isinstance(event, e.Wrote)
    return do(f.Set(event.at, event.person, str(field), text, typed=typed))


def _read_invited(x: Exercise, text: str, at: float) -> str | Decision:
    number = int(text) if text.isdecimal() and len(text) <= len(str(INVITED_MOST)) else 0
    return str(number) if 0 < number <= INVITED_MOST else refuse("invited")


def _read_when(x: Exercise, text: str, at: float) -> str | Decision:
    found = deadlines.read(text, x.words(x.facilitator), at, x.zone)
    days, today = found.days(x.zone), when.local(at, x.zone).date()
    if len(days) != 1:
        return deadlines.ask_back(found, x.zone, refuse("when"))
    if (days[0] - today).days > AHEAD_MOST:
        return refuse("when")
    return str(Schedule("week", days[0].isoformat()))


TYPED: dict[str, Callable[[Exercise, str, float], str | Decision]] = {
    "invited": _read_invited,
    "when": _read_when,
}
"""How a typed answer is read where it is no free text; a refusal says why not."""


# -- what buttons do -----------------------------------------------------------------------------


def _draft(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`draft`: the situation in our own words."""
    field = asked(x)
    if field is None or field.name != "situation":
        return refuse("unknown_button")
    return _set(event, field, draft_of(x, field.language))


def _kind(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`kind.chatbot`: what kind of system it is."""
    if len(rest) != 1 or rest[0] not in x.framework.kinds:
        return refuse("unknown_button")
    return _set(event, SetupField("kind"), rest[0])


def _everybody(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`people`: the service is for whoever uses it."""
    field = asked(x)
    if field is None or field.name != "people":
        return refuse("unknown_button")
    return _set(event, field, x.framework.texts[field.language].people or "")


def _when(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`when.live`, `when.2026-11-23`; `when.other` asks for another day."""
    if rest == ("live",):
        return _set(event, SetupField("when"), str(Schedule("live")))
    if rest == ("other",):
        return do(f.Turned(event.at, event.person, str(SetView(SetupField("when")))))
    value = _read_when(x, "".join(rest[:1]), event.at)
    return _set(event, SetupField("when"), value) if isinstance(value, str) else value


def _holiday(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`holiday.move`: the first week without one; `holiday.keep`: this week all the same."""
    day = x.schedule.day
    if rest not in (("move",), ("keep",)) or not days_off(x):
        return refuse("unknown_button")
    if rest == ("keep",):
        return _set(event, SetupField("holiday"), day)
    monday = when.week_without_holidays(when.day_of(day), x.holidays)
    return _set(event, SetupField("when"), str(Schedule("week", monday.isoformat())))


def _languages(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`langs.es`, `langs.en-es`; the facilitator's own comes first."""
    chosen = read_languages(rest[0]) if rest else []
    known = [c for c in x.framework.languages if c in x.library.words]
    if not chosen or len(set(chosen)) < len(chosen) or set(chosen) - set(known):
        return refuse("unknown_button")
    chosen.sort(key=lambda c: c != x.language)
    return _set(event, SetupField("languages"), " ".join(chosen))


def _small(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`small.yes`, `small.no`: results for three or four."""
    if rest not in (("yes",), ("no",)):
        return refuse("unknown_button")
    return _set(event, SetupField("small_team"), rest[0])


def _field(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`set.system.en`: ask that again."""
    field = next((each for each in wanted(x) if each.parts == rest), None)
    if field is None:
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, str(SetView(field))))


TAPS: dict[str, Handler] = {
    "kind": _kind,
    "people": _everybody,
    "draft": _draft,
    "when": _when,
    "holiday": _holiday,
    "langs": _languages,
    "small": _small,
    "set": _field,
}
"""What the buttons of the questions do."""
