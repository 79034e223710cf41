"""What a handler decides: the facts that come of an event, and what the person hears.

A handler never changes the exercise. It stands in one of the engine's tables, by the word that its
button's data begins with; the guards here say who may use it.
"""

from collections.abc import Callable
from typing import Any

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise, Participant
from dialogs.core.post import Reply

Decision = tuple[tuple[f.Fact, ...], Reply | None]

Rest = tuple[str, ...]
"""What stands in a button's data after its action, or in a command after its name."""

Handler = Callable[[Exercise, e.Tap, Rest], Decision]
"""What a button does."""

CardHandler = Callable[[Exercise, e.Tap, Rest, Participant], Decision]
"""What a button of one's own card does, given whose it is."""

NOTHING: Decision = ((), None)


def refuse(why: str, **values: Any) -> Decision:
    """Nothing happens, and the person hears why."""
    return (), Reply(f"refuse.{why}", values)


def do(*facts: f.Fact, say: str = "", **values: Any) -> Decision:
    """These facts, and perhaps a word."""
    return facts, Reply(say, values) if say else None


def for_participants(handler: CardHandler) -> Handler:
    """Only who takes part may press this button; it is given that person."""

    def guarded(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
        person = x.people.get(event.person)
        if person is None or not person.joined:
            return refuse("not_joined")
        return handler(x, event, rest, person)

    return guarded


def for_facilitator(handler: Callable[[Exercise, Any, Rest], Decision]) -> Callable[..., Decision]:
    """Only the facilitator may press this button, or send this command."""

    def guarded(x: Exercise, event: Any, rest: Rest = ()) -> Decision:
        if event.person != x.facilitator:
            return refuse("only_facilitator", name=x.names.get(x.facilitator, "–"))
        return handler(x, event, rest)

    return guarded
