"""Answers collected elsewhere (on paper, in a form): a CSV file in, checked rows out.

A spreadsheet gives comma or semicolon, with or without a byte order mark, columns in any order;
all of that is read. What cannot be meant is refused, and every such row is named at once.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import NamedTuple

from framework.assess import Answer
from framework.measures.tally import ANSWERS
from framework.pack import Framework

REQUIRED = ("participant", "component", "answer")
COLUMNS = (*REQUIRED, "note", "round")
ROUNDS = ("1", "2")

QUOTED = 40
"""Characters of a cell that a message repeats."""


class AnswersError(Exception):
    """A file of answers that cannot be used. `problems` has them all, `str()` one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Row(NamedTuple):
    """One row, as written: `line` is where it begins, from 1; `fault` if it does not fit."""

    line: int
    participant: str
    component: str
    answer: str
    note: str = ""
    round: str = "1"
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file with an answer or without, and the columns that nobody reads."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read(path: Path) -> Table:
    """The rows of a CSV file. Raises `AnswersError`; what the rows say is not looked at yet."""
    records = _records(_text(path))
    if not records:
        raise AnswersError(["the file is empty"])
    top, header = records.pop(0)
    places, ignored = _columns(top, header)
    if not records:
        raise AnswersError(["there is no row below the column names"])
    rows = (_row(line, cells, places, len(header)) for line, cells in records)
    return Table(tuple(rows), ignored)


def answers(table: Table, framework: Framework) -> list[Answer]:
    """The answers in these rows; blank is none. Raises `AnswersError` naming every bad row."""
    known = {part.id.casefold(): part.id for part in framework.components}
    seen: dict[tuple[str, str, str], int] = {}
    people: dict[str, Row] = {}
    found: list[Answer] = []
    problems: list[str] = []
    for row in table.rows:
        faults = [*_faults(row, known), *_alike(row, people)]
        id_ = known.get(row.component.casefold(), "")
        key = (row.participant, id_, row.round)
        if row.answer and not faults and key in seen:
            who = _quoted(row.participant)
            faults.append(f"{who} has answered {row.component} in line {seen[key]}")
        problems += [f"line {row.line}: {fault}" for fault in faults]
        if row.answer and not faults:
            seen[key] = row.line
            found.append(Answer(row.participant, id_, row.answer.upper(), int(row.round)))
    if problems:
        raise AnswersError(problems)
    return found


def _faults(row: Row, known: Mapping[str, str]) -> Iterator[str]:
    if row.fault:
        yield row.fault
        return
    if not row.participant:
        yield "no participant"
    if row.component.casefold() not in known:
        yield f"there is no component {_quoted(row.component) or '(blank)'}"
    if row.answer and row.answer.upper() not in ANSWERS:
        said = _quoted(row.answer)
        yield f"{said} is no answer; it is 1 to 5, NS (not sure) or NA (does not apply)"
    if row.round not in ROUNDS:
        yield f"{_quoted(row.round)} is no round; it is 1 or 2"


def _alike(row: Row, people: dict[str, Row]) -> Iterator[str]:
    """Whether a name differs from an earlier one only in what a reader does not see.

    Two people of one name would be counted as one, and one person of two names as two.
    """
    if row.participant:
        first = people.setdefault(_bare(row.participant), row)
        if first.participant != row.participant:
            who, was = _quoted(row.participant), _quoted(first.participant)
            yield f"{who} is written {was} in line {first.line}; write a name in one way"


def _bare(name: str) -> str:
    """A name without capitals, spaces and signs that cannot be seen."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c)[0] != "C")


def _quoted(cell: str) -> str:
    """What a cell says, fit for a terminal: its beginning, without what would steer the screen."""
    start = cell if len(cell) <= QUOTED else cell[:QUOTED] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in start)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except IsADirectoryError:
        raise AnswersError(["is a directory, not a CSV file"]) from None
    except UnicodeDecodeError as error:
        line = 1 + error.object.count(b"\n", 0, error.start)
        raise AnswersError([f"line {line}: is not UTF-8; save it as CSV UTF-8"]) from None
    except OSError as error:
        raise AnswersError([f"cannot be read: {error.strerror}"]) from None


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The records with the line each begins on, without blank ones."""
    delimiter = max(";,", key=text.lstrip().partition("\n")[0].count)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True)
    found, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        raise AnswersError([f"line {line}: is not CSV: {error}"]) from None
    return found


def _columns(line: int, header: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column is, and the names of those nobody reads."""
    names = [cell.casefold() for cell in header]
    problems = [f"line {line}: there is no column {name}" for name in REQUIRED if name not in names]
    problems += [
        f"line {line}: the column {name} is there twice"
        for name in COLUMNS
        if names.count(name) > 1
    ]
    if problems:
        raise AnswersError(problems)
    places = {name: names.index(name) for name in COLUMNS if name in names}
    return places, tuple(
        _quoted(cell) for cell in header if cell and cell.casefold() not in COLUMNS
    )


def _row(line: int, cells: list[str], places: Mapping[str, int], width: int) -> Row:
    if len(cells) > width:
        fault = f"has {len(cells)} fields, not {width} (a note with commas needs quotes)"
        return Row(line, "", "", "", fault=fault)
    given = {name: cells[place] for name, place in places.items() if place < len(cells)}
    return Row(
        line=line,
        participant=intern(given.get("participant", "")),  # each stands in many rows
        component=intern(given.get("component", "")),
        answer=intern(given.get("answer", "")),
        note=given.get("note", ""),
        round=given.get("round") or "1",
    )
