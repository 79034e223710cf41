"""What was written to us while we were away for longer than Slack tries to deliver it.

Direct messages are read from their history, from where we last heard anything. A message is known
by its channel and ts, however it comes, so that none counts twice. Taps and commands stand in no
history: whoever made them saw that nothing happened.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import Missed, PlatformError
from bot.platforms.slack.errors import FAILURES, code, platform_error
from bot.platforms.slack.people import People

log = logging.getLogger("valuemap")

Json = dict[str, Any]

RETRIED = 300.0
"""Seconds for which Slack tries again to deliver an event, about."""

PAGE = 200
"""Messages that are asked for at a time."""

TRIES = 5
"""How often somebody's history is asked for before it is given up."""

Arrives = Callable[[Json], Awaitable[bool]]
"""Takes a payload; True once it is durable, or says nothing to us."""


class CatchingUp:
    """Reads what was missed and hands it over as the events that it would have been."""

    def __init__(
        self,
        client: AsyncWebClient,
        people: People,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._people = people
        self._sleep = sleep

    async def read(self, missed: Missed, arrives: Arrives) -> None:
        """Everything that these people wrote since then, each person's in order."""
        for address in missed.addresses:
            for event in await self._patiently(address, missed.since):
                while not await arrives(event):
                    await self._sleep(1.0)

    async def _patiently(self, address: str, since: float) -> list[Json]:
        """What somebody wrote; nothing, where Slack does not say it."""
        for _ in range(TRIES):
            try:
                return [each async for each in self._since(address, since)][::-1]
            except (PlatformError, *FAILURES) as error:
                failure = error if isinstance(error, PlatformError) else platform_error(error)
                log.info("a history was not read: %s", code(error) or type(error).__name__)
                if failure.unreachable or failure.final:
                    break
                await self._sleep(failure.retry_after or 1.0)
        return []

    async def _since(self, address: str, since: float) -> AsyncIterator[Json]:
        """The messages of a direct chat, the newest first, as events."""
        channel, cursor = await self._people.channel(address), ""
        while True:
            page = await self._client.conversations_history(
                channel=channel, oldest=f"{since:.6f}", limit=PAGE, cursor=cursor or None
            )
            for message in page["messages"]:
                yield _event(channel, message)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


def _event(channel: str, message: Json) -> Json:
    """A message of the history as the event it would have been."""
    event = {**message, "type": "message", "channel": channel, "channel_type": "im"}
    return {"type": "event_callback", "event_id": f"{channel}:{message['ts']}", "event": event}
