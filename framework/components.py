"""One component's part of an assessment, from its answers and the rules by which they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from framework.answers.notes import no_notes
from framework.assessment import ComponentResult
from framework.gate.shown import shown
from framework.measures.agreement import agreement
from framework.measures.states import INVALID, Reader, State, low_coverage, reader
from framework.measures.tally import SCORES, Tally, disagreement_index
from framework.pack import Framework


@dataclass(frozen=True, slots=True)
class Case:
    """A component of an exercise: its answers, how they are read, and the state they add up to."""

    tally: Tally
    rules: Reader
    state: State

    @property
    def valid(self) -> bool:
        """Whether it can be read at all: neither set aside nor scored by too few."""
        return self.state not in INVALID

    def moves(self) -> dict[int, State]:
        """By score: the state without one such answer, where that is another.

        That it is valid, and whether fewer than five scored it, stays as it is.
        """
        if not self.valid:
            return {}
        thin = self.rules.thin(self.tally)
        given = [code for code in range(SCORES) if self.tally.counts[code]]
        less = {c: self.rules.opinion(self.tally.with_one(c, -1), thin=thin) for c in given}
        return {code: state for code, state in less.items() if state != self.state}


Cases = Mapping[str, Case]


def cases(framework: Framework, counted: Mapping[str, Tally], n_min: int) -> dict[str, Case]:
    """Every component that was counted, in framework order; it needs `n_min` scores."""
    found = {}
    for part in (part for part in framework.components if part.id in counted):
        rules = reader(part, framework.method, n_min)
        found[part.id] = Case(counted[part.id], rules, rules.state(counted[part.id]))
    return found


def result(
    case: Case, people: int, notes: Mapping[str, tuple[int, ...]] | None = None
) -> ComponentResult:
    """What an assessment says of a component, with so many people in all."""
    tally, rules = case.tally, case.rules
    return ComponentResult(
        answered=tally.answered,
        scored=tally.scored,
        not_sure=tally.not_sure,
        not_applicable=tally.not_applicable,
        counts=tally.counts,
        state=case.state,
        gap=rules.gap(tally),
        low_coverage=low_coverage(tally, people, rules.method),
        shown=shown(rules, tally),
        notes=notes or no_notes(),
        **(_measures(case) if case.valid else {}),
    )


def _measures(case: Case) -> dict[str, Any]:
    """What is said of a component only if enough people scored it."""
    tally, rules = case.tally, case.rules
    return {
        "median": float(tally.median),
        "q1": float(tally.quantile(Fraction(1, 4))),
        "q3": float(tally.quantile(Fraction(3, 4))),
        "mean": float(tally.mean),
        "agreement": float(agreement(tally.counts)),
        "disagreement_index": float(disagreement_index(tally, rules.method)),
        "close_call": rules.close_call(tally),
    }
