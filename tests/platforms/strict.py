"""What the strict local servers share: a journal of calls, planned failures, and waiting.

Each of them keeps its platform's rules, refuses what that would refuse, and breaks on demand.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.signing import seal_of

PATIENCE = 60.0
Params = dict[str, Any]


@dataclass(slots=True)
class Call:
    """One call of the bot, in the journal. `error` is the refusal or the fault, if any."""

    at: float
    method: str
    params: Params
    status: int = 0
    result: Any = None
    error: str = ""


@dataclass(slots=True)
class Fault:
    """A planned failure: of which method, how, how often, and on which calls only."""

    method: str
    how: str
    times: float
    when: Callable[[Params], bool]
    met: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def release(self) -> None:
        """Let held calls go on."""
        self.released.set()

    @property
    def after(self) -> bool:
        """Whether it strikes once the call has done its work."""
        return self.how.endswith(" after")


class StrictServer:
    """The part of a server that knows no platform. `clock` gives UTC seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.journal: list[Call] = []
        self._faults: list[Fault] = []
        self._change = asyncio.Event()
        self.database: Path | None = None
        """Where the service keeps what it signs buttons with, if there is one."""

    def sign(self, chat: str, data: str) -> str:
        """Data as a button of the service would send it back; as it is, if there is no service."""
        return seal_of(self.database).sign(chat, data) if self.database else data

    # --- what happens, and what waits for it -----------------------------------------------------

    def changed(self) -> None:
        """Wake whoever waits."""
        self._change.set()
        self._change = asyncio.Event()

    async def until(self, predicate: Callable[[], Any], timeout: float = PATIENCE) -> Any:  # noqa: ASYNC109
        """Wait until this is true and give what it said; fails with all that was said instead."""
        deadline = time.monotonic() + timeout
        while not (found := predicate()):
            if time.monotonic() > deadline:
                raise AssertionError(f"did not happen in {timeout:g} s\n{self.transcript()}")
            with suppress(TimeoutError):
                # Looked at regularly as well: the predicate may be about something not in here.
                await asyncio.wait_for(self._change.wait(), 0.05)
        return found

    def transcript(self) -> str:
        """Everything said, chat by chat, and the last calls: for a failed test."""
        calls = [f"{call.method} {call.status} {call.error}" for call in self.journal[-15:]]
        return "\n".join([*self.said(), "--- last calls", *calls, f"--- waiting: {self.waiting()}"])

    def said(self) -> list[str]:
        """Everything said, chat by chat."""
        raise NotImplementedError

    def waiting(self) -> object:
        """What the bot has not confirmed."""
        raise NotImplementedError

    def calls(self, method: str = "") -> list[Call]:
        """The journal, or the part of it about one method."""
        return [call for call in self.journal if method in ("", call.method)]

    # --- trouble ---------------------------------------------------------------------------------

    def fail(
        self,
        method: str,
        how: str,
        times: float = 1,
        when: Callable[[Params], bool] = lambda call: True,
    ) -> Fault:
        """Let the next calls of a method ("*": any) fail; `times` may be math.inf, until `mend`.

        - "drop", "drop after": the connection ends before or after the call has its effect;
        - "hold", "hold after": no answer until `fault.release()`; `await fault.arrived.wait()`;
        - "garbage after": an answer that is no JSON;
        - "page 403", "page 502 after": a page of somebody in between, in HTML, with that status;
          "502", "502 after" for short; "429 7": asked to wait for so many seconds;
        - anything else: that refusal, in the platform's own way (see its server).
        """
        fault = Fault(method, how, times, when)
        self._faults.append(fault)
        return fault

    def mend(self) -> None:
        """No more planned failures; held calls go on."""
        for fault in self._faults:
            fault.release()
        self._faults.clear()

    def fault(self, method: str, call: Params) -> Fault | None:
        """The failure that is planned for this call."""
        for fault in self._faults:
            fits = fault.method in ("*", method) and fault.met < fault.times
            if fits and fault.when(call):
                fault.met += 1
                return fault
        return None
