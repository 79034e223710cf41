"""What Slack's payloads mean: one of them in, one of our events out. Pure.

A payload is an event, a slash command or an interaction; Slack retries the first kind only, each
with an id of its own by which a repetition is recognised.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.platforms.arrived import cleaned
from bot.platforms.base import Account, Incoming
from dialogs import commands
from dialogs.core import events as e

ENTER = "enter:"
"""The value of a button that opens the private chat begins so; its start token follows."""

WORDS = ("", "file_share", "thread_broadcast", "me_message")
"""The subtypes of a message that somebody wrote."""

CHANGED = "message_changed"
"""The subtype of a message that was edited."""

RETRIED = 86_400.0 * 31
"""Seconds after which nothing arrives any more: what would be older has no moment that is known."""

SLACKBOT = "USLACKBOT"
REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Me:
    """Who we are: our workspace and its organization, our app and our own user."""

    team: str = ""
    user: str = ""
    bot: str = ""
    app: str = ""
    enterprise: str = ""


def read(body: Json, me: Me, now: float) -> Incoming | None:
    """What this payload says; None if nothing.

    Raises one of `UNREADABLE` for one that is not as documented.
    A null says no more than a field that is not there.
    """
    body = cleaned(body)
    foreign = of_another_team(body, me)
    if body.get("type") == "event_callback":
        return None if foreign else _event(body, me, now)
    asked = None
    if "command" in body:
        asked = _command(body, me, now)
    elif body.get("type") == "block_actions":
        asked = _tap(body, me, now)
    return _from_outside(asked) if asked and foreign else asked


def _from_outside(asked: Incoming) -> Incoming:
    """What somebody of another workspace wants: they are told that it is not for them."""
    account = replace(asked.account, outside=True) if asked.account else None
    return replace(asked, account=account)


def of_another_app(body: Json, me: Me) -> bool:
    """Whether a payload names another app than ours: it was sent here by mistake, or made up."""
    return bool(me.app) and str(body.get("api_app_id") or me.app) != me.app


def of_another_team(body: Json, me: Me) -> bool:
    """Whether a payload names workspaces and organizations, and none of them is ours.

    What they send tells of their channels, which are not ours to speak in.
    """
    whole = (body, body.get("team") or {}, *(body.get("authorizations") or ()))
    named = {each.get(key) for each in whole for key in ("team_id", "enterprise_id", "id")}
    named -= {None, ""}
    return bool(named) and not named & {me.team, me.enterprise}


def looked(body: Json, me: Me, now: float) -> Incoming | None:
    """Somebody who opened their Home tab, as who would tap there; None for any other payload."""
    event = body.get("event") or {}
    if event.get("type") != "app_home_opened" or event.get("tab") != "home":
        return None
    body = cleaned(body)
    event = body["event"]
    user = str(event["user"])
    handle = {"user": user, "channel": str(event.get("channel", "")), "team": ""}
    account = _account(me, user)
    return Incoming("slack", str(body["event_id"]), "", account, e.Tap(now, ""), handle)


def private(channel: str) -> bool:
    """Whether this is a direct message."""
    return channel.startswith("D")


HIDDEN = ("", "privategroup", "directmessage")
"""What Slack's commands and taps call a private channel, and a chat of two."""


def _account(me: Me, user: str, name: str = "") -> Account | None:
    """A person, before their profile is known; None for Slack's own and for nobody."""
    if not user or user in (SLACKBOT, me.user):
        return None
    return Account(f"{me.team}:{user}", name or user, address=user)


def _direct(channel: str) -> str:
    """Our direct chat with somebody; a command may also be typed in their chats with others."""
    return channel if private(channel) else ""


def _title(name: Any) -> str:
    """`#registry`; empty where Slack says of a channel only that it is private."""
    hidden = not isinstance(name, str) or name in HIDDEN or name.startswith("mpdm-")
    return "" if hidden else f"#{name}"


def _place(channel: str) -> str:
    return "" if private(channel) else channel


# -- events --------------------------------------------------------------------------------------


def _event(body: Json, me: Me, now: float) -> Incoming | None:
    event = body["event"]
    found = EVENTS.get(event["type"])
    heard = found(event, me, now) if found else None
    if heard is None:
        return None
    user, channel, what = heard
    team = event.get("user_team") or event.get("team") or ""
    handle = {
        "user": user,
        "channel": channel,
        "team": team,
        "direct": _direct(channel),
        "thread": str(event.get("thread_ts", "")),
    }
    number = _natural(event, channel) or str(body["event_id"])
    return Incoming("slack", number, _place(channel), _account(me, user), what, handle)


def _natural(event: Json, channel: str) -> str:
    """What a message, or a change of one, is known by: delivered, or read from the history.

    Empty for what stands in no history: whatever is no message.
    """
    if event["type"] not in ("message", "app_mention"):
        return ""
    of = event["message"].get("edited") or {} if event.get("subtype") == CHANGED else event
    return f"{channel}:{of['ts']}" if "ts" in of else ""


def told(text: object, now: float) -> float:
    """A moment as Slack writes it, to the millisecond; 0 for what can be none."""
    try:
        moment = round(float(str(text or 0)), 3)
    except ValueError:
        return 0.0
    return moment if moment > now - RETRIED else 0.0


Heard = tuple[str, str, e.Event] | None
"""Who, where, what."""


def _message(event: Json, me: Me, now: float) -> Heard:
    """Somebody wrote in the direct message, or edited what they wrote there."""
    channel = str(event["channel"])
    if not private(channel) or "bot_id" in event:
        return None
    if event.get("subtype", "") == CHANGED:
        return _edited(event, channel, now)
    if event.get("subtype", "") not in WORDS or event["user"] == SLACKBOT:
        return None
    text = plain(event.get("text") or "")
    shared = any(part.get("is_share") for part in event.get("attachments", ()))
    words = e.Wrote(
        now,
        text,
        acted=told(event.get("ts"), now),
        own=bool(text) or not shared,
        partly=bool(event.get("files") or shared),
        aside=bool(event.get("thread_ts")) and event.get("subtype") != "thread_broadcast",
    )
    return str(event["user"]), channel, words


def _edited(event: Json, channel: str, now: float) -> Heard:
    """A change by a person's own hand: not one of ours, nor a preview that Slack adds to links."""
    after, before = event["message"], event.get("previous_message", {})
    if "bot_id" in after or after.get("text") == before.get("text"):
        return None
    if not after.get("text"):
        return None
    acted = told(after.get("edited", {}).get("ts") or event.get("ts"), now)
    return str(after["user"]), channel, e.Wrote(now, plain(after["text"]), acted=acted, edited=True)


def _mention(event: Json, me: Me, now: float) -> Heard:
    """Our name in a channel: `@valuemap new` is the command, anything else is only talk."""
    if "bot_id" in event or event.get("edited"):
        return None
    text = str(event.get("text") or "")
    said = plain(text.replace(f"<@{me.user}>", " ")).strip()
    name, _, argument = said.partition(" ")
    acted = told(event.get("ts"), now)
    if name.lower() not in COMMANDS:
        return str(event["user"]), str(event["channel"]), e.Wrote(now, said, acted=acted)
    there = private(event["channel"])
    command = e.Command(now, name.lower(), argument.strip(), private=there, acted=acted)
    return str(event["user"]), str(event["channel"]), command


def _came(event: Json, me: Me, now: float) -> Heard:
    """We were added to a channel, and whoever did it may set up there; or somebody came back."""
    if event["user"] != me.user:
        return str(event["user"]), str(event["channel"]), e.Belongs(now, inside=True)
    return str(event.get("inviter", "")), str(event["channel"]), e.Added(now)


def _went(event: Json, me: Me, now: float) -> Heard:
    """We were removed from a channel, or somebody left it."""
    if event["user"] != me.user:
        return str(event["user"]), str(event["channel"]), e.Belongs(now, inside=False)
    return "", str(event["channel"]), e.Dropped(now)


def _deactivated(event: Json, me: Me, now: float) -> Heard:
    """Somebody has no account any longer; messages to them would seem to arrive.

    Any other change of a profile says nothing to us. Who gets it back is there once they act.
    """
    user = event["user"]
    return (str(user["id"]), "", e.Unreachable(now)) if user.get("deleted") else None


def _shut(event: Json, me: Me, now: float) -> Heard:
    """The channel is closed to us: archived, deleted, left."""
    return "", str(event["channel"]), e.Dropped(now)


def _renumbered(event: Json, me: Me, now: float) -> Heard:
    """The channel has another id, as when it is shared."""
    return "", str(event["old_channel_id"]), e.Moved(now, str(event["new_channel_id"]))


def _reopened(event: Json, me: Me, now: float) -> Heard:
    """The channel is back from the archive."""
    return str(event.get("user", "")), str(event["channel"]), e.Added(now)


EVENTS = {
    "message": _message,
    "app_mention": _mention,
    "member_joined_channel": _came,
    "member_left_channel": _went,
    "user_change": _deactivated,
    "channel_left": _shut,
    "group_left": _shut,
    "channel_archive": _shut,
    "group_archive": _shut,
    "channel_deleted": _shut,
    "group_deleted": _shut,
    "channel_unarchive": _reopened,
    "group_unarchive": _reopened,
    "channel_id_changed": _renumbered,
}
"""What each kind of event that we ask for says."""

COMMANDS = tuple(commands.COMMANDS)
"""The words after `/valuemap`."""


def plain(text: str) -> str:
    """What somebody typed, without Slack's own marks for names, links and `& < >`."""
    text = REFERENCE.sub(_named, text)
    for entity, letter in ENTITIES:
        text = text.replace(entity, letter)
    return text


def _named(found: re.Match[str]) -> str:
    """A name as people read it; of a link its address, which its label may hide."""
    mark, target, label = found[1], found[2], found[3] or ""
    if not mark:
        return label if target.endswith(label) and label else target
    name = label.lstrip("@#") or target.partition("^")[0]
    return f"{'#' if mark == '#' else '@'}{name}"


# -- commands and taps ---------------------------------------------------------------------------


def _command(body: Json, me: Me, now: float) -> Incoming | None:
    """`/valuemap extend 1d`; alone it asks for help."""
    user, channel = str(body["user_id"]), str(body["channel_id"])
    name, _, argument = plain(body.get("text") or "").strip().partition(" ")
    command = e.Command(now, name.lower() or "help", argument.strip(), private=private(channel))
    handle = {
        "user": user,
        "channel": channel,
        "team": str(body.get("team_id", "")),
        "response_url": str(body.get("response_url", "")),
    }
    account = _account(me, user, str(body.get("user_name", "")))
    number, group = str(body["trigger_id"]), _title(body.get("channel_name"))
    return Incoming("slack", number, _place(channel), account, command, handle, group=group)


def _tap(body: Json, me: Me, now: float) -> Incoming | None:
    """A button pressed, or an option chosen; where it leads to the private chat, a way in."""
    action, user = body["actions"][0], body["user"]
    value = str((action.get("selected_option") or action).get("value", ""))
    channel = str((body.get("channel") or {}).get("id", ""))
    tap = e.Tap(now, value, acted=told(action.get("action_ts"), now))
    event = e.Entered(now, value[len(ENTER) :]) if value.startswith(ENTER) else tap
    handle: dict[str, Any] = {
        "user": str(user["id"]),
        "channel": channel,
        "direct": _direct(channel),
        "team": str(user.get("team_id", "")),
        "response_url": str(body.get("response_url", "")),
        "ts": str((body.get("container") or {}).get("message_ts", "")),
        "trigger": str(body.get("trigger_id", "")),
        "view": str((body.get("view") or {}).get("id", "")),
        "home": (body.get("view") or {}).get("type") == "home",
    }
    number = body.get("trigger_id") or f"{action['action_ts']}/{user['id']}/{action['action_id']}"
    account = _account(me, handle["user"], str(user.get("name") or user.get("username") or ""))
    group = _title((body.get("channel") or {}).get("name"))
    return Incoming("slack", str(number), _place(channel), account, event, handle, group=group)
