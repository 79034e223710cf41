"""What Slack itself remembers of a direct chat. Of channels we may not read anything."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

POST = "valuemap_post"
"""The kind of metadata by which a message can be found again."""

SEARCHED = 50
"""Messages that are searched for one in doubt: it was sent a moment ago."""


def marked(key: str) -> dict[str, Any]:
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


async def said(client: AsyncWebClient, channel: str, ref: str) -> dict[str, Any] | None:
    """What the message with this ts says, as Slack keeps it; None if it is gone."""
    history = await client.conversations_history(
        channel=channel, latest=ref, inclusive=True, limit=1
    )
    kept: dict[str, Any] | None = next((m for m in history["messages"] if m["ts"] == ref), None)
    return kept
