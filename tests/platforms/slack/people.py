"""The people's side of the local Slack: who they are, what they see, what they do.

A test reads like the conversation: `team.command(ana, "/valuemap new")`, `ana.tap(ana.last,
"5 Blocks us")`, `ana.choose("ADM-T4", "2 Small")`, `team.last.text`. What a real app would not let
somebody do fails.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.platforms.seal import bare
from tests.platforms.slack.check import elements, pings, read

if TYPE_CHECKING:
    from tests.platforms.slack.server import SlackServer

Json = dict[str, Any]
ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as it arrived."""

    id: str
    name: str
    content: bytes
    alt: str


@dataclass(eq=False, slots=True)
class Message:
    """A message as it looks now. `author` is None for the bot's own."""

    chat: Chat
    ts: str
    raw: str = ""
    blocks: list[Json] = field(default_factory=list)
    author: User | None = None
    metadata: Json = field(default_factory=dict)
    file: Attachment | None = None
    thread: str = ""
    edited: Json = field(default_factory=dict)
    deleted: bool = False
    pinned: bool = False
    edits: int = 0

    @property
    def text(self) -> str:
        """What a screen reader reads: the whole message."""
        return read(self.raw)

    @property
    def marked(self) -> str:
        """The text in the blocks, in Slack's markup, its entities included."""
        return "\n".join(b["text"]["text"] for b in self.blocks if b["type"] == "section")

    @property
    def buttons(self) -> list[str]:
        """The labels, row after row."""
        return [each["text"]["text"] for each in elements(self.blocks)]

    @property
    def values(self) -> list[str]:
        """What the buttons send."""
        return [each["value"] for each in elements(self.blocks)]

    @property
    def pings(self) -> list[str]:
        """Whom it calls."""
        return pings(self.raw, self.blocks)

    def button(self, wanted: str) -> Json:
        """The button with this label or value, else the only one whose label begins so."""
        every = elements(self.blocks)
        exact = [b for b in every if wanted in (b["text"]["text"], b["value"], bare(b["value"]))]
        found = exact or [b for b in every if b["text"]["text"].startswith(wanted)]
        assert len(found) == 1, f"{wanted!r} fits {len(found)} of {self.buttons} on: {self.text!r}"
        return found[0]

    def json(self) -> Json:
        """The message as the Web API writes it."""
        who = {"user": self.author.id} if self.author else self.chat.server.by()
        body: Json = {"type": "message", "ts": self.ts, "text": self.raw, **who}
        body |= {"thread_ts": self.thread} if self.thread else {}
        body |= {"edited": self.edited} if self.edited else {}
        return {**body, "blocks": self.blocks} if self.blocks else body

    def __str__(self) -> str:
        """A line for the transcript of a failed test."""
        who = self.author.name if self.author else "bot"
        gone = " (deleted)" if self.deleted else ""
        file = f" <file {self.file.name}>" if self.file else ""
        buttons = "".join(f" [{label}]" for label in self.buttons)
        return f"{who} to {self.chat.title}{gone}: {self.text}{file}{buttons}"


class Chat:
    """A channel or a direct message."""

    def __init__(self, server: SlackServer, channel: str, title: str) -> None:
        self.server = server
        self.channel = channel
        self.title = title
        self.every: list[Message] = []
        self.bookmarks: dict[str, str] = {}

    @property
    def messages(self) -> list[Message]:
        """What stands there now."""
        return [message for message in self.every if not message.deleted]

    @property
    def heard(self) -> list[Message]:
        """What the bot said there and still stands."""
        return [message for message in self.messages if not message.author]

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        assert self.heard, f"the bot said nothing in {self.title}"
        return self.heard[-1]

    def find(self, ts: str) -> Message | None:
        """A message by its ts, if it still stands."""
        return next((each for each in self.messages if each.ts == ts), None)

    def add(self, **content: Any) -> Message:
        """A new message at the bottom."""
        message = Message(self, self.server.stamp(), **content)
        self.every.append(message)
        self.server.changed()
        return message


class User(Chat):
    """A person, and their direct message with the bot."""

    def __init__(self, server: SlackServer, user: str, name: str, **profile: Any) -> None:
        super().__init__(server, f"D{user[1:]}", name)
        self.id = user
        self.name = name
        self.profile = profile
        self.deactivated = False
        self.opened = False
        self.whispers: list[str] = []
        self.modal: Json | None = None
        self.home: Json | None = None

    def info(self) -> Json:
        """The user as `users.info` gives it."""
        about = {"locale": "en-US", "tz": "America/Port_of_Spain", "is_bot": False}
        flags = dict.fromkeys(("is_admin", "is_owner", "is_primary_owner", "is_restricted"), False)
        team, organization = self.brief()["team_id"], self.server.organization()
        body = {"id": self.id, "team_id": self.server.team, "name": self.name.lower()}
        if organization:
            body |= {"enterprise_user": {"id": self.id, **organization, "teams": [team]}}
        names = {"real_name": self.name, "profile": {"real_name": self.name}}
        return {**body, **names, **about, **flags, "deleted": self.deactivated, **self.profile}

    def brief(self) -> Json:
        """The user as interactions name them."""
        team = self.profile.get("team_id", self.server.team)
        name = self.name.lower()
        return {"id": self.id, "username": name, "name": name, "team_id": team}

    def named(self, *, labelled: bool = False) -> tuple[str, str]:
        """How the name is typed, and what the app makes of it; with a label in commands."""
        label = f"|{self.brief()['name']}" if labelled else ""
        return f"@{self.name}", f"<@{self.id}{label}>"

    def told(self) -> Json:
        """What an event says of the writer's workspace, in an organization of several."""
        if not self.server.organization():
            return {}
        return {"team": self.server.team, "user_team": self.brief()["team_id"]}

    # -- what they do ------------------------------------------------------------------------------

    def write(
        self,
        text: str,
        *,
        raw: bool = False,
        thread: Message | None = None,
        naming: Iterable[User | Channel] = (),
        **event: Any,
    ) -> Message:
        """Write to the bot in the direct message, or in a thread there."""
        self.opened = True
        said = text if raw else _escaped(text, naming)
        message = self.add(author=self, raw=said, thread=thread.ts if thread else "")
        self.server.event(self._said(message) | event)
        return message

    def _said(self, message: Message) -> Json:
        return {**message.json(), **self.told(), "channel": self.channel, "channel_type": "im"}

    def deactivate(self) -> None:
        """Lose the account; apps with the event `user_change` are told."""
        self.deactivated = True
        self.server.event({"type": "user_change", "user": self.info()})

    def reactivate(self) -> None:
        """Get the account back."""
        self.deactivated = False
        self.server.event({"type": "user_change", "user": self.info()})

    def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        assert message.author is self
        before, message.raw = message.json(), _escaped(text)
        about = {"channel": self.channel, "channel_type": "im", "subtype": "message_changed"}
        message.edited = {"user": self.id, "ts": self.server.stamp()}
        both = {"message": message.json(), "previous_message": before}
        self.server.event({"type": "message", **about, **both, "ts": self.server.stamp()})

    def command(
        self, text: str, chat: Chat | None = None, naming: Iterable[User | Channel] = ()
    ) -> Json:
        """Type a slash command, here or in a channel; gives the payload."""
        where = chat or self
        command, _, rest = text.partition(" ")
        name = getattr(chat, "shown", "directmessage")
        said = _escaped(rest, naming, labelled=True)
        return self.server.command(self, where.channel, name, command, said)

    def tap(self, message: Message, wanted: str) -> Json:
        """Press the button with this label or value; gives the payload."""
        assert not message.deleted, f"it is gone: {message}"
        if isinstance(message.chat, Channel):
            message.chat.members.setdefault(self.id, self)
        return self.server.press(self, message, message.button(wanted))

    def tap_old(self, message: Message, value: str) -> Json:
        """Press a button that an app still shows, though the message may have changed or gone.

        The value is without its tag: it is signed as the service would have for this chat.
        """
        chat = message.chat
        return self.send_tap(message, self.server.sign(getattr(chat, "id", chat.channel), value))

    def send_tap(self, message: Message, value: str) -> Json:
        """Send this value as that of a button of this message, as only Slack could."""
        if isinstance(message.chat, Channel):
            message.chat.members.setdefault(self.id, self)
        button = {"type": "button", "action_id": "old", "block_id": "old", "value": value}
        return self.server.press(self, message, button)

    def press(self, wanted: str) -> Json:
        """Press this button on the newest message of the direct message that has it."""
        for message in reversed(self.heard):
            if any(label.startswith(wanted) for label in message.buttons):
                return self.tap(message, wanted)
        raise AssertionError(f"no {wanted!r} on {[each.buttons for each in self.heard]}")

    # -- pages -------------------------------------------------------------------------------------

    def choose(self, item: str, label: str) -> Json:
        """Choose an answer in the open modal."""
        block = self._block(item)
        radio = block["accessory"]
        found = [o for o in radio["options"] if o["text"]["text"].startswith(label)]
        assert len(found) == 1, f"{label!r} among {radio['options']}"
        radio["initial_option"] = found[0]
        chosen = {"type": "radio_buttons", "action_id": radio["action_id"], "block_id": item}
        assert self.modal
        return self.server.press_page(self, self.modal, {**chosen, "selected_option": found[0]})

    def chosen(self, item: str) -> str:
        """What is chosen in the open modal, as it was when it was opened or changed."""
        option = self._block(item)["accessory"].get("initial_option")
        return str(option["text"]["text"]) if option else ""

    def _block(self, item: str) -> Json:
        assert self.modal, f"{self.name} has no modal open"
        found: Json = next(b for b in self.modal["blocks"] if b.get("block_id") == item)
        return found

    def turn(self, label: str) -> Json:
        """Press a button in the open modal."""
        assert self.modal
        return self._page_button(self.modal, label)

    def enter(self, label: str) -> Json:
        """Press a button on the Home tab."""
        assert self.home
        return self._page_button(self.home, label)

    def _page_button(self, page: Json, label: str) -> Json:
        buttons = [e for e in elements(page["blocks"]) if e["type"] == "button"]
        found = next(each for each in buttons if each["text"]["text"] == label)
        return self.server.press_page(self, page, {**found, "block_id": "others"})

    def open_home(self) -> None:
        """Look at the app's Home tab."""
        self.server.event(
            {"type": "app_home_opened", "user": self.id, "channel": self.channel, "tab": "home"}
        )

    def home_text(self) -> str:
        """What the Home tab says."""
        assert self.home
        texts = [b["text"]["text"] for b in self.home["blocks"] if "text" in b]
        return read("\n".join(texts))


class Channel(Chat):
    """A channel. The bot is not in it until somebody adds it."""

    def __init__(
        self,
        server: SlackServer,
        channel: str,
        title: str,
        creator: User | None,
        *,
        private: bool = False,
        members_only: bool = False,
    ) -> None:
        super().__init__(server, channel, title)
        self.creator = creator
        self.private = private
        self.members_only = members_only
        """Whether it is a direct message of several, which no app is ever in."""
        self.members = {creator.id: creator} if creator else {}
        self.bot = False
        self.archived = False
        self.refuses = ""
        """The code by which posts are refused for now, such as "restricted_action"."""

    @property
    def kind(self) -> str:
        return "group" if self.private else "channel"

    @property
    def shown(self) -> str:
        """What a command or a tap calls it; of a private channel only that."""
        return "privategroup" if self.private and not self.members_only else self.title

    def info(self) -> Json:
        """The channel as `conversations.info` gives it."""
        creator = self.creator.id if self.creator else ""
        body = {"id": self.channel, "name": self.title, "is_private": self.private}
        return {**body, "creator": creator, "is_member": self.bot, "is_archived": self.archived}

    def named(self, *, labelled: bool = True) -> tuple[str, str]:
        """How the name is typed, and what the app makes of it, always with a label."""
        return f"#{self.title}", f"<#{self.channel}|{self.title}>"

    def command(self, user: User, text: str, naming: Iterable[User | Channel] = ()) -> Json:
        """Somebody types a slash command here."""
        self.members[user.id] = user
        return user.command(text, self, naming)

    def mention(
        self,
        user: User,
        text: str,
        *,
        thread: Message | None = None,
        naming: Iterable[User | Channel] = (),
    ) -> Message:
        """Somebody says something to the bot's name."""
        self.members[user.id] = user
        said = f"<@{self.server.bot}> {_escaped(text, naming)}"
        message = self.add(author=user, raw=said, thread=thread.ts if thread else "")
        if self.bot:
            about = {"type": "app_mention", "channel": self.channel}
            self.server.event({**message.json(), **user.told(), **about})
        return message

    def say(self, user: User, text: str) -> Message:
        """Somebody says something the bot is not told of."""
        self.members[user.id] = user
        return self.add(author=user, raw=_escaped(text))

    def join(self, user: User) -> None:
        """Somebody comes in."""
        self.members[user.id] = user
        self._moved("member_joined_channel", user.id)

    def leave(self, user: User) -> None:
        """Somebody goes, or is removed: the event is the same."""
        self.members.pop(user.id, None)
        self._moved("member_left_channel", user.id)

    def _moved(self, kind: str, user: str, **more: str) -> None:
        if self.bot:
            letter = "G" if self.private else "C"
            about = {"channel": self.channel, "channel_type": letter, "team": self.server.team}
            self.server.event({"type": kind, "user": user, **about, **more})

    def renumber(self, channel: str) -> None:
        """Get another id, as a private channel does that is shared; the old one is dead."""
        old, self.channel = self.channel, channel
        self.server.channels[channel] = self.server.channels.pop(old)
        ids = {"old_channel_id": old, "new_channel_id": channel, "event_ts": self.server.stamp()}
        self.server.event({"type": "channel_id_changed", **ids})

    def add_bot(self, by: User) -> None:
        """Invite the bot."""
        self.bot = True
        self.members[by.id] = by
        self._moved("member_joined_channel", self.server.bot, inviter=by.id)

    def remove_bot(self, by: User) -> None:
        """Throw the bot out."""
        self.bot = False
        left = {"type": f"{self.kind}_left", "channel": self.channel, "actor_id": by.id}
        self.server.event(left)

    def archive(self, by: User) -> None:
        """Put the channel into the archive."""
        self.archived = True
        event = {"type": f"{self.kind}_archive", "channel": self.channel, "user": by.id}
        self.server.event(event)

    def unarchive(self, by: User) -> None:
        """Take it out again."""
        self.archived = False
        event = {"type": f"{self.kind}_unarchive", "channel": self.channel, "user": by.id}
        self.server.event(event)


def _escaped(text: str, naming: Iterable[User | Channel] = (), *, labelled: bool = False) -> str:
    """A text as the app sends it: names that the writer picked from a list are marked."""
    for letter, entity in ESCAPES:
        text = text.replace(letter, entity)
    for typed, marked in (each.named(labelled=labelled) for each in naming):
        text = text.replace(typed, marked)
    return text
