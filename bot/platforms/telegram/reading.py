"""What Telegram's updates mean: raw JSON in, one of our events out. Pure.

Raw, because one update that a library cannot parse must not hold up those behind it, and because
what is not asked about here should not be able to fail.
"""

import re
from typing import Any, Literal

from bot.platforms.arrived import cleaned, one_line
from bot.platforms.base import Account, Incoming
from dialogs.commands import COMMANDS
from dialogs.core.events import (
    Added,
    Belongs,
    Command,
    Dropped,
    Entered,
    Event,
    Moved,
    Returned,
    Shut,
    Tap,
    Unreachable,
    Wrote,
)

COMMAND = re.compile(r"/(\w{1,32})(?:@(\w+))?(?:\s+(.*))?", re.ASCII | re.DOTALL)
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
CONTENT = {
    *("animation", "audio", "checklist", "contact", "dice", "document", "game", "live_photo"),
    *("location", "paid_media", "photo", "poll", "sticker", "story", "venue", "video"),
    *("video_note", "voice"),
}
GROUPS = ("group", "supergroup")

PASSED_ON = ("forward_origin", "forward_date", "forward_from", "forward_sender_name", "via_bot")
"""What says of a message that its words are another's, or another bot's."""

KEPT = 86_400.0
"""Seconds for which Telegram keeps updates: a moment longer ago than that is none."""

Json = dict[str, Any]


def read(update: Json, username: str, now: float) -> Incoming | None:
    """What this update says to the bot called `username`; None if nothing.

    Raises one of `UNREADABLE` for one that is not as documented.
    A null says no more than a field that is not there.
    """
    update = cleaned(update)
    if "message" in update:
        return _message(update, username.lower(), now)
    if "edited_message" in update:
        return _edited(update, now)
    if "callback_query" in update:
        return _tap(update, now)
    if "my_chat_member" in update:
        return _membership(update, now)
    if "chat_member" in update:
        return _belongs(update, now)
    return None


def _incoming(
    update: Json, place: str, account: Account | None, event: Event, handle: Json | None = None
) -> Incoming:
    number, group = str(int(update["update_id"])), _title(update) if place else ""
    return Incoming("telegram", number, place, account, event, handle or {}, group=group)


def _title(update: Json) -> str:
    """What the group of an update is called, by the message or the change in it."""
    said: Json = next((part for name, part in update.items() if name != "update_id"), {})
    chat = (said.get("message") or said).get("chat") or {}
    return str(chat.get("title") or "")


def _message(update: Json, username: str, now: float) -> Incoming | None:
    """A message: a command, a link followed, words, or a group that moved."""
    message = update["message"]
    chat = message["chat"]
    if chat["type"] not in (*GROUPS, "private") or _from_bot(message):
        return None
    private = chat["type"] == "private"
    if user := message.get("left_chat_member"):
        return _came_or_went(update, chat, user, Belongs(now, inside=False))
    if users := message.get("new_chat_members"):
        return _came_or_went(update, chat, users[0], Belongs(now, inside=True))
    if not private and not _is_own(message):
        return None
    event = (
        _moved(message, now)
        or _passed_on(message, now)
        or _command(message, username, private, now)
        or (_private_words(message, now) if private else _group_words(message, username, now))
    )
    return _incoming(update, _place(message), _author(message), event) if event else None


def _from_bot(message: Json) -> bool:
    """Whether a bot wrote it. What stands in for anonymous people is one, with `sender_chat`."""
    return bool(message.get("from", {}).get("is_bot")) and "sender_chat" not in message


def _author(message: Json) -> Account | None:
    """Who wrote a message; None for the anonymous, who can never be told apart."""
    if "sender_chat" in message or "from" not in message:
        return None
    return _account(message["from"])


def _account(user: Json) -> Account:
    identity = str(int(user["id"]))
    named = one_line(f"{user.get('first_name', '')} {user.get('last_name', '')}")
    name = named or str(user.get("username", identity))
    language = str(user.get("language_code") or "").lower()
    return Account(id=identity, name=name, language=language, address=identity)


def _place(message: Json) -> str:
    """Where it was said: empty in private, `chat` or `chat/topic` in a group.

    The general topic has the number 1, which Telegram wants left out when writing to it.
    """
    if message["chat"]["type"] == "private":
        return ""
    chat, topic = int(message["chat"]["id"]), message.get("message_thread_id")
    return f"{chat}/{topic}" if message.get("is_topic_message") and topic != 1 else str(chat)


def _moved(message: Json, now: float) -> Moved | None:
    """A group became a supergroup: uses migrate_to_chat_id, ignores migrate_from_chat_id."""
    new = message.get("migrate_to_chat_id")
    return Moved(now, to=str(int(new))) if new is not None else None


def _sent(message: Json, now: float) -> float:
    """When it was sent, by Telegram's clock, in whole seconds; 0 where that is not told."""
    sent = float(message.get("edit_date") or message.get("date") or 0)
    return sent if now - KEPT <= sent else 0.0


def _is_own(message: Json) -> bool:
    """Whether the words are the writer's own."""
    return not any(sign in message for sign in PASSED_ON)


def _passed_on(message: Json, now: float) -> Wrote | None:
    """Words of somebody else: no command and no answer; who passed them on should hear so."""
    if _is_own(message):
        return None
    return Wrote(now, _text(message), acted=_sent(message, now), own=False)


def _text(message: Json) -> str:
    """The words of a message, also those under a picture."""
    return str(message.get("text", message.get("caption", "")))


def _command(message: Json, username: str, private: bool, now: float) -> Command | Entered | None:
    """A command, unless it names another bot; `/start TOKEN` in private is a link followed.

    Who administers a group is sent all that is said there: what is none of our commands, and does
    not name us, is meant for somebody else.
    """
    found = COMMAND.fullmatch(message.get("text", ""))
    if not found or (found[2] or username).lower() != username:
        return None
    name, argument = found[1].lower(), (found[3] or "").strip()
    if not private and not found[2] and name not in COMMANDS:
        return None
    if private and name == "start" and TOKEN.fullmatch(argument):
        return Entered(now, token=argument)
    return Command(now, name, argument, private=private, acted=_sent(message, now))


def _private_words(message: Json, now: float) -> Wrote | None:
    """What somebody sent in private; a voice message is a text of no words."""
    sent = _sent(message, now)
    if "text" in message:
        other_bots = COMMAND.fullmatch(message["text"])
        return None if other_bots else Wrote(now, message["text"], acted=sent)
    if CONTENT & message.keys():
        return Wrote(now, text := _text(message), acted=sent, partly=bool(text))
    return None


def _group_words(message: Json, username: str, now: float) -> Wrote | None:
    """Words in a group that are meant for us: an answer to a message of ours, or our name.

    An administrator of the group, as the bot may be in order to pin, sees everything said there.
    """
    text = message.get("text", "")
    answered = message.get("reply_to_message", {}).get("from", {}).get("username", "")
    named = re.search(rf"@{re.escape(username)}\b", text, re.IGNORECASE)
    meant = not COMMAND.fullmatch(text) and (answered.lower() == username or named)
    return Wrote(now, text, acted=_sent(message, now)) if text and meant else None


def _edited(update: Json, now: float) -> Incoming | None:
    """An edit in private: its new text is somebody's words as well."""
    message = update["edited_message"]
    text = _text(message)
    if message["chat"]["type"] != "private" or not text or _from_bot(message):
        return None
    if not _is_own(message) or COMMAND.fullmatch(text):
        return None
    event = Wrote(now, text, acted=_sent(message, now), edited=True)
    return _incoming(update, "", _author(message), event)


def _tap(update: Json, now: float) -> Incoming | None:
    """A button pressed. The message may be gone, and then only its chat and number are known."""
    query = update["callback_query"]
    if query["from"].get("is_bot"):
        return None
    message = query.get("message")
    handle = {"query": str(query["id"])}
    if message is not None:
        handle |= {"chat": message["chat"]["id"], "message": message.get("message_id", 0)}
    place = _place(message) if message else ""
    event = Tap(now, data=str(query.get("data", "")))
    return _incoming(update, place, _account(query["from"]), event, handle)


def _membership(update: Json, now: float) -> Incoming | None:
    """The bot's own standing changed: in a group, or with a person who blocks or unblocks it.

    Only a change between "may write" and "may not" counts: being made administrator is no news.
    """
    change = update["my_chat_member"]
    before, after = (_standing(change[key]) for key in ("old_chat_member", "new_chat_member"))
    kind = change["chat"]["type"]
    if before == after or kind not in (*GROUPS, "private"):
        return None
    account = None if change["from"].get("is_bot") else _account(change["from"])
    became = PRIVATE if kind == "private" else GROUP
    return _incoming(update, _place(change), account, became[after](now))


def _belongs(update: Json, now: float) -> Incoming | None:
    """Somebody left the group, or came back: told to bots that administer it.

    Others hear it by a message in the group, so it may come twice.
    """
    change = update["chat_member"]
    before, after = (change.get(key) for key in ("old_chat_member", "new_chat_member"))
    if not before or not after:
        return None
    was, is_now = (_standing(each) != "gone" for each in (before, after))
    if was == is_now:
        return None
    return _came_or_went(update, change["chat"], after["user"], Belongs(now, inside=is_now))


def _came_or_went(update: Json, chat: Json, user: Json, event: Belongs) -> Incoming | None:
    """A person of a group; other bots come and go unremarked."""
    if user.get("is_bot") or chat["type"] not in GROUPS:
        return None
    return _incoming(update, str(int(chat["id"])), _account(user), event)


Standing = Literal["open", "shut", "gone"]
PRIVATE: dict[Standing, type[Returned | Unreachable]] = {
    "open": Returned,
    "shut": Unreachable,
    "gone": Unreachable,
}
GROUP: dict[Standing, type[Added | Shut | Dropped]] = {
    "open": Added,
    "shut": Shut,
    "gone": Dropped,
}
"""What a new standing of the bot means: to be restricted passes, to be thrown out is the end."""


def _standing(member: Json) -> Standing:
    """Whether the bot may write, is there and may not, or is not there."""
    status = member.get("status")
    if status == "restricted" and member.get("is_member"):
        return "open" if member.get("can_send_messages") else "shut"
    return "open" if status in ("creator", "administrator", "member") else "gone"
