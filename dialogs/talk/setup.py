"""Setting an exercise up: eight questions to the facilitator, in private, then a preview.

The next question is the first thing that is missing, unless the facilitator turned to another.
What differs by language is asked once in each language of the group.
"""

from collections.abc import Callable, Iterable

from dialogs.core import calendar as when
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.decision import Decision
from dialogs.core.exercise import FEW, Exercise
from dialogs.core.post import Reply
from dialogs.talk import desk

SPOKEN: dict[str, int] = {
    "system": 80,
    "service": 80,
    "change": 200,
    "decision": 200,
    "situation": 400,
}
"""What is asked in every language of the group, and the most characters of each."""

KEEPER_MOST = 200
INVITED_MOST = 10_000
NUMBER = {
    **{name: n for n, name in enumerate(SPOKEN, 1)},
    "when": 6,
    "languages": 7,
    "invited": 7,
    "small_team": 7,
    "keeper": 8,
}
"""The number under which each thing is asked, of eight."""

PRACTICE = 3
"""Questions of a practice."""


def drafted(at: float, person: int, language: str, zone: str, pack: str) -> f.Drafted:
    """The first fact of every exercise."""
    return f.Drafted(at, person, language, zone, pack)


ANEW = ("when", "languages")
"""What a repeated exercise asks again: when it begins, and which languages are read by now."""


def repeated(x: Exercise, at: float, person: int, pack: str) -> tuple[f.Fact, ...]:
    """A new draft with the set-up of an earlier exercise, for a before-and-after map."""
    kept = {name: text for name, text in x.setup.items() if name.partition(".")[0] not in ANEW}
    kept["repeats"] = str(x.id)
    return (
        drafted(at, person, x.language, x.zone, pack),
        *(f.Set(at, person, name, text) for name, text in kept.items()),
        f.Turned(at, person, "", bottom=True),
    )


def wanted(x: Exercise) -> Iterable[str]:
    """Everything the set-up asks, in order, by its name in `Set`."""
    yield from (f"{name}.{x.language}" for name in SPOKEN)
    yield from ("when", "languages", "invited")
    if 0 < int(x.setup.get("invited", 0)) < FEW:
        yield "small_team"
    for language in x.setup.get("languages", "").split():
        if language != x.language:
            yield from (f"{name}.{language}" for name in SPOKEN)
    yield "keeper"


def asked(x: Exercise) -> str:
    """What is asked now: what the facilitator turned to, else the first that is missing."""
    kind, _, name = x.people[x.facilitator].view.partition(":")
    if kind == "set":
        return name
    return next((item for item in wanted(x) if item not in x.setup), "")


def decide(x: Exercise, event: e.Tap | e.Wrote | e.Command | e.Entered) -> Decision:
    """What this event does to a draft."""
    if isinstance(event, e.Entered):
        return _entered(x, event)
    if isinstance(event, e.Command):
        return _command(x, event)
    if event.person != x.facilitator:
        return (), Reply("refuse.not_begun")
    if isinstance(event, e.Wrote):
        return _wrote(x, event)
    return _tap(x, event)


def _entered(x: Exercise, event: e.Entered) -> Decision:
    if event.person == x.facilitator:
        return (f.Turned(event.at, event.person, "", bottom=True),), None
    if event.entitled:
        return (f.Handed(event.at, x.facilitator, event.person),), None
    return (), Reply("refuse.not_begun")


def _command(x: Exercise, event: e.Command) -> Decision:
    if event.name == "cancel" and event.person == x.facilitator:
        return (f.Cancelled(event.at, event.person, erase=True),), Reply("cancel.draft")
    if event.name in ("start", "new") and event.person == x.facilitator and event.private:
        return (f.Turned(event.at, event.person, "", bottom=True),), None
    if event.name == "new" and x.doubted.get("hello"):
        return (f.Repeated(event.at, event.person, "hello"),), None
    if event.name == "new":
        return (), Reply("refuse.draft_there")
    return (), Reply("help" if event.name == "help" else "refuse.not_begun")


# -- texts -------------------------------------------------------------------------------------


def _wrote(x: Exercise, event: e.Wrote) -> Decision:
    item, text = asked(x), " ".join(event.text.split())
    name, _, _ = item.partition(".")
    if not item or not text:
        return (), Reply("refuse.use_buttons" if not item else "refuse.only_text")
    if name in SPOKEN or name == "keeper":
        most = SPOKEN.get(name, KEEPER_MOST)
        if len(text) > most:
            return (), Reply("refuse.too_long", {"n": len(text), "most": most})
        return _set(event, item, text)
    read = TYPED.get(name)
    value = read(x, text, event.at) if read else ""
    if not value:
        return (), Reply(f"refuse.{name}" if read else "refuse.use_buttons")
    return _set(event, item, value)


def _set(event: e.Tap | e.Wrote, item: str, text: str) -> Decision:
    typed = isinstance(event, e.Wrote)
    return (f.Set(event.at, event.person, item, text, typed=typed),), None


def _read_invited(x: Exercise, text: str, at: float) -> str:
    number = int(text) if text.isdecimal() and len(text) <= len(str(INVITED_MOST)) else 0
    return str(number) if 0 < number <= INVITED_MOST else ""


def _read_when(x: Exercise, text: str, at: float) -> str:
    words = x.words(x.facilitator)
    day = when.read_day(text, [str(words.weekday(n)) for n in range(7)], at, x.zone)
    today = when.local(at, x.zone).date()
    if day is None or not 0 <= (day - today).days <= 366:
        return ""
    return f"week {day.isoformat()}"


TYPED: dict[str, Callable[[Exercise, str, float], str]] = {
    "invited": _read_invited,
    "when": _read_when,
}


# -- taps --------------------------------------------------------------------------------------


def _tap(x: Exercise, event: e.Tap) -> Decision:
    _, *parts = event.data.split(".")
    action = TAPS.get(parts[0]) if parts else None
    return action(x, event, parts[1:]) if action else ((), Reply("refuse.unknown_button"))


def _turn(view: str) -> Callable[[Exercise, e.Tap, list[str]], Decision]:
    return lambda x, event, rest: ((f.Turned(event.at, event.person, view),), None)


def _draft(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """The situation in our own words, to be edited or kept."""
    item = asked(x)
    name, _, language = item.partition(".")
    if name != "situation":
        return (), Reply("refuse.unknown_button")
    return _set(event, item, draft_of(x, language))


def draft_of(x: Exercise, language: str) -> str:
    """The situation we would write."""
    words = x.library.words[language]
    system = x.setup.get(f"system.{language}", "")
    service = x.setup.get(f"service.{language}", "")
    text = words.text("setup.draft", system=system, service=service)
    return (text[:1].upper() + text[1:])[: SPOKEN["situation"]]


def _when(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    if rest == ["live"]:
        return _set(event, "when", "live")
    if rest == ["other"]:
        return (f.Turned(event.at, event.person, "set:when"),), None
    value = _read_when(x, rest[0], event.at) if rest else ""
    return _set(event, "when", value) if value else ((), Reply("refuse.when"))


def _languages(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    chosen = rest[0].split("-") if rest else []
    known = [c for c in x.framework.languages if c in x.library.words]
    if not chosen or len(set(chosen)) < len(chosen) or set(chosen) - set(known):
        return (), Reply("refuse.unknown_button")
    chosen.sort(key=lambda c: c != x.language)
    return _set(event, "languages", " ".join(chosen))


def _small(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    if rest not in (["yes"], ["no"]):
        return (), Reply("refuse.unknown_button")
    return _set(event, "small_team", rest[0])


def _field(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    item = ".".join(rest)
    if item not in set(wanted(x)):
        return (), Reply("refuse.unknown_button")
    return (f.Turned(event.at, event.person, f"set:{item}"),), None


def _practise(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """Three questions to try; nothing is stored but that somebody looks at them."""
    number = rest[0] if rest else "1"
    view = f"practice:{number}" if number in map(str, range(1, PRACTICE + 1)) else ""
    return (f.Turned(event.at, event.person, view),), None


def _post(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    if asked(x):
        return (), Reply("refuse.set_up_first")
    kind = x.setup["when"].partition(" ")[0]
    pack = x.library.newest("pack", x.framework.id)
    script = x.library.newest("script", kind)
    return (f.Began(event.at, event.person, pack, script),), Reply("setup.posted")


TAPS: dict[str, Callable[[Exercise, e.Tap, list[str]], Decision]] = {
    "setup": _turn(""),
    "preview": _turn(""),
    "edit": _turn("edit"),
    "draft": _draft,
    "when": _when,
    "langs": _languages,
    "small": _small,
    "set": _field,
    "practice": _practise,
    "post": _post,
    "again": desk.again,
}
