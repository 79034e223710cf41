"""What a group allows: locks that pass again, closed topics, who comes and who goes.

Administrators take rights from the bot and give them back, and Telegram itself does so at times;
a refusal that is lifted after some calls is the difference between "for now" and "for good".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.platforms.telegram.people import Message, User
    from tests.platforms.telegram.server import TelegramServer

GENERAL = 1
"""The number of the topic that every forum has; it may not be named in a call."""

LOCKS = {
    "text": "not enough rights to send text messages to the chat",
    "photo": "not enough rights to send photos to the chat",
    "document": "not enough rights to send documents to the chat",
    "send": "have no rights to send a message",
    "write": "CHAT_WRITE_FORBIDDEN",
    "chat": "CHAT_RESTRICTED",
}
"""Telegram's words, by what is locked. The first three are about one kind of message each."""


@dataclass(slots=True)
class Lock:
    """Something the bot may not do in a group, for `left` more tries."""

    what: str
    left: float

    def holds(self, kind: str) -> bool:
        """Whether a message of this kind (text, photo, document) is refused; counts the try."""
        if self.left <= 0 or (self.what in ("text", "photo", "document") and self.what != kind):
            return False
        self.left -= 1
        return True


class Rights:
    """The part of a group that says who may be there and write. `ban` is for life, `leave` is not.

    The bot hears of members by `chat_member` only where it administers and has asked for it; of
    those who come and go it hears by service messages as well.
    """

    server: TelegramServer
    admins: list[User]
    members: dict[int, User]
    bot: str

    def __init__(self) -> None:
        self.locks: list[Lock] = []
        self.closed: set[int] = set()

    def lock(self, what: str, times: float = math.inf) -> None:
        """Refuse the bot's messages, for so many tries or until `unlock`; `what` is of LOCKS."""
        assert what in LOCKS, what
        self.locks.append(Lock(what, times))

    def unlock(self) -> None:
        """Allow everything again."""
        self.locks.clear()

    def refusal(self, kind: str, topic: int | None) -> str:
        """Telegram's words against a message of this kind; empty if it may be sent."""
        if self.bot == "restricted":
            return LOCKS[kind]
        if (topic or GENERAL) in self.closed and self.bot != "administrator":
            return "TOPIC_CLOSED"
        return next((LOCKS[lock.what] for lock in self.locks if lock.holds(kind)), "")

    def close_topic(self, number: int = GENERAL, by: User | None = None) -> None:
        """Close a topic: only administrators may write there."""
        self.closed.add(number)
        self._serve(by, topic=number, forum_topic_closed={})

    def reopen_topic(self, number: int = GENERAL, by: User | None = None) -> None:
        """Open a closed topic again."""
        self.closed.discard(number)
        self._serve(by, topic=number, forum_topic_reopened={})

    def join(self, user: User) -> None:
        """Somebody comes, or comes back."""
        self._moved(user, "left", "member", user)
        self.members[user.id] = user
        self._serve(user, new_chat_members=[user.person()])

    def leave(self, user: User) -> None:
        """Somebody goes of their own accord."""
        self._gone(user, "left", user)

    def ban(self, user: User, by: User) -> None:
        """Somebody is thrown out."""
        self._gone(user, "kicked", by)

    def appoint(self, user: User, by: User) -> None:
        """Make somebody an administrator."""
        self._moved(user, "member", "administrator", by)
        self.admins.append(user)

    def _gone(self, user: User, how: str, by: User) -> None:
        before = "administrator" if user in self.admins else "member"
        self._moved(user, before, how, by)
        self.members.pop(user.id, None)
        self.admins = [admin for admin in self.admins if admin is not user]
        self._serve(by, left_chat_member=user.person())

    def _moved(self, user: User, before: str, after: str, by: User) -> None:
        if self.bot == "administrator":
            self.server.push_standing(self, by.person(), before, after, user.person())

    def _serve(self, by: User | None, topic: int | None = None, **what: Any) -> None:
        """A service message, which every bot in a group gets."""
        in_topic = None if topic == GENERAL else topic
        message = self.add(author=by or self.admins[0], topic=in_topic, other=what)
        if self.bot in ("member", "administrator"):
            self.server.push("message", message.json())

    def add(self, **content: Any) -> Message:
        """A new message; the group's own."""
        raise NotImplementedError
