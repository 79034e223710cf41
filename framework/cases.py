"""A component in one assessment: its answers, and how they read with any one answer less."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from framework.index import Scoring
from framework.pack import Component, Framework
from framework.recommend import INVALID, Reading
from framework.sheets import NO_ANSWER, Sheets, tallies
from framework.tally import SCORES, State, Tally, gap, opinion, state


@dataclass(frozen=True, slots=True)
class Case:
    """One component's answers, with its readings: everybody's, and with one answer less.

    `less` has one reading per code, and at last the reading with nothing left out.
    """

    part: Component
    tally: Tally
    reading: Reading
    less: tuple[Reading, ...]

    @property
    def valid(self) -> bool:
        """Whether it can be read at all: neither set aside nor scored by too few."""
        return self.reading.state not in INVALID

    @property
    def hangs(self) -> bool:
        """Whether its state would be another without some one person."""
        return any(other.state != self.reading.state for other in self.less)


Cases = Mapping[str, Case]


def read(framework: Framework, sheets: Sheets, n_min: int) -> Cases:
    """Every component, in order."""
    counted = tallies(framework, sheets.people.values())
    return {
        part.id: _case(framework, part, counted[part.id], n_min) for part in framework.components
    }


def _case(framework: Framework, part: Component, tally: Tally, n_min: int) -> Case:
    method = framework.method
    held = state(tally, method, n_min)
    whole = _reading(framework, part, tally, held)
    cells = (*tally.counts, tally.not_sure, tally.not_applicable)
    less = tuple(
        _without(framework, part, tally, code, held) if count else whole
        for code, count in enumerate(cells)
    )
    return Case(part, tally, whole, (*less, whole))


def _without(
    framework: Framework, part: Component, tally: Tally, code: int, held: State
) -> Reading:
    """The reading with one answer less. Which components are valid stays as it is."""
    other = tally.without(code)
    same = held in INVALID or code >= SCORES
    return _reading(framework, part, other, held if same else opinion(other, framework.method))


def _reading(framework: Framework, part: Component, tally: Tally, held: State) -> Reading:
    valid = held not in INVALID
    return Reading(
        id=part.id,
        dimension=part.dimension,
        kind=part.kind,
        state=held,
        gap=gap(tally, framework.method),
        mean=float(tally.mean) if valid else 0.0,
        unknown=float(tally.unknown),
        split=float(2 * tally.split(framework.method)) if valid else 0.0,
    )


def scoring(framework: Framework, cases: Cases) -> Scoring:
    """The valid components' answers as numbers, three ways."""
    valid = {id_: case.tally for id_, case in cases.items() if case.valid}
    method = framework.method
    return Scoring(
        mean={id_: t.mean for id_, t in valid.items()},
        median={id_: (t.median - 1) / (SCORES - 1) for id_, t in valid.items()},
        share={id_: Fraction(t.bands(method)[2], t.scored) for id_, t in valid.items()},
        shifts={id_: _shifts(t) for id_, t in valid.items()},
    )


def _shifts(tally: Tally) -> tuple[Fraction, ...]:
    """By how much the mean moves when one answer of each code is left out."""
    scored = [
        tally.without(code).mean - tally.mean if count else Fraction(0)
        for code, count in enumerate(tally.counts)
    ]
    return (*scored, *[Fraction(0)] * (NO_ANSWER + 1 - SCORES))
