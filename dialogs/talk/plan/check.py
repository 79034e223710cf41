"""Months later: how the actions of the plan are going.

Shows the question to an action's owner, and the check to the group. Its buttons report progress.
"""

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import gate
from dialogs.core.addresses import ProgressKey, WhyView
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Post
from dialogs.findings.actions import action, field, numbers
from dialogs.phrases import button, names, pairs, quoted, simple
from dialogs.talk.plan.actions import numbered
from dialogs.words import Words

WHY, WHY_MOST = 300, 3000
"""UTF-16 units of the reason why an action is stuck that the group reads at once, and the most
characters of all of it, a page."""

STATES = ("done", "under_way", "stuck", "dropped")
"""How an action can be going, in its owner's word."""


# -- to the group --------------------------------------------------------------------------------


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


def ask_why(x: Exercise, p: Participant, words: Words, view: WhyView) -> Post:
    """Asks what an action is stuck on."""
    return simple(words, words.say("check.why"), ((button(x, words, "skip", "next"),),))


# -- what it does --------------------------------------------------------------------------------


def _report(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`told.1.stuck`: how an action is going, from its owner."""
    number = numbered(x, rest)
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


TAPS: dict[str, Handler] = {"told": _report}
"""What the buttons below the question do."""
