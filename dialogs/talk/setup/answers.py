"""What a text or a button puts into the set-up, and why some cannot be taken."""

from collections.abc import Callable

from dialogs.core import calendar as when
from dialogs.core import deadlines
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import EVERY, NO_DAY, Schedule, SetupField, SetView
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.script import Script
from dialogs.talk.setup import choices
from dialogs.talk.setup.questions import (
    KEEPER_MOST,
    SPOKEN,
    asked,
    chosen,
    days_off,
    draft_of,
    optional,
    said_too,
    wanted,
)

INVITED_MOST = 10_000
"""More people than any chat has: a larger number is a typing error."""

AHEAD_MOST = 366
"""Days from today to a day on which an exercise may begin: later is a typing error."""


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
        return _set(event, field, _as_part(x, field, text))
    read = TYPED.get(field.name)
    value = read(x, text, event.at) if read else refuse("use_buttons")
    return _set(event, field, value) if isinstance(value, str) else value


def _as_part(x: Exercise, field: SetupField, text: str) -> str:
    """A text as it stands in our sentences: what is decided begins with `whether`."""
    if field.name not in ("decides", "whether"):
        return text
    text, words = text.rstrip(" .;?"), x.language_of(field.language or x.language)
    if field.name == "decides" or _begins(text, words.text("whether.begins")):
        return text
    return words.text("whether.prefixed", what=text)


def _begins(text: str, openings: str) -> bool:
    """Whether a text begins with one of these, `s'il, si`, with whichever apostrophe."""
    typed = text.lower().replace("’", "'")
    return typed.startswith(tuple(f"{each.strip()} " for each in openings.split(",")))


def _set(event: e.Tap | e.Wrote, field: SetupField, text: str) -> Decision:
    typed = isinstance(event, e.Wrote)
    return do(f.Set(event.at, event.person, str(field), text, typed=typed))


def _read_invited(x: Exercise, text: str, at: float) -> str | Decision:
    number = int(text) if text.isdecimal() and len(text) <= len(str(INVITED_MOST)) else 0
    return str(number) if 0 < number <= INVITED_MOST else refuse("invited")


def _read_when(x: Exercise, text: str, at: float) -> str | Decision:
    """The day on which the script begins that takes days."""
    return _day(x, choices.over_days(x), text, at)


def _day(x: Exercise, script: Script | None, text: str, at: float) -> str | Decision:
    found = deadlines.read(text, x.words(x.facilitator), at, x.zone)
    days, today = found.days(x.zone), when.local(at, x.zone).date()
    if script is None:
        return refuse("use_buttons")
    if len(days) != 1:
        return deadlines.ask_back(found, x.zone, refuse("when"))
    if (days[0] - today).days > AHEAD_MOST:
        return refuse("when")
    return str(Schedule(script.id, days[0].isoformat()))


def _read_by(x: Exercise, text: str, at: float) -> str | Decision:
    """The day by which it is decided."""
    found = deadlines.read(text, x.words(x.facilitator), at, x.zone)
    days = found.days(x.zone)
    if len(days) != 1:
        return deadlines.ask_back(found, x.zone, refuse("by"))
    return days[0].isoformat()


TYPED: dict[str, Callable[[Exercise, str, float], str | Decision]] = {
    "invited": _read_invited,
    "when": _read_when,
    "by": _read_by,
}
"""How a typed answer is read where it is no free text; a refusal says why not."""


# -- what buttons do -----------------------------------------------------------------------------


def _draft(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`draft`: the situation in our own words."""
    field = asked(x)
    if field is None or field.name != "situation":
        return refuse("unknown_button")
    if not all(x.topic(name, field.language) for name in ("system", "service")):
        return refuse("set_up_first")
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


def _no_day(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`noday`: nobody knows yet when it is decided."""
    field = asked(x)
    if field is None or field.name != "by":
        return refuse("unknown_button")
    return _set(event, field, NO_DAY)


def _speak(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`lang.es`: the set-up goes on in that language."""
    return speak(x, event, "".join(rest))


def speak(x: Exercise, event: e.Tap | e.Command, language: str) -> Decision:
    """Go on in another language; with `/language` at any time."""
    if language not in x.spoken:
        return refuse("unknown_button")
    return do(f.Spoke(event.at, event.person, language))


def _when(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`when.live`, `when.2026-11-23`, `when.two_days.2026-11-23`; `when.other` asks for a day."""
    if rest == ("other",):
        return do(f.Turned(event.at, event.person, str(SetView(SetupField("when")))))
    script = choices.named(x, rest[0]) if rest else None
    if script and not script.days:
        return _set(event, SetupField("when"), str(Schedule(script.id)))
    day = "".join(rest[1:] if script else rest[:1])
    value = _day(x, script or choices.over_days(x), day, event.at)
    return _set(event, SetupField("when"), value) if isinstance(value, str) else value


def _holiday(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`holiday.move`: the first week without one; `holiday.keep`: this week all the same."""
    day = x.schedule.day
    if rest not in (("move",), ("keep",)) or not days_off(x):
        return refuse("unknown_button")
    if rest == ("keep",):
        return _set(event, SetupField("holiday"), day)
    monday = when.week_without_holidays(when.day_of(day), x.holidays)
    return _set(event, SetupField("when"), str(Schedule(x.schedule.script, monday.isoformat())))


def _languages(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`langs.en`, `langs.en.es`, `langs.every`: that of the set-up comes first."""
    codes = sorted(x.spoken, key=lambda c: c != x.language) if rest == (EVERY,) else [*rest]
    if codes[:1] != [x.language] or len({*codes} & {*x.spoken}) < len(codes):
        return refuse("unknown_button")
    return _set(event, SetupField("languages"), " ".join(codes))


def _also(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`also.es`: names and situation in Spanish too; `also.es.no`: what is left stands as it is."""
    code, no = rest[:1], rest[1:]
    if not {*code} & {*x.languages[1:]} or no not in ((), ("no",)):
        return refuse("unknown_button")
    others = [other for other in said_too(x) if other not in code]
    return _set(event, SetupField("also"), " ".join([*others, *(() if no else code)]))


def _small(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`small.yes`, `small.no`: results for three or four."""
    if rest not in (("yes",), ("no",)):
        return refuse("unknown_button")
    return _set(event, SetupField("small_team"), rest[0])


def _public(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`public.yes`, `public.no`: whether people who use the service are asked, too."""
    if rest not in (("yes",), ("no",)) or not any(optional(x)):
        return refuse("unknown_button")
    return _set(event, SetupField("public"), rest[0])


def _field(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`set.system.en`: ask that again."""
    every = (*wanted(x), *optional(x), *chosen(x))
    field = next((each for each in every if each.parts == rest), None)
    if field is None:
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, str(SetView(field))))


TAPS: dict[str, Handler] = {
    "framework": choices.choose,
    "kind": _kind,
    "people": _everybody,
    "draft": _draft,
    "when": _when,
    "holiday": _holiday,
    "langs": _languages,
    "also": _also,
    "small": _small,
    "public": _public,
    "set": _field,
    "noday": _no_day,
    "lang": _speak,
}
"""What the buttons of the questions do."""
