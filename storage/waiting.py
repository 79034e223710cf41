"""Jobs on their way to the writer, the way back to whoever waits for them, how the writer does."""

import asyncio
import concurrent.futures
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from storage.errors import BrokenError

log = logging.getLogger(__name__)


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


@dataclass(slots=True)
class Pulse:
    """How the writer does: written in its thread, read by anybody. It costs nobody a write.

    `commits` counts groups that changed something, `failures` those that the storage did not take;
    `trouble` says why not, until something is durable again, and `lasting` counts those since then.
    `broken` says which record was found to be not as it was written.
    """

    commits: int = 0
    failures: int = 0
    trouble: str = ""
    lasting: int = 0
    broken: str = ""
    _since: float | None = None
    _told: set[str] = field(default_factory=set)  # reasons in the log since then

    def begins(self) -> None:
        """A group is in hand."""
        self._since = time.monotonic()

    def ends(self, changed: bool, error: Exception | None) -> None:
        """The group is durable, or failed. One line for each reason while that lasts; one after."""
        self._since = None
        if error is not None:
            said = str(error) or type(error).__name__
            if said not in self._told:
                self._told.add(said)
                log.error("nothing is saved: %s", said)
            self.failures, self.lasting, self.trouble = self.failures + 1, self.lasting + 1, said
        elif changed:
            if self.trouble:
                log.warning("saved again, after %d times: %s", self.lasting, self.trouble)
            self.commits, self.lasting, self.trouble = self.commits + 1, 0, ""
            self._told.clear()

    def met(self, error: BaseException | None) -> None:
        """A job ended with this error, or with none."""
        if isinstance(error, BrokenError):
            self.broken = str(error)

    @property
    def busy(self) -> float:
        """For how many seconds the group in hand has been; 0 if there is none."""
        since = self._since
        return 0.0 if since is None else time.monotonic() - since


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
