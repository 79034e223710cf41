"""What is assessed of a step that is closed: the answers, notes and votes that count.

`to_assess` gathers it from the exercise, `publish` makes of it what may be shown.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dialogs.core import gate
from dialogs.core.course import awaiting
from dialogs.core.exercise import Exercise
from dialogs.core.items import CHOICES
from dialogs.core.public import round as outside
from dialogs.core.stage import Stage
from framework import publish as publishing
from framework.answers.notes import Note
from framework.answers.public import PublicCounts
from framework.answers.sheets import Answer
from framework.assess import assess
from framework.pack import Framework


@dataclass(frozen=True, slots=True)
class Assessable:
    """A closed step with all that `assess` and `publish` are given for it.

    `votes`: of each closing question that is closed, how many chose each of its options; every
    option counts. It shares nothing with the exercise, so the arithmetic may be done beside the
    writer.
    """

    label: str
    framework: Framework
    answers: list[Answer]
    notes: list[Note]
    votes: dict[str, dict[str, int]]
    n_min: int
    public: PublicCounts | None = None


def to_assess(x: Exercise, label: str | None = None) -> Assessable | None:
    """What waits to be assessed; None if nothing does. With a `label`, that step afresh."""
    label = awaiting(x) if label is None else label
    if not label:
        return None
    upto = int(label) if label.isdigit() else len(x.script.rounds)
    given, public = answers(x, upto), outside.counts(x, label)
    return Assessable(label, x.framework, given, notes(x), votes(x), gate.least(x), public)


def publish(asked: Assessable) -> dict[str, Any]:
    """What is published of it, as it is stored."""
    found = assess(asked.framework, asked.answers, asked.notes, asked.n_min, asked.public or ())
    return publishing.to_dict(publishing.publish(found, asked.framework, asked.votes))


def answers(x: Exercise, upto: int = 9) -> list[Answer]:
    """Every answer to a component that counts, of the rounds up to this one.

    Where an answer was erased its fact still stands, empty, and is read before the one that erases.
    """
    return [
        Answer(p.number, item, answer, int(label))
        for p in x.people.values()
        if p.counted
        for label, given in p.answers.items()
        if label.isdigit() and int(label) <= upto
        for item, answer in given.items()
        if answer and x.framework.has(item)
    ]


def notes(x: Exercise) -> list[Note]:
    """The notes that were released, by number; their texts stay where they are."""
    return [
        Note(n.number, n.person, n.item)
        for n in x.notes.values()
        if n.released and x.framework.has(n.item)
    ]


def votes(x: Exercise) -> dict[str, dict[str, int]]:
    """How many chose each option of the closing questions, once these are closed."""
    closed = [s for s in x.stages.values() if s.step.ask == "closing" and not s.open]
    return {item: _chosen(x, stage, item) for stage in closed for item in stage.items}


def _chosen(x: Exercise, stage: Stage, item: str) -> dict[str, int]:
    given = Counter(p.answer(stage.label, item) for p in x.people.values() if p.counted)
    return {option: given[option] for option in CHOICES[item]}
