"""The people's side of the local Telegram: who they are, what they see, what they do.

A test reads like the conversation: `ana.start(token)`, `ana.tap(ana.last, "5 Blocks us")`,
`group.say(ana, "/new")`, `ana.chat[-1].text`. What a real app would not let somebody do fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from bot.platforms.seal import bare
from tests.platforms.telegram.html import Entity
from tests.platforms.telegram.rights import Rights

if TYPE_CHECKING:
    from tests.platforms.telegram.server import TelegramServer

ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
ABSENT = ("reply_to_message", "forward_origin", "via_bot", "sender_chat", "text", "caption")
"""Fields of a message that are null where there is nothing, if the server writes nulls."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button as it looks now."""

    label: str
    data: str = ""
    url: str = ""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it arrived: `kind` is photo or document."""

    kind: str
    name: str
    content: bytes


@dataclass(eq=False, slots=True)
class Message:
    """A message as it looks now. `author` is None for the bot's own."""

    chat: Chat
    id: int
    at: float
    text: str = ""
    html: str = ""
    entities: list[Entity] = field(default_factory=list)
    rows: list[list[Button]] = field(default_factory=list)
    author: User | None = None
    topic: int | None = None
    file: Attachment | None = None
    quiet: bool = False
    pinned: bool = False
    deleted: bool = False
    edits: int = 0
    other: dict[str, Any] = field(default_factory=dict)
    sender: dict[str, Any] = field(default_factory=dict)

    @property
    def buttons(self) -> list[str]:
        """The labels, row after row."""
        return [button.label for row in self.rows for button in row]

    def button(self, wanted: str) -> Button:
        """The button with this label or data, else the only one whose label begins so."""
        every = [button for row in self.rows for button in row]
        exact = [each for each in every if wanted in (each.label, each.data, bare(each.data))]
        found = exact or [button for button in every if button.label.startswith(wanted)]
        assert len(found) == 1, f"{wanted!r} fits {len(found)} of {self.buttons} on: {self.text!r}"
        return found[0]

    def looks(self) -> tuple[object, ...]:
        """All that an edit can change."""
        return self.text, self.entities, self.rows

    def json(self) -> dict[str, Any]:
        """The message as the Bot API writes it."""
        body: dict[str, Any] = {
            "message_id": self.id,
            "date": int(self.at),
            "chat": self.chat.json(),
            **({"from": self.author.person()} if self.author else self.sender),
            **self.other,
        }
        if self.chat.server.nulls:
            body = dict.fromkeys(ABSENT) | body
        if self.file:
            body |= {"caption": self.text, self.file.kind: _file_json(self.file)}
        elif self.text:
            body["text"] = self.text
        if self.topic:
            body |= {"message_thread_id": self.topic, "is_topic_message": True}
        return body

    def __str__(self) -> str:
        """A line for the transcript of a failed test."""
        who = self.author.name if self.author else "bot" if "from" not in self.other else "?"
        gone = " (deleted)" if self.deleted else ""
        file = f" <{self.file.kind} {self.file.name}>" if self.file else ""
        buttons = "".join(f" [{label}]" for label in self.buttons)
        return f"{who} to {self.chat.title}{gone}: {self.text}{file}{buttons}"


def _file_json(file: Attachment) -> object:
    described = {"file_id": "F", "file_unique_id": "U", "file_size": len(file.content)}
    if file.kind == "photo":
        return [{**described, "width": 1280, "height": 1564}]
    return {**described, "file_name": file.name}


class Chat:
    """Where messages stand. Numbers are each chat's own, so that mixed-up chats are noticed."""

    kind = "private"

    def __init__(self, server: TelegramServer, number: int, title: str) -> None:
        self.server = server
        self.id = number
        self.title = title
        self.every: list[Message] = []

    @property
    def messages(self) -> list[Message]:
        """What stands there now."""
        return [message for message in self.every if not message.deleted]

    @property
    def heard(self) -> list[Message]:
        """What the bot said there and still stands."""
        return [message for message in self.messages if not message.author and not message.sender]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        assert self.heard, f"the bot said nothing in {self.title}"
        return self.heard[-1]

    @property
    def pinned(self) -> list[Message]:
        """What is pinned."""
        return [message for message in self.messages if message.pinned]

    def find(self, number: int) -> Message | None:
        """A message by its number, if it still stands."""
        return next((each for each in self.messages if each.id == number), None)

    def add(self, **content: Any) -> Message:
        """A new message at the bottom."""
        message = Message(self, len(self.every) + 1, self.server.clock(), **content)
        self.every.append(message)
        return message

    def json(self) -> dict[str, Any]:
        """The chat as the Bot API writes it."""
        raise NotImplementedError


@dataclass(eq=False, slots=True)
class Tapped:
    """A tap, and what became of it."""

    id: str
    at: float
    toast: str | None = None
    alert: bool = False

    @property
    def answered(self) -> bool:
        """Whether the clock on the button stopped."""
        return self.toast is not None


class User(Chat):
    """A person, and their private chat with the bot."""

    def __init__(self, server: TelegramServer, number: int, name: str, language: str) -> None:
        super().__init__(server, number, name)
        self.name = name
        self.language = language
        self.started = False
        self.blocked = False
        self.deactivated = False
        self.taps: list[Tapped] = []
        self.whispers: list[Message] = []
        """What the bot said in groups for this person alone."""

    @property
    def chat(self) -> list[Message]:
        """The private chat as it looks now, this person's own messages included."""
        return self.messages

    @property
    def toasts(self) -> list[str]:
        """What the bot said to taps, in order, without the silent answers."""
        return [tap.toast for tap in self.taps if tap.toast]

    def person(self) -> dict[str, Any]:
        """The user as the Bot API writes it."""
        return {"id": self.id, "is_bot": False, **self._names(language_code=self.language)}

    def json(self) -> dict[str, Any]:
        """The private chat as the Bot API writes it."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self, **more: str) -> dict[str, Any]:
        """Names and what else may be absent; null for what is, if the server writes nulls."""
        first, _, rest = self.name.partition(" ")
        optional = {"last_name": rest, "username": "", **more}
        given = {name: value or None for name, value in optional.items()}
        kept = {name: value for name, value in given.items() if value or self.server.nulls}
        return {"first_name": first, **kept}

    def start(self, token: str = "") -> Message:
        """Press START, perhaps by way of a link with a token."""
        self.started = True
        return self.write(f"/start {token}".strip())

    def open(self, url: str) -> Message:
        """Follow a link to the bot."""
        address = urlsplit(url)
        assert address.netloc == "t.me", url
        assert address.path == f"/{self.server.username}", url
        return self.start(parse_qs(address.query)["start"][0])

    def write(self, text: str, reply_to: Message | None = None) -> Message:
        """Write to the bot in private."""
        return self._private(text=text, other=_answering(reply_to))

    def closes(self, label: str = "1") -> Tapped:
        """Close the open round of the first exercise: by the command, and by saying so again."""
        self.write("/close")
        return self.tap_old(self.last, f"1.close.{label}.yes")

    def forward(self, text: str, origin: User | str = "Somebody") -> Message:
        """Pass on what a person wrote, or somebody who hides but for a name."""
        return self._private(text=text, other=_forwarded(origin, self.server.clock()))

    def write_via(self, bot: str, text: str) -> Message:
        """Send what another bot wrote, by its inline mode."""
        return self._private(text=text, other=_via(bot))

    def send(self, kind: str, caption: str = "") -> Message:
        """Send something that is no text: a photo, a voice message, a sticker."""
        file = [{"file_id": "F", "file_unique_id": "U", "width": 9, "height": 9}]
        words = {"caption": caption} if caption else {}
        return self._private(other={kind: file if kind == "photo" else file[0], **words})

    def _private(self, **content: Any) -> Message:
        assert self.started, f"{self.name} has to start the bot first"
        assert not self.blocked, f"{self.name} blocked the bot"
        message = self.add(author=self, **content)
        self.server.push("message", message.json())
        return message

    def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        assert message.author is self
        message.text, message.edits = text, message.edits + 1
        self.server.push(
            "edited_message", {**message.json(), "edit_date": int(self.server.clock())}
        )

    def delete(self, message: Message) -> None:
        """Delete a message from the chat, for both sides. The bot is not told."""
        message.deleted = True
        self.server.changed()

    def tap(self, message: Message, wanted: str) -> Tapped | Message:
        """Press the button with this label or data; one with a link is followed."""
        assert not message.deleted, f"it is gone: {message}"
        if isinstance(message.chat, Group):
            message.chat.members.setdefault(self.id, self)  # who sees a group's message is there
        button = message.button(wanted)
        return self.open(button.url) if button.url else self.send_tap(message, button.data)

    def press(self, wanted: str) -> Tapped | Message:
        """Press this button on the newest message in the private chat that has it."""
        for message in reversed(self.heard):
            if any(label.startswith(wanted) for label in message.buttons):
                return self.tap(message, wanted)
        raise AssertionError(f"no {wanted!r} on {[each.buttons for each in self.heard]}")

    def tap_old(self, message: Message, data: str) -> Tapped:
        """Press a button that a phone still shows, though the message may have changed or gone.

        The data is without its tag: it is signed as the service would have for this chat.
        """
        return self.send_tap(message, self.server.sign(str(message.chat.id), data))

    def send_tap(self, message: Message, data: str) -> Tapped:
        """Send this data as that of a button of this message, as a made-up client can."""
        tapped = Tapped(self.server.new_query(), self.server.clock())
        self.taps.append(tapped)
        self.server.queries[tapped.id] = tapped
        chat = {"chat": message.chat.json(), "message_id": message.id}
        about = {**chat, "date": 0} if message.deleted else message.json()
        query = {"id": tapped.id, "from": self.person(), "chat_instance": str(message.chat.id)}
        self.server.push("callback_query", {**query, "message": about, "data": data})
        return tapped

    def block(self) -> None:
        """Block the bot."""
        self.blocked = True
        self._standing("member", "kicked")

    def unblock(self) -> None:
        """Take the bot back."""
        self.blocked = False
        self._standing("kicked", "member")

    def deactivate(self) -> None:
        """Delete the account. The bot only learns it when it writes."""
        self.deactivated = True

    def _standing(self, before: str, after: str) -> None:
        self.server.push_standing(self, self.person(), before, after)


class Group(Chat, Rights):
    """A group, with or without topics. The bot is not in it until somebody adds it."""

    def __init__(
        self,
        server: TelegramServer,
        number: int,
        title: str,
        admins: Iterable[User] = (),
        forum: bool = False,
    ) -> None:
        Chat.__init__(self, server, number, title)
        Rights.__init__(self)
        self.admins = list(admins)
        self.members = {user.id: user for user in self.admins}
        self.forum = forum
        self.kind = "supergroup" if forum or number < -(10**12) else "group"
        self.topics: set[int] = set()
        self.bot = "left"
        self.gone = False
        """Whether the group was deleted. Nobody tells the bot."""
        self.members_may_pin = True
        self.moved_to: Group | None = None

    def json(self) -> dict[str, Any]:
        """The group as the Bot API writes it."""
        forum = {"is_forum": True} if self.forum else {}
        return {"id": self.id, "type": self.kind, "title": self.title, **forum}

    def say(
        self,
        user: User,
        text: str,
        reply_to: Message | None = None,
        topic: int | None = None,
        **other: Any,
    ) -> Message:
        """Write in the group. The bot gets what its privacy mode lets through."""
        self.members[user.id] = user
        answering = _answering(reply_to)
        message = self.add(author=user, text=text, topic=topic, other={**answering, **other})
        if self._reaches_bot(text, reply_to):
            self.server.push("message", message.json())
        return message

    def forward(self, user: User, text: str, origin: User | str = "Somebody") -> Message:
        """Pass on to the group what somebody wrote."""
        return self.say(user, text, **_forwarded(origin, self.server.clock()))

    def whisper(self, user: User, command: str) -> Message:
        """Type a command that only the bot can see. It is in nobody's chat and has no number."""
        self.members[user.id] = user
        number = {"ephemeral_message_id": self.server.new_number()}
        message = Message(self, 0, self.server.clock(), text=command, author=user, other=number)
        self.server.push("message", message.json())
        return message

    def say_anonymously(self, text: str) -> Message:
        """Write as an administrator who remains anonymous."""
        sender = {"from": ANONYMOUS, "sender_chat": self.json()}
        message = self.add(text=text, sender=sender)
        if self._reaches_bot(text, None):
            self.server.push("message", message.json())
        return message

    def _reaches_bot(self, text: str, reply_to: Message | None) -> bool:
        if self.bot not in ("member", "administrator") or self.moved_to:
            return False
        if self.bot == "administrator" or not self.server.privacy:
            return True
        return text.startswith("/") or bool(reply_to and not reply_to.author)

    def open_topic(self, number: int) -> int:
        """Open a topic; gives its number."""
        self.topics.add(number)
        return number

    def delete_topic(self, number: int) -> None:
        """Delete a topic with all that was said in it."""
        self.topics.discard(number)
        for message in self.every:
            message.deleted = message.deleted or message.topic == number

    def add_bot(self, by: User | None, status: str = "member") -> None:
        """Put the bot into the group, or give it another standing there.

        `by` is None where an administrator does it who remains anonymous.
        """
        if by:
            self.members[by.id] = by
        before = self._set_bot(by, status)
        if before in ("left", "kicked"):
            sender = {} if by else {"from": ANONYMOUS, "sender_chat": self.json()}
            joined = {"new_chat_members": [self.server.me()]}
            service = self.add(author=by, sender=sender, other=joined)
            self.server.push("message", service.json())

    def remove_bot(self, by: User, status: str = "kicked") -> None:
        """Throw the bot out; "left" where it may be added again by anybody."""
        self._set_bot(by, status)

    def mute_bot(self, by: User) -> None:
        """Forbid the bot to write."""
        self._set_bot(by, "restricted")

    def unmute_bot(self, by: User) -> None:
        """Let the bot write again."""
        self._set_bot(by, "member")

    def _set_bot(self, by: User | None, status: str) -> str:
        """Change the bot's standing and tell it; gives what it was."""
        before, self.bot = self.bot, status
        self.server.push_standing(self, by.person() if by else ANONYMOUS, before, status)
        return before

    def migrate(self, *, joined_first: bool = False) -> Group:
        """Become a supergroup: a new group with a new number, and the old one dead.

        `joined_first`: before the two messages about it comes the news that the bot is in there.
        """
        new = self.server.group(-(10**12) + self.id, self.title, self.admins)
        new.members, new.bot, self.moved_to = dict(self.members), self.bot, new
        by = self.admins[0] if self.admins else None
        if joined_first:
            self.server.push_standing(new, by.person() if by else ANONYMOUS, "left", self.bot)
        farewell = self.add(author=by, other={"migrate_to_chat_id": new.id})
        greeting = new.add(author=by, other={"migrate_from_chat_id": self.id})
        self.server.push("message", farewell.json())
        self.server.push("message", greeting.json())
        return new


def _answering(message: Message | None) -> dict[str, Any]:
    """The part of an answer that says what it answers."""
    if message is None:
        return {}
    sender = {} if message.author or message.sender else {"from": message.chat.server.me()}
    return {"reply_to_message": {**message.json(), **sender}}


def _forwarded(origin: User | str, at: float) -> dict[str, Any]:
    """The part of a message that says whose words it passes on."""
    if isinstance(origin, str):
        who = {"type": "hidden_user", "sender_user_name": origin}
    else:
        who = {"type": "user", "sender_user": origin.person()}
    return {"forward_origin": {**who, "date": int(at)}}


def _via(bot: str) -> dict[str, Any]:
    """The part of a message that says which bot wrote it."""
    return {"via_bot": {"id": 77, "is_bot": True, "first_name": bot, "username": f"{bot}_bot"}}


Predicate = Callable[[], Any]
