"""The one shape that every platform has: the protocol, and what goes through it.

An adapter translates: what arrives becomes an `Incoming`, a `Post` becomes a message. It decides
nothing. The texts it is given are small HTML already in the reader's language.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, Literal, Protocol, runtime_checkable

from dialogs.core.events import Event
from dialogs.core.post import Form, Home, Post
from dialogs.words import Words


@dataclass(frozen=True, slots=True)
class Account:
    """Who did it, as the platform knows them: `id` is unique there, `address` is where to write.

    `outside`: of another organisation, met in a shared channel; never a participant.
    """

    id: str
    name: str
    language: str = ""
    address: str = ""
    zone: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that arrived. `place` is the group's address, empty in a private chat.

    `handle` is the adapter's own, to reply by (a callback query's id, a response address). `room`
    is the place whose page it came from, where a page can speak of nothing else: anybody can write
    what a form sends, so what means another place is refused. `stranger`: they would take part, and
    their platform says that they are not in the group. `open`: exercises that they could join,
    since it says that they are in their groups. `aside`: what is said of it
    concerns them alone, and no group need read it. `group`: what the group is called, where the
    platform says so.
    """

    platform: str
    update_id: str
    place: str
    account: Account | None
    event: Event
    handle: dict[str, Any] = field(default_factory=dict)
    room: str = ""
    stranger: bool = False
    aside: bool = False
    open: tuple[int, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file ready to be sent. `alt` describes a picture."""

    name: str
    content: bytes
    caption: str
    picture: bool = False
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` calls in any `seconds`."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Rates:
    """How fast a platform may be written to; None: as fast as we like.

    `private` and `group` count one chat's messages, edits among them; `bot` all chats' together;
    `verbs` those of one kind (send, edit, retire, delete, upload), wherever they go.
    """

    private: Rate | None = None
    group: Rate | None = None
    bot: Rate | None = None
    verbs: Mapping[str, Rate] = field(default_factory=dict)


class Then(Enum):
    """What becomes of a message that was refused."""

    DONE = auto()
    """It is as it should be: take it for success."""
    RETRY = auto()
    """Nothing was done, and not because of this message: soon again."""
    LATER = auto()
    """Nothing was done: again, with growing pauses."""
    UNSURE = auto()
    """It may have been carried out all the same."""
    ANEW = auto()
    """The message to edit or to delete is not there, or no longer ours."""
    FINAL = auto()
    """As it is, it will never do."""


class Reach(Enum):
    """What a refusal says of the chat."""

    FINE = auto()
    GONE = auto()
    """Blocked, left, deleted, archived: nothing arrives there until somebody acts."""
    SHUT = auto()
    """Nothing can be written there for now."""
    KIND = auto()
    """This kind of message is not taken for now; others are."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a platform's word means: for the message, for the chat, for the process.

    `ask`: the platform is asked who we are, and only what it then says counts for the process.
    `tell`: the sentence `refusal.TELL` for the facilitator, where it comes to that.
    """

    then: Then
    reach: Reach = Reach.FINE
    ask: bool = False
    tell: str = "unknown"


# What every table of refusals is made of. A word that no table knows is LATER: not final at first
# sight, since platforms invent words, and what they say of a workspace that moves house passes.
DONE = Meaning(Then.DONE)
RETRY = Meaning(Then.RETRY)
UNSURE = Meaning(Then.UNSURE)
LATER = Meaning(Then.LATER)
SHUT = Meaning(Then.LATER, Reach.SHUT, tell="shut")
KIND = Meaning(Then.LATER, Reach.KIND, tell="kind")
FILES = Meaning(Then.LATER, Reach.KIND, tell="files")
GONE = Meaning(Then.LATER, Reach.GONE)
ANEW = Meaning(Then.ANEW)
LONG = Meaning(Then.FINAL, tell="long")
OURS = Meaning(Then.FINAL, tell="ours")
NOT_HERE = Meaning(Then.FINAL, Reach.KIND, tell="kind")
ASK = Meaning(Then.RETRY, ask=True)


class PlatformError(Exception):
    """A call to the platform did not do what it should; `meaning` says what that means.

    - `retry_after`: seconds to wait, with `scope` saying what is blocked meanwhile (`here`: this
      chat for sure; `chat`: as far as one can tell);
    - `moved_to`: the group has this new address (its topic is gone, or it became another group).
    """

    def __init__(
        self,
        reason: str,
        meaning: Meaning = RETRY,
        *,
        retry_after: float | None = None,
        scope: Literal["chat", "here", "method", "bot"] = "chat",
        moved_to: str = "",
    ) -> None:
        super().__init__(reason)
        self.meaning = meaning
        self.retry_after = retry_after
        self.scope = scope
        self.moved_to = moved_to

    @property
    def unreachable(self) -> bool:
        """Whether this address takes no messages until its owner acts."""
        return self.meaning.reach is Reach.GONE

    @property
    def gone(self) -> bool:
        """Whether the message to edit or delete is no longer there."""
        return self.meaning.then is Then.ANEW

    @property
    def unknown_outcome(self) -> bool:
        """Whether it may have worked all the same."""
        return self.meaning.then is Then.UNSURE

    @property
    def final(self) -> bool:
        """Whether trying again will not help."""
        return self.meaning.then is Then.FINAL


class RefusedError(Exception):
    """The platform refuses us altogether (token, second poller): `setting` is what to look at."""

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting}: {reason}")
        self.setting = setting


class DeafError(Exception):
    """Nothing was heard for hours though the platform is there: a new process may hear it."""


Take = Callable[[list[Incoming]], Awaitable[bool]]
"""Takes what arrived, in order; True once all of it is durable and may be confirmed."""


class Platform(Protocol):
    """What the application asks of a platform. Every method may raise `PlatformError`."""

    name: str
    rates: Rates

    def silence(self) -> float | None:
        """Seconds since it was last heard from, though it should be; None: it need not be."""

    async def connect(self) -> None:
        """Learn who we are. Raises `RefusedError` for a bad token, else `PlatformError`."""

    async def listen(self, take: Take) -> None:
        """Hand everything that arrives to `take`, until cancelled. Raises `RefusedError`."""

    async def close(self) -> None:
        """Let go of connections."""

    async def send(self, address: str, post: Post, key: str) -> str:
        """Send a new message; gives its reference. `key` names it where the platform can."""

    async def edit(self, address: str, ref: str, post: Post) -> None:
        """Make a sent message say this. Saying it already is success."""

    async def retire(self, address: str, ref: str) -> None:
        """Take the buttons of a sent message away; what it said stays."""

    async def delete(self, address: str, ref: str) -> None:
        """Take a sent message away; where that is not possible, what it said and its buttons."""

    async def upload(self, address: str, file: Upload) -> str:
        """Send a file; gives the message's reference, empty where the platform gives none."""

    async def reply(self, incoming: Incoming, text: str) -> None:
        """Answer what arrived: a toast for a tap, a message otherwise. `text` is small HTML.

        Called exactly once for every tap, with empty text when there is nothing to say.
        """

    async def entitled(self, place: str, account: str) -> bool:
        """Whether this account may set up exercises in this group (administrator, owner).

        Raises a `PlatformError` that is `unreachable` where the bot is not in the group.
        """


View = Callable[[Incoming, str], Awaitable[Form | Home | None]]
"""What a page shows to whom a tap came from: the `form` it asks for, or their `home`."""


@runtime_checkable
class Paged(Protocol):
    """What a platform has besides that has pages beside its messages."""

    def show_pages(self, view: View) -> None:
        """Fill them from here."""

    def page_changed(self, address: str) -> None:
        """What stands for this person says something else: whoever looks at a page sees it."""


@dataclass(frozen=True, slots=True)
class Missed:
    """Whose private messages may have been missed, and since when, in UTC seconds."""

    since: float
    addresses: tuple[str, ...]


@runtime_checkable
class CatchesUp(Protocol):
    """What a platform has besides that keeps what people wrote for longer than it delivers it."""

    def show_missed(self, missed: Callable[[], Awaitable[Missed]]) -> None:
        """Ask here, before anything is heard, what may have been missed."""


@runtime_checkable
class Commanded(Protocol):
    """What a platform has besides that shows people a menu of the commands."""

    def show_commands(self, words: Mapping[str, Words], language: str) -> None:
        """Offer them in these languages; in `language` to whoever uses another one."""


@runtime_checkable
class Members(Protocol):
    """What a platform has besides that tells who is in a group."""

    async def member(self, place: str, account: str) -> bool:
        """Whether this account is in the group. Raises `PlatformError` where it does not tell."""


@runtime_checkable
class Finder(Protocol):
    """What a platform has besides that remembers the keys of what was sent in private."""

    async def find(self, address: str, key: str) -> str | None:
        """The reference of the message sent with `key`; None if there is none, or none is known."""
