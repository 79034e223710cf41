"""What a message or a page says, before a platform has seen it, and what a platform can show.

Plain data: `dialogs.talk` fills it, an adapter translates it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Button:
    """A button: comes back as a `Tap` with `data`, or opens the private chat with `start`.

    `spoken` is what a screen reader says where the label alone would not be clear. `tone` is shown
    by a colour, where a platform has one: what most people press next; and of what the label says
    as well, the answer that was chosen, what cannot be taken back.
    """

    label: str
    data: str = ""
    start: str = ""
    spoken: str = ""
    tone: Literal["", "next", "chosen", "grave"] = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A message with buttons. `text` is small HTML: b, i, blockquote (expandable), nothing else.

    `once`: better lost than said twice (what a whole group reads). `pinned`: pin it.
    `quiet`: need not notify.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    once: bool = False
    pinned: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What differs between platforms; each declares its own, beside its adapter.

    `pages`: a dimension's questions can be shown on one page. `takes`: whether it takes this in one
    message, new or as the edit of another, measured in its own units. `buttons_per_row` and
    `longest_label` (UTF-16 units): how buttons have to be. `privacy`: the key of the sentence that
    says who else keeps a copy or can read along; the platform brings it in its own words files.
    `rooms`: a group there has a page of ours, whose address is the way in. `wording`: the section
    of the words files whose sentences stand there for those of the same key, such as what speaks
    of a chat where there is none.
    """

    pages: bool
    takes: Callable[[Post], bool]
    privacy: str
    buttons_per_row: int = 8
    longest_label: int = 75
    rooms: bool = False
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A date for a calendar: the moment in UTC seconds, or, with an ISO `day`, all of that day."""

    uid: str
    at: float
    text: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """One file with a short caption. What is in it is made by the bot from `kind`.

    `entries` are those of a calendar, asked for at `made`. They do not tell one file from another:
    when a date moves nobody gets a new one unasked.
    """

    kind: str
    name: str
    caption: str
    alt: str = ""
    language: str = "en"
    entries: tuple[Appointment, ...] = field(default=(), compare=False, repr=False)
    made: float = field(default=0.0, repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person hears at once: a sentence of the words file, by its key. May be lost.

    `language`: that of what they asked for, where theirs is not known.
    """

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    language: str = ""


# -- pages, for platforms that have them -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. `data` is that of a tap."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers, and the `data` of the one given so far, if any.

    `typed`: it can be answered in words, too, of `most` characters; `turn` is the data of the tap
    that has it asked, after which such words are its answer.
    """

    item: str
    name: str
    text: str
    options: tuple[Option, ...]
    selected: str = ""
    typed: Literal["", "line", "lines", "number", "day"] = ""
    most: int = 0
    turn: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of one dimension; `others` lead to the other dimensions.

    `late` is what to say if the page can no longer be opened. Texts are plain.
    """

    title: str
    lead: str
    questions: tuple[Question, ...]
    others: tuple[Button, ...]
    close: str
    late: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One of somebody's exercises: what it is, and where they stand, with what they can do."""

    title: str
    said: Post


@dataclass(frozen=True, slots=True)
class Home:
    """Everything somebody takes part in, or the words for when there is nothing."""

    title: str
    entries: tuple[Entry, ...]
    nothing: str
