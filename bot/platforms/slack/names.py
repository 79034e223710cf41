"""Names that Slack's payloads leave out: of who is mentioned in a text, `<@U6ZM>`, also channels.

Each gets its name as a label before the text is read, so that others read what was typed. Of a
private channel its name is put where commands and taps say only that it is private.
"""

import asyncio
import re
from contextlib import suppress
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import PlatformError
from bot.platforms.slack.errors import FAILURES
from bot.platforms.slack.people import PATIENCE, People
from dialogs.markup import escape

Json = dict[str, Any]

MENTION = re.compile(r"<([@#])([UWCG]\w+)(?:\|([^<>]*))?>")
"""A person or a channel in a text, with or without a label."""

PRIVATE = "privategroup"
"""What commands and taps call a private channel."""

Mention = tuple[str, str, str]
"""The mark, the id, the label or nothing."""


class Names:
    """Puts names to the mentions in payloads."""

    def __init__(self, client: AsyncWebClient, people: People) -> None:
        self._client = client
        self._people = people
        self._ours = ""
        self._private: dict[str, str] = {}

    async def put(self, body: Json, ours: str) -> Json:
        """A payload, with names in its text: a command's own, or that of a message in an event.

        But for `ours`: to mention us is to address us.
        """
        self._ours = ours
        if isinstance(event := body.get("event"), dict):
            return {**body, "event": await self._in_event(event)}
        if body.get("channel_name") == PRIVATE:
            body = {**body, "channel_name": await self._called(body.get("channel_id"))}
        elif isinstance(where := body.get("channel"), dict) and where.get("name") == PRIVATE:
            body = {**body, "channel": {**where, "name": await self._called(where.get("id"))}}
        return await self._in_text(body)

    async def _called(self, channel: Any) -> str:
        """The name of a private channel, asked for once; empty where Slack does not say in time."""
        if isinstance(channel, str) and channel not in self._private:
            self._private[channel] = ""
            with suppress(PlatformError, TimeoutError, *FAILURES):
                async with asyncio.timeout(PATIENCE):
                    self._private[channel] = await self._channel(channel)
        return self._private.get(channel, "") if isinstance(channel, str) else ""

    async def _in_event(self, event: Json) -> Json:
        if isinstance(message := event.get("message"), dict):
            return {**event, "message": await self._in_text(message)}
        return await self._in_text(event)

    async def _in_text(self, of: Json) -> Json:
        text = of.get("text")
        if not isinstance(text, str) or not MENTION.search(text):
            return of
        found = dict.fromkeys((m[1], m[2], m[3] or "") for m in MENTION.finditer(text))
        found.pop(("@", self._ours, ""), None)
        names = {mention: await self._name(mention) for mention in found}

        def labelled(m: re.Match[str]) -> str:
            name = names.get((m[1], m[2], m[3] or ""))
            return f"<{m[1]}{m[2]}|{name}>" if name else m[0]

        return {**of, "text": MENTION.sub(labelled, text)}

    async def _name(self, mention: Mention) -> str:
        """The name, as a label is written; the label or the id where Slack does not say in time."""
        mark, number, label = mention
        if mark == "#" and label:
            return label
        try:
            async with asyncio.timeout(PATIENCE):
                found = await (self._person(number) if mark == "@" else self._channel(number))
        except (PlatformError, TimeoutError, *FAILURES):
            found = ""
        return escape(found, quote=False) or label or number

    async def _person(self, user: str) -> str:
        return (await self._people.profile(user)).name

    async def _channel(self, channel: str) -> str:
        answer = await self._client.conversations_info(channel=channel)
        return str(answer["channel"].get("name", ""))
