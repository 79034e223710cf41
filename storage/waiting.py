"""Jobs on their way to the writer, and the way back to whoever waits for them."""

import asyncio
import concurrent.futures
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, eq=False)
class Waiting:
    """A job, and who waits for it: a future of `loop`, of a thread, or nobody."""

    job: Callable[[Any], Any]
    future: "asyncio.Future[Any] | concurrent.futures.Future[Any] | None" = None
    loop: asyncio.AbstractEventLoop | None = None
    result: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        """Hand over the result, in the thread of whoever waits. They may have gone away."""
        if self.future is None or self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.result)
        elif isinstance(self.error, StopIteration):  # no future takes this one
            self.future.set_exception(RuntimeError("the job raised StopIteration"))
        else:
            self.future.set_exception(self.error)


def tell(group: list[Waiting]) -> None:
    """Wake each event loop once, for all of its jobs together."""
    loops: dict[asyncio.AbstractEventLoop | None, list[Waiting]] = {}
    for waiting in group:
        loops.setdefault(waiting.loop, []).append(waiting)
    for loop, those in loops.items():
        if loop is None:
            _tell_all(those)
        else:
            with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits
                loop.call_soon_threadsafe(_tell_all, those)


def _tell_all(those: list[Waiting]) -> None:
    for waiting in those:
        waiting.tell()
