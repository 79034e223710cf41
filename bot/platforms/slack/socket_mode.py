"""Socket Mode: Slack's payloads over a connection that we open, for where nobody can reach us.

The connecting and the watching are our own: a connection that has gone deaf is replaced, a refused
token ends the program instead of being tried for ever, and what is in hand when we are told to stop
is finished and acknowledged.
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.faults import Faults
from bot.platforms.base import RefusedError
from bot.platforms.slack.errors import FAILURES, code, platform_error, refusal

log = logging.getLogger("valuemap")

SETTING = "SLACK_APP_TOKEN"
HEARTBEAT = 20.0
"""Seconds after which the connection is asked whether it still lives; half of it to answer."""

LONGEST_PAUSE = 30.0
LAST_SECONDS = 2.0
SHORT = 5.0
"""Seconds: a connection that ends sooner was hardly one."""

GREETING = 10.0
"""Seconds within which Slack greets a new connection."""

LOOKS = (1.0, 2.0, 4.0)
"""Seconds between the looks whether we are alone. The connections of a process that was killed end
with it, and Slack takes a moment to count them no longer; any shorter, and who is started again at
once would take itself for a second one."""

MORE_LOOKS = (8.0, 15.0, 30.0)
"""Seconds between further looks of who has an exercise here. Of a machine that lost its power, or
its network, nothing tells Slack that a connection ended: it counts it until its own pings have
failed, which takes a minute or two, behind some routers hours."""

SURE = 3
"""So many refusals of the app's token in a row are meant; one may be a slip."""

GHOST = (
    "Slack counts another connection of this app. It may be one that died; if another process"
    " serves this app, stop it, or what people do reaches the one or the other"
)

LARGEST = 16 * 1024**2
"""Bytes of a payload."""

Json = dict[str, Any]
Handle = Callable[[Json], Awaitable[bool]]
"""Takes a payload; True once it may be acknowledged."""

Back = Callable[[float], Awaitable[None]]
"""Told that the connection is back after so many seconds."""


class Socket:
    """The way in by Socket Mode. Nothing is lost while a connection is replaced by the next."""

    def __init__(
        self,
        client: AsyncWebClient,
        token: str,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        heartbeat: float = HEARTBEAT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._token = token
        self._sleep = sleep
        self._heartbeat = heartbeat
        self._monotonic = monotonic
        self._first: aiohttp.ClientWebSocketResponse | None = None
        self._readers: set[asyncio.Task[None]] = set()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._lost: float | None = None
        self._refusals = 0
        self._faults = Faults(log)

    async def open(self, *, serving: bool = False) -> None:
        """Open the first connection. Raises `RefusedError`, or `PlatformError` to try again.

        Refused as well where another process is connected: who was there first goes on. Who is
        `serving` exercises here already is never refused for that, since what Slack counts may be
        a connection that nobody holds any longer, and no crash may keep a team out.
        """
        try:
            for pause in (*LOOKS, *(MORE_LOOKS if serving else ()), None):
                self._first = await self._connection()
                if await self._alone(self._first):
                    return
                if pause is not None:
                    await self.close()
                    await self._sleep(pause)
        except FAILURES as error:
            raise (self._first_refusal(error) or platform_error(error)) from None
        if serving:
            log.warning(GHOST)
            return
        await self.close()
        raise RefusedError(SETTING, "another process serves this app; stop it first")

    @staticmethod
    def _first_refusal(error: Exception) -> RefusedError | None:
        if code(error) == "missing_scope":
            return RefusedError(SETTING, "this token lacks the scope connections:write")
        return refusal(error, SETTING)

    async def _alone(self, connection: aiohttp.ClientWebSocketResponse) -> bool:
        """Whether the greeting counts no connection but this one; True where it does not say."""
        said = await connection.receive(timeout=GREETING)
        greeting = _envelope(said.data) if said.type is aiohttp.WSMsgType.TEXT else {}
        return int(greeting.get("num_connections") or 1) <= 1

    async def _connection(self) -> aiohttp.ClientWebSocketResponse:
        answer = await self._client.apps_connections_open(app_token=self._token)
        assert self._client.session  # noqa: S101 - made before anything is asked
        return await self._client.session.ws_connect(
            str(answer["url"]), heartbeat=self._heartbeat, max_msg_size=LARGEST
        )

    def silence(self) -> float:
        """Seconds since there was a connection, 0 while there is one."""
        return 0.0 if self._lost is None else self._monotonic() - self._lost

    async def listen(self, handle: Handle, back: Back) -> None:
        """Hand every payload to `handle` until cancelled. Raises `RefusedError`.

        `back` is told, before any payload, how many seconds there was no connection.
        """
        failures = 0
        try:
            while True:
                try:
                    connection = self._first or await self._connection()
                except FAILURES as error:
                    failures += 1
                    await self._pause(error, failures)
                    continue
                if away := self.silence():
                    await back(away)
                self._first, self._lost, began = None, None, self._monotonic()
                self._refusals = 0
                self._faults.over(SETTING)
                await self._until_leaving(connection, handle)
                failures = failures + 1 if self._monotonic() - began < SHORT else 0
                if failures > 1:  # it lets us in and throws us out again
                    await self._sleep(_backoff(failures))
        finally:
            await self._finish()

    async def _pause(self, error: Exception, failures: int) -> None:
        """Wait before the next try. Raises `RefusedError` where there is no use in one."""
        self._lost = self._monotonic() if self._lost is None else self._lost
        refused = refusal(error, SETTING)
        self._refusals = self._refusals + 1 if refused else 0
        if refused:
            await self._ask()
        if refused and self._refusals >= SURE:
            raise refused
        self._faults.met(SETTING, f"Slack's socket: {code(error) or type(error).__name__}")
        asked = platform_error(error).retry_after or 0.0
        await self._sleep(max(asked, _backoff(failures)))

    async def _ask(self) -> None:
        """Ask whether the app is still there. Raises `RefusedError` if Slack says that it is not.

        This and `apps.connections.open`, for its own token, are the only ones that are believed.
        """
        try:
            await self._client.auth_test()
        except FAILURES as error:
            if refused := refusal(error, "SLACK_BOT_TOKEN"):
                raise refused from None

    async def _until_leaving(
        self, connection: aiohttp.ClientWebSocketResponse, handle: Handle
    ) -> None:
        """Read a connection until it ends, or until Slack says that it soon will.

        In the second case it is read on to its end beside the next one.
        """
        leaving = asyncio.Event()
        reader = asyncio.create_task(self._read(connection, handle, leaving))
        self._readers.add(reader)
        reader.add_done_callback(self._readers.discard)
        reader.add_done_callback(lambda task: leaving.set())
        await leaving.wait()

    async def _read(
        self,
        connection: aiohttp.ClientWebSocketResponse,
        handle: Handle,
        leaving: asyncio.Event,
    ) -> None:
        async with connection:
            async for message in connection:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                envelope = _envelope(message.data)
                if envelope.get("type") == "disconnect":
                    leaving.set()
                elif "envelope_id" in envelope:
                    task = asyncio.create_task(self._one(connection, envelope, handle))
                    self._in_hand.add(task)
                    task.add_done_callback(self._in_hand.discard)

    async def _one(
        self, connection: aiohttp.ClientWebSocketResponse, envelope: Json, handle: Handle
    ) -> None:
        """One payload: acknowledged once it is durable, otherwise left for Slack to repeat."""
        try:
            if await handle(envelope.get("payload") or {}):
                await connection.send_json({"envelope_id": envelope["envelope_id"]})
        except FAILURES as error:
            log.info("an acknowledgement was lost: %s", type(error).__name__)

    async def _finish(self) -> None:
        """Read no more; finish and acknowledge what is in hand; close."""
        if self._in_hand:
            await asyncio.wait(self._in_hand, timeout=LAST_SECONDS)
        for task in self._readers:
            task.cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)

    async def close(self) -> None:
        """Close a connection that was opened and never listened to."""
        first, self._first = self._first, None
        if first is not None:
            await first.close()


def _envelope(text: str) -> Json:
    """What came; nothing if it cannot be read."""
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError):
        envelope = None
    if not isinstance(envelope, dict):
        log.warning("an envelope cannot be read")
        return {}
    return envelope


def _backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, capped, never in step."""
    longest: float = min(LONGEST_PAUSE, 0.5 * 2 ** min(failures, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 (not a secret)
