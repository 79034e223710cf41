"""The Slack app, as an administrator installs it: what it may do, what it is told, how it looks.

Asks for nothing that is not used; a test compares it with what the code calls.
"""

from typing import Any

from dialogs.commands import COMMANDS

PATH = "/slack/events"

PIN, BOOKMARK = "pins:write", "bookmarks:write"

SCOPES = {
    "app_mentions:read": ("app_mention",),
    "channels:read": (
        *(
            "conversations.info",
            "conversations.members",
            "member_joined_channel",
            "member_left_channel",
            "channel_left",
        ),
        *("channel_archive", "channel_unarchive", "channel_deleted"),
        "channel_id_changed",
    ),
    "chat:write": ("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral"),
    "commands": ("/valuemap",),
    "files:write": (
        *("files.getUploadURLExternal", "files.completeUploadExternal", "files.delete"),
    ),
    "groups:read": ("group_left", "group_archive", "group_unarchive", "group_deleted"),
    "im:history": ("message.im", "conversations.history"),
    "im:write": ("conversations.open",),
    PIN: ("pins.add",),
    "users:read": ("users.info", "bots.info", "user_change"),
}
"""Every scope, and what needs it. `groups:read` is `channels:read` for private channels."""

OPTIONAL = {BOOKMARK: ("bookmarks.add",)}
"""What the manifest does not ask for, and is used where somebody granted it: see permissions.md."""

FREE = (
    *("auth.test", "views.open", "views.update", "views.publish", "app_home_opened"),
    *("chat.getPermalink", "app_uninstalled", "tokens_revoked"),
)
"""What needs no scope."""

EVENTS = (
    *("app_home_opened", "app_mention", "message.im", "member_joined_channel"),
    *("member_left_channel", "channel_left", "channel_archive", "channel_unarchive"),
    *("channel_deleted", "group_left", "group_archive", "group_unarchive", "group_deleted"),
    *("app_uninstalled", "tokens_revoked", "channel_id_changed", "user_change"),
)


WISHED = frozenset({PIN})
"""Without these an app that was installed before does well: its card is not pinned."""


def scopes(granted: str) -> frozenset[str]:
    """The scopes that Slack names in a row: `a,b,c`."""
    return frozenset(filter(None, (each.strip() for each in granted.split(","))))


def lacking(granted: str) -> str:
    """The scopes that an app with these (`a,b,c`) lacks, in a row; empty if none, or not told."""
    return ", ".join(sorted(set(SCOPES) - WISHED - scopes(granted))) if granted else ""


def manifest(mode: str = "socket", address: str = "https://example.org") -> dict[str, Any]:
    """The manifest; by HTTP, Slack sends everything to `address`/slack/events."""
    url = {"request_url": address.rstrip("/") + PATH} if mode == "http" else {}
    command = {
        "command": "/valuemap",
        "description": "The value map exercise of this channel",
        "usage_hint": " | ".join(command.usage for command in COMMANDS.values()),
        "should_escape": True,
        **({"url": url["request_url"]} if url else {}),
    }
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "valuemap",
            "description": "Facilitates the public value mapping of AI, in the team's own channel",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "valuemap", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {**url, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": mode == "socket",
            "token_rotation_enabled": False,
        },
    }
