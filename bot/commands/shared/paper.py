"""Answers given on paper while round 1 is open: a table becomes participants of an exercise.

Each participant of the file is a person without an address: they count, are never written to, and
their notes are private like everybody's. The same file again changes nothing; a row that says
something else replaces what was there, as a tap would.
"""

from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.app import public
from bot.app.record import record
from bot.inputs.answers import Given, read
from bot.inputs.errors import AnswersError
from bot.inputs.table import Row
from bot.inputs.wording import bare
from dialogs.core import facts as f
from dialogs.core.exercise import Exercise
from dialogs.core.items import PROMPT
from dialogs.core.public import round as outside
from dialogs.core.stage import Stage
from dialogs.engine import NOTE_MOST
from framework.assess import Answer
from framework.pack import Framework
from storage.store import Tx

ROUND = "1"
PLATFORM = "paper"
NAME_MOST = 80


@dataclass(frozen=True, slots=True)
class Taken:
    """How much of a file was new, and what to tell of its reading."""

    people: int
    answers: int
    notes: int
    said: tuple[str, ...]


def account(name: str) -> str:
    """What a participant of a file is known by, however the name is written."""
    return f"{PLATFORM}:{bare(name)}"


def framework_of(number: int, tx: "Tx[Exercise]") -> Framework:
    """What an exercise asks. Raises `AnswersError` if there is none of that number."""
    if tx.row(number) is None:
        raise AnswersError([f"there is no exercise {number}; `valuemap exercises` lists them"])
    return tx.exercise(number).framework


def sheets_of(file: Path, framework: Framework, map_: Path | None, asked: Container[str]) -> Given:
    """What a file gives of what is asked: read before anything is written, so that nobody waits.

    Raises `AnswersError` for everything that cannot be taken.
    """
    given = read(file, framework, map_)
    problems = [f"{file}: {row.place}: {fault}" for row in given.rows for fault in _faults(row)]
    if given.nameless:
        problems.append(f"{file}: no column says who answered; add one called participant")
    if strange := sorted({a.component for a in given.answers if a.component not in asked}):
        problems.append(f"{file}: the public is not asked about {', '.join(strange)}")
    if problems:
        raise AnswersError(problems)
    return given


def take_in(number: int, given: Given, at: float, tx: "Tx[Exercise]") -> Taken:
    """Add what is new to an exercise, or nothing. Raises `AnswersError` if its round is shut."""
    x = tx.exercise(number)
    stage = _open_round(x, at)
    facts: list[f.Fact] = []
    note = x.last_note
    for name in dict.fromkeys(row.participant for row in given.rows):
        person = _person(tx, x, name, at, facts)
        facts += _answered(x, stage, person, [a for a in given.answers if a.person == name], at)
        notes = list(_noted(x, person, [r for r in given.rows if r.participant == name], at, note))
        note = max([note, *(fact.note for fact in notes)])
        facts += notes
    record(tx, x, facts, at)
    return _counted(facts, given.said)


def take_in_public(number: int, given: Given, at: float, tx: "Tx[Exercise]") -> Taken:
    """Add sheets to the public round of an exercise, all or nothing.

    A sheet is kept by what the file calls it, so that the same file again changes nothing. Raises
    `AnswersError` if that round is shut.
    """
    x = tx.exercise(number)
    if not outside.is_open(x, at):
        raise AnswersError([f"exercise {number} has no public round that is open"])
    sheets: dict[str, dict[str, str]] = {}
    for answer in given.answers:
        sheets.setdefault(bare(str(answer.person)), {})[answer.component] = answer.answer
    new = public.take_in(tx, x, sheets, at)
    return Taken(new, sum(map(len, sheets.values())), 0, given.said)


def _counted(facts: list[f.Fact], said: tuple[str, ...]) -> Taken:
    kinds = Counter(type(fact) for fact in facts)
    skipped = sum(1 for fact in facts if isinstance(fact, f.Answered) and fact.answer == "skip")
    return Taken(kinds[f.Joined], kinds[f.Answered] - skipped, kinds[f.Noted], said)


def _open_round(x: Exercise, at: float) -> Stage:
    stage = x.stages.get(ROUND)
    if stage is None or not x.under_way:
        raise AnswersError([f"exercise {x.id} is not under way, so it takes no answers"])
    if not stage.open or (stage.closes is not None and stage.closes <= at):
        raise AnswersError([f"round {ROUND} of exercise {x.id} is closed, so it takes no answers"])
    return stage


def _faults(row: Row) -> Iterator[str]:
    if row.round == "2":
        yield f"round 2 is answered in the chat; a file is for round {ROUND}"
    if len(row.participant) > NAME_MOST:
        yield f"the participant's name has more than {NAME_MOST} characters"
    if len(row.note) > NOTE_MOST:
        yield f"the note has more than {NOTE_MOST} characters"


def _person(tx: "Tx[Exercise]", x: Exercise, name: str, at: float, facts: list[f.Fact]) -> int:
    """The number of a participant, who joins if they are new."""
    known = tx.person(x.id, account(name))
    if known:
        if not x.people[known.number].joined:
            raise AnswersError([f"{name} was removed from this exercise by its facilitator"])
        return known.number
    person = tx.enrol(x.id, PLATFORM, account(name), name, x.language, "", at)
    tx.set_reachable(x.id, person.number, reachable=False)
    facts += [f.Joined(at, person.number, x.language), f.Lost(at, person.number, paper=True)]
    return person.number


def _answered(
    x: Exercise, stage: Stage, person: int, given: list[Answer], at: float
) -> Iterator[f.Answered]:
    """What is new. The open questions are not on paper, so they count as skipped."""
    wanted = {item: "skip" for item in stage.items if item.startswith(PROMPT)}
    wanted |= {answer.component: answer.answer for answer in given}
    before = x.people[person].answers.get(ROUND, {}) if person in x.people else {}
    for item, answer in wanted.items():
        if before.get(item) != answer:
            yield f.Answered(at, person, ROUND, item, answer)


def _noted(x: Exercise, person: int, rows: list[Row], at: float, last: int) -> Iterator[f.Noted]:
    """New notes get the next numbers; another text for the same component rewrites the note."""
    mine = (
        {x.notes[n].item: x.notes[n] for n in x.people[person].notes} if person in x.people else {}
    )
    for row in rows:
        before = mine.get(row.component)
        if not row.note or (before and before.text == row.note):
            continue
        if before is None:
            last += 1
        yield f.Noted(at, person, before.number if before else last, row.component, row.note)
