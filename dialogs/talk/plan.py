"""The plan: who does what, by when, and what citizens will notice; and months later, how it went.

Shows the plan and the check to the group, the question how it goes to an action's owner, and on a
card the plan to be changed. Its buttons own an action or give it back, choose what to change, and
report progress. Unlike answers the plan is public and carries names.
"""

from typing import Any

from markupsafe import Markup

from dialogs.core import deadlines, gate
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import PlanView, ProgressKey, WhyView
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise, Participant
from dialogs.core.post import Button, Post
from dialogs.findings.actions import BESIDE, OUTCOME, TOLD, action, field, heard, numbers, owner
from dialogs.phrases import Rows, button, named, names, pairs, quoted, simple, to_decide
from dialogs.words import Words

FIELDS = {"what": 300, "due": 60, "citizens": 300}
"""What can be changed of an action, and the most characters: three actions fit in one message."""

LENGTHS = {**FIELDS, **dict.fromkeys(OUTCOME, 300), **dict.fromkeys(BESIDE, 600)}
"""The most characters of everything that is written to the plan."""

WHY, WHY_MOST = 300, 3000
"""UTF-16 units of the reason why an action is stuck that the group reads at once, and the most
characters of all of it, a page."""

STATES = ("done", "under_way", "stuck", "dropped")
"""How an action can be going, in its owner's word."""


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


def check(x: Exercise, language: str) -> Post | None:
    """Months later: each action, the decision, and what citizens noticed."""
    if gate.released(x, "check") is None or not numbers(x) or language not in x.languages:
        return None
    words = x.worded(language)
    text = words.render(
        "check",
        title=words.say(
            "check.title", system=x.topic("system", language), service=x.topic("service", language)
        ),
        lines=[_progress(x, words, n) for n in numbers(x)],
        decision=words.say("check.decision", what=_outcome(x, words, "decision")),
        noticed=words.say("check.noticed", what=_outcome(x, words, "noticed")),
        said=_said(x, words),
    )
    update, again = button(x, words, "update", "plan"), button(x, words, "repeat", "repeat")
    return Post(text, ((update,), (again,)), once=True)


def _progress(x: Exercise, words: Words, number: int) -> Markup:
    of = action(x, number)
    state = words.say(f"check.{of.progress or 'unknown'}")
    what = field(x, words, number, "what")
    key = "check.line_why" if of.why else "check.line"
    return words.say(key, number=number, what=what, state=state, why=quoted(of.why, WHY))


def _said(x: Exercise, words: Words) -> Markup:
    """What those who use the service saw otherwise than we did, to be asked about again."""
    result = gate.latest(x)
    if result is None or not result.groups.otherwise:
        return Markup("")
    what = words.listed(names(x, words, result.groups.otherwise))
    return words.say("check.otherwise", names=what)


def _outcome(x: Exercise, words: Words, name: str) -> str | Markup:
    return action(x, 0).changed.get(name) or words.say("check.not_told")


# -- in private ----------------------------------------------------------------------------------


def question(x: Exercise, key: ProgressKey) -> Post | None:
    """To an action's owner, months later: how is it going?."""
    number, of = key.action, action(x, key.action)
    if not gate.inquired(x) or of.owner != key.person or number not in numbers(x):
        return None
    words = x.words(of.owner)
    text = words.render(
        "check_question",
        took=words.say("check.took", number=number, what=field(x, words, number, "what")),
        citizens=field(x, words, number, "citizens"),
        told=words.say(f"check.{of.progress}") if of.progress else "",
    )
    made = [
        button(x, words, f"told_{state}", "told", number, state, number=number) for state in STATES
    ]
    up = button(x, words, "hand_over", "take", number, number=number)
    return Post(text, (*pairs(made), (up,)))


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


def ask_why(x: Exercise, p: Participant, words: Words, view: WhyView) -> Post:
    """Asks what an action is stuck on."""
    return simple(words, words.say("check.why"), ((button(x, words, "skip", "next"),),))


# -- what it does --------------------------------------------------------------------------------


def _may_change(x: Exercise, person: int, number: int) -> bool:
    """Only its owner and the facilitator change an action, and the facilitator the outcome."""
    return x.leads(person) or person == action(x, number).owner


def _named(x: Exercise, rest: Rest) -> int:
    """The number of the action that a button names, 0 for none."""
    return next((n for n in numbers(x) if rest[:1] == (str(n),)), 0)


def _own_action(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`take.1`: mine from now on; again: no longer mine."""
    number = _named(x, rest)
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
    number = _named(x, rest)
    if not number or action(x, number).owner != event.person:
        return refuse("unknown_button")
    away = f.Turned(event.at, event.person, str(PlanView()))
    return do(f.Took(event.at, 0, number), away, say="plan.given", number=number)


def _own(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`own.1.5`: the facilitator says whose an action is; `own.1.0`: nobody's."""
    number = _named(x, rest)
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
    number, known = _named(x, rest), _tellable(x) if outcome else (*FIELDS, *own)
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


def _report(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`told.1.stuck`: how an action is going, from its owner."""
    number = _named(x, rest)
    if not number or len(rest) != 2 or rest[1] not in STATES:
        return refuse("unknown_button")
    if event.person != action(x, number).owner:
        return refuse("unknown_button")
    facts: list[f.Fact] = [f.Told(event.at, event.person, number, rest[1])]
    if rest[1] == "stuck":
        facts.append(f.Turned(event.at, event.person, str(WhyView(number)), bottom=True))
    return do(*facts, say="plan.thanks")


def write_why(x: Exercise, at: float, text: str, person: Participant) -> Decision | None:
    """The reason an action is stuck; None where none is asked for."""
    if not isinstance(person.view, WhyView):
        return None
    if len(text) > WHY_MOST:
        return refuse("too_long", n=len(text), most=WHY_MOST)
    fact = f.Told(at, person.number, person.view.action, "stuck", text)
    return do(fact, f.Turned(at, person.number, "", bottom=True), say="plan.thanks")


TAPS: dict[str, Handler] = {
    "take": _own_action,
    "give": _give,
    "own": _own,
    "plan": _open,
    "told": _report,
}
"""What the buttons of the plan do; anybody may own an action."""
