"""What people answered and wrote."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer: `1` to `5`, `NS`, `NA` for a component; an option or a text for other items."""

    at: float
    person: int
    round: str
    item: str
    answer: str
    text: str = ""
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Noted:
    """A note was written to an item, or (same number) rewritten. Private until released.

    Without an item it is a general remark.
    """

    at: float
    person: int
    note: int
    item: str
    text: str
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Released:
    """A note may, or may no longer, be quoted without its writer's name."""

    at: float
    person: int
    note: int
    released: bool = True
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Discarded:
    """A note was deleted by its writer."""

    at: float
    person: int
    note: int


@dataclass(frozen=True, slots=True)
class Held:
    """A text that nobody asked for waits for its writer to say where it belongs.

    `number` counts what is held of this person, from 1; the same number again: it goes on. A text
    without one (of an earlier release) waits until something else is done.
    """

    at: float
    person: int
    text: str
    number: int = 0
    acted: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """The held texts with these numbers wait no longer: they have a place, or were discarded."""

    at: float
    person: int
    first: int
    last: int
