"""How payloads get to the bot: by socket or signed HTTP, again until acknowledged, or lost."""

import asyncio
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.platforms.slack.people import Json
from tests.platforms.strict import StrictServer

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@dataclass(eq=False, slots=True)
class Delivery:
    """A payload on its way: `kind` as Socket Mode names it. `tries` counts the attempts."""

    kind: str
    payload: Json
    tries: int = 0
    acknowledged: bool = False
    failed: bool = False
    reason: str = "timeout"
    """Why it comes again, if it does."""


@dataclass(eq=False, slots=True)
class Line:
    """One open socket, and who waits for an acknowledgement there."""

    socket: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[None]] = field(default_factory=dict)


class Outbound(StrictServer):
    """The way to the bot, and what there is to wait for. `clock` gives UTC seconds."""

    app_id = "A0APP"

    def __init__(self, clock: Callable[[], float]) -> None:
        super().__init__(clock)
        self.signing_clock = clock
        """The clock of what is signed, which has to be the bot's."""
        self.secret = SECRET
        self.deliver_to = ""
        """The bot's address, if it is reached by HTTP."""
        self.patience = 3.0
        self.again_after = (0.1, 0.3)
        """Seconds until an event is sent again: a minute and five at the real Slack."""
        self.twice = False
        """Whether every payload is delivered twice."""
        self.spread = False
        """Whether the open sockets take turns, as at the real Slack; the newest gets all if not."""
        self.other_lines = 0
        """Sockets of other processes, of which a new one is told the number."""
        self.counted_on = 0.0
        """Seconds for which a socket that ended is counted on, and may be given payloads. The real
        Slack needs a moment where the end arrives, as after a kill; where none does, as after a
        power cut, minutes until its own pings failed, and hours have been seen."""
        self.ghosts = 0
        """Sockets that ended and are counted on."""
        self.deliveries: list[Delivery] = []
        self.lines: list[Line] = []
        self._tickets: set[str] = set()
        self._numbers = itertools.count(1)
        self._turns = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session = aiohttp.ClientSession()

    async def give_up(self) -> None:
        """Nothing more is delivered."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._session.close()

    def number(self) -> int:
        return next(self._numbers)

    @property
    def idle(self) -> bool:
        """Whether everything that happened has arrived, or is given up."""
        return all(d.acknowledged or d.failed for d in self.deliveries)

    def ticket(self) -> str:
        """Lets one socket in, once."""
        ticket = f"ticket{self.number()}"
        self._tickets.add(ticket)
        return ticket

    def deliver(self, kind: str, payload: Json) -> Delivery:
        """Send a payload; an event again until it is acknowledged."""
        delivery = Delivery(kind, payload)
        self.deliveries.append(delivery)
        for _ in range(2 if self.twice else 1):
            self._start(self._deliver(delivery))
        return delivery

    def again(self, delivery: Delivery, attempt: int = 1) -> None:
        """The same payload once more, as after trouble of Slack's own; which time it is."""
        self._start(self._deliver(delivery, attempt))

    def _start(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, first: int = 0) -> None:
        pauses = (*self.again_after, None) if delivery.kind == "events_api" else (None,)
        for attempt, pause in enumerate(pauses[first:] or (None,), first):
            delivery.tries += 1
            if await self._attempt(delivery, attempt):
                delivery.acknowledged = True
                break
            if pause is not None:
                await asyncio.sleep(pause)
        delivery.failed = not delivery.acknowledged
        self.changed()

    async def _attempt(self, delivery: Delivery, attempt: int) -> bool:
        try:
            async with asyncio.timeout(self.patience):
                if self.deliver_to:
                    return await self.post(delivery, attempt) == 200
                return await self._send(delivery, attempt)
        except (TimeoutError, aiohttp.ClientError, ConnectionError):
            return False

    async def _send(self, delivery: Delivery, attempt: int) -> bool:
        """By one of the open sockets; waits for one for as long as Slack waits."""
        while not self.lines:
            await self._change.wait()
        turn = next(self._turns) % (len(self.lines) + self.ghosts) if self.spread else -1
        if turn >= len(self.lines):  # nobody is there to acknowledge it
            await asyncio.Event().wait()
        line = self.lines[turn]
        envelope = f"envelope-{self.number()}"
        body = {"envelope_id": envelope, "type": delivery.kind, "payload": delivery.payload}
        if delivery.kind == "events_api":
            body |= {"retry_attempt": attempt, "retry_reason": delivery.reason if attempt else ""}
        acknowledged = line.waiting[envelope] = asyncio.get_running_loop().create_future()
        await line.socket.send_json({**body, "accepts_response_payload": True})
        await acknowledged
        return True

    async def post(
        self, delivery: Delivery, attempt: int = 0, *, age: float = 0.0, secret: str = ""
    ) -> int:
        """By HTTP, signed; gives the status. `age`: how old it claims to be."""
        body, kind = _encoded(delivery)
        stamp = str(int(self.signing_clock() - age))
        key = (secret or self.secret).encode()
        signed = hmac.new(key, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": stamp}
        headers["X-Slack-Signature"] = f"v0={signed}"
        if attempt:
            reason = f"http_{delivery.reason}"
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        async with self._session.post(self.deliver_to, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def line(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            raise web.HTTPNotFound
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=10.0)
        await socket.prepare(request)
        line = Line(socket)
        count = len(self.lines) + self.other_lines + self.ghosts + 1
        about = {"num_connections": count, "connection_info": {"app_id": self.app_id}}
        await socket.send_json({"type": "hello", **about})
        self.lines.append(line)
        self.changed()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledge(line, message.json())
        finally:
            self._lost(line)
        return socket

    def _acknowledge(self, line: Line, answer: Json) -> None:
        found = line.waiting.pop(answer.get("envelope_id", ""), None)
        if found is not None and not found.done():
            found.set_result(None)

    def _lost(self, line: Line) -> None:
        if line in self.lines:
            self.lines.remove(line)
            if line.socket.close_code in (None, aiohttp.WSCloseCode.ABNORMAL_CLOSURE):
                self._count_on()
        for waiting in line.waiting.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the socket ended"))
        self.changed()

    def _count_on(self) -> None:
        """A socket ended without a word: it is a ghost for as long as that is so here."""
        if self.counted_on:
            self.ghosts += 1
            asyncio.get_running_loop().call_later(self.counted_on, self._forget_ghost)

    def _forget_ghost(self) -> None:
        self.ghosts -= 1
        self.changed()

    async def warn(self, line: Line, reason: str = "warning") -> None:
        """Say that a socket will soon end; nothing more goes to it.

        Reasons: "warning", "refresh_requested"; "link_disabled" where Socket Mode was switched off.
        """
        self.lines.remove(line)
        await line.socket.send_json({"type": "disconnect", "reason": reason})

    def cut(self) -> None:
        """End all sockets without a word."""
        for line in list(self.lines):
            self._lost(line)
            transport = line.socket._req.transport if line.socket._req else None
            if transport is not None:
                transport.abort()


def _encoded(delivery: Delivery) -> tuple[str, str]:
    """The body by HTTP, and what it is."""
    form = "application/x-www-form-urlencoded"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload), form
    text = json.dumps(delivery.payload)
    if delivery.kind == "interactive":
        return urlencode({"payload": text}), form
    return text, "application/json"
