"""What the engine decides: the facts that come of an event, and what the person hears."""

from collections.abc import Callable
from typing import Any

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.post import Reply

Decision = tuple[tuple[f.Fact, ...], Reply | None]

Press = Callable[[Exercise, e.Tap, list[str]], Decision]
"""What a button does, by what stands in its data after its name."""

NOTHING: Decision = ((), None)


def refuse(why: str, **values: Any) -> Decision:
    """Nothing happens, and the person hears why."""
    return (), Reply(f"refuse.{why}", values)


def do(*facts: f.Fact, say: str = "", **values: Any) -> Decision:
    """These facts, and perhaps a word."""
    return facts, Reply(say, values) if say else None
