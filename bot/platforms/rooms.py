"""What a platform needs that shows its messages afresh to whoever looks, instead of sending them.

Such a platform keeps no chats. A page is made of what stands for a group and for one person at the
moment somebody opens it, so it is the same after a restart, on any device and for whoever comes
late. The service reads it from the database and gives it by `Rooms`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bot.platforms.base import Upload
from dialogs.core.post import File, Post, Question
from dialogs.words import Words


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever looks at a room. `known`: their account takes part in something there, or runs it.

    `group` is the address at which its group's messages stand: the room's own, or of another
    platform. `takes_part`: in what goes on there; `mailbox`: where they may be reminded by e-mail.
    """

    known: bool = False
    name: str = ""
    language: str = ""
    group: str = ""
    takes_part: bool = False
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """The e-mail address that somebody left, the words they read, their room, what it is about."""

    address: str
    words: Words
    place: str
    title: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands now; `key` names it for good. `group`: everybody there reads it."""

    key: str
    post: Post | File
    group: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A room as somebody sees it: the messages of its group, and their own, each in order.

    `languages`: those that a reader may choose. `asks`: their card asks for words of their own;
    `asked`: since when it has asked for them, or for none.
    `over`: nothing goes on here any more, so something new may begin. `runs`: they facilitate.
    `progress`: how many questions they have answered, of how many; none of none where nothing is
    asked of them. `state`: where the newest exercise stands, in sentences without names. `closes`:
    when what is asked there closes, in UTC seconds; None if nobody has said. `questions`: what the
    set-up still asks of who looks, all at once. `name`: what tells it from others, beside which it
    stands in a browser.
    """

    words: Words
    title: str
    languages: tuple[str, ...]
    guest: Guest
    messages: tuple[Message, ...]
    asks: bool = False
    asked: float = 0.0
    over: bool = False
    runs: bool = False
    progress: tuple[int, int] = (0, 0)
    state: tuple[str, ...] = ()
    closes: float | None = None
    questions: tuple[Question, ...] = ()
    name: str = ""


class Rooms(Protocol):
    """What stands in the rooms of a platform. A room is named by its place. Changes nothing."""

    @property
    def words(self) -> Mapping[str, Words]:
        """The languages that pages can be read in."""

    async def guest(self, place: str, account: str) -> Guest | None:
        """Who an account is in a room; None if there is no such room."""

    async def look(self, place: str, account: str, language: str) -> Room | None:
        """A room as this account sees it; `language` is for whom it does not know."""

    async def file(self, place: str, account: str, language: str, key: str) -> Upload | None:
        """The file that stands under this key for this account; None if none does.

        `language` is for whom the room does not know.
        """

    async def place(self, account: str) -> str | None:
        """The room that an account is known in; None if it is known nowhere."""

    async def mailbox(self, account: str) -> Mailbox | None:
        """Where somebody is reminded by e-mail; None for who left no address."""

    async def runners(self, place: str) -> frozenset[str]:
        """The accounts of who facilitates in a room, or is setting up there."""


@runtime_checkable
class Roomed(Protocol):
    """What a platform has besides that shows its messages afresh."""

    def show_rooms(self, rooms: Rooms) -> None:
        """Look here for what stands."""

    def group_changed(self, address: str) -> None:
        """What stands for a group may have changed, wherever its messages are."""

    def forget(self) -> None:
        """Keep nothing of what was shown: somebody was erased, of whom it may say something."""
