"""A table of answers: one row an answer.

A table is long (participant, component, answer) or wide (one row a person, a column a question).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from sys import intern
from typing import NamedTuple

from bot.inputs import heading
from bot.inputs.columns import ANSWER, COMPONENT, NOTE, ROUND, Columns
from bot.inputs.errors import AnswersError, quoted
from bot.inputs.grid import Book
from bot.inputs.heading import Headed


class Row(NamedTuple):
    """One answer, as written: `line` is where it begins, from 1; `fault` if it does not fit.

    `column`: its heading, of a wide table.
    """

    line: int
    participant: str
    component: str
    answer: str
    note: str = ""
    round: str = "1"
    column: str = ""
    fault: str = ""

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return f"line {self.line}, {quoted(self.column)}" if self.column else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, with an answer or without, and what to say about its reading.

    `nameless`: no column says who answered, so each line was taken as somebody else.
    """

    rows: tuple[Row, ...]
    headings: tuple[str, ...]
    said: tuple[str, ...]
    nameless: bool


def table(book: Book, columns: Columns) -> Table:
    """The rows of a file. Raises `AnswersError`; what the rows say is not looked at yet."""
    grids = [grid for grid in book.grids if grid.lines]
    if not grids:
        raise AnswersError(["the file is empty"])
    headed = max((heading.find(grid, columns) for grid in grids), key=lambda each: each.known)
    problems = list(heading.faults(headed))
    if not problems and not headed.below:
        problems.append("there is no row below the column names")
    if problems:
        raise AnswersError(problems)
    person = headed.person()
    rows = tuple(_rows(headed, person))
    said = [*book.said, *headed.said, *heading.unread(headed, person)]
    if person is None:
        said.append("No column says who answered; each line is taken as one person.")
    return Table(rows, headed.names, tuple(said), person is None)


def _rows(headed: Headed, person: int | None) -> Iterator[Row]:
    width, answered = len(headed.names), tuple(_answered(headed))
    component, round_ = headed.place(COMPONENT), headed.place(ROUND)
    for line, cells in headed.below:
        if len(cells) > width:
            much = f"has {len(cells)} fields, not {width} (a note with commas needs quotes)"
            yield Row(line, "", "", "", fault=much)
            continue
        who = f"line {line}" if person is None else intern(_at(cells, person))
        for item, place, note, column in answered:
            yield Row(
                line=line,
                participant=who,
                component=item or intern(_at(cells, component)),
                answer=intern(_at(cells, place)),  # each stands in many rows
                note=_at(cells, note),
                round=_at(cells, round_) or "1",
                column=column,
            )


def _answered(headed: Headed) -> Iterator[tuple[str, int | None, int | None, str]]:
    """The columns with answers: whose component, where it is, where its note, its heading."""
    if headed.long:
        yield "", headed.place(ANSWER), headed.place(NOTE), ""
        return
    places = {(column.kind, column.item): n for n, column in enumerate(headed.columns)}
    for place, column in enumerate(headed.columns):
        if column.kind == ANSWER and column.item:
            note = places.get((NOTE, column.item))
            yield column.item, place, note, headed.names[place]


def _at(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""
