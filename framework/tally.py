"""The answers to one component: counts, quantiles, and the state they add up to.

Everything is exact: counts are whole numbers, quantiles and means are fractions, since the
thresholds of the method are often met exactly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from typing import Literal

from framework.schema import Method

State = Literal["set_aside", "too_few", "contested", "high", "low", "middle"]

NOT_SURE, NOT_APPLICABLE = "NS", "NA"
ANSWERS = ("1", "2", "3", "4", "5", NOT_SURE, NOT_APPLICABLE)
CODES = {answer: code for code, answer in enumerate(ANSWERS)}
SCORES = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people gave each answer. `counts` are those of the scores 1 to 5."""

    counts: tuple[int, ...]
    not_sure: int = 0
    not_applicable: int = 0

    @property
    def scored(self) -> int:
        """People with a score, n."""
        return sum(self.counts)

    @property
    def answered(self) -> int:
        """People with any answer, a."""
        return self.scored + self.not_sure + self.not_applicable

    def bands(self, method: Method) -> tuple[int, int, int]:
        """People whose score is low, medium, high."""
        low = sum(self.counts[: method.low_to])
        high = sum(self.counts[method.high_from - 1 :])
        return low, self.scored - low - high, high

    def quantile(self, share: Fraction) -> Fraction:
        """The quantile of the scores by linear interpolation (type 7 of Hyndman & Fan 1996)."""
        place = (self.scored - 1) * share
        below = floor(place)
        first, part = self._score_at(below), place - below
        return first + part * (self._score_at(below + 1) - first) if part else Fraction(first)

    @property
    def median(self) -> Fraction:
        """The median score, 1 to 5."""
        return self.quantile(Fraction(1, 2))

    @property
    def mean(self) -> Fraction:
        """The mean score on a scale from 0 (all say 1) to 1 (all say 5)."""
        return Fraction(sum(k * count for k, count in enumerate(self.counts)), 4 * self.scored)

    @property
    def unknown(self) -> Fraction:
        """The share of "not sure" among those who did not say "does not apply"."""
        asked = self.answered - self.not_applicable
        return Fraction(self.not_sure, asked) if asked else Fraction(0)

    def split(self, method: Method) -> Fraction:
        """The smaller of the low and the high camp, as a share of those who scored: 0 to ½."""
        low, _, high = self.bands(method)
        return Fraction(min(low, high), self.scored)

    def without(self, code: int) -> "Tally":
        """This tally with one answer of that code less."""
        cells = [*self.counts, self.not_sure, self.not_applicable]
        cells[code] -= 1
        return tally(cells)

    def _score_at(self, place: int) -> int:
        """The score at that place (from 0) in ascending order."""
        return 1 + next(k for k, total in enumerate(accumulate(self.counts)) if total > place)


def tally(cells: Iterable[int]) -> Tally:
    """The tally of seven counts: the scores 1 to 5, not sure, does not apply."""
    *counts, not_sure, not_applicable = cells
    return Tally(tuple(counts), not_sure, not_applicable)


def state(tally: Tally, method: Method, n_min: int) -> State:
    """The state of a component: the first that holds, from `set_aside` to `middle`."""
    answered = tally.answered
    if answered and Fraction(tally.not_applicable, answered) > method.set_aside_share:
        return "set_aside"
    if tally.scored < n_min:
        return "too_few"
    return opinion(tally, method)


def opinion(tally: Tally, method: Method) -> State:
    """What those who scored think, whether they are enough or not; there must be one at least.

    Contested is the disagreement rule of the RAND/UCLA method (Fitch et al. 2001), carried from
    nine points to five.
    """
    low, _, high = tally.bands(method)
    camp = max(1, ceil(method.contested_share * tally.scored))
    if low >= camp and high >= camp:
        return "contested"
    median = tally.median
    if median >= method.high_from:
        return "high"
    return "low" if median <= method.low_to else "middle"


def gap(tally: Tally, method: Method) -> bool:
    """Whether knowledge is missing: enough people, and enough of them, are not sure."""
    return tally.not_sure >= method.gap_least and tally.unknown >= method.gap_share


def disagreement_index(tally: Tally, method: Method) -> Fraction:
    """IPR / IPRAS (Fitch et al. 2001) carried to five points; above 1 is disagreement."""
    p30, p70 = tally.quantile(Fraction(3, 10)), tally.quantile(Fraction(7, 10))
    off_centre = abs(3 - (p30 + p70) / 2)
    return (p70 - p30) / (method.disagreement_base + method.disagreement_slope * off_centre)
