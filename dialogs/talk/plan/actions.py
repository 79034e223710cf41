"""The plan: who does what, by when, and what citizens will notice.

Shows the plan to the group, and on a card the plan to be changed. Its buttons own an action or give
it back, and choose what to change. Unlike answers the plan is public and carries names.
"""

from typing import Any

from markupsafe import Markup

from dialogs.core import deadlines, gate
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import PlanView
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.findings.actions import BESIDE, OUTCOME, TOLD, action, field, heard, numbers, owner
from dialogs.phrases import Rows, button, named, pairs, simple, to_decide
from dialogs.words import Words

FIELDS = {"what": 300, "due": 60, "citizens": 300}
"""What can be changed of an action, and the most characters: three actions fit in one message."""

LENGTHS = {**FIELDS, **dict.fromkeys(OUTCOME, 300), **dict.fromkeys(BESIDE, 600)}
"""The most characters of everything that is written to the plan."""

# -- to the group --------------------------------------------------------------------------------


def plan(x: Exercise, language: str) -> Post | None:
    """The plan in the channel: [I take 1], [Change an action]."""
    stage = next((s for s in x.stages.values() if s.step.plan), None)
    if stage is None or not numbers(x) or language not in x.languages:
        return None
    words = x.worded(language)
    actions = [_action(x, words, n) for n in numbers(x)]
    text = words.render("plan", actions=actions, decision=_decision(x, words), check=_ask(x, words))
    each = tuple(button(x, words, "take", "take", n, number=n) for n in numbers(x))
    return Post(text, (each, (button(x, words, "change", "plan"),)), once=True)


def _decision(x: Exercise, words: Words) -> Markup | str:
    """What is to be decided, until it is: what was, the group reads in a message of its own."""
    told = "decision" in action(x, 0).changed
    return "" if told else words.say("plan.decision", decision=to_decide(x, words))


def _ask(x: Exercise, words: Words) -> Markup | str:
    """When owners are asked how it goes, until they have been."""
    stage = next((s for s in x.stages.values() if s.step.publish == "check"), None)
    if stage is None or stage.closes is None or gate.inquired(x):
        return ""
    return words.say("plan.check", day=words.day(stage.closes, x.zone))


def _action(x: Exercise, words: Words, number: int) -> dict[str, Any]:
    citizens = field(x, words, number, "citizens") or words.say("plan.not_said")
    noticed = words.say("plan.citizens", what=citizens)
    said = heard(x, words, number)
    return {
        "what": words.say("plan.what", number=number, what=field(x, words, number, "what")),
        "who": words.say(
            "plan.who", owner=owner(x, words, number), due=field(x, words, number, "due")
        ),
        "citizens": said + " " + noticed if said else noticed,
    }


# -- in private ----------------------------------------------------------------------------------


def screen(x: Exercise, p: Participant, words: Words, view: PlanView) -> Post:
    """The plan on somebody's card: choose an action, then a field, then write it."""
    if view.action is None:
        return _choose(x, p, words)
    if view.field in ASKING:
        return ASKING[view.field](x, words, view.action)
    if view.field:
        text = words.say(f"plan.write_{view.field}", number=view.action)
        return simple(words, text, (_back(x, words),))
    text = words.render("plan", actions=[_action(x, words, view.action)], decision="", check="")
    fields = tuple(button(x, words, f"plan_{n}", "plan", view.action, n) for n in FIELDS)
    owner_row = (button(x, words, "plan_owner", "plan", view.action, "owner"),)
    leads = x.leads(p.number)
    return Post(text, (fields, *((owner_row,) if leads else ()), _back(x, words)))


def _whose(x: Exercise, words: Words, number: int) -> Post:
    """To the facilitator: who is to own an action."""
    there = [p.number for p in x.participants() if p.number in x.names]
    made = [named(x, n, "own", number, n) for n in there]
    nobody = button(x, words, "plan_nobody", "own", number, 0)
    text = words.say("plan.whose", number=number)
    return simple(words, text, (*pairs(made), (nobody,), _back(x, words)))


def _giving_up(x: Exercise, words: Words, number: int) -> Post:
    """To its owner: whether they give an action up, since the whole group reads it."""
    give = button(x, words, "give_up", "give", number)
    keep = button(x, words, "keep_action", "plan")
    what = field(x, words, number, "what")
    return simple(words, words.say("plan.give_up", number=number, what=what), ((give, keep),))


ASKING = {"owner": _whose, "give": _giving_up}
"""What is asked about an action that is answered by a button."""


def _choose(x: Exercise, p: Participant, words: Words) -> Post:
    mine = [n for n in numbers(x) if _may_change(x, p.number, n)]
    rows: Rows = ()
    if mine:
        rows = (tuple(button(x, words, "action", "plan", n, number=n) for n in mine),)
    if x.leads(p.number):
        told = [button(x, words, f"plan_{n}", "plan", 0, n) for n in _tellable(x)]
        rows = (*rows, *pairs(told))
    text = words.say("plan.choose" if rows else "plan.not_yours")
    last = (button(x, words, "dates", "dates"), button(x, words, "done", "next"))
    return simple(words, text, (*rows, last))


def _tellable(x: Exercise) -> tuple[str, ...]:
    """What the facilitator can tell: of the news only where there was any."""
    return tuple(name for name in TOLD if name != "thread" or x.injected)


def _back(x: Exercise, words: Words) -> tuple[Button, ...]:
    return (button(x, words, "back", "plan"), button(x, words, "done", "next"))


# -- what it does --------------------------------------------------------------------------------


def _may_change(x: Exercise, person: int, number: int) -> bool:
    """Only its owner and the facilitator change an action, and the facilitator the outcome."""
    return x.leads(person) or person == action(x, number).owner


def numbered(x: Exercise, rest: Rest) -> int:
    """The number of the action that a button names, 0 for none."""
    return next((n for n in numbers(x) if rest[:1] == (str(n),)), 0)


def _own_action(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`take.1`: mine from now on; again: no longer mine."""
    number = numbered(x, rest)
    if not number:
        return refuse("unknown_button")
    holder = action(x, number).owner
    if holder not in (0, event.person) and holder in x.names:
        return do(say="plan.taken", name=x.names[holder])
    if holder == event.person and event.person != 0:
        asked = f.Turned(event.at, event.person, str(PlanView(number, "give")), bottom=True)
        return do(asked, say="plan.give_in_private")
    known = event.person in x.people and x.people[event.person].joined
    yours = "plan.yours_known" if known else "plan.yours"
    return do(f.Took(event.at, event.person, number), say=yours, number=number)


def _give(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`give.1`: no longer mine."""
    number = numbered(x, rest)
    if not number or action(x, number).owner != event.person:
        return refuse("unknown_button")
    away = f.Turned(event.at, event.person, str(PlanView()))
    return do(f.Took(event.at, 0, number), away, say="plan.given", number=number)


def _own(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`own.1.5`: the facilitator says whose an action is; `own.1.0`: nobody's."""
    number = numbered(x, rest)
    people = {"0": 0} | {str(p.number): p.number for p in x.participants()}
    owner = people.get("".join(rest[1:]))
    if not number or owner is None:
        return refuse("unknown_button")
    back = f.Turned(event.at, event.person, str(PlanView(number)))
    return do(f.Took(event.at, owner, number), back, say="plan.owner_set", number=number)


def _open(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`plan`, `plan.1`, `plan.1.due`, `plan.0.noticed`: the plan on one's own card."""
    person = x.people.get(event.person)
    if person is None or not (numbers(x) or rest[:1] == ("0",)):
        return refuse("not_joined")
    if not rest:
        below = not isinstance(person.view, PlanView)
        turned = f.Turned(event.at, event.person, str(PlanView()), bottom=below)
        return do(turned, say="plan.in_private" if below else "")
    outcome = rest[0] == "0"
    own = ("owner",) if x.leads(event.person) else ()
    number, known = numbered(x, rest), _tellable(x) if outcome else (*FIELDS, *own)
    if not (outcome or number) or set(rest[1:]) - set(known):
        return refuse("unknown_button")
    if not _may_change(x, event.person, number):
        return refuse("unknown_button")
    view, below = PlanView(number, *rest[1:2]), not isinstance(person.view, PlanView)
    return do(f.Turned(event.at, event.person, str(view), bottom=below))


def write(x: Exercise, at: float, text: str, person: Participant) -> Decision | None:
    """The text for the field on screen; None where none is asked for."""
    view = person.view
    if not isinstance(view, PlanView) or view.action is None or view.field not in LENGTHS:
        return None
    if len(text) > LENGTHS[view.field]:
        return refuse("too_long", n=len(text), most=LENGTHS[view.field])
    if view.field == "due":
        return _write_due(x, at, text, person, view.action)
    return _amend(at, person, view.action, view.field, text)


def _amend(at: float, person: Participant, number: int, name: str, text: str) -> Decision:
    amended = f.Amended(at, person.number, number, name, text)
    return do(amended, f.Turned(at, person.number, str(PlanView()), bottom=True))


def _write_due(x: Exercise, at: float, text: str, person: Participant, number: int) -> Decision:
    """A due date that somebody typed, as an ISO date; what is no date stays as it is."""
    found = deadlines.read(text, x.words(person.number), at, x.zone)
    days = found.days(x.zone)
    if len(days) > 1 or found.past is not None:
        return deadlines.ask_back(found, x.zone, refuse("when"))
    return _amend(at, person, number, "due", days[0].isoformat() if days else text)


TAPS: dict[str, Handler] = {
    "take": _own_action,
    "give": _give,
    "own": _own,
    "plan": _open,
}
"""What the buttons of the plan do; anybody may own an action."""
