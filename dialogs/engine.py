"""What an event does: an exercise and an event in, facts and a reply out. The one door in.

Everything that a tap, a text or the clock may do stands in the tables at the end, every command in
that of `commands.py`; what a button does stands beside the screen that shows it, in `talk`. Nothing
here changes the exercise: the caller applies the facts with `apply`.
"""

from collections.abc import Callable
from typing import Any

from dialogs import commands, fit
from dialogs.allowed import refusal
from dialogs.commands import COMMANDS
from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import AnswerData, read_data
from dialogs.core.decision import NOTHING, Decision, Handler, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.talk import (
    answers,
    card,
    desk,
    held,
    notes,
    notices,
    question,
    results,
    welcome,
)
from dialogs.talk.card import erased
from dialogs.talk.copilot import roles
from dialogs.talk.notes import NOTE_MOST
from dialogs.talk.plan import actions, check
from dialogs.talk.setup import draft

__all__ = ["COMMANDS", "NOTE_MOST", "TAPS", "decide", "erased"]


def decide(x: Exercise, event: e.Event) -> Decision:
    """What this event does to the exercise, and what the person hears. Reads only."""
    if isinstance(event, (e.Tap, e.Wrote, e.Command, e.Entered)):
        refused = refusal(x, event)
        if refused:
            return refused
    if x.status == "draft" and isinstance(event, (e.Tap, e.Wrote, e.Command, e.Entered)):
        return draft.decide(x, event)
    return EVENTS[type(event)](x, event)


def _tap(x: Exercise, event: e.Tap) -> Decision:
    """A button: an answer to a question, or an action in the table."""
    data = read_data(event.data)
    if data is None or data.exercise != x.id:
        return refuse("unknown_button")
    if isinstance(data, AnswerData) and data.round in x.stages:
        return question.score(x, event, data.round, data.item, data.answer)
    if isinstance(data, AnswerData) or data.action not in TAPS:
        return refuse("unknown_button")
    return TAPS[data.action](x, event, data.rest)


# -- the world ---------------------------------------------------------------------------------


def _computed(x: Exercise, event: e.Computed) -> Decision:
    if course.awaiting(x) != event.step:
        return NOTHING
    again = tuple(event.result["second_round"])
    return do(f.Assessed(event.at, event.step, event.result, again))


def _lost(x: Exercise, event: e.Unreachable) -> Decision:
    person = x.people.get(event.person)
    return do(f.Lost(event.at, event.person)) if person and person.reachable else NOTHING


def _found(x: Exercise, event: e.Returned) -> Decision:
    person = x.people.get(event.person)
    return do(f.Found(event.at, event.person)) if person and not person.reachable else NOTHING


def _dropped(x: Exercise, event: e.Dropped) -> Decision:
    return do(f.Paused(event.at)) if x.under_way and not x.paused else NOTHING


def _shut(x: Exercise, event: e.Shut) -> Decision:
    return do(f.Paused(event.at, passing=True)) if x.under_way and not x.away else NOTHING


def _added(x: Exercise, event: e.Added) -> Decision:
    return (course.back(x, event.at), None) if x.away else NOTHING


TAPS: dict[str, Handler] = {
    **fit.TAPS,
    **welcome.TAPS,
    **card.TAPS,
    **question.TAPS,
    **answers.TAPS,
    **notes.TAPS,
    **held.TAPS,
    **actions.TAPS,
    **check.TAPS,
    **results.TAPS,
    **desk.TAPS,
    **notices.TAPS,
    **roles.TAPS,
    "which": commands.meant,
}
"""What every button does but an answer, once an exercise has begun, by the action in its data."""

EVENTS: dict[type[e.Event], Callable[[Exercise, Any], Decision]] = {
    e.Tap: _tap,
    e.Wrote: card.wrote,
    e.Command: commands.decide,
    e.Entered: welcome.entered,
    e.Mailbox: notices.mailbox,
    e.Added: _added,
    e.Dropped: _dropped,
    e.Shut: _shut,
    e.Unreachable: _lost,
    e.Returned: _found,
    e.Belongs: roles.belongs,
    e.Moved: lambda x, event: NOTHING,
    e.Started: lambda x, event: (course.started(x, event.at), None),
    e.Tick: lambda x, event: (course.tick(x, event.at), None),
    e.Computed: _computed,
    e.Doubtful: notices.doubtful,
    e.Refused: notices.refused,
    e.Delivered: notices.delivered,
}
"""Every kind of event has its line; what a draft does with those of people is `draft.decide`."""
