"""What a handler decides: the facts that come of an event, and what the person hears.

A handler never changes the exercise. It stands in one of the engine's tables, by the word that its
button's data begins with; who may use it when stands in `dialogs/allowed.py`.
"""

from collections.abc import Callable
from typing import Any

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
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
    """A button of those who take part: it is given the person who pressed it."""
    return lambda x, event, rest: handler(x, event, rest, x.people[event.person])
