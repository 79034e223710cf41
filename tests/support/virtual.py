"""An event loop whose time passes only while nothing happens: hours cost milliseconds.

Sockets, threads and files are real; only waiting is not. So a rate of thirty a second can be
measured exactly, whatever else the machine does.
"""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any

PATIENCE = 5.0
"""Seconds of real time to wait for a thread that is known to be at work."""

LOOKS = 3
"""How often the sockets are looked at before time moves: one may be on its way to another."""


class Selector(selectors.DefaultSelector):
    """Where the loop would sleep, the clock is moved instead."""

    now = 0.0
    busy = 0
    """How many threads are known to be at work: as long as there are any, time stands still."""

    def select(self, timeout: float | None = None) -> Any:
        if found := super().select(0):
            return found
        if timeout is None:
            return super().select(None)
        if timeout <= 0:
            return found
        if self.busy and (found := super().select(PATIENCE)):
            return found
        for _ in range(LOOKS):
            if found := super().select(0):
                return found
        self.now += timeout
        return found


class Loop(asyncio.SelectorEventLoop):
    """An event loop that lives by such a clock."""

    def __init__(self) -> None:
        self.clock = Selector()
        super().__init__(self.clock)

    def time(self) -> float:
        return self.clock.now

    def run_in_executor(self, executor: Any, func: Any, *args: Any) -> Any:
        future = super().run_in_executor(executor, func, *args)
        at_work(future)
        return future


def at_work(future: "asyncio.Future[Any]") -> None:
    """A thread works for its loop until this is done."""
    clock = getattr(future.get_loop(), "clock", None)
    if clock is None:
        return

    def rested(_: object) -> None:
        clock.busy -= 1

    clock.busy += 1
    future.add_done_callback(rested)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run this with a clock of its own, which begins at 0."""
    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(work)
