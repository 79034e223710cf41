"""What is said of one component: its part of the assessment."""

from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from framework.agreement import agreement, word
from framework.cases import Case, Cases
from framework.pack import Framework
from framework.result import ComponentResult, no_notes
from framework.sheets import NO_ANSWER, Sheets
from framework.tally import SCORES, Tally, disagreement_index


class Note(NamedTuple):
    """A released note: its number, its writer and its component. Its text stays outside."""

    id: int
    person: Hashable
    component: str


def components(
    framework: Framework, cases: Cases, sheets: Sheets, notes: Iterable[Note]
) -> dict[str, ComponentResult]:
    """The result of every component, in order. Raises `ValueError` for a note to another."""
    quoted = _notes(framework, sheets, notes)
    people = len(sheets.people)
    return {
        id_: _component(framework, case, people, quoted.get(id_, no_notes()))
        for id_, case in cases.items()
    }


def _component(
    framework: Framework, case: Case, people: int, notes: Mapping[str, tuple[int, ...]]
) -> ComponentResult:
    tally, method = case.tally, framework.method
    least = method.coverage_share * people
    return ComponentResult(
        id=case.part.id,
        answered=tally.answered,
        scored=tally.scored,
        not_sure=tally.not_sure,
        not_applicable=tally.not_applicable,
        counts=tally.counts,
        bands=tally.bands(method),
        state=case.reading.state,
        gap=case.reading.gap,
        unknown=float(tally.unknown),
        low_coverage=tally.scored < least,
        hangs_on_one_person=case.hangs,
        notes=notes,
        **(_measures(framework, tally) if case.valid else {}),
    )


def _measures(framework: Framework, tally: Tally) -> dict[str, Any]:
    """What is said of a component only if enough people scored it."""
    alike = agreement(tally.counts)
    return {
        "median": float(tally.median),
        "q1": float(tally.quantile(Fraction(1, 4))),
        "q3": float(tally.quantile(Fraction(3, 4))),
        "mean": float(tally.mean),
        "agreement": float(alike),
        "agreement_word": word(alike, framework.method),
        "disagreement_index": float(disagreement_index(tally, framework.method)),
    }


def _notes(
    framework: Framework, sheets: Sheets, notes: Iterable[Note]
) -> dict[str, dict[str, tuple[int, ...]]]:
    """The released notes of each component, by what their writers scored."""
    places = {part.id: place for place, part in enumerate(framework.components)}
    found: dict[str, dict[str, tuple[int, ...]]] = {}
    for note in sorted(notes, key=lambda note: note.id):
        if note.component not in places:
            raise ValueError(f"there is no component {note.component}")
        sheet = sheets.people.get(note.person)
        code = sheet[places[note.component]] if sheet else NO_ANSWER
        sides = found.setdefault(note.component, no_notes())
        sides[_side(framework, code)] += (note.id,)
    return found


def _side(framework: Framework, code: int) -> str:
    if code >= SCORES:
        return "other"
    score, method = code + 1, framework.method
    if score <= method.low_to:
        return "low"
    return "high" if score >= method.high_from else "middle"
