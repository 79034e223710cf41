"""What a page of the public round says, as plain data; how it looks is the platform's."""

from dataclasses import dataclass
from typing import Literal

from dialogs.words import Words

Kind = Literal["first", "question", "thanks", "closed"]


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be chosen; `chosen`: it was."""

    answer: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """An answer that was given: to which item, by its name, and what it is called."""

    item: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page. Texts are plain. `place`: the number of its question, of how many.

    `item` is what it asks, `back` the question before it; `mine` is what the reader answered.
    `coded`: it takes a code to begin; `fresh`: nothing is answered yet. `languages`: those that a
    reader may choose.
    """

    kind: Kind
    words: Words
    languages: tuple[str, ...]
    title: str
    texts: tuple[str, ...] = ()
    place: tuple[int, int] = (0, 0)
    item: str = ""
    back: str = ""
    options: tuple[Option, ...] = ()
    mine: tuple[Mine, ...] = ()
    coded: bool = False
    fresh: bool = False
