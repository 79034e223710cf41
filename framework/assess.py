"""The one entrance: answers in, assessment out.

Everything is worked out from counts. What hangs on one person is found by leaving out one answer
of each kind from a component's counts (eight tallies per component, whatever the number of
people) and, for recommendations, by one run of the rules per person over those tallies.
"""

from collections.abc import Iterable

from framework.agreement import alpha
from framework.cases import Cases, read, scoring
from framework.details import Note, components
from framework.index import dimension_index, overall_index
from framework.lenses import lenses
from framework.pack import Framework
from framework.recommend import Rules, Run
from framework.result import Assessment
from framework.rounds import outcomes, second_round
from framework.sheets import Answer, Sheets, gather
from framework.tally import State
from framework.written import from_dict, to_dict, to_json

__all__ = ["Answer", "Assessment", "Note", "assess", "from_dict", "to_dict", "to_json"]


def assess(
    framework: Framework,
    answers: Iterable[Answer],
    notes: Iterable[Note] = (),
    n_min: int = 5,
) -> Assessment:
    """The assessment of these answers. Of several rounds the latest answer of a person counts.

    `notes` are the released ones only. Raises `ValueError` for what `gather` refuses, for a note
    to an unknown component, and for `n_min` below 2.
    """
    if n_min < 2:
        raise ValueError("n_min is at least 2: leaving one person out must leave one")
    sheets = gather(framework, answers)
    cases = read(framework, sheets, n_min)
    readings = {id_: case.reading for id_, case in cases.items()}
    rules = Rules(framework, readings)
    runs = _runs(framework, rules, cases, sheets)
    issued = rules.issue(readings, runs)
    chosen = second_round(framework, {id_: case.tally for id_, case in cases.items()}, n_min)
    most = framework.method.second_round_most
    scores, alike = scoring(framework, cases), sheets.alike
    return Assessment(
        framework=framework.id,
        framework_version=framework.version,
        participants=len(sheets.people),
        n_min=n_min,
        round=sheets.round,
        components=components(framework, cases, sheets, notes),
        dimensions={
            d.id: dimension_index(framework, d.id, scores, alike) for d in framework.dimensions
        },
        overall=overall_index(framework, scores, alike),
        recommendations=issued,
        pilots_first=tuple(id_ for id_, c in cases.items() if c.part.pilots and c.reading.concern),
        lenses=lenses(framework, readings, issued),
        strengths=_in_state(cases, "low", benefits=False),
        watch_list=_in_state(cases, "middle"),
        set_aside=_in_state(cases, "set_aside"),
        too_few=_in_state(cases, "too_few"),
        gaps=tuple(id_ for id_, case in cases.items() if case.reading.gap),
        highest_means=() if issued else _highest(cases),
        contested=chosen[:most],
        contested_rest=chosen[most:],
        outcomes=outcomes(framework, sheets, n_min),
        alpha=alpha(case.tally.counts for case in cases.values()),
        nearly=rules.nearly(readings, runs),
    )


def _runs(framework: Framework, rules: Rules, cases: Cases, sheets: Sheets) -> list[Run]:
    """The levels of all items without each person; empty if there are too few to test that."""
    if len(sheets.people) < framework.method.robust_least:
        return []
    rows = [cases[part.id].less for part in framework.components]
    found: set[Run] = set()
    for sheet in sheets.alike:
        left = (row[code] for row, code in zip(rows, sheet, strict=True))
        found.add(rules.levels({reading.id: reading for reading in left}))
    return list(found)


def _in_state(cases: Cases, wanted: State, *, benefits: bool = True) -> tuple[str, ...]:
    return tuple(
        id_
        for id_, case in cases.items()
        if case.reading.state == wanted and (benefits or case.part.kind != "benefit")
    )


def _highest(cases: Cases) -> tuple[str, ...]:
    """The three components with the highest means, for when nothing is recommended."""
    valid = [case for case in cases.values() if case.valid]
    ranked = sorted(valid, key=lambda case: -case.tally.mean)
    return tuple(case.part.id for case in ranked[:3])
