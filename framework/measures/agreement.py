"""How much people agree: van der Eijk's A for one component, Krippendorff's alpha for all.

C. van der Eijk (2001), Measuring agreement in ordered rating scales, Quality & Quantity 35(3),
325-341. K. Krippendorff (2018), Content Analysis, 4th ed., chapter 12.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations


def agreement(counts: Sequence[int | Fraction]) -> Fraction:
    """Van der Eijk's A of counts over ordered categories: -1 (two poles) to 1 (all alike).

    The counts are peeled off in layers of equal height; each layer's agreement counts by its
    share of the answers. Raises `ValueError` if there are none.
    """
    left, total = list(counts), sum(counts)
    if not total:
        raise ValueError("no answers to agree")
    result = Fraction(0)
    while any(left):
        height = min(count for count in left if count)
        pattern = tuple(count > 0 for count in left)
        result += height * sum(pattern) * layer_agreement(pattern)
        left = [count - height if count else count for count in left]
    return result / total


@cache
def layer_agreement(pattern: tuple[bool, ...]) -> Fraction:
    """The agreement of one layer, by which categories are not empty in it."""
    size, used = len(pattern), sum(pattern)
    if used in (1, size):
        return Fraction(1 if used == 1 else 0)
    triples = list(combinations(pattern, 3))
    alike = sum(t in {(True, True, False), (False, True, True)} for t in triples)
    apart = sum(t == (True, False, True) for t in triples)
    unimodal = Fraction((size - 2) * alike - (size - 1) * apart, (size - 2) * (alike + apart))
    return unimodal * (1 - Fraction(used - 1, size - 1))


def alpha(units: Iterable[Sequence[int]]) -> float | None:
    """Krippendorff's ordinal alpha of the counts of each unit (here: component) by value.

    Missing answers are simply not counted; a unit with one answer does not enter. None where
    nothing can be said: fewer than two answers to any unit, or all answers alike.
    """
    paired = [counts for counts in units if sum(counts) > 1]
    if not paired:
        return None
    totals = [sum(column) for column in zip(*paired, strict=True)]
    n = sum(totals)
    size = range(len(totals))
    distance = [[_ordinal(totals, c, k) for k in size] for c in size]
    expected = Fraction(_disagreement(totals, distance), n - 1)
    if not expected:
        return None
    observed = sum(Fraction(_disagreement(counts, distance), sum(counts) - 1) for counts in paired)
    return float(1 - observed / expected)


def _ordinal(totals: Sequence[int], first: int, second: int) -> int:
    """Four times the squared ordinal distance, a whole number.

    The distance is how many values lie between, the two themselves by half.
    """
    low, high = sorted((first, second))
    between = 2 * sum(totals[low : high + 1]) - (totals[low] + totals[high])
    return between * between


def _disagreement(counts: Sequence[int], distance: Sequence[Sequence[int]]) -> int:
    return sum(a * b * distance[c][k] for c, a in enumerate(counts) for k, b in enumerate(counts))
