"""What a report is made of, before it is a page or a Word file."""

from dataclasses import dataclass

Entry = tuple[int, str]
"""A fact in the record of an exercise: its number, and the hash over all up to it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; `strong` stands out."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a part of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Short points."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """What people wrote, in their words."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head. The first cell of a row names it. `wide`: shares of the width.

    `roomy`: its rows are high, to be filled in by hand.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: tuple[int, ...] = ()
    roomy: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Here stands the value map."""


Block = Paragraph | Heading | Listed | Quoted | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """A page of its own before the sections, with the contents, and what is on each page after it.

    `marking` says who may have it; `kind` what it is; `rows` stand under the title. `page` is
    "Page |n| of |total|", with bars around what each page knows.
    """

    marking: str
    kind: str
    rows: tuple[tuple[str, str], ...]
    contents: str
    page: str


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `lines` stand under the title, unless it has a cover.

    `brief`: it is one page; then the size of its letters in points. `numbered`: its sections are.
    `author` and `made`, in UTC seconds, are what the file says of itself.
    """

    language: str
    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    alt: str
    footer: tuple[str, ...]
    brief: float = 0
    numbered: bool = True
    cover: Cover | None = None
    author: str = ""
    made: int = 0
