"""The one entrance: answers in, assessment out. Everything is worked out from counts."""

from collections.abc import Iterable, Mapping

from framework.absences import hangs
from framework.answers.notes import Note, by_side
from framework.answers.public import PublicCounts, of_answers
from framework.answers.sheets import Answer, Sheets, gather, tallies
from framework.assessment import Assessment, ComponentResult, PublicResult
from framework.components import Cases, cases, result
from framework.gate import PublicSeen, Seen, Shown
from framework.measures.agreement import alpha
from framework.measures.index import dimension_index, overall_index, scoring
from framework.output import to_json
from framework.pack import Framework

__all__ = ["Answer", "Assessment", "Note", "assess", "to_json"]


def assess(
    framework: Framework,
    answers: Iterable[Answer],
    notes: Iterable[Note] = (),
    n_min: int | None = None,
    public: Iterable[Answer] | PublicCounts = (),
) -> Assessment:
    """The assessment of these answers; of several rounds by the rule of three.

    `notes` are the released ones only. `n_min`: scores that a component needs, the framework's own
    unless given. `public`: how the people who use the service answered, in one round: their
    answers, or the counts of them.

    Raises `ValueError` for what `gather` refuses, for a note to an unknown component, and for
    `n_min` below 2.
    """
    least = framework.method.n_min if n_min is None else n_min
    if least < 2:
        raise ValueError("n_min is at least 2: leaving one person out must leave one")
    sheets = gather(framework, answers)
    sides = by_side(framework, sheets, notes)
    of = cases(framework, tallies(framework, sheets), least)
    parts = {id_: result(case, len(sheets.people), sides.get(id_)) for id_, case in of.items()}
    outside = _public(framework, public)
    return _together(framework, sheets, of, parts, outside, least)


def _together(
    framework: Framework,
    sheets: Sheets,
    of: Cases,
    parts: Mapping[str, ComponentResult],
    outside: PublicResult | None,
    n_min: int,
) -> Assessment:
    """The whole of it, from its components."""
    seen = _seen(framework, sheets, n_min, parts, outside)
    valid = {id_: case.tally for id_, case in of.items() if case.valid}
    scored, alike = scoring(valid, framework.method), sheets.alike
    return Assessment(
        framework=framework.id,
        framework_version=framework.version,
        participants=len(sheets.people),
        n_min=n_min,
        round=sheets.round,
        alpha=alpha(case.tally.counts for case in of.values()),
        components=parts,
        dimensions={
            d.id: dimension_index(framework, d.id, scored, alike) for d in framework.dimensions
        },
        overall=overall_index(framework, scored, alike),
        hangs=hangs(framework, seen, of, sheets),
        public=outside,
        seen=seen,
    )


def _public(framework: Framework, given: Iterable[Answer] | PublicCounts) -> PublicResult | None:
    """The people who use the service, by the components that any of them answered."""
    counts = given if isinstance(given, PublicCounts) else of_answers(framework, given)
    n_min, people = framework.method.n_min_public, counts.people
    asked = cases(framework, counts.tallies(framework), n_min)
    if not people:
        return None
    return PublicResult(people, n_min, {id_: result(case, people) for id_, case in asked.items()})


def _seen(
    framework: Framework,
    sheets: Sheets,
    n_min: int,
    parts: Mapping[str, ComponentResult],
    outside: PublicResult | None,
) -> Seen:
    """All that may be shown of it: nothing here but what each component shows."""
    public = None
    if outside:
        public = PublicSeen(outside.participants, _shown(outside.components))
    return Seen(
        round=sheets.round,
        small_team=n_min < framework.method.n_min,
        participants=len(sheets.people),
        components=_shown(parts),
        public=public,
    )


def _shown(parts: Mapping[str, ComponentResult]) -> dict[str, Shown]:
    return {id_: part.shown for id_, part in parts.items()}
