"""A beginning that many tests share is played once in a process; each test gets a copy of its own.

A copy is as good as one that was played again: what can change in it is nobody else's. What cannot,
such as facts, and the files, is the same in all copies.
"""

import io
import pickle
from collections.abc import Callable
from functools import wraps
from typing import Any

from pydantic import BaseModel

from bot.app.library import Files
from dialogs.words import Words


def kept(begin: Callable[..., Any]) -> Callable[..., Any]:
    """A function that plays a beginning; the same arguments and files are played only once."""
    beginnings: dict[Any, Beginning] = {}

    @wraps(begin)
    def copy(*which: object, **chosen: object) -> Any:
        key = begin.__globals__["library"](), pickle.dumps((which, chosen))
        if key not in beginnings:
            beginnings[key] = Beginning(begin(*which, **chosen))
        return beginnings[key].copy()

    return copy


class Beginning:
    """What was played, as bytes, and beside them all of it that never changes."""

    def __init__(self, played: object) -> None:
        self._unchanging: list[object] = []
        written = io.BytesIO()
        pickler = pickle.Pickler(written)
        pickler.persistent_id = self._beside  # type: ignore[method-assign]
        pickler.dump(played)
        self._written = written.getvalue()

    def _beside(self, part: object) -> int | None:
        if not unchanging(part):
            return None
        self._unchanging.append(part)
        return len(self._unchanging) - 1

    def copy(self) -> Any:
        """It again, as it was."""
        unpickler = pickle.Unpickler(io.BytesIO(self._written))
        unpickler.persistent_load = self._unchanging.__getitem__  # type: ignore[assignment]
        return unpickler.load()


def unchanging(part: object) -> bool:
    """Whether all may share this: the files, and whatever is declared frozen."""
    if isinstance(part, BaseModel):
        return bool(part.model_config.get("frozen"))
    declared = getattr(part, "__dataclass_params__", None)
    return isinstance(part, Files | Words) or bool(declared and declared.frozen)
