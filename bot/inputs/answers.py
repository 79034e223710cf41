"""The answers in a file, checked; every row that cannot be meant is named at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.inputs import grid, mapping
from bot.inputs.columns import Columns, doubtful
from bot.inputs.errors import AnswersError, about, quoted
from bot.inputs.labels import Labels
from bot.inputs.mapping import NOTHING, Mapped
from bot.inputs.table import Row, Table, table
from bot.inputs.wording import bare, plain, wording
from framework.answers.sheets import Answer
from framework.pack import Framework

ROUNDS = ("1", "2")
ANSWERS = "1 to 5 or its label, NS (not sure) or NA (does not apply)"


@dataclass(frozen=True, slots=True)
class Given:
    """What a file gives: its rows, with ids, answers and names as they count, and its answers.

    `said`: what to tell of its reading: columns nobody reads, names taken for one. `nameless`: no
    column says who answered.
    """

    rows: tuple[Row, ...]
    answers: tuple[Answer, ...]
    said: tuple[str, ...]
    nameless: bool


def read(path: Path, framework: Framework, map_: Path | None = None) -> Given:
    """The answers of a file; blank is none. `map_` says what its own names mean.

    Raises `AnswersError` with every problem, each with its file and line.
    """
    mapped = NOTHING
    if map_:
        with about(map_):
            mapped = mapping.read(map_, framework)
    with about(path):
        found = table(grid.read(path), Columns(framework, mapped.columns))
        return _checked(found, framework, mapped)


def _checked(found: Table, framework: Framework, mapped: Mapped) -> Given:
    reading = _Reading(framework, mapped)
    problems = list(_unused(found, mapped))
    rows, answers = [], []
    for row in found.rows:
        read_, faults = reading.row(row)
        problems += [f"{row.place}: {fault}" for fault in faults]
        if not faults:
            rows.append(read_)
            if read_.answer:
                given = read_.participant, read_.component, read_.answer, int(read_.round)
                answers.append(Answer(*given))
    if problems:
        raise AnswersError(problems)
    said = (*found.said, *reading.joined())
    return Given(tuple(rows), tuple(answers), said, found.nameless)


def _unused(found: Table, mapped: Mapped) -> Iterator[str]:
    there = {plain(name) for name in found.headings}
    for heading in mapped.columns:
        if plain(heading) not in there:
            yield f"there is no column {quoted(heading)}, which the map names"


def _round(said: str) -> str:
    """The number of a round: of `Round 1`, and of `1.0`, as programs write it."""
    parts = plain(said).removesuffix(" 0").split()
    return " ".join(part for part in parts if part not in wording().round)


class _Reading:
    """What was read so far, since a row can contradict an earlier one."""

    def __init__(self, framework: Framework, mapped: Mapped) -> None:
        self._columns, self._labels = Columns(framework), Labels(framework, mapped.answers)
        self._items: dict[str, tuple[str, ...]] = {}
        self._answered: dict[tuple[str, str, str], Row] = {}
        self._people: dict[str, dict[str, int]] = {}  # by who it is, their spellings and lines

    def row(self, row: Row) -> tuple[Row, list[str]]:
        """A row as it counts, and what is wrong with it."""
        if row.fault:
            return row, [row.fault]
        faults: list[str] = []
        item = self._item(row.component, faults)
        answer = self._labels.answer(item, row.answer) if row.answer else ""
        if row.answer and not answer:
            faults.append(f"{quoted(row.answer)} is no answer; it is {ANSWERS}")
        round_ = _round(row.round)
        if round_ not in ROUNDS:
            faults.append(f"{quoted(row.round)} is no round; it is 1 or 2")
        if not row.participant:
            faults.insert(0, "no participant")
        name = self._name(row)
        found = row._replace(participant=name, component=item, answer=answer, round=round_)
        if answer and not faults:
            faults += self._twice(found)
        return found, faults

    def _item(self, said: str, faults: list[str]) -> str:
        if said not in self._items:
            self._items[said] = self._columns.item(said)
        found = self._items[said]
        if len(found) == 1:
            return found[0]
        faults.append(
            doubtful(said, found) if found else f"there is no component {quoted(said) or '(blank)'}"
        )
        return ""

    def _name(self, row: Row) -> str:
        """A name as it was first written: it is one person, however it is written after that."""
        spellings = self._people.setdefault(bare(row.participant), {})
        spellings.setdefault(row.participant, row.line)
        return next(iter(spellings))

    def _twice(self, row: Row) -> Iterator[str]:
        key = (row.participant, row.component, row.round)
        first = self._answered.setdefault(key, row)
        if first is not row:
            who = quoted(row.participant)
            yield f"{who} has answered {row.component} in line {first.line}"

    def joined(self) -> Iterator[str]:
        """Names taken for one person."""
        for spellings in self._people.values():
            if len(spellings) > 1:
                each = (f"{quoted(name)} (line {line})" for name, line in spellings.items())
                yield f"Taken for one person: {', '.join(each)}."
