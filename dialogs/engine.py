"""What an event does: an exercise and an event in, facts and a reply out. The one door in.

Everything that a tap, a text, a command or the clock may do stands in the tables at the end; what
a button does stands beside the screen that shows it, in `talk`. Nothing here changes the exercise:
the caller applies the facts with `evolve`, then asks `follow` in `course.py` for what comes by
itself.
"""

from collections.abc import Callable
from typing import Any

from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import AnswerData, EraseView, read_data
from dialogs.core.decision import NOTHING, Decision, Handler, do, for_facilitator, refuse
from dialogs.core.exercise import Exercise
from dialogs.talk import answers, card, desk, notes, notices, plan, question, setup, welcome
from dialogs.talk.card import erased
from dialogs.talk.notes import NOTE_MOST
from dialogs.talk.welcome import privacy_key

__all__ = ["COMMANDS", "NOTE_MOST", "TAPS", "decide", "erased"]


def decide(x: Exercise, event: e.Event) -> Decision:
    """What this event does to the exercise, and what the person hears. Reads only."""
    if x.status == "draft" and isinstance(event, (e.Tap, e.Wrote, e.Command, e.Entered)):
        return setup.decide(x, event)
    return EVENTS[type(event)](x, event)


def _resume(x: Exercise, event: e.Command) -> Decision:
    """`/start`: the card again, at the bottom."""
    person = x.people.get(event.person)
    if person is None:
        return refuse("not_joined")
    return do(f.Turned(event.at, event.person, "", bottom=True))


def _tap(x: Exercise, event: e.Tap) -> Decision:
    """A button: an answer to a question, or an action in the table."""
    data = read_data(event.data)
    if isinstance(data, AnswerData) and data.round in x.stages:
        return question.score(x, event, data.round, data.item, data.answer)
    if data is None or isinstance(data, AnswerData) or data.action not in TAPS:
        return refuse("unknown_button")
    return TAPS[data.action](x, event, data.rest)


# -- commands for everybody --------------------------------------------------------------------


def _status(x: Exercise, event: e.Command) -> Decision:
    if event.private and event.person == x.facilitator:
        return desk.look(x, event, ())
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
    return do(f.Turned(event.at, event.person, str(EraseView()), bottom=True))


def _said(key: str) -> Callable[[Exercise, e.Command], Decision]:
    return lambda x, event: do(say=key)


def _command(x: Exercise, event: e.Command) -> Decision:
    handler = COMMANDS.get(event.name)
    return handler(x, event) if handler else do(say="help")


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


TAPS: dict[str, Handler] = {
    **welcome.TAPS,
    **card.TAPS,
    **question.TAPS,
    **answers.TAPS,
    **notes.TAPS,
    **plan.TAPS,
    **desk.TAPS,
    **notices.TAPS,
}
"""What every button does but an answer, once an exercise has begun, by the action in its data."""

COMMANDS: dict[str, Callable[[Exercise, e.Command], Decision]] = {
    "start": _resume,
    "new": lambda x, event: refuse("running"),
    "status": _status,
    "results": _results,
    "language": _speak,
    "privacy": lambda x, event: do(say=privacy_key(x)),
    "erase": _erase_asked,
    "help": _said("help"),
    "edited": _said("refuse.edited"),
    "extend": for_facilitator(desk.extend),
    "close": for_facilitator(desk.close),
    "cancel": for_facilitator(desk.cancel),
}

EVENTS: dict[type[e.Event], Callable[[Exercise, Any], Decision]] = {
    e.Tap: _tap,
    e.Wrote: card.wrote,
    e.Command: _command,
    e.Entered: welcome.entered,
    e.Added: lambda x, event: do(f.Resumed(event.at)) if x.paused else NOTHING,
    e.Dropped: _dropped,
    e.Unreachable: _lost,
    e.Returned: _found,
    e.Moved: lambda x, event: NOTHING,
    e.Tick: lambda x, event: (course.tick(x, event.at), None),
    e.Computed: _computed,
    e.Doubtful: _doubtful,
}
"""Every kind of event has its line; what a draft does with those of people is `setup.decide`."""
