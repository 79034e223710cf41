"""The Bot API's methods, with its limits and its words of refusal."""

from __future__ import annotations

import json
import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.platforms.telegram.html import BadMarkupError, Entity, parse, units
from tests.platforms.telegram.people import Attachment, Button, Chat, Group, Message, User

if TYPE_CHECKING:
    from tests.platforms.telegram.server import TelegramServer

Params = dict[str, Any]
COMMAND_SCOPES = (
    *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
    *("chat", "chat_administrators", "chat_member"),
)
TWO_DAYS = 48 * 3600
MEGABYTE = 1024 * 1024
RIGHTS = [
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages"),
    *("can_manage_video_chats", "can_restrict_members", "can_promote_members"),
    *("can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    "can_delete_stories",
]
MEMBER_RIGHTS = [
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
    *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
    *("can_send_other_messages", "can_add_web_page_previews", "can_change_info"),
    *("can_invite_users", "can_pin_messages", "can_manage_topics", "can_edit_tag"),
    "can_react_to_messages",
]


class Refusal(Exception):  # noqa: N818 (it is an answer, not an error of the server)
    """A call refused: status, description, and parameters such as retry_after."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: int) -> Refusal:
    """A 400 as Telegram words it."""
    return Refusal(400, f"Bad Request: {description}", **parameters)


class Methods:
    """What the bot may call. Each takes the call's parameters and gives its result."""

    def __init__(self, server: TelegramServer) -> None:
        self.server = server
        self.commands: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self.recent: dict[int, deque[float]] = defaultdict(deque)

    def get_me(self, call: Params) -> Params:
        return {**self.server.me(), "can_join_groups": True, "can_read_all_group_messages": False}

    def set_my_commands(self, call: Params) -> bool:
        commands = decoded(call.get("commands", "[]"))
        scope = decoded(call.get("scope", '{"type": "default"}')).get("type")
        language = call.get("language_code", "")
        if scope not in COMMAND_SCOPES:
            raise bad("unsupported type specified")
        if language and not re.fullmatch("[a-z]{2}", language):
            raise bad("invalid language code specified")
        if len(commands) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not re.fullmatch("[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[scope, language] = [(c["command"], c["description"]) for c in commands]
        return True

    def set_webhook(self, call: Params) -> bool:
        self.server.webhook = call.get("url", "")
        return True

    def delete_webhook(self, call: Params) -> bool:
        self.server.webhook = ""
        return True

    def get_webhook_info(self, call: Params) -> Params:
        waiting = len(self.server.updates)
        url = self.server.webhook
        return {"url": url, "has_custom_certificate": False, "pending_update_count": waiting}

    def send_message(self, call: Params) -> Params:
        chat, topic = self._destination(call)
        text, entities = words(call, "text", 4096)
        if not text:
            raise bad("message text is empty")
        rows = keyboard(call)
        if "receiver_user_id" in call:
            return self._whispered(chat, call, text=text, entities=entities, rows=rows)
        self._allowed(chat, "text", topic)
        return self._posted(chat, call, text=text, html=call["text"], entities=entities, rows=rows,
                            topic=topic)  # fmt: skip

    def send_photo(self, call: Params) -> Params:
        return self._file(call, "photo", 10 * MEGABYTE)

    def send_document(self, call: Params) -> Params:
        return self._file(call, "document", 50 * MEGABYTE)

    def _file(self, call: Params, kind: str, limit: int) -> Params:
        chat, topic = self._destination(call)
        file = call.get(kind)
        if not isinstance(file, Attachment) or not file.content:
            raise bad("there is no " + kind + " in the request")
        if len(file.content) > limit:
            raise Refusal(413, "Request Entity Too Large")
        text, entities = words(call, "caption", 1024)
        self._allowed(chat, kind, topic)
        attached = Attachment(kind, file.name, file.content)
        return self._posted(chat, call, text=text, html=call.get("caption", ""), entities=entities,
                            rows=keyboard(call), topic=topic, file=attached)  # fmt: skip

    def _allowed(self, chat: Chat, kind: str, topic: int | None) -> None:
        """Refuses what the group does not allow for now."""
        if isinstance(chat, Group) and (refusal := chat.refusal(kind, topic)):
            raise bad(refusal)

    def _whispered(self, chat: Chat, call: Params, **content: Any) -> Params:
        """A message in a group for one person: where the bot administers, or was asked by them.

        What it needs is documented, the words of refusal are not: these are our own.
        """
        receiver = self.server.users.get(number(call, "receiver_user_id"))
        if not isinstance(chat, Group) or not receiver or receiver.id not in chat.members:
            raise bad("RECEIVER_USER_INVALID")
        answer = decoded(call.get("reply_parameters", "{}")).get("ephemeral_message_id")
        if not answer and "callback_query_id" not in call and chat.bot != "administrator":
            raise bad("not enough rights to send an ephemeral message to the user")
        known = {"ephemeral_message_id": self.server.new_number()}
        message = Message(chat, 0, self.server.clock(), **content, other=known)
        receiver.whispers.append(message)
        return self._own(message)

    def _posted(self, chat: Chat, call: Params, **content: Any) -> Params:
        self._within_rates(chat)
        message = chat.add(**content, quiet=truth(call, "disable_notification"))
        return self._own(message)

    def edit_message_text(self, call: Params) -> Params:
        message = self._editable(call)
        if message.file:
            raise bad("there is no text in the message to edit")
        text, entities = words(call, "text", 4096, "MESSAGE_TOO_LONG")
        if not text:
            raise bad("message text is empty")
        return self._edited(message, text, entities, keyboard(call), call["text"])

    def edit_message_reply_markup(self, call: Params) -> Params:
        message = self._editable(call)
        return self._edited(message, message.text, message.entities, keyboard(call), message.html)

    def _edited(
        self,
        message: Message,
        text: str,
        entities: list[Entity],
        rows: list[list[Button]],
        html: str,
    ) -> Params:
        if message.looks() == (text, entities, rows):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        self._within_rates(message.chat)
        message.text, message.entities, message.rows, message.html = text, entities, rows, html
        message.edits += 1
        return {**self._own(message), "edit_date": int(self.server.clock())}

    def _editable(self, call: Params) -> Message:
        chat = self._reachable(call)
        if isinstance(chat, Group) and chat.bot == "restricted":
            raise bad("CHAT_WRITE_FORBIDDEN")
        message = chat.find(number(call, "message_id"))
        if message is None:
            raise bad("message to edit not found")
        if message.author or message.sender:
            raise bad("message can't be edited")
        return message

    def delete_message(self, call: Params) -> bool:
        message = self._reachable(call).find(number(call, "message_id"))
        if message is None:
            raise bad("message to delete not found")
        if message.author or self.server.clock() - message.at > TWO_DAYS:
            raise bad("message can't be deleted for everyone")
        message.deleted = True
        return True

    def pin_chat_message(self, call: Params) -> bool:
        chat = self._reachable(call)
        message = chat.find(number(call, "message_id"))
        if message is None:
            raise bad("message to pin not found")
        if isinstance(chat, Group) and chat.bot != "administrator" and not chat.members_may_pin:
            raise bad("not enough rights to manage pinned messages in the chat")
        message.pinned = True
        return True

    def answer_callback_query(self, call: Params) -> bool:
        tapped = self.server.queries.get(str(call.get("callback_query_id")))
        now = self.server.clock()
        if tapped is None or tapped.answered or now - tapped.at > self.server.query_lifetime:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if units(call.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        tapped.toast, tapped.alert = call.get("text", ""), truth(call, "show_alert")
        return True

    def get_chat_member(self, call: Params) -> Params:
        chat = self._reachable(call)
        user = self.server.users.get(number(call, "user_id"))
        if user is None or not isinstance(chat, Group):
            raise bad("user not found")
        return membership(chat, user)

    def _reachable(self, call: Params) -> Chat:
        """The chat of a call. Refused if the bot may not be there."""
        chat = self.server.chat(number(call, "chat_id"))
        if chat is None:
            raise bad("chat not found")
        if isinstance(chat, Group):
            _check_group(chat)
        elif isinstance(chat, User):
            _check_user(chat)
        return chat

    def _destination(self, call: Params) -> tuple[Chat, int | None]:
        """Chat and topic to write to."""
        chat = self._reachable(call)
        if "message_thread_id" not in call:
            return chat, None
        topic = number(call, "message_thread_id")
        if not isinstance(chat, Group) or topic not in chat.topics:
            raise bad("message thread not found")
        return chat, topic

    def _own(self, message: Message) -> Params:
        return {**message.json(), "from": self.server.me()}

    def _within_rates(self, chat: Chat) -> None:
        """1 a second for a chat in short bursts of 3, 20 a minute for a group, 30 a second."""
        if not self.server.limits:
            return
        now = self.server.clock()
        group = [(chat.id, 20, 60.0)] if isinstance(chat, Group) else []
        for key, most, seconds in [(chat.id, 3, 3.0), (0, 30, 1.0), *group]:
            times = [at for at in self.recent[key] if at > now - seconds]
            if len(times) >= most:
                wait = max(1, round(times[-most] + seconds - now + 0.5))
                raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        for key in (chat.id, 0):
            self.recent[key].append(now)
            while self.recent[key][0] < now - 60:
                self.recent[key].popleft()


def _check_group(group: Group) -> None:
    if group.moved_to:
        raise bad(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=group.moved_to.id
        )
    if group.gone:
        raise Refusal(403, "Forbidden: the group chat was deleted")
    if group.bot == "kicked":
        raise Refusal(403, f"Forbidden: bot was kicked from the {group.kind} chat")
    if group.bot == "left":
        raise Refusal(403, f"Forbidden: bot is not a member of the {group.kind} chat")


def _check_user(user: User) -> None:
    if user.deactivated:
        raise Refusal(403, "Forbidden: user is deactivated")
    if user.blocked:
        raise Refusal(403, "Forbidden: bot was blocked by the user")
    if not user.started:
        raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")


def membership(group: Group, user: User) -> Params:
    """A ChatMember; the first administrator owns the group."""
    person = {"user": user.person()}
    if group.admins[:1] == [user]:
        return {**person, "status": "creator", "is_anonymous": False}
    if user in group.admins:
        return {**person, "status": "administrator", **dict.fromkeys(RIGHTS, False)}
    return {**person, "status": "member" if user.id in group.members else "left"}


def standing(status: str, user: Params) -> Params:
    """A ChatMember of this status."""
    extra: dict[str, Params] = {
        "administrator": dict.fromkeys(RIGHTS, True),
        "restricted": {**dict.fromkeys(MEMBER_RIGHTS, False), "is_member": True, "until_date": 0},
        "kicked": {"until_date": 0},
    }
    return {"user": user, "status": status, **extra.get(status, {})}


def number(call: Params, name: str) -> int:
    """A whole number that a call must have."""
    try:
        return int(call[name])
    except KeyError:
        raise bad(f"{name} is empty") from None
    except ValueError:
        raise bad(f"{name} must be a number") from None


def truth(call: Params, name: str) -> bool:
    """A flag of a call."""
    return str(call.get(name, "")).lower() in ("true", "1")


def decoded(value: Any) -> Any:
    """A parameter that is JSON, whether it came as text or not."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        raise bad("can't parse JSON object") from None


def words(call: Params, name: str, limit: int, why: str = "") -> tuple[str, list[Entity]]:
    """Text and entities of a call, within the limits, which count characters and not units.

    `why` is what an edit says of a text that is too long: it is the first to be told by the server
    behind the Bot API, in that one's words.
    """
    raw = call.get(name, "")
    if len(raw.encode()) > 32 * 1024:
        raise bad(f"{name} is too long")
    try:
        text, entities = parse(raw) if call.get("parse_mode") == "HTML" else (raw.strip(), [])
    except BadMarkupError as error:
        raise bad(f"can't parse entities: {error}") from None
    if len(text) > limit:
        raise bad(why or f"message {'is' if name == 'text' else 'caption is'} too long")
    return text, entities


def keyboard(call: Params) -> list[list[Button]]:
    """The inline keyboard of a call, within the limits."""
    rows = [
        [_button(each) for each in row]
        for row in decoded(call.get("reply_markup", "{}")).get("inline_keyboard", [])
    ]
    if sum(map(len, rows)) > 100 or any(not 1 <= len(row) <= 8 for row in rows):
        raise bad("REPLY_MARKUP_INVALID")
    return rows


def _button(each: Params) -> Button:
    label, data, url = each.get("text", ""), each.get("callback_data"), each.get("url")
    if not label.strip():
        raise bad("text buttons are unallowed in the inline keyboard")
    if (data is None) == (url is None):
        raise bad("BUTTON_TYPE_INVALID")
    if each.get("style", "primary") not in ("primary", "success", "danger"):
        raise bad("BUTTON_STYLE_INVALID")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if url is not None and not _real(url):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return Button(label, data or "", url or "", each.get("style", ""))


def _real(url: str) -> bool:
    """Whether Telegram would open it: http(s), and a host with a dot in it."""
    address = urlsplit(url)
    return address.scheme in ("http", "https", "tg") and "." in (address.hostname or "")
