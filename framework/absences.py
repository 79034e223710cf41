"""What hangs on one person: the rules once more for each set of states an absence would make.

Only who gave a score at the edge of a state changes anything, so that the number of runs does not
grow with the number of people. For who holds the answers only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from framework.advice.findings import Readings, found, readings
from framework.advice.recommend import Class, classes
from framework.advice.triggers import signals
from framework.answers.sheets import Codes, Sheets
from framework.components import Cases
from framework.gate import Seen
from framework.measures.states import State
from framework.pack import Framework

# The components whose state would be another without somebody, with that state.
Absence = tuple[tuple[str, State], ...]


def hangs(framework: Framework, seen: Seen, cases: Cases, sheets: Sheets) -> dict[str, bool | None]:
    """Of each recommendation made: whether its class would change without somebody.

    None if too few people answered to say. Validity, gaps and what the public says stay.
    """
    all_ = readings(framework, seen)
    here = _classes(framework, all_)
    made = [id_ for id_, level in here.items() if level]
    if len(sheets.people) < framework.method.one_person_from:
        return dict.fromkeys(made)
    without = [_classes(framework, _changed(all_, a)) for a in _absences(cases, sheets)]
    return {id_: any(other[id_] != here[id_] for other in without) for id_ in made}


def _classes(framework: Framework, all_: Readings) -> dict[str, Class | None]:
    return classes(framework, signals(framework, all_, found(framework, all_)))


def _changed(all_: Readings, absence: Absence) -> Readings:
    return {**all_, **{id_: replace(all_[id_], state=state) for id_, state in absence}}


def _absences(cases: Cases, sheets: Sheets) -> set[Absence]:
    """Of everybody whose absence would change any state."""
    moves = [(place, id_, case.moves()) for place, (id_, case) in enumerate(cases.items())]
    edges = [move for move in moves if move[2]]
    return {found for sheet in sheets.alike if (found := _absence(sheet, edges))}


def _absence(sheet: Codes, edges: Iterable[tuple[int, str, Mapping[int, State]]]) -> Absence:
    return tuple((id_, to[sheet[place]]) for place, id_, to in edges if sheet[place] in to)
