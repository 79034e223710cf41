"""What is known of messages that were sent: a little remembered here, the rest kept by Slack.

A tap brings an address by which its message can be replaced, outside the rate of `chat.update`:
five times within half an hour. And to take the buttons off a message one has to say its text again.
Slack itself may only be asked about direct chats: of channels we may not read anything.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import Missed, PlatformError
from bot.platforms.slack.errors import FAILURES, code, platform_error
from bot.platforms.slack.people import People
from bot.platforms.slack.reading import CHANGED

log = logging.getLogger("valuemap")

Json = dict[str, Any]

LIFE = 1800.0 - 60.0
USES = 5
"""Slack says: five times within half an hour. The last minute is left for the way."""

MOST = 5000
"""Messages remembered. To know nothing of an older one costs a call, no more."""

Key = tuple[str, str]
"""Channel and ts."""


@dataclass(slots=True)
class Address:
    """Where a message can be replaced, how often still, and until when (UTC seconds)."""

    url: str
    until: float
    uses: int = USES - 1
    """One use is kept for the word that a tap may be answered by."""


class Recent:
    """The messages sent and tapped lately; the oldest are forgotten first."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._addresses: dict[Key, Address] = {}
        self._shown: dict[Key, Json] = {}

    def tapped(self, channel: str, ts: str, url: str) -> None:
        """This message was tapped, and can be replaced through that tap."""
        kept = self._addresses.get((channel, ts))
        if channel and ts and url and (kept is None or kept.url != url):
            _put(self._addresses, (channel, ts), Address(url, self._now() + LIFE))

    def address(self, channel: str, ts: str) -> str:
        """Where this message can be replaced now; uses it up. Empty if nowhere."""
        found = self._addresses.get((channel, ts))
        if found is None or found.uses < 1 or found.until < self._now():
            self._addresses.pop((channel, ts), None)
            return ""
        found.uses -= 1
        return found.url

    def spent(self, channel: str, ts: str) -> None:
        """That address is of no more use."""
        self._addresses.pop((channel, ts), None)

    def say(self, channel: str, ts: str, content: Json) -> None:
        """The message says this now."""
        _put(self._shown, (channel, ts), content)

    def said(self, channel: str, ts: str) -> Json | None:
        """What the message says, if it is remembered."""
        return self._shown.get((channel, ts))

    def forget(self, channel: str, ts: str) -> None:
        """The message is gone."""
        self._shown.pop((channel, ts), None)
        self.spent(channel, ts)


def _put(into: dict[Key, Any], key: Key, what: Any) -> None:
    into.pop(key, None)
    into[key] = what
    if len(into) > MOST:
        del into[next(iter(into))]


# -- what Slack keeps ----------------------------------------------------------------------------

POST = "valuemap_post"
"""The kind of metadata by which a message can be found again."""

SEARCHED = 50
"""Messages that are searched for one in doubt: it was sent a moment ago."""


def marked(key: str) -> Json:
    """The metadata of a message with this key."""
    return {"event_type": POST, "event_payload": {"key": key}}


async def found(client: AsyncWebClient, channel: str, key: str) -> str | None:
    """The ts of the newest message with this key, if there is one."""
    history = await client.conversations_history(
        channel=channel, limit=SEARCHED, include_all_metadata=True
    )
    for each in history["messages"]:
        metadata = each.get("metadata") or {}
        if metadata.get("event_type") == POST and metadata["event_payload"].get("key") == key:
            return str(each["ts"])
    return None


async def said(client: AsyncWebClient, channel: str, ref: str) -> Json | None:
    """What the message with this ts says, as Slack keeps it; None if it is gone."""
    history = await client.conversations_history(
        channel=channel, latest=ref, inclusive=True, limit=1
    )
    kept: Json | None = next((m for m in history["messages"] if m["ts"] == ref), None)
    return kept


# -- what was written while we were away for longer than Slack tries to deliver ------------------

RETRIED = 300.0
"""Seconds for which Slack tries again to deliver an event, about."""

PAGE = 200
"""Messages that are asked for at a time."""

TRIES, PAUSE = 8, 5.0
"""How often somebody's history is asked for before it is given up, and the seconds after the first
round of asking, doubling: right after an outage the next call often fails as well."""

Arrives = Callable[[Json], Awaitable[bool]]
"""Takes a payload; True once it is durable, or says nothing to us."""


class CatchingUp:
    """Reads what was missed and hands it over as the events that it would have been.

    A message is known by its channel and ts, and a change of it by its own, however it comes, so
    that none counts twice. Taps and commands stand in no history: whoever made them saw that
    nothing happened.
    """

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
        """Everything that these people wrote since then, each person's in order.

        Nobody waits for somebody whose history Slack does not give now: that is asked for later.
        """
        waiting: Sequence[str] = missed.addresses
        for tried in range(TRIES):
            waiting = [each for each in waiting if not await self._handed(each, missed, arrives)]
            if not waiting:
                return
            await self._sleep(PAUSE * 2**tried)

    async def _handed(self, address: str, missed: Missed, arrives: Arrives) -> bool:
        """Hand over what somebody wrote; False where it is worth asking again."""
        try:
            events = await self._since(address, missed.since)
        except (PlatformError, *FAILURES) as error:
            failure = error if isinstance(error, PlatformError) else platform_error(error)
            log.info("a history was not read: %s", code(error) or type(error).__name__)
            await self._sleep(failure.retry_after or 0.0)  # which holds for everybody's
            return failure.unreachable
        for event in events:
            while not await arrives(event):
                await self._sleep(1.0)
        return True

    async def _since(self, address: str, since: float) -> list[Json]:
        """What somebody wrote or changed, in the chat and below a message, as events, in order.

        Below one that stands on the first page at least, however old that message is.
        """
        channel = await self._people.channel(address)
        found = await self._read(self._client.conversations_history, since, channel=channel)
        for above in [each for each in found if _moment(each.get("latest_reply")) > since]:
            thread = {"channel": channel, "ts": above["ts"], "oldest": f"{since:.6f}"}
            found += await self._read(self._client.conversations_replies, since, **thread)
        found.sort(key=lambda message: _moment(message["ts"]))
        return [event for message in found for event in _events(channel, message, since)]

    async def _read(
        self, method: Callable[..., Awaitable[Any]], since: float, **given: str
    ) -> list[Json]:
        """The messages that a method gives, page by page, until one ends with what is older."""
        found, cursor = [], ""
        while True:
            page = await method(**given, limit=PAGE, cursor=cursor or None)
            found += page["messages"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            last = page["messages"][-1:]  # of a page that is empty others may follow
            if not cursor or any(_moment(each["ts"]) <= since for each in last):
                return found


def _moment(ts: object) -> float:
    """When a message was written, by its ts; 0 for none."""
    return float(str(ts or 0))


def _events(channel: str, message: Json, since: float) -> Iterator[Json]:
    """A message of the history as what it would have been since: new, and changed.

    Both of one that is new: it may have been delivered, and its change not.
    """
    where = {"type": "message", "channel": channel, "channel_type": "im"}
    changed = (message.get("edited") or {}).get("ts")
    if _moment(message["ts"]) > since:
        yield _event({**message, **where})
    if _moment(changed) > since:
        yield _event({**where, "subtype": CHANGED, "ts": changed, "message": message})


def _event(event: Json) -> Json:
    number = f"{event['channel']}:{event['ts']}"
    return {"type": "event_callback", "event_id": number, "event": event}
