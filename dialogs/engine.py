"""What happens next: an exercise and an event in, facts and a reply out.

Everything that a tap, a text or the clock may do stands in the tables at the end, every command
in that of `commands.py`. Nothing here changes the exercise: the caller applies the facts with
`evolve`, then asks `follow` in `course.py` for what comes by itself.
"""

from collections.abc import Callable
from typing import Any

from dialogs import commands
from dialogs.commands import COMMANDS
from dialogs.core import course
from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.decision import NOTHING, Decision, Press, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.talk import answers as taps
from dialogs.talk import desk, plan, setup
from dialogs.talk import notes as writing
from dialogs.talk.answers import entered, score
from dialogs.talk.notes import NOTE_MOST, wrote

__all__ = ["COMMANDS", "NOTE_MOST", "TAPS", "decide", "erased"]


def decide(x: Exercise, event: e.Event) -> Decision:
    """What this event does to the exercise, and what the person hears. Reads only."""
    if x.status == "draft" and isinstance(event, (e.Tap, e.Wrote, e.Command, e.Entered)):
        return setup.decide(x, event)
    return EVENTS[type(event)](x, event)


def _tap(x: Exercise, event: e.Tap) -> Decision:
    _, *parts = event.data.split(".")
    if parts and parts[0] in TAPS:
        return TAPS[parts[0]](x, event, parts[1:])
    if len(parts) == 3 and parts[0] in x.stages:
        return score(x, event, *parts)
    return refuse("unknown_button")


# -- erasing -----------------------------------------------------------------------------------


def _erase(x: Exercise, event: e.Tap, rest: list[str]) -> Decision:
    person = x.people.get(event.person)
    if person is None or person.view != "erase":
        return refuse("unknown_button")
    return do(erased(x, event.at, event.person), say="erased")


def erased(x: Exercise, at: float, person: int) -> f.Erased:
    """This person goes, before the close with their answers; afterwards those stay, nameless."""
    first = x.stages.get("1")
    return f.Erased(at, person, answers=first is None or first.open)


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


TAPS: dict[str, Press] = {
    **taps.TAPS,
    **writing.TAPS,
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

EVENTS: dict[type[e.Event], Callable[[Exercise, Any], Decision]] = {
    e.Tap: _tap,
    e.Wrote: wrote,
    e.Command: commands.decide,
    e.Entered: entered,
    e.Added: lambda x, event: do(f.Resumed(event.at)) if x.paused else NOTHING,
    e.Dropped: _dropped,
    e.Unreachable: _lost,
    e.Returned: _found,
    e.Moved: lambda x, event: NOTHING,
    e.Tick: lambda x, event: (course.tick(x, event.at), None),
    e.Computed: _computed,
    e.Doubtful: _doubtful,
}
