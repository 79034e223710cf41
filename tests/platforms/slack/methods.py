"""The Web API's methods, with its limits and its words of refusal."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from typing import TYPE_CHECKING, Any

from tests.platforms.slack import check as slack_check
from tests.platforms.slack.check import Refusal
from tests.platforms.slack.people import Attachment, Channel, Chat, Message, User

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer

Json = dict[str, Any]

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "bots.info": "users:read",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
}
"""What a method needs, where that does not depend on the channel."""

OPTIONAL_SCOPES = {"pins.add": "pins:write", "bookmarks.add": "bookmarks:write"}
"""The same for methods that an app does well without; nothing is granted of it by itself."""

TIERS = {
    "auth.test": 1000,
    "apps.connections.open": 20,
    "chat.update": 50,
    "chat.delete": 50,
    "chat.postEphemeral": 100,
    "conversations.open": 50,
    "conversations.info": 50,
    "conversations.history": 50,
    "conversations.replies": 50,
    "conversations.members": 100,
    "bots.info": 50,
    "users.info": 100,
    "views.open": 100,
    "views.update": 100,
    "views.publish": 100,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
    "files.delete": 50,
    "chat.getPermalink": 100,
    "pins.add": 20,
    "bookmarks.add": 20,
}
"""Calls a minute."""

BURST = 4
"""Messages that a channel has saved up after some seconds of silence."""


class Methods:
    """What the bot may call. Each takes the call's parameters and gives its result."""

    def __init__(self, server: SlackServer) -> None:
        self.server = server
        self.recent: dict[str, deque[float]] = defaultdict(deque)
        self.saved: dict[str, tuple[float, float]] = {}
        self.files: dict[str, Attachment] = {}
        self.tickets: dict[str, Json] = {}

    # -- limits ------------------------------------------------------------------------------------

    def check_rate(self, method: str, call: Json) -> None:
        """Refuses what is too much, if the server keeps to limits."""
        if method in TIERS:
            self._count(method, TIERS[method], 60.0)
        if method == "chat.postMessage":
            self._spend(str(call.get("channel")))

    def _spend(self, channel: str) -> None:
        """One message a second and channel, and a few saved up."""
        now = self.server.monotonic()
        left, at = self.saved.get(channel, (float(BURST), now))
        left = min(float(BURST), left + now - at)
        if left < 1.0:
            raise Refusal("ratelimited", 429, retry_after=1.0)
        self.saved[channel] = (left - 1.0, now)

    def _count(self, what: str, most: int, seconds: float) -> None:
        now, recent = self.server.monotonic(), self.recent[what]
        while recent and recent[0] <= now - seconds:
            recent.popleft()
        if len(recent) >= most:
            wait = max(1.0, recent[0] + seconds - now)
            raise Refusal("ratelimited", 429, retry_after=wait)
        recent.append(now)

    def check_scope(self, method: str) -> None:
        needed = SCOPES.get(method) or OPTIONAL_SCOPES.get(method)
        if needed:
            self._need(needed)

    def _need(self, scope: str) -> None:
        if scope not in self.server.scopes:
            provided = ",".join(sorted(self.server.scopes))
            raise Refusal("missing_scope", needed=scope, provided=provided)

    # -- who and where -----------------------------------------------------------------------------

    def auth_test(self, call: Json) -> Json:
        me = self.server
        names = {"url": "https://test.slack.com/", "team": "Test", "user": "valuemap"}
        ids = {"team_id": me.team, "user_id": me.bot, "bot_id": me.bot_id, **me.organization()}
        return {**names, **ids, "is_enterprise_install": False}

    def bots_info(self, call: Json) -> Json:
        if call.get("bot") != self.server.bot_id:
            raise Refusal("bot_not_found")
        bot = {"id": self.server.bot_id, "name": "valuemap", "app_id": self.server.app_id}
        return {"bot": {**bot, "user_id": self.server.bot, "deleted": False}}

    def users_info(self, call: Json) -> Json:
        user = self.server.users.get(call.get("user", ""))
        if user is None:
            raise Refusal("user_not_found")
        info = user.info()
        if not call.get("include_locale"):
            info.pop("locale", None)
        return {"user": info}

    def conversations_open(self, call: Json) -> Json:
        user = self.server.users.get(call.get("users", ""))
        if user is None:
            raise Refusal("user_not_found")
        self._check_person(user)
        user.opened = True
        return {"channel": {"id": user.channel}}

    def conversations_info(self, call: Json) -> Json:
        chat = self.server.channels.get(call.get("channel", ""))
        if chat is not None and chat.members_only:
            self._need("mpim:read")
        if chat is None or (chat.private and not chat.bot):
            raise Refusal("channel_not_found")
        self._need("groups:read" if chat.private else "channels:read")
        return {"channel": chat.info()}

    def conversations_members(self, call: Json) -> Json:
        self.conversations_info(call)
        chat = self.server.channels[call["channel"]]
        everybody = [*chat.members, *([self.server.bot] if chat.bot else [])]
        start, most = int(call.get("cursor") or 0), int(call.get("limit", 100))
        rest = str(start + most) if start + most < len(everybody) else ""
        found = everybody[start : start + most]
        return {"members": found, "response_metadata": {"next_cursor": rest}}

    def conversations_history(self, call: Json) -> Json:
        """What stands in a chat, the newest first, without what was answered in threads."""
        every = self._readable(call).messages
        page = self._page([m for m in _between(every, call)[::-1] if m.thread in ("", m.ts)], call)
        for message in page["messages"]:
            if below := [m.ts for m in every if m.thread == message["ts"] != m.ts]:
                about = {"reply_count": len(below), "latest_reply": max(below)}
                message |= {"thread_ts": message["ts"], **about}
        return page

    def conversations_replies(self, call: Json) -> Json:
        """A thread, from its first message on, which is always among them."""
        thread, every = call.get("ts", ""), self._readable(call).messages
        first = [m for m in every if m.ts == thread]
        if not first:
            raise Refusal("thread_not_found")
        answers = [m for m in every if m.thread == thread != m.ts]
        return self._page(first + _between(answers, call), call)

    def _readable(self, call: Json) -> Chat:
        chat = self._chat(call.get("channel", ""), own=True)
        self._need(f"{_kind(chat)}:history")
        return chat

    def _page(self, messages: list[Message], call: Json) -> Json:
        if self.server.gaps and not call.get("cursor"):  # a page may be empty, and not the last
            return {"messages": [], "has_more": True, "response_metadata": {"next_cursor": "0"}}
        start, most = int(call.get("cursor") or 0), int(call.get("limit", 100))
        found = [self._kept(m, call) for m in messages[start : start + most]]
        more = start + most < len(messages)
        rest = {"response_metadata": {"next_cursor": str(start + most)}} if more else {}
        return {"messages": found, "has_more": more, **rest}

    def _kept(self, message: Message, call: Json) -> Json:
        wanted = call.get("include_all_metadata") in (True, "1", "true")
        metadata = {"metadata": message.metadata} if wanted and message.metadata else {}
        return {**message.json(), **metadata}

    def _chat(self, channel: str, *, own: bool = False) -> Chat:
        """The chat behind a channel id. `own`: a person's id will not do."""
        for user in self.server.users.values():
            if channel == user.channel and user.opened:
                self._check_reader(user)
                return user
            if channel == user.id and not own:
                self._check_reader(user)
                user.opened = True
                return user
        found = self.server.channels.get(channel)
        if found is None or (found.private and not found.bot):
            raise Refusal("channel_not_found")
        if found.archived:
            raise Refusal("is_archived")
        if not found.bot:
            raise Refusal("not_in_channel")
        return found

    def _check_reader(self, user: User) -> None:
        if self.server.tells_of_deactivated:
            self._check_person(user)

    def _check_person(self, user: User) -> None:
        if user.deactivated:
            raise Refusal("user_disabled")

    # -- messages ----------------------------------------------------------------------------------

    def chat_post_message(self, call: Json) -> Json:
        chat = self._chat(call.get("channel", ""))
        blocks = _decoded(call.get("blocks") or [])
        slack_check.message(call.get("text", ""), blocks)
        if isinstance(chat, Channel) and chat.refuses:
            raise Refusal(chat.refuses)
        metadata = _decoded(call.get("metadata") or {})
        said = {"raw": call.get("text", ""), "thread": call.get("thread_ts") or ""}
        message = chat.add(**said, blocks=blocks, metadata=metadata)
        return {"channel": chat.channel, "ts": message.ts, "message": message.json()}

    def chat_post_ephemeral(self, call: Json) -> Json:
        self._chat(call.get("channel", ""), own=True)
        user = self.server.users.get(call.get("user", ""))
        if user is None:
            raise Refusal("user_not_in_channel")
        blocks = _decoded(call.get("blocks") or [])
        slack_check.message(call.get("text", ""), blocks, slack_check.SHORT_TEXT_MOST)
        user.whispers.append(slack_check.read(call["text"]))
        return {"message_ts": self.server.stamp()}

    def chat_update(self, call: Json) -> Json:
        message = self._message(call)
        if message.author:
            raise Refusal("cant_update_message")
        self.replace(message, call)
        return {"channel": call["channel"], "ts": message.ts, "text": message.raw}

    def replace(self, message: Message, content: Json) -> None:
        """Change a message: text without blocks takes the blocks away."""
        blocks = _decoded(content.get("blocks") or [])
        slack_check.message(content.get("text", ""), blocks, slack_check.SHORT_TEXT_MOST)
        message.raw, message.blocks = content.get("text", ""), blocks
        message.edits += 1

    def chat_delete(self, call: Json) -> Json:
        message = self._message(call)
        if message.author:
            raise Refusal("cant_delete_message")
        message.deleted = True
        return {"channel": call["channel"], "ts": message.ts}

    def _message(self, call: Json) -> Message:
        message = self._chat(call.get("channel", ""), own=True).find(call.get("ts", ""))
        if message is None:
            raise Refusal("message_not_found")
        return message

    def chat_get_permalink(self, call: Json) -> Json:
        message = self._message({**call, "ts": call.get("message_ts", "")})
        link = f"https://test.slack.com/archives/{call['channel']}/p{message.ts.replace('.', '')}"
        return {"channel": call["channel"], "permalink": link}

    def pins_add(self, call: Json) -> Json:
        message = self._message({**call, "ts": call.get("timestamp", "")})
        if message.pinned:
            raise Refusal("already_pinned")
        message.pinned = True
        return {}

    def bookmarks_add(self, call: Json) -> Json:
        chat = self._chat(call.get("channel_id", ""), own=True)
        if call.get("type") != "link" or not call.get("title"):
            raise Refusal("invalid_bookmark_type")
        if not call.get("link", "").startswith(("http://", "https://")):
            raise Refusal("invalid_link")
        chat.bookmarks[call["title"]] = call["link"]
        return {"bookmark": {"id": f"Bk{self.server.number()}", "title": call["title"]}}

    # -- pages -------------------------------------------------------------------------------------

    def views_open(self, call: Json) -> Json:
        user = self.server.spend_trigger(call.get("trigger_id", ""))
        view = _decoded(call["view"])
        slack_check.view(view)
        user.modal = {**view, "id": f"V{self.server.number()}"}
        return {"view": user.modal}

    def views_update(self, call: Json) -> Json:
        owner = next(
            (u for u in self.server.users.values() if u.modal and u.modal["id"] == call["view_id"]),
            None,
        )
        if owner is None or owner.modal is None:
            raise Refusal("not_found")
        view = _decoded(call["view"])
        slack_check.view(view)
        owner.modal = {**view, "id": owner.modal["id"]}
        return {"view": owner.modal}

    def views_publish(self, call: Json) -> Json:
        user = self.server.users.get(call.get("user_id", ""))
        if user is None:
            raise Refusal("invalid_arguments")
        view = _decoded(call["view"])
        slack_check.view(view)
        user.home = {**view, "id": f"V{self.server.number()}"}
        return {"view": user.home}

    # -- files -------------------------------------------------------------------------------------

    def files_get_upload_url_external(self, call: Json) -> Json:
        if int(call.get("length", 0)) < 1 or not call.get("filename"):
            raise Refusal("invalid_arguments")
        if len(call.get("alt_txt", "")) > 1000:
            raise Refusal("alt_txt_too_large")
        if self.server.files_refused:
            raise Refusal(self.server.files_refused)
        file = f"F{self.server.number()}"
        self.tickets[file] = call
        return {"file_id": file, "upload_url": f"{self.server.root}/upload/{file}"}

    def uploaded(self, file: str, content: bytes) -> None:
        """The bytes of a file arrived at the address that was handed out."""
        ticket = self.tickets.pop(file, None)
        if ticket is None or len(content) != int(ticket["length"]):
            raise Refusal("upload_failed", 500)
        self.files[file] = Attachment(file, ticket["filename"], content, ticket.get("alt_txt", ""))

    def files_complete_upload_external(self, call: Json) -> Json:
        files = _decoded(call.get("files") or [])
        chat = self._chat(call.get("channel_id", ""), own=True)
        if len(call.get("initial_comment", "")) > 4000:
            raise Refusal("msg_too_long")
        for each in files:
            if each["id"] not in self.files:
                raise Refusal("file_not_found")
            chat.add(raw=call.get("initial_comment", ""), file=self.files.pop(each["id"]))
        return {"files": files}

    def files_delete(self, call: Json) -> Json:
        chats = [*self.server.users.values(), *self.server.channels.values()]
        for message in (m for chat in chats for m in chat.messages):
            if message.file and message.file.id == call.get("file"):
                message.deleted = True
                return {}
        raise Refusal("file_not_found")


def _kind(chat: Chat) -> str:
    """What a chat is called in the scopes."""
    if not isinstance(chat, Channel):
        return "im"
    return "mpim" if chat.members_only else "groups" if chat.private else "channels"


def _between(messages: list[Message], call: Json) -> list[Message]:
    """Those after `oldest` and before `latest`; `inclusive` takes these two as well."""
    oldest, latest = str(call.get("oldest") or "0"), str(call.get("latest") or "9")
    both = call.get("inclusive") in (True, "1", "true")
    return [m for m in messages if oldest < m.ts < latest or (both and m.ts in (oldest, latest))]


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
