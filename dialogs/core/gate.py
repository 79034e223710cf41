"""What has been published, what may be quoted beside it, and when.

What may be shown of answers is decided in `framework.publish`, once for each round, and kept as a
fact: everybody here reads `Published` and nothing else. Until a round closes there is none.
"""

import hashlib
from collections.abc import Iterable, Mapping

from dialogs.core.exercise import Exercise
from dialogs.core.items import PROMPT
from dialogs.core.stage import Stage
from framework.gate.shown import Side
from framework.publish import Published

TEXTS_FROM = 5
"""From how many on it is quoted what people wrote of the exercise: of fewer, the style tells."""

FINISHED_FROM = 5
"""From how many on people are counted: of fewer it would show who has not come, or not finished."""

REMARKS_FROM = 3
"""From how many people on released notes are read out where nothing may be shown.

Of two, each knows what the other wrote; from three on nobody can be certain whose a note is, which
is what the forms of a component promise too. It is told before anybody releases one: their writers
want to be heard, and choose it knowing that it is easier to guess. No component stands beside them,
and no side, since both would say how somebody scored.
"""

REMARKS = 6
"""Released notes that are read out where nothing may be shown: few enough for one message."""

BESIDE = 12
"""Released general remarks that stand in a report, and notes beside each dimension: of more, nobody
would read each."""


COUNTED = (
    *(f"{part}.{which}" for part in ("status", "desk") for which in ("open", "last", "between")),
    *("halfway.text", "few.text", "findings.too_few", "desk.opens"),
)
"""Sentences that count people; each has another one, for when they are under the limit."""


def counting(key: str, n: int) -> str:
    """The sentence that counts `n` people; under the limit the one that only says it is under it.

    Whoever knows who came would else know of a released note, or of nothing shown, whose it is.
    """
    return key if n >= FINISHED_FROM else f"{key}_uncounted"


def least(x: Exercise) -> int:
    """How many scores a component needs, for anything to be said of it."""
    method = x.framework.method
    return method.n_min_small_team if x.small_team else method.n_min


def results_due(x: Exercise) -> float | None:
    """When the results appear, all that is asked before them being closed; None: not so far."""
    waits = (s for s in x.stages.values() if s.step.publish == "results" and s.open)
    return next((stage.closes for stage in waits), None)


def released(x: Exercise, publishes: str) -> Stage | None:
    """The publishing step of this kind, if it has been released."""
    stage = next((s for s in x.stages.values() if s.step.publish == publishes), None)
    return stage if stage and not stage.open else None


def inquired(x: Exercise) -> bool:
    """Whether owners have been asked how it goes."""
    stage = next((s for s in x.stages.values() if s.step.publish == "check"), None)
    return stage is not None and (stage.inquired or not stage.open)


def result(x: Exercise, label: str) -> Published | None:
    """What was published of a round, once it is closed and assessed."""
    return x.results.get(label)


def nothing(x: Exercise) -> bool:
    """Whether round 1 is over, and so few answered that nothing of it may be shown."""
    found = result(x, "1")
    return found is not None and not found.anything


def latest(x: Exercise) -> Published | None:
    """What was published last."""
    return next(reversed(x.results.values()), None)


def over(x: Exercise) -> bool:
    """Whether everything that is assessed has been: before, there is nothing to report or export.

    Nothing is, either, of what was called off before.
    """
    if x.status in ("draft", "cancelled"):
        return False
    if nothing(x):
        return True  # nothing more is asked, unless it is opened again
    return all(label in x.results for label, step in x.script.by_label.items() if step.assessed)


def side(answer: str) -> str:
    """On which side of a question somebody stands who gave this answer: low, high, none."""
    if answer in ("1", "2"):
        return "low"
    return "high" if answer in ("4", "5") else "none"


# -- quotations ----------------------------------------------------------------------------------


def choose(
    x: Exercise, published: Published, notes: Mapping[str, Mapping[str, tuple[int, ...]]]
) -> None:
    """Choose the released notes that every publication from now on quotes.

    `notes`: those to components released so far, by component and side. What was chosen before
    stays; what is released later fills what is free at the next result: no note comes out alone.
    """
    most = x.framework.method.notes_a_side
    for id_, shown in published.components.items():
        for which in shown.sides(gain=x.framework.component(id_).gain):
            _fill(x, (id_, which), notes.get(id_, {}).get(which, ()), most)
    if published.anything and published.participants >= TEXTS_FROM:
        for item in ("", *(PROMPT + dimension.id for dimension in x.framework.dimensions)):
            _fill(x, (item, "beside"), _released(x, item), BESIDE)
    if not published.anything and published.participants >= REMARKS_FROM:
        _fill(x, ("", ""), _released(x), REMARKS)


def _released(x: Exercise, item: str | None = None) -> Iterable[int]:
    """The released notes of who takes part: to this item, or all of them."""
    return (
        note.number
        for note in x.notes.values()
        if note.released and item in (None, note.item) and x.people[note.person].counted
    )


def _fill(x: Exercise, place: tuple[str, str], notes: Iterable[int], most: int) -> None:
    chosen = x.quoted.get(place, ())
    taken = {number for numbers in x.quoted.values() for number in numbers}
    free = _shuffled(x, "/".join(place), (n for n in notes if n not in taken))
    x.quoted[place] = (*chosen, *free[: most - len(chosen)])


def quotes(x: Exercise, component: str, which: Side) -> list[str]:
    """The notes from one side of a component that are quoted, as long as they are released."""
    return _quoted(x, (component, which))


def beside(x: Exercise, item: str = "") -> list[str]:
    """The released notes to the open question before a dimension; without one, general remarks."""
    return _quoted(x, (item, "beside"))


def remarks(x: Exercise) -> list[str]:
    """The released notes that are read out where nothing may be shown; no side, no component."""
    return _quoted(x, ("", ""))


def _quoted(x: Exercise, place: tuple[str, str]) -> list[str]:
    chosen = _shuffled(x, "/".join(place), x.quoted.get(place, ()))
    return [x.notes[n].text for n in chosen if n in x.notes and x.notes[n].released]


def texts(x: Exercise, item: str) -> list[str]:
    """What was written at the end, once nobody can add to it; in no order that tells who wrote."""
    stage = next((s for s in x.stages.values() if s.step.ask == "hot_wash"), None)
    if stage is None or stage.open:
        return []
    found = {p.number: p.texts.get((stage.label, item), "") for p in x.people.values()}
    written = _shuffled(x, item, (number for number, text in found.items() if text))
    return [found[number] for number in written] if len(written) >= TEXTS_FROM else []


def _shuffled(x: Exercise, place: str, numbers: Iterable[int]) -> list[int]:
    """In an order that follows from the place alone: not from people, nor from time."""
    return sorted(numbers, key=lambda n: hashlib.sha256(f"{x.id}/{place}/{n}".encode()).digest())
