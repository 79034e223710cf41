"""Keys: which post it is, for good, such as `card/3/2` or `results/en`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from dialogs.core.addresses.parts import Address, read, read_number, shape_of


class _Key(Address):
    __slots__ = ()
    mark = "/"


@dataclass(frozen=True, slots=True)
class CardKey(_Key):
    """The `number`th card of a person: `card/3/2`."""

    kind: ClassVar[str] = "card"
    person: int
    number: int


@dataclass(frozen=True, slots=True)
class ReminderKey(_Key):
    """The `nth` reminder of a round to a person: `reminder/1/2/3`."""

    kind: ClassVar[str] = "reminder"
    round: str
    nth: int
    person: int


@dataclass(frozen=True, slots=True)
class ProgressKey(_Key):
    """How is it going? To the owner of an action: `told/1/3`."""

    kind: ClassVar[str] = "told"
    action: int
    person: int


@dataclass(frozen=True, slots=True)
class FileKey(_Key):
    """The `number`th file that somebody asked for, in private: `file/3/1`."""

    kind: ClassVar[str] = "file"
    person: int
    number: int


@dataclass(frozen=True, slots=True)
class OfferKey(_Key):
    """To the facilitator: everybody has finished a round: `offer/1`."""

    kind: ClassVar[str] = "offer"
    round: str


@dataclass(frozen=True, slots=True)
class DoubtKey(_Key):
    """To the facilitator: another post may not have arrived: `doubt/results/en`."""

    kind: ClassVar[str] = "doubt"
    post: str


@dataclass(frozen=True, slots=True)
class RefusedKey(_Key):
    """To the facilitator: another post was refused: `refused/results/en`."""

    kind: ClassVar[str] = "refused"
    post: str


@dataclass(frozen=True, slots=True)
class CopyKey(_Key):
    """To the facilitator: what the group does not get, to pass it on: `copy/picture/en`."""

    kind: ClassVar[str] = "copy"
    post: str


@dataclass(frozen=True, slots=True)
class MissingKey(_Key):
    """To the group: where to get a file that may not be posted there: `missing/picture/en`."""

    kind: ClassVar[str] = "missing"
    post: str


@dataclass(frozen=True, slots=True)
class LostKey(_Key):
    """To the facilitator: somebody cannot be written to: `lost/3`."""

    kind: ClassVar[str] = "lost"
    person: int


@dataclass(frozen=True, slots=True)
class PausedKey(_Key):
    """To the facilitator: the group cannot be written to: `paused/group`."""

    kind: ClassVar[str] = "paused"
    what: str = "group"


@dataclass(frozen=True, slots=True)
class CrowdKey(_Key):
    """To the facilitator: far more take part than were invited: `crowd/group`."""

    kind: ClassVar[str] = "crowd"
    what: str = "group"


@dataclass(frozen=True, slots=True)
class NewsKey(_Key):
    """To the facilitator: the invented news that the group is about to read: `news/group`."""

    kind: ClassVar[str] = "news"
    what: str = "group"


@dataclass(frozen=True, slots=True)
class WarnKey(_Key):
    """To the facilitator, for the `nth` time: too few have finished a round: `warn/1/2`."""

    kind: ClassVar[str] = "warn"
    round: str
    nth: int


@dataclass(frozen=True, slots=True)
class ReopenKey(_Key):
    """To the facilitator: nothing can be shown of a round; it can be opened again: `reopen/1`."""

    kind: ClassVar[str] = "reopen"
    round: str


@dataclass(frozen=True, slots=True)
class HandedKey(_Key):
    """To whoever was the facilitator until the `number`th hand-over: `handed/3/1`."""

    kind: ClassVar[str] = "handed"
    person: int
    number: int


@dataclass(frozen=True, slots=True)
class AskedKey(_Key):
    """To whoever runs it, for the `number`th time: whether they still do: `asked/1`."""

    kind: ClassVar[str] = "asked"
    number: int


@dataclass(frozen=True, slots=True)
class GoneKey(_Key):
    """To whoever runs it: somebody left the group: `gone/3`."""

    kind: ClassVar[str] = "gone"
    person: int


@dataclass(frozen=True, slots=True)
class RecalledKey(_Key):
    """To whoever runs it: what was decided? `recalled/decision`."""

    kind: ClassVar[str] = "recalled"
    what: str = "decision"


@dataclass(frozen=True, slots=True)
class HelloKey(_Key):
    """To the group, before the exercise is set up: `hello`."""

    kind: ClassVar[str] = "hello"


@dataclass(frozen=True, slots=True)
class GroupKey:
    """A message to the group in one of its languages: `results/en`."""

    kind: str
    language: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.language}"


Key = (
    CardKey
    | ReminderKey
    | ProgressKey
    | FileKey
    | OfferKey
    | DoubtKey
    | RefusedKey
    | CopyKey
    | MissingKey
    | LostKey
    | PausedKey
    | CrowdKey
    | NewsKey
    | WarnKey
    | ReopenKey
    | HandedKey
    | AskedKey
    | GoneKey
    | RecalledKey
    | HelloKey
    | GroupKey
)

GROUP = (
    *("board", "halfway", "few", "again", "feedback", "inject"),
    *("results", "picture", "brief", "report", "plan"),
    *("unowned", "decided", "check", "vacant"),
)
"""The messages to the group once it runs, in the order in which they come; one a language."""


FILES = ("picture", "brief", "report")
"""Those of them that are files."""


LIVE = ("hello", "board", "plan")
"""The kinds of the group's messages that live on: they change, and a group that moved sees them
again. What was said there before is still to be read."""


def kind_of(key: str) -> str:
    """The kind of a key, whatever follows: so that one that nobody knows holds up no other."""
    return key.partition("/")[0]


def read_key(text: str) -> Key:
    """The key that was written as `text`. Raises `ValueError` for what is none."""
    kind, rest = kind_of(text), text.partition("/")[2]
    if kind in GROUP:
        if not rest or "/" in rest:
            raise ValueError(f"{text!r} names no language")
        return GroupKey(kind, rest)
    if about := ABOUT.get(kind):
        return about(str(read_key(rest)))
    key: Key = read(KEYS, _Key.mark, text)
    return key


ABOUT: dict[str, Callable[[str], Key]] = {
    DoubtKey.kind: DoubtKey,
    RefusedKey.kind: RefusedKey,
    CopyKey.kind: CopyKey,
    MissingKey.kind: MissingKey,
}
"""Posts about another post, whose key follows."""


@dataclass(frozen=True, slots=True)
class PostOf:
    """A post of one exercise among those of all: `12/results/en`."""

    exercise: int
    key: str

    def __str__(self) -> str:
        return f"{self.exercise}/{self.key}"


def read_post_of(text: str) -> PostOf:
    """The post that was written as `text`. Raises `ValueError` for what is none."""
    number, _, key = text.partition("/")
    return PostOf(read_number(number), key)


# From the types, so that none can be left out.
KEYS = {kind.kind: shape_of(kind) for kind in Key.__args__ if kind is not GroupKey}
