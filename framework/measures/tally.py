"""The answers to one component: counts, bands, quantiles, mean.

Everything is exact: counts are whole numbers, quantiles and means are fractions, since the
thresholds of the method are often met exactly.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import floor

from framework.pack.schema import Method

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

    def of(self, score: int) -> int:
        """People who gave that score."""
        return self.counts[score - 1]

    def quantile(self, share: Fraction) -> Fraction:
        """The quantile of the scores by linear interpolation (type 7 of Hyndman & Fan 1996)."""
        place = (self.scored - 1) * share
        below = floor(place)
        first, part = self._score_at(below), place - below
        return first + part * (self._score_at(below + 1) - first) if part else Fraction(first)

    @property
    def median(self) -> Fraction:
        """The median score, 1 to 5."""
        return Fraction(self.twice_median, 2)

    @property
    def twice_median(self) -> int:
        """Twice the median: a whole number, which is quick to compare."""
        last = self.scored - 1
        return self._score_at(last // 2) + self._score_at(last - last // 2)

    @property
    def mean(self) -> Fraction:
        """The mean score on a scale from 0 (all say 1) to 1 (all say 5)."""
        return Fraction(sum(k * count for k, count in enumerate(self.counts)), 4 * self.scored)

    def with_one(self, code: int, more: int = 1) -> "Tally":
        """This tally with one answer of that code more (or, with -1, one less)."""
        cells = [*self.counts, self.not_sure, self.not_applicable]
        cells[code] += more
        return tally(cells)

    def neighbours(self) -> Iterator["Tally"]:
        """The tallies with one answer less, of those given, and one score more, of all five."""
        cells = (*self.counts, self.not_sure, self.not_applicable)
        yield from (self.with_one(code, -1) for code, count in enumerate(cells) if count)
        yield from (self.with_one(code) for code in range(SCORES))

    def _score_at(self, place: int) -> int:
        """The score at that place (from 0) in ascending order."""
        return 1 + next(k for k, total in enumerate(accumulate(self.counts)) if total > place)


def tally(cells: Iterable[int]) -> Tally:
    """The tally of seven counts: the scores 1 to 5, not sure, does not apply."""
    *counts, not_sure, not_applicable = cells
    return Tally(tuple(counts), not_sure, not_applicable)


def disagreement_index(tally: Tally, method: Method) -> Fraction:
    """IPR / IPRAS (Fitch et al. 2001) carried to five points; above 1 is disagreement."""
    p30, p70 = tally.quantile(Fraction(3, 10)), tally.quantile(Fraction(7, 10))
    off_centre = abs(3 - (p30 + p70) / 2)
    return (p70 - p30) / (method.disagreement_base + method.disagreement_slope * off_centre)
