"""Released notes, by what their writers scored."""

from collections.abc import Hashable, Iterable, Mapping
from typing import NamedTuple

from framework.answers.rounds import NO_ANSWER
from framework.answers.sheets import Sheets
from framework.measures.tally import SCORES
from framework.pack import Framework
from framework.pack.schema import Method

SIDES = ("low", "middle", "high", "other")


class Note(NamedTuple):
    """A released note: its number, its writer and its component. Its text stays outside."""

    id: int
    person: Hashable
    component: str


def no_notes() -> dict[str, tuple[int, ...]]:
    """No notes on any side; `other`: their writers gave no score."""
    return dict.fromkeys(SIDES, ())


def by_side(
    framework: Framework, sheets: Sheets, notes: Iterable[Note]
) -> dict[str, Mapping[str, tuple[int, ...]]]:
    """The notes of each component that has any. Raises `ValueError` for another component."""
    places = {part.id: place for place, part in enumerate(framework.components)}
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for note in sorted(notes, key=lambda note: note.id):
        if note.component not in places:
            raise ValueError(f"there is no component {note.component}")
        sheet = sheets.people.get(note.person)
        code = sheet[places[note.component]] if sheet else NO_ANSWER
        sides = found.setdefault(note.component, no_notes())
        sides[_side(framework.method, code)] += (note.id,)
    return dict(found)


def _side(method: Method, code: int) -> str:
    if code >= SCORES:
        return "other"
    score = code + 1
    if score <= method.low_to:
        return "low"
    return "high" if score >= method.high_from else "middle"
