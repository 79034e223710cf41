"""What a message says, before a platform has seen it, and what a platform can show. Plain data."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What differs between platforms; each declares its own, beside its adapter.

    `pages`: a dimension's questions can be shown on one page. `longest_message`: characters of a
    `Post` that it takes in one message, markup included. `privacy`: the key of the sentence that
    says who else keeps a copy or can read along; the platform brings it in its own words files.
    """

    pages: bool
    longest_message: int
    privacy: str


@dataclass(frozen=True, slots=True)
class Button:
    """A button: comes back as a `Tap` with `data`, or opens the private chat with `start`.

    `spoken` is what a screen reader says where the label alone would not be clear.
    """

    label: str
    data: str = ""
    start: str = ""
    spoken: str = ""


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
class File:
    """One file with a short caption. What is in it is made by the bot from `kind`."""

    kind: str
    name: str
    caption: str
    alt: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person hears at once: a sentence of the words file, by its key. May be lost."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
