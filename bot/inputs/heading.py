"""Which line of a table is its heading, and what its columns are.

A form tool may put its own rows above or below it; a person, a title.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.inputs.columns import (
    ANSWER,
    COMPONENT,
    ID,
    NOTE,
    PARTICIPANT,
    ROUND,
    Column,
    Columns,
    doubtful,
)
from bot.inputs.errors import quoted
from bot.inputs.grid import Grid, Line
from bot.inputs.wording import plain, wording

LOOKED_AT = 10
"""So many lines may stand above the headings: a title, a form's own rows."""

IMPORT_ID = '{"ImportId"'
"""Begins the cells of the third row of a Qualtrics export."""

REQUIRED = (PARTICIPANT, COMPONENT, ANSWER)


@dataclass(frozen=True, slots=True)
class Headed:
    """A table whose heading was found: its line, its columns, and what stands below.

    `said`: what to tell of how it was found.
    """

    line: int
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    below: list[Line]
    said: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        """Whether it has one answer in a row, with the component in a column of its own."""
        return any(column.kind == COMPONENT for column in self.columns)

    @property
    def known(self) -> int:
        """How many of its columns are known."""
        return sum(bool(column.kind) for column in self.columns)

    def place(self, kind: str) -> int | None:
        """The first column of a kind."""
        return next((n for n, column in enumerate(self.columns) if column.kind == kind), None)

    def person(self) -> int | None:
        """The column that says who answered: the first in which somebody has a name."""
        for kind in (PARTICIPANT, ID):
            for place, column in enumerate(self.columns):
                if column.kind == kind and (self.long or self._tells(place)):
                    return place
        return None

    def _tells(self, place: int) -> bool:
        """Whether somebody has a name in a column: a form may write "anonymous" in all its rows."""
        cells = {plain(cells[place]) for _, cells in self.below if place < len(cells)}
        return bool(cells - {"", *wording().anonymous})


def find(grid: Grid, columns: Columns) -> Headed:
    """The line with the most headings that are known, of the first ones.

    Rows below it that are headings again, as the questions under their codes, are nobody's.
    """
    first = grid.lines[:LOOKED_AT]
    found = [tuple(columns.column(cell) for cell in cells) for _, cells in first]
    counted = [sum(bool(column.kind) for column in kinds) for kinds in found]
    at = counted.index(max(counted))
    line, names = grid.lines[at]
    below = grid.lines[at + 1 :]
    while below and _again(below[0][1], found[at], columns):
        below = below[1:]
    said = [f"The sheet {quoted(grid.name)} is read."] if grid.name else []
    if at:
        said.append(f"The column names are in line {line}; what is above is not read.")
    headed = Headed(line, tuple(names), found[at], below, tuple(said))
    return headed if headed.long else _with_notes(headed)


def _again(cells: list[str], kinds: tuple[Column, ...], columns: Columns) -> bool:
    """Whether a row repeats the headings."""
    if any(cell.startswith(IMPORT_ID) for cell in cells):
        return True
    items = [(cell, kind) for cell, kind in zip(cells, kinds, strict=False) if kind.item]
    return sum(columns.column(cell) == kind for cell, kind in items) > len(items) / 2


def _with_notes(headed: Headed) -> Headed:
    """A column called "Why?" to the right of a question is the note to it."""
    kinds = list(headed.columns)
    for place, (before, name) in enumerate(zip(kinds, headed.names[1:], strict=False), 1):
        word = plain(name).rstrip("0123456789 ")
        if before.kind == ANSWER and before.item and word in wording().note:
            kinds[place] = Column(NOTE, before.item)
    return Headed(headed.line, headed.names, tuple(kinds), headed.below, headed.said)


def faults(headed: Headed) -> Iterator[str]:
    """What is missing among the columns, there twice, or may mean several things."""
    at = f"line {headed.line}"
    for name, column in zip(headed.names, headed.columns, strict=True):
        if column.doubt:
            yield f"{at}: {doubtful(name, column.doubt)}"
    if any(column.item for column in headed.columns) and not headed.long:
        found = _same_component(headed)
    else:
        found = _not_long(headed)
    yield from (f"{at}: {fault}" for fault in found)


def _same_component(headed: Headed) -> Iterator[str]:
    first: dict[Column, str] = {}
    for name, column in zip(headed.names, headed.columns, strict=True):
        if column.item and first.setdefault(column, name) is not name:
            both = f"{quoted(first[column])} and {quoted(name)}"
            yield f"the columns {both} are both {column.item}; take one away"


def _not_long(headed: Headed) -> Iterator[str]:
    kinds = [column.kind for column in headed.columns]
    if PARTICIPANT not in kinds and ID in kinds:
        kinds.append(PARTICIPANT)
    missing = [name for name in REQUIRED if name not in kinds]
    if COMPONENT in missing and ANSWER in missing:
        yield "no column is a question, and none is called component or answer"
        return
    yield from (f"there is no column {name}" for name in missing)
    for kind in (COMPONENT, ANSWER, NOTE, ROUND):
        if kinds.count(kind) > 1:
            yield f"the column {kind} is there twice"


def unread(headed: Headed, person: int | None) -> Iterator[str]:
    """The columns that nobody reads."""
    for place, (name, column) in enumerate(zip(headed.names, headed.columns, strict=True)):
        read = column.kind == ROUND or column.item or place == person
        if headed.long:
            read = read or column.kind in (COMPONENT, ANSWER, NOTE)
        if name and not read:
            yield f"The column {quoted(name)} is not read."
