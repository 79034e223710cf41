"""What happens next: an exercise and an event in, facts and a reply out.

Everything that a tap, a text, a command or the clock may do stands in the tables at the end.
Nothing here changes the exercise: the caller applies the facts with `evolve`, then asks `follow`
in `course.py` for what comes by itself.
"""

from collections.abc import Callable
from typing import Any

from dialogs import course, desk, plan, setup
from dialogs import events as e
from dialogs import facts as f
from dialogs.exercise import (
    Exercise,
    Participant,
    Stage,
    current_item,
    options,
    takes_text,
)
from dialogs.post import Reply

Decision = tuple[tuple[f.Fact, ...], Reply | None]

TOO_QUICK = 1.0
"""Seconds for which a question that just came up takes no score: the thumb was still moving."""

NOTE_MOST = 3000
"""Characters of a note or an open answer that are kept."""

NOTHING: Decision = ((), None)


def decide(x: Exercise, event: e.Event) -> Decision:
    """What this event does to the exercise, and what the person hears. Reads only."""
    if x.status == "draft" and isinstance(event, (e.Tap, e.Wrote, e.Command, e.Entered)):
        return setup.decide(x, event)
    return EVENTS[type(event)](x, event)


def refuse(why: str, **values: Any) -> Decision:
    """Nothing happens, and the person hears why."""
    return (), Reply(f"refuse.{why}", values)


def do(*facts: f.Fact, say: str = "", **values: Any) -> Decision:
    """These facts, and perhaps a word."""
    return facts, Reply(say, values) if say else None


# -- coming in ---------------------------------------------------------------------------------


def _entered(x: Exercise, event: e.Entered) -> Decision:
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


def _resume(x: Exercise, event: e.Command) -> Decision:
    """`/start`: the card again, at the bottom."""
    person = x.people.get(event.person)
    if person is None:
        return refuse("not_joined")
    return do(f.Turned(event.at, event.person, "", bottom=True))


# -- taps --------------------------------------------------------------------------------------


def _tap(x: Exercise, event: e.Tap) -> Decision:
    _, *parts = event.data.split(".")
    if parts and parts[0] in TAPS:
        return TAPS[parts[0]](x, event, parts[1:])
    if len(parts) == 3 and parts[0] in x.stages:
        return _score(x, event, *parts)
    return refuse("unknown_button")


def _from_form(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    """`form.1.ADM-T4.5`: chosen where all questions stand side by side, so never by mistake."""
    return _score(x, event, *rest, hurry=True) if len(rest) == 3 else refuse("nothing_asked")


def _score(
    x: Exercise, event: e.Tap, label: str, item: str, answer: str, *, hurry: bool = False
) -> Decision:
    person = x.people.get(event.person)
    if person is None or not person.joined:
        return refuse("not_joined")
    stage = x.stages.get(label)
    if stage is None or item not in stage.items or answer not in options(item):
        return refuse("unknown_button")
    if _shut(stage, event.at):
        return refuse("closed", label=label, when=stage.closed or stage.closes)
    asked = not hurry and (label, item) == current_item(x, person)
    if asked and 0 <= _since(person, event.at) < TOO_QUICK:
        return refuse("too_quick")
    if person.answer(label, item) == answer and not person.view:
        return NOTHING
    return do(f.Answered(event.at, event.person, label, item, answer))


def _since(person: Participant, at: float) -> float:
    """Seconds for which the question on this card has been there, to the millisecond."""
    return round(at - person.asked_at, 3)


def _shut(stage: Stage, at: float) -> bool:
    """The deadline counts from its own moment, whether or not the clock has come by."""
    return not stage.open or (stage.closes is not None and stage.closes <= at)


Step = Callable[[Exercise, e.Tap, list[str], Participant], Decision]


def own(step: Step) -> Callable[[Exercise, e.Tap, list[str]], Decision]:
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
    asking = [s.label for s in x.asking()]
    if not asking:
        return refuse("over")
    here = current_item(x, person)
    label = rest[0] if rest and rest[0] in asking else (here[0] if here else asking[0])
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
    if _shut(stage, event.at):
        return refuse("closed", label=rest[0], when=stage.closed or stage.closes)
    return do(f.Turned(event.at, event.person, f"item:{rest[0]}:{rest[1]}"))


def _language(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    if not rest or rest[0] not in x.library.words or rest[0] not in x.framework.languages:
        return refuse("unknown_button")
    return do(f.Spoke(event.at, event.person, rest[0]))


def _join(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    return _entered(x, e.Entered(event.at, "", event.person))


def _mute(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    return do(f.Muted(event.at, event.person), say="muted")


def _privacy(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    return do(say="privacy.short")


# -- notes and texts ---------------------------------------------------------------------------


def _note(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    here = current_item(x, person)
    if here is None or not x.framework.has(here[1]):
        return refuse("unknown_button")
    return do(f.Turned(event.at, event.person, f"note:{here[1]}"))


def _mine(x: Exercise, rest: list[str], person: Participant) -> int:
    """The number of the note that a button names, 0 if it is not this person's."""
    return next((n for n in person.notes if rest[:1] == [str(n)]), 0)


def _on_note(make: Callable[[float, int, int], f.Fact], after_close: bool = True) -> Step:
    def step(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
        number = _mine(x, rest, person)
        if not number:
            return refuse("unknown_button")
        return do(make(event.at, event.person, number))

    return step


def _place(x: Exercise, event: e.Tap, rest: list[str], person: Participant) -> Decision:
    """`place.ADM-T4`: the text that was held belongs there."""
    if not person.held:
        return refuse("unknown_button")
    if not rest or not x.framework.has(rest[0]):
        return do(f.Turned(event.at, event.person, ""))
    return do(f.Noted(event.at, event.person, x.last_note + 1, rest[0], person.held))


def _wrote(x: Exercise, event: e.Wrote) -> Decision:
    person = x.people.get(event.person)
    text = event.text.strip()
    if person is None:
        return refuse("not_joined")
    if not text:
        return refuse("only_text")
    planned = plan.write(x, event.at, text, person) or plan.why(x, event.at, text, person)
    if planned:
        return planned
    if not person.joined:
        return refuse("not_joined")
    if len(text) > NOTE_MOST:
        return refuse("too_long", n=len(text), most=NOTE_MOST)
    return _place_text(x, event.at, text, person)


def _place_text(x: Exercise, at: float, text: str, person: Participant) -> Decision:
    kind, _, rest = person.view.partition(":")
    if kind == "note":
        return do(f.Noted(at, person.number, x.last_note + 1, rest, text))
    if kind == "edit" and rest.isdigit() and int(rest) in person.notes:
        return do(f.Noted(at, person.number, int(rest), x.notes[int(rest)].item, text))
    here = current_item(x, person)
    if here and takes_text(here[1]) and not _shut(x.stages[here[0]], at):
        return do(f.Answered(at, person.number, here[0], here[1], "text", text))
    if not any(True for _ in x.asking()):
        return do(f.Turned(at, person.number, "", bottom=True), say="refuse.nothing_asked")
    return do(f.Held(at, person.number, text))


# -- commands for everybody --------------------------------------------------------------------


def _status(x: Exercise, event: e.Command) -> Decision:
    if event.private and event.person == x.facilitator:
        return desk.look(x, event, [])
    stage = desk.round_open(x)
    if stage is None:
        return do(say="status.between", joined=x.joined)
    return do(say="status.open", label=stage.label, when=stage.closes, n=x.joined)


def _results(x: Exercise, event: e.Command) -> Decision:
    stage = next((s for s in x.stages.values() if s.step.publish == "results"), None)
    if stage is not None and not stage.open:
        return do(say="results.above")
    return do(say="results.not_yet")


def _speak(x: Exercise, event: e.Command) -> Decision:
    language = event.argument.strip().lower()
    if event.person not in x.people:
        return refuse("not_joined")
    if language in x.library.words and language in x.framework.languages:
        return do(f.Spoke(event.at, event.person, language), say="language_set")
    return do(say="language_how", languages=", ".join(x.framework.languages))


def _erase_asked(x: Exercise, event: e.Command) -> Decision:
    if event.person not in x.people:
        return refuse("not_joined")
    if not event.private:
        return refuse("in_private")
    return do(f.Turned(event.at, event.person, "erase", bottom=True))


def _erase(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    person = x.people.get(event.person)
    if person is None or person.view != "erase":
        return refuse("unknown_button")
    return do(erased(x, event.at, event.person), say="erased")


def erased(x: Exercise, at: float, person: int) -> f.Erased:
    """This person goes, before the close with their answers; afterwards those stay, nameless."""
    first = x.stages.get("1")
    return f.Erased(at, person, answers=first is None or first.open)


def _said(key: str) -> Callable[[Exercise, e.Command], Decision]:
    return lambda x, event: do(say=key)


def _command(x: Exercise, event: e.Command) -> Decision:
    step = COMMANDS.get(event.name)
    return step(x, event) if step else do(say="help")


# -- the world ---------------------------------------------------------------------------------


def _computed(x: Exercise, event: e.Computed) -> Decision:
    if course.awaiting(x) != event.step:
        return NOTHING
    contested = tuple(event.result.get("contested", ()))
    return do(f.Assessed(event.at, event.step, event.result, contested))


def _lost(x: Exercise, event: e.Unreachable) -> Decision:
    person = x.people.get(event.person)
    return do(f.Lost(event.at, event.person)) if person and person.reachable else NOTHING


def _found(x: Exercise, event: e.Returned) -> Decision:
    person = x.people.get(event.person)
    return do(f.Found(event.at, event.person)) if person and not person.reachable else NOTHING


def _dropped(x: Exercise, event: e.Dropped) -> Decision:
    return do(f.Paused(event.at)) if x.under_way and not x.paused else NOTHING


def _doubtful(x: Exercise, event: e.Doubtful) -> Decision:
    return NOTHING if x.doubted.get(event.key) else do(f.Doubted(event.at, event.key))


TAPS: dict[str, Callable[[Exercise, e.Tap, list[str]], Decision]] = {
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
    "note": own(_note),
    "keep": own(_on_note(lambda at, who, n: f.Released(at, who, n, released=False))),
    "release": own(_on_note(f.Released)),
    "edit": own(_on_note(lambda at, who, n: f.Turned(at, who, f"edit:{n}"))),
    "delete": own(_on_note(f.Discarded)),
    "place": own(_place),
    "mute": own(_mute),
    "erase": _erase,
    "take": plan.take,
    "plan": plan.open_plan,
    "told": plan.told,
    "desk": desk.only(desk.look),
    "close": desk.only(desk.close),
    "extend": desk.only(desk.extend),
    "cancel": desk.only(desk.cancel),
    "remove": desk.only(desk.remove),
    "hand": desk.only(desk.hand),
    "again": desk.only(desk.again),
}

COMMANDS: dict[str, Callable[[Exercise, e.Command], Decision]] = {
    "start": _resume,
    "new": lambda x, event: refuse("running"),
    "status": _status,
    "results": _results,
    "language": _speak,
    "privacy": _said("privacy.short"),
    "erase": _erase_asked,
    "help": _said("help"),
    "edited": _said("refuse.edited"),
    "extend": desk.only(desk.extend),
    "close": desk.only(desk.close),
    "cancel": desk.only(desk.cancel),
}

EVENTS: dict[type[e.Event], Callable[[Exercise, Any], Decision]] = {
    e.Tap: _tap,
    e.Wrote: _wrote,
    e.Command: _command,
    e.Entered: _entered,
    e.Added: lambda x, event: do(f.Resumed(event.at)) if x.paused else NOTHING,
    e.Dropped: _dropped,
    e.Unreachable: _lost,
    e.Returned: _found,
    e.Moved: lambda x, event: NOTHING,
    e.Tick: lambda x, event: (course.tick(x, event.at), None),
    e.Computed: _computed,
    e.Doubtful: _doubtful,
}
