"""Coming in, and the buttons of one's own card: score, turn to another question, language.

Nothing here changes the exercise: each gives the facts that would.
"""

from collections.abc import Callable

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.decision import NOTHING, Decision, Press, do, refuse
from dialogs.core.exercise import Exercise, Participant, Stage, current_item, options

TOO_QUICK = 1.0
"""Seconds for which a question that just came up takes no score: the thumb was still moving."""

Step = Callable[[Exercise, e.Tap, list[str], Participant], Decision]
"""A button that only who takes part may press: `own` finds them."""


def entered(x: Exercise, event: e.Entered) -> Decision:
    """Somebody comes in by the link: they join, or see their card again."""
    person = x.people.get(event.person)
    if person and person.joined:
        return do(f.Turned(event.at, event.person, "", bottom=True))
    if not x.under_way:
        return refuse("over")
    first = x.stages.get("1")
    if first is None or not first.open:
        return refuse("joining_closed", when=first.closed if first else None)
    guess = event.language if event.language in x.spoken else x.language
    return do(f.Joined(event.at, event.person, person.language if person else guess))


def _from_form(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """`form.1.ADM-T4.5`: chosen where all questions stand side by side, so never by mistake."""
    return score(x, event, *rest, hurry=True) if len(rest) == 3 else refuse("nothing_asked")


def score(
    x: Exercise, event: e.Tap, label: str, item: str, answer: str, *, hurry: bool = False
) -> Decision:
    """An answer; the last one counts. `hurry`: it may come as fast as it likes."""
    person = x.people.get(event.person)
    if person is None or not person.joined:
        return refuse("not_joined")
    stage = x.stages.get(label)
    if stage is None or item not in stage.items or answer not in options(item):
        return refuse("unknown_button")
    if shut(stage, event.at):
        return _too_late(stage)
    asked = not hurry and (label, item) == current_item(x, person)
    if asked and 0 <= _since(person, event.at) < TOO_QUICK:
        return refuse("too_quick")
    if person.answer(label, item) == answer and not person.view:
        return NOTHING
    return do(f.Answered(event.at, event.person, label, item, answer))


def _since(person: Participant, at: float) -> float:
    """Seconds for which the question on this card has been there, to the millisecond."""
    return round(at - person.asked_at, 3)


def shut(stage: Stage, at: float) -> bool:
    """The deadline counts from its own moment, whether or not the clock has come by."""
    return not stage.open or (stage.closes is not None and stage.closes <= at)


def _too_late(stage: Stage) -> Decision:
    """Only the rounds of components have a number that people know."""
    why = "closed" if stage.step.ask == "components" else "questions_closed"
    return refuse(why, label=stage.label, when=stage.closed or stage.closes)


def own(step: Step) -> Press:
    """For buttons of one's own card: only who takes part may press them."""

    def checked(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
        person = x.people.get(event.person)
        if person is None or not person.joined:
            return refuse("not_joined")
        return step(x, event, rest, person)

    return checked


def _turn(item: str) -> Step:
    def turn(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
        return do(f.Turned(event.at, event.person, item))

    return turn


def _next(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """The next question; for a facilitator who does not take part, the desk."""
    known = event.person in x.people
    return do(f.Turned(event.at, event.person, "")) if known else refuse("not_joined")


def _down(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """The card again, below what was said since."""
    return do(f.Turned(event.at, event.person, "", bottom=True))


def _back(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """The question before the one on screen; at the first one, the first one."""
    here = current_item(x, person)
    order = [(s.label, item) for s in x.asking() for item in s.items]
    if not order:
        return do(f.Turned(event.at, event.person, ""))
    place = order.index(here) if here in order else len(order)
    label, item = order[max(place - 1, 0)]
    return do(f.Turned(event.at, event.person, f"item:{label}:{item}"))


def _list(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """`list.1.ADM`: the answers of a dimension in a round; alone, where one is."""
    asking = [s.label for s in x.asking() if s.items]
    if not asking:
        return refuse("between" if x.status == "running" else "over")
    here = current_item(x, person)
    near = [rest[:1], here, person.last, asking]
    label = next(place[0] for place in near if place and place[0] in asking)
    items = [i for i in x.stages[label].items if x.framework.has(i)]
    known = [x.framework.component(i).dimension for i in items] or [""]
    asked = rest[1] if len(rest) > 1 else _dimension(x, here)
    dimension = asked if asked in known else known[0]
    return do(f.Turned(event.at, event.person, f"list:{label}:{dimension}"))


def _dimension(x: Exercise, here: tuple[str, str] | None) -> str:
    item = here[1].lstrip("?") if here else ""
    return x.framework.component(item).dimension if x.framework.has(item) else item


def _go(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """`go.1.ADM-T4`: that question again."""
    stage = x.stages.get(rest[0]) if len(rest) == 2 else None
    if stage is None or rest[1] not in stage.items:
        return refuse("unknown_button")
    if shut(stage, event.at):
        return _too_late(stage)
    return do(f.Turned(event.at, event.person, f"item:{rest[0]}:{rest[1]}"))


def _language(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    if not rest or rest[0] not in x.library.words or rest[0] not in x.framework.languages:
        return refuse("unknown_button")
    return do(f.Spoke(event.at, event.person, rest[0]))


def _join(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    return entered(x, e.Entered(event.at, "", event.person))


def _mute(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    return do(f.Muted(event.at, event.person), say="muted")


def _privacy(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    return do(say=privacy_key(x))


def privacy_key(x: Exercise) -> str:
    """Small teams were told something else when they came in."""
    return "privacy.short_small_team" if x.small_team else "privacy.short"


TAPS: dict[str, Press] = {
    "join": _join,
    "privacy": _privacy,
    "welcome": own(_turn("welcome")),
    "later": own(_turn("later")),
    "next": _next,
    "down": own(_down),
    "lang": own(_language),
    "back": own(_back),
    "list": own(_list),
    "go": own(_go),
    "form": _from_form,
    "mute": own(_mute),
}
"""What the buttons of one's own card do, by the name in their data."""
