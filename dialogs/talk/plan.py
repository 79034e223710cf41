"""The plan: who does what, by when, and what citizens will notice; and how it went.

Unlike answers it is public and carries names. Its actions are the recommendations in the
channel, in the words of the pack until somebody changes them.
"""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from dialogs.core import calendar as when
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.decision import Decision
from dialogs.core.exercise import Action, Exercise, Participant
from dialogs.core.phrases import button, capital, steps
from dialogs.core.post import Post, Reply
from dialogs.words import Words

MOST = 3
DUE_DAYS = 45
"""Days from the results to an action's due date, until somebody sets another."""

FIELDS = {"what": 300, "due": 60, "citizens": 300}
"""What can be changed of an action, and the most characters of each."""

OUTCOME = {"decision": 300, "noticed": 300}
"""What the facilitator tells at the end, kept as fields of action 0."""

STATES = ("done", "under_way", "stuck", "dropped")


def numbers(x: Exercise) -> range:
    """The numbers of the actions."""
    result = gate.latest(x)
    made = len([*result.first, *result.then][:MOST]) if result else 0
    return range(1, made + 1)


def field(x: Exercise, words: Words, number: int, name: str) -> str:
    """One field of an action: as somebody wrote it, else as it follows from the results."""
    action = x.actions.get(number, Action())
    if name in action.changed:
        return _day(x, words, action.changed[name]) if name == "due" else action.changed[name]
    result, released = gate.latest(x), gate.released(x, "results")
    if result is None or released is None or name not in ("what", "due"):
        return ""
    if name == "due":
        return str(words.day((released.closed or 0.0) + DUE_DAYS * 86400, x.zone))
    return capital(steps(x, words, _leading(x)[number - 1 : number], "here"))


def _leading(x: Exercise) -> list[str]:
    """The component whose step is each action's: its strongest that no action before it has."""
    result, taken = gate.latest(x), list[str]()
    for item in [*result.first, *result.then][:MOST] if result else ():
        free = [id_ for id_ in item.leading if id_ not in taken]
        taken += (free or list(item.leading))[:1]
    return taken


def _day(x: Exercise, words: Words, text: str) -> str:
    """A due date in these words, if it is one; else as somebody wrote it."""
    try:
        return str(words.day(when.moment(when.day_of(text), when.OFFICE[0], x.zone), x.zone))
    except (ValueError, OverflowError):
        return text


def owner(x: Exercise, words: Words, number: int) -> Markup:
    """Who has taken an action."""
    name = x.names.get(x.actions.get(number, Action()).owner)
    return Markup.escape(name) if name else words.say("plan.nobody")


# -- to the group --------------------------------------------------------------------------------


def plan(x: Exercise, language: str) -> Post | None:
    """The plan in the channel: [I take 1], [Change an action]."""
    stage = next((s for s in x.stages.values() if s.step.plan), None)
    if stage is None or not numbers(x) or language not in x.languages:
        return None
    words = x.library.words[language]
    check = next((s for s in x.stages.values() if s.step.publish == "check"), None)
    text = words.render(
        "plan",
        actions=[_action(x, words, n) for n in numbers(x)],
        decision=words.say("plan.decision", decision=x.topic("decision", language)),
        check=words.say("plan.check", day=words.day(check.closes, x.zone))
        if check and check.closes
        else "",
    )
    takes = tuple(button(x, words, "take", f"take.{n}", number=n) for n in numbers(x))
    return Post(text, (takes, (button(x, words, "change", "plan"),)), once=True)


def _action(x: Exercise, words: Words, number: int) -> dict[str, Any]:
    citizens = field(x, words, number, "citizens")
    return {
        "what": words.say("plan.what", number=number, what=field(x, words, number, "what")),
        "who": words.say(
            "plan.who", owner=owner(x, words, number), due=field(x, words, number, "due")
        ),
        "citizens": words.say("plan.citizens", what=citizens or words.say("plan.not_said")),
    }


def check(x: Exercise, language: str) -> Post | None:
    """Months later: each action, the decision, and what citizens noticed."""
    if gate.released(x, "check") is None or not numbers(x) or language not in x.languages:
        return None
    words = x.library.words[language]
    text = words.render(
        "check",
        title=words.say(
            "check.title", system=x.topic("system", language), service=x.topic("service", language)
        ),
        lines=[_state(x, words, n) for n in numbers(x)],
        decision=words.say("check.decision", what=_told(x, words, "decision")),
        noticed=words.say("check.noticed", what=_told(x, words, "noticed")),
    )
    update, again = button(x, words, "update", "plan"), button(x, words, "repeat", "repeat")
    return Post(text, ((update,), (again,)), once=True)


def _state(x: Exercise, words: Words, number: int) -> Markup:
    action = x.actions.get(number, Action())
    state = words.say(f"check.{action.told or 'unknown'}")
    what = field(x, words, number, "what")
    key = "check.line_why" if action.why else "check.line"
    return words.say(key, number=number, what=what, state=state, why=action.why)


def _told(x: Exercise, words: Words, name: str) -> str | Markup:
    return x.actions.get(0, Action()).changed.get(name) or words.say("check.not_told")


# -- in private ----------------------------------------------------------------------------------


def question(x: Exercise, rest: str) -> Post | None:
    """To an action's owner, months later: how is it going?."""
    number, person = (int(part) for part in rest.split("/"))
    action = x.actions.get(number, Action())
    if gate.released(x, "check") is None or action.owner != person or number not in numbers(x):
        return None
    words = x.words(action.owner)
    text = words.render(
        "check_question",
        took=words.say("check.took", what=field(x, words, number, "what")),
        citizens=field(x, words, number, "citizens"),
        told=words.say(f"check.{action.told}") if action.told else "",
    )
    made = [button(x, words, f"told_{state}", f"told.{number}.{state}") for state in STATES]
    hand = (button(x, words, "hand_over", f"take.{number}"),)
    return Post(text, (tuple(made[:2]), tuple(made[2:]), hand))


def screen(x: Exercise, p: Participant, words: Words) -> Post:
    """The plan on somebody's card: choose an action, then a field, then write it."""
    _, number, name = [*p.view.split(":"), "", ""][:3]
    if not number:
        return _choose(x, p, words)
    if name:
        text = words.say(f"plan.write_{name}", number=number)
        return Post(words.render("plain", text=text), (_back(x, words),))
    text = words.render("plan", actions=[_action(x, words, int(number))], decision="", check="")
    fields = tuple(button(x, words, f"plan_{name}", f"plan.{number}.{name}") for name in FIELDS)
    return Post(text, (fields, _back(x, words)))


def _choose(x: Exercise, p: Participant, words: Words) -> Post:
    mine = [n for n in numbers(x) if may_change(x, p.number, n)]
    rows = [tuple(button(x, words, "action", f"plan.{n}", number=n) for n in mine)] if mine else []
    if p.number == x.facilitator:
        rows.append(tuple(button(x, words, f"plan_{name}", f"plan.0.{name}") for name in OUTCOME))
    text = words.say("plan.choose" if rows else "plan.not_yours")
    done = (button(x, words, "done", "next"),)
    return Post(words.render("plain", text=text), (*rows, done))


def _back(x: Exercise, words: Words) -> tuple[Any, ...]:
    return (button(x, words, "back", "plan"), button(x, words, "done", "next"))


# -- decisions -----------------------------------------------------------------------------------


def may_change(x: Exercise, person: int, number: int) -> bool:
    """Only its owner and the facilitator change an action."""
    return person == x.facilitator or person == x.actions.get(number, Action()).owner


def take(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """`take.1`: mine from now on; again: no longer mine."""
    number = _number(x, rest)
    if not number:
        return (), Reply("refuse.unknown_button")
    holder = x.actions.get(number, Action()).owner
    if holder not in (0, event.person) and holder in x.names:
        return (), Reply("plan.taken", {"name": x.names[holder]})
    gives = holder == event.person and event.person != 0
    known = event.person in x.people and x.people[event.person].joined
    yours = "plan.yours_known" if known else "plan.yours"
    said = Reply("plan.given" if gives else yours, {"number": number})
    return (f.Took(event.at, 0 if gives else event.person, number),), said


def open_plan(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """`plan`, `plan.1`, `plan.1.due`: the plan on one's own card."""
    person = x.people.get(event.person)
    if person is None or not numbers(x):
        return (), Reply("refuse.not_joined")
    if not rest:
        below = not person.view.startswith("plan")
        said = Reply("plan.in_private") if below else None
        return (f.Turned(event.at, event.person, "plan", bottom=below),), said
    known = {**FIELDS} if rest[0] != "0" else {**OUTCOME}
    number = 0 if rest[0] == "0" else _number(x, rest)
    right = person.number == x.facilitator if rest[0] == "0" else bool(number)
    if not right or not may_change(x, event.person, number) or set(rest[1:]) - set(known):
        return (), Reply("refuse.unknown_button")
    view = ":".join(["plan", str(number), *rest[1:2]])
    return (f.Turned(event.at, event.person, view),), None


def write(x: Exercise, at: float, text: str, person: Participant) -> Decision | None:
    """The text for the field on screen; None where none is asked for."""
    _, number, name = [*person.view.split(":"), "", ""][:3]
    most = {**FIELDS, **OUTCOME}.get(name)
    if not person.view.startswith("plan:") or most is None:
        return None
    if len(text) > most:
        return (), Reply("refuse.too_long", {"n": len(text), "most": most})
    kept = _due(x, at, text, person) if name == "due" else text
    amended = f.Amended(at, person.number, int(number), name, kept)
    return (amended, f.Turned(at, person.number, "plan", bottom=True)), None


def told(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """`told.1.stuck`: how an action is going, from its owner."""
    number = _number(x, rest)
    if not number or len(rest) != 2 or rest[1] not in STATES:
        return (), Reply("refuse.unknown_button")
    if event.person != x.actions.get(number, Action()).owner:
        return (), Reply("refuse.unknown_button")
    facts: list[f.Fact] = [f.Told(event.at, event.person, number, rest[1])]
    if rest[1] == "stuck":
        facts.append(f.Turned(event.at, event.person, f"why:{number}", bottom=True))
    return tuple(facts), Reply("plan.thanks")


def why(x: Exercise, at: float, text: str, person: Participant) -> Decision | None:
    """The reason an action is stuck; None where none is asked for."""
    kind, _, number = person.view.partition(":")
    if kind != "why":
        return None
    told = f.Told(at, person.number, int(number), "stuck", text[: FIELDS["what"]])
    return (told, f.Turned(at, person.number, "", bottom=True)), Reply("plan.thanks")


def _number(x: Exercise, rest: list[str]) -> int:
    return next((n for n in numbers(x) if rest[:1] == [str(n)]), 0)


def _due(x: Exercise, at: float, text: str, person: Participant) -> str:
    """A due date that somebody typed as a day or weekday, as an ISO date; other text as it is."""
    words = x.words(person.number)
    day = when.read_day(text, [str(words.weekday(n)) for n in range(7)], at, x.zone)
    return day.isoformat() if day else text


def keys(x: Exercise, languages: Iterable[str]) -> Iterable[str]:
    """The messages that show the plan."""
    for language in languages:
        yield from (f"plan/{language}", f"check/{language}")
    yield from (f"told/{n}/{a.owner}" for n, a in x.actions.items() if n and a.owner)
